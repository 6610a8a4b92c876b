"""Tasks on a Ray cluster: the only module that imports ray.

Each actor holds a local engine of one worker process, so that limits, blame and second tries are the same as on one
machine; Ray brings tasks there and results back, and starts another actor where one is lost. Ray Core, not Ray Data: that
neither keeps the order of blocks nor lets go of a batch that ends its process again and again (tried with Ray 2.60).
"""

from __future__ import annotations

import importlib.util
import os
import re
import signal
import socket
import threading
from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from cleancorpus.engine.task import Recipe, Task
from cleancorpus.errors import ConfigError, ShardError

_MAX_LOST = 3  # actors that one task may lose; a row that ends its process ends the actor's worker, not the actor
_LOOK_S = 1.0  # how long it is waited for a task's end before new tasks are looked for
_ADDRESS = re.compile(r"auto|local|(?:ray://)?[^\s/:]+:\d{1,5}|(?:ray://)?\[[0-9A-Fa-f:]+\]:\d{1,5}")
_ANSWER_S = 10.0  # a cluster that does not answer for so long is taken for none


class _Actor:
    """What runs in a Ray actor: a local engine with one process."""

    def __init__(self, recipe: Recipe, row_timeout_s: float, memory_mb: int, preload: str) -> None:
        from cleancorpus.engine.local import LocalEngine

        self._engine = LocalEngine(recipe, 1, row_timeout_s=row_timeout_s, memory_mb=memory_mb, preload=preload)
        self._engine.__enter__()

    def do(self, task: Task) -> Any:
        """Do one task."""
        ((_, result),) = list(self._engine.run([task]))
        return result


class RayEngine:
    """`workers` actors (None: one for each CPU of the cluster). A context manager: leaving it ends the actors.

    Raises:
        ConfigError: ray is not installed, or no cluster answers at the address.
    """

    def __init__(
        self,
        recipe: Recipe,
        workers: int | None,
        *,
        address: str | None,
        row_timeout_s: float,
        memory_mb: int,
        preload: str = "",
    ) -> None:
        _need_ray()
        import ray

        self._ray = ray
        self._arguments = (recipe, row_timeout_s, memory_mb, preload)
        self._address, self._workers = address, workers
        self._mine = False  # whether this engine started or joined the cluster, and so has to leave it
        self._actors: list[Any] = []
        self.slots = workers or 1

    def __enter__(self) -> RayEngine:
        ray = self._ray
        if not ray.is_initialized():
            _need_answer(self._address or os.environ.get("RAY_ADDRESS"))
            try:
                with _own_handlers():
                    ray.init(address=self._address, log_to_driver=False, logging_level="error", include_dashboard=False)
            except (ConnectionError, ValueError, RuntimeError) as error:
                where = self._address or "RAY_ADDRESS"
                message = " ".join(str(error).split())[:200]
                raise ConfigError(
                    "run.ray_address", f"no cluster answers at '{where}': {message}", "start it"
                ) from error
            self._mine = True
        self.slots = self._workers or max(1, int(ray.cluster_resources().get("CPU", 1)))
        self._make = ray.remote(num_cpus=1, max_restarts=0)(_Actor)
        self._actors = [self._make.remote(*self._arguments) for _ in range(self.slots)]
        return self

    def __exit__(self, *_: object) -> None:
        for actor in self._actors:
            self._ray.kill(actor)
        self._actors = []
        if self._mine:
            self._ray.shutdown()

    def run(self, tasks: Iterable[Task | None]) -> Iterator[tuple[Task, Any]]:
        """Do `tasks` and give each with its result, as it ends; see `Engine.run`."""
        coming = iter(tasks)
        again: deque[tuple[Task, int]] = deque()  # tasks whose actor was lost, and how many they have lost
        at_work: dict[Any, tuple[Task, int, int]] = {}  # by the promise of a result: task, place of its actor, losses
        exhausted = False
        while True:
            starved = False
            for place in sorted(set(range(self.slots)) - {place for _, place, _ in at_work.values()}):
                if not again and not exhausted and not starved:
                    task = next(coming, _END)
                    exhausted, starved = task is _END, task is None
                    if isinstance(task, Task):
                        again.append((task, 0))
                if again:
                    following, lost = again.popleft()
                    at_work[self._actors[place].do.remote(following)] = following, place, lost
            if not at_work:
                if exhausted and not again:
                    return
                continue
            ended, _ = self._ray.wait(list(at_work), timeout=_LOOK_S)
            for promise in ended:
                task, place, lost = at_work.pop(promise)
                yield from self._result(promise, task, place, lost, again)

    def at_work(self) -> list[tuple[int, ...]]:
        """Nothing: actors are on other machines, and a part counts when it is done."""
        return []

    def _result(
        self, promise: Any, task: Task, place: int, lost: int, again: deque[tuple[Task, int]]
    ) -> Iterator[tuple[Task, Any]]:
        try:
            yield task, self._ray.get(promise)
        except self._ray.exceptions.RayActorError as error:
            if lost + 1 >= _MAX_LOST:
                message = " ".join(str(error).split())[:200]
                raise ShardError(
                    task.kind, f"lost {_MAX_LOST} actors: {message}", "look at the cluster's logs"
                ) from error
            self._actors[place] = self._make.remote(*self._arguments)
            again.appendleft((task, lost + 1))
        except self._ray.exceptions.RayTaskError as error:
            raise error.cause if isinstance(error.cause, Exception) else error from error


@contextmanager
def _own_handlers() -> Iterator[None]:
    """Within the `with`, signals lose no handler: `ray.init` sets its own for SIGTERM, which ends the process at once.

    Where nobody has set one, Ray's stays: it ends what Ray has started.
    """
    numbers = [getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)]
    before = {number: signal.getsignal(number) for number in numbers}
    try:
        yield
    finally:
        if threading.current_thread() is threading.main_thread():  # no other may set handlers, and there Ray does not
            for number, handler in before.items():
                if handler not in (None, signal.SIG_DFL):
                    signal.signal(number, handler)


def check_ray(address: str | None) -> None:
    """Refuse, before a run begins, what would end it: Ray is not there, or no cluster at the address.

    Raises:
        ConfigError: ray is not installed, the address has another form, or nobody answers there.
    """
    _need_ray()
    if address and not _ADDRESS.fullmatch(address):
        what = f"'{address}' is no address of a cluster"
        raise ConfigError("run.ray_address", what, "write host:port, as 10.0.0.1:6379, or auto")
    _need_answer(address or os.environ.get("RAY_ADDRESS"))


def _need_ray() -> None:
    if importlib.util.find_spec("ray") is None:
        raise ConfigError(
            "run.engine", "ray is not installed", "pip install 'cleancorpus[ray]', or set run.engine: local"
        )


def _need_answer(address: str | None) -> None:
    """Refuse an address of host and port where nobody listens: Ray itself would try for five minutes.

    Raises:
        ConfigError: nobody listens.
    """
    host, colon, port = (address or "").removeprefix("ray://").rpartition(":")
    if not colon or not port.isdecimal():
        return  # «auto», «local», or none: Ray finds or starts a cluster on this machine
    try:
        socket.create_connection((host.strip("[]"), int(port)), timeout=_ANSWER_S).close()
    except OSError as error:
        what = f"no cluster answers at '{address}': {error.strerror or error}"
        raise ConfigError("run.ray_address", what, "start it, or mend the address") from error


_END: Any = object()
