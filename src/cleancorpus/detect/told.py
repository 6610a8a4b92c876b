"""Whether a text tells of an appeal instead of making it: somebody says it, or it is one of many answers."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from cleancorpus.detect.line import Line
from cleancorpus.detect.view import View
from cleancorpus.lexicon import Hit
from cleancorpus.lexicon.found import vocabulary
from cleancorpus.model import Span
from cleancorpus.text import QUESTION_MARKS, ends_sentence, n_size

_TOLD_WORDS = (2, 8)  # of a clause that says who speaks: «he wrote», «me piden en cada página»
_QUESTIONS = 3  # with an answer each; a single one may be a notice's («Want more? Sign up.»)
_AROUND = 20  # lines in which the other questions stand
_VOICE = vocabulary("cookie", "we", "you")
# Words in quotation marks behind a colon or comma («The door said: "Already a subscriber? Log in."»). Shorter ones are the
# name of a button; the words in front say who speaks.
_QUOTATION = re.compile('[:,\N{FULLWIDTH COLON}\N{FULLWIDTH COMMA}]\\s?["「『]([^"」』]+)["」』]')
_QUOTED_SIZE, _SPEAKER_SIZE = 3, 2
# A year of the past or the near future that nobody has the rights of.
_YEAR = re.compile(r"(?<![\w.,/-])(?:1[5-9]|20)\d\d(?![\w,/-])")
_RIGHTS = ("\N{COPYRIGHT SIGN}", "(c)", "copyright")


def told_clause(line: Line, part: Span, hits: Sequence[Hit], vocabulary: frozenset[str] = frozenset()) -> int:
    """Whether a clause behind the comma of a call speaks to nobody and of other things, as in «Subscribe to my letter,
    he wrote»: 0 (no) to 2, where the sentence goes on behind it and does not come back to the topic.

    `hits` are the topic's phrases in the line, `vocabulary` the kinds of its verbs and nouns.
    """
    first, comma, rest = line.folded[part.start : part.end].partition(",")
    if not comma or not ends_sentence(rest):
        return 0
    clause, _, last = rest.partition(",")
    if not _TOLD_WORDS[0] <= n_size(clause) <= _TOLD_WORDS[1]:
        return 0
    behind = part.start + len(first) + 1
    end = behind + len(clause)
    languages = _languages(line, Span(part.start, behind), hits, vocabulary)
    if not languages or _languages(line, Span(behind, end), hits, vocabulary):
        return 0
    if any(stem.language in languages for stem in line.wording.part(Span(behind, end)).stems(_VOICE)):
        return 0
    return 2 if n_size(last) > 1 and not _languages(line, Span(end, part.end), hits, vocabulary) else 1


def _languages(line: Line, part: Span, hits: Sequence[Hit], vocabulary: frozenset[str]) -> set[str]:
    """The languages in which a part of the line has a phrase of the topic or a word of its vocabulary."""
    found = {hit.phrase.language for hit in hits if part.start <= hit.start < part.end}
    if not vocabulary:
        return found
    return found | {stem.language for stem in line.wording.part(part).stems(vocabulary)}


def is_cried(line: Line, parts: Sequence[Span]) -> bool:
    """Whether the text goes on in a small letter behind a call: «Support us! they shouted.»"""
    return any(line.text[part.end - 1] in "!?" and line.text[after.start].islower() for part, after in pairwise(parts))


def quotations(line: Line) -> list[Span]:
    """The stretches of a line that it quotes behind words of its own, in its folded text."""
    found = []
    for match in _QUOTATION.finditer(line.folded):
        if n_size(match[1]) >= _QUOTED_SIZE and n_size(line.folded[: match.start()]) >= _SPEAKER_SIZE:
            found.append(Span(match.start(1), match.end(1)))
    return found


def names_year(folded: str) -> bool:
    """Whether a sentence names a year that is no notice's: what it says was or will be so at that time."""
    return _YEAR.search(folded) is not None and not any(sign in folded for sign in _RIGHTS)


def is_answer(view: View, index: int) -> bool:
    """Whether the line stands under a question and is one of several answers."""
    asked = [
        line.index
        for line, after in pairwise(view.lines[max(0, index - _AROUND) : index + _AROUND])
        if line.text.endswith(QUESTION_MARKS) and after.ends_sentence and not after.text.endswith(QUESTION_MARKS)
    ]
    return index - 1 in asked and len(asked) >= _QUESTIONS
