"""When something was published, where a field or a page says it."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable

from cleancorpus.known.dates import YEAR_LAST, Order, ascii_digits, full_year, iso_date, read_date
from cleancorpus.known.stamps import read_stamp

# A date that is only shown, or told without a word for it, is one of publication within these years: the web began in
# 1990, and no later than this can a page of this release's time have been published. The clock must have no say.
FIRST_SHOWN, LAST_SHOWN = "1990-01-01", "2035-12-31"
# A cheap first look, as most texts near a headline name none: years of the web, of Iran and of the Buddha, of digits of
# other scripts, of two digits behind a mark or a Thai month, of Han numerals and eras, of Hebrew letters.
YEAR = re.compile(
    r"(?<!\d)(?:(?:1[34]|19|20|25)\d\d|[\u0660-\u0669\u06f0-\u06f9\u0966-\u096f\u09e6-\u09ef\u0e50-\u0e59]{4})(?!\d)|\d[./-]\d\d(?!\d)|[\u0e00-\u0e4e.]\s?[4-9]\d(?!\d)"
    r"|年|ת[ק-ת]?[א-ת]?[\"'\u05f3\u05f4]"
)
# Languages in which numbers with slashes say the year, or the month, first; elsewhere the day comes first. English is
# of both kinds, and the region tells.
_NOT_DAY_FIRST = frozenset(("", *"und en zh ja ko hu lt mn fa zu af".split()))
_MONTH_FIRST = frozenset(("en-us", "en-ph", "en-pr", "tl", "fil"))
_DAY_FIRST = frozenset(
    f"en-{region}" for region in "gb uk ie au nz in pk bd lk my sg hk ng ke gh ug tz jm tt mt cy".split()
)


def published_in(value: object, order: Order = "") -> str | None:
    """What a field says of when something was published, in ISO 8601: a date, or a stamp that holds one.

    A date that is said to be of an update counts where there is no other.

    >>> published_in("2024-03-03"), published_in("Veröffentlicht von der Redaktion am 4. März 2024")
    ('2024-03-03', '2024-03-04')
    >>> published_in("03/04/2024"), published_in("03/04/2024", "dmy")
    (None, '2024-04-03')
    """
    if (found := read_date(value, order=order)) is not None or not isinstance(value, str):
        return found
    stamp = read_stamp(value, order=order)
    return stamp.iso or stamp.updated_on


def order_of(texts: Iterable[str], language: str | None, days: Container[str] = ()) -> Order:
    """Whether numbers in `texts` say the day or the month first, where all that say so agree: those that can be read in
    one way only, those of which one reading is of `days` (ISO 8601) that are known; else as the language (`en-GB`, `de`)
    has it; '' where nobody can say.

    >>> order_of(["03/04/2024", "13/04/2024"], "en"), order_of(["03/04/2024"], "en-US"), order_of(["03/04/2024"], "en")
    ('dmy', 'mdy', '')
    >>> order_of(["03/04/2024"], "en", {"2024-04-03"})
    'dmy'
    """
    orders = {
        order for text in texts for match in YEAR_LAST.finditer(ascii_digits(text)) if (order := _order(match, days))
    }
    if orders:
        return orders.pop() if len(orders) == 1 else ""
    tag = (language or "").lower().replace("_", "-")
    code = tag.partition("-")[0]
    if tag in _MONTH_FIRST or code in _MONTH_FIRST:
        return "mdy"
    return "dmy" if tag in _DAY_FIRST or code not in _NOT_DAY_FIRST else ""


def _order(match: re.Match[str], days: Container[str]) -> Order:
    first, second, year = int(match["a"]), int(match["b"]), match["year"]
    if match["sep"].strip() == "." or len(year) != 4 or first == second:
        return ""
    day_first = second <= 12 and iso_date(full_year(year), second, first)
    month_first = first <= 12 and iso_date(full_year(year), first, second)
    if day_first and month_first and (day_first in days) != (month_first in days):
        return "dmy" if day_first in days else "mdy"
    if bool(day_first) != bool(month_first):
        return "dmy" if day_first else "mdy"
    return ""
