"""What several test areas share."""

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


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


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--update-golden", action="store_true", help="write what comes out to tests/golden/ instead of comparing"
    )
