"""Where a line stands in a document: at the head beside the title, in the run of paragraphs, at the tail."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from cleancorpus.detect.line import Line
from cleancorpus.text import ends_sentence, fold

# Characters; a line of so many that ends like a sentence is a paragraph of some article: most teasers and captions are
# shorter. On 276 texts 100 changes the authors of five and leaves a byline, 200 leaves four bylines and takes a line of
# an article.
_PARAGRAPH = 140
_DENSE_PARAGRAPH = 55  # in scripts that write a word in one or two characters
_TITLE_SEARCH = 60  # lines; menus before the headline can be long, and a line further down is a teaser of the story


@dataclass(frozen=True, slots=True)
class Layout:
    """The parts of a document by line index.

    `paragraphs` are the lines that look like running text. `head` is where the head ends: the index of the third
    paragraph after the last copy of the title near the top (a standfirst and a caption often stand above a byline).
    `titles` are the lines that repeat the document's title.
    """

    paragraphs: tuple[int, ...]
    titles: frozenset[int]
    head: int
    first: int  # the first paragraph after the title
    size: int

    def in_head(self, index: int) -> bool:
        """Whether the line stands above or among the first paragraphs."""
        return index < self.head

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


def lay_out(lines: Sequence[Line], headlines: Iterable[str]) -> Layout:
    """The layout of a document with these lines, whose source gave these headlines."""
    paragraphs = tuple(line.index for line in lines if is_paragraph(line))
    titles = frozenset(_title_lines(lines, headlines))
    # The title in the first 20 lines or the upper half; below it is a teaser or a link to the top. Where paragraphs are
    # few, the head ends 12 lines below it, and 40 lines below it in any case: chosen by hand.
    last_title = max((index for index in titles if index <= max(20, len(lines) // 2)), default=-1)
    below = [index for index in paragraphs if index > last_title]
    first = below[0] if below else len(lines)
    head = below[2] if len(below) > 2 else min(len(lines), last_title + 12)
    return Layout(paragraphs, titles, min(head, last_title + 40), first, len(lines))


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
