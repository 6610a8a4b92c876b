"""When an article was published, as exactly as its page says: JSON-LD, metas, `<time>`, the address, then htmldate."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta, timezone
from email.utils import parsedate_to_datetime

from htmldate import find_date

from cleancorpus.extract.json_ld import PAGE_TYPES, Node, strings_of
from cleancorpus.extract.page import FOREIGN_ERRORS, UNSEEN, Page, inline_text
from cleancorpus.text import fold

# The clock has no say in a result, so what is too late is fixed; earlier years are default values of some system.
EARLIEST, LATEST = date(1900, 1, 2), date(2099, 12, 31)
_DEFAULTS = frozenset((date(1970, 1, 1), date(2000, 1, 1), date(2001, 1, 1)))
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

_ISO = re.compile(
    r"""
    ["']?(?P<year>\d{4})(?P<sep>[-/.]?)(?P<month>\d{1,2})(?P=sep)(?P<day>\d{1,2})(?!\d)
    (?:[T\s,]{1,2}(?P<hour>\d{1,2}):?(?P<minute>\d{2})(?::?(?P<second>\d{2})(?:[.,]\d+)?)?
       \s*(?P<zone>Z|UTC|GMT|[+-]\d{2}:?\d{2}|[+-]\d{2}(?!\d))?)?
    """,
    re.VERBOSE | re.IGNORECASE,
)
_EPOCH = re.compile(r"^\d{10}(?:\d{3})?$")
_CJK = re.compile(r"(?P<year>\d{4})\s*[年년]\s*(?P<month>\d{1,2})\s*[月월]\s*(?P<day>\d{1,2})\s*[日일]")
_DMY = re.compile(r"\b(?P<day>\d{1,2})\.\s?(?P<month>\d{1,2})\.\s?(?P<year>\d{4})\b")
_SLASHED = re.compile(r"\b(?P<first>\d{1,2})/(?P<second>\d{1,2})/(?P<year>\d{4})\b")
_DAY_MONTH = re.compile(
    r"\b(?P<day>\d{1,2})(?:st|nd|rd|th|\.|º|er)?\s+(?:de\s+|of\s+)?(?P<name>[^\W\d_]{3,12})\.?,?\s+(?:de\s+|del\s+)?(?P<year>\d{4})\b"
)
_MONTH_DAY = re.compile(r"\b(?P<name>[^\W\d_]{3,12})\.?\s+(?P<day>\d{1,2})(?:st|nd|rd|th)?,?\s+(?P<year>\d{4})\b")
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_UPDATE = re.compile(
    r"updat|modif|aktualisi|geänd|mise? à jour|actualiz|aggiorn|bijgewerkt|oppdater|uppdater|更新|수정", re.IGNORECASE
)
_NEAR = 60  # elements
_MAX_LINE = 80  # characters
_URL_DATE = re.compile(
    r"[/_-](?P<year>(?:19|20)\d\d)(?P<sep>[/_-]?)(?P<month>0[1-9]|1[0-2]|[1-9](?=[/_-]))(?P=sep)(?P<day>0[1-9]|[12]\d|3[01])(?!\d)"
)

# Names of the months, January first, without accents; a line each language: en de fr es it pt nl pl tr cs ru, short forms.
_MONTH_NAMES = """
january february march april may june july august september october november december
januar februar marz april mai juni juli august september oktober november dezember
janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre
enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre
gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre
janeiro fevereiro marco abril maio junho julho agosto setembro outubro novembro dezembro
januari februari maart april mei juni juli augustus september oktober november december
stycznia lutego marca kwietnia maja czerwca lipca sierpnia wrzesnia pazdziernika listopada grudnia
ocak subat mart nisan mayıs haziran temmuz agustos eylul ekim kasım aralık
ledna unora brezna dubna kvetna cervna cervence srpna zari rijna listopadu prosince
января февраля марта апреля мая июня июля августа сентября октября ноября декабря
jan feb mar apr may jun jul aug sep oct nov dec
janner feber maerz avr maj juin juil ago sept okt nov dez
ene fev maa abr mei giu lug aou set ott nov dic
"""
_MONTHS = {name: month for line in _MONTH_NAMES.split("\n") for month, name in enumerate(line.split(), start=1)}
_STRIP_ACCENTS = str.maketrans("áàâäãåçéèêëíìîïñóòôöõúùûüýžščřůńśłźğş", "aaaaaaceeeeiiiinooooouuuuyzscrunslzgs")


def parse_date(text: str) -> str | None:
    """A date or timestamp as ISO 8601; None if `text` holds none, or one out of range.

    Reads ISO 8601 and its usual misspellings, e-mail dates, seconds since 1970, day and month in words of a dozen
    languages, dotted dates (day first) and slashed ones where only one order is possible.

    >>> parse_date("2024-05-03T06:07:08.9Z"), parse_date("3rd May 2024"), parse_date("04/05/2024")
    ('2024-05-03T06:07:08+00:00', '2024-05-03', None)
    """
    text = " ".join(text.split())[:200]
    if _EPOCH.match(text):
        seconds = int(text[:10])
        return _in_range(datetime.fromtimestamp(seconds, UTC))
    match = _ISO.search(text)
    if match:
        return _from_iso(match)
    if match := _CJK.search(text) or _DMY.search(text):
        return _from_parts(match["year"], match["month"], match["day"])
    if "," in text[:5] and text[:3].isalpha():
        try:
            return _in_range(parsedate_to_datetime(text))
        except (TypeError, ValueError):
            pass
    for pattern in (_DAY_MONTH, _MONTH_DAY):
        for match in pattern.finditer(text):
            month = _MONTHS.get(fold(match["name"]).translate(_STRIP_ACCENTS))
            if month:
                return _from_parts(match["year"], str(month), match["day"])
    if match := _SLASHED.search(text):
        first, second = int(match["first"]), int(match["second"])
        if first > 12 >= second or first == second:
            return _from_parts(match["year"], match["second"], match["first"])
        if second > 12 >= first:
            return _from_parts(match["year"], match["first"], match["second"])
    return None


def _from_parts(year: str, month: str, day: str) -> str | None:
    try:
        value = date(int(year), int(month), int(day))
    except ValueError:
        return None
    return value.isoformat() if EARLIEST <= value <= LATEST and value not in _DEFAULTS else None


def _from_iso(match: re.Match[str]) -> str | None:
    day = _from_parts(match["year"], match["month"], match["day"])
    if day is None or match["hour"] is None:
        return day
    try:
        moment = datetime.fromisoformat(f"{day}T{int(match['hour']):02}:{match['minute']}:{match['second'] or '00'}")
    except ValueError:  # 24:00, 12:60
        return day
    # Midnight without an offset is a date that a template made a timestamp of.
    if match["zone"] is None:
        return day if moment.hour == moment.minute == moment.second == 0 else moment.isoformat()
    return moment.replace(tzinfo=_zone(match["zone"])).isoformat()


def _zone(text: str) -> timezone:
    if text.upper() in ("Z", "UTC", "GMT"):
        return UTC
    digits = text[1:].replace(":", "")
    offset = timedelta(hours=int(digits[:2]), minutes=int(digits[2:] or 0))
    return timezone(-offset if text[0] == "-" else offset) if offset < timedelta(hours=24) else UTC


def _in_range(moment: datetime) -> str | None:
    return moment.isoformat() if EARLIEST <= moment.date() <= LATEST and moment.date() not in _DEFAULTS else None


def find_published(page: Page, nodes: Iterable[Node]) -> str | None:
    """When the page's article was published; `nodes` are the JSON-LD nodes of the article, best first.

    Of several notations of the same moment the one with a local offset is taken: its date is the one readers saw.
    """
    declared = [value for text in _declared(page, nodes) if (value := parse_date(text))]
    shown = [value for text in _shown(page) if (value := parse_date(text))]
    address = _address_date(page.url)
    best = next(iter(declared), None)
    if best is None and address is not None:
        best = next((value for value in shown if value.startswith(address)), address)
    if best is None:
        best = next(iter(shown), None) or _near_headline(page) or _guess(page)
    return best and _with_local_offset(best, [*declared, *shown])


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
    """Dates in `<time>`: those marked as the publication's first, then the first after or near the headline."""
    for marked in (True, False):
        for element in page.times:
            prop = element.get("itemprop", "").lower()
            names = f"{element.get('class') or ''} {element.get('id') or ''}".lower()
            if "modified" in prop or "updated" in names.split() or prop in ("datecreated", "commenttime"):
                continue
            is_marked = "datepublished" in prop or element.get("pubdate") is not None or "published" in names
            if is_marked == marked:
                yield element.get("datetime") or element.get("content") or inline_text(element)


def _near_headline(page: Page) -> str | None:
    """The first date in a short line after the headline, else the last before it; not one of an update, if there is another."""
    heading = page.h1[0][1] if page.h1 else None
    if heading is None:
        return None
    before: list[tuple[int, str, str]] = []
    after: list[tuple[str, str]] = []
    heading_at: int | None = None
    for position, element in enumerate(page.tree.iter("*")):
        if element is heading:
            heading_at = position
            continue
        if heading_at is not None and position - heading_at > _NEAR:
            break
        for text in (element.text, element.tail):
            if text and 6 <= len(text.strip()) <= _MAX_LINE and _YEAR.search(text) and element.tag not in UNSEEN:
                line = text.strip()
                # The number may stand in an element of its own: «Published <span>May 3</span>, 2024».
                value = parse_date(line) or parse_date(inline_text(element)[:_MAX_LINE])
                if value and heading_at is None:
                    before.append((position, line, value))
                elif value:
                    after.append((line, value))
    close = after + [
        (line, value) for at, line, value in reversed(before) if heading_at is not None and heading_at - at <= _NEAR
    ]
    first = [value for line, value in close if not _UPDATE.search(line)]
    return next(iter(first or [value for _, value in close]), None)


def _address_date(url: str | None) -> str | None:
    match = _URL_DATE.search(url or "")
    return _from_parts(match["year"], match["month"], match["day"]) if match else None


def _with_local_offset(best: str, others: list[str]) -> str:
    moment = _moment(best)
    if moment is None or moment.utcoffset():
        return best
    for other in others:
        candidate = _moment(other)
        if candidate is not None and candidate.utcoffset() and abs(candidate - moment) <= timedelta(seconds=60):
            return other
    return best


def _moment(text: str) -> datetime | None:
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo is not None else None


def _guess(page: Page) -> str | None:
    """What htmldate makes of the page, without its search through all text, which is slow and finds any date."""
    try:
        found = find_date(
            page.tree,
            extensive_search=False,
            original_date=True,
            url=page.url,
            min_date=_EARLIEST_GUESS,
            max_date=LATEST.isoformat(),
        )
    except FOREIGN_ERRORS:
        return None
    return found if isinstance(found, str) else None
