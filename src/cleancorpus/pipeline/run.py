"""A job: sources in, a version of a dataset out.

The driver sees names, counts and digests; texts are read, cleaned, digested and written by the workers. What they have
done is in the work folder, so that a run that was killed goes on where it was.
"""

from __future__ import annotations

import json
import logging
import secrets
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from time import perf_counter
from typing import Any

from cleancorpus import __version__
from cleancorpus.carry.columns import Columns
from cleancorpus.config import Config
from cleancorpus.dedup.pairs import save_pairs
from cleancorpus.engine.lock import lock_dataset, note_run
from cleancorpus.engine.stage import StageKey
from cleancorpus.engine.store import Store, remove_folder
from cleancorpus.engine.task import Engine, Recipe, Task
from cleancorpus.export.asked import AskedColumns
from cleancorpus.export.settle import SettledPart, Totals
from cleancorpus.export.shards import WrittenShard
from cleancorpus.export.write import PARTIAL, Release, dataset_folder
from cleancorpus.logs import log_event
from cleancorpus.numbers import counted
from cleancorpus.pipeline import preload_for
from cleancorpus.pipeline.against import against_of
from cleancorpus.pipeline.calls import BLAMED, ProofCall, SettleCall
from cleancorpus.pipeline.checks import check_run, dataset_elsewhere
from cleancorpus.pipeline.cleaning import CleanedParts, Cleaning
from cleancorpus.pipeline.files_note import FILES_NOTE, compare_files, note_files
from cleancorpus.pipeline.fold import fold_rows, pairs_name
from cleancorpus.pipeline.gather import GATHERED
from cleancorpus.pipeline.grouping import FOLDER as GROUPS
from cleancorpus.pipeline.grouping import Grouped, group_rows
from cleancorpus.pipeline.judging import judge_counted
from cleancorpus.pipeline.no_version import idle_takedowns, why_no_version, write_not_kept
from cleancorpus.pipeline.notes import (
    carried_in,
    carried_names,
    carried_notes,
    carried_types,
    check_asked,
    grown_notes,
    ids_note,
    missing_survivors,
    settings_notes,
    splits_notes,
    takedown_notes,
    unknown_fields,
    unread_notes,
)
from cleancorpus.pipeline.places import STAGE_NOTE, own_folders, work_folder, worker_count
from cleancorpus.pipeline.plan import Plan, make_plan, sketched, work_argument
from cleancorpus.pipeline.progress import COMPARING, SETTLING, WRITING, Progress
from cleancorpus.pipeline.result import RunResult
from cleancorpus.pipeline.retry import forget_quarantined
from cleancorpus.quality.contamination import contamination_notes
from cleancorpus.read import Files, list_files
from cleancorpus.read.draw import Draw
from cleancorpus.read.names import with_own_names
from cleancorpus.read.no_documents import summed, unread_share
from cleancorpus.versions.open import VersionFiles

log = logging.getLogger(__name__)
_ALARMS = 100  # of the guard that the manifest lists; how many there are stands beside them


def make_engine(config: Config, store: Store) -> Engine:
    """The engine that `run.engine` names.

    Raises:
        ConfigError: Ray is wanted and not installed.
    """
    recipe = Recipe("cleancorpus.pipeline.work:make_work", work_argument(config, store))
    timeout_s, memory_mb = config.extract.timeout_s, config.run.memory_mb
    preload = preload_for(json.dumps([source.model_dump(mode="json") for source in config.sources]).encode())
    if config.run.engine == "ray":
        from cleancorpus.engine.ray import RayEngine

        return RayEngine(
            recipe,
            config.run.workers,
            address=config.run.ray_address,
            row_timeout_s=timeout_s,
            memory_mb=memory_mb,
            preload=preload,
        )
    from cleancorpus.engine.local import LocalEngine

    return LocalEngine(recipe, worker_count(config), row_timeout_s=timeout_s, memory_mb=memory_mb, preload=preload)


