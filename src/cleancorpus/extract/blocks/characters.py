"""Counts of characters by class for many texts at once."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from cleancorpus.text import TERMINATORS

# Classes of characters for the one pass over the text of a page.
_DIGIT, _UPPER, _COMMA, _END, _SPACE, _WIDE, _MARK, _NEWLINE = 1, 2, 4, 8, 16, 32, 64, 128


def _character_classes() -> np.ndarray:
    table = np.zeros(0x10000, np.uint8)
    for code in range(0x10000):
        if 0xD800 <= code < 0xE000:
            continue
        char = chr(code)
        if code < 0x3000 and char.isdigit():
            table[code] |= _DIGIT
        if code < 0x3000 and char.isupper():
            table[code] |= _UPPER
    table[0xFF10:0xFF1A] |= _DIGIT
    for char in ",;،、，；:：":
        table[ord(char)] |= _COMMA
    for char in TERMINATORS:
        table[ord(char)] |= _END
    table[ord(" ")] |= _SPACE
    table[ord("\n")] |= _NEWLINE | _SPACE
    for first, last in ((0x0E00, 0x0EFF), (0x1000, 0x109F), (0x1780, 0x17FF), (0x3040, 0x30FF), (0x3400, 0x9FFF)):
        table[first : last + 1] |= _WIDE
    for char in "|»›→•·©®@/#&+*":
        table[ord(char)] |= _MARK
    return table


_CLASSES = _character_classes()


class TextStats(NamedTuple):
    """Counts of characters by block, int64: length, effective length, digits, capitals ..."""

    length: np.ndarray
    effective: np.ndarray
    digits: np.ndarray
    upper: np.ndarray
    commas: np.ndarray
    ends: np.ndarray
    spaces: np.ndarray
    marks: np.ndarray
    newlines: np.ndarray


def text_stats(texts: list[str]) -> TextStats:
    """Count the characters of each text by class, in one pass over all of them."""
    if not texts:
        return TextStats(*[np.zeros(0, np.int64)] * len(TextStats._fields))
    joined = "\x00".join(texts) + "\x00"
    codes = np.frombuffer(joined.encode("utf-32-le", "surrogatepass"), np.uint32)
    classes = _CLASSES[np.minimum(codes, 0xFFFF)]
    ends = np.flatnonzero(codes == 0)
    if len(ends) != len(texts):  # a text holds the separator itself
        return text_stats([text.replace("\x00", " ") for text in texts])
    starts = np.concatenate(([0], ends[:-1] + 1))
    length = ends - starts

    def count(bit: int) -> np.ndarray:
        places = np.flatnonzero(classes & bit)
        return np.searchsorted(places, ends) - np.searchsorted(places, starts)

    wide = count(_WIDE)
    # a sentence ends inside a text where a space (or nothing, in wide scripts) follows the terminator
    closing = np.flatnonzero(classes & _END)
    closing = closing[(classes[closing + 1] & _SPACE > 0) | (codes[closing] > 0x3000)]
    inner = np.searchsorted(closing, ends) - np.searchsorted(closing, starts)
    return TextStats(
        length, length + wide + wide // 2, count(_DIGIT), count(_UPPER), count(_COMMA), inner, count(_SPACE),
        count(_MARK), count(_NEWLINE),
    )  # fmt: skip
