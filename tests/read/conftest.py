"""The fixture of the tests of reading."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from reading import Rows, read_sources

from cleancorpus.config import Source


@pytest.fixture
def read_file(tmp_path: Path) -> Callable[..., Rows]:
    """`read_file(name, content, max_record_bytes=…, **source)`: the records of a file with that content."""

    def read(name: str, content: bytes | str, *, max_record_bytes: int = 20_000_000, **source: Any) -> Rows:
        (tmp_path / name).write_bytes(content.encode() if isinstance(content, str) else content)
        return read_sources(tmp_path, Source(path=name, **source), max_record_bytes=max_record_bytes)

    return read
