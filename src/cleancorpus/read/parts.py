"""Files cut into parts: what one worker reads at a time, and what a killed run need not do again.

A large JSONL file is cut at line breaks, a large Parquet file between row groups, a large web archive between records; small
files go together. Where the cuts
are depends on the file alone, for small files also on the names next to it, so that one more file changes one part.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

import pyarrow as pa

from cleancorpus.config import Read
from cleancorpus.errors import ShardError, SourceChangedError, SourceLostError
from cleancorpus.model import Record
from cleancorpus.read.archive import archive_of, is_member, member_of
from cleancorpus.read.arrow import read_arrow, stretches
from cleancorpus.read.csv import read_csv
from cleancorpus.read.feed import read_feed
from cleancorpus.read.files import SourceFile
from cleancorpus.read.formats import Format
from cleancorpus.read.html import read_html
from cleancorpus.read.identity import remote_identity
from cleancorpus.read.jsonl import has_plain_lines, read_jsonl, read_jsonl_lines
from cleancorpus.read.mhtml import read_mhtml
from cleancorpus.read.no_documents import NoDocument, Tally
from cleancorpus.read.parquet import open_parquet, read_parquet
from cleancorpus.read.record import error_record
from cleancorpus.read.stream import Damage, open_stream
from cleancorpus.read.text import read_text
from cleancorpus.read.warc import places_to_cut, read_warc
from cleancorpus.remote.errors import PlaceError, UnreachableError, is_elsewhere
from cleancorpus.remote.files import blocks, has_ranges, range_of

MB = 1 << 20
# A part takes seconds, so that little is done twice after a kill, and is not so small that its two files weigh: a
# 64th of its file, between one and 32 MiB.
_LEAST, _MOST, _PIECES = MB, 32 * MB, 64
_SPLIT_FROM = 2 * MB  # a smaller file is one part
_MOST_FILES = 256  # small files in one part
_CUT_EVERY = 64  # a name's digest ends a group of small files with a chance of one in so many
_BLOCK = 4 * MB  # read at once in search of line ends
_REMOTE = "remote:"  # before what a server says, where no digest of bytes can be taken

# A reader gives records, and a `NoDocument` for what stands in a file and is none.
_READERS: dict[Format, Callable[[SourceFile, Read], Iterator[Record | NoDocument]]] = {
    "text": read_text,
    "html": read_html,
    "jsonl": read_jsonl,
    "csv": read_csv,
    "parquet": read_parquet,
    "arrow": read_arrow,
    "warc": read_warc,
    "mhtml": read_mhtml,
    "feed": read_feed,
}
_CUT = ("jsonl", "parquet", "arrow", "warc")  # formats of which large files are cut
_CUT_HERE = ("arrow", "warc")  # and only on this machine


# Of a file on this machine its size and time of change; of one elsewhere what its server says of its state.
State = tuple[int, int] | str


@dataclass(frozen=True)
class Piece:
    """A file, or a stretch of one: bytes `start` to `stop`, row groups, or batches; `first` is its first position.

    `digest` is the sha256 of its bytes, where it was taken when the file was cut, and `state` the file's state before that.
    """

    file: SourceFile
    start: int | None = None
    stop: int | None = None
    first: int = 1
    digest: str = ""
    state: State | None = None


@dataclass(frozen=True)
class Part:
    """What one worker reads: a stretch of a large file, a file, or some small files, in their order."""

    pieces: tuple[Piece, ...]
    size_bytes: int


@dataclass(frozen=True)
class Survey:
    """A large file cut into pieces: their digests, the file's own sha256, and its size when it was read."""

    pieces: tuple[Piece, ...]
    sha256: str


