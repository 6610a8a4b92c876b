"""The section of splits."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any, Literal

from pydantic import Field, field_validator, model_validator

from cleancorpus.config.section import Section

REST = "rest"
_MAIN = "train"  # takes the rest where nothing is said of it
_NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")
_DAY_LIKE = re.compile(r"\d{4}(?:[-/.]\d{1,2}){0,2}.{0,20}")
_RESERVED = ("all",)  # `datasets` takes it for all splits
_MOST = 16
_ROUNDING = 1e-9
_FORMS = "write a share (0.01), a number of documents (1000) or rest"


class Splits(Section):
    """The splits of the documents; the other tables have one, train."""

    by: Literal["cluster", "site", "date"] = Field(
        "cluster",
        description="what is never parted, and which documents are taken: cluster (copies and near copies; by hash), site (all "
        "of a registered domain, and clusters; by hash) or date (clusters; the newest go to the last split)",
    )
    sizes: dict[str, float | int | str] = Field(
        {},
        description="for each split a share of the documents (0.01), a number of them (1000), by date also a first day "
        "(2024-06-01; older splits first), or rest; train has the rest where no other does; empty: train alone",
    )

    @field_validator("sizes", mode="before")
    @classmethod
    def _are_sizes(cls, value: Any) -> Any:
        if not isinstance(value, Mapping):
            return value
        for name in value:
            if name in _RESERVED:
                raise ValueError(f"'{name}' is what `datasets` calls all splits together; write another name, as test")
            if not _NAME.fullmatch(str(name)):
                raise ValueError(f"'{name}' is no name of a split; write lower-case letters, digits and _, as test")
        if len(value) > _MOST:
            raise ValueError(f"has {len(value)} splits; {_MOST} is the most")
        return {str(name): _size(str(name), size) for name, size in value.items()}

    @model_validator(mode="after")
    def _add_up(self) -> Splits:
        if not self.sizes:
            return self
        sizes = dict(self.sizes)
        named = [name for name, size in sizes.items() if size == REST]
        shares = sum(size for size in sizes.values() if isinstance(size, float))
        if len(named) > 1:
            raise ValueError(f"sizes: {' and '.join(named)} have the rest; only one split can")
        if shares > 1 + _ROUNDING:
            raise ValueError(f"sizes: the shares add up to {shares:.6g}; write less, 1 is all documents")
        whole = abs(shares - 1) <= _ROUNDING
        if whole and (named or not all(isinstance(size, float) for size in sizes.values())):
            raise ValueError("sizes: the shares add up to 1 and leave nothing for the others; write smaller shares")
        if not named and not whole:
            if _MAIN in sizes:
                raise ValueError(f"sizes: no split has what is left; write {REST} for one, as {_MAIN}: {REST}")
            sizes = {_MAIN: REST, **sizes}
        dates = [size for size in sizes.values() if _is_day(size)]
        if dates and self.by != "date":
            raise ValueError(f"sizes: '{dates[0]}' is a day, but by is {self.by}; write by: date, or {_FORMS[6:]}")
        self.__dict__["sizes"] = sizes  # frozen from here on
        if self.by == "date":
            self._are_in_order(dates)
        return self

    def _are_in_order(self, dates: list[Any]) -> None:
        first = next(iter(self.sizes))
        for name, size in self.sizes.items():
            if size == REST and name != first:
                raise ValueError(
                    f"sizes: by date, the oldest split stands first and has the rest; write {name}: {REST} first"
                )
        if dates and len(dates) != len(self.sizes) - 1:
            raise ValueError("sizes: some splits have a first day and some a size; write days for all but the first")
        if dates != sorted(set(dates)):
            raise ValueError(f"sizes: the days {', '.join(dates)} are not from the older to the newer; order them so")

    @property
    def names(self) -> tuple[str, ...]:
        """The splits: first that which has what the others leave, then these as they were written."""
        return (self.rest, *(name for name in self.sizes if name != self.rest))

    @property
    def rest(self) -> str:
        """The split that has the rest: the one that says so, else the largest share, by date the first."""
        for name, size in self.sizes.items():
            if size == REST or self.by == "date":
                return name
        shares = {name: size for name, size in self.sizes.items() if isinstance(size, float)}
        return max(shares, key=lambda name: shares[name], default=_MAIN)


def _is_day(size: Any) -> bool:
    return isinstance(size, str) and size != REST


def _size(name: str, size: Any) -> float | int | str:
    """What was written as the size of a split: a share as float, a number as int, a day as ISO 8601, `rest`."""
    if isinstance(size, date):
        return size.isoformat()[:10]
    if isinstance(size, str):
        if size == REST:
            return size
        try:
            return date.fromisoformat(size).isoformat()
        except ValueError:
            if _DAY_LIKE.fullmatch(size):
                raise ValueError(f"{name}: '{size}' is no day; write it as 2024-06-01") from None
            raise ValueError(f"{name}: '{size}' is no size of a split; {_FORMS}") from None
    if isinstance(size, bool) or not isinstance(size, int | float):
        raise ValueError(f"{name}: {size!r} is no size of a split; {_FORMS}")
    if not size > 0:
        raise ValueError(f"{name}: a split of {size} documents would be empty; take it out")
    if isinstance(size, float) and not size < 1:
        raise ValueError(f"{name}: {size} is no share of the documents, which is less than 1; {_FORMS}")
    return size
