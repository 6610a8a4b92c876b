"""The columns of a source that go into the dataset as they are: which they are, and a record's cell of them."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import repeat
from typing import Any

import pyarrow as pa

from cleancorpus.carry.columns import Cell, cell_of
from cleancorpus.carry.conversion import ARROW_TYPES, converted
from cleancorpus.carry.features import feature_of, features_of, label_names, with_feature
from cleancorpus.carry.values import normal_type, plain, readable, rows_across
from cleancorpus.config import Carry
from cleancorpus.errors import ConfigError
from cleancorpus.read.damage import Damage
from cleancorpus.read.fields import FieldNames, has_field, lookup
from cleancorpus.read.files import SourceFile
from cleancorpus.read.metadata import safe_string
from cleancorpus.schema import RESERVED

_CONTENT = ("html", "text")
_PANDAS = "__index_level_"
_SHOWN = 80  # characters of a value that a message shows
_Names = dict[str, tuple[str, ...]]  # of fields by what they stand for, as `FieldNames.of` gives them
Partition = tuple[tuple[str, str | int | None], ...]  # `SourceFile.partition`


class CarriedFields:
    """Which fields of a file's rows are carried, under which names.

    With `*` these are all but strings in fields that may hold text or a page, so that no text stands twice, and but for the
    first that a row has of the names for any other field of ours, whose value is in our column. The index that pandas writes
    is left out, too. Columns in the names of a file's folders (`partition`) stand behind its own; one of the same name counts.
    """

    def __init__(self, carry: Carry, source: str, partition: Partition = ()) -> None:
        self._carry, self._source, self._partition = carry, source, dict(partition)
        self._last: tuple[tuple[str, ...], dict[str, str]] = ((), {})
        self._content: set[str] = set()  # names that `*` takes where what they hold is no text

    def names(self, present: Iterable[str], mapped: _Names) -> dict[str, str]:
        """Our names by theirs, for a row with the fields `present`.

        Raises:
            ConfigError: one of them has the name of a column of ours.
        """
        present = tuple(present)
        if present != self._last[0] or not present:
            self._last = (present, self._names(present, mapped))
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
        of_folders = [name for name in self._partition if name not in present]
        for name in (*(name for name in present if name not in taken), *of_folders):
            if name in found or name in carry.without or name.startswith(_PANDAS):
                continue
            if why := carry.clash(name, by_ours):
                what, _, todo = why.partition("; ")
                raise ConfigError(f"carry: {self._source}", what, f"{todo}, or leave it out: {{without: [{name}]}}")
            found[name] = carry.name_of(name)
            by_ours[found[name]] = name
        return found

    def cell(self, row: Mapping[str, Any], mapped: _Names, change: Callable[[Any], Any] | None = None) -> Cell:
        """The cell of a row of JSON values, each as `change` makes it."""
        values = {}
        for theirs, ours in self.names(row, mapped).items():
            value = lookup(row, theirs)
            if value is None and not has_field(row, theirs):
                if theirs not in self._partition:
                    continue
                value = self._partition[theirs]
            elif theirs in self._content and isinstance(value, str | None):
                continue
            value = _safe(value if change is None else change(value))
            values[safe_string(ours)] = self._converted(ours, value)
        return cell_of(values)

    def _converted(self, ours: str, value: Any) -> Any:
        """A JSON value as the type that the configuration gives to its column.

        Raises:
            Damage: it is none of that type.
        """
        if (wanted := self._carry.types.get(ours)) is None:
            return value
        try:
            return converted(value, wanted)
        except ValueError as error:
            shown = json.dumps(value, ensure_ascii=False)[:_SHOWN]
            todo = f"mend it, or leave it as it is: carry: {{types: {{{ours}: string}}}}"
            raise Damage("wrong-type", f"carried column '{ours}' is {shown}, no {wanted}", todo) from error

    def columns(self, present: Iterable[str], mapped: _Names) -> list[str]:
        """The columns of a table that have to be read for them."""
        present = tuple(present)
        wanted = (name if name in present else name.partition(".")[0] for name in self.names(present, mapped))
        return [name for name in dict.fromkeys(wanted) if name in present]

    def cells(self, batch: pa.RecordBatch, mapped: _Names, features: Mapping[str, Any]) -> Iterator[Cell | Damage]:
        """The cells of the rows of a table, with its types and features; a column that it does not have is in none of them. For
        a row of which a value has not the type that it should have, why.
        """
        fields, columns = [], []
        for theirs, ours in self.names(batch.schema.names, mapped).items():
            found = _column(batch, theirs, features)
            if found is None and theirs in self._partition:
                found = _constant(self._partition[theirs], batch.num_rows)
            if found is None or (theirs in self._content and _may_be_text(found[0].type)):
                continue
            field, values = self._typed(ours, *found)
            fields.append(field)
            columns.append(values)
        types = pa.schema(fields).serialize().to_pybytes()
        names = [field.name for field in fields]
        for row in rows_across(columns, batch.num_rows):
            if (damage := next((value for value in row if isinstance(value, Damage)), None)) is not None:
                yield damage
                continue
            whole = dict(zip(names, row, strict=True))
            yield Cell(json.dumps(whole, ensure_ascii=False, separators=(",", ":")), types)

    def _typed(self, ours: str, field: pa.Field, values: list[Any]) -> tuple[pa.Field, list[Any]]:
        """A column under our name, of the type that the configuration gives to it; what is none of it is its `Damage`. As text,
        a class label is its name.
        """
        field = field.with_name(ours)
        wanted = ARROW_TYPES.get(self._carry.types.get(ours, ""))
        if wanted is None or field.type == wanted:
            return field, values
        labels = label_names(feature_of(field)) if pa.types.is_string(wanted) else ()

        def typed(value: Any) -> Any:
            if labels and value is not None and 0 <= value < len(labels):
                return labels[value]
            try:
                return self._converted(ours, readable(value, field.type))
            except Damage as damage:
                return damage

        return pa.field(ours, wanted), [typed(value) for value in values]


def doubled_names(names: list[str], file: SourceFile) -> Damage | None:
    """Why a table cannot be read in which a name stands twice that is one of a field of ours, or carried: which of the two is
    meant nobody knows. None where there is none.
    """
    doubled = {name for name, count in Counter(names).items() if count > 1}
    if not doubled:
        return None
    mapped, carry = FieldNames(file.source.fields).of(names), file.source.carry
    used = [name for ours in mapped.values() for name in ours]
    carried = [] if carry is None else [*CarriedFields(carry, file.name, file.partition).names(names, mapped)]
    for name in (*used, *carried):
        top = name if name in names else name.partition(".")[0]
        if top not in doubled:
            continue
        todo = "give them names of their own in the file"
        if name in carried and carry is not None:
            todo += f", or do not carry '{name}'" if name in carry.named else f", or carry: {{without: [{top}]}}"
        return Damage("doubled-columns", f"{names.count(top)} columns are called '{top}'", todo)
    return None


_Cells = Callable[[pa.RecordBatch], Iterable[Cell | Damage | None]]


def cells_of(schema: pa.Schema, file: SourceFile, columns: list[str] | None) -> tuple[list[str] | None, _Cells]:
    """The columns to read of a table, `columns` (None: all) and those that are carried; and what makes the cells of a batch of
    them.
    """
    if file.source.carry is None:
        return columns, lambda batch: repeat(None, batch.num_rows)
    names, features = schema.names, features_of(schema)
    carried = CarriedFields(file.source.carry, file.name, file.partition)
    mapped = FieldNames(file.source.fields).of(names)
    wanted = {*(columns or ()), *carried.columns(names, mapped)}
    return columns and [name for name in names if name in wanted], lambda batch: carried.cells(batch, mapped, features)


def _column(batch: pa.RecordBatch, name: str, features: Mapping[str, Any]) -> tuple[pa.Field, list[Any]] | None:
    """The field and the values of a column, or of a field within one; None where the table has none of that name."""
    names = batch.schema.names
    top, *path = (name,) if name in names else name.split(".")
    if top not in names:
        return None
    column = batch.column(top)
    field = with_feature(pa.field(top, normal_type(column.type)), features.get(top))
    values = plain(column)
    for part in path:
        if not pa.types.is_struct(field.type) or field.type.get_field_index(part) < 0:
            return None
        field = field.type.field(part)
        values = [None if value is None else value[part] for value in values]
    return field, [_safe(value) for value in values]


def _constant(value: str | int | None, rows: int) -> tuple[pa.Field, list[Any]]:
    """The column that all rows of a file have one value in."""
    kinds = {int: pa.int64(), str: pa.string()}
    return pa.field("", kinds.get(type(value), pa.null())), [value] * rows


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