def part_size(file_bytes: int) -> int:
    """How large the parts of a file of so many bytes are, about."""
    return min(_MOST, max(_LEAST, file_bytes // _PIECES))


def may_be_split(file: SourceFile) -> bool:
    """Whether a look into the file may find places to cut it: it is large, of a format that has such, and any stretch of it
    can be had by itself."""
    if file.format not in _CUT or file.size_bytes < _SPLIT_FROM or is_member(file.path):
        return False
    if not is_elsewhere(file.path):
        return Path(file.path).is_file()
    try:
        return file.format not in _CUT_HERE and has_ranges(file.path)
    except (OSError, ImportError, ValueError):  # its reader says what is wrong with it
        return False


def group_files(files: Iterable[SourceFile]) -> Iterator[SourceFile | Part]:
    """The files in their order: those that may be split as they are, the others in parts."""
    waiting: list[SourceFile] = []
    size = 0

    def close() -> Iterator[Part]:
        nonlocal size
        if waiting:
            yield Part(tuple(Piece(file) for file in waiting), size)
        waiting.clear()
        size = 0

    for file in files:
        if may_be_split(file):
            yield from close()
            yield file
            continue
        if size and size + file.size_bytes > _LEAST:
            yield from close()
        waiting.append(file)
        size += file.size_bytes
        ends = hashlib.blake2b(file.name.encode("utf-8", "replace"), digest_size=2).digest()
        if len(waiting) >= _MOST_FILES or int.from_bytes(ends, "big") % _CUT_EVERY == 0:
            yield from close()
    yield from close()


def survey(file: SourceFile) -> Survey:
    """Cut a large file: a single piece where it cannot be cut (compressed, an array over many lines, one row group).

    Raises:
        ShardError: the file cannot be read.
    """
    (state,) = state_of(Part((Piece(file),), 0))
    cut = _survey(file, state)
    return replace(cut, pieces=tuple(replace(piece, state=state) for piece in cut.pieces))


def _survey(file: SourceFile, state: State | None) -> Survey:
    try:
        if file.format == "parquet":
            return _survey_parquet(file, state)
        if file.format == "arrow":
            return _survey_arrow(file)
        if file.format == "warc":
            return _survey_warc(file)
        with open_stream(file.path, file.name) as stream:
            plain = has_plain_lines(file, stream)
        if not plain:
            return Survey((Piece(file),), "")
        return _survey_lines(file)
    except (OSError, Damage, pa.ArrowException):  # its reader says what is wrong with it
        return Survey((Piece(file),), "")


def _survey_lines(file: SourceFile) -> Survey:
    """Pieces of a file of lines, cut behind the first line break after each multiple of the part's size."""
    size = part_size(file.size_bytes)
    pieces: list[Piece] = []
    whole, own = hashlib.sha256(), hashlib.sha256()
    start = position = 0
    line = first = 1
    for block in _blocks_of(file):
        whole.update(block)
        used = 0
        while position + len(block) >= start + size:
            end = block.find(b"\n", max(used, start + size - position - 1))
            if end < 0:
                break
            own.update(block[used : end + 1])
            line += block.count(b"\n", used, end + 1)
            used = end + 1
            pieces.append(Piece(file, start, position + used, first, own.hexdigest()))
            start, first, own = position + used, line, hashlib.sha256()
        own.update(block[used:])
        line += block.count(b"\n", used)
        position += len(block)
    if position > start:
        pieces.append(Piece(file, start, position, first, own.hexdigest()))
    return Survey(tuple(pieces), whole.hexdigest())


def _blocks_of(file: SourceFile) -> Iterator[bytes]:
    """A file's bytes, block by block."""
    if is_elsewhere(file.path):
        yield from blocks(file.path, file.size_bytes, _BLOCK)
        return
    with open(file.path, "rb", buffering=0) as raw:  # noqa: PTH123 - a path as fsspec gives it
        while block := raw.read(_BLOCK):
            yield block


def _survey_parquet(file: SourceFile, state: State | None) -> Survey:
    """Pieces of a Parquet file, each of some row groups.

    One elsewhere is not read for its digest, as a worker needs some columns only: its server must say what changes with it.
    """
    elsewhere = is_elsewhere(file.path)
    if elsewhere and not state:
        return Survey((Piece(file),), "")
    with open_parquet(file) as parquet:
        metadata = parquet.metadata
        sha256 = "" if elsewhere else _file_sha256(file.path)
        size, pieces = part_size(file.size_bytes), list[Piece]()
        start, first, held = 0, 1, 0
        position = 1
        for group in range(metadata.num_row_groups):
            row_group = metadata.row_group(group)
            held += sum(row_group.column(i).total_compressed_size for i in range(row_group.num_columns))
            position += row_group.num_rows
            if held >= size or group + 1 == metadata.num_row_groups:
                digest = hashlib.sha256(f"{sha256 or state} {start} {group + 1}".encode()).hexdigest()
                pieces.append(Piece(file, start, group + 1, first, digest))
                start, first, held = group + 1, position, 0
    return Survey(tuple(pieces) or (Piece(file),), sha256)


def _survey_arrow(file: SourceFile) -> Survey:
    """Pieces of an Arrow file, each of some batches."""
    found, sha256 = stretches(file, part_size(file.size_bytes)), _file_sha256(file.path)
    pieces = [
        Piece(file, start, stop, first, hashlib.sha256(f"{sha256} {start} {stop}".encode()).hexdigest())
        for start, stop, first in found
    ]
    return Survey(tuple(pieces) or (Piece(file),), sha256)


def _survey_warc(file: SourceFile) -> Survey:
    """Pieces of a web archive, cut before records; a single one where it is damaged, or packed as one."""
    places = places_to_cut(file, part_size(file.size_bytes))
    if not places:
        return Survey((Piece(file),), "")
    ends = [*(start for start, _ in places[1:]), os.stat(file.path).st_size]  # noqa: PTH116 - a path as fsspec gives it
    whole, pieces = hashlib.sha256(), list[Piece]()
    with open(file.path, "rb", buffering=0) as raw:  # noqa: PTH123 - a path as fsspec gives it
        for (start, first), stop in zip(places, ends, strict=True):
            own = hashlib.sha256()
            for block in _blocks(raw, stop - start):
                whole.update(block)
                own.update(block)
            pieces.append(Piece(file, start, stop, first, own.hexdigest()))
    return Survey(tuple(pieces), whole.hexdigest())


def _blocks(raw: Any, size: int) -> Iterator[bytes]:
    """The next bytes of an open file, in blocks."""
    while size > 0 and (block := raw.read(min(size, _BLOCK))):
        yield block
        size -= len(block)


def _file_sha256(path: str) -> str:
    with open(path, "rb") as raw:  # noqa: PTH123 - a path as fsspec gives it
        return hashlib.file_digest(raw, "sha256").hexdigest()


@dataclass(frozen=True)
class Stamped:
    """A part whose pieces have digests; `inputs` says what is known of its whole files, for the manifest.

    `alone` stands for the digests that nobody can take, so that no other run finds the part's results.
    """

    part: Part
    inputs: tuple[dict[str, Any], ...]
    alone: str

    def key(self) -> str:
        """What the records of the part depend on besides the configuration: names, formats, fields and bytes."""
        facts = [
            [
                piece.file.name,
                piece.file.format,
                piece.file.source.encoding,
                piece.file.source.delimiter,
                piece.file.source.fields.model_dump(mode="json"),
                [piece.start is not None, piece.first, piece.digest or f"alone:{self.alone}"],
                *([piece.file.source.carry.model_dump(mode="json")] if piece.file.source.carry else []),
            ]
            for piece in self.part.pieces
        ]
        return hashlib.sha256(json.dumps(facts, sort_keys=True).encode()).hexdigest()


def stamp(part: Part, alone: str) -> Stamped:
    """Take the digests of the part's files that have none yet: of local files sha256, of others what the server says.

    Before that their states are noted, so that `changed_files` can tell whether what was read is what was digested.
    `alone` is a word of this run for the part: it stands in where a server says nothing, or a file cannot be read.
    """
    pieces, inputs = [], []
    for piece, state in zip(part.pieces, state_of(part), strict=True):
        piece = replace(piece, state=piece.state or state)
        entry: dict[str, Any] = {
            "path": piece.file.name,
            "format": piece.file.format,
            "bytes": piece.file.size_bytes,
        }
        if not piece.digest:
            digest = _digest_of(piece.file, piece.state)
            piece = replace(piece, digest=digest)
            if digest and not digest.startswith(_REMOTE) and not is_member(piece.file.path):
                entry["sha256"] = digest
        pieces.append(piece)
        inputs.append(entry)
    return Stamped(replace(part, pieces=tuple(pieces)), tuple(inputs), alone)


def _digest_of(file: SourceFile, state: State | None) -> str:
    """What identifies a file's content: sha256, or for a file elsewhere what its server calls its state.

    Empty where the server says nothing of it, or the file cannot be read: its reader says so in an error record.
    """
    if is_elsewhere(file.path):
        digest = f"{_REMOTE}{state}" if state else ""
    else:
        try:
            digest = _sha256_of(archive_of(file.path), state) if is_member(file.path) else _file_sha256(file.path)
        except OSError:
            return ""
    return f"{digest} {member_of(file.path)}".strip() if digest else ""


@lru_cache(maxsize=4)
def _sha256_of(path: str, state: State | None) -> str:  # noqa: ARG001 - an archive in another state is asked anew
    """The digest of an archive, taken once for all of its members."""
    return _file_sha256(path)


def changed_files(part: Part) -> list[str]:
    """Names of the part's files that are no longer in the state in which they were digested: somebody writes to them.

    A server that has stopped answering is not taken for a change.
    """
    found = []
    try:
        states = state_of(part)
    except SourceLostError:
        return []
    for piece, state in zip(part.pieces, states, strict=True):
        silent = is_elsewhere(piece.file.path) and not (state and piece.state)
        if piece.state != state and not silent:
            found.append(piece.file.name)
    return found


def state_of(part: Part) -> tuple[State | None, ...]:
    """The state of each of the part's files; None for one that is gone, or of which its server says nothing.

    Raises:
        SourceLostError: a server does not answer.
    """
    states: dict[str, State | None] = {}  # of an archive once, not for each member
    for piece in part.pieces:
        path = archive_of(piece.file.path)
        if path not in states:
            try:
                states[path] = _state(path)
            except UnreachableError as error:
                raise SourceLostError(piece.file.name, error.what, error.todo) from error
    return tuple(states[archive_of(piece.file.path)] for piece in part.pieces)


def _state(path: str) -> State | None:
    try:
        if is_elsewhere(path):
            return remote_identity(path) or None
        info = os.stat(path)  # noqa: PTH116 - a path as fsspec gives it
    except UnreachableError:
        raise
    except (OSError, ImportError, ValueError):  # its reader says so
        return None
    return info.st_size, info.st_mtime_ns


def _bytes_of(piece: Piece) -> bytes:
    """The bytes of a stretch of lines, proved to be those that were there when the file was cut.

    Raises:
        SourceChangedError: they are others now.
    """
    assert piece.start is not None and piece.stop is not None
    if is_elsewhere(piece.file.path):
        data = range_of(piece.file.path, piece.start, piece.stop)
    else:
        with open(piece.file.path, "rb") as raw:  # noqa: PTH123 - a path as fsspec gives it
            raw.seek(piece.start)
            data = raw.read(piece.stop - piece.start)
    if hashlib.sha256(data).hexdigest() != piece.digest:
        raise SourceChangedError(piece.file.name)
    return data


def _prove(piece: Piece) -> None:
    """Prove that the bytes of a stretch are those that were there when the file was cut, whatever its length.

    Raises:
        SourceChangedError: they are others now.
    """
    assert piece.start is not None and piece.stop is not None
    own = hashlib.sha256()
    with open(piece.file.path, "rb", buffering=0) as raw:  # noqa: PTH123 - a path as fsspec gives it
        raw.seek(piece.start)
        for block in _blocks(raw, piece.stop - piece.start):
            own.update(block)
    if own.hexdigest() != piece.digest:
        raise SourceChangedError(piece.file.name)


def read_piece(piece: Piece, read: Read, tally: Tally | None = None) -> Iterator[Record]:
    """The records of a file or of a stretch of one, in order; a file that cannot be opened is one error record.

    Into the `tally` go all of them, and what stands there and is no document.

    Raises:
        SourceChangedError: it is written to while it is read.
        SourceLostError: it is elsewhere, and its server has stopped answering.
    """
    file, tally = piece.file, tally if tally is not None else Tally()
    for item in _items(piece, read):
        if isinstance(item, NoDocument):
            tally.skip(file.name, item.reason)
        else:
            tally.row(file.name, item.named)
            yield item


def _items(piece: Piece, read: Read) -> Iterator[Record | NoDocument]:
    file = piece.file
    try:
        if piece.start is None or piece.stop is None:
            yield from _READERS[file.format](file, read)
        elif file.format == "parquet":
            yield from read_parquet(file, read, range(piece.start, piece.stop), piece.first)
        elif file.format == "arrow":
            yield from read_arrow(file, read, range(piece.start, piece.stop), piece.first)
        elif file.format == "warc":
            _prove(piece)
            yield from read_warc(file, read, start=piece.start, stop=piece.stop, first=piece.first)
        else:
            yield from read_jsonl_lines(file, read, _bytes_of(piece), piece.first, piece.start)
    except SourceChangedError:
        raise
    except PlaceError as error:
        raise SourceLostError(file.name, error.what, error.todo) from error
    except Damage as damage:  # of the archive that it is in
        yield error_record(file.name, piece.first, damage, b"", line=0)
    except ShardError as error:
        if isinstance(error.__cause__, UnreachableError):
            raise SourceLostError(file.name, error.what, error.todo) from error
        yield error_record(file.name, piece.first, Damage("unreadable", error.what, error.todo), b"", line=0)
