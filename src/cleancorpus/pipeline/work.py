"""What a worker of a run does: cut large files, clean parts, merge folds, settle parts, write shards, prove the whole.

Each task's result is in the work folder under the digest of what it was made from, and is not made twice.
"""

from __future__ import annotations

import hashlib
import json
import platform
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from itertools import islice
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from cleancorpus.carry.columns import Summary, columns_of
from cleancorpus.config import Config
from cleancorpus.engine.links import LinkStage
from cleancorpus.engine.spool import Spool
from cleancorpus.engine.stage import (
    Verdicts,
    gathered_name,
    sort_verdicts,
    split_keys,
    with_last_survivors,
    write_keys,
)
from cleancorpus.engine.store import Store
from cleancorpus.engine.task import DIED, READING, TIMEOUT, WORKING, Blame, Task, Watch
from cleancorpus.errors import DEFECT, ShardError, SourceChangedError
from cleancorpus.export.marks import Marks
from cleancorpus.export.proof import prove_content
from cleancorpus.export.settle import SettledPart, Settler, settled_part
from cleancorpus.export.shards import ShardTask, write_shard
from cleancorpus.model import Record
from cleancorpus.pipeline.calls import (
    CarriedCall,
    CleanCall,
    Cleaned,
    GatherCall,
    MergeCall,
    ProofCall,
    SettleCall,
)
from cleancorpus.pipeline.core import Core, readings_batch, readings_in
from cleancorpus.pipeline.link import DecideCall, HoldCall, PairCall, ScoreCall, UniteCall, do_link
from cleancorpus.pipeline.plan import make_plan
from cleancorpus.pipeline.progress import RowCounts
from cleancorpus.pipeline.reading import Origin, Reading
from cleancorpus.read.files import SourceFile
from cleancorpus.read.meter import METER
from cleancorpus.read.no_documents import Tally
from cleancorpus.read.parts import Part, read_piece
from cleancorpus.read.record import error_record
from cleancorpus.read.stamps import Stamped, changed_files, stamp
from cleancorpus.read.stream import Damage
from cleancorpus.read.survey import survey
from cleancorpus.schema import CARRIED, OUTCOMES, READINGS
from cleancorpus.versions.takedown import Takedowns

BLAMED = "blamed"  # folder of parts with rows that timed out or ended a worker: results of one run alone
_BATCH_BYTES = 1 << 26  # of data; Arrow's binary arrays end at 2 GiB, memory mostly before


