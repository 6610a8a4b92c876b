"""`cleancorpus run`: progress on stderr, a summary on stdout."""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Iterator
from typing import Any

import yaml
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeElapsedColumn, TimeRemainingColumn
from rich.table import Table

from cleancorpus.cli.counts import Count, print_counts, skipped_counts
from cleancorpus.config import Config
from cleancorpus.engine.run import RunResult, run, worker_count
from cleancorpus.read import Files, check_skipped, list_files, peek
from cleancorpus.read.files import printable
from cleancorpus.settings import load_config

_PLAIN_EVERY_S = 10.0


def run_command(arguments: argparse.Namespace) -> int:
    """Run the job, or with `--dry-run` say what it would be; gives the exit code."""
    overrides = list(arguments.overrides)
    if arguments.workers:
        overrides.append(f"run.workers={arguments.workers}")
    config = load_config(arguments.config, overrides)
    found = list_files(config.sources)
    if arguments.dry_run:
        _print_plan(config, found)
        check_skipped(found, config.sources, config.read.max_skipped_files)
        return 0
    with _Reporter(found) as reporter:
        result = run(config, limit=arguments.limit, progress=reporter, found=found)
    if arguments.json:
        print(json.dumps(_as_json(result), indent=2, ensure_ascii=False))
    else:
        _print_summary(result, reporter.seconds)
    if result.ledger["kept"] == 0:
        print("error: run: no document was kept; see the reasons above", file=sys.stderr)
        return 1
    if result.too_many_failed:
        print(
            f"error: run: {result.failed_share:.2%} of the records were quarantined, run.max_failed_share is "
            f"{config.run.max_failed_share:.2%}; see the config 'quarantined' of the dataset",
            file=sys.stderr,
        )
        return 1
    return 0


class _Reporter:
    """Shows how far a run is: a bar on a terminal, a line every ten seconds elsewhere."""

    def __init__(self, found: Files) -> None:
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

    def __call__(self, done: int, bytes_done: int) -> None:
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
    print(yaml.safe_dump(config.model_dump(mode="json"), sort_keys=False, allow_unicode=True), end="")
    print(f"\nconfig digest  {config.digest}")
    print("stages         read → extract → repair → detect → decide → dedup → export")
    print(f"workers        {worker_count(config)}")
    print(f"target         {config.export.dir}/{config.name}/{config.export.version}")
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


def _as_json(result: RunResult) -> dict[str, Any]:
    return {
        "path": str(result.export.path),
        "version": result.export.version,
        "content_hash": result.export.content_hash,
        "changed": result.export.changed,
        "ledger": result.ledger,
        "skipped_files": result.files.to_json(),
    }


def _print_summary(result: RunResult, seconds: float) -> None:
    print_counts(Console(), [*_ledger_counts(result.ledger), *skipped_counts(result.files)])
    rate = result.ledger["rows_in"] / seconds if seconds else 0.0
    print(f"\n{seconds:.1f} s, {rate:,.0f} documents/s")
    if result.export.changed:
        print(f"dataset  {result.export.path}  (version {result.export.version})")
    else:
        print(f"dataset  {result.export.path}  (version {result.export.version}, nothing changed: no new version)")
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
