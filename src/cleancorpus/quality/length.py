"""Texts that are too short or too long."""

from __future__ import annotations

from typing import Self

from cleancorpus.config import Config
from cleancorpus.model import Verdict
from cleancorpus.quality.check import Check, Cleaned


class Length(Check):
    """Drops texts with fewer or more words than the config allows.

    Characters of scripts without spaces count as words one by one.
    """

    id, version = "length", 1
    options = ("quality.min_words", "quality.max_words")
    reasons = {"too_short": "the text has too few words", "too_long": "the text has too many words"}

    def __init__(self, least: int, most: int | None) -> None:
        self.least, self.most = least, most

    @classmethod
    def of(cls, config: Config) -> Self:
        return cls(config.quality.min_words, config.quality.max_words)

    def judge(self, cleaned: Cleaned) -> Verdict | None:
        figure = f"{cleaned.n_words} words"
        if cleaned.n_words < self.least:
            return Verdict("too_short", figure, "quality.min_words", str(self.least))
        if self.most is not None and cleaned.n_words > self.most:
            return Verdict("too_long", figure, "quality.max_words", str(self.most))
        return None
