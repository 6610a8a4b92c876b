"""One search for all that the lexicon knows of a text: its phrases, and the words of its vocabularies.

Most of a text is letters between blanks, and most of what a search for phrases finds there are parts of other words. So
the text is searched with a blank for all that is no letter, and each phrase with a blank where a word must end: what is
found is a word of its own, and the few that have other marks in them are compared once more. One automaton finds 26,000
phrases in an article in .03 ms; asked for words of the vocabularies one by one it took .7.

Where words are not told apart by what stands between them the line is searched as it is: scripts without spaces, letters
with combining marks, underscores.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import numpy.typing as npt

from cleancorpus.lexicon import Hit, Phrase, is_closed, read_phrases
from cleancorpus.lexicon.found import NOTHING, SEARCHED, Found, Place, Stem, bits_of
from cleancorpus.text import UNSPACED_CHAR, unusual_in

if TYPE_CHECKING:
    from ahocorasick_rs import AhoCorasick

_SPACE = 0x20
_BMP = 0x10000
_CHARS = 1 << 20  # are looked at at once: each takes 12 bytes


def scan_line(folded: str) -> tuple[Hit, ...]:
    """The phrases in one folded text, by start, longest first."""
    return search(folded).hits


def search(folded: str) -> Found:
    """What stands in one folded text, which is a line or a part of one."""
    return search_lines(folded, ((0, len(folded)),))[0]


def search_lines(folded: str, lines: Sequence[tuple[int, int]]) -> list[Found]:
    """What stands in each line of a folded text; `lines` are their starts and ends, in order, positions count from each
    line's start.
    """
    size, joins = len(folded), _joins_words(folded)
    odd = [
        number
        for number, (start, end) in enumerate(lines)
        # A word ends where its line does if the next line does not begin there.
        if (start > 0 and folded[start - 1] != "\n")
        or (end < size and folded[end] != "\n")
        or (joins and _joins_words(folded[start:end]))
    ]
    found = _search_words(folded, lines) if len(odd) < len(lines) else {}
    for number in odd:
        found[number] = _search_any(folded[slice(*lines[number])])
    return [found.get(number, NOTHING) for number in range(len(lines))]


class _Joining(dict[str, bool]):
    """Per character whether words may meet at it or go on over it: scripts without spaces, combining marks, underscores;
    and letters beyond the Basic Multilingual Plane, for which no table is kept.

    Asked of Unicode's tables once a character, so that it agrees with them in every version of Python.
    """

    def __missing__(self, char: str) -> bool:
        found = (
            UNSPACED_CHAR.match(char) is not None
            or unicodedata.category(char)[0] == "M"
            or (ord(char) >= _BMP and char.isalnum())
        )
        self[char] = found
        return found


_joining = _Joining({"_": True})


def _joins_words(folded: str) -> bool:
    """Whether a text has a character at which a word need not end."""
    return "_" in folded or (not folded.isascii() and any(_joining[char] for char in unusual_in(folded)))


class _Row(NamedTuple):
    """A text of the lexicon and what it stands for; `as_is` says that it has marks or blanks, which are compared."""

    text: str
    closed_end: bool
    as_is: bool
    phrases: tuple[Phrase, ...]
    stems: tuple[tuple[int, Stem], ...]


class _Rows:
    """All phrases and the words of `SEARCHED`, as they are searched for."""

    def __init__(self) -> None:
        phrases: dict[str, list[Phrase]] = defaultdict(list)
        stems: dict[tuple[str, bool, bool], list[tuple[int, Stem]]] = defaultdict(list)
        for number, phrase in enumerate(read_phrases()):
            if ".word-" not in phrase.kind:
                phrases[phrase.text].append(phrase)
            elif phrase.kind in SEARCHED:
                text = phrase.text.strip("*")
                opens = phrase.text.startswith("*"), phrase.text.endswith("*")
                part = phrase.kind.partition(".word-")[2]
                stems[text, *opens].append((number, Stem(phrase.kind, part, phrase.language, text, *opens)))
        for rows in phrases.values():
            rows.sort(key=lambda phrase: (phrase.kind, phrase.language))
        self.phrases = {text: tuple(rows) for text, rows in phrases.items()}
        self.stems = {key: tuple(rows) for key, rows in stems.items()}

    def patterns(self) -> Iterator[tuple[str, _Row]]:
        """What to search a text for that has blanks for all that is no letter, and the row that it may be.

        A text that has a character at which words may meet is left out: no line that is searched in this way has it.
        """
        texts = [*self.phrases, *(text for text, _, _ in self.stems)]
        joining = {char for char in set().union(*texts) if _joins_words(char)}
        bare_of = {text: bare for text, bare in _bared(texts) if joining.isdisjoint(text)}
        for text, phrases in self.phrases.items():
            if (bare := bare_of.get(text)) is not None:
                yield _pattern(text, bare, is_closed(text[0]), is_closed(text[-1]), phrases, ())
        for (text, open_start, open_end), stems in self.stems.items():
            if (bare := bare_of.get(text)) is not None:
                yield _pattern(text, bare, not open_start, not open_end, (), stems)


def _bared(texts: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Each text with what `_bare` makes of it, all at one go."""
    bare, start = _bare("".join(texts)), 0
    for text in texts:
        end = start + len(text)
        yield text, bare[start:end]
        start = end


