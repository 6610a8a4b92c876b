"""The tables of an export, and how a row of any of them is hashed, measured and described.

Every table is a config of the dataset with the one split `train`; a table without rows is left out of an export. The
digests are over values, not file bytes: sharding, compression and the version of pyarrow do not matter to them.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from cleancorpus.schema import DOCUMENTS, DROPPED, DUPLICATES, QUARANTINED, REMOVALS

SPLIT = "train"
DEFECT = "this is a defect: report it"  # what to do about an error that no user can cause

META_SHA256 = pa.field(
    "meta_sha256",
    pa.string(),
    metadata={"description": "sha256 of all other columns but text, as canonical JSON; for `diff` and `verify`"},
)
EXPORTED_DOCUMENTS = DOCUMENTS.append(META_SHA256)


def type_name(kind: pa.DataType) -> str:
    """An Arrow type as text that does not change with pyarrow or with a trip through Parquet.

    >>> type_name(pa.list_(pa.struct([("a", pa.string())])))
    'list<struct<a: string>>'
    """
    if pa.types.is_list(kind):
        return f"list<{type_name(kind.value_type)}>"
    if pa.types.is_struct(kind):
        return f"struct<{', '.join(f'{field.name}: {type_name(field.type)}' for field in kind)}>"
    return str(kind)


@dataclass(frozen=True)
class Table:
    """A table of the export: the config's name, its folder in the export, its schema and what a row is."""

    name: str
    folder: str
    schema: pa.Schema
    description: str

    @property
    def columns(self) -> dict[str, str]:
        """The type of each column, as text: what `schema_hash` and the rule for versions compare."""
        return {field.name: type_name(field.type) for field in self.schema}


TABLES: dict[str, Table] = {
    table.name: table
    for table in (
        Table("default", "data", EXPORTED_DOCUMENTS, "the documents"),
        Table("removals", "removals", REMOVALS, "what was cut from the documents, a span a row"),
        Table("dropped", "dropped", DROPPED, "documents that were dropped, and why"),
        Table("duplicates", "duplicates", DUPLICATES, "documents that duplicate another, and which"),
        Table("quarantined", "quarantined", QUARANTINED, "records that could not be processed, and why"),
    )
}
STATUS_TABLE = {"kept": "default", "dropped": "dropped", "duplicate": "duplicates", "quarantined": "quarantined"}


def sha256(data: bytes) -> str:
    """sha256 in hex."""
    return hashlib.sha256(data).hexdigest()


def _json_bytes(value: Any) -> str:
    if isinstance(value, bytes):
        return base64.b64encode(value).decode("ascii")
    raise TypeError(f"no JSON form for {type(value).__name__}")


def canonical_json(value: Any) -> str:
    """JSON with sorted keys and no spaces; bytes as base64, floats in their shortest form, non-ASCII as it is.

    >>> canonical_json({"b": 1.0, "a": ["é", None]})
    '{"a":["é",null],"b":1.0}'
    """
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=_json_bytes)


def row_digests(row: dict[str, Any]) -> tuple[str, str]:
    """`(sha256 of text, sha256 of the canonical JSON of the other columns)` of a row, in hex.

    A missing or null `text` counts as empty. `meta_sha256` is no part of its own digest.
    """
    rest = {name: value for name, value in row.items() if name not in ("text", "meta_sha256")}
    return sha256((row.get("text") or "").encode()), sha256(canonical_json(rest).encode())


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


_DTYPES = {"double": "float64", "float": "float32", "halffloat": "float16"}


def feature_yaml(field: pa.Field) -> dict[str, Any]:
    """One column the way `dataset_info.features` of a dataset card says it; `datasets` reads the same type back."""
    kind = field.type
    if pa.types.is_list(kind):
        inner = kind.value_type
        if pa.types.is_struct(inner):
            return {"name": field.name, "list": [feature_yaml(part) for part in inner]}
        return {"name": field.name, "list": _DTYPES.get(str(inner), str(inner))}
    return {"name": field.name, "dtype": _DTYPES.get(str(kind), str(kind))}


def describe_columns(schema: pa.Schema) -> Iterator[tuple[str, str, str]]:
    """`(name, type, description)` of each column and, for lists of structs, of their fields (`removals[].rule`)."""
    for field in schema:
        parts = list(field.type.value_type) if _has_structs(field.type) else []
        yield field.name, "list<struct>" if parts else type_name(field.type), _description(field)
        for part in parts:
            yield f"{field.name}[].{part.name}", type_name(part.type), _description(part)


def _has_structs(kind: pa.DataType) -> bool:
    return bool(pa.types.is_list(kind) and pa.types.is_struct(kind.value_type))


def _description(field: pa.Field) -> str:
    return bytes((field.metadata or {}).get(b"description", b"")).decode()
