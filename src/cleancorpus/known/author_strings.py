"""Fields that name authors to people, agencies and organisations: labels, roles, addresses and dates go.

One reader for what records, pages and callers put into author fields: "By Jane Doe and Bo Lind, Staff Writers", "Von
Erika Beispiel (dpa)", "Doe, Jane", a profile's address, the site's own name. Names in running text are read by `people`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import takewhile

from cleancorpus.known.agencies import agencies_in, kind_of, may_name_agency, without_employers
from cleancorpus.known.author_name import (
    DOMAIN,
    read_name,
    recased,
)
from cleancorpus.known.author_words import (
    INSTITUTION,
    cut_at_labels,
    is_role,
    jobs,
    strip_label,
)
from cleancorpus.known.greek_names import without_genitive
from cleancorpus.known.people import GIVEN_NAMES, distinct_people, evidence, has_job, is_initial
from cleancorpus.known.people_words import PARTICLES
from cleancorpus.text import EMOJI, clean_string, fold, plain

MAX_FIELD_CHARS = 20_000  # longer fields hold no names but a text; the authors of a large paper fit in
_SENTENCE_WORDS = 14  # a name with its job and the date has fewer
_BRACKETS = " ()[]{}\N{FULLWIDTH LEFT PARENTHESIS}\N{FULLWIDTH RIGHT PARENTHESIS}【】"

# An address or a handle. 64 characters are what RFC 5321 allows before the @; without a limit a long run without blanks
# would be searched from each of its characters.
_EMAIL = re.compile(r"\S{1,64}@\S{1,64}\.\w+|\(?\s*@\w{2,}\s*\)?")
_MAILED = re.compile(r"\S{1,64}@\S{1,64}\.\w+\s*\((?P<name>[^()@]{3,80})\)")  # as RSS has authors: «mail (Jane Doe)»
_ADDRESS = re.compile(r"(?:https?://|www\.)\S+|^\s*/\S+/\S+\s*$", re.IGNORECASE)
# The closing bracket may be missing: fields are cut off at a length.
_BRACKETED = re.compile(
    r"\s*[(\[{\N{FULLWIDTH LEFT PARENTHESIS}【]"
    r"[^()\[\]{}\N{FULLWIDTH LEFT PARENTHESIS}\N{FULLWIDTH RIGHT PARENTHESIS}【】]*"
    r"[)\]}\N{FULLWIDTH RIGHT PARENTHESIS}】]?"
)
# No name holds these. «&» and dashes need blanks: «R&D», «Anna-Lena». The comma of ASCII is not among them: «Doe,
# Jane».
_STRONG_SEPARATOR = re.compile(
    r"\s*[;|\N{BULLET}\N{MIDDLE DOT}\n\t]\s*|\s*[\N{FULLWIDTH SOLIDUS}/]\s*|\s+&\s+"
    r"|\s*[\N{IDEOGRAPHIC COMMA}\N{FULLWIDTH COMMA}]\s*|\s+[\N{EN DASH}\N{EM DASH}-]\s+"
)
_WITH = re.compile(r"(?:with|mit|avec|con|com|med|i|och|und|and)\s+", re.IGNORECASE)
_IN = re.compile(r"(?:in|on|at|for|für|aus|bei|en|dans|em|nel|nella)\s+\S")
_DASH = re.compile(r"\s[\N{EN DASH}\N{EM DASH}-]\s|\|")
# Words for «and» and «with» that are no part of a name, so each of them cuts; of two in a row («Bo And and Jane Doe»)
# the first is a name.
_AND = re.compile(
    r"\s+(?:and|und|et|och|og|ja|и|та|και|with|mit|avec|con|plus)\s+(?!(?:and|und|et|og|och)\s)", re.IGNORECASE
)
# The frame of a Chinese credit: «本报记者 …», «记者 … 报道». The names stand between, with blanks between them.
_CHINESE_FRAME = re.compile(
    r"(?:本报|本報|本网|本網|本刊|特约|特約)?(?:实习|實習)?(?:记者|記者|通讯员|通訊員)[\s:\N{FULLWIDTH COLON}]*"
    r"(?P<names>[\u4e00-\u9fff]{2,4}(?:[\s\N{IDEOGRAPHIC COMMA}]+[\u4e00-\u9fff]{2,4})*?)"
    r"\s*(?:(?:(?<=\s)[\u4e00-\u9fff]{2,4})?(?:报道|報道|报导|報導|摄影报道|摄)|文)?"
)
# Also letters of names: «Ortega y Gasset» is one person. Both sides must look like a full name.
_WEAK_AND = re.compile(r"\s+(?:y|e|i|en|ve|és|a|și|da|dan|và)\s+")
_OF_WORDS = "of|for|at|with|from|bei|für|von|der|de|da|do|di|van|för|av|для"  # between a reporter and the agency
_OF = re.compile(rf"^(?:{_OF_WORDS})\s+")
_OF_END = re.compile(rf"\s+(?:{_OF_WORDS})$")
_AGENCY_REPORTER = re.compile(r"(?P<agency>.{2,8}?)(?:记者|記者)\s*(?P<name>.+)")  # 新华社记者王小明
# Behind a comma: any two to six capitals («RDN», «CFA»), for nobody has a list of all degrees. A given name in capitals
# is kept (`_is_title`).
_DEGREE = re.compile(r"(?:[A-Z]{2,6}|Ph\.?D|M\.?D|Dr|Prof|M\.?[AS]c?|B\.?[AS]c?|Esq|Jr|Sr)\.?")


class OrganisationName(str):
    """A name in an author field that its source says is no person's."""

    __slots__ = ()


