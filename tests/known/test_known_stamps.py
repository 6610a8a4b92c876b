"""Stamps: what lines say of dates and times, in many languages."""

from __future__ import annotations

import pytest

from cleancorpus.known.stamps import read_stamp


@pytest.mark.parametrize(
    ("line", "anchor", "iso"),
    [
        ("Veröffentlicht am 3. März 2024 um 14:05 Uhr", "full", "2024-03-03"),
        ("Updated 1:39 am EST, Wednesday, November 20, 2019", "full", None),
        ("Published: Nov. 19, 2019 Updated: Nov. 20, 2019", "full", "2019-11-19"),
        ("13/01/2025 10:22", "full", "2025-01-13"),
        ("03/04/2025", "full", None),
        ("03.04.2025", "full", "2025-04-03"),
        ("2025/04/03", "full", "2025-04-03"),
        ("3 de mayo de 2022", "full", "2022-05-03"),
        ("2024. március 3.", "full", "2024-03-03"),
        ("2024年3月3日 12:00", "full", "2024-03-03"),
        ("2024년 3월 3일", "full", "2024-03-03"),
        ("เผยแพร่เมื่อ 3 มีนาคม 2567", "full", "2024-03-03"),
        ("۱۴ مارس ۲۰۲۴", "full", "2024-03-14"),
        ("31 February 2024", "full", None),
        ("8 января, 17:46", "day", None),
        ("3 hours ago", "relative", None),
        ("vor 3 Stunden", "relative", None),
        ("il y a 2 heures", "relative", None),
        ("5 min read", "reading", None),
        ("Lesezeit: 4 Min.", "reading", None),
        ("March 2024", "month", None),
        ("17:41", "time", None),
        ("Room 12", "", None),
    ],
)
def test_read_stamp_in_many_languages(line, anchor, iso):
    stamp = read_stamp(line)
    assert (stamp.anchor, stamp.iso) == (anchor, iso)


def test_residue_is_what_a_stamp_does_not_explain_as_written():
    assert read_stamp("Harbourtown, 3 March 2024").residue == ("Harbourtown",)
    assert read_stamp("3 March 2024, 14:05").residue == ()


@pytest.mark.parametrize(
    ("line", "anchor"),
    [
        ("4.5 minutes", "reading"),
        ("350 words", "reading"),
        ("3 months ago", "relative"),
        ("yesterday", "relative"),
        ("Tuesday", "weekday"),
        ("3 minute read March 3, 2024", "full"),
        ("Comment 5 March 3, 2024", "full"),
        ("May 31-June 2, 2024", "day"),
        ("3 March 1850", "day"),
        ("$ 3 March 2024", ""),
        ("Jane Doe and Bo Lind told us how the bridge at Velden was built by hand", ""),
    ],
)
def test_the_strongest_anchor_is_given(line: str, anchor: str) -> None:
    assert read_stamp(line).anchor == anchor


def test_labels_are_told() -> None:
    published, updated = read_stamp("Published 3 March 2024"), read_stamp("Updated 3 March 2024")
    both = read_stamp("公開日：2024/01/31 更新日：2024/02/01")
    assert (published.labelled, published.updated, published.iso) == (True, False, "2024-03-03")
    assert (updated.labelled, updated.updated, updated.iso) == (True, True, None)
    assert (both.labelled, both.updated, both.iso) == (True, False, "2024-01-31")


def test_two_days_without_a_label_are_no_date_of_publication() -> None:
    assert read_stamp("3 March 2024 - 5 March 2024").iso is None


def test_a_month_without_its_accents_counts_between_numbers_only() -> None:
    assert read_stamp("Publié le 3 fevrier 2024").iso == "2024-02-03"
    assert read_stamp("Publicado 3 de marco de 2024").residue == ()
    assert read_stamp("Marco Doe, 12 March 2024").residue == ("Marco", "Doe")
    assert read_stamp("Marco Doe 2024 12").residue == ("Marco", "Doe")


def test_residue_is_as_written_beside_turkish_capitals() -> None:
    assert read_stamp("3 HAZİRAN 2024 VELDEN İLÇESİ").residue == ("VELDEN", "İLÇESİ")


@pytest.mark.parametrize(
    ("line", "iso", "updated_on"),
    [
        ("Updated 9 March 2024, published 3 February 2024", "2024-02-03", None),
        ("Published 3 February 2024, updated 9 March 2024", "2024-02-03", None),
        ("Updated 9 March 2024", None, "2024-03-09"),
        ("9 March 2024 (updated)", None, "2024-03-09"),
        ("3 February 2024, updated 9 March 2024", "2024-02-03", None),
        ("更新：2024年3月9日　公開：2024年2月3日", "2024-02-03", None),
        ("2024年3月9日更新 2024年2月3日公開", "2024-02-03", None),
        ("입력 2024-02-03 10:15 수정 2024-03-09 11:00", "2024-02-03", None),
        ("Deadline: 9 March 2024", None, None),
    ],
)
def test_the_date_of_publication_of_several_in_a_stamp(line: str, iso: str | None, updated_on: str | None) -> None:
    stamp = read_stamp(line)
    assert (stamp.iso, stamp.updated_on) == (iso, updated_on)


def test_the_date_of_something_else_is_told() -> None:
    assert read_stamp("Deadline: 9 March 2024").event
    assert read_stamp("Anmeldeschluss: 9. März 2024").event
    assert not read_stamp("Published 9 March 2024").event
