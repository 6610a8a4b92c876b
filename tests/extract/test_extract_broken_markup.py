"""Pages whose markup is broken or nested without end, from the file to the document."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from lxml.html import HTMLParser, document_fromstring
from whole_pages import (
    ENGINES,
    IMPRINT,
    MENU,
    PARAGRAPHS,
    TITLE,
    document_of,
    menu_of,
    outcome_of,
    page_of,
    paragraphs_of,
)

from cleancorpus.extract.parse import parse_html, shallow

HEAD = f'<meta charset="utf-8"><title>{TITLE}</title>'
EVERY_ENGINE = pytest.mark.parametrize("engine", ENGINES)


def assert_article(
    folder: Path, page: str | bytes, engine: str = "blocks", texts: tuple[str, ...] = PARAGRAPHS
) -> None:
    """The paragraphs are lines of the document, in order, each once, and neither menu nor imprint is in it."""
    lines = [line.removeprefix("- ") for line in document_of(folder, page, engine=engine).text.split("\n")]
    assert [line for line in lines if line in texts] == list(texts), lines
    assert not set(lines) & {*MENU, IMPRINT}


BROKEN = {
    "p without end": page_of("".join(f"<p>{text}\n" for text in PARAGRAPHS)),
    "li without end": page_of(
        f"<p>{PARAGRAPHS[0]}<ul>" + "".join(f"<li>{text}\n" for text in PARAGRAPHS[1:]) + "</ul>"
    ),
    "td without end": page_of(
        "<table>" + "".join(f"<tr><td><p>{text}\n<td>&nbsp;" for text in PARAGRAPHS) + "</table>"
    ),
    "div closed too often": page_of(paragraphs_of() + "</div></div></div></article></main>"),
    "span and b never closed": page_of("".join(f"<p><span><b></span><span>{text}</p>" for text in PARAGRAPHS)),
    "ends in the wrong order": page_of("".join(f"<p><i><b>{text}</i></b></p>" for text in PARAGRAPHS)),
    "no html, head, body": f"{HEAD}{menu_of()}<article><h1>{TITLE}</h1>{paragraphs_of()}</article><footer>{IMPRINT}</footer>",
    "no head": f"<html><body>{menu_of()}<article>{paragraphs_of()}</article><footer>{IMPRINT}</footer></body></html>",
    "no body": f"<html><head>{HEAD}</head>{menu_of()}<article>{paragraphs_of()}</article><footer>{IMPRINT}</footer></html>",
    "body twice": f"<html><head>{HEAD}</head><body>{menu_of()}</body><body class=b><article>{paragraphs_of()}</article></body></html>",
    "html and head in the body": page_of(f"<html><head>{HEAD}</head><body>{paragraphs_of()}</body></html>"),
    "text behind the end": f"<html><head>{HEAD}</head><body>{menu_of()}</body></html><article>{paragraphs_of()}</article>",
    "quote never opened": page_of("".join(f'<p class=lead">{text}</p>' for text in PARAGRAPHS)),
    "attributes without quotes and twice": page_of(
        "".join(f'<p class=a class="b" =c data-x=>{text}</p>' for text in PARAGRAPHS)
    ),
    "upper case": page_of("".join(f"<P ALIGN=JUSTIFY>{text}</P>" for text in PARAGRAPHS)),
    "broken off": page_of().partition("</div></article>")[0],
    "broken off in a tag": page_of().partition("</div></article>")[0] + '<div class="ad',
    "broken off in a comment": page_of().partition("</div></article>")[0] + "<!-- ad",
    "self-closing html": f"<html lang='en'/>\n<head>{HEAD}</head><body>{menu_of()}<article>{paragraphs_of()}</article></body>",
}


@EVERY_ENGINE
@pytest.mark.parametrize("page", BROKEN.values(), ids=BROKEN)
def test_article_is_found_in_broken_markup(tmp_path: Path, page: str, engine: str) -> None:
    assert_article(tmp_path, page, engine)


@EVERY_ENGINE
def test_text_of_divs_without_end_is_kept(tmp_path: Path, engine: str) -> None:
    page = page_of("".join(f"<div>{text}\n" for text in PARAGRAPHS))
    if engine == "blocks":
        assert_article(tmp_path, page)
    else:  # trafilatura joins the text of divs in divs to one paragraph
        assert " ".join(PARAGRAPHS) in document_of(tmp_path, page, engine=engine).text.split("\n")


@pytest.mark.parametrize("engine", ["blocks", "trafilatura+blocks"])  # trafilatura loses the paragraph of the link
def test_quote_that_never_closes_costs_no_paragraph(tmp_path: Path, engine: str) -> None:
    broken = f'<p>{PARAGRAPHS[0]}</p><p><a href="/a>see</a> also</p><p class="x">{PARAGRAPHS[1]}</p>'
    assert_article(tmp_path, page_of(broken + paragraphs_of(PARAGRAPHS[2:])), engine)


@EVERY_ENGINE
@pytest.mark.parametrize(
    "text",
    [
        "Only boats < 12 metres may enter the canal, said the harbour master, and those > 12 metres turn round at the lock.",
        "The teachers wrote 3 <5 and a<3 on the board, which nobody in the last row could read from where they sat.",
        "The river rose by <2 centimetres a day in April, which the wardens at the weir thought <<very>> odd indeed.",
    ],
)
def test_less_than_in_text_stays(tmp_path: Path, text: str, engine: str) -> None:
    body = paragraphs_of((*PARAGRAPHS[:2], text, *PARAGRAPHS[2:]))
    lines = document_of(tmp_path, page_of(body), engine=engine).text.split("\n")
    expected = text.replace("<<very>>", "<>") if "<<very>>" in text else text
    assert expected in lines and [line for line in lines if line in PARAGRAPHS] == list(PARAGRAPHS)


@pytest.mark.parametrize("where", ["before", "inside", "after", "never closed"])
@pytest.mark.parametrize(
    "tag, depth, engine",
    [
        *((tag, depth, "blocks") for tag in ("div", "span", "table") for depth in (300, 100_000)),
        *(("div", 100_000, engine) for engine in ENGINES[1:]),
    ],
)
def test_text_in_and_around_deep_nesting_is_kept_in_time(
    tmp_path: Path, tag: str, depth: int, where: str, engine: str, assert_linear: Callable[..., None]
) -> None:
    def page(depth: int) -> str:
        article, starts, ends = f"<article>{paragraphs_of()}</article>", f"<{tag}>" * depth, f"</{tag}>" * depth
        body = {
            "before": article + starts + ends,
            "inside": starts + article + ends,
            "after": starts + ends + article,
            "never closed": starts + article,
        }[where]
        return page_of(body)

    if depth < 1_000:
        assert_article(tmp_path, page(depth), engine)
    else:
        assert_linear(page, lambda html: assert_article(tmp_path, html, engine), depth // 2)


@EVERY_ENGINE
def test_elements_that_never_close_bring_no_paragraph_too_deep(tmp_path: Path, engine: str) -> None:
    many = tuple(f"{text} Take {number}." for number in range(40) for text in PARAGRAPHS)
    page = page_of("".join(f"<div><font size=2><p>{text}</p>" for text in many))  # 400 elements deep at the end
    assert_article(tmp_path, page, engine, many)


def test_page_made_shallow_keeps_its_text_and_its_innermost_elements() -> None:
    html = (
        "<html><body>" + "<div>" * 500 + "one<p class='a>b' id=c>two<p>three<br/>four<b>five<i>six</b>seven"
        "<script>if (a<b) { '<div>' }</script><!-- <div> --><textarea><p></textarea>" + "</div>" * 500 + "<p>eight</p>"
    )
    tree = document_fromstring(shallow(html), parser=HTMLParser())
    assert [p.text for p in tree.iter("p")] == ["two", "three", "eight"]
    assert "".join(tree.xpath("//body//text()[not(parent::script)]")) == "onetwothreefourfivesixseven<p>eight"
    assert next(tree.iter("p")).get("class") == "a>b"
    assert max(sum(1 for _ in element.iterancestors()) for element in tree.iter()) <= 210


def test_page_made_shallow_is_cut_right_behind_letters_that_grow_in_lower_case() -> None:
    html = "<html><body>İİİİ" + "<div>" * 300 + "<script>var a = 1;</script><p>Twee</p>" + "</div>" * 300
    assert [p.text for p in document_fromstring(shallow(html)).iter("p")] == ["Twee"]


@pytest.mark.parametrize("end", ["</body></html>", "</BODY></HTML>", "</Body></Html>", "</body ></html foo>"])
def test_text_behind_the_end_of_the_page_is_read_however_that_is_written(end: str) -> None:
    tree = parse_html(f"<html><body><p>One</p>{end}<pre>Two</pre><p>Three</p>")
    assert [element.text for element in tree.iter("p", "pre")] == ["One", "Two", "Three"]


def test_form_feeds_part_words_and_attributes() -> None:
    tree = parse_html("<html><body><p\fclass='a'>one\ftwo</p></body></html>")
    assert [(p.get("class"), p.text.split()) for p in tree.iter("p")] == [("a", ["one", "two"])]


def test_document_type_with_entities_leaves_nothing_behind() -> None:
    tree = parse_html("<!DOCTYPE html [ <!ENTITY mill 'm'> ]><html><head><title>Mill</title></head><body><p>One</p>")
    assert [tree.findtext(".//title"), tree.findtext(".//p"), len(tree.find("head"))] == ["Mill", "One", 1]


@pytest.mark.parametrize(
    "make, size",
    [
        (lambda n: "<b>" + "<div>" * n + "</b>" * n, 50_000),
        (lambda n: "<p>" * n, 100_000),
        (lambda n: "<" * n, 500_000),
        (lambda n: "<a '" * n, 150_000),
        (lambda n: "<!--" * n, 150_000),
        (lambda n: "<script>" * n, 100_000),
        (lambda n: ('<a b="' + "x" * 3_000) * n, 100),
        (lambda n: "<div>a" * n, 50_000),
    ],
)
def test_shallow_takes_time_by_the_length_only(
    make: Callable[[int], str], size: int, assert_linear: Callable[..., None]
) -> None:
    assert_linear(make, shallow, size)


@pytest.mark.parametrize(
    "huge",
    [
        f"<img alt='' src='data:image/png;base64,{'A' * 10_500_000}'>",
        f"<script>{'a = 1; ' * 1_500_000}</script>",
        f"<!-- {'no ' * 3_500_000} -->",
        f"<script>{'мельница ' * 700_000}</script>",  # fewer characters, but more bytes
    ],
    ids=["attribute", "script", "comment", "two bytes a character"],
)
def test_text_behind_more_than_ten_million_bytes_in_one_piece_is_kept(huge: str) -> None:
    tree = parse_html(page_of(f"<p>{PARAGRAPHS[0]}</p>{huge}{paragraphs_of(PARAGRAPHS[1:])}"))
    assert [p.text for p in tree.iter("p")][: len(PARAGRAPHS)] == list(PARAGRAPHS)


@EVERY_ENGINE
def test_line_of_a_million_characters_is_one_paragraph(
    tmp_path: Path, engine: str, assert_linear: Callable[..., None]
) -> None:
    def check(long: str) -> None:
        document = document_of(tmp_path, page_of(f"<p>{PARAGRAPHS[0]}</p><p>{long}</p>"), engine=engine)
        assert long in document.text.split("\n")

    assert_linear(lambda n: " ".join([*PARAGRAPHS] * n), check, 500)  # 1.1 million characters at most


@pytest.mark.parametrize(
    "page", ["<html></html>", "<p> \n\t&nbsp;</p>", "<!DOCTYPE html>", "<!-- nothing -->", "<br><hr>"]
)
def test_page_without_text_is_dropped_as_empty_not_failed(tmp_path: Path, page: str) -> None:
    outcome = outcome_of(tmp_path, page.encode())
    assert (outcome.status, outcome.text) == ("dropped", "")
    assert "no-text" in outcome.flags


@pytest.mark.parametrize("data", [b"", b" \r\n\t "])
def test_file_without_a_character_goes_to_quarantine(tmp_path: Path, data: bytes) -> None:
    outcome = outcome_of(tmp_path, data)
    assert (outcome.status, outcome.reason) == ("quarantined", "empty-file")


def test_file_of_a_byte_order_mark_is_dropped_as_empty(tmp_path: Path) -> None:
    outcome = outcome_of(tmp_path, b"\xef\xbb\xbf")
    assert (outcome.status, outcome.reason) == ("dropped", "empty")
