"""What a run did."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cleancorpus.export.guard import Alarm
from cleancorpus.export.write import ExportResult
from cleancorpus.read import Files


@dataclass(frozen=True)
class RunResult:
    """What a run did.

    `files` are those that were read and those that were not, `ledger` is the summary of all records, `export` the version,
    None where the run failed: then `failure` says why, and `reasons` is a file with a line for each record that was not
    kept. `records_skipped` counts records that are no documents (`summed`). `parts` and `reused_parts` count parts of the
    sources, `reused_texts` those that an earlier run had read if not judged (where `site_lines` makes two steps of it).
    `redone` says for stages that an earlier run had done why they were done again, and which files are others than then.
    `idle_takedowns` are the lines of `export.takedowns` that no record of the sources matched, each with its number.
    `alarms` are the groups that lose more than `decide.guard_share`. `notes` are remarks: names of fields that no record has,
    carried columns that had to be written as text, what lines of sites were good for.
    """

    files: Files
    ledger: dict[str, Any]
    export: ExportResult | None
    failed_share: float
    records_skipped: dict[str, Any] = field(default_factory=dict)
    failure: str = ""
    reasons: Path | None = None
    parts: int = 0
    reused_parts: int = 0
    reused_texts: int = 0
    redone: tuple[str, ...] = field(default=())
    idle_takedowns: tuple[str, ...] = field(default=())
    notes: tuple[str, ...] = field(default=())
    alarms: tuple[Alarm, ...] = field(default=())
