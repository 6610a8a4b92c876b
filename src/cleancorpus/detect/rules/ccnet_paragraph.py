"""Paragraphs that CCNet removes, as they stand in several documents."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from pydantic import Field

from cleancorpus.detect.example_articles import FIRST as P1
from cleancorpus.detect.example_articles import SECOND as P2
from cleancorpus.detect.paragraphs import Punctuation, paragraph_hash, paragraph_key
from cleancorpus.detect.rule import Example, Rule, RuleOptions
from cleancorpus.detect.view import View
from cleancorpus.model import QUALITY_LINE, Finding

_MENU = "News » Harbour » 24 May"


class CcnetParagraph(Rule):
    """Removes each paragraph that stands in another document, too, in all of them.

    What it removes: lines that two documents of the corpus or more have, told by small letters, 0 for any digit and without
    punctuation, wherever they stand in the text; of lines that one document alone has more than once, all but the first. As CCNet
    does it (Wenzek et al. 2019, arXiv 1911.00359, section 3.2; `cc_net/dedup.py`): also the first document loses the line
    (`keep: first` leaves it there). It needs counts of the whole corpus, so a run reads all texts before it judges any. A `Cleaner`
    and `explain` see one document, which to them is all of the corpus.
    Why: for corpora that are to be like CCNet's. Most of such lines are menus, cookie notices and addresses.
    What differs: paper and code, in which accents and punctuation count: see the options. CCNet compares 50 of
    the 1,600 pieces of a crawl with one another, this rule all of the corpus, so it finds more.
    Known limits: of two copies of an article nothing is left, and both are dropped as empty. A quotation that two articles have
    goes from both. No keeper protects from it.
    """

    id, version, category, enabled = "ccnet-paragraph", 1, QUALITY_LINE, False
    counts = "paragraphs"
    reasons = {
        "elsewhere": "stands in other documents, too",
        "again": "stands above in its document",
    }

    class Options(RuleOptions):
        keep: Literal["none", "first"] = Field(
            "none",
            description="none: it goes from all documents (paper, and mine.py of the code); first: it stays in the first document in "
            "the order of the sources (the code's `deduplicate`)",
        )
        accents: bool = Field(False, description="accents do not count (paper); false: they do (code)")
        punctuation: Punctuation = Field(
            "code",
            description="what does not count: unicode: all punctuation of Unicode (paper); code: 33 signs, none of ASCII among them",
        )

    removes = (
        Example(f"[-{_MENU}-]\n{P1}\n{P2}", paragraphs=((_MENU, 2),)),
        Example(
            f"{P1}\n[-NEWS HARBOUR  31 May-]\n{P2}",
            paragraphs=(("News Harbour  24 May", 3),),
        ),
        Example(f"{P1}\n{P2}\n[-{P1}-]", paragraphs=(("another", 5),), note="twice in one document, and in no other"),
        Example(f"[-{_MENU}-]\n{P1}\n[-{_MENU}-]", paragraphs=((_MENU, 2),), options=(("keep", "first"),)),
        Example(
            f"{P1}\n[-Déjà vu, on the quay!-]\n{P2}",
            paragraphs=(("deja vu on the quay", 2),),
            options=(("accents", True), ("punctuation", "unicode")),
            note="as the paper",
        ),
    )
    keeps = (
        Example(f"{_MENU}\n{P1}\n{P2}", paragraphs=((P2[:40], 7),), note="in no other document"),
        Example(
            f"{P1}\nDéjà vu on the quay\n{P2}",
            paragraphs=(("deja vu on the quay", 2),),
            note="accents count in the code",
        ),
        Example(f"{P1}\nOn the quay!\n{P2}", paragraphs=(("on the quay", 2),), note="so does what ASCII has"),
        Example(f"{_MENU}\n{P1}\n{P2}", note="nothing was counted"),
    )

    def find(self, view: View) -> Iterator[Finding]:
        options, counts = self.options, view.paragraphs
        seen = set[int]()
        for line in view.lines:
            paragraph = paragraph_hash(
                paragraph_key(line.text, accents=options.accents, punctuation=options.punctuation)
            )
            documents = 1 if counts is None else counts.documents(paragraph)
            stays = options.keep == "first" and counts is not None and counts.is_first(paragraph)
            if documents > 1 and not stays:
                score = round(1 - 1 / documents, 4)
                yield self.finding(line, "elsewhere", f"in {documents:,} documents", score=score)
            elif paragraph in seen:
                yield self.finding(line, "again")
            seen.add(paragraph)