def run(
    config: Config,
    *,
    limit: int | None = None,
    draw: Draw | None = None,
    progress: Progress | None = None,
    found: Files | None = None,
    retry: bool = False,
) -> RunResult:
    """Read, clean and export what `config` names; `limit` is the number of records to read at most, `draw` draws some at random.

    `progress` is kept up to date, for another thread to ask.
    With `retry` parts of an earlier run that have records in quarantine are done again.
    `found` is what `list_files` gives for the config's sources, where the caller has asked it already.

    With either the result is a sample, in the folder `sample` of the dataset: no version, and not compared with any.

    Raises:
        ConfigError: nothing in the sources, or what `check_run` refuses.
        ExportError: what `check_run` refuses; the target exists with other content, or the ledger does not add up.
        ShardError: workers cannot start, a source changed while it was read, or the disk is full.
    """
    if found is None:
        found = list_files(config.sources, own=own_folders(config))
    found = found._replace(files=with_own_names(found.files))
    is_sample = limit is not None or draw is not None
    check_run(config, found, sample=is_sample)
    folder = dataset_folder(config, Path())
    store = work_folder(config, sample=is_sample)
    size = sum(file.size_bytes for file in found.files)
    log_event(
        log,
        "run-started",
        f"{config.name}: {len(found.files):,} files, {size:,} bytes, to {folder}",
        name=config.name,
        target=str(folder),
        work_folder=store.path(""),
        files=len(found.files),
        files_not_read=len(found.skipped),
        bytes=size,
        config_digest=config.digest,
        engine=config.run.engine,
        version=__version__,
    )
    with lock_dataset(folder), store.errors_told():
        for left in folder.glob(f"{PARTIAL}*"):  # under the lock: nobody is at work on them
            remove_folder(left)
        store.clear_temporary()
        for name in ("shards", GATHERED, GROUPS, BLAMED):
            store.remove(name)
        # a sample stays here
        elsewhere = None if is_sample else dataset_elsewhere(config)
        previous = elsewhere.fetch() if elsewhere is not None else None
        plan = make_plan(config)
        if retry:
            number = forget_quarantined(store, plan)
            log_event(
                log,
                "quarantine-retried",
                f"{counted(number, 'part')} with records in quarantine done again",
                parts=number,
            )
        job = _Job(config, store, plan, limit, draw, found, previous)
        note_run(folder)
        progress = progress or Progress()
        try:
            with make_engine(config, store) as engine:
                progress.at_work = engine.at_work
                result = job.run(engine, Cleaning(found.files, limit, draw), progress)
        except BaseException:
            with suppress(OSError):  # the error that ended the run is the one to be told
                store.clear_temporary()  # of workers that have ended now: no other run would use it, and the disk may be full
            raise
        if result.failure:
            return result
        if elsewhere is not None and result.export is not None:
            url = f"{elsewhere.url}/{result.export.version}"
            if result.export.changed:
                url = elsewhere.upload(result.export.path, previous)
            result = replace(result, export=replace(result.export, url=url))
            elsewhere.clear()
        job.clear()
        return result


