"""The errors this package raises: `where: what is so; what to do`, in one line.

`ConfigError` stops before work begins, `DocumentError` sends one document to quarantine, `ShardError` fails one
shard or source file, `ExportError` stops the export. Anything else is a defect and keeps its traceback.
"""

import errno
import os

from cleancorpus.credentials import without_credentials
from cleancorpus.shown import one_line


def told(what: str, todo: str) -> str:
    """What is so and what to do as one line; a library's own words often end with a stop.

    >>> told("no Parquet that can be read: Out of data.", "write the file again")
    'no Parquet that can be read: Out of data; write the file again'
    """
    return f"{what.rstrip(' .;,:')}; {todo}" if todo else what


# Characters of a part of a message, as a key can have any number, and of either end of a longer one.
_MOST, _SHOWN = 4_000, 1_500


def _part(text: str) -> str:
    line = one_line(without_credentials(text))
    return line if len(line) <= _MOST else f"{line[:_SHOWN]} … {line[-_SHOWN:]}"


class CleancorpusError(Exception):
    """Base of the errors a user can do something about; `exit_code` is what the command line ends with.

    No message has credentials in it, nor line breaks or orders to a terminal: they are taken out here.
    """

    exit_code = 2

    def __init__(self, where: str, what: str, todo: str = "") -> None:
        self.where, self.what, self.todo = _part(where), _part(what), _part(todo)
        super().__init__(f"{self.where}: {told(self.what, self.todo)}")

    def __reduce__(self) -> tuple[type, tuple[str, str, str]]:
        return type(self), (self.where, self.what, self.todo)


class ConfigError(CleancorpusError):
    """The configuration is wrong: nothing was read, nothing written."""


class DocumentError(CleancorpusError):
    """One document cannot be processed; it goes to quarantine with this line."""

    exit_code = 1


class TooLargeError(DocumentError):
    """One document is made of more lines or elements than the configuration lets in."""


class ShardError(CleancorpusError):
    """A source file or shard cannot be read or written as a whole."""


class SourceChangedError(ShardError):
    """A source file is written to while it is read: what was digested is not what was read."""

    def __init__(self, name: str) -> None:
        super().__init__(name, "changed while it was read", "run again when nobody writes to it")

    def __reduce__(self) -> tuple[type, tuple[str]]:  # type: ignore[override]
        return type(self), (self.where,)


class SourceLostError(ShardError):
    """A source elsewhere has stopped answering: what is not read of it is no fault of its records."""


class ExportError(CleancorpusError):
    """The export cannot be finished; what stood in `dist/` before still stands."""


_FEWER = "or set run.workers lower"
_TOO_MANY_FILES = frozenset((errno.EMFILE, errno.ENFILE))
_NO_MORE_PROCESSES = ("can't start new thread", "Failed to launch worker thread")


def out_of(error: BaseException) -> ShardError | None:
    """What is told where the system gives no more memory, open files, processes or temporary files; None for other errors."""
    said, number = str(error), error.errno if isinstance(error, OSError) else None
    unmapped = isinstance(error, ImportError) and "failed to map segment" in said
    if unmapped or isinstance(error, MemoryError) or number == errno.ENOMEM:
        return ShardError("memory", "there is not enough of it", f"allow for more (ulimit -v), {_FEWER}")
    if number in _TOO_MANY_FILES:
        return ShardError("open files", "no more of them are allowed", f"raise their number (ulimit -n), {_FEWER}")
    refused = number == errno.EAGAIN and isinstance(error, OSError) and error.strerror == os.strerror(errno.EAGAIN)
    if refused or any(words in said for words in _NO_MORE_PROCESSES):
        what = "no more of them are allowed, nor threads"
        return ShardError("processes", what, f"raise their number (ulimit -u), {_FEWER}")
    if isinstance(error, FileNotFoundError) and "No usable temporary directory" in said:
        return ShardError("temporary files", "no folder takes them", "set TMPDIR to one that can be written to")
    return None


DEFECT = "this is a defect: report it"  # what to do about an error that no user can cause
