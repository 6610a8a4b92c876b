"""Whole pages, from markup to blocks and metadata."""

import gzip
import json
import logging
import os
import random
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import trafilatura

from cleancorpus.config import Extract
from cleancorpus.errors import DocumentError
from cleancorpus.extract import html as html_module
from cleancorpus.extract.html import extract_html
from cleancorpus.extract.page import parse_page

SENTENCES = [
    f"On the {day} day the ferry crossed the sound at dawn, and {count} passengers stood on deck with their coats closed."
    for day, count in (
        ("first", "forty"),
        ("second", "fifty"),
        ("third", "sixty"),
        ("fourth", "seventy"),
        ("fifth", "eighty"),
    )
]
ARTICLE = "".join(f"<p>{text}</p>" for text in SENTENCES)


def page(body: str, head: str = "") -> str:
    return f'<!DOCTYPE html><html lang="en"><head><title>Ferry strike ends - Oldmouth Post</title>{head}</head><body>{body}</body></html>'


def story(body: str) -> str:
    return page(
        f"<nav><a href='/'>Home</a></nav><article><h1>Ferry strike ends</h1>{body}</article><footer>Imprint</footer>"
    )


def test_an_article_in_blocks() -> None:
    body = (
        f"{ARTICLE}<h2>What comes <em>next</em></h2><p>Talks go on<b>.</b></p><ul><li>one item of the list</li><li>another item</li></ul>"
        "<blockquote><p>We waited for months.</p></blockquote>"
        "<table><tr><th>Year</th><th>Boats</th></tr><tr><td>2023</td><td>12</td></tr></table>"
    )
    found = extract_html(story(body), options=Extract(engine="trafilatura"))
    kinds = [(kind, text) for text, kind, _ in found.blocks]
    assert [text for kind, text in kinds if kind == "paragraph"] == [*SENTENCES, "Talks go on."]
    assert ("heading", "What comes next") in kinds
    assert ("list_item", "another item") in kinds
    assert ("quote", "We waited for months.") in kinds
    assert [text for kind, text in kinds if kind == "table_row"] == ["Year | Boats", "2023 | 12"]
    assert "Home" not in found.text
    assert "Imprint" not in found.text
    assert found.title == "Ferry strike ends"
    assert found.flags == ()


def test_tables_can_be_left_out() -> None:
    body = ARTICLE + "<table><tr><th>Year</th><th>Boats</th></tr><tr><td>2023</td><td>12</td></tr></table>"
    assert "2023 | 12" in extract_html(story(body)).text
    assert "2023" not in extract_html(story(body), options=Extract(tables=False)).text


def test_no_text_holds_a_line_break() -> None:
    body = ARTICLE + "<p>one\n two<br>three</p><pre>code {\n  line\n}</pre>"
    blocks = extract_html(story(body)).blocks
    assert blocks
    assert not any("\n" in text or not text.strip() for text, _, _ in blocks)


def test_consent_banner_is_dropped_and_flagged() -> None:
    banner = "<div id='cookie-notice'><p>We use cookies to improve your visit. By staying you agree.</p><button>OK</button></div>"
    found = extract_html(page(f"{banner}<article>{ARTICLE}</article>"))
    assert "consent-container-dropped:#cookie-notice" in found.flags
    assert "cookies" not in found.text
    assert found.text.count("ferry") == 5


def test_consent_containers_can_stay() -> None:
    banner = "<div id='cookie-notice'><p>We use cookies.</p></div>"
    assert extract_html(page(banner + ARTICLE), options=Extract(consent_containers=False)).flags == ()


def test_note_for_a_blocked_embed_goes_and_the_article_around_it_stays() -> None:
    note = "<div class='_brlbs-content-blocker'><p>With your consent, videos of Sample Tube are loaded here.</p><a href='#'>Load video</a></div>"
    found = extract_html(story(f"<p>{SENTENCES[0]}</p>{note}<p>{SENTENCES[1]}</p><p>{SENTENCES[2]}</p>"))
    assert found.text == "\n".join(["Ferry strike ends", *SENTENCES[:3]]) or found.text == "\n".join(SENTENCES[:3])


def test_second_try_takes_json_ld() -> None:
    ld = {"@type": "NewsArticle", "headline": "Ferry strike ends", "articleBody": "\n\n".join(SENTENCES)}
    markup = page("<div id='app'><p>Loading</p></div>", f'<script type="application/ld+json">{json.dumps(ld)}</script>')
    found = extract_html(markup, options=Extract(engine="trafilatura", focus="precision"))
    assert "second-try:json-ld" in found.flags
    assert [text for text, _, _ in found.blocks] == SENTENCES


