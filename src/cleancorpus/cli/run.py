"""`cleancorpus run`: progress on stderr, a summary on stdout."""

from __future__ import annotations

import argparse
import json
import sys
import time
from typing import Any

import yaml
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeElapsedColumn, TimeRemainingColumn
from rich.table import Table

from cleancorpus.config import Config
from cleancorpus.engine.run import RunResult, run, worker_count
from cleancorpus.read import list_files, peek
from cleancorpus.settings import load_config

_PLAIN_EVERY_S = 10.0


def run_command(arguments: argparse.Namespace) -> int:
    """Run the job, or with `--dry-run` say what it would be; gives the exit code."""
    overrides = list(arguments.overrides)
    if arguments.workers:
        overrides.append(f"run.workers={arguments.workers}")
    config = load_config(arguments.config, overrides)
    if arguments.dry_run:
        _print_plan(config)
        return 0
    with _Reporter(config) as reporter:
        result = run(config, limit=arguments.limit, progress=reporter)
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

    def __init__(self, config: Config) -> None:
        self.total = sum(file.size_bytes or 0 for file in list_files(config.sources)[0]) if config.sources else 0
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


def _print_plan(config: Config) -> None:
    files, skipped = list_files(config.sources)
    print(yaml.safe_dump(config.model_dump(mode="json"), sort_keys=False, allow_unicode=True), end="")
    print(f"\nconfig digest  {config.digest}")
    print("stages         read → extract → repair → detect → decide → dedup → export")
    print(f"workers        {worker_count(config)}")
    print(f"target         {config.export.dir}/{config.name}/{config.export.version}")
    table = Table("source", "format", "bytes", "records", box=None, pad_edge=False)
    records = 0
    for file in files:
        held = peek(file)
        records += held.records or 0
        table.add_row(
            file.name,
            file.format,
            f"{file.size_bytes or 0:,}",
            held.trouble or "" if held.records is None else f"{held.records:,}",
        )
    console = Console(width=max(100, Console().width))
    console.print(table)
    print(
        f"{len(files)} files, {sum(file.size_bytes or 0 for file in files):,} bytes, {records:,} records counted without reading"
    )
    for item in skipped:
        print(f"not read       {item}")


def _as_json(result: RunResult) -> dict[str, Any]:
    return {
        "path": str(result.export.path),
        "version": result.export.version,
        "content_hash": result.export.content_hash,
        "changed": result.export.changed,
        "ledger": result.ledger,
    }


def _print_summary(result: RunResult, seconds: float) -> None:
    ledger = result.ledger
    table = Table(box=None, pad_edge=False, show_header=False)
    table.add_column()
    table.add_column(justify="right")
    table.add_row("[bold]documents in[/]", f"{ledger['rows_in']:,}")
    table.add_row("kept", f"{ledger['kept']:,}")
    for label, key, reasons in (
        ("dropped", "dropped", "dropped_by_reason"),
        ("duplicates", "duplicate", "duplicates_by_reason"),
        ("quarantined", "quarantined", "quarantined_by_reason"),
    ):
        table.add_row(label, f"{ledger[key]:,}")
        for reason, count in ledger[reasons].items():
            table.add_row(f"  {reason}", f"{count:,}")
    if ledger["removals_by_rule"]:
        table.add_row("[bold]removals in kept documents[/]", f"{sum(ledger['removals_by_rule'].values()):,}")
        for rule, count in sorted(ledger["removals_by_rule"].items(), key=lambda item: (-item[1], item[0])):
            table.add_row(f"  {rule}", f"{count:,}")
    for rule, count in ledger["trial_findings_by_rule"].items():
        table.add_row(f"  {rule} (on trial, cut nothing)", f"{count:,}")
    console = Console()
    console.print(table)
    rate = ledger["rows_in"] / seconds if seconds else 0.0
    print(f"\n{seconds:.1f} s, {rate:,.0f} documents/s")
    if result.export.changed:
        print(f"dataset  {result.export.path}  (version {result.export.version})")
    else:
        print(f"dataset  {result.export.path}  (version {result.export.version}, nothing changed: no new version)")
    print(f'load it  datasets.load_dataset("{result.export.path}")')
