"""The errors this package raises: `where: what is so; what to do`, in one line.

`ConfigError` stops before work begins, `DocumentError` sends one document to quarantine, `ShardError` fails one
shard or source file, `ExportError` stops the export. Anything else is a defect and keeps its traceback.
"""

from cleancorpus.credentials import without_credentials
from cleancorpus.shown import one_line


def told(what: str, todo: str) -> str:
    """What is so and what to do as one line; a library's own words often end with a stop.

    >>> told("no Parquet that can be read: Out of data.", "write the file again")
    'no Parquet that can be read: Out of data; write the file again'
    """
    return f"{what.rstrip(' .;,:')}; {todo}" if todo else what


class CleancorpusError(Exception):
    """Base of the errors a user can do something about; `exit_code` is what the command line ends with.

    No message has credentials in it, nor line breaks or orders to a terminal: they are taken out here.
    """

    exit_code = 2

    def __init__(self, where: str, what: str, todo: str = "") -> None:
        self.where, self.what, self.todo = (one_line(without_credentials(text)) for text in (where, what, todo))
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


DEFECT = "this is a defect: report it"  # what to do about an error that no user can cause
