"""Headings of a page that may be its headline: not the logo's, not those of cards and menus, and without a kicker.

Where a heading stands says more than its level: themes make an `<h1>` of the site's name, of each card and of the
sections of a text, and give the article an `<h2>` or `<h3>`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import islice
from typing import Any, NamedTuple
from urllib.parse import urljoin

from cleancorpus.extract.page import Page, inline_text
from cleancorpus.known.headlines import MAX_HEADLINE_CHARS, SEPARATOR, headline_key, split_title
from cleancorpus.text import n_size
from cleancorpus.url import canonical_url, is_root

_ELSEWHERE = frozenset(("nav", "aside", "footer", "li"))  # menus, breadcrumbs, side columns, lists of stories
_MOST_LOWER = 30  # headings of lower levels that are looked at; the headline stands before the sections of its text
_LEAST_SIZE = 3  # words of a lower heading that is a part of a title; sections and sites have fewer
_KICKER_WORDS = 5  # as for kickers before a colon (`extract.titles`)
# What stands beside a heading to be linked to; «#42» is a part of it.
_ANCHOR = re.compile(r"^[\N{BLACK SQUARE}\N{BLACK DIAMOND}\N{BLACK CIRCLE}\N{PILCROW SIGN}]\s*|\s*[\N{PILCROW SIGN}#]$")
_NO_LETTERS = " \t\r\n\xa0|:/\N{BULLET}\N{MIDDLE DOT}\N{EN DASH}\N{EM DASH}-"


class Parted(NamedTuple):
    """What the elements of a heading say: a kicker, and the headline behind it."""

    kicker: str
    headline: str


def first_level(page: Page) -> list[tuple[str, Any]]:
    """The first-level headings that may be the article's, with their elements: those of menus, of lists and of links to other
    pages are left out if others are there."""
    own = [(text, element) for text, element in page.h1 if not _is_elsewhere(element, text, page)]
    return own or list(page.h1)


def lower_level(page: Page, titles: Sequence[str]) -> list[str]:
    """Headings of lower levels that the page's titles say are the headline: the whole of one, or its start or end."""
    wanted = {key for title in titles for key in runs(title)}
    if not wanted:
        return []
    named = [heading for text, heading in page.h1 if any(is_run(text, title) for title in titles)]
    found: dict[str, None] = {}
    for element in islice(page.tree.iter("h2", "h3", "h4"), _MOST_LOWER):
        if element.getprevious() in named:
            continue  # the second half of the headline
        text = _ANCHOR.sub("", inline_text(element))
        if n_size(text) >= _LEAST_SIZE and headline_key(text) in wanted and not _is_elsewhere(element, text, page):
            found[text] = None
    return list(found)


def is_run(text: str, title: str) -> bool:
    """Whether `text` is what a title says: the whole of it, or its start or end if that is no word or two."""
    if len(title) > MAX_HEADLINE_CHARS:
        return False
    key = headline_key(text)
    return key == headline_key(title) or (n_size(text) >= _LEAST_SIZE and key in runs(title))


@lru_cache(maxsize=64)  # each heading of a page is held against the same few titles
def runs(title: str) -> tuple[str, ...]:
    """The plain texts of a title, and of its starts and ends between its separators; none of what is too long for a title."""
    if len(title) > MAX_HEADLINE_CHARS:
        return ()
    pieces = split_title(title)
    last = len(pieces.texts)
    spans = [(0, last), *((0, end) for end in range(1, last)), *((start, last) for start in range(1, last))]
    return tuple(key for start, end in spans if (key := headline_key(pieces.join(start, end))))


def _is_elsewhere(element: Any, text: str, page: Page) -> bool:
    """Whether a heading stands in a menu or a list, or is as a whole a link to another page."""
    link = None
    for ancestor in element.iterancestors():
        if ancestor.tag in ("article", "main", "body"):
            break
        if ancestor.tag in _ELSEWHERE:
            return True
        if ancestor.tag == "a" and link is None:
            link = ancestor
    if link is None:
        link = next((inner for inner in element.iter("a") if inner.get("href")), None)
        if link is None or inline_text(link) != text:
            return False
    return _leads_away(link.get("href") or "", page)


def _leads_away(href: str, page: Page) -> bool:
    href = href.strip()
    if not href or href.startswith(("#", "javascript:", "mailto:")):
        return False
    try:
        target = urljoin(page.url or "https://host.invalid/page", href)
    except ValueError:  # a bracket that never closes: no address
        return False
    if page.url is None:
        return is_root(target)
    return canonical_url(target) not in {canonical_url(page.url), *map(canonical_url, page.meta("og:url"))}


def parted(element: Any) -> Parted | None:
    """The kicker and the headline that a heading's elements show, if they are two: an element, then a further one, or text that
    is set right behind it, so that only a line break can part them.

    Words in elements of their own inside a headline («<em>Salt</em>: a review») are none of this.
    """
    while len(element) == 1 and not (element.text or "").strip() and not (element[0].tail or "").strip():
        element = element[0]
    if (element.text or "").strip():
        return None
    parts: list[tuple[str, bool]] = []
    for child in element:
        if isinstance(child.tag, str) and (text := inline_text(child)).strip(_NO_LETTERS):
            parts.append((text, True))
        if (tail := child.tail or "").strip(_NO_LETTERS):
            # A space before it, or a colon, and it may go on with what the element says.
            if not parts or not tail[0].strip(_NO_LETTERS):
                return None
            parts.append((" ".join(tail.split()), False))
    if len(parts) != 2 or not parts[0][1]:
        return None
    kicker, headline = parts[0][0].rstrip(_NO_LETTERS), parts[1][0]
    return Parted(kicker, headline) if n_size(kicker) <= _KICKER_WORDS and n_size(headline) >= _LEAST_SIZE else None


def is_parted_elsewhere(both: Parted, other: str) -> bool:
    """Whether another title of the page parts kicker and headline, too, by a sign that is no colon, or has no kicker."""
    if headline_key(other) == headline_key(both.headline):
        return True
    for cut in SEPARATOR.finditer(other):
        if headline_key(other[: cut.start()]) == headline_key(both.kicker):
            return headline_key(other[cut.end() :]).startswith(headline_key(both.headline))
    return False
