"""A limit of memory for who only looks at the first records of files, in the process of a run that no limit holds."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from cleancorpus.engine.worker import limit_memory

_LOOK_MB = 256


@contextmanager
def looking() -> Iterator[None]:
    """Within the `with`, this process grows by 256 MB and no further, where the system can say so (Linux): what needs more is
    told of as of a worker's, and read by one.
    """
    try:
        import resource
    except ImportError:
        yield
        return
    before = resource.getrlimit(resource.RLIMIT_AS)
    if before[0] == resource.RLIM_INFINITY:
        limit_memory(_LOOK_MB)
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_AS, before)
