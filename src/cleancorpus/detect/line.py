"""A line of a document as rules read it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from cleancorpus.lexicon.found import Found
from cleancorpus.lexicon.search import search, search_lines
from cleancorpus.lexicon.wording import Wording
from cleancorpus.model import BlockKind, Document, Span
from cleancorpus.text import UNSPACED_CHAR, ends_sentence, fold, words_of
from cleancorpus.word_counts import count_in_lines


class _Whole:
    """What is found out for all lines of a document at once, when it is first asked for one of them."""

    def __init__(self, folded: str, blocks: Sequence[Span]) -> None:
        self._folded = folded
        self._blocks = blocks

    @cached_property
    def found(self) -> list[Found]:
        return search_lines(self._folded, self._blocks)

    @cached_property
    def has_unspaced(self) -> bool:
        return not self._folded.isascii() and UNSPACED_CHAR.search(self._folded) is not None

    @cached_property
    def n_words(self) -> list[int]:
        return count_in_lines(self._folded, self._blocks)


@dataclass(eq=False)
class Line:
    """A block as rules read it: its text, and its words, made when first asked for.

    `index` is the block's place in `Document.blocks`, `start` its first code point in `Document.text`. `folded` is the
    text in lower case with straight quotes and plain spaces, as long as `text`, so that positions agree.
    """

    index: int
    start: int
    text: str
    kind: BlockKind
    folded: str
    _whole: _Whole | None = None

    @property
    def end(self) -> int:
        return self.start + len(self.text)

    @property
    def span(self) -> Span:
        return Span(self.start, self.start + len(self.text))

    @cached_property
    def words(self) -> tuple[str, ...]:
        """Folded words; each character of a script without spaces counts as a word of its own."""
        return words_of(self.folded)

    @cached_property
    def n_words(self) -> int:
        """How many `words` it has."""
        return len(self.words) if self._whole is None else self._whole.n_words[self.index]

    @property
    def size(self) -> int:
        """How many words it would have in a script with spaces: about 1.5 characters of one without make one."""
        has_unspaced = True if self._whole is None else self._whole.has_unspaced
        return self.n_words * 2 // 3 if has_unspaced and UNSPACED_CHAR.search(self.text) else self.n_words

    @cached_property
    def found(self) -> Found:
        """The phrases and words of the lexicon in it, with places within the line."""
        return search(self.folded) if self._whole is None else self._whole.found[self.index]

    @cached_property
    def wording(self) -> Wording:
        """Its folded text with the words of vocabularies in it."""
        return Wording(self.folded, self.found)

    @cached_property
    def ends_sentence(self) -> bool:
        """Whether it ends like a sentence, as `text.ends_sentence` says."""
        return ends_sentence(self.text)


def lines_of(doc: Document) -> tuple[Line, ...]:
    """The blocks of `doc` with their text, in order; line i is `doc.blocks[i]`."""
    text, folded = doc.text, fold(doc.text)
    whole = _Whole(folded, [span for span, _ in doc.blocks])
    return tuple(
        Line(i, start, text[start:end], kind, folded[start:end], whole)
        for i, ((start, end), kind) in enumerate(doc.blocks)
    )
