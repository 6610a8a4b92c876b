"""What records are refused for before anything large is made of them."""

from __future__ import annotations

import contextlib
import random
import re
from collections.abc import Callable

import pytest

from cleancorpus.config import Config
from cleancorpus.errors import TooLargeError
from cleancorpus.extract import size
from cleancorpus.extract.html import extract_html
from cleancorpus.extract.parse import parse_html
from cleancorpus.extract.size import check_attributes, check_elements, check_lines
from cleancorpus.model import Record
from cleancorpus.pipeline.text_stage import TextStage
from cleancorpus.repair.plain import repair_plain

ENDS = ["\n", "\r\n", "\r", "\x0b", "\x0c", "\x85", "\N{LINE SEPARATOR}", "\N{PARAGRAPH SEPARATOR}"]


@pytest.mark.parametrize("end", ENDS)
def test_a_line_is_what_repair_makes_one_of(end: str) -> None:
    text = end.join(f"word {number}{end}  " for number in range(20))
    assert len(repair_plain(text, Config().repair)[0]) == 20
    check_lines(text, 20)
    with pytest.raises(TooLargeError, match="20 lines, more than 19"):
        check_lines(text, 19)


def test_half_characters_of_another_encoding_end_no_line() -> None:
    text = "\xc3\x85ngstr\xc3\xb6m " * 20  # «Ångström» in UTF-8 that was read as Latin-1
    check_lines(text, 10)


@pytest.mark.parametrize("end", ["&#10;", "&#x2028;", "&NewLine;"])
def test_lines_that_repair_makes_count_too(end: str) -> None:
    text = end.join(f"word {number}" for number in range(120))
    for most, reason in ((120, None), (119, "too-many-parts")):
        stage = TextStage(Config.model_validate({"extract": {"max_lines": most}}))
        reading = stage.read(Record("a", "", 1, "text", text.encode(), "utf-8"))
        assert reading.reason == reason, end
    assert reading.detail == "120 lines, more than 119; raise extract.max_lines"


def test_scripts_and_styles_are_left_out_as_a_pattern_would_do_it() -> None:
    pattern = re.compile(r"<(script|style)\b.*?</\1", re.IGNORECASE | re.DOTALL)
    parts = [
        "<script>",
        "<STYLE a=1>",
        "</script>",
        "</Style >",
        "<scripts>",
        "<b>",
        "x",
        "</",
        "<style",
        "\n",
        "<script",
    ]
    rnd = random.Random(7)
    for _ in range(3000):
        page = "".join(rnd.choices(parts, k=rnd.randint(0, 14)))
        assert size._without_unread(page) == pattern.sub("<script>", page), page


@pytest.mark.parametrize("tag", ["<style>", "<script a>", "<style></style ><script>", "<script><style>"])
def test_pages_of_tags_without_an_end_take_time_by_their_length(assert_linear: Callable[..., None], tag: str) -> None:
    def work(page: str) -> None:
        with pytest.raises(TooLargeError):
            check_elements(page, 100)

    assert_linear(lambda count: tag * count, work, 20_000)


def test_elements_are_counted_without_those_in_scripts() -> None:
    page = "<p>" * 30 + "<script>" + "<b>" * 500 + "</script>" + "<STYLE>" + "<i>" * 500 + "</style>" + " " * 200
    check_elements(page, 100)
    with pytest.raises(TooLargeError, match="elements and attributes, more than 100"):
        check_elements(page + "<b>" * 80, 100)


def test_of_common_pages_only_single_characters_are_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(size, "_without_unread", lambda _: pytest.fail("looked for tags"))
    check_elements("<p class=a>The council met on Monday.</p>" * 10_000, 500_000)
    check_elements("<p>" + "The_council_met_on_Monday. " * 100_000, 500_000)


def attributes(number: int, value: str = "=1") -> str:
    return " ".join(f"a{each}{value}" for each in range(number))


@pytest.mark.parametrize("value", ["", "=1", "='<b>'", '="a > b c"', " = \n'x'", "=<b"])
def test_attributes_of_one_element_are_counted_as_a_parser_sees_them(value: str) -> None:
    page = f"<p>The council met.</p><div {attributes(120, value)}>It will meet again.</div>"
    assert max(len(element.attrib) for element in parse_html(page).iter("*")) == 120
    check_attributes(page, 120)
    with pytest.raises(TooLargeError, match="120 attributes of one element, more than 119"):
        check_attributes(page, 119)


@pytest.mark.parametrize(
    "page",
    [
        f"<script>if (i<n && {attributes(500)}) go()</script>",
        f"<!-- <div {attributes(500)}> -->",
        f'<div title="{attributes(500)}">',
        f"<div {attributes(90)}>" * 20,
        "<div " + "class=a " * 500 + ">",
        "<p>" + "a < b, " * 500,
    ],
    ids=["script", "comment", "value", "many elements", "one name", "text"],
)
def test_what_only_looks_like_many_attributes_of_one_element_is_let_in(page: str) -> None:
    check_attributes(page, 100)


def test_a_page_with_an_element_of_too_many_attributes_is_too_many_parts() -> None:
    page = f"<html><body><p>The council met.</p><div {attributes(1_001)}>It will meet again.</div></body></html>"
    reading = TextStage(Config()).read(Record("a", "", 1, "html", page.encode(), "utf-8"))
    assert (reading.reason, reading.detail) == (
        "too-many-parts",
        "1,001 attributes of one element, more than 1,000; raise extract.max_attributes",
    )


@pytest.mark.parametrize("piece", ["a='>' ", "<a b='", '<a b="', "<a ='\"", "<!--", "a ", "/", "=", '"', "<a \n="])
def test_tags_without_an_end_are_counted_in_time_by_their_length(
    assert_linear: Callable[..., None], piece: str
) -> None:
    def work(page: str) -> None:
        with contextlib.suppress(TooLargeError):
            check_attributes(page, 100)

    assert_linear(lambda size: "<div " + piece * (size // len(piece)), work, 400_000)


def test_many_attributes_of_one_element_take_time_by_their_number(assert_linear: Callable[..., None]) -> None:
    def work(page: str) -> None:
        with contextlib.suppress(TooLargeError):
            extract_html(page)

    assert_linear(lambda count: f"<div {attributes(count)}>", work, 40_000)
