"""The work folder: results of tasks, each there whole or not at all.

A result is a file named by the digests of what it was made from. It is written under a temporary name, synced and renamed
(on shared storage without renames: uploaded in one piece), so that a process killed at any moment leaves either the
result or a temporary file, which the next run clears. The folder is a local path or an fsspec URL.
"""

from __future__ import annotations

import errno
import hashlib
import json
import os
import re
import secrets
import shutil
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pyarrow as pa
from fsspec.core import url_to_fs
from fsspec.implementations.local import LocalFileSystem

from cleancorpus.errors import ShardError, out_of
from cleancorpus.remote.errors import MissingError, PlaceError, is_of_system, retried
from cleancorpus.remote.files import get_file, put_file, read_elsewhere

_NUMBER = re.compile(r"\[errno (\d{1,3})\]", re.IGNORECASE)
TEMPORARY = ".tmp"  # ending of what is being written
# To remove a folder in which somebody still writes: within 2.8 s, each pause longer by so much.
_TRIES, _PAUSE_S = 8, 0.1


class Store:
    """Files below a root, by names such as `clean-3f2a/9c01.arrow`.

    A store can be pickled: processes and machines that see the same root see the same results.
    """

    def __init__(self, root: str) -> None:
        self.root = root
        self._fs, self._base = url_to_fs(root)
        self.is_local = isinstance(self._fs, LocalFileSystem)

    def __reduce__(self) -> tuple[type, tuple[str]]:
        return type(self), (self.root,)

    def path(self, name: str) -> str:
        """Where `name` is: a path of the store's file system."""
        return f"{self._base.rstrip('/')}/{name}" if name else self._base

    def local(self, name: str) -> Path:
        """The path of `name` in a store on this machine's disk."""
        assert self.is_local, "asked of a store on this machine only"
        return Path(self.path(name))

    def scratch(self, name: str) -> Path:
        """A path in this machine's folder for temporary files, where what goes to a store elsewhere is written first."""
        root = hashlib.sha256(self.root.encode()).hexdigest()[:16]
        return Path(tempfile.gettempdir()) / f"cleancorpus-{root}-{name}"

    def has(self, name: str) -> bool:
        """Whether `name` is there, which means that it is whole."""
        if self.is_local:
            return os.path.isfile(self.path(name))  # noqa: PTH113 - asked for each part
        return self._kind(name) != ""

    @contextmanager
    def writing(self, name: str) -> Iterator[Path]:
        """A path to write `name` to; at the end of the `with` it is put in place, after an error it is removed."""
        if self.is_local:
            final = Path(self.path(name))
            final.parent.mkdir(parents=True, exist_ok=True)
            temporary = final.with_name(f"{final.name}.{secrets.token_hex(4)}{TEMPORARY}")
            try:
                yield temporary
                sync_file(temporary)
                temporary.replace(final)
            except BaseException:
                temporary.unlink(missing_ok=True)
                raise
            return
        with tempfile.TemporaryDirectory(prefix=self.scratch("").name) as folder:
            temporary = Path(folder) / "file"
            yield temporary
            self._send(temporary, name)

    def put(self, name: str, path: Path) -> None:
        """Put a finished file of this machine in place as `name`; it is gone from `path` afterwards."""
        if self.is_local:
            sync_file(path)
            final = Path(self.path(name))
            final.parent.mkdir(parents=True, exist_ok=True)
            path.replace(final)
        else:
            self._send(path, name)
            path.unlink()

    def _send(self, path: Path, name: str) -> None:
        parent = self._fs._parent(self.path(name))
        retried(lambda: self._fs.makedirs(parent, exist_ok=True), self.root)
        put_file(self._fs, path, self.path(name), self.root)

    def _kind(self, name: str) -> str:
        """`file` or `directory`; empty for what is not there. Drivers' own `exists` and `isdir` take every error for a no.

        Raises:
            PlaceError: the store does not say.
        """
        try:
            return str(self._info(name)["type"])
        except MissingError:
            return ""

    def _info(self, name: str) -> Any:
        """What the store says of a file or folder now. Drivers answer from what they have listed before, and since then other
        processes may have made, changed or removed it.
        """
        self._fs.invalidate_cache()
        return retried(lambda: self._fs.info(self.path(name)), self.root)

    def read_batches(self, name: str, columns: Iterable[int] = ()) -> Iterator[pa.RecordBatch]:
        """The batches of an Arrow IPC stream, in order; with `columns` only these of its columns, by number."""
        options = pa.ipc.IpcReadOptions(included_fields=list(columns))
        with self._whole(name), pa.ipc.open_stream(self._source(name), options=options) as reader:
            yield from reader

    def write_json(self, name: str, value: Any) -> None:
        """Put a JSON value in place."""
        with self.writing(name) as path:
            path.write_text(json.dumps(value, sort_keys=True), encoding="utf-8")

    def read_json(self, name: str) -> Any:
        """The value of `write_json`.

        Raises:
            ShardError: it is damaged.
        """
        with self._whole(name):
            return json.loads(self.read_bytes(name))

    def write_note(self, name: str, value: Any, files: Iterable[str]) -> None:
        """Say in `<name>.json` that a result is done: `value`, and the sizes of its files, which are in place.

        Last of all: the files count only with it.
        """
        self.write_json(f"{name}.json", {"value": value, "bytes": {file: self.size(file) for file in files}})

    def read_note(self, name: str) -> Any:
        """The value of `write_note`; None where there is none, or where a file is not as large as it was: then the result
        is damaged, and has to be made again.
        """
        try:
            note = json.loads(self.read_bytes(f"{name}.json"))
            if all(self.size(file) == size for file, size in note["bytes"].items()):
                return note["value"]
        except (FileNotFoundError, ValueError, KeyError):
            return None  # not done, or the note itself is damaged, or of an earlier form
        return None

    def size(self, name: str) -> int:
        """How many bytes a file has."""
        if self.is_local:
            return os.stat(self.path(name)).st_size  # noqa: PTH116 - asked for each part
        return int(self._info(name)["size"])

    def read_bytes(self, name: str) -> bytes:
        """The whole of a file."""
        if self.is_local:
            return Path(self.path(name)).read_bytes()
        return read_elsewhere(self._fs, self.path(name), self.root)

    def open_arrow(self, name: str) -> pa.RecordBatchFileReader:
        """An Arrow IPC file: mapped where the store is local, else read as a whole."""
        with self._whole(name):
            return pa.ipc.open_file(self._source(name))

    def read_table(self, name: str) -> pa.Table:
        """All rows of an Arrow IPC file."""
        with self._whole(name):
            return self.open_arrow(name).read_all()

    @contextmanager
    def errors_told(self) -> Iterator[None]:
        """Within the `with`, an error of the system (a full disk, a folder that is gone) becomes one line.

        Raises:
            ShardError: for any `OSError`.
        """
        try:
            yield
        except BrokenPipeError:  # of the terminal: nothing is wrong with the folder
            raise
        except PlaceError as error:
            raise ShardError(self.root, f"cannot be read or written: {error.what}", error.todo) from error
        except OSError as error:
            if (told := out_of(error)) is not None:
                raise told from error
            said = error.strerror or str(error)
            if found := _NUMBER.search(said):  # of Arrow, which has a sentence around it
                said = os.strerror(int(found[1]))
            what = f"cannot be read or written: {' '.join(said.split())}"
            todo = "mend that, then run the same command again: what is done is kept"
            raise ShardError(str(error.filename or self.path("")), what, todo) from error

    def _source(self, name: str) -> Any:
        return pa.memory_map(self.path(name)) if self.is_local else pa.py_buffer(self.read_bytes(name))

    @contextmanager
    def _whole(self, name: str) -> Iterator[None]:
        """Within the `with` the file is read; one that is damaged is removed, so that the next run makes it again.

        Raises:
            ShardError: it is damaged.
        """
        try:
            yield
        except (pa.ArrowInvalid, ValueError, OSError) as error:
            # What the system or a store says (too many open files, no answer) is no damage.
            if is_of_system(error):
                raise
            self.remove(name)
            what = f"is damaged: {' '.join(str(error).split())}"
            raise ShardError(self.path(name), what, "it was removed: run the same command again") from error

    def write_table(self, name: str, table: pa.Table) -> None:
        """Put a table in place as an Arrow IPC file."""
        with (
            self.writing(name) as path,
            pa.OSFile(str(path), "wb") as sink,
            pa.ipc.new_file(sink, table.schema) as writer,
        ):
            writer.write_table(table)

    def write_stream(self, name: str, batches: Iterable[pa.RecordBatch], schema: pa.Schema) -> None:
        """Put batches in place as an Arrow IPC stream (`read_batches`)."""
        with (
            self.writing(name) as path,
            pa.OSFile(str(path), "wb") as sink,
            pa.ipc.new_stream(sink, schema) as writer,
        ):
            for batch in batches:
                writer.write_batch(batch)

    def fetch(self, name: str, target: Path) -> None:
        """Move `name` out of the store to `target`, by renaming where that is possible."""
        if self.is_local:
            shutil.move(self.path(name), target)
        else:
            get_file(self._fs, self.path(name), target, self.root)

    def names(self, folder: str = "") -> list[str]:
        """Names of the files and folders right below `folder`, sorted; none where it does not exist."""
        if self.is_local:
            return sorted(os.listdir(self.path(folder))) if os.path.isdir(self.path(folder)) else []  # noqa: PTH112, PTH208
        if self._kind(folder) != "directory":
            return []
        self._fs.invalidate_cache()
        listed = retried(lambda: self._fs.ls(self.path(folder), detail=False), self.root)
        return sorted(str(path).rstrip("/").rsplit("/", 1)[-1] for path in listed)

    def remove(self, name: str = "") -> None:
        """Remove a file or folder with all in it; nothing happens where there is none."""
        if self.is_local:
            path = Path(self.path(name))
            if path.is_dir():
                remove_folder(path)
            elif path.exists():
                path.unlink(missing_ok=True)
            return
        with suppress(MissingError):
            retried(lambda: self._fs.rm(self.path(name), recursive=True), self.root)

    def clear_temporary(self) -> int:
        """Remove what killed processes were writing; gives how many files that were. To be called under the lock.

        Of a store elsewhere that is what lies on this machine; on other machines of a cluster it stays.
        """
        if self.is_local:
            left = [path for path in Path(self._base).rglob(f"*{TEMPORARY}") if path.is_file()]
        else:
            scratch = self.scratch("")
            left = list(scratch.parent.glob(f"{scratch.name}*"))
        for path in left:
            if path.is_dir():
                shutil.rmtree(path)
            else:
                path.unlink(missing_ok=True)
        return len(left)


def remove_folder(path: Path) -> None:
    """Remove a folder and all in it, also while a process of a run that was killed still puts a file in place there: on Ray
    one ends a moment later than its run. What it renames or makes meanwhile is looked for once more.
    """
    for attempt in range(_TRIES):
        try:
            shutil.rmtree(path)
        except OSError as error:
            if attempt == _TRIES - 1 or error.errno not in (errno.ENOENT, errno.ENOTEMPTY):
                raise
            time.sleep(_PAUSE_S * attempt)
        if not path.exists():
            return


def sync_file(path: Path) -> None:
    """Make sure that a file's bytes are on the disk before its name says that it is done."""
    with path.open("r+b") as file:  # Windows syncs no file that is open for reading only
        os.fsync(file.fileno())


def sync_folder(path: Path) -> None:
    """Make sure that the names in a folder are on the disk, where the system has a way to ask for that."""
    if sys.platform == "win32":
        return
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    except OSError as error:
        if error.errno not in (errno.EINVAL, errno.ENOTSUP):  # as some network file systems say to it
            raise
    finally:
        os.close(descriptor)
