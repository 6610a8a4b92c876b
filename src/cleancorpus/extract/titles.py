"""The headline of an article out of its candidates, without the site's name."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import fuzz

from cleancorpus.text import plain, words_of

# Between a headline and what a site adds. A colon or a hyphen without spaces is part of the headline.
_SEPARATOR = re.compile(
    r"""
    \s+(?:[|·•»«›‹→/–—―~-]|::?|⋆|❘|∣|⎪|-{2,})\s+   # between spaces
    |\s*(?:[|｜❘∣]|ㅣ|：：|::)\s*                      # also without; ㅣ is a Korean vowel that stands in for a bar
    |(?<=[^\x00-\x7f])_(?=[^\x00-\x7f])              # Chinese sites: headline_section_site
    """,
    re.VERBOSE,
)
_BAR = "|｜❘∣ㅣ_"
_GLUED = re.compile(r"[-–—|ㅣ_]\S")  # a section or site's name set close to the headline
_COLON = re.compile(r"\s*[:：]\s+")
_BRACKETED_END = re.compile(r"\s*[(\[【](?P<inside>[^()\[\]【】]{2,40})[)\]】]\s*$")
_BRACKETED_START = re.compile(r"^\s*[(\[【](?P<inside>[^()\[\]【】]{2,40})[)\]】]\s*")

# What sites add besides their name: sections and kinds of page, in the languages of most sites.
_GENERIC = frozenset(
    """
    news|nachrichten|home|homepage|startseite|start|blog|article|artikel|magazine|magazin|press release|newsroom|video
    |opinion|politik|politics|sport|sports|wirtschaft|business|world|panorama|kultur|culture|wissen|science|technology
    |tech|health|entertainment|lifestyle|life style|local news|latest news|breaking news|news and analysis|analysis
    |noticias|nacional|internacional|economia|deportes|actualite|actualites|societe|international|national|regional
    |dernieres nouvelles|notizie|cronaca|esteri|aktuelles|ratgeber|meinung|kommentar|digital|wiadomosci|nieuws|nyheter
    |nyheder|uutiset|haber|haberleri|son dakika|новости|podcast|the blog|read more|full story|guide|review|reviews
    """.replace("\n", "").split("|")
)
_GENERIC_PLAIN = frozenset(" ".join(word.split()) for word in _GENERIC if word.strip())
_DOMAIN = re.compile(r"^(?:https?://)?(?:www\.)?[\w-]+(?:\.[\w-]+)*\.[a-z]{2,10}/?$", re.IGNORECASE)
_LABELS = frozenset(("co", "com", "org", "net", "gov", "edu", "ac"))

MAX_HEADLINE_CHARS = 250
_SAME = 97.0  # fuzz.ratio of the plain texts from which two headlines count as one


@dataclass(frozen=True)
class Headline:
    """A candidate: where it stood (`h1`, `og`, `json-ld`, `twitter`, `meta`, `title`) and its text."""

    source: str
    text: str


class SiteNames:
    """The names a site goes by, for telling them from headlines: declared names, and its host's."""

    def __init__(self, names: Iterable[str | None], host: str | None) -> None:
        self._plain = {plain(name) for name in names if name and plain(name)}
        self._squeezed = {name.replace(" ", "") for name in self._plain}
        self._host_labels = _host_labels(host)
        self._squeezed |= {label for label in self._host_labels if len(label) >= 3}
        if host:
            self._squeezed.add(host.replace(".", "").replace("-", ""))

    def is_name(self, text: str) -> bool:
        """Whether `text` is one of the names, or one of them with little around it («Example News» on example.com)."""
        text_plain = plain(text)
        squeezed = text_plain.replace(" ", "")
        if not squeezed:
            return False
        if squeezed in self._squeezed or _bare(squeezed) in {_bare(name) for name in self._squeezed}:
            return True
        if _DOMAIN.match(text.strip()):
            return True
        for name in self._plain:
            if len(name) >= 3 and len(words_of(text_plain)) <= len(words_of(name)) + 3 and _holds(text_plain, name):
                return True
            # «The Example» for «The Example, City edition».
            if len(squeezed) >= 4 and _holds(name, text_plain):
                return True
        return any(
            len(label) >= 3 and len(words_of(text_plain)) <= 4 and squeezed.startswith(label)
            for label in self._host_labels
        )

    def is_exactly(self, text: str) -> bool:
        """Whether `text` is one of the names, with nothing around it."""
        squeezed = plain(text).replace(" ", "")
        return bool(squeezed) and squeezed in self._squeezed


def _bare(squeezed: str) -> str:
    return (
        squeezed.removeprefix("the").removeprefix("der").removeprefix("die").removesuffix("com").removesuffix("online")
    )


def _holds(text: str, name: str) -> bool:
    return f" {name} " in f" {text} "


def _host_labels(host: str | None) -> frozenset[str]:
    """`example` of news.example.co.uk: labels that may be a name, squeezed."""
    labels = (host or "").split(".")[:-1]
    return frozenset(plain(label.replace("-", " ")).replace(" ", "") for label in labels if label not in _LABELS) - {
        "",
        "www",
    }


