"""The values everything is made of: frozen, without I/O.

All spans count code points of `Document.text` (the repaired text) and are half-open. After `repair/assemble.py` has
made a document its text is never edited; `decide/apply.py` cuts once. So for every document
*repaired text = kept text + removed spans*.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, NamedTuple

from cleancorpus.carry.columns import Cell

# The category of rules that remove lines because a published corpus did: what they take is no boilerplate, and no keeper, list or
# budget that is about boilerplate speaks of it.
QUALITY_LINE = "quality-line"

BlockKind = Literal["heading", "paragraph", "list_item", "caption", "quote", "table_row", "code", "verse", "line"]


class Span(NamedTuple):
    """Code points `start` to `end` (exclusive) of `Document.text`."""

    start: int
    end: int


class Block(NamedTuple):
    """One line of `Document.text`: its span (without the line break) and what it was on the page.

    Of plain text a form is told where it is clear (code, table_row, verse, list_item); all else are lines.
    """

    span: Span
    kind: BlockKind = "line"


class PageFacts(NamedTuple):
    """What a page says of itself besides its article, for filters: nothing of it changes the text.

    `licence` is `cc-by-4.0` and the like for those of Creative Commons, else an address or a name as it is declared. `rights`
    are the reservations that the page makes to machines: noai, noimageai, noindex, tdm. `metadata_sources` says for each field
    where it was found, as `field:source`.
    """

    canonical_url: str | None = None
    section: str | None = None
    tags: tuple[str, ...] = ()
    description: str | None = None
    image_url: str | None = None
    licence: str | None = None
    rights: tuple[str, ...] = ()
    metadata_sources: tuple[str, ...] = ()


NO_FACTS = PageFacts()


@dataclass(frozen=True, slots=True)
class Document:
    """One article: the repaired text in blocks, and what the source said about it.

    `title` is the article's headline if the source gave one; `headlines` are further headlines the source gives for
    the same story (h1, og:title, JSON-LD headline, <title>), best first, and may still carry the site's suffix;
    `authors` and `translators` are people (newsrooms where no person is named); `agency` joins agencies with ' / '.
    `site` is the site's name. `repairs` names the repair steps that changed the text. `from_page` tells blocks of a page,
    which the extractor has judged, from lines of plain text. `text_confidence` is how sure the extractor is of a
    page's text. `lines_above` and `lines_below` are short lines of a page right beside its text, no part of it, which may be
    its credits. `facts` is what a page says of itself for filters.
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
    text_confidence: float | None = None
    repairs: tuple[str, ...] = ()
    from_page: bool = False
    lines_above: tuple[str, ...] = ()
    lines_below: tuple[str, ...] = ()
    facts: PageFacts = NO_FACTS

    def block_texts(self) -> tuple[str, ...]:
        """The text of each block, in order."""
        return tuple(self.text[start:end] for (start, end), _ in self.blocks)


@dataclass(frozen=True)
class Finding:
    """A rule's claim that `span` is boilerplate of `category`, or, from a keeper, that it must stay.

    `reason` is a code that the rule declares (`names-and-date`); code that wants to know why asks for it. `evidence` says
    the same and more in a few words, for people alone. `score` is between 0 and 1. `fields` are values that go to the
    document's metadata, as (field, value) pairs: authors, contributors, editors, translators, agency, place,
    photo_credits, published.
    """

    rule: str
    version: int
    category: str
    span: Span
    reason: str
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


class Verdict(NamedTuple):
    """Why a document is dropped, or flagged.

    `reason` is one word for the ledger. `figure` says what was found, with its unit; `threshold` what the config's key
    `option` allows; both are empty where no figure is asked for.
    """

    reason: str
    figure: str
    option: str = ""
    threshold: str = ""

    @property
    def detail(self) -> str:
        """Figure and threshold in words.

        >>> Verdict("too_short", "3 words", "quality.min_words", "20").detail
        '3 words, quality.min_words is 20'
        """
        return f"{self.figure}, {self.option} is {self.threshold}" if self.option else self.figure


class Extent(NamedTuple):
    """Where a record stands in its source, so that it can be read again alone; None for what the format does not know.

    `offset` and `length` count bytes: of the file itself where the record can be read from there alone (a line of a plain
    file, a member of a WARC file packed record by record), else of what is in its compression. `record_id` is the id that
    the source's format gives it (`WARC-Record-ID`).
    """

    offset: int | None = None
    length: int | None = None
    record_id: str | None = None


NO_EXTENT = Extent()


REST = -1  # in `Record.unread`


class Record(NamedTuple):
    """One record as `read` gives it: what the source says of it is brought to one form.

    `kind` is text, html or error; `error` says why a record of that kind could not be read. `position` is its number in
    the source, from 1. `encoding` is that of `data` where it is known, `declared_encoding` what the source says it is
    (a header, the configuration), which may be wrong. `extent` is where it stands in the source, `fetched` when a crawler
    got it (ISO 8601 in UTC, as the source has it). `flags` are remarks on what the source held. `file_encoding` is that of the
    file where `data` are made of it in another one. `carried` are its own columns that go through unchanged. `named` are names of
    fields that somebody chose and that stand here for the first time in the file (or the part of it that is read).
    `authors` and `agency` are the source's fields as they stand («By Jane Doe and Bo Lind»); the names in them are read
    with the text. `facts` is what headers around it say of rights. `unread` is how many bytes of its file were not read as of
    this error: `REST` for all behind the place where reading stopped.
    """

    id: str
    source: str
    position: int
    kind: str
    data: bytes
    encoding: str | None = None
    title: str | None = None
    authors: tuple[str, ...] = ()
    agency: tuple[str, ...] = ()
    published: str | None = None
    language: str | None = None
    url: str | None = None
    site: str | None = None
    error: str | None = None
    declared_encoding: str | None = None
    extent: Extent = NO_EXTENT
    fetched: str | None = None
    flags: tuple[str, ...] = ()
    file_encoding: str | None = None
    carried: Cell | None = None
    named: tuple[str, ...] = ()
    facts: PageFacts = NO_FACTS
    unread: int = 0
