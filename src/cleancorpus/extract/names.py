"""Author fields to names of people: labels, roles, addresses and brands go, agencies are set apart.

Works on what pages put into author fields and bylines: "By Jane Doe and John Roe, Staff Writers", "Von Erika
Beispiel (dpa)", "Doe, Jane", a profile's address, the site's own name.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from cleancorpus.extract.json_ld import clean_string
from cleancorpus.known.months import month_names
from cleancorpus.text import plain, words_of

MAX_NAME_CHARS = 60
MAX_NAME_WORDS = 6
MAX_AUTHORS = 30
_SENTENCE_WORDS = 14  # a name with its job and the date has fewer

_LABEL = re.compile(
    r"""
    ^\W*(?:
        (?:view\s+all\s+)?posts\s+by|alle\s+(?:beiträge|artikel)\s+von
        |(?:written|words|text|story|article|posted|published|reported|edited|updated|reviewed|report|photos?|pictures)\s+by
        |(?:ein\s+(?:gast)?(?:beitrag|kommentar|artikel)|text|aufgezeichnet|interview|kommentar|aus\s+\S+)\s+von
        |(?:propos\s+recueillis|publié|écrit|rédigé|article)\s+par
        |(?:escrito|publicado|redactado|texto|fotos?)\s+por|a\s+cura\s+di|scritto\s+da|geschreven\s+door
        |by|von|par|por|przez|autor(?:in|en|innen|es|a|as)?|authors?|auteurs?|autore|autrice|autori|författare|forfatter
        |yazan|συντάκτης|του|της|автор(?:ы)?
    )
    (?:\s*[:：/|]\s*|\s+)
    # Words that also start other names count only with a colon.
    |^\W*(?:
        skribent|texte?|texto|testo|tekst|reporter|redaktion|by-line|byline|journalist|contributors?|mitarbeit|writer
        |quelle|source|fonte|fuente|bron|källa|kilde|kaynak|источник|来源|來源|текст|редактор|yazar|haber|文|作者|记者|記者
        |撰文|编辑|責任編輯|责任编辑
    )
    \s*[:：/／|]\s*
    """,
    re.VERBOSE | re.IGNORECASE,
)
# In these languages the word for «by» also starts surnames; it counts only before two words.
_SHORT_LABEL = re.compile(r"^(?:di|door|av|af|od|από|от)\s+(?=\S+\s+\S+)", re.IGNORECASE)
_EMAIL = re.compile(r"\S+@\S+\.\w+|\(?\s*@\w{2,}\s*\)?")
_ADDRESS = re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE)
_DOMAIN = re.compile(r"^[\w-]+(?:\.[\w-]+)*\.(?:[a-z]{2,3}|info|news|blog|online|media)$", re.IGNORECASE)
_BRACKETED = re.compile(r"\s*[(\[{（【][^()\[\]{}（）【】]*[)\]}）】]?")
_STRONG_SEPARATOR = re.compile(r"\s*[;|•·\n\t]\s*|\s*[／/]\s*|\s+&\s+|\s*[、，]\s*|\s+[–—-]\s+")
_AND = re.compile(r"\s+(?:and|und|et|och|og|ja|и|та|και|with|mit|avec|con|plus)\s+", re.IGNORECASE)
# Also letters of names: «Ortega y Gasset» is one person. Both sides must look like a full name.
_WEAK_AND = re.compile(r"\s+(?:y|e|i|en|ve|és|a|și|da|dan|và)\s+")
_TRAILING_PLACE = re.compile(
    r"\s+(?:in|for|at|from|on|via|of\s+the|für|aus|bei|zu|am|à|chez|pour|para|en|per|för|för|till|voor)\s+.*$"
)
_ROLE_SUFFIX = re.compile(r"\s*(?:기자|특파원|記者|记者|編集委員|論説委員|선임기자|논설위원|앵커|리포터)\b.*$")
# A job, and what may stand before it.
_JOBS = frozenset(
    """
    reporter reporters writer writers editor editors correspondent correspondents columnist contributor contributors
    journalist journalists producer photographer redakteur redakteurin redaktor redaktorin korrespondent
    korrespondentin chefredakteur chefredakteurin journalistin volontar volontarin ressortleiter ressortleiterin autorin
    journaliste correspondant correspondante redacteur redactrice periodista redactor redactora corresponsal redattore
    giornalista verslaggever journalisten dziennikarz toimittaja muhabir muhabiri editoru analyst presenter host
    author autor autore auteur fellow meteorologist critic director ceo cto cfo founder cofounder manager consultant
    developer engineer coordinator specialist strategist officer copywriter gardener designer educator educators
    professor therapist dietitian nutritionist attorney president owner
    """.split()
)
_QUALIFIERS = frozenset(
    """
    staff senior chief associate assistant deputy managing executive digital freelance political business sports science
    health technology culture foreign national international local guest special investigative breaking news freier
    freie freelancer lead junior principal former head content marketing product seo development research data
    finance education design engineering community communications
    """.split()
)
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
_REST = re.compile(
    r"(?:^|\s+)(?:last\s+)?(?:updated|published|posted|aktualisiert|veröffentlicht|actualizado|publicado|publié|aggiornato"
    r"|im\s+gespräch|share|teilen|view|read|(?:keine\s+|\d+\s+)?kommentare?|comments?|subscribe|follow|facebook\w*|tweet\w*"
    r"|\d+\s*min|table\s+of\s+contents|inhaltsverzeichnis|table\s+des\s+matières|tabla\s+de\s+contenidos)\b.*$",
    re.IGNORECASE,
)
_TRAILING_DATE = re.compile(rf"(?:\s+(?:{'|'.join(sorted(_SURE_MONTHS))}|heute|gestern))+$", re.IGNORECASE)
# Newsrooms and companies: they write, but are no person.
_ORGANISATION = re.compile(
    r"""
    \b(?:redaktion|redaktionen|redaction|redazione|redaccion|redacao|redactie|redakcja|redakce|redakcia|redaksi
        |toimitus|szerkesztoseg|newsroom|news\s?desk|web\s?desk|desk|editorial|editors|staff|team|webredaktion
        |onlineredaktion|newsdesk|correspondents|contributors|news\s?service|news\s?agency|nachrichtenagentur
        |presseagentur|gmbh|ltd|llc|inc|corp|plc|verlag|media\s?group|network|newspaper|magazine|magazin
        |zeitung|tageblatt|anzeiger|gazette|tribune|herald|chronicle|editorial\s?board)\b
    |редакци|агентств|編集部|编辑部|編輯部|新聞|新闻|뉴스|일보|신문|편집|テレビ|通信社|通讯社
    """,
    re.VERBOSE | re.IGNORECASE,
)
# Accounts, buttons and boxes: nobody.
_NOBODY = re.compile(
    r"""
    \b(?:admin|administrator|webmaster|agencies|agenturen|agencias|agences|wires?|reports|anonymous|anonym|unknown
        |guest\s?author|gastautor|press\s?release|pressemitteilung|communique|archive|archiv|podcast|kurzmeldung|leserbrief
        |categor(?:y|ies)|tags?|clicks?|newsletter|polic(?:y|ies)|disclosure|affiliate|links?|likes|views|threads|joined
        |learn|see\s+more|home|history|menu|search|reply|log\s?in|sign\s?(?:in|up)|unsere[rn]?|posts|articles|artikel
        |beitr[aä]ge|entries|more\s+from|minutes?|mins?)\b
    """,
    re.VERBOSE | re.IGNORECASE,
)
_GENERIC = frozenset(
    """
    |author|authors|autor|autoren|the author|about the author|uber den autor|user|guest|gast|none|null|undefined|n a|na
    |default|test|root|blog|blogger|news|home|contact|profile|profil|mehr|more|online|redaktion|by|von|editor|writer
    |reporter|published|updated|last|share|subscribe|follow|email|facebook|twitter|linkedin|super user|site admin|wp admin
    |view all posts|all posts|see all|alle artikel|mehr erfahren|read more|unbekannt|posted by|written by|min read
    """.replace("\n", "").split("|")
) | {name for number in range(1, 13) for name in month_names(number, "en") & _SURE_MONTHS}
_LEADING_ARTICLE = re.compile(r"^(?:the|der|die|das|le|la|les|el|los|il|lo|de|het|den|ο|η|το)\s", re.IGNORECASE)
_BRAND_WORD = re.compile(
    r"\b(?:news|daily|times|post|blog|journal|magazine|media|online|tv|radio|press|today|report|review|weekly|digital"
    r"|online|nachrichten|presse|noticias|sport|sports|tech|world|central|hub|insider|wire|info)\b",
    re.IGNORECASE,
)


class OrganisationName(str):
    """A name in an author field that its source says is no person's."""

    __slots__ = ()


