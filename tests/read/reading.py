"""Reading in tests: files as records, records as mappings."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from cleancorpus.config import Read, Source
from cleancorpus.read import list_files, read_batches
from cleancorpus.schema import RECORDS

Rows = list[dict[str, Any]]


def read_sources(base: Path, *sources: Source, max_record_bytes: int = 20_000_000, batch_size: int = 3) -> Rows:
    files = list_files(sources, base).files
    rows: Rows = []
    for batch in read_batches(files, Read(max_record_bytes=max_record_bytes), batch_size):
        assert batch.schema.equals(RECORDS)
        rows += batch.to_pylist()
    return rows


def errors_of(rows: Rows) -> list[str]:
    """The first words of the errors, None for good records."""
    return [row["error"].split(":")[0] if row["error"] else None for row in rows]


def texts_of(rows: Rows) -> list[str]:
    """The data of the good records, all in UTF-8."""
    assert all(row["encoding"] == "utf-8" for row in rows if row["kind"] != "error")
    return [row["data"].decode("utf-8") for row in rows if row["kind"] != "error"]