class _Job:
    """The steps of one run, on an engine."""

    def __init__(
        self,
        config: Config,
        store: Store,
        plan: Plan,
        limit: int | None,
        draw: Draw | None,
        files: Files,
        previous: VersionFiles | None = None,
    ) -> None:
        self._config, self._store, self._plan, self._limit = config, store, plan, limit
        sample = "" if limit is None else f"the first {limit:,} records of the sources"
        self._sample = sample = sample if draw is None else str(draw)
        self._release = Release(config, previous=previous, sample=sample)
        self._sketched = sketched(config)
        self._against = against_of(config, self._release, self._sketched)
        self._files = files
        self._token = secrets.token_hex(4)
        self._notes: list[str] = [*self._against.notes()]
        self._judging_s = 0.0

    def run(self, engine: Engine, cleaning: Cleaning, progress: Progress) -> RunResult:
        """Do all steps; the result has no export where more went wrong than the configuration allows."""
        redone = self._note_stages()
        for line in redone:
            log_event(log, "done-again", f"done again: {line}", because=line)
        parts, changed = self._clean(engine, cleaning, progress)
        redone += changed
        texts_reused = parts.reused
        if self._plan.counters:
            began = perf_counter()
            parts, counted_notes = judge_counted(
                engine, self._store, self._config, self._plan, parts, self._token, progress, sample=bool(self._sample)
            )
            self._judging_s = engine.slots * (perf_counter() - began)
            self._notes += counted_notes
        progress.begin(COMPARING)
        verdicts = self._fold(engine, parts)
        grouped = group_rows(engine, self._store, self._config, self._release, parts, verdicts)
        progress.begin(SETTLING)
        carried, notes = self._carry(engine, parts)
        totals = self._settle(engine, parts, verdicts, carried, grouped)
        totals.ledger.rows_in = parts.rows
        summary = totals.ledger.summary()
        failed_rows, failed_bytes = summary["quarantined"] / max(1, parts.rows), unread_share(parts.inputs)
        failed_share = max(failed_rows, failed_bytes)
        result: dict[str, Any] = {
            "files": self._files,
            "ledger": summary,
            "failed_share": failed_share,
            "records_skipped": summed(parts.inputs),
            "parts": len(parts.names),
            "reused_parts": parts.reused,
            "reused_texts": texts_reused,
            "passed": parts.passed,
            "seen": parts.seen,
            "times": parts.times,
            "judging_s": self._judging_s,
            "redone": redone,
            "idle_takedowns": idle_takedowns(self._config, self._release, totals),
            "notes": (
                *settings_notes(self._config),
                *unread_notes(parts.inputs),
                *grown_notes(parts.inputs),
                *self._notes,
                *ids_note(summary["kept_by_flag"]),
                *notes,
                *splits_notes(self._config, totals, grouped.facts),
                *takedown_notes(self._config, self._release.takedowns),
            ),
        }
        alarms = tuple(totals.losses.alarms(self._config.decide))
        result["alarms"] = alarms
        failure = why_no_version(self._config, summary, failed_rows, failed_bytes, alarms, grouped.failure)
        if failure:
            return RunResult(export=None, failure=failure, reasons=write_not_kept(self._store, totals), **result)
        progress.begin(WRITING)
        shards = self._write_shards(engine, totals)
        digests = [f"{name}.digests" for name in totals.names]
        digests += [name for shard in shards for name in shard.digests]
        indexes = tuple(f"{totals.names[number]}.default.index" for number in totals.parts_with["default"])
        proof = ProofCall(tuple(digests), indexes, str(self._release.dataset))
        (content_hash,) = self._results(engine, [Task("proof", proof)])
        export = self._release.finish(
            self._store,
            totals,
            shards,
            content_hash=content_hash,
            rows_in=parts.rows,
            inputs=parts.inputs,
            skipped_files=self._files.to_manifest(),
            splits=grouped.facts,
            sketched=self._sketched,
            run={
                "limit": self._limit,
                "guard": [alarm.to_json() for alarm in alarms[:_ALARMS]],
                "alarms": len(alarms),
                "seconds": progress.seconds(),
                "parts": len(parts.names),
                "reused_parts": parts.reused,
                **self._against.to_manifest(),
            },
        )
        log_event(
            log,
            "version-made" if export.changed else "nothing-changed",
            f"version {export.version} in {export.path}",
            path=str(export.path),
            dataset_version=export.version,
            content_hash=export.content_hash,
            **{key: summary[key] for key in ("rows_in", "kept", "dropped", "duplicate", "quarantined")},
        )
        return RunResult(export=export, **result)

    def clear(self) -> None:
        """Remove the work folder when a version is done; of one that is kept, what no stage of today made."""
        if not self._config.run.keep_work:
            self._store.remove()
            return
        current = {FILES_NOTE, *(key.folder for key in self._plan.stages)}
        for name in self._store.names():
            if name not in current:
                self._store.remove(name)

    def _note_stages(self) -> tuple[str, ...]:
        """Write down what each stage depends on; gives why those are done again that an earlier run had done."""
        found = []
        names = self._store.names()
        for key in self._plan.stages:
            if key.folder not in names:
                earlier = [name for name in names if name.rsplit("-", 1)[0] == key.name]
                changes: list[list[str]] = [self._changes(key, name) for name in earlier]
                if changes:
                    found.append(f"{key.name}: {', '.join(sorted(changes, key=lambda names: len(names))[0])}")
                self._store.write_json(f"{key.folder}/{STAGE_NOTE}", dict(key.because))
        return tuple(found)

    def _changes(self, key: StageKey, folder: str) -> list[str]:
        name = f"{folder}/{STAGE_NOTE}"
        return key.changed_since(self._store.read_json(name)) if self._store.has(name) else ["its beginnings are lost"]

    def _results(self, engine: Engine, tasks: Iterable[Task]) -> Iterator[Any]:
        for _, result in engine.run(tasks):
            yield result

    def _clean(self, engine: Engine, cleaning: Cleaning, progress: Progress) -> tuple[CleanedParts, tuple[str, ...]]:
        """Clean all parts; also says which files are others, or read in another way, than in an earlier run."""
        other, anew = compare_files(self._store, self._files.files), Counter[str]()
        for task, result in engine.run(cleaning.tasks(self._token)):
            cleaned = cleaning.done(task, result)
            if cleaned is not None:
                log_event(
                    log,
                    "part-done",
                    f"part {cleaned.name}: {cleaned.rows:,} records{', of an earlier run' if cleaned.reused else ''}",
                    level=logging.DEBUG,
                    part=cleaned.name,
                    files=list(cleaned.counts.by_source),
                    records=cleaned.rows,
                    outcomes=cleaned.counts.by_status,
                    reused=cleaned.reused,
                )
                anew[other.touch(task.payload.part)] += not cleaned.reused
                progress.add(cleaned.counts, task.payload.part.size_bytes, reused=cleaned.reused)
        if not self._sample:
            note_files(self._store, self._files.files)
        return cleaning.result(), other.lines(anew)

    def _fold(self, engine: Engine, parts: CleanedParts) -> dict[str, tuple[str, ...]]:
        """Merge each fold; gives the files of its verdicts."""
        verdicts = fold_rows(engine, self._store, self._plan.folds, parts, self._against)
        near = self._config.dedup.near
        if near is not None and near.pairs is not None:
            name = pairs_name(self._plan.folds[-1], parts, self._against)
            n_pairs = save_pairs(self._store.read_batches(name), near)
            log_event(log, "pairs-written", f"{n_pairs:,} pairs in {near.pairs}", path=near.pairs, pairs=n_pairs)
        return verdicts

    def _carry(self, engine: Engine, parts: CleanedParts) -> tuple[Columns, tuple[str, ...]]:
        """The carried columns of all parts, and what is to be remarked on; of a sample nothing is said to be missing."""
        notes = unknown_fields(self._config, self._files, parts.named) if not self._sample else []
        notes += contamination_notes(self._config)
        if not any(source.carry for source in self._config.sources):
            return Columns({}), tuple(notes)
        wanted = carried_names(self._config)
        summary = carried_in(engine, parts, tuple(wanted))
        columns = summary.columns(carried_types(self._config))
        check_asked(self._config, (field.name for field in columns.fields))
        if not self._sample:
            notes += missing_survivors(self._config, summary, wanted)
        wanted = {} if self._sample else wanted
        return columns, (*notes, *carried_notes(self._config, columns, summary, wanted))

    def _settle(
        self,
        engine: Engine,
        parts: CleanedParts,
        verdicts: dict[str, tuple[str, ...]],
        carried: Columns,
        grouped: Grouped,
    ) -> Totals:
        """Settle all parts; they are counted in their order, whatever order they come in."""
        takedowns = tuple(self._release.takedowns.to_manifest())
        where, state = str(self._release.dataset), carried.state()
        calls = (
            Task("settle", SettleCall(number, name, limit, verdicts, takedowns, where, state, grouped.file))
            for number, (name, limit) in enumerate(zip(parts.names, parts.limits, strict=True))
        )
        totals, waiting = Totals(carried, AskedColumns(self._config)), dict[int, SettledPart]()
        for task, part in engine.run(calls):
            waiting[task.payload.number] = part
            while (following := len(totals.names)) in waiting:
                totals.add(waiting.pop(following))
        return totals

    def _write_shards(self, engine: Engine, totals: Totals) -> list[WrittenShard]:
        tasks = (Task("shard", call) for call in self._release.shard_tasks(self._store, totals, "shards"))
        return list(self._results(engine, tasks))
