"""What the filters cost: CPU time a text for figures as columns, evaluation texts and masks, and the memory of a large index.

Needs the benchmark folder. With a number, of so many texts:

    python tests/benchmarks/filters.py 2000
"""

from __future__ import annotations

import gzip
import json
import os
import random
import sys
import time
import tracemalloc
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from cleancorpus.config import Config, Decontamination, Pii
from cleancorpus.pii.masker import Masker
from cleancorpus.quality.check import Cleaned
from cleancorpus.quality.checks import build_checks
from cleancorpus.quality.evaluation import EvaluationIndex
from cleancorpus.quality.signals import measure, signals_of
from cleancorpus.repair.assemble import assemble
from cleancorpus.text import n_words

BENCH = Path(os.environ.get("CLEANCORPUS_BENCH", Path(__file__).parents[3] / "shared" / "bench"))
CHECKS = ("gopher", "gopher-repetition", "fineweb", "c4", "scripts", "all")
CORE = ["email", "ip", "iban", "card"]


def texts(number: int) -> Iterator[str]:
    with gzip.open(BENCH / "throughput" / "text.jsonl.gz", "rt", encoding="utf-8") as lines:
        for line, _ in zip(lines, range(number), strict=False):
            yield json.loads(line)["text"]


def told(name: str, items: Iterable[Cleaned], work: Callable[[Cleaned], object]) -> None:
    """Print the CPU time that `work` takes for one of the items."""
    given = list(items)
    began = time.process_time()
    for item in given:
        work(item)
    print(f"{name:45} {(time.process_time() - began) / len(given) * 1e6:8,.0f} µs a text", flush=True)


def large_index(words: list[str]) -> EvaluationIndex:
    """An index of a million n-grams, of words at random."""
    rng = random.Random(1)
    items = (("made-up.jsonl", number, [" ".join(rng.choices(words, k=62))]) for number in range(1, 20_001))
    return EvaluationIndex(Decontamination.model_validate({"texts": ["made-up.jsonl"]}), items)


def main() -> None:
    number = int(sys.argv[1]) if len(sys.argv) > 1 else 1500
    docs = [
        Cleaned(assemble(text, id="x", language="en", language_score=1.0), text, n_words(text))
        for text in texts(number)
    ]
    print(f"{len(docs):,} texts, {sum(doc.n_words for doc in docs) / len(docs):,.0f} words each")
    checks = build_checks(Config())
    for name in CHECKS:
        wanted = signals_of([name])
        told(f"quality.columns: [{name}]", docs, lambda doc, wanted=wanted: measure(checks, doc, wanted))
    began = time.process_time()
    index = large_index(sorted({word for doc in docs[:500] for word in doc.text.split()}))
    built = time.process_time() - began
    print(f"index of {index.n_bytes // 12:,} n-grams: {index.n_bytes / 1e6:.1f} MB, built in {built:.1f} s of CPU time")
    tracemalloc.start()
    large_index([f"w{number}" for number in range(50_000)])
    print(f"peak while it is built: {tracemalloc.get_traced_memory()[1] / 1e6:.0f} MB")
    tracemalloc.stop()
    told("quality.decontamination", docs, lambda doc: index.matches(doc.text, 1, 0))
    kinds = {"": {"mask": CORE}, " phone US GB DE": {"mask": [*CORE, "phone"], "phone_regions": ["US", "GB", "DE"]}}
    for name, options in kinds.items():
        masker = Masker(Pii.model_validate(options))
        told(f"pii.mask: {' '.join(CORE)}{name}", docs, lambda doc, masker=masker: masker.mask(doc.doc, (), ()))


if __name__ == "__main__":
    main()
