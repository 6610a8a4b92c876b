"""Rows of the exported tables: how they are measured and flattened."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from cleancorpus.schema import REMOVALS


def row_bytes(column: pa.Array) -> np.ndarray[Any, np.dtype[np.int64]]:
    """Size of each value of `column` in bytes before encoding: data plus 4 for each offset.

    It depends on the values alone, so that shards and row groups are cut at the same rows however the rows arrived.
    """
    kind = column.type
    if pa.types.is_string(kind) or pa.types.is_binary(kind):
        return np.asarray(pc.fill_null(pc.binary_length(column), 0), dtype=np.int64) + 4
    if pa.types.is_list(kind):
        lengths = np.asarray(pc.fill_null(pc.list_value_length(column), 0), dtype=np.int64)
        values = row_bytes(column.flatten())
        ends = np.cumsum(lengths)
        total = np.concatenate([np.zeros(1, np.int64), np.cumsum(values)])
        return np.asarray(total[ends] - total[ends - lengths] + 4)
    if pa.types.is_struct(kind):
        parts = [row_bytes(part) for part in column.flatten()]
        return np.asarray(np.sum(parts, axis=0, dtype=np.int64))
    return np.full(len(column), kind.bit_width // 8 or 1, dtype=np.int64)


def batch_bytes(batch: pa.RecordBatch) -> np.ndarray[Any, np.dtype[np.int64]]:
    """Size of each row of `batch` in bytes, as `row_bytes` counts."""
    sizes = np.zeros(batch.num_rows, dtype=np.int64)
    for column in batch.columns:
        sizes += row_bytes(column)
    return sizes


def flatten_removals(documents: pa.RecordBatch) -> pa.RecordBatch:
    """The rows of the removals table that belong to `documents` (columns `id` and `removals`), in order."""
    removals = documents.column("removals")
    structs = removals.flatten()
    ids = documents.column("id").take(pc.list_parent_indices(removals))
    return pa.RecordBatch.from_arrays([ids, *structs.flatten()], schema=REMOVALS)
