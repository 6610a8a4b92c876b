"""Pages of which the extractor does not know what the text is."""

from __future__ import annotations

from typing import Self

from cleancorpus.config import Config
from cleancorpus.model import Verdict
from cleancorpus.quality.check import Check, Cleaned


class TextConfidence(Check):
    """Drops pages whose text the extractor is less sure of than the config asks (`text_confidence`)."""

    id, version = "text-confidence", 1
    options = ("quality.min_text_confidence",)
    reasons = {"text_confidence": "the extractor is not sure of the page's text"}

    def __init__(self, least: float) -> None:
        self.least = least

    @classmethod
    def of(cls, config: Config) -> Self:
        return cls(config.quality.min_text_confidence)

    def judge(self, cleaned: Cleaned) -> Verdict | None:
        sure = cleaned.doc.text_confidence
        if sure is None or sure >= self.least:
            return None
        return Verdict("text_confidence", f"{sure:.2f} sure", "quality.min_text_confidence", str(self.least))
