"""What a page says about itself, from wherever it says it."""

import json

import pytest

from cleancorpus.extract.byline import bylines
from cleancorpus.extract.extraction import Extraction
from cleancorpus.extract.metadata import read_metadata
from cleancorpus.extract.page import inline_text, language_code, parse_page, spaced_text

H1 = "<h1>Bridge reopens after storm</h1>"


def read(
    head: str = "",
    body: str = H1,
    url: str | None = "https://www.oldmouthpost.example/news/bridge",
    html: str = "<html>",
) -> Extraction:
    page = parse_page(f"{html}<head>{head}</head><body>{body}</body></html>", url)
    assert page is not None
    return read_metadata(page)


def ld(value: object) -> str:
    return f'<script type="application/ld+json">{json.dumps(value)}</script>'


def article(**fields: object) -> str:
    return ld(
        {"@context": "https://schema.org", "@type": "NewsArticle", "headline": "Bridge reopens after storm"} | fields
    )


@pytest.mark.parametrize(
    ("author", "people"),
    [
        ("Jane Doe", ("Jane Doe",)),
        ({"@type": "Person", "name": "Jane Doe"}, ("Jane Doe",)),
        ([{"@type": "Person", "name": "Jane Doe"}, {"name": "John Roe"}], ("Jane Doe", "John Roe")),
        ({"@type": "Person", "name": ["Jane Doe", "John Roe"]}, ("Jane Doe", "John Roe")),
        ({"@type": "Person", "name": {"name": "Jane Doe"}}, ("Jane Doe",)),
        ({"@type": "Person", "givenName": "Jane", "familyName": "Doe"}, ("Jane Doe",)),
        ({"author": {"name": "Jane Doe"}}, ("Jane Doe",)),
        (["Jane Doe", "John Roe"], ("Jane Doe", "John Roe")),
        ([{"@type": "Organization", "name": "Oldmouth Post"}, {"@type": "Person", "name": "Jane Doe"}], ("Jane Doe",)),
        ({"@type": "NewsMediaOrganization", "name": "Any Media House"}, ()),
        ({"@type": "Person", "name": "https://example.org/jane"}, ()),
        ({"@type": "Person"}, ()),
        ([], ()),
        (None, ()),
    ],
)
def test_authors_of_json_ld(author: object, people: tuple[str, ...]) -> None:
    assert read(article(author=author, publisher={"name": "Oldmouth Post"})).authors == people


def test_author_that_is_a_pointer_into_the_graph() -> None:
    graph = [
        {"@type": "Article", "headline": "Bridge reopens after storm", "author": {"@id": "#jane"}},
        {"@type": "Person", "@id": "#jane", "name": "Jane Doe"},
        {"@type": "Person", "@id": "#other", "name": "Somebody Else"},
    ]
    assert read(ld({"@graph": graph})).authors == ("Jane Doe",)


@pytest.mark.parametrize(
    "head",
    [
        '<meta name="author" content="Jane Doe">',
        '<meta property="article:author" content="https://social.example/jane"><meta name="parsely-author" content="Jane Doe">',
        '<meta name="DC.creator" content="Doe, Jane">',
        '<meta name="sailthru.author" content="Jane Doe">',
        '<meta name="byl" content="By Jane Doe">',
        '<meta name="twitter:label1" content="Written by"><meta name="twitter:data1" content="Jane Doe">',
        '<meta name="author" content="Oldmouth Post"><meta property="og:site_name" content="Oldmouth Post"><meta name="articleauthor" content="Jane Doe">',
        article(author={"@type": "Organization", "name": "Oldmouth Post"}) + '<meta name="author" content="Jane Doe">',
    ],
)
def test_authors_of_metas(head: str) -> None:
    assert read(head).authors == ("Jane Doe",)


def test_twitter_data_of_another_kind_is_no_author() -> None:
    assert (
        read(
            '<meta name="twitter:label1" content="Reading time"><meta name="twitter:data1" content="Four Minutes">'
        ).authors
        == ()
    )


