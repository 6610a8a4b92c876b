"""Running text: which lines read like paragraphs, where their sentences end, and how much of it stands before a line."""

from __future__ import annotations

import re
from collections.abc import Sequence

from cleancorpus.detect.line import Line
from cleancorpus.model import Span

_STOPS = ".!?\N{HORIZONTAL ELLIPSIS}"
_OTHER_STOPS = (
    "\N{ARABIC QUESTION MARK}\N{ARABIC FULL STOP}\N{DEVANAGARI DANDA}\N{DEVANAGARI DOUBLE DANDA}\N{ARMENIAN FULL STOP}"
)
_WIDE_STOPS = (
    "\N{IDEOGRAPHIC FULL STOP}\N{FULLWIDTH EXCLAMATION MARK}\N{FULLWIDTH QUESTION MARK}"
    "\N{HALFWIDTH IDEOGRAPHIC FULL STOP}"
)
_CLOSING = "\N{RIGHT DOUBLE QUOTATION MARK}\N{RIGHT SINGLE QUOTATION MARK}"
_OPENING = "\N{DOUBLE LOW-9 QUOTATION MARK}\N{LEFT DOUBLE QUOTATION MARK}"
# A sentence ends at a full stop before a space, or, where a notice was glued on, before a capital without a space.
_END = re.compile(
    rf"""
    (?<=[{_STOPS}{_OTHER_STOPS}]) ["'{_CLOSING}»)\]]{{0,3}} \s+ (?=\S)         # ordinary: stop, closing quotes, space
    | (?<=[a-zß-ÿа-яёіїєα-ώ0-9)"\N{{RIGHT DOUBLE QUOTATION MARK}}»][{_STOPS}])   # glued: «…am Tisch.Wir verwenden …»
      (?=[A-ZÀ-ÞА-ЯЁІЇЄΑ-Ω«{_OPENING}][\w'\N{{RIGHT SINGLE QUOTATION MARK}}]* )
    | (?<=[{_WIDE_STOPS}]) ["'{_CLOSING}」』\N{{FULLWIDTH RIGHT PARENTHESIS}}]{{0,3}} (?=\S)  # East Asian, without a space
    """,
    re.VERBOSE,
)
# A sentence of ten words is seldom a button or a caption (C4 takes five for text, which teasers have, too); 28 words
# are a paragraph even if its end was cut off. On 216 labelled texts ten is the middle: 6 leaves nine lines of furniture
# more, 15 takes seven more and none of an article; 20 words instead of 28 leave five more, 45 make no difference.
_PROSE_WORDS = 10
_LONG_WORDS = 28


def is_prose(line: Line) -> bool:
    """Whether a line reads like a paragraph: a sentence of ten words or more, or very many words."""
    n = line.size
    return n >= _LONG_WORDS or (n >= _PROSE_WORDS and line.ends_sentence)


def prose_before(lines: Sequence[Line], prose: Sequence[bool]) -> tuple[float, ...]:
    """Per line which share of the words of `prose` lines (0 to 1) stands before it; all 1 where no line is prose."""
    counts = [line.n_words if each else 0 for line, each in zip(lines, prose, strict=True)]
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
