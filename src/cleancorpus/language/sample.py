"""The part of a text that its language is told from: prose, without what is in no language."""

from __future__ import annotations

import re
from functools import lru_cache

# Lines at least so long are prose; headings and notices, often in another language, are shorter.
_PROSE_CHARS = 60
_ENOUGH_PROSE = 200
# Addresses, mail addresses, file names with a path, handles, code between backticks: no language's words.
# Each with the signs of which a text must have one for it to be worth the search.
_NO_WORDS = (
    (r"(?:https?://|www\.)\S+", ("://", "www.")),
    (r"\S+@\S+", ("@",)),
    (r"(?<!\w)[@#]\w+", ("@", "#")),
    (r"`[^`\n]{1,200}`", ("`",)),
    (r"(?:\w+[/\\]){2,}\S*", ("/", "\\")),
)
_FENCE = re.compile(r"^\s*(?:```|~~~)")


def sample_of(text: str, max_chars: int) -> str:
    """The part of `text` that is looked at: its longest lines, in their order, at most `max_chars` characters.

    Fenced code and addresses are left out; if there is enough in long lines, short ones are too: headlines and notices
    mislead.
    """
    lines = [line for part in _without_code(text) if (line := part.strip())]
    prose = [line for line in lines if len(line) >= _PROSE_CHARS]
    if sum(map(len, prose)) >= _ENOUGH_PROSE:
        lines = prose
    chosen: list[int] = []
    room = max_chars
    for index in sorted(range(len(lines)), key=[-len(line) for line in lines].__getitem__):
        chosen.append(index)
        room -= len(lines[index]) + 1
        if room <= 0:
            break
    sample = "\n".join(lines[index] for index in sorted(chosen))[:max_chars]
    searched = tuple(pattern for pattern, signs in _NO_WORDS if any(sign in sample for sign in signs))
    return _any_of(searched).sub(" ", sample) if searched else sample


@lru_cache(maxsize=32)
def _any_of(patterns: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(patterns))


def _without_code(text: str) -> list[str]:
    """The lines that are not between two fences; a fence that is never closed fences nothing."""
    lines = text.split("\n")
    if "```" not in text and "~~~" not in text:
        return lines
    fences = [index for index, line in enumerate(lines) if _FENCE.match(line)]
    kept, start = [], 0
    for opening, closing in zip(fences[::2], fences[1::2], strict=False):
        kept += lines[start:opening]
        start = closing + 1
    return kept + lines[start:]
