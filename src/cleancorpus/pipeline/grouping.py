"""Between the folds and settling: asks the workers which documents belong together (`pipeline/groups.py`).

Nothing of this is kept between runs, as it depends on the version before.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pyarrow as pa

from cleancorpus.config import Config, Splits
from cleancorpus.engine.store import Store
from cleancorpus.engine.task import Engine, Task
from cleancorpus.errors import ExportError
from cleancorpus.export.settle import id_keys
from cleancorpus.export.write import Release
from cleancorpus.pipeline.cleaning import CleanedParts
from cleancorpus.pipeline.groups import BEFORE, GroupCall, ScanCall
from cleancorpus.shown import printable
from cleancorpus.versions.open import RESTORE
from cleancorpus.versions.receipts import Carried

FOLDER = "groups"  # in the work folder
_SCANS = 64  # tasks, at most: each has the verdicts of all folds to look at


@dataclass(frozen=True)
class Grouped:
    """What came of it: the file of `GROUPED` ('' where nothing was asked), what the manifest says of the splits, and why the
    documents cannot be split ('' where they can).
    """

    file: str = ""
    facts: dict[str, Any] = field(default_factory=dict)
    failure: str = ""


def group_rows(
    engine: Engine,
    store: Store,
    config: Config,
    release: Release,
    parts: CleanedParts,
    verdicts: dict[str, tuple[str, ...]],
) -> Grouped:
    """Ask the workers for the groups of all rows, where there are splits or takedowns."""
    store.remove(FOLDER)
    splits, takedowns = config.splits, release.takedowns
    if len(splits.names) == 1 and not takedowns:
        return Grouped()
    listed = [(number, *pair) for number, pair in enumerate(zip(parts.names, parts.limits, strict=True))]
    wanted = f"{FOLDER}/takedowns.json"
    carried = Carried(release.receipts, takedowns)
    gone = {name: {key: sorted(found) for key, found in getattr(carried, name).items()} for name in ("ids", "texts")}
    store.write_json(wanted, {"takedowns": takedowns.to_manifest(), **gone})
    size = max(1, -(-len(listed) // _SCANS))
    scans = [
        Task("scan", ScanCall(tuple(listed[first : first + size]), verdicts, wanted, f"{FOLDER}/{first:08d}.arrow"))
        for first in range(0, len(listed), size)
    ]
    found = sorted((task.payload.target, hits) for task, hits in engine.run(scans))
    hits = tuple(hit for _, some in found for hit in some)
    before, first_days = _before(store, splits, release)
    with_copies = tuple(number for number, stone in enumerate(takedowns.tombstones) if stone.copies)
    scanned = tuple(name for name, _ in found)
    target = f"{FOLDER}/grouped-{secrets.token_hex(8)}.arrow"  # workers keep it in memory by its name
    call = GroupCall(scanned, verdicts, hits, with_copies, before, first_days, target)
    ((_, grouped),) = engine.run([Task("group", call)])
    return Grouped(call.target, *grouped)


def _before(store: Store, splits: Splits, release: Release) -> tuple[str, dict[str, str]]:
    """A file of the splits of the version before, if they were made by the same section, and its first days.

    Raises:
        ExportError: that version has files of other splits than its own configuration names.
    """
    previous = release.previous
    if len(splits.names) == 1 or previous is None:
        return "", {}
    if previous.manifest.get("config", {}).get("splits") != splits.model_dump(mode="json"):
        return "", {}
    keys, numbers = [np.zeros(0, np.uint64)], [np.zeros(0, np.int8)]
    if odd := [entry for entry in previous.files("default") if entry.split not in splits.names]:
        what = f"is in split '{printable(odd[0].split)}', which the version's own configuration does not name"
        raise ExportError(f"{previous.where}/{odd[0].path}", what, RESTORE)
    for entry, batch in previous.read("default", ["id"]):
        keys.append(id_keys(batch.column("id").to_pylist()))
        numbers.append(np.full(batch.num_rows, splits.names.index(entry.split), np.int8))
    all_keys, name = np.concatenate(keys), f"{FOLDER}/before.arrow"
    order = np.argsort(all_keys, kind="stable")
    store.write_table(name, pa.table([all_keys[order], np.concatenate(numbers)[order]], schema=BEFORE))
    return name, dict(previous.manifest.get("splits", {}).get("first_days", {}))
