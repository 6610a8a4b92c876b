"""Arrow IPC, as a file (also Feather of version 2) or a stream (also what `Dataset.save_to_disk` writes): a record a row."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from typing import Any, NamedTuple

import pyarrow as pa

from cleancorpus.config import Read
from cleancorpus.model import REST, Record
from cleancorpus.read.archive import is_member
from cleancorpus.read.arrow_messages import batches_of_file, batches_of_stream, placed
from cleancorpus.read.carried import cells_of, doubled_names
from cleancorpus.read.damage import Damage
from cleancorpus.read.files import SourceFile
from cleancorpus.read.layouts import as_stored
from cleancorpus.read.no_documents import NoDocument
from cleancorpus.read.parquet import ROWS_AT_ONCE, columns_to_read, rows_of, unread_of
from cleancorpus.read.record import EMPTY, RecordMaker, error_record, raw_json
from cleancorpus.read.stream import damage_of, joined, not_opened, open_bytes
from cleancorpus.remote.errors import UnreachableError, is_elsewhere

_FILE, _FEATHER_1 = b"ARROW1", b"FEA1"
_TODO = "write the file again"
_LEAST_ELSEWHERE = 1 << 20  # bytes of a batch of a file elsewhere, about, for which it is asked by itself
_LOOKED_AT = 8  # batches after which that is seen


class Stretch(NamedTuple):
    """Some batches of a file: `start` and `stop` count batches in a file and bytes in a stream; `first` is the first of its
    `rows`.
    """

    start: int
    stop: int
    first: int
    rows: int


def read_arrow(
    file: SourceFile, read: Read, stretch: range | None = None, first: int = 1
) -> Iterator[Record | NoDocument]:
    """The records of an Arrow file; an error record for what cannot be read from a batch on.

    With `stretch` only those batches are read (see `Stretch`), of which the first begins with row number `first`.
    `position` is the number of the row. Binary columns, and strings that are not UTF-8, are handed on as bytes.

    Raises:
        ShardError: the file cannot be opened.
    """
    maker = RecordMaker(file.name, file.source.fields, read.max_record_bytes)
    position = first - 1
    try:
        with _open(file) as (reader, raw):
            names = reader.schema.names
            if (doubled := doubled_names(names, file)) is not None:
                if first > 1:  # said by the first stretch
                    return
                raise doubled
            wanted, cells = cells_of(reader.schema, file, columns_to_read(names, file.source.fields))
            columns = [at for at, name in enumerate(names) if wanted is None or name in wanted]  # names may stand twice
            for batch in _batches(reader, raw, stretch):
                narrow = batch.select(columns)
                for column in narrow.columns:
                    prove_places(column)
                for start in range(0, batch.num_rows, ROWS_AT_ONCE):
                    some = narrow.slice(start, ROWS_AT_ONCE)
                    for row, cell in zip(rows_of(some), cells(some), strict=True):
                        position += 1
                        yield maker.make(row, position, partial(raw_json, row), carried=cell)
        if position == 0:
            yield NoDocument("no-rows")
    except UnreachableError:
        raise  # no fault of the file
    except Damage as damage:
        yield error_record(
            file.name, position + 1, damage, b"", line=0, unread=unread_of(damage, file) if position < first else REST
        )
    except (pa.ArrowException, OSError) as error:
        where = f"cannot be read from row {position + 1:,} on" if position else "no Arrow that can be read"
        yield error_record(file.name, position + 1, damage_of(error, where, _TODO), b"", line=0, unread=REST)


def prove_places(column: pa.Array) -> None:
    """See to it that what an array says of places in its own data lies within these: Arrow follows it wherever that leads.

    Bytes that are no text, times that no calendar has, and decimals of more digits than their type, are handed on: their types
    are laid aside, as Arrow stops at the first of them and proves nothing behind it.

    Raises:
        pa.ArrowInvalid: it does not.
    """
    as_stored(column).validate(full=True)


def prove_names(schema: pa.Schema) -> None:
    """See to it that the names of columns, and of fields within them, are text.

    Raises:
        Damage: one is not.
    """
    try:
        _read_names(schema)
    except UnicodeDecodeError as error:
        raise Damage(
            "corrupt", "a column has a name that is not UTF-8", "rename it and write the file again"
        ) from error


def _read_names(fields: Any) -> None:
    for field in fields:
        _ = field.name
        kind = field.type
        _read_names(kind.field(at) for at in range(kind.num_fields))


def first_arrow_rows(file: SourceFile, most: int) -> list[dict[str, Any]]:
    """The first rows of an Arrow file with all their columns.

    Raises:
        ShardError: it cannot be opened.
        Damage, pa.ArrowException, OSError: it is no Arrow, or damaged there.
    """
    rows: list[dict[str, Any]] = []
    with _open(file) as (reader, raw):
        for batch in _batches(reader, raw, None):
            some = batch.slice(0, most - len(rows))
            for column in some.columns:
                prove_places(column)
            rows += rows_of(some)
            if len(rows) >= most:
                break
    return rows


def _batches(reader: Any, raw: Any, stretch: range | None) -> Iterator[pa.RecordBatch]:
    found: Iterator[pa.RecordBatch]
    if isinstance(reader, pa.RecordBatchFileReader):
        numbers = stretch if stretch is not None else range(reader.num_record_batches)
        found = (reader.get_batch(number) for number in numbers)
    elif stretch is None:
        found = iter(reader)
    else:
        found = _messages(raw, reader.schema, stretch)
    for batch in found:
        batch.validate()
        yield batch


def _messages(raw: pa.NativeFile, schema: pa.Schema, stretch: range) -> Iterator[pa.RecordBatch]:
    raw.seek(stretch.start)
    while raw.tell() < stretch.stop:
        yield pa.ipc.read_record_batch(pa.ipc.read_message(raw), schema)


@contextmanager
def _open(file: SourceFile) -> Iterator[tuple[Any, Any]]:
    """The reader of a file or stream, and what it reads.

    Raises:
        ShardError: it cannot be opened.
        Damage: it is no Arrow.
    """
    with ExitStack() as stack:
        try:
            if is_member(file.path) or is_elsewhere(file.path):
                raw = stack.enter_context(open_bytes(file.path))
                start = raw.read(8)
                if start.startswith(_FILE) and is_member(file.path):
                    raw = stack.enter_context(open_bytes(file.path, seekable=True))
                elif raw.seekable():
                    raw.seek(0)
                else:
                    raw = joined(start, raw)
                raw = pa.PythonFile(raw, mode="r")
            elif not os.stat(file.path).st_size:  # noqa: PTH116 - a path as fsspec gives it; see `open_file`
                raise EMPTY
            else:
                raw = stack.enter_context(pa.OSFile(file.path, "rb"))
                start = raw.read(8)
                raw.seek(0)
        except (OSError, ImportError, ValueError) as error:
            raise not_opened(file.name, error) from error
        if not start:
            raise EMPTY
        if start.startswith(_FEATHER_1):
            raise Damage("corrupt", "Feather of version 1, as before 2020", "write it with version 2 (pyarrow.feather)")
        reader = pa.ipc.open_file(raw) if start.startswith(_FILE) else pa.ipc.open_stream(raw)
        with reader:
            prove_names(reader.schema)
            yield reader, raw


def stretches(file: SourceFile, size: int) -> list[Stretch]:
    """Where a file can be cut into stretches of about `size` bytes; empty where it cannot.

    A stream with dictionaries cannot, as batches need those that stand before them. Nor can a file elsewhere whose batches are
    small: each costs a request.

    Raises:
        ShardError, Damage, OSError, pyarrow.ArrowException: it cannot be read.
    """
    with open_bytes(file.path) as raw:
        raw.seek(0)
        elsewhere, found = is_elsewhere(file.path), list[Stretch]()
        sized = _batches_in_file if raw.read(8).startswith(_FILE) else _batches_in_stream
        start, first, held, row, total = -1, 1, 0, 1, 0
        for number, (begin, end, n_bytes, n_rows) in enumerate(sized(raw, raw.seek(0, 2)), 1):
            if start < 0:
                start, first = begin, row
            held += n_bytes
            total += n_bytes
            row += n_rows
            stop = end
            if elsewhere and number == _LOOKED_AT and total < _LOOKED_AT * _LEAST_ELSEWHERE:
                return []
            if held >= size:
                found.append(Stretch(start, end, first, row - first))
                start, held = -1, 0
        if start >= 0:
            found.append(Stretch(start, stop, first, row - first))
        return found


def _batches_in_file(raw: Any, size: int) -> Iterator[tuple[int, int, int, int]]:
    """The batches of a file: their numbers, sizes and rows."""
    for number, (start, n_bytes) in enumerate(batches_of_file(raw, size)):
        batch = placed(raw, start, size)
        if batch is None or batch.rows < 0:
            raise pa.ArrowInvalid(f"no batch at byte {start:,}")
        yield number, number + 1, n_bytes, batch.rows


def _batches_in_stream(raw: Any, size: int) -> Iterator[tuple[int, int, int, int]]:
    """The batches of a stream: where each begins and ends, its size, its rows."""
    for start, stop, rows in batches_of_stream(raw, size):
        yield start, stop, stop - start, rows
