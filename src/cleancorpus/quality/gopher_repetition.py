"""The rules for repetition of MassiveText."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Self

from cleancorpus.config import Config, GopherRepetition
from cleancorpus.model import Verdict
from cleancorpus.quality.check import Check, Cleaned, Signal, Value
from cleancorpus.quality.counting import share, tokens

_KEY = "quality.gopher_repetition"
_BLANK_LINES = re.compile(r"\n{2,}")
_BREAKS = re.compile(r"\n+")
_TOP, _DUPLICATE = range(2, 5), range(5, 11)  # n of the n-grams that are signals: the source's


class RepeatedText(Check):
    """Drops texts that repeat their own lines, paragraphs or sequences of words, as Gopher's authors did.

    All shares of characters are of the whole text after the cut, blanks and line breaks included. Of n-grams that are equally
    frequent the first in the text counts. A text shorter than n words has no n-grams; one hardly longer has one that is most of
    it, and goes by `max_top_ngram_chars`: the source asks for 50 words, too.
    """

    id, version = "gopher-repetition", 1
    options = (_KEY,)
    reasons = {
        "repeated_paragraphs": "too many paragraphs stand twice",
        "repeated_paragraph_chars": "too much of the text is paragraphs that stand twice",
        "repeated_lines": "too many lines stand twice",
        "repeated_line_chars": "too much of the text is lines that stand twice",
        "top_ngram": "too much of the text is one sequence of two to four words",
        "repeated_ngrams": "too much of the text is sequences of five to ten words that occur again",
    }

    signals = (
        Signal("duplicate_lines", "double", "share of lines that are copies of another"),
        Signal("duplicate_paragraphs", "double", "share of paragraphs that are copies of another"),
        Signal("duplicate_line_chars", "double", "share of characters in copies of lines"),
        Signal("duplicate_paragraph_chars", "double", "share of characters in copies of paragraphs"),
        *(Signal(f"top_{n}gram_chars", "double", f"share of characters in the commonest {n}-gram") for n in _TOP),
        *(
            Signal(f"duplicate_{n}gram_chars", "double", f"share of characters in {n}-grams that occur again")
            for n in _DUPLICATE
        ),
    )

    def __init__(self, limits: GopherRepetition | None) -> None:
        self.limits = limits

    @classmethod
    def of(cls, config: Config) -> Self:
        return cls(config.quality.gopher_repetition)

    def judge(self, cleaned: Cleaned) -> Verdict | None:
        if self.limits is None or not cleaned.text:
            return None
        return next(self._verdicts(self.limits, cleaned.text), None)

    def measure(self, cleaned: Cleaned, wanted: Collection[str]) -> Mapping[str, Value]:
        limits, text = self.limits or GopherRepetition(), cleaned.text
        of_all, found = limits.duplicates == "all", dict[str, Value]()
        for name, pieces in (("line", _lines(text)), ("paragraph", _paragraphs(text))):
            if f"duplicate_{name}s" in wanted or f"duplicate_{name}_chars" in wanted:
                count, chars = duplicates(pieces, of_all=of_all)
                found[f"duplicate_{name}s"] = share(count, len(pieces))
                found[f"duplicate_{name}_chars"] = share(chars, len(text))
        words = tokens(text, limits.words)
        for n in _TOP:
            if (name := f"top_{n}gram_chars") in wanted:
                found[name] = share(top_ngram_chars(words, n), len(text))
        for n in _DUPLICATE:
            if (name := f"duplicate_{n}gram_chars") in wanted:
                found[name] = share(duplicate_ngram_chars(words, n, of_all=of_all), len(text))
        return found

    def _verdicts(self, limits: GopherRepetition, text: str) -> Iterator[Verdict]:
        """What is wrong, in the order in which datatrove asks."""
        n_chars = len(text)
        for name, pieces, most, most_chars in (
            (
                "paragraph",
                _paragraphs(text),
                limits.max_duplicate_paragraphs,
                limits.max_duplicate_paragraph_chars,
            ),
            ("line", _lines(text), limits.max_duplicate_lines, limits.max_duplicate_line_chars),
        ):
            count, chars = duplicates(pieces, of_all=limits.duplicates == "all")
            if most is not None and share(count, len(pieces)) > most:
                figure = f"{count} of {len(pieces)} {name}s"
                yield Verdict(f"repeated_{name}s", figure, f"{_KEY}.max_duplicate_{name}s", f"{most:g}")
            if most_chars is not None and share(chars, n_chars) > most_chars:
                key = f"{_KEY}.max_duplicate_{name}_chars"
                yield Verdict(f"repeated_{name}_chars", _of(chars, n_chars), key, f"{most_chars:g}")
        words = tokens(text, limits.words)
        for n, limit in limits.max_top_ngram_chars.items():
            chars = top_ngram_chars(words, n)
            if share(chars, n_chars) > limit:
                figure = f"{_of(chars, n_chars)} are one {n}-gram"
                yield Verdict("top_ngram", figure, f"{_KEY}.max_top_ngram_chars.{n}", f"{limit:g}")
        for n, limit in limits.max_duplicate_ngram_chars.items():
            chars = duplicate_ngram_chars(words, n, of_all=limits.duplicates == "all")
            if share(chars, n_chars) > limit:
                figure = f"{_of(chars, n_chars)} are {n}-grams that occur again"
                yield Verdict("repeated_ngrams", figure, f"{_KEY}.max_duplicate_ngram_chars.{n}", f"{limit:g}")


def _paragraphs(text: str) -> list[str]:
    return _BLANK_LINES.split(text.strip())


def _lines(text: str) -> list[str]:
    return _BREAKS.split(text)


def _of(chars: int, n_chars: int) -> str:
    return f"{chars} of {n_chars} characters"


def duplicates(pieces: Sequence[str], *, of_all: bool = False) -> tuple[int, int]:
    """How many of `pieces` are copies of an earlier one, and their characters; with `of_all` the first of each, too.

    >>> duplicates(["ab", "c", "ab", "d"]), duplicates(["ab", "c", "ab", "d"], of_all=True)
    ((1, 2), (2, 4))
    """
    counts = Counter(pieces)
    counted = [(piece, n if of_all else n - 1) for piece, n in counts.items() if n > 1]
    return sum(n for _, n in counted), sum(n * len(piece) for piece, n in counted)


def top_ngram_chars(words: Sequence[str], n: int) -> int:
    """Characters of the most frequent n-gram with one space between words, times its occurrences; 0 if there is none.

    >>> top_ngram_chars("a b c a b".split(), 2)
    6
    """
    counts = Counter(_ngrams(words, n))
    if not counts:
        return 0
    ngram, count = counts.most_common(1)[0]
    return (sum(map(len, ngram)) + n - 1) * count


def duplicate_ngram_chars(words: Sequence[str], n: int, *, of_all: bool = False) -> int:
    """Characters of words in n-grams that occurred before (with `of_all`: that occur twice or more), each word once.

    Without `of_all` it goes on behind an n-gram that it counted, as datatrove does. Spaces between words do not count.

    >>> words = "a b c x a b c".split()
    >>> duplicate_ngram_chars(words, 3), duplicate_ngram_chars(words, 3, of_all=True)
    (3, 6)
    """
    ngrams = list(_ngrams(words, n))
    if of_all:
        counts = Counter(ngrams)
        covered = {at + i for at, ngram in enumerate(ngrams) if counts[ngram] > 1 for i in range(n)}
        return sum(len(words[at]) for at in covered)
    seen: set[tuple[str, ...]] = set()
    chars, at = 0, 0
    while at < len(ngrams):
        if ngrams[at] in seen:
            chars += sum(map(len, ngrams[at]))
            at += n
        else:
            seen.add(ngrams[at])
            at += 1
    return chars


def _ngrams(words: Sequence[str], n: int) -> Iterator[tuple[str, ...]]:
    return zip(*(words[start:] for start in range(n)), strict=False)
