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
from cleancorpus.known.author_words import (
    INSTITUTION,
    ORGANISATION,
    cut_at_labels,
    is_role,
    jobs,
    strip_label,
    strip_roles,
)
from cleancorpus.known.months import month_names
from cleancorpus.known.people import GIVEN_NAMES, clean_name, distinct_people, evidence, has_job, is_initial
from cleancorpus.known.people_words import PARTICLES
from cleancorpus.text import clean_string, fold, plain, words_of

MAX_FIELD_CHARS = 20_000  # longer fields hold no names but a text; the authors of a large paper fit in
# Chosen by hand: a Spanish or Arabic name with particles and a title fits in; longer values are headlines and job
# lines.
MAX_NAME_CHARS = 60
MAX_NAME_WORDS = 6
MAX_INSTITUTION_CHARS = 100  # «Department of … and …, University of …»
_MAX_PIECE_CHARS = 300  # of a name with its job, the date and what else stands behind it
_SENTENCE_WORDS = 14  # a name with its job and the date has fewer
_BRACKETS = " ()[]{}\N{FULLWIDTH LEFT PARENTHESIS}\N{FULLWIDTH RIGHT PARENTHESIS}【】"

# An address or a handle. 64 characters are what RFC 5321 allows before the @; without a limit a long run without blanks
# would be searched from each of its characters.
_EMAIL = re.compile(r"\S{1,64}@\S{1,64}\.\w+|\(?\s*@\w{2,}\s*\)?")
_ADDRESS = re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE)
# A host that stands for a name. Of long endings only those that news sites use: with any, «Jane.Miller» were a host.
_DOMAIN = re.compile(r"^[\w-]+(?:\.[\w-]+)*\.(?:[a-z]{2,3}|info|news|blog|online|media)$", re.IGNORECASE)
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
# «Jane Doe in Berlin», «for the Gazette»: what follows is no name. «de», «di» and «von», which names hold, are left
# out, and so is «zu» before a last word («Anna zu Beispiel»).
_TRAILING_PLACE = re.compile(
    r"\s+(?:in|for|at|from|on|via|of\s+the|für|aus|bei|zu(?=\s(?:[a-zäöü]|\S+\s))|am|à|chez|pour|para|en|per|för|till|voor)\s+.*$"
)
_AGENCY_REPORTER = re.compile(r"(?P<agency>.{2,8}?)(?:记者|記者)\s*(?P<name>.+)")  # 新华社记者王小明
# Behind a comma: any two to six capitals («RDN», «CFA»), for nobody has a list of all degrees. A given name in capitals
# is kept (`_is_title`).
_DEGREE = re.compile(r"(?:[A-Z]{2,6}|Ph\.?D|M\.?D|Dr|Prof|M\.?[AS]c?|B\.?[AS]c?|Esq|Jr|Sr)\.?")
# In Korean, Chinese and Japanese the job stands behind the name.
_ROLE_SUFFIX = re.compile(r"\s*(?:기자|특파원|記者|记者|編集委員|論説委員|선임기자|논설위원|앵커|리포터)\b.*$")
# Of two languages only: elsewhere many names of months are names of people («Julie», «Maja»).
_MONTHS = {name for number in range(1, 13) for language in ("en", "de") for name in month_names(number, language)}
# Of the short ones others are names of people, too: «Mar», «Jun», «Jul».
_SURE_MONTHS = {name for name in _MONTHS if len(name) > 3 or name in ("jan", "feb", "may", "mai", "oct", "nov", "dec")}
# From here on a byline speaks of something else: dates, reading time, updates.
_TAIL = re.compile(
    r"\s*(?:\b(?:updated?|published|posted|last|aktualisiert|veröffentlicht|stand|mis\s+à\s+jour|publié|actualizado"
    r"|publicado|aggiornato|pubblicato|on|am|le|el|il|mon|tue|wed|thu|fri|sat|sun|monday|tuesday|wednesday|thursday"
    rf"|friday|saturday|sunday|{'|'.join(sorted(_MONTHS))})\b\.?,?\s*)*\b\d.*$",
    re.IGNORECASE,
)
# Buttons and counters that themes put behind the name; from there on everything goes.
_REST = re.compile(
    r"(?:^|\s+)(?:last\s+|zuletzt\s+)?(?:updated|published|posted|aktualisiert|geändert|veröffentlicht|actualizado|publicado|publié|aggiornato"
    r"|im\s+gespräch|(?:keine\s+|\d+\s+)?kommentare?|comments?|subscribe|facebook\w*|tweet\w*|(?:see|view|read|show)\s+(?:all|more|full)"
    r"|alle\s+(?:beiträge|artikel)|voir\s+tous|ver\s+tod[oa]s|tutti\s+gli|all\s+(?:posts|articles|stories)"
    r"|\d+\s*min|table\s+of\s+contents|inhaltsverzeichnis|table\s+des\s+matières|tabla\s+de\s+contenidos)\b.*$",
    re.IGNORECASE,
)
# Of these some are family names, too («Nick Read»): they are buttons behind two words, or before another word.
_BUTTON = re.compile(
    r"(?:^|(?<=\S)\s+)(?:e-?mail|share|teilen|follow|view|read)(?=\s+\S).*$|(?<=\w\s)(\S+)\s+(?:e-?mail|share|teilen|follow|view)$",
    re.IGNORECASE,
)
# Degrees right behind a name, without a comma.
_LAST_DEGREE = re.compile(r"(?<=\w)\s+(?:Ph\.?\s?D|M\.\s?D|D\.\s?O|M\.\s?Sc|B\.\s?Sc|PsyD|Pharm\.?D)\.?$")
_TRAILING_DATE = re.compile(rf"(?:\s+(?:{'|'.join(sorted(_SURE_MONTHS))}|heute|gestern))+$", re.IGNORECASE)
# Accounts, buttons and boxes: nobody.
_NOBODY = re.compile(
    r"""
    ^zu[rm]\s|\b(?:admin|administrator|webmaster|agencies|agenturen|agencias|agences|wires?|reports|anonymous|anonym|unknown
        |guest\s?author|gastautor|press\s?release|pressemitteilung|communique|archive|archiv|podcast|kurzmeldung|leserbrief
        |categor(?:y|ies)|tags?|clicks?|newsletter|polic(?:y|ies)|disclosure|affiliate|links?|likes|views|threads|joined
        |learn|see\s+more|home|history|menu|search|reply|log\s?in|sign\s?(?:in|up)|unsere[rn]?|posts|articles|artikel
        |beitr[aä]ge|entries|more\s+from|minutes?|mins?|rss|translated)\b
    """,
    re.VERBOSE | re.IGNORECASE,
)
# What systems put where nobody is known, and buttons: as whole values only, «Anna Gast» is somebody.
_GENERIC = frozenset(
    """
    |in|on|at|author|authors|autor|autoren|the author|about the author|uber den autor|user|guest|gast|none|null|undefined|n a|na
    |default|test|root|blog|blogger|news|home|contact|profile|profil|mehr|more|online|redaktion|by|von|editor|writer
    |reporter|published|updated|last|share|subscribe|follow|email|facebook|twitter|linkedin|super user|site admin|wp admin
    |firstname lastname|first name last name|first last|vorname nachname|prenom nom|nombre apellido|your name|author name
    |display name|nome cognome|nome sobrenome|voornaam achternaam|view all posts|all posts|see all|alle artikel
    |mehr erfahren|read more|unbekannt|posted by|written by|min read
    """.replace("\n", "").split("|")
) | {name for number in range(1, 13) for name in month_names(number, "en") & _SURE_MONTHS}


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
            name, is_person, role = _read_name(piece, part.role)
            if not name:
                continue
            if not is_person or is_organisation or is_brand(name):
                organisations.setdefault(plain(name), name)
            elif role == "author":
                people.append(_recased(name))
            elif role == "editor":
                editors.append(_recased(name))
            elif role == "translator":
                translators.append(_recased(name))
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
    text = _ADDRESS.sub(" ", clean_string(field))
    brackets = _BRACKETED.findall(text)
    if len(brackets) == 1 and brackets[0].strip() == text.strip() and not agencies_in(text):
        text, brackets = text.strip(_BRACKETS), []  # «[Ann Ito]»
    for bracket in brackets:
        if agencies := agencies_in(bracket):
            yield _Part(bracket.strip(_BRACKETS), agencies=agencies)
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
    if _DOMAIN.match(pieces[0]):  # "example.org, Springfield": no person before the place.
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


