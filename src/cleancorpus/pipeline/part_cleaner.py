"""What a worker does with one part of the input: read and judge it at one go; or first the one and then the other, where lines of
sites are counted between the two.

Results are in the work folder under the digest of what they were made from, and are not made twice. What a worker that
ended had done of the same task in this run is taken over, batch by batch. A part with rows that timed out or ended a worker is
named by the task, so that no other run finds it: there the limits, or the machine, may be others. So is one with a file that the
system, or a server, did not let be read.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from functools import partial
from itertools import islice
from typing import Any, Protocol

import pyarrow as pa
import pyarrow.compute as pc

from cleancorpus.config import Config
from cleancorpus.engine.spool import Spool
from cleancorpus.engine.stage import StageKey, first_place, write_keys
from cleancorpus.engine.store import Store
from cleancorpus.engine.task import DIED, READING, TIMEOUT, WORKING, Blame, Spot, Task, Watch
from cleancorpus.errors import DEFECT, ShardError, SourceChangedError
from cleancorpus.model import REST, Record
from cleancorpus.pipeline.calls import BLAMED, CleanCall, Cleaned, JudgeCall
from cleancorpus.pipeline.clock import Clock
from cleancorpus.pipeline.core import Core, readings_batch, readings_in
from cleancorpus.pipeline.count_lines import count_reach, fewest_documents, read_counted, read_paragraphs
from cleancorpus.pipeline.gather import keys_name
from cleancorpus.pipeline.plan import Plan
from cleancorpus.pipeline.progress import READ, RowCounts
from cleancorpus.pipeline.reading import Origin, Reading
from cleancorpus.read.damage import UNREADABLE
from cleancorpus.read.draw import Draw
from cleancorpus.read.memory import NEEDS_MEMORY
from cleancorpus.read.meter import METER
from cleancorpus.read.no_documents import Tally
from cleancorpus.read.parts import Part, read_piece, unread_bytes
from cleancorpus.read.record import error_record
from cleancorpus.read.stamps import Stamped, changed_files, grown_files, stamp
from cleancorpus.read.stream import Damage
from cleancorpus.schema import OUTCOMES, READINGS

_BATCH_BYTES = 1 << 26  # of data; Arrow's binary arrays end at 2 GiB, memory mostly before


class PartCleaner:
    """Cleans parts in a worker: `clean` at one go; or `read_texts`, and `judge_texts` once the lines of all are counted."""

    def __init__(self, config: Config, store: Store, plan: Plan, core: Core) -> None:
        self._config, self._store, self._plan, self._core = config, store, plan, core
        self._clock = Clock()

    def clean(self, call: CleanCall, task: Task, watch: Watch) -> Cleaned:
        """The outcomes of a part, and its keys for all folds; its readings, too, where the work folder is kept."""
        stamped, key = _stamped(call, task)
        name, note = self._done(f"{self._plan.judge.folder}/{key}", f"{BLAMED}/{task.token}")
        reused, self._clock = name != "", Clock()
        if not reused:
            name, note = self._write_outcomes(stamped, call, key, task, watch)
        self._collect_all(name)
        return _cleaned(name, note, stamped, reused, self._clock)

    def read_texts(self, call: CleanCall, task: Task, watch: Watch) -> Cleaned:
        """The readings of a part, and the keys of its lines and paragraphs, where these are counted."""
        stamped, key = _stamped(call, task)
        name, note = self._done(f"{self._plan.text.folder}/{key}", f"{BLAMED}/{task.token}-texts")
        reused, self._clock = name != "", Clock()
        if not reused:
            name, note = self._write_texts(stamped, call, key, task, watch)
        n_keys = 0
        for counter in self._plan.counters:
            self._collect(name, counter)
            keys = self._store.open_arrow(keys_name(name, counter.key.folder))
            n_keys += sum(keys.get_batch(number).num_rows for number in range(keys.num_record_batches))
        return replace(_cleaned(name, note, stamped, reused, self._clock), keys=n_keys)

    def judge_texts(self, call: JudgeCall, task: Task, watch: Watch) -> tuple[str, RowCounts, bool]:
        """The outcomes of readings, judged with the counts of lines; and whether an earlier run had them."""
        key = call.texts.rpartition("/")[2]
        name, note = self._done(f"{self._plan.judge.folder}/{key}-{call.counts}", f"{BLAMED}/{task.token}")
        reused = name != ""
        if not reused:
            name, note = self._write_judged(call, f"{self._plan.judge.folder}/{key}-{call.counts}", task, watch)
        self._collect_all(name)
        return name, RowCounts(**note["rows"]), reused

    def _done(self, *names: str) -> tuple[str, dict[str, Any]]:
        """The first of some results that is done, and its note; an empty name for none."""
        done = ((name, note) for name in names if (note := self._store.read_note(name)) is not None)
        return next(done, ("", {}))

    def _write_outcomes(
        self, stamped: Stamped, call: CleanCall, key: str, task: Task, watch: Watch
    ) -> tuple[str, dict[str, Any]]:
        """Write the outcomes of a part, and its readings where the work folder is kept; gives its name, and its note: counts of
        its `rows`, and the `tally` of what was read.
        """
        texts = f"{self._plan.text.folder}/{key}"
        note = self._store.read_note(texts)
        known = note is not None
        tally = Tally.of(note["tally"]) if known else Tally()
        keeping = self._config.run.keep_work and not known
        name = f"{self._plan.judge.folder}/{key}"
        counts, used_before = RowCounts(), METER.used_bytes
        with ExitStack() as stack:
            out = stack.enter_context(Spool(self._store, f"{name}.arrow", OUTCOMES, task.token))
            kept = stack.enter_context(Spool(self._store, f"{texts}.arrow", READINGS, task.token)) if keeping else None
            done = min(spool.recover() for spool in (out, kept) if spool is not None)
            if kept is not None:
                kept.begin(done)
            blamed = _taken_over(out, done, counts.add)
            row = done
            batches = (
                self._known_readings(f"{texts}.arrow", done)
                if known
                else self._new_readings(stamped.part, call, done, task.blamed, watch, tally)
            )
            for readings in batches:
                if kept is not None:
                    kept.add(readings_batch(readings))
                outcomes = self._judge(_with_blame(readings, task.blamed, row), row, watch)
                out.add(outcomes)
                counts.add(outcomes)
                watch.tell(counts.told(min(METER.used_bytes - used_before, stamped.part.size_bytes)))
                blamed |= _has_blame(outcomes)
                row += len(readings)
            _prove(stamped, tally, counts)
            if kept is not None and blamed:
                kept.drop()
            elif kept is not None:
                kept.put(f"{texts}.arrow")
                read = {"rows": RowCounts(counts.by_source, {READ: counts.rows}).to_note(), "tally": tally.to_json()}
                self._store.write_note(texts, read, [f"{texts}.arrow"])
            if blamed:
                name = f"{BLAMED}/{task.token}"
            out.put(f"{name}.arrow")
            result = {"rows": counts.to_note(), "tally": tally.to_json()}
            self._store.write_note(name, result, [f"{name}.arrow"])
        return name, result

    def _write_texts(
        self, stamped: Stamped, call: CleanCall, key: str, task: Task, watch: Watch
    ) -> tuple[str, dict[str, Any]]:
        """Write the readings of a part; gives what `_write_outcomes` does."""
        name = f"{self._plan.text.folder}/{key}"
        tally, counts, used_before = Tally(), RowCounts(), METER.used_bytes
        with Spool(self._store, f"{name}.arrow", READINGS, task.token) as out:
            done = out.recover()
            blamed = _taken_over(out, done, counts.add_read)
            row = done
            for readings in self._new_readings(stamped.part, call, done, task.blamed, watch, tally):
                batch = readings_batch(_with_blame(readings, task.blamed, row))
                out.add(batch)
                counts.add_read(batch)
                watch.tell(counts.told(min(METER.used_bytes - used_before, stamped.part.size_bytes)))
                blamed |= _has_blame(batch)
                row += len(readings)
            _prove(stamped, tally, counts)
            name = f"{BLAMED}/{task.token}-texts" if blamed else name
            out.put(f"{name}.arrow")
        note = {"rows": counts.to_note(), "tally": tally.to_json()}
        self._store.write_note(name, note, [f"{name}.arrow"])
        return name, note

    def _write_judged(self, call: JudgeCall, name: str, task: Task, watch: Watch) -> tuple[str, dict[str, Any]]:
        """Write the outcomes of readings; gives the result's name, and its note: counts of its `rows`."""
        reach: dict[str, int] = {}
        if call.profile:
            profile = self._core.judging.profile = read_counted(self._store, call.profile)
            texts = self._store.read_batches(f"{call.texts}.arrow")
            reach = count_reach(texts, profile, fewest_documents(self._config))
        if call.paragraphs:
            self._core.judging.paragraphs = read_paragraphs(self._store, call.paragraphs)
        counts, place = RowCounts(by_site=reach), first_place(call.number)
        with Spool(self._store, f"{name}.arrow", OUTCOMES, task.token) as out:
            done = out.recover()
            blamed = _taken_over(out, done, counts.add)
            row = done
            for readings in self._known_readings(f"{call.texts}.arrow", done):
                outcomes = self._judge(_with_blame(readings, task.blamed, row), row, watch, place)
                out.add(outcomes)
                counts.add(outcomes)
                watch.tell(counts.judged())
                blamed |= _has_blame(outcomes)
                row += len(readings)
            name = f"{BLAMED}/{task.token}" if blamed else name
            out.put(f"{name}.arrow")
        note = {"rows": counts.to_note()}
        self._store.write_note(name, note, [f"{name}.arrow"])
        return name, note

    def _judge(self, readings: list[Reading], row: int, watch: Watch, place: int = 0) -> pa.RecordBatch:
        """The outcomes of readings, of which the first is row number `row` of the part whose rows begin at `place`."""
        with self._clock.cleaning(0):
            outcomes = self._core.judge_batch(readings, _Rows(watch, range(row, row + len(readings))), place + row)
        watch.idle()
        return outcomes

    def _known_readings(self, name: str, skip: int) -> Iterator[list[Reading]]:
        """The readings of an earlier run behind the first `skip` rows."""
        for batch in self._store.read_batches(name):
            if skip < batch.num_rows:
                yield readings_in(batch.slice(skip))
            skip = max(0, skip - batch.num_rows)

    def _new_readings(
        self, part: Part, call: CleanCall, skip: int, blamed: dict[Spot, Blame], watch: Watch, tally: Tally
    ) -> Iterator[list[Reading]]:
        """The readings of a part's records behind the first `skip`, batch by batch; all of them go into the `tally`."""
        records = islice(self._records(part, call.draw, skip, blamed, watch, tally), call.limit)
        row = 0
        for batch in self._clock.reading(_batches(records, self._config.run.batch_size)):
            row += len(batch)
            wanted = batch[max(0, skip - (row - len(batch))) :]
            if not wanted or row <= skip:
                continue
            first = row - len(wanted)
            healthy = [i for i in range(len(wanted)) if Spot(first + i) not in blamed]
            if any(wanted[i].kind == "html" for i in healthy):
                self._core.warm_up(
                    "html"
                )  # while the watch is at a record that is read, which takes what time it takes
            with self._clock.cleaning(len(wanted)):
                read = self._core.read_batch([wanted[i] for i in healthy], _Rows(watch, [first + i for i in healthy]))
            watch.idle()
            by_place = dict(zip(healthy, read, strict=True))
            yield [by_place.get(i) or Reading(Origin.of(record)) for i, record in enumerate(wanted)]

    def _records(
        self, part: Part, draw: Draw | None, skip: int, blamed: dict[Spot, Blame], watch: Watch, tally: Tally
    ) -> Iterator[Record]:
        """The records of a part; the watch knows which is being read.

        A row at which the process ended while it was read is an error record, and the last one of its file: what comes
        behind it there cannot be reached.
        """
        row = 0
        for number, piece in enumerate(part.pieces):
            records = read_piece(piece, self._config.read, tally, draw)
            first, before = row, METER.used_bytes
            while True:
                blame = blamed.get(Spot(row, READING, number))
                if blame is not None:
                    what = f"{blame.detail}, while it was read; what stands behind it was not read"
                    damage = Damage(blame.reason, what, "leave it out, or write the file again")
                    tally.row(piece.file.name)
                    used = METER.used_bytes - before if row > first else 0
                    tally.lose(piece.file.name, unread_bytes(piece, REST, used))
                    yield error_record(piece.file.name, piece.first + row - first, damage, b"", line=0)
                    row += 1
                    break
                if row < skip:
                    record = next(records, None)
                else:
                    begin = partial(watch.at, row, READING, number)
                    begin()
                    with METER.telling(begin):
                        record = next(records, None)
                if record is None:
                    break
                yield record
                row += 1

    def _collect_all(self, name: str) -> None:
        """Write the keys of a part for each fold that has none of it yet."""
        for fold in self._plan.folds:
            self._collect(name, fold)

    def _collect(self, name: str, fold: Collector) -> None:
        target = keys_name(name, fold.key.folder)
        if self._store.has(target):
            return
        tables, row = [], 0
        for batch in self._store.read_batches(f"{name}.arrow"):
            tables.append(fold.collect(batch, row))
            row += batch.num_rows
        write_keys(self._store, target, tables, fold.key_schema)


