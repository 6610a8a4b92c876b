"""A file system of fsspec whose calls go wrong on purpose: `faulty://…`, and `ranges://…`, which gives stretches as stores do.

Its files are in memory. `Faulty.faults` says what goes wrong: each counts the calls that it is about, and spoils every n-th of them.
What goes wrong with files on this machine (`spoil_this_machine`) is told in the same way.
"""

from __future__ import annotations

import errno
import hashlib
import io
import os
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, ClassVar, Literal

import fsspec
import pytest
from fsspec.implementations.asyn_wrapper import AsyncFileSystemWrapper
from fsspec.implementations.local import LocalFileSystem
from fsspec.spec import AbstractFileSystem

Call = Literal["list", "info", "open", "read", "write", "copy", "remove"]
Kind = Literal["error", "denied", "breaks", "short", "slow", "ends-early", "other-bytes"]
_SLOW_S = 0.002


@dataclass
class Fault:
    """Every `every`-th call of `calls` to a path with `where` in it goes wrong in the way of `kind`, for `most` times.

    `error` is EIO; `denied` a refusal; `breaks` gives, or writes, half and then a broken connection; `short` half of what was asked
    for; `ends-early` half, and then the end; `other-bytes` others than are there, as many.
    """

    kind: Kind
    calls: frozenset[Call]
    every: int = 1
    where: str = ""
    most: int = 1 << 30
    done: int = 0
    _seen: int = 0
    _lock: Any = field(default_factory=threading.Lock, repr=False)

    def strikes(self, call: Call, path: str) -> bool:
        """Whether this call goes wrong."""
        if call not in self.calls or self.where not in path:
            return False
        with self._lock:
            self._seen += 1
            struck = self._seen % self.every == 0 and self.done < self.most
            self.done += struck
        return struck


def struck(faults: list[Fault], call: Call, path: str) -> Fault | None:
    """The fault that spoils a call; raises, or waits, where that is all that it does."""
    for fault in faults:
        if not fault.strikes(call, path):
            continue
        if fault.kind == "slow":
            time.sleep(_SLOW_S)
            continue
        if fault.kind == "denied":
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), path)
        if fault.kind == "error" or call not in ("read", "write"):  # there is no half of these
            raise OSError(errno.EIO, os.strerror(errno.EIO), path)
        return fault
    return None


def broken() -> ConnectionResetError:
    return ConnectionResetError(errno.ECONNRESET, os.strerror(errno.ECONNRESET))


def others(data: bytes) -> bytes:
    """As many other bytes: of texts another text, of what is packed or a table a damaged one."""
    return data.replace(b"harbour", b"HARBOUR") if b"harbour" in data else bytes(b ^ 1 for b in data)


