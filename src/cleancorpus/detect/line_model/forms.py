"""Forms of article text that short lines make and furniture does not: told by their rows, whatever the model says.

An interview has the same labels again and again with sentences behind them; a paragraph that is broken at a width has
lines of it; results, quantities and facts have figures of one form, row by row.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise

from cleancorpus.detect.line import Line
from cleancorpus.detect.view import View
from cleancorpus.text import QUESTION_MARKS, words_of

_LABELLED = re.compile(r"(?P<label>[^\W\d_][^:：\n]{0,40}?)\s?[:：]\s*(?=\S)")
_LABEL_WORDS = 4  # «Question», «Jane Doe», «The Harbour Post»
_TURNS = 4  # two questions and two answers; fewer are a list of captions
_SPEAKERS = 5
# Narrow columns to wide mail; a line over 130 characters is a paragraph.
_WIDTHS = (30, 130)
_ROWS = 3
_MARK = re.compile(r"\d")
_CLOCK = re.compile(r".*(?<!\d)(?:[01]?\d|2[0-3]):[0-5]\d$")  # rows that all end so are teasers with their time
_FIGURES = (
    re.compile(r".{2,60}\D\d{1,3}\s?[:–-]\s?\d{1,3}(?:\s?\(.{1,20}\))?\W*$"),  # Orle – Sallow 2:1 (1:0)
    re.compile(r"[^\d]{2,40}\s\d{1,3}\s[^\d]{2,40}\s\d{1,3}$"),  # Orle 2 Sallow 1
    re.compile(r".{2,60}\s\d{1,3}(?:[.,]\d+)?\s?%$"),  # Free Rowers 20.8 %
    re.compile(r".{2,60}\s(?:\d{1,2}[:.])?\d{1,2}[:.]\d{2}[.,:]\d{1,3}$"),  # Tordoff 7:15.0
    re.compile(r"\d{1,3}[.)]?\s\D.{1,60}\s\d{1,3}[:.,]\d{2}$"),  # 2. Tordoff 31:05
)

# What recipes measure in; «2 lemons» is counted if a neighbour is measured.
_MEASURED = re.compile(
    r"(?:\d[\d.,/\N{FRACTION SLASH}]*|[½¼¾⅓⅔])\s?(?:[½¼¾⅓⅔]\s)?(?:kg|g|gr|mg|ml|cl|dl|l|lb|lbs|oz|cups?|tbsp|tsp|tablespoons?"
    r"|teaspoons?|EL|TL|Prise|Bund|c\.|cuill\w+|cucharad\w+|taz\w+|cucchiai\w*|colher\w*|xícaras?|ст\.|ч\.|г|кг|мл|л|шт)\b"
)
_COUNTED = re.compile(r"(?:\d{1,3}|[½¼¾⅓⅔])(?:[-–]\d{1,2})?\s[^\W\d_]+(?:,?\s[^\W\d_]+){0,5}$")
_ITEM_WORDS, _STEP_WORDS = 4, 2  # «Salt and black pepper» at most, «Mehl sieben» at least


def kept_forms(view: View) -> list[int]:
    """The lines of `view` that are of such a form, by index."""
    if view.from_page or len(view.lines) < _ROWS:
        return []
    found: set[int] = set()
    paragraphs = list(_paragraphs(view))
    found.update(_interview(view, paragraphs))
    for first, last in paragraphs:
        if _is_wrapped(view.lines[first:last]):
            found.update(range(first, last))
    found.update(_figures(view.lines))
    found.update(_recipe(view.lines))
    found.update(_questions(view.lines))
    return sorted(found)


def _paragraphs(view: View) -> Iterator[tuple[int, int]]:
    """Stretches of lines without a blank line among them."""
    start = 0
    for one, other in pairwise(view.lines):
        if other.start - one.end > 1:
            yield start, other.index
            start = other.index
    if view.lines:
        yield start, len(view.lines)


def _interview(view: View, paragraphs: Sequence[tuple[int, int]]) -> set[int]:
    """Lines behind the labels of two speakers or more who take turns, with the lines that go on in the same paragraph."""
    labels: dict[int, str] = {}
    for line in view.lines:
        match = _LABELLED.match(line.text)
        if match and len(words_of(match["label"])) <= _LABEL_WORDS:
            labels[line.index] = line.folded[: match.end("label")]
    again = {label for label, count in Counter(labels.values()).items() if count > 1}
    turns = [index for index, label in labels.items() if label in again]
    said = sum(view.lines[index].ends_sentence for index in turns)
    changes = sum(labels[one] != labels[other] for one, other in pairwise(turns))
    if (
        len(turns) < _TURNS
        or not 2 <= len(again) <= _SPEAKERS
        or 2 * said < len(turns)
        or 3 * changes < 2 * (len(turns) - 1)
    ):
        return set()
    found = set(turns)
    for first, last in paragraphs:
        if last - first <= len(view.lines) // 2:  # else the text has no blank lines
            for index in range(first + 1, last):
                if index - 1 in found:
                    found.add(index)
    return found


def _is_wrapped(lines: Sequence[Line]) -> bool:
    """Whether a paragraph is broken at a width: its lines reach it without a sentence's end, and the next go on."""
    if len(lines) < _ROWS:
        return False
    width = max(len(line.text) for line in lines)
    if not _WIDTHS[0] <= width <= _WIDTHS[1]:
        return False
    full = sum(len(line.text) >= 0.75 * width for line in lines[:-1])
    going_on = sum(
        not one.ends_sentence and (other.text[:1].islower() or one.text.endswith(",")) for one, other in pairwise(lines)
    )
    return full >= 0.9 * (len(lines) - 1) and going_on >= 0.5 * (len(lines) - 1) and lines[-1].ends_sentence


