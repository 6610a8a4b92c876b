"""Steps of instructions and headings of answers: words of log-ins and subscriptions in the article itself."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator

from cleancorpus.detect.line import Line
from cleancorpus.detect.own_rows import runs
from cleancorpus.detect.view import View
from cleancorpus.lexicon.found import vocabulary

_STEPS = 3
_STEP_WORDS = 25
_STEP_NUMBER = re.compile(r"(\d{1,2})\s?[.)]\s")
_FURNITURE = ("paywall.", "newsletter.", "cookie.", "share.", "advertisement.")
_VERBS = vocabulary("paywall", "verb") | vocabulary("newsletter", "verb")
_HEADINGS = 2  # besides the one in question
_HEADING_WORDS = 10


def steps(view: View) -> Iterator[Line]:
    """The items of lists of three sentences and more of which at most one has words of furniture, below a line of the text:
    numbered one by one, or marked as a list by the page.
    """
    numbers: dict[int, int] = {}
    for line in view.lines:
        number = _STEP_NUMBER.match(line.text)
        if number is not None:
            numbers[line.index] = int(number[1]) - line.index  # the same for lines that are counted on

    def key(line: Line) -> object:
        if line.index in numbers:
            return (numbers[line.index],)
        return "item" if view.from_page and line.kind == "list_item" else None

    for run in runs(view.lines, key):
        if len(run) < _STEPS or not run[0].index:
            continue
        known = [line for line in run if _is_furniture(view, line)]
        sentences = [line for line in run if line.ends_sentence and 2 <= line.size <= _STEP_WORDS]
        above = view.lines[run[0].index - 1]
        introduced = above.size >= 4 and not _is_furniture(view, above)
        if len(known) <= 1 and len(sentences) * 3 >= len(run) * 2 and introduced:
            yield from run


def headings_of_text(view: View, taken: Collection[int]) -> frozenset[int]:
    """The lines of `taken`, which a rule takes for labels, that stand over paragraphs below the first as two other headings and
    more of the same kind do, which no lexicon knows.
    """
    headings = [line for line in view.lines if _is_over_paragraph(view, line.index)]
    unknown = Counter(
        line.kind
        for line in headings
        if not view.labels[line.index] and line.index not in taken and line.index not in view.layout.titles
    )
    return frozenset(
        line.index
        for line in headings
        if line.index in taken
        and line.index + 1 not in taken
        and unknown[line.kind] >= _HEADINGS
        and view.has_prose_before(line.index)
    )


def _is_over_paragraph(view: View, index: int) -> bool:
    line = view.lines[index]
    return (
        index + 1 < len(view.lines)
        and line.size <= _HEADING_WORDS
        and not view.prose[index]
        and (not line.ends_sentence or line.text[-1] == "?")
        and view.prose[index + 1]
        and (line.kind == "heading" or index == 0 or view.prose[index - 1])
    )


def _is_furniture(view: View, line: Line) -> bool:
    """Whether the line is a label, or has a phrase or a verb of what sites say to their readers."""
    if view.labels[line.index] or view.hits_of(line, *_FURNITURE):
        return True
    return any(True for _ in line.wording.stems(_VERBS))
