"""What C4 drops whole pages for; its rules for lines are the rule `c4-line`."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Self

from cleancorpus.config import C4, Config
from cleancorpus.model import Verdict
from cleancorpus.quality.check import Check, Cleaned, Signal, Value
from cleancorpus.quality.counting import n_sentences

_KEY = "quality.c4"


class C4Page(Check):
    """Drops texts with too few sentences, with filler text or braces, or that were very long, as C4 did.

    Sentences and forbidden texts are looked for in what the rule `c4-line` leaves, as in the source; lines that would have
    made C4 drop the page before it dropped the line are left by that rule for this check. Length is that before the cut.
    Known limits: sentences are told by marks (`quality/counting.py`), the source has punkt. What C4 asks beyond the page (lines
    that stand in other documents, addresses, language at .99) is not here: see `dedup` and `language.min_score`.
    """

    id, version = "c4", 1
    options = (_KEY,)
    reasons = {
        "c4_long": "the text had too many characters",
        "c4_forbidden": "filler text, or what is likely code",
        "c4_sentences": "too few sentences",
    }

    signals = (Signal("sentences", "int64", "sentences, told by the end marks of the text's language"),)

    def __init__(self, limits: C4 | None) -> None:
        self.limits = limits

    @classmethod
    def of(cls, config: Config) -> Self:
        return cls(config.quality.c4)

    def judge(self, cleaned: Cleaned) -> Verdict | None:
        limits = self.limits
        if limits is None:
            return None
        if limits.max_chars is not None and len(cleaned.doc.text) > limits.max_chars:
            return Verdict("c4_long", f"{len(cleaned.doc.text)} characters", f"{_KEY}.max_chars", str(limits.max_chars))
        lowered = cleaned.text.lower()
        found = next((text for text in limits.forbidden if text.lower() in lowered), None)
        if found is not None:
            return Verdict("c4_forbidden", f"has «{found}»", f"{_KEY}.forbidden", ", ".join(limits.forbidden))
        count = _n_sentences(cleaned)
        if count < limits.min_sentences:
            return Verdict("c4_sentences", f"{count} sentences", f"{_KEY}.min_sentences", str(limits.min_sentences))
        return None

    def measure(self, cleaned: Cleaned, wanted: Collection[str]) -> Mapping[str, Value]:
        return {"sentences": _n_sentences(cleaned)} if "sentences" in wanted else {}


def _n_sentences(cleaned: Cleaned) -> int:
    return sum(n_sentences(line, cleaned.doc.language) for line in cleaned.text.split("\n"))
