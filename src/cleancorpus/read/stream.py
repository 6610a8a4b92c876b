"""Files as streams of bytes: opened through fsspec, decompressed, split into lines, in bounded memory.

The compression is told by the first bytes, not by the name: servers decompress .gz files on the way and name
compressed ones without. Damage never costs what was read before it: the pieces come first, then `Damage` is raised.
"""

from __future__ import annotations

import bz2
import codecs
import gzip
import io
import lzma
import os
import re
import zlib
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, Literal, NamedTuple, Protocol

import zstandard

from cleancorpus.errors import ShardError
from cleancorpus.model import NO_EXTENT, Extent
from cleancorpus.read.archive import FirstBytes, archive_of, is_member, open_file, open_member
from cleancorpus.read.damage import UNREADABLE
from cleancorpus.read.damage import Damage as Damage
from cleancorpus.read.encoding import BOMS, errors_for, unmarked_utf
from cleancorpus.read.guess import guess_codec
from cleancorpus.read.labels import codec_of
from cleancorpus.read.lines import KEEP_BYTES as KEEP_BYTES
from cleancorpus.read.memory import is_out_of_memory, most_window, out_of_memory, window_damage
from cleancorpus.read.meter import METER
from cleancorpus.remote.errors import PlaceError, UnreachableError, is_elsewhere, is_of_system
from cleancorpus.remote.errors import message_of as message_of
from cleancorpus.remote.files import file_system_of as file_system_of

Compression = Literal["gzip", "zstd", "bz2", "xz"]

_PIECE_BYTES = 1 << 20  # read at once; larger pieces are no faster and are held in memory
_BESIDE_WINDOW = 1 << 24  # bytes that xz needs besides
_STEP_BYTES = 1024  # compressed; zstd packs up to 128 KiB into 4 bytes, so that a step gives at most 32 MiB
_BZ2 = re.compile(rb"BZh[1-9](?:1AY&SY|\x17rE8P\x90)")  # first block, or the end of an empty stream


class _Readable(Protocol):
    def read(self, size: int, /) -> bytes: ...


class Stream:
    """An open file: `head` are its first bytes (64 KiB, less only if the file has no more), decompressed.

    `damage` is set where the file is damaged within the head.
    """

    def __init__(self, raw: _Readable, name: str = "") -> None:
        self.damage: Damage | None = None
        try:
            start = raw.read(16)
        except Damage as damage:  # of the archive that it is in
            start, self.damage = b"", damage
        self.compression: Compression | None = compression_of(start, name)
        self._rest = _pieces(_Joined(start, raw), self.compression) if start else iter(())
        head: list[bytes] = []
        try:
            while sum(map(len, head)) < KEEP_BYTES and (piece := next(self._rest, b"")):
                head.append(piece)
        except Damage as damage:
            self.damage = damage
        self._first = b"".join(head)
        self.head = self._first[:KEEP_BYTES]

    def pieces(self) -> Iterator[bytes]:
        """All bytes from the start, piece by piece; to be called once.

        Raises:
            Damage: after the last piece, where the file breaks off or cannot be read on.
        """
        if self._first:
            yield self._first
        if self.damage:
            raise self.damage
        yield from self._rest

    def read_all(self, max_bytes: int) -> bytes:
        """The whole file, or the first `max_bytes` + 1 bytes of a longer one.

        Raises:
            Damage: the file breaks off or cannot be read on.
        """
        pieces: list[bytes] = []
        size = 0
        for piece in self.pieces():
            pieces.append(piece)
            size += len(piece)
            if size > max_bytes:
                break
        return b"".join(pieces)[: max_bytes + 1]


@contextmanager
def open_bytes(path: str, *, only_head: bool = False, seekable: bool = False, size: int = 0) -> Iterator[Any]:
    """Open a file, URL or member of an archive to be read as it is; closed at the end of the `with`.

    Of a file on this machine that has grown beyond `size` bytes no more than these are read (0: all): somebody may write to
    it for ever. With `only_head` little more than the beginning of a remote file is asked for; `seekable` is for formats that
    are read here and there.

    Raises:
        OSError, ImportError, ValueError: it cannot be opened.
        Damage: its archive is damaged; also while it is read.
    """
    if is_member(path):
        opened = open_member(path, lambda raw: unpacked(raw, archive_of(path))[0], seekable=seekable)
    else:
        opened = open_file(path, only_head=only_head)
    with opened as raw:
        grows = size and not is_member(path) and not is_elsewhere(path) and os.fstat(raw.fileno()).st_size > size
        yield FirstBytes(raw, size) if grows else raw


def unpacked(raw: _Readable, name: str) -> tuple[Iterator[bytes], Compression | None]:
    """The bytes of an open file without its compression, and what that is.

    The iterator raises `Damage` behind the last good piece.
    """
    start = raw.read(16)
    compression = compression_of(start, name)
    return _pieces(_Joined(start, raw), compression), compression


