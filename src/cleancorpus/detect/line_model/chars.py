"""Counts of character classes and words for each of many lines, all lines at once.

Python loops over characters would cost more than everything else together, so the text becomes an array of code
points, a table gives each its class, and sums over lines are differences of running sums.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from cleancorpus.text import CLOSERS, TERMINATORS, UNSPACED, stretches

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

SPACE, UPPER, LOWER, CASELESS, UNSPACED_LETTER, DIGIT, MARK, PUNCT, SYMBOL = range(9)

# Characters that are counted one kind at a time; a character belongs to one kind.
SPECIALS: dict[str, str] = {
    "comma": ",،、，;；؛፣，",
    "terminator": TERMINATORS,
    "colon": ":：",
    "quote": '"“”„«»‹›「」『』＂',
    "pipe": "|¦│•·∙●▪",
    "arrow": "→›»>←‹«▶►▸➔",
    "at": "@＠",
    "bracket": "()[]（）【】",
    "hash": "#＃",
    "copyright": "©®™",
    "currency": "$€£¥₹₽₩₺¢",
    "dash": "-–—―",
    "slash": "/\\",
}
_NAMES = tuple(SPECIALS)
# A word in a script without spaces is about 1.8 Han characters or 4 Thai ones, dictionary means.
_HAN_WORD, _THAI_WORD = 0.55, 0.25
_GEORGIAN = slice(0x10D0, 0x1100)
_CHARS = 1 << 20  # are counted at once: each takes some 40 bytes
_LONG_WORD = 6.0  # characters of a word above which it counts as more than one

_ADDRESS = re.compile(r"\.(?<=\w\.)(?:com|org|net|de|info)\b")  # the dot first: it is quickly found
# Every branch starts with a digit, which stands before all of them, so that running text is skipped quickly.
_TIMES = re.compile(
    r"""
    \d(?:
    (?P<clock>(?<!\d\d)\d?(?:[:.h]\d{2}(?!\d)|\s?[ap]\.?m\b))           # 14:05, 14h05, 2 pm
    |(?P<date>(?<!\d\d)\d{0,3}[./-]\d{1,2}[./-]\d{1,4}(?!\d)             # 3.11.2024, 2024-11-03
        |(?<!\d\d)\d?[\s.]{1,2}[^\W\d_]{3,10}\.?,?\s(?:19|20)\d\d(?!\d)  # 3 November 2024
        |(?<=[^\W\d_]\s\d)\d?,?\s(?:19|20)\d\d(?!\d)                    # November 3, 2024
        |\d{3}\s?[年년]\s?\d{1,2}\s?[月월])                               # 2024年11月
    )
    """,
    re.VERBOSE,
)


@dataclass(frozen=True)
class CharTable:
    """Per code point of the basic plane: class, special kind (0: none), weight as a word, skeleton character."""

    classes: NDArray[np.uint8]
    specials: NDArray[np.uint8]
    word_weight: NDArray[np.float32]
    skeleton: NDArray[np.uint8]


@lru_cache(maxsize=1)
def table() -> CharTable:
    """The table for U+0000 to U+FFFF; made once a process, in about 20 ms."""
    size = 0x10000
    classes = np.full(size, SYMBOL, np.uint8)
    for code in range(size):
        category = unicodedata.category(chr(code))
        if category[0] == "Z" or category == "Cc":
            classes[code] = SPACE
        elif category in ("Lu", "Lt"):
            classes[code] = UPPER
        elif category == "Ll":
            classes[code] = LOWER
        elif category[0] == "L":
            classes[code] = CASELESS
        elif category[0] == "N":
            classes[code] = DIGIT
        elif category[0] == "M" or category == "Cf":
            classes[code] = MARK
        elif category[0] == "P":
            classes[code] = PUNCT
    classes[_GEORGIAN] = CASELESS  # small letters by name, but ordinary text has no others
    weight = np.ones(size, np.float32)
    for first, last in re.findall("(.)-(.)", UNSPACED):
        part = slice(ord(first), ord(last) + 1)
        letters = (classes[part] == CASELESS) | (classes[part] == MARK)
        classes[part][letters] = UNSPACED_LETTER
        weight[part] = _HAN_WORD if ord(first) >= 0x3040 else _THAI_WORD
    specials = np.zeros(size, np.uint8)
    for number, name in enumerate(_NAMES, start=1):
        for char in SPECIALS[name]:
            if not specials[ord(char)]:
                specials[ord(char)] = number
    skeleton = np.array([ord(c) for c in " AaacdM.~"], np.uint8)[classes]
    skeleton[classes == DIGIT] = ord("0")
    skeleton[classes == MARK] = ord("a")
    skeleton[classes == UNSPACED_LETTER] = ord("a")
    ascii_punct = [c for c in range(33, 127) if classes[c] in (PUNCT, SYMBOL)]
    skeleton[ascii_punct] = ascii_punct
    return CharTable(classes, specials, weight, skeleton)


@dataclass(frozen=True)
class CharStats:
    """What the characters of each line say; every array has one value a line.

    Shares are of all characters of the line unless said otherwise; NaN stands where a line has nothing to say, for
    example on capitals in a script that has none.
    """

    columns: dict[str, Floats]
    words: Floats
    skeletons: tuple[str, ...]
    n_digits: Floats


class _Text:
    """The characters of lines as arrays, one value a character, and sums of them by line."""

    def __init__(self, lines: Sequence[str]) -> None:
        chars = table()
        codes = np.frombuffer("\n".join(lines).encode("utf-32-le", "surrogatepass"), np.uint32)
        astral = codes > 0xFFFF
        if astral.any():  # further Han planes count as Han, the rest (emoji) as symbols
            codes = np.where(codes >= 0x20000, 0x4E00, np.where(astral, 0x2605, codes))
        self.codes = codes
        self.classes = chars.classes[codes]
        self.special = chars.specials[codes]
        self.n = len(lines)
        lengths = np.fromiter(map(len, lines), np.int64, self.n)
        self.ends = np.cumsum(lengths + 1) - 1
        self.starts = self.ends - lengths
        # Line breaks count as spaces of the line before them.
        self.line = np.repeat(np.arange(self.n, dtype=np.int32), lengths + 1)[: len(codes)]
        # Words: runs of letters, digits and marks; each character of an unspaced script is one of its own.
        classes = self.classes
        self.in_word = (classes >= UPPER) & (classes <= MARK) & (classes != UNSPACED_LETTER)
        self.begins_word = self.in_word.copy()
        self.begins_word[1:] &= ~self.in_word[:-1]

    def per_line(self, flags: NDArray[np.bool_]) -> Floats:
        """How many characters of each line have a flag."""
        return np.bincount(self.line[np.flatnonzero(flags)], minlength=self.n).astype(np.float64)

    def by_kind(self, kinds: NDArray[np.uint8], *, sparse: bool = False) -> Floats:
        """How many characters of each line are of each of up to 16 kinds: one row a kind. If `sparse`, kind 0 is not counted."""
        line = self.line
        if sparse:
            some = np.flatnonzero(kinds)
            line, kinds = line[some], kinds[some]
        counts = np.bincount(line[:_CHARS] * 16 + kinds[:_CHARS], minlength=self.n * 16)
        for first in range(_CHARS, len(kinds), _CHARS):  # of one line that is so long
            part = slice(first, first + _CHARS)
            counts += np.bincount(line[part] * 16 + kinds[part], minlength=self.n * 16)
        return counts.reshape(self.n, 16).T.astype(np.float64)


def measure(lines: Sequence[str]) -> CharStats:
    """Character and word statistics of lines, at least one, of which none is empty or has a line break."""
    parts = [_measure(lines[first:last]) for first, last in stretches(map(len, lines), _CHARS)]
    if len(parts) == 1:
        return parts[0]
    columns = {name: np.concatenate([part.columns[name] for part in parts]) for name in parts[0].columns}
    words, n_digits = (np.concatenate([getattr(part, name) for part in parts]) for name in ("words", "n_digits"))
    return CharStats(columns, words, tuple(chain.from_iterable(part.skeletons for part in parts)), n_digits)


def _measure(lines: Sequence[str]) -> CharStats:
    chars, text = table(), _Text(lines)
    length = (text.ends - text.starts).astype(np.float64)
    of_class, of_special = text.by_kind(text.classes), text.by_kind(text.special, sparse=True)
    counts = {name: of_special[number] for number, name in enumerate(_NAMES, start=1)}
    words = _count_words(text)
    columns: dict[str, Floats] = {
        "chars": np.log1p(length),
        "words": np.log1p(words),
        **_class_columns(of_class, length),
        **_word_columns(text),
        **_joint_columns(text),
        "commas": np.log1p(counts["comma"]),
        "comma density": counts["comma"] / np.maximum(words, 1.0),
    }
    for name in ("colon", "quote", "pipe", "arrow", "at", "bracket", "hash", "copyright", "currency", "dash", "slash"):
        columns[name] = np.minimum(counts[name], 3.0)
    columns |= _patterns(lines, of_class[DIGIT])
    skeletons = _skeletons(chars.skeleton[text.codes], text.starts, text.ends)
    return CharStats(columns, words, skeletons, of_class[DIGIT])


def _share(part: Floats, whole: Floats) -> Floats:
    return np.asarray(np.divide(part, whole, out=np.full(len(part), np.nan), where=whole > 0))


def _class_columns(of_class: Floats, length: Floats) -> dict[str, Floats]:
    """What each line is made of, by class of characters."""
    letters = of_class[UPPER] + of_class[LOWER] + of_class[CASELESS] + of_class[UNSPACED_LETTER]
    safe = np.maximum(length, 1.0)
    return {
        "digits": of_class[DIGIT] / safe,
        "punctuation": (of_class[PUNCT] + of_class[SYMBOL]) / safe,
        "symbols": np.minimum(of_class[SYMBOL], 3.0),
        "non-letters": 1.0 - letters / safe,
        "caseless": (of_class[CASELESS] + of_class[UNSPACED_LETTER]) / np.maximum(letters, 1.0),
        "unspaced": of_class[UNSPACED_LETTER] / np.maximum(letters, 1.0),
        "capitals": _share(of_class[UPPER], of_class[UPPER] + of_class[LOWER]),
    }


def _count_words(text: _Text) -> Floats:
    """How much each line says, in words."""
    unspaced = np.flatnonzero(text.classes == UNSPACED_LETTER)
    weight = table().word_weight[text.codes[unspaced]]
    pieces = np.bincount(text.line[unspaced], weight, minlength=text.n)
    spaced = text.per_line(text.begins_word & (text.classes != MARK))
    # Languages that put many morphemes into a word say as much in fewer words.
    return np.asarray(np.clip(text.per_line(text.in_word) / _LONG_WORD, spaced, 2 * spaced) + pieces)


def _word_columns(text: _Text) -> dict[str, Floats]:
    """Capitals and lengths of the words of each line."""
    classes, in_word = text.classes, text.in_word
    first = np.flatnonzero(text.begins_word)
    ends_word = in_word.copy()
    ends_word[:-1] &= ~in_word[1:]
    last = np.flatnonzero(ends_word)
    word_length = (last - first + 1).astype(np.float64)
    owner = text.line[first]
    first_class, second_class = classes[first], classes[np.minimum(first + 1, len(classes) - 1)]
    capitalised = first_class == UPPER
    all_caps = capitalised & (word_length > 1) & (second_class == UPPER)

    def of_words(flags: NDArray[np.bool_]) -> Floats:
        return np.bincount(owner[flags], minlength=text.n).astype(np.float64)

    n_words = np.bincount(owner, minlength=text.n).astype(np.float64)
    cased = of_words(capitalised | (first_class == LOWER))
    longest = np.zeros(text.n)
    if len(owner):
        begins = np.flatnonzero(np.concatenate(([True], owner[1:] != owner[:-1])))
        longest[owner[begins]] = np.maximum.reduceat(word_length, begins)
    total_length = np.bincount(owner, weights=word_length, minlength=text.n).astype(np.float64)
    return {
        "capitalised words": _share(of_words(capitalised), cased),
        "words in capitals": _share(of_words(all_caps), cased),
        "short words": _share(of_words(word_length <= 3), n_words),
        "word length": _share(total_length, n_words),
        "longest word": np.log1p(longest),
    }


def _joint_columns(text: _Text) -> dict[str, Floats]:
    """Where two words, or two sentences, meet: «endStart», «end. Start»."""
    following = np.concatenate((text.classes[1:], [SPACE]))
    glued = text.per_line((text.classes == LOWER) & (following == UPPER))
    is_terminator = text.special == _NAMES.index("terminator") + 1
    wide = is_terminator & (text.codes >= 0x3000)
    stops = text.per_line((is_terminator & (following == SPACE)) | wide)
    return {"glued words": np.minimum(glued, 4.0), "inner ends": np.log1p(stops)}


def _patterns(lines: Sequence[str], digits: Floats) -> dict[str, Floats]:
    found = {name: np.zeros(len(lines)) for name in ("url", "clock", "date")}
    for index in np.flatnonzero(digits).tolist():
        for match in _TIMES.finditer(lines[index]):
            found[str(match.lastgroup)][index] += 1.0
    found["url"][[_has_address(line) for line in lines]] = 1.0
    return {name: np.minimum(values, 3.0) for name, values in found.items()}


def _has_address(line: str) -> bool:
    return "www." in line or "://" in line or _ADDRESS.search(line) is not None


def _skeletons(shape: NDArray[np.uint8], starts: Ints, ends: Ints) -> tuple[str, ...]:
    """The shape of each line: runs of one class of characters as one sign, the first 60 signs."""
    changed = np.ones(len(shape), bool)
    np.not_equal(shape[1:], shape[:-1], out=changed[1:])
    changed[starts] = True
    at = np.flatnonzero(changed)
    kept = shape[at].tobytes().decode("latin-1")
    first, last = np.searchsorted(at, starts), np.searchsorted(at, ends)
    return tuple([kept[a:b] for a, b in zip(first.tolist(), np.minimum(last, first + 60).tolist(), strict=True)])


def starts_small(text: str) -> bool:
    """Whether `text` starts with a small letter of a script that has capitals in ordinary text.

    >>> starts_small("and so on"), starts_small("\u10d0\u10d1"), starts_small("7")
    (True, False, False)
    """
    return text[:1].islower() and not _GEORGIAN.start <= ord(text[0]) < _GEORGIAN.stop


def ends_like(text: str) -> tuple[bool, bool, bool, bool, bool]:
    """Whether `text` ends in an ellipsis, a colon, a comma, a letter, a digit (closing quotes aside).

    >>> ends_like("Read on ...")
    (True, False, False, False, False)
    """
    bare = text.rstrip(CLOSERS + " ")
    last = bare[-1:]
    return (
        bare.endswith(("...", "…")),
        last in {":", "："},
        last in {",", "،", "，", "、"},
        last.isalpha(),
        last.isdigit(),
    )
