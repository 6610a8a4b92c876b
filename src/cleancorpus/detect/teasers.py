"""What is no link to another article, though a label of links stands over or before it: a sentence, an author's own list."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise

from cleancorpus.detect.line import Line
from cleancorpus.text import CLOSERS, ends_sentence, n_size

_SEVERAL = 2
_STOPS = (".", "\N{IDEOGRAPHIC FULL STOP}", "\N{DEVANAGARI DANDA}", "\N{ARABIC FULL STOP}", "\N{ARMENIAN FULL STOP}")
_SAID_WORDS = 8  # a shorter sentence in a capital may be a headline with a stop
# The last part of a line behind a comma, of four words at most.
_REMARK = re.compile(r"^[^,:|?!]*[^\d,:|?!],\s(?:[^\s,]+\s){0,3}[^\s,]+$")


def is_said(title: str) -> bool:
    """Whether what stands behind a prefix is a sentence that goes on from it: «Read more: that is what she was told.»"""
    title = title.rstrip(CLOSERS + " ")
    if not title.endswith(_STOPS) or title.endswith("..."):
        return False
    first = next((char for char in title if char.isalpha()), "")
    return not first.isupper() or n_size(title) >= _SAID_WORDS


def is_own_list(items: Sequence[Line]) -> bool:
    """Whether the lines under a heading have the form of a list and not of headlines: a name and a remark behind a
    comma («The Lamp House, daily in summer»), or one phrase in most of them («was chosen …»).
    """
    if len(items) < _SEVERAL:
        return False
    remarks = sum(_REMARK.search(line.text) is not None for line in items)
    if 2 * remarks >= len(items) and not any(ends_sentence(line.text) for line in items):
        return True
    pairs = Counter(pair for line in items for pair in set(_small_pairs(line.text)))
    return len(items) > _SEVERAL and any(3 * times >= 2 * len(items) for times in pairs.values())


def _small_pairs(text: str) -> Iterator[tuple[str, str]]:
    """Neighbouring words in small letters; what stands before a bar or colon is a series' name."""
    words = re.split(r"[|:]", text)[-1].split()
    return ((one, other) for one, other in pairwise(words) if one.islower() and other.islower())
