"""`cleancorpus run --dry-run`: what a run would be, with counts for each source."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Sequence

import yaml
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from cleancorpus.cli.counts import print_counts, skipped_counts
from cleancorpus.config import Config
from cleancorpus.credentials import without_credentials
from cleancorpus.errors import CleancorpusError
from cleancorpus.numbers import counted
from cleancorpus.pipeline.places import worker_count
from cleancorpus.pipeline.plan import make_plan
from cleancorpus.pipeline.space import free_bytes, needed_bytes, space_line
from cleancorpus.read import Files, peek
from cleancorpus.read.peek import Peek
from cleancorpus.shown import printable

_NAMED = 3  # files with trouble that are named; -v and --json name all


def print_plan(config: Config, found: Files, notes: Iterable[str], *, is_refused: bool, every_file: bool) -> None:
    """The settled configuration, stages, target, and the sources: a line for each; with `every_file` one a file; then `notes`.

    Of a run that `is_refused` only the sources: the errors that follow are not to be looked for.
    """
    if not is_refused:
        settled = yaml.safe_dump(config.model_dump(mode="json"), sort_keys=False, allow_unicode=True)
        print(without_credentials(settled), end="")
        print(f"\nconfig digest  {config.digest}")
        print(f"stages         {' → '.join(_stages(config))}")
        print(f"workers        {worker_count(config)}")
        print(f"target         {_target(config)}")
        print(f"space          {space_line(config, found.files)}\n")
    elif not found.files and not found.skipped:
        return
    held = [peek(file) for file in found.files]
    console = Console(width=max(100, Console().width))
    console.print(_sources_table(found, held))
    if every_file:
        console.print(_files_table(held))
    records = sum(item.records or 0 for item in held)
    total = sum(item.size_bytes for item in held)
    print(f"\n{counted(len(held), 'file')}, {total:,} bytes, {records:,} records counted without reading")
    if troubled := [item for item in held if item.trouble]:
        shown = troubled if every_file else troubled[:_NAMED]
        print(f"{counted(len(troubled), 'file')} with trouble:")
        for item in shown:
            print(f"  {printable(item.name)}: {item.trouble}")
        if len(shown) < len(troubled):
            print(f"  … and {len(troubled) - len(shown):,} more (-v names all)")
    print_counts(Console(), skipped_counts(found))
    for note in notes:
        print(f"note  {printable(note)}")


def _sources_table(found: Files, held: list[Peek]) -> Table:
    table = Table("source", "files", "bytes", "formats", "not read", box=None, pad_edge=False, padding=(0, 2, 0, 0))
    by_source: dict[str, list[Peek]] = {}
    for file, item in zip(found.files, held, strict=True):
        by_source.setdefault(without_credentials(file.source.path), []).append(item)
    for entry in found.by_source():
        items = by_source.get(entry["path"], [])
        table.add_row(
            escape(printable(entry["path"])),
            f"{len(items):,}",
            f"{sum(item.size_bytes for item in items):,}",
            _counts(f"{item.format}{f' ({item.compression})' if item.compression else ''}" for item in items),
            ", ".join(f"{reason} {number:,}" for reason, number in entry["by_reason"].items()),
        )
    return table


def _counts(words: Iterable[str]) -> str:
    return ", ".join(f"{word} {number:,}" for word, number in Counter(words).most_common())


def _files_table(held: list[Peek]) -> Table:
    table = Table("file", "format", "bytes", "records", box=None, pad_edge=False)
    for item in held:
        records = "" if item.records is None else f"{item.records:,}"
        table.add_row(escape(printable(item.name)), item.format, f"{item.size_bytes:,}", records)
    return table


def print_plan_as_json(config: Config, found: Files, notes: Iterable[str], errors: Sequence[CleancorpusError]) -> None:
    """The same with every file, and what would refuse the run, as JSON."""
    files = []
    for file in found.files:
        held = peek(file)
        entry = {"path": file.name, "format": file.format, "bytes": file.size_bytes, "records": held.records}
        files.append(entry | ({"trouble": held.trouble} if held.trouble else {}))
    free = free_bytes(config)
    plan = {
        "config": config.model_dump(mode="json"),
        "config_digest": config.digest,
        "stages": None if errors else _stages(config),  # whose plan may be what is refused
        "workers": worker_count(config),
        "target": _target(config),
        "space_bytes": {"needed": needed_bytes(config, found.files), "free": free[0] if free else None},
        "files": files,
        "skipped_files": found.to_json(),
        "notes": [*notes],
        "refused": [str(error) for error in errors],
    }
    print(json.dumps(plan, indent=2, ensure_ascii=False))


def _stages(config: Config) -> list[str]:
    return [*(key.name for key in make_plan(config).stages), "export"]


def _target(config: Config) -> str:
    return f"{config.export.dir}/{config.name}/{config.export.version}"
