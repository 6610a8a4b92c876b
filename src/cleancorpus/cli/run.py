"""`cleancorpus run`: progress on stderr, a summary on stdout."""

from __future__ import annotations

import argparse
import json
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import yaml
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeElapsedColumn, TimeRemainingColumn
from rich.table import Table

from cleancorpus.checked_config import blaming, load_config
from cleancorpus.cli.counts import Count, print_counts, skipped_counts
from cleancorpus.config import Config
from cleancorpus.credentials import without_credentials
from cleancorpus.export.write import SAMPLE
from cleancorpus.numbers import counted
from cleancorpus.pipeline.plan import make_plan
from cleancorpus.pipeline.run import Progress as RunProgress
from cleancorpus.pipeline.run import RunResult, check_run, parts_done, run, work_folder, worker_count
from cleancorpus.read import Files, list_files, peek
from cleancorpus.read.files import printable

_PLAIN_EVERY_S = 10.0
_NAMED = 3  # takedowns that the console names; --json names all


def run_command(arguments: argparse.Namespace) -> int:
    """Run the job, or with `--dry-run` say what it would be; gives the exit code."""
    overrides = list(arguments.overrides)
    if arguments.workers:
        overrides.append(f"run.workers={arguments.workers}")
    config = load_config(arguments.config, overrides)
    with blaming(arguments.config, overrides):
        found = list_files(config.sources)
        if arguments.dry_run:
            show = _print_plan_as_json if arguments.json else _print_plan
            show(config, found)
        check_run(config, found)
    if arguments.dry_run:
        return 0
    reporter = _Reporter(config, found, sample=arguments.limit is not None)
    try:
        with ends_by_signal(), reporter:
            result = run(config, limit=arguments.limit, progress=reporter, found=found)
    except StoppedError as stopped:
        print(f"error: {stopped.word}: {reporter.where_it_stands()}", file=sys.stderr)
        return stopped.exit_code
    if arguments.json:
        print(json.dumps(_as_json(result), indent=2, ensure_ascii=False))
    else:
        _print_summary(result, reporter.seconds)
    if result.failure:
        where = f"; {result.reasons} has a line for each record that was not kept" if result.reasons else ""
        print(f"error: run: {result.failure}; no version was made{where}", file=sys.stderr)
        return 1
    return 0


class StoppedError(BaseException):
    """A signal ended the run."""

    def __init__(self, number: int) -> None:
        self.word = "interrupted" if number == signal.SIGINT else f"ended by {signal.Signals(number).name}"
        self.exit_code = 128 + number  # as shells name it


@contextmanager
def ends_by_signal() -> Iterator[None]:
    """Within the `with`, Ctrl-C, SIGTERM and SIGHUP raise `StoppedError`, so that workers are ended and files closed."""

    def stop(number: int, _: object) -> None:
        for each in numbers:  # a second one must not break into the tidying up
            signal.signal(each, signal.SIG_IGN)
        raise StoppedError(number)

    numbers = [getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)]
    before = {number: signal.signal(number, stop) for number in numbers}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


class _Reporter:
    """Shows how far a run is: a bar on a terminal, a line every ten seconds elsewhere."""

    def __init__(self, config: Config, found: Files, *, sample: bool) -> None:
        self.config, self.sample = config, sample
        self.total = sum(file.size_bytes for file in found.files)
        self.console = Console(stderr=True)
        self.start = self.last = time.monotonic()
        self.seconds = 0.0
        self.bar: Progress | None = None
        self.task = TaskID(0)

    def __enter__(self) -> _Reporter:
        if self.console.is_terminal:
            self.bar = Progress(
                TextColumn("cleaning"),
                BarColumn(),
                TextColumn("{task.fields[documents]} documents · {task.fields[rate]}/s ·"),
                TimeElapsedColumn(),
                TextColumn("· left"),
                TimeRemainingColumn(),
                console=self.console,
                transient=True,
            )
            self.task = self.bar.add_task("", total=max(1, self.total), documents=0, rate="0")
            self.bar.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.seconds = time.monotonic() - self.start
        if self.bar is not None:
            self.bar.stop()

    def where_it_stands(self) -> str:
        """What of the run is done, and how to go on."""
        parts = parts_done(self.config, sample=self.sample)
        if not parts:
            return "nothing is done yet; run it again"
        where = work_folder(self.config, sample=self.sample).path("")
        return f"{counted(parts, 'part')} done and kept in {where}; the same command goes on from there"

    def __call__(self, state: RunProgress) -> None:
        done, bytes_done = state.rows, state.size_bytes
        now = time.monotonic()
        rate = done / max(1e-9, now - self.start)
        if self.bar is not None:
            self.bar.update(self.task, completed=bytes_done, documents=f"{done:,}", rate=f"{rate:,.0f}")
        elif now - self.last >= _PLAIN_EVERY_S:
            self.last = now
            left = (now - self.start) * (self.total - bytes_done) / bytes_done if bytes_done else 0.0
            print(
                f"{done:,} documents, {rate:,.0f}/s, {bytes_done / max(1, self.total):.0%}, {left:,.0f} s left",
                file=sys.stderr,
                flush=True,
            )