def _pattern(
    text: str,
    bare: str,
    closed_start: bool,
    closed_end: bool,
    phrases: tuple[Phrase, ...],
    stems: tuple[tuple[int, Stem], ...],
) -> tuple[str, _Row]:
    return f"{' ' * closed_start}{bare}{' ' * closed_end}", _Row(text, closed_end, " " in bare, phrases, stems)


@lru_cache(maxsize=1)
def _rows() -> _Rows:
    return _Rows()


@lru_cache(maxsize=1)
def _letters() -> npt.NDArray[np.uint32]:
    """By code point of the Basic Multilingual Plane: itself where it is a letter or digit, else a blank; so for the last,
    which stands for all beyond the plane.
    """
    table = np.full(_BMP, _SPACE, np.uint32)
    for code in range(_BMP - 1):
        if chr(code).isalnum():
            table[code] = code
    return table


def _bare(folded: str) -> str:
    """A text with a blank for all that is no letter or digit, as long as the text."""
    if len(folded) > _CHARS:
        return "".join([_bare(folded[first : first + _CHARS]) for first in range(0, len(folded), _CHARS)])
    codes = np.frombuffer(folded.encode("utf-32-le", "surrogatepass"), np.uint32)
    return _letters().take(codes, mode="clip").tobytes().decode("utf-32-le")


class _Entry(NamedTuple):
    """A row as it is found: how much longer than its text the pattern is at its end, the text's length, the text where it
    is compared, what it stands for, and the bits of its kinds.
    """

    closed_end: bool
    size: int
    as_is: str
    phrases: tuple[Phrase, ...]
    stems: tuple[tuple[int, Stem], ...]
    kinds: int


def _entry(row: _Row) -> _Entry:
    kinds = bits_of(frozenset([stem.kind for _, stem in row.stems]))
    return _Entry(row.closed_end, len(row.text), row.text if row.as_is else "", row.phrases, row.stems, kinds)


def _automaton(patterns: Iterable[str]) -> AhoCorasick:
    from ahocorasick_rs import AhoCorasick, Implementation

    # Of the three kinds the smallest (6 MB, 37 ms to make): the one with a table of all moves is no faster and has 270 MB.
    return AhoCorasick(patterns, store_patterns=False, implementation=Implementation.ContiguousNFA)


@lru_cache(maxsize=1)
def _word_automaton() -> tuple[AhoCorasick, tuple[tuple[_Entry, ...], ...], tuple[_Row, ...]]:
    """The automaton for texts with blanks, and by pattern the rows that it stands for; and the rows without a letter («ⓒ»),
    which would be found between any words and are looked for one by one.
    """
    rows: dict[str, tuple[_Entry, ...]] = {}
    marks: list[_Row] = []
    for pattern, row in _rows().patterns():
        if pattern.isspace():
            marks.append(row)
        else:
            rows[pattern] = (*rows.get(pattern, ()), _entry(row))
    return _automaton(rows), tuple(rows.values()), tuple(marks)


class _Gathered:
    """What is found in a line, before it is put in order."""

    __slots__ = ("hits", "kinds", "places")

    def __init__(self) -> None:
        self.hits: list[Hit] = []
        self.places: list[Place] = []
        self.kinds = 0

    def found(self) -> Found:
        if len(self.hits) > 1:
            self.hits.sort(key=_by_start)
        return Found(self.hits, self.places, self.kinds)


