"""Rows of a version by their places, one after the other, however many are asked for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple, TypeVar

from cleancorpus.versions.open import VersionFiles

Key = TypeVar("Key")


class Place(NamedTuple):
    """Where a row stands: file, and number of the row in it."""

    path: str
    row: int


def rows_at(
    version: VersionFiles, wanted: Mapping[Place, Sequence[Key]], columns: Sequence[str]
) -> Iterator[tuple[Key, dict[str, Any]]]:
    """The row at each place, for each key that wants it, in the order of files and rows.

    Raises:
        ExportError: a file of the version cannot be read.
    """
    for place, row in version.each_row(wanted, columns):
        for key in wanted[Place(*place)]:
            yield key, row
