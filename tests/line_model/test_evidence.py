"""Reasons in words, and the class of a line."""

import numpy as np
import pytest

from cleancorpus.detect.line_model.evidence import REASONS, _phrase, describe, guess_category
from cleancorpus.detect.line_model.signals import Signals
from cleancorpus.detect.line_model.weights import packaged


def test_every_feature_has_something_to_say_one_way_or_the_other() -> None:
    silent = [name for name in packaged().names if not _phrase(name, True)[1] and not _phrase(name, False)[1]]
    # Signs, quotes, brackets and the like speak only through what they come with.
    assert len(silent) < 0.2 * len(packaged().names), silent


def test_a_phrase_stands_for_one_reason() -> None:
    said = [_phrase(name, high) for name in packaged().names for high in (False, True)]
    codes: dict[str, set[str]] = {}
    for code, phrase in said:
        if phrase:
            codes.setdefault(phrase, set()).add(code)
    assert {phrase: found for phrase, found in codes.items() if len(found) > 1} == {}
    assert set().union(*codes.values()) | {"lines-around"} == set(REASONS)


@pytest.mark.parametrize(
    ("name", "high", "words"),
    [
        ("since related line", True, "related phrases here or near"),
        ("phrase photo_credit.label", True, "photo credit phrases here or near"),
        ("found share", True, "next to what rules call share"),
        ("since author-box found", True, "next to what rules call author-box"),
        ("found within 3 after", True, "rules found lines around it"),
        ("headline words", False, "words of the headline absent"),
        ("ends a sentence", False, "no sentence end"),
        ("on other sites", True, "it or lines beside it stand on other sites"),
    ],
)
def test_features_speak_in_words(name: str, high: bool, words: str) -> None:
    code, said = _phrase(name, high)
    assert said == words
    assert code in REASONS


def test_reasons_come_by_weight_and_small_ones_are_left_out() -> None:
    names = ("headline words", "ends a sentence", "from end", "words")
    rows = np.array([[-1.0, -1.0, 1.0, -1.0]], np.float32)
    added = np.array([[0.5, 0.9, 0.05, -0.7]], np.float32)
    assert describe(names, rows, added) == [("sentence", "no sentence end; words of the headline absent")]
    assert describe(names, rows, -abs(added)) == [("lines-around", "the lines around it")]


SIGNALS = Signals(("related.heading", "share.label", "share.word-label"), ("related", "share"), ("comment", "byline"))
COLUMNS = (
    "phrase related.heading", "phrase share.label", "phrase share.word-label", "share related", "share share",
    "since related line", "since share line", "since comment found", "since byline found",
)  # fmt: skip


@pytest.mark.parametrize(
    ("values", "category"),
    [
        ({"phrase share.label": 1, "share share": 0.8, "since related line": 1}, "share"),
        ({"phrase share.word-label": 1, "share share": 0.8}, "boilerplate"),
        ({"phrase share.label": 1, "share share": 0.1, "since related line": 0.8}, "related"),
        ({"since comment found": 0.9, "since related line": 0.6}, "comment"),
        ({"since byline found": 1, "since share line": 1}, "boilerplate"),
        ({"since related line": 0.3}, "boilerplate"),
    ],
)
def test_class_by_own_phrase_or_by_the_section_above(values: dict[str, float], category: str) -> None:
    row = np.array([float(values.get(name, 0)) for name in COLUMNS])
    assert guess_category({name: i for i, name in enumerate(COLUMNS)}, row, SIGNALS) == category
