"""Lines that the model must not cut although it would: parts of an article that look like a menu or a teaser.

Each guard knows one shape of article text that short lines make: a list between paragraphs, labels of an interview,
the standfirst, the last paragraph, text broken at a fixed width. Where the model is surer than a guard, it wins.
"""

from __future__ import annotations

import re
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from cleancorpus.detect.line_model.chars import Floats
from cleancorpus.detect.line_model.features import SENTENCE, LineFacts
from cleancorpus.detect.line_model.forms import kept_forms
from cleancorpus.detect.view import View

Flags = NDArray[np.bool_]

_HEADLINE = 0.85  # letters that a line has in common with a headline, nearly the measure of the rule for headlines
# A scientific reference is as short and full of names as a teaser; it is told by its number, its DOI or its year.
_REFERENCE = re.compile(
    r"""
    \[\d{1,3}\].{20}                # [12] Author, Title
    |.{0,200}\bdoi[:.]              # doi:10.1000/1
    |.{0,200}\(\d{4}[a-z]?\)[.,:]   # Author, A. (2019). Title
    """,
    re.VERBOSE | re.IGNORECASE,
)
_LIKE = 60  # how alike the shapes of entries of one list are, which differ in length and numbers
_LABEL_WORDS = 3  # «Question:», «Jane Doe», «What we like». Chosen by hand.
_SENTENCE_WORDS = 6  # of one that says something of the verse above it
_SET = ("verse", "code", "table_row")
# How sure the model must be to overrule a guard, as a share of the way from the threshold to 1.
_OVERRULE_LIST, _OVERRULE_PARAGRAPH, _OVERRULE_NEIGHBOUR = 0.9, 0.75, 0.9


def guarded(view: View, facts: LineFacts, scores: Floats, threshold: float, covered: Flags) -> Flags:
    """Which lines of `view` must stay, whatever their score.

    `scores` are the model's probabilities; `covered` marks lines that rules cut anyway.
    """
    n = len(view.lines)
    if is_wrapped(view):
        return np.ones(n, bool)
    cut = (scores >= threshold) | covered
    kept = np.zeros(n, bool)
    kept[kept_forms(view)] = True
    _keep_headline(view, facts, kept)
    _keep_labels(view, facts, cut, kept)
    _keep_standfirst(view, facts, scores, threshold, cut, kept)
    _keep_paragraphs(view, facts, scores, threshold, cut, kept)
    _keep_names(view, cut, kept)
    _keep_lists(view, facts, scores, threshold, cut, covered, kept)
    return kept


def _level(threshold: float, share: float) -> float:
    return threshold + share * (1 - threshold)


def is_wrapped(view: View) -> bool:
    """Whether the text is broken at a fixed width, so that lines are no units of it.

    Most lines then are nearly as long as the longest, and go on in the next without a sentence's end.
    """
    lines = view.lines
    if len(lines) < 8:  # too few to tell a width from chance
        return False
    # The width is that of nearly the longest lines, as a heading may be longer. Mail breaks at 60 to 80 characters,
    # some editors at 120; below 20 are lists and verse, over 130 paragraphs.
    width = sorted(len(line.text) for line in lines)[int(0.9 * (len(lines) - 1))]
    if not 20 <= width <= 130:
        return False
    going_on = sum(0.75 * width <= len(line.text) <= 1.2 * width and not line.ends_sentence for line in lines[:-1])
    return going_on >= 0.5 * len(lines)  # ends of paragraphs and headings are the other half at most


def _keep_headline(view: View, facts: LineFacts, kept: Flags) -> None:
    """The first line that reads like the headline: where it goes is for the headline rule to say."""
    for line in view.lines[:12]:
        if facts.like_title[line.index] >= _HEADLINE:
            kept[line.index] = True
            return


