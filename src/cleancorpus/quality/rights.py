"""Pages that reserve rights which the config honours."""

from __future__ import annotations

from typing import Self

from cleancorpus.config import Config
from cleancorpus.model import Verdict
from cleancorpus.quality.check import Check, Cleaned


class Rights(Check):
    """Drops pages that reserve one of the rights that the config names: `noai` and the like in their metas, or in the headers
    of the answer in a web archive (`X-Robots-Tag`, `tdm-reservation`).

    What a site says in robots.txt, in `/.well-known/tdmrep.json` or in its terms is not with the page, and not known here.
    """

    id, version = "rights", 1
    options = ("quality.drop_rights",)
    reasons = {"rights": "the page reserves a right that is to be honoured"}

    def __init__(self, honoured: tuple[str, ...]) -> None:
        self.honoured = honoured

    @classmethod
    def of(cls, config: Config) -> Self:
        return cls(config.quality.drop_rights)

    def judge(self, cleaned: Cleaned) -> Verdict | None:
        reserved = [right for right in cleaned.doc.facts.rights if right in self.honoured]
        if not reserved:
            return None
        return Verdict(
            "rights", f"the page says {', '.join(reserved)}", "quality.drop_rights", ", ".join(self.honoured)
        )
