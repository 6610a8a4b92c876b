"""The outcomes of a part to rows of the exported tables: marked, taken down, digested, counted.

Everything that takes time by the row happens here, in the workers. What the driver needs for the layout is small and
stands in files of its own: per table the size and id of each row (`TableIndex`), and the counts (`SettledPart`).
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import asdict, dataclass, field
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from cleancorpus.carry.columns import Columns
from cleancorpus.carry.values import rows_of
from cleancorpus.digest import PLACE_COLUMNS, row_digests, row_key
from cleancorpus.engine.store import Store
from cleancorpus.errors import DEFECT, ExportError
from cleancorpus.export.asked import AskedColumns
from cleancorpus.export.figures import Figures
from cleancorpus.export.guard import Losses
from cleancorpus.export.ledger import Ledger
from cleancorpus.export.marks import Marks
from cleancorpus.export.tables import batch_bytes, flatten_removals
from cleancorpus.schema import (
    CARRIED,
    DROPPED,
    DUPLICATES,
    KEPT,
    META_SHA256,
    OUTCOMES,
    QUARANTINED,
    SPLIT,
    STATUS_TABLE,
    Table,
    tables,
)
from cleancorpus.versions.number import line_digest, row_lines
from cleancorpus.versions.receipts import Taken
from cleancorpus.versions.takedown import REASON, Takedowns

_OWN = {"default": KEPT, "dropped": DROPPED, "duplicates": DUPLICATES, "quarantined": QUARANTINED}
INDEX = pa.schema([
    ("size", pa.int64()), ("key", pa.uint64()), ("meta", pa.binary(16)), ("split", pa.uint8()), ("row", pa.int64()),
])  # fmt: skip  # `row`: its number in the part
Numbers = np.ndarray[Any, np.dtype[np.uint8]]
Rows = np.ndarray[Any, np.dtype[np.int64]]
_OPTIONS = pa.ipc.IpcWriteOptions(compression="lz4")


@dataclass(frozen=True)
class SettledPart:
    """What is in the files `<name>.<table>.arrow`, `.index` and `<name>.digests`: rows by table, and all counts.

    `taken` are the documents that were taken down (`receipts.Taken.to_json`).
    """

    name: str
    rows: dict[str, int]
    reasons: dict[str, dict[str, int]]
    ledger: dict[str, Any]
    figures: dict[str, Any]
    losses: list[list[Any]]
    n_removals: int
    taken: list[list[Any]]

    def to_json(self) -> dict[str, Any]:
        """All of it as JSON values."""
        return asdict(self)


class Totals:
    """What all parts of a run come to; parts are added in their order and their counts not kept one by one.

    `names` are the parts' names, `parts_with[table]` the numbers of those that have rows of a table. `carried` are the columns
    that all parts were settled with, `asked` those that the configuration asks for.
    """

    def __init__(self, carried: Columns | None = None, asked: AskedColumns | None = None) -> None:
        self.carried = carried or Columns({})
        self.further: tuple[pa.Field, ...] = (*(asked.fields if asked else ()), *self.carried.fields)
        self.names: list[str] = []
        self.parts_with: dict[str, list[int]] = {table: [] for table in STATUS_TABLE.values()}
        self.reasons: dict[str, Counter[str]] = {table: Counter() for table in STATUS_TABLE.values()}
        self.ledger, self.figures, self.losses = Ledger(), Figures(), Losses()
        self.n_removals = 0
        self.taken: list[Taken] = []

    def add(self, part: SettledPart) -> None:
        """Count the next part."""
        for table, rows in part.rows.items():
            if rows:
                self.parts_with[table].append(len(self.names))
        self.names.append(part.name)
        for table, counts in part.reasons.items():
            self.reasons[table].update(counts)
        self.ledger.merge(part.ledger)
        self.figures.merge(part.figures)
        self.losses.merge(part.losses)
        self.n_removals += part.n_removals
        self.taken += map(Taken.of, part.taken)


def id_keys(ids: Iterable[str | None]) -> np.ndarray[Any, np.dtype[np.uint64]]:
    """64 bits of a digest for each id: enough to find a document's place, not to prove that two ids are equal."""
    digests = b"".join(hashlib.blake2b((value or "").encode(), digest_size=8).digest() for value in ids)
    return np.frombuffer(digests, dtype="<u8").astype(np.uint64)