@dataclass(frozen=True)
class Authors:
    """Who author fields name, each once and in order.

    `agencies` are news agencies, each under its one name. `organisations` are all that write and are no person, as they
    are written: the site, its newsroom, the agency. `translators` are people a label says translated.
    """

    people: tuple[str, ...] = ()
    agencies: tuple[str, ...] = ()
    organisations: tuple[str, ...] = ()
    translators: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Part:
    """A part of a field: one name, or names with commas between, and the role of its label or the agencies it is."""

    text: str
    role: str = "author"
    agencies: tuple[str, ...] = ()


def no_brand(_: str) -> bool:
    """For fields of which no site is known."""
    return False


def read_authors(fields: Iterable[str], is_brand: Callable[[str], bool] = no_brand) -> Authors:
    """The people, agencies and organisations that author fields name, without what surrounds their names.

    `is_brand` says whether a name is the site's or its publisher's. "Doe, Jane" is turned round where the second part is
    known as a given name or is initials, or where all of several parts have that form. An outlet («BBC») is an agency
    only if no person is named beside it, who then works for it, and if it is not the site itself.

    >>> read_authors(["By Jane Doe and Bo Lind (dpa), Staff Writers"])
    Authors(people=('Jane Doe', 'Bo Lind'), agencies=('dpa',), organisations=('dpa',), translators=())
    """
    parts = [(part, isinstance(field, OrganisationName)) for field in fields for part in _parts_of(field)]
    names = [part.text for part, _ in parts if not part.agencies]
    turned = len(names) > 1 and all(_is_last_first(name) for name in names)
    people: list[str] = []
    editors: list[str] = []
    translators: list[str] = []
    agencies: dict[str, None] = {}
    organisations: dict[str, str] = {}
    for part, is_organisation in parts:
        if part.agencies:
            brand = is_brand(part.text)
            credited = [name for name in part.agencies if not (brand and kind_of(name) == "outlet")]
            agencies |= dict.fromkeys(credited)
            if any(kind_of(name) != "unnamed" for name in part.agencies):
                organisations.setdefault(plain(part.text), part.text)
            continue
        for piece in _split_commas(part.text, turned=turned):
            name, is_person, role = read_name(piece, part.role)
            if not name:
                continue
            if not is_person or is_organisation or is_brand(name):
                organisations.setdefault(plain(name), name)
            elif role == "author":
                people.append(recased(name))
            elif role == "editor":
                editors.append(recased(name))
            elif role == "translator":
                translators.append(recased(name))
    people = people or editors  # who edited counts where nobody is named who wrote
    return Authors(
        distinct_people(people),
        without_employers(agencies, people),
        tuple(organisations.values()),
        distinct_people(translators),
    )


