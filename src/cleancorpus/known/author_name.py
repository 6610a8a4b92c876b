"""One name of an author field, cleaned of dates, places, buttons and jobs; None where it names nobody."""

from __future__ import annotations

import re

from cleancorpus.known.author_words import INSTITUTION, ORGANISATION, jobs, strip_label, strip_roles
from cleancorpus.known.months import month_names
from cleancorpus.known.name_reader import FAMILIES
from cleancorpus.known.people import clean_name, evidence, is_initial
from cleancorpus.known.people_words import PARTICLES
from cleancorpus.text import plain, words_of

# Chosen by hand: a Spanish or Arabic name with particles and a title fits in; longer values are headlines and job
# lines.
MAX_NAME_CHARS = 60
MAX_NAME_WORDS = 6
MAX_INSTITUTION_CHARS = 100  # «Department of … and …, University of …»
_MAX_PIECE_CHARS = 300  # of a name with its job, the date and what else stands behind it
# A host that stands for a name. Of long endings only those that news sites use: with any, «Jane.Miller» were a host.
DOMAIN = re.compile(r"^[\w-]+(?:\.[\w-]+)*\.(?:[a-z]{2,3}|info|news|blog|online|media)$", re.IGNORECASE)
# «Jane Doe in Berlin», «for the Gazette»: what follows is no name. «de», «di» and «von», which names hold, are left
# out, and so is «zu» before a last word («Anna zu Beispiel»).
_TRAILING_PLACE = re.compile(
    r"\s+(?:in|for|at|from|on|via|of\s+the|für|aus|bei|zu(?=\s(?:[a-zäöü]|\S+\s))|am|à|chez|pour|para|en|per|för|till|voor)\s+.*$"
)
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
    ^zu[rm]\s(?:[uü]bersicht|startseite|seite|artikel|archiv|autor\w*|profil|thema|video|person|shop)\b|\b(?:admin|administrator|webmaster|agencies|agenturen|agencias|agences|wires?|reports|anonymous|anonym|unknown
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


def read_name(text: str, role: str) -> tuple[str | None, bool, str]:
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
    if (
        sum(map(str.isdigit, name)) > 2
        or "@" in name
        or "http" in name
        or (_NOBODY.search(key) and not _is_family(name))
    ):
        return None, False, role
    # An unspaced script has a word a character; a Thai name has thirty.
    if len(name.split()) > MAX_NAME_WORDS or len(words_of(key)) > (40 if "\u0e00" <= name[0] <= "\u0eff" else 12):
        return None, False, role
    is_organisation = (
        DOMAIN.match(name) or INSTITUTION.search(key) or ORGANISATION.search(key) or ORGANISATION.search(name)
    )
    return name, not is_organisation, role


def _is_family(name: str) -> bool:
    """Whether a word that elsewhere is a menu's stands behind a known given name and nothing else: «Anna Home»."""
    words = name.split()
    return len(words) == 2 and plain(words[1]) in FAMILIES and evidence(name) == 2


def recased(name: str) -> str:
    """`name` with capitals only where a name has them, if it is a person's beyond doubt and no brand's («CBC News»)."""
    words = name.split()
    shouted = (
        name.isupper() and len(words) > 1 and all(len(w) > 2 or is_initial(w) or plain(w) in PARTICLES for w in words)
    )
    return clean_name(name) if shouted or evidence(name) == 2 else name