def _keep_labels(view: View, facts: LineFacts, cut: Flags, kept: Flags) -> None:
    """Labels of an interview or a question list: the same few words again and again, each before a paragraph."""
    places: dict[str, list[int]] = {}
    for line in view.lines[:-1]:
        if facts.words[line.index] <= _LABEL_WORDS and not cut[line.index + 1]:
            following = facts.sentence[line.index + 1] >= 0.2
            if following:
                places.setdefault(line.folded.rstrip(" :.0123456789"), []).append(line.index)
    for label, indexes in places.items():
        apart = len(indexes) < 2 or min(b - a for a, b in pairwise(indexes)) >= 2
        if label and len(indexes) >= 3 and apart:
            kept[indexes] = True


def _keep_standfirst(view: View, facts: LineFacts, scores: Floats, threshold: float, cut: Flags, kept: Flags) -> None:
    """A line of some length between the headline and the first paragraph."""
    heads = np.flatnonzero(facts.like_title >= _HEADLINE)
    heads = heads[heads < 10]
    if not len(heads):
        return
    index = int(heads[-1]) + 1
    if index + 1 < len(view.lines) and cut[index] and facts.words[index] >= 7 and not cut[index + 1]:
        kept[index] |= scores[index] < _level(threshold, _OVERRULE_PARAGRAPH)


def _keep_paragraphs(view: View, facts: LineFacts, scores: Floats, threshold: float, cut: Flags, kept: Flags) -> None:
    """Paragraphs of full sentences beside one that stays, or beside set text, and those beside them.

    Between boilerplate stand short lines; of 147 labelled pages two lines that are cut stood beside a paragraph. Verse, tables
    and code stay whatever the model says of them, as the rule `set-text` protects them.
    """
    paragraph = facts.sentence > SENTENCE
    staying = paragraph & ~cut
    if not view.from_page:
        staying |= np.array([line.kind in _SET for line in view.lines])
        below = [
            line.index
            for above, line in pairwise(view.lines)
            if above.kind == "verse" != line.kind and line.ends_sentence
        ]
        paragraph[below] |= facts.words[below] >= _SENTENCE_WORDS
    unsure = paragraph & cut & (scores < _level(threshold, _OVERRULE_NEIGHBOUR))
    n = len(scores)
    for order in (range(1, n), range(n - 2, -1, -1)):
        step = -1 if order.step > 0 else 1
        for index in order:
            if unsure[index] and staying[index + step]:
                staying[index] = kept[index] = True


def _keep_names(view: View, cut: Flags, kept: Flags) -> None:
    """Lists of people: never a part of one."""
    for rows in dict.fromkeys(view.name_lists.values()):
        own = slice(rows.start, rows.stop)
        if not cut[own].all():
            kept[own] = True


def _keep_lists(
    view: View,
    facts: LineFacts,
    scores: Floats,
    threshold: float,
    cut: Flags,
    covered: Flags,
    kept: Flags,
) -> None:
    """Runs of lines of one shape between paragraphs that stay: never a part of such a list, and all only if sure."""
    n = len(view.lines)
    paragraph = (facts.sentence > SENTENCE) & ~cut
    alike = (facts.like_next >= _LIKE).tolist()
    start = 0
    while start < n:
        end = start + 1
        while end < n and not paragraph[start] and not paragraph[end] and alike[end - 1]:
            end += 1
        if end - start >= 3 and not paragraph[start] and not covered[start:end].any():
            some, every = cut[start:end].any(), cut[start:end].all()
            # A heading or an introduction may stand between the list and the paragraph before it.
            inside = paragraph[max(0, start - 2) : start].any() and paragraph[end : end + 1].any()
            sure = float(np.mean(scores[start:end])) >= _level(threshold, _OVERRULE_LIST)
            if some and ((not every and inside) or (inside and not sure)):
                kept[start:end] = True
        start = end
    for line in view.lines:
        if cut[line.index] and _REFERENCE.match(line.text) and facts.words[line.index] >= 8:
            kept[line.index] = kept[line.index] or scores[line.index] < _level(threshold, _OVERRULE_PARAGRAPH)
