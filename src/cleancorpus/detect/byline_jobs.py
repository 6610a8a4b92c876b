"""Whether a line below a byline is its author's job, or a heading or a first line of text that only speaks of one.

A job is a noun with what stands before it and a place or an outlet behind: «Transport Correspondent», «Editor of the
Harbour Notes», «Redactora de tribunales». What tells a heading is an article or a preposition before the job («The editor
of the year», «The life of a photographer»), and words behind it that are neither small nor names («A reporter came to
the door», «Why writers leave»).
"""

from __future__ import annotations

import re

from cleancorpus.detect.byline_parts import PART, SEPARATOR, SMALL_WORDS, is_furniture
from cleancorpus.known.people import has_job, is_caseless
from cleancorpus.text import fold

_WORD = re.compile(r"[^\W\d_]\S*")
_AND = re.compile(r"\s+(?:and|und|et|y|och|og|&)\s+")
_ARTICLES = frozenset("the a an der die das ein eine le la les un une el los las una il lo uno het een en ett".split())
_OF = frozenset("of de di da du des für van av".split())  # «Reporter in court» is a heading
_BEFORE = 3  # words before a job: «Chief political affairs correspondent»
_CASELESS = 4  # words of a job in a script without capitals


def is_job_line(text: str) -> bool:
    """Whether the line names jobs and nothing else; one that begins with a small letter goes on from the name above it.

    >>> is_job_line("Senior political correspondent"), is_job_line("Editor of the Harbour Notes"), is_job_line("Editor, Velden")
    (True, True, True)
    >>> is_job_line("The editor of the year"), is_job_line("A reporter came to the door"), is_job_line("Why Writers Leave")
    (False, False, False)
    """
    if text[:1].islower():
        return True
    parts = [part for segment in SEPARATOR.split(text) for part in PART.split(segment)]
    pieces = [piece for part in parts for piece in _AND.split(part) if piece.strip()]
    jobs = [piece for piece in pieces if has_job(fold(piece))]
    return any(map(_is_job, jobs)) and all(is_furniture(piece) for piece in pieces if piece not in jobs)


def _is_job(piece: str) -> bool:
    """Whether a piece that holds a job's word is a job."""
    words = _WORD.findall(piece)
    if is_caseless(words[0]):
        return len(words) <= _CASELESS and (len(words) > 1 or _ends_in_job(piece))
    jobs = [index for index, word in enumerate(words) if has_job(fold(word))]
    if not jobs:  # of several words: «chief of staff»
        return len(words) <= 2 * _BEFORE and not _is_small(words[0])
    before, behind = words[: jobs[0]], words[jobs[-1] + 1 :]
    if len(before) == 2 and fold(before[1]) in _OF and not _is_small(before[0]):
        before = []  # «Équipe de rédaction»
    if len(before) > _BEFORE or any(map(_is_small, before)):
        return False
    if not any(word[0].islower() and not _is_small(word) for word in behind):
        return not behind or _is_small(behind[0])
    return len(behind) <= _BEFORE and fold(behind[0]) in _OF and not any(map(_is_small, behind[1:]))


def _ends_in_job(word: str) -> bool:
    """Whether a word of a script without spaces ends in a job: «本报记者», not «记者手记»."""
    return any(
        has_job(word[start:]) and not has_job(word[start:-1]) for start in range(max(0, len(word) - 6), len(word))
    )


def _is_small(word: str) -> bool:
    low = fold(word)
    return low in SMALL_WORDS or low in _ARTICLES
