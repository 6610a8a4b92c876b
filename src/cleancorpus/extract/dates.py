"""When an article was published, as exactly as its page says: JSON-LD, metas, the address, then what the page shows.

A date that a page only shows may be that of an event, of a story told or of a reprint. It counts from 1990 on, when the
web began, to 2035, a stated bound, as the clock has no say in a result; and it is not later than a change of the
page that the page itself declares.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime, timedelta
from functools import lru_cache

from cleancorpus.extract.json_ld import PAGE_TYPES, WORK_TYPES, Node, as_list, first_string, strings_of, types_of
from cleancorpus.extract.page import Page
from cleancorpus.extract.shown_dates import Shown, shown_dates
from cleancorpus.known.dates import Order, read_date
from cleancorpus.known.headlines import same_headline
from cleancorpus.known.published import FIRST_SHOWN, LAST_SHOWN, order_of
from cleancorpus.text import fold

# Metas that say when an article was published, and those that say a date without saying of what.
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
    "article_date_original",
    "originalpublicationdate",
    "awa-publisheddate",
)
_VAGUE_METAS = (
    "dcterms.created",
    "dc.date.created",
    "datecreated",
    "uploaddate",
    "dc.date",
    "dc:date",
    "dcterms.date",
    "date",
)
_UPDATE_METAS = (
    "article:modified_time",
    "og:updated_time",
    "datemodified",
    "last-modified",
    "dcterms.modified",
    "dc.date.modified",
)
# «/2024/03/05/», «/2024-3-5-», «_20240305»: with the same separator twice; a month of one digit needs one behind it.
_URL_DATE = re.compile(
    r"[/_-](?P<year>(?:19|20)\d\d)(?P<sep>[/_-]?)(?P<month>0[1-9]|1[0-2]|[1-9](?=[/_-]))(?P=sep)(?P<day>0[1-9]|[12]\d|3[01])(?!\d)"
)
# A date in numbers, in folded text, of which the first two may be day and month.
_NUMBERS_ALONE = re.compile(r"(?<!\d)\d{1,2}\s*[/-]\s*\d{1,2}\s*[/-]\s*\d")
# An offset from UTC behind a time, as `known.dates` reads it; more than that for safety.
_OFFSET = re.compile(r"[t:].*[+\-\u2010-\u2015\u2212]\s?\d|[ecmp][sd]t", re.IGNORECASE | re.DOTALL)
_NUMBERS = re.compile(r"\d[/-]\d{1,2}[/-]\d{4}")
# An address in an archive names the time of the capture: nothing in it was published later.
_CAPTURE = re.compile(r"//web\.archive\.org/web/(?P<time>\d{8,14})")


def find_published(page: Page, nodes: Iterable[Node]) -> str | None:
    """When the page's article was published; `nodes` are the JSON-LD nodes of the article, best first.

    Of several notations of the same moment the one with a local offset is taken: its date is the one readers saw.
    """
    orders: list[Order] = []

    def read(text: str) -> str | None:
        if not _NUMBERS_ALONE.search(fold(text)):
            return _read(text, "")
        if not orders:  # few pages need to know
            orders.append(_order(page))
        return _read(text, orders[0])

    nodes = tuple(nodes)
    declared = [value for text in _declared(page, nodes) if (value := read(text))]
    vague = [value for text in _vague(page, nodes) if (value := read(text))]
    latest = _latest(page, nodes, read)
    best = next(iter(declared), None)
    shown = _shown(page, read, best, latest)
    address = _address_date(page.url)
    if address is not None and not FIRST_SHOWN <= address <= latest:
        address = None
    said = next((one.value for one in shown if one.is_near and one.kind == "published"), None)
    marked = next((one.value for one in shown if one.is_near and one.is_marked and one.kind != "updated"), None)
    if best is not None and said is not None and _is_earlier(said, best):
        best = said  # systems write the day of the last change into the data, and the first to the readers
        shown = _shown(page, read, best, latest)
    values = [one.value for one in shown]
    if best is None and address is not None:
        best = next((value for value in (*vague, *values) if value.startswith(address)), address)
    if best is None:
        best = next(filter(None, (said, marked, *vague, *values)), None)
    return best and _with_local_offset(best, [*declared, *vague, *values])


def _shown(page: Page, read: Callable[[str], str | None], best: str | None, latest: str) -> list[Shown]:
    """The dates that the page shows, but for those that can be none of its publication, or cannot tell more than `best`."""
    found = shown_dates(page, read, _wanted(best))
    return [one for one in found if FIRST_SHOWN <= one.value <= LAST_SHOWN and one.value[:10] <= latest]


@lru_cache(maxsize=4096)  # a page says the same date in several places
def _read(text: str, order: Order) -> str | None:
    return read_date(text, inside=True, defaults=False, order=order)


def _wanted(best: str | None) -> Callable[[str], bool]:
    """Whether a text far from the headline can tell more than `best`, which the page's data say: where they say nothing any text
    can; else one that may say the same moment with a local offset, if they say it in UTC."""
    if best is None:
        return lambda _: True
    moment = _moment(best)
    if moment is None or moment.utcoffset():
        return lambda _: False
    return lambda text: _OFFSET.search(text) is not None


def _is_earlier(value: str, other: str) -> bool:
    """Whether a day is more than one before another, so that no zone can be the reason."""
    if min(len(value), len(other)) < 10:
        return False
    return date.fromisoformat(value[:10]) + timedelta(days=1) < date.fromisoformat(other[:10])


def _declared(page: Page, nodes: tuple[Node, ...]) -> Iterator[str]:
    """What the page's data call the date of publication of its article."""
    own, other = own_nodes(page, nodes)
    for node in own:
        yield from strings_of(node.get("datePublished"))
    yield from page.meta(*_METAS)
    for node in (*other, *page.json_ld.of_type(PAGE_TYPES)):
        yield from strings_of(node.get("datePublished"))


