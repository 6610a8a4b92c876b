"""Dates come out the same whether a record's field, a page's metadata or a line of text says them."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleancorpus.config import Fields
from cleancorpus.extract.html import extract_html
from cleancorpus.known.dates import Clock, full_year, iso_date, read_date
from cleancorpus.known.published import published_in
from cleancorpus.known.stamps import read_stamp
from cleancorpus.read.record import RecordMaker


def of_record(value: object) -> str | None:
    row = {"text": "The bridge was opened to walkers on Monday.", "published": value}
    return RecordMaker("invented.jsonl", Fields(), 10_000).make(row, 1, lambda: b"").published


def of_meta(text: str) -> str | None:
    return of_page(f'<meta property="article:published_time" content="{text}">')


def of_json_ld(text: str) -> str | None:
    node = {"@type": "NewsArticle", "headline": "Bridge reopens", "datePublished": text}
    return of_page(f'<script type="application/ld+json">{json.dumps(node)}</script>')


def of_page(head: str) -> str | None:
    body = "<article><h1>Bridge reopens</h1><p>The bridge was opened to walkers on Monday.</p></article>"
    return extract_html(f"<html><head>{head}</head><body>{body}</body></html>").published


# As written; the day or time. A line gives the day alone.
SAID = [
    # ISO 8601 and its misspellings
    ("2024-03-04", "2024-03-04"),
    ("2024/3/4", "2024-03-04"),
    ("2024.03.04", "2024-03-04"),
    ("2024. 3. 4.", "2024-03-04"),
    ("2024-03-04T10:11:12+02:00", "2024-03-04T10:11:12+02:00"),
    ("2024-03-04T10:11:12.345Z", "2024-03-04T10:11:12.345000+00:00"),
    ("2024-03-04 10:11:12 +0200", "2024-03-04T10:11:12+02:00"),
    ("2024-03-04 10:11 UTC", "2024-03-04T10:11:00+00:00"),
    ("2024-03-04 2:05 PM", "2024-03-04T14:05:00"),
    ("2024-03-04 12:05 a.m.", "2024-03-04T00:05:00"),
    ("2024-03-04T00:00:00", "2024-03-04"),
    # e-mails, C and JavaScript
    ("Mon, 04 Mar 2024 10:11:12 +0200", "2024-03-04T10:11:12+02:00"),
    ("Mon, 4 Mar 2024 10:11:12 EST", "2024-03-04T10:11:12-05:00"),
    ("Mon Mar  4 10:11:12 2024", "2024-03-04T10:11:12"),
    ("Mon Mar 04 2024 10:11:12 GMT+0200", "2024-03-04T10:11:12+02:00"),
    # numbers only: day first between dots, else where one order is possible
    ("4.3.2024", "2024-03-04"),
    ("04.03.2024, 10:30", "2024-03-04T10:30:00"),
    ("13/03/2024", "2024-03-13"),
    ("03/13/2024", "2024-03-13"),
    ("13-03-2024", "2024-03-13"),
    ("03/03/2024", "2024-03-03"),
    # years of two digits are 1950 to 2049
    ("04.03.24", "2024-03-04"),
    ("13/03/24", "2024-03-13"),
    ("04.03.98", "1998-03-04"),
    ("04.03.50", "1950-03-04"),
    # years of Thailand, digits of Arabic, Persian, Hindi and Bengali
    ("2567-03-04", "2024-03-04"),
    ("4 มีนาคม 2567", "2024-03-04"),
    ("4 มี.ค. 2567", "2024-03-04"),
    ("٤ مارس ٢٠٢٤", "2024-03-04"),
    ("٤/٢٥/٢٠٢٤", "2024-04-25"),
    ("۴ مارس ۲۰۲۴", "2024-03-04"),
    ("४ मार्च २०२४", "2024-03-04"),
    ("৪ মার্চ ২০২৪", "2024-03-04"),
    # words of many languages
    ("March 4, 2024", "2024-03-04"),
    ("Mar. 4th, 2024", "2024-03-04"),
    ("4th of March 2024", "2024-03-04"),
    ("4-Mar-2024", "2024-03-04"),
    ("2024 Mar 4", "2024-03-04"),
    ("Sept. 4, 2023 10:30 pm", "2023-09-04T22:30:00"),
    ("4. März 2024", "2024-03-04"),
    ("4. MÄRZ 2024", "2024-03-04"),
    ("4. Jänner 2024", "2024-01-04"),
    ("4 mars 2024", "2024-03-04"),
    ("1er févr. 2024", "2024-02-01"),
    ("4 fevrier 2024", "2024-02-04"),
    ("4 août 2024", "2024-08-04"),
    ("4 de mayo de 2024", "2024-05-04"),
    ("4 ago. 2024", "2024-08-04"),
    ("4 maggio 2024", "2024-05-04"),
    ("4 de março de 2024", "2024-03-04"),
    ("4 de marco de 2024", "2024-03-04"),
    ("4 mrt 2024", "2024-03-04"),
    ("4 mei 2024", "2024-05-04"),
    ("4 maja 2024", "2024-05-04"),
    ("4 paź 2024", "2024-10-04"),
    ("4. května 2024", "2024-05-04"),
    ("4. toukokuuta 2024", "2024-05-04"),
    ("2024. március 4.", "2024-03-04"),
    ("4 Mayıs 2024", "2024-05-04"),
    ("4 HAZİRAN 2024", "2024-06-04"),
    ("4 мая 2024", "2024-05-04"),
    ("4 бер. 2024 р.", "2024-03-04"),
    ("4 Μαΐου 2024", "2024-05-04"),
    ("4 ΜΑΪΟΥ 2024", "2024-05-04"),
    ("4 בפברואר 2024", "2024-02-04"),
    ("4 كانون الثاني 2024", "2024-01-04"),
    ("4 Mac 2024", "2024-03-04"),
    ("4 Agustus 2024", "2024-08-04"),
    ("2024年3月4日", "2024-03-04"),
    ("令和6年3月4日", "2024-03-04"),
    ("2024년 3월 4일", "2024-03-04"),
    # a month's name that two languages share: Croats write a dot behind the day, Poles do not
    ("4 listopada 2024", "2024-11-04"),
    ("4. listopada 2024.", "2024-10-04"),
    # what cannot be, and what may be two days
    ("31 February 2024", None),
    ("2024-02-30", None),
    ("2024-13-04", None),
    ("32.01.2024", None),
    ("29 Feb 2023", None),
    ("03/04/2024", None),
    ("03-04-24", None),
    ("4. srp 2024", None),
    ("1402/12/14", "2024-03-04"),
    ("1445/08/23", None),
    ("4 March 24", None),
    ("soon", None),
]


@pytest.mark.parametrize(("text", "iso"), SAID)
def test_one_answer_for_record_page_and_line(text: str, iso: str | None) -> None:
    assert of_record(text) == (iso or text)  # what is not understood is handed on, to be flagged
    assert of_meta(text) == iso
    assert of_json_ld(text) == iso
    assert read_stamp(f"Published {text}").iso == (iso and iso[:10])


@pytest.mark.parametrize(
    ("value", "iso"),
    [
        (date(2024, 3, 4), "2024-03-04"),
        (datetime(2024, 3, 4, 10, 0), "2024-03-04T10:00:00"),
        (datetime(2024, 3, 4), "2024-03-04"),
        (datetime(2024, 3, 4, tzinfo=timezone(timedelta(hours=2))), "2024-03-04T00:00:00+02:00"),
        (1709546400, "2024-03-04T10:00:00+00:00"),
        (1709546400.25, "2024-03-04T10:00:00.250000+00:00"),
        ("1709546400.25", "2024-03-04T10:00:00.250000+00:00"),
        (1709546400123, "2024-03-04T10:00:00.123000+00:00"),
        (1709546400000001, "2024-03-04T10:00:00.000001+00:00"),
        (1709546400000001999, "2024-03-04T10:00:00.000001+00:00"),
        ("1709546400", "2024-03-04T10:00:00+00:00"),
        (20240304, "2024-03-04"),
        (202403041000, "2024-03-04T10:00:00"),
        (20240304100000, "2024-03-04T10:00:00"),
        ("20240304T100000Z", "2024-03-04T10:00:00+00:00"),
        (2024, "2024"),
        ("2024-03", "2024-03"),
        ("March 2024", "2024-03"),
        ("1850-03-04", "1850-03-04"),
        ("2024-03-04T10", "2024-03-04T10:00:00"),
        ("2024-03-04 10 o'clock", "2024-03-04"),
        ("2024-03-04 1200 views", None),
        ("2024-03-04T25:00", "2024-03-04"),
        ("2024-03-04T24:00:00Z", "2024-03-04"),
        ("2024-03-04T10:00:00 GMT-5", "2024-03-04T10:00:00-05:00"),
        ("2024-03-04T10:00:00-15:00", "2024-03-04T10:00:00"),  # no place is that far
        ("2024-03-04 10:00:00 CST", "2024-03-04T10:00:00"),  # Chicago's or China's
        ("4 March 2024 10:00-12:00", "2024-03-04T10:00:00"),  # a time and another, no offset
        ('"2024-03-04T10:00:00Z"', "2024-03-04T10:00:00+00:00"),
        ("Montag, 4. März 2024 um 10:30 Uhr", "2024-03-04T10:30:00"),
        ("4 mai 2024, 10:00 est", "2024-05-04T10:00:00"),
        ("March 4, 2024 10:00 am EST", "2024-03-04T10:00:00-05:00"),
        ("มีนาคม 2567", "2024-03"),
        ("14:05 March 2024", None),
        ("0001-01-01", None),
        ("2100-01-01", None),
        ("2024-13", None),
        ("99999999", None),
        (True, None),
        (float("nan"), None),
        (float("inf"), None),
        (10**400, None),
        (b"2024", None),
        (["2024"], None),
        ("2024-03-04" + " " * 10 + "x" * 100, None),
        ("", None),
        (None, None),
    ],
)
def test_values_of_fields(value: object, iso: str | None) -> None:
    assert read_date(value) == iso


def test_a_missing_time_of_pandas_is_no_date() -> None:
    pandas = pytest.importorskip("pandas")
    assert read_date(pandas.NaT) is None
    assert read_date(pandas.Timestamp("2024-03-04 10:00:00.000000001")) == "2024-03-04T10:00:00"


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("Published: May 3rd 2024, 6 am", "2024-05-03"),
        ("Jane Doe | Velden | 3. Mai 2024, 14:05 Uhr | 3 comments", "2024-05-03T14:05:00"),
        ("From May 2024 on; Bo Lind, 3 June 2024", "2024-06-03"),
        ("No. 98765432 of 3 May 2024", "2024-05-03"),
        ("Version 1.2.24 of 3 May 2024", "2024-05-03"),
        ("3 comments May 3, 2024", "2024-05-03"),
        ("Page 3 | May 2024", None),
        ("3 people in May 2024", None),
        ("May 31-June 2, 2024", None),
        ("3 May, and 2024 more", None),
        ("Version 1.2.24 of the harbour guide", None),
        ("May 2024", None),
        ("2024", None),
    ],
)
def test_day_inside_a_longer_text(text: str, iso: str | None) -> None:
    assert read_date(text, inside=True) == iso


@pytest.mark.parametrize("text", ["1970-01-01T00:00:00Z", "2000-01-01", "1 January 2001", "1900-01-01", "1850-03-04"])
def test_defaults_of_systems_count_for_records_only(text: str) -> None:
    assert read_date(text) is not None
    assert read_date(text, defaults=False) is None


def test_labels_around_the_date_of_a_field() -> None:
    assert published_in("Veröffentlicht von der Redaktion am Montag, 4. März 2024") == "2024-03-04"
    assert of_record("Storm of 3 March 2024, as told by those who were there and saw it") == "2024-03-03"


def test_two_digits_of_a_year_as_the_script_around_has_them() -> None:
    assert read_stamp("입력 24.03.04 10:30").iso == "2024-03-04"
    assert read_stamp("更新 24.03.04").updated_on == "2004-03-24"
    assert read_stamp("เผยแพร่เมื่อ 13/03/67").iso == "2024-03-13"
    assert full_year("49"), full_year("50") == (2049, 1950)


def test_iso_date_writes_only_what_is() -> None:
    assert iso_date(2024, 2, 29) == "2024-02-29"
    assert iso_date(2023, 2, 29) is None
    assert iso_date(2024, 0) is None
    assert iso_date(1599) is None
    assert iso_date(2024, 3, 4, Clock(10, 60)) == "2024-03-04"
    assert iso_date(2024, 3, 4, Clock(0, offset=timedelta(0))) == "2024-03-04T00:00:00+00:00"


MOMENTS = st.datetimes(datetime(1600, 1, 1), datetime(2099, 12, 31), timezones=st.none() | st.just(UTC))


@given(MOMENTS | st.dates(date(1600, 1, 1), date(2099, 12, 31)))
def test_what_was_written_is_read_again(value: date) -> None:
    written = read_date(value)
    assert written is not None
    assert read_date(written) == written
    assert datetime.fromisoformat(written).date() == (value.date() if isinstance(value, datetime) else value)


@given(st.text(max_size=120) | st.from_regex(r"\d{1,4}[-./ ]\d{1,2}[-./ ]\d{1,4}( \d\d:\d\d)?", fullmatch=True))
def test_no_text_breaks_the_reader(text: str) -> None:
    for found in (read_date(text), read_date(text, inside=True, defaults=False), read_stamp(text).iso):
        assert found is None or read_date(found) == found
