"""Short blocks right beside the text that are no part of it, among which an article's credits stand.

Who wrote an article is no text of it, so the classifier leaves bylines out before any rule sees them. What rules read
off such lines is wanted all the same: the lines are handed on, and whoever reads credits reads them.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from cleancorpus.extract.blocks.assemble import HEADING_LIKENESS, OutBlock
from cleancorpus.extract.blocks.attributes import FLAG
from cleancorpus.extract.blocks.features import BlockFeatures
from cleancorpus.extract.blocks.walk import PageBlocks
from cleancorpus.extract.byline import names_elsewhere
from cleancorpus.extract.extraction import NOTHING_BESIDE, Beside
from cleancorpus.model import BlockKind
from cleancorpus.text import n_words

if TYPE_CHECKING:
    from cleancorpus.extract.blocks.api import BlockExtraction

_ABOVE, _BELOW = 8, 3  # lines; a kicker, standfirst, byline, job, date, place, caption's end; a byline, agency, date
_REACH = 24  # blocks between headline and text, buttons to share and menus of sizes counted
_LONGEST = 240  # characters, as the rule for bylines has it: longer blocks are text
_PARAGRAPH = 40  # characters by which the text of another extractor is found on the page
_BUTTON = 3  # words; below a text a longer link leads to another story
_ANCESTORS = 6
_ELSEWHERE = FLAG["nav"] | FLAG["form"] | FLAG["comments"] | FLAG["dialog"] | FLAG["figcaption"]


def beside_text(extraction: BlockExtraction, found: Sequence[OutBlock]) -> Beside:
    """The lines above the text up to the headline, and those right below it.

    `found` is the text as it came out, maybe that of another extractor: its blocks are looked for on the page.
    """
    lines = frozenset(text for text, _, _ in found)
    page, kept = extraction.page, frozenset(extraction.selection.kept.tolist())
    own = [
        block
        for block, text in enumerate(page.texts)
        if (block in kept or len(text) >= _PARAGRAPH) and text.split("\n", 1)[0].removeprefix("- ") in lines
    ]
    if not own:
        return NOTHING_BESIDE
    around = _Surroundings(page, extraction.kinds, own)
    return Beside(_above(around, extraction.features), _below(around))


class _Surroundings:
    """The blocks around a text: which may be a credit of it, which begin something else."""

    def __init__(self, page: PageBlocks, kinds: Sequence[BlockKind], own: list[int]) -> None:
        self.page, self.kinds, self.own = page, kinds, own
        self._kept = frozenset(own)
        self._holds = page.holding(np.array(own, np.int64))

    def may_credit(self, block: int) -> bool:
        """Whether a block is a short line of the page, in no box of something else."""
        return (
            block not in self._kept
            and len(self.page.texts[block]) <= _LONGEST
            and not self.is_elsewhere(block)
            and self.kinds[block] not in ("caption", "heading", "table_row", "code")
        )

    def is_linked(self, block: int) -> bool:
        """Whether the whole block is a link."""
        return bool(self.page.link_chars[block] >= len(self.page.texts[block]))

    def is_button(self, block: int) -> bool:
        """Whether the block is a link of few words: a button, a section, or the name of an author."""
        return self.is_linked(block) and n_words(self.page.texts[block]) <= _BUTTON

    def is_elsewhere(self, block: int) -> bool:
        """Whether the block stands in a box, not around the text itself, that holds other stories or comments."""
        page = self.page
        node = int(page.container[block])
        if page.flags[node] & _ELSEWHERE:
            return True
        for _ in range(_ANCESTORS):
            if self._holds[node]:
                return False
            if names_elsewhere(page.names[node]):
                return True
            node = int(page.parent[node])
        return False


def _above(around: _Surroundings, features: BlockFeatures) -> tuple[str, ...]:
    """What stands between the headline and the second block of the text, as a standfirst may come first."""
    page, first = around.page, around.own[0]
    headline = None
    for block in range(first, max(-1, first - _REACH), -1):
        if features.title_like[block] >= HEADING_LIKENESS and around.kinds[block] == "heading":
            headline = block
            break
        if block != first and len(page.texts[block]) > _LONGEST:
            break
    if headline is None:
        return ()
    end = around.own[1] if len(around.own) > 1 and around.own[1] - headline <= _REACH else first
    found: list[str] = []
    left = _ABOVE
    for block in range(headline + 1, end):
        if around.may_credit(block) and left:
            found.append(page.texts[block])
            left -= not around.is_button(block)
    return tuple(found)


def _below(around: _Surroundings) -> tuple[str, ...]:
    """What follows the text, up to a heading, a box of something else, a link to another story, or another text."""
    page, start = around.page, around.own[-1] + 1
    found: list[str] = []
    for block in range(start, min(len(page), start + _REACH)):
        if around.is_button(block):
            continue
        if around.is_linked(block) or not around.may_credit(block) or len(found) == _BELOW:
            break
        found.append(page.texts[block])
    return tuple(found)
