"""Keys that stand twice in one JSON object: JSON allows it, parsers take the last one, and the first value is lost in silence."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from cleancorpus.read.damage import Damage
from cleancorpus.read.record import RecordMaker


class DoubledKeys:
    """Finds keys that are read of a record and stand twice in it, with values that differ.

    To parse with all pairs kept takes twice the time: that is done only where the bytes of such a key stand twice in the record.
    """

    def __init__(self, maker: RecordMaker) -> None:
        self._maker = maker
        self._last: tuple[tuple[str, ...], tuple[tuple[bytes, ...], ...]] = ((), ())

    def find(self, row: Mapping[str, Any], data: bytes) -> Damage | None:
        """What is wrong with the object in `data`, of which a parser made `row`; None for nothing.

        Not seen are a key that is written with escapes where none are needed, and two ways to put the colon in one record.
        """
        if data.count(b'":') == len(row):  # as many keys as the row has, and no text or object within has another
            return None
        present = tuple(row)
        if present != self._last[0]:
            self._last = (present, tuple(_written(name) for name in self._maker.names_read(row)))
        for forms in self._last[1]:
            if sum(map(data.count, forms)) > 1:
                break
        else:
            return None
        pairs = _pairs(data)
        for name in self._maker.names_read(row):
            values = [value for key, value in pairs if key == name]
            if any(value != values[0] for value in values):
                return Damage(
                    "doubled-key", f"{len(values)} fields are called '{name}'", "leave one of them in the record"
                )
        return None


def _written(name: str) -> tuple[bytes, ...]:
    """A key as it may stand in a file."""
    forms = (json.dumps(name, ensure_ascii=False).encode("utf-8", "surrogateescape"), json.dumps(name).encode())
    return tuple(dict.fromkeys(forms))


def _pairs(data: bytes) -> list[tuple[str, Any]]:
    """The keys and values of the outermost object."""
    outermost: list[tuple[str, Any]] = []

    def keep(pairs: Iterable[tuple[str, Any]]) -> dict[str, Any]:
        outermost[:] = pairs  # an object is told of behind those in it
        return dict(outermost)

    json.JSONDecoder(strict=False, object_pairs_hook=keep).decode(data.decode("utf-8", "surrogateescape"))
    return outermost
