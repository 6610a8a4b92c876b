"""Separators of titles, their forms, and headlines that are the same."""

import doctest
from importlib import import_module

import pytest

from cleancorpus.known.headlines import partition_colon, same_headline, split_title, title_forms
from cleancorpus.known.sites import SiteNames
from cleancorpus.known.titles import best_title


@pytest.mark.parametrize(
    ("title", "pieces"),
    [
        ("Bridge reopens | News | Post", ("Bridge reopens", "News", "Post")),
        ("Bridge reopens|News", ("Bridge reopens", "News")),
        ("Bridge reopens - News -- Post", ("Bridge reopens", "News", "Post")),
        ("Bridge reopens \N{EN DASH}News", ("Bridge reopens", "News")),
        ("Bridge reopens \N{LIGHT VERTICAL BAR} Post", ("Bridge reopens", "Post")),
        ("Bridge reopens\N{HANGUL LETTER I}Post", ("Bridge reopens", "Post")),
        ("Bridge reopens ::: Post", ("Bridge reopens", "Post")),
        ("Pont rouvert : le maire parle", ("Pont rouvert", "le maire parle")),
        ("Bridge reopens \N{RIGHT-POINTING DOUBLE ANGLE QUOTATION MARK} Post", ("Bridge reopens", "Post")),
        ("桥梁重新开放_新闻_网", ("桥梁重新开放", "新闻", "网")),
        ("well-known: a bridge/road e_mail 20:30", ("well-known: a bridge/road e_mail 20:30",)),
        ("Bridge reopens |", ("Bridge reopens",)),
        ("| Bridge reopens", ("| Bridge reopens",)),
        ("", ("",)),
    ],
)
def test_titles_are_cut_where_sites_put_something_between(title: str, pieces: tuple[str, ...]) -> None:
    assert split_title(title).texts == pieces
    assert len(split_title(title).separators) == len(pieces) - 1


@pytest.mark.parametrize(
    "title",
    [
        "«Wir bleiben» sagt der Rat",
        "Il maire: «Resto qui»",
        "Le maire : « Je reste »",
        "»Haltet den Fluss sauber!«",
    ],
)
def test_guillemets_around_words_are_quotation_marks(title: str) -> None:
    pieces = split_title(f"{title} | Post")
    assert pieces.texts[-1] == "Post"
    assert pieces.join(0, len(pieces.texts) - 1) == title


def test_pieces_are_joined_as_they_stood() -> None:
    pieces = split_title("Bridge reopens - News  |  Post")
    assert pieces.join(0, 2) == "Bridge reopens - News"
    assert pieces.join(1, 3) == "News  |  Post"
    assert pieces.ends_at_bar(3)
    assert not pieces.ends_at_bar(2)


def test_forms_of_a_title() -> None:
    assert title_forms("Ferry: Strike goes on (video) | Post") == {
        "Ferry: Strike goes on (video) | Post": False,
        "Ferry: Strike goes on (video)": True,
        "Post": True,
        "Ferry": True,
        "Strike goes on (video) | Post": True,
    }
    assert list(title_forms("Ferry strike goes on (live)")) == [
        "Ferry strike goes on (live)",
        "Ferry strike goes on",
        "live",
    ]
    assert list(title_forms("A | Ferry strike goes on | B")) == [
        "A | Ferry strike goes on | B",
        "A",
        "Ferry strike goes on | B",
        "A | Ferry strike goes on",
        "B",
        "Ferry strike goes on",
    ]
    assert list(title_forms("Room 4: a guide")) == ["Room 4: a guide"]  # a number and a colon are no kicker


def test_the_first_colon_with_a_space_parts() -> None:
    assert partition_colon("At 20:30: doors open: all") == ("At 20:30", ": ", "doors open: all")
    assert partition_colon("At 20:30") == ("At 20:30", "", "")


def test_same_headline_ignores_case_accents_and_a_letter() -> None:
    assert same_headline("Café reopens after storm", "CAFE reopens, after storm")
    assert same_headline("Bridge reopens after the storm of May", "Bridge reopen after the storm of May")
    assert not same_headline("Bridge 1", "Bridge 2")


@pytest.mark.parametrize("name", ["cleancorpus.known.headlines", "cleancorpus.known.titles", "cleancorpus.url"])
def test_docstring_examples(name: str) -> None:
    assert doctest.testmod(import_module(name)).failed == 0


def test_a_title_of_many_parts_takes_time_by_its_length(assert_linear):
    assert_linear(lambda n: "The - ferry: " * n, best, 2_000)
    assert list(title_forms("The - ferry: " * 2_000)) == [("The - ferry: " * 2_000).strip()]
    assert len(split_title("a | " * 30 + "b").texts) == 31


def best(title):
    return best_title(title, ("The ferry",), SiteNames.of("Harbour Gazette", None))
