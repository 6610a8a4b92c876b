"""Which of a page's dates is that of its publication."""

import json

from cleancorpus.extract.dates import find_published
from cleancorpus.extract.metadata import article_nodes
from cleancorpus.extract.page import parse_page


def published(head: str = "", body: str = "<h1>Bridge reopens</h1>", url: str | None = None) -> str | None:
    page = parse_page(f"<html><head>{head}</head><body>{body}</body></html>", url)
    assert page is not None
    return find_published(page, article_nodes(page))


def ld(**fields: object) -> str:
    return f'<script type="application/ld+json">{json.dumps({"@type": "NewsArticle", "headline": "Bridge reopens"} | fields)}</script>'


def test_json_ld_comes_first() -> None:
    head = (
        ld(datePublished="2024-05-03T06:07:08+02:00", dateModified="2024-06-01")
        + '<meta property="article:published_time" content="2024-05-04">'
    )
    assert published(head) == "2024-05-03T06:07:08+02:00"


def test_meta_comes_next() -> None:
    assert published(
        '<meta property="article:published_time" content="2024-05-04T10:00:00Z"><meta name="date" content="2024-06-01">'
    ) == ("2024-05-04T10:00:00+00:00")


def test_unreadable_declarations_are_passed_over() -> None:
    assert published(ld(datePublished="soon") + '<meta name="pubdate" content="2024-05-04">') == "2024-05-04"


def test_local_notation_of_the_same_moment_is_preferred() -> None:
    head = ld(datePublished="2024-05-04T02:30:00Z")
    body = '<h1>Bridge reopens</h1><time datetime="2024-05-03T19:30:00-07:00">yesterday</time>'
    assert published(head, body) == "2024-05-03T19:30:00-07:00"


def test_other_moments_do_not_replace_a_declared_one() -> None:
    head = ld(datePublished="2024-05-04T02:30:00Z")
    body = '<h1>Bridge reopens</h1><time datetime="2024-05-03T12:00:00-07:00">yesterday</time>'
    assert published(head, body) == "2024-05-04T02:30:00+00:00"


def test_address_of_the_page() -> None:
    assert published(url="https://oldmouthpost.example/2024/05/03/bridge") == "2024-05-03"
    assert published(url="https://oldmouthpost.example/20240503-bridge") == "2024-05-03"
    assert published(url="https://oldmouthpost.example/article/12024/13/45") is None


def test_time_of_day_is_added_to_the_addresses_date() -> None:
    body = '<h1>Bridge reopens</h1><time datetime="2024-05-09T08:00:00Z">x</time><time datetime="2024-05-03T08:00:00Z">y</time>'
    assert published(body=body, url="https://oldmouthpost.example/2024/05/03/bridge") == "2024-05-03T08:00:00+00:00"


def test_time_elements_that_speak_of_publication_come_first() -> None:
    body = (
        '<h1>Bridge reopens</h1><time itemprop="dateModified" datetime="2024-06-02">x</time>'
        '<time datetime="2024-06-01">x</time><time itemprop="datePublished" datetime="2024-05-03">y</time>'
    )
    assert published(body=body) == "2024-05-03"


def test_short_line_near_the_headline() -> None:
    assert (
        published(body="<h1>Bridge reopens</h1><p>Updated May 9, 2024</p><p>By Jane Doe, 3 May 2024</p><p>Text.</p>")
        == "2024-05-03"
    )
    assert (
        published(body="<p>3 May 2024</p><h1>Bridge reopens</h1><p>Text of an article about a bridge.</p>")
        == "2024-05-03"
    )
    assert published(body="<h1>Bridge reopens</h1><p>Updated May 9, 2024</p>") == "2024-05-09"


def test_a_date_inside_a_long_line_is_not_taken_by_that_way() -> None:
    long = "The bridge, which had been closed to all traffic since the storm of 3 May 2019, was opened to walkers on Monday morning."
    assert published(body=f"<h1>Bridge reopens</h1><p>{long}</p>") is None


def test_markup_that_says_date_is_the_last_resort() -> None:
    body = '<div class="entry-date">03.05.2024</div>' + "<p>Text</p>" * 3
    assert published(body=body) == "2024-05-03"


def test_the_last_resort_makes_no_date_of_what_was_refused() -> None:
    for text in ("2024-02-30", "03/04/2024"):
        assert published(f'<meta name="date" content="{text}">') is None
    assert published('<meta name="date" content="soon">', '<div class="entry-date">03.05.2024</div>') == "2024-05-03"


def test_published_is_told_from_updated_before_and_beside_it() -> None:
    both = "<h1>Bridge reopens</h1><p>Updated <time datetime='2024-03-09'>9 March</time>. Published <time datetime='2024-02-03'>3 February</time></p>"
    assert published(body=both) == "2024-02-03"
    line = "<h1>Brug weer open</h1><p>Bijgewerkt op 9 maart 2024 - Gepubliceerd op 3 februari 2024</p>"
    assert published(body=line) == "2024-02-03"


def test_dates_of_other_parts_are_nobodys() -> None:
    text = "<h1>Bridge reopens</h1><p>The bridge was closed for a year, and nobody knew why.</p>"
    others = "<div class='related'><a href='/x'>Choir sings</a> <time datetime='2020-08-09'>9 Aug</time></div>"
    comments = "<div id='comments'><p>Bo <time datetime='2021-01-02'>2 January 2021</time></p></div>"
    assert published(body=text + others + comments + "<footer>Updated 14 March 2022</footer>") is None
    own = "<article>" + text + "<footer><time datetime='2024-02-03'>3 February</time></footer></article>"
    assert published(body=own) == "2024-02-03"


def test_a_date_in_the_name_of_a_tag_is_none() -> None:
    assert published(url="https://gazette.example/tags/1999-12-31-party/bridge") is None
    assert published(url="https://gazette.example/news/2024-02-03-bridge") == "2024-02-03"
    assert published(url="https://gazette.example/2024/02/03/bridge/reopens") == "2024-02-03"
