"""Which document stands in which shard, and the writing of shards.

Documents keep their shard and their order in it from version to version: what went drops out, what changed stays in
its place, what is new goes to new shards. So an unchanged shard is the same file, and what must be uploaded for a new
version is about what is new in it. Sizes are those of `tables.row_bytes`, so a cut depends on the rows alone.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from cleancorpus.digest import file_sha256
from cleancorpus.errors import ExportError
from cleancorpus.export.stage import Integers, Stage
from cleancorpus.export.tables import batch_bytes
from cleancorpus.schema import SPLIT, TABLES, Table, describe_columns
from cleancorpus.versions.open import FileEntry, VersionFiles

MB = 1_000_000
ROW_GROUP_BYTES = 64 * MB  # the Hub's viewer wants at most 100 MB
NEW = -1
_SHARD_NAME = re.compile(rf"{SPLIT}-(\d+)\.parquet$")
_POSITION_BITS = 40


def shard_name(table: Table, number: int) -> str:
    """Path of a shard in the export. It holds no total, so that a shard keeps its name when others come.

    >>> from cleancorpus.schema import TABLES
    >>> shard_name(TABLES["default"], 3)
    'data/train-00003.parquet'
    """
    return f"{table.folder}/{SPLIT}-{number:05d}.parquet"


def shard_number(path: str) -> int:
    """The number in a shard's name."""
    match = _SHARD_NAME.search(path)
    if match is None:
        raise ExportError(path, "is not named like a shard", f"expected {SPLIT}-NNNNN.parquet")
    return int(match[1])


def id_keys(ids: Iterable[str | None]) -> np.ndarray[Any, np.dtype[np.uint64]]:
    """64 bits of a digest for each id: enough to find a document's place, not to prove that two ids are equal."""
    digests = b"".join(hashlib.blake2b((value or "").encode(), digest_size=8).digest() for value in ids)
    return np.frombuffer(digests, dtype="<u8").astype(np.uint64)


class Plan:
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

    def places(self, ids: pa.Array) -> Integers:
        """The place of each id in the previous version, shard and position in one number; `NEW` where it has none."""
        keys = id_keys(ids.to_pylist())
        if len(self._keys) == 0:
            return np.full(len(keys), NEW, dtype=np.int64)
        found = np.minimum(np.searchsorted(self._keys, keys), len(self._keys) - 1)
        return np.where(self._keys[found] == keys, self._places[found], NEW)


class Binned:
    """A stage whose bins are the shards of a `Plan`, and `NEW` for what the plan does not know."""

    def __init__(self, path: Path, plan: Plan) -> None:
        self.plan = plan
        self.stage = Stage(path, plan.table.schema)
        self._places: dict[int, list[Integers]] = {}
        self.metas: dict[int, list[bytes]] = {}
        self._sizes: dict[int, int] = {}

    def add(self, batch: pa.RecordBatch) -> None:
        """Put each row into its bin."""
        sizes = batch_bytes(batch)
        places = self.plan.places(batch.column("id"))
        shards = np.where(places == NEW, NEW, places >> _POSITION_BITS)
        metas = batch.column("meta_sha256").to_pylist() if self.plan.metas else None
        for number in np.unique(shards):
            rows = np.flatnonzero(shards == number)
            key = int(number)
            self.stage.add(key, batch if len(rows) == batch.num_rows else batch.take(pa.array(rows)))
            if key != NEW:
                self._places.setdefault(key, []).append(places[rows])
                self._sizes[key] = self._sizes.get(key, 0) + int(sizes[rows].sum())
                if metas is not None:
                    self.metas.setdefault(key, []).extend(bytes.fromhex(metas[row])[:16] for row in rows)

    def shards(self) -> Iterator[tuple[int, Integers | None]]:
        """`(bin, order of its rows)`: old shards by number, then the new rows as they came."""
        for number in sorted(number for number in self.stage.bins if number != NEW):
            yield number, np.argsort(np.concatenate(self._places[number]), kind="stable")
        if NEW in self.stage.bins:
            yield NEW, None

    def unchanged(self, number: int, order: Integers, max_bytes: int) -> bool:
        """Whether an old shard has exactly the rows it had (known for documents only) and is not too large today."""
        if number not in self.plan.metas or (self._sizes[number] > max_bytes and len(order) > 1):
            return False
        mine = self.metas[number]
        return [mine[row] for row in order] == self.plan.metas[number]


