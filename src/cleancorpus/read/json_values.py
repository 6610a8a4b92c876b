"""Cuts JSON files into values where they do not stand one a line: an array, or objects over several lines."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from cleancorpus.read.lines import KEEP_BYTES, too_long
from cleancorpus.read.stream import Damage

_OUTSIDE = re.compile(rb"[\"{}\[\],]")
_IN_STRING = re.compile(rb"[\"\\\n]")
_MAX_DEPTH = 1000  # what is nested deeper cannot be parsed, either
_OPENED_BY = {b"]": b"[", b"}": b"{"}


class Value(NamedTuple):
    """One value as it stands in the file, without the comma behind it.

    `line` is the line it starts in, `start` the place of its first byte. `trouble` is set where it is not all there: `data` is
    then its first 64 KiB, or what came of it before the file breaks off.
    """

    data: bytes
    line: int
    trouble: Damage | None = None
    start: int = 0


class _Open:
    """The value being read."""

    def __init__(self, max_bytes: int, place: int) -> None:
        self.max_bytes = max_bytes
        self.place = self._start = place  # of the next byte, and of the value's first
        self.line, self._start_line = 1, 1
        self._kept: list[bytes] = []
        self._size = 0

    def skip(self, part: bytes) -> None:
        self.line += part.count(b"\n")
        self.place += len(part)

    def add(self, part: bytes) -> None:
        if not self._size:
            stripped = part.lstrip()
            self.skip(part[: len(part) - len(stripped)])
            part, self._start_line, self._start = stripped, self.line, self.place
        self._size += len(part)
        self._kept.append(part)
        if self._size > self.max_bytes:
            self._kept = [b"".join(self._kept)[:KEEP_BYTES]]
        self.skip(part)

    def close(self, damage: Damage | None = None) -> Iterator[Value]:
        data = b"".join(self._kept).rstrip()
        trouble = too_long(self.max_bytes, self._size) if self._size > self.max_bytes else damage
        if data or trouble:
            yield Value(data, self._start_line if data else self.line, trouble, self._start if data else self.place)
        self._kept, self._size = [], 0


def _until_damage(pieces: Iterator[bytes]) -> Iterator[bytes | Damage]:
    """The pieces, and last the damage that ends them, if one does."""
    try:
        yield from pieces
    except Damage as error:
        yield error


def iter_values(pieces: Iterator[bytes], max_bytes: int, start: int = 0) -> Iterator[Value]:
    """The items of the array that `pieces` hold, or the values that stand one after another in them.

    Values are told by brackets and quotes only; whether they are JSON is for the caller to find out. A line break
    within quotes, which JSON forbids, ends a value, so that a quote that was forgotten costs one value and not the
    rest. `start` is the place of the first byte of `pieces`. Memory is bounded by `max_bytes` and a piece.
    """
    value = _Open(max_bytes, start)
    brackets: list[bytes] = []  # open ones of the value
    in_array = in_string = escaped = False
    damage: Damage | None = None
    for piece in _until_damage(pieces):
        if isinstance(piece, Damage):
            damage = piece
            break
        taken = position = 0  # up to where the piece is taken, and looked at
        while position < len(piece):
            if escaped:  # the character after a backslash
                position, escaped = position + 1, False
                continue
            match = (_IN_STRING if in_string else _OUTSIDE).search(piece, position)
            if match is None:
                break
            position, char, ends = match.end(), match[0], False
            if in_string:
                escaped = char == b"\\"
                in_string = escaped
                ends = char == b"\n"
            elif char == b'"':
                in_string = True
            elif char == b"[" and not brackets and not in_array:
                in_array = True
                value.skip(piece[taken:position])
                taken = position
            elif char in (b"[", b"{"):
                if len(brackets) < _MAX_DEPTH:
                    brackets.append(char)
            elif char in _OPENED_BY:
                if _OPENED_BY[char] in brackets:
                    while brackets.pop() != _OPENED_BY[char]:
                        pass  # a bracket that was never closed
                    ends = not brackets and not in_array
                elif char == b"]" and in_array:
                    value.add(piece[taken : position - 1])
                    yield from value.close()
                    value.skip(char)
                    taken, in_array, brackets = position, False, []
            elif not brackets:  # a comma between values
                value.add(piece[taken : position - 1])
                yield from value.close()
                value.skip(char)
                taken = position
            if ends:
                value.add(piece[taken:position])
                yield from value.close()
                taken, brackets = position, []
        value.add(piece[taken:])
    yield from value.close(damage)
    if damage is None and in_array:
        damage = Damage("truncated", "the array is not closed", "fetch or write the file again")
        yield Value(b"", value.line, damage, value.place)
