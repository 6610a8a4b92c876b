"""Trafilatura's XML body to blocks: headings, paragraphs, list items, quotes, code, table rows."""

from __future__ import annotations

import re
from typing import Any

from cleancorpus.extract.extraction import RawBlock
from cleancorpus.model import BlockKind

# What starts a block of its own; all else (hi, ref, del, inline leftovers of its fallbacks) runs on in the line.
_KINDS: dict[str, BlockKind] = {
    "p": "paragraph",
    "ab": "paragraph",
    "div": "paragraph",
    "body": "paragraph",
    "head": "heading",
    "item": "list_item",
    "quote": "quote",
    "list": "paragraph",
    "table": "table_row",
    "row": "table_row",
}
_INLINE_PARENTS = frozenset(("p", "item", "head", "hi", "ref", "del", "cell"))
# Blocks within these keep the outer kind: a paragraph in a quote is quoted, one in a list item is the item.
_OUTER_WINS = ("quote", "list_item", "heading")
CELL_SEPARATOR = " | "

# What HTML calls white space, and Unicode's line breaks. No-break spaces and control characters stay: bytes of text in
# a wrong encoding look like them, and it can only be mended whole.
_WHITE = re.compile("[ \t\n\r\f\v\N{LINE SEPARATOR}\N{PARAGRAPH SEPARATOR}]+")


def without_breaks(text: str) -> str:
    """`text` with each run of white space as one space, and none at the ends."""
    return _WHITE.sub(" ", text).strip(" ")


def blocks_of_body(body: Any) -> list[RawBlock]:
    """The blocks of `body` (the element `trafilatura.bare_extraction` gives), in order.

    A line break in a paragraph parts it in two blocks of one paragraph; items of a list and rows of a table follow
    one another without an empty line. Cells are joined by " | ", empty ones at the end of a row left out.
    """
    dump = _page_dump(body)
    if dump is not None:
        return dump
    writer = _Writer()
    writer.walk(body, "paragraph")
    writer.flush()
    return writer.blocks


def _page_dump(body: Any) -> list[RawBlock] | None:
    """Trafilatura's last resort is one paragraph with all text of the page, a line a text node; None if it is not that."""
    if len(body) != 1 or len(body[0]) or body[0].tag != "p" or "\n" not in (body[0].text or "").strip():
        return None
    return [(without_breaks(line), "line", index == 0) for index, line in enumerate(body[0].text.strip().split("\n"))]


class _Writer:
    """Collects text into the current block and closes it where a block element starts or ends."""

    def __init__(self) -> None:
        self.blocks: list[RawBlock] = []
        self._parts: list[str] = []
        self._kind: BlockKind = "paragraph"
        self._new_paragraph = True

    def flush(self) -> None:
        """Close the current block; nothing happens if it holds no text."""
        text = without_breaks("".join(self._parts))
        self._parts.clear()
        if text:
            self.blocks.append((text, self._kind, self._new_paragraph))
            self._new_paragraph = False

    def walk(self, element: Any, kind: BlockKind) -> None:
        """Write `element` with all below it, but not the text after it; `kind` is that of the block it stands in."""
        tag = element.tag
        if not isinstance(tag, str):
            return
        if tag == "lb":
            self._line_break()
        elif tag == "row":
            self._row(element)
        elif tag == "code" and _is_block_code(element):
            self._code(element)
        elif tag not in _KINDS:
            self._content(element, kind)
        else:
            self._block(element, kind)

    def _block(self, element: Any, outer: BlockKind) -> None:
        own = _KINDS[element.tag]
        kind = outer if outer in _OUTER_WINS and own != "list_item" else own
        # What stands in a list item or between rows belongs close to it.
        apart = element.tag != "item" and outer != "list_item"
        self.flush()
        self._kind = kind
        self._new_paragraph = self._new_paragraph or apart
        self._content(element, kind)
        self.flush()
        self._kind = outer
        self._new_paragraph = self._new_paragraph or apart

    def _line_break(self) -> None:
        """Close the line; a second break in a row starts a paragraph."""
        if any(part.strip() for part in self._parts):
            self.flush()
        elif self.blocks:
            self._new_paragraph = True

    def _content(self, element: Any, kind: BlockKind) -> None:
        if element.text:
            self._parts.append(element.text)
        for child in element:
            self.walk(child, kind)
            if child.tail:
                self._parts.append(child.tail)

    def _row(self, row: Any) -> None:
        self.flush()
        cells = [_cell_text(cell) for cell in row]
        while cells and not cells[-1]:
            cells.pop()
        self._kind = "table_row"
        self._parts.append(CELL_SEPARATOR.join(cells))
        self.flush()

    def _code(self, code: Any) -> None:
        """A block of code, a line a block, indentation kept."""
        self.flush()
        blank = 1
        for line in _code_text(code).split("\n"):
            if line.strip():
                self.blocks.append((line.rstrip(), "code", blank))
                blank = 0
            else:
                blank += 1
        self._new_paragraph = True


def _is_block_code(code: Any) -> bool:
    """Whether `code` stands for itself; within a line of text it is part of it, unless it has lines of its own."""
    parent = code.getparent()
    if parent is None or parent.tag not in _INLINE_PARENTS:
        return True
    return next(code.iter("lb"), None) is not None or "\n" in "".join(code.itertext()).strip()


def _code_text(code: Any) -> str:
    parts: list[str] = [code.text or ""]
    for child in code.iterdescendants():
        if child.tag == "lb":
            parts.append("\n")
        elif isinstance(child.tag, str) and child.text:
            parts.append(child.text)
        if child.tail:
            parts.append(child.tail)
    return "".join(parts).strip("\n").expandtabs(4)


def _cell_text(cell: Any) -> str:
    """The text of a cell on one line, blocks in it a space apart."""
    parts: list[str] = []
    _gather(cell, parts)
    return without_breaks("".join(parts))


def _gather(element: Any, parts: list[str]) -> None:
    is_block = element.tag in _KINDS or element.tag == "lb"
    if is_block:
        parts.append(" ")
    if element.text:
        parts.append(element.text)
    for child in element:
        if isinstance(child.tag, str):
            _gather(child, parts)
        if child.tail:
            parts.append(child.tail)
    if is_block:
        parts.append(" ")
