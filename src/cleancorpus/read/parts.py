"""Files cut into parts: what one worker reads at a time, and what a killed run need not do again.

A large JSONL file is cut at line breaks, a large Parquet file between row groups, a large web archive between records
(`survey.py`); small files go together. Where the cuts are depends on the file alone, for small files also on the names next to
it, so that one more file changes one part.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cleancorpus.config import Read
from cleancorpus.errors import DEFECT, ConfigError, ShardError, SourceChangedError, SourceLostError
from cleancorpus.model import REST, Record
from cleancorpus.read.archive import is_member
from cleancorpus.read.arrow import read_arrow
from cleancorpus.read.csv import read_csv
from cleancorpus.read.damage import UNREADABLE
from cleancorpus.read.feed import read_feed
from cleancorpus.read.files import SourceFile
from cleancorpus.read.formats import Format
from cleancorpus.read.html import read_html
from cleancorpus.read.ids import error_id
from cleancorpus.read.jsonl import read_jsonl, read_jsonl_lines
from cleancorpus.read.memory import is_out_of_memory, out_of_memory
from cleancorpus.read.meter import METER
from cleancorpus.read.mhtml import read_mhtml
from cleancorpus.read.no_documents import NoDocument, Tally
from cleancorpus.read.parquet import read_parquet
from cleancorpus.read.record import error_record
from cleancorpus.read.stream import Damage
from cleancorpus.read.text import read_text
from cleancorpus.read.warc import read_warc
from cleancorpus.remote.errors import PlaceError, UnreachableError, is_elsewhere, message_of
from cleancorpus.remote.files import has_ranges, range_of

if TYPE_CHECKING:
    from cleancorpus.read.draw import Draw

MB = 1 << 20
_SPLIT_FROM = 2 * MB  # a smaller file is one part
_MOST_FILES = 256  # small files in one part
_CUT_EVERY = 64  # a name's digest ends a group of small files with a chance of one in so many
BLOCK = 4 * MB  # read at once

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
_CUT_HERE = ("warc",)  # and only on this machine


# Of a file on this machine its size, times of change and number; of one elsewhere what its server says of its state.
State = tuple[int, int, int, int] | str


@dataclass(frozen=True)
class Piece:
    """A file, or a stretch of one: bytes `start` to `stop`, row groups, or batches; `first` is its first position.

    `digest` is the sha256 of its bytes, where it was taken when the file was cut, and `state` the file's state before that.
    `size_bytes` is about how long a stretch is. `weight` is over 1 for one that was drawn at random, for how many such it
    stands: the numbers of its records are not known, so that they are 0.
    """

    file: SourceFile
    start: int | None = None
    stop: int | None = None
    first: int = 1
    digest: str = ""
    state: State | None = None
    size_bytes: int = 0
    weight: float = 1.0


@dataclass(frozen=True)
class Part:
    """What one worker reads: a stretch of a large file, a file, or some small files, in their order."""

    pieces: tuple[Piece, ...]
    size_bytes: int


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


def group_files(
    files: Iterable[SourceFile], share: Callable[[SourceFile], float] | None = None
) -> Iterator[SourceFile | Part]:
    """The files in their order: those that may be split as they are, the others in parts.

    With `share`, what part of a file's records is wanted, parts have so many more files.
    """
    waiting: list[SourceFile] = []
    size, worth, count = 0, 0.0, 0.0

    def close() -> Iterator[Part]:
        nonlocal size, worth, count
        if waiting:
            yield Part(tuple(Piece(file) for file in waiting), size)
        waiting.clear()
        size, worth, count = 0, 0.0, 0.0

    for file in files:
        if may_be_split(file):
            yield from close()
            yield file
            continue
        wanted = 1.0 if share is None else share(file)
        if worth and worth + file.size_bytes * wanted > MB:
            yield from close()
        waiting.append(file)
        size += file.size_bytes
        worth += file.size_bytes * wanted
        count += wanted
        ends = hashlib.blake2b(file.name.encode("utf-8", "replace"), digest_size=2).digest()
        if count >= _MOST_FILES or (share is None and int.from_bytes(ends, "big") % _CUT_EVERY == 0):
            yield from close()
    yield from close()


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


def stretch_blocks(raw: Any, size: int) -> Iterator[bytes]:
    """The next bytes of an open file, in blocks."""
    while size > 0 and (block := raw.read(min(size, BLOCK))):
        yield block
        size -= len(block)


def prove(piece: Piece) -> None:
    """Prove that the bytes of a stretch are those that were there when the file was cut, whatever its length.

    Raises:
        SourceChangedError: they are others now.
    """
    assert piece.start is not None and piece.stop is not None
    own = hashlib.sha256()
    with open(piece.file.path, "rb", buffering=0) as raw:  # noqa: PTH123 - a path as fsspec gives it
        raw.seek(piece.start)
        for block in stretch_blocks(raw, piece.stop - piece.start):
            own.update(block)
    if own.hexdigest() != piece.digest:
        raise SourceChangedError(piece.file.name)


def read_piece(piece: Piece, read: Read, tally: Tally | None = None, draw: Draw | None = None) -> Iterator[Record]:
    """The records of a file or of a stretch of one, in order; a file that cannot be opened is one error record.

    Into the `tally` go all of them, and what stands there and is no document. With `draw` only those come that are drawn.

    Raises:
        SourceChangedError: it is written to while it is read.
        SourceLostError: it is elsewhere, and its server has stopped answering.
    """
    file, tally = piece.file, tally if tally is not None else Tally()
    before, n_rows = METER.used_bytes, 0
    for item in _items(piece, read):
        tally.seen += 1
        if isinstance(item, NoDocument):
            tally.skip(file.name, item.reason)
        elif draw is not None and not draw.takes(item, piece.weight):
            tally.passed += piece.weight
        else:
            tally.passed += piece.weight - 1
            tally.row(file.name, item.named)
            if item.unread:
                tally.lose(file.name, unread_bytes(piece, item.unread, METER.used_bytes - before if n_rows else 0))
            n_rows += 1
            yield item


def unread_bytes(piece: Piece, unread: int, used_bytes: int) -> int:
    """How many bytes of a file were not read (`Record.unread`), as the file system counts them, with so many of the piece used
    up.
    """
    size = piece.file.size_bytes
    return min(size, max(0, (piece.size_bytes or size) - used_bytes if unread == REST else unread))


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
            prove(piece)
            yield from read_warc(file, read, start=piece.start, stop=piece.stop, first=piece.first)
        elif piece.weight > 1:
            yield from _of_unknown_numbers(read_jsonl_lines(file, read, _bytes_of(piece), piece.first, piece.start))
        else:
            yield from read_jsonl_lines(file, read, _bytes_of(piece), piece.first, piece.start)
    except (ConfigError, SourceChangedError):  # no fault of the file, or of all of it
        raise
    except PlaceError as error:
        raise SourceLostError(file.name, error.what, error.todo) from error
    except Damage as damage:  # of the archive that it is in
        yield error_record(file.name, piece.first, damage, b"", line=0, unread=REST)
    except ShardError as error:
        if isinstance(error.__cause__, UnreachableError):
            raise SourceLostError(file.name, error.what, error.todo) from error
        said = Damage(UNREADABLE, error.what, error.todo)
        yield error_record(file.name, piece.first, said, b"", line=0, unread=REST)
    except Exception as error:  # noqa: BLE001 - written down and counted: what is in a file costs that file
        said = Damage("defect", f"{type(error).__name__}: {message_of(error)}", DEFECT)
        if is_out_of_memory(error):
            said = out_of_memory("it")
        yield error_record(file.name, piece.first, said, b"", line=0, unread=REST)


def _of_unknown_numbers(records: Iterable[Record]) -> Iterator[Record]:
    """Records of a stretch before which nobody has counted the lines: what tells errors apart is their place in bytes."""
    for record in records:
        own = error_id(f"{record.source}@{record.extent.offset}", 0) if record.kind == "error" else record.id
        yield record._replace(id=own, position=0)
