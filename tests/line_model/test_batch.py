"""Lines of many documents are judged together, and each document gets what it would get alone, to the last digit."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from views import view_of

from cleancorpus.detect.line_model import LineModel, model
from cleancorpus.detect.line_model.batch import Batch, distinct
from cleancorpus.detect.line_model.features import matrices, matrix
from cleancorpus.detect.line_model.weights import packaged
from cleancorpus.detect.repeats import profile_of_counts
from cleancorpus.detect.view import View
from cleancorpus.model import Finding

LINES = (
    "Home", "More stories", "Share this article", "© 2023 Example Gazette", "12 comments", "7 comments", "…", "中文新闻。东京",
    "The council voted on Monday to close the old bridge until spring, after engineers had found cracks in two piers.",
    "Traders on the quay said that the detour would cost them an hour a day, and that nobody had asked them before.",
    "Council closes bridge | Example Gazette", "Council closes the bridge", "By Jane Doe", "14:05 Ferry fares to rise", "200 g sorrel",
    "Mehr dazu: www.example.org", "\U0001f600 \U00020000", "-- 7 --",
)  # fmt: skip
TEXTS = st.lists(st.sampled_from(LINES), min_size=1, max_size=30).map("\n".join)


def told(view: View) -> tuple[Finding, ...]:
    """What a rule may have found: every fifth line, and one span over two lines."""
    found = [Finding("menu", 1, "navigation", line.span, "label") for line in view.lines[1::5]]
    return (*found, *(Finding("related-links", 1, "related", line.span, "heading") for line in view.lines[3:5]))


@given(st.lists(TEXTS, min_size=1, max_size=6), st.booleans())
@settings(max_examples=60, deadline=None)
def test_features_are_those_of_each_document_alone(texts: list[str], titled: bool) -> None:
    weights = packaged()
    site = profile_of_counts("example", 50, [("Home", 40)]).of_site("example")
    meta: dict[str, Any] = {"title": "Council closes bridge", "site": "Example Gazette"} if titled else {}
    views = [View(view_of(text, **meta).doc, (), site if number % 2 else None) for number, text in enumerate(texts)]
    made = matrices(views, [told(view) for view in views], weights.signals, weights.lines)
    for number, (view, (first, last)) in enumerate(zip(views, made.batch.bounds, strict=True)):
        alone = matrix(view, told(view), weights.signals, weights.lines)
        assert alone.names == made.of(first, last)[0]
        assert np.array_equal(made.of(first, last)[1].T, alone.values, equal_nan=True)
        assert np.array_equal(made.same_site[first:last], alone.same_site)
        for one, other in zip(made.facts_of(number), alone.facts, strict=True):
            assert np.array_equal(one, other)


@given(st.lists(TEXTS, min_size=1, max_size=8), st.integers(1, 40))
@settings(max_examples=40, deadline=None)
def test_findings_do_not_depend_on_how_documents_are_grouped(texts: list[str], lines: int) -> None:
    judge = LineModel("strict")
    views = [view_of(text) for text in texts]
    cuts = [told(view) for view in views]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(model, "_LINES", lines)
        found = judge.score(views, cuts)
    assert found == [judge.score([view_of(text)], [cut])[0] for text, cut in zip(texts, cuts, strict=True)]


def test_who_asks_is_told_of_each_document_when_its_lines_are_read_and_when_findings_are_made(monkeypatch: Any) -> None:
    monkeypatch.setattr(model, "_LINES", 3)
    began: list[int] = []
    LineModel().score([view_of("\n".join(LINES[:2])), view_of(""), view_of("One"), view_of("Two")], None, began.append)
    assert began == [0, 1, 2, 0, 2, 3, 3]


def test_distances_windows_and_runs_end_with_their_document() -> None:
    batch = Batch([view_of("a\nb\nc"), view_of("d\ne")])
    flags = np.array([[False, True, False, False, True], [True, False, False, True, False]])
    assert batch.since(flags, 9).tolist() == [[9, 9, 1, 9, 9], [9, 1, 2, 9, 1]]
    assert batch.until(flags, 9).tolist() == [[1, 9, 9, 1, 9], [9, 9, 9, 9, 9]]
    values = np.array([1.0, 2.0, 4.0, 8.0, 16.0])
    assert batch.sums(values).tolist() == [0, 1, 3, 7, 0, 8, 24]
    assert batch.window(values, batch.sums(values), 1).tolist() == [1, 2.5, 1, 8, 4]
    assert batch.shifted(values, 1).tolist() == [2, 4, 0, 16, 0]
    assert batch.shifted(values, -2).tolist() == [0, 0, 1, 0, 0]
    assert batch.shifted(values, 9).tolist() == [0] * 5
    edges, number = batch.runs(np.array([True, False, False, False, True]))
    assert (edges.tolist(), number.tolist()) == ([0, 1, 3, 4, 5], [0, 1, 1, 2, 3])


@given(st.lists(st.tuples(st.integers(0, 2**40), st.integers(0, 9))), st.sampled_from([10, 2**40]))
def test_pairs_are_told_apart_whatever_their_size(pairs: list[tuple[int, int]], n_minor: int) -> None:
    major, minor = (np.array([pair[side] for pair in pairs], np.int64) for side in (0, 1))
    found = distinct(major, minor, n_minor)
    assert list(zip(*(part.tolist() for part in found), strict=True)) == sorted(set(pairs))
