"""What a worker of a run does: cut large files, clean parts, merge folds, settle parts, write shards, prove the whole.

Each task's result is in the work folder under the digest of what it was made from, and is not made twice.
"""

from __future__ import annotations

import hashlib
import json
import platform
from collections.abc import Iterable, Iterator
from itertools import groupby
from operator import itemgetter
from typing import Any

import pyarrow as pa

from cleancorpus.carry.columns import Summary, columns_of
from cleancorpus.config import Config
from cleancorpus.engine.links import LinkStage
from cleancorpus.engine.stage import (
    Verdicts,
    sort_verdicts,
    with_last_survivors,
)
from cleancorpus.engine.store import Store
from cleancorpus.engine.task import Task, Watch
from cleancorpus.errors import ShardError
from cleancorpus.export.asked import AskedColumns
from cleancorpus.export.marks import Marks
from cleancorpus.export.proof import prove_content
from cleancorpus.export.settle import SettledPart, Settler, settled_part
from cleancorpus.export.shards import ShardTask, WrittenShard, write_shard
from cleancorpus.export.sketches import sketch_part, sketch_shard
from cleancorpus.pipeline.against import IdsCall, KeptKeysCall, do_ids, do_kept_keys
from cleancorpus.pipeline.calls import (
    CarriedCall,
    CleanCall,
    JudgeCall,
    MergeCall,
    ProofCall,
    SettleCall,
    SurveyCall,
)
from cleancorpus.pipeline.core import Core
from cleancorpus.pipeline.count_lines import CountLinesCall, ProfileCall, do_count
from cleancorpus.pipeline.gather import GatherCall, do_gather, keys_name
from cleancorpus.pipeline.groups import GroupCall, ScanCall, group, scan, told_digest, told_of
from cleancorpus.pipeline.link import DecideCall, HoldCall, PairCall, ScoreCall, UniteCall, do_link
from cleancorpus.pipeline.part_cleaner import PartCleaner
from cleancorpus.pipeline.plan import make_plan, sketched
from cleancorpus.read.survey import survey
from cleancorpus.schema import CARRIED
from cleancorpus.versions.takedown import Takedowns


class RunWork:
    """The `Work` of a run; built in each worker from the configuration and the place of the work folder."""

    def __init__(self, config: Config, store: Store) -> None:
        self._config, self._store = config, store
        self._plan = make_plan(config)
        self._core = Core(config)
        self._parts = PartCleaner(config, store, self._plan, self._core)
        self._asked = AskedColumns(config)
        self._sketched = sketched(config)
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
            case SurveyCall() as call:
                return survey(call.file, call.draw)
            case CleanCall() as call:
                do = self._parts.read_texts if self._plan.counters else self._parts.clean
                return do(call, task, watch)
            case JudgeCall() as call:
                return self._parts.judge_texts(call, task, watch)
            case CountLinesCall() | ProfileCall() as call:
                return do_count(self._store, call, self._plan.counters)
            case CarriedCall() as call:
                return self._carried(call)
            case IdsCall() as call:
                return do_ids(self._store, call)
            case KeptKeysCall() as call:
                return do_kept_keys(self._store, self._link(call.fold), call)
            case GatherCall() as call:
                return do_gather(self._store, call)
            case MergeCall() as call:
                return self._merge(call)
            case PairCall() | UniteCall() | HoldCall() | ScoreCall() | DecideCall() as call:
                return do_link(self._store, self._link(call.fold), call)
            case ScanCall() as call:
                return scan(self._store, self._config.splits, call)
            case GroupCall() as call:
                return group(self._store, self._config.splits, call)
            case SettleCall() as call:
                return self._settle(call)
            case ShardTask() as call:
                return self._write_shard(call)
            case ProofCall() as call:
                return prove_content(self._store, call.digests, call.indexes, call.where)
        raise TypeError(f"no task of this run: {task.kind}")

    # ------------------------------------------------------------------------------------- folds, settling, the whole

    def _carried(self, call: CarriedCall) -> str:
        names = [field.name for field in CARRIED]
        found = Summary()
        for batch in _first_rows(self._store.read_batches(f"{call.name}.arrow"), call.rows):
            columns = [batch.column(name).to_pylist() for name in ("source", *names)]
            for source, rows in groupby(zip(*columns, strict=True), key=itemgetter(0)):
                found.add((row[1:] for row in rows), source)
        return found.state()

    def _merge(self, call: MergeCall) -> str:
        if not self._store.has(call.target):
            keys = pa.concat_tables([self._store.read_table(name) for name in call.keys])
            earlier = {name: Verdicts(self._store, files) for name, files in call.earlier.items()}
            fold = self._plan.folds[call.fold]
            assert not isinstance(fold, LinkStage)
            self._store.write_table(call.target, sort_verdicts(fold.merge(keys, earlier)))
        return call.target

    def _link(self, fold: int) -> LinkStage:
        stage = self._plan.folds[fold]
        assert isinstance(stage, LinkStage)
        return stage

    def _settle(self, call: SettleCall) -> SettledPart:
        verdicts = [self._verdicts_of(call, fold.key.name) for fold in self._plan.folds]
        marks = Marks(with_last_survivors([each.of_part(call.number) for each in verdicts], verdicts))
        told = told_of(self._store, call.grouped, call.number, self._config.splits)
        facts = [call.name, call.rows, marks.digest(), list(call.takedowns), call.carried, told_digest(told)]
        key = hashlib.sha256(json.dumps(facts, sort_keys=True).encode()).hexdigest()[:40]
        name = f"{self._plan.settle.folder}/{key}"
        if (settled := self._store.read_note(name)) is not None:
            return self._with_sketches(settled_part(settled), call.name)
        takedowns = Takedowns.from_manifest({"takedowns": list(call.takedowns)})
        carried = columns_of(call.carried)
        settler = Settler(self._store, name, marks, takedowns, call.where, carried, self._asked, told)
        part = settler.settle(_first_rows(self._store.read_batches(f"{call.name}.arrow"), call.rows))
        return self._with_sketches(part, call.name)

    def _with_sketches(self, part: SettledPart, name: str) -> SettledPart:
        """A settled part, its documents sketched where that is asked; `name` is that of the part before."""
        if self._sketched is not None and part.rows.get("default"):
            sketch_part(self._store, part.name, keys_name(name, self._sketched.folder), self._sketched)
        return part

    def _write_shard(self, call: ShardTask) -> WrittenShard:
        if self._sketched is not None and call.table == "default":
            sketch_shard(self._store, call, self._sketched)
        return write_shard(self._store, call)

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


def _first_rows(batches: Iterable[pa.RecordBatch], rows: int | None) -> Iterator[pa.RecordBatch]:
    for batch in batches:
        if rows is not None:
            batch = batch.slice(0, rows)
            rows -= batch.num_rows
        if batch.num_rows:
            yield batch
