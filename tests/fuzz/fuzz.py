"""Give readers and cleaner spoiled files and look at what comes of it: crashes, lost rows, results that differ, time.

    python tests/fuzz/fuzz.py [--inputs 2000] [--seed 1] [--only csv] [--workers 2] [--state FILE]

Input number n of a seed is the same file always (`shapes.py`). Inputs are read, and their records judged together, as a run does,
in other processes: each is read twice, and judged twice, in two orders and sizes of batches (`trial.py`). A record that is equal to one
that the same process has judged is counted, and not judged again. Shown are inputs by format and by what was done to them, records
by outcome, and each problem with the number that makes it again (`--first N --inputs 1`, `--write FILE` keeps the input): a process
that dies or hangs, an exception that is none of the package's, a record counted and not there or the other way round, rows that
differ, over 5 s of CPU for 100 KB. Defects of code that cost their record only are listed by type and place. With `--state` what is
done is kept, and the same command goes on from there; with `--again` what had a problem is taken again, too. Exits with 1 if there is a problem. The short form of it is `test_fuzz.py`.
"""

from __future__ import annotations

import argparse
import contextlib
import hashlib
import json
import os
import queue
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from shapes import SHAPES, WAYS, spoiled
from trial import Fuzzer

TOGETHER = 100  # inputs of a stretch
_HANGS_CPU_S = 120.0  # a stretch takes a second or so
_HANGS_S = 1200.0  # of waiting: other work may leave a process next to nothing of the processor


def child(seed: int, only: str) -> None:
    """Take stretches of inputs as they are asked for, «first count», and write a line for each."""
    memory = Path("/dev/shm")
    with tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else None) as name:
        fuzzer = Fuzzer(Path(name))
        fuzzer.core.warm_up("html")
        for line in sys.stdin:
            first, count = map(int, line.split())
            print(json.dumps(fuzzer.try_inputs(seed, first, count, only)), flush=True)


class Child:
    """A process that takes inputs; it is started anew where it dies or hangs."""

    def __init__(self, seed: int, only: str) -> None:
        self.seed, self.only = seed, only
        self._process: subprocess.Popen[str] | None = None
        self._last = ""  # what the last one said in the end

    def take(self, first: int, count: int) -> Iterator[dict[str, Any]]:
        """What comes of a stretch. Where that ends the process, each input is taken alone: it is the fault of one."""
        try:
            yield self._ask(first, count)
        except _DiedError as died:
            if count == 1:
                shape, _, data, ways = spoiled(self.seed, first, self.only)
                yield {
                    "first": first, "count": 1, "inputs": {shape: 1}, "ways": Counter(ways), "bytes": len(data),
                    "problems": [[first, shape, len(data), str(died)]],
                }  # fmt: skip
                return
            alone = [found for number in range(first, first + count) for found in self.take(number, 1)]
            if not any(found["problems"] for found in alone):
                alone[0]["problems"] = [[first, "all", 0, f"with the {count - 1} after it, and not alone: {died}"]]
            yield from alone

    def _ask(self, first: int, count: int) -> dict[str, Any]:
        if self._process is None:
            self._start()
        process, lines = self._process, self._lines
        assert process is not None and process.stdin is not None
        try:
            process.stdin.write(f"{first} {count}\n")
            process.stdin.flush()
            line = self._answer(lines)
        except BrokenPipeError:
            line = None
        except queue.Empty:
            self.end()
            raise _DiedError(f"takes over {_HANGS_CPU_S:.0f} s {self._last}") from None
        if line is None:
            code = process.wait()
            self.end()
            raise _DiedError(f"its process ends (exit code {code}) {self._last}")
        found: dict[str, Any] = json.loads(line)
        return found

    def _answer(self, lines: queue.Queue[str | None]) -> str | None:
        """The next line; `queue.Empty` is raised where the process has had its time and there is none."""
        assert self._process is not None
        begun, used = time.monotonic(), _cpu_s(self._process.pid)
        while True:
            try:
                return lines.get(timeout=1)
            except queue.Empty:
                waited = time.monotonic() - begun
                if waited > _HANGS_S or (_cpu_s(self._process.pid) or waited) - (used or 0) > _HANGS_CPU_S:
                    raise

    def _start(self) -> None:
        command = [sys.executable, "-X", "faulthandler", __file__, "--child", f"{self.seed},{self.only}"]
        self._said = tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace")  # noqa: SIM115 - closed in `end`
        self._process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self._said, text=True, bufsize=1
        )
        self._lines: queue.Queue[str | None] = queue.Queue()
        threading.Thread(target=_pass_on, args=(self._process.stdout, self._lines), daemon=True).start()

    def end(self) -> None:
        """End the process, if there is one."""
        if (process := self._process) is not None:
            self._process = None
            with contextlib.suppress(BrokenPipeError):
                process.kill()
                process.wait()
                process.stdin.close()  # type: ignore[union-attr]
            self._said.seek(0)
            self._last = self._said.read()[-1500:]
            self._said.close()


