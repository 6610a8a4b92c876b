"""Rows that belong together by any number of links, numbered in arrays."""

from __future__ import annotations

from typing import Any

import numpy as np

from cleancorpus.engine.stage import Rows

Numbers = np.ndarray[Any, np.dtype[np.intp]]


def united(count: int, left: Rows, right: Rows) -> Rows:
    """For each of `count` rows the first row of those that it hangs together with, given links between rows.

    >>> united(5, np.array([3, 1]), np.array([1, 4])).tolist()
    [0, 1, 2, 1, 1]
    """
    roots = np.arange(count, dtype=np.int64)
    while True:
        one, other = roots[left], roots[right]
        if np.array_equal(one, other):
            return roots
        low = np.minimum(one, other)
        np.minimum.at(roots, one, low)
        np.minimum.at(roots, other, low)
        while not np.array_equal(above := roots[roots], roots):
            roots = above


def linked_by(values: np.ndarray[Any, Any], rows: Numbers) -> tuple[Rows, Rows]:
    """Links between those of `rows` that have the same of `values` (a value for each of them), each to the next."""
    order = np.argsort(values, kind="stable")
    same = np.flatnonzero(values[order][1:] == values[order][:-1])
    return rows[order][same].astype(np.int64), rows[order][same + 1].astype(np.int64)
