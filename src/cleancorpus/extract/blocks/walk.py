"""Turns the tree of a page into blocks of text and the containers they stand in, in one walk that edits nothing.

A block is the text between two block-level tags (or two `<br>` in a row). A container is a block-level element. Text
of inline elements is joined as the page joins it; what a reader never sees (scripts, templates, hidden elements) is
left out. The walk keeps its own stack, so depth is no problem.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from lxml import etree

from cleancorpus.extract.blocks.attributes import join_drop_cap
from cleancorpus.extract.blocks.head import Head, read_head
from cleancorpus.extract.blocks.openings import OPENINGS, Closing
from cleancorpus.extract.blocks.tags import BREAK, INLINE, IS_HEADING, OTHER_TAG, SKIPPED, TAG_CODES, TAG_KINDS, UNKNOWN
from cleancorpus.extract.json_ld import JsonLd, json_ld_of

__all__ = ["TAG_CODES", "PageBlocks", "Walker", "walk"]

# Editors put them where a line is empty or begins with spaces; a letter in code that is named as a drop cap is none.
_SPACES_OF_CODE = {ord("\N{NO-BREAK SPACE}"): " ", ord("\N{ZERO WIDTH SPACE}"): None, 1: None}


@dataclass
class PageBlocks:
    """Blocks and containers of one page, as columns; row i of each block column is block i, in reading order.

    A text holds line breaks where the page has single `<br>` (or, in `<pre>`, line breaks). `block_end` of container j
    is one more than its last block; its first is `block_start`. Containers are in document order, so a parent comes
    before its children; container 0 is the root and its own parent.
    """

    texts: list[str]
    container: np.ndarray  # int32, innermost container of a block
    link_chars: np.ndarray  # int32, characters inside links or buttons
    n_links: np.ndarray  # int32
    row: np.ndarray  # int32, cells of the table row the block was joined from; 0: no table row
    parent: np.ndarray  # int32, per container
    tag: np.ndarray  # int16, TAG_CODES
    flags: np.ndarray  # int32, FLAGS of the container and all it stands in
    depth: np.ndarray  # int32
    item: np.ndarray  # int32, nearest <li> container, -1: none
    block_start: np.ndarray  # int32
    block_end: np.ndarray  # int32
    names: list[str]  # class, id, itemprop, role ... of a container
    head: Head = field(default_factory=Head)

    def __len__(self) -> int:
        return len(self.texts)

    def holding(self, blocks: np.ndarray) -> np.ndarray:
        """Whether each container holds one of `blocks` (their numbers, or a mark for each block)."""
        marks = np.zeros(len(self), np.int64)
        marks[blocks] = 1
        sums = np.zeros(len(self) + 1, np.int64)
        np.cumsum(marks, out=sums[1:])
        holds: np.ndarray = sums[self.block_end] > sums[self.block_start]
        return holds

    def in_heading_tag(self) -> np.ndarray:
        """Whether the innermost container of each block is `<h1>` to `<h6>`."""
        inside: np.ndarray = IS_HEADING[self.tag[self.container]]
        return inside


def walk(tree: Any, json_ld: JsonLd | None = None) -> PageBlocks:
    """Collect the blocks of a parsed page (an lxml element or element tree); the tree stays as it is.

    `json_ld` is the page's, if it was parsed already.
    """
    root = tree.getroot() if hasattr(tree, "getroot") else tree
    if json_ld is None:
        json_ld = json_ld_of(root.iter("script"))
    walker = Walker(root.get("lang") or "")
    walker.run(root)
    return walker.page(read_head(root, json_ld))


class Walker:
    """State of one walk; the functions below it are what the start and the end of an element do to it."""

    def __init__(self, language: str = "") -> None:
        self.texts: list[str] = []
        self.container: list[int] = []
        self.link_chars: list[int] = []
        self.n_links: list[int] = []
        self.row: list[int] = []
        self.parent, self.tags, self.flags, self.depths, self.items = [0], [OTHER_TAG], [0], [0], [-1]
        self.block_starts, self.block_ends = [0], [0]
        self.names = [""]
        # where the walk is
        self.node = 0
        self.closings: list[Closing | None] = []  # what the end of each open element will do
        self.pres = self.links = 0  # how many such elements are open
        self.loose: list[Any] = []  # open elements of code; None for one in which white space between children counts
        self.line_starts: list[int] = []  # where in `parts` an open line of code begins
        self.with_head: list[bool] = []  # of open tables
        self.with_gaps: dict[int, list[str]] = {}  # cells of joined rows that have empty ones, by block
        # of the page
        self.language = language
        self.paragraphs: set[str] | None = None  # that it shows, when asked for
        self.mathml: dict[Any, bool] = {}  # whether elements asked about hold any
        self._read: set[str] = set()  # the first of the texts, up to `_n_read`
        self._n_read = 0
        self.controlled: set[str] | None = None  # ids that its buttons open, when asked for
        # the block being read
        self.parts: list[str] = []  # of its last line
        self.lines: list[str] = []  # those before, ended by `<br>`
        self.link_len = self.link_count = 0

    def run(self, root: Any) -> None:
        """Fill the columns. Every element of every page passes here, so what is looked up often has a local name."""
        parts, closings, kind_of, openings = self.parts, self.closings, TAG_KINDS.get, OPENINGS
        walker = etree.iterwalk(root, events=("start", "end", "comment", "pi"))
        for event, element in walker:
            if event == "start":
                tag = element.tag
                kind = kind_of(tag)
                if kind is None:
                    kind = UNKNOWN if "-" in tag else INLINE
                if kind < SKIPPED:
                    closing = openings[kind](self, element, tag)
                    closings.append(closing)
                    if closing is None:
                        walker.skip_subtree()
                        continue
                    text = element.text
                else:
                    closings.append(None)
                    if kind == SKIPPED:
                        walker.skip_subtree()
                    elif kind == BREAK:
                        self.break_line()
                    elif parts or self.lines:
                        self.end_block()
                    continue
            else:
                if event == "end":
                    closing = closings.pop()
                    if closing:
                        closing(self)
                if element is root:
                    continue
                text = element.tail  # also of comments and processing instructions
            if text:
                if not text.isspace() or (self.pres and not ("\n" in text and self._stands_loose(element, event))):
                    parts.append(text)
                    if self.links:
                        self.link_len += len(" ".join(text.split()))
                elif parts and not self.pres:
                    parts.append(" ")
        if parts or self.lines:
            self.end_block()
        self.block_ends[0] = len(self.texts)

    def _stands_loose(self, element: Any, event: str) -> bool:
        """Whether white space in code, at the start of `element` or behind it, is that of the page's source."""
        loose = self.loose[-1]
        return loose is not None and loose is (element if event == "start" else element.getparent())

    def texts_so_far(self) -> set[str]:
        """The texts of the blocks before; cells of rows that were joined since are there, too."""
        self._read.update(self.texts[min(self._n_read, len(self.texts)) :])
        self._n_read = len(self.texts)
        return self._read

    def holds_mathml(self, element: Any) -> bool:
        """Whether MathML stands in `element`; asked of the same one by each formula in it."""
        if element not in self.mathml:
            self.mathml[element] = next(element.iter("math"), None) is not None
        return self.mathml[element]

    def break_line(self) -> None:
        """End a line, or with two in a row the block; in `<pre>` a break is a character as any other."""
        parts, lines = self.parts, self.lines
        if self.pres:
            parts.append("\n")
        elif parts or lines:
            line = " ".join("".join(parts).split())
            parts.clear()
            if line:
                lines.append(join_drop_cap(line) if "\x01" in line else line)
            elif lines:
                self.end_block()

    def end_block(self) -> None:
        """Make a row of the block that was read, if it has any text."""
        parts, lines = self.parts, self.lines
        text = "".join(parts)
        parts.clear()
        if self.pres:
            text = text.translate(_SPACES_OF_CODE).strip("\n").rstrip()
            self.line_starts = [0] * len(self.line_starts)  # what is open goes on in the next block
        else:
            text = " ".join(text.split())
            if "\x01" in text:
                text = join_drop_cap(text)
            if lines:
                text = "\n".join([*lines, text] if text else lines)
        lines.clear()
        if text and not text.isspace():
            self.texts.append(text)
            self.container.append(self.node)
            self.link_chars.append(min(self.link_len, len(text)))
            self.n_links.append(self.link_count)
            self.row.append(0)
        self.link_len = self.link_count = 0

    def page(self, head: Head) -> PageBlocks:
        """The columns as arrays."""

        def column(values: list[int]) -> np.ndarray:
            return np.array(values, np.int32)

        return PageBlocks(
            texts=self.texts, container=column(self.container), link_chars=column(self.link_chars),
            n_links=column(self.n_links), row=column(self.row), parent=column(self.parent),
            tag=np.array(self.tags, np.int16), flags=column(self.flags), depth=column(self.depths),
            item=column(self.items), block_start=column(self.block_starts), block_end=column(self.block_ends),
            names=self.names, head=head,
        )  # fmt: skip
