"""A keeper: the article's own paragraphs, one after the other, are not for the line model to cut."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pydantic import Field

from cleancorpus.detect.line import Line
from cleancorpus.detect.rule import Example, Rule, RuleOptions
from cleancorpus.detect.view import View
from cleancorpus.model import Finding
from cleancorpus.text import COLONS, ends_sentence

# What sites put between the paragraphs of an article; headings of what comes after it are not among them.
_INSET = ("cookie.", "advertisement.", "share.", "embed.", "paywall.", "newsletter.")
_INSET_WORDS = 15  # of a line that a phrase makes an inset; with more it speaks of cookies or subscriptions itself
_LETTER_WORDS = 5  # «With kind regards from Velden,»
_CREDIT = re.compile(r"\s*\([^()]{2,40}\)$")  # «(Reuters)» behind the last sentence
_LIST_LINES = 15  # at most, of a list inside an article
# The time of an entry in a live blog: numbers and am, pm or «Uhr», nothing else. What may stand before these stands with them: two
# such in a row share what is no letter in as many ways as there is of it.
_STAMP = re.compile(r"\W*(?:\d{1,2}\W){1,3}\d{2,4}(?:\W*(?:[ap]\.?m\.?|uhr|h))?\W*$", re.IGNORECASE)


class ArticleBody(Rule):
    """Protects the longest run of paragraphs from the line model.

    What it protects: the run of lines that end like sentences which holds most of the document's words, with the
    clock times of a live blog and lists that a colon announces. A subheading (one line that does not end like a
    sentence, with two that do behind it) does not break the run, nor do consent buttons and the like.
    So it does a few words and a comma that no lexicon knows beside such a line («Dear Editor,», «Sincerely,»).
    Why: the model judges a line by its neighbours and can take the last paragraphs of a short article for teasers.
    What it does not protect: anything from the rules, which have a reason of their own; short lines between the
    paragraphs; runs after the article.
    It runs in `decide.mode: careful` only, unless the config switches it on.
    Known limits: teasers in full sentences that follow the article without a heading or headline between them stay.
    """

    id, version, category = "article-body", 2, "keeper"
    reasons = {
        "paragraph": "a paragraph of the article's body",
        "letter": "how a letter begins or closes",
    }
    protects = ("line-model",)
    modes = ("careful",)  # strict would rather lose a paragraph than leave a teaser

    class Options(RuleOptions):
        # Chosen by hand: three short paragraphs. A lower figure would guard teasers, of which each is a paragraph or
        # two.
        min_words: int = Field(60, ge=1, description="a shorter run is not taken for an article's body")

    removes = (
        Example(
            "Storm closes bridge\n[-The bridge at Velden was closed on Monday after a storm tore two bolts from its northern pier, the town said.-]\n"
            "[-Engineers found no other damage and expect to open one lane by Thursday, when the wind is forecast to drop.-]\n"
            "[-The next inspection is due in March. The council will pay for it, whatever the insurers say about the bolts in the end.-]",
            note="all paragraphs",
        ),
        Example(
            "[-The lighthouse keeper has lived alone on the rock for thirty years, and she says that she has never once been bored there.-]\n"
            "[-What did you think in the first night?-]\n[-That somebody was on the stairs. It was the clockwork of the lamp, and ever since I cannot sleep without it.-]\n"
            "[-And what will you miss?-]\n[-The weather, which is always somebody else's on the mainland. Here it was mine, and I knew it by its first name.-]",
            note="questions and answers",
        ),
        Example("[-Dear Editor,-]\nNobody asked us.\n[-Sincerely,-]\nA. Bell", note="a letter"),
    )
    keeps = (
        Example(
            "More stories\nMayor opens pool\nFerry line to start in May\nTwo goals in the last minute", note="headlines"
        ),
        Example("More stories,\nMayor opens pool\nShare,\nFerry runs again.", note="no letter"),
        Example("A short note.\nAnother one.", note="too few words for a body"),
    )

    def find(self, view: View) -> Iterator[Finding]:
        sentence = [_is_sentence(line) for line in view.lines]
        best: list[Line] = []  # the run with most words so far, of which the first `size` lines count
        most, size = self.options.min_words - 1, 0
        run: list[Line] = []
        words = counted = 0  # of the first `counted` lines of `run`
        items: list[Line] | None = None  # the lines so far of a list that a colon announced
        known, phrases = view.labels, view.hits
        for line in view.lines:
            index = line.index
            short = not sentence[index] and line.n_words <= _INSET_WORDS
            if any(kind.startswith(_INSET) for kind in known[index]):
                continue
            if short and any(hit.phrase.kind.startswith(_INSET) for hit in phrases[index]):
                continue
            if sentence[index] or _STAMP.match(line.text):
                run += [*(items or ()), line]
                items = None
            elif run and not known[index] and line.text.endswith(COLONS) and line.n_words >= 3:
                run += [*(items or ()), line]
                items = []
            elif run and items is not None and len(items) < _LIST_LINES:
                items.append(line)
            elif run and items is None and index + 2 < len(sentence) and all(sentence[index + 1 : index + 3]):
                run.append(line)
            else:
                run, items = [], None
                words = counted = 0
            words += sum(each.n_words for each in run[counted:])
            counted = len(run)
            if words > most:
                best, most, size = run, words, counted
        for line in best[:size]:
            yield self.finding(line, "paragraph")
        for line in view.lines:
            index = line.index
            if line.text[-1] != "," or line.size > _LETTER_WORDS or not line.text[0].isupper() or known[index]:
                continue
            said = any(hit.phrase.kind.startswith(_INSET) for hit in phrases[index])
            if not said and any(sentence[max(0, index - 1) : index + 2]):
                yield self.finding(line, "letter")


def _is_sentence(line: Line) -> bool:
    """Whether a line of three words or more ends like a sentence, before a credit in brackets if it has one."""
    if line.n_words < 3:
        return False
    return ends_sentence(_CREDIT.sub("", line.text)) if line.text[-1] == ")" else line.ends_sentence
