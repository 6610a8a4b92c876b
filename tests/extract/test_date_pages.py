"""Dates of whole pages: of several the article's own, not an event's, a related story's or the last change's."""

import json

import pytest

from cleancorpus.extract.metadata import read_metadata
from cleancorpus.extract.page import parse_page

URL = "https://www.quaynotes.example/news/ferry"
HEADLINE = "Ferry to Vell runs aground, forty rescued"
H1 = f"<h1>{HEADLINE}</h1>"
TEXT = "<p>The ferry was late again on Monday, the harbour master said.</p>"


def day(head: str, body: str, url: str | None = URL) -> str | None:
    page = parse_page(f'<html lang="en"><head>{head}</head><body>{body}</body></html>', url)
    assert page is not None
    return (read_metadata(page).published or "")[:10] or None


def ld(*nodes: dict[str, object]) -> str:
    return f'<script type="application/ld+json">{json.dumps(list(nodes))}</script>'


def node(**more: object) -> dict[str, object]:
    return {"@type": "NewsArticle", "headline": HEADLINE} | more


EVENT = {"@type": "MusicEvent", "name": "Night of the harbour", "startDate": "2025-08-01", "endDate": "2025-08-02"}


@pytest.mark.parametrize(
    ("head", "body", "date"),
    [
        pytest.param(ld(EVENT), H1 + TEXT, None, id="an event alone"),
        pytest.param(
            ld(EVENT | {"datePublished": "2025-05-01"}), H1 + TEXT, None, id="when an event's notice was published"
        ),
        pytest.param(
            ld(EVENT),
            f'{H1}<time datetime="2025-05-03">3 May 2025</time>{TEXT}<p>When: <time datetime="2025-08-01">1 August</time></p>',
            "2025-05-03",
            id="an event and the article's time",
        ),
        pytest.param(
            ld(EVENT),
            f'{H1}{TEXT}<div class="event-info"><time itemprop="startDate" datetime="2025-08-01">1 August 2025</time></div>',
            None,
            id="an event's time in the page",
        ),
        pytest.param(
            ld(node(dateModified="2025-06-02", datePublished="2025-06-01")),
            H1 + TEXT,
            "2025-06-01",
            id="changed and published",
        ),
        pytest.param(ld(node(dateModified="2025-06-02")), H1 + TEXT, None, id="changed alone"),
        pytest.param(
            ld(node(dateModified="2025-06-02")),
            f"{H1}<p>Published 1 June 2025, updated 2 June 2025</p>{TEXT}",
            "2025-06-01",
            id="shown as published and updated",
        ),
        pytest.param(
            "",
            f'{H1}<p>Updated: <time datetime="2025-06-02">2 June 2025</time></p>'
            f'<p>First published: <time datetime="2025-06-01">1 June 2025</time></p>{TEXT}',
            "2025-06-01",
            id="updated stands first",
        ),
        pytest.param(
            ld(
                {
                    "@type": "NewsArticle",
                    "headline": "Crane falls on quay",
                    "datePublished": "2024-01-01",
                    "url": "https://www.quaynotes.example/news/crane",
                },
                node(datePublished="2025-06-01"),
            ),
            H1 + TEXT,
            "2025-06-01",
            id="a related story's node first",
        ),
        pytest.param(
            "",
            f'<article><h3><a href="/crane">Crane falls on the old quay</a></h3><time datetime="2024-01-01">1 Jan 2024</time></article>'
            f'<article>{H1}<time datetime="2025-06-01">1 June 2025</time>{TEXT}</article>',
            "2025-06-01",
            id="a card before the article",
        ),
        pytest.param(
            "",
            f'{H1}<time datetime="2025-06-01">1 June 2025</time>{TEXT}'
            '<div class="comments"><time datetime="2025-06-09" pubdate>9 June 2025</time></div>',
            "2025-06-01",
            id="a comment's time",
        ),
        pytest.param(
            ld(node(datePublished="2025-06-01T00:30:00Z")) + '<meta property="article:published_time" '
            'content="2025-05-31T20:30:00-04:00">',
            H1 + TEXT,
            "2025-05-31",
            id="the local notation",
        ),
        pytest.param(
            ld({"@type": "VideoObject", "name": "Interview", "uploadDate": "2020-01-01"}),
            f"{H1}<p>1 June 2025</p>{TEXT}",
            "2025-06-01",
            id="a video beside the article",
        ),
        pytest.param(
            ld(node(event=EVENT, datePublished="2025-06-01")),
            H1 + TEXT,
            "2025-06-01",
            id="an event in the article's node",
        ),
        pytest.param(
            ld(
                {
                    "@type": ["Article", "Event"],
                    "headline": HEADLINE,
                    "startDate": "2025-08-01",
                    "datePublished": "2025-06-01",
                }
            ),
            H1 + TEXT,
            "2025-06-01",
            id="an article that is an event, too",
        ),
        pytest.param(
            '<meta name="date" content="2025-08-01">' + ld(EVENT),
            f"{H1}<p>Published on 1 June 2025</p>{TEXT}",
            "2025-06-01",
            id="a vague meta with the event's day",
        ),
    ],
)
def test_day_of_a_page(head: str, body: str, date: str | None) -> None:
    assert day(head, body) == date
