"""Counts of characters, and how like a headline a text is."""

import numpy as np
from lxml import html

from cleancorpus.extract.blocks import walk
from cleancorpus.extract.blocks.characters import text_stats
from cleancorpus.extract.blocks.likeness import title_likeness


def test_counts_are_those_of_the_text() -> None:
    stats = text_stats(["One, two, three. Four!", "", "漢字、かな。終わり。"])
    assert stats.length.tolist() == [22, 0, 10]
    assert stats.commas.tolist() == [2, 0, 1]
    assert stats.spaces.tolist() == [3, 0, 0]
    assert stats.ends.tolist() == [1, 0, 2]  # one more ends the text itself
    assert stats.effective.tolist()[0] == 22
    assert stats.effective.tolist()[2] > 15


def test_a_text_of_millions_of_spaces_does_not_spill_into_other_counts() -> None:
    stats = text_stats(["a " * 1_500_000, "b, c"])
    assert stats.commas.tolist() == [0, 1]
    assert stats.spaces.tolist()[1] == 1


def test_a_separator_in_a_text_counts_as_a_space() -> None:
    assert text_stats(["a\x00b", "c"]).spaces.tolist() == [1, 0]


def test_a_headline_without_spaces_is_like_the_title() -> None:
    headline = "山あいの無人駅に小さな図書室ができた"
    page = walk(html.fromstring(f"<html><head><title>{headline}</title></head><body><h1>{headline}</h1></body></html>"))
    like, _ = title_likeness(page, np.array([0]), np.array([True]), np.array([len(headline)]))
    assert like.tolist() == [1.0]
