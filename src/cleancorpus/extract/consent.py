"""Drops consent banners, and the notes that stand for blocked embeds, from a page's tree before extraction.

Two ways to know one: a selector of a known platform (`consent_selectors.tsv`), or a name like `cookie-banner` on an
element whose text speaks of consent. Neither touches `body`, `html`, `main`, `article`, an element that holds one of
these or a first-level heading, or one with a large share of the page's text: themes put such classes on the page
itself (`body.cookies-not-set`), and a paywall's or a content manager's `cmp-` classes on the article.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

from cleancorpus.extract.elements import Elements
from cleancorpus.extract.page import inline_text, seen_texts
from cleancorpus.text import fold

# Of the page's text; a container with more is the page, not the banner. Above all for generic names.
# Chosen by hand: a wall can be longer than the teaser behind it, and then stays for the rules to find.
MAX_SHARE_KNOWN = 0.4
MAX_SHARE_NAMED = 0.3

_NEVER = frozenset(("html", "body", "main", "article", "head"))
_HOLDS_PAGE = ("main", "article", "h1")

# Names: a word for consent and a word for a box, in any order, in one id or class.
_CONSENT_NAME = re.compile(r"cookie|consent|gdpr|rgpd|dsgvo|lgpd|ccpa|kvkk|koekie|rodo(?![a-z])|privacy|tracking-?opt")
# A first look at all names of an element together; each match of `_CONSENT_NAME` has one of these.
_CONSENT_WORD = re.compile(r"c(?:ookie|onsent|cpa)|gdpr|rgpd|dsgvo|lgpd|kvkk|koekie|rodo|privacy|tracking")
_BOX_NAME = re.compile(
    r"banner|notice|notif|modal|pop-?up|pop-?in|pop-?over|overlay|dialog|layer|toast|message|alert|disclaimer"
    r"|warning|hint|prompt|wall(?![a-z])|drawer|(?:^|[^a-z]|cookies?|consent|gdpr)(?:bar|box|law|info|panel)(?![a-z])"
)
# What stands for a video or post until the reader consents. Articles hold these, so their text must speak of consent.
_PLACEHOLDER_NAME = re.compile(
    r"placeholder|blocke[rd]|embed|two-?click|2-?click|content-gate|external-content|opt-?in"
)
# The comment form's "save my name" box, pages of terms, and recipes: names that only look the part.
_NOT_CONSENT_NAME = re.compile(r"comment|recipe|rezept|recette|receta|policy-page|not-set|accepted|no-cookie|nocookie")

# The text of a generic match must speak of it: cookies in the words of languages that have one of their own, consent,
# personal data.
_CONSENT_TEXT = re.compile(
    r"cookie|kakor|informasjonskaps|evaste|eväste|çerez|ciastecz|sušenk|piškot|kolačić|sütik|slapuk|sīkdat|küpsis"
    r"|куки|cookies|クッキー|쿠키|คุกกี้|ملفات تعريف|עוגיות|consent|consenso|consentimiento|consentement|einwillig"
    r"|zustimm|einverstanden|toestemming|samtyck|samtykke|zgod[ayęą]|souhlas|súhlas|privacy|datenschutz"
    r"|personenbezogen|confidentialit|privacidad|privacidade|gdpr|rgpd|dsgvo|personal data|données personnelles"
)
# Inside an article the word «cookie» alone is not enough: it may be about baking, or about the law.
_CONTROL_TAGS = ("button", "input", "a", "label", "form")

_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


@dataclass(frozen=True)
class _Known:
    ids: frozenset[str]
    classes: frozenset[str]
    tags: frozenset[str]
    id_prefixes: tuple[str, ...]


@lru_cache(maxsize=1)
def _known() -> _Known:
    """The selectors of `consent_selectors.tsv`: `#id`, `.class`, `tag`; an id may end in `*` for «starts with»."""
    ids, classes, tags, prefixes = set(), set(), set(), []
    rows = files(__package__).joinpath("consent_selectors.tsv").read_text(encoding="utf-8").split("\n")
    for row in filter(None, rows[1:]):
        selector = row.split("\t")[0]
        if selector.startswith("#") and selector.endswith("*"):
            prefixes.append(selector[1:-1])
        elif selector.startswith("#"):
            ids.add(selector[1:])
        elif selector.startswith("."):
            classes.add(selector[1:])
        else:
            tags.add(selector)
    return _Known(frozenset(ids), frozenset(classes), frozenset(tags), tuple(prefixes))


@lru_cache(maxsize=4096)
def _verdict(identifier: str, classes: str) -> tuple[str, str] | None:
    """`(selector, "known" or "named")` for an element's id and class attributes; None if neither says consent."""
    known = _known()
    if identifier in known.ids or (identifier and identifier.startswith(known.id_prefixes)):
        return f"#{identifier}", "known"
    for name in classes.split():
        if name in known.classes:
            return f".{name}", "known"
    if not _CONSENT_WORD.search(f"{identifier} {classes}".lower()):
        return None
    for sign, name in (("#", identifier), *((".", name) for name in classes.split())):
        plain = _CAMEL.sub("-", name).lower() if name else ""
        if not _CONSENT_NAME.search(plain) or _NOT_CONSENT_NAME.search(plain):
            continue
        if _BOX_NAME.search(plain) or _PLACEHOLDER_NAME.search(plain):
            return f"{sign}{name}", "named"
    return None


