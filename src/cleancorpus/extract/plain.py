"""Plain text to blocks, and the headline of a text that came without one."""

from __future__ import annotations

import re

from cleancorpus.model import BlockKind
from cleancorpus.text import ends_sentence, fold, inner_sentence_ends, n_words

# Ends that only look like a full stop: an ellipsis, an abbreviation («e.V.», «U.S.», «Co.»).
_OPEN_END = re.compile(r"\.\.\.$|…$|\b\w{1,3}\.\s?\w{1,2}\.$|\s[A-Z]\w{1,2}\.$")
_SENTENCE_END = re.compile(r"[.;:,…。；：、،۔।]$")


def plain_blocks(text: str) -> tuple[tuple[str, BlockKind, bool], ...]:
    """`(text, kind, new_paragraph)` for each line that is not blank, as `assemble_blocks` takes them.

    >>> plain_blocks("One\\n\\n\\nTwo\\nThree")
    (('One', 'line', False), ('Two', 'line', True), ('Three', 'line', False))
    """
    blocks: list[tuple[str, BlockKind, bool]] = []
    paragraph = False
    for line in text.split("\n"):
        stripped = line.strip()
        if stripped:
            blocks.append((stripped, "line", paragraph and bool(blocks)))
            paragraph = False
        else:
            paragraph = True
    return tuple(blocks)


def headline_of(blocks: tuple[tuple[str, BlockKind, bool], ...]) -> str | None:
    """The first line if it reads like a headline: short, no full stop, no sentence inside, and text follows it.

    A question or an exclamation can be a headline; a line that ends in a full stop, comma or colon is not taken.
    At most 30 words (60 characters of a script without spaces) and 250 characters, which long two-part headlines of
    news sites reach.
    """
    if len(blocks) < 2:
        return None
    first = blocks[0][0]
    words = n_words(first)
    if not 2 <= words <= 60 or len(first) > 250 or (words > 30 and first.isascii()):
        return None
    if _SENTENCE_END.search(first) and not _OPEN_END.search(first):
        return None
    if inner_sentence_ends(first) > 2 or "http" in fold(first):
        return None
    rest = blocks[1:]
    longest = max(n_words(text) for text, _, _ in rest)
    followed = any(ends_sentence(text) for text, _, _ in rest)
    return first if followed and longest > words * 0.7 else None
