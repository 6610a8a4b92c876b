"""What a page shows at a click is the article's; what only some readers get, or opens over the page, is not."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from whole_pages import IMPRINT, MENU, PARAGRAPHS, document_of, page_of, paragraphs_of

from cleancorpus.extract.page import parse_page
from cleancorpus.extract.questions import with_answers

HEAD, TAIL = paragraphs_of(PARAGRAPHS[:2]), paragraphs_of(PARAGRAPHS[2:])
FAQ = (
    ("How long is the detour?", "Two miles by the mill, or three if the meadow is under water."),
    ("May dogs be taken up?", "Yes, on a lead, but no farther than to the floor of the stones."),
    ("Who pays for the oak?", "The parish gives the trees, and the county pays for the saw."),
)
ASKED = [text for pair in FAQ for text in pair]
LATER = "The first mill was built by monks, who wanted flour in the dry months and had little patience with the brook."


def lines_of(folder: Path, body: str, head: str = "") -> list[str]:
    lines = document_of(folder, page_of(f"{HEAD}{body}{TAIL}", head=f'<meta charset="utf-8">{head}')).text.split("\n")
    assert [line for line in lines if line in PARAGRAPHS] == list(PARAGRAPHS), lines
    assert not set(lines) & {*MENU, IMPRINT}
    return [line for line in lines if line and line not in PARAGRAPHS]


def each(markup: str) -> str:
    return "".join(markup.format(q=question, a=answer, n=number) for number, (question, answer) in enumerate(FAQ))


@pytest.mark.parametrize(
    "body",
    [
        each("<div class='accordion-item'><h3><button aria-expanded='false'>{q}</button></h3><div class='collapse' style='display:none'>{a}</div></div>"),
        each("<h3><button class='copy-large' aria-controls='s{n}' aria-expanded='false'>{q}</button></h3><div id='s{n}' hidden><p>{a}</p></div>"),
        each("<button class='accordion'>{q}</button><div class='panel'><p>{a}</p></div>"),
        "<dl>" + each("<dt><button aria-expanded='false'>{q}</button></dt><dd hidden>{a}</dd>") + "</dl>",
        each("<div itemprop='mainEntity'><h3 itemprop='name'>{q}</h3><div itemprop='acceptedAnswer' hidden><p>{a}</p></div></div>"),
        each("<div role='button' aria-expanded='false'><a class='toggle-title' tabindex='0'>{q}</a></div><div class='tab-content' style='display: none;'><p>{a}</p></div>"),
        each("<details><summary>{q}</summary><p>{a}</p></details>"),
    ],
    ids=["accordion", "controlled", "buttons", "terms", "microdata", "role", "details"],
)  # fmt: skip
def test_questions_and_their_answers_are_kept(tmp_path: Path, body: str) -> None:
    assert lines_of(tmp_path, body) == ASKED


def schema(of: tuple[tuple[str, str], ...]) -> str:
    asked = [
        {"@type": "Question", "name": q, "acceptedAnswer": {"@type": "Answer", "text": f"<p>{a}</p>"}} for q, a in of
    ]
    return f'<script type="application/ld+json">{json.dumps({"@type": "FAQPage", "mainEntity": asked})}</script>'


def test_answers_that_are_data_alone_follow_their_questions(tmp_path: Path) -> None:
    assert lines_of(tmp_path, each("<h3>{q}</h3><div class='answer'></div>"), schema(FAQ)) == ASKED


def test_answers_that_are_shown_are_not_given_twice(tmp_path: Path) -> None:
    assert lines_of(tmp_path, each("<h3>{q}</h3><p>{a}</p>"), schema(FAQ)) == ASKED


@pytest.mark.parametrize(
    ("body", "asked", "lines"),
    [
        ("<h3>***</h3>", ("?", "Only on Sundays, when the mill is open to all who ask."), ["***"]),
        (
            "<h3>Is it deep?</h3><p>Nobody drowned.</p>",
            ("Is it deep?", "No."),
            ["Is it deep?", "No.", "Nobody drowned."],
        ),
        (
            "<h3>Which kind?</h3><table><tr><td>a</td><td>b</td></tr></table>",
            ("Which kind?", "Ab."),
            ["Which kind?", "Ab.", "a | b"],
        ),
        ("<h3>Is it deep?</h3><p>No.</p>", ("Is it deep?", "No."), ["Is it deep?", "No."]),
        (
            f"<h3>Who built it?</h3><p>{LATER}</p>",
            ("Who built it?", f"Note: {LATER}"),
            ["Who built it?", LATER],
        ),
        (
            f"<h3>Who built it?</h3><p>Answer: {LATER}</p>",
            ("Who built it?", LATER),
            ["Who built it?", f"Answer: {LATER}"],
        ),
    ],
    ids=["no letters", "begins a word", "cells", "short", "label in the data", "label on the page"],
)
def test_an_answer_is_known_by_a_text_that_begins_as_it_does(
    body: str, asked: tuple[str, str], lines: list[str]
) -> None:
    blocks = [(text, "paragraph", None) for text in lines if text not in ("No.", "Ab.") or body.count(text)]
    page = parse_page(f"<html><head>{schema((asked,))}</head><body>{body}</body></html>")
    assert page is not None
    found = with_answers(blocks, page.json_ld, [text for text, _, _ in blocks])
    assert [text for text, _, _ in found] == lines


def test_questions_that_no_reader_sees_stay_out_with_their_answers(tmp_path: Path) -> None:
    assert lines_of(tmp_path, "", schema(FAQ)) == []


@pytest.mark.parametrize(
    "body",
    [
        f"<div class='read-more-content' style='display:none'><p>{LATER}</p></div><button>Show more</button>",
        f"<div role='tablist'><button role='tab' aria-controls='p2'>Before</button></div><div role='tabpanel' id='p2' hidden><p>{LATER}</p></div>",
        f"<div class='spoiler-body' style='display: none;'><p>{LATER}</p></div>",
        f"<x-part><template shadowrootmode='open'><style>p {{}}</style><p>{LATER}</p></template></x-part>",
        f"<x-part><template shadowroot='open'><p>{LATER}</p></template></x-part>",
    ],
    ids=["more", "tab", "spoiler", "shadow", "old shadow"],
)  # fmt: skip
def test_parts_that_open_at_a_click_are_kept(tmp_path: Path, body: str) -> None:
    assert LATER in lines_of(tmp_path, body)


def test_paragraphs_for_readers_without_scripts_are_kept_once(tmp_path: Path) -> None:
    more = f"<p>{LATER}</p><p>{LATER.replace('first', 'second').replace('monks', 'two brothers')}</p><p>{LATER.replace('first', 'third')}</p>"
    lines = lines_of(tmp_path, f"<div data-src='/2'></div><noscript>{more}</noscript>")
    assert lines.count(LATER) == 1 and len(lines) == 3
    assert lines_of(tmp_path, f"{more}<noscript>{more}</noscript>").count(LATER) == 1


@pytest.mark.parametrize(
    "body",
    [
        f"<div class='modal collapse' style='display:none'><p>{LATER}</p></div>",
        f"<div class='newsletter-panel' hidden><p>{LATER}</p></div>",
        f"<div class='panel' hidden><form><p>{LATER}</p><input name='mail'></form></div>",
        f"<div id='mobile-menu-panel' hidden><p>{LATER}</p></div>",
        f"<span class='tooltip-content' style='display:none'>{LATER}</span>",
        f"<div class='print-only'><p>{LATER}</p></div>",
        f"<p class='d-none d-print-block'>{LATER}</p>",
        f"<p class='Link_visuallyHidden__x1Z'>{LATER}</p>",
        f"<template id='row'><p>{LATER}</p></template>",
        f"<div class='tab-panel' lang='fr' hidden><p>{LATER}</p></div>",
    ],
    ids=["modal", "newsletter", "form", "menu", "tooltip", "print", "print block", "modules", "template", "other language"],
)  # fmt: skip
def test_what_opens_over_the_page_or_is_for_some_readers_stays_out(tmp_path: Path, body: str) -> None:
    assert LATER not in lines_of(tmp_path, body)


def test_a_text_named_for_prints_is_kept(tmp_path: Path) -> None:
    more = "".join(f"<p>{LATER.replace('first', number)}</p>" for number in ("first", "second", "third", "fourth"))
    assert len(lines_of(tmp_path, f"<div class='content_left print-only'>{more}</div>")) == 4
