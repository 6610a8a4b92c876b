"""Pages that are something else than one article."""

from __future__ import annotations

from typing import Self

from cleancorpus.config import Config
from cleancorpus.model import Verdict
from cleancorpus.quality.check import Check, Cleaned


class PageType(Check):
    """Drops pages of the kinds that the config names: front pages, listings, error pages and the like."""

    id, version = "page-type", 1
    options = ("quality.drop_page_types",)
    reasons = {"page_type": "the page is of a kind to drop"}

    def __init__(self, dropped: tuple[str, ...]) -> None:
        self.dropped = dropped

    @classmethod
    def of(cls, config: Config) -> Self:
        return cls(config.quality.drop_page_types)

    def judge(self, cleaned: Cleaned) -> Verdict | None:
        kind = cleaned.doc.page_type
        return Verdict("page_type", f"the page is a {kind}") if kind in self.dropped else None
