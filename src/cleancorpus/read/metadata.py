"""What sources say about a document, brought to one form: authors to strings, dates to ISO 8601, all else to strings."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from email.utils import parsedate_to_datetime

from cleancorpus.read.encoding import decode

_SURROGATE = re.compile("[\ud800-\udfff]")


def plain_string(value: object) -> str | None:
    """A string that Arrow can hold: stripped, halves of surrogate pairs joined or replaced; None where nothing is left.

    Numbers are written out; bytes are decoded; lists, mappings and truth values are no strings.
    """
    if isinstance(value, bytes):
        value = decode(value).text
    elif isinstance(value, int | float) and not isinstance(value, bool):
        value = str(int(value)) if value == value and abs(value) < 2**63 and int(value) == value else str(value)
    return safe_string(value).strip() or None if isinstance(value, str) else None


def safe_string(text: str) -> str:
    """`text` with halves of surrogate pairs joined or replaced by U+FFFD, so that it can be written as UTF-8."""
    if not _SURROGATE.search(text):
        return text
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


# ---------------------------------------------------------------------------------------------------------- authors

_MAX_LIST_CHARS = 10_000  # of a list in a cell; what is longer is text


def author_fields(value: object) -> tuple[str, ...]:
    """The strings in what a source has for authors, a line each: `known.author_strings` reads the names in them.

    Takes a string, an object with a `name`, a list or array of such, and a list that was written out as a string. No
    string is given twice; numbers name nobody.

    >>> author_fields("By Ann Ito and Bo Lind"), author_fields([{"name": "Ann Ito"}, None]), author_fields("['Bo Lind']")
    (('By Ann Ito and Bo Lind',), ('Ann Ito',), ('Bo Lind',))
    """
    return tuple(dict.fromkeys(_strings(value)))


def _strings(value: object) -> list[str]:
    if isinstance(value, Mapping):
        return _strings(value.get("name"))
    if isinstance(value, Iterable) and not isinstance(value, str | bytes):
        return [text for item in value for text in _strings(item)]
    if isinstance(value, int | float) or (text := plain_string(value)) is None:
        return []
    if text.startswith("[") and text.endswith("]") and len(text) <= _MAX_LIST_CHARS:
        parsed = _parse_list(text)
        if parsed is not None:
            return _strings(parsed)
    return [line for line in map(str.strip, text.splitlines()) if line]


def _parse_list(text: str) -> list[object] | None:
    """A list that pandas or a database wrote into a cell."""
    for parse in (json.loads, ast.literal_eval):
        try:
            value = parse(text)
        except (ValueError, SyntaxError, RecursionError, MemoryError):
            continue
        if isinstance(value, list):
            return value
    return None


# ------------------------------------------------------------------------------------------------------------ dates

_ISO_PART = re.compile(r"^(\d{4})(?:-(\d{2}))?$")
_ISO_LIKE = re.compile(r"^(\d{4})([-/.]?)(\d{2})\2(\d{2})(?:[T\s]\s*(\d.*))?$")
_DOTTED = re.compile(r"^(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4})(?:,?\s+(\d{1,2}:\d{2}(?::\d{2})?))?$")
_MONTHS = (
    *("january", "february", "march", "april", "may", "june", "july"),
    *("august", "september", "october", "november", "december"),
)
_MONTH = r"(?P<month>jan|feb|mar|apr|may|jun|jul|aug|sept?|oct|nov|dec|" + "|".join(_MONTHS) + r")\.?"
_ENGLISH = re.compile(
    rf"^(?:[a-z]{{3,9}}\.?,?\s+)?(?:{_MONTH}\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?|"
    rf"(?P<day2>\d{{1,2}})(?:st|nd|rd|th)?\s+{_MONTH.replace('<month>', '<month2>')}),?\s+(?P<year>\d{{4}})"
    r"(?:,?\s+(?:at\s+)?\d{1,2}:\d{2}.{0,20})?$",
    re.IGNORECASE,
)
_RFC_2822 = re.compile(r"^(?:[A-Z][a-z]{2},\s)?\d{1,2}\s[A-Z][a-z]{2}\s\d{4}\s\d")
_DIGITS = re.compile(r"^\d{8,19}(?:\.\d+)?$")
_CAPTURE = re.compile(r"^((?:19|20)\d{6})(\d{2})(\d{2})(\d{2})$")  # as web archives name the time of a capture
_MAX_DATE_CHARS = 100
_LAST_SECOND = 4.2e9  # in the year 2103


def published_time(value: object) -> str | None:
    """A date or time in ISO 8601, as exact as it was given; a string nobody understands is handed on as it is.

    None for strings of more than 100 characters, which are no dates.

    Numbers are seconds since 1970, or thousandths and smaller parts of them, told by their size; a day (20240131), a
    second (20240131120000), or a year. Of strings the forms are understood that mean one day only: ISO 8601 and its
    variants, RFC 2822, 31.1.2024, January 31, 2024; times behind it that are not ISO are left out.

    >>> published_time(1706702400), published_time("31 Jan 2024"), published_time("01/02/2024")
    ('2024-01-31T12:00:00+00:00', '2024-01-31', '01/02/2024')
    """
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        value = str(int(value)) if value == value and abs(value) < 1e19 else ""
    text = plain_string(value)
    return _from_string(text) or text if text and len(text) <= _MAX_DATE_CHARS else None


def _from_string(text: str) -> str | None:
    try:
        if part := _ISO_PART.match(text):
            return text if 1 <= int(part[2] or 1) <= 12 else None
        if capture := _CAPTURE.match(text):
            return datetime.fromisoformat(f"{capture[1]}T{capture[2]}{capture[3]}{capture[4]}").isoformat()
        if like := _ISO_LIKE.match(text):
            year, _, month, day, time = like.groups()
            return _join(date(int(year), int(month), int(day)), time)
        if dotted := _DOTTED.match(text):
            return _join(date(int(dotted[3]), int(dotted[2]), int(dotted[1])), dotted[4])
        if _RFC_2822.match(text):
            return parsedate_to_datetime(text).isoformat()
        if english := _ENGLISH.match(text):
            name = (english["month"] or english["month2"]).lower()[:3]
            month_number = next(i for i, full in enumerate(_MONTHS, 1) if full.startswith(name))
            return date(int(english["year"]), month_number, int(english["day"] or english["day2"])).isoformat()
    except ValueError:
        return None
    return _from_epoch(float(text)) if _DIGITS.match(text) else None


def _from_epoch(number: float) -> str | None:
    for unit in (1, 1e3, 1e6, 1e9):
        if 1e8 <= number / unit < _LAST_SECOND:
            return datetime.fromtimestamp(number / unit, tz=UTC).isoformat()
    return None


def _join(day: date, time: str | None) -> str:
    """Day and time as one ISO string; the day alone where the time is not ISO."""
    if not time:
        return day.isoformat()
    time = re.sub(r"\s*(?:UTC|GMT|Z)$", "+00:00", time.strip(), flags=re.IGNORECASE)
    time = re.sub(r"\s+(?=[+-]\d)", "", time)
    time = re.sub(r"^(?=\d:)", "0", time)
    try:
        return datetime.fromisoformat(f"{day.isoformat()}T{time}").isoformat()
    except ValueError:
        return day.isoformat()
