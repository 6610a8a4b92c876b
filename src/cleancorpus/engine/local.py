"""Worker processes on one machine: outcomes come back in the order of the records, whatever the workers do.

A record that takes too long or kills its worker costs itself: its worker is replaced, the rest of its batch is done
again without it. This holds for C code too, because it is the process that is bounded.
"""

from __future__ import annotations

import multiprocessing
import sys
import time
from collections import deque
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from typing import Any

import pyarrow as pa

from cleancorpus.config import Config
from cleancorpus.engine.worker import CANNOT_START, IDLE, from_bytes, to_bytes, work
from cleancorpus.errors import ShardError
from cleancorpus.pipeline.outcome import Outcome, outcomes_of, record_of

_START_S = 120.0  # a worker that has not said a word after so long cannot start
_MAX_STARTS = 3  # workers that die before their first record: after so many in a row it is not the records


@dataclass
class _Task:
    """Rows `batch` of the run's batch `number`, which start at its row `first`; `alone`: a second try of one row."""

    number: int
    first: int
    batch: pa.RecordBatch
    alone: bool = False


@dataclass
class _Worker:
    process: Any
    connection: Connection
    slot: Any
    task: _Task | None = None
    since: float = 0.0


class LocalPool:
    """`workers` processes that run one configuration. Use as a context manager; leaving it ends the processes."""

    def __init__(self, config: Config, workers: int) -> None:
        method = "forkserver" if sys.platform.startswith("linux") else "spawn"
        self._context: Any = multiprocessing.get_context(method)
        if method == "forkserver":
            # Children start as copies of a process that has the heavy imports and tables, a second each.
            self._context.set_forkserver_preload(["cleancorpus.engine.preload"])
        self._config_json = config.model_dump_json()
        self._timeout_s = config.extract.timeout_s
        self._memory_mb = config.run.memory_mb
        self._count = workers
        self._failed_starts = 0
        self._workers: list[_Worker] = []

    def __enter__(self) -> LocalPool:
        self._workers = [self._start() for _ in range(self._count)]
        return self

    def __exit__(self, *_: object) -> None:
        for worker in self._workers:
            worker.connection.close()
            worker.process.kill()
        for worker in self._workers:
            worker.process.join()
        self._workers = []

    def map(self, batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        """Outcomes (`schema.OUTCOMES`) of batches of records, in order; few batches are in memory at any time.

        Raises:
            ShardError: workers die before they do anything, so that no record can be blamed.
        """
        waiting: deque[_Task] = deque()
        parts: dict[int, dict[int, pa.RecordBatch]] = {}
        missing: dict[int, int] = {}
        following, read, exhausted = 0, 0, False
        while True:
            while not exhausted and read - following < 4 * self._count and len(waiting) < self._count:
                batch = next(batches, None)
                if batch is None:
                    exhausted = True
                elif batch.num_rows:
                    waiting.append(_Task(read, 0, batch))
                    parts[read], missing[read] = {}, batch.num_rows
                    read += 1
            for worker in self._workers:
                if worker.task is None and waiting:
                    self._give(worker, waiting.popleft())
            if not any(worker.task for worker in self._workers) and exhausted and not waiting:
                return
            for task, outcome in self._collect(waiting):
                parts[task.number][task.first] = outcome
                missing[task.number] -= outcome.num_rows
            while following in missing and missing[following] == 0:
                done = parts.pop(following)
                del missing[following]
                following += 1
                for first in sorted(done):
                    yield done[first]

    def _start(self) -> _Worker:
        ours, theirs = self._context.Pipe()
        slot = self._context.RawArray("q", [IDLE, 0])
        process = self._context.Process(
            target=work, args=(theirs, slot, self._config_json, self._memory_mb), daemon=True
        )
        process.start()
        theirs.close()
        return _Worker(process, ours, slot)

    def _give(self, worker: _Worker, task: _Task) -> None:
        worker.task, worker.since = task, time.monotonic()
        worker.slot[0] = IDLE
        with suppress(BrokenPipeError, ConnectionResetError):  # died while idle: `_collect` sees that and replaces it
            worker.connection.send_bytes(to_bytes(task.batch))

    def _collect(self, waiting: deque[_Task]) -> Iterator[tuple[_Task, pa.RecordBatch]]:
        """What has come in since the last call; waits for half a second at most."""
        busy = [worker for worker in self._workers if worker.task is not None]
        ready = wait([worker.connection for worker in busy], timeout=0.5)
        for worker in busy:
            task = worker.task
            assert task is not None
            if worker.connection in ready:
                try:
                    data = worker.connection.recv_bytes()
                    if data.startswith(CANNOT_START):
                        message = " ".join(data.removeprefix(CANNOT_START).decode().split())
                        raise ShardError(
                            "worker", f"cannot start: {message}", "mend the installation or the configuration"
                        )
                    outcome = from_bytes(data)
                except (EOFError, ConnectionResetError, OSError):
                    yield from self._blame(worker, task, waiting, "worker-died")
                else:
                    worker.task, self._failed_starts = None, 0
                    yield task, outcome
            elif self._late(worker):
                yield from self._blame(worker, task, waiting, "timeout")

    def _late(self, worker: _Worker) -> bool:
        if worker.slot[0] == IDLE:
            return time.monotonic() - worker.since > _START_S
        busy_ms: int = time.monotonic_ns() // 1_000_000 - worker.slot[1]
        return busy_ms > self._timeout_s * 1000

    def _blame(
        self, worker: _Worker, task: _Task, waiting: deque[_Task], reason: str
    ) -> Iterator[tuple[_Task, pa.RecordBatch]]:
        """Replace a worker that died or hangs; quarantine the record it was at and put the others back in the queue.

        A record whose worker died is tried once more alone: the system may have killed the process for another's sake.
        """
        row = worker.slot[0]
        worker.process.kill()
        worker.process.join()
        exit_code = worker.process.exitcode
        worker.connection.close()
        self._workers[self._workers.index(worker)] = self._start()
        if row == IDLE:
            self._failed_starts += 1
            if self._failed_starts >= _MAX_STARTS * self._count:
                raise ShardError(
                    "worker",
                    f"ends before it does anything (exit code {exit_code})",
                    "raise run.memory_mb or run with fewer workers",
                )
            waiting.appendleft(task)
            return
        before, after = task.batch.slice(0, row), task.batch.slice(row + 1)
        if after.num_rows:
            waiting.appendleft(_Task(task.number, task.first + row + 1, after))
        if reason == "worker-died" and not task.alone:
            waiting.appendleft(_Task(task.number, task.first + row, task.batch.slice(row, 1), alone=True))
        else:
            if reason == "timeout":
                detail = f"took longer than extract.timeout_s ({self._timeout_s:g} s)"
            else:
                detail = f"its worker process ended twice at this record (exit code {exit_code})"
            record = record_of(task.batch.slice(row, 1).to_pylist()[0])
            blamed = outcomes_of([Outcome(record, "quarantined", reason, detail).row()])
            yield _Task(task.number, task.first + row, task.batch.slice(row, 1)), blamed
        if before.num_rows:
            waiting.appendleft(_Task(task.number, task.first, before))
