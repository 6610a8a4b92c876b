"""Sign-ups: newsletters, alerts, apps, channels, donations and memberships."""

from __future__ import annotations

from collections.abc import Iterator

from pydantic import Field

from cleancorpus.detect.appeals import Topic, find_appeals
from cleancorpus.detect.rule import Example, Rule, RuleOptions
from cleancorpus.model import Document, Finding

_VOCABULARY = ("newsletter.word-verb", "newsletter.word-noun")


class Newsletter(Rule):
    """Removes appeals to sign up, follow, donate or install."""

    id, version, category = "newsletter", 1, "newsletter"

    class Options(RuleOptions):
        min_weight: int = Field(3, ge=2, le=8, description="how much a short line must say; paragraphs need more")
        max_words: int = Field(60, ge=1, description="longer lines are paragraphs: only their last sentences may go")
        line_ends: bool = Field(True, description="also cut an appeal behind the last sentence of a paragraph")

    def find(self, doc: Document) -> Iterator[Finding]:
        topic = Topic("newsletter", self.options.min_weight, self.options.max_words, self.options.line_ends, _VOCABULARY)
        for appeal in find_appeals(doc, topic):
            yield self.finding(appeal.span, appeal.evidence, score=appeal.score)
