"""Dates: the one place that writes ISO 8601, and the one reader of values that say a date.

`read_date` reads what a record's field or a page's metadata say; `known.stamps` reads lines of text, with the patterns
and the ISO strings of this module. Both have their months from `known.months`. So a date in the same words comes out
the same whichever way it came in.

>>> read_date("3 mars 2024"), read_date("2567-03-03"), read_date("03/04/2024")
('2024-03-03', '2024-03-03', None)
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta, timezone
from itertools import takewhile
from typing import Literal, NamedTuple

from cleancorpus.known.calendars import with_iso_dates
from cleancorpus.known.months import WORD, Month, month_of, with_short_names
from cleancorpus.text import fold, unusual_in

# The clock has no say in a result, so what is too late is fixed. The first newspaper is of 1605; years before are those
# of other calendars (1445 is 2023 in Arabia; `known.calendars` reads Iran's) or what a system puts where it knows none
# (0001-01-01).
FIRST_YEAR, LAST_YEAR = 1600, 2099
# Systems of the web write earlier years, and these days, for «unknown».
_FIRST_DAY = "1900-01-02"
_DEFAULT_DAYS = frozenset(("1970-01-01", "2000-01-01", "2001-01-01"))
_BUDDHIST = 543  # years that the era of Thailand is ahead
_THAI = re.compile(r"[\u0e01-\u0e4e]")  # letters and vowel signs; digits are ASCII by then
_MAX_CHARS = 100  # a longer value is no date
_MAX_SEARCHED = 200  # characters of a longer text that are looked at

# ------------------------------------------------------------------------------------------------------ ISO strings


class Clock(NamedTuple):
    """A time of day; `offset` from UTC where it is known."""

    hour: int
    minute: int = 0
    second: int = 0
    microsecond: int = 0
    offset: timedelta | None = None


def full_year(written: str, around: str = "") -> int:
    """The year of the common era that `written` means.

    Two digits are 1950 to 2049, as RFC 2822 (section 4.3) has it; scraped articles are of these years, and the clock
    has no say. Years 2501 to 2599 count from the Buddha; of two digits Thai letters in the text around say so.

    >>> full_year("24"), full_year("98"), full_year("2567"), full_year("67", "ปรับปรุง")
    (2024, 1998, 2024, 2024)
    """
    number = int(written)
    if len(written) <= 2:
        if number >= 38 and _THAI.search(around):  # 2538 is 1995; less than 38 is a year of the common era
            return 2500 + number - _BUDDHIST
        return number + (2000 if number < 50 else 1900)
    return number - _BUDDHIST if 2500 < number < 2600 else number


def iso_date(year: int, month: int | None = None, day: int | None = None, clock: Clock | None = None) -> str | None:
    """ISO 8601, as exact as what is given; None for a day that does not exist and for years before 1600 or after 2099.

    A time that does not exist is left out, and so is midnight without an offset: it is a date that a system made a
    timestamp of.

    >>> iso_date(2024, 3), iso_date(2024, 2, 30), iso_date(2024, 3, 3, Clock(14, 5))
    ('2024-03', None, '2024-03-03T14:05:00')
    """
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return None
    try:
        whole = date(year, 1 if month is None else month, 1 if day is None else day)
    except ValueError:
        return None
    if day is None:
        return f"{whole:%Y}" if month is None else f"{whole:%Y-%m}"
    if clock is None or (clock.offset is None and not any(clock[:4])):
        return whole.isoformat()
    zone = None if clock.offset is None else timezone(clock.offset)
    try:
        return datetime(year, whole.month, day, *clock[:4], tzinfo=zone).isoformat()
    except ValueError:
        return whole.isoformat()


# ------------------------------------------------------------------------------------------- dates in numbers, words


def _year_first(year: str) -> str:
    return rf"(?<!\d)(?P<year>{year})(?P<sep>\s?[-./]\s?)(?P<month>\d{{1,2}})(?P=sep)(?P<day>\d{{1,2}})(?!\d)"


def _year_last(year: str) -> str:
    return rf"(?<!\d)(?P<a>\d{{1,2}})\s?(?P<sep>[-./])\s?(?P<b>\d{{1,2}})\s?(?P=sep)\s?(?P<year>{year})(?!\d)"


# In text a year is one of our age, and then it says when something was published; in a value any year does.
YEAR_FIRST, YEAR_LAST = re.compile(_year_first(r"(?:19|20|25)\d\d")), re.compile(_year_last(r"(?:19|20|25)\d\d|\d\d"))
# Eight digits in a row are a day only if there is such a day (`_dates_in`): article numbers have eight digits, too.
_YEAR_FIRST = re.compile(_year_first(r"\d{4}") + r"|(?<!\d)(?P<digits>\d{8})(?!\d)")
_YEAR_LAST = re.compile(_year_last(r"\d{4}|\d\d"))
# The shape of «3. März» and «April 25» in a larger pattern, for those who ask `months()` or a context for the rest.
DAY_AND_MONTH = r"(?:\d{1,2}\.?\s+[^\W\d_]{3,12}\.?|[^\W\d_]{3,12}\.?\s+\d{1,2})"
CJK_DATE = re.compile(r"(?P<year>\d{4})\s*[年년]\s*(?P<month>\d{1,2})\s*[月월]\s*(?P<day>\d{1,2})\s*[日号일]?")
_SHORT_YEAR_FIRST = re.compile(r"[\u3040-\u30ff\uac00-\ud7a3]")  # Korean and Japanese; in Chinese both orders are used


def ascii_digits(folded: str) -> str:
    """`folded` with the digits of all scripts (Arabic-Indic, Devanagari …) as 0 to 9."""
    if folded.isascii() or not any(map(str.isdigit, unusual_in(folded))):
        return folded
    return "".join(
        str(unicodedata.decimal(char, char)) if char.isdigit() and not char.isascii() else char for char in folded
    )


def with_plain_dates(folded: str) -> str:
    """`folded` with dates of other calendars as ours, and months of several words by their English names.

    >>> with_plain_dates("令和6年3月3日"), with_plain_dates("3 ม.ค. 2567"), with_plain_dates("1402/12/14")
    ('2024年3月3日', '3 january. 2567', '2024-03-04')
    """
    text = with_iso_dates(folded)
    return text if text.isascii() else with_short_names(text)


# Whether the day comes first or the month, where it is known.
Order = Literal["dmy", "mdy", ""]


def read_numbers(match: re.Match[str], around: str, order: Order = "") -> tuple[int, int, int] | None:
    """Year, month and day of a match of `YEAR_LAST` in the text `around`; None where two days are possible.

    Between dots the day comes first. Elsewhere one of the numbers must be no month, or both be the same, or `order` say
    which is which. In Korean and Japanese a year of two digits comes first.
    """
    a, b = int(match["a"]), int(match["b"])
    if len(match["year"]) == len(match["a"]) == 2 and _SHORT_YEAR_FIRST.search(around):
        return full_year(match["a"]), b, int(match["year"])
    year = full_year(match["year"], around)
    if match["sep"] == "." or a > 12 or a == b:
        return year, b, a
    if b > 12 or order == "mdy":
        return year, a, b
    return (year, b, a) if order == "dmy" else None


class WordDate(NamedTuple):
    """A date with a month's name; `first` and `last` are the places of its parts in the list of words."""

    year: int | None
    month: int
    day: int | None
    first: int
    last: int

    @property
    def is_whole(self) -> bool:
        return self.year is not None and self.day is not None

    def iso(self) -> str | None:
        return None if self.year is None else iso_date(self.year, self.month, self.day)