def _cpu_s(pid: int) -> float | None:
    """CPU seconds of a process, None where nobody says so."""
    try:
        said = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return None
    fields = said.rpartition(")")[2].split()  # from the third on; the 14th and 15th are its own and the system's time
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


class _DiedError(Exception):
    """The process is no more."""


def _pass_on(lines: Any, to: queue.Queue[str | None]) -> None:
    with contextlib.suppress(ValueError):  # closed
        for line in lines:
            to.put(line)
    to.put(None)


def taken(seed: int, only: str, stretches: list[tuple[int, int]], workers: int) -> Iterator[dict[str, Any]]:
    """What comes of all stretches, in the order in which they are done."""
    todo: queue.SimpleQueue[tuple[int, int]] = queue.SimpleQueue()
    done: queue.SimpleQueue[dict[str, Any] | BaseException | None] = queue.SimpleQueue()
    for stretch in stretches:
        todo.put(stretch)
    children = [Child(seed, only) for _ in range(workers)]

    def work(one: Child) -> None:
        try:
            while True:
                for found in one.take(*todo.get_nowait()):
                    done.put(found)
        except queue.Empty:
            done.put(None)
        except BaseException as error:  # noqa: BLE001 - raised where the results are taken
            done.put(error)

    try:
        for one in children:
            threading.Thread(target=work, args=(one,), daemon=True).start()
        working = workers
        while working:
            found = done.get()
            if isinstance(found, BaseException):
                raise found
            if found is None:
                working -= 1
            else:
                yield found
    finally:
        for one in children:
            one.end()


class Totals:
    """All that came, counted."""

    def __init__(self) -> None:
        self.inputs, self.rows, self.ways = Counter[str](), Counter[str](), Counter[str]()
        self.reasons, self.defects = Counter[str](), Counter[str]()
        self.bytes = self.again = 0
        self.problems: dict[int, str] = {}
        self.slowest: list[list[Any]] = []
        self.kb: list[int] = []
        self.first_of: dict[str, int] = {}

    def add(self, found: dict[str, Any]) -> None:
        """One stretch more."""
        self.inputs.update(found["inputs"])
        self.ways.update(found["ways"])
        self.rows.update(found.get("rows", {}))
        self.reasons.update(found.get("reasons", {}))
        self.bytes += found["bytes"]
        self.again += found.get("again", 0)
        for place, (count, first) in found.get("defects", {}).items():
            self.defects[place] += count
            self.first_of[place] = min(first, self.first_of.get(place, first))
        for number, shape, size, what in found["problems"]:
            self.problems[number] = f"input {number} ({shape}, {size:,} bytes): {what}"
        self.slowest = sorted([*self.slowest, *found.get("slowest", [])], reverse=True)[:5]
        if "kb" in found:
            self.kb.append(found["kb"])

    def print(self) -> None:
        """The table."""
        print(f"{'format':10} {'inputs':>9} {'records':>10}")
        for shape in SHAPES:
            print(f"{shape:10} {self.inputs[shape]:>9,} {self.rows[shape]:>10,}")
        print(f"{'all':10} {self.inputs.total():>9,} {self.rows.total():>10,}, {self.bytes / 1e6:,.0f} MB")
        print("inputs by what was done to them, often several things:", _listed({way: self.ways[way] for way in WAYS}))
        print(f"records equal to one judged before by the same process: {self.again:,}; all others were judged twice")
        print("records by outcome:", _listed(dict(self.reasons.most_common())))
        print("slowest:", ", ".join(f"{seconds:.1f} s (input {n}, {shape})" for seconds, n, shape in self.slowest))
        if self.kb:
            print(f"memory: {self.kb[0] // 1024} MB at first, {max(self.kb) // 1024} MB at most")
        for place, count in self.defects.most_common():
            print(f"defect that costs its record: {count:,} times {place} (input {self.first_of[place]})")
        for _, problem in sorted(self.problems.items()):
            print(f"problem: {problem}")
        print(f"{len(self.problems)} problems, {len(self.defects)} kinds of defects")


