"""The keys of a fold brought together: from the files of parts to files of ranges of buckets."""

from __future__ import annotations

from dataclasses import dataclass

from cleancorpus.engine.stage import gathered_name, split_keys
from cleancorpus.engine.store import Store
from cleancorpus.engine.task import Engine, Task

GATHERED = "gathered"  # folder in the work folder, while a fold is merged

Ranges = tuple[tuple[int, int], ...]
Parts = tuple[tuple[str, int | None], ...]


@dataclass(frozen=True)
class GatherCall:
    """Bring the keys of some parts for a fold together, in a file for each range of buckets (`gathered_name`).

    `keys` is the folder of the fold. `parts` are names and how many rows count, in order; the first is part number
    `first_part`. So each part's keys are read once, and a merge opens few files, however many parts and ranges there are.
    """

    keys: str
    first_part: int
    parts: Parts
    ranges: Ranges
    target: str


def keys_name(part: str, fold_folder: str) -> str:
    """Where the keys of a part for a fold are."""
    return f"{part}.{fold_folder}.keys"


def gather_keys(engine: Engine, keys: str, parts: Parts, ranges: Ranges) -> list[str]:
    """Gather the keys of a fold, whose folder is `keys`, in groups of about as many rows as a range has; gives their names."""
    size = max(1, -(-len(parts) // len(ranges)))
    firsts = range(0, len(parts), size)
    groups = [f"{GATHERED}/{first:08d}" for first in firsts]
    calls = [
        GatherCall(keys, first, parts[first : first + size], ranges, group)
        for first, group in zip(firsts, groups, strict=True)
    ]
    for _ in engine.run([Task("gather", call) for call in calls]):
        pass
    return groups


def do_gather(store: Store, call: GatherCall) -> None:
    """Gather some parts, in a worker."""
    names = [(keys_name(name, call.keys), limit) for name, limit in call.parts]
    tables = split_keys(store, names, call.ranges, call.first_part)
    for (start, _), table in zip(call.ranges, tables, strict=True):
        store.write_table(gathered_name(call.target, start), table)
