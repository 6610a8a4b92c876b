"""What an engine is given to do, and what does it in a worker. Knows nothing of articles."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from types import TracebackType
from typing import Any, NamedTuple, Protocol

READING, WORKING = 0, 1
# A record may take so many times the limit of its work to be read, from the last byte that came: a slow disk or server costs no
# work, and where bytes come something is done.
READING_TIMES = 10
TOLD = 5  # numbers that a worker may tell of its task
TIMEOUT, DIED = "timeout", "worker-died"  # reasons of blames


class Spot(NamedTuple):
    """Where a worker is in a task: at row number `row`, and at what (`phase`).

    A task may be read from several pieces, one after the other; `piece` is the number of the one that is read, 0 for a row that
    is worked on. What comes last in a piece is its end: no row, but it has the number that the next piece's first row has. So
    only with its piece does a number say what was read.
    """

    row: int
    phase: int = WORKING
    piece: int = 0


class Blame(NamedTuple):
    """Why a row of a task is not to be read or worked on: it ended its process, or took too long."""

    reason: str
    detail: str


@dataclass(frozen=True)
class Task:
    """A call of the worker's `Work`: `kind` names the step, `payload` is what it needs (small, can be pickled).

    `blamed` are rows of the task that must not be read, or worked on, again, by the spots where workers were; `ends` says how
    often a process ended at a spot, `idle_ends` at none, own ends weighing more than kills. `token` is the same for all
    tries of one task in one run.
    """

    kind: str
    payload: Any
    token: str = ""
    blamed: dict[Spot, Blame] = field(default_factory=dict)
    ends: dict[Spot, int] = field(default_factory=dict)
    idle_ends: int = 0

    def with_blame(self, spot: Spot, blame: Blame) -> Task:
        """The task for another try, without the row at that spot."""
        return replace(self, blamed={**self.blamed, spot: blame})


class Watch(Protocol):
    """How a worker says which row it is at, so that the row can be blamed for what happens to the process."""

    def at(self, row: int, phase: int, piece: int = 0) -> None:
        """Row number `row` of the task is being read (`READING`), from piece number `piece`, or worked on (`WORKING`)."""

    def idle(self) -> None:
        """No row is being worked on."""

    def tell(self, figures: Sequence[int]) -> None:
        """How far the task is: up to `TOLD` numbers, whose meaning is its caller's."""


class Work(Protocol):
    """What a worker process can do; built once in each from a factory and its arguments."""

    def warm_up(self) -> None:
        """Load all that the first row would otherwise be timed for."""

    def do(self, task: Task, watch: Watch) -> Any:
        """Do a task and give its result: small, and able to be pickled."""


@dataclass(frozen=True)
class Recipe:
    """How a worker builds its `Work`: `module:function` and a string for it (a configuration as JSON)."""

    factory: str
    argument: str

    def build(self) -> Work:
        """Import the factory and call it."""
        from importlib import import_module

        module, _, name = self.factory.partition(":")
        make: Callable[[str], Work] = getattr(import_module(module), name)
        return make(self.argument)


class Engine(Protocol):
    """Does tasks, several at a time, in whatever order they come to an end."""

    slots: int  # how many tasks are worked on at once

    def __enter__(self) -> Engine: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...

    def run(self, tasks: Iterable[Task | None]) -> Iterator[tuple[Task, Any]]:
        """Do `tasks`, which are taken one by one as workers fall free; gives each with its result, as it ends.

        The iterable may give `None` while it has to wait for results, and is then asked again after the next one.

        Raises:
            ShardError: workers cannot start, or a task ends its process again and again at no row of its own.
        """

    def at_work(self) -> list[tuple[int, ...]]:
        """What each task that is being worked on has told last; may be asked by another thread while `run` waits."""
