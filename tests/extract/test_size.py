"""What records are refused for before anything large is made of them."""

from __future__ import annotations

import random
import re
from collections.abc import Callable

import pytest

from cleancorpus.config import Config
from cleancorpus.errors import TooLargeError
from cleancorpus.extract import size
from cleancorpus.extract.size import check_elements, check_lines
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