class Collector(Protocol):
    """What keys are collected for: a fold, or the count of lines."""

    key: StageKey
    key_schema: pa.Schema

    def collect(self, batch: pa.RecordBatch, first_row: int) -> pa.Table: ...


def _stamped(call: CleanCall, task: Task) -> tuple[Stamped, str]:
    """A part with the digests of its files, and the key of what is made of it."""
    stamped = stamp(call.part, task.token)
    part = "" if call.limit is None else f"-first-{call.limit}"
    if call.draw is not None:
        part = f"-drawn-{hashlib.sha256(repr(call.draw).encode()).hexdigest()[:16]}"
    return stamped, stamped.key()[:40] + part


def _cleaned(name: str, note: dict[str, Any], stamped: Stamped, reused: bool, clock: Clock) -> Cleaned:
    tally = note["tally"]
    grown = grown_files(stamped.part)
    inputs = tuple({**entry, "grew": True} if entry["path"] in grown else entry for entry in stamped.inputs)
    return Cleaned(
        name,
        RowCounts(**note["rows"]),
        tally["records"],
        tally["skipped"],
        tally["named"],
        tally["unread"],
        inputs,
        reused,
        passed=tally["passed"],
        seen=tally["seen"],
        times=clock.times(),
    )


def _prove(stamped: Stamped, tally: Tally, counts: RowCounts) -> None:
    """Before anything is in place under the digest of its files: that they are what they were, and all their records are there.

    Raises:
        SourceChangedError: a file changed.
        ShardError: records are missing.
    """
    if changed := changed_files(stamped.part):
        raise SourceChangedError(", ".join(changed[:3]))
    if said := tally.missing(counts.by_source):
        raise ShardError("ledger", said, DEFECT)


