"""Worker processes on one machine.

A row that takes too long or ends its worker costs itself: its worker is replaced and goes on with the same task without
that row. Other workers do not wait for it. This holds for C code too, because it is the process that is bounded.
"""

from __future__ import annotations

import logging
import multiprocessing
import os
import signal
import sys
import threading
import time
from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from multiprocessing.connection import Connection, wait
from multiprocessing.reduction import ForkingPickler
from typing import Any

from cleancorpus.engine.clock import WorkClock
from cleancorpus.engine.libraries import give_memory_back, one_thread_each
from cleancorpus.engine.sockets import hold_sockets
from cleancorpus.engine.task import DIED, READING, READING_TIMES, TIMEOUT, WORKING, Blame, Recipe, Spot, Task
from cleancorpus.engine.worker import (
    CANNOT_START,
    FAILED,
    READY,
    began_in,
    empty_slot,
    spot_in,
    told_in,
    work,
)
from cleancorpus.errors import ShardError
from cleancorpus.logs import log_event

log = logging.getLogger(__name__)

_START_S = 120.0  # a worker that has not said a word after so long cannot start
# A process that ends by itself at a row, or in a task, weighs `_OWN`, one that was killed from outside 1: the system, and who
# looks after it, kill whoever is at work, often several in a row. So much weight is proof.
_OWN = 3
_PROOF_AT_ROW = 2 * _OWN
_PROOF_IN_TASK = 5 * _OWN  # at no row of its own: one that asks for too much memory does so each time
_PROOF_AT_START = 3 * _OWN  # before its first task, for each worker wanted
_MOST_PAUSE_S = 8.0  # before a task is tried again whose processes were killed: kills in a row come to an end
_OUTSIDE = ("SIGKILL", "SIGTERM", "SIGHUP", "SIGXCPU")
_FROM_OUTSIDE = frozenset(-getattr(signal, name) for name in _OUTSIDE if hasattr(signal, name))
_FILES_TO_START = 10  # that are open while a process is asked for
_ENDS_S = 5.0  # a process that has closed its connection ends within so long
_SENT_AT_ONCE = 1 << 15  # bytes that the system holds for a process that does not read them
_LOOK_S = 0.25  # how often it is looked whether a row takes too long


def begin_to_preload(preload: str) -> None:
    """Start the process that workers are copied from before anybody asks for workers, where there is one: what it loads takes
    half a second, on a core of its own.
    """
    context = _context(preload)
    if context.get_start_method() == "forkserver":
        from multiprocessing import forkserver

        hold_sockets()
        forkserver.ensure_running()


def _context(preload: str) -> Any:
    """How processes are started here. On Linux they are copies of a process that has imported the module `preload`: the
    heavy imports and tables, a second each.
    """
    if not sys.platform.startswith("linux"):
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    if preload:
        # For the system its parent is the thread that starts it, and only the main one lives as long as the run's process.
        tied = ["cleancorpus.engine.tied"] if threading.current_thread() is threading.main_thread() else []
        context.set_forkserver_preload([*tied, preload])
    return context


@dataclass
class _Worker:
    process: Any
    connection: Connection
    slot: Any
    clock: WorkClock
    ready: bool = False
    task: Task | None = None
    sending: threading.Thread | None = None


