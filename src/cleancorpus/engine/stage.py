"""What the results of a stage depend on, and fold stages, which see all rows' keys.

The result of any other stage for a part depends on the part and the stage's digest alone. A fold is collected part by part,
merged in ranges of buckets (so that memory is bounded whatever the number of rows), and read back as verdicts on single rows.
"""

from __future__ import annotations

import hashlib
import json
from abc import abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any, Protocol

import numpy as np
import pyarrow as pa

from cleancorpus.engine.store import Store

BUCKETS = 1 << 16  # as `bucket` is a uint16; a merge takes a range of them, so that a fold of any size fits into memory
VERDICT = (("part", pa.int64()), ("row", pa.int64()))  # which row a verdict is on
LINKS = ("twin", "link")  # columns of a verdict with the place of another row that its row belongs together with
_ROWS_A_MERGE = 2_000_000  # keys that one merge holds in memory, about: 100 MB for ids of 20 bytes

Rows = np.ndarray[Any, np.dtype[np.int64]]


@dataclass(frozen=True)
class StageKey:
    """What the result of a stage depends on besides its input: `because` names each thing and its state.

    The digest is that of `because`; two runs can therefore be told apart by what differs in it.
    """

    name: str
    because: Mapping[str, str]
    digest: str = field(init=False)

    def __post_init__(self) -> None:
        text = json.dumps([self.name, dict(self.because)], sort_keys=True)
        object.__setattr__(self, "digest", hashlib.sha256(text.encode()).hexdigest())

    @property
    def folder(self) -> str:
        """The folder of the stage's results in the work folder."""
        return f"{self.name}-{self.digest[:16]}"

    def changed_since(self, because: Mapping[str, str]) -> list[str]:
        """What differs from an earlier state, a phrase each: `config rules`, `ftfy 6.3.0 → 6.3.1`."""
        found = []
        for name in sorted({*self.because, *because}):
            before, now = because.get(name), self.because.get(name)
            if before != now:
                short = all(value is None or len(value) <= 24 for value in (before, now))
                found.append(f"{name} {before or 'none'} → {now or 'none'}" if short else name)
        return found


class FoldStage(Protocol):
    """A question about all rows, such as which texts stand twice. A fold is a class of its own in the plan's list.

    `key_schema` are the columns of `collect`.
    """

    key: StageKey
    key_schema: pa.Schema

    @abstractmethod
    def collect(self, batch: pa.RecordBatch, first_row: int) -> pa.Table:
        """The keys of a batch of rows: columns `bucket` (uint16), `row` (int64, from `first_row`) and the fold's own.

        Rows that have to be seen together have the same bucket.
        """

    @abstractmethod
    def merge(self, keys: pa.Table, earlier: Mapping[str, Verdicts]) -> pa.Table:
        """Verdicts of some buckets: columns `part` and `row` (`VERDICT`), and columns of the rows for which it has values.

        A null leaves the row's value as it is, a list is added to the row's. What sets a row's `status` counts only where no
        fold before it has taken the row out. Rows without a verdict are left out.

        `keys` has all keys of these buckets of all parts, with the column `part`, in the order of parts and rows.
        `earlier` are the verdicts of the folds before this one, by name.
        """


def write_keys(store: Store, name: str, tables: Sequence[pa.Table], schema: pa.Schema) -> None:
    """Put the keys of a part in place, sorted by bucket and row."""
    table = pa.concat_tables(tables) if tables else schema.empty_table()
    order = np.argsort(table.column("bucket").to_numpy(), kind="stable")
    store.write_table(name, table.take(pa.array(order)).combine_chunks())


def gathered_name(group: str, start: int) -> str:
    """Where the keys of a group of parts for the range of buckets from `start` on are."""
    return f"{group}-{start:05d}.arrow"


def bucket_ranges(n_rows: int) -> list[tuple[int, int]]:
    """Ranges of buckets to merge one by one, each of about two million rows."""
    count = 1
    while n_rows // count > _ROWS_A_MERGE and count < BUCKETS:
        count *= 2
    step = BUCKETS // count
    return [(start, start + step) for start in range(0, BUCKETS, step)]


def split_keys(
    store: Store, names: Sequence[tuple[str, int | None]], ranges: Sequence[tuple[int, int]], first_part: int = 0
) -> list[pa.Table]:
    """The keys of some parts for each of the ranges of buckets, in the order of parts and rows, with the column `part`.

    `names` are the parts' files of keys, each with how many of its rows count (None: all); the first is part number
    `first_part`. Each file is read once, however many ranges there are.
    """
    pieces: list[list[pa.Table]] = [[] for _ in ranges]
    ends = np.array([stop for _, stop in ranges])
    for part, (name, limit) in enumerate(names, first_part):
        table = store.read_table(name)
        rows = table.column("row").to_numpy()
        places = np.searchsorted(ends, table.column("bucket").to_numpy(), side="right")
        order = np.lexsort((rows, places))
        if limit is not None:
            order = order[rows[order] < limit]
        taken = table.take(pa.array(order))
        taken = taken.append_column("part", pa.array(np.full(len(order), part, dtype=np.int64)))
        cuts = np.searchsorted(places[order], np.arange(len(ranges) + 1)).tolist()
        for piece, (first, last) in zip(pieces, pairwise(cuts), strict=True):
            piece.append(taken.slice(first, last - first))
    return [pa.concat_tables(tables).combine_chunks() for tables in pieces]


