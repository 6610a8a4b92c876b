"""Which split a group goes to, and that equal rules give equal splits whatever the order."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleancorpus.config import Splits
from cleancorpus.dedup.clusters import components
from cleancorpus.dedup.united import linked_by, united
from cleancorpus.export.splits import NONE, Groups, SplitsError, assign

SIZES = {"validation": 0.1, "test": 0.2}


def groups(sizes: list[int], votes: list[tuple[int, ...]] | None = None, days: list[int] | None = None) -> Groups:
    count = len(sizes)
    keys = np.random.default_rng(7).integers(0, 1 << 63, count, dtype=np.uint64)
    return Groups(
        np.array(sizes, np.int64),
        keys,
        np.array(days or [NONE] * count, np.int64),
        np.array(votes or [(0, 0, 0)] * count, np.int64),
    )


def documents(found: Groups, splits: np.ndarray) -> list[int]:
    return [int(found.sizes[splits == place].sum()) for place in range(3)]


def test_groups_that_are_too_large_are_passed_over() -> None:
    asked, found = Splits(sizes=SIZES), groups([500, *[3] * 20, *[1] * 440])
    assert documents(found, assign(asked, found, {}).splits) == [700, 100, 200]


def test_where_no_group_is_small_enough_the_smallest_is_taken() -> None:
    asked, found = Splits(sizes={"validation": 0.01, "test": 0.02}), groups([40, 30, 25, 20])
    assert documents(found, assign(asked, found, {}).splits) == [70, 20, 25]


def test_a_group_keeps_the_split_that_most_of_it_had_and_leaves_the_rest_for_another() -> None:
    votes = [(2, 0, 1), (1, 0, 1), (0, 1, 1), (0, 0, 3), (0, 0, 0)]
    asked, found = Splits(sizes=SIZES), groups([3, 2, 2, 3, 5], votes)
    assert assign(asked, found, {}).splits.tolist()[:4] == [0, 2, 1, 2]


@settings(max_examples=60, deadline=None)
@given(
    sizes=st.lists(st.integers(1, 40), min_size=3, max_size=60),
    seed=st.integers(0, 9),
    had=st.lists(st.tuples(*[st.integers(0, 3)] * 3), min_size=60, max_size=60),
)
def test_no_split_is_empty_and_the_order_does_not_matter(
    sizes: list[int], seed: int, had: list[tuple[int, ...]]
) -> None:
    asked, found = Splits(sizes=SIZES), groups(sizes, had[: len(sizes)])
    try:
        splits = assign(asked, found, {}).splits
    except SplitsError as error:
        assert sum(sizes) <= 3 and "leave nothing" in str(error)
        return
    assert np.bincount(splits, minlength=3).min() > 0
    order = np.random.default_rng(seed).permutation(len(sizes))
    turned = Groups(found.sizes[order], found.keys[order], found.days[order], found.votes[order])
    assert np.array_equal(assign(asked, turned, {}).splits, splits[order])


def test_by_date_groups_without_a_day_are_not_tested() -> None:
    asked = Splits(by="date", sizes={"test": 0.5})
    found = groups([1, 1, 1, 1], [(0, 0)] * 4, [NONE, 738_000, 738_001, 738_001])
    assert assign(asked, found, {}).splits.tolist() == [0, 0, 1, 1]
    with pytest.raises(SplitsError, match="the documents are of 1 day, which is not enough for 2 splits"):
        assign(asked, groups([2, 2], [(0, 0)] * 2, [738_000, 738_000]), {})


@settings(max_examples=60, deadline=None)
@given(links=st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)), max_size=40))
def test_what_is_united_hangs_together(links: list[tuple[int, int]]) -> None:
    left, right = (np.array([link[side] for link in links], np.int64) for side in (0, 1))
    roots = united(31, left, right)
    wanted = {row: group[0] for group in components(links) for row in group}
    assert roots.tolist() == [wanted.get(row, row) for row in range(31)]


def test_equal_values_link_rows() -> None:
    left, right = linked_by(np.array([5, 6, 5, 5]), np.array([1, 2, 4, 7]))
    assert united(8, left, right).tolist() == [0, 1, 2, 3, 1, 5, 6, 1]