def test_second_try_takes_the_apps_state() -> None:
    state = {"props": {"story": {"body": ARTICLE}}}
    markup = page(
        f'<div id="__next"></div><script id="__NEXT_DATA__" type="application/json">{json.dumps(state)}</script>'
    )
    found = extract_html(markup)
    assert "second-try:app-state" in found.flags
    assert [text for text, _, _ in found.blocks] == SENTENCES


def test_second_try_casts_a_wider_net(monkeypatch: pytest.MonkeyPatch) -> None:
    tried: list[str] = []

    def fake(_: Any, *, fast: bool, focus: str, tables: bool) -> list[tuple[str, str, bool]]:
        tried.append(focus)
        return [(SENTENCES[0], "paragraph", True)] if focus == "recall" else [("Too little.", "paragraph", True)]

    monkeypatch.setattr(html_module, "trafilatura_blocks", fake)
    found = extract_html(page(ARTICLE), options=Extract(engine="trafilatura", focus="precision"))
    assert tried == ["precision", "recall"]
    assert "second-try:recall" in found.flags
    assert found.text == SENTENCES[0]


def test_no_second_try_for_enough_words() -> None:
    state = json.dumps({"body": ARTICLE * 3})
    markup = story(ARTICLE).replace("</body>", f'<script type="application/json">{state}</script></body>')
    assert extract_html(markup).flags == ()


def test_short_news_stay_as_they_are() -> None:
    short = "<p>The ferry strike is over, the harbour office said on Monday.</p>"
    found = extract_html(story(short), options=Extract(engine="trafilatura"))
    assert "The ferry strike is over, the harbour office said on Monday." in found.text
    assert not any(flag.startswith("second-try") for flag in found.flags)


@pytest.mark.parametrize(
    "markup", ["", "   \n", "<html></html>", "<html><head><title>x</title></head><body></body></html>"]
)
def test_a_page_without_text(markup: str) -> None:
    found = extract_html(markup, url="https://oldmouthpost.example/a")
    assert found.blocks == ()
    assert found.flags == ("no-text",)
    assert found.url == "https://oldmouthpost.example/a"


@pytest.mark.parametrize(
    "markup",
    [
        SENTENCES[0],
        f"<p>{SENTENCES[0]}</p>",
        f"<p>{SENTENCES[0]}</p><p>{SENTENCES[1]}</p>",
        f'<?xml version="1.0" encoding="utf-8"?><html><body><p>{SENTENCES[0]}</p></body></html>',
        f"\x00\ufeff<html><body><p>{SENTENCES[0]}\x0b</p></body></html>",
        f"\ud800<html><body><p>{SENTENCES[0]}</p></body></html>",
        f"<html lang='en'/>\n<body><p>{SENTENCES[0]}</p>",
        "<div>" * 400 + f"<p>{SENTENCES[0]}</p>",
    ],
)
def test_odd_markup_keeps_its_text(markup: str) -> None:
    found = extract_html(markup)
    if markup.startswith("<div><div>"):
        assert found.blocks == () or SENTENCES[0] in found.text  # the parser cuts off at a depth of its own
    else:
        assert SENTENCES[0] in found.text


