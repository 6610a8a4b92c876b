"""One search for all that the lexicon knows of a text: its phrases, and the words of its vocabularies.

Most of a text is letters between blanks, and most of what a search for phrases finds there are parts of other words. So
the text is searched with a blank for all that is no letter, and each phrase with a blank where a word must end: what is
found is a word of its own, and the few that have other marks in them are compared once more. One automaton finds 26,000
phrases in an article in .06 ms; asked for words of the vocabularies one by one it took .7.

Where words are not told apart by what stands between them the line is searched as it is: scripts without spaces, letters
with combining marks, underscores.
"""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import lru_cache
from operator import itemgetter
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from cleancorpus.lexicon import Hit, Phrase, is_closed, read_phrases
from cleancorpus.text import UNSPACED_CHAR, unusual_in

# The vocabularies that are searched for in whole lines; others are read word by word (dates, controls, labels).
SEARCHED = frozenset(
    f"{topic}.word-{part}"
    for topic, parts in {
        "cookie": ("name", "data", "agree", "we", "you", "these", "act", "purpose", "consent", "report", "food"),
        "newsletter": ("verb", "noun", "tip", "desk"),
        "paywall": ("verb", "noun"),
        "message": ("fault", "act", "form", "your", "retry", "done"),
        "comments": ("verb", "write", "noun", "place"),
    }.items()
    for part in parts
)
_SPACE = 0x20
_BMP = 0x10000
_CHARS = 1 << 20  # are looked at at once: each takes 12 bytes


class Stem(NamedTuple):
    """A row of a vocabulary kind (`topic.word-part`): `open_start`/`open_end` tell where the word may go on."""

    kind: str
    part: str
    language: str
    text: str
    open_start: bool
    open_end: bool


# A word of a vocabulary in a text: its end, its start, the row's number in the lexicon, the row. In this order: words
# stand by their ends, the longest first, rows of one text as the lexicon has them.
Word = tuple[int, int, int, Stem]


class Found(NamedTuple):
    """What the lexicon knows of a text: phrases by start, longest first; words by end, longest first."""

    hits: tuple[Hit, ...]
    words: tuple[Word, ...]


NOTHING = Found((), ())


def vocabulary(topic: str, *parts: str) -> frozenset[str]:
    """The kinds `topic.word-part` of some parts.

    Raises:
        ValueError: a kind that `SEARCHED` has not, which no search would find.
    """
    kinds = frozenset(f"{topic}.word-{part}" for part in parts)
    if not kinds <= SEARCHED:
        raise ValueError(f"{sorted(kinds - SEARCHED)} are not searched for; add them to SEARCHED")
    return kinds


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


@lru_cache(maxsize=1)
def _word_automaton() -> tuple[Any, tuple[_Row, ...]]:
    """The automaton for texts with blanks; and the rows without a letter («ⓒ»), which would be found between any words and
    are looked for one by one.
    """
    import ahocorasick

    rows: dict[str, tuple[_Row, ...]] = {}
    marks: list[_Row] = []
    for pattern, row in _rows().patterns():
        if pattern.isspace():
            marks.append(row)
        else:
            rows[pattern] = (*rows.get(pattern, ()), row)
    automaton = ahocorasick.Automaton()
    for pattern, same in rows.items():
        automaton.add_word(pattern, same)
    automaton.make_automaton()
    return automaton, tuple(marks)


def _search_words(folded: str, lines: Sequence[tuple[int, int]]) -> dict[int, Found]:
    """What stands in lines whose words are letters between other characters; of other lines it finds nothing sure."""
    automaton, marks = _word_automaton()
    places: list[tuple[int, int, _Row]] = []
    # With a blank before the text the index of the last blank of a closed pattern is where its word ends.
    for last, rows in automaton.iter(f" {_bare(folded)} "):
        for row in rows:
            end = last - row.closed_end
            start = end - len(row.text)
            if not row.as_is or folded.startswith(row.text, start):
                places.append((start, end, row))
    for row in marks:
        places += [(start, start + len(row.text), row) for start in _all_starts(folded, row.text)]
    places.sort(key=itemgetter(1))
    hits: dict[int, list[Hit]] = defaultdict(list)
    words: dict[int, list[Word]] = defaultdict(list)
    number, (line_start, line_end) = 0, lines[0]
    for start, end, row in places:
        while end > line_end and number < len(lines) - 1:
            number += 1
            line_start, line_end = lines[number]
        if line_start <= start and end <= line_end:
            first, last = start - line_start, end - line_start
            if row.phrases:
                of_line = hits[number]
                for phrase in row.phrases:
                    of_line.append(Hit(phrase, first, last))
            else:
                line_words = words[number]
                for rank, stem in row.stems:
                    line_words.append((last, first, rank, stem))
    return {number: _ordered(hits.get(number, []), words.get(number, [])) for number in hits.keys() | words.keys()}


def _all_starts(text: str, part: str) -> Iterator[int]:
    start = text.find(part)
    while start >= 0:
        yield start
        start = text.find(part, start + 1)


def _ordered(hits: list[Hit], words: list[Word]) -> Found:
    if len(hits) > 1:
        hits.sort(key=_by_start)
    if len(words) > 1:
        words.sort()
    return Found(tuple(hits), tuple(words))


def _by_start(hit: Hit) -> tuple[int, int]:
    return (hit.start, -hit.end)


@lru_cache(maxsize=1)
def _phrase_automaton() -> Any:
    import ahocorasick

    automaton = ahocorasick.Automaton()
    for text, phrases in _rows().phrases.items():
        automaton.add_word(text, (phrases, len(text), is_closed(text[0]), is_closed(text[-1])))
    automaton.make_automaton()
    return automaton


@lru_cache(maxsize=1)
def _stem_automaton() -> Any:
    import ahocorasick

    same: dict[str, list[tuple[int, Stem]]] = defaultdict(list)
    for (text, _, _), stems in _rows().stems.items():
        same[text] += stems
    automaton = ahocorasick.Automaton()
    for text, rows in same.items():
        automaton.add_word(text, (len(text), tuple(rows)))
    automaton.make_automaton()
    return automaton


def _search_any(folded: str) -> Found:
    """What stands in a line of any script."""
    hits: list[Hit] = []
    size = len(folded)
    for last, (phrases, length, closed_start, closed_end) in _phrase_automaton().iter(folded):
        end = last + 1
        start = end - length
        if closed_start and start and is_closed(folded[start - 1]):
            continue
        if closed_end and end < size and is_closed(folded[end]):
            continue
        hits += [Hit(phrase, start, end) for phrase in phrases]
    words: list[Word] = []
    for last, (length, stems) in _stem_automaton().iter(folded):
        end = last + 1
        start = end - length
        inner_start = start > 0 and _in_word(folded[start - 1]) and not _beside_unspaced(folded, start)
        inner_end = end < size and _in_word(folded[end]) and not _beside_unspaced(folded, end)
        words += [
            (end, start, rank, stem)
            for rank, stem in stems
            if (stem.open_start or not inner_start) and (stem.open_end or not inner_end)
        ]
    return _ordered(hits, words)


def _in_word(char: str) -> bool:
    return char.isalnum() or (char > "\u02ff" and unicodedata.category(char)[0] == "M")


def _beside_unspaced(folded: str, at: int) -> bool:
    """Whether one of the characters around `at` is of a script without spaces: words may begin and end there."""
    return bool(UNSPACED_CHAR.match(folded, at - 1) or UNSPACED_CHAR.match(folded, at))
