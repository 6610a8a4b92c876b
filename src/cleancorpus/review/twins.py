"""A duplicate beside the document that it was dropped for: their lines side by side, with the words that differ."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz.distance import LCSseq

MOST_LINES = 1_500  # of a text that are compared
_AROUND = 2  # equal lines that are shown beside others
_WORDS = 1_000  # of a line that are compared
_CHARS = 5_000  # of a line that are shown
_PART = re.compile(r"\s+|\w+|[^\w\s]")
Parts = Sequence[tuple[str, bool]]  # a text, and whether it stands on this side alone


@dataclass(frozen=True)
class Pair:
    """Lines that stand beside one another, in parts; `equal` counts lines that are the same and not shown."""

    left: Parts = ()
    right: Parts = ()
    equal: int = 0

    @property
    def differs(self) -> bool:
        return any(own for _, own in (*self.left, *self.right))


@dataclass(frozen=True)
class Beside:
    """Two texts; `left_out` counts lines that were not compared."""

    pairs: Sequence[Pair]
    left_out: int

    @property
    def is_same(self) -> bool:
        """Whether no line differs."""
        return not self.left_out and not any(pair.differs for pair in self.pairs)


def beside(own: str, other: str) -> Beside:
    """The lines of two texts; blank ones do not count."""
    left, right = ([line for line in text.split("\n") if line.strip()] for text in (own, other))
    more = max(0, len(left) - MOST_LINES) + max(0, len(right) - MOST_LINES)
    left, right = left[:MOST_LINES], right[:MOST_LINES]
    pairs: list[Pair] = []
    held: tuple[list[str], list[str]] = [], []
    for op in LCSseq.opcodes(left, right):
        if op.tag == "equal":
            pairs += _changed(*held)
            held = [], []
            pairs += [Pair(_whole(line), _whole(line)) for line in left[op.src_start : op.src_end]]
        else:
            held[0].extend(left[op.src_start : op.src_end])
            held[1].extend(right[op.dest_start : op.dest_end])
    pairs += _changed(*held)
    return Beside(_folded(pairs), more)


def _whole(line: str, own: bool = False) -> Parts:
    return ((line[:_CHARS] + ("…" if len(line) > _CHARS else ""), own),)


def _changed(left: list[str], right: list[str]) -> list[Pair]:
    """Lines of one side or the other: the first of the one beside the first of the other, and so on."""
    found = []
    for number in range(max(len(left), len(right))):
        if number >= len(right):
            found.append(Pair(_whole(left[number], True), ()))
        elif number >= len(left):
            found.append(Pair((), _whole(right[number], True)))
        else:
            found.append(Pair(*_words(left[number], right[number])))
    return found


def _words(left: str, right: str) -> tuple[Parts, Parts]:
    one, other = _PART.findall(left), _PART.findall(right)
    if max(len(one), len(other)) > _WORDS:
        return _whole(left, True), _whole(right, True)
    sides: tuple[list[tuple[str, bool]], list[tuple[str, bool]]] = [], []
    for op in LCSseq.opcodes(one, other):
        is_own = op.tag != "equal"
        for side, parts in zip(
            sides, (one[op.src_start : op.src_end], other[op.dest_start : op.dest_end]), strict=True
        ):
            if parts:
                side.append(("".join(parts), is_own))
    return sides


def _folded(pairs: list[Pair]) -> list[Pair]:
    """Long stretches of equal lines become a count."""
    near = [False] * len(pairs)
    for number, pair in enumerate(pairs):
        if pair.differs:
            for place in range(max(0, number - _AROUND), min(len(pairs), number + _AROUND + 1)):
                near[place] = True
    found: list[Pair] = []
    equal = 0
    for pair, is_near in zip(pairs, near, strict=True):
        if is_near and equal:
            found.append(Pair(equal=equal))
            equal = 0
        if is_near:
            found.append(pair)
        else:
            equal += 1
    return [*found, Pair(equal=equal)] if equal else found
