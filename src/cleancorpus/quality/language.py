"""Texts in other languages than those wanted, or in one that is not sure."""

from __future__ import annotations

from typing import Self

from cleancorpus.config import Config
from cleancorpus.model import Verdict
from cleancorpus.quality.check import Check, Cleaned


class KnownLanguage(Check):
    """Drops texts in languages that the config does not keep, and those whose language the detector is unsure of."""

    id, version = "language", 1
    options = ("language.keep", "language.min_score")
    reasons = {"language": "the language is not one to keep", "language_unsure": "the language is not sure enough"}

    def __init__(self, kept: tuple[str, ...], least: float) -> None:
        self.kept, self.least = kept, least

    @classmethod
    def of(cls, config: Config) -> Self:
        return cls(config.language.keep, config.language.min_score)

    def judge(self, cleaned: Cleaned) -> Verdict | None:
        language, score = cleaned.doc.language, cleaned.doc.language_score
        if self.kept and language not in self.kept:
            return Verdict("language", language, "language.keep", ", ".join(self.kept))
        if score < self.least:
            return Verdict("language_unsure", f"{language} {score:.2f}", "language.min_score", str(self.least))
        return None
