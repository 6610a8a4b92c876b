"""Carried columns on their way: a cell a row in the work folder, a summary a part, one schema for all, typed arrays.

A cell is a row's carried values as one JSON object, under the names that they will have. Of a source with types of its own
(Parquet, Arrow) it holds `values.plain`, and beside it stands the source's schema; so each value comes out exactly as it was,
from however many files of different types, and the work folder needs no column of its own for each.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

import pyarrow as pa

from cleancorpus.carry.features import said
from cleancorpus.carry.kinds import (
    NULL,
    Conflict,
    Kind,
    arrow_field,
    arrow_type,
    conflicts,
    kind_feature,
    kind_of_typed,
    kind_of_value,
    merge,
    split_features,
    varies,
    words_of,
)
from cleancorpus.carry.values import from_plain, readable, unit_rank

MAX_COLUMNS = 1_000  # more are no columns but keys that somebody counts with
MOST_NAMES = 20_000  # whose kinds are kept of one part, and which are counted of all
_ANY: Kind = {"k": "json", "of": ["bool", "struct"]}  # of a column of which a part has kept no kind


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
    """What kinds of values each carried column has in some rows, in the order in which the columns appear, and in which file
    each kind is first.

    Of one part, all columns are known up to some thousands; of all parts (`merge`) the first 1,000 and those in `wanted`.
    """

    def __init__(self, wanted: Sequence[str] = ()) -> None:
        self.kinds: dict[str, Kind] = {}
        self.left_out: dict[str, None] = {}  # columns beyond those that a table may have, up to `MOST_NAMES`
        self._wanted, self._cut = dict.fromkeys(wanted), False
        self._room = MAX_COLUMNS - len(self._wanted)
        self._firsts: dict[str, dict[str, dict[str, str]]] = {}  # files by column, path and word of `words_of`
        self._seen: set[tuple[str, bytes]] = set()  # declared columns of which no more is to be learned

    def add(self, cells: Cells, source: str = "") -> None:
        """Count rows of a file: their cells and types, null where nothing is carried."""
        for values, types in cells:
            if values is None:
                continue
            row = json.loads(values)
            if types is None:
                for name, value in row.items():
                    self._add(name, kind_of_value(value), source)
                continue
            for field in schema_in(types):
                if (field.name, types) in self._seen:
                    continue
                self._add(field.name, kind_of_typed(row.get(field.name), field), source)
                if not varies(field):
                    self._seen.add((field.name, types))

    def _add(self, name: str, kind: Kind, source: str) -> None:
        if name not in self.kinds and len(self.kinds) >= MOST_NAMES:
            self._cut = True
            return
        known = self.kinds.get(name)
        merged = kind if known is None else merge(known, kind)
        if merged == known:  # and so nothing new
            return
        self.kinds[name] = merged
        self._note(name, ((path, word, source) for path, word in words_of(kind, name)))

    def _note(self, name: str, found: Iterable[tuple[str, str, str]]) -> None:
        firsts = self._firsts.setdefault(name, {})
        for path, word, source in found:
            firsts.setdefault(path, {}).setdefault(word, source)

    def merge(self, state: str) -> None:
        """Count the rows that follow, as `state` gives them."""
        kinds, firsts, cut = json.loads(state)
        for name, kind in kinds.items():
            if name not in self.kinds and name not in self._wanted:
                if self._room <= 0:
                    if len(self.left_out) < MOST_NAMES:
                        self.left_out[name] = None
                    continue
                self._room -= 1
            self.kinds[name] = merge(self.kinds.get(name, NULL), kind)
            found = firsts[name].items()
            self._note(name, ((path, word, source) for path, words in found for word, source in words.items()))
        if cut:
            for name in self.kinds.keys() - kinds.keys():
                self.kinds[name] = merge(self.kinds[name], _ANY)

    def state(self) -> str:
        """All of it as JSON, for `merge`; names stand in their order."""
        return json.dumps([self.kinds, self._firsts, self._cut], ensure_ascii=False)

    def columns(self, types: Mapping[str, pa.DataType] | None = None) -> Columns:
        """The columns that all rows have: those in `wanted`, in that order, then the others. `types` are those that the
        configuration gives, for columns that are nothing but null.
        """
        kinds = {name: self.kinds.get(name, NULL) for name in (*self._wanted, *self.kinds)}
        for name, kind in (types or {}).items():
            if name in kinds:
                kinds[name] = merge(kinds[name], kind_of_typed(None, pa.field(name, kind)))
        return Columns(kinds)

    def where(self, found: Conflict) -> str:
        """What made a conflict, with the first file of each: `numbers in 'a.jsonl', texts in 'b.jsonl'`."""
        words = self._firsts.get(found.column, {}).get(found.path, {})
        return ", ".join(f"{word} in '{words[word]}'" for word in found.words if word in words) or found.why


class Columns:
    """The carried columns of a dataset: the one type of each, and how a row's values get there.

    `kinds` are those of all rows. `fields` have the columns' types, features and descriptions. `texts` are what is JSON text
    because no type holds it, `plain` what has lost its features because the sources differ in them.
    """

    def __init__(self, kinds: dict[str, Kind]) -> None:
        self._kinds = kinds
        self.texts = tuple(found for name, kind in kinds.items() for found in conflicts(kind, name))
        self.plain = tuple(found for name, kind in kinds.items() for found in split_features(kind, name))
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


def columns_of(state: str) -> Columns:
    """The columns that `Columns.state` was asked of."""
    return Columns(json.loads(state))


def _field(name: str, kind: Kind) -> pa.Field:
    texts = ", ".join(map(str, conflicts(kind, name)))
    field, feature = arrow_field(name, kind), kind_feature(kind)
    more = f"; JSON text: {texts}" if texts else f"; {said(feature)}" if field.metadata else ""
    return field.with_metadata({**(field.metadata or {}), "description": f"carried from the source{more}"})


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
