"""`cleancorpus run`: progress on stderr, a summary on stdout."""

from __future__ import annotations

import argparse
import json
import logging
import sys
from collections.abc import Iterator
from typing import Any

from rich.console import Console

from cleancorpus.checked_config import blamed, load_config
from cleancorpus.cli.counts import Count, no_document_counts, print_counts, skipped_counts
from cleancorpus.cli.logs import printed_to_log, tell_error
from cleancorpus.cli.plan import print_plan, print_plan_as_json
from cleancorpus.cli.progress import Reporter
from cleancorpus.cli.signals import StoppedError, ends_by_signal
from cleancorpus.config import Config
from cleancorpus.errors import CleancorpusError, ConfigError
from cleancorpus.export.write import SAMPLE, ExportResult
from cleancorpus.numbers import counted
from cleancorpus.pipeline.checks import refusals
from cleancorpus.pipeline.first_look import first_look
from cleancorpus.pipeline.notes import settings_notes
from cleancorpus.pipeline.places import own_folders, parts_done, work_folder
from cleancorpus.pipeline.result import RunResult
from cleancorpus.pipeline.run import run
from cleancorpus.pipeline.space import space_notes
from cleancorpus.read import Files, list_files
from cleancorpus.remote.errors import protocol_of
from cleancorpus.report.side_files import PAGE
from cleancorpus.shown import printable

log = logging.getLogger(__name__)
_NAMED = 3  # takedowns that the console names; --json names all


def run_command(arguments: argparse.Namespace) -> int:
    """Run the job, or with `--dry-run` say what it would be; gives the exit code."""
    overrides = list(arguments.overrides)
    if arguments.workers:
        overrides.append(f"run.workers={arguments.workers}")
    config = load_config(arguments.config, overrides)
    if arguments.has_process and protocol_of(config.export.dir) == "memory":
        what = f"'{config.export.dir}' is memory of this command, and gone with it"
        raise blamed(ConfigError("export.dir", what, "name a folder, s3:// or gs://"), arguments.config, overrides)
    wrong: list[ConfigError] = []
    found = list_files(config.sources, refused=wrong, own=own_folders(config))
    errors = (
        blamed(error, arguments.config, overrides)
        for error in refusals(config, found, wrong, sample=arguments.limit is not None)
    )
    if arguments.dry_run:
        return _dry_run(arguments, config, found, [*errors])
    for error in errors:
        raise error
    limit, as_json = arguments.limit, arguments.log_json
    for note in space_notes(config, found.files) if limit is None else ():
        log.warning(note)
    reporter = Reporter(found, limit=limit, every_s=arguments.progress_every, as_json=as_json)
    try:
        with ends_by_signal(), printed_to_log(), reporter:
            result = run(
                config, limit=limit, progress=reporter.progress, found=found, retry=arguments.retry_quarantined
            )
    except StoppedError as stopped:
        stands = _where_it_stands(config, sample=limit is not None)
        tell_error(RunEndedError(stopped.word, stands, "", stopped.exit_code), as_json=as_json)
        return stopped.exit_code
    if arguments.json:
        print(json.dumps(_as_json(result), indent=2, ensure_ascii=False))
    else:
        _print_summary(result, reporter.seconds)
    if result.failure:
        where = f"; {result.reasons} has a line for each record that was not kept" if result.reasons else ""
        tell_error(RunEndedError("run", result.failure, f"no version was made{where}", 1), as_json=as_json)
        return 1
    return 0


def _dry_run(arguments: argparse.Namespace, config: Config, found: Files, errors: list[CleancorpusError]) -> int:
    """Say what the run would be; what would refuse it comes last, a line each. Gives the exit code."""
    notes = [*settings_notes(config), *space_notes(config, found.files)]
    try:
        look = first_look(config, found)
        notes += look.notes
        if look.failure:
            errors.append(RunEndedError("run", look.failure, "no version would be made", 1))
    except CleancorpusError as error:  # a server has stopped answering
        errors.append(error)
    if arguments.json:
        print_plan_as_json(config, found, notes, errors)
    else:
        print_plan(config, found, notes, is_refused=bool(errors), every_file=arguments.verbose > 0)
    sys.stdout.flush()
    for each in errors:
        tell_error(each, as_json=arguments.log_json)
    return errors[0].exit_code if errors else 0


class RunEndedError(CleancorpusError):
    """A run that ended without a version, as it is told."""

    def __init__(self, where: str, what: str, todo: str, exit_code: int) -> None:
        super().__init__(where, what, todo)
        self.exit_code = exit_code


def _where_it_stands(config: Config, *, sample: bool) -> str:
    """What of the run is done, and how to go on."""
    finished, read = parts_done(config, sample=sample)
    if not finished and not read:
        return "nothing is done yet; run it again"
    done = f"{counted(finished, 'part')} done" if finished else f"{counted(read, 'part')} read"
    return f"{done} and kept in {work_folder(config, sample=sample).path('')}; the same command goes on from there"


