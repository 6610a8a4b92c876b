"""The whole `Cleaner` and trafilatura on the same pages, in turn: python tests/benchmarks/against_trafilatura.py

    --pages 400     how many of `$CLEANCORPUS_BENCH/throughput/html.jsonl.gz` (default ../shared/bench)
    --rounds 3      how often each goes over all pages; they take turns every few pages, as a machine's speed drifts
    --steps         and the share of each step of ours, by a sample of the stack every millisecond of CPU
    --growth        and what an invented page costs as it grows

Ours gives text, metadata, language, rules, line model and a row; trafilatura text and metadata. CPU seconds of one process; both
have read some pages before the clock starts. Nothing here is a test.
"""

from __future__ import annotations

import argparse
import gc
import gzip
import json
import os
import signal
import time
from collections import Counter
from collections.abc import Callable, Sequence
from importlib.metadata import version
from pathlib import Path
from statistics import mean
from types import FrameType
from typing import NamedTuple

import trafilatura

from cleancorpus import Cleaner
from cleancorpus.checked_config import load_config
from cleancorpus.model import Record
from cleancorpus.pipeline.core import Core

PAGES = Path(os.environ.get("CLEANCORPUS_BENCH", "../shared/bench")) / "throughput" / "html.jsonl.gz"
BATCH = 50
# Functions by file and name that are a step; a sample counts for the innermost one in its stack.
STEPS = {
    "parse": ("parse.py:parse_html",),
    "facts of the tree": ("page.py:_walk",),
    "metadata": ("metadata.py:read_metadata",),
    "metadata: date": ("dates.py:find_published",),
    "metadata: authors": ("authors.py:find_authors",),
    "consent banners": ("consent.py:drop_consent_containers",),
    "walk": ("walk.py:walk",),
    "features": ("model.py:BlockModel.features",),
    "classifier": ("model.py:BlockModel.logits",),
    "choice and assembly": ("api.py:extract_page", "assemble.py:assemble"),
    "trafilatura's opinion": ("html.py:trafilatura_blocks",),
    "page type": ("page_type.py:page_type",),
    "text repair": ("text_stage.py:TextStage._repair_blocks", "text_stage.py:TextStage._repair_lines"),
    "language": ("detect.py:LanguageDetector.detect",),
    "rules": ("detector.py:Detector.find_batch",),
    "line model": ("model.py:LineModel.score",),
    "decision": ("judge_stage.py:JudgeStage._decide",),
    "rows": ("outcome.py:outcomes_of", "outcome.py:Outcome.row"),
}
_STEP_OF = {name: step for step, names in STEPS.items() for name in names}


class Page(NamedTuple):
    """Markup and address."""

    html: str
    url: str | None


