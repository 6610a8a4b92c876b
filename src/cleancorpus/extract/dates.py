"""When an article was published, as exactly as its page says: JSON-LD, metas, `<time>`, the address, then htmldate."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from copy import deepcopy
from datetime import datetime, timedelta

from htmldate import find_date
from lxml.html import HtmlElement

from cleancorpus.extract.json_ld import PAGE_TYPES, Node, strings_of
from cleancorpus.extract.page import FOREIGN_ERRORS, UNSEEN, Page, inline_text
from cleancorpus.known.dates import LAST_YEAR, read_date
from cleancorpus.known.published import YEAR, published_part

# The web is not older; of use where a date is guessed from text.
_EARLIEST_GUESS = "1995-01-01"

_METAS = (
    "article:published_time",
    "article:published",
    "og:article:published_time",
    "article:published:time",
    "og:published_time",
    "og:publish_date",
    "datepublished",
    "article:publicationdate",
    "parsely-pub-date",
    "sailthru.date",
    "cxenseparse:recs:publishtime",
    "cxenseparse:publishtime",
    "citation_publication_date",
    "citation_online_date",
    "citation_date",
    "prism.publicationdate",
    "dc.date.issued",
    "dcterms.issued",
    "dcterms.created",
    "dc.date.created",
    "published_at",
    "published_time",
    "publish_date",
    "publish-date",
    "publishdate",
    "published-date",
    "publication_date",
    "publication-date",
    "pubdate",
    "pub_date",
    "date-pub",
    "published",
    "firstcreate",
    "datecreated",
    "article_date_original",
    "originalpublicationdate",
    "awa-publisheddate",
    "uploaddate",
    "dc.date",
    "dc:date",
    "dcterms.date",
    "date",
)

_NUMBER = re.compile(r"\d{1,4}")
# Whole names of parts whose dates are others': the site's own in its foot, comments, other stories. No wider, for sites put
# dates into sidebars and boxes called «about», and say of a whole page `comments-open`.
_OTHER_PART = re.compile(
    r"(?:site-?|page-?)?foot(?:er)?|comments?(?:-?(?:list|area|section))?|commentlist|disqus_thread|most-?read"
    r"|related(?:-?(?:posts?|articles?|stories|links|content|news))?"
)
_LABEL = 40  # characters
_NEAR = 60  # elements
_MAX_LINE = 80  # characters
# «/2024/03/05/», «/2024-3-5-», «_20240305»: with the same separator twice; a month of one digit needs one behind it.
_URL_DATE = re.compile(
    r"[/_-](?P<year>(?:19|20)\d\d)(?P<sep>[/_-]?)(?P<month>0[1-9]|1[0-2]|[1-9](?=[/_-]))(?P=sep)(?P<day>0[1-9]|[12]\d|3[01])(?!\d)"
)


def _date_in(text: str) -> str | None:
    """The day or time that a page says in `text`, which may say more."""
    return read_date(text, inside=True, defaults=False)


def find_published(page: Page, nodes: Iterable[Node]) -> str | None:
    """When the page's article was published; `nodes` are the JSON-LD nodes of the article, best first.

    Of several notations of the same moment the one with a local offset is taken: its date is the one readers saw.
    """
    declared = {text: _date_in(text) for text in _declared(page, nodes)}
    shown = {text: _date_in(text) for text in _shown(page)}
    of_shown = [value for value in shown.values() if value]
    address = _address_date(page.url)
    best = next((value for value in declared.values() if value), None)
    if best is None and address is not None:
        best = next((value for value in of_shown if value.startswith(address)), address)
    if best is None:
        refused = [text for text, value in (*declared.items(), *shown.items()) if value is None]
        best = next(iter(of_shown), None) or _near_headline(page) or _guess(page, refused)
    return best and _with_local_offset(best, [*filter(None, declared.values()), *of_shown])


def _declared(page: Page, nodes: Iterable[Node]) -> Iterator[str]:
    nodes = tuple(nodes)
    for key in ("datePublished", "dateCreated", "uploadDate"):
        for node in nodes:
            yield from strings_of(node.get(key))
        if key == "datePublished":
            yield from page.meta(*_METAS)
    for node in page.json_ld.of_type(PAGE_TYPES):
        yield from strings_of(node.get("datePublished"))


def _shown(page: Page) -> Iterator[str]:
    """Dates in `<time>`: those marked as the publication's first, then the first after or near the headline, then those
    that the words before them say are of an update."""
    times = [element for element in page.times if not any(map(_is_other_part, element.iterancestors()))]
    updated = {id(element) for element in times if published_part(_words_before(element))[1]}
    for marked in (True, False, None):
        for element in times:
            prop = element.get("itemprop", "").lower()
            names = f"{element.get('class') or ''} {element.get('id') or ''}".lower()
            if "modified" in prop or "updated" in names.split() or prop in ("datecreated", "commenttime"):
                continue
            is_marked = "datepublished" in prop or element.get("pubdate") is not None or "published" in names
            if (None if id(element) in updated else is_marked) == marked:
                yield element.get("datetime") or element.get("content") or inline_text(element)


def _words_before(element: HtmlElement) -> str:
    """The text right before an element, in its parent; at most a label's length of it."""
    previous, parent = element.getprevious(), element.getparent()
    text = previous.tail if previous is not None else parent.text if parent is not None else ""
    return (text or "")[-_LABEL:]