def read_words(words: Sequence[int | Month | None], first_year: int) -> Iterator[WordDate]:
    """Dates among numbers and names of months: day and year stand beside the month, in any order («2024. március 3.»).

    None among the words is what no date goes over. A year before `first_year` is no year.
    """
    for place, month in enumerate(words):
        if not isinstance(month, Month):
            continue
        before = words[place - 1] if place else None
        day_before = before if isinstance(before, int) and 1 <= before <= 31 else None
        after = [n for n in takewhile(lambda n: n is not None, words[place + 1 : place + 3]) if isinstance(n, int)]
        day = year = None
        first = last = place
        in_range = day_before is not None and place > 1 and isinstance(words[place - 2], Month)  # May 31-June 2, 2024
        if len(after) == 2 and 1 <= after[0] <= 31 and after[1] > 99 and not in_range:  # March 3, 2024
            day, year, last = after[0], after[1], place + 2
        elif day_before is not None:  # 3 March 2024
            day, first = day_before, place - 1
            if after and after[0] > 99:
                year, last = after[0], place + 1
        elif after and 1 <= after[0] <= 31:  # 2024 March 3
            day, last = after[0], place + 1
            if isinstance(before, int) and before > 99:
                year, first = before, place - 1
        elif after and after[0] > 99:  # March 2024
            year, last = after[0], place + 1
        else:
            continue
        year = None if year is None else full_year(str(year))
        known = year is not None and first_year <= year <= LAST_YEAR
        yield WordDate(year if known else None, month.number, day, first, last)


