"""The walk over pages of any elements within any others: nothing stays open behind it, and what stands in what fits together."""

from __future__ import annotations

import random

import pytest
from lxml import html
from trees import odd_page

from cleancorpus.extract.blocks.head import Head
from cleancorpus.extract.blocks.walk import PageBlocks, Walker


def walked(number: int) -> tuple[Walker, PageBlocks]:
    walker = Walker()
    walker.run(html.document_fromstring(odd_page(random.Random(number))))
    return walker, walker.page(Head())


@pytest.mark.slow
def test_nothing_stays_open_behind_a_walk() -> None:
    n_blocks = 0
    for number in range(6_000):
        walker, page = walked(number)
        where = f"page {number}"
        assert (walker.node, walker.pres, walker.links) == (0, 0, 0), where
        left = (walker.closings, walker.loose, walker.line_starts, walker.with_head, walker.parts, walker.lines)
        assert not any(left), where
        start, end, parent = page.block_start, page.block_end, page.parent
        assert (start <= end).all() and (end <= len(page)).all(), where
        assert (start[parent] <= start).all() and (end[parent] >= end).all(), where
        assert (page.depth[1:] == page.depth[parent[1:]] + 1).all(), where
        inside = page.container
        for block in range(len(page)):
            assert start[inside[block]] <= block < end[inside[block]], where
        assert not any("\x01" in text or text.isspace() or not text for text in page.texts), where
        n_blocks += len(page)
    assert n_blocks > 15_000
