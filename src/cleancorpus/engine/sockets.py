"""The folder for sockets that Python makes for a process with workers, and that it leaves behind if it is killed."""

from __future__ import annotations

import os
import shutil
import signal
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from multiprocessing import util
from pathlib import Path

_MARK = "cleancorpus.lock"


def hold_sockets() -> None:
    """Make the folder of this process, with a lock in it that the system lets go of however the process ends.

    To be called before workers start, or anything that they are copied from. Windows has no such folder.
    """
    try:
        import fcntl
    except ImportError:
        return
    with _signals_wait():  # one that comes before Python has noted that the folder is to be removed would leave it
        folder = Path(util.get_temp_dir())
    if (folder / _MARK).exists():
        return
    # Open until the process ends; locked under another name first, so that nobody finds it without its lock.
    handle = os.open(folder / "new.lock", os.O_CREAT | os.O_RDWR, 0o600)
    fcntl.flock(handle, fcntl.LOCK_EX)
    (folder / "new.lock").rename(folder / _MARK)


@contextmanager
def _signals_wait() -> Iterator[None]:
    before = signal.pthread_sigmask(signal.SIG_BLOCK, signal.valid_signals())
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def clear_sockets() -> None:
    """Remove the folders of processes that have ended."""
    try:
        import fcntl
    except ImportError:
        return
    for mark in Path(tempfile.gettempdir()).glob(f"pymp-*/{_MARK}"):
        with suppress(OSError):  # another user's, held by a process at work, or just removed
            handle = os.open(mark, os.O_RDWR)
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                shutil.rmtree(mark.parent, ignore_errors=True)
            finally:
                os.close(handle)
