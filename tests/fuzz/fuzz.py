"""Give readers and cleaner spoiled files and look at what comes of it: crashes, lost rows, results that differ, time.

    python tests/fuzz/fuzz.py [--inputs 2000] [--seed 1] [--only csv] [--state FILE]

Input number n of a seed is the same file always (`shapes.py`). It is listed, read and cleaned as a run does, in another process, twice:
as a batch, and record by record. Shown are inputs and records by format, errors by reason, and each problem with the number that
makes it again (`--first N --inputs 1`, `--write FILE` keeps the input): a process that dies or hangs, an exception that is none of
the package's, a record counted and not there or the other way round, rows that differ between the two times, over 5 s of CPU for
100 KB. Defects of code that cost their record only are listed by type and place. With `--state` what is done is kept, and the
same command goes on from there. Exits with 1 if there is a problem. The short form of it is `test_fuzz.py`.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import queue
import re
import resource
import subprocess
import sys
import tempfile
import threading
import time
import traceback
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path, PurePath
from typing import Any

from shapes import SHAPES, spoiled

from cleancorpus.checked_config import load_config
from cleancorpus.config import Config, Read, Source
from cleancorpus.errors import CleancorpusError
from cleancorpus.pipeline.core import Core
from cleancorpus.read import Piece, list_files, read_piece
from cleancorpus.read.no_documents import Tally

_CONFIG = {"quality": {"min_words": 1}, "read": {"max_record_bytes": 2_000_000}}
_MOST_S = 5.0  # of CPU for an input, none of which is much over 100 KB
_HANGS_S = 90.0
_UNEXPECTED = ("defect",)  # reasons of error records that only a mistake in the code gives


class Fuzzer:
    """Takes inputs and says what came of each, as JSON values."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.config = Config.model_validate(_CONFIG)
        self.core = Core(self.config)

    def try_input(self, seed: int, number: int, only: str = "") -> dict[str, Any]:
        """What came of one input."""
        shape, name, data = spoiled(seed, number, only)
        path = self.folder / name
        path.write_bytes(data)
        began = time.process_time()
        found: dict[str, Any] = {"n": number, "shape": shape, "bytes": len(data)}
        try:
            found |= self._load(path) if shape == "config" else self._clean(path)
        except Exception as error:  # noqa: BLE001 - that is what is looked for
            found["problem"] = f"raises {_place(error)}"
        times = 1 if shape == "config" else 2  # it was cleaned twice
        found["s"] = round((time.process_time() - began) / times, 3)
        found["kb"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        for left in self.folder.iterdir():
            left.unlink()
        if found["s"] > _MOST_S * max(1, len(data) / 100_000):
            found.setdefault("problem", f"takes {found['s']} s")
        return found

    def _load(self, path: Path) -> dict[str, Any]:
        try:
            load_config(path)
        except CleancorpusError as error:
            assert "\n" not in str(error) and "\x1b" not in str(error), "an error of several lines"
            return {"reasons": {"refused": 1}}
        return {"reasons": {"accepted": 1}}

    def _clean(self, path: Path) -> dict[str, Any]:
        try:
            files = list_files((Source(path=str(path)),)).files
        except CleancorpusError as error:
            assert "\n" not in str(error) and "\x1b" not in str(error), "an error of several lines"
            return {"reasons": {"not-read": 1}}
        rows, alone = self._rows(files, batch=64), self._rows(files, batch=1)
        found = {"rows": len(rows), "reasons": Counter(row["reason"] or row["status"] for row in rows)}
        unexpected = [row["detail"] for row in rows if row["reason"] in _UNEXPECTED]
        found |= {"defects": Counter(map(_defect, unexpected))} if unexpected else {}
        if rows != alone:
            pairs = zip(rows, alone, strict=False)
            names = sorted({name for one, other in pairs for name in one if one[name] != other[name]})
            found["problem"] = f"differs: {len(rows)} and {len(alone)} rows, in {', '.join(names)}"
        return found

    def _rows(self, files: Iterable[Any], batch: int) -> list[dict[str, Any]]:
        rows: list[dict[str, Any]] = []
        for file in files:
            tally, before = Tally(), len(rows)
            records = list(read_piece(Piece(file), Read(max_record_bytes=2_000_000), tally))
            for first in range(0, len(records), batch):
                some = records[first : first + batch]
                outcomes = self.core.judge_batch(self.core.read_batch(some)).to_pylist()
                told = [(row["id"], row["position"]) for row in outcomes]
                assert told == [(record.id, record.position) for record in some], "rows are not those of the records"
                rows += outcomes
            assert not (said := tally.missing({file.name: len(rows) - before})), said
            assert all(row["status"] in ("kept", "dropped", "quarantined") for row in rows)
            for row in rows[before:]:
                assert row["status"] != "quarantined" or (row["reason"] and row["detail"]), "an error without words"
        return rows


def _place(error: BaseException) -> str:
    frame = traceback.extract_tb(error.__traceback__)[-1]
    return f"{type(error).__name__} at {PurePath(frame.filename).stem}:{frame.lineno}: {' '.join(str(error).split())[:200]}"


def _defect(detail: str) -> str:
    """Type and place of a defect, without what is said of the one input."""
    found = re.search(r"(\w+(?:Error|Exception|Warning)): (.*?)(?: \(([\w :>]+)\)$|; this is a defect|$)", detail)
    return detail[:120] if found is None else f"{found[1]} ({found[3] or found[2][:80]})"


def child(seed: int, first: int, count: int, only: str) -> None:
    """Take inputs and write a line for each."""
    with tempfile.TemporaryDirectory() as name:
        fuzzer = Fuzzer(Path(name))
        fuzzer.core.warm_up("html")
        for number in range(first, first + count):
            print(json.dumps(fuzzer.try_input(seed, number, only)), flush=True)


def watched(seed: int, first: int, count: int, only: str) -> Iterator[dict[str, Any]]:
    """What comes of inputs in a process of their own, which is started anew where it dies or hangs."""
    number, last = first, first + count
    while number < last:
        command = [sys.executable, "-X", "faulthandler", __file__, "--child", f"{seed},{number},{last - number},{only}"]
        with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
            lines: queue.Queue[str | None] = queue.Queue()
            said: list[str] = []
            threads = [
                threading.Thread(target=_pass_on, args=(process.stdout, lines.put), daemon=True),
                threading.Thread(target=lambda out=process.stderr, said=said: said.append(out.read()), daemon=True),  # type: ignore[misc]
            ]
            for thread in threads:
                thread.start()
            try:
                while (line := lines.get(timeout=_HANGS_S)) is not None:
                    yield json.loads(line)
                    number += 1
                trouble = f"its process ends (exit code {process.wait()})"
            except queue.Empty:
                process.kill()
                trouble = f"takes over {_HANGS_S:.0f} s"
        if number < last:
            shape, _, data = spoiled(seed, number, only)
            threads[1].join(5)
            yield {"n": number, "shape": shape, "bytes": len(data), "problem": f"{trouble} {''.join(said)[-1500:]}"}
            number += 1


def _pass_on(lines: Any, put: Any) -> None:
    with contextlib.suppress(ValueError):  # closed
        for line in lines:
            put(line)
    put(None)


class Totals:
    """All that came, counted."""

    def __init__(self) -> None:
        self.inputs, self.rows = Counter[str](), Counter[str]()
        self.reasons, self.defects = Counter[str](), Counter[str]()
        self.problems: list[str] = []
        self.slowest: list[tuple[float, int, str]] = []
        self.kb: list[int] = []
        self.first_of: dict[str, int] = {}

    def add(self, found: dict[str, Any]) -> None:
        """One input more."""
        shape = found["shape"]
        self.inputs[shape] += 1
        self.rows[shape] += found.get("rows", 0)
        self.reasons.update(found.get("reasons", {}))
        for place, count in found.get("defects", {}).items():
            self.defects[place] += count
            self.first_of.setdefault(place, found["n"])
        if "problem" in found:
            self.problems.append(f"input {found['n']} ({shape}, {found['bytes']:,} bytes): {found['problem']}")
        self.slowest = sorted([*self.slowest, (found.get("s", 0.0), found["n"], shape)], reverse=True)[:5]
        if "kb" in found:
            self.kb.append(found["kb"])

    def print(self) -> None:
        """The table."""
        print(f"{'format':10} {'inputs':>9} {'records':>9}")
        for shape in SHAPES:
            print(f"{shape:10} {self.inputs[shape]:>9,} {self.rows[shape]:>9,}")
        print(f"{'all':10} {self.inputs.total():>9,} {self.rows.total():>9,}")
        print("records by outcome:", ", ".join(f"{name} {count:,}" for name, count in self.reasons.most_common()))
        print(
            "slowest:",
            ", ".join(f"{seconds:.1f} s (input {number}, {shape})" for seconds, number, shape in self.slowest),
        )
        if self.kb:
            print(f"memory: {self.kb[0] // 1024} MB at first, {max(self.kb) // 1024} MB at most")
        for place, count in self.defects.most_common():
            print(f"defect that costs its record: {count:,} times {place} (input {self.first_of[place]})")
        for problem in self.problems:
            print(f"problem: {problem}")
        print(f"{len(self.problems)} problems, {len(self.defects)} kinds of defects")


def main() -> int:
    """Take inputs, keep what is done, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--inputs", type=int, default=2_000)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", default="", choices=["", *SHAPES])
    parser.add_argument(
        "--state", type=Path, help="keep what is done in this file, a line an input, and go on from there"
    )
    parser.add_argument("--write", type=Path, help="write the first input to this file and do nothing else")
    parser.add_argument("--child", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.child:
        seed, first, count, only = arguments.child.split(",")
        child(int(seed), int(first), int(count), only)
        return 0
    if arguments.write:
        arguments.write.write_bytes(spoiled(arguments.seed, arguments.first, arguments.only)[2])
        return 0
    totals, done = Totals(), arguments.first
    if arguments.state and arguments.state.exists():
        for line in arguments.state.read_text(encoding="utf-8").splitlines():
            with contextlib.suppress(json.JSONDecodeError):  # the last one, broken off
                totals.add(found := json.loads(line))
                done = found["n"] + 1
    with open(arguments.state or os.devnull, "a", encoding="utf-8") as state:  # noqa: PTH123 - devnull is no path of ours
        for found in watched(arguments.seed, done, arguments.first + arguments.inputs - done, arguments.only):
            totals.add(found)
            print(json.dumps(found), file=state, flush=True)
    totals.print()
    return 1 if totals.problems else 0


if __name__ == "__main__":
    sys.exit(main())
