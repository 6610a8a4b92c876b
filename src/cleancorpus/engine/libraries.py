"""How native libraries behave in the processes of a run: said before they are loaded, which importing this does not do."""

from __future__ import annotations

import os
import sys
from importlib.abc import MetaPathFinder

# What a worker's libraries may use: its arrays are small, and threads of all workers would fight for the cores.
_ONE_THREAD = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "ARROW_NUM_THREADS")


def one_thread_each() -> None:
    """Ask numeric libraries that are not yet loaded for one thread; what the user has set stays."""
    for name in _ONE_THREAD:
        os.environ.setdefault(name, "1")


def give_memory_back() -> None:
    """Ask Arrow, if it is not yet loaded, to take memory from the system's allocator, which gives back what is not used any
    more; what the user has set stays. Its own one keeps it: 25 MB a worker that cleans, 60 MB of one that writes a table,
    35 MB of the driver (16,000 texts), in the same time.
    """
    os.environ.setdefault("ARROW_DEFAULT_MEMORY_POOL", "system")


def leave_pandas_out() -> None:
    """Let pyarrow not look for pandas, which it does when it is first given a list: .3 s and 30 MB a process, for frames that
    nobody gives it here. Who asks it for a frame (`to_pandas`) still gets one.
    """
    if "pandas" in sys.modules:
        return
    import pyarrow as pa

    sys.meta_path.insert(0, _NoPandas())
    try:
        pa.array([])
    finally:
        del sys.meta_path[0]


class _NoPandas(MetaPathFinder):
    """Says of pandas that it is not there, and nothing of other modules."""

    def find_spec(self, fullname: str, *_: object) -> None:
        if fullname == "pandas":
            raise ModuleNotFoundError(fullname)
