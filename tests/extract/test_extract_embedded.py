"""Text that a page carries as data, in the shapes that frameworks give it."""

import json

import pytest

from cleancorpus.extract.embedded import app_state_blocks, blocks_of_string, json_ld_blocks
from cleancorpus.extract.page import Page, parse_page

SENTENCE = "The ferry crossed the sound at dawn with forty passengers and a dog."
PARAGRAPHS = [f"{SENTENCE} Part {number}." for number in ("one", "two", "three", "four")]
HTML = "".join(f"<p>{text}</p>" for text in PARAGRAPHS)


def page(*scripts: str) -> Page:
    made = parse_page(f"<html><body><div id='root'></div>{''.join(scripts)}</body></html>")
    assert made is not None
    return made


def texts(script: str) -> list[str]:
    return [text for text, _, _ in app_state_blocks(page(script))]


@pytest.mark.parametrize(
    "script",
    [
        f'<script id="__NEXT_DATA__" type="application/json">{json.dumps({"props": {"pageProps": {"article": {"body": HTML}}}})}</script>',
        f'<script id="__NUXT_DATA__" type="application/json">{json.dumps([{"data": 1}, "short", HTML])}</script>',
        f"<script>window.__INITIAL_STATE__ = {json.dumps({'story': {'unusualKey': HTML}})};</script>",
        f"<script>window.__STATE__ = JSON.parse({json.dumps(json.dumps({'post': {'contentHtml': HTML}}))});</script>",
        "<script>Fusion.globalContent="
        + json.dumps({"content_elements": [{"type": "text", "content": f"<b>{text}</b>"} for text in PARAGRAPHS]})
        + ";Fusion.other={};</script>",
        "<script>self.__next_f.push([1,"
        + json.dumps("5:" + json.dumps(["$", "$L2", None, {"detail": {"contentHtml": HTML}}]) + "\n")
        + "])</script>",
        f"<script>self.__next_f.push([1,{json.dumps(HTML)}])</script>",
        "<script>var page = " + json.dumps({"body": "\n\n".join(PARAGRAPHS)}) + "</script>",
        "<script>var page = " + json.dumps({"paragraphs": PARAGRAPHS}) + "</script>",
        "<script>var page = "
        + json.dumps(
            {
                "body": {
                    "nodeType": "document",
                    "content": [
                        {
                            "nodeType": "paragraph",
                            "content": [
                                {"nodeType": "text", "value": text[:10]},
                                {"nodeType": "text", "value": text[10:]},
                            ],
                        }
                        for text in PARAGRAPHS
                    ],
                }
            }
        )
        + "</script>",
    ],
)
def test_body_is_found_in_state(script: str) -> None:
    assert texts(script) == PARAGRAPHS


def test_kinds_of_elements_in_a_list() -> None:
    elements = [
        {"type": "header", "content": "A heading"},
        {"type": "text", "content": PARAGRAPHS[0]},
        {"type": "image", "content": "https://example.org/x.jpg"},
        {"type": "list", "items": [{"content": PARAGRAPHS[1]}, {"content": PARAGRAPHS[2]}]},
        {"type": "quote", "content": PARAGRAPHS[3]},
        {"type": "ad", "content": "Buy now " * 20},
    ]
    found = app_state_blocks(page(f"<script>x = {json.dumps({'content_elements': elements})}</script>"))
    assert found == [
        ("A heading", "heading", True),
        (PARAGRAPHS[0], "paragraph", True),
        (PARAGRAPHS[1], "list_item", True),
        (PARAGRAPHS[2], "list_item", False),
        (PARAGRAPHS[3], "quote", True),
    ]


def test_the_longest_body_wins_and_ad_marks_go() -> None:
    state = {"related": [{"body": HTML[:250]}], "article": {"body": f"<p>$$ADHERE$$</p>{HTML}"}}
    assert texts(f"<script>x = {json.dumps(state)}</script>") == PARAGRAPHS


@pytest.mark.parametrize(
    "script",
    [
        "<script>var x = 1; " + "y();" * 100 + "</script>",
        '<script type="application/json">' + "{broken" * 60 + "</script>",
        "<script>x = " + json.dumps({"body": "Too short."}) + ";" + " " * 300 + "</script>",
        '<script src="x.js">' + json.dumps({"body": HTML}) + "</script>",
        "<script>x = " + json.dumps({"tracking": "a" * 900}) + "</script>",
        "<script>x = " + "[" * 3000 + "</script>",
    ],
)
def test_nothing_is_made_of_other_scripts(script: str) -> None:
    assert texts(script) == []


def test_article_body_of_json_ld() -> None:
    ld = {"@type": "NewsArticle", "articleBody": "\n".join(PARAGRAPHS)}
    found = json_ld_blocks(page(f'<script type="application/ld+json">{json.dumps(ld)}</script>'))
    assert [text for text, _, _ in found] == PARAGRAPHS
    ld = {"@type": "NewsArticle", "articleBody": PARAGRAPHS}
    assert len(json_ld_blocks(page(f'<script type="application/ld+json">{json.dumps(ld)}</script>'))) == 4
    ld = {"@type": "NewsArticle", "articleBody": "Short."}
    assert json_ld_blocks(page(f'<script type="application/ld+json">{json.dumps(ld)}</script>')) == []


def test_strings_that_are_html_escaped_html_or_text() -> None:
    assert blocks_of_string("<h2>One</h2><p>Two <b>bold</b>.</p><ul><li>three</li></ul><script>x()</script>") == [
        ("One", "heading", True),
        ("Two bold.", "paragraph", True),
        ("three", "list_item", True),
    ]
    assert blocks_of_string("&lt;p&gt;One&lt;/p&gt;") == [("One", "paragraph", True)]
    assert blocks_of_string("One &amp; <i>two</i>\n\nthree") == [
        ("One & two", "paragraph", True),
        ("three", "paragraph", True),
    ]
    assert blocks_of_string("") == []


@pytest.mark.parametrize("kind", ["text/template", "text/x-template", "text/html"])
def test_markup_that_a_script_inserts_is_read(kind: str) -> None:
    assert texts(f"<script type='{kind}'>{HTML}</script>") == PARAGRAPHS


@pytest.mark.parametrize("place", ["{{title}}", "<%= title %>", "${title}"])
def test_a_form_for_pages_is_no_text(place: str) -> None:
    assert texts(f"<script type='text/template'><p>{place}</p>{HTML}</script>") == []
