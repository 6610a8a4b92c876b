"""What the block classifier knows of a page's head and JSON-LD, and that JSON-LD is parsed once."""

import json
from collections import Counter
from typing import Any

import pytest

from cleancorpus.extract import json_ld
from cleancorpus.extract.blocks import extract_blocks, walk
from cleancorpus.extract.html import extract_html
from cleancorpus.extract.page import parse_page
from extract_blocks.pages import PARAGRAPHS, TITLE, article

STORY = {
    "@graph": [
        {"@type": "WebSite", "headline": "The Bay Herald"},
        {
            "@type": "NewsArticle",
            "headline": "A second lighthouse for the bay",
            "author": [{"@type": "Person", "name": "Jane Doe"}, "Bo Lind"],
            "articleBody": " ".join(PARAGRAPHS),
            "comment": {"author": {"name": "Cy Poe"}, "articleBody": "First!"},
        },
    ]
}


def script(text: str) -> str:
    return f'<script type="application/ld+json">{text}</script>'


def test_head_holds_titles_authors_and_the_longest_body() -> None:
    page = parse_page(article(before=script(json.dumps(STORY)) + '<meta name="author" content="Di  Orr">'))
    assert page is not None
    head = walk(page.tree, page.json_ld).head
    assert head.titles == (TITLE, f"{TITLE} | The Bay Herald", "A second lighthouse for the bay", "The Bay Herald")
    assert head.authors == ("Di Orr", "Jane Doe", "Bo Lind", "Cy Poe")
    assert head.article_body == " ".join(PARAGRAPHS)


@pytest.mark.parametrize("text", [json.dumps(STORY), json.dumps(STORY)[:-1] + ",]}", json.dumps(STORY) + ";", "{"])
def test_head_is_the_same_from_parsed_json_ld_and_from_the_tree(text: str) -> None:
    page = parse_page(article(before=script(text)))
    assert page is not None
    given, read = walk(page.tree, page.json_ld).head, walk(page.tree).head
    assert given == read
    assert bool(given.authors) is (text == json.dumps(STORY))  # what had to be mended is not asked
    assert extract_blocks(page.tree, json_ld=page.json_ld).blocks == extract_blocks(page.tree).blocks


def test_json_ld_of_a_page_is_parsed_once(monkeypatch: pytest.MonkeyPatch) -> None:
    calls: Counter[str] = Counter()
    loads = json.loads

    def counted(text: str, **options: Any) -> Any:
        calls[text] += 1
        return loads(text, **options)

    monkeypatch.setattr(json_ld.json, "loads", counted)
    text = json.dumps(STORY)
    found = extract_html(article(before=script(text)))
    assert found.authors == ("Jane Doe", "Bo Lind")
    assert calls[text] == 1
