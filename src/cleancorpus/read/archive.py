"""Members of zip and tar archives, opened where they stand: nothing is ever unpacked to disk, and names open nothing.

A member's path is that of its archive, a NUL (which no path has) and its place there: offsets and sizes, as the list of the
archive's members gave them. So a worker opens one without reading the list again. A tar in a compression can only be
unpacked from its start on: what is unpacked stays open, and members that are asked for in their order cost one pass.
"""

from __future__ import annotations

import atexit
import errno
import io
import lzma
import os
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

from cleancorpus.read.damage import Damage
from cleancorpus.remote.errors import is_elsewhere
from cleancorpus.remote.files import PlacedFile, ReadFile, file_system_of, open_elsewhere

_MARK = "\0"
_MOST_HELD = 1 << 29  # bytes of a member that must be read here and there, as Parquet is, and so is held in memory
_STEP = 1 << 20
_LOCAL_HEADER = struct.Struct("<4s22xHH")
_AGAIN = "fetch the archive again"

Unpack = Callable[[Any], Iterator[bytes]]


class Member(NamedTuple):
    """Where a member stands: `kind` is zip, tar, or packed-tar for a tar in a compression; sizes in bytes.

    `offset` is that of its data, of a zip's member that of the header before them. `packed`, `method` and `crc` are a zip's.
    """

    kind: str
    offset: int
    size: int
    packed: int = 0
    method: int = 0
    crc: int = 0

    def path_in(self, archive: str) -> str:
        """What to open for it."""
        return f"{archive}{_MARK}{' '.join(map(str, self))}"


def archive_of(path: str) -> str:
    """The path of the file that a path leads to: of a member, its archive's."""
    return path.partition(_MARK)[0]


def is_member(path: str) -> bool:
    """Whether a path is that of a member of an archive."""
    return _MARK in path


def member_of(path: str) -> str:
    """What tells a member from others of its archive; empty for a file."""
    return path.partition(_MARK)[2]


@contextmanager
def open_file(path: str, *, only_head: bool = False) -> Iterator[Any]:
    """Open a file as it is, on this machine or elsewhere; closed at the end of the `with`.

    With `only_head` little more than the beginning of a file elsewhere is asked for. A file here without a byte is not opened:
    what the system itself makes (/proc) says so of each, and some are waited for without an end.

    Raises:
        OSError, ImportError, ValueError: it cannot be opened.
    """
    fs, inner = file_system_of(path)
    if not is_elsewhere(path) and not os.stat(inner).st_size:  # noqa: PTH116 - a path as fsspec gives it
        inner = os.devnull
    # some file systems end what they have opened when nobody holds them: `fs` lives as long as this
    there = is_elsewhere(path)
    with open_elsewhere(fs, inner, path, only_head=only_head) if there else _WholeFile(fs.open(inner, "rb")) as raw:
        yield raw


@contextmanager
def open_member(path: str, unpack: Unpack, *, seekable: bool = False) -> Iterator[Any]:
    """Open the member that `path` is of; `unpack` gives the bytes of a compressed file. `seekable` is for formats that are
    read here and there.

    Raises:
        OSError, ImportError, ValueError: its archive cannot be opened.
        Damage: it is damaged, or too large to be read so; also raised while it is read.
    """
    archive, _, place = path.partition(_MARK)
    kind, *numbers = place.split(" ")
    member = Member(kind, *map(int, numbers))
    if member.kind == "packed-tar":
        yield _held(_Stretch(_cursor_at(archive, member.offset, unpack), member.size), member, seekable)
        return
    with open_file(archive) as raw:
        if member.kind == "tar":
            yield _Window(raw, member.offset, member.size)
        else:
            yield _held(_ZipMember(raw, member), member, seekable)


def _held(raw: Any, member: Member, seekable: bool) -> Any:
    if not seekable:
        return raw
    if member.size > _MOST_HELD:
        what = f"{member.size:,} bytes in an archive, which must be unpacked as a whole for this format"
        raise Damage("record-too-long", what, "take it out of the archive")
    return io.BytesIO(b"".join(iter(lambda: raw.read(_STEP), b"")))


def _broken_off() -> Damage:
    return Damage("truncated", "its archive breaks off in it", _AGAIN)


class _WholeFile(ReadFile):
    """An open file of this machine of which all bytes come that it had when it was opened, or an error: on a broken disk or share
    it may end before, which would look like a shorter one.
    """

    def __init__(self, raw: Any) -> None:
        self._raw, self._size = raw, os.fstat(raw.fileno()).st_size

    def fileno(self) -> int:
        """The number that the system knows it by."""
        return int(self._raw.fileno())

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Go to a place."""
        return int(self._raw.seek(offset, whence))

    def tell(self) -> int:
        """Where it is."""
        return int(self._raw.tell())

    def read(self, size: int | None = -1) -> bytes:
        """The next bytes.

        Raises:
            OSError: they cannot be had.
        """
        data = bytes(self._raw.read(-1 if size is None else size))
        if not data and size != 0 and (at := self.tell()) < self._size:
            raise OSError(errno.EIO, f"ends at byte {at:,} of {self._size:,}")
        return data

    def close(self) -> None:
        """Close it."""
        self._raw.close()
        super().close()


class FirstBytes(ReadFile):
    """An open file of which only the first `size` bytes are read."""

    def __init__(self, raw: Any, size: int) -> None:
        self._raw, self._size = raw, size

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Go to a place; the end is that of what is read."""
        return int(self._raw.seek(self._size + offset) if whence == io.SEEK_END else self._raw.seek(offset, whence))

    def tell(self) -> int:
        """Where it is."""
        return int(self._raw.tell())

    def read(self, size: int | None = -1) -> bytes:
        """The next bytes."""
        left = max(0, self._size - self.tell())
        return bytes(self._raw.read(left if size is None or size < 0 else min(size, left)))