@lru_cache(maxsize=2048)
def is_somebody(name: str) -> bool:
    """Whether a name read from a text names anybody: no account, no job, no template.

    >>> is_somebody("Jane Doe"), is_somebody("Chief Marketing Officer"), is_somebody("admin")
    (True, False, False)
    """
    if not evidence(name) and any(plain(word) in jobs() for word in name.split()):
        return False
    found = read_authors([name])
    return bool(found.people or found.organisations or found.agencies or found.translators)


# ----------------------------------------------------------------------------------------------------- a field to parts


def _parts_of(field: str) -> Iterator[_Part]:
    """One field cut at what separates names for sure; agencies in brackets stand apart. Of a sentence nothing is left."""
    if len(field) > MAX_FIELD_CHARS:
        return
    text = _ADDRESS.sub(" ", EMOJI.sub(" ", clean_string(field)))
    if mailed := _MAILED.fullmatch(text.strip()):
        text = mailed["name"]
    text = without_genitive(text)
    brackets = _BRACKETED.findall(text)
    if len(brackets) == 1 and brackets[0].strip() == text.strip() and not agencies_in(text):
        text, brackets = text.strip(_BRACKETS), []  # «[Ann Ito]»
    for bracket in brackets:
        inner = _WITH.sub("", bracket.strip(_BRACKETS))  # «(avec AFP)»
        if agencies := agencies_in(f"({inner})"):
            yield _Part(inner, agencies=agencies)
    text = " ".join(_BRACKETED.sub(" ", text).split())  # runs of blanks would be searched from each of them
    text = " ".join(_EMAIL.sub(" ", text).split())
    if chinese := _CHINESE_FRAME.fullmatch(text):
        for name in re.split(r"[\s\N{IDEOGRAPHIC COMMA}]+", chinese["names"]):
            yield _Part(name)
        return
    for labelled in cut_at_labels(text):
        value, role = strip_label(labelled, "author")
        if agencies := agencies_in(value, field=True):
            if role != "photo":
                yield _Part(value, agencies=agencies)
            continue
        pieces = [name for piece in _without_places(value) for name in _split_and(piece)]
        if any(len(name.split()) > _SENTENCE_WORDS for piece in pieces for name in piece.split(",")):
            continue
        for piece in pieces:
            for name in _split_weak(piece):
                yield from _credited(name, role)


def _without_places(value: str) -> list[str]:
    """`value` cut where names end; a single word at either end that a dash or bar parts from full names is a place or site."""
    pieces = [piece for piece in _STRONG_SEPARATOR.split(value) if piece.strip()]
    full = [len(_first_piece(piece).split()) > 1 for piece in pieces]
    if len(pieces) < 2 or not any(full) or not _DASH.search(value):
        return pieces
    drop = {at for at in (0, len(pieces) - 1) if not full[at] and not agencies_in(pieces[at], field=True)}
    return [piece for at, piece in enumerate(pieces) if at not in drop]


def _credited(text: str, role: str) -> Iterator[_Part]:
    """`text` as a part; agencies between its commas stand apart («Jane Doe, Reuters»)."""
    _, role = strip_label(text, role)
    if role == "photo":  # «Foto: dpa» names no author
        return
    rest: list[str] = []
    for piece in filter(None, map(str.strip, text.split(","))):
        name, employer = _split_employer(piece)
        if agencies := agencies_in(employer, field=True):
            yield _Part(employer, agencies=agencies)
        if name:
            rest.append(name)
    if rest:
        yield _Part(", ".join(rest), role)


def _split_employer(piece: str) -> tuple[str, str]:
    """A piece as what stands before an agency, and the agency: «Jane Doe Associated Press», «reporter for Reuters».

    Behind a name an agency of one word must have a job beside it, as it may be the family name («Ann M. Bloomberg»).
    """
    if (glued := _AGENCY_REPORTER.match(piece)) and agencies_in(glued["agency"], field=True):
        return glued["name"], glued["agency"]
    if not may_name_agency(fold(piece)):
        return piece, ""
    if agencies_in(piece, field=True):
        return "", piece
    words = piece.split()
    job_at = next((i for i, word in enumerate(words) if is_role(plain(word))), len(words))
    behind = _OF.sub("", " ".join(words[job_at + 1 :]))
    if agencies_in(behind, field=True):
        return " ".join(words[:job_at]), behind
    for start in range(job_at):
        sure = (
            job_at < len(words) or (start and job_at - start > 1) or (start > 2 and _OF.match(words[start - 1] + " "))
        )
        if sure and start != 1 and agencies_in(" ".join(words[start:job_at]), field=True):
            return _OF_END.sub("", " ".join(words[:start])), " ".join(words[start:job_at])
    return piece, ""


