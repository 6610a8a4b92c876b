"""Dates that are part of what an article says: a timeline, a list of days, a row of results.

Told by their neighbours alone. A page dates its article once or twice, one date beside the other; dates with sentences
between them, three days in a row, or a line of the same form as the lines around it are the article's.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from itertools import pairwise

from cleancorpus.detect.line import Line
from cleancorpus.detect.view import View
from cleancorpus.known.date_labels import UNSPACED_SCRIPT
from cleancorpus.known.published import FIRST_SHOWN, LAST_SHOWN
from cleancorpus.known.sections import SECTIONS
from cleancorpus.known.stamps import Stamp
from cleancorpus.text import ends_sentence, fold

_DATED = ("full", "day", "time")
# «Published», «updated» and the crawler's own are two or three stamps of at most two days; a third day is a list.
_DAYS_OF_A_LIST = 3
# A date under the headline and one at the end have text between them once; a timeline has it after each.
_PARTS_OF_A_TIMELINE = 3
_SENTENCE_WORDS, _SENTENCE = 3, 12  # or two words of as many characters
_MOST_BETWEEN = 3  # lines from one day of a calendar or timeline to the next, where there are two only
_MOST_UNLIKE = 2  # words
_APART = 2  # days; an update may be of the day after
_ROWS_BESIDE = 2  # of the same form, within as many lines
_DAY_SIGNS = "日号號일"
SAID_WORDS = 5  # a line of so many that ends like a sentence is one
_TOLD_FROM = 3  # lines above a date among sentences: the headline and two of the text
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
    for index, after in pairwise(bare):
        if _are_days_of_one(view, stamps, index, after) or _are_entries(view, stamps, index, after):
            found.update((index, after))
    told = _runs(view, [index for index in bare if not _has_clock(view, stamps, index)])
    told = [run for run in told if _sentence_between(view, run[-1] + 1, len(view.lines))]
    if len(told) >= _PARTS_OF_A_TIMELINE:
        # The first may be the article's own date: alone over the text, or with nothing said before it. What is told right
        # below it in one short line, as below the others, is no text of an article.
        over = told[0][-1] < view.layout.first < told[1][0] or not _sentence_between(view, 0, told[0][0])
        over = over and not all(_tells_one_line(view, stamps, run[-1]) for run in told[:_PARTS_OF_A_TIMELINE])
        found.update(index for run in told[over:] for index in run)
    return frozenset(found)


def _are_days_of_one(view: View, stamps: Mapping[int, Stamp], index: int, after: int) -> bool:
    """Whether two dates are days of one calendar or timeline: of one form, with a line or a few below each, or in a row
    and far from the headline («Tuesday, 24 September, 14:30» over «Monday, 25 November, 15:00»)."""
    first, second = stamps[index], stamps[after]
    one, other = view.lines[index], view.lines[after]
    if (
        first.anchor != second.anchor
        or first.anchor == "time"
        or one.text == other.text
        or first.residue
        or second.residue
    ):
        return False
    if abs(one.n_words - other.n_words) > _MOST_UNLIKE:
        return False
    if after == index + 1:
        return index > view.layout.first and _days_apart(first.iso, second.iso) >= _APART
    if after - index - 1 > _MOST_BETWEEN or (first.anchor == "full" and _has_clock(view, stamps, index)):
        return False
    below = [*range(index + 1, after), after + 1]
    return all(
        place < len(view.lines) and place not in stamps and place not in view.layout.paragraphs for place in below
    )


def _are_entries(view: View, stamps: Mapping[int, Stamp], index: int, after: int) -> bool:
    """Whether two days head entries of a diary: each right above a paragraph, and nothing but paragraphs between them."""
    return (
        all(
            stamps[day].anchor == "full" and not stamps[day].residue and not _has_clock(view, stamps, day)
            for day in (index, after)
        )
        and stamps[index].iso != stamps[after].iso
        and after + 1 < len(view.lines)
        and view.prose[after + 1]
        and after > index + 1
        and all(view.prose[index + 1 : after])
    )


def _days_apart(one: str | None, other: str | None) -> int:
    return abs((date.fromisoformat(one) - date.fromisoformat(other)).days) if one and other else 0


def _tells_one_line(view: View, stamps: Mapping[int, Stamp], index: int) -> bool:
    """Whether one short line stands between a date and the next one, or the text."""
    below = index + 1
    return below < len(view.lines) and below not in stamps and below not in view.layout.paragraphs


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
    return any(
        line.ends_sentence and (line.n_words >= _SENTENCE_WORDS or (line.n_words > 1 and len(line.text) >= _SENTENCE))
        for line in view.lines[start:end]
    )


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


def is_told(view: View, index: int, stamp: Stamp) -> bool:
    """Whether a date is of the article: of a day before the web, or between sentences of which two stand above it."""
    if stamp.iso and not FIRST_SHOWN <= stamp.iso <= LAST_SHOWN:
        return True
    return index >= _TOLD_FROM and between_sentences(view, index, 2)


def between_sentences(view: View, index: int, above: int) -> bool:
    """Whether a sentence stands below the line and so many above it."""
    beside = [*range(index - above, index), index + 1]
    return all(
        0 <= place < len(view.lines)
        and view.lines[place].n_words >= SAID_WORDS
        and ends_sentence(view.lines[place].text)
        for place in beside
    )


def is_among_sentences(view: View, index: int) -> bool:
    """Whether sentences of the text stand on both sides, more than a standfirst above: two above, or a paragraph and one."""
    below = view.lines[index + 1 :]
    above = view.lines[:index]
    return _count_sentences(above) > 1 and _count_sentences(below) > 0


def _count_sentences(lines: Sequence[Line]) -> int:
    return sum(line.n_words >= SAID_WORDS and line.ends_sentence for line in lines)


# Before the name of a place: «in Velden», «aus Velden», «à Velden».
_IN_PLACE = (
    r"(?:in|near|at|from|to|bei|aus|nach|à|de|en|desde|a|em|di|da|te|uit|naar|i|från|fra|till|til|w|z|do|v|ve|в|из|у)"
)


def is_section_or_place(view: View, index: int, word: str) -> bool:
    """Whether a word is a section's name, or one that the text uses as that of a place («in Velden», «Velden (dpa) –»)."""
    if fold(word) in SECTIONS:
        return True
    used = re.compile(
        rf"\b{_IN_PLACE}\s{re.escape(word)}(?!\w)|^{re.escape(word)}(?:\s\(|[.,:]?\s[-\N{{EN DASH}}\N{{EM DASH}}])"
    )
    return any(line.index != index and word in line.text and used.search(line.text) is not None for line in view.lines)


def goes_with_word(view: View, line: Line, stamp: Stamp) -> bool:
    """Whether a word goes with the date: before it without a mark between («Opens 3 May 2024», «Dal 3 maggio»), in a
    script without capitals also behind it («2024年5月3日から»). A section, or a place of the text, does not («Sport 3 May
    2024»); an unknown word stays, as the day of an event may follow it («Release 3 May 2024»).
    """
    words, text = set(stamp.residue), line.text
    for word in stamp.residue:
        start = text.find(word)
        before, behind = text[:start], text[start + len(word) :].lstrip()
        if len(words) == 1 and behind[:1].isdigit():  # two are a name
            return not is_section_or_place(view, line.index, word)
        # A source or section has a blank before it; in scripts with blanks one word behind a date is no section.
        glued = before[-1:].isdigit() or before[-1:] in _DAY_SIGNS
        alone = len(words) == 1 and not behind and before.rstrip()[-1:].isalnum()
        if word.upper() == word.lower() and before and (glued or (alone and not UNSPACED_SCRIPT.search(word))):
            return True
    return False
