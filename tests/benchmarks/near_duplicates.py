"""Near duplicates, measured: python tests/benchmarks/near_duplicates.py

    --truth              recall and precision on `$CLEANCORPUS_BENCH/throughput/text.jsonl.gz` (its pairs by exact Jaccard)
    --documents 100000   a made-up corpus of so many documents, a tenth of them near copies: time, memory, what was missed
    --datatrove PYTHON   datatrove's MinHash job (14 x 8) on the same texts, by an interpreter that has it

The stage alone is measured: rows as the judge stage leaves them are read from the work folder, keys, pairs, scores and verdicts
are written to it. CPU seconds are those of this process and, for datatrove, of all of its processes without their start.
Nothing here is a test.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa

from cleancorpus.config import Config
from cleancorpus.engine.stage import Verdicts, bucket_ranges, gathered_name, places_of, split_keys, write_keys
from cleancorpus.engine.store import Store
from cleancorpus.engine.task import Task
from cleancorpus.pipeline.link import Link, do_link, link_rows
from cleancorpus.pipeline.outcome import outcomes_of
from cleancorpus.pipeline.plan import make_folds
from cleancorpus.schema import OUTCOMES

BENCH = Path(os.environ.get("CLEANCORPUS_BENCH", "../shared/bench")) / "throughput"
_A_PART = 5_000
_WORDS = 400  # of a made-up document, about as many as a news article has


@dataclass
class Figures:
    """What one run of the stage came to."""

    documents: int
    cpu_s: float
    wall_s: float
    peak_mb: float
    pairs: set[tuple[int, int]]
    accepted: set[tuple[int, int]]
    gone: dict[int, tuple[str, float]]


def bench_texts() -> list[str]:
    with gzip.open(BENCH / "text.jsonl.gz", "rt", encoding="utf-8") as lines:
        return [json.loads(line)["text"] for line in lines]


def made_up(n: int) -> Iterator[str]:
    """Documents of words of a vocabulary of 50,000 by Zipf's law; every tenth is an earlier one with a stretch replaced."""
    draw = np.random.default_rng(11)
    words = np.array([f"{a}{b}{c}" for a in "bdfgklmnprst" for b in ("ale", "ori", "une", "ith") for c in range(1100)])
    draw.shuffle(words)
    kept: list[np.ndarray] = []
    for number in range(n):
        if number % 10 == 9:
            text = kept[random.Random(number).randrange(len(kept))].copy()
            size = int(len(text) * draw.uniform(0, 0.12))
            first = int(draw.integers(0, len(text) - size))
            text[first : first + size] = (draw.zipf(1.3, size) * 7919 + draw.integers(0, 50, size)) % len(words)
        else:
            size = int(draw.integers(_WORDS // 4, _WORDS * 2))
            text = (draw.zipf(1.3, size) * 7919 + draw.integers(0, 50, size)) % len(words)
            if len(kept) < 2000 or number % 50 == 0:
                kept.append(text)
        yield " ".join(words[text].tolist())


class _Here:
    """An engine that does each step at once."""

    def __init__(self, store: Store, stage: object) -> None:
        self._store, self._stage = store, stage

    def run(self, tasks: list[Task]) -> Iterator[tuple[Task, object]]:
        for task in tasks:
            yield task, do_link(self._store, self._stage, task.payload)


def write_rows(store: Store, texts: Iterator[str]) -> tuple[list[str], int]:
    """Rows as the judge stage leaves them, in parts; gives the parts' names and how many rows there are."""
    names, total, rows = [], 0, []

    def put() -> None:
        name = f"rows/{len(names):06d}"
        with (
            store.writing(f"{name}.arrow") as path,
            pa.OSFile(str(path), "wb") as sink,
            pa.ipc.new_stream(sink, OUTCOMES) as writer,
        ):
            for first in range(0, len(rows), 64):
                writer.write_batch(outcomes_of(rows[first : first + 64]))
        names.append(name)
        rows.clear()

    for number, text in enumerate(texts):
        rows.append({"id": str(number), "text": text, "n_chars": len(text), "status": "kept"})
        total += 1
        if len(rows) == _A_PART:
            put()
    if rows:
        put()
    return names, total


def measure(texts: Iterator[str], folder: Path, threshold: float) -> Figures:
    """Run the stage on some texts."""
    store = Store(str(folder))
    names, total = write_rows(store, texts)
    stage = make_folds(Config.model_validate({"dedup": {"exact": False, "near": {"threshold": threshold}}}))[-1]
    before, cpu, wall = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.process_time(), time.monotonic()
    for name in names:
        row, tables = 0, []
        for batch in store.read_batches(f"{name}.arrow"):
            tables.append(stage.collect(batch, row))
            row += batch.num_rows
        write_keys(store, f"{name}.keys", tables, stage.key_schema)
    ranges = tuple(bucket_ranges(total * stage.keys_a_row))
    size = max(1, -(-len(names) // len(ranges)))
    groups = []
    for first in range(0, len(names), size):
        keys = split_keys(store, [(f"{name}.keys", None) for name in names[first : first + size]], ranges, first)
        groups.append(f"gathered/{first:08d}")
        for (start, _), table in zip(ranges, keys, strict=True):
            store.write_table(gathered_name(groups[-1], start), table)
    store.write_table(
        "ids",
        pa.table({"part": pa.array([], pa.int64()), "row": pa.array([], pa.int64()), "id": pa.array([], pa.string())}),
    )
    parts = tuple((name, None) for name in names)
    link_rows(_Here(store, stage), Link(0, groups, ranges, parts, {"ids": ("ids",)}, "verdicts"), "gathered")
    cpu, wall = time.process_time() - cpu, time.monotonic() - wall
    peak = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    number = lambda place: int(place >> 40) * _A_PART + int(place & ((1 << 40) - 1))  # noqa: E731
    scored = [store.read_table(f"gathered/{name}") for name in store.names("gathered") if name.endswith(".scored")]
    pairs = [
        (number(a), number(b), s)
        for t in scored
        for a, b, s in zip(*(t.column(c).to_pylist() for c in t.column_names), strict=True)
    ]
    verdicts = Verdicts(store, ["verdicts"])
    gone = {}
    for part in range(len(names)):
        for row in verdicts.of_part(part).to_pylist():
            if row["survivor_id"] is None:  # it stays, and is told its cluster
                continue
            place = int(places_of(np.array([row["part"]]), np.array([row["row"]]))[0])
            gone[number(place)] = (row["survivor_id"], row["similarity"])
    return Figures(
        total, cpu, wall, peak, {(a, b) for a, b, _ in pairs}, {(a, b) for a, b, s in pairs if s >= threshold}, gone
    )


def truth(threshold: float) -> None:
    texts = bench_texts()
    with tempfile.TemporaryDirectory() as folder:
        found = measure(iter(texts), Path(folder), threshold)
    pairs = np.load(BENCH / "truth_pairs.npy")
    print(f"{found.documents:,} texts, {found.documents / found.cpu_s:,.0f} a CPU second, {found.cpu_s:.1f} CPU s")
    for least in (0.8, 0.7):
        true = [(int(a), int(b)) for a, b, j in pairs.tolist() if j >= least * 1e6]
        met = sum(pair in found.pairs for pair in true)
        print(f"pairs with Jaccard from {least}: {len(true)}, met {met / len(true):.4f}")
    kept_twins = sum(int(twin) not in found.gone and score >= threshold for twin, score in found.gone.values())
    print(f"threshold {threshold}: {len(found.gone)} removed, {kept_twins} of them have a kept twin that much alike")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--truth", action="store_true")
    parser.add_argument("--documents", type=int)
    parser.add_argument("--threshold", type=float, default=0.8)
    parser.add_argument("--datatrove", metavar="PYTHON")
    given = parser.parse_args()
    if given.truth:
        truth(given.threshold)
    if given.documents:
        with tempfile.TemporaryDirectory() as folder:
            found = measure(made_up(given.documents), Path(folder), given.threshold)
        print(
            f"{found.documents:,} made-up documents: {found.wall_s:.0f} s, {found.cpu_s:.0f} CPU s "
            f"({found.documents / found.cpu_s:,.0f} a CPU second), {found.peak_mb:.0f} MB more at the peak, "
            f"{len(found.pairs):,} pairs compared, {len(found.gone):,} removed"
        )
    if given.datatrove:
        script = Path(__file__).with_name("near_duplicates_datatrove.py")
        subprocess.run([given.datatrove, str(script), str(BENCH / "text.jsonl.gz")], check=True)


if __name__ == "__main__":
    sys.exit(main())
