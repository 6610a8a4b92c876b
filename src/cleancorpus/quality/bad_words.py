"""Texts with a word of the config's lists."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Literal, Self

from ahocorasick_rs import AhoCorasick

from cleancorpus.config import Config
from cleancorpus.model import Verdict
from cleancorpus.quality.check import Check, Cleaned, Signal, Value
from cleancorpus.quality.lists import read_lists
from cleancorpus.text import UNSPACED_CHAR

_KEY = "quality.bad_words"


class BadWords(Check):
    """Drops texts in which a word or phrase of the config's lists stands, in any capitals.

    No list is packaged. Words of scripts without spaces are found anywhere. With `bad_words_between: c4` the text is read line by
    line as in C4's code, which asks for one character before and one behind the word that is none of a-z.
    """

    id, version = "bad-words", 1
    options = (_KEY, "quality.bad_words_between")
    reasons = {"bad_word": "has a word that is on a list"}

    signals = (Signal("bad_words", "int64", "how often words of quality.bad_words stand in it; null without a list"),)

    def __init__(self, words: Sequence[str], between: Literal["no_letters", "c4"], made_of: str) -> None:
        self.between, self.made_of = between, made_of
        by_lower = {word.lower(): word for word in words}
        self.words = tuple(by_lower.values())
        self._automaton = AhoCorasick(by_lower, store_patterns=False) if words else None

    @classmethod
    def of(cls, config: Config) -> Self:
        found = read_lists(config.quality.bad_words, _KEY)
        return cls(found.entries, config.quality.bad_words_between, found.digest)

    def judge(self, cleaned: Cleaned) -> Verdict | None:
        if self._automaton is None:
            return None
        word = next(self._found(cleaned.text), None)
        return None if word is None else Verdict("bad_word", f"has «{word}», which is in {_KEY}")

    def measure(self, cleaned: Cleaned, wanted: Collection[str]) -> Mapping[str, Value]:
        if "bad_words" not in wanted:
            return {}
        return {"bad_words": None if self._automaton is None else sum(1 for _ in self._found(cleaned.text))}

    def _found(self, text: str) -> Iterator[str]:
        """The words of the lists that stand in a text, each as often as it does."""
        assert self._automaton is not None
        for line in text.lower().split("\n"):
            for number, start, end in self._automaton.find_matches_as_indexes(line, overlapping=True):
                if self._stands_alone(line, start, end):
                    yield self.words[number]

    def _stands_alone(self, line: str, start: int, end: int) -> bool:
        before, behind = line[start - 1 : start] if start else "", line[end : end + 1]
        if self.between == "c4":
            return bool(before and behind) and not any("a" <= char <= "z" for char in (before, behind))
        if UNSPACED_CHAR.search(line, start, end):
            return True
        return not (before.isalnum() or behind.isalnum())
