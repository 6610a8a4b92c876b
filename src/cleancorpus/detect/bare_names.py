"""Names alone on a line: whether they are a byline, by what stands around them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from cleancorpus.detect.byline_neighbours import (
    CLOSING,
    among_names,
    belongs_beside,
    has_biography,
    has_common_word,
    in_title,
    is_author_heading,
    is_named_in_text,
    is_person_of_story,
    is_quote,
    is_signed,
    stamp_beside,
)
from cleancorpus.detect.byline_parts import furniture_only
from cleancorpus.detect.credit_labels import unglued
from cleancorpus.detect.credit_line import agencies_beside, people_and_places
from cleancorpus.detect.credit_rest import author_fields
from cleancorpus.detect.date_series import between_sentences
from cleancorpus.detect.line import Line
from cleancorpus.detect.name_lists import alternates
from cleancorpus.detect.view import View
from cleancorpus.known.name_reader import read_names, split_names
from cleancorpus.known.people import evidence, has_job, is_caseless, name_key, without_honorific
from cleancorpus.known.stamps import read_stamp
from cleancorpus.model import Finding
from cleancorpus.text import EMOJI, ends_sentence, fold

Fields = tuple[tuple[str, str], ...]

_HANDLE = re.compile(r"@\w")  # beside a name it says as much as a job
# Two words with capitals, or a script that has none (Hebrew to Sinhala, Thai and Lao, East Asia). It spares four lines
# of five the reading of names; a name of one word is no byline without a label.
_NAME_START = re.compile(
    r"\W{0,3}(?:[^\W\d_a-z]\S*[\s\N{NO-BREAK SPACE}]+"
    r"(?:[^\W\d_a-z]|(?:von|van|de|du|da|di|del|bin|el|al)[\s-])"
    r"|[\u0590-\u0dff\u0e00-\u0eff\u3040-\ud7a3])"
)
# A small letter right behind names: the line is a heading or a sentence («Jane Doe tells editors», «Doe and Staff»).
_RUNS_ON = re.compile(r"\s+[^\W\d_A-Z]\w*\s")
_LABEL = re.compile(r"(?:by|von|par|por)\s")
_BUTTONS = re.compile(r"(?<=\S\s\S)(\S*)\s+(?:Follow|Following|Twitter|Facebook)$")
# «Jane Doe reports from Velden»
_REPORTS = re.compile(
    r"\s+(?:reports|reporting|writes|berichtet|schreibt|informa|rapporteert|rapporterar|raportuje)\s+(?:from|aus|desde|vanuit|från|z|ze)"
    r"\s+(?:the\s+)?[^\W\d_a-z]\S*(?:\s[^\W\d_a-z]\S*){0,2}"
)
_IN_PLACE = re.compile(r"\s+(?:in|à|en|aus|from|w|em|v|te)\s+[^\W\d_a-z]")
_DASHES = "-\N{EN DASH}\N{EM DASH}"
_QUOTED = "\"'»«\N{RIGHT DOUBLE QUOTATION MARK}\N{LEFT DOUBLE QUOTATION MARK}\N{RIGHT SINGLE QUOTATION MARK}"
_ROW_MARKS = " \t|\N{BULLET}\N{MIDDLE DOT}\N{EN DASH}\N{EM DASH}-*,;"
_COMMAS = ",\N{FULLWIDTH COMMA}\N{ARABIC COMMA}"
_CLOSING_WORDS = 5  # «With kind regards from Velden,»
_LETTER_REACH = 2  # lines from the letter's last sentence to its closing
_TEXT_WORDS = 6
_NEAR = 5  # lines between a name and the text below: a caption, a share bar
_NOTHING: tuple[str, Fields] = ("", ())
# A name right below one of these is a second author.
_NAMED = frozenset(
    """
    names-and-date name-and-job name-beside-date name-beside-name name-under-heading name-above-job
    name-under-headline name-under-text name-under-credit name-over-text name-and-biography
    """.split()
)


@lru_cache(maxsize=1024)
def may_be_name(text: str) -> bool:
    """A cheap first look: two words with capitals at the start of a short line, or a script without capitals."""
    # 100 characters are three names with their jobs. A colon ends the label of who speaks in an interview.
    text = EMOJI.sub(" ", text).strip()
    if not 2 < len(text) <= 100 or text[-1] in ":?!":
        return False
    return _NAME_START.match(text) is not None


def read_bare_name(view: View, line: Line, known: set[str], found: Mapping[int, Finding]) -> tuple[str, Fields]:
    """Reason and fields if the line is a name, or names, alone where a byline stands; else '' and none.

    `known` are authors as `name_key` writes them, `found` what the byline rule has found so far, by line.
    """
    core = _BUTTONS.sub(r"\1", EMOJI.sub(" ", unglued(line.text)).strip()).strip(
        " \t|\N{BULLET}\N{MIDDLE DOT}\N{EN DASH}\N{EM DASH}-/,;+"
    )
    if not core:
        return _NOTHING
    if is_caseless(core):
        return ("known-author", (("authors", core),)) if name_key(core) in known and len(core) > 3 else _NOTHING
    if not core[:1].isupper() or ends_sentence(core) or core[-1] in ":?":
        return _NOTHING
    if line.text.rstrip()[-1] in _COMMAS and _is_over_paragraph(view, line):
        return _NOTHING  # a letter begins so: «Dear Agnes,»
    if _is_signature(view, line):
        return _NOTHING
    if _is_listed(view, line.index, known) or alternates(view.lines, line.index):
        return _NOTHING
    if name_key(core) in known and " " in core:
        return "known-author", tuple(("authors", name) for name in split_names(core) or (core,))
    if _LABEL.match(line.folded):
        return _NOTHING  # read with its label, and refused
    headed = _is_headed(view, line)
    in_place = view.layout.at_head(line.index) or view.layout.in_tail(line.index)
    if not (in_place or headed) or (line.text[0] in _DASHES and not _signs(view, line)):
        return _NOTHING
    names, job = _names_and_job(line, core, known)
    if not names:
        return _NOTHING
    ours = [name for name in names if name_key(without_honorific(name)) in known]
    if ours and all(name in ours or furniture_only(name) for name in names):
        names = tuple(name for name in names if name in ours or evidence(name))  # «Jane Doe | Harbour Courier»
        reason = "known-author"
    else:
        reason = _reason(view, line, names, found, job=job and in_place, headed=headed)
    return (reason, author_fields(_without_jobs(names)) + agencies_beside(core)) if reason else _NOTHING


def _is_listed(view: View, index: int, known: set[str]) -> bool:
    """Whether the line is a row of a list of people, of whom most are no authors: a cast, though the author plays in it."""
    rows = view.name_lists.get(index)
    if rows is None or _is_stack(view, index):
        return False
    n_known, count = view.known_rows.get(rows, (-1, 0))
    if n_known != len(known):  # counted once a list, and not at each of its rows: nobody is forgotten
        count = sum(name_key(view.lines[row].text.strip(_ROW_MARKS)) in known for row in rows)
        view.known_rows[rows] = len(known), count
    return 2 * count <= len(rows)


def _is_signature(view: View, line: Line) -> bool:
    """Whether the name signs a letter amid the text: right below a few words and a comma, which name nobody, with text above
    these and below.
    """
    above = view.lines[line.index - 1] if line.index else None
    return (
        above is not None
        and above.text.rstrip()[-1] in _COMMAS
        and above.size <= _CLOSING_WORDS
        and not split_names(above.text.rstrip(_COMMAS + " "))
        and not view.labels[above.index]
        and any(
            other.ends_sentence and other.size >= _TEXT_WORDS
            for other in view.lines[max(0, above.index - _LETTER_REACH) : above.index]
        )
        and view.has_prose_after(line.index)
    )


def _is_over_paragraph(view: View, line: Line) -> bool:
    """Whether a paragraph stands right below the line."""
    below = line.index + 1
    return below < len(view.lines) and (view.prose[below] or below in view.layout.paragraphs)


def _signs(view: View, line: Line) -> bool:
    """Whether a dash and a name may sign the text: below its last paragraph, which is no quotation."""
    above = view.lines[line.index - 1] if line.index else None
    if (
        above is None
        or view.layout.paragraphs_after(line.index)
        or view.has_prose_after(line.index)
        or between_sentences(view, line.index, 1)
        or not (above.index in view.layout.paragraphs or view.prose[above.index])
    ):
        return False
    if any(each.text[0] in _DASHES and each.index != line.index and may_be_name(each.text) for each in view.lines):
        return False  # whom one of several statements is from
    return not is_quote(above) and above.text.rstrip()[-1] not in _QUOTED


def _is_headed(view: View, line: Line) -> bool:
    """Whether a heading above authors stands above the line, at the head or after most paragraphs."""
    if not line.index or not is_author_heading(view, view.lines[line.index - 1]):
        return False
    return view.layout.at_head(line.index) or view.layout.is_late(line.index)


def _names_and_job(line: Line, core: str, known: set[str]) -> tuple[tuple[str, ...], bool]:
    """The names that a line consists of, and whether a job stands with them; no names where it is something else."""
    names = split_names(core)
    if names:
        return names, has_job(line.folded)
    read = read_names(core)
    if read is None or not any(evidence(name) or name_key(name) in known for name in read.names):
        return (), False
    if name_key(read.names[0]) in known and furniture_only(core[read.end :]):
        return read.names[:1], True
    rest = core[read.end :]
    if len(read.names) == 1 and _REPORTS.fullmatch(rest):
        return read.names, True
    if _IN_PLACE.match(rest):  # «Jane Doe in Velden and John Roe in Newport»
        people = tuple(value for field, value in people_and_places(core) if field == "authors")
        if len(people) > 1 and all(map(evidence, people)):
            return people, True
    if _RUNS_ON.match(rest) and not (len(rest.split()) <= 4 and has_job(fold(rest.split()[-1]))):
        return (), False
    if not ((has_job(fold(rest)) or _HANDLE.search(rest)) and furniture_only(rest)) and not (
        len(read.names) == 1 and has_job(fold(read.names[0]))
    ):
        return (), False
    return read.names, True


def _reason(
    view: View, line: Line, names: tuple[str, ...], found: Mapping[int, Finding], *, job: bool, headed: bool
) -> str:
    """Why names of which one is unknown are a byline here, or ''."""
    place, index = view.layout, line.index
    above = view.lines[index - 1] if index else None
    likely = any(evidence(name) == 2 for name in names)
    if line.text[0] in _DASHES:
        return "" if is_person_of_story(view, names, index) or not any(map(evidence, names)) else "name-under-text"
    over_text = place.in_head(index) and index < place.first and place.near_title(index, 8)
    if over_text and likely and not in_title(view, names) and stamp_beside(view, line, reach=3):
        return "name-beside-date"
    if not view.from_page and _is_over_text(view, line, names):
        return "name-beside-date" if stamp_beside(view, line) else "name-over-text"
    if (
        not place.near_title(index, 8)
        and place.over_body(index)
        and not (view.from_page or is_named_in_text(view, names))
    ):
        reason = _reason_without_title(view, line, names)
        if reason:
            return reason
    if is_person_of_story(view, names, index):
        return ""
    if (
        place.is_late(index)
        and any(has_biography(view, name, index) for name in names)
        and not among_names(view, index)
    ):
        return "name-and-biography"
    if above is not None and above.index in found and above.text[-1] in ",&" and _goes_on(above, found[above.index]):
        return "name-beside-name"
    if not any(evidence(name) for name in names):
        return ""
    crowd = among_names(view, index)
    if job and not crowd:
        return "name-and-job"
    over = index < place.first or place.over_body(index)
    if above is not None and over and (above.index in found and _goes_on(above, found[above.index])):
        return "name-beside-name"
    if crowd:
        return ""
    if headed:
        return "name-under-heading"
    below = view.lines[index + 1] if index + 1 < place.size else None
    if below is not None and len(below.text) <= 90 and belongs_beside(below, place, below=True):
        return "name-above-job"
    if not likely:
        return ""
    over_paragraph = below is not None and (place.first == index + 1 or index + 1 in place.paragraphs)
    if place.in_head(index) and place.near_title(index, 2) and over_paragraph:
        return "name-under-headline"
    return _reason_at_tail(view, above, index, found) if place.in_tail(index) and above is not None else ""


def _is_over_text(view: View, line: Line, names: tuple[str, ...]) -> bool:
    """Whether names stand above a text, or below its standfirst, beside a date or above what is said of their bearer."""
    place, index = view.layout, line.index
    if not place.at_head(index) or index > place.body[1] or (among_names(view, index) and not _is_stack(view, index)):
        return False
    known = all(evidence(name) == 2 or _is_only_name(view, name, index) for name in names)
    signed = any(is_signed(view, name, index) or has_biography(view, name, index) for name in names)
    if not (known or signed) or is_person_of_story(view, names, index) or _is_profile(view, names, index):
        return False
    return signed or stamp_beside(view, line) or _is_over_button(view, index)


def _is_profile(view: View, names: tuple[str, ...], index: int) -> bool:
    """Whether the text is about the bearer of the name, or about several, each under the own name."""
    place = view.layout
    if any(p in place.paragraphs and view.lines[p].text.startswith(names) for p in range(index + 1, index + 5)):
        return True
    families = [name.split()[-1] for name in names]
    if any(
        view.prose[line.index] and not line.text.startswith(names) and any(family in line.text for family in families)
        for line in view.lines[: place.body[2] + 1]
        if not place.is_late(line.index)
    ):
        return True
    return index > place.body[0] and any(
        len(line.text) <= 60
        and may_be_name(line.text)
        and set(split_names(line.text)) - set(names)
        and stamp_beside(view, line, reach=1)
        for line in view.lines[place.body[0] : place.body[2]]
    )


def _is_only_name(view: View, name: str, index: int) -> bool:
    """Whether a name little speaks for is none of the text's words, and a date stands right above or below it."""
    beside = view.lines[max(0, index - 1) : index + 2]
    dated = any(line.index != index and len(line.text) <= 60 and read_stamp(line.text).is_bare for line in beside)
    return (
        dated
        and (evidence(name) == 1 or view.layout.near_title(index, 3))
        and 1 < len(name.split()) <= 3
        and not name.isupper()
        and not has_common_word(view, name)
    )


