"""Author names that stand in the page itself: elements, links and lines that say they hold one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import islice
from typing import Any

from cleancorpus.extract.headings import first_level
from cleancorpus.extract.page import Page, short_text, spaced_text
from cleancorpus.text import plain

MAX_BYLINE_CHARS = 160  # three names with their jobs; longer texts are about the author
# How many elements around the headline a line is looked for that only its first word makes a byline.
_NEAR = 60
_BESIDE = (
    12  # elements behind the headline, where boxes are the article's though their names hold «comments» or «teaser»
)
_TITLE = 8  # characters; a shorter heading may be any word of a title

# Whole words of ids and classes, after camel case and dashes are taken apart.
_AUTHOR_WORD = re.compile(
    r"\b(?:byline|bylines|author|authors|autor|autoren|autorin|autore|auteur|auteurs|byl|writer|reporter|journalist"
    r"|redakteur|verfasser|contributor|creator|zuozhe|forfatter|skribent)(?:name|names|link|text)?\b"
)
# A first look at a name as it stands: each match of `_AUTHOR_WORD` has one of these.
_IN_AUTHOR_WORD = re.compile(
    r"aut|byl|writer|reporter|journalist|redakteur|verfasser|contributor|creator|zuozhe|forfatter|skribent"
)
# Boxes about the author, and other things that carry his name.
_NOT_BYLINE = re.compile(
    r"\b(?:bio|biography|about|avatar|image|img|photo|picture|share|social|card|cards|follow|description|desc|copyright"
    r"|credits?|caption|reviewer|editor|latest|more|lists?|archive|gravatar)\b"
)
# Around these stand the authors of comments and of other articles.
_ELSEWHERE = re.compile(
    r"\b(?:comments?|commentlist|respond|kommentare?|related|teasers?|sidebar|footer|recommend\w*|popular|trending|mostread"
    r"|read more|more from|newsletter|bio|about|promo|reviews|testimonials)\b"
)
_ELSEWHERE_TAGS = frozenset(("footer", "aside", "nav", "figure", "figcaption", "form", "blockquote"))
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|[-_:./]+")
# Where sites put their authors' pages. «/team/…» and «/impressum/…» lead to others, too: such a link counts near the
# headline only, with a name of two words or more.
_AUTHOR_PATH = re.compile(
    r"/(?:authors?|autor|autores|autoren|auteurs?|autori|autore|team|people|person|profiles?|by|staff|writers?"
    r"|journalists?|reporters?|contributors?|columnists?|redaktion|impressum|columnistas|firmas|redacteurs?)/[^/?#]+",
    re.IGNORECASE,
)
# «By Jane Doe», «Von: Erika Beispiel», «Contributors: …» as the start of a short line, a name in capitals after it; longer
# labels before those that they begin with. A small letter behind the label, and the line is a sentence («by the river …»).
_LABELLED = re.compile(
    r"^(?:(?:(?:written|posted|published|words|story|report|text)\s+by|(?:text|erstellt|verfasst|geschrieben|ein\s+\w+)\s+von"
    r"|by|von|par|por|door|av|af|di|przez|text|words|story|report|autor(?:in|en)?|authors?|contributors?|auteurs?)\s*:?\s+"
    r"|(?:文|作者|记者|記者|撰文)\s*[:\N{FULLWIDTH COLON}/\N{FULLWIDTH SOLIDUS}]\s*)",
    re.IGNORECASE,
)
# What stands behind the names of such a line: «on November 14, 2019», «Topics: Harbour».
_AFTER_NAMES = re.compile(r"\s+(?:on|am|le|el|em|op|den|il)\s+(?=.{0,20}\d)|(?<=\w)\s+(?=[^\W\d_]{4,}:\s)")
# «Jane Doe | Senior Writer | July 2, 2025»: a name, then a job or a date.
_NAME_THEN = re.compile(
    r"^(?P<name>[^\W\d_]+(?:[ '\N{RIGHT SINGLE QUOTATION MARK}.-]+[^\W\d_]+){1,3})\s*"
    r"[|\N{MIDDLE DOT}\N{BULLET},\N{EN DASH}\N{EM DASH}]\s*"
    r"(?=.*(?:\b(?:writer|editor|reporter|author|autor|redakteur"
    r"|correspondent|journalist|contributor|staff)\b|\b(?:19|20)\d\d\b))",
    re.IGNORECASE,
)
_LINE_TAGS = frozenset(("p", "div", "span", "li", "address", "section", "header", "small", "em", "strong"))


@dataclass
class _Found:
    """Texts of one rank; those that go on from the first, in elements like it beside it, are one byline."""

    groups: list[list[str]] = field(default_factory=list)
    last: Any = None

    def add(self, element: Any, text: str) -> None:
        if self.last is not None and _beside(self.last, element):
            self.groups[-1].append(text)
        else:
            self.groups.append([text])
        self.last = element


def bylines(page: Page) -> Iterator[list[str]]:
    """Texts that may name the authors, in groups, best group first.

    Groups: what `itemprop` and `rel` declare; elements named for a byline after the headline; links to an author's
    page and lines that start like a byline, near the headline; elements named for a byline before it. Of nested
    elements the outermost short one is taken. What stands in comments, side columns, boxes about the author and
    teasers is left out.
    """
    heading = _headline(page)
    around = set() if heading is None else set(heading.iterancestors())
    declared, after, near, before = _Found(), _Found(), _Found(), _Found()
    near_before: list[tuple[int, Any, str]] = []
    heading_at = 0 if heading is None else page.elements.places[heading]
    taken: Any = None
    for position, kind in _places(page, heading_at):
        element = page.elements.all[position]
        if taken is not None and taken in element.iterancestors():
            continue
        text = _name_text(element) if kind is not None else _labelled_text(element)
        if not text or len(text) > MAX_BYLINE_CHARS:
            continue
        is_beside = kind is not None and 0 <= position - heading_at <= _BESIDE
        if _is_elsewhere(element, around, whole_names=is_beside):
            continue
        taken = element
        if kind == "declared":
            declared.add(element, text)
        elif kind == "named":
            (before if position < heading_at else after).add(element, text)
        elif position < heading_at:
            near_before.append((position, element, text))
        else:
            near.add(element, text)
    for position, element, text in near_before:
        if heading_at - position <= _NEAR:
            near.add(element, text)
    yield from declared.groups[:2]
    yield from after.groups[:3]
    yield from near.groups[:2]
    yield from before.groups[-2:]


def _places(page: Page, heading_at: int) -> list[tuple[int, str | None]]:
    """The numbers of the elements that may be a byline, in order, with what the markup says that each is (`_kind`).

    They are those that the markup calls one, those near the headline, and before these all that hold one of them: of nested ones
    the outermost is taken.
    """
    elements = page.elements
    may_be = elements.where(_names_author, "class", "id", "data-testid")
    may_be |= elements.where(lambda value: "author" in value.lower(), "rel", "itemprop")
    may_be.update(elements.tagged("byline"))
    found = {number: kind for number in may_be if (kind := _kind(elements.all[number])) is not None}
    start = max(0, heading_at - _NEAR)
    places = set(range(start, min(heading_at + _NEAR + 1, len(elements)))).union(found)
    for number in (start, *found):
        if number <= start:
            places.update(elements.places[outer] for outer in elements.all[number].iterancestors())
    return [(number, found.get(number)) for number in sorted(places)]


@lru_cache(maxsize=16384)
def _names_author(name: str) -> bool:
    """Whether a class, an id or the like names an author or a byline."""
    low = name.lower()
    return _IN_AUTHOR_WORD.search(low) is not None and _AUTHOR_WORD.search(_CAMEL.sub(" ", name).lower()) is not None


def _headline(page: Page) -> Any:
    """The element of the first-level heading that the page's titles are about, else of the first that may be one."""
    headings = first_level(page)
    titles = [*page.meta("og:title"), *([page.title] if page.title else [])]
    named = (element for text, element in headings if any(len(text) >= _TITLE and text in title for title in titles))
    return next(named, headings[0][1] if headings else None)


