"""Which document stands in which shard.

Documents keep their shard and their order in it from version to version: what went drops out, what changed stays in
its place, what is new goes to new shards. So an unchanged shard is the same file, and what must be uploaded for a new
version is about what is new in it. Sizes are those of `tables.row_bytes`, so a cut depends on the rows alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import numpy as np
import pyarrow as pa

from cleancorpus.errors import ExportError
from cleancorpus.export.settle import id_keys
from cleancorpus.export.shards import Integers, ShardTask
from cleancorpus.schema import SPLIT, Table
from cleancorpus.versions.open import FileEntry, VersionFiles

NEW = -1
_SHARD_NAME = re.compile(rf"{SPLIT}-(\d+)\.parquet$")
_POSITION_BITS = 40


def shard_number(path: str) -> int:
    """The number in a shard's name."""
    match = _SHARD_NAME.search(path)
    if match is None:
        raise ExportError(path, "is not named like a shard", f"expected {SPLIT}-NNNNN.parquet")
    return int(match[1])


class Places:
    """Where the previous version has each row of one table: 16 bytes a row in memory, 32 for documents."""

    def __init__(self, previous: VersionFiles | None, table: Table) -> None:
        self.table = table
        self.previous = previous
        self.files: dict[int, FileEntry] = {}
        self.metas: dict[int, list[bytes]] = {}
        keys, places = [], []
        for entry in () if previous is None else previous.files(table.name):
            number = shard_number(entry.path)
            self.files[number] = entry
            assert previous is not None
            has_meta = "meta_sha256" in table.schema.names and "meta_sha256" in previous.columns(table.name)
            columns = ["id", "meta_sha256"] if has_meta else ["id"]
            found, metas = [], []
            for batch in previous.read_file(entry, columns):
                found.append(id_keys(batch.column("id").to_pylist()))
                if has_meta:
                    metas += [bytes.fromhex(meta)[:16] for meta in batch.column("meta_sha256").to_pylist()]
            rows = np.concatenate(found) if found else np.zeros(0, np.uint64)
            keys.append(rows)
            places.append((number << _POSITION_BITS) + np.arange(len(rows), dtype=np.int64))
            if has_meta:
                self.metas[number] = metas
        all_keys = np.concatenate(keys) if keys else np.zeros(0, np.uint64)
        all_places = np.concatenate(places) if places else np.zeros(0, np.int64)
        order = np.argsort(all_keys, kind="stable")
        self._keys, self._places = all_keys[order], all_places[order]
        self.first_new = max(self.files, default=-1) + 1

    def unchanged(self, number: int, metas: list[bytes | None]) -> tuple[str, FileEntry] | None:
        """The file of an old shard that has exactly these rows (known for documents only), on this machine."""
        if self.previous is None or self.previous.folder is None or self.metas.get(number) != metas:
            return None
        entry = self.files[number]
        return str(self.previous.folder / entry.path), entry

    def of(self, keys: np.ndarray[Any, np.dtype[np.uint64]]) -> Integers:
        """Shard and position of each id (by its key) in the previous version, in one number; `NEW` where it has none."""
        if len(self._keys) == 0:
            return np.full(len(keys), NEW, dtype=np.int64)
        found = np.minimum(np.searchsorted(self._keys, keys), len(self._keys) - 1)
        return np.where(self._keys[found] == keys, self._places[found], NEW)


Part = tuple[int, pa.Table]
"""The number of a part, and its index (`settle.INDEX`)."""


