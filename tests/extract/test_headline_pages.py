"""Headlines of whole pages: what their markup says of logos, kickers, sections, cards and bars inside headlines."""

import time

import pytest

from cleancorpus.extract.headings import is_run, runs
from cleancorpus.extract.metadata import read_metadata
from cleancorpus.extract.page import parse_page
from cleancorpus.known.headlines import headline_key

URL = "https://www.quaynotes.example/news/ferry"


def title(head: str, body: str, url: str | None = URL) -> str | None:
    page = parse_page(f"<html><head>{head}</head><body>{body}</body></html>", url)
    assert page is not None
    return read_metadata(page).title


TEXT = "<p>The ferry was late again on Monday, the harbour master said.</p>"
FERRY = "Ferry to Vell runs aground, forty rescued"


@pytest.mark.parametrize(
    ("head", "body", "headline"),
    [
        pytest.param(
            f'<meta property="og:title" content="{FERRY}"><title>{FERRY} - Portal</title>',
            f'<a href="/"><h1>Morning with Vell</h1></a><article><h1>{FERRY}</h1>{TEXT}</article>',
            FERRY,
            id="a show's name as a link to the front page",
        ),
        pytest.param(
            "<title>Notes from the pier - Why the old crane must stay</title>",
            f"<h1>Notes from the pier</h1><h2>3 March 2024</h2><h3>Why the old crane must stay</h3>{TEXT}",
            "Why the old crane must stay",
            id="a diary's name is h1, the headline h3",
        ),
        pytest.param(
            "<title>gipfelhaus.example - Meldungen - Neue Karten für Wanderer</title>",
            f"<main><h1>Meldungen | Eintrag</h1><h2>Neue Karten für Wanderer</h2>{TEXT}</main>",
            "Neue Karten für Wanderer",
            id="a template's heading is h1",
        ),
        pytest.param(
            '<meta property="og:title" content="Die Stadt von morgen - &quot;Wir bauen auf Sand&quot;">',
            f'<article><h1><span class="x">Die Stadt von morgen</span>"Wir bauen auf Sand"</h1>{TEXT}</article>',
            '"Wir bauen auf Sand"',
            id="a kicker glued to the headline",
        ),
        pytest.param(
            '<meta property="og:title" content="Hafenstreik – Die Kräne stehen still">'
            "<title>Hafenstreik – Die Kräne stehen still | Quay Notes</title>",
            '<h1><span>Hafenstreik</span><span class="sr-only"> – </span><span>Die Kräne stehen still</span></h1>'
            + TEXT,
            "Die Kräne stehen still",
            id="a kicker in an element of its own",
        ),
        pytest.param(
            '<meta property="og:title" content="Adventures with a small boat">',
            '<div class="header"><h1><a href="https://www.quaynotes.example/">Boat Data Blog</a></h1></div>'
            '<div class="post"><h3 class="entry-title" itemprop="name">Adventures with a small boat</h3>'
            f"<div><h1>A small boat is the new big one</h1>{TEXT}<h1>What is a boat?</h1>{TEXT}<h1>Next steps</h1></div></div>",
            "Adventures with a small boat",
            id="sections of the text are h1",
        ),
        pytest.param(
            '<meta property="og:title" content="Our favourite piers in Vell"><title>Where to fish in Vell | Quay</title>',
            '<header><h1 class="logo"><a href="/"><span>Quay Magazine</span></a></h1></header>'
            f"<article><header><h1>The best piers and jetties in Vell for fishing</h1></header>{TEXT}</article>"
            "<div><h1>Next in our guide to fishing in Vell</h1>"
            '<h1><a href="/a/1">There is so much to love at the Vell market</a></h1>'
            '<h1><a href="/a/2">A guide to the best piers of Vell by night</a></h1></div>',
            "The best piers and jetties in Vell for fishing",
            id="cards with h1",
        ),
        pytest.param(
            '<title>The rise | and fall of a harbour | Quay Notes</title><meta property="og:site_name" content="Quay Notes">',
            f"<h1>The rise | and fall of a harbour</h1>{TEXT}",
            "The rise | and fall of a harbour",
            id="a bar inside, the site's name behind another",
        ),
        pytest.param(
            '<meta property="og:title" content="Boats, nets | and a good deal of luck">',
            f"<h1>Boats, nets | and a good deal of luck</h1>{TEXT}",
            "Boats, nets | and a good deal of luck",
            id="a bar inside, no site's name",
        ),
        pytest.param(
            "<title>Vell bridge – why it fell – Quay Notes</title>",
            f"<h1>Vell bridge – why it fell</h1>{TEXT}",
            "Vell bridge – why it fell",
            id="a dash inside",
        ),
        pytest.param(
            "<title>Tying knots with one hand - The Sailor's Handbook</title>",
            f"<nav><h1>The Sailor's Handbook</h1></nav><h2>Tying knots with one hand</h2>{TEXT}",
            "Tying knots with one hand",
            id="the book's name is h1",
        ),
        pytest.param(
            '<meta property="og:title" content="Harbour tours by boat | Vellair">'
            '<script type="application/ld+json">{"@type":"VideoObject","name":"WV_Harbour tours_v2"}</script>',
            f"<h1>Harbour tours</h1>{TEXT}",
            "Harbour tours",
            id="a video's name is no headline",
        ),
        pytest.param(
            '<title>Storm closes old bridge | Local | Quay Notes</title><meta property="og:site_name" content="Quay Notes">',
            TEXT,
            "Storm closes old bridge",
            id="section and site",
        ),
        pytest.param(
            '<script type="application/ld+json">{"@type":"NewsArticle","headline":"Rückbau im Hafen - Kühlhaus in Vell'
            ' gesprengt"}</script><title>Rückbau im Hafen: Kühlhaus in Vell gesprengt - Politik</title>',
            '<ol><li><a href="/">Start</a></li><li><h1>Kühlhaus in Vell gesprengt</h1></li></ol>'
            '<h2><span class="k">Rückbau im Hafen</span><span itemprop="headline">Kühlhaus in Vell gesprengt</span></h2>'
            + TEXT,
            "Kühlhaus in Vell gesprengt",
            id="a breadcrumb's h1 says the same",
        ),
        # What must stay as it is.
        pytest.param(
            "<title>Salt: a review of the new play</title>",
            f"<h1><em>Salt</em>: a review of the new play</h1>{TEXT}",
            "Salt: a review of the new play",
            id="a work's name is no kicker",
        ),
        pytest.param(
            "<title>Storm closes the old bridge in Vell</title>",
            f"<h1><span>Storm closes</span> <span>the old bridge in Vell</span></h1>{TEXT}",
            "Storm closes the old bridge in Vell",
            id="a headline in two elements is one",
        ),
        pytest.param(
            "<title>Three boats for the price of one - Quay Notes</title>",
            f'<h1><a href="{URL}">Three boats for the price of one</a></h1>{TEXT}',
            "Three boats for the price of one",
            id="a headline that links to its own page",
        ),
        pytest.param(
            "<title>Quay - Vell</title>",
            f'<h1><a href="/">Storm closes the old bridge in Vell</a></h1>{TEXT}',
            "Storm closes the old bridge in Vell",
            id="the only heading is kept, wherever it leads",
        ),
        pytest.param(
            "<title>Storm in Vell - a night of fear and hope</title>",
            f"<h1>Storm in Vell</h1><h2>A night of fear and hope</h2>{TEXT}",
            "Storm in Vell",
            id="a subtitle right behind the headline",
        ),
        pytest.param(
            "<title>Storm closes the old bridge - Vell Bay Business Journal</title>",
            f"<h1>Storm closes the old bridge</h1><h4>Vell Bay Business Journal</h4>{TEXT}",
            "Storm closes the old bridge",
            id="the site's name as a small heading",
        ),
        pytest.param(
            "<title>www.quay.example | 01/12/2008 | Freed sailors tell how they survived</title>",
            f"<h1>World - Wire</h1><h1>Freed sailors tell how they survived</h1>{TEXT}",
            "Freed sailors tell how they survived",
            id="a section before the headline",
        ),
        pytest.param(
            "<title>Council votes - again - on the tram line</title>",
            f"<h1>Council votes - again - on the tram line</h1><h2>Council votes</h2>{TEXT}",
            "Council votes - again - on the tram line",
            id="a subheading that is a part of the headline",
        ),
    ],
)
def test_headline_of_a_page(head: str, body: str, headline: str) -> None:
    assert title(head, body) == headline


@pytest.mark.parametrize("piece", ["a - ", "Vell - "], ids=["short", "words"])
def test_a_title_of_many_separators_takes_no_time(piece: str) -> None:
    headings = "".join(f"<h1>Ferry number {n} is late again</h1>" for n in range(50))
    start = time.process_time()
    assert title(f"<title>{piece * 2_000}end</title>", headings + TEXT)
    assert time.process_time() - start < 1


def test_a_title_that_is_too_long_says_nothing_of_headings() -> None:
    assert runs(f"{FERRY} - Portal") == tuple(map(headline_key, (f"{FERRY} - Portal", FERRY, "Portal")))
    assert runs(f"{FERRY} - " * 20) == ()
    assert not is_run(FERRY, f"{FERRY} - " * 20)