def _beside(one: Any, other: Any) -> bool:
    """Whether `other` follows `one` as a further item of the same list: same tag and class, close in the tree."""
    if one.tag != other.tag or one.get("class") != other.get("class"):
        return False
    up = one.getparent()
    for _ in range(2):
        if up is None or up in _ancestors(other, 3):
            return up is not None and sum(1 for _ in up) <= 12
        up = up.getparent()
    return False


def _ancestors(element: Any, count: int) -> list[Any]:
    return list(islice(element.iterancestors(), count))


def _kind(element: Any) -> str | None:
    attributes = element.attrib
    if not attributes:
        return "named" if element.tag == "byline" else None
    rel, itemprop = attributes.get("rel", ""), attributes.get("itemprop", "")
    if element.tag == "byline":
        return "named"
    if "author" in rel.lower().split() or "author" in itemprop.lower().split():
        return "declared" if element.tag not in ("link", "meta") else None
    names = f"{attributes.get('class', '')} {attributes.get('id', '')} {attributes.get('data-testid', '')}"
    if 5 <= len(names) <= 400:  # longer ones are utility classes by the dozen, which name nothing
        plain_names = _CAMEL.sub(" ", names).lower()
        if _AUTHOR_WORD.search(plain_names) and not _NOT_BYLINE.search(plain_names):
            return "named"
    return None


