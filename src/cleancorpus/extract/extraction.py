"""What an extractor hands on: blocks, metadata, and notes on how they were found."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple, TypeAlias

from cleancorpus.model import NO_FACTS, BlockKind, PageFacts

# (text, kind, blank lines before), as `repair.assemble.assemble_blocks` takes them; no line break inside a text. A new
# paragraph has one blank line before it, and only code more.
RawBlock: TypeAlias = tuple[str, BlockKind, int]


class Beside(NamedTuple):
    """Short lines of a page that stand right above and below its text and are no part of it: credits are among them."""

    above: tuple[str, ...] = ()
    below: tuple[str, ...] = ()


NOTHING_BESIDE = Beside()


@dataclass(frozen=True)
class Extraction:
    """A page's main text and what the page says about itself.

    `headlines` are distinct and best first, the first is `title`; the site's name is taken off where it is known.
    `published` is ISO 8601, a timestamp with offset where the page gives one, else a date. `language` is what the page
    declares, a hint only. `authors` and `translators` are people; `agency` are the news agencies named as authors, joined
    by ' / '; `organisations` are all that are named as authors but are no person (the site, its newsroom, the agency), of
    use where `authors` is empty. `confidence` is the F1 to be expected of the text, where the block classifier found it;
    it also gives the lines `beside` the text. `facts` is what the page says of itself for filters.
    `flags` say what was out of the ordinary: `second-try:<way>` (the first extraction found too little, and the text
    comes from <way>), `consent-container-dropped:<id or class>`, `no-text`.
    """

    blocks: tuple[RawBlock, ...] = ()
    title: str | None = None
    headlines: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    translators: tuple[str, ...] = ()
    agency: str | None = None
    organisations: tuple[str, ...] = ()
    published: str | None = None
    language: str | None = None
    url: str | None = None
    site: str | None = None
    page_type: str | None = None
    confidence: float | None = None
    beside: Beside = NOTHING_BESIDE
    facts: PageFacts = NO_FACTS
    flags: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """The blocks' texts, one a line."""
        return "\n".join(text for text, _, _ in self.blocks)
