"""Which fields of a record hold what: the names of the configuration, found among those that a record has."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from typing import Any

from cleancorpus.config import Fields

_DEFAULTS: dict[str, tuple[str, ...]] = Fields().model_dump()


class FieldNames:
    """The names to look under in a row: those of `fields` first; behind them, of the default names, those that the row
    writes in other capitals («Author»). A name that somebody chose is taken as it is written; where all default names stand
    beside it, these are no choice.

    >>> FieldNames(Fields()).of({"Text": "…", "title": "…", "Title": "…"})["title"][-2:]
    ('headline', 'Title')
    """

    def __init__(self, fields: Fields) -> None:
        self._names: dict[str, tuple[str, ...]] = fields.model_dump()
        # A configuration that went to another process has every name written out, so that values are compared.
        self._by_default = {key for key, names in self._names.items() if {*names} >= {*_DEFAULTS[key]}}
        self._last: tuple[tuple[str, ...], dict[str, tuple[str, ...]]] = ((), self._names)

    def of(self, row: Iterable[str]) -> dict[str, tuple[str, ...]]:
        """The names by what they stand for (`text`, `url`, …), for a row or its names."""
        present = tuple(row)
        if present != self._last[0]:  # nearly all rows of a file have the names of the row before
            self._last = (present, {key: self._of(key, present) for key in self._names})
        return self._last[1]

    def _of(self, key: str, present: tuple[str, ...]) -> tuple[str, ...]:
        names = self._names[key]
        if key not in self._by_default:
            return names
        usual = _DEFAULTS[key]
        found = [(usual.index(low), name) for name in present if (low := name.lower()) in usual and name not in names]
        return (*names, *(name for _, name in sorted(found, key=lambda pair: pair[0])))

    @property
    def chosen(self) -> dict[str, tuple[str, ...]]:
        """The names that somebody chose, by what they stand for."""
        chosen = {}
        for key, names in self._names.items():
            usual = _DEFAULTS[key] if key in self._by_default else ()
            if own := tuple(name for name in names if name not in usual):
                chosen[key] = own
        return chosen

    def hint(self, row: Mapping[str, object]) -> str:
        """`did you mean 'body'?` where a name that somebody chose for the text is like one that the row has; else ''."""
        by_low = {name.lower(): name for name in reversed(list(row))}
        for key in ("html", "text"):
            for name in self.chosen.get(key, ()):
                if close := get_close_matches(name.lower(), by_low, n=1):
                    return f"did you mean '{by_low[close[0]]}'?"
        return ""


def lookup(row: Mapping[str, Any], name: str) -> Any:
    """The value of field `name`; a name with dots that is no field itself goes into nested mappings. None if missing.

    >>> lookup({"meta": {"url": "https://example.org"}}, "meta.url")
    'https://example.org'
    """
    value = row.get(name)
    if value is not None or "." not in name or name in row:
        return value
    value = row
    for part in name.split("."):
        if not isinstance(value, Mapping):
            return None
        value = value.get(part)
    return value


def has_field(row: Mapping[str, Any], name: str) -> bool:
    """Whether a row has a field, perhaps with null in it."""
    while name not in row:
        top, dot, rest = name.partition(".")
        inner = row.get(top)
        if not dot or not isinstance(inner, Mapping):
            return False
        row, name = inner, rest
    return True
