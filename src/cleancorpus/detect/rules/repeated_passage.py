"""Long passages that stand in many documents, of one site or of many."""

from __future__ import annotations

from collections.abc import Iterator

from pydantic import Field, field_validator

from cleancorpus.detect.repeats import exact_key, is_passage
from cleancorpus.detect.rule import Example, Rule, RuleOptions
from cleancorpus.detect.rules.site_line import is_more_than_repeats
from cleancorpus.detect.view import View
from cleancorpus.model import Finding

_GATE = (
    "The lock gate at Weirmouth was lifted out on Monday by a crane that had come up the river the night before. Forty people "
    "watched from the bridge, and the school had the morning off. A gate of oak will be hung before the boats come back in April, "
    "and until then the upper harbour is dry, which nobody in the town can remember to have seen."
)
_ABOUT = (
    "Hollin Waterways builds and mends locks on five rivers. It was founded in 1911 by three millers, has ninety workers and its "
    "seat in Weirmouth. Its shares are held by the towns along the rivers, which elect the board every four years, and by the "
    "workers themselves, who may name one of its seven members."
)


class RepeatedPassage(Rule):
    """Removes long passages that stand word for word in many documents of the corpus.

    What it removes: a company about itself, terms of use, the standing account of an affair: anywhere in the text, lines of 50
    words, or of three sentences, that stand in enough documents, and on enough sites if that is asked. It needs the counts of a
    whole corpus, as `site-line` does; without them it finds nothing.
    Why: a model learns by heart what it reads a hundred times.
    What stays: all of a document whose own paragraphs have fewer words than those it shares, as it is a copy: copies are for
    `dedup`. Documents that share two of headline, longest line and middle line count as one,
    but each brings its site.
    Known limits: what is repeated is true text, so the rule is off until somebody asks for it. A passage is a whole line: three
    sentences within a longer paragraph are not seen. One article that many sites have taken over brings all of them.
    """

    id, version, category = "repeated-passage", 1, "repeated-passage"
    counts = "lines"
    reasons = {"repeated": "a long passage that stands in many documents"}
    enabled = False

    class Options(RuleOptions):
        # A standing paragraph of one author stands in less; agencies' background to one affair in ten and more.
        min_documents: int = Field(10, ge=3, description="documents in which a passage must stand")
        min_sites: int = Field(1, ge=1, description="sites on which it must stand")
        report_only: bool = Field(False, description="count and report, cut nothing")

        @field_validator("min_sites")
        @classmethod
        def _is_counted(cls, number: int) -> int:
            if number == 2:
                raise ValueError("is 2, but counts begin with three; write 1, or 3 and more")
            return number

    removes = (
        Example(f"{_GATE}\n[-{_ABOUT}-]", counts=((_ABOUT, 40),), site_documents=200),
        Example(
            f"{_GATE}\n[-{_ABOUT}-]\n{_GATE} It is the third this year.",
            counts=((_ABOUT, 40),),
            site_documents=200,
            options=(("min_sites", 3),),
            note="between paragraphs, too",
        ),
    )
    keeps = (
        Example(f"{_GATE}\n{_ABOUT}", counts=((_ABOUT, 9),), site_documents=200, note="in fewer documents"),
        Example(
            f"{_GATE}\n{_ABOUT}",
            counts=((_ABOUT, 40),),
            site_documents=200,
            options=(("min_sites", 4),),
            note="on fewer sites",
        ),
        Example(f"Mending a lock\n{_ABOUT}", counts=((_ABOUT, 40),), site_documents=200, note="all that the text has"),
        Example(
            f"{_GATE}\nHollin Waterways builds and mends locks.",
            counts=(("Hollin Waterways builds and mends locks.", 90),),
            site_documents=200,
            note="short",
        ),
    )

    @property
    def is_on_trial(self) -> bool:
        return bool(self.options.report_only)

    def find(self, view: View) -> Iterator[Finding]:
        if view.site_lines is None:
            return
        found = [
            view.site_lines.passage(exact_key(line.folded)) if is_passage(line.text) else (0, 0) for line in view.lines
        ]
        known = [documents >= self.options.min_documents for documents, _ in found]
        if not is_more_than_repeats(view, known):
            return
        for line, repeated, (documents, sites) in zip(view.lines, known, found, strict=True):
            if repeated and (self.options.min_sites == 1 or sites >= self.options.min_sites):
                where = f" on {sites:,} sites" if sites else ""
                yield self.finding(
                    line, "repeated", f"in {documents:,} documents{where}", score=round(1 - 1 / documents, 4)
                )
