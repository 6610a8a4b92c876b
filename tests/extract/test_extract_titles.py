"""Which candidate is the headline."""

import pytest

from cleancorpus.extract.titles import Candidate, choose_headlines
from cleancorpus.known.sites import SiteNames

POST = SiteNames(["The Oldmouth Post"], "www.oldmouthpost.example")


def pick(*candidates: tuple[str, str], names: SiteNames = POST) -> str:
    return choose_headlines([Candidate(source, text) for source, text in candidates], names)[0]


def test_title_without_site_when_there_is_nothing_else() -> None:
    assert pick(("title", "Bridge reopens after storm | The Oldmouth Post")) == "Bridge reopens after storm"


def test_h1_that_is_the_site_is_not_the_headline() -> None:
    assert (
        pick(("h1", "The Oldmouth Post"), ("title", "Bridge reopens after storm | The Oldmouth Post"))
        == "Bridge reopens after storm"
    )


def test_h1_of_an_undeclared_site_is_not_the_headline() -> None:
    nameless = SiteNames([], None)
    page = (("h1", "Tinker Notes"), ("og", "How I mended a clock"), ("title", "Tinker Notes: How I mended a clock"))
    assert pick(*page, names=nameless) == "How I mended a clock"
    page = (("h1", "Tinker Notes"), ("title", "How I mended a clock at last | Tinker Notes"))
    assert pick(*page, names=nameless) == "How I mended a clock at last"


def test_newsroom_headline_of_json_ld_comes_before_the_search_version() -> None:
    assert (
        pick(
            ("h1", "Oldmouth bridge: When does it open again?"),
            ("json-ld", "Bridge reopens after storm"),
            ("og", "Oldmouth bridge: When does it open again?"),
        )
        == "Bridge reopens after storm"
    )


def test_json_ld_of_another_article_is_passed_over() -> None:
    assert pick(
        ("json-ld", "Recipe for plum cake"), ("h1", "Bridge reopens after storm"), ("og", "Bridge reopens after storm")
    ) == ("Bridge reopens after storm")


def test_h1_of_a_box_is_passed_over() -> None:
    assert pick(
        ("h1", "Subscribe today"), ("og", "Bridge reopens after storm"), ("title", "Bridge reopens after storm")
    ) == ("Bridge reopens after storm")


def test_of_several_h1_the_one_the_page_is_called_by() -> None:
    page = (
        ("h1", "Menu"),
        ("h1", "Bridge reopens after storm"),
        ("h1", "Related stories"),
        ("title", "Bridge reopens after storm"),
    )
    assert pick(*page) == "Bridge reopens after storm"


@pytest.mark.parametrize(
    "heading",
    [
        "Oldmouth Bridge reopens after the storm",
        "Traffic: Bridge reopens after the storm",
        "Traffic - Bridge reopens after the storm",
    ],
)
def test_kicker_before_the_headline_goes(heading: str) -> None:
    alone = "Bridge reopens after the storm"
    assert pick(("h1", heading), ("og", alone), ("meta", alone), ("title", f"{alone} | The Oldmouth Post")) == alone


def test_common_headline_behind_two_kickers() -> None:
    assert pick(
        ("h1", "Traffic in town - “We waited for months”"), ("og", "After the storm: “We waited for months”")
    ) == ("“We waited for months”")


def test_a_quoted_first_half_is_no_kicker() -> None:
    whole = "'Never again': engineers on the storm that broke a bridge"
    assert pick(("h1", whole), ("og", whole), ("title", "Engineers on the storm that broke a bridge")) == whole


def test_headlines_are_distinct_and_best_first() -> None:
    headlines = choose_headlines(
        [
            Candidate("h1", "Bridge reopens after storm"),
            Candidate("og", "Bridge reopens after storm"),
            Candidate("twitter", "BRIDGE REOPENS AFTER STORM!"),
            Candidate("title", "Storm-hit bridge open again | The Oldmouth Post"),
            Candidate("meta", "The Oldmouth Post"),
        ],
        POST,
    )
    assert headlines == ("Bridge reopens after storm", "Storm-hit bridge open again")


def test_no_candidate_no_headline() -> None:
    assert choose_headlines([], POST) == ()
    assert choose_headlines([Candidate("h1", "—"), Candidate("og", "x" * 300)], POST) == ()


def test_bars_of_the_headline_itself_stay() -> None:
    page = (
        ("h1", "The start | and end | of the mill"),
        ("title", "The start | and end | of the mill | Culture | Ledger"),
    )
    assert pick(*page) == "The start | and end | of the mill"
    assert pick(("title", "The start | and end of the old mill | Ledger")) == "The start | and end of the old mill"


def test_first_level_headings_of_sections_are_no_headlines() -> None:
    sections = [Candidate("h1", f"Part {name}") for name in ("One: Tides", "Two: Ribs", "Three: Ice")]
    found = choose_headlines([*sections, Candidate("title", "Reports on a crossing | The Oldmouth Post")], POST)
    assert found == ("Reports on a crossing",)
    # Without another source the first of them is all there is.
    assert choose_headlines(sections, POST)[0].startswith("Part")
