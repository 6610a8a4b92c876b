"""Imported before anything else in the process that workers are forked from: it ends with the run, not after its imports.

Those take seconds, in which it holds the run's output open: who reads that would wait.
"""

import contextlib
import sys
from types import TracebackType

from cleancorpus.engine.worker import end_with_parent
from cleancorpus.errors import out_of


def _told(kind: type[BaseException], error: BaseException, calls: TracebackType | None) -> None:
    """What ends this process for want of memory or processes is told in one line by the run, which then gets no workers."""
    if out_of(error) is None:
        sys.__excepthook__(kind, error, calls)


sys.excepthook = _told
with contextlib.suppress(RuntimeError):  # no more threads: the kernel sees to it, too
    end_with_parent()
