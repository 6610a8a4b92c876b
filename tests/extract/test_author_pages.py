"""Authors of whole pages: the visible byline where data name the site, an account or an address; nobody else's names."""

import json

import pytest

from cleancorpus.extract.extraction import Extraction
from cleancorpus.extract.metadata import read_metadata
from cleancorpus.extract.page import parse_page

URL = "https://www.quaynotes.example/news/ferry"
H1 = "<h1>Ferry to Vell runs aground, forty rescued</h1>"
TEXT = "<p>The ferry was late again on Monday, the harbour master said.</p>"
SITE = '<meta property="og:site_name" content="Quay Notes">'


def read(head: str, body: str, url: str | None = URL) -> Extraction:
    page = parse_page(f"<html><head>{head}</head><body>{body}</body></html>", url)
    assert page is not None
    return read_metadata(page)


def by(author: object, **more: object) -> str:
    node = {"@type": "NewsArticle", "headline": "Ferry to Vell runs aground, forty rescued", "author": author} | more
    return f'{SITE}<script type="application/ld+json">{json.dumps(node)}</script>'


@pytest.mark.parametrize(
    ("head", "body", "people"),
    [
        pytest.param(
            by({"@type": "Organization", "name": "Quay Notes"}),
            f"{H1}<p>By Ada Ferris</p>{TEXT}",
            ("Ada Ferris",),
            id="only the organisation is declared",
        ),
        pytest.param(
            by({"@type": "Person", "name": "Quay Notes"}),
            f'{H1}<div class="byline">By Ada Ferris and Bo Lind</div>{TEXT}',
            ("Ada Ferris", "Bo Lind"),
            id="the site is declared as a person",
        ),
        pytest.param(
            by({"@type": "Person", "name": "ada.ferris@quaynotes.example"}),
            f"{H1}<p>Von Ada Ferris</p>{TEXT}",
            ("Ada Ferris",),
            id="an e-mail address is declared",
        ),
        pytest.param(
            by({"@type": "Person", "name": "newsdesk7"}),
            f'{H1}<p class="byline">By Jane Ferris</p>{TEXT}',
            ("Jane Ferris",),
            id="an account is declared that has nothing of the name",
        ),
        pytest.param(
            by([{"@type": "Person", "name": "Ada Ferris"}, {"@type": "Person", "name": "Bo Lind"}]),
            f'{H1}<p class="byline">By Ada Ferris</p>{TEXT}',
            ("Ada Ferris", "Bo Lind"),
            id="a list in JSON-LD",
        ),
        pytest.param(
            SITE,
            f'<header>{H1}<div class="entry-meta social-comments-count"><a rel="author" href="/author/ada">Ada Ferris</a></div>'
            f"</header>{TEXT}",
            ("Ada Ferris",),
            id="rel=author right behind the headline, in a box named for comments",
        ),
        pytest.param(
            SITE,
            f'{H1}<div class="teaser-small__meta"><p class="byline__author">VON <a href="/autoren/ferris">JANE FERRIS</a></p></div>{TEXT}',
            ("Jane Ferris",),
            id="a box named for teasers right behind the headline",
        ),
        pytest.param(
            SITE,
            f"{H1}{TEXT}<byline>Von Jane Ferris, dpa</byline>",
            ("Jane Ferris",),
            id="an element called byline",
        ),
        pytest.param(
            SITE,
            f'<article>{H1}{TEXT}<footer class="entry-footer"><span class="entry-author-name">Jane Ferris</span></footer></article>',
            ("Jane Ferris",),
            id="the article's own foot",
        ),
        pytest.param(
            SITE,
            f'{H1}<div class="publish-date-author">Dec. 19, 2025 · Jane Ferris</div>{TEXT}',
            ("Jane Ferris",),
            id="date and author in one line",
        ),
        pytest.param(
            SITE,
            f'{H1}<span class="news-list-author">Erstellt von Jane Ferris</span>{TEXT}',
            ("Jane Ferris",),
            id="a label of a content system",
        ),
        pytest.param(
            SITE,
            '<a href="/"><h1>Morning with Vell</h1></a><div class="author">Tom Weather</div>'
            + "<p></p>" * 70
            + f'<h2 class="t">Crane falls</h2><article>{H1}<p>By Ada Ferris</p>{TEXT}</article>',
            ("Ada Ferris",),
            id="the byline at the headline, not at the logo",
        ),
        # What names nobody.
        pytest.param(SITE, f'{H1}<p class="author">Personal finance January 27, 2025</p>{TEXT}', (), id="a section"),
        pytest.param(SITE, f'{H1}<p class="author">quay notes</p>{TEXT}', (), id="the site in small letters"),
        pytest.param(
            SITE,
            f'{H1}<p><a rel="author" href="/autoren/ferris-jane">Zur Artikelübersicht</a></p>{TEXT}',
            (),
            id="a button",
        ),
        pytest.param(
            '<meta property="og:site_name" content="Vell Mattress Makers">',
            f'{H1}<p class="author">Vell Mattress Makers</p>{TEXT}',
            (),
            id="a shop of three words",
        ),
        pytest.param(
            SITE,
            f'{H1}{TEXT}<div class="comments"><a rel="author" href="/u/1">Tom Weather</a></div>',
            (),
            id="who comments",
        ),
        pytest.param(
            SITE,
            f'{H1}{TEXT}<div class="related"><article><h3>Crane falls</h3><p class="byline">By Tom Weather</p></article></div>',
            (),
            id="who wrote a related story",
        ),
        pytest.param(
            SITE,
            f'{H1}<p class="byline">By Jane Ferris Gardener &amp; Astrologer</p>{TEXT}',
            ("Jane Ferris",),
            id="a job behind a name",
        ),
        pytest.param(
            by({"@type": "Person", "name": "bell hooks"}), f"{H1}{TEXT}", ("bell hooks",), id="a name in small letters"
        ),
    ],
)
def test_people_of_a_page(head: str, body: str, people: tuple[str, ...]) -> None:
    assert read(head, body).authors == people