@dataclass(frozen=True)
class Authors:
    """Who the author fields name: people, the news agency among them, and other organisations (site, newsroom)."""

    people: tuple[str, ...] = ()
    agency: str | None = None
    organisations: tuple[str, ...] = ()


@lru_cache(maxsize=1)
def _agencies() -> dict[str, str]:
    """Plain names and abbreviations of news agencies to the name they go by, from `agencies.tsv`."""
    table: dict[str, str] = {}
    rows = files(__package__).joinpath("agencies.tsv").read_text(encoding="utf-8").split("\n")
    for row in filter(None, rows[1:]):
        name, aliases = row.split("\t")[:2]
        for alias in (name, *aliases.split("; ")):
            if alias:
                table[plain(alias)] = name
    return table


def agency_of(text: str) -> str | None:
    """The news agency that `text` names and nothing else, several joined by a slash counting as the first.

    >>> agency_of("(dpa/afp)")
    'dpa'
    """
    table = _agencies()
    whole = plain(text)
    if whole in table:
        return table[whole]
    parts = [plain(part) for part in re.split(r"[/,&+]|\b(?:and|und|mit|with)\b", text) if plain(part)]
    if len(parts) > 1 and all(part in table for part in parts):
        return table[parts[0]]
    return None


def clean_authors(fields: Iterable[str], is_brand: Callable[[str], bool]) -> Authors:
    """The people that author fields name, in order and once, without what surrounds their names.

    `is_brand` says whether a name is the site's or its publisher's. The first agency found goes to `agency`, and with
    brands and newsrooms to `organisations`.
    """
    people: dict[str, str] = {}
    organisations: dict[str, str] = {}
    agency: str | None = None
    for field in fields:
        for name, role in _names_of(field):
            key = plain(name)
            if role == "agency":
                agency = agency or agency_of(name)
            if role != "person" or isinstance(field, OrganisationName) or _is_site(name, is_brand):
                organisations.setdefault(key, name)
            elif not _seen(key, people):
                people[key] = name
    return Authors(tuple(list(people.values())[:MAX_AUTHORS]), agency, tuple(organisations.values()))


