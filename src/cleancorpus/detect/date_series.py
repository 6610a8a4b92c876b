"""Dates that are part of what an article says: a timeline, a list of days, a row of results.

Told by their neighbours alone. A page dates its article once or twice, one date beside the other; dates with sentences
between them, three days in a row, or a line of the same form as the lines around it are the article's.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from cleancorpus.detect.line import Line
from cleancorpus.detect.view import View
from cleancorpus.known.stamps import Stamp
from cleancorpus.text import ends_sentence

_DATED = ("full", "day", "time")
# «Published», «updated» and the crawler's own are two or three stamps of at most two days; a third day is a list.
_DAYS_OF_A_LIST = 3
# A date under the headline and one at the end have text between them once; a timeline has it after each.
_PARTS_OF_A_TIMELINE = 3
_SENTENCE_WORDS = 3
_ROWS_BESIDE = 2  # of the same form, within as many lines
_CLOCK = re.compile(r"\d:\d\d")
_LETTERS, _DIGITS = re.compile(r"[^\W\d_]+"), re.compile(r"\d+")


def dates_of_the_article(view: View, stamps: Mapping[int, Stamp]) -> frozenset[int]:
    """The lines among `stamps` (by index) that belong to the article; labelled ones («Updated …») never do."""
    bare = [index for index, stamp in stamps.items() if stamp.anchor in _DATED and not stamp.labelled]
    found = {index for index in bare if _is_row(view, view.lines[index], stamps)}
    runs = _runs(view, bare)
    for run in runs:
        if len({stamps[index].iso or view.lines[index].text for index in run}) >= _DAYS_OF_A_LIST:
            found.update(run)
    told = _runs(view, [index for index in bare if not _has_clock(view, stamps, index)])
    told = [run for run in told if _sentence_between(view, run[-1] + 1, len(view.lines))]
    if len(told) >= _PARTS_OF_A_TIMELINE:
        # The first may be the article's own date: alone over the text, or with nothing said before it.
        over = told[0][-1] < view.layout.first < told[1][0] or not _sentence_between(view, 0, told[0][0])
        found.update(index for run in told[over:] for index in run)
    return frozenset(found)


def _has_clock(view: View, stamps: Mapping[int, Stamp], index: int) -> bool:
    """Whether a day stands there with its time, as over a comment: a timeline gives one or the other."""
    return stamps[index].anchor != "time" and _CLOCK.search(view.lines[index].text) is not None


def _runs(view: View, indices: list[int]) -> list[list[int]]:
    """The lines parted where a sentence stands between two of them."""
    runs: list[list[int]] = []
    for index in indices:
        if runs and not _sentence_between(view, runs[-1][-1] + 1, index):
            runs[-1].append(index)
        else:
            runs.append([index])
    return runs


def _sentence_between(view: View, start: int, end: int) -> bool:
    return any(ends_sentence(line.text) and len(line.words) >= _SENTENCE_WORDS for line in view.lines[start:end])


def _is_row(view: View, line: Line, stamps: Mapping[int, Stamp]) -> bool:
    """Whether lines beside it that are no dates end in a figure of the same form: «3. Mar 7:19.9» under «2. Bo 7:15.0»."""
    form = _form_of_last(line.text)
    if not form:
        return False
    beside = [
        other
        for other in view.lines[max(0, line.index - 2) : line.index + 3]
        if other.index not in stamps and _form_of_last(other.text) == form
    ]
    return len(beside) >= _ROWS_BESIDE


def _form_of_last(text: str) -> str:
    """The last word with letters as `a` and digits as `9`; empty if it has no digit, or no mark beside digits."""
    last = text.rsplit(None, 1)[-1]
    form = _DIGITS.sub("9", _LETTERS.sub("a", last))
    return form if "9" in form and len(form) > 1 else ""
