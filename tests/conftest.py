"""What several test areas share."""

import gc
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

ROOT = Path(__file__).parents[1]
# The same examples each time, so that a change is judged by what it changed; new ones are drawn with --hypothesis-profile long.
settings.register_profile("same", derandomize=True)
settings.register_profile("long", max_examples=3_000, deadline=None, derandomize=False)
settings.load_profile("same")


@pytest.fixture(scope="session")
def bench() -> Path:
    """The benchmark folder, which a clone does not have: tests that use it are skipped without it."""
    folder = Path(os.environ.get("CLEANCORPUS_BENCH", ROOT.parent / "shared" / "bench"))
    if not folder.is_dir():
        pytest.skip(f"no benchmark folder at {folder} (set CLEANCORPUS_BENCH)")
    return folder


@pytest.fixture(scope="session")
def seeds() -> Path:
    return ROOT / "seeds"


@pytest.fixture(scope="session")
def assert_linear() -> Callable[..., None]:
    """`assert_linear(make, work, size)`: `work` takes no more than thrice the time for `make(2 * size)` as for `make(size)`.

    Time is that of the processor, and only growth counts, so that a slow or busy machine fails nothing; what is
    quadratic takes four times as long.
    """

    def seconds(work: Callable[[Any], object], value: Any) -> float:
        gc.disable()  # a collection of all that the tests before have left costs more than the work
        try:
            start = time.process_time()
            work(value)
            return time.process_time() - start
        finally:
            gc.enable()

    def check(make: Callable[[int], Any], work: Callable[[Any], object], size: int) -> None:
        work(make(max(1, size // 100)))  # what is loaded at the first call
        once, twice = make(size), make(2 * size)
        ratios = []
        for _ in range(3):
            ratios.append(seconds(work, twice) / max(0.02, seconds(work, once)))  # the clock has steps
            if ratios[-1] < 3:
                return
        pytest.fail(f"twice the size takes {min(ratios):.1f} times as long")

    return check


def pytest_configure(config: pytest.Config) -> None:
    """Where the environment forbids to keep compiled code beside its source, keep it in pytest's cache: each of some hundred
    processes that tests start would compile the whole package again.
    """
    if os.environ.pop("PYTHONDONTWRITEBYTECODE", None) and (cache := getattr(config, "cache", None)):
        sys.pycache_prefix = os.environ["PYTHONPYCACHEPREFIX"] = str(cache.mkdir("compiled"))
        sys.dont_write_bytecode = False


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--update-golden", action="store_true", help="write what comes out to tests/golden/ instead of comparing"
    )