class ShardWriter:
    """Writes rows to Parquet: zstd, content-defined chunks, page index, row groups of at most 64 MB.

    `numbers` gives the number of each file in turn; a file is closed before it would exceed `max_bytes` (a single row
    may). With the same rows and the same pyarrow the files are equal byte for byte.
    """

    def __init__(self, root: Path, table: Table, numbers: Iterator[int], max_bytes: int) -> None:
        self.root, self.table, self.max_bytes = root, table, max_bytes
        self.written: list[str] = []
        self._numbers = numbers
        self._writer: Any = None
        self._held: list[pa.RecordBatch] = []
        self._held_bytes = self._file_bytes = 0

    def add(self, batch: pa.RecordBatch, on_file: Callable[[int, pa.RecordBatch], None] | None = None) -> None:
        """Write rows; `on_file` is told which rows went to which file number."""
        sizes = batch_bytes(batch)
        start = 0
        for row, size in enumerate(sizes.tolist()):
            full_file = self._file_bytes > 0 and self._file_bytes + size > self.max_bytes
            full_group = self._held_bytes > 0 and self._held_bytes + size > ROW_GROUP_BYTES
            if full_file or full_group:
                self._hold(batch.slice(start, row - start), on_file)
                start = row
                self._write_group()
            if full_file:
                self.close_file()
            self._held_bytes += size
            self._file_bytes += size
        self._hold(batch.slice(start), on_file)

    def _hold(self, batch: pa.RecordBatch, on_file: Callable[[int, pa.RecordBatch], None] | None) -> None:
        if batch.num_rows == 0:
            return
        if self._writer is None:
            number = next(self._numbers)
            name = shard_name(self.table, number)
            (self.root / self.table.folder).mkdir(exist_ok=True)
            self._number = number
            self._writer = pq.ParquetWriter(
                str(self.root / name),
                self.table.schema,
                compression="zstd",
                use_content_defined_chunking=True,
                write_page_index=True,
            )
            self.written.append(name)
        self._held.append(batch)
        if on_file is not None:
            on_file(self._number, batch)

    def _write_group(self) -> None:
        if self._held:
            # One chunk a column: page limits must not depend on how the rows came.
            table = pa.Table.from_batches([pa.concat_batches(self._held)])
            self._writer.write_table(table, row_group_size=table.num_rows)
        self._held, self._held_bytes = [], 0

    def close_file(self) -> None:
        """End the file at hand; the next row begins another."""
        self._write_group()
        if self._writer is not None:
            self._writer.close()
        self._writer, self._file_bytes = None, 0

    def abandon(self) -> None:
        """Close the file at hand without caring what is in it."""
        if self._writer is not None:
            self._writer.close()
        self._writer, self._held = None, []


class RemovalShards:
    """The removals table, in shards that follow the documents': `removals/train-00002` is of `data/train-00002`."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.rows = 0
        self._writers: dict[int, ShardWriter] = {}
        self._open: int | None = None

    def add(self, number: int, rows: pa.RecordBatch) -> None:
        """Write the removals of some documents of shard `number`."""
        if rows.num_rows == 0:
            return
        if self._open is not None and self._open != number:
            self._writers[self._open].close_file()
        self._open = number
        if number not in self._writers:
            # As large as it comes: it is a part of what the documents' shard holds already.
            self._writers[number] = ShardWriter(self.root, TABLES["removals"], iter((number,)), 2**62)
        self._writers[number].add(rows)
        self.rows += rows.num_rows

    def files(self) -> list[str]:
        """The files written, in order of their numbers."""
        return sorted((name for writer in self._writers.values() for name in writer.written), key=shard_number)

    def __enter__(self) -> RemovalShards:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for writer in self._writers.values():
            if kind is None:
                writer.close_file()
            else:
                writer.abandon()


@dataclass
class LaidOut:
    """What `lay_out` wrote: shards in order of their numbers, and which of them are files of the previous version."""

    files: list[str]
    reused: list[str]


def lay_out(
    root: Path,
    binned: Binned,
    max_bytes: int,
    on_rows: Callable[[int, pa.RecordBatch], None],
    change: Callable[[pa.RecordBatch], pa.RecordBatch] | None = None,
) -> LaidOut:
    """Write the shards of a table below `root`; `on_rows(number, batch)` sees the rows of each shard in order.

    `change` is applied to the rows of a table other than documents before they are written.

    A shard with the rows it had is the previous version's file (a hard link, or a copy where there can be none),
    provided that file is still what its manifest says. An old shard that has outgrown `max_bytes` goes on in a new one.
    """
    table = binned.plan.table
    binned.stage.close_writing()
    counter = iter(range(binned.plan.first_new, 10**9))
    files: list[str] = []
    reused: list[str] = []
    for number, order in binned.shards():
        if order is not None and binned.unchanged(number, order, max_bytes) and _reuse(root, binned.plan, number):
            name = shard_name(table, number)
            files.append(name)
            reused.append(name)
            for batch in binned.stage.rows(number, order):
                on_rows(number, batch)
            continue
        writer = ShardWriter(root, table, _numbers(number, counter), max_bytes)
        try:
            for batch in binned.stage.rows(number, order):
                writer.add(change(batch) if change else batch, on_rows)
            writer.close_file()
        except BaseException:
            writer.abandon()
            raise
        files += writer.written
    return LaidOut(sorted(files, key=shard_number), reused)


def _numbers(first: int, rest: Iterator[int]) -> Iterator[int]:
    if first != NEW:
        yield first
    yield from rest


def _reuse(root: Path, plan: Plan, number: int) -> bool:
    """Put the previous version's file of a shard in place, if it is intact and has today's schema."""
    entry = plan.files[number]
    if plan.previous is None or plan.previous.folder is None:
        return False
    old = plan.previous.folder / entry.path
    schema = pq.read_schema(str(old))
    as_today = schema.equals(plan.table.schema) and [*describe_columns(schema)] == [
        *describe_columns(plan.table.schema)
    ]
    if not as_today or file_sha256(old) != entry.sha256:
        return False
    new = root / shard_name(plan.table, number)
    new.parent.mkdir(exist_ok=True)
    try:
        os.link(old, new)
    except OSError:  # another file system, or one without hard links
        shutil.copyfile(old, new)
    return True
