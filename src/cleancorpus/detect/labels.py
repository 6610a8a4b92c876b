"""Labels of page furniture: lines that the lexicon knows as a whole, whatever bullets and numbers stand around them.

Furniture is what a page shows around any article: notices, sign-ups, share bars, link lists, menus.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from cleancorpus.detect.line import Line
from cleancorpus.lexicon import read_phrases
from cleancorpus.text import CLOSERS, n_words

EDGES = (
    " \t:;.!?\N{HORIZONTAL ELLIPSIS},|/\N{MIDDLE DOT}\N{BULLET}*→←↑↓"
    "\N{SINGLE RIGHT-POINTING ANGLE QUOTATION MARK}\N{SINGLE LEFT-POINTING ANGLE QUOTATION MARK}»«>\"'"
    "\N{LEFT DOUBLE QUOTATION MARK}\N{RIGHT DOUBLE QUOTATION MARK}\N{DOUBLE LOW-9 QUOTATION MARK}"
    "\N{LEFT SINGLE QUOTATION MARK}\N{RIGHT SINGLE QUOTATION MARK}-\N{EN DASH}\N{EM DASH}+#()[]{}"
    "\N{FULLWIDTH LEFT PARENTHESIS}【" + CLOSERS
)
LABEL_CHARS = 120  # no label, nor a row of labels, is longer

# A number with its thousands and what counters append («1.2k», «3 тыс»); `#` stands for it in the lexicon.
_NUMBER = re.compile(
    r"\d+(?:[.,\N{NO-BREAK SPACE} ]\d{3})*(?:[.,]\d+)? ?(?:k|m|mln|tsd|tys|тыс|万|萬|천|만)?(?![^\W_])"
)
_DIGIT = re.compile(r"\d")
_EDGES_OF_PHRASES = EDGES.replace("#", "")  # there it stands for a number
_SAID = re.compile(r"[^\W\d_]{2}[.\N{IDEOGRAPHIC FULL STOP}]$")
_SAID_WORDS = 3
_SENTENCES = (
    "message.",
    "cookie.",
    "copyright.",
    "javascript.",
    "embed.",
    "comments.phrase",
)  # whose labels have stops
# Of a phrase the sign goes with a word behind it, and stays alone: there it is a number.
_HASHTAG = re.compile(r"^#(?=\w)")


def label_key(folded: str) -> str:
    """A folded label without bullets, arrows and punctuation around it; numbers become `#`.

    >>> label_key("» 1,234 comments:"), label_key("[ share ]")
    ('# comments', 'share')
    """
    key = folded.strip(EDGES)
    return _NUMBER.sub("#", key) if _DIGIT.search(key) else key


@lru_cache(maxsize=1)
def _label_table() -> dict[str, frozenset[str]]:
    table: dict[str, frozenset[str]] = {}
    one = lru_cache(maxsize=None)(
        lambda kind: frozenset((kind,))
    )  # most labels have one kind, and few kinds are of labels
    for kind, _, text, _ in read_phrases():
        if kind.startswith("control."):
            continue  # common words («image», «close»), which only `controls` reads
        kinds = one(kind)
        bare = text.strip(_EDGES_OF_PHRASES)
        if bare[:1] == "#":
            bare = _HASHTAG.sub("", bare)
        for label in (text,) if bare == text else (text, bare):
            known = table.get(label)
            table[label] = kinds if known is None else known | kinds
    table.pop("", None)
    return table


_NONE: frozenset[str] = frozenset()


def kinds_of_label(folded: str) -> frozenset[str]:
    """The lexicon kinds that know `folded` as a whole."""
    table = _label_table()
    found = table.get(folded)
    if found is None:
        found = table.get(label_key(folded), _NONE)
    return found


def labels_of(lines: Iterable[Line]) -> tuple[frozenset[str], ...]:
    """Per line the lexicon kinds that know the whole line; empty for most lines."""
    return tuple(_kinds_of_line(line.folded) if len(line.text) <= LABEL_CHARS else _NONE for line in lines)


def _kinds_of_line(folded: str) -> frozenset[str]:
    """As `kinds_of_label`, but for what no button says: a few words with a full stop, unless the lexicon has the stop."""
    kinds = kinds_of_label(folded)
    if not kinds or not is_short_sentence(folded):
        return kinds
    known = _label_table().get(folded, _NONE)
    return known | {kind for kind in kinds if kind.startswith(_SENTENCES)}


def is_short_sentence(folded: str) -> bool:
    """Whether a line is a few words with a full stop: «Join us.», «Lire la suite.»"""
    return _SAID.search(folded) is not None and n_words(folded) <= _SAID_WORDS
