"""What pages are made of: texts with their cuts, samples, colours, the picture."""

from __future__ import annotations

import html
import re

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from cleancorpus.detect.registry import rule_classes
from cleancorpus.report.colours import _CATEGORIES, COLOURS, HUES, colour_class
from cleancorpus.report.highlight import (
    Caps,
    Mark,
    capped,
    excerpt,
    highlighted,
    is_link,
    link,
    marks_of,
    repaired_text,
)
from cleancorpus.report.rows import Lengths
from cleancorpus.report.sampling import Smallest, hashes_of, mixed
from cleancorpus.shown import without_controls

TEXTS = st.text(st.sampled_from("ab <>&\"'\n\x1b\u202e\u05d0é\U0001f600"), max_size=200)


@st.composite
def cut_texts(draw: st.DrawFn) -> tuple[str, list[Mark]]:
    text = draw(TEXTS)
    places = sorted(draw(st.sets(st.integers(0, len(text)), max_size=6)))
    spans = [(start, end) for start, end in zip(places[::2], places[1::2], strict=False) if start < end]
    return text, [Mark(start, end, "byline", "byline", "label", "<b>", 0.5) for start, end in spans]


def read(page: str) -> str:
    return html.unescape(re.sub(r"<[^>]*>", "", page))


@given(cut_texts())
def test_a_highlighted_text_is_the_text(found: tuple[str, list[Mark]]) -> None:
    text, marks = found
    page = highlighted(text, marks)
    assert "".join(read(page).split()) == "".join(without_controls(text).split())
    assert set(re.findall(r"</?(\w+)", page)) <= {"mark"}
    marked = [read(one) for one in re.findall(r"<mark[^>]*>(.*?)</mark>", page, re.DOTALL)]
    wanted = [text[mark.start : mark.end] for mark in marks]
    assert ["".join(one.split()) for one in marked] == ["".join(without_controls(one).split()) for one in wanted]


@given(cut_texts(), st.integers(1, 60))
def test_an_excerpt_holds_the_cut_and_little_else(found: tuple[str, list[Mark]], around: int) -> None:
    text, marks = found
    for mark in marks:
        start, end = excerpt(text, mark, around)
        assert 0 <= start <= mark.start < mark.end <= end <= len(text)
        assert mark.start - start <= around and end - mark.end <= around
        page = highlighted(text, marks, window=(start, end), focus=mark, caps=Caps(cut=50, kept=50))
        assert page.count(f'<mark class="{colour_class("byline")}"') == 1 or len(marks) > 1


def test_long_texts_are_shortened_in_their_middle_with_the_number_left_out() -> None:
    mark = Mark(10, 2_010, "byline", "byline", "label", "evidence")
    page = read(highlighted("before it " + "x" * 2_000 + " behind it", [mark], caps=Caps(cut=90)))
    assert page == f"before it {'x' * 60} … 1,910 characters more … {'x' * 30} behind it"
    many = [Mark(at, at + 5, "byline", "byline", "label", "evidence") for at in range(0, 1_000, 10)]
    assert "more cuts" in read(highlighted("word " * 200, many, caps=Caps(total=100)))


def test_marks_and_text_come_from_a_row() -> None:
    cut = {
        "start": 0,
        "end": 4,
        "text": "Ad.\n",
        "rule": "r",
        "category": "c",
        "reason": "x",
        "evidence": "y",
        "score": 1.0,
    }
    row = {"text": "Story", "removals": [cut]}
    assert repaired_text(row) == "Ad.\nStory"
    assert marks_of(row["removals"]) == [Mark(0, 4, "r", "c", "x", "y", 1.0)]
    assert repaired_text({"repaired_text": "whole"}) == "whole"


def test_only_addresses_of_the_web_are_links() -> None:
    for url in ("https://a.example/b?c=d&e", "http://a.example"):
        assert is_link(url)
        assert link(url).startswith("<a href=")
        assert 'rel="noreferrer noopener nofollow"' in link(url)
    for url in (
        None, "", "javascript:alert(1)", " https://a.example", "https://a.example/<b>", "https://a.example/\u202ex", "data:text/html,x",
        'https://a.example/"onclick="x', "https://a.example/\x1b", "//a.example", "file:///etc/passwd", "https://a.example/" + "b" * 3_000,
    ):  # fmt: skip
        assert "<a" not in link(url)


@given(st.lists(st.integers(0, 40), max_size=80), st.integers(1, 5))
def test_the_smallest_are_kept_whatever_the_order(ranks: list[int], most: int) -> None:
    kept: Smallest[str, int] = Smallest(most)
    for number, rank in enumerate(ranks):
        kept.add("a", rank, number)
    ordered = sorted(enumerate(ranks), key=lambda pair: (pair[1], pair[0]))
    assert kept.of("a") == [number for number, _ in ordered[:most]]
    assert kept.of("b") == []


def test_hashes_stay_the_same() -> None:
    hashes = hashes_of(["doc-1", None, "é"])
    assert hashes.tolist() == hashes_of(["doc-1", "", "é"]).tolist()
    assert len({*mixed(hashes, np.array([1, 1, 1])).tolist(), *mixed(hashes, np.array([2, 2, 2])).tolist()}) == 6


def test_medians_are_near() -> None:
    values = np.array([5, 80, 1_000, 1_234, 90_000])
    lengths = Lengths()
    lengths.add(values)
    assert abs(lengths.median - 1_000) <= 50
    assert Lengths().median == 0
    assert lengths.ranges.sum() == len(values)


def test_every_category_of_a_rule_has_its_colour() -> None:
    categories = {rule.category for rule in rule_classes().values()} - {"keeper"}
    assert categories <= set(_CATEGORIES)
    assert len(_CATEGORIES) <= COLOURS == 2 * HUES
    assert re.fullmatch(r"k\d+", colour_class("<b>"))


def test_names_are_capped() -> None:
    assert capped("a\n\n b", 10) == "a b"
    assert len(capped("x" * 100, 10)) == 10
    assert capped(None, 3) == ""
