"""Dates of other calendars than ours, written as ISO 8601 into the text that holds them.

Iran's solar years (Jalali), Hebrew dates in numeral letters, the eras of Japan and Taiwan, and dates in Han numerals.
Hijri dates are left as they stand: their months begin when the moon is seen, so that a table gives the day before or
after as often as the day. The Buddhist years of Thailand need no
arithmetic: `dates.full_year` has them; here are those of two digits.

Sources: Reingold and Dershowitz, «Calendrical Calculations», for Hebrew years by the molad (chapter 8) and Jalali ones by
cycles of 33 (chapter 15; they agree with the sky from 1178 to 1633). Both are a few lines.

>>> with_iso_dates("14 اسفند 1402"), with_iso_dates("כ״ד באדר א׳ תשפ״ד"), with_iso_dates("令和六年三月四日")
('2024-03-04', '2024-03-04', '2024年3月4日')
"""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache

from cleancorpus.lexicon import phrases


def with_iso_dates(folded: str) -> str:
    """`folded` with whole dates of other calendars as ISO 8601, and years of eras and Han numerals as ours in figures."""
    # Beside Latin words such figures are the number of a room, a case or a flight, but for «Published».
    latin = _LATIN.findall(folded)
    text = folded if latin and not _labels().issuperset(latin) else _JALALI_NUMBERS.sub(_jalali_numbers, folded)
    if text.isascii():
        return text
    if "年" in text:
        text = _HAN_DATE.sub(_han_date, text)
    if _ERA.search(text):
        text = _ERA_NUMBERS.sub(_era_numbers, text)
    if _ARABIC.search(text):
        text = _jalali_words().sub(_jalali_date, text)
    if _THAI.search(text):
        text = _thai_words().sub(r"\g<day>25\g<year>", text)
    return _HEBREW_DATE.sub(_hebrew_date, text) if _HEBREW.search(text) else text


# ------------------------------------------------------------------------------------------------ eras, Han numerals

_ERAS = {
    "令和": 2018,
    "平成": 1988,
    "昭和": 1925,
    "大正": 1911,
    "明治": 1867,
    "民國": 1911,
    "民国": 1911,
}  # the year before
_ERA_LETTERS = {"r": 2018, "h": 1988, "s": 1925}
_ERA = re.compile("|".join(_ERAS) + r"|[\u3040-\u30ff]")
_HAN_DIGITS = "〇一二三四五六七八九"
_HAN = rf"[{_HAN_DIGITS}零十\d]"
_HAN_DATE = re.compile(
    rf"(?:(?P<era>{'|'.join(_ERAS)})\s?(?P<of_era>{_HAN}{{1,3}}|元)|(?<!{_HAN})(?P<year>[一二\d]{_HAN}{{3}}))\s?年"
    rf"(?:\s?(?P<month>{_HAN}{{1,2}})\s?月(?:\s?(?P<day>{_HAN}{{1,3}})\s?(?P<name>[日号號]))?)?"
)
_ERA_NUMBERS = re.compile(
    rf"(?<![a-z\d])(?P<era>{'|'.join(_ERAS)}|[rhs])\s?(?P<year>\d{{1,3}})(?P<sep>[./-])(?P<month>\d{{1,2}})(?P=sep)(?P<day>\d{{1,2}})(?!\d)"
)


def _han_number(written: str) -> int:
    """Two or more digits in a row, or tens and ones: «二〇二四», «十四», «三十一», «6»."""
    if written.isdecimal():
        return int(written)
    if "十" not in written:
        digits = "".join(str(max(_HAN_DIGITS.find(char), 0)) if char not in "0123456789" else char for char in written)
        return int(digits)
    tens, _, ones = written.partition("十")
    return 10 * (_han_number(tens) if tens else 1) + (_han_number(ones) if ones else 0)


def _han_date(match: re.Match[str]) -> str:
    if match["era"]:
        year = _ERAS[match["era"]] + (1 if match["of_era"] == "元" else _han_number(match["of_era"]))
    elif "十" in match["year"]:
        return match[0]
    else:
        year = _han_number(match["year"])
    month = f"{_han_number(match['month'])}月" if match["month"] else ""
    day = f"{_han_number(match['day'])}{match['name']}" if match["day"] else ""
    return f"{year}年{month}{day}"


