"""What a page says of itself: canonical address, section, tags, description, lead image, licence, reservations."""

import json

import pytest

from cleancorpus.extract.metadata import read_metadata
from cleancorpus.extract.page import parse_page
from cleancorpus.licences import check_licence, is_licensed, licence_id
from cleancorpus.model import NO_FACTS, PageFacts

URL = "https://www.quaynotes.example/news/ferry?from=mail"
HEADLINE = "Ferry to Vell runs aground"
BODY = f"<article><h1>{HEADLINE}</h1><p>The ferry was late again on Monday.</p></article>"
SHOWN = "a rel=license"
BY = "https://creativecommons.org/licenses/by/4.0/"


def facts(head: str = "", body: str = BODY, url: str | None = URL) -> PageFacts:
    page = parse_page(f"<html><head>{head}</head><body>{body}</body></html>", url)
    assert page is not None
    return read_metadata(page).facts


def ld(*nodes: dict[str, object]) -> str:
    return f'<script type="application/ld+json">{json.dumps(list(nodes))}</script>'


def node(**more: object) -> dict[str, object]:
    return {"@type": "NewsArticle", "headline": HEADLINE} | more


def test_a_page_that_says_nothing_has_no_facts() -> None:
    assert facts() == NO_FACTS


@pytest.mark.parametrize(
    ("head", "address", "source"),
    [
        (
            '<link rel="canonical" href="https://www.quaynotes.example/news/ferry">',
            "https://www.quaynotes.example/news/ferry",
            "link rel=canonical",
        ),
        ('<link rel="canonical" href="/news/ferry">', "https://www.quaynotes.example/news/ferry", "link rel=canonical"),
        ('<meta property="og:url" content="https://q.example/f">', "https://q.example/f", "meta og:url"),
        ('<link rel="canonical" href="javascript:void(0)">', None, None),
    ],
)
def test_canonical_address(head: str, address: str | None, source: str | None) -> None:
    found = facts(head)
    assert found.canonical_url == address
    assert found.metadata_sources == (() if source is None else (f"canonical_url:{source}",))


@pytest.mark.parametrize(
    ("head", "section"),
    [
        (ld(node(articleSection="Harbour")), "Harbour"),
        (ld(node(articleSection=["Harbour", "Local"])), "Harbour"),
        ('<meta property="article:section" content="Local">', "Local"),
        (ld(node(articleSection="Harbour")) + '<meta property="article:section" content="Local">', "Harbour"),
        (
            ld(
                {
                    "@type": "NewsArticle",
                    "headline": "Crane falls",
                    "articleSection": "Sport",
                    "url": "https://q.example/c",
                }
            ),
            None,
        ),
        (f'<meta property="article:section" content="{"a long sentence " * 9}">', None),
    ],
)
def test_section(head: str, section: str | None) -> None:
    assert facts(head).section == section


@pytest.mark.parametrize(
    ("head", "tags"),
    [
        (ld(node(keywords="ferry, Vell,  rescue")), ("ferry", "Vell", "rescue")),
        (ld(node(keywords=["ferry", "Ferry", "rescue"])), ("ferry", "rescue")),
        (ld(node(keywords=[{"@type": "DefinedTerm", "name": "ferry"}])), ("ferry",)),
        (
            '<meta property="article:tag" content="ferry"><meta property="article:tag" content="Vell">'
            '<meta name="keywords" content="news, quay">',
            ("ferry", "Vell"),
        ),
        ('<meta name="keywords" content="Fähre; Hafen">', ("Fähre", "Hafen")),
        ('<meta name="keywords" content="渡轮，港口">', ("渡轮", "港口")),
        (f'<meta name="keywords" content="{"very " * 30}long">', ()),
    ],
)
def test_tags(head: str, tags: tuple[str, ...]) -> None:
    assert facts(head).tags == tags


def test_description_of_open_graph_comes_first() -> None:
    head = '<meta name="description" content="Meta."><meta property="og:description" content="Graph.">'
    assert facts(head).description == "Graph."
    assert facts(ld(node(description="Data."))).description == "Data."
    assert facts(f'<meta name="description" content="{"word " * 1000}">').description is None


@pytest.mark.parametrize(
    ("head", "image"),
    [
        ('<meta property="og:image" content="/i/1.jpg">', "https://www.quaynotes.example/i/1.jpg"),
        (ld(node(image={"@type": "ImageObject", "url": "https://q.example/2.jpg"})), "https://q.example/2.jpg"),
        (ld(node(image=["https://q.example/3.jpg", "https://q.example/4.jpg"])), "https://q.example/3.jpg"),
        (
            ld(
                {
                    "@graph": [
                        node(image={"@id": "#i"}),
                        {"@type": "ImageObject", "@id": "#i", "contentUrl": "https://q.example/5"},
                    ]
                }
            ),
            "https://q.example/5",
        ),
        ('<meta name="twitter:image" content="https://q.example/6.jpg">', "https://q.example/6.jpg"),
        ('<meta property="og:image" content="data:image/png;base64,AAAA">', None),
    ],
)
def test_lead_image(head: str, image: str | None) -> None:
    assert facts(head).image_url == image


