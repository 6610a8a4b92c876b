"""Lists that a configuration names by file: one entry a line, `#` for remarks, UTF-8, also `.gz`."""

from __future__ import annotations

import errno
import gzip
import hashlib
import stat
import zlib
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from cleancorpus.errors import ConfigError


class Entries(NamedTuple):
    """The entries of some files, and a digest of these: empty where no file is named."""

    entries: tuple[str, ...]
    digest: str


def read_lists(paths: Iterable[str], option: str) -> Entries:
    """The entries of all files, sorted, each once; `option` is the key that names them, for errors.

    Raises:
        ConfigError: a file cannot be read, is not UTF-8 or no gzip file, or has no entry.
    """
    found: set[str] = set()
    for path in paths:
        try:
            status = Path(path).stat()
            if not stat.S_ISREG(status.st_mode):
                raise OSError(errno.EINVAL, "is no regular file")
            entries = _read(str(Path(path).absolute()), status.st_mtime_ns, status.st_size)
        except UnicodeDecodeError as error:
            raise ConfigError(option, f"'{path}' is not UTF-8", "save it as UTF-8") from error
        except (EOFError, zlib.error, gzip.BadGzipFile) as error:
            raise ConfigError(option, f"'{path}' is no whole gzip file", "pack it again, or take .gz off") from error
        except OSError as error:
            raise ConfigError(
                option, f"'{path}' cannot be read: {error.strerror}", "name a file, relative to the current folder"
            ) from error
        if not entries:
            raise ConfigError(option, f"'{path}' has no entry", "write one a line, or take the file out")
        found.update(entries)
    if not found:
        return Entries((), "")
    ordered = tuple(sorted(found))
    return Entries(ordered, hashlib.sha256("\n".join(ordered).encode()).hexdigest()[:16])


@lru_cache(maxsize=16)
def _read(path: str, changed_ns: int, size: int) -> tuple[str, ...]:  # noqa: ARG001 - a changed file is read again
    opened = gzip.open if path.endswith(".gz") else open
    with opened(path, "rt", encoding="utf-8-sig") as lines:
        stripped = (line.strip() for line in lines)
        return tuple(line for line in stripped if line and not line.startswith("#"))
