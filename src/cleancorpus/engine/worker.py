"""One worker process: tasks in, results out, and a slot in shared memory that says at which row it is."""

from __future__ import annotations

import contextlib
import gc
import os
import signal
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from multiprocessing import connection as connections
from multiprocessing import parent_process
from multiprocessing.connection import Connection
from typing import Any

from cleancorpus.engine.libraries import leave_pandas_out
from cleancorpus.engine.task import TOLD, Recipe, Spot
from cleancorpus.errors import out_of

IDLE = -1
READY, DONE, FAILED, CANNOT_START = "ready", "done", "failed", "cannot start"


@contextmanager
def all_stays() -> Iterator[None]:
    """Load what stays until the process ends: nothing of it goes away, and to look for what does takes a fifth of the time.
    Later it is not looked at again, which would also copy the memory that forked processes share.
    """
    gc.disable()
    try:
        yield
        gc.freeze()
    finally:
        gc.enable()


class Slot:
    """Where a worker is: 64-bit numbers shared with its parent: row, time in ms of the monotonic clock, phase, piece; and
    behind these what the task tells of itself.
    """

    def __init__(self, shared: Any) -> None:
        self._shared = shared

    def at(self, row: int, phase: int, piece: int = 0) -> None:
        """The worker begins with `row` now."""
        shared = self._shared
        shared[1] = time.monotonic_ns() // 1_000_000
        shared[2] = phase
        shared[3] = piece
        shared[0] = row

    def idle(self) -> None:
        """The worker is at no row."""
        self._shared[0] = IDLE

    def tell(self, figures: Sequence[int]) -> None:
        """How far the task is."""
        self._shared[_HEAD : _HEAD + len(figures)] = list(figures)


_HEAD = 4  # numbers before those that are told


def empty_slot() -> list[int]:
    """What stands in a slot when a task begins."""
    return [IDLE, *[0] * (_HEAD - 1 + TOLD)]


def spot_in(shared: Any) -> Spot | None:
    """Where the worker with that slot is; None for at no row."""
    row, _, phase, piece = shared[:_HEAD]
    return None if row == IDLE else Spot(row, phase, piece)


def began_in(shared: Any) -> int:
    """When the worker with that slot came to where it is, or bytes of it came: ms of the monotonic clock."""
    return int(shared[1])


def told_in(shared: Any) -> tuple[int, ...]:
    """What the worker with that slot has told of its task."""
    return tuple(shared[_HEAD:])


def limit_memory(extra_mb: int) -> None:
    """Let this process grow by `extra_mb` of address space and no further, where the system can say so.

    The limit holds for C code too: an allocation beyond it fails there. Windows and macOS have no such limit.
    """
    try:
        import resource
    except ImportError:
        return
    try:
        with open("/proc/self/statm", encoding="ascii") as statm:  # noqa: PTH123 - one line of the kernel, no file of ours
            used = int(statm.read().split()[0]) * resource.getpagesize()
    except FileNotFoundError:
        return
    limit = used + extra_mb * 1024 * 1024
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    if hard != resource.RLIM_INFINITY:
        limit = min(limit, hard)
    resource.setrlimit(resource.RLIMIT_AS, (limit, hard))


def end_with_parent() -> None:
    """See to it that this process ends when the one that started the run does, however that ends.

    On Linux the kernel does it, also while C code hangs without letting other threads run (the process that workers are
    forked from ends at once when the run's does, and they with it). Elsewhere a thread waits for the parent's end.
    """
    if sys.platform.startswith("linux"):
        import ctypes

        with contextlib.suppress(OSError, AttributeError):  # a C library without prctl: the thread below has to do
            ctypes.CDLL(None).prctl(1, signal.SIGKILL)  # PR_SET_PDEATHSIG
    parent = parent_process()
    if parent is None:
        return

    def wait() -> None:
        connections.wait([parent.sentinel])
        os._exit(1)

    threading.Thread(target=wait, name="end-with-parent", daemon=True).start()


def work(connection: Connection, shared: Any, recipe: Recipe, memory_mb: int) -> None:
    """Serve tasks until the parent closes the connection.

    Answers are pairs: a word (`READY`, `DONE`, `FAILED`, `CANNOT_START`) and the result, or the error to be raised.
    """
    for name in ("SIGINT", "SIGTERM", "SIGHUP"):  # the parent's to handle: it ends its workers
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), signal.SIG_IGN)
    slot = Slot(shared)
    try:
        end_with_parent()
        leave_pandas_out()
        with all_stays():
            job = recipe.build()
            job.warm_up()
        limit_memory(memory_mb)
    except Exception as error:  # noqa: BLE001 - the parent raises it, in one line
        said, todo = f"{type(error).__name__}: {error}", "mend the installation or the configuration"
        if (told := out_of(error)) is not None:
            said, todo = f"{told.where}: {told.what}", told.todo
        connection.send((CANNOT_START, (said, todo)))
        return
    connection.send((READY, None))
    while True:
        try:
            task = connection.recv()
        except (EOFError, ConnectionResetError):
            return
        try:
            answer = DONE, job.do(task, slot)
        except Exception as error:  # noqa: BLE001 - handed to the parent, which raises it
            answer = FAILED, _portable(error)
        slot.idle()
        connection.send(answer)


def _portable(error: Exception) -> Exception:
    """An error as it can be sent to another process, with the calls that led to it as a note."""
    import pickle
    import traceback

    calls = "".join(traceback.format_exception(error))
    try:
        copy = pickle.loads(pickle.dumps(error))
    except Exception:  # noqa: BLE001 - errors of libraries often cannot be pickled: their words can
        copy = RuntimeError(f"{type(error).__name__}: {error}")
    copy.add_note(f"in a worker process:\n{calls}")
    return copy  # type: ignore[no-any-return]
