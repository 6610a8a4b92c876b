"""Texts as words to compare them by: case, punctuation and Unicode's compatible forms do not count.

Numbers are words as any other. In scripts without spaces each character is a word.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

from cleancorpus.text import UNSPACED, UNSPACED_CHAR

_ASCII = bytes(
    code if chr(code).isalnum() or code == ord("_") or code > 127 else ord(" ") for code in bytes(range(256)).lower()
)


@lru_cache(maxsize=1)
def _apart() -> re.Pattern[str]:
    """Signs beyond ASCII that are no letter, mark or figure, characters that are a word each, and all beyond 16 bits.

    A set of 16 bits is looked up in a table, whatever its size: asking Unicode's own classes takes four times as long.
    """
    codes = (code for code in range(128, 1 << 16) if unicodedata.category(chr(code))[0] not in "LMN")
    ranges: list[list[int]] = []
    for code in codes:
        if ranges and ranges[-1][1] == code - 1:
            ranges[-1][1] = code
        else:
            ranges.append([code, code])
    return re.compile(
        f"[{UNSPACED}{''.join(f'{chr(first)}-{chr(last)}' for first, last in ranges)}\U00010000-\U0010ffff]"
    )


def plain_texts(texts: Sequence[str]) -> list[bytes]:
    """The texts in small letters as UTF-8, with blanks for what is between words."""
    return [_plain_text(text).encode("utf-8", "replace").translate(_ASCII) for text in texts]


def _plain_text(text: str) -> str:
    if text.isascii():
        return text
    if not unicodedata.is_normalized("NFKC", text):
        text = unicodedata.normalize("NFKC", text)
    return _apart().sub(_blank, text.casefold())


def _blank(match: re.Match[str]) -> str:
    char = match[0]
    if UNSPACED_CHAR.match(char):
        return f" {char} "
    return char if unicodedata.category(char)[0] in "LMN" else " "