@lru_cache(maxsize=16384)
def _may_be_id(identifier: str) -> bool:
    """Whether `_verdict` may have one on an id."""
    known, plain = _known(), identifier.strip()
    return plain in known.ids or plain.startswith(known.id_prefixes) or _CONSENT_WORD.search(plain.lower()) is not None


@lru_cache(maxsize=16384)
def _may_be_class(classes: str) -> bool:
    """Whether `_verdict` may have one on a class attribute."""
    return not _known().classes.isdisjoint(classes.split()) or _CONSENT_WORD.search(classes.lower()) is not None


def drop_consent_containers(tree: Any, elements: Elements | None = None) -> tuple[str, ...]:
    """Remove consent containers from `tree`, in place; the selectors that found them, without repeats.

    `elements` are those of the tree, if they are known.
    """
    elements = elements or Elements(tree)
    known_tags = _known().tags
    candidates: list[tuple[Any, str, str]] = []
    identifiers, classes = elements.attribute("id"), elements.attribute("class")
    may_be = elements.where(_may_be_id, "id") | elements.where(_may_be_class, "class")
    for number in sorted(may_be.union(elements.tagged(*known_tags))):
        tag = elements.tags[number]
        verdict = _verdict(identifiers.get(number, "").strip(), classes.get(number, ""))
        if verdict is None and tag in known_tags:
            verdict = (tag, "known")
        if verdict is not None and tag not in _NEVER:
            candidates.append((elements.all[number], *verdict))
    if not candidates:
        return ()
    dropped: dict[str, None] = {}
    gone: set[Any] = set()
    for element, selector, how in candidates:
        if any(ancestor in gone for ancestor in element.iterancestors()):
            continue
        if _is_container(element, how, tree):
            gone.add(element)
            dropped[selector] = None
    for element in gone:
        _remove(element)
    return tuple(dropped)


def _is_container(element: Any, how: str, tree: Any) -> bool:
    if next(element.iter(*_HOLDS_PAGE), None) is not None:
        return False
    text = fold(inline_text(element))
    limit = MAX_SHARE_KNOWN if how == "known" else MAX_SHARE_NAMED
    if not _has_chars(tree, _chars(text), limit):
        return False
    if how == "known":
        return True
    if not _CONSENT_TEXT.search(text):
        return False
    in_article = next(element.iterancestors("article", "main"), None) is not None
    return not in_article or next(element.iter(*_CONTROL_TAGS), None) is not None


def _has_chars(tree: Any, chars: int, share: float) -> bool:
    """Whether `chars` are at most `share` of the characters that a page shows, of which no more are counted than it takes."""
    counted = 0
    for text in seen_texts(tree):
        counted += sum(map(len, text.split()))
        if chars <= share * counted:
            return True
    return chars <= share * max(1, counted)


def _chars(text: str) -> int:
    return len(text) - text.count(" ")


def _remove(element: Any) -> None:
    """Take `element` out of its tree; the text after it stays."""
    parent = element.getparent()
    if parent is None:
        return
    if element.tail:
        previous = element.getprevious()
        if previous is None:
            parent.text = f"{parent.text or ''} {element.tail}"
        else:
            previous.tail = f"{previous.tail or ''} {element.tail}"
    parent.remove(element)