def _seen(key: str, people: dict[str, str]) -> bool:
    """Whether the name, its words in another order, or without its spaces, is there already."""
    squeezed = key.replace(" ", "")
    words = sorted(key.split())
    return any(squeezed == other.replace(" ", "") or words == sorted(other.split()) for other in people)


def _is_site(name: str, is_brand: Callable[[str], bool]) -> bool:
    """Whether the name is the site's; a site named after a person leaves the person."""
    if not is_brand(name):
        return False
    words = name.split()
    looks_like_person = (
        2 <= len(words) <= 3
        and all(word[:1].isupper() and word.isalpha() for word in words)
        and not _LEADING_ARTICLE.match(name)
        and not _BRAND_WORD.search(name)
        and not all(word.isupper() for word in words)
    )
    return not looks_like_person


def _names_of(field: str) -> Iterator[tuple[str, str]]:
    """`(name, role)` for each name in one field; the role is `person`, `agency` or `organisation`."""
    text = _ADDRESS.sub(" ", clean_string(field))
    for bracket in _BRACKETED.findall(text):
        if agency_of(bracket) is not None:
            yield bracket.strip(" ()[]{}（）【】"), "agency"
    text = " ".join(_EMAIL.sub(" ", _BRACKETED.sub(" ", text)).split())
    if agency_of(text) is not None:
        yield text, "agency"
        return
    for part in _split_names(_strip_label(text)):
        if agency_of(part) is not None:
            yield part.strip(), "agency"
            continue
        name, is_person = _clean_name(part)
        if name:
            yield name, "person" if is_person else "organisation"


def _strip_label(text: str) -> str:
    for _ in range(3):
        stripped = _SHORT_LABEL.sub("", _LABEL.sub("", text, count=1), count=1)
        if stripped == text:
            break
        text = stripped
    return text.strip(" \t:,-–—|/·•")


