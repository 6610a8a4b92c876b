"""The names of a site, and titles without them."""

import pytest

from cleancorpus.cleaner import Cleaner
from cleancorpus.known.sites import SiteNames, strip_site

POST = SiteNames(["The Oldmouth Post"], "oldmouthpost.example")


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


def test_names_of_a_site() -> None:
    names = SiteNames(["Oldmouth Post"], "news.oldmouth-post.example")
    assert names.is_name("Oldmouth Post")
    assert names.is_name("Oldmouth Post Online")
    assert names.is_name("oldmouth-post.example")
    assert not names.is_name("Bridge at Oldmouth reopens")
    assert names.is_exactly("OldmouthPost")
    assert not names.is_exactly("Oldmouth Post Online")
    assert not names.is_exactly("")


def test_what_may_stand_before_a_headline_is_no_more_than_a_name() -> None:
    names = SiteNames(["Oldmouth Post"], "news.oldmouth.example")
    for text in ("Oldmouth Post", "The Oldmouth Post", "Oldmouth Blog", "Oldmouth Post Weekly", "www.other.example"):
        assert names.is_alone(text)
    for text in ("Oldmouth bridge", "Oldmouth-2018-013542", "Node.js", "New to Oldmouth", ""):
        assert not names.is_alone(text)
    assert names.is_name("Oldmouth bridge")  # behind a headline
    assert not names.is_name("Floods reach Oldmouth")
    assert names.is_tail("Floods of Oldmouth")
    assert not names.is_tail("Floods reach Oldmouth and the coast")


@pytest.mark.parametrize(
    ("text", "stripped"),
    [
        (
            "Oldmouth-2018-013542 - Oldmouth Lists - Reported faults",
            "Oldmouth-2018-013542 - Oldmouth Lists - Reported faults",
        ),
        ("Oldmouth bridge | What is known of the storm", "Oldmouth bridge | What is known of the storm"),
        ("Node.js - what the new version does", "Node.js - what the new version does"),
        ("oldmouth.example - Bridge reopens after storm", "Bridge reopens after storm"),
        ("Oldmouth News | Bridge reopens after storm", "Bridge reopens after storm"),
        ("Bridge reopens after storm | Oldmouth bridge news", "Bridge reopens after storm"),
        ("Bridge reopens after storm - by Oldmouth", "Bridge reopens after storm"),
    ],
)
def test_a_headline_that_begins_like_the_site_stays_whole(text: str, stripped: str) -> None:
    assert strip_site(text, SiteNames([], "oldmouth.example")) == stripped


def test_what_a_record_says_of_its_site() -> None:
    assert SiteNames.of("Oldmouth Post", None).is_exactly("The Oldmouth Post") is False
    assert SiteNames.of("Oldmouth Post", None).is_exactly("Oldmouth Post")
    assert SiteNames.of("www.oldmouthpost.example", None).is_exactly("Oldmouth Post")
    assert SiteNames.of(None, "https://oldmouthpost.example/a").is_exactly("Oldmouth Post")
    assert SiteNames.of("The Post", "https://oldmouth.example/a").is_exactly("Oldmouth")
    assert not SiteNames.of(None, None).is_name("Oldmouth Post")


SENTENCES = (
    "The bridge was closed on Monday after a storm, and the town said that it would open again within the week.",
    "Two bolts of its northern pier had come loose, an engineer of the harbour office told the council at noon.",
)


@pytest.mark.parametrize(
    "title",
    [
        "Bridge reopens after storm | The Oldmouth Post",
        "Bridge reopens after storm - Politics - The Oldmouth Post",
        "Bridge reopens after storm \N{RIGHT-POINTING DOUBLE ANGLE QUOTATION MARK} News \N{RIGHT-POINTING DOUBLE ANGLE QUOTATION MARK} Oldmouth Post",
        "The Oldmouth Post: Bridge reopens after storm",
        "The Oldmouth Post | Bridge reopens after storm",
        "Bridge reopens after storm | Opinion",
        "Bridge reopens after storm (The Oldmouth Post)",
        "Bridge reopens after storm:: oldmouthpost.example",
        "Bridge reopens after storm \N{LIGHT VERTICAL BAR} Oldmouth Post",
        "Bridge reopens - a look back",
        "Oldmouth bridge: what is known - The Oldmouth Post",
        "Mayor says \N{LEFT-POINTING DOUBLE ANGLE QUOTATION MARK}no\N{RIGHT-POINTING DOUBLE ANGLE QUOTATION MARK} | The Oldmouth Post",
        "Oldmouth\N{HYPHEN}on\N{HYPHEN}Sea floods again on Friday night -- gone!!! | The Oldmouth Post",
        "Science : The Oldmouth Post",
    ],
)
def test_title_of_a_page_and_of_a_record_are_cut_alike(title: str) -> None:
    cleaner = Cleaner("news")
    url, site = "https://www.oldmouthpost.example/2024/bridge", "The Oldmouth Post"
    body = "".join(f"<p>{text}</p>" for text in SENTENCES)
    head = f'<title>{title}</title><meta property="og:site_name" content="{site}">'
    of_page = cleaner.clean(f"<html><head>{head}</head><body><article>{body}</article></body></html>", url)
    of_record = cleaner.clean("\n\n".join(SENTENCES), url, title=title, site=site)
    assert of_page.title == of_record.title
    assert "Oldmouth Post" not in (of_record.title or "")
