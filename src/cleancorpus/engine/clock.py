"""How long a worker has been at a row, without the time in which it was kept from it: stopped, or given no processor."""

from __future__ import annotations

import os
import time
from typing import Any, NamedTuple

# What counts of the time between two looks: a run that is stopped itself, or has much to do, looks seldom.
_MOST_S = 1.0
# A process that waits for a processor counts by what it got of one; but what got next to nothing of it for so many times its
# limit is not waited for.
_PATIENCE = 20


class _Seen(NamedTuple):
    """A process at one moment: its state as the kernel has it (`R` runs or wants to, `T` is stopped, others wait), and its
    processor time in seconds.
    """

    state: str
    cpu_s: float


class WorkClock:
    """Counts seconds of work of the process `pid`, from look to look; those of one thing that it does, named by `key`."""

    def __init__(self, pid: int) -> None:
        self._pid = pid
        self._key: Any = None
        self._spent_s = 0.0
        self._looked_s = time.monotonic()
        self._seen: _Seen | None = None

    def spent(self, key: Any, *, waits: bool = False) -> float:
        """Look, and give the seconds of work since the first look with this key; None for a key is for nothing to do.

        Of what `waits`, for a disk or a server, only its processor time counts, and nothing where the system does not say it.
        """
        now, seen = time.monotonic(), None if key is None else look_at(self._pid)
        if key is None or key != self._key:
            self._spent_s = 0.0
        else:
            passed_s = min(_MOST_S, now - self._looked_s)
            self._spent_s += _worked(self._seen, seen) if waits else _counted(passed_s, self._seen, seen)
        self._key, self._looked_s, self._seen = key, now, seen
        return self._spent_s


def _worked(before: _Seen | None, now: _Seen | None) -> float:
    return 0.0 if before is None or now is None else max(0.0, now.cpu_s - before.cpu_s)


def _counted(passed_s: float, before: _Seen | None, now: _Seen | None) -> float:
    if before is None or now is None:  # the system does not say
        return passed_s
    worked_s = _worked(before, now)
    if now.state in "Tt":
        return worked_s
    return max(worked_s, passed_s / _PATIENCE if now.state == "R" else passed_s)


def look_at(pid: int) -> _Seen | None:
    """The state of a process; None where the system has no such place to look, or the process has ended."""
    try:
        with open(f"/proc/{pid}/stat", encoding="ascii", errors="replace") as file:  # noqa: PTH123 - a line of the kernel
            fields = file.read().rpartition(")")[2].split()
    except OSError:
        return None
    ticks = int(fields[11]) + int(fields[12])
    return _Seen(fields[0], ticks / os.sysconf("SC_CLK_TCK"))