def _era_numbers(match: re.Match[str]) -> str:
    year = (_ERAS.get(match["era"]) or _ERA_LETTERS[match["era"]]) + int(match["year"])
    return f"{year}-{int(match['month']):02}-{int(match['day']):02}"


# ------------------------------------------------------------------------------------------------------------ Jalali

# Years of Iran that are 1990 to 2030 with us. No other calendar has them for days of the web: by the moon they are before.
_JALALI_YEAR = r"1369|13[789]\d|140\d"
_JALALI_NUMBERS = re.compile(
    rf"(?<![\d./-])(?:(?P<year>{_JALALI_YEAR})(?P<sep>[-./])(?P<month>\d{{1,2}})(?P=sep)(?P<day>\d{{1,2}})"
    rf"|(?P<day_first>\d{{1,2}})(?P<mark>[-./])(?P<middle>\d{{1,2}})(?P=mark)(?P<year_last>{_JALALI_YEAR}))(?!\d|[./-]\d)"
)
_LATIN = re.compile(r"[a-z]+")  # of folded text
_ARABIC = re.compile(r"[\u0600-\u06ff]")
_ARABIC_LETTERS = str.maketrans("یک", "يك")  # as keyboards of Arabia write them


@lru_cache(maxsize=1)
def _labels() -> frozenset[str]:
    return frozenset((*phrases("timestamp.word-published"), *phrases("timestamp.word-updated")))


@lru_cache(maxsize=1)
def _jalali_months() -> dict[str, int]:
    names = {name: month for month in range(1, 13) for name in phrases(f"timestamp.word-jalali-{month}")}
    return names | {name.translate(_ARABIC_LETTERS): month for name, month in names.items()}


@lru_cache(maxsize=1)
def _jalali_words() -> re.Pattern[str]:
    names = "|".join(sorted(map(re.escape, _jalali_months()), key=len, reverse=True))
    year = r"(?:1[34])?\d\d"
    return re.compile(
        rf"(?<!\d)(?:(?P<day>\d{{1,2}})\s*(?P<month>{names})(?:\s?ماه)?(?:\s?[,،])?\s*(?:سال\s)?(?P<year>1[34]\d\d)"
        rf"|(?P<year_first>{year})(?:\s?[,،])?\s(?P<later>{names})\s(?P<day_last>\d{{1,2}}))(?!\d)"
    )


