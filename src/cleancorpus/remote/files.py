"""Files elsewhere, read through fsspec: by ranges where their server gives some, and asked for again where it fails."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import Any

from fsspec.asyn import AsyncFileSystem
from fsspec.core import url_to_fs
from fsspec.implementations.local import LocalFileSystem

from cleancorpus.remote.errors import (
    BrokenOffError,
    MissingError,
    PlaceError,
    full_address,
    message_of,
    protocol_of,
    retried,
)

_AHEAD = 1 << 22  # bytes asked for at once in a file that is read through
_LEAST = 1 << 16  # and in one that is read here and there
_AT_ONCE = 8  # requests under way in `blocks`
_WEB = ("http", "https")
_EXTRAS = {"s3": "s3", "s3a": "s3", "gs": "gcs", "gcs": "gcs", "http": "http", "https": "http"}


def file_system_of(path: str) -> tuple[Any, str]:
    """The file system that an absolute path or a URL names, and the path in it.

    A local path is taken as it is: files of a mirrored site may have `::` in their names, which chains URLs in fsspec.

    Raises:
        ImportError: a package is needed that is not installed; the message says how to get it.
        ValueError: there is no such protocol.
    """
    if Path(path).is_absolute():
        return LocalFileSystem(), path
    try:
        fs, inner = url_to_fs(full_address(path))
    except ImportError as error:
        extra = _EXTRAS.get(protocol_of(path))
        raise ImportError(f"pip install 'cleancorpus[{extra}]'" if extra else message_of(error)) from error
    except ValueError as error:
        raise ValueError(message_of(error)) from error
    return fs, inner


class ReadFile(io.RawIOBase):
    """A file that is read by its `read`, and in which one can go to a place."""

    def readable(self) -> bool:
        """True."""
        return True

    def seekable(self) -> bool:
        """True."""
        return True

    def readinto(self, buffer: Any) -> int:
        """As `read`, into a buffer."""
        data: bytes = self.read(len(buffer))
        buffer[: len(data)] = data
        return len(data)


class PlacedFile(ReadFile):
    """A file of `size` bytes in which `seek` only notes where the next `read` begins."""

    def __init__(self, size: int) -> None:
        self._size, self._at = size, 0

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Go to a place; nothing is read."""
        self._at = max(0, offset + (0, self._at, self._size)[whence])
        return self._at

    def tell(self) -> int:
        """The place where the next `read` begins."""
        return self._at


class RangedFile(PlacedFile):
    """A file elsewhere, read by ranges that are asked for again where an answer fails; `seek` costs nothing.

    Who reads it through has 4 MiB fetched at once, who jumps to and fro what is asked for and 64 KiB at least.
    """

    def __init__(
        self,
        fetch: Callable[[int, int], bytes],
        path: str,
        size: int,
        *,
        ahead: int = _AHEAD,
        end: Callable[[], None] = lambda: None,
    ) -> None:
        super().__init__(size)
        self._fetch, self._path, self._ahead, self._end = fetch, path, ahead, end
        self._start, self._data = 0, b""

    def read(self, size: int | None = -1) -> bytes:
        """The next bytes, as many as asked for, fewer only at the end.

        Raises:
            PlaceError: they cannot be had.
        """
        stop = self._size if size is None or size < 0 else min(self._at + size, self._size)
        found = []
        while self._at < stop:
            end = self._start + len(self._data)
            if not self._start <= self._at < end:
                least = self._ahead if self._at == end else _LEAST
                wanted = min(self._size, max(stop, self._at + least))
                self._start, self._data = self._at, fetch_range(self._fetch, self._path, self._at, wanted)
                end = wanted
            piece = self._data[self._at - self._start : min(stop, end) - self._start]
            self._at += len(piece)
            found.append(piece)
        return found[0] if len(found) == 1 else b"".join(found)

    def close(self) -> None:
        """Close the connection."""
        if not self.closed:
            self._end()
        super().close()


class _Reopened:
    """An open file of a driver that asks nothing again: after an error, or an end that comes too early, it is opened anew."""

    def __init__(self, fs: Any, inner: str, options: dict[str, Any]) -> None:
        self._fs, self._inner, self._options = fs, inner, options
        self._file: Any = None

    def open(self) -> None:
        """Open it, where it is not."""
        if self._file is None:
            self._file = self._fs.open(self._inner, "rb", **self._options)

    def fetch(self, start: int, stop: int) -> bytes:
        """Bytes `start` to `stop`, fewer where the file ends before."""
        found, left = list[bytes](), stop - start
        try:
            self.open()
            self._file.seek(start)
            while left and (data := self._file.read(left)):
                found.append(bytes(data))
                left -= len(data)
        finally:
            if left:
                self.close()
        return b"".join(found)

    def close(self) -> None:
        """Close it; what its driver says to that is no error of what was read."""
        file, self._file = self._file, None
        if file is not None:
            with suppress(Exception):
                file.close()


