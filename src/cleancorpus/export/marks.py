"""What the folds say of the rows of a part, put into them."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any

import numpy as np
import pyarrow as pa

_PLACE = ("part", "row")  # columns of a verdict that say which row it is on; the others are values for it
_KEPT = "kept"


class Marks:
    """The verdicts of each fold on the rows of one part (`engine.stage.FoldStage.merge`), in the order of the plan.

    A verdict with a status counts only for a row that is still kept: the first fold that takes a document out says why.
    """

    def __init__(self, verdicts: Sequence[pa.Table] = ()) -> None:
        self._verdicts = tuple(verdicts)

    def digest(self) -> str:
        """sha256 over all of it but the part's number, which another file among the sources changes."""
        facts = [table.drop_columns(["part"]).to_pylist() for table in self._verdicts]
        return hashlib.sha256(repr(facts).encode()).hexdigest()

    def put_into(self, batch: pa.RecordBatch, first_row: int) -> pa.RecordBatch:
        """`batch`, whose first row is row `first_row` of the part, with what the verdicts say."""
        for table in self._verdicts:
            start, stop = np.searchsorted(table.column("row").to_numpy(), [first_row, first_row + batch.num_rows])
            if stop > start:
                batch = _marked(batch, table.slice(start, stop - start), first_row)
        return batch


def _marked(batch: pa.RecordBatch, verdicts: pa.Table, first_row: int) -> pa.RecordBatch:
    """`batch` with the verdicts of one fold: what is null in one leaves the value as it is, lists are added to."""
    statuses = batch.column("status").to_pylist()
    columns: dict[str, list[Any]] = {
        name: batch.column(name).to_pylist() for name in verdicts.column_names if name not in _PLACE
    }
    for verdict in verdicts.to_pylist():
        row = verdict["row"] - first_row
        if verdict.get("status") is not None and statuses[row] != _KEPT:
            continue
        for name, values in columns.items():
            value = verdict[name]
            if isinstance(value, list):
                values[row] = [*(values[row] or ()), *value]
            elif value is not None:
                values[row] = value
    arrays = [
        pa.array(columns[field.name], field.type) if field.name in columns else batch.column(field.name)
        for field in batch.schema
    ]
    return pa.record_batch(arrays, schema=batch.schema)
