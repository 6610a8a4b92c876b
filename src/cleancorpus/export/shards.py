"""Writing shards: Parquet files of rows that were put aside by part.

A shard is one task: it says which rows of which parts stand in it, in order. The removals of documents go to a shard of
their own beside it, `removals/train-00002` to `data/train-00002` or `data/test-00002`: the splits' shards are numbered
together.
"""

from __future__ import annotations

import os
import shutil
from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from cleancorpus.digest import file_sha256
from cleancorpus.engine.store import Store
from cleancorpus.export.tables import batch_bytes, flatten_removals
from cleancorpus.schema import SPLIT, TABLES, Table, describe_columns, field_type, tables, unpack_fields
from cleancorpus.versions.number import row_lines
from cleancorpus.versions.open import FileEntry

Integers = np.ndarray[Any, np.dtype[np.signedinteger[Any] | np.unsignedinteger[Any]]]
Flags = np.ndarray[Any, np.dtype[np.bool_]]
MB = 1_000_000
# Before compression. The Hub's viewer wants at most 100 MB; 64 MB, with 16 MB gathered, took a worker 85 MB more for 16,000
# texts of 3 kB, and made files .1 to .8 % smaller.
ROW_GROUP_BYTES = 16 * MB
_GATHER_BYTES = 4 * MB  # rows gathered at once, about
# Of parts kept open, one at least: rows of an old shard may come from any. What was read of a part here stays mapped, one
# elsewhere is fetched whole each time it is opened.
_OPEN_BYTES, _OPEN_BYTES_ELSEWHERE = 16 * MB, 128 * MB
_WITHHELD = "text withheld: the document it duplicates was taken down"


def shard_name(table: Table, number: int, split: str = SPLIT) -> str:
    """Path of a shard in the export. It holds no total, so that a shard keeps its name when others come.

    >>> from cleancorpus.schema import TABLES
    >>> shard_name(TABLES["default"], 3)
    'data/train-00003.parquet'
    """
    return f"{table.folder}/{split}-{number:05d}.parquet"


@dataclass(frozen=True)
class ShardTask:
    """One shard to write: row `rows[i]` of the part `names[parts[i]]` in the store is its row i, and has `sizes[i]` bytes.

    `reuse` is the file of the version before that has exactly these rows, as
    path and entry. `taken_ids` are documents that were taken down: duplicates of them lose their text. `carried` are the
    columns asked for and the carried ones (`schema.pack_fields`).
    """

    table: str
    number: int
    names: tuple[str, ...]
    parts: Integers
    rows: Integers
    sizes: Integers
    target: str
    reuse: tuple[str, FileEntry] | None = None
    taken_ids: tuple[str, ...] = ()
    carried: str = ""
    split: str = SPLIT


@dataclass(frozen=True)
class WrittenShard:
    """The files of a shard, with their names in the store; names of files with digests of lines; whether it is reused."""

    files: tuple[tuple[str, FileEntry], ...]
    digests: tuple[str, ...] = ()
    reused: bool = False


class ShardWriter:
    """Writes rows to one Parquet file: zstd, content-defined chunks, page index, row groups of at most 16 MB.

    With the same rows, limits and pyarrow the files are equal byte for byte.
    """

    def __init__(self, path: Path, table: Table) -> None:
        self._writer = pq.ParquetWriter(
            str(path), table.schema, compression="zstd", use_content_defined_chunking=True, write_page_index=True
        )
        self.rows = 0
        self._held: list[pa.RecordBatch] = []
        self._held_bytes = 0

    def add(self, batch: pa.RecordBatch) -> None:
        """Write rows."""
        start = 0
        for row, size in enumerate(batch_bytes(batch).tolist()):
            if self._held_bytes > 0 and self._held_bytes + size > ROW_GROUP_BYTES:
                self._hold(batch.slice(start, row - start))
                start = row
                self._write_group()
            self._held_bytes += size
        self._hold(batch.slice(start))

    def _hold(self, batch: pa.RecordBatch) -> None:
        if batch.num_rows:
            self._held.append(batch)
            self.rows += batch.num_rows

    def _write_group(self) -> None:
        if self._held:
            # One chunk a column: page limits must not depend on how the rows came.
            table = pa.Table.from_batches([pa.concat_batches(self._held)])
            self._writer.write_table(table, row_group_size=table.num_rows)
        self._held, self._held_bytes = [], 0

    def __enter__(self) -> ShardWriter:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind is None:
            self._write_group()
        self._writer.close()