def _search_words(folded: str, lines: Sequence[tuple[int, int]]) -> dict[int, Found]:
    """What stands in lines whose words are letters between other characters; of other lines it finds nothing sure."""
    automaton, rows, marks = _word_automaton()
    ends = [end for _, end in lines]
    gathered: dict[int, _Gathered] = {}
    # With a blank before the text the end of a closed pattern is one more than where its word ends, and that is the blank.
    for pattern, _, behind in automaton.find_matches_as_indexes(f" {_bare(folded)} ", overlapping=True):
        for closed_end, size, as_is, phrases, stems, kinds in rows[pattern]:
            end = behind - 1 - closed_end
            start = end - size
            if as_is and not folded.startswith(as_is, start):
                continue
            number = bisect_left(ends, end)
            if number == len(ends) or (line_start := lines[number][0]) > start:
                continue  # in no line, or in a part of one
            line = gathered.get(number)
            if line is None:
                line = gathered[number] = _Gathered()
            if phrases:
                for phrase in phrases:
                    line.hits.append(Hit(phrase, start - line_start, end - line_start))
            else:
                line.places.append((end - line_start, start - line_start, stems))
                line.kinds |= kinds
    for row in marks:
        for start in _all_starts(folded, row.text):
            number = bisect_left(ends, start + len(row.text))
            if number < len(ends) and lines[number][0] <= start:
                first = start - lines[number][0]
                line = gathered.setdefault(number, _Gathered())
                line.hits += [Hit(phrase, first, first + len(row.text)) for phrase in row.phrases]
    return {number: line.found() for number, line in gathered.items()}


def _all_starts(text: str, part: str) -> Iterator[int]:
    start = text.find(part)
    while start >= 0:
        yield start
        start = text.find(part, start + 1)


def _by_start(hit: Hit) -> tuple[int, int]:
    return (hit.start, -hit.end)


_SURROGATES = re.compile("[\ud800-\udfff]")


def _matches(automaton: AhoCorasick, text: str) -> list[tuple[int, int, int]]:
    """Pattern, start and end of all that stands in a text. A surrogate alone, which no pattern has, cannot be passed on."""
    try:
        return automaton.find_matches_as_indexes(text, overlapping=True)
    except UnicodeEncodeError:
        return automaton.find_matches_as_indexes(_SURROGATES.sub("\N{REPLACEMENT CHARACTER}", text), overlapping=True)


@lru_cache(maxsize=1)
def _phrase_automaton() -> tuple[AhoCorasick, tuple[tuple[tuple[Phrase, ...], bool, bool], ...]]:
    texts = _rows().phrases
    rows = tuple((phrases, is_closed(text[0]), is_closed(text[-1])) for text, phrases in texts.items())
    return _automaton(texts), rows


@lru_cache(maxsize=1)
def _stem_automaton() -> tuple[AhoCorasick, tuple[tuple[tuple[int, Stem], ...], ...]]:
    same: dict[str, list[tuple[int, Stem]]] = defaultdict(list)
    for (text, _, _), stems in _rows().stems.items():
        same[text] += stems
    return _automaton(same), tuple(map(tuple, same.values()))


def _search_any(folded: str) -> Found:
    """What stands in a line of any script."""
    found = _Gathered()
    size = len(folded)
    automaton, phrases_of = _phrase_automaton()
    for pattern, start, end in _matches(automaton, folded):
        phrases, closed_start, closed_end = phrases_of[pattern]
        if closed_start and start and is_closed(folded[start - 1]):
            continue
        if closed_end and end < size and is_closed(folded[end]):
            continue
        found.hits += [Hit(phrase, start, end) for phrase in phrases]
    automaton, stems_of = _stem_automaton()
    for pattern, start, end in _matches(automaton, folded):
        inner_start = start > 0 and _in_word(folded[start - 1]) and not _beside_unspaced(folded, start)
        inner_end = end < size and _in_word(folded[end]) and not _beside_unspaced(folded, end)
        stems = tuple(
            (rank, stem)
            for rank, stem in stems_of[pattern]
            if (stem.open_start or not inner_start) and (stem.open_end or not inner_end)
        )
        if stems:
            found.places.append((end, start, stems))
            found.kinds |= bits_of(frozenset([stem.kind for _, stem in stems]))
    return found.found()


def _in_word(char: str) -> bool:
    return char.isalnum() or (char > "\u02ff" and unicodedata.category(char)[0] == "M")


def _beside_unspaced(folded: str, at: int) -> bool:
    """Whether one of the characters around `at` is of a script without spaces: words may begin and end there."""
    return bool(UNSPACED_CHAR.match(folded, at - 1) or UNSPACED_CHAR.match(folded, at))