# ----------------------------------------------------------------------------------------- values that say a date

_MONTH_OF_YEAR = re.compile(r"(?P<year>\d{4})-(?P<month>\d{2})")
_DIGITS = re.compile(r"(?P<whole>\d{4,19})(?:\.(?P<part>\d+))?")  # 4 are a year, 19 billionths of a second
# As web archives name the time of a capture. In thousandths of a second such a number of 12 digits would be of 1976.
_CAPTURE = re.compile(
    r"(?P<year>(?:19|20)\d\d)(?P<month>\d\d)(?P<day>\d\d)(?P<hour>[01]\d|2[0-3])(?P<minute>[0-5]\d)(?P<second>\d\d)?"
)
_UNITS = (1, 10**3, 10**6, 10**9)  # of a second
_SECONDS = range(10**8, 4_102_444_800)  # from March 1973, less is some other number, to the end of 2099
# «Fri May 03 06:07:08 +0000 2024», as C and Java print it: the time goes behind the year.
_CTIME = re.compile(r"(\d\d:\d\d:\d\d) (?:([a-z]{1,4}|[+-]\d{4}) )?(\d{4})(?!\d)")
_JOINED = r"(?:[t\s,]|,\s|\s(?:at|um|à|om|klo?)\.?\s)\s?"  # a day and its time
_CLOCK = re.compile(
    rf"""
    (?P<join>{_JOINED})
    (?P<hour>\d{{1,2}})(?:(?P<colon>:?)(?P<minute>\d{{2}})(?:(?P=colon)(?P<second>\d{{2}})(?:[.,](?P<fraction>\d{{1,9}}))?)?)?(?!\d)
    (?:\s?(?:(?P<morning>a\.?m\.?|πμ|π\.μ\.|ص|صباحا|ق\.ظ)|(?P<evening>p\.?m\.?|μμ|μ\.μ\.|م|مساء|ب\.ظ))(?![^\W\d_]))?
    (?:\s?(?P<zone>(?:utc|gmt)[+-]\d{{1,2}}(?::?\d\d)?(?!\d)|[+-]\d\d(?::?\d\d)?(?!\d)|z|utc?|gmt|[emp][sd]t|cdt)(?![^\W\d_]))?
    """,
    re.VERBOSE,
)
# Hours from UTC of RFC 2822 (section 4.3). CST is left out: it is China's time as well, and the time then stays local.
# «est» is a word of French, so these count behind seconds or am and pm only.
_ZONE_HOURS = {"edt": -4, "est": -5, "cdt": -5, "mdt": -6, "mst": -7, "pdt": -7, "pst": -8}
_FARTHEST = timedelta(hours=14)  # the Line Islands; more is no zone but the end of a range of hours
# Around a whole value: a label or weekday of two words, and behind it a time in words or a zone.
_BEFORE = re.compile(r"(?:[^\s\d]{1,20}\s){0,2}[^\s\d]{0,20}")
_BEHIND = re.compile(rf"[\W_]*|{_JOINED}\d{{1,2}}(?![\d./-]).{{0,25}}")
_BEHIND_CLOCK = re.compile(r".{0,20}")  # «Uhr», «(GMT+1)», «local time»; more is a sentence
# Words that may stand between day, month and year («1er mars», «3 de mayo», «3rd of May», «2024 m. kovo 3 d.», «พ.ศ.»).
_BETWEEN = frozenset(
    "st nd rd th er re e o º ª ° го de del d of den da m d g gada năm år р г року года год พ ศ ค".split()
)
# Looked for from the digit before the colon, so that the minutes are no day.
_MINUTES = re.compile(r"\d:\d")
_GAP = re.compile(r"\s?[.,]{0,2}\s?|[-/']")  # «3-May-2024», «May 3, 2024»


