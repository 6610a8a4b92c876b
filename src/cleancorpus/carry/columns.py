"""Carried columns on their way: a cell a row in the work folder, a summary a part, one schema for all, typed arrays.

A cell is a row's carried values as one JSON object, under the names that they will have. Of a source with types of its own
(Parquet, Arrow) it holds `values.plain`, and beside it stands the source's schema; so each value comes out exactly as it was,
from however many files of different types, and the work folder needs no column of its own for each.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

import pyarrow as pa

from cleancorpus.carry.kinds import NULL, Kind, arrow_type, conflicts, kind_of_typed, kind_of_value, merge, varies
from cleancorpus.carry.values import from_plain, readable, unit_rank
from cleancorpus.errors import ConfigError

MAX_COLUMNS = 1_000  # more are no columns but keys that somebody counts with


class Cell(NamedTuple):
    """A row's carried values as JSON, and the schema (`pa.Schema.serialize`) that they have in a source with types."""

    values: str
    types: bytes | None = None


def cell_of(values: dict[str, Any]) -> Cell:
    """The cell of a row of JSON values."""
    return Cell(json.dumps(values, ensure_ascii=False, separators=(",", ":")))


@lru_cache(maxsize=64)
def schema_in(types: bytes) -> pa.Schema:
    """The schema that a cell's values have."""
    return pa.ipc.read_schema(pa.py_buffer(types))


_Change = Callable[[Any], Any]
Cells = Iterable[tuple[str | None, bytes | None]]


class Summary:
    """What kinds of values each carried column has in some rows, in the order in which the columns appear."""

    def __init__(self, kinds: dict[str, Kind] | None = None) -> None:
        self.kinds: dict[str, Kind] = kinds or {}
        self._seen: set[tuple[str, bytes]] = set()  # declared columns of which no more is to be learned

    def add(self, cells: Cells) -> None:
        """Count rows: their cells and types, null where nothing is carried.

        Raises:
            ConfigError: there are more columns than a table may have.
        """
        for values, types in cells:
            if values is None:
                continue
            row = json.loads(values)
            if types is None:
                for name, value in row.items():
                    self._add(name, kind_of_value(value))
                continue
            for field in schema_in(types):
                if (field.name, types) in self._seen:
                    continue
                self._add(field.name, kind_of_typed(row.get(field.name), field.type))
                if not varies(field.type):
                    self._seen.add((field.name, types))

    def _add(self, name: str, kind: Kind) -> None:
        self.kinds[name] = merge(self.kinds.get(name, NULL), kind)
        if len(self.kinds) > MAX_COLUMNS:
            raise ConfigError("carry", f"'*' takes more than {MAX_COLUMNS:,} columns", "name those that you need")

    def merge(self, state: str) -> None:
        """Count the rows that follow, as `state` gives them."""
        for name, kind in json.loads(state).items():
            self._add(name, kind)

    def state(self) -> str:
        """All of it as JSON, for `merge` and `Columns`; names stand in their order."""
        return json.dumps(self.kinds, ensure_ascii=False)


class Columns:
    """The carried columns of a dataset: the one type of each, and how a row's values get there.

    `kinds` are those of all rows. `fields` have the columns' types and descriptions, `notes` what is JSON text because no type
    holds it.
    """

    def __init__(self, kinds: dict[str, Kind]) -> None:
        self._kinds = kinds
        self.notes = tuple(line for name, kind in kinds.items() for line in conflicts(kind, name))
        self.fields = tuple(_field(name, kind) for name, kind in kinds.items())
        self._known: dict[bytes | None, list[tuple[str, _Change | None]]] = {}

    def state(self) -> str:
        """All of it as JSON, for `columns_of`."""
        return json.dumps(self._kinds, ensure_ascii=False)

    def arrays(self, cells: Cells) -> list[pa.Array]:
        """The columns of some rows."""
        columns: dict[str, list[Any]] = {name: [] for name in self._kinds}
        for values, types in cells:
            row = {} if values is None else json.loads(values)
            for name, change in self._changes(types):
                value = row.get(name)
                columns[name].append(value if value is None or change is None else change(value))
        return [from_plain(columns[field.name], field.type) for field in self.fields]

    def _changes(self, types: bytes | None) -> list[tuple[str, _Change | None]]:
        """What is done to the values of each column in rows of a source with these types, None: nothing."""
        if types not in self._known:
            schema = pa.schema([]) if types is None else schema_in(types)
            sources = {field.name: field.type for field in schema}
            self._known[types] = [(name, _change(kind, sources.get(name))) for name, kind in self._kinds.items()]
        return self._known[types]


def columns_of(state: str, wanted: Sequence[str] = ()) -> Columns:
    """The columns of all rows, as `state` gives them: those that somebody named, in that order, then the others."""
    kinds: dict[str, Kind] = json.loads(state)
    names = dict.fromkeys((*wanted, *kinds))
    return Columns({name: kinds.get(name, NULL) for name in names})


def _field(name: str, kind: Kind) -> pa.Field:
    mixed = conflicts(kind, name)
    said = "carried from the source" + (f"; JSON text: {', '.join(mixed)}" if mixed else "")
    return pa.field(name, arrow_type(kind) or pa.string(), metadata={"description": said})


def _change(kind: Kind, source: pa.DataType | None) -> _Change | None:
    """What makes of a value of a cell one of `values.plain` of the column's type, None where it is that already; `source` is
    the type that the value has, None for JSON.
    """
    if source is not None and pa.types.is_null(source):
        return None
    target = arrow_type(kind)
    if target is None:
        return lambda value: json.dumps(readable(value, source), ensure_ascii=False)
    if kind["k"] == "list":
        inner = _change(kind["of"], source and source.value_type)
        return inner and (lambda value: [item if item is None else inner(item) for item in value])
    if kind["k"] == "struct":
        return _change_fields(kind, source)
    if source is not None and kind["k"] in ("timestamp", "time", "duration"):
        factor = 1000 ** (unit_rank(target) - unit_rank(source))
        return None if factor == 1 else lambda value: value * factor
    return None


def _change_fields(kind: Kind, source: pa.DataType | None) -> _Change | None:
    changes: dict[str, _Change] = {}
    for name, inner in kind["f"].items():
        at = -1 if source is None else source.get_field_index(name)
        if (change := _change(inner, source.field(at).type if source is not None and at >= 0 else None)) is not None:
            changes[name] = change

    def changed(value: dict[str, Any]) -> dict[str, Any]:
        found = ((name, value.get(name)) for name in changes)
        return value | {name: changes[name](item) for name, item in found if item is not None}

    return changed if changes else None