@pytest.mark.parametrize(
    "body",
    [
        f'{H1}<a rel="author" href="/jane">Jane Doe</a>',
        f'{H1}<span itemprop="author"><span itemprop="name">Jane Doe</span></span>',
        f'{H1}<div class="article__byline">By Jane Doe</div>',
        f'{H1}<p class="authorName">Jane Doe</p>',
        f'{H1}<div class="c-byline">By <a href="/author/jane">Jane Doe</a> | 3 May 2024 | Traffic</div>',
        f"{H1}<p>By Jane Doe</p><p>The bridge is open.</p>",
        f"{H1}<p>Von <a href='/autoren/jane-doe'>Jane Doe</a></p>",
        f"{H1}<p>Jane Doe | Senior Writer | July 2, 2025</p>",
        f"{H1}<div><a href='/team/jane'>Jane Doe</a></div>",
        f'<p class="byline">Jane Doe</p>{H1}',
        f'<div class="has-sidebar"><div>{H1}<p class="byline">Jane Doe</p></div></div>',
        f'{H1}<p class="byline">Jane Doe <span>Published 3 May 2024</span></p>',
    ],
)
def test_authors_of_the_page_itself(body: str) -> None:
    assert read(body=body).authors == ("Jane Doe",)


@pytest.mark.parametrize(
    "body",
    [
        f'{H1}<div class="comments"><span class="author">Jane Doe</span></div>',
        f'{H1}<aside><p class="byline">Jane Doe</p></aside>',
        f'{H1}<div class="related-teasers"><p class="byline">By Jane Doe</p></div>',
        f'{H1}<div class="author-bio">Jane Doe</div>',
        f"{H1}<p>By the river, a crowd had gathered before noon.</p>",
        f'{H1}<p class="byline">{"Jane Doe and many more " * 20}</p>',
    ],
)
def test_names_elsewhere_on_the_page_are_no_authors(body: str) -> None:
    assert read(body=body).authors == ()


def test_several_authors_side_by_side_and_no_reviewer() -> None:
    body = f'{H1}<ul><li class="author">Jane Doe</li><li class="author">John Roe</li></ul><p class="byline">Ann Poe</p>'
    assert read(body=body).authors == ("Jane Doe", "John Roe")


def test_a_user_name_gives_way_to_the_name_it_stands_for() -> None:
    head = article(author="janedoe")
    assert read(head, f'{H1}<p class="byline">Jane Doe</p>').authors == ("Jane Doe",)
    assert read(head, f'{H1}<p class="byline">Ann Poe</p>').authors == ("janedoe",)
    assert read(head).authors == ("janedoe",)


@pytest.mark.parametrize("login", ["marketing", "annaltd", "lindaandco", "samanthanews", "markets", "georgetown"])
def test_a_word_that_begins_as_a_given_name_gives_way_to_the_byline(login: str) -> None:
    body = f'{H1}<p class="byline">By Jane Ferris</p>'
    assert read(article(author=login), body).authors == ("Jane Ferris",)


@pytest.mark.parametrize("login", ["annahansen", "jane_smith7", "samantha", "lindak", "janekowalski"])
def test_a_user_name_of_given_and_family_name_is_believed(login: str) -> None:
    body = f'{H1}<p class="byline">Olga Vint</p>'
    assert read(article(author=login), body).authors == (login,)


def test_agency_and_organisations() -> None:
    found = read(article(author=[{"@type": "Organization", "name": "dpa"}]), f'{H1}<p class="byline">By Jane Doe</p>')
    assert (found.authors, found.agency, found.organisations) == ((), "dpa", ("dpa",))
    found = read(
        article(author={"@type": "Organization", "name": "Oldmouth Post"}, publisher={"name": "Oldmouth Post"})
    )
    assert (found.authors, found.agency, found.organisations) == ((), None, ("Oldmouth Post",))


def test_an_agencys_own_site_has_bylines() -> None:
    head = article(author={"@type": "Organization", "name": "AFP"}, publisher={"name": "AFP"})
    assert read(head, f'{H1}<p class="byline">By Jane Doe</p>').authors == ("Jane Doe",)


def test_site_language_address_and_headlines() -> None:
    head = (
        '<title>Bridge reopens after storm - Oldmouth Post</title><meta property="og:site_name" content="Oldmouth Post">'
        '<meta property="og:title" content="Bridge open again"><link rel="canonical" href="https://oldmouthpost.example/canonical">'
    )
    found = read(head, url=None, html='<html lang="en-GB">')
    assert found.title == "Bridge reopens after storm"
    assert found.headlines == ("Bridge reopens after storm", "Bridge open again")
    assert (found.site, found.language, found.url) == ("Oldmouth Post", "en", "https://oldmouthpost.example/canonical")
    assert read(head).url == "https://www.oldmouthpost.example/news/bridge"


