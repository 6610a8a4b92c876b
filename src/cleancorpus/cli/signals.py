"""Signals that end a run."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager


class StoppedError(BaseException):
    """A signal ended the run."""

    def __init__(self, number: int) -> None:
        self.word = "interrupted" if number == signal.SIGINT else f"ended by {signal.Signals(number).name}"
        self.exit_code = 128 + number  # as shells name it


@contextmanager
def ends_by_signal() -> Iterator[None]:
    """Within the `with`, Ctrl-C, SIGTERM and SIGHUP raise `StoppedError`, so that workers are ended and files closed."""

    def stop(number: int, _: object) -> None:
        for each in numbers:  # a second one must not break into the tidying up
            signal.signal(each, signal.SIG_IGN)
        raise StoppedError(number)

    numbers = [getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)]
    before = {number: signal.signal(number, stop) for number in numbers}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
