"""What a dry run says of a file."""

from __future__ import annotations

from dataclasses import dataclass

from cleancorpus.errors import ShardError
from cleancorpus.read.contents import head_of
from cleancorpus.read.files import SourceFile
from cleancorpus.read.formats import Format
from cleancorpus.read.parquet import open_parquet
from cleancorpus.read.stream import Damage


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
            head, compression, damage = head_of(file.path, file.name)
            trouble = damage.what if damage else None if head else "empty"
            records = 1 if file.format in ("text", "html", "mhtml") else None
    except ShardError as error:
        trouble = error.what
    except Damage as damage:
        trouble = damage.what
    return Peek(file.name, file.format, compression, file.size_bytes, records, trouble)
