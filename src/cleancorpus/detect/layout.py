"""Where a line stands in a document: at the head beside the title, in the run of paragraphs, at the tail."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from cleancorpus.detect.line import Line
from cleancorpus.text import ends_sentence, fold

# Characters; a line of so many that ends like a sentence is a paragraph of some article: most teasers and captions are
# shorter. On 276 texts 100 changes the authors of five and leaves a byline, 200 leaves four bylines and takes a line of
# an article.
_PARAGRAPH = 140
_DENSE_PARAGRAPH = 55  # in scripts that write a word in one or two characters
_TITLE_SEARCH = 60  # lines; menus before the headline can be long, and a line further down is a teaser of the story
# Where no line is a paragraph the text is broken at a width, or its paragraphs are short: lines longer than labels count.
_WRAPPED = 45
# Lines between two paragraphs of one text: a list, a table, a gallery fit in; menus and link lists are longer.
_GAP = 15
# Lines above the first paragraph: headline, standfirst, byline, date, share bar, caption. What stands higher is menus.
_OPENING = 20


@dataclass(frozen=True, slots=True)
class Layout:
    """The parts of a document by line index.

    `paragraphs` are the lines that look like running text. `head` is where the head ends: the index of the third
    paragraph after the last copy of the title near the top (a standfirst and a caption often stand above a byline).
    `titles` are the lines that repeat the document's title. `body` are the first, third and last paragraph of the text
    itself, which in a whole page stands below menus of a hundred lines.
    """

    paragraphs: tuple[int, ...]
    titles: frozenset[int]
    head: int
    first: int  # the first paragraph after the title
    size: int
    body: tuple[int, int, int]

    def in_head(self, index: int) -> bool:
        """Whether the line stands above or among the first paragraphs."""
        return index < self.head

    def at_head(self, index: int) -> bool:
        """Whether the line stands in the head, or right above the text itself or among its first paragraphs.

        In a whole page without a known title the head is the menu.
        """
        if self.in_head(index) or self.body[0] - _OPENING <= index < self.body[1]:
            return True
        place = bisect_right(self.paragraphs, index)  # a text whose first paragraphs stand far apart starts above them
        return place < len(self.paragraphs) and index + _OPENING >= self.paragraphs[place] <= self.body[0]

    @property
    def headed(self) -> bool:
        """Whether a copy of the title stands over the text itself: one far above is a menu's or a notice's."""
        return any(self.body[0] - 2 * _OPENING <= title < self.body[1] for title in self.titles)

    def over_body(self, index: int) -> bool:
        """Whether the line stands right above the text itself."""
        return self.body[0] - _OPENING <= index < self.body[0]

    def paragraphs_after(self, index: int) -> int:
        """How many paragraphs follow the line."""
        return len(self.paragraphs) - bisect_right(self.paragraphs, index)

    def in_tail(self, index: int) -> bool:
        """Whether most paragraphs stand above the line and none directly below it."""
        if not self.paragraphs or index <= self.first:
            return False
        after = self.paragraphs_after(index)
        return after == 0 or (after * 3 <= len(self.paragraphs) and (index + 1) not in self.paragraphs)

    def is_late(self, index: int) -> bool:
        """Whether most paragraphs stand above the line."""
        return self.first < index and self.paragraphs_after(index) * 3 <= len(self.paragraphs)

    def near_title(self, index: int, distance: int = 3) -> bool:
        """Whether a copy of the title stands at most `distance` lines above."""
        return any(index - distance <= title < index for title in self.titles)


def is_paragraph(line: Line) -> bool:
    """Whether the line looks like running text of some article."""
    text = line.text
    length = len(text)
    if length < _DENSE_PARAGRAPH:
        return False
    if "\u2e80" <= text[length // 2] <= "\ud7a3" or "\u0e00" <= text[length // 2] <= "\u0eff":
        return ends_sentence(text) or length >= 2 * _DENSE_PARAGRAPH
    return length >= _PARAGRAPH and (ends_sentence(text) or length >= 3 * _PARAGRAPH)


def lay_out(lines: Sequence[Line], headlines: Iterable[str], notices: frozenset[int] = frozenset()) -> Layout:
    """The layout of a document with these lines, whose source gave these headlines; `notices` are no part of the text."""
    paragraphs = tuple(line.index for line in lines if is_paragraph(line))
    titles = frozenset(_title_lines(lines, headlines))
    # The title in the first 20 lines or the upper half; below it is a teaser or a link to the top. Where paragraphs are
    # few, the head ends 12 lines below it, and 40 lines below it in any case: chosen by hand.
    last_title = max((index for index in titles if index <= max(20, len(lines) // 2)), default=-1)
    below = [index for index in paragraphs if index > last_title]
    first = below[0] if below else len(lines)
    head = below[2] if len(below) > 2 else min(len(lines), last_title + 12)
    body = _body(lines, [index for index in below or paragraphs if index not in notices])
    return Layout(paragraphs, titles, min(head, last_title + 40), first, len(lines), body)


def _body(lines: Sequence[Line], paragraphs: Sequence[int]) -> tuple[int, int, int]:
    """The first, third and last paragraph of the text: of the first run of paragraphs that is no mere notice.

    A run ends where no paragraph stands on many lines. A teaser before the text has less than a tenth of its letters.
    """
    paragraphs = paragraphs or [line.index for line in lines if len(line.text) >= _WRAPPED]
    if not paragraphs:
        return len(lines), len(lines), len(lines)
    runs = [[paragraphs[0]]]
    for before, index in pairwise(paragraphs):
        if index - before > _GAP:
            runs.append([])
        runs[-1].append(index)
    sizes = [sum(len(lines[index].text) for index in run) for run in runs]
    run = next(run for run, size in zip(runs, sizes, strict=True) if size * 10 >= max(sizes))
    return run[0], run[2] if len(run) > 2 else run[-1] + 1, run[-1]


def _title_lines(lines: Sequence[Line], headlines: Iterable[str]) -> list[int]:
    folded = {fold(title).strip() for title in headlines}
    folded = {title for title in folded if len(title) >= 8}  # «News» and «Home» are titles of some pages
    if not folded:
        return []
    found = []
    for line in lines[:_TITLE_SEARCH]:
        if len(line.text) < 8 or len(line.text) > 300:
            continue
        low = line.folded
        for title in folded:
            if (
                low == title
                or (len(low) >= 15 and title.startswith(low))
                or (len(title) >= 15 and low.startswith(title))
            ):
                found.append(line.index)
                break
    return found
