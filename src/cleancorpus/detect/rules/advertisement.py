"""Advertisements: their labels, and notes on commissions."""

from __future__ import annotations

from collections.abc import Iterator

from pydantic import Field

from cleancorpus.detect.appeals import Topic, find_appeals
from cleancorpus.detect.rule import Example, Rule, RuleOptions
from cleancorpus.model import Document, Finding


class Advertisement(Rule):
    """Removes labels of advertisements and notes on commissions."""

    id, version, category = "advertisement", 1, "advertisement"

    class Options(RuleOptions):
        min_weight: int = Field(3, ge=2, le=8, description="how much a short line must say; paragraphs need more")
        max_words: int = Field(60, ge=1, description="longer lines are paragraphs: only their last sentences may go")
        line_ends: bool = Field(True, description="also cut an appeal behind the last sentence of a paragraph")

    def find(self, doc: Document) -> Iterator[Finding]:
        topic = Topic("advertisement", self.options.min_weight, self.options.max_words, self.options.line_ends)
        for appeal in find_appeals(doc, topic):
            yield self.finding(appeal.span, appeal.evidence, score=appeal.score)