def _vague(page: Page, nodes: tuple[Node, ...]) -> Iterator[str]:
    """What the page's data call a date and no more."""
    own, _ = own_nodes(page, nodes)
    for key in ("dateCreated", "uploadDate"):
        for node in own:
            yield from strings_of(node.get(key))
    yield from page.meta(*_VAGUE_METAS)


def own_nodes(page: Page, nodes: tuple[Node, ...]) -> tuple[list[Node], list[Node]]:
    """The nodes of the article, and those of works (a video, a review) that stand beside it.

    A node with another headline and another address is neither: it is another story. A video that is not called what the
    page is called stands beside the article, though that has no node.
    """
    own: list[Node] = []
    works: list[Node] = []
    has_article = any(not _is_work(node) for node in nodes)
    for node in nodes:
        if _is_of_another_page(page, node):
            continue
        is_beside = (
            _is_work(node) if has_article else types_of(node) == {"videoobject"} and _is_named_otherwise(page, node)
        )
        (works if is_beside else own).append(node)
    return own, works


def _is_of_another_page(page: Page, node: Node) -> bool:
    """Whether a node has another headline and another address than the page."""
    if not _is_named_otherwise(page, node):
        return False
    addresses = [
        text for key in ("url", "mainEntityOfPage") for item in as_list(node.get(key)) for text in _addresses(item)
    ]
    return bool(page.url and addresses) and all(_path(text) != _path(page.url or "") for text in addresses)


def _is_named_otherwise(page: Page, node: Node) -> bool:
    headline, titles = first_string(node.get("headline"), node.get("name")), [text for text, _ in page.h1]
    titles += page.meta("og:title", "twitter:title") + ([page.title] if page.title else [])
    if not headline or not titles:
        return False
    return not any(same_headline(headline, title) or headline in title for title in titles)


def _addresses(value: object) -> list[str]:
    found = value.get("@id") or value.get("url") if isinstance(value, dict) else value
    return [found] if isinstance(found, str) and found.startswith("http") else []


def _path(url: str) -> str:
    """What tells one page of a site from another: without protocol, query, «www» and «index»."""
    return url.partition("://")[2].partition("#")[0].partition("?")[0].removeprefix("www.").rstrip("/").lower()


def _is_work(node: Node) -> bool:
    return not WORK_TYPES.isdisjoint(types_of(node))


def _latest(page: Page, nodes: tuple[Node, ...], read: Callable[[str], str | None]) -> str:
    """The last day on which what the page shows can have been published: when it was changed or captured, if it says so."""
    own, _ = own_nodes(page, nodes)
    texts = [text for node in own for text in strings_of(node.get("dateModified"))] + page.meta(*_UPDATE_METAS)
    if capture := _CAPTURE.search(page.url or ""):
        texts.append(capture["time"][:8])
    days = [value[:10] for text in texts if (value := read(text)) and len(value) >= 10]
    # A day more, for the same moment in another zone.
    return min(LAST_SHOWN, (date.fromisoformat(max(days)) + timedelta(days=1)).isoformat()) if days else LAST_SHOWN


def _order(page: Page) -> Order:
    """Whether the page writes the day or the month first, as its language and its dates have it."""
    root = page.tree if page.tree.tag == "html" else next(page.tree.iter("html"), page.tree)
    tags = [root.get("lang") or "", *page.meta("og:locale", "content-language")]
    tag = next((tag for tag in tags if page.language and tag.lower().startswith(f"{page.language}-")), None)
    tag = tag or next(
        (tag.replace("_", "-") for tag in tags if page.language and tag.lower().startswith(f"{page.language}_")),
        page.language,
    )
    texts = [
        text
        for both in zip(page.elements.texts, page.elements.tails, strict=True)
        for text in both
        if text and _NUMBERS.search(text)
    ]
    stated = [element.get("datetime") or "" for element in page.times]
    return order_of([*texts, *stated], tag, _days(page, stated))


def _days(page: Page, stated: Iterable[str]) -> frozenset[str]:
    """The days that the page's data name, whatever they are of."""
    texts = [*stated, *page.meta(*_METAS, *_VAGUE_METAS, *_UPDATE_METAS)]
    texts += [
        text
        for node in page.json_ld.nodes
        for key in ("datePublished", "dateModified")
        for text in strings_of(node.get(key))
    ]
    return frozenset(value[:10] for text in texts if (value := read_date(text, inside=True)))


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
