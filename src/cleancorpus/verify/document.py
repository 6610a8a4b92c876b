"""One document of a version: what became of it, and its record as its source has it now, with proof."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from rapidfuzz import fuzz, process

from cleancorpus.config import Config, Read
from cleancorpus.errors import CleancorpusError, ExportError
from cleancorpus.model import NO_EXTENT, Extent, Record
from cleancorpus.read import Piece, SourceFile, list_files, read_piece
from cleancorpus.read.jsonl import read_jsonl_at
from cleancorpus.read.names import with_own_names
from cleancorpus.read.no_documents import NoDocument
from cleancorpus.read.parquet import open_parquet, read_parquet
from cleancorpus.read.stream import Damage, read_bytes_at
from cleancorpus.schema import STATUS_TABLE
from cleancorpus.shown import printable
from cleancorpus.versions.open import VersionFiles

_NEAR, _LIKE = 3, 70  # ids that are named where one is not found; how like they must be, of 100
_STATUS = {table: status for status, table in STATUS_TABLE.items()}


@dataclass(frozen=True)
class Found:
    """A row of a version: `status` is kept, dropped, duplicate or quarantined, `row` has the columns of its table."""

    status: str
    row: dict[str, Any]


@dataclass(frozen=True)
class Fetched:
    """A record read again: `data` are its bytes where they are those that the version was made of, else `trouble` says what is
    so with the source.
    """

    data: bytes | None
    trouble: str = ""


def find_document(version: VersionFiles, row_id: str, *, missing_ok: bool = False) -> list[Found]:
    """What a version says of an id, kept documents first: more than one row where records share it.

    With `missing_ok` nothing for an id that it has not.

    Raises:
        ExportError: it has no such id; a file of the version cannot be read.
    """
    found, near = list[Found](), _NearIds(row_id)
    for table in STATUS_TABLE.values():
        places = []
        for entry in version.files(table):
            first = 0
            for batch in version.read_file(entry, ["id"]):
                ids = batch.column("id").to_pylist()
                near.add(ids)
                places += [(entry.path, first + number) for number, one in enumerate(ids) if one == row_id]
                first += len(ids)
        if places:
            rows = version.rows_at(places, list(version.columns(table)))
            found += [Found(_STATUS[table], row) for row in rows]
    if not found and not missing_ok:
        what = f"has no document or record with the id '{printable(row_id)}'"
        raise ExportError(version.where, what, near.hint() or "ids stand in the column id of every table")
    return found


class _NearIds:
    """The ids that are most like one, of all that go by."""

    def __init__(self, row_id: str) -> None:
        self._id = row_id
        self._found: list[tuple[float, str]] = []

    def add(self, ids: Iterable[str | None]) -> None:
        """Look at some ids."""
        close = process.extract(
            self._id, [one for one in ids if one], scorer=fuzz.ratio, score_cutoff=_LIKE, limit=_NEAR
        )
        self._found = sorted({*self._found, *((-score, one) for one, score, _ in close)})[:_NEAR]

    def hint(self) -> str:
        """`ids like it: 'a', 'b'`; '' where there is none."""
        names = ", ".join(f"'{printable(one)}'" for _, one in self._found)
        return names and f"ids like it: {names}"


def fetch_again(version: VersionFiles, row: Mapping[str, Any], base: Path | None = None) -> Fetched:
    """The text or page of a row's record, read again from its source; the row's `raw_sha256` proves it, and nothing else of the
    record.

    Sources are looked for below `base` (the current folder where None), as the run did. A line of JSON that is not compressed is
    read from its place alone, a row of Parquet from its row group; any other file is read up to the record.

    Raises:
        ExportError: the version does not say where its records stand, or how its sources were read.
    """
    name, position, digest = row["source"], row.get("position"), row["raw_sha256"]
    if position is None:
        raise ExportError(
            version.where, "does not say where its records stand", "export it again, with this cleancorpus"
        )
    config = _read_as(version)
    file = _file_named(config, name, base)
    if file is None:
        return Fetched(
            None, "gone: no such file; run this in the folder that the run was started in, or name it by --base"
        )
    extent = Extent(row.get("source_offset"), row.get("source_length"), row.get("source_record_id"))
    try:
        records = [record for record in records_at(file, config.read, position, extent) if record.position == position]
    except CleancorpusError as error:
        return Fetched(None, f"gone: {error.what}")
    for record in records:
        if hashlib.sha256(record.data).hexdigest() == digest:
            return Fetched(record.data)
    if not records:
        return Fetched(None, f"source changed since: it has no record {position:,} any more")
    place = "" if extent.offset is None else f", bytes {extent.offset:,} to {extent.offset + (extent.length or 0):,},"
    what = f"what stands at record {position:,}{place} is another text or page than was read (its sha256 was {digest[:16]}…)"
    return Fetched(None, f"source changed since: {what}")


def whole_bytes(version: VersionFiles, row: Mapping[str, Any], base: Path | None = None) -> bytes | None:
    """All bytes of a record of which a version has the first ones (`raw`), from the place in its file where it stands; None where
    that has no such places, is gone, or has other bytes there now.

    Raises:
        ExportError: the version does not say how its sources were read.
    """
    offset, length = row["source_offset"], row["source_length"]
    file = None if offset is None or not length else _file_named(_read_as(version), row["source"], base)
    if file is None:
        return None
    try:
        data = read_bytes_at(file.path, file.name, offset, length)
    except (CleancorpusError, OSError):
        return None
    return data if data.startswith(row["raw"] or b"") else None


def _read_as(version: VersionFiles) -> Config:
    """How the sources of a version were read.

    Raises:
        ExportError: it does not say so.
    """
    try:
        settings = version.manifest["config"]
        return Config.model_validate({"sources": settings["sources"], "read": settings["read"]})
    except (KeyError, ValueError) as error:
        what = "does not say how its sources were read, or another cleancorpus wrote it"
        raise ExportError(version.where, what, "use the version of cleancorpus that wrote it") from error


def _file_named(config: Config, name: str, base: Path | None) -> SourceFile | None:
    """The file that a run of `config` reads under that name."""
    files = list_files(config.sources, base, refused=[]).files  # a source may be gone, and others be there
    own = with_own_names(files, base)
    named = (
        file for file, one in zip(files, own, strict=True) if name in (one.name, file.name)
    )  # earlier versions' had these
    return next(named, None)


def records_at(file: SourceFile, read: Read, position: int, extent: Extent = NO_EXTENT) -> Iterable[Record]:
    """The records at a position, and perhaps others."""
    offset, length, _ = extent
    if file.format == "jsonl" and offset is not None and length and length <= read.max_record_bytes:
        records = read_jsonl_at(file, read, position, offset, length)
        if records is not None:
            return records
    if file.format == "parquet":
        return _parquet_at(file, read, position)
    return _up_to(read_piece(Piece(file), read), position)


def _up_to(records: Iterator[Record | NoDocument], position: int) -> Iterator[Record]:
    for record in records:
        if isinstance(record, NoDocument):
            continue
        if record.position > position:
            return
        if record.position == position:
            yield record


def _parquet_at(file: SourceFile, read: Read, position: int) -> Iterator[Record]:
    """The record of a row: of its row group alone."""
    first = 1
    try:
        with open_parquet(file) as parquet:
            rows = [parquet.metadata.row_group(group).num_rows for group in range(parquet.num_row_groups)]
    except Damage:  # an error record of the whole file says so
        rows = []
    for group, count in enumerate(rows):
        if first <= position < first + count:
            return _up_to(read_parquet(file, read, range(group, group + 1), first), position)
        first += count
    return _up_to(islice(read_parquet(file, read), 1), position)
