"""All that is below a folder, here or elsewhere, and what of it cannot be listed."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from fsspec.implementations.local import LocalFileSystem

from cleancorpus.remote.errors import UnreachableError, retried


def walk(fs: Any, root: str, enter: Callable[[str], bool]) -> Iterator[tuple[str, dict[str, Any], OSError | None]]:
    """Path and info of all that is below a folder, in no order; only folders that `enter` wants are gone into.

    A folder that cannot be listed comes a second time, with the error, and so does what the system does not say of what it is.
    (fsspec's own `walk` keeps silent about it, or ends there.) The path of a file without a name, which is that of its folder,
    ends in `/`.

    Raises:
        OSError: `root` itself cannot be listed.
    """
    pending: list[tuple[str, dict[str, Any]]] = [(root.rstrip("/") or root, {})]
    while pending:
        folder, info = pending.pop()
        try:
            listing = _listing(fs, folder)
        except UnreachableError:  # as if it were empty, the corpus would be another one each time
            raise
        except OSError as error:
            if not info:
                raise
            yield folder, info, error
            continue
        for inner in listing:
            path = inner["name"].rstrip("/")
            if (unknown := inner.get("error")) is not None:
                yield path, inner, unknown
                continue
            if path == folder:
                if inner["type"] != "directory":  # object stores mark folders so
                    yield f"{path}/", inner, None
                continue
            yield path, inner, None
            if inner["type"] == "directory" and enter(path):
                pending.append((path, inner))


def _listing(fs: Any, folder: str) -> list[dict[str, Any]]:
    """What is in a folder; of one elsewhere asked again where the network fails. What there the system says nothing of has an
    `error`.

    Raises:
        OSError: it cannot be listed.
    """
    if isinstance(fs, LocalFileSystem):
        found: list[dict[str, Any]] = []
        with os.scandir(folder) as entries:
            for entry in entries:
                try:
                    found.append(fs.info(entry))
                except FileNotFoundError:  # removed meanwhile
                    continue
                except OSError as error:
                    found.append({"name": Path(entry.path).as_posix(), "type": "file", "error": error})
        return found
    protocol = fs.protocol if isinstance(fs.protocol, str) else fs.protocol[0]
    return retried(lambda: list(fs.ls(folder, detail=True)), f"{protocol}://{folder}")


def is_hidden(path: str) -> bool:
    """Whether the last part of a path says that it is not to be seen."""
    return path.rsplit("/", 1)[-1].startswith(".")
