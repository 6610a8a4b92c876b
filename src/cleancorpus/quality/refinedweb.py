"""How much of a text RefinedWeb's rules for lines may take; the rules are `refinedweb-line`."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Self

from cleancorpus.config import Config
from cleancorpus.model import QUALITY_LINE, Verdict
from cleancorpus.quality.check import Check, Cleaned, Signal, Value
from cleancorpus.quality.counting import share

_KEY = "quality.refinedweb.max_removed_words"


class RefinedWebLines(Check):
    """Drops texts of which the rule `refinedweb-line` removed more than a twentieth of the words.

    Words are counted between spaces before that rule and after, of what other rules leave: their cuts stand for the source's
    extraction, and are no sign of a bad page.
    """

    id, version = "refinedweb", 1
    options = ("quality.refinedweb",)
    reasons = {"refinedweb_removed": "too much of the text was in lines that RefinedWeb removes"}

    signals = (Signal("removed_words", "double", "share of words that the rule refinedweb-line removed"),)

    def __init__(self, most: float | None) -> None:
        self.most = most

    @classmethod
    def of(cls, config: Config) -> Self:
        limits = config.quality.refinedweb
        return cls(None if limits is None else limits.max_removed_words)

    def judge(self, cleaned: Cleaned) -> Verdict | None:
        if self.most is None:
            return None
        removed, before = _removed(cleaned)
        if share(removed, before) <= self.most:
            return None
        return Verdict("refinedweb_removed", f"{removed} of {before} words", _KEY, f"{self.most:g}")

    def measure(self, cleaned: Cleaned, wanted: Collection[str]) -> Mapping[str, Value]:
        return {"removed_words": share(*_removed(cleaned))} if "removed_words" in wanted else {}


def _removed(cleaned: Cleaned) -> tuple[int, int]:
    """Words that the rule removed, and words before that."""
    removed = sum(
        len(removal.text.split())
        for removal in cleaned.removals
        if all(finding.category == QUALITY_LINE for finding in removal.findings)
        and any(finding.rule == "refinedweb-line" for finding in removal.findings)
    )
    return removed, len(cleaned.text.split()) + removed