@lru_cache(maxsize=4096)
def _key(text: str) -> str:
    return plain(text)


def same_headline(one: str, other: str) -> bool:
    """Whether two headlines are the same but for case, accents, punctuation and a letter."""
    first, second = _key(one), _key(other)
    return first == second or (min(len(first), len(second)) >= 12 and fuzz.ratio(first, second) >= _SAME)


def strip_site(text: str, names: SiteNames, others: Iterable[str] = ()) -> str:
    """`text` without the site's name, and sections beside it, at either end.

    `others` are further candidates of the same page: a part at the start or end that is one of them is the headline,
    whatever stands next to it. The text comes back as it is if nothing would be left.
    """
    others = tuple(others)
    known = {_key(other) for other in others if _key(other)}
    pieces, separators = _split(text)
    if len(pieces) > 1:
        # The longest run of pieces that another candidate has word for word: from the start, else to the end, where a
        # short one is the site's name that stands as a heading on the page.
        runs = [(0, end) for end in range(len(pieces) - 1, 0, -1)] + [
            (start, len(pieces)) for start in range(1, len(pieces))
        ]
        for start, end in runs:
            run = _join(pieces, separators, start, end)
            if _key(run) in known and len(words_of(_key(run))) >= 2 and (start == 0 or 2 * len(run) >= len(text)):
                return run
    for other in others:
        if len(other) >= 8 and text.startswith(other) and _GLUED.match(text, len(other)):
            return other
    start, end = 0, len(pieces)
    while end - start > 1 and names.is_name(pieces[end - 1]):
        end -= 1
    stripped_end = end < len(pieces)
    while end - start > 1 and names.is_name(pieces[start]):
        start += 1
    # Once the name is gone, the section before it goes too; after a bar, a section goes in any case.
    while (
        end - start > 1 and plain(pieces[end - 1]) in _GENERIC_PLAIN and (stripped_end or _is_bar(separators[end - 2]))
    ):
        end -= 1
    # Nobody else knows the headline without it: what stands after a bar is short beside it, and a name.
    while (
        end - start > 1
        and _is_bar(separators[end - 2])
        and _length(pieces[end - 1]) <= 4
        and _length(_join(pieces, separators, start, end - 1)) >= 4
    ):
        end -= 1
    result = _join(pieces, separators, start, end)
    for pattern in (_BRACKETED_END, _BRACKETED_START):
        match = pattern.search(result)
        if match and names.is_name(match["inside"]):
            result = (result[: match.start()] + result[match.end() :]).strip()
    head, colon, tail = _partition_colon(result)
    if colon and names.is_exactly(head) and len(words_of(tail)) >= 2:
        result = tail
    return result or text


def _split(text: str) -> tuple[list[str], list[str]]:
    """`text` cut at its separators: pieces, and the separators between them."""
    pieces: list[str] = []
    separators: list[str] = []
    position = 0
    for match in _SEPARATOR.finditer(text):
        if match.start() == position:
            continue
        pieces.append(text[position : match.start()])
        separators.append(match[0])
        position = match.end()
    if position < len(text):
        pieces.append(text[position:])
    elif separators:
        separators.pop()
    return pieces, separators


def _join(pieces: list[str], separators: list[str], start: int, end: int) -> str:
    parts = [pieces[start]]
    for index in range(start + 1, end):
        parts += [separators[index - 1], pieces[index]]
    return "".join(parts).strip()


def _length(text: str) -> float:
    """Words; a sign of a script without spaces counts as 0.7 of a word."""
    return sum(1 if word.isascii() or len(word) > 1 else 0.7 for word in words_of(text))


def _is_bar(separator: str) -> bool:
    return any(char in _BAR for char in separator)


def _partition_colon(text: str) -> tuple[str, str, str]:
    match = _COLON.search(text)
    return (text[: match.start()], match[0], text[match.end() :]) if match else (text, "", "")


# How far each source is believed; JSON-LD and h1 are written for the reader, the others for search engines.
_WEIGHTS = {"json-ld": 3.0, "h1": 2.5, "og": 2.0, "title": 1.5, "twitter": 1.2, "meta": 1.0}


def choose_headlines(candidates: Iterable[Headline], names: SiteNames) -> tuple[str, ...]:
    """Distinct headlines of a page, best first, each without the site's name as far as it is known.

    The newsroom's own headline is taken, the `headline` of JSON-LD, then the first-level heading, if it has to do with
    what the page is called elsewhere: a heading may be the site's name or a box's, a JSON-LD node another article's.
    Where neither has, the candidate that the others agree with most is taken.
    """
    usable = [c for c in candidates if len(c.text) <= MAX_HEADLINE_CHARS and any(map(str.isalnum, c.text))]
    if not usable:
        return ()
    stripped = [
        Headline(c.source, strip_site(c.text, names, (other.text for other in usable if other.source != c.source)))
        for c in usable
    ]
    fit = [c for c in stripped if not names.is_name(c.text) and _key(c.text) not in _GENERIC_PLAIN]
    fit = [c for c in fit if not _is_site_heading(c, usable)] or fit or stripped
    best = _newsroom_headline(fit) or max(_but_headings(fit), key=lambda c: _votes(c, fit))
    result = [best.text]
    for candidate in sorted(stripped, key=lambda c: -_WEIGHTS[c.source]):
        if not names.is_name(candidate.text) and not any(same_headline(candidate.text, kept) for kept in result):
            result.append(candidate.text)
    return tuple(result)


