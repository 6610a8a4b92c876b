"""What the rules for page furniture share: labels, glued labels, sentences, beginnings of words, and which lines are prose.

Furniture is what a page shows around any article: notices, sign-ups, share bars, link lists, menus. Its labels are
known words (`lexicon/`); what is left to code is how they stand: alone, in a row, glued without a space, or behind
the last sentence of the article.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from cleancorpus.lexicon import Hit, read_phrases, scan
from cleancorpus.model import Document, Line, Span
from cleancorpus.text import CLOSERS, UNSPACED, ends_sentence

EDGES = " \t:;.!?…,|/·•*→←↑↓›‹»«>\"'“”„‘’-–—+#()[]{}" + CLOSERS
LABEL_CHARS = 120  # no label, nor a row of labels, is longer

_NUMBER = re.compile(r"\d+(?:[.,\u00a0 ]\d{3})*(?:[.,]\d+)? ?(?:k|m|mln|tsd|tys|тыс|万|萬|천|만)?(?![^\W_])")
_WORD = re.compile(r"\w+")
_EDGES_OF_PHRASES = EDGES.replace("#", "")  # there it stands for a number
_HASHTAG = re.compile(r"^#(?=\w)")
_UNSPACED = re.compile(f"[{UNSPACED}]")
# A sentence ends at a full stop before a space, or, where a notice was glued on, before a capital without a space.
_END = re.compile(
    r"""
    (?<=[.!?…؟۔।॥։]) ["'”’»)\]]{0,3} \s+ (?=\S)                # ordinary: stop, closing quotes, space
    | (?<=[a-zß-ÿа-яёіїєα-ώ0-9)"”»][.!?…]) (?=[A-ZÀ-ÞА-ЯЁІЇЄΑ-Ω«„“][\w'’]* )  # glued: «…am Tisch.Wir verwenden …»
    | (?<=[。！？｡]) ["'”’」』）]{0,3} (?=\S)                  # East Asian stops need no space
    """,
    re.VERBOSE,
)
_PROSE_WORDS = 10
_LONG_WORDS = 28


def label_key(folded: str) -> str:
    """A folded label without bullets, arrows and punctuation around it; numbers become `#`.

    >>> label_key("» 1,234 comments:"), label_key("[ share ]")
    ('# comments', 'share')
    """
    key = folded.strip(EDGES)
    if any(char.isdigit() for char in key):
        key = _NUMBER.sub("#", key)
    return key


@lru_cache(maxsize=1)
def _label_table() -> dict[str, frozenset[str]]:
    table: dict[str, set[str]] = defaultdict(set)
    for phrase in read_phrases():
        table[phrase.text].add(phrase.kind)
        table[_HASHTAG.sub("", phrase.text.strip(_EDGES_OF_PHRASES))].add(phrase.kind)
    table.pop("", None)
    return {text: frozenset(kinds) for text, kinds in table.items()}


_NONE: frozenset[str] = frozenset()


def kinds_of_label(folded: str) -> frozenset[str]:
    """The lexicon kinds that know `folded` as a whole."""
    table = _label_table()
    found = table.get(folded)
    if found is None:
        found = table.get(label_key(folded), _NONE)
    return found


def labels(doc: Document) -> tuple[frozenset[str], ...]:
    """Per line of `doc` the lexicon kinds that know the whole line; empty for most lines."""
    return doc.memo(labels, _labels)


def _labels(doc: Document) -> tuple[frozenset[str], ...]:
    return tuple(kinds_of_label(line.folded) if len(line.text) <= LABEL_CHARS else _NONE for line in doc.lines)


def phrases_in(doc: Document) -> dict[str, list[tuple[int, Hit]]]:
    """The phrases found in `doc` by kind: (line index, hit) in order of lines."""
    return doc.memo(phrases_in, _phrases_in)


def _phrases_in(doc: Document) -> dict[str, list[tuple[int, Hit]]]:
    found: dict[str, list[tuple[int, Hit]]] = defaultdict(list)
    for index, hits in enumerate(scan(doc)):
        for hit in hits:
            found[hit.phrase.kind].append((index, hit))
    return dict(found)


def is_prose(line: Line) -> bool:
    """Whether a line reads like a paragraph: a sentence of ten words or more, or very many words."""
    n = len(line.words)
    if _UNSPACED.search(line.text):
        n = n * 2 // 3  # characters of unspaced scripts count as words; about 1.5 of them make one
    return n >= _LONG_WORDS or (n >= _PROSE_WORDS and ends_sentence(line.text))


def prose(doc: Document) -> tuple[bool, ...]:
    """Per line whether it reads like a paragraph."""
    return doc.memo(prose, lambda d: tuple(is_prose(line) for line in d.lines))


def pieces(text: str) -> list[Span]:
    """The sentences of a line, also where the next was glued on without a space; spans leave out the spaces between.

    >>> text = "Das Spiel endete spät.Wir verwenden Cookies. OK"
    >>> [text[start:end] for start, end in pieces(text)]
    ['Das Spiel endete spät.', 'Wir verwenden Cookies.', 'OK']
    """
    found, start = [], 0
    for match in _END.finditer(text):
        end = match.start() + len(match[0].rstrip())
        found.append(Span(start, end))
        start = match.end()
    if start < len(text):
        found.append(Span(start, len(text)))
    return found


# --- labels in a row, glued or not -------------------------------------------------------------------------------


@lru_cache(maxsize=64)
def _by_first_word(kinds: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    wanted = set(kinds)
    table: dict[str, set[str]] = defaultdict(set)
    for phrase in read_phrases():
        if phrase.kind in wanted:
            text = phrase.text.strip(EDGES) or phrase.text
            table[_first_word(text, 0)].add(text)
    return {word: tuple(sorted(texts, key=len, reverse=True)) for word, texts in table.items()}


def _first_word(text: str, start: int) -> str:
    if _UNSPACED.match(text, start):
        return text[start]
    match = _WORD.match(text, start)
    return match[0] if match else text[start : start + 1]


def _edge(text: str, at: int) -> bool:
    """Whether a label may begin or end at `at`: beside a non-letter, or where the case goes from lower to upper."""
    if at <= 0 or at >= len(text):
        return True
    before, after = text[at - 1], text[at]
    if not (before.isalnum() and after.isalnum()):
        return True
    if before.isdigit() != after.isdigit():
        return True
    return (before.islower() and after.isupper()) or bool(_UNSPACED.match(before) or _UNSPACED.match(after))


def segment(line: Line, kinds: tuple[str, ...], start: int = 0, end: int | None = None) -> list[Span]:
    """The labels of `kinds` in a line, longest first, from left to right; also labels glued to one another.

    A label begins and ends beside a non-letter or where case changes: «AblehnenAnpassenAlle annehmen» has three.
    """
    text, folded = line.text, line.folded
    end = len(text) if end is None else end
    table = _by_first_word(kinds)
    found: list[Span] = []
    at = start
    while at < end:
        char = folded[at]
        if not char.isalnum() and char not in "×✕✖":
            at += 1
            continue
        stop = _longest_label(text, folded, at, end, table)
        if stop:
            found.append(Span(at, stop))
            at = stop
        else:
            at = _next_word(text, at, end)
    return found


def _longest_label(text: str, folded: str, at: int, end: int, table: dict[str, tuple[str, ...]]) -> int:
    word = _first_word(folded, at)
    for first in _heads(text, folded, at, word):
        for label in table.get(first, ()):
            stop = at + len(label)
            if stop <= end and folded.startswith(label, at) and _edge(text, stop):
                return stop
    return 0


def _heads(text: str, folded: str, at: int, word: str) -> Iterator[str]:
    """The word at `at`, and what is left of it when it is cut where case changes: glued labels share a word."""
    yield word
    for length in range(1, len(word)):
        if _edge(text, at + length):
            yield folded[at : at + length]


def _next_word(text: str, at: int, end: int) -> int:
    at += 1
    while at < end and not _edge(text, at):
        at += 1
    return at


def share_of_labels(line: Line, kinds: tuple[str, ...], start: int = 0, end: int | None = None) -> tuple[float, int]:
    """How much of the letters and digits of a line are labels of `kinds` (0 to 1), and how many labels there are."""
    end = len(line.text) if end is None else end
    spans = segment(line, kinds, start, end)
    all_chars = sum(char.isalnum() for char in line.text[start:end])
    label_chars = sum(char.isalnum() for span in spans for char in line.text[span.start : span.end])
    return (label_chars / all_chars if all_chars else 0.0), len(spans)


# --- beginnings of words -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Stem:
    """A row of a vocabulary kind (`topic.word-part`): `open_start`/`open_end` tell where the word may go on."""

    part: str
    language: str
    text: str
    open_start: bool
    open_end: bool


@lru_cache(maxsize=16)
def _stem_automaton(kinds: tuple[str, ...]) -> Any:
    import ahocorasick

    rows: dict[str, list[Stem]] = defaultdict(list)
    for phrase in read_phrases():
        if phrase.kind in kinds:
            text = phrase.text.strip("*")
            part = phrase.kind.partition(".word-")[2]
            rows[text].append(Stem(part, phrase.language, text, phrase.text.startswith("*"), phrase.text.endswith("*")))
    automaton = ahocorasick.Automaton()
    for text, stems in rows.items():
        automaton.add_word(text, tuple(stems))
    automaton.make_automaton()
    return automaton


def _in_word(char: str) -> bool:
    return char.isalnum() or (char > "\u02ff" and unicodedata.category(char)[0] == "M")


def _beside_unspaced(folded: str, at: int) -> bool:
    """Whether one of the characters around `at` is of a script without spaces: words may begin and end there."""
    return bool(_UNSPACED.match(folded, at - 1) or _UNSPACED.match(folded, at))


def stems_in(folded: str, kinds: tuple[str, ...]) -> Iterator[Stem]:
    """The rows of vocabulary `kinds` found in folded text; `*` at a row's start or end lets the word go on there."""
    for last, stems in _stem_automaton(kinds).iter(folded):
        end = last + 1
        start = end - len(stems[0].text)
        inner_start = start > 0 and _in_word(folded[start - 1]) and not _beside_unspaced(folded, start)
        inner_end = end < len(folded) and _in_word(folded[end]) and not _beside_unspaced(folded, end)
        for stem in stems:
            if (stem.open_start or not inner_start) and (stem.open_end or not inner_end):
                yield stem


def runs(indexes: Iterable[int]) -> list[tuple[int, int]]:
    """Consecutive numbers as (first, last) pairs.

    >>> runs([1, 2, 3, 7])
    [(1, 3), (7, 7)]
    """
    found: list[tuple[int, int]] = []
    for index in indexes:
        if found and found[-1][1] == index - 1:
            found[-1] = (found[-1][0], index)
        else:
            found.append((index, index))
    return found


# --- where a line stands -----------------------------------------------------------------------------------------


def prose_before(doc: Document) -> tuple[float, ...]:
    """Per line which share of the document's prose words (0 to 1) stands before it; all 1 in a document without prose."""
    return doc.memo(prose_before, _prose_before)


def _prose_before(doc: Document) -> tuple[float, ...]:
    counts = [len(line.words) if each else 0 for line, each in zip(doc.lines, prose(doc), strict=True)]
    total = sum(counts)
    if not total:
        return (1.0,) * len(counts)
    found, so_far = [], 0
    for count in counts:
        found.append(so_far / total)
        so_far += count
    return tuple(found)


def at_edge(doc: Document, index: int) -> bool:
    """Whether line `index` stands before the first prose line of `doc` or after the last."""
    before = prose_before(doc)[index]
    return before == 0.0 or before == 1.0
