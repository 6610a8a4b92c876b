"""What `review` costs on a large version: python tests/benchmarks/review.py [DOCUMENTS] [--keep FOLDER]

Makes a version of so many invented documents (100,000) of about 300 words on forty sites, with lines that own rules cut, some
documents too short and some copies; starts `review` on it and asks as a browser does. Printed are seconds until the address is there,
and of each request the slowest of three different ones, and the proportional set size (PSS) of the process after each.
With `--keep` the version stays in FOLDER and is used again.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import subprocess
import sys
import tempfile
import time
import urllib.parse
import urllib.request
from pathlib import Path

from corpus import _WORDS as WORDS

from cleancorpus.config import Config
from cleancorpus.detect.registry import rule_classes
from cleancorpus.pipeline.run import run

FOOT = ("Back to the harbour desk", "Our newsletter comes on Fridays", "Share this with a friend")


def write_corpus(path: Path, count: int) -> None:
    """Texts of paragraphs with one or two lines that own rules know; each fiftieth a copy, each fortieth too short."""
    made = random.Random(15)
    row: dict[str, str] = {}
    with path.open("w", encoding="utf-8") as out:
        for number in range(count):
            if number % 50 != 49:
                parts = [
                    f"The council met for the {number}th time and said: {' '.join(made.choices(WORDS, k=60))}."
                    for _ in range(1 if number % 40 == 39 else 5)
                ]
                parts.append(FOOT[number % 3])
                if number % 5 == 0:
                    parts.insert(1, f"Ref. HD-{number}")
                url = f"https://site-{number % 40}.example/{number}"
                row = {"title": f"Meeting number {number}", "url": url, "text": "\n\n".join(parts)}
            out.write(json.dumps({"id": f"d{number}", **row, "url": f"{row['url']}?{number}"}) + "\n")


def make(folder: Path, count: int) -> Path:
    """The version's folder."""
    version = folder / "dist" / "bench" / "1.0.0"
    if not version.is_dir():
        folder.mkdir(parents=True, exist_ok=True)
        write_corpus(folder / "a.jsonl", count)
        values = {
            "name": "bench",
            "sources": [{"path": str(folder / "a.jsonl")}],
            "export": {"dir": str(folder / "dist")},
            "language": {"detector": "off"},
            "decide": {"line_model": False},
            "rules": dict.fromkeys(rule_classes(), False),
            "own_rules": {
                "foot": {"phrases": list(FOOT)},
                "reference": {"regexes": [r"^Ref\. HD-[0-9]+$"]},
            },
            "quality": {"min_words": 100},
            "run": {"workers": 2},
        }
        run(Config.model_validate(values))
    return version


def pss_mb(pid: int) -> float:
    """Megabytes of a process, shared pages divided by those who share them (Linux)."""
    match = re.search(r"^Pss:\s+(\d+)", Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii"), re.MULTILINE)
    assert match is not None
    return int(match[1]) / 1024


def get(address: str) -> tuple[float, str]:
    """Seconds of a request, and the page."""
    start = time.perf_counter()
    with urllib.request.urlopen(address, timeout=60) as answer:
        page = answer.read().decode()
    return time.perf_counter() - start, page


def main() -> None:
    """Print a row for each kind of request."""
    parser = argparse.ArgumentParser()
    parser.add_argument("count", nargs="?", type=int, default=100_000)
    parser.add_argument("--keep", type=Path)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as other:
        version = make((arguments.keep or Path(other)).resolve(), arguments.count)
        start = time.perf_counter()
        command = [sys.executable, "-m", "cleancorpus", "review", str(version)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
            try:
                assert server.stdout is not None
                said = server.stdout.readline()
                while "http://" not in said:
                    said = server.stdout.readline()
                address = said.split()[-1]
                print(
                    f"{'until the address is there':36} {time.perf_counter() - start:6.2f} s  {pss_mb(server.pid):4.0f} MB"
                )
                ask(server.pid, address)
            finally:
                server.terminate()


def ask(pid: int, address: str) -> None:
    """Ask for each kind of page three times, each time another."""

    def search(words: str, **more: str) -> str:
        return f"{address}?{urllib.parse.urlencode({'q': words, **more})}"

    kinds = {
        "first page": [address] * 3,
        "filter: rule and site": [f"{address}?rule=reference&site=site-{n}.example" for n in (1, 5, 10)],
        "sorted by what was lost, last page": [f"{address}?sort=lost&page={n}" for n in (1_500, 900, 1_200)],
        "search, in all texts": [search(f"{n}th time") for n in (77_712, 55_555, 99_001)],
        "search, other case": [search(f"THE {n}TH Time") for n in (77_713, 55_557, 99_003)],
        "search, in no text": [search(f"zebra crossing {n}") for n in (1, 2, 3)],
        "search, not ASCII": [search(f"Brücke {n}") for n in (1, 2, 3)],
        "search, in most texts (50 shown)": [search(words) for words in ("council", "harbour", "the")],
        "search, in what was cut": [search(f"HD-{n}", where="cut") for n in (99_000, 55_555, 12_345)],
        "search, an id": [search(f"d{n}", where="id") for n in (99_000, 55_555, 12_345)],
        "a document": [f"{address}doc/{n}" for n in (5, 50_000, 90_000)],
        "a duplicate and its twin": [f"{address}doc/{n}" for n in (99_000, 99_500, 99_900)],
        "audit: 50 of each rule": [f"{address}audit?n={n}" for n in (50, 51, 52)],
    }
    for kind, addresses in kinds.items():
        answers = [get(one) for one in addresses]
        part = " (stopped before the last text)" if any(" found in the first " in page for _, page in answers) else ""
        print(f"{kind:36} {max(seconds for seconds, _ in answers):6.2f} s  {pss_mb(pid):4.0f} MB{part}")


if __name__ == "__main__":
    main()