def _listed(counts: dict[str, int]) -> str:
    return ", ".join(f"{name} {count:,}" for name, count in counts.items())


class State:
    """A file of what is done: a line says of which inputs it is, then there is a line a stretch."""

    def __init__(self, path: Path, seed: int, only: str) -> None:
        self.path = path
        made_by = hashlib.sha256((Path(__file__).parent / "shapes.py").read_bytes()).hexdigest()[:12]
        self.of = {"seed": seed, "only": only, "shapes": made_by}
        self.lines: list[dict[str, Any]] = []
        if path.exists() and (text := path.read_text(encoding="utf-8")):
            head, *lines = text.splitlines()
            if json.loads(head) != self.of:
                sys.exit(f"{path}: is of other inputs, {head}, and these are {json.dumps(self.of)}; name another file")
            for line in lines:
                with contextlib.suppress(json.JSONDecodeError):  # one that was broken off
                    self.lines.append(json.loads(line))
            if not text.endswith("\n"):
                self._write("\n")
        else:
            self._write(json.dumps(self.of) + "\n")

    def forget_problems(self) -> None:
        """Take out what had a problem or a defect, so that it is tried again."""
        self.lines = [found for found in self.lines if not found["problems"] and not found.get("defects")]
        text = "".join(json.dumps(line) + "\n" for line in (self.of, *self.lines))
        other = self.path.with_name(self.path.name + ".new")
        other.write_text(text, encoding="utf-8")
        other.replace(self.path)

    def add(self, found: dict[str, Any]) -> None:
        """Keep what came of a stretch."""
        self._write(json.dumps(found) + "\n")

    def _write(self, text: str) -> None:
        with self.path.open("a", encoding="utf-8") as out:
            out.write(text)


def stretches_of(first: int, count: int, done: list[dict[str, Any]]) -> list[tuple[int, int]]:
    """What is still to be done of so many inputs, in stretches as (first, how many)."""
    gone = {number for found in done for number in range(found["first"], found["first"] + found["count"])}
    stretches: list[tuple[int, int]] = []
    for number in range(first, first + count):
        if number in gone:
            continue
        begun, many = stretches[-1] if stretches else (-1, 0)
        if number == begun + many and number % TOGETHER:
            stretches[-1] = begun, many + 1
        else:
            stretches.append((number, 1))
    return stretches


def main() -> int:
    """Take inputs, keep what is done, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--inputs", type=int, default=2_000)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", default="", choices=["", *SHAPES])
    parser.add_argument("--workers", type=int, default=1, help="processes that take inputs")
    parser.add_argument("--minutes", type=float, help="begin nothing more after so long, and say how much was done")
    parser.add_argument("--state", type=Path, help="keep what is done in this file, and go on from there")
    parser.add_argument(
        "--again", action="store_true", help="take those of the state with a problem or a defect again, too"
    )
    parser.add_argument("--write", type=Path, help="write the first input to this file and do nothing else")
    parser.add_argument("--child", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.child:
        seed, _, only = arguments.child.partition(",")
        child(int(seed), only)
        return 0
    if arguments.write:
        arguments.write.write_bytes(spoiled(arguments.seed, arguments.first, arguments.only).data)
        return 0
    state = State(arguments.state, arguments.seed, arguments.only) if arguments.state else None
    if state and arguments.again:
        state.forget_problems()
    totals, began, tried = Totals(), time.perf_counter(), 0
    for found in state.lines if state else []:
        totals.add(found)
    todo = stretches_of(arguments.first, arguments.inputs, state.lines if state else [])
    for found in taken(arguments.seed, arguments.only, todo, arguments.workers):
        totals.add(found)
        tried += found["count"]
        if state:
            state.add(found)
        if arguments.minutes and time.perf_counter() - began > 60 * arguments.minutes:
            break
    seconds = time.perf_counter() - began
    totals.print()
    asked = sum(count for _, count in todo)
    print(
        f"{tried:,} of {asked:,} inputs that were to do, in {seconds:,.0f} s: {tried / max(seconds, 1e-9):,.0f} a second"
    )
    return 1 if totals.problems else 0


if __name__ == "__main__":
    sys.exit(main())
