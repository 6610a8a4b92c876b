"""What a run did."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cleancorpus.export.guard import Alarm
from cleancorpus.export.write import ExportResult
from cleancorpus.pipeline.calls import Times
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
    `passed` is how many records a sample went past, `seen` how many were read, `times` what its parts took, `judging_s` the
    seconds of all workers for judging where that is a step of its own.
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
    passed: float = 0.0
    seen: int = 0
    times: tuple[Times, ...] = field(default=(), repr=False)
    judging_s: float = 0.0
    alarms: tuple[Alarm, ...] = field(default=())
