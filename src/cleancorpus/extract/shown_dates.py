"""The dates that a page shows its readers, and what each says of itself: published, updated, or the date of something else.

What says so is, in this order: a label in the line, the names that the markup gives the element, the words right before it
(in its parent, the term of a list, the head of a table's row, the element before). Dates of other parts of the page (its
foot, comments, other stories, events) are left out.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import NamedTuple

from lxml.html import HtmlElement

from cleancorpus.extract.date_kinds import LABEL_CHARS, kind_in_markup, kind_of_label, names_of, property_of
from cleancorpus.extract.page import UNSEEN, Page, inline_text, short_text
from cleancorpus.known.date_labels import UNSPACED_SCRIPT, DateKind, date_parts, label_kind, ranked_parts
from cleancorpus.known.headlines import same_headline
from cleancorpus.known.published import YEAR
from cleancorpus.known.stamps import read_stamp
from cleancorpus.text import ends_sentence

# Whole names of parts whose dates are others': the site's own in its foot, comments, other stories. No wider, for sites put
# dates into sidebars and boxes called «about», and say of a whole page `comments-open`.
_OTHER_PART = re.compile(
    r"(?:site-?|page-?)?foot(?:er)?|comments?(?:-?(?:list|area|section))?|commentlist|disqus_thread|most-?read"
    r"|colophon|related(?:-?(?:posts?|articles?|stories|links|content|news))?"
)
# Things of schema.org with dates of their own that stand in pages of articles.
_OTHER_THING = re.compile(r"schema\.org/(?:\w*Event|\w*Comments?|Offer|JobPosting|Person)\s*$", re.IGNORECASE)
_TITLE = 20  # characters; a shorter heading or link may be a section's name
_BESIDE = 10  # elements behind the headline that are its own
_STORY_SIZE = 40  # elements; a card that leads to another story has fewer
# What markup calls the date of an article.
_DATE_NAME = re.compile(
    r"(?<![a-z])(?:date|dates|datum|fecha|datetime|dateline|date-?stamp|time-?stamp|p(?:ub)?-?date|publish(?:ed|date)?|posted|time|created"
    r"|(?:post|article|entry|byline|news|blog|publish)-?(?:date|time)|tarih)(?![a-z])|(?<=[a-z])(?:Date|Time|Datum)(?![a-z])"
)
_IN_DATE_NAME = re.compile(r"[dD]at|[tT]ime|fecha|publish|posted|created|tarih")  # each match of `_DATE_NAME` has one
_YEAR_SIGN = re.compile(r"[\d年ת]")  # every match of `YEAR` has one
_NEAR = 60  # elements
_FAR = 200  # elements
_PARAGRAPH = 140  # characters
_MOST_PARAGRAPHS = 1  # between headline and date: a standfirst
_DAYS_OF_A_LIST = 3
_MAX_LINE = 80  # characters
_SENTENCE_WORDS = 3  # foreign to dates; a line that ends like a sentence and has more is one
_MOST_HEADINGS = 60
_SITE_WORDS = 3  # a shorter heading of the first level may be the site's name
_LINES = ("h2", "h3", "h4", "h5", "h6", "p", "div", "td", "b", "strong", "font", "span", "big")
_MOST_CHILDREN = 8  # of an element that is called a date
_QUOTED = frozenset(("blockquote", "q", "cite", "pre", "code", "figcaption", "caption"))


class Shown(NamedTuple):
    """A date as a page shows it; `is_near` says that it stands beside the headline, `is_behind` on which side."""

    value: str
    kind: DateKind
    is_near: bool
    is_behind: bool
    is_marked: bool
    distance: int

    @property
    def rank(self) -> tuple[bool, bool, bool, bool, bool, int]:
        """What to sort by: dates of updates last, then by the side of the headline, what says so, and how near it is."""
        far_before = not self.is_near and not self.is_behind
        side = self.distance if self.is_behind else self.distance + _NEAR
        return self.kind == "updated", far_before, not self.is_near, self.kind != "published", not self.is_marked, side

    @property
    def is_one_of_many(self) -> bool:
        """Whether it may be the date of a story in a list, or of a comment behind the first, if there are more."""
        return not self.is_near and self.is_behind and self.kind == ""


class _Candidate(NamedTuple):
    """A short text that may say a date. `kind` is what the text a reader sees says of it; `is_marked` that the markup
    calls it a date."""

    text: str
    element: HtmlElement
    is_marked: bool
    kind: DateKind = ""


def shown_dates(
    page: Page, read: Callable[[str], str | None], wants: Callable[[str], bool] = lambda _: True
) -> list[Shown]:
    """The dates of the article that `page` shows, best first; `read` gives the date in a text, or None.

    `wants` says whether a text far from the headline can tell the caller anything. Where none can, the dates near the headline
    are all there are; they are the same with the others and without.
    """
    heading, is_sure = headline_element(page)
    around = _Around(page, heading)
    others = _Others(heading, is_sure)
    candidates = [
        (position, candidate)
        for position in _places(page)
        if position != around.heading_at
        for candidate in _candidates(page.elements.all[position])
    ]
    near = [(position, candidate) for position, candidate in candidates if around.distance(position) <= _NEAR]
    if len(near) < len(candidates) and not any(
        wants(candidate.text) for position, candidate in candidates if around.distance(position) > _NEAR
    ):
        candidates = near
    found: list[Shown] = []
    before: list[Shown] = []
    for position, candidate in candidates:
        is_near, is_before = around.is_near(position), around.is_before(position)
        if not (is_near or is_before or candidate.is_marked or _may_say_published(candidate)):
            continue
        value, said = _date_of(candidate, read)
        if value is None or (kind := said or kind_in_markup(candidate.element)) == "event":
            continue
        is_published = kind == "published" and candidate.is_marked
        if others.hold(candidate.element, is_published, around.is_beside(position)):
            continue
        distance = around.distance(position)
        shown = Shown(value, kind, is_near, not is_before, candidate.is_marked, distance)
        if is_before:
            if distance <= _NEAR or shown.is_marked or shown.kind == "published":
                before.append(shown._replace(is_near=distance <= _NEAR))
        # Further away a date needs more than to be there: markup that calls it one, or the word «published».
        elif is_near or candidate.is_marked or said == "published":
            found.append(shown)
    found += before
    if len({one.value[:10] for one in found if one.is_one_of_many}) >= _DAYS_OF_A_LIST:
        found = [one for one in found if not one.is_one_of_many or one.distance <= _FAR]
    return sorted(found, key=lambda one: one.rank)


class _Around:
    """How places on a page lie to its headline; where there is none, to its start, and nothing is near or beside it."""

    def __init__(self, page: Page, heading: HtmlElement | None) -> None:
        self.heading_at = None if heading is None else page.elements.places[heading]
        start = self.heading_at or 0
        close = range(start + 1, min(start + _NEAR + 1, len(page.elements)))
        texts = [
            place
            for place in close
            if page.elements.tags[place] == "p" and len(page.elements.all[place].text_content()) >= _PARAGRAPH
        ]
        self._beside = min([start + _BESIDE + 1, *texts[:1]])
        self._near = min([start + _NEAR + 1, *texts[_MOST_PARAGRAPHS : _MOST_PARAGRAPHS + 1]])

    def distance(self, place: int) -> int:
        """Elements up to it."""
        return abs(place - (self.heading_at or 0))

    def is_before(self, place: int) -> bool:
        return self.heading_at is not None and place < self.heading_at

    def is_near(self, place: int) -> bool:
        """Whether it follows the headline, with a paragraph between at most."""
        return self.heading_at is not None and self.heading_at < place < self._near

    def is_beside(self, place: int) -> bool:
        """Whether it follows right behind the headline."""
        return self.heading_at is not None and self.heading_at < place < self._beside


def headline_element(page: Page) -> tuple[HtmlElement | None, bool]:
    """The element of the article's headline, and whether the page's title says that it is one; sites make an `<h1>` of
    their name, and give articles an `<h2>`."""
    titles = [*page.meta("og:title"), *([page.title] if page.title else [])]
    for text, element in page.h1:
        if any(same_headline(text, title) for title in titles):
            return element, True
    headings = [page.elements.all[number] for number in page.elements.tagged("h2", "h3")[:_MOST_HEADINGS]]
    lower = [(inline_text(element), element) for element in headings]
    for text, element in lower:
        if any(same_headline(text, title) for title in titles):
            return element, True
    for text, element in page.h1:
        if len(text.split()) > _SITE_WORDS or any(text in title and len(text) > _TITLE for title in titles):
            return element, False
    for text, element in lower:
        if len(text) > _TITLE and any(text in title for title in titles):
            return element, True
    # Old pages and app builders have no headings: a line that says the title.
    for number in page.elements.tagged(*_LINES):
        text = (page.elements.texts[number] or "").strip()
        if len(text) > _TITLE and any(text in title for title in titles):
            return page.elements.all[number], False
    return (page.h1[0][1], False) if page.h1 else (None, False)


# -------------------------------------------------------------------------------------------------------- candidates


def _places(page: Page) -> list[int]:
    """The numbers of all elements that `_candidates` may find something at, in order."""
    elements = page.elements
    found = elements.where(_names_date, "class", "id", "itemprop", "property")
    found |= elements.where(bool, "datetime")
    found.update(elements.tagged("time", "abbr"))
    tags = elements.tags
    found.update(
        number
        for number, text in enumerate(elements.texts)
        if text and not text.isspace() and tags[number] not in UNSEEN and _is_dated(text)
    )
    found.update(
        number for number, text in enumerate(elements.tails) if text and not text.isspace() and _is_dated(text)
    )
    return sorted(found)


@lru_cache(maxsize=16384)
def _names_date(name: str) -> bool:
    """Whether a class or id calls its element a date."""
    return _IN_DATE_NAME.search(name) is not None and _DATE_NAME.search(name) is not None


def _is_dated(text: str) -> bool:
    """Whether a piece of text can be a short line with a year."""
    if _YEAR_SIGN.search(text, 0, _MAX_LINE) is None and len(text) <= _MAX_LINE:
        return False
    if len(text) > _MAX_LINE:
        words = text.split(None, _MAX_LINE // 2)  # a line has no more words than that, one of a letter each
        if len(words) > _MAX_LINE // 2 or sum(map(len, words)) + len(words) - 1 > _MAX_LINE:
            return False
    return YEAR.search(text) is not None


def _candidates(element: HtmlElement) -> Iterator[_Candidate]:
    if element.tag not in UNSEEN and element.tag != "meta":
        marked = _marked(element)
        if marked is not None:
            yield marked
        elif element.text and YEAR.search(element.text):
            yield from _line(element.text, element)
    if (
        element.tail
        and YEAR.search(element.tail)
        and (parent := element.getparent()) is not None
        and parent.tag not in UNSEEN
    ):
        label = kind_of_label(short_text(element, LABEL_CHARS) or "") if len(element) < _MOST_CHILDREN else ""
        yield from _line(element.tail, parent, label)


def _marked(element: HtmlElement) -> _Candidate | None:
    """What an element says that the markup calls a date."""
    if element.tag == "time" or (element.get("datetime") and element.tag not in ("ins", "del")):  # «local-time»
        text = inline_text(element)
        return _Candidate(element.get("datetime") or element.get("content") or text, element, True, label_kind(text))
    said = element.get("content") or element.get("title") or ""
    if (
        said
        and YEAR.search(said)
        and (element.tag == "abbr" or _DATE_NAME.search(f"{names_of(element)} {property_of(element)}"))
    ):
        return _Candidate(said, element, True, label_kind(inline_text(element)))
    if len(element) < _MOST_CHILDREN and _DATE_NAME.search(names_of(element)):
        line = short_text(element, _MAX_LINE)
        if line and YEAR.search(line) and next(element.iter("time"), None) is None and not _is_sentence(line):
            return _Candidate(line, element, True)
    return None


def _line(text: str, element: HtmlElement, kind: DateKind = "") -> Iterator[_Candidate]:
    text = " ".join(text.split())
    if not 6 <= len(text) <= _MAX_LINE or element.tag in _QUOTED or _is_sentence(text):
        return
    is_marked = _DATE_NAME.search(names_of(element)) is not None
    yield _Candidate(text, element, is_marked, kind)
    # A number may stand in an element of its own: «Published <span>May 3</span>, 2024».
    whole = short_text(element, _MAX_LINE)
    if whole is not None and whole != text and not _is_sentence(whole):
        yield _Candidate(whole, element, is_marked, kind)


def _is_sentence(text: str) -> bool:
    """Whether a line tells something, whatever date it holds: it ends like a sentence and has words foreign to dates."""
    if not ends_sentence(text):
        return False
    stamp = read_stamp(text)
    return not stamp.anchor or len(stamp.residue) > (0 if UNSPACED_SCRIPT.search(text) else _SENTENCE_WORDS)


def _date_of(candidate: _Candidate, read: Callable[[str], str | None]) -> tuple[str | None, DateKind]:
    """The date of the best part of a text, and what the text says it is the date of."""
    for part in ranked_parts(candidate.text):
        if (value := read(part.text)) is not None:
            return value, part.kind or candidate.kind
    return read(candidate.text), candidate.kind


def _may_say_published(candidate: _Candidate) -> bool:
    """Whether `_date_of` can say that a date is that of publication."""
    return candidate.kind == "published" or any(part.kind == "published" for part in date_parts(candidate.text))


# -------------------------------------------------------------------------------------------------- parts of others


class _Others:
    """The parts of a page whose dates are not the article's."""

    def __init__(self, heading: HtmlElement | None, is_sure: bool) -> None:
        self._around_heading = set() if heading is None else {heading, *heading.iterancestors()}
        self._is_sure = is_sure
        self._known: dict[HtmlElement, str] = {}

    def hold(self, element: HtmlElement, is_published: bool = False, is_beside: bool = False) -> bool:
        """Whether the element stands in such a part. A date marked as published may stand in what is called a foot, and
        one right behind the headline beside a link."""
        for node in (element, *element.iterancestors()):
            kind = self._known.get(node)
            if kind is None:
                kind = self._known[node] = self._kind(node)
            if kind and not (kind == "foot" and is_published) and not (kind == "story" and is_beside):
                return True
        return False

    def _kind(self, element: HtmlElement) -> str:
        if element in self._around_heading or element.tag in ("html", "body", "main"):
            return ""
        if _OTHER_THING.search(element.get("itemtype") or "") or (element.get("itemprop") or "").lower() == "comment":
            return "thing"
        if element.get("role") == "contentinfo":
            return "foot"
        if element.tag == "footer":
            # Themes of blogs put the date of an article into its own footer.
            return "" if any(ancestor.tag == "article" for ancestor in element.iterancestors()) else "foot"
        if element.tag != "article":
            for name in names_of(element).lower().split():
                if _OTHER_PART.fullmatch(name):
                    return "foot" if "foot" in name or name == "colophon" else "part"
        return "story" if self._is_sure and _leads_elsewhere(element) else ""


def _leads_elsewhere(element: HtmlElement) -> bool:
    """Whether a small part of the page has a headline of its own that is a link: a card of another story."""
    if element.tag not in ("article", "li", "div", "section", "a", "aside"):
        return False
    heading = None
    for number, inner in enumerate(element.iter("*")):
        if number > _STORY_SIZE:
            return False
        if inner.tag in ("h2", "h3", "h4", "h5") and heading is None:
            heading = inner
    if heading is None:
        return False
    links = [(inline_text(link), link) for link in heading.iter("a")]
    links += [(inline_text(heading), link) for link in heading.iterancestors("a")]
    for text, link in links:
        if len(text) >= (_TITLE // 2 if UNSPACED_SCRIPT.search(text) else _TITLE) and not (
            link.get("href") or "#"
        ).startswith("#"):
            return True
    return False
