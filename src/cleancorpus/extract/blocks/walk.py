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

from cleancorpus.extract.blocks.attributes import (
    TAG_FLAGS,
    holds_one_letter,
    inline_hidden,
    join_drop_cap,
    names_drop_cap,
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

_INLINE, _CONTAINER, _SKIPPED, _BREAK, _LINK, _BUTTON, _RULE = range(7)
_TAG_KINDS = {
    **dict.fromkeys(_BLOCK_TAGS, _CONTAINER),
    **dict.fromkeys(_SKIP, _SKIPPED),
    "br": _BREAK,
    "a": _LINK,
    "button": _BUTTON,
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
    return walker.page(read_head(root, json_ld))


class _Walker:
    """State of one walk."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self.columns: tuple[list[int], list[int], list[int], list[int]] = ([], [], [], [])
        self.nodes: tuple[list[int], list[int], list[int], list[int], list[int], list[int], list[int]] = (
            [], [], [], [], [], [], [],
        )  # fmt: skip
        self.names: list[str] = []

    def run(self, root: Any) -> None:
        """Fill the columns; one branch a kind of tag, because this loop is run for every element of every page."""
        texts, names = self.texts, self.names
        container, link_chars, n_links, row = self.columns
        parent, tags, flags, depths, items, starts, ends = self.nodes
        parts: list[str] = []
        lines: list[str] = []
        stack: list[int] = []  # containers that are open; -1: an element that was taken for inline
        node = 0
        links = pres = 0  # how many such elements are open
        link_len = link_count = 0
        skipped = False
        kind_of, flags_of, code_of = _TAG_KINDS.get, TAG_FLAGS.get, TAG_CODES.get

        for column, value in zip(self.nodes, (0, OTHER_TAG, 0, 0, -1, 0, 0), strict=True):
            column.append(value)
        names.append("")

        def flush() -> None:
            nonlocal link_len, link_count
            text = "".join(parts)
            parts.clear()
            if pres:
                text = "\n".join([*lines, text]).strip("\n").rstrip()
            else:
                text = " ".join(text.split())
                if "\x01" in text:
                    text = join_drop_cap(text)
                if lines:
                    text = "\n".join([*lines, text] if text else lines)
            lines.clear()
            if text and not text.isspace():
                texts.append(text)
                container.append(node)
                link_chars.append(min(link_len, len(text)))
                n_links.append(link_count)
                row.append(0)
            link_len = link_count = 0

        walker = etree.iterwalk(root, events=("start", "end", "comment", "pi"))
        for event, element in walker:
            if event == "start":
                tag = element.tag
                kind = kind_of(tag)
                if kind is None:
                    kind = _CONTAINER if "-" in tag else _INLINE
                if kind == _CONTAINER:
                    attributes = element.items()
                    if attributes:
                        name, bits, hidden, cap = read_attributes(attributes, tag)
                        if hidden:
                            walker.skip_subtree()
                            skipped = True
                            continue
                    elif tag == "dialog":
                        walker.skip_subtree()
                        skipped = True
                        continue
                    else:
                        name, bits, cap = "", 0, False
                    if cap and holds_one_letter(element):
                        stack.append(-1)
                    else:
                        if parts or lines:
                            flush()
                        stack.append(node)
                        parent.append(node)
                        flags.append(flags[node] | bits | flags_of(tag, 0))
                        depths.append(depths[node] + 1)
                        new = len(tags)
                        items.append(new if tag == "li" else items[node])
                        starts.append(len(texts))
                        ends.append(0)
                        code = code_of(tag)
                        if code is None:
                            code, name = OTHER_TAG, f"{tag} {name}"
                        tags.append(code)
                        names.append(name)
                        node = new
                        if tag == "pre":
                            pres += 1
                elif kind == _SKIPPED:
                    walker.skip_subtree()
                    skipped = True
                    continue
                elif kind == _BREAK:
                    if pres:
                        parts.append("\n")
                    elif parts or lines:
                        line = " ".join("".join(parts).split())
                        parts.clear()
                        if line:
                            lines.append(join_drop_cap(line) if "\x01" in line else line)
                        elif lines:
                            flush()
                    continue
                elif kind == _RULE:
                    if parts or lines:
                        flush()
                    continue
                else:
                    if element.attrib and inline_hidden(element):
                        walker.skip_subtree()
                        skipped = True
                        continue
                    if kind != _INLINE:
                        links += 1
                        link_count += 1
                        if parts and kind == _LINK and not parts[-1][-1:].isspace() and _follows_link(element):
                            parts.append(" ")
                text = element.text
            else:
                if event == "end":
                    if skipped:
                        skipped = False
                    else:
                        tag = element.tag
                        kind = kind_of(tag)
                        if kind == _CONTAINER or (kind is None and "-" in tag):
                            outer = stack.pop()
                            if outer < 0:
                                parts.append("\x01")
                            else:
                                if parts or lines:
                                    flush()
                                ends[node] = len(texts)
                                if tag == "tr":
                                    self._join_row(node)
                                elif tag == "pre":
                                    pres -= 1
                                node = outer
                        elif kind is None:
                            name = element.get("class")
                            if name and names_drop_cap(name) and holds_one_letter(element):
                                parts.append("\x01")
                        elif kind == _LINK or kind == _BUTTON:  # noqa: SIM109 - faster
                            links -= 1
                if element is root:
                    continue
                text = element.tail  # also of comments and processing instructions
            if text:
                if not text.isspace() or pres:
                    parts.append(text)
                    if links:
                        link_len += len(" ".join(text.split()))
                elif parts:
                    parts.append(" ")
        if parts or lines:
            flush()
        ends[0] = len(texts)

    def _join_row(self, node: int) -> None:
        """Make one block of the row that just closed, if each of its cells is one short block."""
        texts = self.texts
        container, link_chars, n_links, row = self.columns
        _parent, tags, _, _, _, starts, ends = self.nodes
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
        for column in (link_chars, n_links):
            column[first:last] = [sum(column[first:last])]
        container[first:last] = [node]
        row[first:last] = [count]
        for inner in range(node, len(tags)):
            starts[inner] = min(starts[inner], first + 1) if inner != node else first
            ends[inner] = first + 1

    def page(self, head: Head) -> PageBlocks:
        """The columns as arrays."""
        container, link_chars, n_links, row = (np.array(column, np.int32) for column in self.columns)
        parent, tags, flags, depths, items, starts, ends = (np.array(column, np.int32) for column in self.nodes)
        return PageBlocks(
            texts=self.texts, container=container, link_chars=link_chars, n_links=n_links,
            row=row, parent=parent, tag=tags.astype(np.int16), flags=flags, depth=depths, item=items,
            block_start=starts, block_end=ends, names=self.names, head=head,
        )  # fmt: skip


_CELLS = frozenset((TAG_CODES["td"], TAG_CODES["th"]))
_ROW = TAG_CODES["tr"]


def _follows_link(element: Any) -> bool:
    """Whether the element directly follows another link, with no text between: pages set these apart by style."""
    before = element.getprevious()
    return before is not None and before.tag == "a" and not before.tail
