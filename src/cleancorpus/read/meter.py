"""How far this process is in the files it reads, for progress that is true whatever their compression."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any


class Meter:
    """Counts the bytes of source files that are used up: of a compressed file its own bytes, not what they unpack to."""

    def __init__(self) -> None:
        self.used_bytes = 0
        self._told: Callable[[], object] | None = None

    def add(self, n_bytes: int) -> None:
        """So many bytes more are used up."""
        self.used_bytes += n_bytes
        if self._told is not None and n_bytes:
            self._told()

    @contextmanager
    def telling(self, told: Callable[[], object]) -> Iterator[None]:
        """Within the `with`, `told` is called whenever more bytes are used up."""
        before, self._told = self._told, told
        try:
            yield
        finally:
            self._told = before

    def counting(self, raw: Any) -> Any:
        """`raw`, each of whose reads is added."""
        return _Counting(raw, self)


class _Counting:
    def __init__(self, raw: Any, meter: Meter) -> None:
        self._raw, self._meter = raw, meter

    def read(self, size: int = -1) -> bytes:
        data: bytes = self._raw.read(size)
        self._meter.add(len(data))
        return data

    def __getattr__(self, name: str) -> Any:
        return getattr(self._raw, name)


METER = Meter()  # of this process: a worker reads one part at a time