def plan_shards(
    places: Places, parts: Iterable[Part], names: Sequence[str], max_bytes: int, target: str
) -> Iterator[ShardTask]:
    """The shards of a table: first those that the version before has and that still have rows, then new ones.

    `parts` are asked one by one, so that memory is that of one shard and, for rows that were there before, 28 bytes a row.
    An old shard that has outgrown `max_bytes` goes on in a new one.
    """
    table = places.table.name
    counter = iter(range(places.first_new, 10**9))
    if not places.files:
        for rows in _cut(_all_rows(parts), max_bytes):
            yield _task(table, next(counter), names, rows, target)
        return
    old, new = _Kept(), list[tuple[Integers, Integers, Integers]]()
    for part, index in parts:
        found = places.of(index.column("key").to_numpy())
        sizes = index.column("size").to_numpy()
        is_new = found == NEW
        numbers = np.arange(len(found), dtype=np.int64)
        new.append((np.full(int(is_new.sum()), part, np.int64), numbers[is_new], sizes[is_new]))
        old.add(part, numbers[~is_new], sizes[~is_new], found[~is_new], _metas(index, ~is_new))
    for number, rows, metas in old.by_shard():
        reuse = places.unchanged(number, metas) if rows[2].sum() <= max_bytes or len(metas) == 1 else None
        if reuse is not None:
            yield _task(table, number, names, rows, target, reuse)
            continue
        for place, piece in enumerate(_cut([rows], max_bytes)):
            yield _task(table, number if place == 0 else next(counter), names, piece, target)
    for rows in _cut(new, max_bytes):
        yield _task(table, next(counter), names, rows, target)


RowSet = tuple[Integers, Integers, Integers]  # parts, rows, sizes


def _task(
    table: str,
    number: int,
    names: Sequence[str],
    rows: RowSet,
    target: str,
    reuse: tuple[str, FileEntry] | None = None,
) -> ShardTask:
    """A shard of these rows; it knows the names of no other parts than its own, as tasks go from process to process."""
    used, parts = np.unique(rows[0], return_inverse=True)
    return ShardTask(table, number, tuple(names[part] for part in used), parts, *rows[1:], target, reuse)


def _all_rows(parts: Iterable[Part]) -> Iterator[RowSet]:
    for part, index in parts:
        count = index.num_rows
        yield np.full(count, part, np.int64), np.arange(count, dtype=np.int64), index.column("size").to_numpy()


def _metas(index: pa.Table, wanted: np.ndarray[Any, np.dtype[np.bool_]]) -> list[bytes | None]:
    found: list[bytes | None] = index.column("meta").filter(pa.array(wanted)).to_pylist()
    return found


class _Kept:
    """Rows that the version before has."""

    def __init__(self) -> None:
        self._columns: list[tuple[Integers, Integers, Integers, Integers]] = []
        self._metas: list[bytes | None] = []

    def add(self, part: int, rows: Integers, sizes: Integers, places: Integers, metas: list[bytes | None]) -> None:
        self._columns.append((np.full(len(rows), part, np.int64), rows, sizes, places))
        self._metas += metas

    def by_shard(self) -> Iterator[tuple[int, RowSet, list[bytes | None]]]:
        """`(number, rows in the shard's order, their metas)` of each old shard that still has rows."""
        parts, rows, sizes, places = (np.concatenate(column) for column in zip(*self._columns, strict=True))
        order = np.argsort(places, kind="stable")
        shards = places[order] >> _POSITION_BITS
        for number in np.unique(shards):
            mine = order[shards == number]
            yield int(number), (parts[mine], rows[mine], sizes[mine]), [self._metas[i] for i in mine]


def _cut(runs: Iterable[RowSet], max_bytes: int) -> Iterator[RowSet]:
    """The rows of `runs` in pieces of at most `max_bytes` (a single row may have more), in order."""
    held: list[RowSet] = []
    used = 0
    for run in runs:
        start = 0
        ends = np.cumsum(run[2])
        while start < len(ends):
            before = int(ends[start - 1]) if start else 0
            stop = int(np.searchsorted(ends, before + max_bytes - used, side="right"))
            if stop == start and not used:
                stop += 1  # a row larger than a shard
            if stop > start:
                held.append((run[0][start:stop], run[1][start:stop], run[2][start:stop]))
                used += int(ends[stop - 1]) - before
            if stop < len(ends):
                yield _joined(held)
                held, used = [], 0
            start = stop
    if held:
        yield _joined(held)


def _joined(held: list[RowSet]) -> RowSet:
    parts, rows, sizes = (np.concatenate(column) for column in zip(*held, strict=True))
    return parts, rows, sizes