def _split_and(text: str) -> list[str]:
    """`text` cut at «and», unless that stands in an institution's name («Department of Parks and Rivers»)."""
    names = _AND.split(text)
    if len(names) > 1 and INSTITUTION.search(plain(text)) and not any(evidence(name) == 2 for name in names[1:]):
        return [text]
    return names


def _split_weak(text: str) -> list[str]:
    parts = _WEAK_AND.split(text)
    return parts if len(parts) > 1 and all(len(_first_piece(part).split()) >= 2 for part in parts) else [text]


def _first_piece(text: str) -> str:
    return text.split(",")[0]


# ------------------------------------------------------------------------------------------------------ a part to names


def _split_commas(text: str, *, turned: bool) -> list[str]:
    """The names in a part; what stands behind a name as its degree, job or place goes.

    `turned` says that all parts around have the form "Doe, Jane".
    """
    pieces = [piece.strip() for piece in text.split(",") if piece.strip()]
    if len(pieces) < 2:
        return pieces
    first = pieces[0]
    if DOMAIN.match(pieces[0]):  # "example.org, Springfield": no person before the place.
        return [piece for piece in pieces[1:] if len(piece.split()) > 1]
    if INSTITUTION.search(plain(pieces[0])) and not any(evidence(piece) == 2 for piece in pieces[1:]):
        return [text]
    # "Jane Doe, PhD, Director of Research": titles and degrees are no further names.
    # «Jane Doe, in News, Business»: from there on sections and places.
    pieces = list(takewhile(lambda piece: not _IN.match(piece), pieces[1:]))
    pieces.insert(0, first)
    names = [piece for index, piece in enumerate(pieces) if index == 0 or not _is_title(piece)]
    if len(names) < len(pieces) and len(names) == 1:
        return names
    inverted = len(names) % 2 == 0 and all(map(_is_family_name, names[::2])) and all(map(_is_surely_given, names[1::2]))
    if inverted or (turned and len(names) == 2):
        return [f"{first} {last}" for last, first in zip(names[::2], names[1::2], strict=True)]
    if _is_last_first(", ".join(names)):
        return [text]
    # "Jane Doe, Frankfurt": one word after a full name is where.
    if len(names) == 2 and len(names[0].split()) >= 2 and len(names[1].split()) == 1:
        return names[:1]
    return names


def _is_last_first(text: str) -> bool:
    """Whether `text` has the form "Doe, Jane", which two places, or two first names, have as well."""
    last, comma, first = text.partition(",")
    return (
        bool(comma)
        and len(last.split()) == 1
        and 1 <= len(first.split()) <= 2
        and all(word[:1].isupper() and not any(map(str.isdigit, word)) for word in (last, *first.split()))
        and not text.isupper()
    )


def _is_family_name(text: str) -> bool:
    words = text.split()
    return (
        bool(words)
        and words[-1][:1].isupper()
        and all(word in PARTICLES for word in words[:-1])
        and plain(words[-1]) not in GIVEN_NAMES
    )


def _is_surely_given(text: str) -> bool:
    """Whether `text` is a known given name with at most one more word, or initials."""
    words = text.split()
    if all(is_initial(word) or (len(word) == 1 and word.isupper()) for word in words):
        return True
    return len(words) <= 2 and plain(words[0]).split(" ")[0] in GIVEN_NAMES


def _is_title(piece: str) -> bool:
    """Whether a piece after a comma is a degree ("PhD", "MS", "RDN") or a job ("CEO of Example")."""
    if _DEGREE.fullmatch(piece) and plain(piece) not in GIVEN_NAMES:
        return True
    return has_job(fold(piece)) or any(plain(word) in jobs() for word in piece.split())
