"""The sketches of a version (`versions.sketches`), from the keys that near duplicates were found by: first part by part, in the
order of its documents, then shard by shard.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from cleancorpus.engine.store import Store
from cleancorpus.export.layout import shard_number
from cleancorpus.export.shards import ShardTask, WrittenShard, shard_target
from cleancorpus.versions.sketches import Keys, batch_of, keys_in, write_sketches


@dataclass(frozen=True)
class Sketched:
    """How documents of a run are sketched: the folder of the link in the work folder, keys a document, and what the keys are made
    of, for the manifest.
    """

    folder: str
    bands: int
    made_of: Mapping[str, str]


def sketch_part(store: Store, name: str, keys: str, sketched: Sketched) -> None:
    """Put the sketches of the documents of the part that is settled as `name` in place, unless they are.

    `keys` is the file of its keys for the link, which all rows have that were kept before the folds.
    """
    target = _name(name, sketched)
    if store.has(target):
        return
    table = store.read_table(keys)
    rows, values = table.column("row").to_numpy(), table.column("key").to_numpy()
    order = np.lexsort((values, rows))
    by_row = values[order].reshape(-1, sketched.bands)
    sketched_rows = rows[order][:: sketched.bands]
    wanted = store.read_table(f"{name}.default.index").column("row").to_numpy()
    at = np.searchsorted(sketched_rows, wanted)
    assert np.array_equal(sketched_rows[at], wanted), "all kept rows have keys"
    store.write_table(target, pa.Table.from_batches([batch_of(by_row[at])]))


def sketch_shard(store: Store, task: ShardTask, sketched: Sketched) -> None:
    """Put the sketches of the documents in a shard in place, in its order."""
    found = np.empty((len(task.rows), sketched.bands), np.uint64)
    for part in np.unique(task.parts).tolist():
        mine = np.flatnonzero(task.parts == part)
        found[mine] = _read(store, _name(task.names[part], sketched))[task.rows[mine]]
    target = _name(shard_target(task), sketched)
    store.write_table(target, pa.Table.from_batches([batch_of(found)]))


def release_sketches(store: Store, shards: Iterable[WrittenShard], folder: Path, sketched: Sketched) -> dict[str, Any]:
    """Write the sketches of all shards of documents into the folder of a version; gives what the manifest says of them."""
    files = [shard.files[0] for shard in shards if shard.files[0][1].config == "default"]
    ordered = sorted(files, key=lambda file: shard_number(file[1].path))

    def keys() -> Iterator[Keys]:
        for name, _ in ordered:
            yield _read(store, _name(name, sketched))

    return write_sketches(folder, keys(), sketched.bands, sketched.made_of)


def _read(store: Store, name: str) -> Keys:
    return keys_in(store.read_table(name).combine_chunks().to_batches()[0])


def _name(name: str, sketched: Sketched) -> str:
    return f"{name}.{sketched.folder}.sketches"
