"""The funnel: from the files that the sources name to the documents that were kept, each step with what it lost and why."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cleancorpus.errors import ExportError
from cleancorpus.read.files import REASONS
from cleancorpus.read.no_documents import NO_DOCUMENT


@dataclass(frozen=True)
class Loss:
    """What a step lost for one reason; `says` explains it, where there is more to say than its name."""

    reason: str
    count: int
    says: str = ""


@dataclass(frozen=True)
class Step:
    """A step of the funnel: how many of what come out of it, and what the step before had that does not."""

    label: str
    count: int
    noun: str
    lost_as: str = ""
    losses: tuple[Loss, ...] = ()

    @property
    def lost(self) -> int:
        """How many were lost, for all reasons."""
        return sum(loss.count for loss in self.losses)


def funnel_of(manifest: Mapping[str, Any], where: str) -> tuple[tuple[Step, ...], tuple[Step, ...]]:
    """The steps of files, and those of records, each step = the one before less its losses.

    Raises:
        ExportError: the manifest's numbers do not add up.
    """
    ledger, skipped = manifest["ledger"], manifest.get("skipped_files") or {"count": 0, "by_reason": {}}
    inputs = manifest.get("inputs") or ()
    not_read = tuple(Loss(reason, count, REASONS.get(reason, "")) for reason, count in skipped["by_reason"].items())
    files = (
        Step("files and folders named by the sources", len(inputs) + skipped["count"], "file"),
        Step("files read", len(inputs), "file", "not read", not_read),
    )
    no_documents = manifest.get("records_skipped") or {"count": 0, "by_reason": {}}  # not in earlier manifests
    rows_in = ledger["rows_in"]
    steps = [Step("records in these files", rows_in + no_documents["count"], "record")]
    by_reason = no_documents["by_reason"].items()
    others = tuple(Loss(reason, count, NO_DOCUMENT.get(reason, "")) for reason, count in by_reason)
    steps.append(Step("documents in", rows_in, "document", "no documents", others))
    for label, status, lost_as in (
        ("could be processed", "quarantined", "in quarantine"),
        ("passed the checks", "dropped", "dropped"),
        ("kept", "duplicates", "duplicates"),
    ):
        losses = tuple(Loss(reason, count) for reason, count in ledger["by_reason"][status].items())
        if sum(loss.count for loss in losses) != ledger[status]:
            raise _unequal(where, f"{status}: {ledger[status]:,}, by reason {sum(loss.count for loss in losses):,}")
        steps.append(Step(label, steps[-1].count - ledger[status], "document", lost_as, losses))
    for before, step in ((files[0], files[1]), *itertools.pairwise(steps)):
        if before.count - step.lost != step.count:
            raise _unequal(where, f"{step.label}: {step.count:,}, but {before.count:,} less {step.lost:,}")
    if steps[-1].count != ledger["kept"]:
        raise _unequal(where, f"kept: {ledger['kept']:,}, the steps before leave {steps[-1].count:,}")
    return files, tuple(steps)


def _unequal(where: str, what: str) -> ExportError:
    return ExportError(where, f"the manifest does not add up: {what}", "run verify")
