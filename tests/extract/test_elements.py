"""Elements of a page as columns, and what is looked for by them."""

import time

import pytest
from lxml import html

from cleancorpus.extract.consent import drop_consent_containers
from cleancorpus.extract.elements import Elements
from cleancorpus.extract.html import extract_html
from cleancorpus.extract.metadata import read_metadata
from cleancorpus.extract.page import inline_text, parse_page, short_text, spaced_text


def test_columns_are_those_of_the_elements_in_order() -> None:
    tree = html.fromstring("<div id='a'>one<!-- no --><p class='b c' id=''>two</p>three<br></div>")
    elements = Elements(tree)
    assert elements.tags == ["div", "p", "br"]
    assert (elements.texts[:2], elements.tails) == (["one", "two"], [None, "three", None])
    assert (elements.attribute("id"), elements.attribute("class")) == ({0: "a", 1: ""}, {1: "b c"})
    assert elements.where(str.isalpha, "id", "class") == {0}
    assert elements.tagged("p", "br") == [1, 2]
    assert elements.places[elements.all[2]] == 2


@pytest.mark.parametrize("spaced", [False, True])
def test_short_texts_are_whole_texts_up_to_their_limit(spaced: bool) -> None:
    (box,) = html.fragments_fromstring("<div> A <b>bo</b>at <script>x()</script><p>left</p> early <i></i></div>")
    whole = spaced_text(box) if spaced else inline_text(box)
    for most in range(len(whole) + 2):
        assert short_text(box, most, spaced=spaced) == (whole if len(whole) <= most else None)


def test_licences_are_those_of_links_and_of_the_head() -> None:
    page = parse_page(
        "<link rel='LICENSE' href='/terms'><link href='https://creativecommons.org/licenses/by/4.0/'>"
        "<p rel='license'>no link</p><a rel='nofollow License' href='/x'>x</a>"
        "<a href='https://creativecommons.org/licenses/by-sa/4.0/'>CC</a><a href='/licenses/'>no</a>"
    )
    assert page is not None
    assert [element.get("href") for element in page.licences] == [
        "/terms",
        "/x",
        "https://creativecommons.org/licenses/by-sa/4.0/",
    ]


@pytest.mark.parametrize("chars", [100, 5_000])
def test_a_banner_goes_where_it_is_a_small_part_of_the_page(chars: int) -> None:
    tree = html.fromstring(
        f"<div><div id='cookie-banner'>We use cookies. {'Really so. ' * 40}</div><p>{'word ' * (chars // 5)}</p></div>"
    )
    assert drop_consent_containers(tree) == (("#cookie-banner",) if chars > 1_000 else ())


def story(number: int) -> str:
    return (
        f"<div class='teaser entry-date author-box-{number}'><a href='/s/{number}'>Story {number} of the quay</a>"
        f"<time>{number % 28 + 1} May 2021</time> <span>{number % 28 + 1}/4/2021</span></div>"
    )


@pytest.mark.parametrize("nested", [False, True], ids=["beside", "nested"])
def test_time_of_metadata_grows_with_the_page_alone(nested: bool) -> None:
    stories = "".join(map(story, range(8_000)))
    start, end = ("<div class='author'>" * 150, "</div>" * 150) if nested else ("", "")
    page = parse_page(
        f"<h1>Boats left the harbour</h1>{start}<p>By Ann Smith, <time>3 May 2021</time></p>{stories}{end}"
    )
    assert page is not None
    began = time.process_time()
    assert read_metadata(page).published == "2021-05-03"
    assert time.process_time() - began < 8


def test_what_is_near_the_headline_does_not_depend_on_dates_far_from_it() -> None:
    head = '<script type="application/ld+json">{"@type": "NewsArticle", "datePublished": "2024-05-09"}</script>'
    body = "<h1>Boats left the harbour</h1><p>Published 5 May 2024</p><p>Some text of the story.</p>"
    far = "<hr>" * 80 + "<p class='date'>Published 1 May 2024</p>" * 5
    pages = (f"<html><head>{head}</head><body>{body}{more}</body></html>" for more in ("", far))
    assert [extract_html(page).published for page in pages] == ["2024-05-05", "2024-05-05"]