def shard_target(task: ShardTask) -> str:
    """Where in the store the file of a shard is put."""
    return f"{task.target}/{shard_name(TABLES[task.table], task.number, task.split)}"


def write_shard(store: Store, task: ShardTask) -> WrittenShard:
    """Write the file of a shard, and for documents that of their removals; digests of lines that are not known yet, too.

    A shard with the rows it had is the previous version's file (a hard link, or a copy where there can be none),
    provided that file is still what its manifest says.
    """
    carried = unpack_fields(task.carried)
    known = tables(carried)
    table, removals = known[task.table], known["removals"]
    own_name = shard_name(table, task.number, task.split)
    target = shard_target(task)
    removals_target = f"{task.target}/{shard_name(removals, task.number)}"
    reused = task.reuse is not None and _reuse(store, task.reuse[0], task.reuse[1], table, target)
    lines = bytearray()
    n_removals = 0
    with _Writers(store, (table, removals), (target, removals_target), documents=not reused) as writers:
        for batch in _gather(store, task):
            if task.table == "duplicates":
                batch = _withheld(batch, task.taken_ids, [field.name for field in carried])
            if task.table != "default":
                lines += row_lines(task.table, SPLIT, batch)
            writers.add(batch)
        n_removals = writers.n_removals
    files = [(target, _entry(store, target, task.table, own_name, task.split))]
    if n_removals:
        name = shard_name(removals, task.number)
        files.append((removals_target, _entry(store, removals_target, "removals", name, SPLIT)))
    digests: tuple[str, ...] = ()
    if lines:
        digests = (f"{target}.digests",)
        with store.writing(digests[0]) as path:
            path.write_bytes(np.sort(np.frombuffer(bytes(lines), dtype="S32")).tobytes())
    return WrittenShard(tuple(files), digests, reused)


class _Writers:
    """The Parquet file of a shard (unless it is reused), and that of its removals if it has any."""

    def __init__(self, store: Store, tables: tuple[Table, Table], targets: tuple[str, str], *, documents: bool) -> None:
        self._store, self._tables, self._targets = store, tables, targets
        self._documents = documents
        self._open: dict[str, tuple[Any, ShardWriter]] = {}
        self.n_removals = 0

    def add(self, batch: pa.RecordBatch) -> None:
        if self._documents:
            self._writer(self._targets[0], self._tables[0]).add(batch)
        if self._tables[0].name == "default":
            removals = flatten_removals(batch)
            if removals.num_rows:
                self._writer(self._targets[1], self._tables[1]).add(removals)
                self.n_removals += removals.num_rows

    def _writer(self, target: str, table: Table) -> ShardWriter:
        if target not in self._open:
            place = self._store.writing(target)
            self._open[target] = (place, ShardWriter(place.__enter__(), table))
        return self._open[target][1]

    def __enter__(self) -> _Writers:
        return self

    def __exit__(self, *error: Any) -> None:
        for place, writer in self._open.values():
            writer.__exit__(*error)
            place.__exit__(*error)


class _OpenPart(NamedTuple):
    """A part that is open for reading, the first row of each of its batches (and the end of the last), and its size in bytes."""

    reader: Any
    starts: Integers
    size: int


