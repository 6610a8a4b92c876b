"""Cells of a caller's batch: of lists, numpy, pandas and Arrow, without importing any of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any


def is_array(cells: Any) -> bool:
    """Whether cells are an array of numpy."""
    return hasattr(cells, "dtype") and hasattr(cells, "tolist")


def is_arrow(batch: Any) -> bool:
    """Whether a batch is a table of Arrow, as `datasets` gives it with the format `arrow`."""
    return type(batch).__module__.partition(".")[0] == "pyarrow"


def is_many(cells: Any) -> bool:
    """Whether cells are those of many rows: a list, an array of numpy, a column of pandas."""
    return isinstance(cells, Iterable) and not isinstance(cells, Mapping) and getattr(cells, "ndim", 1) > 0


def listed(cells: Any) -> Iterable[Any]:
    """The cells of many rows, one by one."""
    values: Iterable[Any] = cells.tolist() if is_array(cells) else cells
    return values


def cell(value: Any) -> Any:
    """A cell, None where it is what numpy and pandas write for nothing."""
    return None if isinstance(value, float) and value != value else value


def text_of(value: Any) -> str | None:
    """A cell as text; None where it is empty."""
    value = cell(value)
    return None if value is None or value == "" else str(value)


def wrong_cell(number: int, column: str, value: Any) -> TypeError:
    """What to raise for a cell that is neither text nor null."""
    what = type(value).__name__
    return TypeError(f"batch: row {number} of column '{column}' is {what}, must be text; convert or drop it")
