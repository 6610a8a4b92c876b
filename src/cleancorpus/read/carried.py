"""The columns of a source that go into the dataset as they are: which they are, and a record's cell of them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import repeat
from typing import Any

import pyarrow as pa

from cleancorpus.carry.columns import Cell, cell_of
from cleancorpus.carry.values import normal_type, plain
from cleancorpus.config import Carry
from cleancorpus.errors import ConfigError
from cleancorpus.read.fields import FieldNames, has_field, lookup
from cleancorpus.read.files import SourceFile
from cleancorpus.read.metadata import safe_string
from cleancorpus.schema import RESERVED

_CONTENT = ("html", "text")
_PANDAS = "__index_level_"
_Names = dict[str, tuple[str, ...]]  # of fields by what they stand for, as `FieldNames.of` gives them


class CarriedFields:
    """Which fields of a file's rows are carried, under which names.

    With `*` these are all but strings in fields that may hold text or a page, so that no text stands twice, and but for the
    first that a row has of the names for any other field of ours, whose value is in our column. The index that pandas writes
    is left out, too.
    """

    def __init__(self, carry: Carry, source: str) -> None:
        self._carry, self._source = carry, source
        self._last: tuple[tuple[str, ...], dict[str, str]] = ((), {})
        self._content: set[str] = set()  # names that `*` takes where what they hold is no text

    def names(self, present: Iterable[str], mapped: _Names) -> dict[str, str]:
        """Our names by theirs, for a row with the fields `present`.

        Raises:
            ConfigError: one of them has the name of a column of ours, or stands twice.
        """
        present = tuple(present)
        if present != self._last[0] or not present:
            found = self._names(present, mapped)
            if len(present) != len({*present}):
                self._refuse_doubled(present, found)
            self._last = (present, found)
        return self._last[1]

    def _names(self, present: tuple[str, ...], mapped: _Names) -> dict[str, str]:
        carry = self._carry
        found = {name: carry.name_of(name) for name in carry.named}
        if not carry.all:
            return found
        self._content = {name for key in _CONTENT for name in mapped[key]} - {*found}
        others = (names for key, names in mapped.items() if key not in _CONTENT)
        taken = {next((name for name in names if name in present), "") for names in others}
        taken |= {name for name in self._content if carry.name_of(name) in RESERVED}
        by_ours = {ours: theirs for theirs, ours in found.items()}
        for name in present:
            if name in found or name in carry.without or name in taken or name.startswith(_PANDAS):
                continue
            if why := carry.clash(name, by_ours):
                what, _, todo = why.partition("; ")
                raise ConfigError(f"carry: {self._source}", what, f"{todo}, or leave it out: {{without: [{name}]}}")
            found[name] = carry.name_of(name)
            by_ours[found[name]] = name
        return found

    def _refuse_doubled(self, present: tuple[str, ...], names: dict[str, str]) -> None:
        """Raises: ConfigError: a table has two columns of a name that is carried, and which is meant cannot be said."""
        for name in names:
            top = name if name in present else name.partition(".")[0]
            if present.count(top) > 1:
                todo = f"give them names of their own in the file, or leave them out: carry: {{without: [{top}]}}"
                if name in self._carry.named:
                    todo = f"give them names of their own in the file, or do not carry '{name}'"
                raise ConfigError(f"carry: {self._source}", f"{present.count(top)} columns are called '{top}'", todo)

    def cell(self, row: Mapping[str, Any], mapped: _Names, change: Callable[[Any], Any] | None = None) -> Cell:
        """The cell of a row of JSON values, each as `change` makes it."""
        values = {}
        for theirs, ours in self.names(row, mapped).items():
            value = lookup(row, theirs)
            if (value is None and not has_field(row, theirs)) or (
                theirs in self._content and isinstance(value, str | None)
            ):
                continue
            values[safe_string(ours)] = _safe(value if change is None else change(value))
        return cell_of(values)

    def columns(self, present: Iterable[str], mapped: _Names) -> list[str]:
        """The columns of a table that have to be read for them."""
        present = tuple(present)
        wanted = (name if name in present else name.partition(".")[0] for name in self.names(present, mapped))
        return [name for name in dict.fromkeys(wanted) if name in present]

    def cells(self, batch: pa.RecordBatch, mapped: _Names) -> Iterator[Cell]:
        """The cells of the rows of a table, with its types; a column that it does not have is in none of them."""
        fields, columns = [], []
        for theirs, ours in self.names(batch.schema.names, mapped).items():
            found = _column(batch, theirs)
            if found is not None and not (theirs in self._content and _may_be_text(found[0])):
                fields.append(pa.field(ours, found[0]))
                columns.append(found[1])
        types = pa.schema(fields).serialize().to_pybytes()
        names = [field.name for field in fields]
        for row in zip(*columns, strict=True) if columns else ([()] * batch.num_rows):
            values = dict(zip(names, row, strict=True))
            yield Cell(json.dumps(values, ensure_ascii=False, separators=(",", ":")), types)


_Cells = Callable[[pa.RecordBatch], Iterable[Cell | None]]


def cells_of(names: list[str], file: SourceFile, columns: list[str] | None) -> tuple[list[str] | None, _Cells]:
    """The columns to read of a table with these names, `columns` (None: all) and those that are carried; and what makes the
    cells of a batch of them.
    """
    if file.source.carry is None:
        return columns, lambda batch: repeat(None, batch.num_rows)
    carried, mapped = CarriedFields(file.source.carry, file.name), FieldNames(file.source.fields).of(names)
    wanted = {*(columns or ()), *carried.columns(names, mapped)}
    return columns and [name for name in names if name in wanted], lambda batch: carried.cells(batch, mapped)


def _column(batch: pa.RecordBatch, name: str) -> tuple[pa.DataType, list[Any]] | None:
    """The type and the values of a column, or of a field within one; None where the table has none of that name."""
    names = batch.schema.names
    if name in names:
        column = batch.column(name)
        return normal_type(column.type), [_safe(value) for value in plain(column)]
    top, *path = name.split(".")
    if top not in names:
        return None
    column = batch.column(top)
    kind, values = normal_type(column.type), plain(column)
    for part in path:
        if not pa.types.is_struct(kind) or kind.get_field_index(part) < 0:
            return None
        kind = kind.field(part).type
        values = [None if value is None else value[part] for value in values]
    return kind, [_safe(value) for value in values]


def _may_be_text(kind: pa.DataType) -> bool:
    return bool(pa.types.is_string(kind) or pa.types.is_binary(kind) or pa.types.is_null(kind))


def _safe(value: Any) -> Any:
    """A value without halves of surrogate pairs, which no file can hold."""
    if isinstance(value, str):
        return value if value.isascii() else safe_string(value)
    if isinstance(value, list):
        return [_safe(item) for item in value]
    if isinstance(value, dict):
        return {safe_string(key): _safe(item) for key, item in value.items()}
    return value