class _StreamedFile(io.RawIOBase):
    """A file elsewhere that can only be read from its start; where it breaks off it is opened again and read up to there."""

    def __init__(self, open_again: Callable[[], Any], path: str) -> None:
        self._open, self._path, self._at = open_again, path, 0
        self._raw: Any = retried(open_again, path)

    def readable(self) -> bool:
        """True."""
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:  # noqa: ARG002
        """Refused: what needs it, as Parquet does, cannot be read so."""
        raise PlaceError("its server sends whole files only", "fetch it, and name it where it then is")

    def read(self, size: int | None = -1) -> bytes:
        """The next bytes.

        Raises:
            PlaceError: they cannot be had.
        """

        def read_on() -> bytes:
            if self._raw is None:
                raw, left = self._open(), self._at
                while left:
                    if not (skipped := raw.read(min(left, _AHEAD))):
                        raise BrokenOffError("the file is shorter than it was")
                    left -= len(skipped)
                self._raw = raw
            try:
                return bytes(self._raw.read(size))
            except Exception:
                self._raw = None
                raise

        data = retried(read_on, self._path)
        self._at += len(data)
        return data

    def close(self) -> None:
        """Close the connection."""
        if self._raw is not None and not self.closed:
            self._raw.close()
        super().close()


def fetch_range(fetch: Callable[[int, int], bytes], path: str, start: int, stop: int) -> bytes:
    """Bytes `start` to `stop` of a file, all of them.

    Raises:
        PlaceError: they cannot be had.
    """

    def whole() -> bytes:
        data = fetch(start, stop)
        if len(data) < stop - start:
            raise BrokenOffError(f"{len(data):,} of {stop - start:,} bytes came")
        if len(data) > stop - start:
            raise PlaceError("the server sends more than it is asked for", "fetch the file and name it there")
        return data

    return retried(whole, path)


_Fetch = Callable[[int, int], bytes]


def _ranges_of(fs: Any, inner: str, path: str) -> tuple[_Fetch, int] | None:
    """How to fetch a range of a file, and its size; None where its server or driver gives no ranges."""
    on_web = protocol_of(path) in _WEB
    if not (on_web or protocol_of(path) == "hf" or isinstance(fs, AsyncFileSystem)):
        return None
    info = retried(lambda: fs.info(inner), path)
    size = info.get("size")
    if not isinstance(size, int) or (on_web and info.get("partial") is False):
        return None
    if not on_web and protocol_of(path) != "hf":
        return (lambda start, stop: bytes(fs.cat_file(inner, start=start, end=stop))), size
    opened = retried(lambda: fs.open(inner, "rb"), path)

    def fetch(start: int, stop: int) -> bytes:
        return bytes(opened._fetch_range(start, stop))

    if on_web and size:
        try:
            retried(lambda: fetch(0, 1), path)
        except ValueError:  # the driver's word for a server that gives all of it, whatever it is asked for
            return None
    return fetch, size


def open_elsewhere(fs: Any, inner: str, path: str, *, only_head: bool = False) -> Any:
    """Open a file elsewhere to be read; with `only_head` little more than its beginning is asked for.

    Raises:
        PlaceError: it cannot be opened.
    """
    if protocol_of(path) in _WEB:
        size = retried(lambda: fs.info(inner), path).get("size")
        if only_head or not isinstance(size, int):
            return _StreamedFile(lambda: fs.open(inner, "rb", block_size=0), path)
        if size <= _AHEAD:
            return io.BytesIO(fetch_range(lambda *_: bytes(fs.cat_file(inner)), path, 0, size))
    if (by_range := _ranges_of(fs, inner, path)) is not None:
        fetch, size = by_range
        return RangedFile(fetch, path, size, ahead=_LEAST if only_head else _AHEAD)
    if protocol_of(path) in _WEB:
        return _StreamedFile(lambda: fs.open(inner, "rb", block_size=0), path)
    options = {"block_size": _LEAST} if only_head else {}
    size = retried(lambda: fs.info(inner), path).get("size")
    if not isinstance(size, int) or not size:  # its driver does not say where the file ends
        return retried(lambda: fs.open(inner, "rb", **options), path)
    file = _Reopened(fs, inner, options)
    retried(file.open, path)
    return RangedFile(file.fetch, path, size, ahead=_LEAST if only_head else _AHEAD, end=file.close)


