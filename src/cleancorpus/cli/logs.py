"""Where the log goes: to stderr, as lines for people or as JSON lines for programs."""

from __future__ import annotations

import io
import json
import logging
import os
import re
import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout
from datetime import UTC, datetime
from typing import Any, TextIO

from cleancorpus.credentials import without_credentials
from cleancorpus.errors import CleancorpusError
from cleancorpus.logs import log_event
from cleancorpus.shown import printable

_PACKAGE = "cleancorpus"
_COLOUR = re.compile(r"\x1b\[[\d;]*m")
log = logging.getLogger(__name__)


class _ToStderr(logging.StreamHandler[TextIO]):
    """Writes to what `sys.stderr` is at that moment: a progress bar puts itself in its place."""

    def __init__(self) -> None:
        logging.Handler.__init__(self)

    @property
    def stream(self) -> TextIO:
        return sys.stderr

    @stream.setter
    def stream(self, _: TextIO) -> None:
        raise AttributeError("follows sys.stderr")


class JsonLines(logging.Formatter):
    """A record as a JSON object in one line: `time` (UTC), `level`, `event`, `message`, `logger`, `pid`, and the event's
    own fields; an error that nobody expected has `traceback`.
    """

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        values: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "event": getattr(record, "event", "log"),
            "message": without_credentials(record.getMessage()),
            "logger": record.name,
            "pid": os.getpid(),
        }
        values |= {key: value for key, value in getattr(record, "fields", {}).items() if key not in values}
        if record.exc_info:
            values["traceback"] = "".join(traceback.format_exception(*record.exc_info))
        return json.dumps(values, ensure_ascii=False, default=str)


def set_up_logging(verbose: int, *, as_json: bool) -> None:
    """Log to stderr: warnings, with `verbose` 1 also what is done (INFO), with 2 each step of it (DEBUG) and what libraries
    say. As JSON lines it begins with INFO.
    """
    handler = _ToStderr()
    handler.setFormatter(JsonLines() if as_json else logging.Formatter("%(message)s"))
    root = logging.getLogger()
    for old in root.handlers[:]:  # of an earlier command in this process
        if isinstance(old, _ToStderr):
            root.removeHandler(old)
    root.addHandler(handler)
    root.setLevel(logging.INFO if verbose > 1 else logging.WARNING)
    level = logging.DEBUG if verbose > 1 else logging.INFO if verbose or as_json else logging.WARNING
    logging.getLogger(_PACKAGE).setLevel(level)


class _Printed(io.TextIOBase):
    """Takes what is printed and logs it line by line."""

    def __init__(self) -> None:
        self._begun = ""

    def write(self, text: str) -> int:
        *lines, self._begun = f"{self._begun}{text}".split("\n")
        for line in lines:
            if shown := printable(_COLOUR.sub("", line)).strip():
                log_event(log, "printed", shown, level=logging.WARNING)
        return len(text)


@contextmanager
def printed_to_log() -> Iterator[None]:
    """Within the `with`, what anybody prints is logged: Ray tells of lost processes on standard output, where nothing but the
    result belongs.
    """
    printed = _Printed()
    try:
        with redirect_stdout(printed):
            yield
    finally:
        printed.write("\n")  # what has no line break behind it


def tell_error(error: CleancorpusError, *, as_json: bool) -> None:
    """The error on stderr, in one line."""
    if not as_json:
        print(f"error: {error}", file=sys.stderr)
        return
    fields = {"where": error.where, "what": error.what, "todo": error.todo, "exit_code": error.exit_code}
    kind = {"kind": type(error).__name__}
    log_event(log, "error", str(error), level=logging.ERROR, **fields, **kind)
