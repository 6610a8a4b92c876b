"""Counts of characters and words agree with plain definitions, in any script."""

import unicodedata

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from views import view_of

from cleancorpus.detect.line_model.chars import ends_like, measure

ALPHABET = "aZéß9٣ .,!?。، ं中のกக\U0001f600\U00020000-–|@#©$»(\u200c"


def lines_of(text: str) -> list[str]:
    return [line.text for line in view_of(text).lines]


@given(st.text(alphabet=ALPHABET + "\n", min_size=1).filter(str.strip))
@settings(max_examples=150, deadline=None)
def test_counts_are_those_of_each_line(text: str) -> None:
    view = view_of(text)
    if not view.lines:
        return
    stats = measure([line.text for line in view.lines])
    for line in view.lines:
        i, chars = line.index, line.text
        assert np.expm1(stats.columns["chars"][i]) == pytest.approx(len(chars))
        digits = sum(unicodedata.category(c)[0] == "N" for c in chars)
        assert stats.columns["digits"][i] == pytest.approx(digits / len(chars))
        assert stats.columns["at"][i] == min(3, chars.count("@"))
        assert stats.columns["bracket"][i] == min(3, chars.count("("))
        assert np.expm1(stats.columns["commas"][i]) == pytest.approx(sum(c in ",،" for c in chars))
        cased = [c for c in chars if c.isupper() or c.islower()]
        share = stats.columns["capitals"][i]
        assert np.isnan(share) if not cased else share == pytest.approx(sum(c.isupper() for c in cased) / len(cased))


def test_lines_without_capitals_have_nothing_to_say_on_case() -> None:
    stats = measure(lines_of("中文新闻。\nHeute ist Montag."))
    assert np.isnan(stats.columns["capitalised words"][0])
    assert stats.columns["capitalised words"][1] == pytest.approx(2 / 3)


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("one two three", 3),
        ("don't", 2),  # the apostrophe parts it here; only lengths in the large matter
        ("木造の駅舎", 5 * 0.55),
        ("ตลาดเช้า", 8 * 0.25),
        ("மாணவர்கள் உழைத்தனர்", 19 / 6),  # long words count as more than one
        ("स्वतंत्रता", 10 / 6),  # marks do not part words
    ],
)
def test_words_in_any_script(line: str, words: float) -> None:
    assert measure(lines_of(line)).words[0] == pytest.approx(words, rel=0.12)


def test_clock_times_dates_and_addresses_are_counted() -> None:
    text = "At 14:05 or 2 pm\nOn 3 November 2024, 2024-11-03 and May 5, 2023\n2024年11月3日\nwww.example.org\nIn 1999 it was 3.5 percent."
    columns = measure(lines_of(text)).columns
    assert columns["clock"].tolist() == [2, 0, 0, 0, 0]
    assert columns["date"].tolist() == [0, 3, 1, 0, 0]
    assert columns["url"].tolist() == [0, 0, 0, 1, 0]


def test_shapes_collapse_runs_of_one_class() -> None:
    one, two = measure(lines_of("12 March, Oakham\n4 April, Leith")).skeletons
    assert one == two == "0 Aa, Aa"


def test_ends_are_read_through_closing_quotes() -> None:
    assert ends_like('Read on ..."') == (True, False, False, False, False)
    assert ends_like("Ingredients:") == (False, True, False, False, False)
    assert ends_like("Part 7)") == (False, False, False, False, True)