def _as_json(result: RunResult) -> dict[str, Any]:
    return {
        "path": result.export.place if result.export else None,
        "version": result.export.version if result.export else None,
        "content_hash": result.export.content_hash if result.export else None,
        "changed": result.export.changed if result.export else False,
        "failure": result.failure or None,
        "parts": result.parts,
        "reused_parts": result.reused_parts,
        "reused_texts": result.reused_texts,
        "redone": list(result.redone),
        "idle_takedowns": list(result.idle_takedowns),
        "notes": list(result.notes),
        "ledger": result.ledger,
        "records_skipped": result.records_skipped,
        "alarms": [alarm.to_json() for alarm in result.alarms],
        "skipped_files": result.files.to_json(),
    }


def _print_summary(result: RunResult, seconds: float) -> None:
    no_documents = no_document_counts(result.records_skipped)
    print_counts(Console(), [*_ledger_counts(result.ledger), *no_documents, *skipped_counts(result.files)])
    rate = result.ledger["rows_in"] / seconds if seconds else 0.0
    print(f"\n{seconds:.1f} s, {rate:,.0f} documents/s")
    for line in result.redone:
        print(f"again    {line}")
    if result.reused_texts > result.reused_parts:
        done = f"{result.reused_texts:,} of {result.parts:,} parts were read by an earlier run"
        print(f"resumed  {done}, {result.reused_parts:,} also judged")
    elif result.reused_parts:
        print(f"resumed  {result.reused_parts:,} of {result.parts:,} parts were done by an earlier run")
    for alarm in result.alarms[:_NAMED]:
        print(f"guard    {printable(str(alarm))}")
    if len(result.alarms) > _NAMED:
        print(f"guard    and {counted(len(result.alarms) - _NAMED, 'more group')}: `run.guard` of manifest.json")
    if idle := result.idle_takedowns:
        first = ", ".join(map(printable, idle[:_NAMED])) + (", …" if len(idle) > _NAMED else "")
        print(f"takedowns  {counted(len(idle), 'line')} matched no record: {first}")
    for note in result.notes:
        print(f"note     {printable(note)}")
    if result.export is None:
        return
    splits = {name: counts["documents"] for name, counts in result.export.figures["splits"].items()}
    if len(splits) > 1:
        print(f"splits   {', '.join(f'{name} {count:,}' for name, count in splits.items())}")
    if result.export.path.name == SAMPLE:
        print(f"sample   {result.export.path}  (no version: it is not all of the sources)")
    elif result.export.changed:
        print(f"dataset  {result.export.place}  (version {result.export.version})")
    else:
        print(f"dataset  {result.export.place}  (version {result.export.version}, nothing changed: no new version)")
    page = result.export.path / PAGE
    if result.export.url is None and page.is_file():
        print(f"report   {page}")
    if result.export.url:
        print(f'load it  datasets.load_dataset("parquet", data_files={_data_files(result.export)})')
    else:
        print(f'load it  datasets.load_dataset("{result.export.path}")')


def _data_files(export: ExportResult) -> str:
    """What `load_dataset` finds the documents by, split by split where there are several."""
    splits = list(export.figures["splits"])
    if len(splits) == 1:
        return f'"{export.url}/data/*.parquet"'
    return "{" + ", ".join(f'"{split}": "{export.url}/data/{split}-*.parquet"' for split in splits) + "}"


def _by_file(files: dict[str, Any], message: str) -> str:
    """The files with most records of a reason; nothing where it is one, and the first message names it."""
    if files["count"] == 0 or (files["count"] == 1 and files["first"][0]["file"] in message):
        return ""
    named = [f"{each['file']} {each['records']:,}" for each in files["first"]]
    return f"{counted(files['count'], 'file')}: {', '.join(named)}{', …' if files['count'] > len(named) else ''}"


def _ledger_counts(ledger: dict[str, Any]) -> Iterator[Count]:
    """Documents by outcome and reason, with the first message of each reason for quarantine; removals by rule."""
    yield Count("documents in", ledger["rows_in"], style="bold")
    yield Count("kept", ledger["kept"])
    messages = ledger["first_message_by_reason"]
    for label, key, reasons in (
        ("dropped", "dropped", "dropped_by_reason"),
        ("duplicates", "duplicate", "duplicates_by_reason"),
        ("quarantined", "quarantined", "quarantined_by_reason"),
    ):
        yield Count(label, ledger[key])
        for reason, number in ledger[reasons].items():
            if key == "quarantined":
                message = messages.get(reason, "")
                files = _by_file(ledger["quarantined_files_by_reason"][reason], message)
                yield Count(f"  {reason}", number, message, more=files)
            else:
                yield Count(f"  {reason}", number)
    if ledger["removals_by_rule"]:
        yield Count("removals in kept documents", sum(ledger["removals_by_rule"].values()), style="bold")
        for rule, number in sorted(ledger["removals_by_rule"].items(), key=lambda item: (-item[1], item[0])):
            yield Count(f"  {rule}", number)
    if masked := ledger.get("masked_by_kind"):
        yield Count("masked in kept documents", sum(kind["spans"] for kind in masked.values()), style="bold")
        for name, kind in masked.items():
            yield Count(f"  {name}", kind["spans"])
    if found := ledger.get("evaluation_items"):
        yield Count("evaluation items in documents", found["count"], style="bold")
        for item in found["first"][:_NAMED]:
            yield Count(f"  {printable(item['file'])}, record {item['record']}", item["documents"])
    for rule, number in ledger["trial_findings_by_rule"].items():
        yield Count(f"  {rule} (on trial, cut nothing)", number)
