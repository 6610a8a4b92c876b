"""A signal ends a run wherever it is: also where Python, or a library, drops the error that it raises."""

from __future__ import annotations

import signal
import time

import pytest

from cleancorpus.cli.signals import StoppedError, ends_by_signal


class Going:
    """Something that is at work when a signal comes, while it goes away."""

    def __del__(self) -> None:
        signal.raise_signal(signal.SIGTERM)
        time.sleep(0)  # here Python looks for signals


def wait() -> None:
    """At work, five seconds at most: a signal that is raised again comes between two calls."""
    for _ in range(500):
        time.sleep(0.01)


def test_a_signal_that_comes_while_something_goes_away_is_not_lost(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(StoppedError) as stopped, ends_by_signal():
        Going()
        wait()
    assert (stopped.value.word, stopped.value.exit_code) == ("ended by SIGTERM", 143)
    assert capsys.readouterr().err == ""


def test_a_signal_that_a_library_swallows_is_not_lost() -> None:
    swallowed = []
    with pytest.raises(StoppedError), ends_by_signal():
        for _ in range(2):
            try:
                signal.raise_signal(signal.SIGINT)
                time.sleep(1)
            except BaseException as error:  # noqa: BLE001 - what some libraries do
                swallowed.append(type(error))
        wait()
    assert swallowed == [StoppedError, StoppedError]


def test_a_signal_of_which_compiled_code_makes_another_error_is_that_signal() -> None:
    with pytest.raises(StoppedError) as stopped, ends_by_signal():
        try:
            signal.raise_signal(signal.SIGTERM)
        except BaseException as error:
            raise SystemError("returned a result with an exception set") from error
    assert stopped.value.exit_code == 143


def test_a_signal_that_is_lost_at_the_end_hits_nobody_else() -> None:
    with ends_by_signal(), pytest.raises(StoppedError):
        signal.raise_signal(signal.SIGTERM)
    time.sleep(0.2)


def test_another_error_that_is_dropped_is_told_as_ever(capsys: pytest.CaptureFixture[str]) -> None:
    class Bad:
        def __del__(self) -> None:
            raise ValueError("dropped")

    told = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sys.unraisablehook", lambda unraisable: told.append(unraisable.exc_type))
        with ends_by_signal():
            Bad()
    assert told == [ValueError]


def test_handlers_are_as_before() -> None:
    before = signal.getsignal(signal.SIGTERM)
    with ends_by_signal():
        assert signal.getsignal(signal.SIGTERM) is not before
    assert signal.getsignal(signal.SIGTERM) is before
