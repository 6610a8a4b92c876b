"""Which document stands in which shard.

Documents keep their shard and their order in it from version to version: what went drops out, what changed stays in
its place, what is new goes to new shards. So an unchanged shard is the same file, and what must be uploaded for a new
version is about what is new in it. Sizes are those of `tables.row_bytes`, so a cut depends on the rows alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import Any

import numpy as np
import pyarrow as pa

from cleancorpus.digest import PLACE_COLUMNS, row_key
from cleancorpus.errors import ExportError
from cleancorpus.export.settle import id_keys
from cleancorpus.export.shards import Flags, Integers, ShardTask
from cleancorpus.schema import SPLIT, Table
from cleancorpus.versions.open import FileEntry, VersionFiles

NEW = -1
_SHARD_NAME = re.compile(r"/\w+-(\d+)\.parquet$")


def shard_number(path: str) -> int:
    """The number in a shard's name."""
    match = _SHARD_NAME.search(path)
    if match is None:
        raise ExportError(path, "is not named like a shard", f"expected {SPLIT}-NNNNN.parquet")
    return int(match[1])


class Places:
    """Where the previous version has each row of one table: 16 bytes a row in memory, 32 for documents.

    While it is made, it takes 16 bytes a row more. Rows are numbered through all files, in the order of their shards' numbers:
    shard `numbers[i]` has rows `starts[i]` to `starts[i + 1]`.
    """

    def __init__(self, previous: VersionFiles | None, table: Table) -> None:
        self.table = table
        self._folder = None if previous is None else previous.folder
        entries = () if previous is None else previous.files(table.name)
        self._files = {shard_number(entry.path): entry for entry in entries}
        self.splits = {number: entry.split for number, entry in self._files.items()}
        self.numbers = sorted(self._files)
        self.first_new = max(self.numbers, default=-1) + 1
        self.starts = np.cumsum([0, *(self._files[number].rows for number in self.numbers)], dtype=np.int64)
        keys = np.zeros(self.starts[-1], np.uint64)
        metas = np.zeros(self.starts[-1] if table.name == "default" else 0, "S16")
        row = 0
        for number in self.numbers:
            assert previous is not None, "it has files"
            wanted = ["meta_sha256", *PLACE_COLUMNS]
            has_meta = len(metas) > 0 and previous.columns(table.name).keys() >= set(wanted)
            columns = ["id", *wanted] if has_meta else ["id"]
            for batch in previous.read_file(self._files[number], columns):
                keys[row : row + batch.num_rows] = id_keys(batch.column("id").to_pylist())
                if has_meta:
                    values = zip(*(batch.column(name).to_pylist() for name in wanted), strict=True)
                    metas[row : row + batch.num_rows] = [row_key(meta, place) for meta, *place in values]
                row += batch.num_rows
        self._metas = metas
        self._order = np.argsort(keys, kind="stable")
        self._keys = keys[self._order]

    def of(self, keys: np.ndarray[Any, np.dtype[np.uint64]]) -> Integers:
        """The row that each id (by its key) has in the previous version; `NEW` where it has none."""
        if len(self._keys) == 0:
            return np.full(len(keys), NEW, dtype=np.int64)
        found = np.minimum(np.searchsorted(self._keys, keys), len(self._keys) - 1)
        return np.where(self._keys[found] == keys, self._order[found], NEW)

    def same(self, rows: Integers, metas: pa.ChunkedArray) -> Flags:
        """Whether rows of the previous version had these digests (known for documents only)."""
        if not len(self._metas):
            return np.zeros(len(rows), np.bool_)
        return np.asarray(self._metas[rows] == np.array(metas.to_pylist(), dtype="S16"))

    def file(self, number: int) -> tuple[str, FileEntry] | None:
        """The file of an old shard on this machine, if it is on this machine."""
        entry = self._files[number]
        here = self._folder is not None and (self._folder / entry.path).is_file()
        return (str(self._folder / entry.path), entry) if self._folder is not None and here else None

    def in_split(self, rows: Integers, splits: Integers, names: Sequence[str]) -> Integers:
        """`rows` of the previous version, those as `NEW` that are not in the same split (its place in `names`) there."""
        held = [names.index(split) if split in names else -1 for split in (self.splits[n] for n in self.numbers)]
        shards = np.searchsorted(self.starts, rows, side="right") - 1
        return np.where((rows != NEW) & (np.array([*held, -1])[shards] == splits), rows, NEW)


Part = tuple[int, pa.Table]
"""The number of a part, and its index (`settle.INDEX`)."""


