"""A line of a document as rules read it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from cleancorpus.model import BlockKind, Document, Span
from cleancorpus.text import ends_sentence, fold, words_of


@dataclass(frozen=True)
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
    def ends_sentence(self) -> bool:
        """Whether it ends like a sentence, as `text.ends_sentence` says."""
        return ends_sentence(self.text)


def lines_of(doc: Document) -> tuple[Line, ...]:
    """The blocks of `doc` with their text, in order; line i is `doc.blocks[i]`."""
    text, folded = doc.text, fold(doc.text)
    return tuple(
        Line(i, start, text[start:end], kind, folded[start:end]) for i, ((start, end), kind) in enumerate(doc.blocks)
    )
