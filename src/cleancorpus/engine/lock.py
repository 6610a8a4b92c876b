"""One run at a time on one dataset, and what killed runs have left."""

from __future__ import annotations

import json
import logging
import os
import platform
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from cleancorpus.engine.sockets import clear_sockets, hold_sockets
from cleancorpus.errors import ExportError
from cleancorpus.logs import log_event

log = logging.getLogger(__name__)
_LOCK, _RUN = ".lock", ".run.json"


@contextmanager
def lock_dataset(folder: Path) -> Iterator[None]:
    """Hold the lock of a dataset's folder, which the system lets go of however this process ends.

    Raises:
        ExportError: another run holds it, or the folder cannot be written to.
    """
    lock = FileLock(folder / _LOCK, timeout=0)
    note = folder / _RUN
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock.acquire()
    except Timeout as error:
        raise _held(folder) from error
    except OSError as error:
        what = f"cannot be written to: {error.strerror or error}"
        raise ExportError(str(folder), what, "mend that, or set export.dir to another place") from error
    try:
        _clear_after(note)
        yield
    finally:
        note.unlink(missing_ok=True)
        lock.release()


def check_lock(folder: Path) -> None:
    """Refuse a dataset's folder on which a run is at work; leaves it as it is.

    Raises:
        ExportError: one is.
    """
    if not (folder / _LOCK).is_file():
        return
    lock = FileLock(folder / _LOCK, timeout=0)
    try:
        lock.acquire()
    except Timeout as error:
        raise _held(folder) from error
    lock.release()


def _held(folder: Path) -> ExportError:
    what = f"another run is at work on it ({_who(folder / _RUN)})"
    return ExportError(str(folder), what, "wait for it, or set export.dir or name to another place")


def note_run(folder: Path) -> None:
    """Write down who is at work. To be called before workers start, as the folder of their sockets is made here, too."""
    hold_sockets()
    values = {
        "pid": os.getpid(),
        "host": platform.node(),
        "since": datetime.now(UTC).isoformat(timespec="seconds"),
    }
    (folder / _RUN).write_text(json.dumps(values) + "\n", encoding="utf-8")


def _who(note: Path) -> str:
    values = _read(note)
    if not values:
        return "it has just begun"
    return _named(values)


def _named(values: dict[str, Any]) -> str:
    return f"process {values.get('pid')} on {values.get('host')}, since {values.get('since')}"


def _clear_after(note: Path) -> None:
    """Remove what runs that were killed left: folders of sockets, and the note of one on this dataset, which would be taken for
    this run's. It holds the lock no longer, so it is at work no longer.
    """
    clear_sockets()
    values = _read(note)
    if values is not None:
        log_event(
            log,
            "earlier-run-ended",
            f"the run of {_named(values)} was ended before it was done; this one goes on from there",
            earlier_pid=values.get("pid"),
            host=values.get("host"),
            since=values.get("since"),
        )
    note.unlink(missing_ok=True)


def _read(note: Path) -> dict[str, Any] | None:
    try:
        values = json.loads(note.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None  # not there, or a run that was killed while it wrote it
    return values if isinstance(values, dict) else None
