"""What the driver of a run costs: CPU a document and memory, by the number of documents. python tests/benchmarks/driver.py

    python tests/benchmarks/driver.py 10000 50000 200000

Each count is run twice: the first version, and a second one of a corpus in which a tenth of the texts is new, so that its
driver also lays out by the version before and compares with it. Each run is a process of its own with two workers, on
invented texts and with the dear steps switched off: the driver does not see texts, so what the workers do with them makes no
difference to it. Memory is the peak of all the driver's resident pages (VmHWM: `ru_maxrss` would begin with that of this
process), mapped files among them, and what is its own at the end.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from corpus import write_corpus

_RUN = """
import json, resource, sys
from cleancorpus.config import Config
from cleancorpus.detect.registry import rule_classes
from cleancorpus.pipeline.run import run
if __name__ == "__main__":
    folder, workers = sys.argv[1], int(sys.argv[2])
    values = {
        "name": "bench", "sources": [{"path": folder + "/a.jsonl"}], "export": {"dir": folder + "/dist"},
        "language": {"detector": "off"}, "decide": {"line_model": False}, "rules": dict.fromkeys(rule_classes(), False),
        "run": {"workers": workers},
    }
    config = Config.model_validate(values)
    before = resource.getrusage(resource.RUSAGE_SELF)
    result = run(config)
    after = resource.getrusage(resource.RUSAGE_SELF)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    status = dict(line.split(":", 1) for line in open("/proc/self/status"))
    print(json.dumps({"cpu": cpu, "peak_mb": int(status["VmHWM"].split()[0]) / 1024,
        "own_mb": int(status["RssAnon"].split()[0]) / 1024, "parts": result.parts, "rows": result.ledger["rows_in"]}))
"""


def measure(count: int, workers: int = 2) -> Iterator[dict[str, float]]:
    """CPU seconds and memory (MB) of the driver for a first version of `count` texts, then for a second one."""
    with tempfile.TemporaryDirectory() as folder:
        script, corpus = Path(folder) / "measure.py", Path(folder) / "a.jsonl"
        script.write_text(_RUN, encoding="utf-8")
        for renew in (False, True):
            write_corpus(corpus, count)
            if renew:
                _renew(corpus)
            done = subprocess.run(
                [sys.executable, str(script), folder, str(workers)], stdout=subprocess.PIPE, text=True, check=True
            )
            found: dict[str, float] = json.loads(done.stdout)
            yield found


def _renew(corpus: Path) -> None:
    """Put others in the place of every tenth text of a corpus."""
    renewed = corpus.with_suffix(".new")
    with corpus.open(encoding="utf-8") as lines, renewed.open("w", encoding="utf-8") as out:
        for number, line in enumerate(lines):
            if number % 10 == 0:
                row = json.loads(line)
                line = (
                    json.dumps({"id": f"new-{row['id']}", "text": f"{row['text']} That was the {number}th time."})
                    + "\n"
                )
            out.write(line)
    renewed.replace(corpus)


def main() -> None:
    """Print a row for each count."""
    counts = [int(word) for word in sys.argv[1:]] or [10_000, 50_000, 200_000]
    print("documents   version   parts   driver CPU ms a document   peak MB   of its own at the end, MB")
    for count in counts:
        for version, row in enumerate(measure(count), 1):
            cpu_ms = 1000 * row["cpu"] / count
            print(
                f"{count:9,}   {version:7}   {row['parts']:5}   {cpu_ms:24.4f}   {row['peak_mb']:7.0f}   {row['own_mb']:25.0f}",
                flush=True,
            )


if __name__ == "__main__":
    main()
