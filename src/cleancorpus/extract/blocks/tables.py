"""Rows of tables as lines: one row one block, its cells parted by « | »."""

from __future__ import annotations

from itertools import takewhile
from typing import TYPE_CHECKING, Any

from cleancorpus.extract.blocks.attributes import FLAG
from cleancorpus.extract.blocks.tags import TAG_CODES

if TYPE_CHECKING:
    from cleancorpus.extract.blocks.walk import Walker

_CELLS = frozenset((TAG_CODES["td"], TAG_CODES["th"]))
_ROW = TAG_CODES["tr"]
_NOT_ONE_LINE = frozenset(TAG_CODES[tag] for tag in ("ul", "ol", "dl", "table"))
_SEPARATOR = " | "
_MOST_CELLS = 40
_CELL_CHARS = 300  # longer ones lay out the page
_CELL_BLOCKS = 3  # of a cell in a table that has a head


def has_head(table: Any) -> bool:
    """Whether a table says what its columns or rows are: then it holds data and does not lay out a page."""
    return next(table.iter("th"), None) is not None and next(table.iter("form"), None) is None


def join_row(walk: Walker, row: int) -> None:
    """Make one block of the row that just closed, if each of its cells is one short block, or a few in a table of data."""
    texts, starts, ends = walk.texts, walk.block_starts, walk.block_ends
    first, last = starts[row], len(texts)
    count = last - first
    if count < 2 or count > _MOST_CELLS or max(len(text) for text in texts[first:last]) > _CELL_CHARS:
        return
    cells = _cells_of(walk, row)
    if cells is None or sum(map(bool, cells)) < 2 or max(map(len, cells)) > _CELL_CHARS:
        return
    texts[first:last] = [_SEPARATOR.join(cell for cell in cells if cell)]
    for column in (walk.link_chars, walk.n_links):
        column[first:last] = [sum(column[first:last])]
    walk.container[first:last] = [row]
    walk.row[first:last] = [sum(map(bool, cells))]
    if not all(cells) and walk.with_head:  # rows without a table have no columns
        walk.with_gaps[first] = cells
    for inner in range(row, len(walk.tags)):
        starts[inner] = min(starts[inner], first + 1) if inner != row else first
        ends[inner] = first + 1


def _cells_of(walk: Walker, row: int) -> list[str] | None:
    """The text of each cell on one line, "" for empty ones; None if a cell is no line or a block stands outside of them."""
    tags, starts, ends = walk.tags, walk.block_starts, walk.block_ends
    most = _CELL_BLOCKS if walk.with_head and walk.with_head[-1] else 1
    cells: list[str] = []
    seen = starts[row]
    for inner in range(row + 1, len(tags)):
        tag = tags[inner]
        if tag in _CELLS:
            start, end = starts[inner], ends[inner]
            if start != seen or end - start > most:
                return None
            seen = end
            cells.append(" ".join(text.replace("\n", " ") for text in walk.texts[start:end]))
        elif (
            tag == _ROW or walk.flags[inner] & FLAG["pre"] or (tag in _NOT_ONE_LINE and ends[inner] - starts[inner] > 1)
        ):
            return None
    return cells if seen == len(walk.texts) else None


def leave_out_empty_columns(walk: Walker, table: int) -> None:
    """Write the gaps into the rows of the table that just closed, but for columns without any text: these only make room.

    Rows with fewer cells than others, as below a cell that spans two, have no gaps.
    """
    if not walk.with_gaps:
        return
    first, last = walk.block_starts[table], len(walk.texts)
    # The rows of the tables around this one stand before its own.
    own = list(takewhile(lambda block: block >= first, reversed(walk.with_gaps)))
    gapped = {block: walk.with_gaps[block] for block in reversed(own) if block < last}
    width = max(map(len, gapped.values()), default=0)
    rows = [gapped.get(block) or [""] * width for block in range(first, last) if walk.row[block]]
    full = any(block not in gapped and walk.row[block] == width for block in range(first, last))
    used = [full or any(len(cells) == width and cells[column] for cells in rows) for column in range(width)]
    for block, cells in gapped.items():
        if len(cells) == width and last - first > 1:
            kept = [cell for cell, column in zip(cells, used, strict=True) if column]
            while kept and not kept[-1]:
                kept.pop()
            walk.texts[block] = " ".join(_SEPARATOR.join(kept).split())
        del walk.with_gaps[block]
