"""A text as its words are weighed: folded, with what the lexicon's vocabularies know of it."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Set

from cleancorpus.lexicon.search import Stem, Word, search
from cleancorpus.model import Span


class Wording:
    """A folded text and the words of the vocabularies (`lexicon.search.SEARCHED`) in it, by their ends."""

    __slots__ = ("_kinds", "_words", "folded")

    def __init__(self, folded: str, words: tuple[Word, ...] | None = None) -> None:
        self.folded = folded
        self._words = words
        self._kinds: frozenset[str] | None = None

    @property
    def words(self) -> tuple[Word, ...]:
        """Its words with their places; they are searched for when they are first asked for."""
        if self._words is None:
            self._words = search(self.folded).words
        return self._words

    def stems(self, kinds: Set[str]) -> list[Stem]:
        """The words of `kinds`, in order of ends, longest first."""
        return [word[3] for word in self.words if word[3].kind in kinds] if self.has(kinds) else []

    def has(self, kinds: Set[str]) -> bool:
        """Whether there is a word of `kinds`."""
        if self._kinds is None:
            self._kinds = frozenset([word[3].kind for word in self.words])
        return not self._kinds.isdisjoint(kinds)

    def part(self, span: Span) -> Wording:
        """A part of the text; it must begin and end between words, as sentences do."""
        start, end = span
        words = self.words  # by their ends: of a long text only a stretch is looked at
        inside = [
            (last - start, first - start, rank, stem)
            for last, first, rank, stem in words[bisect_left(words, (start,)) : bisect_left(words, (end + 1,))]
            if start <= first
        ]
        return Wording(self.folded[start:end], tuple(inside))


def words_behind(folded: str, stems: Iterable[Stem]) -> int:
    """How many words stand behind the last of `stems` in folded text; the rest of a word that goes on is none."""
    end = max((folded.rfind(stem.text) + len(stem.text) for stem in stems), default=0)
    rest = folded[end:]
    if rest[:1].isalnum():
        rest = rest.partition(" ")[2]
    return len([word for word in rest.split() if any(map(str.isalnum, word))])