def pages(most: int) -> list[Page]:
    """The benchmark's pages, or the first of them."""
    with gzip.open(PAGES, "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line, _ in zip(lines, range(most), strict=False)]
    return [Page(row["text"], row["url"]) for row in rows]


def record(number: int, page: Page) -> Record:
    return Record(f"page-{number}", "", number, "html", page.html.encode("utf-8", "ignore"), "utf-8", url=page.url)


def ways() -> dict[str, Callable[[Sequence[Page]], object]]:
    core, cleaner = Core(load_config("news")), Cleaner("news")

    def batch(some: Sequence[Page]) -> object:
        return core.judge_batch(core.read_batch([record(number, page) for number, page in enumerate(some)]))

    return {
        "trafilatura, text and metadata": lambda some: [
            trafilatura.bare_extraction(page.html, url=page.url, with_metadata=True) for page in some
        ],
        "Cleaner, page by page": lambda some: [cleaner.clean(page.html, page.url, kind="html") for page in some],
        "the core, in batches as a run's": batch,
    }


def seconds(step: Callable[[], object]) -> float:
    start = time.process_time()
    step()
    return time.process_time() - start


def shares(work: Callable[[], object]) -> Counter[str]:
    """Samples of `work` by step."""
    found: Counter[str] = Counter()

    def take(_signal: int, frame: FrameType | None) -> None:
        while frame is not None:
            code = frame.f_code
            step = _STEP_OF.get(f"{code.co_filename.rpartition('/')[2]}:{code.co_qualname}")
            if step is not None:
                found[step] += 1
                return
            frame = frame.f_back
        found["else"] += 1

    signal.signal(signal.SIGPROF, take)
    signal.setitimer(signal.ITIMER_PROF, 0.001, 0.001)
    work()
    signal.setitimer(signal.ITIMER_PROF, 0)
    return found


def grown(paragraphs: int) -> Page:
    """An invented page: a menu, a text with a heading every ten paragraphs, a list of other stories with dates, comments."""
    body = []
    for number in range(paragraphs):
        if number % 10 == 0:
            body.append(f"<h2>What happened on day {number} at the harbour</h2>")
        body.append(
            f"<p class='text'>The crew of boat {number} said that it had <a href='/boat/{number}'>left the harbour</a> at "
            f"{number % 12} o'clock, and that nobody on the quay had seen the light before the storm began.</p>"
        )
    aside = "".join(
        f"<li class='teaser card-{n % 7}'><a href='/story/{n}'>Story number {n} of the town</a> <time>{n % 28 + 1} May 2021</time>"
        f" <span class='author'>By Jo Miller</span></li>"
        for n in range(paragraphs)
    )
    return Page(
        "<html><head><title>Boats | The Quay</title></head><body><article><h1>Boats left the harbour</h1>"
        f"<p class='byline'>By Ann Smith, 3 May 2021</p>{''.join(body)}</article><aside><ul>{aside}</ul></aside></body></html>",
        "https://example.org/2021/05/boats",
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, default=400)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--steps", action="store_true")
    parser.add_argument("--growth", action="store_true")
    asked = parser.parse_args()
    if not PAGES.is_file():
        print(f"skipped: no {PAGES}; set CLEANCORPUS_BENCH to the folder of the benchmark")
        return
    found, all_ways = pages(asked.pages), ways()
    for way in all_ways.values():  # loads what is loaded at first need
        way(found[:BATCH])
    gc.collect()
    gc.freeze()  # as workers do; and what one has loaded shall not cost the others
    spent: dict[str, list[float]] = {name: [0.0] * asked.rounds for name in all_ways}
    batches = [found[first : first + BATCH] for first in range(0, len(found), BATCH)]
    for turn in range(asked.rounds):
        for some in batches:
            for name, way in all_ways.items():
                spent[name][turn] += seconds(lambda way=way, some=some: way(some))
    size = sum(len(page.html) for page in found) / 1e6
    print(f"{len(found)} pages, {size:.1f} million characters, trafilatura {version('trafilatura')}")
    base = spent["trafilatura, text and metadata"]
    for name, each in spent.items():
        ratios = [one / other for one, other in zip(base, each, strict=True)]
        print(
            f"{name:34} {mean(each) / len(found) * 1000:6.2f} ms a page   {len(found) / mean(each):5.1f} a CPU second   "
            f"{mean(ratios):5.2f} times trafilatura ({min(ratios):.2f} to {max(ratios):.2f})"
        )
    if asked.steps:
        work = all_ways["the core, in batches as a run's"]
        counted = shares(lambda: [work(some) for some in batches])
        whole = mean(spent["the core, in batches as a run's"]) / len(found) * 1000
        for step in (*STEPS, "else"):
            share = counted[step] / counted.total()
            print(f"  {step:24} {share:6.1%}   {share * whole:5.2f} ms a page")
    if asked.growth:
        for paragraphs in (100, 1_000, 10_000):
            page = grown(paragraphs)
            took = {name: seconds(lambda way=way, page=page: way([page])) * 1000 for name, way in all_ways.items()}
            print(f"{paragraphs:6} paragraphs: " + "   ".join(f"{name} {value:.0f} ms" for name, value in took.items()))


if __name__ == "__main__":
    main()