def _figures(lines: Sequence[Line]) -> set[int]:
    """Three rows and more of one form with figures."""
    found: set[int] = set()
    marked = [_MARK.search(line.text) is not None for line in lines]
    if sum(marked) < _ROWS:
        return found
    for form in _FIGURES:
        run: list[int] = []
        for line, has_figure in zip(lines, marked, strict=True):
            if has_figure and form.match(line.text):
                run.append(line.index)
                continue
            if run:
                found.update(_if_rows(lines, run))
                run = []
        found.update(_if_rows(lines, run))
    return found


def _if_rows(lines: Sequence[Line], run: list[int]) -> list[int]:
    is_ranked = bool(run) and all(lines[index].text[:1].isdigit() for index in run)
    by_clock = not is_ranked and all(_CLOCK.match(lines[index].text) for index in run)
    return run if len(run) >= _ROWS and not by_clock else []


def _recipe(lines: Sequence[Line]) -> set[int]:
    """Three ingredients and more that are measured or counted, what stands in their list without a figure, and two steps
    and more behind them.
    """
    n = len(lines)
    found: set[int] = set()
    start = 0
    while start < n:
        end = start
        while end < n and (_MEASURED.match(lines[end].text) or _COUNTED.match(lines[end].text)):
            end += 1
        if end - start < _ROWS or not any(_MEASURED.match(line.text) for line in lines[start:end]):
            start = max(end, start + 1)
            continue
        while end < n and lines[end].n_words <= _ITEM_WORDS and lines[end].start - lines[end - 1].end == 1:
            end += 1
        steps = end + (end + 1 < n and not _is_step(lines[end]) and lines[end].n_words <= _ITEM_WORDS)  # «Method»
        last = steps
        while last < n and _is_step(lines[last]):
            last += 1
        found.update(range(start, last if last - steps > 1 else end))
        start = max(end, last)
    return found


def _questions(lines: Sequence[Line]) -> set[int]:
    """Three questions and more, with an answer of one line behind each."""
    found: set[int] = set()
    start, n = 0, len(lines)
    while start < n:
        end = start
        while (
            end + 1 < n
            and lines[end].text.endswith(QUESTION_MARKS)
            and lines[end + 1].ends_sentence
            and not lines[end + 1].text.endswith(QUESTION_MARKS)
        ):
            end += 2
        if end - start >= 2 * _ROWS:
            found.update(range(start, end))
        start = max(end, start + 1)
    return found


def _is_step(line: Line) -> bool:
    return line.ends_sentence and line.n_words >= _STEP_WORDS
