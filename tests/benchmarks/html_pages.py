"""CPU time of a page by each way to its text, as a share of trafilatura's in one run: python tests/benchmarks/html_pages.py

The pages are those of `$CLEANCORPUS_BENCH/html/dev` (default ../shared/bench) that have the text of a news article to
compare with. Machines are noisy, so the ways take turns on every page. Nothing here is a test.
"""

from __future__ import annotations

import gzip
import json
import os
import time
from collections.abc import Callable
from pathlib import Path
from statistics import mean, median
from typing import Any

import trafilatura

from cleancorpus.extract.blocks import extract_blocks
from cleancorpus.extract.blocks.api import extract_page
from cleancorpus.extract.blocks.walk import walk
from cleancorpus.extract.html import extract_html
from cleancorpus.extract.parse import parse_html

PAGES = Path(os.environ.get("CLEANCORPUS_BENCH", "../shared/bench")) / "html" / "dev"
SETS = ("fundus", "scrapinghub", "wcxb-article")


def pages() -> list[tuple[str, str | None]]:
    """Markup and address of each page."""
    rows = []
    for name in SETS:
        with gzip.open(PAGES / f"{name}.jsonl.gz", "rt", encoding="utf-8") as lines:
            rows += [json.loads(line) for line in lines]
    return [(row["html"], row["url"]) for row in rows if row["gold_text"]]


def ways() -> dict[str, Callable[[str, str | None], Any]]:
    def blocks_alone(html: str, _url: str | None) -> str:
        tree = parse_html(html)
        return "" if tree is None else extract_blocks(tree).text

    return {
        "trafilatura, text": lambda html, _url: trafilatura.extract(html),
        "blocks, text": blocks_alone,
        "trafilatura, text and metadata": lambda html, url: trafilatura.bare_extraction(
            html, url=url, with_metadata=True
        ),
        "default engine, text and metadata": lambda html, url: extract_html(html, url=url),
    }


def timed(step: Callable[[], Any]) -> tuple[Any, float]:
    """What `step` gives, and its milliseconds."""
    start = time.process_time()
    result = step()
    return result, (time.process_time() - start) * 1000


def stages(html: str) -> dict[str, float]:
    """Milliseconds of each stage of the block classifier."""
    times = {}
    tree, times["parse"] = timed(lambda: parse_html(html))
    if tree is not None:
        page, times["walk"] = timed(lambda: walk(tree))
        _, times["features, model, assembly"] = timed(lambda: extract_page(page))
    return times


def main() -> None:
    if not PAGES.is_dir():
        print(f"skipped: no {PAGES}; set CLEANCORPUS_BENCH to the folder of the benchmark")
        return
    found, taken = pages(), {name: list[float]() for name in ways()}
    parts: dict[str, list[float]] = {}
    for turn in range(2):
        for html, url in found:
            for name, way in ways().items():
                _, spent = timed(lambda way=way, html=html, url=url: way(html, url))
                if turn:  # the first turn loads
                    taken[name].append(spent)
            for name, value in stages(html).items():
                parts.setdefault(name, []).append(value)
    print(f"{len(found)} pages; CPU a page in ms")
    for name, values in taken.items():
        base = mean(taken["trafilatura, text and metadata" if "metadata" in name else "trafilatura, text"])
        print(f"{name:36} mean {mean(values):6.2f}   median {median(values):6.2f}   {mean(values) / base:5.2f}")
    for name, values in parts.items():
        print(f"  of blocks: {name:25} mean {mean(values):6.2f}")


if __name__ == "__main__":
    main()
