"""The rules for quality of MassiveText, which RefinedWeb, FineWeb, dolma and DCLM took over."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from statistics import fmean, median
from typing import Self

from cleancorpus.config import Config, Gopher
from cleancorpus.known.function_words import function_words
from cleancorpus.model import Verdict
from cleancorpus.quality.check import Check, Cleaned, Signal, Value
from cleancorpus.quality.counting import has_letter, is_word, share, tokens

_KEY = "quality.gopher"


class GopherQuality(Check):
    """Drops texts by their words, symbols, bullets, ellipses, letters and stop words, as Gopher's authors did.

    Figures are of the text after the cut, as the source has them of extracted text. Lengths and their number are of words with a
    letter or figure, shares are of all tokens. Lines are those that are not blank.
    Known limits: the limits were made for English; a script without spaces needs `words: words`, `min_word_chars: 1`.
    """

    id, version = "gopher", 1
    options = (_KEY,)
    reasons = {
        "gopher_short": "too few words",
        "gopher_long": "too many words",
        "gopher_short_words": "the words are too short on average",
        "gopher_long_words": "the words are too long on average",
        "gopher_symbols": "too many hash signs or ellipses",
        "gopher_bullets": "too many lines start with a bullet",
        "gopher_ellipsis_lines": "too many lines end in an ellipsis",
        "gopher_letters": "too few words have a letter",
        "gopher_stop_words": "too few stop words of the language",
    }
    signals = (
        Signal("words", "int64", "words with a letter or figure, counted as quality.gopher.words says"),
        Signal("word_chars", "double", "characters of such a word on average; null where there is none"),
        Signal("hash_signs", "double", "hash signs a word"),
        Signal("ellipses", "double", "ellipses a word"),
        Signal("bullet_lines", "double", "share of lines that start with a bullet"),
        Signal("ellipsis_lines", "double", "share of lines that end in an ellipsis"),
        Signal("letter_words", "double", "share of words with a letter"),
        Signal("stop_words", "int64", "stop words of the text's language; null for languages without a table"),
    )

    def __init__(self, limits: Gopher | None) -> None:
        self.limits = limits

    @classmethod
    def of(cls, config: Config) -> Self:
        return cls(config.quality.gopher)

    def judge(self, cleaned: Cleaned) -> Verdict | None:
        limits = self.limits
        if limits is None:
            return None
        all_tokens = tokens(cleaned.text, limits.words)
        lengths = _lengths(all_tokens)
        return (
            self._lengths(limits, lengths)
            or self._symbols(limits, cleaned.text, len(all_tokens))
            or self._lines(limits, cleaned.text)
            or self._letters(limits, all_tokens)
            or self._stop_words(limits, cleaned, all_tokens)
        )

    def measure(self, cleaned: Cleaned, wanted: Collection[str]) -> Mapping[str, Value]:
        if not any(signal.name in wanted for signal in self.signals):
            return {}
        limits = self.limits or Gopher()
        all_tokens, lines = tokens(cleaned.text, limits.words), _lines(limits, cleaned.text)
        lengths, hash_signs, ellipses = _lengths(all_tokens), *_symbols(limits, cleaned.text)
        bullets, trailing = _marked_lines(limits, lines)
        return {
            "words": len(lengths),
            "word_chars": _average(limits, lengths) if lengths else None,
            "hash_signs": share(hash_signs, len(all_tokens)),
            "ellipses": share(ellipses, len(all_tokens)),
            "bullet_lines": share(bullets, len(lines)),
            "ellipsis_lines": share(trailing, len(lines)),
            "letter_words": share(sum(map(has_letter, all_tokens)), len(all_tokens)),
            "stop_words": _stop_words(limits, cleaned, all_tokens),
        }

    def _lengths(self, limits: Gopher, lengths: Sequence[int]) -> Verdict | None:
        figure = f"{len(lengths)} words"
        if len(lengths) < limits.min_words:
            return Verdict("gopher_short", figure, f"{_KEY}.min_words", str(limits.min_words))
        if limits.max_words is not None and len(lengths) > limits.max_words:
            return Verdict("gopher_long", figure, f"{_KEY}.max_words", str(limits.max_words))
        if not lengths:
            return None
        average = _average(limits, lengths)
        figure = f"{average:.2f} characters a word"
        if average < limits.min_word_chars:
            return Verdict("gopher_short_words", figure, f"{_KEY}.min_word_chars", f"{limits.min_word_chars:g}")
        if limits.max_word_chars is not None and average > limits.max_word_chars:
            return Verdict("gopher_long_words", figure, f"{_KEY}.max_word_chars", f"{limits.max_word_chars:g}")
        return None

    def _symbols(self, limits: Gopher, text: str, n_tokens: int) -> Verdict | None:
        if limits.max_symbols is None:
            return None
        found = dict(zip(("hash signs", "ellipses"), _symbols(limits, text), strict=True))
        if limits.symbols == "together":
            found = {"hash signs and ellipses": sum(found.values())}
        for name, count in found.items():
            if share(count, n_tokens) > limits.max_symbols:
                figure = f"{count} {name} to {n_tokens} words"
                return Verdict("gopher_symbols", figure, f"{_KEY}.max_symbols", f"{limits.max_symbols:g}")
        return None

    def _lines(self, limits: Gopher, text: str) -> Verdict | None:
        lines = _lines(limits, text)
        bullets, trailing = _marked_lines(limits, lines)
        for reason, key, limit, count in (
            ("gopher_bullets", "max_bullet_lines", limits.max_bullet_lines, bullets),
            ("gopher_ellipsis_lines", "max_ellipsis_lines", limits.max_ellipsis_lines, trailing),
        ):
            if limit is not None and share(count, len(lines)) > limit:
                return Verdict(reason, f"{count} of {len(lines)} lines", f"{_KEY}.{key}", f"{limit:g}")
        return None

    def _letters(self, limits: Gopher, all_tokens: Sequence[str]) -> Verdict | None:
        count = sum(map(has_letter, all_tokens))
        if share(count, len(all_tokens)) >= limits.min_letter_words:
            return None
        figure = f"{count} of {len(all_tokens)} words have a letter"
        return Verdict("gopher_letters", figure, f"{_KEY}.min_letter_words", f"{limits.min_letter_words:g}")

    def _stop_words(self, limits: Gopher, cleaned: Cleaned, all_tokens: Sequence[str]) -> Verdict | None:
        count = _stop_words(limits, cleaned, all_tokens) if limits.min_stop_words else None
        if count is None or count >= limits.min_stop_words:
            return None
        figure = f"{count} stop words of {cleaned.doc.language}"
        return Verdict("gopher_stop_words", figure, f"{_KEY}.min_stop_words", str(limits.min_stop_words))


def _lengths(all_tokens: Sequence[str]) -> list[int]:
    """Characters of each word that is more than marks."""
    return [len(token) for token in all_tokens if is_word(token)]


def _average(limits: Gopher, lengths: Sequence[int]) -> float:
    return fmean(lengths) if limits.average == "mean" else median(lengths)


def _symbols(limits: Gopher, text: str) -> tuple[int, int]:
    """How many hash signs and ellipses there are."""
    return text.count("#"), sum(text.count(mark) for mark in limits.ellipses)


def _lines(limits: Gopher, text: str) -> list[str]:
    return [line for line in map(str.strip, text.split("\n")) if line or limits.blank_lines]


def _marked_lines(limits: Gopher, lines: Sequence[str]) -> tuple[int, int]:
    """How many lines start with a bullet, and how many end in an ellipsis."""
    return sum(line.startswith(limits.bullets) for line in lines), sum(line.endswith(limits.ellipses) for line in lines)


def _stop_words(limits: Gopher, cleaned: Cleaned, all_tokens: Sequence[str]) -> int | None:
    """How many stop words of its language a text has; None for languages without a table."""
    known = function_words(cleaned.doc.language)
    if not known.stop_words:
        return None
    if known.spaced:
        words = all_tokens if limits.stop_words_case else [token.lower() for token in all_tokens]
        found = [word for word in words if word in known.stop_words]
    else:
        found = [word for word in sorted(known.stop_words) for _ in range(cleaned.text.count(word))]
    return len(set(found)) if limits.stop_words == "distinct" else len(found)