def jalali(year: int, month: int, day: int) -> date | None:
    """The day of Iran's solar calendar; None for one that does not exist.

    >>> jalali(1403, 12, 30), jalali(1402, 12, 30)
    (datetime.date(2025, 3, 20), None)
    """
    if not (1178 <= year <= 1633 and 1 <= month <= 12 and 1 <= day <= (31 if month < 7 else 30)):
        return None
    if (month, day) == (12, 30) and (25 * year + 11) % 33 >= 8:
        return None
    before = 31 * (month - 1) if month <= 7 else 186 + 30 * (month - 7)
    return date.fromordinal(226_894 + 365 * (year - 1) + (8 * year + 21) // 33 + before + day)


def _iso_or(found: date | None, written: str) -> str:
    return written if found is None else found.isoformat()


def _jalali_numbers(match: re.Match[str]) -> str:
    year, month, day = (
        match["year"] or match["year_last"],
        match["month"] or match["middle"],
        match["day"] or match["day_first"],
    )
    return _iso_or(jalali(int(year), int(month), int(day)), match[0])


def _jalali_date(match: re.Match[str]) -> str:
    year = int(match["year"] or match["year_first"])
    month = _jalali_months()[match["month"] or match["later"]]
    return _iso_or(jalali(year, month, int(match["day"] or match["day_last"])), match[0])


# -------------------------------------------------------------------------------------------------------------- Thai

_THAI = re.compile(r"[\u0e01-\u0e4e]")


@lru_cache(maxsize=1)
def _thai_words() -> re.Pattern[str]:
    """A day and a month with two digits of a year of the Buddha, 2540 to 2599; less would be a year of ours."""
    names = {re.escape(name) for month in range(1, 13) for name in phrases(f"timestamp.word-month-{month}", "th")}
    return re.compile(
        rf"(?P<day>\d\s?(?:{'|'.join(sorted(names, key=len, reverse=True))})\.?\s?)(?P<year>[4-9]\d)(?![\d.:])"
    )


# ------------------------------------------------------------------------------------------------------------ Hebrew

_HEBREW = re.compile(r"[\u05d0-\u05ea]")
_LETTERS = dict(zip("אבגדהוזחטיכלמנסעפצקרשת", (*range(1, 11), *range(20, 100, 10), *range(100, 500, 100)), strict=True))
_MARKS = r"['\"\N{HEBREW PUNCTUATION GERESH}\N{HEBREW PUNCTUATION GERSHAYIM}]"
# By their place in the year that begins with Tishri; Adar I is the sixth month, Adar or Adar II the seventh.
_HEBREW_MONTHS = {
    "תשרי": 1, "חשון": 2, "חשוון": 2, "מרחשון": 2, "מרחשוון": 2, "כסלו": 3, "כסליו": 3, "טבת": 4, "שבט": 5, "אדר": 7,
    "ניסן": 8, "אייר": 9, "איר": 9, "סיון": 10, "סיוון": 10, "תמוז": 11, "אב": 12, "מנחם אב": 12, "אלול": 13,
}  # fmt: skip
_HEBREW_DATE = re.compile(
    rf"(?<![א-ת\d])(?:(?P<letters>[א-ל]{_MARKS}?[א-ט]?{_MARKS}?)|(?P<number>\d{{1,2}}))\s"
    rf"ב?(?P<month>{'|'.join(sorted(_HEBREW_MONTHS, key=len, reverse=True))})(?:\s(?P<adar>[אב]){_MARKS}?(?=[\s,]))?"
    rf"(?:\s?,)?\s(?:שנת\s)?(?P<year>(?:ה{_MARKS}?)?ת[ק-ת]?[א-ת]?{_MARKS}{{1,2}}[א-ת]|5[67]\d\d)(?![א-ת\d])"
)
_HEBREW_EPOCH = -1_373_428  # ordinal of the day before 1 Tishri of the year 1


def _days_to_year(year: int) -> int:
    """Days from the epoch to the new year of `year`: its molad, put off by the rules of its weekday and length."""
    return _molad_day(year) + _put_off(year)


def _molad_day(year: int) -> int:
    months = (235 * year - 234) // 19
    days = 29 * months + (12_084 + 13_753 * months) // 25_920
    return days + 1 if (3 * (days + 1)) % 7 < 3 else days


def _put_off(year: int) -> int:
    last, this, following = (_molad_day(n) for n in (year - 1, year, year + 1))
    return 2 if following - this == 356 else 1 if this - last == 382 else 0


def hebrew(year: int, month: int, day: int) -> date | None:
    """The day of the Hebrew calendar whose daylight it is; `month` counts from Tishri with Adar as 7, Adar I as 6.

    >>> hebrew(5784, 6, 24), hebrew(5785, 6, 1)
    (datetime.date(2024, 3, 4), None)
    """
    start = _days_to_year(year)
    length = _days_to_year(year + 1) - start
    is_leap = length > 360
    long_heshvan, short_kislev = length % 10 == 5, length % 10 == 3
    lengths = (
        30,
        30 if long_heshvan else 29,
        29 if short_kislev else 30,
        29,
        30,
        30 if is_leap else 0,
        29,
        30,
        29,
        30,
        29,
        30,
        29,
    )
    if not (1 <= month <= 13 and 1 <= day <= lengths[month - 1]):
        return None
    return date.fromordinal(_HEBREW_EPOCH + start + sum(lengths[: month - 1]) + day)


def _letters_number(written: str) -> int:
    return sum(_LETTERS.get(char, 0) for char in written)


def _hebrew_date(match: re.Match[str]) -> str:
    year = match["year"]
    # «תשפ״ד» leaves out the five thousand; a letter before says it.
    number = int(year) if year.isdecimal() else 5000 + _letters_number(year.lstrip("ה'\N{HEBREW PUNCTUATION GERESH}"))
    month = _HEBREW_MONTHS[match["month"]]
    is_leap = (7 * number + 1) % 19 < 7
    if month == 7 and is_leap and not match["adar"]:
        return match[0]  # either of two months
    if month == 7 and match["adar"] == "א":
        month = 6
    day = int(match["number"]) if match["number"] else _letters_number(match["letters"])
    return _iso_or(hebrew(number, month, day), match[0])
