"""Reading in tests: files as records, records as mappings."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from cleancorpus.config import Read, Source
from cleancorpus.read import Piece, SourceFile, list_files, read_piece
from cleancorpus.read.no_documents import Tally

Rows = list[dict[str, Any]]


def rows_of_files(files: Iterable[SourceFile], max_record_bytes: int = 20_000_000) -> Rows:
    limits = Read(max_record_bytes=max_record_bytes)
    records = [record for file in files for record in read_piece(Piece(file), limits)]
    return [record._asdict() | {"authors": list(record.authors)} for record in records]


def read_sources(base: Path, *sources: Source, max_record_bytes: int = 20_000_000) -> Rows:
    return rows_of_files(list_files(sources, base).files, max_record_bytes)


def tally_of(base: Path, path: str) -> Tally:
    """What is counted of the files of a source, all of their records read."""
    tally = Tally()
    for file in list_files((Source(path=path),), base).files:
        for _ in read_piece(Piece(file), Read(), tally):
            pass
    return tally


def errors_of(rows: Rows) -> list[str]:
    """The first words of the errors, None for good records."""
    return [row["error"].split(":")[0] if row["error"] else None for row in rows]


def texts_of(rows: Rows) -> list[str]:
    """The data of the good records, all in UTF-8."""
    assert all(row["encoding"] == "utf-8" for row in rows if row["kind"] != "error")
    return [row["data"].decode("utf-8") for row in rows if row["kind"] != "error"]
