"""Decides which blocks of a page are kept and makes them the blocks of a document."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from cleancorpus.extract.blocks.attributes import FLAG
from cleancorpus.extract.blocks.characters import TextStats
from cleancorpus.extract.blocks.features import BlockFeatures
from cleancorpus.extract.blocks.measures import TABLES, running_sums, short_lists
from cleancorpus.extract.blocks.walk import TAG_CODES, PageBlocks
from cleancorpus.extract.extraction import RawBlock
from cleancorpus.model import BlockKind
from cleancorpus.text import ends_sentence

# Moving into the article costs, so that a lone lucky block far from it stays out; more than this lost text.
ENTER_COST, LEAVE_COST = 0.2, 0.1
LIMIT = 3.0  # no block outvotes its neighbours by more
# Words in common with the headline (Jaccard) from which a block is a copy: of a heading one in five may differ; another
# block must be the same, as a standfirst shares many words with the headline.
HEADING_LIKENESS, LINE_LIKENESS = 0.8, 0.95

_TAKEN_SHARE = 0.15  # of a list's characters
_BESIDE = 2  # blocks; a caption or a source may stand between
_NEAR_HEAD = 3  # blocks: a standfirst, a picture's caption, a date
_DATA_ROWS, _DATA_CELLS = 2, 2  # fewer lay out the page
_MARK = len(" | ")  # between cells
_BETWEEN = 1  # block that is not of the text between a table and its paragraphs
_ELSEWHERE = FLAG["nav"] | FLAG["form"] | FLAG["comments"] | FLAG["dialog"] | FLAG["aside"] | FLAG["footer"]
_PARAGRAPH = 120  # characters; standfirsts and kickers over the headline are shorter

# By whole words of a class: «caption-top» of a table and «captioned» name no caption.
_CAPTION_NAME = re.compile(
    r"(?:^|[\s_-])(?:wp-caption-text|caption|captions|figcaption|photo-?credits?|image-?credits?|img-?credits?|media-?credits?"
    r"|picture-?credits?|fotocredits?|bildunterschrift|bildtext|bildnachweis|legende|pie-de-foto|didascalia)(?:$|[\s_-])",
    re.IGNORECASE,
)
_TABLE = TAG_CODES["table"]
_TABLE_CAPTION = TAG_CODES["caption"]
_ROW_GROUPS = frozenset(TAG_CODES[tag] for tag in ("thead", "tbody", "tfoot"))

OutBlock = RawBlock


class Selection(NamedTuple):
    """`kept` numbers the blocks of the text, in order; `dropped` says of others above the threshold why they are out."""

    kept: np.ndarray
    dropped: dict[int, str]


def smooth(logits: np.ndarray) -> np.ndarray:
    """Which blocks lie in the best alternation of inside and outside runs (Viterbi over two states)."""
    n = len(logits)
    gain = np.clip(logits, -LIMIT, LIMIT).tolist()
    from_inside, stay_inside = bytearray(n), bytearray(n)
    outside, inside = 0.0, -ENTER_COST
    for i, value in enumerate(gain):
        leaving = inside - LEAVE_COST
        entering = outside - ENTER_COST
        if inside >= entering:
            stay_inside[i] = 1
            entering = inside
        if leaving > outside:
            from_inside[i] = 1
            outside = leaving
        inside = entering + value
    kept = np.zeros(n, bool)
    state = inside > outside
    for i in range(n - 1, -1, -1):
        kept[i] = state
        state = bool(stay_inside[i] if state else from_inside[i])
    return kept


def complete_lists(page: PageBlocks, inside: np.ndarray, length: np.ndarray) -> None:
    """Mark all of a list, table or list of definitions in `inside` if a part of it and text right before it are, and text
    right behind it too: a list that ends the text may be one of teasers, a table or list of definitions is none.

    Blocks of a few words are judged worse than what they stand in. Of 80 such lists between paragraphs on 560 pages with a
    reference text 65 are the article's as a whole; of those that no part of was taken, half are teasers. `length` is that of
    each block's text.
    """
    for node, first, last in short_lists(page, running_sums(length)):
        taken = inside[first:last]
        if not taken.any() or taken.all() or not inside[max(0, first - _BESIDE) : first].any():
            continue
        ends_text = not inside[last : last + _BESIDE].any()
        own = length[first:last]
        if own[taken].sum() >= _TAKEN_SHARE * own.sum() and not (ends_text and page.tag[node] not in TABLES):
            inside[first:last] = True


def keep_tables_between(page: PageBlocks, inside: np.ndarray, stats: TextStats) -> None:
    """Mark tables of data in `inside` that stand between sentences of the text, beside them but for a heading, a source, other
    tables and what is set aside.

    Rows are judged by their few words, so that one table may be judged out as a whole.
    """
    elsewhere = (page.flags[page.container] & _ELSEWHERE) > 0
    passed = running_sums(~elsewhere & (page.row == 0))
    text = np.flatnonzero(inside & (page.row == 0))
    for node in np.flatnonzero(page.tag == _TABLE).tolist():
        first, last = int(page.block_start[node]), int(page.block_end[node])
        if inside[first:last].any() or page.flags[node] & _ELSEWHERE or not _holds_data(page, first, last, stats):
            continue
        place = int(np.searchsorted(text, first))
        before, behind = text[max(0, place - _BESIDE) : place], text[place : place + _BESIDE]
        if not all(any(ends_sentence(page.texts[block]) for block in side) for side in (before, behind)):
            continue
        between = (passed[first] - passed[before[-1] + 1], passed[behind[0]] - passed[last])
        if max(between) <= _BETWEEN:
            inside[first:last] = True


def _holds_data(page: PageBlocks, first: int, last: int, stats: TextStats) -> bool:
    """Whether the blocks of a table are rows of two cells and more, not of links; some columns of three may be of links."""
    rows = np.flatnonzero(page.row[first:last] >= _DATA_CELLS) + first
    captions = page.tag[page.container[first:last]] == _TABLE_CAPTION
    if len(rows) < _DATA_ROWS or len(rows) + captions.sum() < last - first:
        return False
    if 2 * page.link_chars[rows].sum() <= stats.length[rows].sum():
        return True
    own = stats.length[rows] - page.link_chars[rows] - _MARK * (page.row[rows] - 1)
    figures = sum(any(char.isdigit() for char in page.texts[row]) for row in rows.tolist())
    return bool((page.row[rows] > _DATA_CELLS).all() and (own > 0).all() and 2 * figures > len(rows))


def keep_table_captions(page: PageBlocks, inside: np.ndarray) -> None:
    """Mark the captions of tables in `inside` as their rows are: in if any of these is."""
    for node in np.flatnonzero(page.tag == _TABLE_CAPTION).tolist():
        first, last, table = page.block_start[node], page.block_end[node], page.parent[node]
        rows = inside[page.block_start[table] : page.block_end[table]].sum() - inside[first:last].sum()
        inside[first:last] = rows > 0


def block_kinds(page: PageBlocks) -> list[BlockKind]:
    """What each block is on the page."""
    own = page.container
    bits = page.flags[own]
    item = page.item[own]
    starts = page.block_start[np.maximum(item, 0)]
    kinds: list[BlockKind] = []
    caption, pre, quote = FLAG["figcaption"], FLAG["pre"], FLAG["quote"]
    names, parents, tags = page.names, page.parent.tolist(), page.tag.tolist()
    for block, (node, bit, li, start, cells) in enumerate(
        zip(own.tolist(), bits.tolist(), item.tolist(), starts.tolist(), page.row.tolist(), strict=True)
    ):
        kind: BlockKind = "paragraph"
        if tags[node] == _TABLE_CAPTION:
            kind = "paragraph"  # not of a picture
        elif bit & caption or _is_caption(names[node]) or _is_caption(names[parents[node]]):
            kind = "caption"
        elif bit & FLAG["heading"]:
            kind = "heading"
        elif cells:
            kind = "table_row"
        elif bit & pre:
            kind = "code"
        elif li >= 0 and start == block:
            kind = "list_item"
        elif bit & quote:
            kind = "quote"
        kinds.append(kind)
    return kinds


@lru_cache(maxsize=16384)
def _is_caption(name: str) -> bool:
    low = name.lower()
    return (
        "caption" in low or "credit" in low or "bild" in low or "legend" in low or "foto" in low or "didasc" in low
    ) and _CAPTION_NAME.search(name) is not None


def select(
    page: PageBlocks, features: BlockFeatures, logits: np.ndarray, kinds: list[BlockKind], *, captions: bool = False
) -> Selection:
    """The blocks to keep: the smoothed choice without copies of the headline, the author's name, captions and credits.

    If nothing is kept, the blocks that came nearest are, so that a page with text never comes out empty.
    """
    inside = smooth(logits)
    complete_lists(page, inside, features.stats.length)
    keep_tables_between(page, inside, features.stats)
    keep_table_captions(page, inside)
    dropped: dict[int, str] = {}
    like = features.title_like
    taken = np.flatnonzero(inside).tolist()
    paragraphs = [block for block in taken if kinds[block] == "paragraph" and len(page.texts[block]) >= _PARAGRAPH]
    first, last = (paragraphs[0], paragraphs[-1]) if paragraphs else (len(page), -1)
    for block in taken:
        # Behind the first paragraph what sounds like the headline is a section's heading or an answer; between paragraphs,
        # not below a standfirst, the author's name is an answer, too.
        least = HEADING_LIKENESS if kinds[block] == "heading" and block < first else LINE_LIKENESS
        if like[block] >= least and (block < first or kinds[block] == "heading"):
            dropped[block] = "headline"
        elif kinds[block] == "caption" and not captions:
            dropped[block] = "caption"
        elif features.is_byline[block] and not first + _NEAR_HEAD < block < last:
            dropped[block] = "byline"
    kept = [block for block in taken if block not in dropped]
    if not kept and len(page):
        best = logits.max()
        # Half a unit of log-odds is hardly a difference. Twenty blocks: a page this doubtful is no long article.
        kept = np.flatnonzero(logits >= best - 0.5).tolist()[:20]
        dropped = {block: why for block, why in dropped.items() if block not in kept}
    return Selection(np.array(kept, np.int32), dropped)


def assemble(page: PageBlocks, kept: np.ndarray, kinds: list[BlockKind]) -> tuple[OutBlock, ...]:
    """The kept blocks as `(text, kind, blank lines before)`; lines inside a block follow as blocks of kind line.

    List items start with "- "; cells of a row are joined by " | ".
    """
    made: list[OutBlock] = []
    before = -1  # container that the previous list item, row or pre block belongs to
    for block in kept.tolist():
        kind = kinds[block]
        node = int(page.container[block])
        group = -1
        if kind == "list_item":
            group = int(page.parent[page.item[node]])
        elif kind == "code":
            group = int(page.parent[node])
        elif kind == "table_row":
            group = int(page.parent[node])
            if page.tag[group] in _ROW_GROUPS:
                group = int(page.parent[group])
        first, *rest = page.texts[block].split("\n")
        made.append((f"- {first.strip()}" if kind == "list_item" else first, kind, group < 0 or group != before))
        blank = 0
        for line in rest:
            if line.strip():
                made.append((line, "code", blank) if kind == "code" else (line, "line", 0))
            blank = 0 if line.strip() else blank + 1
        before = group
    return tuple(made)
