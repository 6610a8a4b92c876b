"""Why a run makes no version, and what a run says of what it did not keep or use."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from cleancorpus.config import Config
from cleancorpus.engine.store import Store
from cleancorpus.export.guard import Alarm
from cleancorpus.export.settle import Totals
from cleancorpus.export.write import Release
from cleancorpus.numbers import counted
from cleancorpus.schema import STATUS_TABLE
from cleancorpus.versions.takedown import read_entries

NOT_KEPT = "not-kept.jsonl"  # in the work folder


def why_no_version(
    config: Config,
    summary: Mapping[str, Any],
    failed_rows: float,
    failed_bytes: float,
    alarms: Sequence[Alarm],
    no_splits: str,
) -> str:
    """Why what a run has settled becomes no version; '' where it does.

    `summary` is that of the ledger, `failed_rows` and `failed_bytes` are shares of what there was to read, `no_splits` is why
    the documents cannot be split.
    """
    allowed = config.run.max_failed_share
    if summary["kept"] == 0:
        return "no document was kept"
    if failed_rows > allowed and failed_rows >= failed_bytes:
        return f"{failed_rows:.2%} of the records were quarantined, run.max_failed_share is {allowed:.2%}"
    if failed_bytes > allowed:
        return f"{failed_bytes:.2%} of the files' bytes were not read, run.max_failed_share is {allowed:.2%}"
    if no_splits:
        return no_splits
    if alarms and config.decide.guard == "stop":
        more = f", and {counted(len(alarms) - 1, 'more group')}" if len(alarms) > 1 else ""
        return f"{alarms[0]}{more}; decide.guard is stop"
    return ""


def write_not_kept(store: Store, totals: Totals) -> Path | None:
    """A line for each record that was not kept, in a file of the work folder; None where that is no local one."""
    columns = ("id", "source", "position", "reason", "detail")
    with store.writing(NOT_KEPT) as path, path.open("w", encoding="utf-8") as out:
        for status in ("quarantined", "dropped", "duplicate"):
            table = STATUS_TABLE[status]
            names = (*columns, "survivor_id") if status == "duplicate" else columns
            for number in totals.parts_with[table]:
                rows = store.read_table(f"{totals.names[number]}.{table}.arrow").select(names)
                out.writelines(
                    json.dumps({"status": status, **row}, ensure_ascii=False) + "\n" for row in rows.to_pylist()
                )
    return store.local(NOT_KEPT) if store.is_local else None


def idle_takedowns(config: Config, release: Release, totals: Totals) -> tuple[str, ...]:
    """Lines of the list of takedowns that matched nothing; of a sample none, as not all was read."""
    path = config.export.takedowns
    if path is None or release.sample:
        return ()
    entries, stones = read_entries(Path(path)), release.takedowns.tombstones
    matched = {(stones[n].kind, stones[n].digest) for taken in totals.taken for n in taken.requests}
    idle = (entry for entry in entries if not any((stone.kind, stone.digest) in matched for stone in entry.stones))
    return tuple(f"{path}:{entry.number} ({entry.shown})" for entry in idle)