class _Found(NamedTuple):
    """A date in a text and where it stands; `parts` are year, month and day, or None where two days are possible."""

    parts: tuple[int, int, int | None] | None
    start: int
    end: int
    is_iso: bool = False
    is_short: bool = False  # its year has two digits


def read_date(value: object, *, inside: bool = False, defaults: bool = True, order: Order = "") -> str | None:
    """The date or time that `value` says, in ISO 8601, as exact as it is given; None where nobody can be sure of it.

    Understood are dates and times of Python; seconds since 1970 and thousandths, millionths and billionths of them;
    20240131, 202401311200 and 20240131120000; a year or a month (2024, 2024-01, Jan 2024); ISO 8601 and its
    misspellings; the dates of e-mails and of C; 31.1.2024, and 31/1/2024 where no other day is possible; 2024年1月31日; day,
    month and year in the words of any language of the lexicon. Digits may be of any script, years of Thailand's era.

    `inside` finds the date in a longer text («Published May 3, 2024 by Jane Doe»); it must then name a day. Without
    `defaults` the days that systems give for «unknown», and all before 1900, are None. `order` tells day and month apart
    where numbers do not.

    >>> read_date(1706702400), read_date("31 Jan 2024"), read_date("31/1/2024"), read_date("2024-01-31 2:05 PM")
    ('2024-01-31T12:00:00+00:00', '2024-01-31', '2024-01-31', '2024-01-31T14:05:00')
    """
    found = _of_object(value) if isinstance(value, date) else _of_text(_as_text(value), inside, order)
    if found is None or (inside and len(found) < len(_FIRST_DAY)):
        return None
    return found if defaults or (found >= _FIRST_DAY and found[:10] not in _DEFAULT_DAYS) else None


def _of_object(value: date) -> str | None:
    if value != value:  # NaT of pandas, which calls itself a datetime
        return None
    if not isinstance(value, datetime):
        return iso_date(value.year, value.month, value.day)
    clock = Clock(value.hour, value.minute, value.second, value.microsecond, value.utcoffset())
    return iso_date(value.year, value.month, value.day, clock)


def _as_text(value: object) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, bool) or not isinstance(value, int | float) or not abs(value) < 1e19:  # nor NaN
        return ""
    return str(value) if isinstance(value, int) else f"{value:.6f}".rstrip("0").rstrip(".")


def _of_text(text: str, inside: bool, order: Order) -> str | None:
    if len(text) > _MAX_CHARS and not inside:
        return None
    text = " ".join(unicodedata.normalize("NFC", text).split())[:_MAX_SEARCHED]
    text = with_plain_dates(ascii_digits(fold(text)))
    if digits := _DIGITS.fullmatch(text):
        return _of_digits(digits["whole"], digits["part"] or "")
    if part := _MONTH_OF_YEAR.fullmatch(text):
        return iso_date(full_year(part["year"]), int(part["month"]))
    text = _CTIME.sub(r"\3 \1 \2", text)
    for found in _dates_in(text, order):
        match = _CLOCK.match(text, found.end)
        clock = None if match is None else _clock(match, is_iso=found.is_iso)
        if inside and found.parts and found.parts[2] is None:
            continue  # a month
        if not inside or found.is_short:
            behind = _BEHIND if match is None or clock is None else _BEHIND_CLOCK
            end = found.end if match is None or clock is None else match.end()
            if not (_BEFORE.fullmatch(text, 0, found.start) and behind.fullmatch(text, end)):
                continue
        return None if found.parts is None else iso_date(*found.parts, clock)
    return None