class RunWork:
    """The `Work` of a run; built in each worker from the configuration and the place of the work folder."""

    def __init__(self, config: Config, store: Store) -> None:
        self._config, self._store = config, store
        self._plan = make_plan(config)
        self._core = Core(config)
        self._verdicts: dict[tuple[str, ...], Verdicts] = {}

    def warm_up(self) -> None:
        """Load profiles, phrases and weights."""
        self._core.warm_up()

    def do(self, task: Task, watch: Watch) -> Any:
        """Do one task, by what its payload asks.

        Raises:
            ShardError: the work folder cannot be written or read.
        """
        with self._store.errors_told():
            return self._do(task, watch)

    def _do(self, task: Task, watch: Watch) -> Any:
        match task.payload:
            case SourceFile() as file:
                return survey(file)
            case CleanCall() as call:
                return self._clean(call, task, watch)
            case CarriedCall() as call:
                return self._carried(call)
            case GatherCall() as call:
                return self._gather(call)
            case MergeCall() as call:
                return self._merge(call)
            case PairCall() | UniteCall() | HoldCall() | ScoreCall() | DecideCall() as call:
                stage = self._plan.folds[call.fold]
                assert isinstance(stage, LinkStage)
                return do_link(self._store, stage, call)
            case SettleCall() as call:
                return self._settle(call)
            case ShardTask() as call:
                return write_shard(self._store, call)
            case ProofCall() as call:
                return prove_content(self._store, call.digests, call.indexes, call.where)
        raise TypeError(f"no task of this run: {task.kind}")

    # ------------------------------------------------------------------------------------------------------- cleaning

    def _clean(self, call: CleanCall, task: Task, watch: Watch) -> Cleaned:
        stamped = stamp(call.part, task.token)
        key = stamped.key()[:40] + ("" if call.limit is None else f"-first-{call.limit}")
        names = f"{self._plan.judge.folder}/{key}", f"{BLAMED}/{task.token}"
        done = ((name, note) for name in names if (note := self._store.read_note(name)) is not None)
        name, note = next(done, ("", {}))
        reused = name != ""
        if not reused:
            name, note = self._write_outcomes(stamped, call.limit, key, task, watch)
        self._collect(name)
        tally = note["tally"]
        counts = RowCounts(**note["rows"])
        return Cleaned(name, counts, tally["records"], tally["skipped"], tally["named"], stamped.inputs, reused)

    def _write_outcomes(
        self, stamped: Stamped, limit: int | None, key: str, task: Task, watch: Watch
    ) -> tuple[str, dict[str, Any]]:
        """Write the outcomes of a part, and its readings where the work folder is kept; gives its name, and its note: counts of
        its `rows`, and the `tally` of what was read.

        What a worker that ended had done of the same task in this run is taken over, batch by batch. A part with blamed
        rows is named by the task, so that no other run finds it: there the limits, or the machine, may be others.
        """
        texts = f"{self._plan.text.folder}/{key}"
        note = self._store.read_note(texts)
        known = note is not None
        tally = Tally.of(note) if known else Tally()
        keeping = self._config.run.keep_work and not known
        name = f"{self._plan.judge.folder}/{key}"
        counts, used_before = RowCounts(), METER.used_bytes
        blamed = False
        with ExitStack() as stack:
            out = stack.enter_context(Spool(self._store, f"{name}.arrow", OUTCOMES, task.token))
            kept = stack.enter_context(Spool(self._store, f"{texts}.arrow", READINGS, task.token)) if keeping else None
            done = min(spool.recover() for spool in (out, kept) if spool is not None)
            if kept is not None:
                kept.begin(done)
            for batch in out.begin(done):
                counts.add(batch)
                blamed |= _has_blame(batch)
            row = done
            batches = (
                self._known_readings(f"{texts}.arrow", done)
                if known
                else self._new_readings(stamped.part, limit, done, task.blamed, watch, tally)
            )
            for readings in batches:
                if kept is not None:
                    kept.add(readings_batch(readings))
                judged = [_blamed(reading, task.blamed.get(row + i)) for i, reading in enumerate(readings)]
                outcomes = self._core.judge_batch(judged, _Rows(watch, range(row, row + len(judged))))
                watch.idle()
                out.add(outcomes)
                counts.add(outcomes)
                watch.tell(counts.told(min(METER.used_bytes - used_before, stamped.part.size_bytes)))
                blamed |= _has_blame(outcomes)
                row += len(readings)
            if changed := changed_files(stamped.part):  # before anything is in place under the digest of what it was
                raise SourceChangedError(", ".join(changed[:3]))
            if said := tally.missing(counts.by_source):
                raise ShardError("ledger", said, DEFECT)
            if kept is not None and blamed:
                kept.drop()
            elif kept is not None:
                kept.put(f"{texts}.arrow")
                self._store.write_note(texts, tally.to_json(), [f"{texts}.arrow"])
            if blamed:
                name = f"{BLAMED}/{task.token}"
            out.put(f"{name}.arrow")
            result = {"rows": counts.to_note(), "tally": tally.to_json()}
            self._store.write_note(name, result, [f"{name}.arrow"])
        return name, result

    def _known_readings(self, name: str, skip: int) -> Iterator[list[Reading]]:
        """The readings of an earlier run behind the first `skip` rows."""
        for batch in self._store.read_batches(name):
            if skip < batch.num_rows:
                yield readings_in(batch.slice(skip))
            skip = max(0, skip - batch.num_rows)

    def _new_readings(
        self, part: Part, limit: int | None, skip: int, blamed: dict[int, Blame], watch: Watch, tally: Tally
    ) -> Iterator[list[Reading]]:
        """The readings of a part's records behind the first `skip`, batch by batch; all of them go into the `tally`."""
        records = islice(self._records(part, skip, blamed, watch, tally), limit)
        row = 0
        for batch in _batches(records, self._config.run.batch_size):
            row += len(batch)
            wanted = batch[max(0, skip - (row - len(batch))) :]
            if not wanted or row <= skip:
                continue
            first = row - len(wanted)
            healthy = [
                i for i in range(len(wanted)) if (blame := blamed.get(first + i)) is None or blame.phase == READING
            ]
            read = self._core.read_batch([wanted[i] for i in healthy], _Rows(watch, [first + i for i in healthy]))
            watch.idle()
            by_place = dict(zip(healthy, read, strict=True))
            yield [by_place.get(i) or Reading(Origin.of(record)) for i, record in enumerate(wanted)]

    def _records(self, part: Part, skip: int, blamed: dict[int, Blame], watch: Watch, tally: Tally) -> Iterator[Record]:
        """The records of a part; the watch knows which is being read.

        A row at which the process ended while it was read is an error record, and the last one of its file: what comes
        behind it there cannot be reached.
        """
        row = 0
        for piece in part.pieces:
            records = read_piece(piece, self._config.read, tally)
            first = row
            while True:
                blame = blamed.get(row)
                if blame is not None and blame.phase == READING:
                    what = f"{blame.detail}, while it was read; what stands behind it was not read"
                    damage = Damage(blame.reason, what, "leave it out, or write the file again")
                    tally.row(piece.file.name)
                    yield error_record(piece.file.name, piece.first + row - first, damage, b"", line=0)
                    row += 1
                    break
                if row >= skip:
                    watch.at(row, READING)
                record = next(records, None)
                if record is None:
                    break
                yield record
                row += 1

    # ------------------------------------------------------------------------------------- folds, settling, the whole

    def _collect(self, name: str) -> None:
        """Write the keys of a part for each fold that has none of it yet."""
        for fold in self._plan.folds:
            target = keys_name(name, fold.key.folder)
            if self._store.has(target):
                continue
            tables, row = [], 0
            for batch in self._store.read_batches(f"{name}.arrow"):
                tables.append(fold.collect(batch, row))
                row += batch.num_rows
            write_keys(self._store, target, tables, fold.key_schema)

    def _carried(self, call: CarriedCall) -> str:
        names = [field.name for field in CARRIED]
        found = Summary()
        for batch in _first_rows(self._store.read_batches(f"{call.name}.arrow"), call.rows):
            found.add(zip(*(batch.column(name).to_pylist() for name in names), strict=True))
        return found.state()

    def _gather(self, call: GatherCall) -> None:
        names = [(keys_name(name, self._plan.folds[call.fold].key.folder), limit) for name, limit in call.parts]
        tables = split_keys(self._store, names, call.ranges, call.first_part)
        for (start, _), table in zip(call.ranges, tables, strict=True):
            self._store.write_table(gathered_name(call.target, start), table)

    def _merge(self, call: MergeCall) -> str:
        if not self._store.has(call.target):
            keys = pa.concat_tables([self._store.read_table(name) for name in call.keys])
            earlier = {name: Verdicts(self._store, files) for name, files in call.earlier.items()}
            fold = self._plan.folds[call.fold]
            assert not isinstance(fold, LinkStage)
            self._store.write_table(call.target, sort_verdicts(fold.merge(keys, earlier)))
        return call.target

    def _settle(self, call: SettleCall) -> SettledPart:
        verdicts = [self._verdicts_of(call, fold.key.name) for fold in self._plan.folds]
        marks = Marks(with_last_survivors([each.of_part(call.number) for each in verdicts], verdicts))
        facts = [call.name, call.rows, marks.digest(), list(call.takedowns), call.carried]
        key = hashlib.sha256(json.dumps(facts, sort_keys=True).encode()).hexdigest()[:40]
        name = f"{self._plan.settle.folder}/{key}"
        if (settled := self._store.read_note(name)) is not None:
            return settled_part(settled)
        takedowns = Takedowns.from_manifest({"takedowns": list(call.takedowns)})
        settler = Settler(self._store, name, marks, takedowns, call.where, columns_of(call.carried))
        return settler.settle(_first_rows(self._store.read_batches(f"{call.name}.arrow"), call.rows))

    def _verdicts_of(self, call: SettleCall, fold: str) -> Verdicts:
        """The verdicts of a fold on all rows."""
        files = call.verdicts[fold]
        if files not in self._verdicts:
            self._verdicts[files] = Verdicts(self._store, files)
        return self._verdicts[files]


