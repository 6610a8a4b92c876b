"""Signals that end a run."""

from __future__ import annotations

import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

_AGAIN_S = 0.05  # after which a signal that was lost is raised again


class StoppedError(BaseException):
    """A signal ended the run; `lost` is called if the error is gone before it has `arrived`."""

    def __init__(self, number: int, lost: Callable[[int], None] | None = None) -> None:
        self.word = "interrupted" if number == signal.SIGINT else f"ended by {signal.Signals(number).name}"
        self.exit_code = 128 + number  # as shells name it
        self._number, self._lost = number, lost

    def arrived(self) -> None:
        """It has reached who waits for it."""
        self._lost = None

    def __del__(self) -> None:
        if self._lost is not None and not sys.is_finalizing():
            self._lost(self._number)


@contextmanager
def ends_by_signal() -> Iterator[None]:
    """Within the `with`, Ctrl-C, SIGTERM, SIGHUP and the end of the processor's time (SIGXCPU) raise `StoppedError`, so that
    workers are ended and files closed.

    An error that is raised where Python drops errors (as something goes away, while a module is loaded), or that a library
    swallows or makes another one of, is raised again.
    """

    def stop(number: int, _: object) -> None:
        for each in numbers:  # a second one must not break into the tidying up
            signal.signal(each, signal.SIG_IGN)
        raise StoppedError(number, lost)

    def lost(number: int) -> None:
        listen()
        again.append(threading.Timer(_AGAIN_S, signal.raise_signal, (number,)))
        again[-1].daemon = True
        again[-1].start()

    def listen() -> None:
        for number in numbers:
            signal.signal(number, stop)

    def dropped(unraisable: Any) -> None:
        if unraisable.exc_type is not StoppedError:
            told(unraisable)

    numbers = [getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP", "SIGXCPU") if hasattr(signal, name)]
    again: list[threading.Timer] = []
    before, told = {number: signal.getsignal(number) for number in numbers}, sys.unraisablehook
    sys.unraisablehook = dropped
    listen()
    try:
        yield
    except BaseException as error:
        if (stopped := _stopped_in(error)) is None:
            raise
        stopped.arrived()
        raise stopped from None
    finally:
        for timer in again:
            timer.cancel()  # what it would have ended has ended
        for number, handler in before.items():
            signal.signal(number, handler)
        sys.unraisablehook = told


def _stopped_in(error: BaseException | None) -> StoppedError | None:
    """The signal that `error` was made of: compiled code, as Ray's, ends with a `SystemError` where a handler has raised."""
    while error is not None and not isinstance(error, StoppedError):
        error = error.__cause__
    return error
