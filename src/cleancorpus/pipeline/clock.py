"""How long a worker reads, and how long it cleans: what the time of a run is estimated from. No result depends on it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from time import perf_counter
from typing import TypeVar

from cleancorpus.pipeline.calls import Times

Batch = TypeVar("Batch")
_MOST = 200  # batches of a part; more tell nothing new


class Clock:
    """Takes the time of a part, batch by batch, from the moment in which it is made."""

    def __init__(self) -> None:
        self._began = perf_counter()
        self._reading_s = 0.0
        self._batches: list[tuple[int, float]] = []

    def reading(self, batches: Iterator[Batch]) -> Iterator[Batch]:
        """The batches, each with the time in which it is read."""
        while True:
            began = perf_counter()
            batch = next(batches, None)
            self._reading_s += perf_counter() - began
            if batch is None:
                return
            yield batch

    @contextmanager
    def cleaning(self, rows: int) -> Iterator[None]:
        """Within the `with` a batch of new rows is cleaned, or the last one further (0 rows)."""
        began = perf_counter()
        yield
        seconds = perf_counter() - began
        if rows and len(self._batches) < _MOST:
            self._batches.append((rows, seconds))
        elif not rows and self._batches:
            count, before = self._batches[-1]
            self._batches[-1] = count, before + seconds

    def times(self) -> Times:
        """What was taken until now."""
        cleaning_s = sum(seconds for _, seconds in self._batches)
        rest_s = perf_counter() - self._began - self._reading_s - cleaning_s if len(self._batches) < _MOST else 0.0
        return Times(self._reading_s, tuple(self._batches), max(0.0, rest_s))
