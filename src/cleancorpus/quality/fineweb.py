"""The rules that FineWeb added to those of C4 and Gopher."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Self

from cleancorpus.config import Config, FineWeb
from cleancorpus.model import Verdict
from cleancorpus.quality.check import Check, Cleaned, Signal, Value
from cleancorpus.quality.counting import filled_lines, share, tokens
from cleancorpus.quality.gopher_repetition import duplicates

_KEY = "quality.fineweb"


class FineWebLines(Check):
    """Drops texts that look like lists: lines without end marks, short lines, lines that stand twice, many line breaks.

    Figures are of the text after the cut. Characters of copies are of all but line breaks; line breaks are all, also those
    of blank lines, and words are all tokens, as in the source's code.
    """

    id, version = "fineweb", 1
    options = (_KEY,)
    reasons = {
        "fineweb_punctuation": "too few lines end in an end mark",
        "fineweb_short_lines": "too many lines are short",
        "fineweb_duplicate_chars": "too much of the text is copies of its lines",
        "fineweb_newlines": "too many line breaks for so many words",
    }

    signals = (
        Signal("punctuated_lines", "double", "share of lines that end in an end mark"),
        Signal("short_lines", "double", "share of lines of at most quality.fineweb.short_line_chars characters"),
        Signal("duplicate_chars", "double", "share of characters in copies of lines, line breaks left out"),
        Signal("newlines", "double", "line breaks a word"),
    )

    def __init__(self, limits: FineWeb | None) -> None:
        self.limits = limits

    @classmethod
    def of(cls, config: Config) -> Self:
        return cls(config.quality.fineweb)

    def judge(self, cleaned: Cleaned) -> Verdict | None:
        limits = self.limits
        lines = filled_lines(cleaned.text)
        if limits is None or not lines:
            return None
        return self._line_shares(limits, lines) or self._text_shares(limits, cleaned.text, lines)

    def measure(self, cleaned: Cleaned, wanted: Collection[str]) -> Mapping[str, Value]:
        if not any(signal.name in wanted for signal in self.signals):
            return {}
        limits, text = self.limits or FineWeb(), cleaned.text
        lines = filled_lines(text)
        return {
            "punctuated_lines": share(_ending(limits, lines), len(lines)),
            "short_lines": share(_short(limits, lines), len(lines)),
            "duplicate_chars": share(*_copied(text, lines)),
            "newlines": share(text.count("\n"), len(tokens(text, limits.words))),
        }

    def _line_shares(self, limits: FineWeb, lines: Sequence[str]) -> Verdict | None:
        ending = _ending(limits, lines)
        least = limits.min_punctuated_lines
        if share(ending, len(lines)) < least or (limits.at_limit == "drop" and share(ending, len(lines)) == least):
            figure = f"{ending} of {len(lines)} lines"
            return Verdict("fineweb_punctuation", figure, f"{_KEY}.min_punctuated_lines", f"{least:g}")
        short = _short(limits, lines)
        if self._over(short, len(lines), limits.max_short_lines):
            figure = f"{short} of {len(lines)} lines"
            return Verdict("fineweb_short_lines", figure, f"{_KEY}.max_short_lines", f"{limits.max_short_lines:g}")
        return None

    def _text_shares(self, limits: FineWeb, text: str, lines: Sequence[str]) -> Verdict | None:
        chars, n_chars = _copied(text, lines)
        if self._over(chars, n_chars, limits.max_duplicate_chars):
            figure = f"{chars} of {n_chars} characters"
            limit = f"{limits.max_duplicate_chars:g}"
            return Verdict("fineweb_duplicate_chars", figure, f"{_KEY}.max_duplicate_chars", limit)
        if limits.max_newlines is None:
            return None
        breaks, n_words = text.count("\n"), len(tokens(text, limits.words))
        if self._over(breaks, n_words, limits.max_newlines):
            figure = f"{breaks} line breaks, {n_words} words"
            return Verdict("fineweb_newlines", figure, f"{_KEY}.max_newlines", f"{limits.max_newlines:g}")
        return None

    def _over(self, part: int, whole: int, limit: float | None) -> bool:
        if limit is None or self.limits is None:
            return False
        found = share(part, whole)
        return found > limit or (self.limits.at_limit == "drop" and found == limit)


def _ending(limits: FineWeb, lines: Sequence[str]) -> int:
    return sum(line.endswith(tuple(limits.end_marks)) for line in lines)


def _short(limits: FineWeb, lines: Sequence[str]) -> int:
    return sum(len(line) <= limits.short_line_chars for line in lines)


def _copied(text: str, lines: Sequence[str]) -> tuple[int, int]:
    """Characters of copies of lines, and of all, without line breaks."""
    return duplicates(lines)[1], len(text) - text.count("\n")
