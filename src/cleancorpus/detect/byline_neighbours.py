"""What stands beside a line and speaks for or against its being a byline: dates, addresses, headings, other names."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import islice

from cleancorpus.detect.byline_jobs import is_job_line
from cleancorpus.detect.byline_parts import EMAIL, is_staff
from cleancorpus.detect.layout import Layout
from cleancorpus.detect.line import Line
from cleancorpus.detect.view import View
from cleancorpus.known.name_reader import read_names, split_names
from cleancorpus.known.people import evidence, has_job
from cleancorpus.known.people_words import PARTICLES
from cleancorpus.known.stamps import read_stamp
from cleancorpus.lexicon import Hit, is_whole, phrases
from cleancorpus.text import ends_sentence, fold

# «Directed by: Jane Doe»: as below, with room for a cast.
# «Publisher: Sample House»: a label of a few words and a short value, as facts about a book or a film stand.
_WORK_ROW = re.compile(r"[^\W\d_][^:]{1,28}:\s\S.{0,90}$")
_WORK_REACH, _WORK_NEAR = 3, 4  # lines in which the other rows, and the other works, stand
_LIFE = re.compile(r"(?<!\d)1[89]\d\d\D{1,7}(?:19|20)\d\d(?!\d)")
_LONGEST_LIFE = 30
_OPENING_WORD = re.compile(r"[^\s:\N{FULLWIDTH COLON}]{1,12}(?:[:\N{FULLWIDTH COLON}]|\s)")
_WORK_WORDS = 10  # of a title, or of «by» and names
_DATA_ROW = re.compile(r"[^\W\d_][^:]{1,28}:\s\S.{0,60}$")
# The end of a letter, in the languages of most readers' letters: the name below signs it and is part of the text.
CLOSING = re.compile(
    r"(?:yours|sincerely|regards|best wishes|love|respectfully|cordially|grüße?n?|gruß|herzlich|hochachtungsvoll|"
    r"cordialement|bien à vous|amicalement|atentamente|saludos|un abrazo|cordiali saluti|distinti saluti|atenciosamente|"
    r"abraços?|met vriendelijke groet(?:en)?|hoogachtend|med vänlig hälsning|hilsen|z poważaniem|с уважением|eure?|dein|ihr)\W*$",
    re.I,
)
# A profile and nothing else on the line. In a sentence an address is what the article speaks of.
SOCIAL = re.compile(
    r"^(?:(?:https?://)?(?:www\.)?(?:twitter|x|facebook|instagram|linkedin)\.com/(?:in/)?[\w.-]{2,40}/?|@[A-Za-z_]\w{2,30})$",
    re.I,
)
# «Mail: jane@example.com».
ADDRESS = re.compile(r"(?:e-?mail|mail|kontakt|contact|courriel|correo|twitter|x)\s*:\s*\S*@\S+$", re.I)
_BIOGRAPHY = 6  # words
_QUOTES = "\"\N{LEFT DOUBLE QUOTATION MARK}\N{DOUBLE LOW-9 QUOTATION MARK}«»\N{SINGLE LOW-9 QUOTATION MARK}'"


def belongs_beside(line: Line, place: Layout, *, below: bool) -> str:
    """Why the line belongs to the credit beside it, as a reason code of the byline rule, or ''."""
    text = line.text.strip(" \t|\N{BULLET}\N{MIDDLE DOT}\N{EN DASH}\N{EM DASH}-,")
    if not text or len(text) > 100 or line.index in place.paragraphs or line.index in place.titles:
        return ""
    if SOCIAL.match(text) or EMAIL.fullmatch(text):
        return "address"
    words = line.n_words
    named = read_names(text)
    if (
        below
        and not (named and evidence(named.names[0]) == 2)
        and words <= 10
        and not ends_sentence(text)
        and text[-1] not in ":?"
        and line.kind != "heading"
        and ((has_job(line.folded) and is_job_line(text)) or is_staff(text))
    ):
        return "job"
    if not below and is_lone_label(line.folded):
        return "name-label"
    return ""


@lru_cache(maxsize=1)
def _lone_labels() -> frozenset[str]:
    """The weak labels that mean nothing else where they stand alone: of more than one letter."""
    return frozenset(text for text in phrases("byline.word-prefix") if len(text) > 1)


def is_lone_label(folded: str) -> bool:
    """Whether the line is a word such as «by» and nothing else, so that a name follows on the next.

    >>> is_lone_label("by:"), is_lone_label("by the river")
    (True, False)
    """
    return len(folded) <= 20 and folded.strip(" :\N{FULLWIDTH COLON}|-\N{EN DASH}\N{EM DASH}") in _lone_labels()


def ends_in_by(line: Line, hits: tuple[Hit, ...]) -> bool:
    """Whether the line is a label that ends in a preposition («Written by», «Artikel von»), so that a name follows."""
    return len(line.text) <= 40 and any(
        hit.phrase.kind in ("byline.label", "byline.credit")
        and hit.phrase.text.split()[-1] in _lone_labels()
        and is_whole(line.folded, hit)
        for hit in hits
    )


def is_author_heading(view: View, line: Line) -> bool:
    """Whether the line is a heading above authors («About the author», «Ein Beitrag von:»)."""
    return len(line.text) <= 60 and any(
        is_whole(line.folded, hit) and hit.phrase.kind in ("author_box.heading", "byline.label", "byline.credit")
        for hit in view.hits[line.index]
    )


def is_calendar_row(view: View, index: int) -> bool:
    """Whether a neighbour also mixes a date with other words, as rows of a calendar do."""
    for beside in (index - 1, index + 1):
        if 0 <= beside < len(view.lines) and len(view.lines[beside].text) <= 140:
            stamp = read_stamp(view.lines[beside].text)
            if stamp.anchor in ("full", "day") and len(stamp.residue) >= 2:
                return True
    return False


def stamp_beside(view: View, line: Line, *, reach: int = 2) -> bool:
    """Whether the line above or one of the next below is a date or a reading time."""
    for index in (*range(line.index - reach + 1, line.index), *range(line.index + 1, line.index + reach + 1)):
        if 0 <= index < len(view.lines):
            other = view.lines[index]
            if len(other.text) <= 100 and any(char.isdigit() for char in other.text):
                stamp = read_stamp(other.text, other.folded)
                if stamp.anchor in ("full", "day", "relative", "reading") and len(stamp.residue) <= 1:
                    return True
    return False


def in_data_rows(view: View, line: Line) -> bool:
    """Whether the line is a row of facts («Author: …», «Publisher: …», «Pages: …»), told by rows like it on both sides,
    or one of a film's, a play's or a concert's, whose other rows name people, too («Directed by: …», «With: …»), or names
    who wrote one of several works.
    """
    if _in_work_rows(view, line) or _is_listed_work(view, line):
        return True
    if ":" not in line.text:
        return False
    rows = [
        view.lines[i].text
        for i in range(max(0, line.index - 2), min(len(view.lines), line.index + 3))
        if i != line.index and len(view.lines[i].text) <= 90
    ]
    alike = [
        row
        for row in rows
        if _DATA_ROW.match(row) and not read_stamp(row).anchor and not _holds_person(row.split(":", 1)[1])
    ]
    return len(alike) >= 2


def _in_work_rows(view: View, line: Line) -> bool:
    """Whether two rows beside the line have labels that no byline has, and one of them a person."""
    rows = [
        other.text
        for other in view.lines[max(0, line.index - _WORK_REACH) : line.index + _WORK_REACH + 1]
        if other.index != line.index
        and _WORK_ROW.match(other.text)
        and not read_stamp(other.text).anchor
        and not view.hits_of(other, "byline.", "photo_credit.", "author_box.", "timestamp.", "share.", "related.")
    ]
    return len(rows) >= 2 and any(_holds_person(row.split(":", 1)[1]) for row in rows)


def _is_listed_work(view: View, line: Line) -> bool:
    """Whether «by» or «author» and a name stand under one of several works: others stand near, each under a short line."""
    opening = _OPENING_WORD.match(line.folded)
    near = [
        other
        for other in view.lines[max(1, line.index - _WORK_NEAR) : line.index + _WORK_NEAR + 1]
        if abs(other.index - line.index) > 1
        and other.n_words <= _WORK_WORDS
        and opening is not None
        and other.folded.startswith(opening[0])
        and other.folded != line.folded
    ]
    return bool(near) and all(_is_under_work(view, index) for index in (line.index, near[0].index))


def is_over_life(view: View, index: int) -> bool:
    """Whether the line below gives the years of a life, as in an obituary: «1931–2024»."""
    below = view.lines[index + 1].text if index + 1 < len(view.lines) else ""
    return len(below) <= _LONGEST_LIFE and _LIFE.search(below) is not None


def _is_under_work(view: View, index: int) -> bool:
    above = view.lines[index - 1] if index else None
    return (
        above is not None
        and above.index not in view.layout.titles
        and above.n_words <= _WORK_WORDS
        and not above.ends_sentence
        and not view.labels[above.index]
    )


def _holds_person(text: str) -> bool:
    names = read_names(text)
    return names is not None and any(evidence(name) for name in names.names)


def among_names(view: View, index: int) -> bool:
    """Whether names stand alone on the lines around, as in a cast or a list of winners."""
    around = [view.lines[i].text for i in range(max(0, index - 2), min(len(view.lines), index + 3)) if i != index]
    # Two of the four lines around: one may be the second author, two are a list. Longer lines are sentences about
    # people.
    return sum(1 for text in around if len(text) <= 60 and _starts_with_name(text)) >= 2


def _starts_with_name(text: str) -> bool:
    """Whether the line is names, or begins with a name that is known as one («Jane Doe, The Ferry»)."""
    if split_names(text):
        return True
    names = read_names(text)
    return names is not None and evidence(names.names[0]) == 2


def is_person_of_story(view: View, names: tuple[str, ...], index: int) -> bool:
    """Whether the headline or a paragraph speaks of one of the names: then the line is no byline but a label."""
    if in_title(view, names):
        return True
    for p in view.layout.paragraphs:
        text = view.lines[p].text
        if any(name in text and not (p > index and text.startswith(name)) for name in names):
            return True  # one that starts with the name is what the site says of its author
    return False


def is_named_in_text(view: View, names: tuple[str, ...]) -> bool:
    """Whether a paragraph has the family name of one of `names`, but for a late one that begins with the name, a biography.

    Asked where no headline says whom the text is about: an author is seldom in the own text.
    """
    for name in names:
        family = name.split()[-1]
        for line, prose in zip(view.lines, view.prose, strict=True):
            if prose and family in line.text and not (view.layout.is_late(line.index) and line.text.startswith(name)):
                return True
    return False


def is_of_work(view: View, index: int) -> bool:
    """Whether a name with «by» stands under the title of a poem or a book inside the text, not under its headline."""
    place = view.layout
    if index < place.body[0] or not any(place.body[0] <= p < index for p in place.paragraphs[1:]):
        return False
    above = view.lines[index - 1]
    below = view.lines[index + 1] if index + 1 < len(view.lines) else None
    return not (
        above.index in place.paragraphs
        or above.ends_sentence
        or view.hits_of(above, "photo_credit.")
        or stamp_beside(view, view.lines[index])
        or (below is not None and belongs_beside(below, place, below=True))
    )


def has_common_word(view: View, name: str) -> bool:
    """Whether the text has a word of `name` in small letters, too: then it is a word, not a name («By Popular Demand»)."""
    words = (fold(word) for word in name.split() if word not in PARTICLES and len(word) > 2)
    return any(re.search(rf"(?<![^\W_]){re.escape(word)}(?![^\W_])", view.doc.text) for word in words)


def _signing_lines(view: View, name: str) -> tuple[int, ...]:
    """The first two lines that say that `name` writes: «View all posts by …», or a biography."""
    found = (line.index for line in view.lines if name in line.text and _signs(view, line, name))
    return tuple(islice(found, 2))


def _signs(view: View, line: Line, name: str) -> bool:
    is_short = len(line.text) <= 80 and line.text.endswith(name)
    if is_short and view.hits_of(line, "author_box.follow", "author_box.heading"):
        return True
    if view.layout.is_late(line.index) and line.text.startswith(name) and len(line.text) > len(name) + 20:
        rest = fold(line.text[len(name) :]).lstrip(" ,(")
        return any(rest.startswith(f"{word} ") for word in phrases("author_box.word-copula"))
    return False


def is_signed(view: View, name: str, index: int) -> bool:
    """Whether another line says that `name` writes: one of the `_signing_lines`, or the name once more right below."""
    if name not in view.signing:  # one name may stand over each of a thousand lines
        view.signing[name] = _signing_lines(view, name)
    below = view.lines[index + 1 : index + 2]
    return any(line != index for line in view.signing[name]) or any(line.text == name for line in below)


def has_biography(view: View, name: str, index: int) -> bool:
    """Whether one of the three lines below says what `name` does: it begins with the name, or a part, and a verb.

    «Jane Doe», «Editor», «Jane covers the harbour and its people.»
    """
    words = name.split()
    for line in view.lines[index + 1 : index + 4]:
        start = next((part for part in (name, words[0], words[-1]) if line.text.startswith(f"{part} ")), None)
        if start is None or line.n_words < _BIOGRAPHY:
            continue
        rest = fold(line.text[len(start) :]).lstrip(" ,(")
        if any(rest.startswith(f"{word} ") for word in phrases("author_box.word-copula")):
            return True
    return False


def in_title(view: View, names: tuple[str, ...]) -> bool:
    """Whether the headline holds the family name of one of `names`."""
    title = fold(view.doc.title or "")
    return any(len(name.split()[-1]) > 2 and fold(name.split()[-1]) in title for name in names)


def is_quote(line: Line) -> bool:
    return line.text[:1] in _QUOTES or line.kind == "quote"
