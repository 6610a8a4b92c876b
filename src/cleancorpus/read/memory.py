"""What may be held in memory, and what is said of what needs more."""

from __future__ import annotations

import errno
import re
from typing import Any

from cleancorpus.read.damage import Damage

# The reason of what was not read or cleaned for want of memory: with more of it another run may do so.
NEEDS_MEMORY = "needs-memory"
_LEAST_WINDOW = 1 << 29
_SHARE = 8  # of the memory that this process may have, so much goes to a window
# Arrow's words for a buffer that it was not given. A file whose parts are of 64 GiB and more is one that says what is not so.
_NOT_GIVEN = re.compile(r"\b(?:m|re)alloc of size (\d+) failed|capacity too large")
_NO_BUFFER = 1 << 36
_BIGGER = "raise run.memory_mb"


def most_window() -> int:
    """How many bytes of what was unpacked a compression may go back to, and so holds: 512 MiB, more where the process may have
    eight times as much.
    """
    try:
        import resource
    except ImportError:
        return _LEAST_WINDOW
    limit, _ = resource.getrlimit(resource.RLIMIT_AS)
    return _LEAST_WINDOW if limit == resource.RLIM_INFINITY else max(_LEAST_WINDOW, limit // _SHARE)


def window_damage(error: Exception, compression: str) -> Damage | None:
    """What is so where an error of zstandard or lzma says that a window is larger than `most_window`; else None."""
    if "too much memory" not in str(error) and "Memory usage limit" not in str(error):
        return None
    what = f"the {compression} data need a window of more than {most_window() >> 20:,} MiB"
    return Damage(
        NEEDS_MEMORY, what, f"{_BIGGER} to 16384 or more, or pack them again with a smaller one (zstd --long=29)"
    )


def out_of_memory(what: str) -> Damage:
    """What is so where a process may not have as much memory as a record or file needs."""
    return Damage(NEEDS_MEMORY, f"{what} needs more memory than a worker may have", _BIGGER)


def is_out_of_memory(error: Any) -> bool:
    """Whether an error says that there is no more memory: Python's own, Arrow's, the system's, or one that came of it. One for a
    buffer that no machine has memory for says that the file is damaged.
    """
    while error is not None:
        if isinstance(error, MemoryError):
            asked = _NOT_GIVEN.search(str(error))
            return asked is None or (asked[1] is not None and int(asked[1]) < _NO_BUFFER)
        if isinstance(error, OSError) and error.errno == errno.ENOMEM:
            return True
        error = error.__cause__ or error.__context__
    return False
