"""Link stages: questions about pairs of rows, such as which texts are nearly the same.

Rows are given keys part by part, as by a fold. Of rows that share a key each is a candidate pair with the three behind it; each
pair is judged by what both rows hold; and of all rows that hang together by accepted pairs it is said which go. Only keys and
pairs are seen of all rows at once; what a row holds is read again of those in a pair alone.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa

from cleancorpus.engine.stage import Rows, StageKey, Verdicts, part_and_row, places_of, taken_out

PAIRS = pa.schema([("left", pa.int64()), ("right", pa.int64())])  # places (`places_of`), the earlier one on the left
SCORED = pa.schema([*PAIRS, ("score", pa.float64())])
Keys = np.ndarray[Any, np.dtype[np.uint64]]
_NEIGHBOURS = 3  # rows behind it in order with which a row of many that share a key is paired


class Elsewhere(NamedTuple):
    """Rows of other datasets, which stay in any case: those of the parts from `first` on; `labels` say where each part is."""

    first: int
    labels: tuple[str, ...] = ()

    @property
    def place(self) -> int:
        """The first place of such a row."""
        return int(places_of(np.array([self.first]), np.zeros(1, np.int64))[0])

    def label(self, place: int) -> str:
        """Where the row at a place is; '' for a row of this run."""
        part = int(part_and_row(np.array([place], np.int64))[0][0])
        return self.labels[part - self.first] if part >= self.first else ""


class LinkStage(ABC):
    """A question about pairs of rows. `key_schema` are the columns of `collect`, which gives a row up to `keys_a_row` keys,
    `pair_schema` those of `pairs`.
    """

    key: StageKey
    key_schema: pa.Schema
    keys_a_row: int
    pair_schema: pa.Schema
    tells_pairs = False  # whether `pairs` is asked for

    @abstractmethod
    def collect(self, batch: pa.RecordBatch, first_row: int) -> pa.Table:
        """The keys of a batch of rows: columns `bucket` (uint16), `row` (from `first_row`) and `key` (uint64), of which a row
        may have several; equal keys have equal buckets."""

    @abstractmethod
    def keyed(self, keys: Keys, first_row: int) -> pa.Table:
        """What `collect` gives of rows whose keys are known, a row of `keys` each."""

    @abstractmethod
    def hold(self, batch: pa.RecordBatch, rows: Rows, places: Rows) -> pa.Table:
        """What some rows of a batch are judged by, with the column `place`; `rows` are their numbers in it."""

    @abstractmethod
    def score(self, pairs: pa.Table, held: Held) -> pa.Table:
        """`pairs` (`PAIRS`) with how alike they are (`SCORED`)."""

    @abstractmethod
    def decide(self, scored: pa.Table, held: Held, earlier: Mapping[str, Verdicts], elsewhere: Elsewhere) -> pa.Table:
        """Verdicts on rows of this run as of a fold (`engine.stage.FoldStage.merge`), from all scored pairs."""

    @abstractmethod
    def pairs(
        self, scored: pa.Table, held: Held, earlier: Mapping[str, Verdicts], verdicts: pa.Table
    ) -> Iterator[pa.RecordBatch]:
        """All pairs that were compared, for people, in the order of the rows; `verdicts` are those of `decide`."""


class Held:
    """What rows in pairs hold, by place: tables of `LinkStage.hold`, each sorted by place, read where they are asked for."""

    def __init__(self, tables: list[pa.Table]) -> None:
        self._tables = [table for table in tables if table.num_rows]
        self._places = [table.column("place").to_numpy() for table in self._tables]
        self._firsts = np.array([places[0] for places in self._places], np.int64)

    def take(self, places: Rows, names: list[str]) -> dict[str, list[Any]]:
        """Columns of the rows at `places`, which are ascending, as lists of values; lists as numpy arrays."""
        found: dict[str, list[Any]] = {name: [] for name in names}
        at = np.searchsorted(self._firsts, places, side="right") - 1
        for number in np.unique(at).tolist():
            table = self._tables[number]
            rows = np.searchsorted(self._places[number], places[at == number])
            taken = table.select(names).take(pa.array(rows))
            for name in names:
                column = taken.column(name).combine_chunks()
                is_list = pa.types.is_list(column.type)
                found[name] += [value.values.to_numpy() for value in column] if is_list else column.to_pylist()
        return found


def candidate_pairs(keys: pa.Table, earlier: Mapping[str, Verdicts]) -> pa.Table:
    """The pairs of rows with equal keys, once each; rows that an earlier fold took out are in none.

    Of many rows with one key each is paired with the three behind it: where all are alike, these hang together all the same,
    and where they are not, keys are no evidence. So the pairs grow with the rows and not with their square.
    """
    parts, rows = keys.column("part").to_numpy(), keys.column("row").to_numpy()
    places, values = places_of(parts, rows), keys.column("key").to_numpy()
    left = ~taken_out(places, earlier)
    places, values = places[left], values[left]
    order = np.lexsort((places, values))
    places, values = places[order], values[order]
    lefts, rights = [], []
    for step in range(1, _NEIGHBOURS + 1):
        same = np.flatnonzero(values[step:] == values[:-step])
        lefts.append(places[same])
        rights.append(places[same + step])
    return unique_pairs(np.concatenate(lefts), np.concatenate(rights))


def unique_pairs(left: Rows, right: Rows) -> pa.Table:
    """`PAIRS` in order, each once."""
    other = left != right
    left, right = left[other], right[other]
    order = np.lexsort((right, left))
    left, right = left[order], right[order]
    new = np.ones(len(left), bool)
    new[1:] = (left[1:] != left[:-1]) | (right[1:] != right[:-1])
    return pa.table([left[new], right[new]], schema=PAIRS)
