"""Worker processes on one machine.

A row that takes too long or ends its worker costs itself: its worker is replaced and goes on with the same task without
that row. Other workers do not wait for it. This holds for C code too, because it is the process that is bounded.
"""

from __future__ import annotations

import logging
import multiprocessing
import sys
import threading
import time
from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from multiprocessing.connection import Connection, wait
from typing import Any

from cleancorpus.engine.sockets import hold_sockets
from cleancorpus.engine.task import DIED, TIMEOUT, WORKING, Blame, Recipe, Task
from cleancorpus.engine.worker import CANNOT_START, FAILED, IDLE, READY, empty_slot, one_thread_each, told_in, work
from cleancorpus.errors import ShardError
from cleancorpus.logs import log_event

log = logging.getLogger(__name__)

_START_S = 120.0  # a worker that has not said a word after so long cannot start
_MAX_STARTS = (
    3  # workers that end before their first task, for each worker wanted: after so many in a row it is no chance
)
# Processes that one task may end at no row of its own. One that asks for too much memory does so each time; more than three
# are needed to tell it from kills in a row by the system, which strike whoever is at work.
_MAX_IDLE_ENDS = 5
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
    started: float
    ready: bool = False
    task: Task | None = None


class LocalEngine:
    """`workers` processes that do what `recipe` builds. A context manager: leaving it ends the processes at once."""

    def __init__(
        self, recipe: Recipe, workers: int, *, row_timeout_s: float, memory_mb: int, preload: str = ""
    ) -> None:
        self._context = _context(preload)
        self.slots = workers
        self._recipe, self._timeout_s, self._memory_mb = recipe, row_timeout_s, memory_mb
        self._failed_starts = 0
        self._workers: list[_Worker] = []

    def __enter__(self) -> LocalEngine:
        one_thread_each()
        try:
            while len(self._workers) < self.slots:
                self._workers.append(self._start())
        except BaseException:  # a signal while they start: nobody leaves a `with` that was not entered
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        for worker in self._workers:
            worker.connection.close()
            worker.process.kill()
        for worker in self._workers:
            worker.process.join()
        self._workers = []

    def run(self, tasks: Iterable[Task | None]) -> Iterator[tuple[Task, Any]]:
        """Do `tasks` and give each with its result, as it ends; see `Engine.run`."""
        coming = iter(tasks)
        again: deque[Task] = deque()  # tasks whose worker ended
        exhausted = False
        while True:
            starved = False
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
            if exhausted and not again and not any(worker.task for worker in self._workers):
                return
            yield from self._collect(again)

    def at_work(self) -> list[tuple[int, ...]]:
        """What each worker at a task has told of it last; see `Engine.at_work`."""
        return [told_in(worker.slot) for worker in list(self._workers) if worker.task is not None]

    def _start(self) -> _Worker:
        ours, theirs = self._context.Pipe()
        slot = self._context.RawArray("q", empty_slot())
        process = self._context.Process(target=work, args=(theirs, slot, self._recipe, self._memory_mb), daemon=True)
        try:
            process.start()
        except EOFError as error:
            what = "cannot start: the process that workers are copied from has ended"
            raise ShardError("worker", what, "the error above says why") from error
        theirs.close()
        return _Worker(process, ours, slot, time.monotonic())

    def _give(self, worker: _Worker, task: Task) -> None:
        worker.task = task
        worker.slot[:] = empty_slot()
        with suppress(BrokenPipeError, ConnectionResetError):  # ended while idle: `_collect` sees that and replaces it
            worker.connection.send(task)

    def _collect(self, again: deque[Task]) -> Iterator[tuple[Task, Any]]:
        """What has come in since the last call; waits for a moment at most."""
        ready = wait([worker.connection for worker in self._workers], timeout=_LOOK_S)
        for worker in list(self._workers):
            if worker.connection in ready:
                try:
                    word, value = worker.connection.recv()
                except (EOFError, ConnectionResetError, OSError):
                    self._replace(worker, again, DIED)
                    continue
                if word == READY:
                    worker.ready, self._failed_starts = True, 0
                elif word == CANNOT_START:
                    message = " ".join(str(value).split())
                    raise ShardError("worker", f"cannot start: {message}", "mend the installation or the configuration")
                elif word == FAILED:
                    raise value
                else:
                    task, worker.task = worker.task, None
                    worker.slot[:] = empty_slot()  # its result says it all
                    assert task is not None
                    yield task, value
            elif self._late(worker):
                self._replace(worker, again, TIMEOUT)

    def _late(self, worker: _Worker) -> bool:
        if not worker.ready:
            return time.monotonic() - worker.started > _START_S
        if worker.task is None or worker.slot[0] == IDLE or worker.slot[2] != WORKING:
            return False
        busy_ms: int = time.monotonic_ns() // 1_000_000 - worker.slot[1]
        return busy_ms > self._timeout_s * 1000

    def _replace(self, worker: _Worker, again: deque[Task], reason: str) -> None:
        """Replace a worker that ended or hangs; its task goes on, without the row where that has shown to be the cause.

        A row at which a process ended is tried once more: the system may have ended the process for another's sake.
        """
        row, phase = int(worker.slot[0]), int(worker.slot[2])
        worker.process.kill()
        worker.process.join()
        exit_code = worker.process.exitcode
        worker.connection.close()
        log_event(
            log,
            "worker-replaced",
            f"a worker process {'took too long' if reason == TIMEOUT else 'ended'} (exit code {exit_code}); another goes on",
            worker_pid=worker.process.pid,
            reason=reason,
            exit_code=exit_code,
            task=worker.task.kind if worker.task is not None else None,
            token=worker.task.token if worker.task is not None else None,
            row=None if row == IDLE else row,
        )
        if worker.task is None or not worker.ready:
            self._failed_starts += 1
            if self._failed_starts >= _MAX_STARTS * self.slots:
                raise ShardError(
                    "worker",
                    f"ends before it does anything (exit code {exit_code})",
                    "raise run.memory_mb or run with fewer workers",
                )
        elif row == IDLE:
            again.appendleft(self._after_idle_end(worker.task, exit_code))
        elif reason == TIMEOUT:
            detail = f"took longer than extract.timeout_s ({self._timeout_s:g} s)"
            again.appendleft(worker.task.with_blame(row, Blame(reason, detail, phase)))
        elif row in worker.task.ended_at:
            detail = f"its worker process ended twice at this record (exit code {exit_code})"
            again.appendleft(worker.task.with_blame(row, Blame(reason, detail, phase)))
        else:
            again.appendleft(replace(worker.task, ended_at=worker.task.ended_at | {row}))
        self._workers[self._workers.index(worker)] = self._start()

    def _after_idle_end(self, task: Task, exit_code: int | None) -> Task:
        if task.idle_ends + 1 >= _MAX_IDLE_ENDS:
            raise ShardError(
                task.kind,
                f"ends its worker process again and again (exit code {exit_code})",
                "raise run.memory_mb, or look at the log of the system for why it ends processes",
            )
        return replace(task, idle_ends=task.idle_ends + 1)


_END: Any = object()