def test_site_falls_back_to_publisher_then_host() -> None:
    assert read(article(publisher={"@type": "Organization", "name": "Oldmouth Post"})).site == "Oldmouth Post"
    assert read(article(publisher="Oldmouth Post")).site == "Oldmouth Post"
    assert read().site == "oldmouthpost.example"
    assert read(url=None).site is None


@pytest.mark.parametrize(
    ("head", "html", "code"),
    [
        ("", '<html lang="de">', "de"),
        ("", '<html xml:lang="pt-BR">', "pt"),
        ('<meta http-equiv="content-language" content="fr">', "<html>", "fr"),
        ('<meta property="og:locale" content="sv_SE">', "<html>", "sv"),
        (article(inLanguage="cs-CZ"), "<html>", "cs"),
        ('<meta name="language" content="English">', "<html>", None),
    ],
)
def test_declared_language(head: str, html: str, code: str | None) -> None:
    assert read(head, html=html).language == code


def test_language_codes() -> None:
    assert language_code("zh-Hant-TW") == "zh"
    assert language_code("nb_NO") == "no"
    assert language_code("iw") == "he"
    assert language_code("de, en") == "de"
    assert language_code("") is None
    assert language_code("deutsch") is None


@pytest.mark.parametrize(
    ("head", "url", "kind"),
    [
        (article(), "https://oldmouthpost.example/a", "article"),
        ('<meta property="og:type" content="article">', "https://oldmouthpost.example/a", "article"),
        (ld({"@type": "LiveBlogPosting", "headline": "x"}), "https://oldmouthpost.example/a", "live_blog"),
        (ld({"@type": "CollectionPage"}), "https://oldmouthpost.example/a", "listing"),
        (ld({"@type": "Recipe", "name": "Plum cake"}), "https://oldmouthpost.example/a", "recipe"),
        (ld({"@type": "Product", "name": "Boat"}), "https://oldmouthpost.example/a", "product"),
        (
            ld({"@type": "CollectionPage"}) + '<meta property="og:type" content="article">',
            "https://oldmouthpost.example/a",
            "listing",
        ),
        (article() + ld({"@type": "CollectionPage"}), "https://oldmouthpost.example/a", "article"),
        ('<meta property="og:type" content="product.group">', "https://oldmouthpost.example/a", "listing"),
        (
            ld({"@type": "Product", "name": "Boat"}) + ld({"@type": "Product", "name": "Oar"}),
            "https://oldmouthpost.example/a",
            "listing",
        ),
        (
            ld({"@type": "Product", "name": "Boat"})
            + ld({"@type": "Product", "name": "Oar"})
            + '<meta property="og:type" content="article">',
            "https://oldmouthpost.example/a",
            "article",
        ),
        (article(), "https://oldmouthpost.example/", "front_page"),
        (article(), "https://oldmouthpost.example/index.html", "front_page"),
        (article(), "https://oldmouthpost.example/?utm_source=mail", "front_page"),
        (article(), "https://oldmouthpost.example/?p=12", "article"),
        (article(), "https://oldmouthpost.example/index.php/2024/bridge-reopens", "article"),
        ("", "https://oldmouthpost.example/a", None),
        ('<meta property="og:type" content="website">', None, None),
    ],
)
def test_page_type(head: str, url: str | None, kind: str | None) -> None:
    assert read(head, url=url).page_type == kind


def test_article_with_the_pages_headline_comes_before_others() -> None:
    head = article(headline="Another story", author="Ann Poe", datePublished="2020-01-02") + article(
        author="Jane Doe", datePublished="2024-05-03"
    )
    found = read(head)
    assert (found.title, found.authors, found.published) == ("Bridge reopens after storm", ("Jane Doe",), "2024-05-03")


def test_title_of_an_svg_is_not_the_pages() -> None:
    assert read(body="<svg><title>Close</title></svg><p>Text</p>").title is None


def test_text_of_elements() -> None:
    page = parse_page("<h1><span>Traffic</span><br>Bridge <b>re</b>opens<script>x()</script></h1>")
    assert page is not None
    assert inline_text(page.h1[0][1]) == "Traffic Bridge reopens"
    assert spaced_text(page.h1[0][1]) == "Traffic Bridge re opens"


def test_bylines_of_a_page_without_headline() -> None:
    page = parse_page("<div><p class='byline'>Jane Doe</p><p>Text</p></div>")
    assert page is not None
    assert list(bylines(page)) == [["Jane Doe"]]
