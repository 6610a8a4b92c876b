"""Dates of Iran, Hebrew ones, eras of Japan and Taiwan, Han numerals: the same day in a field, a page and a line."""

from __future__ import annotations

import doctest
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleancorpus.known import calendars
from cleancorpus.known.calendars import hebrew, jalali, with_iso_dates
from cleancorpus.known.dates import read_date
from cleancorpus.known.stamps import read_stamp
from cleancorpus.text import fold


def test_the_examples_in_the_docstrings_are_right() -> None:
    assert doctest.testmod(calendars).failed == 0


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        # Iran: in words, in figures, with Arabic letters, the months of Afghanistan
        ("14 اسفند 1402", "2024-03-04"),
        ("۱۴ اسفند ۱۴۰۲", "2024-03-04"),
        ("دوشنبه ۱۴ اسفند ۱۴۰۲", "2024-03-04"),
        ("۱۴ اسفند ماه ۱۴۰۲", "2024-03-04"),
        ("۱۴۰۲/۱۲/۱۴", "2024-03-04"),
        ("1402-12-14", "2024-03-04"),
        ("14/12/1402", "2024-03-04"),
        ("۳ فروردین ۱۴۰۳", "2024-03-22"),
        ("۳۰ اسفند ۱۴۰۳", "2025-03-20"),
        ("۱۴ حوت ۱۴۰۲", "2024-03-04"),
        ("۱۰ اردیبهشت ۱۳۷۰", "1991-04-30"),
        # Hebrew: letters, either mark, Adar of leap years, the thousands written out
        ("כ״ד באדר א׳ תשפ״ד", "2024-03-04"),
        ('כ"ד באדר א\' תשפ"ד', "2024-03-04"),
        ("כ״ד באדר ב׳ תשפ״ד", "2024-04-03"),
        ("ה' בניסן התשפ\"ד", "2024-04-13"),
        ("ט״ו בשבט תשפ״ה", "2025-02-13"),
        ("י״ד בסיוון ה׳תשפ״ד", "2024-06-20"),
        ("א׳ בתשרי תשפ״ד", "2023-09-16"),
        ("3 בתמוז 5784", "2024-07-09"),
        ("י״ב באדר תשפ״ג", "2023-03-05"),
        # Japan, Taiwan, Han numerals
        ("令和6年3月4日", "2024-03-04"),
        ("令和元年5月1日", "2019-05-01"),
        ("令和六年三月四日", "2024-03-04"),
        ("平成31年4月30日", "2019-04-30"),
        ("昭和64年1月7日", "1989-01-07"),
        ("令和6.3.4", "2024-03-04"),
        ("民國113年3月4日", "2024-03-04"),
        ("二〇二四年三月十四日", "2024-03-14"),
        ("二〇二四年十二月三十一日", "2024-12-31"),
        # Thailand
        ("4 มีนาคม 2567", "2024-03-04"),
        ("4 มี.ค. 67", "2024-03-04"),
        ("4 มีนาคม พ.ศ. 2567", "2024-03-04"),
    ],
)
def test_other_calendars_are_read(text: str, iso: str) -> None:
    assert read_date(text, inside=True) == iso
    assert read_stamp(text).anchor == "full"
    assert read_stamp(text).iso == iso


@pytest.mark.parametrize(
    "text",
    [
        "1445/08/23",  # by the moon; Iran's year would be 2066
        "23 شعبان 1445",
        "1402/13/14",
        "30 اسفند 1402",  # no leap year
        "כ״ד באדר תשפ״ד",  # of two months in that year
        "ל״א בניסן תשפ״ד",
        "令和6年13月4日",
        "十年前三月",
    ],
)
def test_days_that_are_none_or_of_two_are_not_read(text: str) -> None:
    assert read_date(text, inside=True) is None
    assert read_stamp(text).iso is None


@pytest.mark.parametrize(
    "text",
    [
        "r6.3.4",
        "version h1.2.3",
        "3 march 2024",
        "2024/12/14",
        "1402",
        "1402/12",
        "192.168.1402.1",
        "אב ובן",
        "ב״ה",
        "三年二组",
    ],
)
def test_other_text_stays_as_it_is(text: str) -> None:
    assert with_iso_dates(fold(text)) == fold(text)


DAYS = st.dates(date(1940, 1, 1), date(2060, 12, 31))


@settings(max_examples=25, deadline=None)  # 800 days are looked at for each
@given(DAYS)
def test_each_day_has_one_date_in_each_calendar(day: date) -> None:
    for year_of, dated, months in ((day.year - 621, jalali, 12), (day.year + 3761, hebrew, 13)):
        found = [
            (year, month, number)
            for year in (year_of - 1, year_of)
            for month in range(1, months + 1)
            for number in range(1, 32)
            if dated(year, month, number) == day
        ]
        assert len(found) == 1, found


def test_new_years_follow_each_other_without_a_gap() -> None:
    for year in range(1360, 1420):
        last = jalali(year, 12, 30) or jalali(year, 12, 29)
        assert last is not None
        assert jalali(year + 1, 1, 1) == last + timedelta(days=1)
    assert hebrew(5785, 1, 1) == date(2024, 10, 3)
    assert hebrew(5784, 13, 29) == date(2024, 10, 2)
