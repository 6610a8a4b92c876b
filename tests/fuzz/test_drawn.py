"""Whole files of every shape, drawn by Hypothesis: none ends anything, each record is accounted for, and rows are the same in any company.

python -m pytest -m slow tests/fuzz/test_drawn.py --hypothesis-profile long
"""

from __future__ import annotations

import pytest
from drawn import FILES
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from trial import Fuzzer


@pytest.fixture(scope="module")
def fuzzer(tmp_path_factory: pytest.TempPathFactory) -> Fuzzer:
    return Fuzzer(tmp_path_factory.mktemp("drawn"))


@pytest.mark.slow
@pytest.mark.parametrize("shape", FILES)
@settings(deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_no_shape_ends_anything(fuzzer: Fuzzer, shape: str, data: st.DataObject) -> None:
    drawn = data.draw(FILES[shape])
    found = fuzzer.try_these({0: drawn.file})
    assert found["problems"] == []
    assert found["defects"] == {}
    if drawn.records is not None and "not-read" not in found["reasons"]:
        assert sum(found["rows"].values()) == drawn.records
