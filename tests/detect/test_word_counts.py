"""Words counted on arrays are as many as those that are read one by one."""

from __future__ import annotations

import random

import pytest

from cleancorpus.text import words_of
from cleancorpus.word_counts import count_in_lines, count_words, words_in_lines

CHARACTERS = "ab1_.''\N{RIGHT SINGLE QUOTATION MARK}京ก\u0301िय ي\u064b\n\u200d-😀Z"
TEXTS = {
    "plain": "The bridge isn't open. A.B. said «no», twice; its 1.5 km are closed.\n" * 4,
    "marks first": ("\u0301\u0301 'tis .net ..a 'a.b '京 .京' " * 8),
    "only marks": "\u0301.\u0301' " * 60,
    "letters beyond the plane": "𝐀𝐁 and 𐌰𐌱 are letters, 😀 is none. " * 8,
    "surrogate": "a\ud800b " * 60,
    "without spaces": "橋は閉鎖された。ab橋cd " * 20,
}


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS.keys())
def test_texts_of_each_kind_have_as_many_words(text: str) -> None:
    assert count_words(text) == len(words_of(text))
    if "\ud800" not in text:  # no text that is exported has one, nor could Arrow hold it
        assert words_in_lines([text, text]).to_pylist() == [*words_of(text), *words_of(text)]


def test_texts_of_any_characters_have_as_many_words() -> None:
    chance = random.Random(5)
    for _ in range(2000):
        text = "".join(chance.choices(CHARACTERS, k=chance.randint(0, 260)))
        lines, at = [], 0
        for line in text.split("\n"):
            lines.append((at, at + len(line)))
            at += len(line) + 1
        assert count_words(text) == len(words_of(text)), text
        assert count_in_lines(text, lines) == [len(words_of(line)) for line in text.split("\n")], text
        assert words_in_lines(text.split("\n")).to_pylist() == list(words_of(text)), text
        assert count_in_lines(text, [(0, len(text))]) == [len(words_of(text))], text


def test_a_word_ends_where_its_line_does() -> None:
    text = "open" * 50
    assert count_in_lines(text, [(0, 100), (100, 200)]) == [1, 1]