# ------------------------------------------------------------------------------------------------------ a name, cleaned


def _read_name(text: str, role: str) -> tuple[str | None, bool, str]:
    """`(name, whether it may be a person's, role)` of one name; no name if it names nobody."""
    if len(text) > _MAX_PIECE_CHARS:
        return None, False, role
    label, role = strip_label(text, role)
    if INSTITUTION.search(plain(label)) and len(label) <= MAX_INSTITUTION_CHARS and evidence(label) < 2:
        return label, False, role
    name = _REST.sub("", _ROLE_SUFFIX.sub("", label))
    name = _LAST_DEGREE.sub("", _BUTTON.sub(lambda match: match[1] or "", name))
    name = _TRAILING_DATE.sub("", _TAIL.sub("", name))
    name = _TRAILING_PLACE.sub("", name)
    name = strip_roles(name).strip(
        ' \t.,:;-\N{EN DASH}\N{EM DASH}|/\N{MIDDLE DOT}\N{BULLET}\N{DOT OPERATOR}*"\N{LEFT DOUBLE QUOTATION MARK}'
        "\N{RIGHT DOUBLE QUOTATION MARK}\N{DOUBLE LOW-9 QUOTATION MARK}«»+"
    )
    if name.endswith((" Jr", " Sr")):
        name += "."
    key = plain(name)
    if not key or key in _GENERIC or not 2 <= len(name) <= MAX_NAME_CHARS:
        return None, False, role
    if any(word in jobs() for word in key.split()):
        return None, False, role
    # Three digits and more are a date or a counter.
    if sum(map(str.isdigit, name)) > 2 or "@" in name or "http" in name or _NOBODY.search(key):
        return None, False, role
    # An unspaced script has a word a character; a Thai name has thirty.
    if len(name.split()) > MAX_NAME_WORDS or len(words_of(key)) > (40 if "\u0e00" <= name[0] <= "\u0eff" else 12):
        return None, False, role
    is_organisation = (
        _DOMAIN.match(name) or INSTITUTION.search(key) or ORGANISATION.search(key) or ORGANISATION.search(name)
    )
    return name, not is_organisation, role


def _recased(name: str) -> str:
    """`name` with capitals only where a name has them, if it is a person's beyond doubt and no brand's («CBC News»)."""
    words = name.split()
    shouted = (
        name.isupper() and len(words) > 1 and all(len(w) > 2 or is_initial(w) or plain(w) in PARTICLES for w in words)
    )
    return clean_name(name) if shouted or evidence(name) == 2 else name
