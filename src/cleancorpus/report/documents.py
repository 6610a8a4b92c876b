"""Rows of a version by their places, one after the other, however many are asked for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple, TypeVar

import pyarrow as pa
import pyarrow.parquet as pq

from cleancorpus.errors import ExportError
from cleancorpus.versions.open import READ_ERRORS, VersionFiles, one_line

Key = TypeVar("Key")


class Place(NamedTuple):
    """Where a row stands: file, and number of the row in it."""

    path: str
    row: int


def rows_at(
    version: VersionFiles, wanted: Mapping[Place, Sequence[Key]], columns: Sequence[str]
) -> Iterator[tuple[Key, dict[str, Any]]]:
    """The row at each place, for each key that wants it, in the order of files and rows.

    One row group is held at a time, and of it the columns alone; groups without a wanted row are not read.

    Raises:
        ExportError: a file of the version cannot be read.
    """
    by_path: dict[str, list[int]] = {}
    for place in sorted(wanted):
        by_path.setdefault(place.path, []).append(place.row)
    for path, numbers in by_path.items():
        try:
            with version.open_file(path) as file:
                parquet = pq.ParquetFile(file)
                first = 0
                for group in range(parquet.num_row_groups):
                    rows = parquet.metadata.row_group(group).num_rows
                    mine = [number for number in numbers if first <= number < first + rows]
                    if mine:
                        taken = _take(parquet, group, [number - first for number in mine], columns)
                        for number, row in zip(mine, taken, strict=True):
                            for key in wanted[Place(path, number)]:
                                yield key, row
                    first += rows
        except READ_ERRORS as error:
            raise ExportError(f"{version.where}/{path}", f"cannot be read: {one_line(error)}", "run verify") from error


def _take(parquet: pq.ParquetFile, group: int, numbers: list[int], columns: Sequence[str]) -> Iterator[dict[str, Any]]:
    """Rows of a row group by their numbers in it, which ascend; one by one, as a row can be large."""
    first = place = 0
    for batch in parquet.iter_batches(batch_size=1024, row_groups=[group], columns=list(columns)):
        while place < len(numbers) and numbers[place] < first + batch.num_rows:
            (row,) = batch.take(pa.array([numbers[place] - first])).to_pylist()
            yield row
            place += 1
        first += batch.num_rows
        if place == len(numbers):
            return
