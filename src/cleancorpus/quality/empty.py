"""Documents of which nothing is left."""

from __future__ import annotations

from typing import Self

from cleancorpus.config import Config
from cleancorpus.model import Verdict
from cleancorpus.quality.check import Check, Cleaned


class Empty(Check):
    """Drops documents without any text; no option keeps them, for a row without text is no document."""

    id, version = "empty", 1
    reasons = {"empty": "no text is left"}

    @classmethod
    def of(cls, config: Config) -> Self:  # noqa: ARG003 - it has no option
        return cls()

    def judge(self, cleaned: Cleaned) -> Verdict | None:
        return None if cleaned.text else Verdict("empty", "no text is left")
