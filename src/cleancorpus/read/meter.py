"""How far this process is in the files it reads, for progress that is true whatever their compression."""

from __future__ import annotations

from typing import Any


class Meter:
    """Counts the bytes of source files that are used up: of a compressed file its own bytes, not what they unpack to."""

    def __init__(self) -> None:
        self.used_bytes = 0

    def add(self, n_bytes: int) -> None:
        """So many bytes more are used up."""
        self.used_bytes += n_bytes

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
