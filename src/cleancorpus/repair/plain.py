"""Plain text to repaired blocks: what is code or a table is told first, because repair takes the spaces that tell."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from cleancorpus.config import Repair
from cleancorpus.extract.code_and_tables import kinds_by_form
from cleancorpus.extract.extraction import RawBlock
from cleancorpus.extract.plain import plain_blocks
from cleancorpus.extract.verse_and_lists import with_verse_and_lists
from cleancorpus.model import BlockKind
from cleancorpus.repair.text import STEPS, line_ends, repair_code, repair_text


def repair_plain(text: str, options: Repair) -> tuple[tuple[RawBlock, ...], tuple[str, ...]]:
    """The blocks of plain text, each of its kind and repaired as its kind is; the steps that changed something, in order.

    Code stays as it stands, rows of tables keep the spaces between their columns.
    """
    lines = line_ends(text).split("\n")
    kinds = kinds_by_form(lines)
    if not any(kinds):
        repaired, names = repair_text(text, options)
        return with_verse_and_lists(plain_blocks(repaired)), names
    blocks: list[RawBlock] = []
    changed: set[str] = set()
    blank = 0  # lines before the next block
    for kind, part in _parts(lines, kinds):
        if kind is None:
            repaired, names = repair_text("\n".join(part), options)
            made = plain_blocks(repaired)
            before = _blank(part)
            blank_after = _blank(part[::-1]) if made else 0
        else:
            made, names = _repair_rows(part, kind, options)
            before = blank_after = 0
        changed.update(names)
        blank += before
        if made:
            first, *rest = made
            blocks += [(first[0], first[1], min(blank, 1) if blocks else 0), *rest]
            blank = 0
        blank += blank_after
    return with_verse_and_lists(blocks), tuple(name for name, _ in STEPS if name in changed)


def _parts(lines: Sequence[str], kinds: Sequence[BlockKind | None]) -> Iterator[tuple[BlockKind | None, list[str]]]:
    """Lines of one kind that follow one another, together."""
    for kind, pairs in groupby(zip(kinds, lines, strict=True), lambda pair: pair[0]):
        yield kind, [line for _, line in pairs]


def _blank(lines: Sequence[str]) -> int:
    """How many of the first `lines` are blank."""
    return next((number for number, line in enumerate(lines) if line.strip()), len(lines))


def _repair_rows(
    lines: Sequence[str], kind: BlockKind, options: Repair
) -> tuple[tuple[RawBlock, ...], tuple[str, ...]]:
    """Lines of code or of a table, a block each; blank ones are counted before the next."""
    if kind == "code":
        repaired, names = repair_code("\n".join(lines), options)
    else:
        repaired, names = repair_text("\n".join(lines), options.model_copy(update={"spaces": False}))
    blocks: list[RawBlock] = []
    blank = 0
    for line in repaired.split("\n"):
        if line.strip():
            blocks.append((line.rstrip(), kind, blank if blocks else 0))
        blank = 0 if line.strip() else blank + 1
    return tuple(blocks), names