class Verdicts:
    """The verdicts of a fold on disk: files of a few ranges, each sorted by part and row."""

    def __init__(self, store: Store, names: Sequence[str]) -> None:
        self._tables = [store.read_table(name) for name in names]
        self._places = [_places(table) for table in self._tables]

    def of_part(self, part: int) -> pa.Table:
        """The verdicts on rows of a part, by row."""
        found = []
        for table, places in zip(self._tables, self._places, strict=True):
            first, last = np.searchsorted(places, [part << _ROW_BITS, (part + 1) << _ROW_BITS])
            found.append(table.slice(first, last - first))
        merged = pa.concat_tables(found)
        return merged.take(pa.array(np.argsort(merged.column("row").to_numpy(), kind="stable")))

    def find(self, parts: Rows, rows: Rows) -> Iterator[tuple[int, dict[str, Any]]]:
        """`(number of the question, verdict)` for those of the asked rows that have one."""
        asked = places_of(parts, rows)
        for table, places in zip(self._tables, self._places, strict=True):
            if not len(places):
                continue
            at = np.minimum(np.searchsorted(places, asked), len(places) - 1)
            for number in np.flatnonzero(places[at] == asked):
                yield int(number), table.slice(int(at[number]), 1).to_pylist()[0]

    def links(self) -> Iterator[tuple[Rows, Rows]]:
        """Places of rows, and those of rows that they belong together with (`LINKS`)."""
        for table, places in zip(self._tables, self._places, strict=True):
            for name in LINKS:
                if name in table.column_names:
                    column = table.column(name)
                    given = column.is_valid().to_numpy()
                    yield places[given], column.fill_null(-1).to_numpy()[given]

    def take_out(self, places: Rows) -> np.ndarray[Any, np.dtype[np.bool_]]:
        """Which of the rows at `places` a verdict sets the status of."""
        out = np.zeros(len(places), bool)
        for table, own in zip(self._tables, self._places, strict=True):
            if "status" in table.column_names and len(own):
                at = np.minimum(np.searchsorted(own, places), len(own) - 1)
                out |= (own[at] == places) & table.column("status").is_valid().to_numpy()[at]
        return out


def taken_out(places: Rows, earlier: Mapping[str, Verdicts]) -> np.ndarray[Any, np.dtype[np.bool_]]:
    """Which of the rows at `places` the verdicts of any fold before set the status of."""
    out = np.zeros(len(places), bool)
    for verdicts in earlier.values():
        out |= verdicts.take_out(places)
    return out


_ROW_BITS = 40  # a part and a row in one number of 64 bits: 16 million parts of a million million rows


def places_of(parts: Rows, rows: Rows) -> Rows:
    """A part and a row in one number, in their order."""
    places: Rows = (parts << _ROW_BITS) + rows
    return places


def first_place(part: int) -> int:
    """The place of the first row of a part."""
    return part << _ROW_BITS


def part_and_row(places: Rows) -> tuple[Rows, Rows]:
    """What `places_of` was asked of."""
    return places >> _ROW_BITS, places & ((1 << _ROW_BITS) - 1)


def _places(table: pa.Table) -> Rows:
    return places_of(table.column("part").to_numpy(), table.column("row").to_numpy())


def with_last_survivors(tables: Sequence[pa.Table], verdicts: Sequence[Verdicts]) -> list[pa.Table]:
    """The verdicts of each fold on some rows (`tables`, in the order of the folds), with the survivors that are kept in the end.

    A verdict that takes a row out for another one names that one's id, `survivor_id`, and its place, `twin`. A later fold may
    take the twin out, too: then its survivor is the first one's. `verdicts` are those of the folds on all rows. The columns
    `twin` and `link` (a row that it hangs together with, though both may stay) are left out of the result.
    """
    found = []
    for number, table in enumerate(tables):
        if "twin" not in table.column_names:
            found.append(table)
            continue
        ids, twins = table.column("survivor_id").to_pylist(), table.column("twin").fill_null(-1).to_numpy().copy()
        for later in verdicts[number + 1 :]:
            for row, verdict in later.find(*part_and_row(twins)):
                if verdict.get("twin") is not None:
                    ids[row], twins[row] = verdict["survivor_id"], verdict["twin"]
        place = table.column_names.index("survivor_id")
        table = table.set_column(place, "survivor_id", pa.array(ids, pa.string()))
        found.append(table.drop_columns([name for name in table.column_names if name in LINKS]))
    return found


def sort_verdicts(table: pa.Table) -> pa.Table:
    """Verdicts in the order that `Verdicts` needs."""
    return table.take(pa.array(np.argsort(_places(table), kind="stable"))).combine_chunks()