def joined(start: bytes, raw: _Readable) -> io.RawIOBase:
    """An open file of which `start` was read already, as if it were not."""
    return _Joined(start, raw)


def not_opened(name: str, error: Exception) -> ShardError:
    """The error of a file that cannot be opened, of what `open_bytes` raised."""
    what = f"cannot be opened: {message_of(error)}"
    return ShardError(name, what, getattr(error, "todo", "") or "check that it is there and may be read")


def unreadable(what: str, error: BaseException) -> Damage:
    """What is so where the system, or a server, did not let a file be read on."""
    todo = getattr(error, "todo", "") or "check the disk or connection"
    return Damage(UNREADABLE, f"{what}: {message_of(error)}", todo)


def damage_of(error: BaseException, what: str, todo: str) -> Damage:
    """What is so where a library says that it cannot read a table: it is damaged, there is too little memory for it, or its bytes
    could not be had.
    """
    if is_out_of_memory(error):
        return out_of_memory(f"{what}, as it")
    if is_of_system(error):
        return unreadable(what, error)
    return Damage("corrupt", f"{what}: {message_of(error)}", todo)


@contextmanager
def open_stream(path: str, name: str, *, only_head: bool = False, size: int = 0) -> Iterator[Stream]:
    """Open a file or URL; closed at the end of the `with`. Of one that grows `size` bytes are read (`open_bytes`).

    With `only_head` a remote file is asked for in pieces of 64 KiB, for who looks at no more than `Stream.head`.

    Raises:
        ShardError: it cannot be opened.
    """
    with ExitStack() as stack:
        try:
            stream = Stream(stack.enter_context(open_bytes(path, only_head=only_head, size=size)), name)
        except (OSError, ImportError, ValueError) as error:
            raise not_opened(name, error) from error
        yield stream


def read_bytes_at(path: str, name: str, offset: int, length: int) -> bytes:
    """Bytes of a file as they are, fewer where it ends before.

    Raises:
        ShardError: it cannot be opened or read.
    """
    try:
        with open_bytes(path, seekable=True) as raw:
            raw.seek(offset)
            return bytes(raw.read(length))
    except (OSError, ImportError, ValueError) as error:
        raise not_opened(name, error) from error


def compression_of(start: bytes, name: str = "") -> Compression | None:
    """What a file that starts so is compressed with; None for none.

    Where the ending of its `name` says so, too, the first bytes of a magic number are enough: a file that breaks off
    in its head, or goes on with something else, is a damaged one and no text.
    """
    if start.startswith(b"\x1f\x8b"):  # no text begins so, whatever follows
        return "gzip"
    if start.startswith(_MAGIC["zstd"]) or (start[1:4] == b"\x2a\x4d\x18" and start[0] & 0xF0 == 0x50):
        return "zstd"
    if start.startswith(_MAGIC["xz"]):
        return "xz"
    if _BZ2.match(start):
        return "bz2"
    by_name = _ENDINGS.get(Path(name).suffix.lower())
    if by_name is None or not start:
        return None
    magic = _MAGIC[by_name]
    return by_name if start.startswith(magic[:3]) or magic.startswith(start) else None


_MAGIC: dict[Compression, bytes] = {
    "gzip": b"\x1f\x8b\x08",
    "zstd": b"\x28\xb5\x2f\xfd",
    "xz": b"\xfd7zXZ\x00",
    "bz2": b"BZh",
}
_ENDINGS: dict[str, Compression] = {".gz": "gzip", ".zst": "zstd", ".zstd": "zstd", ".xz": "xz", ".bz2": "bz2"}


class _Joined(io.RawIOBase):
    """The bytes already read, then the rest of the file."""

    def readable(self) -> bool:
        """True."""
        return True

    def __init__(self, start: bytes, raw: _Readable) -> None:
        self._start, self._raw = start, raw

    def read(self, size: int = -1) -> bytes:
        if not self._start:
            return self._raw.read(size)
        if 0 <= size < len(self._start):
            piece, self._start = self._start[:size], self._start[size:]
            return piece
        piece, self._start = self._start, b""
        return piece + self._raw.read(size - len(piece) if size > 0 else size)


def _reads(raw: _Readable) -> Iterator[bytes]:
    """The bytes of the file as they are; the first piece has 64 KiB, so that looking at a head reads no more."""
    size = KEEP_BYTES
    while data := raw.read(size):
        yield data
        size = _PIECE_BYTES