def _of_digits(whole: str, part: str) -> str | None:
    """The date of a number: a year, a day, the time of a capture, or time since 1970; `part` are its decimals."""
    if len(whole) == 4:
        return iso_date(full_year(whole))
    if len(whole) == 8:
        return iso_date(full_year(whole[:4]), int(whole[4:6]), int(whole[6:]))
    if match := _CAPTURE.fullmatch(whole):
        clock = Clock(int(match["hour"]), int(match["minute"]), int(match["second"] or 0))
        return iso_date(int(match["year"]), int(match["month"]), int(match["day"]), clock)
    for unit in _UNITS:  # at most one fits, as the next is a thousand times farther
        seconds, rest = divmod(int(whole), unit)
        if seconds in _SECONDS:
            micro = int(f"{part:0<6.6}") if unit == 1 else rest * 10**6 // unit
            return _of_object(datetime.fromtimestamp(seconds, UTC).replace(microsecond=micro))
    return None


def _clock(match: re.Match[str], *, is_iso: bool) -> Clock | None:
    """The time of a match of `_CLOCK`; None for a number that is none."""
    if "t" not in match["join"].split() and not match["colon"]:
        return None  # «2024-05-03 1200 views»
    hour = int(match["hour"])
    if match["evening"] and hour < 12:
        hour += 12
    elif match["morning"] and hour == 12:
        hour = 0
    zone = match["zone"] or ""
    if not is_iso and zone.startswith("-") and not match["second"]:
        zone = ""  # «10:00-12:00»: from then to then
    if zone in _ZONE_HOURS and not (match["second"] or match["morning"] or match["evening"]):
        zone = ""
    micro = int(f"{match['fraction'] or '':0<6.6}")
    return Clock(hour, int(match["minute"] or 0), int(match["second"] or 0), micro, _offset(zone))


def _offset(zone: str) -> timedelta | None:
    """The offset of a zone as `_CLOCK` finds it; None where it is not known, or farther from UTC than any place."""
    if not zone:
        return None
    if zone in _ZONE_HOURS:
        return timedelta(hours=_ZONE_HOURS[zone])
    sign = "-" if "-" in zone else "+"
    digits = zone.partition(sign)[2].replace(":", "")
    hours, minutes = (digits, "") if len(digits) <= 2 else (digits[:-2], digits[-2:])
    offset = timedelta(hours=int(hours or 0), minutes=int(minutes or 0))
    return None if offset > _FARTHEST else -offset if sign == "-" else offset


def _dates_in(text: str, order: Order) -> Iterator[_Found]:
    """The dates in a folded text, those first whose form leaves the least doubt."""
    for match in _YEAR_FIRST.finditer(text):
        digits = match["digits"]
        year, month, day = (digits[:4], digits[4:6], digits[6:]) if digits else match.group("year", "month", "day")
        parts = full_year(year), int(month), int(day)
        if not digits or iso_date(*parts):  # else eight digits of some other number
            yield _Found(parts, *match.span(), is_iso=True)
    for match in CJK_DATE.finditer(text):
        yield _Found((full_year(match["year"]), int(match["month"]), int(match["day"])), *match.span())
    numbers = [
        (match["sep"], _Found(read_numbers(match, text, order), *match.span(), is_short=len(match["year"]) == 2))
        for match in _YEAR_LAST.finditer(text)
    ]
    yield from (found for sep, found in numbers if sep == ".")
    worded = list(_worded_dates(text))
    yield from (found for found in worded if found.parts and found.parts[2])
    yield from (found for sep, found in numbers if sep != ".")
    yield from (found for found in worded if found.parts and not found.parts[2])


def _worded_dates(text: str) -> Iterator[_Found]:
    words: list[int | Month | None] = []
    places: list[tuple[int, int]] = []
    end = 0
    for match in WORD.finditer(text):
        word, gap = match[0], text[end : match.start()]
        if words and not _GAP.fullmatch(gap):
            words.append(None)
            places.append((end, end))
        end = match.end()
        if word in _BETWEEN:
            if places:
                places[-1] = (places[-1][0], end)
            continue
        if word.isdecimal():  # «14:05 March 2024» has no day
            words.append(int(word) if len(word) <= 4 and not _MINUTES.match(text, match.start() - 2) else None)
        else:
            words.append(month_of(word, after_dot=gap.startswith(".")))
        places.append(match.span())
    for found in read_words(words, FIRST_YEAR):
        if found.year is not None:
            parts = found.year, found.month, found.day
            yield _Found(parts, places[found.first][0], places[found.last][1])
