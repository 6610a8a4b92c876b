"""Consent notices: sentences, headings, buttons, categories and vendor lists, in over sixty languages."""

from __future__ import annotations

from collections.abc import Iterator

from pydantic import Field

from cleancorpus.detect.consent import Notice, read_notices
from cleancorpus.detect.rule import Example, Rule, RuleOptions
from cleancorpus.model import Document, Finding


class CookieNotice(Rule):
    """Removes consent notices that the extractor took for article text."""

    id = "cookie-notice"
    version = 1
    category = "cookie"

    class Options(RuleOptions):
        """How sure a sentence must be."""

        min_score: int = Field(3, ge=2, le=8, description="signs of consent a sentence needs beside the word for cookies")
        bridge_lines: int = Field(2, ge=0, le=5, description="short unknown lines between two lines of one notice that go too")

    def find(self, doc: Document) -> Iterator[Finding]:
        for notice in read_notices(doc, self.options.min_score, self.options.bridge_lines):
            yield self.finding(notice.span, notice.evidence, score=notice.score)
