"""A text as its words are weighed: folded, with what the lexicon's vocabularies know of it."""

from __future__ import annotations

from collections.abc import Iterable, Set

from cleancorpus.lexicon.found import Found, Stem, Word
from cleancorpus.lexicon.search import search
from cleancorpus.model import Span


class Wording:
    """A folded text and the words of the vocabularies (`lexicon.found.SEARCHED`) in it, by their ends.

    `found` is what the lexicon knows of it; without, that is searched for when it is first asked for.
    """

    __slots__ = ("_found", "folded")

    def __init__(self, folded: str, found: Found | None = None) -> None:
        self.folded = folded
        self._found = found

    @property
    def found(self) -> Found:
        if self._found is None:
            self._found = search(self.folded)
        return self._found

    @property
    def words(self) -> tuple[Word, ...]:
        """Its words with their places."""
        return self.found.words

    def stems(self, kinds: Set[str]) -> list[Stem]:
        """The words of `kinds`, in order of ends, longest first."""
        return [word[3] for word in self.words if word[3].kind in kinds] if self.has(kinds) else []

    def has(self, kinds: Set[str]) -> bool:
        """Whether there is a word of `kinds`."""
        return self.found.has(kinds)

    def part(self, span: Span) -> Wording:
        """A part of the text; it must begin and end between words, as sentences do."""
        start, end = span
        return Wording(self.folded[start:end], self.found.part(start, end))


def words_behind(folded: str, stems: Iterable[Stem]) -> int:
    """How many words stand behind the last of `stems` in folded text; the rest of a word that goes on is none."""
    end = max((folded.rfind(stem.text) + len(stem.text) for stem in stems), default=0)
    rest = folded[end:]
    if rest[:1].isalnum():
        rest = rest.partition(" ")[2]
    return len([word for word in rest.split() if any(map(str.isalnum, word))])