def _open_part(store: Store, name: str) -> _OpenPart:
    reader = store.open_arrow(name)
    batches = [reader.get_batch(number) for number in range(reader.num_record_batches)]
    ends = np.cumsum([batch.num_rows for batch in batches], dtype=np.int64)
    return _OpenPart(reader, np.concatenate([np.zeros(1, np.int64), ends]), sum(batch.nbytes for batch in batches))


def _gather(store: Store, task: ShardTask) -> Iterator[pa.RecordBatch]:
    """The rows of a shard in order, in batches of about 4 MB."""
    files: OrderedDict[int, _OpenPart] = OrderedDict()
    most = _OPEN_BYTES if store.is_local else _OPEN_BYTES_ELSEWHERE

    def opened(part: int) -> _OpenPart:
        if part not in files:
            files[part] = _open_part(store, f"{task.names[part]}.{task.table}.arrow")
            while len(files) > 1 and sum(file.size for file in files.values()) > most:
                files.popitem(last=False)
        files.move_to_end(part)
        return files[part]

    cuts = np.flatnonzero(np.diff(np.cumsum(task.sizes, dtype=np.int64) // _GATHER_BYTES)) + 1
    for wanted in np.split(np.arange(len(task.rows)), cuts):
        taken, order = [], []
        for part in np.unique(task.parts[wanted]):
            mine = wanted[task.parts[wanted] == part]
            reader, starts, _ = opened(int(part))
            owner = np.searchsorted(starts, task.rows[mine], side="right") - 1
            for number in np.unique(owner):
                here = mine[owner == number]
                taken.append(reader.get_batch(int(number)).take(pa.array(task.rows[here] - starts[number])))
                order.append(here)
        if taken:
            merged = pa.concat_batches(taken)
            yield merged.take(pa.array(np.argsort(np.concatenate(order), kind="stable")))


def _withheld(duplicates: pa.RecordBatch, taken_ids: tuple[str, ...], carried: list[str]) -> pa.RecordBatch:
    """Duplicates without the text they share with a document that was taken down, and without carried values."""
    if not taken_ids:
        return duplicates
    hit = pc.is_in(duplicates.column("survivor_id"), value_set=pa.array(sorted(taken_ids), pa.string()))
    instead = {**dict.fromkeys(carried), "text": None, "title": None, "detail": _WITHHELD}
    arrays = [
        pc.if_else(hit, pa.scalar(instead[name], column.type), column) if name in instead else column
        for name, column in zip(duplicates.schema.names, duplicates.columns, strict=True)
    ]
    return pa.RecordBatch.from_arrays(arrays, schema=duplicates.schema)


def _entry(store: Store, name: str, config: str, path: str, split: str) -> FileEntry:
    """The manifest's entry for a file; its rows are those of its own footer."""
    if store.is_local:
        file = store.local(name)
        return FileEntry(
            path, config, split, pq.read_metadata(str(file)).num_rows, file.stat().st_size, file_sha256(file)
        )
    import hashlib

    data = store.read_bytes(name)
    rows = pq.read_metadata(pa.BufferReader(data)).num_rows
    return FileEntry(path, config, split, rows, len(data), hashlib.sha256(data).hexdigest())


def _reuse(store: Store, old_path: str, entry: FileEntry, table: Table, target: str) -> bool:
    """Put the previous version's file of a shard in place, if it is intact and has today's schema."""
    old = Path(old_path)
    schema = pq.read_schema(str(old))
    as_today = schema.equals(table.schema) and _said_of(schema) == _said_of(table.schema)
    if not store.is_local or not as_today or file_sha256(old) != entry.sha256:
        return False
    new = store.local(target)
    new.parent.mkdir(parents=True, exist_ok=True)
    new.unlink(missing_ok=True)
    try:
        os.link(old, new)
    except OSError:  # another file system, or one without hard links
        shutil.copyfile(old, new)
    return True


def _said_of(schema: pa.Schema) -> list[tuple[str, ...]]:
    """What a schema says of its columns beside their types."""
    return [*describe_columns(schema), *((field.name, field_type(field)) for field in schema)]