@dataclass(frozen=True)
class Told:
    """What the comparison of all rows says of rows of a part, by their numbers in it: the split of each (its place in `names`)
    that is not in the first, and the requests for which rows go as copies of what was taken down.
    """

    names: tuple[str, ...] = (SPLIT,)
    splits: Mapping[int, int] = field(default_factory=dict)
    copies: Mapping[int, tuple[int, ...]] = field(default_factory=dict)


class _TableWriter:
    """Writes the rows of one table of a part, and their index."""

    def __init__(self, stack: ExitStack, store: Store, name: str, table: Table) -> None:
        path = stack.enter_context(store.writing(f"{name}.{table.name}.arrow"))
        sink = stack.enter_context(pa.OSFile(str(path), "wb"))
        self._writer = stack.enter_context(pa.ipc.new_file(sink, table.schema, options=_OPTIONS))
        self.index: list[pa.RecordBatch] = []

    def add(
        self, rows: pa.RecordBatch, numbers: Rows, metas: list[str] | None = None, splits: Numbers | None = None
    ) -> None:
        self._writer.write_batch(rows)
        raw: list[bytes | None] = [None] * rows.num_rows
        if metas is not None:
            places = zip(*(rows.column(name).to_pylist() for name in PLACE_COLUMNS), strict=True)
            raw = [row_key(meta, place) for meta, place in zip(metas, places, strict=True)]
        keys = id_keys(rows.column("id").to_pylist())
        splits = np.zeros(rows.num_rows, np.uint8) if splits is None else splits
        columns = [batch_bytes(rows), keys, pa.array(raw, pa.binary(16)), splits, numbers]
        self.index.append(pa.record_batch([pa.array(column) for column in columns], schema=INDEX))


