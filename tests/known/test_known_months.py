"""The table of months, and what is written in it."""

from __future__ import annotations

import doctest
from importlib import import_module

import pytest

from cleancorpus.known.dates import read_date
from cleancorpus.known.months import month_names, month_of, months, months_after_dot
from cleancorpus.known.stamps import read_stamp
from cleancorpus.lexicon import read_phrases

ROWS = [
    (phrase.language, int(phrase.kind.rsplit("-", 1)[1]), phrase.text)
    for phrase in read_phrases()
    if phrase.kind.startswith("timestamp.word-month-")
]


@pytest.mark.parametrize(
    "name", ["known.months", "known.dates", "known.stamps", "known.published", "known.date_labels"]
)
def test_the_examples_in_the_docstrings_are_right(name: str) -> None:
    assert doctest.testmod(import_module(f"cleancorpus.{name}")).failed == 0


def test_every_month_has_a_name_in_every_language() -> None:
    for language in {language for language, _, _ in ROWS}:
        assert all(month_names(number, language) for number in range(1, 13)), language


def test_every_name_is_read_in_a_field_in_a_page_and_in_a_line() -> None:
    wrong = []
    for language, number, name in ROWS:
        if name in months_after_dot():
            continue
        iso = f"2024-{number:02}-04"
        for text in (f"4 {name} 2024", f"4 {name}. 2024", f"{name} 4, 2024"):
            inside = f"Published {text} by Jane Doe, Velden"
            if not read_date(text) == read_date(inside, inside=True) == read_stamp(f"Published {text}").iso == iso:
                wrong.append((language, text))
    assert wrong == []


def test_names_of_two_months_are_told_apart_by_the_dot_or_refused() -> None:
    assert {name: (months()[name].number, month.number) for name, month in months_after_dot().items()} == {
        "listopada": (11, 10),
        "listopad": (11, 0),
        "lis": (11, 0),
        "lip": (7, 6),
        "srp": (0, 0),
    }


def test_names_lose_their_accents_and_no_name_becomes_another_month() -> None:
    for name in ("fevrier", "aout", "kvetna", "rijna", "pazdziernika", "kasim", "μαιου", "marco"):
        assert month_of(name) is not None, name
    assert month_of("harbour") is None