def _pieces(raw: _Readable, compression: Compression | None) -> Iterator[bytes]:
    """The bytes of the file, decompressed, in pieces that are not empty.

    Raises:
        Damage: after the last good piece.
    """
    try:
        if compression is None:
            for data in _reads(raw):
                yield data
                METER.add(len(data))
        elif compression == "gzip":
            with gzip.GzipFile(fileobj=METER.counting(raw), mode="rb") as file:
                # read1, as read would keep back what it has when the next bytes are broken
                while piece := file.read1(_PIECE_BYTES):
                    yield piece
        else:
            yield from _unpacked(raw, _DECOMPRESSORS[compression])
    except EOFError as error:
        raise Damage("truncated", f"the {compression} data breaks off", "fetch the file again") from error
    except (zlib.error, lzma.LZMAError, gzip.BadGzipFile, zstandard.ZstdError) as error:
        if (large := window_damage(error, compression or "")) is not None:
            raise large from error
        raise Damage(
            "damaged", f"the {compression} data is damaged: {message_of(error)}", "fetch the file again"
        ) from error
    except UnreachableError:
        raise  # no fault of the file
    except OSError as error:
        if compression == "bz2" and error.errno is None and not isinstance(error, PlaceError):
            raise Damage("damaged", f"the bz2 data is damaged: {message_of(error)}", "fetch the file again") from error
        raise unreadable("cannot be read on", error) from error


_DECOMPRESSORS: dict[Compression, Callable[[], Any]] = {
    "zstd": lambda: zstandard.ZstdDecompressor(max_window_size=most_window()).decompressobj(),
    "bz2": bz2.BZ2Decompressor,
    "xz": lambda: lzma.LZMADecompressor(memlimit=most_window() + _BESIDE_WINDOW),
}


def _unpacked(raw: _Readable, make: Callable[[], Any]) -> Iterator[bytes]:
    """The frames of the file, one after another.

    The readers of zstandard, bz2 and lzma are not used, as they take a file that breaks off, or one that goes on with
    something else, for one that ends.
    """
    frame, inside = make(), False
    for data in _reads(raw):
        for start in range(0, len(data), _STEP_BYTES):
            step = data[start : start + _STEP_BYTES]
            while step := step if inside else step.lstrip(b"\0"):  # zeros may fill up what is behind a frame
                piece = frame.decompress(step)
                inside, step = not frame.eof, b""
                if frame.eof:
                    step, frame = frame.unused_data, make()
                if piece:
                    yield piece
            METER.add(min(_STEP_BYTES, len(data) - start))
    if inside:
        raise EOFError


class Utf8(NamedTuple):
    """A stream in UTF-8 without byte order mark, the codec the file is in, and where the first byte stands in the file.

    `first` is None where the bytes are made of others: then places in them say nothing of the file.
    """

    pieces: Iterator[bytes]
    codec: str
    first: int | None

    @property
    def file_encoding(self) -> str | None:
        """The codec of the file where it is not UTF-8."""
        return None if self.codec == "utf-8" else self.codec

    def extent(self, start: int, length: int | None) -> Extent:
        """Where bytes `start` and following of the pieces stand in the file."""
        return NO_EXTENT if self.first is None else Extent(start, length)


def utf8_pieces(stream: Stream, declared: str | None) -> Utf8:
    """The stream in UTF-8.

    The codec is what a byte order mark says, else `declared`, else UTF-16 or UTF-32 where the first 64 KiB look so,
    else UTF-8 if most of the lines there with bytes beyond ASCII are, else guessed. A file in UTF-8 is handed through
    as it is, broken bytes included.
    """
    head = stream.head
    bom, codec = next(((bom, codec) for bom, codec in BOMS if head.startswith(bom)), (b"", ""))
    if not codec:
        codec = (codec_of(declared) if declared else None) or unmarked_utf(head[:8192]) or _codec_of_lines(head)
    pieces = _without(bom, stream.pieces())
    return Utf8(pieces, codec, len(bom)) if codec == "utf-8" else Utf8(_transcoded(pieces, codec), codec, None)


def _codec_of_lines(head: bytes) -> str:
    n_good = n_bad = 0
    for line in head.rsplit(b"\n", 1)[0].split(b"\n"):  # the last line may be cut in a character
        if not line.isascii():
            try:
                line.decode("utf-8")
                n_good += 1
            except UnicodeDecodeError:
                n_bad += 1
    return "utf-8" if n_good >= n_bad else guess_codec(head)


def _without(bom: bytes, pieces: Iterator[bytes]) -> Iterator[bytes]:
    for piece in pieces:
        rest = piece.removeprefix(bom)
        bom = b""
        if rest:
            yield rest


def _transcoded(pieces: Iterator[bytes], codec: str) -> Iterator[bytes]:
    decoder = codecs.getincrementaldecoder(codec)(errors_for(codec))
    damage: Damage | None = None
    while True:
        try:
            piece = next(pieces, None)
        except Damage as error:
            damage, piece = error, None
        text = decoder.decode(piece or b"", final=piece is None)
        if text:
            yield text.encode("utf-8")
        if piece is None:
            break
    if damage:
        raise damage
