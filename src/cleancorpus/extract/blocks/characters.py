"""Counts of characters by class for many texts at once."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from cleancorpus.text import TERMINATORS, stretches

GOOD_CHARS = 80  # from this length on (a CJK character counts for 2.5) a block can be a paragraph of an article
# Counts of one character in a number of 64 bits: spaces, commas and wide characters in 21 bits each, and a bit for the
# end of a sentence, so that one sum over a text gives all of them.
_FIELD = 21
# 21 bits count to two million, which is what is left of the longest text (`text_stats`).
_COMMA, _WIDE, _END = 1 << _FIELD, 1 << 2 * _FIELD, 1 << 63
_MOST = (1 << _FIELD) - 1
_AT_ONCE = 1_000_000  # characters: each takes some 30 bytes


def _character_counts() -> np.ndarray:
    table = np.zeros(0x10000, np.uint64)
    for char in " \n":
        table[ord(char)] = 1
    # Colons count as commas, as they did when the weights were fitted.
    for char in ",;\N{ARABIC COMMA}\N{IDEOGRAPHIC COMMA}\N{FULLWIDTH COMMA}\N{FULLWIDTH SEMICOLON}:\N{FULLWIDTH COLON}":
        table[ord(char)] = _COMMA
    for first, last in ((0x0E00, 0x0EFF), (0x1000, 0x109F), (0x1780, 0x17FF), (0x3040, 0x30FF), (0x3400, 0x9FFF)):
        table[first : last + 1] += np.uint64(_WIDE)
    for char in TERMINATORS:
        table[ord(char)] |= np.uint64(_END)
    return table


_COUNTS = _character_counts()
_TO_COMMAS, _TO_WIDE, _TO_END = (np.uint64(shift) for shift in (_FIELD, 2 * _FIELD, 63))
_MASK = np.uint64(_MOST)


class TextStats(NamedTuple):
    """Counts of characters by block, int64: length, effective length (a wide character counts 2.5), commas ..."""

    length: np.ndarray
    effective: np.ndarray
    commas: np.ndarray
    ends: np.ndarray
    spaces: np.ndarray


def text_stats(texts: list[str]) -> TextStats:
    """Count the characters of each text by class, in one pass over many of them; of a text at most two million."""
    if not texts:
        return TextStats(*[np.zeros(0, np.int64)] * len(TextStats._fields))
    parts = [_text_stats(texts[first:last]) for first, last in stretches(map(len, texts), _AT_ONCE)]
    if len(parts) == 1:
        return parts[0]
    return TextStats(*(np.concatenate(columns) for columns in zip(*parts, strict=True)))


def _text_stats(texts: list[str]) -> TextStats:
    joined = "\x00".join(texts) + "\x00"
    if joined.isascii():
        codes = np.frombuffer(joined.encode("ascii"), np.uint8)
        counts = _COUNTS.take(codes)
    else:
        codes = np.frombuffer(joined.encode("utf-32-le", "surrogatepass"), np.uint32)
        counts = _COUNTS.take(codes, mode="clip")
    ends = np.flatnonzero(codes == 0)
    starts = np.concatenate(([0], ends[:-1] + 1))
    length = ends - starts
    if len(ends) != len(texts) or length.max() > _MOST:  # a text holds the separator itself, or overflows a field
        return _text_stats([text[:_MOST].replace("\x00", " ") for text in texts])
    # a sentence ends inside a text where a space (or nothing, in wide scripts) follows the terminator
    closing = np.flatnonzero(counts >> _TO_END)
    closing = closing[(counts[closing + 1] & _MASK > 0) | (codes[closing] > 0x3000)]
    inner = np.searchsorted(closing, ends) - np.searchsorted(closing, starts)
    sums = np.add.reduceat(counts & ~np.uint64(_END), starts)
    wide = (sums >> _TO_WIDE & _MASK).astype(np.int64)
    commas, spaces = (sums >> _TO_COMMAS & _MASK).astype(np.int64), (sums & _MASK).astype(np.int64)
    return TextStats(length, length + wide + wide // 2, commas, inner, spaces)