def _is_over_button(view: View, index: int) -> bool:
    """Whether a label of a share bar stands below the line, as below a byline («Listen to this article»)."""
    return index + 1 < len(view.lines) and "share.label" in view.labels[index + 1]


def _goes_on(above: Line, finding: Finding) -> bool:
    """Whether a further author may stand below the line `above`: a name alone, or a credit that ends in a comma."""
    return finding.reason in _NAMED or (finding.reason.startswith("label-names") and above.text[-1] in ",&")


def _reason_without_title(view: View, line: Line, names: tuple[str, ...]) -> str:
    """Why names right above the text are a byline where no headline is known; of nobody whom the text names."""
    index = line.index
    known = any(evidence(name) == 2 for name in names)
    sure = known or any(is_signed(view, name, index) for name in names)
    if not sure or (among_names(view, index) and not _is_stack(view, index)):
        return ""
    if stamp_beside(view, line, reach=3):
        return "name-beside-date"
    return "name-under-headline" if known and view.layout.body[0] - index <= _NEAR else ""


def _is_stack(view: View, index: int) -> bool:
    """Whether the line is one of up to four names above one another that a date closes: no list of people."""
    lines = view.lines

    def is_name(place: int) -> bool:
        return 0 <= place < len(lines) and len(lines[place].text) <= 60 and bool(split_names(lines[place].text))

    start = end = index
    while end - start < 4 and is_name(start - 1):  # no further: lists are long
        start -= 1
    while end - start < 4 and is_name(end + 1):
        end += 1
    return end - start < 4 and stamp_beside(view, lines[end], reach=1)


def _reason_at_tail(view: View, above: Line, index: int, found: Mapping[int, Finding]) -> str:
    """Why a name below the line `above` is a byline at the tail of the text, or ''."""
    if CLOSING.search(above.text):
        return ""  # a letter's signature
    under = above.index in view.layout.paragraphs or above.index in found
    if under and not is_quote(above) and not view.layout.paragraphs_after(index):
        return "name-under-text"
    return "name-under-credit" if above.index in found else ""


def _without_jobs(names: tuple[str, ...]) -> tuple[str, ...]:
    """Names without the job titles that were read along with them («Jane Doe Political Correspondent»)."""
    cleaned = []
    for name in names:
        words = name.split()
        if has_job(fold(name)) and len(words) > 2:
            words = words[:3] if len(words) > 3 and len(words[1].rstrip(".")) == 1 else words[:2]
        cleaned.append(" ".join(words))
    return tuple(cleaned)
