"""What comes of spoiled files: many are read, listed and cleaned together, as a run does, and then again in other company."""

from __future__ import annotations

import hashlib
import random
import re
import resource
import time
import traceback
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path, PurePath
from typing import Any, NamedTuple

from shapes import Input, spoiled

from cleancorpus.checked_config import load_config
from cleancorpus.config import Config, Read, Source
from cleancorpus.errors import CleancorpusError
from cleancorpus.model import Record
from cleancorpus.pipeline.core import Core
from cleancorpus.read import Piece, SourceFile, list_files, read_piece
from cleancorpus.read.no_documents import Tally

MOST_S = 5.0  # of CPU for 100 KB of input
_CONFIG = {"quality": {"min_words": 1}, "read": {"max_record_bytes": 2_000_000}}
_READ = Read(max_record_bytes=2_000_000)
_UNEXPECTED = ("defect",)  # reasons of error records that only a mistake in the code gives
_DIGITS = re.compile(r"\d+")
_REMEMBERED = 100_000  # records; those that come again and again are soon among them


class _Read(NamedTuple):
    """A record of an input, and what tells it from others that would be cleaned alike."""

    number: int
    record: Record
    key: bytes


class Fuzzer:
    """Takes stretches of inputs and says what came of them, as JSON values."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.core = Core(Config.model_validate(_CONFIG))
        self._outcome_of: dict[bytes, str] = {}

    def try_inputs(self, seed: int, first: int, count: int, only: str = "") -> dict[str, Any]:
        """What came of inputs `first` and following: counts, and each problem with the number of its input."""
        inputs = {number: spoiled(seed, number, only) for number in range(first, first + count)}
        return {"first": first, "count": count} | self.try_these(inputs)

    def try_these(self, inputs: dict[int, Input]) -> dict[str, Any]:
        """The same of any inputs, by their numbers."""
        stretch = _Stretch(self.core, self.folder, inputs, self._outcome_of)
        stretch.read()
        stretch.judge()
        return stretch.told()


class _Stretch:
    """Some inputs that are judged together."""

    def __init__(self, core: Core, folder: Path, inputs: dict[int, Input], known: dict[bytes, str]) -> None:
        self.core, self.folder, self.inputs, self.known = core, folder, inputs, known
        self.problems: dict[int, str] = {}
        self.rows, self.reasons, self.defects = Counter[str](), Counter[str](), Counter[str]()
        self.first_of: dict[str, int] = {}
        self.seconds: dict[int, float] = dict.fromkeys(inputs, 0.0)
        self.records: list[_Read] = []
        self.again = 0

    def read(self) -> None:
        """Read each input twice: the same records must come, and as many as are counted."""
        for slot, (number, given) in enumerate(self.inputs.items()):
            path = (
                self.folder / str(slot) / given.name
            )  # a name tells the format, and may become an id: the same each time
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(given.data)
            began = time.process_time()
            try:
                if given.shape == "config":
                    self._load(path)
                else:
                    self._records(number, path)
            except Exception as error:  # noqa: BLE001 - that is what is looked for
                self._problem(number, f"raises {_place(error)}")
            self.seconds[number] += (time.process_time() - began) / (1 if given.shape == "config" else 2)
            path.unlink()

    def _load(self, path: Path) -> None:
        try:
            load_config(path)
        except CleancorpusError as error:
            _check_words(error)
            self.reasons["refused"] += 1
        else:
            self.reasons["accepted"] += 1

    def _records(self, number: int, path: Path) -> None:
        try:
            files = list_files((Source(path=str(path)),)).files
        except CleancorpusError as error:
            _check_words(error)
            self.reasons["not-read"] += 1
            return
        records, once_more = (self._read(number, files) for _ in range(2))
        if records != once_more and repr(records) != repr(once_more):  # NaN is not equal to itself
            self._problem(number, f"differs: {len(records)} and {len(once_more)} records when read twice")
        self.records += records
        self.rows[self.inputs[number].shape] += len(records)

    def _read(self, number: int, files: Iterable[SourceFile]) -> list[_Read]:
        found: list[_Read] = []
        for file in files:
            tally = Tally()
            records = list(read_piece(Piece(file), _READ, tally))
            assert not (said := tally.missing({file.name: len(records)})), said
            assert all(record.kind != "error" or record.error for record in records), "an error without words"
            found += [_Read(number, record, _key(record)) for record in records]
        return found

    def judge(self) -> None:
        """Judge what was not judged before, in two orders and sizes of batches: the rows must be the same."""
        new: list[_Read] = []
        asked: set[bytes] = set()
        for read in self.records:
            if read.key in self.known or read.key in asked:
                self.again += 1
            else:
                new.append(read)
                asked.add(read.key)
        chance = random.Random(min(self.inputs))
        mixed = chance.sample(range(len(new)), len(new))
        rows = self._judged(new, range(len(new)), (64,))
        other = self._judged(new, mixed, chance.choice(((1, 2, 5, 11), (7, 30), (100,))))
        for number, read in enumerate(new):
            self._compare(read, rows.get(number), other.get(number))
        outcome_of = {read.key: _outcome(rows[number]) for number, read in enumerate(new) if number in rows}
        for read in self.records:
            if (outcome := outcome_of.get(read.key) or self.known.get(read.key)) is not None:
                self.reasons[outcome] += 1
        if len(self.known) < _REMEMBERED:
            self.known |= outcome_of

    def _judged(self, reads: Sequence[_Read], order: Sequence[int], sizes: Sequence[int]) -> dict[int, dict[str, Any]]:
        """The row of each, by its number in `reads`, when they come in this order, in batches of these sizes in turn."""
        rows: dict[int, dict[str, Any]] = {}
        at = turn = 0
        while at < len(order):
            some = order[at : at + sizes[turn % len(sizes)]]
            try:
                rows |= zip(some, self._batch([reads[number] for number in some]), strict=True)
            except Exception:  # noqa: BLE001 - one by one: whose is it?
                rows |= self._alone(reads, some)
            at, turn = at + len(some), turn + 1
        return rows

    def _alone(self, reads: Sequence[_Read], some: Sequence[int]) -> dict[int, dict[str, Any]]:
        rows: dict[int, dict[str, Any]] = {}
        for number in some:
            try:
                rows[number] = self._batch([reads[number]])[0]
            except Exception as error:  # noqa: BLE001 - that is what is looked for
                self._problem(reads[number].number, f"raises {_place(error)}")
        if len(rows) == len(some):
            self._problem(reads[some[0]].number, f"raises in a batch of {len(some)} records, and none of them alone")
        return rows

    def _batch(self, reads: Sequence[_Read]) -> list[dict[str, Any]]:
        """Rows of records that are cleaned as one batch; their time is counted for the inputs they are of."""
        clock = _Clock()
        records = [read.record for read in reads]
        readings = self.core.read_batch(records, clock.began)
        clock.began(None)
        batch = self.core.judge_batch(readings, clock.began)
        clock.began(None)
        rows: list[dict[str, Any]] = batch.to_pylist()
        for place, seconds in clock.seconds.items():
            self.seconds[reads[place].number] += seconds / 2  # all is cleaned twice
        told = [(row["id"], row["position"]) for row in rows]
        assert told == [(record.id, record.position) for record in records], "rows are not those of the records"
        return rows

    def _compare(self, read: _Read, row: dict[str, Any] | None, other: dict[str, Any] | None) -> None:
        if row is None or other is None:
            return  # it raised, which has been told
        if row["status"] not in ("kept", "dropped", "quarantined"):
            self._problem(read.number, f"has the status {row['status']!r}")
        if row["status"] == "quarantined" and not (row["reason"] and row["detail"]):
            self._problem(read.number, "is an error without words")
        if row["reason"] in _UNEXPECTED:
            place = _defect(row["detail"])
            self.defects[place] += 1
            self.first_of.setdefault(place, read.number)
        if row != other:
            names = ", ".join(name for name in row if row[name] != other[name])
            alone = self._batch([read])[0]
            where = "in other company" if alone in (row, other) else "each time"
            self._problem(read.number, f"differs {where}, in {names} (record {read.record.position})")

    def _problem(self, number: int, what: str) -> None:
        self.problems.setdefault(number, what)

    def told(self) -> dict[str, Any]:
        """All of it as JSON values."""
        for number, seconds in self.seconds.items():
            if seconds > MOST_S * max(1, len(self.inputs[number].data) / 100_000):
                self._problem(number, f"takes {seconds:.1f} s")
        slowest = sorted(((round(s, 3), n) for n, s in self.seconds.items()), reverse=True)[:3]
        return {
            "inputs": Counter(given.shape for given in self.inputs.values()),
            "ways": Counter(way for given in self.inputs.values() for way in given.ways),
            "bytes": sum(len(given.data) for given in self.inputs.values()),
            "rows": self.rows,
            "again": self.again,
            "reasons": {name: int(count) for name, count in self.reasons.items()},
            "defects": {place: [count, self.first_of[place]] for place, count in self.defects.items()},
            "problems": [
                [n, self.inputs[n].shape, len(self.inputs[n].data), what] for n, what in self.problems.items()
            ],
            "slowest": [[s, n, self.inputs[n].shape] for s, n in slowest],
            "kb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss,
        }


class _Clock:
    """CPU seconds by the place of a record in a batch: from when it is begun to when the next one is."""

    def __init__(self) -> None:
        self.seconds: Counter[int] = Counter()
        self._place: int | None = None
        self._since = time.process_time()

    def began(self, place: int | None) -> None:
        """This one is begun, or none."""
        now = time.process_time()
        if self._place is not None:
            self.seconds[self._place] += now - self._since  # type: ignore[assignment]
        self._place, self._since = place, now


def _key(record: Record) -> bytes:
    """A digest of all that a row may depend on, but where the record stands and how an error names that place."""
    rest = record._replace(data=b"", extent=record.extent._replace(offset=None, length=None), position=0, source="")
    if record.error is not None:
        rest = rest._replace(id="", unread=0, error=_DIGITS.sub("0", record.error.replace(record.source, "")))
    return hashlib.blake2b(repr(rest).encode(errors="surrogatepass") + b"\0" + record.data, digest_size=12).digest()


def _outcome(row: dict[str, Any]) -> str:
    return str(row["reason"] or row["status"])


def _check_words(error: CleancorpusError) -> None:
    assert "\n" not in str(error) and "\x1b" not in str(error), "an error of several lines"


def _place(error: BaseException) -> str:
    frame = traceback.extract_tb(error.__traceback__)[-1]
    return f"{type(error).__name__} at {PurePath(frame.filename).stem}:{frame.lineno}: {' '.join(str(error).split())[:200]}"


def _defect(detail: str) -> str:
    """Type and place of a defect, without what is said of the one input."""
    found = re.search(r"(\w+(?:Error|Exception|Warning)): (.*?)(?: \(([\w :>]+)\)$|; this is a defect|$)", detail)
    return detail[:120] if found is None else f"{found[1]} ({found[3] or found[2][:80]})"