def _split_names(text: str) -> list[str]:
    """`text` cut between names; "Doe, Jane" alone is turned round. Of a sentence nothing is left."""
    parts = [part for part in _STRONG_SEPARATOR.split(text) if part and part.strip()]
    parts = [name for part in parts for name in _AND.split(part)]
    if any(len(piece.split()) > _SENTENCE_WORDS for part in parts for piece in part.split(",")):
        return []
    parts = [name for part in parts for name in _split_weak(part)]
    return [name for part in parts for name in _split_commas(part)]


def _split_weak(text: str) -> list[str]:
    parts = _WEAK_AND.split(text)
    return parts if len(parts) > 1 and all(len(_first_piece(part).split()) >= 2 for part in parts) else [text]


def _first_piece(text: str) -> str:
    return text.split(",")[0]


def _split_commas(text: str) -> list[str]:
    pieces = [piece.strip() for piece in text.split(",") if piece.strip()]
    # "example.org, Springfield": no person before the place.
    if len(pieces) > 1 and _DOMAIN.match(pieces[0]):
        return [piece for piece in pieces[1:] if len(piece.split()) > 1]
    # "Jane Doe, PhD, Director of Research": titles and degrees are no further names.
    names = [piece for index, piece in enumerate(pieces) if index == 0 or not _is_title(piece)]
    if len(names) < len(pieces) and len(names) == 1:
        return names
    if len(names) != 2:
        return names
    first, second = names
    if (
        len(first.split()) == 1
        and 1 <= len(second.split()) <= 2
        and _is_capitalised_name(first)
        and _is_capitalised_name(second)
    ):
        return [f"{second} {first}"]
    # "Jane Doe, Frankfurt", "Jane Doe, dpa": one word after a full name is where, or for whom.
    if len(first.split()) >= 2 and len(second.split()) == 1 and agency_of(second) is None:
        return [first]
    return names


def _is_title(piece: str) -> bool:
    """Whether a piece after a comma is a degree ("PhD", "MS", "RDN") or a job ("CEO of Example")."""
    if agency_of(piece) is not None:
        return False
    if re.fullmatch(r"(?:[A-Z]{2,6}|Ph\.?D|M\.?D|Dr|Prof|M\.?[AS]c?|B\.?[AS]c?|Esq|Jr|Sr)\.?", piece):
        return True
    return any(plain(word) in _JOBS for word in piece.split())


def _is_capitalised_name(text: str) -> bool:
    return (
        all(word[:1].isupper() for word in text.split())
        and not any(char.isdigit() for char in text)
        and not text.isupper()
    )


def _clean_name(text: str) -> tuple[str | None, bool]:
    """`(name, whether it may be a person's)` of one part of an author field; no name if it names nobody."""
    label = _strip_label(text)
    name = _REST.sub("", _ROLE_SUFFIX.sub("", label))
    name = _TRAILING_DATE.sub("", _TAIL.sub("", name))
    name = _TRAILING_PLACE.sub("", name)
    name = _strip_roles(name).strip(' \t.,:;-–—|/·•⋅*"“”„«»+')
    if name.endswith((" Jr", " Sr")):
        name += "."
    key = plain(name)
    if not key or key in _GENERIC or not 2 <= len(name) <= MAX_NAME_CHARS:
        return None, False
    if any(word in _JOBS for word in key.split()):
        return None, False
    if sum(map(str.isdigit, name)) > 2 or "@" in name or "http" in name or _NOBODY.search(key):
        return None, False
    # An unspaced script has a word a character.
    if len(name.split()) > MAX_NAME_WORDS or len(words_of(key)) > 12:
        return None, False
    is_organisation = _DOMAIN.match(name) or _ORGANISATION.search(key) or _ORGANISATION.search(name)
    return name, not is_organisation


def _strip_roles(name: str) -> str:
    """`name` without the job before or after it: "Jane Doe Senior Autos Reporter", "Chief editor Jane Doe"."""
    words = name.split()
    keys = [plain(word) for word in words]
    if not any(key in _JOBS or key in _QUALIFIERS for key in keys):
        return name
    end = next((i for i, key in enumerate(keys) if i >= 2 and (key in _JOBS or key in _QUALIFIERS)), len(words))
    start = 0
    while start < end and (keys[start] in _JOBS or keys[start] in _QUALIFIERS):
        start += 1
    if start and not any(key in _JOBS for key in keys[:start]):
        start = 0
    return " ".join(words[start:end])
