"""Words of author fields that are no names: labels before them, jobs beside them, words of newsrooms and institutions."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import pairwise

from cleancorpus.known.people import is_caseless, job_words
from cleancorpus.lexicon import phrases
from cleancorpus.text import fold, plain

_LABEL = re.compile(
    r"""
    ^\W*(?:
        (?:view\s+all\s+)?posts\s+by|alle\s+(?:beiträge|artikel)\s+von|(?:erstellt|verfasst|geschrieben)\s+von|(?:updated|photos?|pictures)\s+by
        |aus\s+\S+\s+von|article\s+par|(?:texto|fotos?)\s+por
        |by|von|par|por|przez|autor(?:in|en|innen|es|a|as)?|authors?|auteurs?|autore|autrice|autori|författare|forfatter
        |yazan|bởi|oprac\.?|opr\.|opracowa(?:ł|ła|nie|li)|rozmawiała?|беседовала?|συντάκτης|του|της|автор(?:ы)?
    )
    (?:\s*[:\N{FULLWIDTH COLON}/|]\s*|\s+)
    # Words that also start other names count only with a colon; the lexicon has more.
    |^\W*(?:by-line|byline|contributors?|writer|interview|entrevista|intervista|протокол|интервью)
        \s*[:\N{FULLWIDTH COLON}/\N{FULLWIDTH SOLIDUS}|]\s*
    """,
    re.VERBOSE | re.IGNORECASE,
)
# In these languages the word for «by» also starts surnames; it counts only before two words.
_SHORT_LABEL = re.compile(r"^(?:di|door|av|af|od|από|от)\s+(?=\S+\s+\S+)", re.IGNORECASE)
# What stands behind a label at the start of a field; in East Asia an equals sign, a bar or a middle dot too.
_LABEL_END = (
    r":\N{FULLWIDTH COLON}/\N{FULLWIDTH SOLIDUS}|\N{FULLWIDTH VERTICAL LINE}=\N{FULLWIDTH EQUALS SIGN}"
    r"\N{KATAKANA MIDDLE DOT}"
)
# The longest label of the lexicon has 36 characters.
_COLON_LABEL = re.compile(r"\W*(?P<label>[^" + _LABEL_END + r"]{1,40}?)\s*[" + _LABEL_END + r"]\s*")
# The words before a colon inside a field; in scripts without spaces all up to the last blank or mark.
_BEFORE_COLON = re.compile(
    r"(?<![^\W\d_])(?P<words>[^\W\d_]{1,30}(?: [^\W\d_]{1,30}){0,2}) ?"
    r"(?:[:\N{FULLWIDTH COLON}=\N{FULLWIDTH EQUALS SIGN}]"
    # In East Asia a slash or a bar does as well: «撰文/王小明 编辑/李小红».
    r"|(?<=[\u3040-\u9fff])[/|\N{FULLWIDTH SOLIDUS}\N{FULLWIDTH VERTICAL LINE}])"
)
# Korean labels stand before names without any mark: «글 홍길동 사진 김철수».
_KOREAN_LABEL = re.compile(
    r"(?:^|(?<=[\uac00-\ud7a3]) )(?:글\N{MIDDLE DOT}사진|글|사진|그림|영상|편집) (?=[\uac00-\ud7a3]{2,4}(?: |$))"
)
# «our correspondent Jane Doe», «notre envoyé spécial à Ville-Port Luc Modèle»: a possessive, words up to a job, and
# maybe a place behind a preposition.
_OUR = re.compile(
    r"""
    ^\W*(?:(?:by|from|von|vom|par|de|del|por|do|da|dal|dalla|dai|di|van|door|från|av|af|fra|od)\s+)?
    (?:our|unser(?:e[rmns]?)?|notre|nos|nuestr[oa]s?|noss[oa]s?|nostr[oaie]|onze|ons|vår|vårt|våre|våra|vores|nasz(?:a|ego|ej)?
      |наш(?:а|его|ей)?)\s+
    (?P<rest>.+)
    """,
    re.VERBOSE | re.IGNORECASE,
)
_JOB_STEM = re.compile(
    r"(?:ko?rr?espond|corr[ei]spons|envoy|enviad|inviat|redakt|redact|reda[çc]|report|mitarbeiter|autor|staff)"
)
_AT_PLACE = re.compile(r"(?:in|à|en|a|ad|aus|from|at|em|i|v|w|te)\s+(?P<place>\S+)\s+(?=\S+\s+\S)", re.IGNORECASE)
# The words of a label that ends in «by» inside a field: «Medically reviewed by», «Fotos von».
_BEFORE_BY = re.compile(
    r"(?<![^\W\d_])(?P<words>(?:[^\W\d_][\w-]{1,30} ){1,3}(?:by|von|par|por|di|da|door|av|af|przez|oleh))(?= \S)",
    re.IGNORECASE,
)
_MAX_LABEL_WORDS = 5  # of the longest labels of the lexicon («translated from the German by»)
# The language that a text was translated from, of one word, and «by». Without «by» it is a person's story
# («translated from life»).
_ORIGIN = re.compile(
    r"^\s*(?:the\s+|l['\N{RIGHT SINGLE QUOTATION MARK}])?[^\W\d_]+(?:\s+(?:übersetzt|vertaald))?"
    r"\s+(?:by|von|par|por|da|di|de|per|door|av|af|ved|przez|od|от)\s+(?=\S)",
    re.IGNORECASE,
)
_OPENERS = ' \t|\N{BULLET}\N{MIDDLE DOT}\N{EN DASH}\N{EM DASH}-*/»"'
# Later ones win: «illustration» also labels pictures.
_LABEL_ROLES = (
    ("photo_credit.label", "photo"),
    ("byline.source", "author"),
    ("byline.word-prefix", "author"),
    ("byline.credit", "author"),
    ("byline.editing", "editor"),
    ("byline.label", "author"),
    ("byline.translation", "translator"),
    ("byline.translated-from", "origin"),
)
# Jobs that the lexicon of the press does not know.
_OTHER_JOBS = frozenset(
    """
    attorney ceo cfo cofounder consultant contributors coordinator copywriter correspondents cto designer
    developer dietitian director editors editoru educator educators engineer fellow founder gardener host
    journalisten manager nutritionist officer owner presenter president professor redaktorin specialist
    strategist therapist
    """.split()
)
# What may stand before a job.
_QUALIFIERS = frozenset(
    """
    staff senior chief associate assistant deputy managing executive digital freelance political business sports science
    health technology culture foreign national international local guest special investigative breaking news freier
    freie freelancer lead junior principal former head content marketing product seo development research data
    finance education design engineering community communications
    """.split()
)
# Newsrooms and companies: they write, but are no person.
ORGANISATION = re.compile(
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
# Institutions of more than one word, whose names hold commas and «and». By `plain`.
INSTITUTION = re.compile(
    r"""
    \b(?:departe?ment|ministry|committee|council|association|society|institute|commission|foundation|federation|university
        |company|(?:office|bureau|school|college|faculty|cent(?:er|re))\s+(?:of|for)|ministerio|ministere|ministero|ministerium|universidad|universitat
        |universite|universita|universidade|asociacion|associazione|fundacion|fondation|fondazione|institut|instituto
        |istituto|stiftung|verband|verein|hochschule)\b
    |\w{4}(?:ministerium|verband|verein|stiftung|institut)\b
    """,
    re.VERBOSE,
)


@lru_cache(maxsize=1)
def _label_roles() -> dict[str, str]:
    """The lexicon's labels of credits to what they make of the names behind them: author, editor, translator, or photo.

    `origin` is a translator if a language and «by» follow.
    """
    roles: dict[str, str] = {}
    for kind, role in _LABEL_ROLES:
        roles |= dict.fromkeys((text.rstrip(":") for text in phrases(kind)), role)  # «words:» counts with it only
    return roles


def strip_label(text: str, role: str) -> tuple[str, str]:
    """`text` without the labels before its names, and the role that the last of them gives, else `role`."""
    for _ in range(3):  # «Text: Von Jane Doe» has two
        stripped, role = _strip_known_label(strip_our(text), role)
        stripped = _SHORT_LABEL.sub("", _LABEL.sub("", stripped, count=1), count=1)
        if stripped == text:
            break
        text = stripped
    return text.strip(" \t:,-\N{EN DASH}\N{EM DASH}|/\N{MIDDLE DOT}\N{BULLET}"), role


def strip_our(text: str) -> str:
    """What stands behind «our correspondent»; nothing where no name follows; `text` if it does not begin like that.

    >>> strip_our("Von unserer Korrespondentin Jana Dohl"), strip_our("By our own correspondent"), strip_our("Ourense")
    ('Jana Dohl', '', 'Ourense')
    """
    match = _OUR.match(text)
    if match is None:
        return text
    words = match["rest"].split(" ")
    # «our own special correspondent»: the job is among the first words, none of which begins a name.
    job = next((i for i, word in enumerate(words[:4]) if is_role(plain(word)) or _JOB_STEM.match(fold(word))), None)
    if job is None:
        return text
    while (
        job + 1 < len(words)
        and (is_role(plain(words[job + 1])) or words[job + 1].islower())
        and not _AT_PLACE.match(" ".join(words[job + 1 :]))
    ):
        job += 1  # «envoyé spécial»
    rest = " ".join(words[job + 1 :])
    if not rest and ORGANISATION.search(plain(words[job])):
        return text  # «onze redactie»
    place = _AT_PLACE.match(rest)
    return rest[place.end() :] if place else rest


def strip_origin(text: str) -> str | None:
    """What stands behind «translated from», without the language: «Jane Doe» of «the Swedish by Jane Doe»; else None.

    >>> strip_origin("the Swedish by Jane Doe"), strip_origin("life")
    ('Jane Doe', None)
    """
    match = _ORIGIN.match(text)
    return text[match.end() :] if match else None


def _strip_known_label(text: str, role: str) -> tuple[str, str]:
    """The same for one label of the lexicon: any before a colon, those of several words before a name."""
    if korean := _KOREAN_LABEL.match(text):
        return text[korean.end() :], role if text.startswith("글") else "editor" if "편집" in korean[0] else "photo"
    labelled = _COLON_LABEL.match(text)
    if labelled and (found := _label_roles().get(fold(labelled["label"]))) not in (None, "origin"):
        return text[labelled.end() :], found
    words = text.lstrip(_OPENERS).split(" ")
    if len(words) > 1 and len(words[0]) > 1 and words[0] in phrases("byline.word-prefix") and is_caseless(words[0]):
        return " ".join(words[1:]), "author"  # «โดย …», «بقلم …»
    for count in range(min(_MAX_LABEL_WORDS, len(words) - 1), 1, -1):
        found = _label_roles().get(fold(" ".join(words[:count])))
        value = " ".join(words[count:])
        if found == "origin":
            origin = strip_origin(value)
            return (origin, "translator") if origin else (text, role)
        if found:
            return value, found
    return text, role


def cut_at_labels(text: str) -> list[str]:
    """`text` cut before each label that has a colon or ends in «by»: «Words: Jane Doe. Pictures: Bo Lind».

    >>> cut_at_labels("Text: Jane Doe, Übersetzung: Bo Lind"), cut_at_labels("By Jane Doe Reviewed by Bo Lind")
    (['Text: Jane Doe, ', 'Übersetzung: Bo Lind'], ['By Jane Doe ', 'Reviewed by Bo Lind'])
    """
    cuts = [0]
    for match in _BEFORE_BY.finditer(text):
        words = match["words"].split(" ")
        for start in range(len(words) - 1):
            label = " ".join(words[start:])
            if fold(label) in _label_roles():
                cuts.append(match.end("words") - len(label))
                break
    cuts += [match.start() for match in _KOREAN_LABEL.finditer(text)]
    for match in _BEFORE_COLON.finditer(text):
        words = match["words"].split(" ")
        for start in range(len(words)):
            label = " ".join(words[start:])
            if fold(label) in _label_roles():
                cuts.append(match.end("words") - len(label))
                break
    return [text[start:end] for start, end in pairwise((*sorted(set(cuts)), len(text))) if text[start:end].strip()]


@lru_cache(maxsize=1)
def jobs() -> frozenset[str]:
    """Jobs of one word: the lexicon's without the words for a newsroom, and others that stand behind authors' names."""
    press = {plain(word) for word in job_words()}
    return frozenset(word for word in press if not ORGANISATION.search(word)) - {"bureau"} | _OTHER_JOBS


def is_role(key: str) -> bool:
    """Whether a word, as `plain` leaves it, is a job or what stands before one («senior»)."""
    return key in jobs() or key in _QUALIFIERS


def strip_roles(name: str) -> str:
    """`name` without the job before or after it: "Jane Doe Senior Autos Reporter", "Chief editor Jane Doe"."""
    words = name.split()
    keys = [plain(word) for word in words]
    roles = [is_role(key) for key in keys]
    if not any(roles):
        return name
    end = next((i for i in range(2, len(words)) if roles[i]), len(words))
    start = next((i for i in range(end) if not roles[i]), end)
    if start and not any(key in jobs() for key in keys[:start]):
        start = 0
    return " ".join(words[start:end])
