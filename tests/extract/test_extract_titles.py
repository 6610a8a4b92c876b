"""Which candidate is the headline, and what of it is the site's name."""

import pytest

from cleancorpus.extract.titles import Headline, SiteNames, choose_headlines, same_headline, strip_site

POST = SiteNames(["The Oldmouth Post"], "www.oldmouthpost.example")


@pytest.mark.parametrize(
    ("text", "stripped"),
    [
        ("Bridge reopens after storm | The Oldmouth Post", "Bridge reopens after storm"),
        ("Bridge reopens after storm - The Oldmouth Post", "Bridge reopens after storm"),
        ("Bridge reopens after storm – Oldmouth Post", "Bridge reopens after storm"),
        ("Bridge reopens after storm » The Oldmouth Post", "Bridge reopens after storm"),
        ("Bridge reopens after storm · News · The Oldmouth Post", "Bridge reopens after storm"),
        ("Bridge reopens after storm | Politics | The Oldmouth Post", "Bridge reopens after storm"),
        ("Bridge reopens after storm (The Oldmouth Post)", "Bridge reopens after storm"),
        ("[Oldmouth Post] Bridge reopens after storm", "Bridge reopens after storm"),
        ("The Oldmouth Post: Bridge reopens after storm", "Bridge reopens after storm"),
        ("The Oldmouth Post | Bridge reopens after storm", "Bridge reopens after storm"),
        ("Bridge reopens after storm | oldmouthpost.example", "Bridge reopens after storm"),
        ("Bridge reopens after storm | Opinion", "Bridge reopens after storm"),
        ("Bridge reopens - a look back", "Bridge reopens - a look back"),
        ("Bridge-building as a trade: a report", "Bridge-building as a trade: a report"),
        ("The Oldmouth Post", "The Oldmouth Post"),
        ("桥梁重新开放_新闻_奥德茅斯网", "桥梁重新开放"),
    ],
)
def test_site_and_section_are_stripped(text: str, stripped: str) -> None:
    assert strip_site(text, POST) == stripped


def test_another_candidate_shows_where_the_headline_ends() -> None:
    nameless = SiteNames([], None)
    others = ["Ferry strike enters third week"]
    assert strip_site("Ferry strike enters third week - Harbour Gazette Online", nameless, others) == others[0]
    assert strip_site("Harbour Gazette - Ferry strike enters third week", nameless, others) == others[0]
    assert strip_site("Ferry strike enters third week-Politics", nameless, others) == others[0]


def test_a_site_heading_does_not_replace_the_headline() -> None:
    nameless = SiteNames([], None)
    assert strip_site("How I mended a clock | Tinker Notes", nameless, ["Tinker Notes"]) == "How I mended a clock"


def pick(*candidates: tuple[str, str], names: SiteNames = POST) -> str:
    return choose_headlines([Headline(source, text) for source, text in candidates], names)[0]


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
            Headline("h1", "Bridge reopens after storm"),
            Headline("og", "Bridge reopens after storm"),
            Headline("twitter", "BRIDGE REOPENS AFTER STORM!"),
            Headline("title", "Storm-hit bridge open again | The Oldmouth Post"),
            Headline("meta", "The Oldmouth Post"),
        ],
        POST,
    )
    assert headlines == ("Bridge reopens after storm", "Storm-hit bridge open again")


def test_no_candidate_no_headline() -> None:
    assert choose_headlines([], POST) == ()
    assert choose_headlines([Headline("h1", "—"), Headline("og", "x" * 300)], POST) == ()


def test_same_headline_ignores_case_accents_and_a_letter() -> None:
    assert same_headline("Café reopens after storm", "CAFE reopens, after storm")
    assert same_headline("Bridge reopens after the storm of May", "Bridge reopen after the storm of May")
    assert not same_headline("Bridge 1", "Bridge 2")


def test_names_of_a_site() -> None:
    names = SiteNames(["Oldmouth Post"], "news.oldmouth-post.example")
    assert names.is_name("Oldmouth Post")
    assert names.is_name("Oldmouth Post Online")
    assert names.is_name("oldmouth-post.example")
    assert not names.is_name("Bridge at Oldmouth reopens")
    assert names.is_exactly("OldmouthPost")
    assert not names.is_exactly("Oldmouth Post Online")