def plan_shards(
    places: Places,
    parts: Iterable[Part],
    names: Sequence[str],
    max_bytes: int,
    target: str,
    splits: Sequence[str] = (SPLIT,),
) -> Iterator[ShardTask]:
    """The shards of a table: first those that the version before has and that still have rows, then new ones, split by split.

    `parts` are asked one by one. Memory is that of one shard (12 bytes a row of it) and 12 bytes for each row that is not
    in the first of the `splits`; where there is a version before, and so all rows have to be known before the first shard
    is, 21 bytes for each row that it has, 16 more at the end, and 12 for each that is new. An old shard that has outgrown
    `max_bytes` goes on in a new one.
    """
    table = places.table.name
    counter = iter(range(places.first_new, 10**9))
    if not places.numbers:
        others: list[list[RowSet]] = [[] for _ in splits]
        for rows in _cut(_of_first(parts, others), max_bytes):
            yield _task(table, next(counter), splits[0], names, rows, target)
        for split, held in zip(splits, others, strict=True):
            for rows in _cut(held, max_bytes):
                yield _task(table, next(counter), split, names, rows, target)
        return
    old, new = _Kept(), [list[RowSet]() for _ in splits]
    for part, index in parts:
        own = index.column("split").to_numpy()
        found = places.in_split(places.of(index.column("key").to_numpy()), own, splits)
        known = np.flatnonzero(found != NEW)
        rows = _rows_of(part, index)
        for number, held in enumerate(new):
            held.append(_picked(rows, np.flatnonzero((found == NEW) & (own == number))))
        old.add(
            _picked(rows, known), found[known], places.same(found[known], index.column("meta").take(pa.array(known)))
        )
    for number, rows, unchanged in old.by_shard(places):
        split = places.splits[number]
        fits = rows[2].sum(dtype=np.int64) <= max_bytes or len(rows[2]) == 1
        reuse = places.file(number) if unchanged and fits else None
        if reuse is not None:
            yield _task(table, number, split, names, rows, target, reuse)
            continue
        for place, piece in enumerate(_cut([rows], max_bytes)):
            yield _task(table, number if place == 0 else next(counter), split, names, piece, target)
    del old
    for split, held in zip(splits, new, strict=True):
        for rows in _cut(held, max_bytes):
            yield _task(table, next(counter), split, names, rows, target)


def _of_first(parts: Iterable[Part], others: list[list[RowSet]]) -> Iterator[RowSet]:
    """The rows of the first split, part by part; those of other splits are put into `others`."""
    for part, index in parts:
        rows, own = _rows_of(part, index), index.column("split").to_numpy()
        for number, held in enumerate(others[1:], 1):
            held.append(_picked(rows, np.flatnonzero(own == number)))
        yield _picked(rows, np.flatnonzero(own == 0))


RowSet = tuple[Integers, Integers, Integers]  # parts, rows, sizes: int32, int32, uint32


def _task(
    table: str,
    number: int,
    split: str,
    names: Sequence[str],
    rows: RowSet,
    target: str,
    reuse: tuple[str, FileEntry] | None = None,
) -> ShardTask:
    """A shard of these rows; it knows the names of no other parts than its own, as tasks go from process to process."""
    used, parts = np.unique(rows[0], return_inverse=True)
    return ShardTask(table, number, tuple(names[part] for part in used), parts, *rows[1:], target, reuse, split=split)


def _rows_of(part: int, index: pa.Table) -> RowSet:
    """All rows of a part; nothing of it is a view of the file."""
    count = index.num_rows
    sizes = index.column("size").to_numpy().astype(np.uint32)
    return np.full(count, part, np.int32), np.arange(count, dtype=np.int32), sizes


def _picked(rows: RowSet, which: Integers) -> RowSet:
    return rows[0][which], rows[1][which], rows[2][which]


class _Kept:
    """Rows that the version before has: part, row, size, row in the version before, whether it is the same there."""

    def __init__(self) -> None:
        kinds = (np.int32, np.int32, np.uint32, np.int64)
        self._columns: list[list[Integers]] = [[np.zeros(0, kind)] for kind in kinds]
        self._same = [np.zeros(0, np.bool_)]

    def add(self, rows: RowSet, places: Integers, same: Flags) -> None:
        for held, column in zip(self._columns, (*rows, places), strict=True):
            held.append(column)
        self._same.append(same)

    def by_shard(self, places: Places) -> Iterator[tuple[int, RowSet, bool]]:
        """`(number, rows in the shard's order, whether they are what its file has)` of each old shard that still has rows."""
        same = np.concatenate(self._same)
        for held in self._columns:  # one by one, so that no more than one stands twice in memory
            held[:] = [np.concatenate(held)]
        parts, rows, sizes, at = (held[0] for held in self._columns)
        order = np.argsort(at, kind="stable")
        cuts = np.searchsorted(at, places.starts, sorter=order).tolist()
        for number, (first, last), (start, stop) in zip(
            places.numbers, pairwise(cuts), pairwise(places.starts.tolist()), strict=True
        ):
            mine = order[first:last]
            if len(mine):
                unchanged = bool(same[mine].all()) and np.array_equal(at[mine], np.arange(start, stop))
                yield number, (parts[mine], rows[mine], sizes[mine]), unchanged


def _cut(runs: Iterable[RowSet], max_bytes: int) -> Iterator[RowSet]:
    """The rows of `runs` in pieces of at most `max_bytes` (a single row may have more), in order."""
    held: list[RowSet] = []
    used = 0
    for run in runs:
        start = 0
        ends = np.cumsum(run[2], dtype=np.int64)
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
