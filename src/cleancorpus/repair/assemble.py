"""Makes a `Document` of repaired blocks: the place where spans are born."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from cleancorpus.config import Repair
from cleancorpus.extract.extraction import RawBlock
from cleancorpus.model import Block, Document, Span
from cleancorpus.repair.plain import repair_plain
from cleancorpus.repair.text import STEPS

_NOTHING = Repair(**dict.fromkeys((name for name, _ in STEPS), False))


def assemble_blocks(blocks: Iterable[RawBlock], **meta: Any) -> Document:
    """Join `(text, kind, blank lines before)` blocks to a document; `meta` are the other fields of `Document`.

    Texts hold no line break themselves and are not empty after stripping (empty ones are left out). Lines of code keep
    their indentation.
    """
    parts: list[str] = []
    made: list[Block] = []
    position = 0
    for text, kind, blank in blocks:
        text = text.rstrip() if kind == "code" else text.strip()
        if not text:
            continue
        if made:
            separator = "\n" * (1 + blank)
            parts.append(separator)
            position += len(separator)
        parts.append(text)
        made.append(Block(Span(position, position + len(text)), kind))
        position += len(text)
    return Document(text="".join(parts), blocks=tuple(made), **meta)


def assemble(text: str, **meta: Any) -> Document:
    """A document of plain text that needs no repair, a block a line; blank lines fold to one, ends of lines are stripped."""
    return assemble_blocks(repair_plain(text, _NOTHING)[0], **meta)
