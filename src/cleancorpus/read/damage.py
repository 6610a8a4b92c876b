"""What is wrong with a file, or a record in it: turned into an error record by the readers."""

from __future__ import annotations

from cleancorpus.credentials import without_credentials

# The reason of what the system, or a server, did not let be read: another run may read it.
UNREADABLE = "unreadable"
_BREAKS_OFF = ("truncated", "damaged", UNREADABLE, "needs-memory")


class Damage(Exception):  # noqa: N818 (a fact about a file, turned into an error record by the readers)
    """A file breaks off or cannot be read on; `code` is the word for the ledger. `what` is without credentials."""

    def __init__(self, code: str, what: str, todo: str) -> None:
        self.code, self.what, self.todo = code, without_credentials(what), todo
        super().__init__(code, self.what, todo)

    @property
    def breaks_off(self) -> bool:
        """Whether a file of lines ends there, as its bytes cannot be had or unpacked any further."""
        return self.code in _BREAKS_OFF
