"""Makes a `Document` of repaired blocks: the place where spans are born."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from cleancorpus.model import Block, BlockKind, Document, Span


def assemble_blocks(blocks: Iterable[tuple[str, BlockKind, bool]], **meta: Any) -> Document:
    """Join `(text, kind, new_paragraph)` blocks to a document; `meta` are the other fields of `Document`.

    Blocks are joined by one line break, by two where `new_paragraph` is true; texts hold no line break themselves and
    are not empty after stripping (empty ones are left out). Lines of code keep their indentation.
    """
    parts: list[str] = []
    made: list[Block] = []
    position = 0
    for text, kind, new_paragraph in blocks:
        text = text.rstrip() if kind == "code" else text.strip()
        if not text:
            continue
        if made:
            separator = "\n\n" if new_paragraph else "\n"
            parts.append(separator)
            position += len(separator)
        parts.append(text)
        made.append(Block(Span(position, position + len(text)), kind))
        position += len(text)
    return Document(text="".join(parts), blocks=tuple(made), **meta)


def assemble(text: str, **meta: Any) -> Document:
    """A document of plain text, a block a line; blank lines fold to one, ends of lines are stripped."""
    blocks: list[tuple[str, BlockKind, bool]] = []
    paragraph = False
    for line in text.split("\n"):
        if not line.strip():
            paragraph = True
            continue
        blocks.append((line, "line", paragraph))
        paragraph = False
    return assemble_blocks(blocks, **meta)
