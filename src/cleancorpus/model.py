"""The values everything is made of: frozen, without I/O.

All spans count code points of `Document.text` (the repaired text) and are half-open. After `repair/assemble.py` has
made a document its text is never edited; `decide/apply.py` cuts once. So for every document
*repaired text = kept text + removed spans*.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal, NamedTuple, TypeVar

from cleancorpus.text import fold, words_of

BlockKind = Literal["heading", "paragraph", "list_item", "caption", "quote", "table_row", "code", "line"]
Value = TypeVar("Value")


class Span(NamedTuple):
    """Code points `start` to `end` (exclusive) of `Document.text`."""

    start: int
    end: int


class Block(NamedTuple):
    """One line of `Document.text`: its span (without the line break) and what it was on the page."""

    span: Span
    kind: BlockKind = "line"


@dataclass(frozen=True)
class Line:
    """A block as rules read it: its text, and its words, made when first asked for.

    `folded` is the text in lower case with straight quotes and plain spaces, as long as `text`, so that positions agree.
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


@dataclass(frozen=True)
class Document:
    """One article as rules see it: the repaired text in blocks, and what the source said about it.

    `title` is the article's headline if the source gave one; `headlines` are further headlines the source gives for
    the same story (h1, og:title, JSON-LD headline, <title>), best first, and may still carry the site's suffix;
    `authors` and `translators` are people (newsrooms where no person is named); `agency` joins agencies with ' / '.
    `site` is the site's name. `repairs` names the repair steps that changed the text.
    """

    id: str
    text: str
    blocks: tuple[Block, ...]
    title: str | None = None
    headlines: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    translators: tuple[str, ...] = ()
    agency: str | None = None
    published: str | None = None
    language: str = "und"
    language_score: float = 0.0
    url: str | None = None
    site: str | None = None
    page_type: str | None = None
    repairs: tuple[str, ...] = ()
    _memo: dict[Hashable, Any] = field(default_factory=dict, compare=False, repr=False)

    @cached_property
    def lines(self) -> tuple[Line, ...]:
        """The blocks with their text, in order; `lines[i]` is `blocks[i]`."""
        text, folded = self.text, fold(self.text)
        return tuple(
            Line(i, start, text[start:end], kind, folded[start:end])
            for i, ((start, end), kind) in enumerate(self.blocks)
        )

    def memo(self, key: Hashable, derive: Callable[[Document], Value]) -> Value:
        """`derive(self)`, computed once: what several rules need of one document (phrase hits, sentence run)."""
        if key not in self._memo:
            self._memo[key] = derive(self)
        value: Value = self._memo[key]
        return value


@dataclass(frozen=True)
class Finding:
    """A rule's claim that `span` is boilerplate of `category`, or, from a keeper, that it must stay.

    `evidence` says in a few words what convinced the rule. `score` is between 0 and 1. `fields` are values that go
    to the document's metadata, as (field, value) pairs: authors, contributors, editors, translators, agency, place,
    photo_credits, published.
    """

    rule: str
    version: int
    category: str
    span: Span
    score: float = 1.0
    evidence: str = ""
    fields: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Removal:
    """What `decide` cut: `text` is `Document.text[span.start:span.end]`; `findings` say on whose word, best first."""

    span: Span
    text: str
    findings: tuple[Finding, ...]

    @property
    def rule(self) -> str:
        return self.findings[0].rule

    @property
    def category(self) -> str:
        return self.findings[0].category


class Record(NamedTuple):
    """One record as `read` gives it: what the source says of it is brought to one form.

    `kind` is text, html or error; `error` says why a record of that kind could not be read. `position` is its number in
    the source, from 1. `encoding` is that of `data` where it is known.
    `authors` are the source's fields as they stand («By Jane Doe and Bo Lind»); the names in them are read with the text.
    """

    id: str
    source: str
    position: int
    kind: str
    data: bytes
    encoding: str | None = None
    title: str | None = None
    authors: tuple[str, ...] = ()
    published: str | None = None
    language: str | None = None
    url: str | None = None
    site: str | None = None
    error: str | None = None
