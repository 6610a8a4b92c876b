"""Lines of sites, measured: python tests/benchmarks/site_lines.py

    --bench              F1 on `$CLEANCORPUS_BENCH/sites` without and with the counts of lines, of pages and of their visible text,
                         for two thirds of the sites and for the last (by `sha256("aside:" + domain) % 3 == 0`)
    --documents 100000   a made-up corpus of so many documents on 40 sites: what counting and looking up costs beside judging,
                         in CPU seconds of this process, and its peak memory

In `--bench` the gold headline is given to the visible text, whose own is unknown, and pages without an address get one of their
domain. Nothing here is a test.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import json
import os
import random
import re
import resource
import statistics
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import lxml.html

from cleancorpus.checked_config import load_config
from cleancorpus.dedup.site_lines import SiteLineCounts, count_texts
from cleancorpus.detect.repeats import Profile, site_key
from cleancorpus.engine.stage import StageKey, bucket_ranges, split_keys, write_keys
from cleancorpus.engine.store import Store
from cleancorpus.model import Record
from cleancorpus.pipeline.core import Core, readings_batch
from cleancorpus.pipeline.count_lines import KEYS_A_ROW, CountLinesCall, ProfileCall, do_count, read_counted
from cleancorpus.pipeline.reading import Reading

BENCH = Path(os.environ.get("CLEANCORPUS_BENCH", "../shared/bench")) / "sites" / "sites.jsonl.gz"
_HIDDEN = "//script|//style|//noscript|//head|//comment()|//template|//select|//iframe|//svg"
_INLINE = frozenset(
    "a abbr b bdi bdo big cite code em font i img ins kbd mark q s small span strong sub sup tt u var wbr".split()
)
_WORD = re.compile(r"\w+")
_A_PART = 5_000


def visible_text(html: str) -> str:
    """What a browser shows of a page, a block a line; menus and all."""
    tree = lxml.html.fromstring(html.encode("utf-8", "replace"))
    for element in tree.xpath(_HIDDEN):
        if element.getparent() is not None:
            element.drop_tree()
    pieces: list[str] = []

    def walk(element: Any) -> None:
        is_block = element.tag not in _INLINE
        pieces.append("\n" * is_block + (element.text or "").replace("\n", " "))
        for inner in element:
            if isinstance(inner.tag, str):
                walk(inner)
            pieces.append((inner.tail or "").replace("\n", " "))
        pieces.append("\n" * is_block)

    walk(tree)
    lines = (" ".join(line.split()) for line in "".join(pieces).split("\n"))
    return "\n".join(line for line in lines if line)


def shingle_figures(pairs: list[tuple[str, str]]) -> tuple[float, float, float]:
    """Precision, recall and F1 of shingles of four words, means over pages (scrapinghub's article extraction benchmark)."""
    precisions, recalls = [], []
    for gold, found in pairs:
        wanted, got = _shingles(gold), _shingles(found)
        both = (wanted & got).total()
        precisions.append(both / got.total() if got else float(not wanted))
        recalls.append(both / wanted.total() if wanted else float(not got))
    precision, recall = statistics.mean(precisions), statistics.mean(recalls)
    return precision, recall, 2 * precision * recall / (precision + recall)


def _shingles(text: str) -> Counter[tuple[str, ...]]:
    words = _WORD.findall(text)
    return Counter(tuple(words[i : i + 4]) for i in range(max(1, len(words) - 3)) if words)


def profile_of_readings(readings: list[Reading]) -> Profile:
    docs = [reading.doc for reading in readings if reading.doc is not None]
    return count_texts(
        (doc.text, [block.span for block in doc.blocks], doc.title, site_key(doc.url, doc.site)) for doc in docs
    )


def measure_bench() -> None:
    with gzip.open(BENCH, "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    core = Core(load_config("news"))

    def record(row: dict[str, Any], kind: str) -> Record:
        url = row["url"] or f"https://{row['domain']}/{row['id'].replace('/', '-')}"
        data = row["html"] if kind == "html" else visible_text(row["html"])
        title = None if kind == "html" else row["gold_title"]
        return Record(row["id"], "", 1, kind, data.encode("utf-8", "surrogatepass"), "utf-8", title=title, url=url)

    for kind in ("html", "text"):
        readings = [core.texts.read(record(row, kind)) for row in rows]
        for counts in (None, profile_of_readings(readings)):
            core.judging.profile = counts
            outcomes = core.judging.judge_batch(readings)
            for aside in (False, True):
                pairs = [
                    (row["gold_text"], outcome.text or "")
                    for row, outcome in zip(rows, outcomes, strict=True)
                    if row["gold_text"] and is_aside(row["domain"]) == aside
                ]
                figures = " ".join(f"{figure:.4f}" for figure in shingle_figures(pairs))
                which = f"{'pages' if kind == 'html' else 'visible text'} {'with' if counts else 'without'} counts"
                print(f"{which:28} {'last third' if aside else 'two thirds'} ({len(pairs)}): P, R, F1 {figures}")


def is_aside(domain: str) -> bool:
    return int(hashlib.sha256(f"aside:{domain}".encode()).hexdigest(), 16) % 3 == 0


def made_up(n: int) -> Iterator[Record]:
    """Articles of ten paragraphs, on 40 sites of which each has six lines of its own around them."""
    draw = random.Random(5)
    words = [f"{a}{b}{c}" for a in "bdfgklmnprst" for b in ("ale", "ori", "une", "ith") for c in range(60)]
    for number in range(n):
        site = number % 40
        own = [" ".join(draw.choices(words, k=40)).capitalize() + "." for _ in range(10)]
        around = [f"{words[site * 7 + i]} {words[site * 11 + i]} {words[i]}" for i in range(6)]
        text = "\n\n".join([*around[:2], *own, *around[2:5], f"{around[5]} {number}"])
        title = " ".join(draw.choices(words, k=7))
        yield Record(
            f"d{number}", "", 1, "text", text.encode(), "utf-8", title=title, url=f"https://site{site}.example/{number}"
        )


def timed(work: Callable[[], Any]) -> float:
    begun = time.process_time()
    work()
    return time.process_time() - begun


def measure_documents(n: int) -> None:
    core, fold = Core(load_config("news")), SiteLineCounts(StageKey("lines", {}))
    reading = judging = collecting = 0.0
    with tempfile.TemporaryDirectory() as folder:
        store = Store(folder)
        names: list[tuple[str, int | None]] = []
        records = made_up(n)
        first: list[Reading] = []
        for number in range(-(-n // _A_PART)):
            part = [next(records) for _ in range(min(_A_PART, n - number * _A_PART))]
            readings: list[Reading] = []
            reading += timed(lambda part=part, into=readings: into.extend(core.read_batch(part)))
            first = first or readings
            names.append((f"{number:05d}.keys", None))
            batch = readings_batch(readings)
            collecting += timed(
                lambda batch=batch, name=names[-1][0]: write_keys(
                    store, name, [fold.collect(batch, 0)], fold.key_schema
                )
            )
        ranges = bucket_ranges(n * KEYS_A_ROW)

        def count() -> None:
            counted = []
            for number, table in enumerate(split_keys(store, names, ranges)):
                store.write_table(f"{number}.gathered", table)
                counted.append(do_count(store, CountLinesCall((f"{number}.gathered",), f"{number:05d}.counts")))
            do_count(store, ProfileCall(tuple(counted), "domain", "profile"))

        counting = timed(count)
        sample = first[:1000]
        judging = timed(lambda: core.judge_batch(sample)) * n / len(sample)
        core.judging.profile = read_counted(store, "profile")
        with_counts = timed(lambda: core.judge_batch(sample)) * n / len(sample)
        lines = len(core.judging.profile.hashes)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    figures = {
        "reading": reading,
        "keys": collecting,
        "counts": counting,
        "judging": judging,
        "judging with counts": with_counts,
    }
    said = ", ".join(f"{name} {1000 * seconds / n:.3f}" for name, seconds in figures.items())
    print(f"{n:,} documents, CPU ms a document: {said}; {lines:,} lines in the profile; peak {peak:,.0f} MB")


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--bench", action="store_true")
    asked.add_argument("--documents", type=int, default=0)
    options = asked.parse_args()
    if options.bench and not BENCH.is_file():
        print(f"skipped: no {BENCH} (set CLEANCORPUS_BENCH)")
    elif options.bench:
        measure_bench()
    if options.documents:
        measure_documents(options.documents)


if __name__ == "__main__":
    main()