def test_failure_of_trafilatura_is_an_error_of_the_document(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise RecursionError("too deep")

    monkeypatch.setattr(trafilatura, "bare_extraction", fail)
    with pytest.raises(DocumentError, match=r"oldmouthpost\.example/a: trafilatura fails \(RecursionError: too deep\)"):
        extract_html(story(ARTICLE), url="https://oldmouthpost.example/a", options=Extract(engine="trafilatura"))


def test_result_does_not_depend_on_order_or_repetition() -> None:
    pages = [
        story(ARTICLE),
        page(ARTICLE),
        story(f"<p>{SENTENCES[0]}</p>" * 3),
        page("<p>Loading</p>"),
        story(ARTICLE + ARTICLE),
    ]
    first = [extract_html(markup) for markup in pages]
    again = list(zip(range(len(pages)), pages, strict=True)) * 3
    random.Random(3).shuffle(again)
    for index, markup in again:
        assert extract_html(markup) == first[index]


def test_result_does_not_depend_on_the_process() -> None:
    program = (
        "import sys; sys.path.insert(0, sys.argv[1]);"
        "from test_extract_html import story, ARTICLE; from cleancorpus.extract.html import extract_html;"
        "print(repr(extract_html(story(ARTICLE))))"
    )
    outputs = {
        subprocess.run(
            [sys.executable, "-c", program, str(Path(__file__).parent)],
            capture_output=True,
            text=True,
            check=True,
            env=os.environ | {"PYTHONHASHSEED": seed, "PYTHONIOENCODING": "utf-8"},
        ).stdout
        for seed in ("1", "2")
    }
    assert outputs == {repr(extract_html(story(ARTICLE))) + "\n"}


def test_trafilatura_says_nothing_on_stderr(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.NOTSET):
        extract_html(page("<p>x</p>"))
    assert not [record for record in caplog.records if record.name.startswith(("trafilatura", "htmldate"))]


def test_focus_and_fast_reach_trafilatura(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[tuple[bool, str, bool, object]] = []
    original = trafilatura.bare_extraction

    def spy(tree: Any, *, options: Any) -> Any:
        seen.append((options.fast, options.focus, options.tables, options.dedup))
        return original(tree, options=options)

    monkeypatch.setattr(trafilatura, "bare_extraction", spy)
    for options in (
        Extract(engine="trafilatura"),
        Extract(engine="trafilatura", fast=True, focus="precision"),
        Extract(engine="trafilatura", focus="recall", tables=False),
    ):
        extract_html(story(ARTICLE), options=options)
    assert seen == [(False, "balanced", True, False), (True, "precision", True, False), (False, "recall", False, False)]


@pytest.mark.bench
def test_news_pages_of_the_benchmark(bench: Path) -> None:
    """Text at least as near to the gold text as trafilatura's own, on a sample."""
    with gzip.open(bench / "html" / "dev" / "fundus.jsonl.gz", "rt", encoding="utf-8") as stream:
        lines = stream.readlines()[:20]
    ours = theirs = 0.0
    for line in lines:
        row = json.loads(line)
        gold = row["gold_text"].split()
        text = trafilatura.extract(row["html"], include_comments=False) or ""
        theirs += _overlap(gold, text.split())
        ours += _overlap(gold, extract_html(row["html"], url=row["url"]).text.split())
    assert ours >= theirs - 0.01 * len(lines)


def _overlap(gold: list[str], words: list[str]) -> float:
    common = len(set(gold) & set(words))
    return 2 * common / max(1, len(set(gold)) + len(set(words)))


@pytest.mark.parametrize("engine", ["blocks", "trafilatura+blocks"])
def test_other_engines_find_the_article(engine: Any) -> None:
    found = extract_html(story(ARTICLE), options=Extract(engine=engine))
    assert [text for text, kind, _ in found.blocks if kind == "paragraph"] == SENTENCES
    assert found.title == "Ferry strike ends"


def test_a_page_of_thousands_of_scraps_asks_no_second_opinion() -> None:
    scraps = "<b>x<div>" * 6_000
    found = extract_html(f"<html><body><h1>Scraps</h1>{scraps}</body></html>")
    assert not [flag for flag in found.flags if flag.startswith("second-try:trafilatura")]


def test_of_very_many_headings_the_first_are_candidates() -> None:
    page = parse_page("<html><body>" + "<h1>A heading of the page</h1>" * 5_000 + "</body></html>")
    assert page is not None
    assert len(page.h1) == 50


def _page_of_data(words_of_data: int) -> str:
    """A page with an article of so many words in its data alone."""
    data = json.dumps({"@type": "NewsArticle", "articleBody": " ".join(["Rye"] * words_of_data) + "."})
    script = f"<script type='application/ld+json'>{data}</script>"
    return f"<html><head>{script}</head><body><p>Entries</p></body></html>"


def test_data_stand_in_for_an_unsure_text_only_if_they_hold_much_more(monkeypatch: pytest.MonkeyPatch) -> None:
    unsure = [("An entry and what was said of it at the time. " * 20, "paragraph", True)]  # 220 words
    monkeypatch.setattr(html_module, "_first_try", lambda *_: html_module.FoundText(unsure, None, "trafilatura", 0.4))
    assert extract_html(_page_of_data(430)).flags == ("second-try:trafilatura",)
    assert extract_html(_page_of_data(450)).flags == ("second-try:json-ld",)


def test_a_few_lines_that_the_classifier_is_sure_of_are_the_text() -> None:
    panels = (
        "<div class=panel><p>Light boots for wet paths, with a sole that holds on stone.</p></div>"
        "<div class=panel style='display:none'><p>They run small: take one size more than you wear.</p></div>"
    )
    page = f"<html><body><main><h1>Walking boots</h1><div><a href=#a>About</a><a href=#b>Size</a></div>{panels}</main></body></html>"
    found = extract_html(page)
    assert [text for text, _, _ in found.blocks][-2:] == [
        "Light boots for wet paths, with a sole that holds on stone.",
        "They run small: take one size more than you wear.",
    ]
    assert not any(flag.startswith("second-try") for flag in found.flags)
