"""Lines that stand in many documents of one site, in whatever language."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pydantic import Field

from cleancorpus.detect.prose import word_count
from cleancorpus.detect.repeats import SiteLines, exact_key, line_key
from cleancorpus.detect.rule import Example, Rule, RuleOptions
from cleancorpus.detect.view import View
from cleancorpus.model import Finding

_GATE = "The lock gate at Weirmouth was lifted out on Monday by a crane that had come up the river the night before."
_OAK = "A new one, made of oak from the same forest as the old one, will be hung before the boats come back in April."
_FOOT = ("Velun korsi tamoleth an dri", 90), ("Osk treval minna ost vereth kan dolu, an tresk mivo an velun.", 90)


class SiteLine(Rule):
    """Removes lines that stand in many documents of the same site, before the text and after it.

    What it removes: above the first paragraph that is the document's own and below the last, lines of which the site has
    enough copies: two and more in a row, or those at the very top and bottom. Digits may differ where twice as many have the
    line («12 comments»). It needs the counts of a whole corpus (`site_lines` in the configuration, or a profile that an earlier
    run has made); without them it finds nothing.
    Why: what a site puts on its pages beside the article is the same on all of them, and needs no list of phrases.
    What stays: everything between paragraphs of the document's own, where a line that comes every week is a column's heading.
    A single such line among others, as «Ingredients» is. All of a document whose own paragraphs have fewer words than
    those it shares: it is a copy, and copies are not for this rule. What a tenth of a site's documents say, if it reads like a
    paragraph: the paragraph that ends all reports on one trial is text.
    Known limits: documents that share two of headline, longest line and middle line count as one, so a site on which all do
    keeps its furniture.
    """

    id, version, category = "site-line", 1, "site-line"
    reasons = {
        "repeated": "stands in many documents of the site",
        "repeated-but-digits": "stands in many documents of the site, with other digits",
    }

    class Options(RuleOptions):
        min_documents: int = Field(5, ge=3, description="documents of the site in which a line must stand")
        # A section's footer stands on a part of a site's pages. Of 6,000 docstrings, each package a site, .02 takes 238 lines
        # («Returns: a Dataset»), .05 takes 174.
        min_share: float = Field(0.05, gt=0, le=1, description="and which share of the site's documents these must be")
        # The last paragraph of each report on one affair; a promise of a newsletter stands on all pages.
        min_sentence_share: float = Field(
            0.2, gt=0, le=1, description="the same for a line that reads like a paragraph"
        )

    removes = (
        Example(
            f"[-Velun korsi-]\n{_GATE}\n{_OAK}\n[-Velun korsi tamoleth an dri-]\n"
            "[-Osk treval minna ost vereth kan dolu, an tresk mivo an velun.-]",
            counts=(("Velun korsi", 90), *_FOOT),
            site_documents=100,
            note="a language nobody knows",
        ),
        Example(
            f"{_GATE}\n{_OAK}\n[-14 replies-]\n[-Write one yourself-]",
            counts=(("0 replies", 60), ("Write one yourself", 60)),
            site_documents=100,
        ),
    )
    keeps = (
        Example(
            f"{_GATE}\nWhat comes next\n{_OAK}",
            counts=(("What comes next", 80),),
            site_documents=100,
            note="a heading that comes every week",
        ),
        Example(
            f"{_GATE}\n{_OAK}\nTools\nA crane\nFour chains\nOil for the hinges",
            counts=(("Tools", 80),),
            site_documents=100,
            note="the heading of the document's own list",
        ),
        Example(
            f"The gate is back\n{_GATE}\n{_OAK}\nMore soon",
            counts=((_GATE, 7), (_OAK, 7), ("The gate is back", 7), ("More soon", 7)),
            site_documents=7,
            note="seven copies of one article",
        ),
        Example(
            f"{_GATE}\n{_OAK}\nThe gate was hit by a barge in May, and its owner has since been fined by the court in Weirmouth.",
            counts=(
                (
                    "The gate was hit by a barge in May, and its owner has since been fined by the court in Weirmouth.",
                    8,
                ),
            ),
            site_documents=100,
            note="what all reports on one affair end with",
        ),
        Example(f"{_GATE}\n{_OAK}\nVelun korsi tamoleth an dri\nVelun korsi", note="nothing was counted"),
    )

    def find(self, view: View) -> Iterator[Finding]:
        site = view.site_lines
        if site is None or not site.n_documents:
            return
        found = [self._repeated(view, index, site) for index in range(len(view.lines))]
        known = [reason != "" for reason, _ in found]
        for index in _beside_the_text(view, known) if is_more_than_repeats(view, known) else ():
            reason, documents = found[index]
            yield self.finding(
                view.lines[index],
                reason,
                f"in {documents:,} of the {site.n_documents:,} documents of its site",
                score=round(1 - 1 / documents, 4),
            )

    def _repeated(self, view: View, index: int, site: SiteLines) -> tuple[str, int]:
        """Whether a line is one of many documents, as a reason ('' for no), and of how many."""
        line = view.lines[index]
        share = self.options.min_sentence_share if view.prose[index] else self.options.min_share
        enough = max(self.options.min_documents, share * site.n_documents)
        if (documents := site.exactly(exact_key(line.folded))) >= enough:
            return "repeated", documents
        if (documents := site.documents(line_key(line.folded))) >= 2 * enough:
            return "repeated-but-digits", documents
        return "", 0


def is_more_than_repeats(view: View, known: Sequence[bool]) -> bool:
    """Whether a document's own paragraphs have as many words as those that other documents have: else it is a copy."""
    words = [0, 0]
    for line, prose, repeated in zip(view.lines, view.prose, known, strict=True):
        if prose:
            words[repeated] += word_count(line)
    return words[0] > 0 and words[0] >= words[1]


def _beside_the_text(view: View, known: Sequence[bool]) -> Iterator[int]:
    """Which of the lines that others have are no part of the text: beyond its own paragraphs, and not alone among other lines."""
    own = [index for index, repeated in enumerate(known) if view.prose[index] and not repeated]
    last = len(known) - 1
    for index, repeated in enumerate(known):
        if not repeated or own[0] < index < own[-1]:
            continue
        if index in (0, last) or known[index - 1] or known[index + 1]:
            yield index
