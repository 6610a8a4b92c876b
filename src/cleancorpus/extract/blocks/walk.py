"""Turns the tree of a page into blocks of text and the containers they stand in, in one walk that edits nothing.

A block is the text between two block-level tags (or two `<br>` in a row). A container is a block-level element. Text
of inline elements is joined as the page joins it; what a reader never sees (scripts, templates, hidden elements) is
left out. The walk keeps its own stack, so depth is no problem.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import numpy as np
from lxml import etree

from cleancorpus.extract.blocks.attributes import (
    TAG_FLAGS,
    holds_one_letter,
    inline_marks,
    join_drop_cap,
    read_attributes,
)
from cleancorpus.extract.blocks.head import Head, read_head
from cleancorpus.extract.json_ld import JsonLd, json_ld_of

_SKIP = frozenset(
    "script style noscript template svg iframe object embed select datalist textarea audio video canvas map area "
    "progress meter rt rp annotation annotation-xml applet frameset noframes head link meta base param source track "
    "amp-ad amp-analytics amp-auto-ads amp-consent amp-embed amp-sidebar amp-state amp-sticky-ad".split()
)
_BLOCK_TAGS = (
    "html body div p h1 h2 h3 h4 h5 h6 ul ol li dl dt dd table caption thead tbody tfoot tr td th section article "
    "aside header footer nav main form fieldset legend figure figcaption blockquote pre address details summary hr "
    "center dialog menu hgroup search noindex listing plaintext xmp label"
).split()
TAG_CODES = {tag: code for code, tag in enumerate(_BLOCK_TAGS, start=1)}
OTHER_TAG = len(_BLOCK_TAGS) + 1  # a custom element
_IS_HEADING = np.zeros(len(TAG_CODES) + 2, bool)  # by code of a tag
_IS_HEADING[[TAG_CODES[tag] for tag in ("h1", "h2", "h3", "h4", "h5", "h6")]] = True

# A page that shows no more characters than this without scripts is read again with what `<noscript>` holds, which must
# be several times as many: whole pages of forums stand there, but also the images and counters of others.
_LITTLE, _FACTOR = 400, 3

_INLINE, _CONTAINER, _LINK, _SKIPPED, _BREAK, _RULE = range(6)  # from _SKIPPED on nothing is read of their content
_TAG_KINDS = {
    **dict.fromkeys(_BLOCK_TAGS, _CONTAINER),
    **dict.fromkeys(_SKIP, _SKIPPED),
    "br": _BREAK,
    "a": _LINK,
    "button": _LINK,
    "hr": _RULE,
}


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
        inside: np.ndarray = _IS_HEADING[self.tag[self.container]]
        return inside


def walk(tree: Any, json_ld: JsonLd | None = None) -> PageBlocks:
    """Collect the blocks of a parsed page (an lxml element or element tree); the tree stays as it is.

    `json_ld` is the page's, if it was parsed already.
    """
    root = tree.getroot() if hasattr(tree, "getroot") else tree
    if json_ld is None:
        json_ld = json_ld_of(root.iter("script"))
    walker = _Walker()
    walker.run(root)
    if sum(map(len, walker.texts)) < _LITTLE:
        hidden = _Walker(noscript=True)
        hidden.run(root)
        if sum(map(len, hidden.texts)) > _FACTOR * _LITTLE:
            walker = hidden
    return walker.page(read_head(root, json_ld))


_Closing: TypeAlias = "Callable[[_Walker], None]"


class _Walker:
    """State of one walk; the functions below it are what the start and the end of an element do to it."""

    def __init__(self, *, noscript: bool = False) -> None:
        self.kinds = {**_TAG_KINDS, "noscript": _CONTAINER} if noscript else _TAG_KINDS
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
        self.closings: list[_Closing | None] = []  # what the end of each open element will do
        self.pres = self.links = 0  # how many such elements are open
        # the block being read
        self.parts: list[str] = []  # of its last line
        self.lines: list[str] = []  # those before, ended by `<br>`
        self.link_len = self.link_count = 0

    def run(self, root: Any) -> None:
        """Fill the columns. Every element of every page passes here, so what is looked up often has a local name."""
        parts, closings, kind_of, openings = self.parts, self.closings, self.kinds.get, _OPENINGS
        walker = etree.iterwalk(root, events=("start", "end", "comment", "pi"))
        for event, element in walker:
            if event == "start":
                tag = element.tag
                kind = kind_of(tag)
                if kind is None:
                    kind = _CONTAINER if "-" in tag else _INLINE
                if kind < _SKIPPED:
                    closing = openings[kind](self, element, tag)
                    closings.append(closing)
                    if closing is None:
                        walker.skip_subtree()
                        continue
                    text = element.text
                else:
                    closings.append(None)
                    if kind == _SKIPPED:
                        walker.skip_subtree()
                    elif kind == _BREAK:
                        self.break_line()
                    elif parts or self.lines:
                        self.end_block()
                    continue
            else:
                if event == "end":
                    closing = closings.pop()
                    if closing is not None:
                        closing(self)
                if element is root:
                    continue
                text = element.tail  # also of comments and processing instructions
            if text:
                if not text.isspace() or self.pres:
                    parts.append(text)
                    if self.links:
                        self.link_len += len(" ".join(text.split()))
                elif parts:
                    parts.append(" ")
        if parts or self.lines:
            self.end_block()
        self.block_ends[0] = len(self.texts)

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
            text = "\n".join([*lines, text]).strip("\n").rstrip()
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

    def join_row(self, node: int) -> None:
        """Make one block of the row that just closed, if each of its cells is one short block."""
        texts, tags, starts, ends = self.texts, self.tags, self.block_starts, self.block_ends
        first, last = starts[node], len(texts)
        count = last - first
        if count < 2 or count > 40 or max(len(text) for text in texts[first:last]) > 300:
            return
        cells = 0
        for inner in range(node + 1, len(tags)):
            if tags[inner] in _CELLS:
                cells += 1
                if ends[inner] - starts[inner] > 1:
                    return
            elif tags[inner] == _ROW:
                return
        if count > cells:
            return
        texts[first:last] = [" | ".join(text.replace("\n", " ") for text in texts[first:last])]
        for column in (self.link_chars, self.n_links):
            column[first:last] = [sum(column[first:last])]
        self.container[first:last] = [node]
        self.row[first:last] = [count]
        for inner in range(node, len(tags)):
            starts[inner] = min(starts[inner], first + 1) if inner != node else first
            ends[inner] = first + 1

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


_CELLS = frozenset((TAG_CODES["td"], TAG_CODES["th"]))
_ROW = TAG_CODES["tr"]


def _follows_link(element: Any) -> bool:
    """Whether the element directly follows another link, with no text between: pages set these apart by style."""
    before = element.getprevious()
    return before is not None and before.tag == "a" and not before.tail


# Browsers show what they do not know, and these, in the line that it stands in; pages also build boxes of them.
_SOMETIMES_INLINE = frozenset(("label", "noindex"))
_INLINE_CHARS = 300  # of a mark or tooltip within a sentence; a box holds more, or blocks


def _stands_in_text(walk: _Walker, element: Any) -> bool:
    """Whether text stands right before or behind the element, and nothing but text and inline elements in it."""
    before, tail = walk.parts, element.tail
    if not (before and not before[-1].isspace()) and not (tail and not tail.isspace()):
        return False
    chars = 0
    for inner in element.iter():
        chars += len(inner.text or "")
        if inner is not element:
            if _TAG_KINDS.get(inner.tag) in (_CONTAINER, _RULE, _BREAK):
                return False
            chars += len(inner.tail or "")
        if chars > _INLINE_CHARS:
            return False
    return True


# What the start of an element does, by kind: each gives what its end will do, or None if no reader sees the element.


def _open_container(walk: _Walker, element: Any, tag: str) -> _Closing | None:
    if (tag in _SOMETIMES_INLINE or "-" in tag) and _stands_in_text(walk, element):
        return _open_inline(walk, element, tag)
    attributes = element.items()
    if attributes:
        name, bits, hidden, cap = read_attributes(attributes, tag)
        if hidden:
            return None
        if cap and holds_one_letter(element):
            return _mark_drop_cap
    elif tag == "dialog":
        return None
    else:
        name, bits = "", 0
    if walk.parts or walk.lines:
        walk.end_block()
    node, tags, flags, depths, items = walk.node, walk.tags, walk.flags, walk.depths, walk.items
    walk.parent.append(node)
    flags.append(flags[node] | bits | TAG_FLAGS.get(tag, 0))
    depths.append(depths[node] + 1)
    walk.node = new = len(tags)
    items.append(new if tag == "li" else items[node])
    walk.block_starts.append(len(walk.texts))
    walk.block_ends.append(0)
    code = TAG_CODES.get(tag)
    if code is None:
        code, name = OTHER_TAG, f"{tag} {name}"
    tags.append(code)
    walk.names.append(name)
    if tag == "pre":
        walk.pres += 1
        return _close_pre
    return _close_row if tag == "tr" else _close_container


def _open_inline(_walk: _Walker, element: Any, _tag: str) -> _Closing | None:
    if not element.attrib:
        return _close_nothing
    hidden, cap = inline_marks(element)
    if hidden:
        return None
    return _mark_drop_cap if cap and holds_one_letter(element) else _close_nothing


def _open_link(walk: _Walker, element: Any, tag: str) -> _Closing | None:
    if element.attrib and inline_marks(element)[0]:
        return None
    walk.links += 1
    walk.link_count += 1
    parts = walk.parts
    if parts and tag == "a" and not parts[-1][-1:].isspace() and _follows_link(element):
        parts.append(" ")
    return _close_link


_OPENINGS = (_open_inline, _open_container, _open_link)


def _close_container(walk: _Walker) -> None:
    if walk.parts or walk.lines:
        walk.end_block()
    node = walk.node
    walk.block_ends[node] = len(walk.texts)
    walk.node = walk.parent[node]


def _close_row(walk: _Walker) -> None:
    row = walk.node
    _close_container(walk)
    walk.join_row(row)


def _close_pre(walk: _Walker) -> None:
    _close_container(walk)  # while its line breaks still count
    walk.pres -= 1


def _close_link(walk: _Walker) -> None:
    walk.links -= 1


def _close_nothing(_walk: _Walker) -> None:
    """The end of an inline element changes nothing."""


def _mark_drop_cap(walk: _Walker) -> None:
    walk.parts.append("\x01")