class _Window(PlacedFile):
    """A stretch of an open file."""

    def __init__(self, raw: Any, start: int, size: int) -> None:
        super().__init__(size)
        self._raw, self._start = raw, start

    def read(self, size: int | None = -1) -> bytes:
        """The next bytes of the stretch.

        Raises:
            Damage: the file ends within it.
        """
        left = max(0, self._size - self._at)
        wanted = left if size is None or size < 0 else min(size, left)
        self._raw.seek(self._start + self._at)
        data = bytes(self._raw.read(wanted)) if wanted else b""
        if wanted and not data:
            raise _broken_off()
        self._at += len(data)
        return data


class _ZipMember(io.RawIOBase):
    """A member of a zip, unpacked while it is read."""

    def __init__(self, raw: Any, member: Member) -> None:
        raw.seek(member.offset)
        header = raw.read(_LOCAL_HEADER.size)
        if len(header) < _LOCAL_HEADER.size or not header.startswith(b"PK\3\4"):
            raise Damage("damaged", "its archive has something else where it should be", _AGAIN)
        _, n_name, n_extra = _LOCAL_HEADER.unpack(header)
        raw.seek(n_name + n_extra, io.SEEK_CUR)
        info = zipfile.ZipInfo()
        info.compress_type, info.CRC = member.method, member.crc
        info.compress_size, info.file_size = member.packed, member.size
        self._inner = zipfile.ZipExtFile(raw, "r", info)

    def readable(self) -> bool:
        """True."""
        return True

    def read(self, size: int | None = -1) -> bytes:
        """The next bytes.

        Raises:
            Damage: they cannot be unpacked, or are not those that were packed.
        """
        try:
            return self._inner.read(-1 if size is None else size)
        except EOFError as error:
            raise _broken_off() from error
        except (zlib.error, lzma.LZMAError, zipfile.BadZipFile, NotImplementedError, ValueError) as error:
            raise Damage("damaged", f"damaged in its archive: {' '.join(str(error).split())}", _AGAIN) from error


class Unpacked:
    """The bytes of a compressed file from its start on, with `read` and a `seek` that only goes ahead (but for one byte, by
    which `tarfile` goes back)."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces, self._piece, self._used = pieces, b"", 0
        self.at = 0
        self._damage: Damage | None = None  # what ended the pieces
        self._last = b""  # the byte before, as long as it is to be given once more

    def read(self, size: int) -> bytes:
        """The next bytes, fewer only at the end.

        Raises:
            Damage: the file breaks off or is damaged.
        """
        found = [self._last] if self._last and size else []
        size -= len(found)
        self.at += len(found)
        self._last = b"" if found else self._last
        while size > 0:
            if self._used == len(self._piece):
                try:
                    if self._damage is not None:  # said each time: a member may be read once more from there
                        raise self._damage
                    self._piece, self._used = next(self._pieces, b""), 0
                except Damage as damage:
                    self._damage = damage
                    if not found:
                        raise
                    break  # first what there is
                if not self._piece:
                    break
            data = self._piece[self._used : self._used + size]
            self._used += len(data)
            self.at += len(data)
            size -= len(data)
            found.append(data)
        return found[0] if len(found) == 1 else b"".join(found)

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Go ahead to `offset`, counted from the start; not further than the end."""
        assert whence == io.SEEK_SET, "as tarfile asks"
        if offset == self.at - 1 and self._used:
            self._last, self.at = self._piece[self._used - 1 : self._used], offset
            return offset
        assert offset >= self.at, "it only goes ahead"
        while self.at < offset and self.read(min(_STEP, offset - self.at)):
            pass
        return self.at

    def tell(self) -> int:
        """How many bytes were read."""
        return self.at


class _Stretch(io.RawIOBase):
    """The next `size` bytes of what is unpacked."""

    def __init__(self, source: Unpacked, size: int) -> None:
        self._source, self._left, self._at = source, size, source.at

    def readable(self) -> bool:
        """True."""
        return True

    def read(self, size: int | None = -1) -> bytes:
        """The next bytes of the stretch.

        Raises:
            Damage: the archive breaks off within it.
        """
        assert self._source.at == self._at, "nobody else reads on while a member is open"
        wanted = self._left if size is None or size < 0 else min(size, self._left)
        data = self._source.read(wanted) if wanted else b""
        if wanted and not data:
            raise _broken_off()
        self._left -= len(data)
        self._at = self._source.at
        return data


class _Cursor(NamedTuple):
    key: tuple[Any, ...]
    source: Unpacked
    close: Callable[[], object]


_open: list[_Cursor] = []  # one at most: a worker reads one archive at a time


def _cursor_at(archive: str, offset: int, unpack: Unpack) -> Unpacked:
    """The unpacked archive, read up to `offset`."""
    state = None
    if not is_elsewhere(archive):
        info = os.stat(archive)  # noqa: PTH116 - a path as fsspec gives it
        state = info.st_size, info.st_mtime_ns, info.st_ino
    key = (os.getpid(), archive, state)
    if not _open or _open[0].key != key or _open[0].source.at > offset:
        close_archives()
        opened = open_file(archive)
        raw = opened.__enter__()
        _open.append(_Cursor(key, Unpacked(unpack(raw)), lambda: opened.__exit__(None, None, None)))
    source = _open[0].source
    try:
        source.seek(offset)
    except Damage:
        close_archives()
        raise
    if source.at < offset:
        close_archives()
        raise _broken_off()
    return source


def close_archives() -> None:
    """Close what was left open for the next member."""
    while _open:
        cursor = _open.pop()
        if cursor.key[0] == os.getpid():
            cursor.close()


atexit.register(close_archives)