def read_elsewhere(fs: Any, inner: str, path: str) -> bytes:
    """All bytes of a small file elsewhere.

    Raises:
        PlaceError: they cannot be had.
    """

    def whole() -> bytes:
        size = fs.info(inner).get("size")
        data = bytes(fs.cat_file(inner))
        if isinstance(size, int) and len(data) < size:
            raise BrokenOffError(f"{len(data):,} of {size:,} bytes came")
        return data

    return retried(whole, path)


def files_below(fs: Any, folder: str, path: str) -> dict[str, int]:
    """The sizes of all files below a folder elsewhere, by their paths in it; none where it is not there.

    Drivers' own `find` takes a folder that cannot be listed for an empty one.

    Raises:
        PlaceError: it cannot be listed.
    """
    fs.invalidate_cache()
    root, found, pending = folder.rstrip("/"), dict[str, int](), [folder.rstrip("/")]
    while pending:
        at = pending.pop()
        try:
            listed = retried(lambda at=at: list(fs.ls(at, detail=True)), path)  # type: ignore[misc]
        except MissingError as error:
            if "bucket" in error.what:
                raise
            continue
        for info in listed:
            name = str(info["name"]).rstrip("/")
            if info["type"] == "directory":
                pending += [name] if name != at else []
            elif name.startswith(f"{root}/"):
                found[name.removeprefix(f"{root}/")] = int(info["size"] or 0)
    return found


def has_ranges(path: str) -> bool:
    """Whether any stretch of a file elsewhere can be asked for by itself.

    Raises:
        OSError, ImportError, ValueError: it cannot be asked about.
    """
    fs, inner = file_system_of(path)
    return protocol_of(path) == "memory" or _ranges_of(fs, inner, path) is not None


def range_of(path: str, start: int, stop: int) -> bytes:
    """Bytes `start` to `stop` of a file elsewhere that `has_ranges`.

    Raises:
        OSError: they cannot be had.
    """
    fs, inner = file_system_of(path)
    by_range = _ranges_of(fs, inner, path)
    fetch = by_range[0] if by_range else lambda first, last: bytes(fs.cat_file(inner, start=first, end=last))
    return fetch_range(fetch, path, start, stop)


def blocks(path: str, size: int, block: int = _AHEAD) -> Iterator[bytes]:
    """A file elsewhere that `has_ranges`, block by block in order; eight of them are asked for at once.

    Raises:
        OSError: a block cannot be had.
    """
    fs, inner = file_system_of(path)
    by_range = _ranges_of(fs, inner, path)
    fetch = by_range[0] if by_range else lambda first, last: bytes(fs.cat_file(inner, start=first, end=last))
    starts = range(0, size, block)

    def one(start: int) -> bytes:
        return fetch_range(fetch, path, start, min(size, start + block))

    with ThreadPoolExecutor(_AT_ONCE) as pool:
        under_way = [pool.submit(one, start) for start in starts[:_AT_ONCE]]
        for number in range(len(starts)):
            yield under_way.pop(0).result()
            if number + _AT_ONCE < len(starts):
                under_way.append(pool.submit(one, starts[number + _AT_ONCE]))


def put_file(fs: Any, source: Path, inner: str, path: str) -> None:
    """Send a file of this machine to a place elsewhere.

    Raises:
        PlaceError: it cannot be sent, or is not all there afterwards.
    """
    wanted = source.stat().st_size

    def put() -> None:
        fs.put_file(str(source), inner)
        fs.invalidate_cache(inner)
        _check_size(fs.info(inner).get("size"), wanted)

    retried(put, path)


def get_file(fs: Any, inner: str, target: Path, path: str, size: int | None = None) -> None:
    """Fetch a file elsewhere of `size` bytes (None: as its driver says) to this machine.

    Raises:
        PlaceError: it cannot be had.
    """

    def get() -> None:
        wanted = fs.info(inner).get("size") if size is None else size
        fs.get_file(inner, str(target))
        _check_size(target.stat().st_size, wanted)

    retried(get, path)


def _check_size(there: Any, wanted: Any) -> None:
    if isinstance(there, int) and isinstance(wanted, int) and there != wanted:
        raise BrokenOffError(f"{there:,} of {wanted:,} bytes came")