class _Rows:
    """Tells the watch that a batch's record number n is being worked on, by its row in the task."""

    def __init__(self, watch: Watch, rows: range | list[int]) -> None:
        self._watch, self._rows = watch, rows

    def __call__(self, number: int) -> None:
        self._watch.at(self._rows[number], WORKING)


def _taken_over(out: Spool, done: int, count: Callable[[pa.RecordBatch], None]) -> bool:
    """Begin to write behind the first `done` rows of what an earlier try has left, and count these; whether one of them was not
    worked on to its end.
    """
    blamed = False
    for batch in out.begin(done):
        count(batch)
        blamed |= _has_blame(batch)
    return blamed


def _with_blame(readings: list[Reading], blamed: dict[Spot, Blame], first: int) -> list[Reading]:
    """Readings, of which the first is row number `first`; those of rows that must not be worked on say why."""
    return [_blamed(reading, blamed.get(Spot(first + i))) for i, reading in enumerate(readings)]


def _blamed(reading: Reading, blame: Blame | None) -> Reading:
    """The reading of a row that must not be worked on; any other as it is."""
    if blame is None:
        return reading
    return replace(reading, doc=None, flags=(), reason=blame.reason, detail=blame.detail)


def _batches(records: Iterable[Record], size: int) -> Iterator[list[Record]]:
    """Lists of `size` records, fewer where their data exceed 64 MiB."""
    held: list[Record] = []
    n_bytes = 0
    for record in records:
        held.append(record)
        n_bytes += len(record.data) + (len(record.carried.values) if record.carried else 0)
        if len(held) >= size or n_bytes > _BATCH_BYTES:
            yield held
            held, n_bytes = [], 0
    if held:
        yield held


def _has_blame(batch: pa.RecordBatch) -> bool:
    """Whether a row was not worked on to its end, or not read for what the system said; asked of the rows, as what was recovered
    may be another try's.
    """
    return bool(pc.any(pc.is_in(batch.column("reason"), pa.array([TIMEOUT, DIED, NEEDS_MEMORY, UNREADABLE]))).as_py())