@pytest.mark.parametrize(
    ("head", "body", "licence", "source"),
    [
        (f'<link rel="license" href="{BY}">', BODY, "cc-by-4.0", "link rel=license"),
        (ld(node(license=BY)), BODY, "cc-by-4.0", "json-ld license"),
        (ld(node(license={"@type": "CreativeWork", "url": BY})), BODY, "cc-by-4.0", "json-ld license"),
        (ld(node(license="https://q.example/terms")), BODY, "https://q.example/terms", "json-ld license"),
        ("", BODY + f'<footer><a rel="license" href="{BY}">CC BY</a></footer>', "cc-by-4.0", "a rel=license"),
        ("", BODY + f'<footer><a rel="nofollow LICENSE" href="{BY}">x</a></footer>', "cc-by-4.0", "a rel=license"),
        ("", BODY + f'<footer><a href="{BY}">CC BY</a></footer>', None, None),
        ("", BODY + f'<footer><p>Text licensed under <a href="{BY}">CC BY</a></p></footer>', "cc-by-4.0", "a"),
        (
            "",
            BODY.replace("</p>", f'</p><p>Der Text steht unter der Lizenz <a href="{BY}">CC</a>.</p>'),
            "cc-by-4.0",
            "a",
        ),
        ("", BODY.replace("</p>", f'</p><p>Photo: Ann Poe, licensed under <a href="{BY}">CC</a>.</p>'), None, None),
        (
            "",
            f'<figure><img src="a.jpg"><figcaption><a rel="license" href="{BY}">CC</a></figcaption></figure>{BODY}',
            None,
            None,
        ),
        ("", f'{BODY}<p class="photo-credit">Bild: <a rel="license" href="{BY}">CC</a></p>', None, None),
        (
            "",
            f'{BODY}<article class="card"><h2>Mill burns</h2><a rel="license" href="{BY}">CC</a></article>',
            None,
            None,
        ),
        ("", f'{BODY}<article><footer><a rel="license" href="{BY}">CC</a></footer></article>', None, None),
        ("", BODY.replace("</p>", f' Picture: <a rel="license" href="{BY}">CC</a></p>'), None, None),
        ("", BODY.replace("</p>", f'</p><p>Zdjęcie: Jan Kos, <a rel="license" href="{BY}">CC</a></p>'), None, None),
        ("", BODY.replace("</p>", f'</p><p>Free to use: <a rel="license" href="{BY}">CC</a></p>'), "cc-by-4.0", SHOWN),
        (
            "",
            BODY.replace("</p>", f'</p><p>Text and photos: <a rel="license" href="{BY}">a</a></p>'),
            "cc-by-4.0",
            SHOWN,
        ),
        ("", f'<div class="bildung">{BODY}<p><a rel="license" href="{BY}">CC</a></p></div>', "cc-by-4.0", SHOWN),
        ("", f'{BODY}<div class="imageCaption"><p><a rel="license" href="{BY}">CC</a></p></div>', None, None),
        ("", f'{BODY}<div class="bildnachweis"><p><a rel="license" href="{BY}">CC</a></p></div>', None, None),
        ("", f'{BODY}<footer><p>Photos too: <a rel="license" href="{BY}">CC</a></p></footer>', "cc-by-4.0", SHOWN),
        (ld(node(license={"@id": "#l", "name": "CC BY 4.0"})), BODY, "cc-by-4.0", "json-ld license"),
        (ld(node(license={"@id": BY, "name": "free"})), BODY, "cc-by-4.0", "json-ld license"),
        (ld(node(license={"@id": "#l"})), BODY, None, None),
        (ld(node(license="#l")), BODY, None, None),
        (
            "",
            f'{BODY}<p><a rel="license" href="{BY}">a</a> <a rel="license" href="https://q.example/terms">b</a></p>',
            None,
            None,
        ),
    ],
)
def test_licence(head: str, body: str, licence: str | None, source: str | None) -> None:
    found = facts(head, body)
    assert found.licence == licence
    assert found.metadata_sources == (() if source is None else (f"licence:{source}",))


