"""The short form of `fuzz.py`: some hundred spoiled files, none of which ends anything but itself."""

from __future__ import annotations

import itertools
import queue
import time
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pyarrow as pa
import pytest
import trial
from shapes import SHAPES, WAYS, spoiled
from trial import Fuzzer

import fuzz
from fuzz import Child, State, Totals, stretches_of


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


@pytest.mark.slow
def test_pages_of_any_elements_within_any_others_are_read(tmp_path: Path) -> None:
    fuzzer, totals = Fuzzer(tmp_path), Totals()
    for first in range(0, 2_000, 100):
        totals.add(fuzzer.try_inputs(7, first, 100, "tree"))
    assert totals.problems == {}
    assert totals.defects == {}
    assert totals.reasons["kept"] > 1_000


def test_an_input_is_the_same_each_time() -> None:
    first = [spoiled(3, number) for number in range(40)]
    time.sleep(2.1)  # archives write the time down, in steps of one or two seconds
    assert [spoiled(3, number) for number in range(40)] == first
    assert len({data for _, _, data, _ in (spoiled(3, number) for number in range(40))}) == 40


def test_what_is_done_is_not_taken_again() -> None:
    assert stretches_of(0, 250, []) == [(0, 100), (100, 100), (200, 50)]
    assert stretches_of(0, 250, [{"first": 100, "count": 100}, {"first": 7, "count": 1}]) == [
        (0, 7),
        (8, 92),
        (200, 50),
    ]
    assert stretches_of(30, 100, []) == [(30, 70), (100, 30)]


def test_a_state_goes_on_after_a_line_that_was_broken_off(tmp_path: Path) -> None:
    path = tmp_path / "state"
    sound, spoiled_one = (
        {"first": 0, "count": 100, "problems": []},
        {"first": 100, "count": 100, "problems": [[101, "csv", 3, "no"]]},
    )
    state = State(path, 1, "")
    state.add(sound)
    state.add(spoiled_one)
    with path.open("a", encoding="utf-8") as out:
        out.write('{"first": 2')
    state = State(path, 1, "")
    state.add({"first": 300, "count": 100, "problems": []})
    state = State(path, 1, "")
    assert [found["first"] for found in state.lines] == [0, 100, 300]
    state.forget_problems()
    assert [found["first"] for found in State(path, 1, "").lines] == [0, 300]
    with pytest.raises(SystemExit, match="is of other inputs"):
        State(path, 2, "")


class Deadly(Child):
    """Its process ends wherever these inputs are among those it is asked for."""

    deadly: frozenset[int] = frozenset()
    together = 0  # so many inputs at once end it, too

    def _ask(self, first: int, count: int) -> dict[str, Any]:
        if self.deadly & {*range(first, first + count)} or 0 < self.together <= count:
            raise fuzz._DiedError("its process ends (exit code -11)")
        return {"first": first, "count": count, "inputs": {}, "ways": {}, "bytes": 0, "problems": []}


def taken(child: Child, count: int) -> Iterator[tuple[int, list[Any]]]:
    for found in child.take(100, count):
        yield found["count"], found["problems"]


def test_an_input_that_ends_the_process_is_found_among_many() -> None:
    child = Deadly(1, "")
    child.deadly = frozenset({117})
    found = [*taken(child, 40)]
    assert sum(count for count, _ in found) == 40
    ((number, _, _, words),) = [problem for _, problems in found for problem in problems]
    assert (number, words) == (117, "its process ends (exit code -11)")


def test_inputs_that_end_the_process_only_together_are_told() -> None:
    child = Deadly(1, "")
    child.together = 2
    (problem,) = [problem for _, problems in taken(child, 40) for problem in problems]
    assert problem[0] == 100
    assert "with the 39 after it, and not alone" in problem[3]


class Slow(Child):
    """Its process takes more of the processor than it may, or waits."""

    def _start(self) -> None:
        super()._start()
        assert self._process is not None
        self._process.kill()  # what it would say does not come
        self._lines = queue.Queue()


@pytest.mark.parametrize("used,waits", [(200.0, 0.0), (None, 200.0), (1.0, 2000.0)])
def test_a_process_that_takes_too_long_is_ended(
    monkeypatch: pytest.MonkeyPatch, used: float | None, waits: float
) -> None:
    clock, told = itertools.count(0.0, waits), itertools.count(0.0, used or 0.0)
    monkeypatch.setattr(fuzz, "time", SimpleNamespace(monotonic=lambda: next(clock)))
    monkeypatch.setattr(fuzz, "_cpu_s", lambda _: None if used is None else next(told))
    child = Slow(1, "")
    with pytest.raises(fuzz._DiedError, match="takes over 120 s"):
        child._ask(0, 1)
    assert child._process is None


class Changeable:
    """A core whose rows differ with the company they are in, or that fails at a record, or at many."""

    def __init__(self, core: Any, how: str) -> None:
        self.core, self.how = core, how

    def read_batch(self, records: list[Any], began: Any) -> list[Any]:
        if self.how == "alone" and any(b"Bridge" in record.data for record in records):
            raise KeyError("invented")
        if self.how == "together" and len(records) > 1:
            raise KeyError("invented")
        self.many = len(records)
        return self.core.read_batch(records, began)  # type: ignore[no-any-return]

    def judge_batch(self, readings: list[Any], began: Any) -> Any:
        batch = self.core.judge_batch(readings, began)
        if self.how == "company":
            at = batch.schema.get_field_index("title")
            field = batch.schema.field(at)
            return batch.set_column(at, field, pa.array([f"{self.many > 30}"] * batch.num_rows, field.type))
        if self.how == "lost":
            return batch.slice(1)
        return batch


@pytest.mark.parametrize(
    "how,words",
    [
        ("company", "differs in other company, in title"),
        ("alone", "raises KeyError at test_fuzz"),
        ("together", "raises in a batch of"),
        ("lost", "raises AssertionError at trial"),
    ],
)
def test_what_is_looked_for_is_found(tmp_path: Path, how: str, words: str) -> None:
    fuzzer = Fuzzer(tmp_path)
    fuzzer.core = Changeable(fuzzer.core, how)  # type: ignore[assignment]
    problems = fuzzer.try_inputs(7, 3, 60, "jsonl")["problems"]
    assert [what for _, _, _, what in problems if what.startswith(words)], problems


def test_a_row_that_is_read_once_more_must_be_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    calls = 0
    real = trial.read_piece

    def forgetful(*given: Any) -> Iterator[Any]:
        nonlocal calls
        calls += 1
        records = [*real(*given)]
        yield from records[: len(records) - (calls % 2)]

    monkeypatch.setattr(trial, "read_piece", forgetful)
    problems = Fuzzer(tmp_path).try_inputs(7, 0, 3, "jsonl")["problems"]
    assert len(problems) == 3  # the tally has one more than came


def test_all_ways_of_spoiling_are_counted(tmp_path: Path) -> None:
    found = Fuzzer(tmp_path).try_inputs(7, 0, 100, "config")
    assert found["inputs"] == {"config": 100}
    assert sum(found["ways"].values()) >= 100
    assert found["ways"].keys() <= {*WAYS}
    assert sum(found["reasons"].values()) == 100
