"""Vocabulary: words and beginnings of words, by the part they play (`topic.word-part`), found in folded text."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from cleancorpus.lexicon import read_phrases
from cleancorpus.text import UNSPACED_CHAR


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
        opens = any(stem.open_start for stem in stems), any(stem.open_end for stem in stems)
        automaton.add_word(text, (tuple(stems), len(text), *opens))
    automaton.make_automaton()
    return automaton


def _in_word(char: str) -> bool:
    return char.isalnum() or (char > "\u02ff" and unicodedata.category(char)[0] == "M")


def _beside_unspaced(folded: str, at: int) -> bool:
    """Whether one of the characters around `at` is of a script without spaces: words may begin and end there."""
    return bool(UNSPACED_CHAR.match(folded, at - 1) or UNSPACED_CHAR.match(folded, at))


def words_behind(folded: str, stems: Iterable[Stem]) -> int:
    """How many words stand behind the last of `stems` in folded text; the rest of a word that goes on is none."""
    end = max((folded.rfind(stem.text) + len(stem.text) for stem in stems), default=0)
    rest = folded[end:]
    if rest[:1].isalnum():
        rest = rest.partition(" ")[2]
    return len([word for word in rest.split() if any(map(str.isalnum, word))])


def stems_in(folded: str, kinds: tuple[str, ...]) -> Iterator[Stem]:
    """The rows of vocabulary `kinds` found in folded text; `*` at a row's start or end lets the word go on there."""
    size, spaced = len(folded), None
    # Most of what the automaton finds is a part of another word, and of a row that no word may go on from.
    for last, (stems, length, opens_start, opens_end) in _stem_automaton(kinds).iter(folded):
        end = last + 1
        start = end - length
        inner_start = start > 0 and _in_word(folded[start - 1])
        inner_end = end < size and _in_word(folded[end])
        if inner_start or inner_end:
            if spaced is None:
                spaced = folded.isascii() or UNSPACED_CHAR.search(folded) is None
            inner_start = inner_start and (spaced or not _beside_unspaced(folded, start))
            inner_end = inner_end and (spaced or not _beside_unspaced(folded, end))
            if (inner_start and not opens_start) or (inner_end and not opens_end):
                continue
        for stem in stems:
            if (stem.open_start or not inner_start) and (stem.open_end or not inner_end):
                yield stem