@pytest.mark.parametrize(
    ("head", "rights"),
    [
        ('<meta name="robots" content="index, follow, max-image-preview:large">', ()),
        ('<meta name="robots" content="noai, noimageai">', ("noai", "noimageai")),
        ('<meta name="ROBOTS" content="NOINDEX,NOFOLLOW">', ("noindex",)),
        ('<meta name="robots" content="none">', ("noindex",)),
        ('<meta name="tdm-reservation" content="1"><meta name="tdm-policy" content="https://q.example/tdm">', ("tdm",)),
        ('<meta name="tdm-reservation" content="0">', ()),
        ('<meta name="tdm-policy" content="https://q.example/tdm">', ()),
        ('<meta name="description" content="noai and noindex explained">', ()),
        ('<meta http-equiv="X-Robots-Tag" content="noai">', ("noai",)),
        ('<meta name="googlebot" content="noindex">', ("noindex",)),
    ],
)
def test_rights(head: str, rights: tuple[str, ...]) -> None:
    assert facts(head).rights == rights


def test_sources_hold_no_values() -> None:
    head = '<meta name="tdm-reservation" content="1"><meta name="tdm-policy" content="https://q.example/tdm">'
    assert facts(head).metadata_sources == (
        "rights:meta tdm-reservation",
        "rights:meta tdm-policy",
    )


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("CC BY-NC-SA 4.0", "cc-by-nc-sa-4.0"),
        ("http://creativecommons.org/licenses/by-nc-nd/2.5/es/", "cc-by-nc-nd-2.5-es"),
        ("https://creativecommons.org/licenses/by/4.0/legalcode", "cc-by-4.0"),
        ("https://creativecommons.org/publicdomain/mark/1.0/", "pdm-1.0"),
        ("All rights reserved", "All rights reserved"),
        ("https://creativecommons.org/licenses/by/4.0/rdf", "cc-by-4.0"),
        ("http://creativecommons.org/licenses/by-nd-nc/1.0/", "cc-by-nc-nd-1.0"),
        ("https://creativecommons.org/licenses/by/2.5/scotland/", "cc-by-2.5-scotland"),
        ("CC BY 4.0 International", "cc-by-4.0"),
        ("CC0 1.0 Universal", "cc0-1.0"),
        ("Creative Commons Attribution-ShareAlike 4.0 International", "cc-by-sa-4.0"),
    ],
)
def test_names_of_licences(text: str, name: str) -> None:
    assert licence_id(text) == name


def test_a_licence_without_version_stands_for_its_versions_alone() -> None:
    assert is_licensed("cc-by-3.0-de", "cc-by")
    assert is_licensed("http://www.q.example/terms/", "https://q.example/terms")
    assert not is_licensed("cc-by-nc-4.0", "cc-by")
    assert not is_licensed("cc-by-4.0", "cc-by-3.0")


@pytest.mark.parametrize(
    "text",
    [
        "https://notcreativecommons.org/licenses/by/4.0/",
        "https://q.example/?to=creativecommons.org/licenses/by/4.0/",
        f"Not available under {BY} any more",
        f"{BY} https://creativecommons.org/licenses/by-sa/4.0/",
        "https://creativecommons.org/licenses/by/9.9/",
        "https://creativecommons.org/licenses/by/4.0.1/",
        "cc-by-9.9",
        "CC0 4.0",
    ],
)
def test_what_only_holds_a_licence_is_none(text: str) -> None:
    assert licence_id(text) == text


def test_only_licences_of_creative_commons_have_ports() -> None:
    assert not is_licensed("https://example.org/terms-de", "https://example.org/terms")
    assert not is_licensed("https://example.org/terms-4.0", "https://example.org/terms")
    assert is_licensed("http://creativecommons.org/licenses/by-nd-nc/1.0/", "cc-by-nc-nd")


@pytest.mark.parametrize("text", ["https://", "https://[", "https://q.example/a b", "cc-by-9.9", "cc0-4.0", "cc-bi"])
def test_what_no_page_can_be_asked_for(text: str) -> None:
    with pytest.raises(ValueError, match="'"):
        check_licence(text)


@pytest.mark.parametrize("text", ["https://q.example/terms", "cc-by", "cc-by-3.0-de", "cc0-1.0", "pdm"])
def test_what_a_page_can_be_asked_for(text: str) -> None:
    check_licence(text)


CARD = '<article class="card"><h2>Mill burns</h2>{}</article>'


@pytest.mark.parametrize("head", ["", f"<title>{HEADLINE} | Quay Notes</title>"])
def test_of_several_articles_the_one_with_the_headline_speaks_for_the_page(head: str) -> None:
    link = f'<p>Free to use: <a rel="license" href="{BY}">CC</a></p>'
    inner = BODY.replace("</article>", CARD.format(link) + "</article>")
    assert facts(head, BODY.replace("</article>", link + "</article>") + CARD.format("")).licence == "cc-by-4.0"
    assert facts(head, BODY + CARD.format(link)).licence is None
    assert facts(head, inner).licence is None
