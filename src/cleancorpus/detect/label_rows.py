"""Labels in a row, with signs between them or glued to one another: «Facebook Twitter», «AblehnenAnpassenAlle annehmen»."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from functools import lru_cache

from cleancorpus.detect.labels import EDGES
from cleancorpus.detect.line import Line
from cleancorpus.lexicon import read_phrases
from cleancorpus.model import Span
from cleancorpus.text import UNSPACED_CHAR, n_letters

_WORD = re.compile(r"\w+")


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
    if UNSPACED_CHAR.match(text, start):
        return text[start]
    match = _WORD.match(text, start)
    return match[0] if match else text[start : start + 1]


def _edge(text: str, at: int) -> bool:
    """Whether a label may begin or end at `at`: beside a non-letter, or where the case goes from lower to upper."""
    return at <= 0 or at >= len(text) or _parted(text[at - 1], text[at])


@lru_cache(maxsize=4096)  # pairs of letters, of which few texts have more
def _parted(before: str, after: str) -> bool:
    if not (before.isalnum() and after.isalnum()):
        return True
    if before.isdigit() != after.isdigit():
        return True
    return (before.islower() and after.isupper()) or bool(UNSPACED_CHAR.match(before) or UNSPACED_CHAR.match(after))


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
        # Crosses, which close a notice, are labels of the lexicon.
        if not char.isalnum() and char not in "\N{MULTIPLICATION SIGN}\N{MULTIPLICATION X}\N{HEAVY MULTIPLICATION X}":
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
    all_chars = n_letters(line.text[start:end])
    label_chars = sum(n_letters(line.text[span.start : span.end]) for span in spans)
    return (label_chars / all_chars if all_chars else 0.0), len(spans)
