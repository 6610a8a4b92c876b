"""How much memory a run's processes take together."""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path

_PSS = re.compile(r"^Pss:\s+(\d+) kB", re.MULTILINE)


def memory_bytes() -> int | None:
    """Memory of this process and all below it, pages that they share counted once (PSS); None where the system does not
    say (it is Linux that does).
    """
    if not sys.platform.startswith("linux"):
        return None
    sizes = [_of(pid) for pid in _below(os.getpid())]
    return sum(size for size in sizes if size is not None) or None


def _below(pid: int) -> list[int]:
    found, waiting = [], [pid]
    while waiting:
        pid = waiting.pop()
        found.append(pid)
        for path in Path(f"/proc/{pid}/task").glob("*/children"):
            try:
                waiting += [int(word) for word in path.read_text(encoding="ascii").split()]
            except OSError:
                continue  # ended in between
    return found


def _of(pid: int) -> int | None:
    try:
        match = _PSS.search(Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii"))
        return int(match[1]) * 1024 if match else None
    except OSError:  # ended in between, or a system that hides it: then the resident pages
        try:
            resident = Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1]
        except OSError:
            return None
        return int(resident) * os.sysconf("SC_PAGE_SIZE")