class LocalEngine:
    """Up to `workers` processes that do what `recipe` builds, started as tasks need them. A context manager: leaving it ends the
    processes at once.
    """

    def __init__(
        self, recipe: Recipe, workers: int, *, row_timeout_s: float, memory_mb: int, preload: str = ""
    ) -> None:
        self._context = _context(preload)
        self.slots = workers
        self._recipe, self._timeout_s, self._memory_mb = recipe, row_timeout_s, memory_mb
        self._failed_starts = 0
        self._workers: list[_Worker] = []
        self._pausing: list[tuple[float, Task]] = []  # tasks that are tried again later, with the time

    def __enter__(self) -> LocalEngine:
        one_thread_each()  # for processes that are spawned, which inherit it; those of a fork server ask for it themselves
        give_memory_back()
        try:
            self._workers.append(self._start())  # ahead of the first task; more are started for more tasks
        except BaseException:  # a signal while they start: nobody leaves a `with` that was not entered
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        for worker in self._workers:
            worker.process.kill()
        for worker in self._workers:
            _end(worker)
        self._workers, self._pausing = [], []

    def run(self, tasks: Iterable[Task | None]) -> Iterator[tuple[Task, Any]]:
        """Do `tasks` and give each with its result, as it ends; see `Engine.run`."""
        coming = iter(tasks)
        again: deque[Task] = deque()  # tasks whose worker ended
        exhausted = False
        while True:
            starved = False
            again.extend(self._due())
            for worker in self._workers:
                if worker.task is not None or not worker.ready:
                    continue
                if not again and not exhausted and not starved:
                    task = next(coming, _END)
                    exhausted, starved = task is _END, task is None
                    if isinstance(task, Task):
                        again.append(task)
                if again:
                    self._give(worker, again.popleft())
            while len(self._workers) < self.slots and not starved:
                if len(again) > sum(not worker.ready for worker in self._workers):
                    self._workers.append(self._start())
                    continue
                if exhausted or any(worker.ready and worker.task is None for worker in self._workers):
                    break
                task = next(coming, _END)
                exhausted, starved = task is _END, task is None
                if isinstance(task, Task):
                    again.append(task)
            if exhausted and not again and not self._pausing and not any(worker.task for worker in self._workers):
                return
            yield from self._collect(again)

    def at_work(self) -> list[tuple[int, ...]]:
        """What each worker at a task has told of it last; see `Engine.at_work`."""
        return [told_in(worker.slot) for worker in list(self._workers) if worker.task is not None]

    def _start(self) -> _Worker:
        _prove_room()
        ours, theirs = self._context.Pipe()
        slot = self._context.RawArray("q", empty_slot())
        process = self._context.Process(target=work, args=(theirs, slot, self._recipe, self._memory_mb), daemon=True)
        try:
            process.start()
        except (EOFError, ConnectionError) as error:
            what = "cannot start: the process that workers are copied from has ended"
            todo = "see the error above; if there is none, allow for more memory and processes (ulimit -a)"
            raise ShardError("worker", what, todo) from error
        theirs.close()
        return _Worker(process, ours, slot, WorkClock(process.pid))

    def _give(self, worker: _Worker, task: Task) -> None:
        worker.task = task
        worker.slot[:] = empty_slot()
        data = ForkingPickler.dumps(task)
        if len(data) <= _SENT_AT_ONCE:
            _send(worker, data)
        else:  # a process that is stopped takes no more than fits between: nobody else waits for it
            worker.sending = threading.Thread(target=_send, args=(worker, data), name="send-task", daemon=True)
            worker.sending.start()

    def _due(self) -> list[Task]:
        now = time.monotonic()
        due = [task for when, task in self._pausing if when <= now]
        self._pausing = [pausing for pausing in self._pausing if pausing[0] > now]
        return due

    def _collect(self, again: deque[Task]) -> Iterator[tuple[Task, Any]]:
        """What has come in since the last call; waits for a moment at most."""
        ready = wait([worker.connection for worker in self._workers], timeout=_LOOK_S)
        for worker in list(self._workers):
            if worker.connection in ready:
                try:
                    word, value = worker.connection.recv()
                except (EOFError, ConnectionResetError, OSError):
                    self._replace(worker, spot_in(worker.slot), again, DIED)
                    continue
                if word == READY:
                    worker.ready, self._failed_starts = True, 0
                elif word == CANNOT_START:
                    message, todo = value
                    raise ShardError("worker", f"cannot start: {' '.join(message.split())}", todo)
                elif word == FAILED:
                    raise value
                else:
                    task, worker.task = worker.task, None
                    worker.slot[:] = empty_slot()  # its result says it all
                    assert task is not None
                    yield task, value
            elif self._late(worker, spot := spot_in(worker.slot)):
                self._replace(worker, spot, again, TIMEOUT)  # not where it is by then: that has only begun

    def _late(self, worker: _Worker, spot: Spot | None) -> bool:
        if not worker.ready:
            return worker.clock.spent("start") > _START_S
        if worker.task is None or spot is None:
            worker.clock.spent(None)
            return False
        place = (spot, began_in(worker.slot))
        if spot.phase == WORKING:
            return worker.clock.spent(place) > self._timeout_s
        return worker.clock.spent(place, waits=True) > READING_TIMES * self._timeout_s

    def _replace(self, worker: _Worker, spot: Spot | None, again: deque[Task], reason: str) -> None:
        """Replace a worker that ended or hangs at `spot`; its task goes on, without the row where that has shown to be the cause.

        A row at which a process ended is tried once more, one at which it was killed from outside five times: that strikes
        whoever is at work.
        """
        if reason == TIMEOUT:
            worker.process.kill()
        else:
            worker.process.join(_ENDS_S)  # its end of the connection is closed, so that it ends by itself
            worker.process.kill()
        _end(worker)
        exit_code = worker.process.exitcode
        weight = 1 if reason == DIED and exit_code in _FROM_OUTSIDE else _OWN
        log_event(
            log,
            "worker-replaced",
            f"a worker process {'took too long' if reason == TIMEOUT else 'ended'} (exit code {exit_code}); another goes on",
            worker_pid=worker.process.pid,
            reason=reason,
            exit_code=exit_code,
            task=worker.task.kind if worker.task is not None else None,
            token=worker.task.token if worker.task is not None else None,
            row=None if spot is None else spot.row,
        )
        task = worker.task
        if task is None or not worker.ready:
            self._failed_starts += weight
            if self._failed_starts >= _PROOF_AT_START * len(self._workers):
                raise ShardError(
                    "worker",
                    f"ends before it does anything (exit code {exit_code})",
                    "raise run.memory_mb or run with fewer workers",
                )
        elif spot is None:
            self._again(self._after_idle_end(task, exit_code, weight), again, paused=weight < _OWN)
        elif reason == TIMEOUT:
            detail = f"took longer than extract.timeout_s ({self._timeout_s:g} s); raise that, or leave the record out"
            if spot.phase == READING:
                detail = (
                    f"took {READING_TIMES} times extract.timeout_s ({self._timeout_s:g} s) of work for no byte more; "
                    "raise that, or leave the file out"
                )
            again.appendleft(task.with_blame(spot, Blame(reason, detail)))
        elif (ended := task.ends.get(spot, 0) + weight) >= _PROOF_AT_ROW:
            times = "twice" if weight == _OWN else "again and again"
            detail = (
                f"its worker process ended {times} at this record (exit code {exit_code}); leave it out, or report it"
            )
            again.appendleft(task.with_blame(spot, Blame(reason, detail)))
        else:
            self._again(replace(task, ends={**task.ends, spot: ended}), again, paused=weight < _OWN)
        self._workers[self._workers.index(worker)] = self._start()

    def _after_idle_end(self, task: Task, exit_code: int | None, weight: int) -> Task:
        if task.idle_ends + weight >= _PROOF_IN_TASK:
            raise ShardError(
                task.kind,
                f"ends its worker process again and again (exit code {exit_code})",
                "raise run.memory_mb, or look at the log of the system for why it ends processes",
            )
        return replace(task, idle_ends=task.idle_ends + weight)

    def _again(self, task: Task, again: deque[Task], *, paused: bool) -> None:
        """Try a task again: at once, or of one whose processes are killed again and again a moment later, twice as long each
        time.
        """
        ends = max([task.idle_ends, *task.ends.values()])
        if paused and ends > 1:
            self._pausing.append((time.monotonic() + min(_MOST_PAUSE_S, 2.0 ** (ends - 2)), task))
        else:
            again.appendleft(task)


def _prove_room() -> None:
    """See to it that the files can be opened that a new process needs: one that is asked for and gets half of them ends all.

    Raises:
        OSError: they cannot.
    """
    opened = list[int]()
    try:
        for _ in range(_FILES_TO_START):
            opened.append(os.open(os.devnull, os.O_RDONLY))
    finally:
        for each in opened:
            os.close(each)


def _send(worker: _Worker, data: Any) -> None:
    with suppress(OSError):  # it has ended: `_collect` sees that and replaces it
        worker.connection.send_bytes(data)


def _end(worker: _Worker) -> None:
    """Wait for the end of a process that was killed, and close what leads to it."""
    worker.process.join()
    if worker.sending is not None:
        worker.sending.join()  # it cannot be sent any more
    worker.connection.close()


_END: Any = object()
