"""Why a date beside words, a time or a reading time goes, by where it stands; and which lines with a date state something."""

from __future__ import annotations

import re
from typing import NamedTuple

from cleancorpus.detect.line import Line
from cleancorpus.known.people_words import PARTICLES
from cleancorpus.known.stamps import Stamp, is_date_word, reading_words
from cleancorpus.text import ends_sentence, fold

DIGIT = re.compile(r"\d")


_SPAN = re.compile(r"(?:[\N{EN DASH}\N{EM DASH}]\s?|\s-\s)(?:[^\W\d_]+\.?\s)?\d{1,2}(?![\d:])")


_HOUR = re.compile(r"(?<![\d:.,/])\d{1,2}\s?(?:[ap]\.?m\b|uhr|h\b|時|时|點|点|시)(?!\s?\d)")


_SHORT_WORD = 4


_MARKS = (
    *".!?",
    "\N{HORIZONTAL ELLIPSIS}",
    "\N{IDEOGRAPHIC FULL STOP}",
    "\N{ARABIC QUESTION MARK}",
    "\N{DEVANAGARI DANDA}",
)


STRONG = ("full", "day", "relative", "reading")


# Thai, Lao, Burmese and Khmer write a sentence as one word: what is left of a line beside its date is no place.
_CLAUSE = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]{5}")


class Around(NamedTuple):
    """Where a stamp stands: over the text, in its tail, near the headline, beside another date or time, between two
    sentences.
    """

    over: bool
    tail: bool
    near: bool
    beside: bool
    said: bool


def reason_with_words(line: Line, stamp: Stamp, around: Around) -> str:
    """Why a date goes with the words beside it: capitalised ones, such as a place or section; or ''."""
    if any(_CLAUSE.search(word) for word in stamp.residue):
        return ""
    named = all(
        word[:1].isupper() or word.isdigit() or not word.isalpha() or fold(word) == word.upper()
        for word in stamp.residue
    )
    if stamp.anchor != "full" or not named or (not stamp.labelled and _is_phrase(line, stamp.residue)):
        return ""
    in_place = around.over or (around.tail and stamp.labelled)
    if len(stamp.residue) <= 3 and in_place and (around.near or stamp.labelled or around.beside):
        return "date-and-place"
    return "labelled-date" if stamp.labelled and len(stamp.residue) <= 2 else ""


def _is_phrase(line: Line, residue: tuple[str, ...]) -> bool:
    """Whether small words stand between those beside the date: «Held in the Village Hall», but not «Rio de Janeiro»."""
    start, end = line.text.find(residue[0]), line.text.rfind(residue[-1])
    between = line.text[start:end].split()
    small = [word for word in between if word.isalpha() and word.islower() and word not in PARTICLES]
    return bool(small)


def reason_of_time(line: Line, stamp: Stamp, around: Around, stamps: dict[int, Stamp]) -> str:
    """Why a day, time or reading time goes that is no full date, or ''."""
    over, index = around.over, line.index
    if stamp.labelled and stamp.anchor in ("day", "time", "relative"):
        return "labelled-time"
    if stamp.anchor == "reading":
        if line.n_words <= 2 and not around.beside and around.said:
            return ""
        return "reading-time" if (stamp.labelled and has_reading_word(line)) or (around.beside and over) else ""
    near = around.near and (stamp.anchor == "day" or DIGIT.search(line.text) is not None)  # «Today» may be a subheading
    if stamp.anchor in ("day", "relative") and over and (near or around.beside):
        return "time-under-headline"
    dated = any(stamps[i].anchor == "full" for i in (index - 1, index + 1) if i in stamps)
    if stamp.anchor == "time" and over and dated:
        return "time-beside-date"
    if stamp.anchor == "relative" and around.tail and around.beside:
        return "relative-time"
    return "weekday-beside-date" if stamp.anchor == "weekday" and around.beside and index + 1 in stamps else ""


def is_statement(line: Line, stamp: Stamp) -> bool:
    """Whether the line states something: words beyond the date's, or none of them a label, and the end of a sentence
    («For now.», «On 3 May.»)."""
    text = line.text.rstrip()
    if not text.endswith(_MARKS):
        return False
    if stamp.residue:
        return ends_sentence(text) and (text[-1:] != "." or not DIGIT.search(text))
    if stamp.labelled and (stamp.anchor != "reading" or DIGIT.search(text)):
        return False
    first, last = (line.words[0], line.words[-1]) if line.words else ("", "")
    begins = first[:1].isdigit() or (len(first) > 2 and is_date_word(first))
    if stamp.anchor == "full":
        return not begins
    # «3 Std.», «8 Mar.» and «14.05 hrs.» end in the dot of a short word or a number.
    is_short = text[-1:] == "." and len(last.lstrip("0123456789")) <= _SHORT_WORD
    return not is_short or (line.n_words > 1 and not begins)


def is_event(line: Line, stamp: Stamp) -> bool:
    """Whether the line is the day and hour of an event («Saturday 11 May 2024, 8 pm»): what is published has minutes."""
    return stamp.anchor == "full" and not stamp.labelled and _HOUR.search(line.folded) is not None


def is_fact(line: Line, stamp: Stamp) -> bool:
    """Whether the line is a name with a date for its value («When: 3 March 2024, 14:00»), or a span of days."""
    if stamp.labelled:
        return False
    name, colon, _ = line.folded.replace("\N{FULLWIDTH COLON}", ":").partition(":")
    if colon and stamp.residue and not DIGIT.search(name):
        return True
    return stamp.several and _SPAN.search(line.text) is not None


def has_reading_word(line: Line) -> bool:
    """Whether the line speaks of reading, so that «5 min» alone is no cooking time."""
    return names_reading(line) or not line.text.isascii()


def names_reading(line: Line) -> bool:
    """Whether one of the line's words is of reading times («read», «Lesezeit»)."""
    return any(word in reading_words() for word in line.words)
