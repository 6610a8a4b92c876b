"""The short form of `fuzz.py`: some hundred spoiled files, none of which ends anything but itself."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from shapes import SHAPES, spoiled

from fuzz import Fuzzer, Totals


@pytest.mark.slow
def test_spoiled_files_cost_themselves_and_nothing_else(tmp_path: Path) -> None:
    fuzzer, totals = Fuzzer(tmp_path), Totals()
    for first in range(0, 2_000, 100):
        totals.add(fuzzer.try_inputs(7, first, 100))
    assert totals.problems == {}
    assert totals.defects == {}
    assert totals.inputs.keys() == SHAPES.keys()
    assert totals.rows.total() > 2_000
    assert {"kept", "broken-json"} <= totals.reasons.keys()


def test_an_input_is_the_same_each_time() -> None:
    first = [spoiled(3, number) for number in range(40)]
    time.sleep(2.1)  # archives write the time down, in steps of one or two seconds
    assert [spoiled(3, number) for number in range(40)] == first
    assert len({data for _, _, data, _ in (spoiled(3, number) for number in range(40))}) == 40
