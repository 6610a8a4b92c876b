"""The Arrow face of `Cleaner`: a table of Arrow in, a table with a fixed schema out.

For Spark (`mapInArrow`), Ray Data (`batch_format="pyarrow"`), Polars, DuckDB and whatever else hands tables of Arrow on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import pyarrow as pa

from cleancorpus.schema import OUTCOMES

Clean = Callable[[Mapping[str, Any]], Mapping[str, list[Any]]]


def cleaned_schema(given: pa.Schema, names: Mapping[str, str], asked: Mapping[str, pa.Field]) -> pa.Schema:
    """The schema of what `clean_table` makes of tables with the schema `given`.

    `names` are our columns, each with its name in the result, `asked` those that only the configuration gives. Columns of the
    caller stay where they are, with type and
    metadata; those that ours replace keep their place; the other ones of ours follow.

    Raises:
        ValueError: two columns of `given` have one name.
    """
    fields = {field.name: field for field in given}
    if len(fields) < len(given):
        twice = next(name for name in given.names if given.names.count(name) > 1)
        raise ValueError(f"table: has two columns '{twice}'; rename one")
    fields |= {name: (asked.get(own) or OUTCOMES.field(own)).with_name(name) for own, name in names.items()}
    return pa.schema(list(fields.values()), metadata=given.metadata)


def clean_table(
    table: pa.Table | pa.RecordBatch, clean: Clean, names: Mapping[str, str], asked: Mapping[str, pa.Field]
) -> pa.Table:
    """The rows of a table, cleaned: a row a row, in their order, with the schema that `cleaned_schema` says.

    `clean` is given the columns as lists, and only those that it asks for are made lists. It gives our columns by the names
    in `names.values()`. A table without rows gives one without rows.

    Raises:
        ValueError: two columns of the table have one name.
    """
    schema = cleaned_schema(table.schema, names, asked)
    cleaned = clean(_Lists(table))
    ours = set(names.values())
    columns = [
        pa.array(cleaned[field.name], field.type) if field.name in ours else table.column(field.name)
        for field in schema
    ]
    return pa.Table.from_arrays(columns, schema=schema)


class _Lists(Mapping[str, list[Any]]):
    """The columns of a table as lists, each made when it is asked for: a picture beside the text costs nothing."""

    def __init__(self, table: pa.Table | pa.RecordBatch) -> None:
        self._table = table

    def __getitem__(self, name: str) -> list[Any]:
        if name not in self:
            raise KeyError(name)
        values: list[Any] = self._table.column(name).to_pylist()
        return values

    def __contains__(self, name: object) -> bool:
        return name in self._table.column_names

    def __iter__(self) -> Iterator[str]:
        return iter(self._table.column_names)

    def __len__(self) -> int:
        return int(self._table.num_columns)