def _print_plan(config: Config, found: Files) -> None:
    settled = yaml.safe_dump(config.model_dump(mode="json"), sort_keys=False, allow_unicode=True)
    print(without_credentials(settled), end="")
    print(f"\nconfig digest  {config.digest}")
    print(f"stages         {' → '.join(_stages(config))}")
    print(f"workers        {worker_count(config)}")
    print(f"target         {_target(config)}")
    table = Table("source", "format", "bytes", "records", box=None, pad_edge=False)
    records = 0
    for file in found.files:
        held = peek(file)
        records += held.records or 0
        table.add_row(
            escape(printable(file.name)),
            file.format,
            f"{file.size_bytes:,}",
            escape(held.trouble or "") if held.records is None else f"{held.records:,}",
        )
    console = Console(width=max(100, Console().width))
    console.print(table)
    print(
        f"{len(found.files)} files, {sum(file.size_bytes for file in found.files):,} bytes, "
        f"{records:,} records counted without reading"
    )
    print_counts(Console(), skipped_counts(found))


def _print_plan_as_json(config: Config, found: Files) -> None:
    files = []
    for file in found.files:
        held = peek(file)
        entry = {"path": file.name, "format": file.format, "bytes": file.size_bytes, "records": held.records}
        files.append(entry | ({"trouble": held.trouble} if held.trouble else {}))
    plan = {
        "config": config.model_dump(mode="json"),
        "config_digest": config.digest,
        "stages": _stages(config),
        "workers": worker_count(config),
        "target": _target(config),
        "files": files,
        "skipped_files": found.to_json(),
    }
    print(json.dumps(plan, indent=2, ensure_ascii=False))


def _stages(config: Config) -> list[str]:
    return [*(key.name for key in make_plan(config).stages), "export"]


def _target(config: Config) -> str:
    return without_credentials(f"{config.export.dir.rstrip('/')}/{config.name}/{config.export.version}")


def _as_json(result: RunResult) -> dict[str, Any]:
    return {
        "path": result.export.place if result.export else None,
        "version": result.export.version if result.export else None,
        "content_hash": result.export.content_hash if result.export else None,
        "changed": result.export.changed if result.export else False,
        "failure": result.failure or None,
        "parts": result.parts,
        "reused_parts": result.reused_parts,
        "redone": list(result.redone),
        "idle_takedowns": list(result.idle_takedowns),
        "ledger": result.ledger,
        "skipped_files": result.files.to_json(),
    }


def _print_summary(result: RunResult, seconds: float) -> None:
    print_counts(Console(), [*_ledger_counts(result.ledger), *skipped_counts(result.files)])
    rate = result.ledger["rows_in"] / seconds if seconds else 0.0
    print(f"\n{seconds:.1f} s, {rate:,.0f} documents/s")
    for line in result.redone:
        print(f"again    {line}")
    if result.reused_parts:
        print(f"resumed  {result.reused_parts:,} of {result.parts:,} parts were done by an earlier run")
    if idle := result.idle_takedowns:
        first = ", ".join(map(printable, idle[:_NAMED])) + (", …" if len(idle) > _NAMED else "")
        print(f"takedowns  {counted(len(idle), 'line')} matched no record: {first}")
    if result.export is None:
        return
    if result.export.path.name == SAMPLE:
        print(f"sample   {result.export.path}  (no version: it is not all of the sources)")
    elif result.export.changed:
        print(f"dataset  {result.export.place}  (version {result.export.version})")
    else:
        print(f"dataset  {result.export.place}  (version {result.export.version}, nothing changed: no new version)")
    if result.export.url:
        print(f'load it  datasets.load_dataset("parquet", data_files="{result.export.url}/data/*.parquet")')
    else:
        print(f'load it  datasets.load_dataset("{result.export.path}")')


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
            yield Count(f"  {reason}", number, messages.get(reason, "") if key == "quarantined" else "")
    if ledger["removals_by_rule"]:
        yield Count("removals in kept documents", sum(ledger["removals_by_rule"].values()), style="bold")
        for rule, number in sorted(ledger["removals_by_rule"].items(), key=lambda item: (-item[1], item[0])):
            yield Count(f"  {rule}", number)
    for rule, number in ledger["trial_findings_by_rule"].items():
        yield Count(f"  {rule} (on trial, cut nothing)", number)