def make_work(argument: str) -> RunWork:
    """The `Work` of `work_argument`.

    Raises:
        ShardError: this process makes its results of other code or libraries than the one that started the run.
    """
    values = json.loads(argument)
    config = Config.model_validate(values["config"])
    differing = make_plan(config).changed_since(values["because"])
    if differing:
        what = f"differs from the one that started the run: {', '.join(differing)}"
        raise ShardError(f"installation on {platform.node()}", what)
    return RunWork(config, Store(values["store"]))


def work_argument(config: Config, store: Store) -> str:
    """What `make_work` takes, as a string that goes to other processes and machines."""
    because = {key.name: dict(key.because) for key in make_plan(config).stages}
    return json.dumps({"config": config.model_dump(mode="json"), "store": store.root, "because": because})


def keys_name(part: str, fold_folder: str) -> str:
    """Where the keys of a part for a fold are."""
    return f"{part}.{fold_folder}.keys"


class _Rows:
    """Tells the watch that a batch's record number n is being worked on, by its row in the task."""

    def __init__(self, watch: Watch, rows: range | list[int]) -> None:
        self._watch, self._rows = watch, rows

    def __call__(self, number: int) -> None:
        self._watch.at(self._rows[number], WORKING)


def _blamed(reading: Reading, blame: Blame | None) -> Reading:
    """The reading of a row that must not be worked on; any other as it is."""
    if blame is None or blame.phase == READING:
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
    """Whether a row was not worked on to its end; asked of the rows, as what was recovered may be another try's."""
    return bool(pc.any(pc.is_in(batch.column("reason"), pa.array([TIMEOUT, DIED]))).as_py())


def _first_rows(batches: Iterable[pa.RecordBatch], rows: int | None) -> Iterator[pa.RecordBatch]:
    for batch in batches:
        if rows is not None:
            batch = batch.slice(0, rows)
            rows -= batch.num_rows
        if batch.num_rows:
            yield batch