def _newsroom_headline(candidates: list[Headline]) -> Headline | None:
    for source, relation in (("json-ld", _shares_word), ("h1", _related)):
        ours = [c for c in candidates if c.source == source]
        others = [c for c in candidates if c.source != source]
        related = [c for c in ours if not others or any(relation(c.text, other.text) for other in others)]
        if related:
            return _without_kicker(max(related, key=lambda c: _votes(c, candidates)), others)
    return None


def _but_headings(candidates: list[Headline]) -> list[Headline]:
    """`candidates` without headings that nothing else on the page speaks of, if others are left."""
    return [c for c in candidates if c.source != "h1"] or candidates


def _without_kicker(heading: Headline, others: list[Headline]) -> Headline:
    """`heading` without the kicker before it, if other sources show where the kicker ends.

    They do if one has the headline alone, or with another kicker; where the kicker is glued to an h1 without a sign
    between them, two sources must have the headline alone.
    """
    for kicker, tail in _kickers(heading.text):
        for other in others:
            # The <title> and cards for Twitter are shortened in ways of their own.
            if other.source in ("title", "twitter"):
                continue
            alone = _key(other.text) == _key(tail)
            if alone or any(
                _key(tail) == _key(end) and _disjoint(kicker, start) for start, end in _kickers(other.text)
            ):
                return Headline(heading.source, tail)
    if heading.source == "h1":
        for other in others:
            agreeing = {c.source for c in others if _key(c.text) == _key(other.text)}
            if (
                len(agreeing) >= 2
                and len(_key(other.text)) >= 12
                and _key(heading.text).endswith(" " + _key(other.text))
            ):
                return other
    return heading


def _kickers(text: str) -> list[tuple[str, str]]:
    """`(kicker, headline)` for the first separator and the first colon in `text`, if it reads like that."""
    pairs = []
    pieces, separators = _split(text)
    if len(pieces) > 1:
        pairs.append((pieces[0], _join(pieces, separators, 1, len(pieces))))
    head, colon, tail = _partition_colon(text)
    if colon:
        pairs.append((head, tail))
    return [
        (kicker, tail) for kicker, tail in pairs if len(words_of(_key(kicker))) <= 5 and len(words_of(_key(tail))) >= 3
    ]


def _disjoint(one: str, other: str) -> bool:
    return not set(words_of(_key(one))) & set(words_of(_key(other)))


def _is_site_heading(candidate: Headline, candidates: list[Headline]) -> bool:
    """Whether an h1 is what the page's title starts or ends with beside the headline: the site's own name.

    It is, if nothing else is called so, and it stands at the end of the title, or before a headline that another
    source has.
    """
    if candidate.source != "h1":
        return False
    others = [c.text for c in candidates if c.source not in ("h1", "title")]
    if any(same_headline(other, candidate.text) for other in others):
        return False
    for title in (c.text for c in candidates if c.source == "title"):
        pieces, separators = _split(title)
        tails = [_join(pieces, separators, start, len(pieces)) for start in range(1, len(pieces))]
        if any(_key(tail) == _key(candidate.text) for tail in tails):
            return True
        head, colon, tail = _partition_colon(title)
        if colon and _key(head) == _key(candidate.text) and any(same_headline(tail, other) for other in others):
            return True
    return False


def _votes(candidate: Headline, candidates: list[Headline]) -> float:
    """How far the sources agree with `candidate`, each with its weight; sources in a fixed order, for equal sums."""
    score = _WEIGHTS[candidate.source]
    for source, weight in _WEIGHTS.items():
        if source != candidate.source:
            texts = [other.text for other in candidates if other.source == source]
            score += weight * max((_agreement(candidate.text, text) for text in texts), default=0.0)
    return score


def _agreement(one: str, other: str) -> float:
    """How far two headlines say the same, 0 to 1: squared ratio of their plain texts."""
    return float((fuzz.ratio(_key(one), _key(other)) / 100) ** 2)


def _related(one: str, other: str) -> bool:
    """Whether two headlines may be of one story: a good part of their words is the same."""
    return float(fuzz.token_set_ratio(_key(one), _key(other))) >= _RELATED


_RELATED = 55.0


def _shares_word(one: str, other: str) -> bool:
    """Whether two headlines share a word of four letters or more, or two signs of a script without spaces."""
    shared = set(words_of(_key(one))) & set(words_of(_key(other)))
    return any(len(word) >= 4 for word in shared) or sum(not word.isascii() for word in shared) >= 2