class FaultyFile(io.RawIOBase):
    """An open file; reading goes wrong as `faults` say."""

    def __init__(self, inner: Any, faults: list[Fault], path: str) -> None:
        self._inner, self._faults, self._path = inner, faults, path
        self._then: Fault | None = None

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def fileno(self) -> int:
        return self._inner.fileno()  # type: ignore[no-any-return]

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        return self._inner.seek(offset, whence)  # type: ignore[no-any-return]

    def tell(self) -> int:
        return self._inner.tell()  # type: ignore[no-any-return]

    def read(self, size: int | None = -1) -> bytes:
        if self._then is not None and self._then.kind == "ends-early":
            return b""
        if self._then is not None:
            raise broken()
        fault = struck(self._faults, "read", self._path)
        at = self._inner.tell()
        data: bytes = self._inner.read(-1 if size is None else size)
        if fault is None or not data:
            return data
        if fault.kind == "other-bytes":
            return others(data)
        half = data[: max(1, len(data) // 2)]
        self._inner.seek(at + len(half))
        self._then = fault if fault.kind in ("breaks", "ends-early") else None
        return half

    def readinto(self, buffer: Any) -> int:
        data = self.read(len(buffer))
        buffer[: len(data)] = data
        return len(data)

    def close(self) -> None:
        self._inner.close()
        super().close()


class _Writing(io.BytesIO):
    def __init__(self, fs: Faulty, path: str) -> None:
        super().__init__()
        self._fs, self._path = fs, path

    def close(self) -> None:
        if not self.closed:
            self._fs._write(self._path, self.getvalue())
        super().close()


class Faulty(AbstractFileSystem):  # type: ignore[misc]
    """The file system. `files` are all that it holds, `faults` what goes wrong."""

    protocol = ("faulty", "ranges")
    cachable = False
    root_marker = "/"
    files: ClassVar[dict[str, bytes]] = {}
    faults: ClassVar[list[Fault]] = []

    @classmethod
    def _strip_protocol(cls, path: Any) -> Any:
        if isinstance(path, list):
            return [cls._strip_protocol(each) for each in path]
        return "/" + str(path).partition("://")[2].strip("/") if "://" in str(path) else "/" + str(path).strip("/")

    def _entry(self, path: str) -> dict[str, Any]:
        data = self.files.get(path)
        if data is None:
            return {"name": path, "size": 0, "type": "directory"}
        return {"name": path, "size": len(data), "type": "file", "ETag": hashlib.sha256(data).hexdigest()}

    def info(self, path: str, **_: Any) -> dict[str, Any]:
        path = self._strip_protocol(path)
        struck(self.faults, "info", path)
        if path in self.files or any(name.startswith(path.rstrip("/") + "/") for name in tuple(self.files)):
            return self._entry(path)
        raise FileNotFoundError(path)

    def ls(self, path: str, detail: bool = True, **_: Any) -> list[Any]:
        path = self._strip_protocol(path)
        struck(self.faults, "list", path)
        root = path.rstrip("/") + "/"
        names = {root + name.removeprefix(root).split("/")[0] for name in tuple(self.files) if name.startswith(root)}
        if path in self.files:
            names = {path}
        elif not names:
            raise FileNotFoundError(path)
        return [self._entry(name) if detail else name for name in sorted(names)]

    def _open(self, path: str, mode: str = "rb", **_: Any) -> Any:
        struck(self.faults, "open", path)
        if mode != "rb":
            return _Writing(self, path)
        if path not in self.files:
            raise FileNotFoundError(path)
        return FaultyFile(io.BytesIO(self.files[path]), self.faults, path)

    def cat_file(self, path: str, start: int | None = None, end: int | None = None, **_: Any) -> bytes:
        with self._open(self._strip_protocol(path)) as file:
            size = len(self.files[self._strip_protocol(path)])
            file.seek(start or 0)
            data: bytes = file.read((size if end is None else min(end, size)) - (start or 0))
            if file._then is not None and file._then.kind == "breaks":
                raise broken()
            return data

    def _write(self, path: str, data: bytes) -> None:
        fault = struck(self.faults, "write", path)
        if fault is not None and fault.kind in ("breaks", "short", "ends-early"):
            self.files[path] = data[: len(data) // 2]
            if fault.kind == "breaks":
                raise broken()
        else:
            self.files[path] = others(data) if fault is not None else data

    def pipe_file(self, path: str, value: bytes, mode: str = "overwrite", **_: Any) -> None:
        path = self._strip_protocol(path)
        if mode == "create" and path in self.files:
            raise FileExistsError(path)
        self._write(path, bytes(value))

    def put_file(self, lpath: str, rpath: str, **_: Any) -> None:
        self._write(self._strip_protocol(rpath), Path(lpath).read_bytes())

    def cp_file(self, path1: str, path2: str, **_: Any) -> None:
        one, two = self._strip_protocol(path1), self._strip_protocol(path2)
        struck(self.faults, "copy", one)
        if one not in self.files:
            raise FileNotFoundError(one)
        self.files[two] = self.files[one]

    def rm_file(self, path: str) -> None:
        path = self._strip_protocol(path)
        struck(self.faults, "remove", path)
        if path not in self.files:
            raise FileNotFoundError(path)
        del self.files[path]

    def _rm(self, path: str) -> None:
        self.rm_file(path)

    def rm(self, path: str, **_: Any) -> None:
        path = self._strip_protocol(path)
        found = [name for name in tuple(self.files) if name == path or name.startswith(path + "/")]
        if not found:
            raise FileNotFoundError(path)
        for name in found:
            self.rm_file(name)

    def rmdir(self, path: str) -> None:
        """There are no folders but those that files are in."""

    def makedirs(self, path: str, exist_ok: bool = False) -> None:
        """There are no folders but those that files are in."""


class Ranges(AsyncFileSystemWrapper):  # type: ignore[misc]
    """The same, of which stretches are asked for, as of stores."""

    cachable = False

    def __init__(self, **options: Any) -> None:
        super().__init__(fs=Faulty(), asynchronous=False, **{k: v for k, v in options.items() if k != "asynchronous"})

    @classmethod
    def _strip_protocol(cls, path: Any) -> Any:
        return Faulty._strip_protocol(path)


def register() -> None:
    fsspec.register_implementation("faulty", Faulty, clobber=True)
    fsspec.register_implementation("ranges", Ranges, clobber=True)


def spoil_this_machine(monkeypatch: pytest.MonkeyPatch, root: Path, faults: list[Fault]) -> None:
    """Let calls of the system for what is below `root` go wrong: opening and reading sources, and, for what is written, renaming
    (`copy`), putting on the disk (`write`) and removing.
    """
    real_open, real = (
        LocalFileSystem.open,
        {name: getattr(os, name) for name in ("replace", "rename", "fsync", "unlink")},
    )

    def open_file(fs: Any, path: Any, mode: str = "rb", **options: Any) -> Any:
        if not str(path).startswith(str(root)) or mode != "rb":
            return real_open(fs, path, mode, **options)
        struck(faults, "open", str(path))
        return FaultyFile(real_open(fs, path, mode, **options), faults, str(path))

    def called(name: str, call: Call) -> Any:
        def spoilt(*args: Any, **options: Any) -> Any:
            path = args[-1] if isinstance(args[-1], int | str) else os.fspath(args[-1])
            if isinstance(path, int):
                path = Path(f"/proc/self/fd/{path}").readlink() if Path("/proc/self/fd").is_dir() else str(root)
            if str(path).startswith(str(root)) and not str(path).endswith(".lock"):
                struck(faults, call, str(path))
            return real[name](*args, **options)

        return spoilt

    monkeypatch.setattr(LocalFileSystem, "open", open_file)
    for name, call in (("replace", "copy"), ("rename", "copy"), ("fsync", "write"), ("unlink", "remove")):
        monkeypatch.setattr(os, name, called(name, call))  # type: ignore[arg-type]
