"""What features are made of: numbers of each block of a page, running sums, and which blocks get features at all.

Blocks that can be no part of an article (nothing like a paragraph near them or around them) are dead: they get no row
and are never kept.
"""

from __future__ import annotations

from functools import cached_property

import numpy as np

from cleancorpus.extract.blocks.attributes import FLAG
from cleancorpus.extract.blocks.characters import GOOD_CHARS, TextStats, text_stats
from cleancorpus.extract.blocks.tags import TAG_CODES
from cleancorpus.extract.blocks.walk import PageBlocks

TABLES = (TAG_CODES["table"], TAG_CODES["dl"])
LISTS = (*TABLES, TAG_CODES["ul"], TAG_CODES["ol"])
_IS_LIST = np.zeros(len(TAG_CODES) + 2, bool)  # by code of a tag
_IS_LIST[list(LISTS)] = True
ITEM_CHARS = 200  # of a list's item on average; a table with more lays out the page
NEAR_BLOCKS = 60  # how far from a good block a block may be and live, if nothing around it is good


def running_sums(values: np.ndarray) -> np.ndarray:
    """`sums` with `sums[b] - sums[a]` the sum of `values[a:b]`."""
    sums = np.zeros(len(values) + 1, np.int64)
    np.cumsum(values, out=sums[1:])
    return sums


def ratio(part: np.ndarray, whole: np.ndarray | int) -> np.ndarray:
    """`part / whole`, with a whole of 1 at least."""
    return part / np.maximum(whole, 1)


def short_lists(page: PageBlocks, char_sum: np.ndarray) -> list[tuple[int, int, int]]:
    """The outermost lists, tables and lists of definitions with short items: container, first block, one after the last.

    `char_sum` are running sums of the blocks' lengths.
    """
    found: list[tuple[int, int, int]] = []
    behind = 0
    for node in np.flatnonzero(_IS_LIST[page.tag]).tolist():
        first, last = int(page.block_start[node]), int(page.block_end[node])
        if last - first >= 2 and first >= behind and char_sum[last] - char_sum[first] <= ITEM_CHARS * (last - first):
            found.append((node, first, last))
            behind = last
    return found


def find_good(stats: TextStats, link_chars: np.ndarray) -> np.ndarray:
    """Which blocks are like a paragraph of an article: long, few links, a sentence end or some commas."""
    return (
        (stats.effective >= GOOD_CHARS) & (link_chars * 10 < stats.length * 4) & ((stats.ends > 0) | (stats.commas > 1))
    )


def find_live(page: PageBlocks) -> np.ndarray:
    """Numbers of the blocks that get features."""
    stats = text_stats(page.texts)
    return _find_live(page, find_good(stats, page.link_chars), stats.length)


def _find_live(page: PageBlocks, good: np.ndarray, length: np.ndarray) -> np.ndarray:
    """Numbers of the blocks that may be kept: near a good block or in its container, no link list, no navigation."""
    n = len(page)
    n_good = running_sums(good)
    around = n_good[page.block_end] - n_good[page.block_start]
    grand = page.parent[page.parent[page.container]]
    good_around = (around[grand] > 0) | (around[page.parent[grand]] * 2 > n_good[-1])
    if not n_good[-1]:
        return np.arange(n)
    index = np.arange(n)
    near = n_good[np.minimum(index + NEAR_BLOCKS + 1, n)] > n_good[np.maximum(index - NEAR_BLOCKS, 0)]
    lengths, links = running_sums(length), running_sums(page.link_chars)
    first, last = page.block_start[grand], page.block_end[grand]
    link_list = (
        (page.link_chars * 10 > length * 9)
        & ((links[last] - links[first]) * 10 > (lengths[last] - lengths[first]) * 8)
        & (n_good[last] == n_good[first])
    )
    in_nav = (page.flags[page.container] & FLAG["nav"] > 0) & ~good
    return np.flatnonzero((good | near | good_around) & ~link_list & ~in_nav)


class Measures:
    """Numbers of a page that has blocks; «good» are blocks like paragraphs, and their characters."""

    def __init__(self, page: PageBlocks) -> None:
        self.page = page
        self.n = len(page)
        self.stats: TextStats = text_stats(page.texts)
        self.good = find_good(self.stats, page.link_chars)
        self.live = _find_live(page, self.good, self.stats.length)
        # by block: the containers around it, innermost first, and what it stands in
        self.own = page.container
        self.par = page.parent[self.own]
        self.grand = page.parent[self.par]
        self.great = page.parent[self.grand]
        self.bits = page.flags[self.own]
        self.is_heading = (self.bits & FLAG["heading"]) > 0
        self.good_chars = np.where(self.good, self.stats.effective, 0)
        # over blocks
        self.good_sum, self.n_good = running_sums(self.good_chars), running_sums(self.good)
        self.char_sum, self.link_sum = running_sums(self.stats.length), running_sums(page.link_chars)
        self.total = int(self.good_sum[-1])
        # by container: good characters anywhere in it, and those near its own level
        self.around = self.good_sum[page.block_end] - self.good_sum[page.block_start]
        n_containers = len(page.parent)
        self.level_good = ratio(
            np.bincount(self.par, self.good_chars, n_containers) * 2
            + np.bincount(self.grand, self.good_chars, n_containers),
            2,
        )
        self.top = int(self.level_good.argmax())  # the container that has most of them
        self.best = max(int(self.level_good[self.top]), 1)

    @cached_property
    def good_before(self) -> np.ndarray:
        """Number of the last good block before each place between blocks (item i: before block i), -1: none."""
        last = np.maximum.accumulate(np.where(self.good, np.arange(self.n), -1))
        before: np.ndarray = np.concatenate(([-1], last))
        return before

    @cached_property
    def good_behind(self) -> np.ndarray:
        """Number of the first good block from each place on (item i: block i or a later one), the count of blocks: none."""
        first = np.minimum.accumulate(np.where(self.good, np.arange(self.n), self.n)[::-1])[::-1]
        behind: np.ndarray = np.concatenate((first, [self.n]))
        return behind

    @property
    def n_good_blocks(self) -> int:
        return int(self.n_good[-1])
