"""Running text: which lines read like paragraphs, where their sentences end, and how much of it stands before a line."""

from __future__ import annotations

import re
from collections.abc import Sequence

from cleancorpus.detect.line import Line
from cleancorpus.model import Span
from cleancorpus.text import UNSPACED, ends_sentence

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


def word_count(line: Line) -> int:
    """Words of a line; about 1.5 characters of unspaced scripts make one."""
    n = len(line.words)
    return n * 2 // 3 if _UNSPACED.search(line.text) else n


def is_prose(line: Line) -> bool:
    """Whether a line reads like a paragraph: a sentence of ten words or more, or very many words."""
    n = word_count(line)
    return n >= _LONG_WORDS or (n >= _PROSE_WORDS and ends_sentence(line.text))


def prose_before(lines: Sequence[Line], prose: Sequence[bool]) -> tuple[float, ...]:
    """Per line which share of the words of `prose` lines (0 to 1) stands before it; all 1 where no line is prose."""
    counts = [len(line.words) if each else 0 for line, each in zip(lines, prose, strict=True)]
    total = sum(counts)
    if not total:
        return (1.0,) * len(counts)
    found, so_far = [], 0
    for count in counts:
        found.append(so_far / total)
        so_far += count
    return tuple(found)


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
