"""What the lexicon knows of a text: phrases, and the words of the vocabularies that whole lines are searched for."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence, Set
from functools import lru_cache
from typing import NamedTuple

from cleancorpus.lexicon import Hit

# The vocabularies that are searched for in whole lines; others are read word by word (dates, controls, labels).
SEARCHED = frozenset(
    f"{topic}.word-{part}"
    for topic, parts in {
        "cookie": ("name", "data", "agree", "we", "you", "these", "act", "purpose", "consent", "report", "food"),
        "newsletter": ("verb", "noun", "tip", "desk"),
        "paywall": ("verb", "noun"),
        "message": ("fault", "act", "form", "your", "retry", "done"),
        "comments": ("verb", "write", "noun", "place"),
    }.items()
    for part in parts
)


class Stem(NamedTuple):
    """A row of a vocabulary kind (`topic.word-part`): `open_start`/`open_end` tell where the word may go on."""

    kind: str
    part: str
    language: str
    text: str
    open_start: bool
    open_end: bool


# A word of a vocabulary in a text: its end, its start, the row's number in the lexicon, the row. In this order: words
# stand by their ends, the longest first, rows of one text as the lexicon has them.
Word = tuple[int, int, int, Stem]
# Words of one row: where they end and begin, and the stems that the row stands for with their ranks.
Place = tuple[int, int, tuple[tuple[int, Stem], ...]]


class Found:
    """What the lexicon knows of a text: `hits` are its phrases by start, longest first.

    Of its words, which are many and seldom asked for, the places are kept.
    """

    __slots__ = ("_kinds", "_places", "_words", "hits")

    def __init__(self, hits: Iterable[Hit] = (), places: Sequence[Place] = (), kinds: int = 0) -> None:
        self.hits = tuple(hits)
        self._places = places
        self._kinds = kinds  # a bit each (`bits_of`)
        self._words: tuple[Word, ...] | None = None

    @property
    def words(self) -> tuple[Word, ...]:
        """Its words of the vocabularies by end, longest first."""
        if self._words is None:
            words = [(end, start, rank, stem) for end, start, stems in self._places for rank, stem in stems]
            words.sort()
            self._words = tuple(words)
        return self._words

    def has(self, kinds: Set[str]) -> bool:
        """Whether there is a word of `kinds`."""
        return bool(self._kinds & bits_of(frozenset(kinds)))

    def part(self, start: int, end: int) -> Found:
        """The words, without phrases, of a part that begins and ends between words."""
        if not self._places:
            return NOTHING
        words = self.words
        stems: list[Place] = []
        kinds = 0
        for last, first, rank, stem in words[bisect_left(words, (start,)) : bisect_left(words, (end + 1,))]:
            if start <= first:
                stems.append((last - start, first - start, ((rank, stem),)))
                kinds |= _BIT[stem.kind]
        return Found((), stems, kinds)


_BIT = {kind: 1 << number for number, kind in enumerate(sorted(SEARCHED))}


@lru_cache(maxsize=256)
def bits_of(kinds: frozenset[str]) -> int:
    """The bits of some kinds of `SEARCHED`."""
    return sum(_BIT[kind] for kind in kinds)


NOTHING = Found()


def vocabulary(topic: str, *parts: str) -> frozenset[str]:
    """The kinds `topic.word-part` of some parts.

    Raises:
        ValueError: a kind that `SEARCHED` has not, which no search would find.
    """
    kinds = frozenset(f"{topic}.word-{part}" for part in parts)
    if not kinds <= SEARCHED:
        raise ValueError(f"{sorted(kinds - SEARCHED)} are not searched for; add them to SEARCHED")
    return kinds
