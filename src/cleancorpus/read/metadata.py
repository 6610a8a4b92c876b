"""What sources say about a document, brought to one form: authors to a list, dates to ISO 8601, all else to strings."""

from __future__ import annotations

import ast
import json
import re
from datetime import UTC, date, datetime
from email.utils import parsedate_to_datetime

from cleancorpus.read.encoding import decode
from cleancorpus.text import is_capitalised

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

_MAX_LIST_CHARS, _MAX_BYLINE_CHARS = 10_000, 1000  # what is longer is left whole
_BY = re.compile(r"^(?:by|By|BY)[:\s]\s*")
_STRONG = re.compile(r"\s*[;|\n•]\s*|\s+/\s+")
# 'and' in languages where it is no part of a name, as y, e and i are.
_AND = re.compile(r"\s+(?:and|AND|And|&)\s+|(?<=\w\w)\s+(?:und|et|och|og)\s+(?=[^\W\d_]+\s)")
_PARTICLES = frozenset(
    (
        "de",
        "del",
        "da",
        "di",
        "du",
        "la",
        "le",
        "van",
        "von",
        "der",
        "den",
        "ten",
        "ter",
        "bin",
        "ibn",
        "al",
        "el",
        "dos",
        "das",
        "do",
        "e",
        "y",
        "i",
        "af",
        "av",
        "zu",
    )
)
_NO_PERSON = re.compile(
    r"\b(?:agenc\w*|association|associated|bureau|committee|company|correspondents?|council|department|desk|editor\w*|group|"
    r"inc|institute\w*|journal|limited|ltd|magazine|media|ministry|network|news\w*|office|organi[sz]ation|post|press|"
    r"reporters?|service|society|staff|team|times|university|writers?)\b",
    re.IGNORECASE,
)


def author_names(value: object) -> tuple[str, ...]:
    """The authors in a list, in objects with a `name`, in a list that was written out as a string, or in a string.

    A string is split where that is sure: at `;`, `|` and line breaks, at `and`, and at commas if every part looks like
    the name of a person ("Doe, Jane" and "Jane Doe, Reuters" stay whole). A leading "By" goes. No name is given twice.

    >>> author_names("By Ann Ito and Bo Lind"), author_names([{"name": "Ann Ito"}])
    (('Ann Ito', 'Bo Lind'), ('Ann Ito',))
    """
    return tuple(dict.fromkeys(name for name in _names(value) if name))


def _names(value: object) -> list[str]:
    if isinstance(value, list | tuple):
        return [name for item in value for name in _names(item)]
    if isinstance(value, dict):
        return _names(value.get("name"))
    if isinstance(value, int | float) or (text := plain_string(value)) is None:
        return []
    if text.startswith("[") and text.endswith("]") and len(text) <= _MAX_LIST_CHARS:
        parsed = _parse_list(text)
        if parsed is not None:
            return _names(parsed)
    if len(text) > _MAX_BYLINE_CHARS:
        return [text]
    return [name for part in _STRONG.split(_BY.sub("", text)) for name in _split_string(part.strip(" ,"))]


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


def _split_string(text: str) -> list[str]:
    if _NO_PERSON.search(text):
        return [text]
    parts = [part.strip(" ,") for part in _AND.split(text)]
    names = [name.strip() for part in parts for name in part.split(",")]
    return names if all(_is_person(name) for name in names) else parts


def _is_person(name: str) -> bool:
    words = name.split()
    return 2 <= len(words) <= 5 and all(is_capitalised(word) or word in _PARTICLES for word in words)


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