def _labelled_text(element: Any) -> str | None:
    """The element's text if it is a link to an author's page or a short line that starts like a byline."""
    if element.tag == "a":
        text = short_text(element, 60, spaced=True) if _AUTHOR_PATH.search(element.get("href") or "") else None
        return text if text and len(text) >= 3 and " " in text else None
    if element.tag not in _LINE_TAGS or len(element) > 8:  # more children: a box, not a line
        return None
    text = short_text(element, 100, spaced=True)
    if text is None or len(text) < 5:
        return None
    if (label := _LABELLED.match(text)) is not None:
        return _AFTER_NAMES.split(text, maxsplit=1)[0] if not text[label.end() : label.end() + 1].islower() else None
    named = _NAME_THEN.match(text)
    return named["name"] if named is not None and named["name"].istitle() else None


def _is_elsewhere(element: Any, around: set[Any], *, whole_names: bool = False) -> bool:
    """Whether `element` stands in a part of the page that is not about this article; what holds the headline is.

    `whole_names`: only a class or id that is made of such words counts, not one that holds one.
    """
    for ancestor in (element, *element.iterancestors()) if _kind(element) is None else element.iterancestors():
        if ancestor in around or ancestor.tag in ("body", "html"):
            return False
        if ancestor.tag == "footer" and any(outer in around for outer in ancestor.iterancestors("article")):
            return False  # themes of blogs name the author in the foot of the article
        if ancestor.tag in _ELSEWHERE_TAGS:
            return True
        names = f"{ancestor.get('class', '')} {ancestor.get('id', '')}"
        if len(names) <= 1:
            continue
        if whole_names:
            if any(all(map(_ELSEWHERE.fullmatch, _CAMEL.sub(" ", name).lower().split())) for name in names.split()):
                return True
        elif names_elsewhere(names):
            return True
    return False


@lru_cache(maxsize=4096)
def names_elsewhere(names: str) -> bool:
    """Whether ids and classes are of a box of comments, of other stories, or about the author."""
    return _ELSEWHERE.search(_CAMEL.sub(" ", names).lower()) is not None


def _name_text(element: Any) -> str:
    """The element's text; of a schema.org person, or a byline with links to authors in it, the names alone."""
    named = [
        inner for inner in element.iter("*") if inner is not element and "name" in (inner.get("itemprop") or "").split()
    ]
    if named:
        return "; ".join(filter(None, (inner.get("content") or spaced_text(inner) for inner in named)))
    links = [
        text
        for link in element.iter("a")
        if link is not element and _AUTHOR_PATH.search(link.get("href") or "") and (text := spaced_text(link))
    ]
    if links:
        return "; ".join(dict.fromkeys(links))
    text = short_text(element, MAX_BYLINE_CHARS, spaced=True) or ""
    return "" if element.tag == "a" and _is_button(text, element.get("href") or "") else text


def _is_button(text: str, href: str) -> bool:
    """Whether a link to an author's page says what it leads to, not the name that stands in its address («All articles»)."""
    match = _AUTHOR_PATH.search(href)
    parts = re.findall(r"[a-z]{3,}", match[0].rpartition("/")[2].lower()) if match else []
    return len(parts) >= 2 and plain(text).isascii() and not any(part in plain(text) for part in parts)
