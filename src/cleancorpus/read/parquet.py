"""Parquet: a record a row; only the columns that hold fields are read, row group by row group."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from itertools import islice
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from cleancorpus.carry.values import UNREADABLE, is_clock, normal_type, plain, readable, rows_across
from cleancorpus.config import Fields, Read
from cleancorpus.model import REST, Record
from cleancorpus.read.carried import cells_of, doubled_names
from cleancorpus.read.fields import FieldNames
from cleancorpus.read.files import SourceFile
from cleancorpus.read.layouts import with_bytes
from cleancorpus.read.memory import is_out_of_memory, out_of_memory
from cleancorpus.read.meter import METER
from cleancorpus.read.no_documents import NoDocument
from cleancorpus.read.record import EMPTY, RecordMaker, error_record, raw_json
from cleancorpus.read.stream import Damage, damage_of, not_opened, open_bytes
from cleancorpus.remote.errors import UnreachableError

# Each may hold a value as long as a record may be, whatever the footer says of their sizes.
ROWS_AT_ONCE = 16
_HELD_BYTES = 1 << 26
_TODO = "write the file again"


def read_parquet(
    file: SourceFile, read: Read, groups: range | None = None, first: int = 1
) -> Iterator[Record | NoDocument]:
    """The records of a Parquet file; an error record for each row group that is corrupt, or for the file.

    With `groups` only those row groups are read, of which the first begins with row number `first`.

    `position` is the number of the row, of a row group that of its first row that could not be read. Binary columns,
    and strings that are not UTF-8, are handed on as bytes.

    Raises:
        ShardError: the file cannot be opened.
    """
    maker = RecordMaker(file.name, file.source.fields, read.max_record_bytes)
    try:
        with open_parquet(file) as parquet:
            promised = sum(parquet.metadata.row_group(group).num_rows for group in range(parquet.num_row_groups))
            if not parquet.metadata.num_rows and not promised:
                yield NoDocument("no-rows")
                return
            names = parquet.schema_arrow.names
            if (doubled := doubled_names(names, file)) is not None:
                if first > 1:  # said by the first stretch
                    return
                raise doubled
            columns, cells = cells_of(parquet.schema_arrow, file, columns_to_read(names, file.source.fields))
            sizes = group_bytes(parquet, file)
            for group in groups if groups is not None else range(parquet.num_row_groups):
                n_rows, size = parquet.metadata.row_group(group).num_rows, sizes[group]
                last = first + n_rows - 1
                position = first - 1
                try:
                    for batch in parquet.iter_batches(
                        rows_at_once(parquet, group), row_groups=[group], columns=columns
                    ):
                        for row, cell in zip(rows_of(batch), cells(batch), strict=True):
                            position += 1
                            yield maker.make(row, position, partial(raw_json, row), carried=cell)
                        METER.add(size * batch.num_rows // max(1, n_rows))
                    if position != last:  # Arrow takes columns that end too early for tables that do
                        raise pa.ArrowInvalid(f"{position - first + 1:,} of {n_rows:,} rows are there")
                except UnreachableError:
                    raise  # no fault of the file
                except (pa.ArrowException, OSError, MemoryError) as error:
                    damage = damage_of(error, f"rows {position + 1:,} to {last:,} cannot be read", _TODO)
                    unread = size * (last - position) // max(1, n_rows)
                    if is_out_of_memory(error):
                        damage = out_of_memory(f"rows {position + 1:,} to {last:,}: it")
                    yield error_record(file.name, position + 1, damage, b"", line=0, unread=unread)
                first = last + 1
            if promised != parquet.metadata.num_rows and (groups is None or groups.stop == parquet.num_row_groups):
                what = f"its row groups have {promised:,} rows, its footer says {parquet.metadata.num_rows:,}"
                lost = max(0, parquet.metadata.num_rows - promised)
                unread = file.size_bytes * lost // max(1, parquet.metadata.num_rows) if lost else 0
                yield error_record(file.name, first, Damage("corrupt", what, _TODO), b"", line=0, unread=unread)
    except Damage as damage:
        yield error_record(file.name, 1, damage, b"", line=0, unread=unread_of(damage, file))


def rows_at_once(parquet: pq.ParquetFile, group: int) -> int:
    """How many rows of a row group are read at once: a value that it holds once may stand in each of them."""
    n_bytes = int(parquet.metadata.row_group(group).total_byte_size)
    return min(ROWS_AT_ONCE, max(1, _HELD_BYTES // max(1, n_bytes)))


def group_bytes(parquet: pq.ParquetFile, file: SourceFile) -> list[int]:
    """About how many bytes of the file each of its row groups has.

    By what they unpack to: asked for the packed size of a column with damaged statistics, Arrow ends the process.
    """
    weights = [max(0, parquet.metadata.row_group(group).total_byte_size) for group in range(parquet.num_row_groups)]
    total = max(1, sum(weights))
    return [file.size_bytes * weight // total for weight in weights]


def unread_of(damage: Damage, file: SourceFile) -> int:
    """`Record.unread` of a file that cannot be read at all, whatever stretch of it says so."""
    return 0 if damage is EMPTY else file.size_bytes or REST


def first_parquet_rows(file: SourceFile, most: int) -> list[dict[str, Any]]:
    """The first rows of a Parquet file with all their columns.

    Raises:
        ShardError: it cannot be opened.
        Damage, pa.ArrowException, OSError: it is no Parquet, or damaged there.
    """
    with open_parquet(file) as parquet:
        if not parquet.num_row_groups:
            return []
        most = min(most, rows_at_once(parquet, 0))
        return [row for batch in islice(parquet.iter_batches(most), 1) for row in rows_of(batch)]


@contextmanager
def open_parquet(file: SourceFile) -> Iterator[pq.ParquetFile]:
    """Open a Parquet file and read its footer; closed at the end of the `with`.

    Raises:
        ShardError: it cannot be opened.
        Damage: it is no Parquet.
    """
    with ExitStack() as stack:
        try:
            raw = stack.enter_context(open_bytes(file.path, seekable=True))
        except (OSError, ImportError, ValueError) as error:
            raise not_opened(file.name, error) from error
        try:
            parquet = pq.ParquetFile(raw)
        except UnreachableError:
            raise
        except UnicodeDecodeError as error:
            raise Damage(
                "corrupt", "a column has a name that is not UTF-8", "rename it and write the file again"
            ) from error
        except (pa.ArrowException, OSError) as error:
            if not file.size_bytes and raw.seek(0, 2) == 0:
                raise EMPTY from error
            raise damage_of(error, "no Parquet that can be read", _TODO) from error
        with parquet:
            yield parquet


def columns_to_read(names: list[str], fields: Fields) -> list[str] | None:
    """The columns to read; None for all, for the error records, where none of them can hold text."""

    by_key = FieldNames(fields).of(names)

    def present(wanted: tuple[str, ...]) -> list[str]:
        return [column for name in wanted for column in (name, name.split(".")[0]) if column in names]

    if not present(by_key["html"] + by_key["text"]):
        return None
    return list(dict.fromkeys(column for wanted in by_key.values() for column in present(wanted)))


def rows_of(batch: pa.RecordBatch) -> Iterator[dict[str, Any]]:
    names = batch.schema.names
    for values in rows_across([_values(column) for column in batch.columns], batch.num_rows):
        yield dict(zip(names, values, strict=True))


def _values(column: pa.Array) -> list[Any]:
    """The column as Python values; strings as bytes if one is not UTF-8, times as strings if one, or their zone, is beyond
    Python's.

    Where this is within lists or objects, or an object has two fields of one name, only those values become JSON ones.
    """
    if pa.types.is_fixed_size_binary(column.type):
        return [value.hex() if value is not None else None for value in column.to_pylist()]
    try:
        return list(column.to_pylist())
    except UnicodeDecodeError:
        try:
            return list(with_bytes(column).to_pylist())
        except (pa.ArrowException, *UNREADABLE):
            return _one_by_one(column)
    except UNREADABLE:
        return _readable(column) if is_clock(column.type) else _one_by_one(column)


def _one_by_one(column: pa.Array) -> list[Any]:
    values = []
    for at, scalar in enumerate(column):
        try:
            values.append(scalar.as_py())
        except UNREADABLE:
            values += _readable(column.slice(at, 1))
    return values


def _readable(column: pa.Array) -> list[Any]:
    kind = normal_type(column.type)
    return [readable(value, kind) for value in plain(column)]
