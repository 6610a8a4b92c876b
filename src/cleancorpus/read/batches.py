"""From files to Arrow record batches, and what a dry run says of a file."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from itertools import islice

import pyarrow as pa

from cleancorpus.config import Read
from cleancorpus.errors import ShardError
from cleancorpus.model import Record
from cleancorpus.read.csv import read_csv
from cleancorpus.read.files import SourceFile
from cleancorpus.read.formats import Format
from cleancorpus.read.html import read_html
from cleancorpus.read.jsonl import read_jsonl
from cleancorpus.read.parquet import open_parquet, read_parquet
from cleancorpus.read.record import error_record
from cleancorpus.read.stream import Damage, open_stream
from cleancorpus.read.text import read_text
from cleancorpus.schema import RECORDS

_READERS: dict[Format, Callable[[SourceFile, Read], Iterator[Record]]] = {
    "text": read_text,
    "html": read_html,
    "jsonl": read_jsonl,
    "csv": read_csv,
    "parquet": read_parquet,
}
_MAX_BATCH_BYTES = 1 << 26  # of data; Arrow's binary arrays end at 2 GiB, memory mostly before


def read_batches(
    files: Iterable[SourceFile], read: Read, batch_size: int, limit: int | None = None
) -> Iterator[pa.RecordBatch]:
    """The records of `files` in their order, as batches of `schema.RECORDS`.

    A batch has `batch_size` records, the last one fewer, and so have those whose data exceed 64 MiB. Records that
    cannot be read are among them, with `kind` error. At most `limit` records are read. Memory is bounded by a batch
    and a record.
    """
    rows: list[Record] = []
    n_bytes = 0
    with closing(read_records(files, read)) as records:
        for record in islice(records, limit):
            rows.append(record)
            n_bytes += len(record.data)
            if len(rows) >= batch_size or n_bytes > _MAX_BATCH_BYTES:
                yield _batch_of(rows)
                rows, n_bytes = [], 0
    if rows:
        yield _batch_of(rows)


def read_records(files: Iterable[SourceFile], read: Read) -> Generator[Record]:
    """The records of `files` in their order; a file that cannot be opened is one error record."""
    for file in files:
        try:
            yield from _READERS[file.format](file, read)
        except ShardError as error:
            yield error_record(file.name, 1, Damage("unreadable", error.what, error.todo), b"", line=0)


def _batch_of(rows: list[Record]) -> pa.RecordBatch:
    columns = zip(*rows, strict=True)
    arrays = [pa.array(column, field.type) for column, field in zip(columns, RECORDS, strict=True)]
    return pa.RecordBatch.from_arrays(arrays, schema=RECORDS)


@dataclass(frozen=True, slots=True)
class Peek:
    """What is known of a file without reading it.

    `compression` is gzip, zstd, bz2, xz, or None. `records` is None where counting would mean reading. `trouble`
    says why the file cannot be read, if that shows already.
    """

    name: str
    format: Format
    compression: str | None
    size_bytes: int
    records: int | None
    trouble: str | None = None


def peek(file: SourceFile) -> Peek:
    """Look at the beginning of a file, and the footer of a Parquet file."""
    compression, records, trouble = None, None, None
    try:
        if file.format == "parquet":
            with open_parquet(file) as parquet:
                records = parquet.metadata.num_rows
        else:
            with open_stream(file.path, file.name) as stream:
                compression = stream.compression
                trouble = stream.damage.what if stream.damage else None if stream.head else "empty"
            records = 1 if file.format in ("text", "html") else None
    except ShardError as error:
        trouble = error.what
    except Damage as damage:
        trouble = damage.what
    return Peek(file.name, file.format, compression, file.size_bytes, records, trouble)