class Settler:
    """Takes the outcomes of one part, in order, and puts the rows of its tables into `store` under `name`; with the carried
    columns of all parts, and those that the configuration asks for.
    """

    def __init__(
        self,
        store: Store,
        name: str,
        marks: Marks,
        takedowns: Takedowns,
        where: str,
        carried: Columns | None = None,
        asked: AskedColumns | None = None,
        told: Told | None = None,
    ) -> None:
        self._told = told or Told()
        self._store, self._name, self._marks, self._takedowns, self._where = store, name, marks, takedowns, where
        self._carried = carried or Columns({})
        self._asked = asked
        self._schemas = tables((*(asked.fields if asked else ()), *self._carried.fields))
        self._stack = ExitStack()
        self._tables: dict[str, _TableWriter] = {}
        self._digests = bytearray()
        self._row = 0
        self._figures, self._ledger, self._losses = Figures(), Ledger(), Losses()
        self._reasons: dict[str, Counter[str]] = {name: Counter() for name in STATUS_TABLE.values()}
        self._n_removals = 0
        self._taken: list[Taken] = []

    def settle(self, outcomes: Iterable[pa.RecordBatch]) -> SettledPart:
        """Take all rows (`schema.OUTCOMES`) and put them in place.

        What is on the list of takedowns counts as dropped, and loses its text and all that tells of it.

        Raises:
            ExportError: a row has no such status, or a kept row's text is null or not what its `text_sha256` says.
        """
        with self._stack:
            for batch in outcomes:
                self._add(batch)
        for table, writer in self._tables.items():
            index = pa.Table.from_batches(writer.index, INDEX).combine_chunks()
            self._store.write_table(f"{self._name}.{table}.index", index)
        digests = np.sort(np.frombuffer(bytes(self._digests), dtype="S32"))
        with self._store.writing(f"{self._name}.digests") as path:
            path.write_bytes(digests.tobytes())
        part = SettledPart(
            self._name,
            {table: sum(batch.num_rows for batch in writer.index) for table, writer in self._tables.items()},
            {table: dict(counts) for table, counts in self._reasons.items()},
            self._ledger.state(),
            self._figures.state(),
            self._losses.state(),
            self._n_removals,
            [taken.to_json() for taken in self._taken],
        )
        files = [f"{self._name}.{table}.{kind}" for table in self._tables for kind in ("arrow", "index")]
        self._store.write_note(self._name, part.to_json(), [*files, f"{self._name}.digests"])
        return part

    def _add(self, batch: pa.RecordBatch) -> None:
        if not batch.schema.equals(OUTCOMES):
            raise TypeError("the batch has not the schema OUTCOMES")
        first, self._row = self._row, self._row + batch.num_rows
        splits = self._splits_of(first, batch.num_rows)
        batch = self._without_taken(self._marks.put_into(batch, first), first)
        self._ledger.add(batch)
        self._losses.add(batch)
        statuses = batch.column("status")
        for status in pc.unique(statuses).to_pylist():
            if status not in STATUS_TABLE:
                raise ExportError(self._where, f"a row has the status {status!r}", f"use {', '.join(STATUS_TABLE)}")
            of_status = pc.equal(statuses, status)
            rows, numbers = batch.filter(of_status), np.flatnonzero(of_status.to_numpy(zero_copy_only=False)) + first
            table = STATUS_TABLE[status]
            if table == "default":
                self._add_kept(rows, numbers, splits[numbers - first])
                continue
            for reason in rows.column("reason").to_pylist():
                self._reasons[table][reason or "no reason given"] += 1
            self._writer(table).add(self._rows_of(table, rows), numbers)

    def _writer(self, table: str) -> _TableWriter:
        if table not in self._tables:
            self._tables[table] = _TableWriter(self._stack, self._store, self._name, self._schemas[table])
        return self._tables[table]

    def _splits_of(self, first: int, count: int) -> Numbers:
        rows = range(first, first + count)
        return np.array([self._told.splits.get(row, 0) for row in rows], np.uint8)

    def _without_taken(self, batch: pa.RecordBatch, first: int) -> pa.RecordBatch:
        """`batch` with what was taken down turned into dropped rows: id, source, position, raw_sha256 and no more."""
        if not self._takedowns:
            return batch
        columns = (batch.column(name).to_pylist() for name in ("id", "url", "text_sha256"))
        taken = []
        for row, (row_id, url, text_sha256) in enumerate(zip(*columns, strict=True), first):
            requests, copy_of = self._takedowns.numbers(row_id, url), self._told.copies.get(row, ())
            taken.append(bool(requests or copy_of))
            if taken[-1]:
                self._taken.append(Taken(row_id, text_sha256, requests, copy_of))
        if not any(taken):
            return batch
        mask = pa.array(taken)
        instead = {"status": "dropped", "reason": REASON}
        arrays = [
            column
            if name in ("id", "source", "position", "raw_sha256")
            else pc.if_else(mask, pa.scalar(instead.get(name), column.type), column)
            for name, column in zip(batch.schema.names, batch.columns, strict=True)
        ]
        return pa.RecordBatch.from_arrays(arrays, schema=OUTCOMES)

    def _rows_of(self, table: str, rows: pa.RecordBatch, metas: Sequence[str] = ()) -> pa.RecordBatch:
        """Outcomes as rows of a table: its own columns, those asked for and the carried ones where it has them."""
        schema = self._schemas[table].schema
        columns = [rows.column(name) for name in _OWN[table].names]
        if table != "quarantined" and self._asked is not None:
            columns += self._asked.arrays(rows)
        if table != "quarantined" and self._carried.fields:
            columns += self._carried.arrays(
                zip(*(rows.column(field.name).to_pylist() for field in CARRIED), strict=True)
            )
        if table == "default":
            columns.append(pa.array(metas, META_SHA256.type))
        return pa.RecordBatch.from_arrays(columns, schema=schema)

    def _add_kept(self, rows: pa.RecordBatch, numbers: Rows, splits: Numbers) -> None:
        documents = self._rows_of("default", rows, [""] * rows.num_rows)
        metas = []
        names = [self._told.names[split] for split in splits.tolist()]
        for row, split in zip(rows_of(documents), names, strict=True):
            if row["text"] is None or row["id"] is None:
                raise ExportError(self._where, f"document {row['id']!r} is kept without text or id", DEFECT)
            text, meta = row_digests(row)
            if text != row["text_sha256"]:
                raise ExportError(self._where, f"document '{row['id']}' has another text_sha256 than its text", DEFECT)
            metas.append(meta)
            self._digests += line_digest("default", split, row["id"], text, meta)
        removals = flatten_removals(documents)
        self._digests += row_lines("removals", SPLIT, removals)
        self._n_removals += removals.num_rows
        documents = documents.set_column(len(documents.schema) - 1, META_SHA256, pa.array(metas, META_SHA256.type))
        self._figures.add_kept(documents)
        self._figures.add_splits(documents, names)
        self._figures.add_trial(rows.column("trial"))
        self._reasons["default"]["kept"] += rows.num_rows
        self._writer("default").add(documents, numbers, metas, splits)


def settled_part(value: dict[str, Any]) -> SettledPart:
    """The part that `SettledPart.to_json` was asked of."""
    return SettledPart(**value)
