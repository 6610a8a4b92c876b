"""What a second worker brings. python tests/benchmarks/workers.py FILE.jsonl

Shown are documents a second of `run` with one worker and with two, and of two runs with one worker each at the same time:
that is the most two workers can reach on this machine, whose cores share memory, caches and clock.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

_RUN = "import sys; from cleancorpus.cli import main; sys.exit(main(sys.argv[1:]))"


def start(folder: Path, source: Path, name: str, workers: int) -> subprocess.Popen[str]:
    """A run of its own; the process ends with the run."""
    config = folder / f"{name}.json"
    values = {
        "extends": "base",
        "name": name,
        "sources": [{"path": str(source.resolve())}],
        "run": {"workers": workers},
    }
    config.write_text(json.dumps(values), encoding="utf-8")
    command = [sys.executable, "-c", _RUN, "run", config.name, "--json"]
    return subprocess.Popen(command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)


def seconds(*runs: subprocess.Popen[str]) -> float:
    """How long it takes until all end."""
    began = time.monotonic()
    for run in runs:
        run.communicate()
        if run.returncode:
            raise SystemExit(f"a run ended with {run.returncode}")
    return time.monotonic() - began


def main() -> None:
    """Measure twice, in turns, and print the better of each."""
    source = Path(sys.argv[1])
    times: dict[str, list[float]] = {"one": [], "two": [], "apart": []}
    for turn in range(2):
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            times["one"].append(seconds(start(folder, source, f"one{turn}", 1)))
            times["two"].append(seconds(start(folder, source, f"two{turn}", 2)))
            times["apart"].append(seconds(*(start(folder, source, f"apart{turn}{i}", 1) for i in "ab")))
    one, two, apart = (min(found) for found in times.values())
    print(f"one worker {one:.1f} s, two workers {two:.1f} s: {one / two:.2f} times as fast")
    print(f"two runs of one worker at once {apart:.1f} s: at most {2 * one / apart:.2f} on this machine")


if __name__ == "__main__":
    main()
