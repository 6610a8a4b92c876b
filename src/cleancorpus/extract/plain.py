"""Plain text to blocks."""

from __future__ import annotations

from cleancorpus.extract.extraction import RawBlock


def plain_blocks(text: str) -> tuple[RawBlock, ...]:
    """`(text, "line", new paragraph or not)` for each line that is not blank, as `assemble_blocks` takes them.

    >>> plain_blocks("One\\n\\n\\nTwo\\nThree")
    (('One', 'line', False), ('Two', 'line', True), ('Three', 'line', False))
    """
    blocks: list[RawBlock] = []
    paragraph = False
    for line in text.split("\n"):
        stripped = line.strip()
        if stripped:
            blocks.append((stripped, "line", paragraph and bool(blocks)))
            paragraph = False
        else:
            paragraph = True
    return tuple(blocks)
