"""Documents without a licence that the config asks for."""

from __future__ import annotations

from typing import Self

from cleancorpus.config import Config
from cleancorpus.licences import is_licensed
from cleancorpus.model import Verdict
from cleancorpus.quality.check import Check, Cleaned


class Licence(Check):
    """Drops documents whose page declares another licence than those asked for, or none; plain text declares none.

    A declaration is the site's word and no proof: it may hold for a part of the page, or not be the site's to give.
    """

    id, version = "licence", 1
    options = ("quality.require_licence",)
    reasons = {
        "licence": "the licence is not one of those asked for",
        "licence_missing": "no licence is declared, and one is asked for",
    }

    def __init__(self, wanted: tuple[str, ...]) -> None:
        self.wanted = wanted

    @classmethod
    def of(cls, config: Config) -> Self:
        return cls(config.quality.require_licence)

    def judge(self, cleaned: Cleaned) -> Verdict | None:
        licence = cleaned.doc.facts.licence
        if not self.wanted or (licence is not None and any(is_licensed(licence, wanted) for wanted in self.wanted)):
            return None
        reason, figure = ("licence", licence) if licence is not None else ("licence_missing", "no licence")
        return Verdict(reason, figure, "quality.require_licence", ", ".join(self.wanted))