def _near_headline(page: Page) -> str | None:
    """The first date in a short line after the headline, else the last before it; not one of an update, if there is another."""
    heading = page.h1[0][1] if page.h1 else None
    if heading is None:
        return None
    before: list[tuple[int, bool, str]] = []
    after: list[tuple[bool, str]] = []
    heading_at: int | None = None
    for position, element in enumerate(page.tree.iter("*")):
        if element is heading:
            heading_at = position
            continue
        if heading_at is not None and position - heading_at > _NEAR:
            break
        for text in (element.text, element.tail):
            if text and 6 <= len(text.strip()) <= _MAX_LINE and YEAR.search(text) and element.tag not in UNSEEN:
                line, updated = published_part(text.strip())
                # The number may stand in an element of its own: «Published <span>May 3</span>, 2024».
                value = _date_in(line) or _date_in(inline_text(element)[:_MAX_LINE])
                if value and any(map(_is_other_part, (element, *element.iterancestors()))):
                    continue
                if value and heading_at is None:
                    before.append((position, updated, value))
                elif value:
                    after.append((updated, value))
    close = after + [
        (updated, value)
        for at, updated, value in reversed(before)
        if heading_at is not None and heading_at - at <= _NEAR
    ]
    first = [value for updated, value in close if not updated]
    return next(iter(first or [value for _, value in close]), None)


def _address_date(url: str | None) -> str | None:
    """The date in an address: in folders of its own, or in the last part («/news/2024-03-05-storm»), not in a tag's name."""
    match = _URL_DATE.search(url or "")
    if match and match["sep"] != "/" and "/" in (url or "").rstrip("/")[match.end() :].partition("?")[0]:
        return None
    return read_date("-".join(match.group("year", "month", "day")), defaults=False) if match else None


def _with_local_offset(best: str, others: list[str]) -> str:
    moment = _moment(best)
    if moment is None or moment.utcoffset():
        return best
    for other in others:
        candidate = _moment(other)
        # The same moment, written by two systems: a minute apart at most.
        if candidate is not None and candidate.utcoffset() and abs(candidate - moment) <= timedelta(seconds=60):
            return other
    return best


def _moment(text: str) -> datetime | None:
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo is not None else None


def _is_other_part(element: HtmlElement) -> bool:
    """Whether an element is called a foot, comments or other stories; what holds the article or a headline is none."""
    names = f"{element.get('class') or ''} {element.get('id') or ''}".lower().split()
    if element.tag == "footer" and any(ancestor.tag == "article" for ancestor in element.iterancestors()):
        return False  # themes of blogs put the date of an article into its own footer
    if element.tag != "footer" and not any(map(_OTHER_PART.fullmatch, names)):
        return False
    return element.tag not in ("html", "body", "main", "article") and element.find(".//h1") is None


def _guess(page: Page, refused: list[str]) -> str | None:
    """What htmldate makes of the page without its foot, comments and related stories.

    Without its search through all text, too, which is slow and finds any date.

    It makes dates of `refused`, too: 1 February of «2024-02-30», one of two days of «03/04/2024». These are none.
    """
    tree = deepcopy(page.tree)
    for part in [element for element in tree.iter("*") if _is_other_part(element)]:
        if part.getparent() is not None:
            part.drop_tree()
    try:
        found = find_date(
            tree,
            extensive_search=False,
            original_date=True,
            url=page.url if _address_date(page.url) else None,
            min_date=_EARLIEST_GUESS,
            max_date=f"{LAST_YEAR}-12-31",
        )
    except FOREIGN_ERRORS:
        return None
    if not isinstance(found, str):
        return None
    year, month = int(found[:4]), int(found[5:7])
    numbers = [set(map(int, _NUMBER.findall(text))) for text in refused]
    return None if any({year, month} <= of or {year % 100, month} <= of for of in numbers) else found
