"""A limit of memory for who only looks at the first records of files, in the process of a run that no limit holds."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from cleancorpus.engine.worker import limit_memory

LOOK_MB = 256


class _Lookers:
    """Those that look now. The limit is the process's: the first sets it, and the last takes it away."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.number = 0
        self.before: tuple[int, int] | None = None


_LOOKERS = _Lookers()


@contextmanager
def looking() -> Iterator[None]:
    """Within the `with`, this process grows by 256 MB and no further, where the system can say so (Linux). Of what needs more
    nothing can be told here: a worker, which may have more, reads it.

    Several may look at the same time, in threads or one within the other; they have the 256 MB together.
    """
    try:
        import resource
    except ImportError:
        yield
        return
    with _LOOKERS.lock:
        if not _LOOKERS.number:
            _LOOKERS.before = resource.getrlimit(resource.RLIMIT_AS)
            if _LOOKERS.before[0] == resource.RLIM_INFINITY:
                limit_memory(LOOK_MB)
        _LOOKERS.number += 1
    try:
        yield
    finally:
        with _LOOKERS.lock:
            _LOOKERS.number -= 1
            if not _LOOKERS.number and _LOOKERS.before is not None:
                resource.setrlimit(resource.RLIMIT_AS, _LOOKERS.before)
