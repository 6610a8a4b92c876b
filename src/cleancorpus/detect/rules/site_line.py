"""Lines that stand in many documents of one site, in whatever language."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from pydantic import Field

from cleancorpus.detect.line import Line
from cleancorpus.detect.repeats import SiteLines, exact_key, line_key
from cleancorpus.detect.rule import Example, Rule, RuleOptions
from cleancorpus.detect.view import View
from cleancorpus.model import Finding

_GATE = "The lock gate at Weirmouth was lifted out on Monday by a crane that had come up the river the night before."
_OAK = "A new one, made of oak from the same forest as the old one, will be hung before the boats come back in April."
_FOOT = ("Velun korsi tamoleth an dri", 90), ("Osk treval minna ost vereth kan dolu, an tresk mivo an velun.", 98)


# A value that many documents share stands in the place of others: the most frequent of verdicts may have two in three. On 413
# pages of 31 sites .6 takes a hundredth more of what is no text, and of nine such kinds of facts one.
_FILLS = 0.75
# «Verdict: guilty»: a fact of the document, which others may share.
_VALUE = re.compile(r"\w\s?[:\N{FULLWIDTH COLON}]\s?[^\s/]")
_LINES_OF_A_BLOCK = 3
_COUNTER_WORDS = 4
_SENTENCE_DOCUMENTS = (
    10  # a trial that is reported on, a report that goes on growing: seldom more documents say one sentence
)


class SiteLine(Rule):
    """Removes lines that stand in many documents of the same site, before the text and after it.

    What it removes: above the first paragraph that is the document's own and below the last, lines of which the site has
    enough copies, digits and all: from the text's start or end inwards as long as each stands there in most documents that
    have the one further out; and further inside three and more that follow one another in the same manner. It needs the counts of
    a whole corpus (`site_lines` in the configuration, or a profile that an earlier run has made); without them it finds nothing.
    Why: what a site puts on its pages beside the article is the same on all of them, and needs no list of phrases.
    What stays: everything between paragraphs of the document's own, where a line that comes every week is a column's heading.
    What stands in the place of other values: «Rooms: 3», «Verdict: good», also where one in two documents has it. A heading of
    the document's own list. Sentences, and values behind a colon, that less than 95 % of the site's documents have, or ten. A line
    that also stands inside the document: a refrain. All of a document whose own paragraphs have fewer words than those it shares: it is a copy, and copies are not for this rule.
    Known limits: documents that share two of headline, longest line and middle line count as one, so a site on which all do
    keeps its furniture. Lines with a number that changes («12 comments») are left to the line model, which knows their counts. A
    sentence that closes nearly all documents of a site is taken for the site's.
    """

    id, version, category = "site-line", 2, "site-line"
    counts = "lines"
    reasons = {"repeated": "stands in many documents of the site"}

    class Options(RuleOptions):
        min_documents: int = Field(5, ge=3, description="documents of the site in which a line must stand")
        # A section's footer stands on a part of a site's pages.
        min_share: float = Field(0.05, gt=0, le=1, description="and which share of the site's documents these must be")
        # Nine reports in ten may end «No one was hurt.», and as many verdicts be one; a promise of a newsletter stands on all
        # pages.
        min_sentence_share: float = Field(
            0.95,
            gt=0,
            le=1,
            description="the same for a line that ends like a sentence or gives a value behind a colon",
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
            f"{_GATE}\n{_OAK}\n14 replies\n[-Write one yourself-]\n[-Weirmouth Post-]",
            counts=(("0 replies", 90), ("Write one yourself", 90), ("Weirmouth Post", 90)),
            site_documents=100,
            note="a counter stays",
        ),
        Example(
            f"{_GATE}\n{_OAK}\n[-Bridges-]\n[-Locks-]\n[-Weirs-]\nA crane for the quay",
            counts=(("Bridges", 90), ("Locks", 90), ("Weirs", 90)),
            site_documents=100,
            note="a block that does not reach the end",
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
            f"{_GATE}\n{_OAK}\nRooms: 3\nVerdict: good",
            counts=(("Rooms: 3", 30), ("Verdict: good", 50)),
            site_documents=100,
            note="values that others could stand in the place of",
        ),
        Example(
            f"{_GATE}\n{_OAK}\nNo one was hurt.",
            counts=(("No one was hurt.", 90),),
            site_documents=100,
            note="nine in ten end so",
        ),
        Example(
            f"{_GATE}\n{_OAK}\nVerdict: guilty",
            counts=(("Verdict: guilty", 86),),
            site_documents=100,
            note="a value that most documents share",
        ),
        Example(
            f"{_GATE}\nOh, heave away\n{_OAK}\nOh, heave away",
            counts=(("Oh, heave away", 90),),
            site_documents=100,
            note="a refrain stands inside, too",
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
        keys = [exact_key(line.folded) for line in view.lines]
        documents = [site.exactly(key) for key in keys]
        known = [self._is_enough(view, index, documents[index], site) for index in range(len(keys))]
        shared = [number >= self.options.min_documents for number in documents]
        if not any(known) or not is_more_than_repeats(view, shared):
            return
        own = [index for index, repeated in enumerate(shared) if view.prose[index] and not repeated]
        found = dict.fromkeys(self._beside_the_text(view, keys, known, site, own[0], own[-1]))
        elsewhere = {key for index, key in enumerate(keys) if index not in found}
        for index in found:
            if keys[index] in elsewhere:
                continue
            yield self.finding(
                view.lines[index],
                "repeated",
                f"in {documents[index]:,} of the {site.n_documents:,} documents of its site",
                score=round(1 - 1 / documents[index], 4),
            )

    def _is_enough(self, view: View, index: int, documents: int, site: SiteLines) -> bool:
        """Whether a line stands in so many documents that it is the site's."""
        options = self.options
        line = view.lines[index]
        if view.prose[index] or line.ends_sentence or _VALUE.search(line.text):
            fewest, share = max(options.min_documents, _SENTENCE_DOCUMENTS), options.min_sentence_share
        else:
            fewest, share = options.min_documents, options.min_share
        return bool(documents >= max(fewest, share * site.n_documents))

    def _beside_the_text(
        self, view: View, keys: Sequence[str], known: Sequence[bool], site: SiteLines, first: int, last: int
    ) -> Iterator[int]:
        """The site's lines above the document's `first` own paragraph, and those below its `last`."""
        masked = [line_key(line.folded) for line in view.lines]
        for outer_first, below in ((list(range(first)), True), (list(range(len(keys) - 1, last, -1)), False)):
            yield from self._blocks(view, outer_first, keys, masked, known, site, below=below)

    def _blocks(
        self,
        view: View,
        indexes: list[int],
        keys: Sequence[str],
        masked: Sequence[str],
        known: Sequence[bool],
        site: SiteLines,
        *,
        below: bool,
    ) -> Iterator[int]:
        """Which lines, given from an end of the text inwards, are furniture: those that follow one another from the end, and others
        where three and more do.
        """
        blocks: list[list[int]] = [[]]  # the first begins at the end of the text
        for place, index in enumerate(indexes):
            outer = masked[indexes[place - 1]] if place else ""
            if known[index]:
                if self._is_filler(keys[index], outer, site, below=below):
                    blocks[-1].append(index)
                else:
                    blocks.append([index] if len(blocks) > 1 else [])
            elif not self._is_counter(view.lines[index], masked[index], site):
                blocks.append([])
        yield from blocks[0]
        for block in blocks[1:]:
            if len(block) >= _LINES_OF_A_BLOCK:
                yield from block

    def _is_counter(self, line: Line, masked: str, site: SiteLines) -> bool:
        """Whether a line («14 replies») is passed over, and stays: that its digits vary is all that is known of it."""
        if line.n_words > _COUNTER_WORDS or line.ends_sentence:
            return False
        return site.documents(masked) >= int(self.options.min_documents)

    def _is_filler(self, key: str, outer: str, site: SiteLines, *, below: bool) -> bool:
        """Whether it is this line, of all, that mostly stands inside of the outer one: not one verdict of five."""
        beside = site.beside(key, outer, below=below)
        every = site.documents(outer) if outer else site.n_documents
        return beside > 0 and beside >= _FILLS * every


def is_more_than_repeats(view: View, known: Sequence[bool]) -> bool:
    """Whether a document's own paragraphs have as many words as those that other documents have: else it is a copy."""
    words = [0, 0]
    for line, prose, repeated in zip(view.lines, view.prose, known, strict=True):
        if prose:
            words[repeated] += line.size
    return words[0] > 0 and words[0] >= words[1]
