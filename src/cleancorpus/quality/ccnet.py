"""What CCNet leaves out before it looks for paragraphs; those that it removes then are the rule `ccnet-paragraph`."""

from __future__ import annotations

from typing import Self

from cleancorpus.config import CCNet, Config
from cleancorpus.detect.paragraphs import n_paragraph_chars
from cleancorpus.model import Verdict
from cleancorpus.quality.check import Check, Cleaned

_KEY = "quality.ccnet"


class CCNetPage(Check):
    """Drops texts with too few characters before the cut, blank lines and blanks around lines left out, as CCNet's reader does.

    Their paragraphs are not counted either. What loses all its paragraphs is dropped as `empty`. Known limits: language at .5
    (`language.min_score`) and the three classes of perplexity are not here.
    """

    id, version = "ccnet", 1
    options = (_KEY,)
    reasons = {"ccnet_short": "the text had too few characters"}

    def __init__(self, limits: CCNet | None) -> None:
        self.limits = limits

    @classmethod
    def of(cls, config: Config) -> Self:
        return cls(config.quality.ccnet)

    def judge(self, cleaned: Cleaned) -> Verdict | None:
        if self.limits is None:
            return None
        text, least = cleaned.doc.text, self.limits.min_chars
        count = n_paragraph_chars(text[block.span.start : block.span.end] for block in cleaned.doc.blocks)
        if count >= least:
            return None
        return Verdict("ccnet_short", f"{count} characters", f"{_KEY}.min_chars", str(least))
