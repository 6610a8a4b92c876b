"""The lines under headings of links near the end of a text, where each of thousands of lines may be such a heading."""

from __future__ import annotations

from bisect import bisect_right
from functools import cached_property

from cleancorpus.detect.line import Line
from cleancorpus.detect.related_lines import TAG_WORDS
from cleancorpus.detect.view import View

_OTHER_TOPICS = ("comments.heading", "comments.form", "newsletter.", "cookie.", "copyright.", "author_box.")


class TailSections:
    """Which lines belong to a heading near the end; `teaser_words` is the size of the longest teaser under a headline."""

    def __init__(self, view: View, teaser_words: int) -> None:
        self._view = view
        self._teaser_words = teaser_words

    def under(self, index: int, *, tags: bool) -> range:
        """The lines under the heading at `index` that belong to it."""
        view, first = self._view, index + 1
        last = first
        if first < len(view.lines) and not view.prose[first]:
            last = (self._ends_of_tags if tags else self._ends)[first]
        start = bisect_right(view.prose_lines, index)
        blurbs = bisect_right(view.prose_lines, last - 1) - start
        # Teasers come with every headline or with none. One paragraph among many short lines is the article's.
        if blurbs == 1 or (blurbs and last - first > 4 * blurbs):
            last = view.prose_lines[start]
            if last - first > 1:
                last -= 1  # the line over a paragraph can be the article's own subheading
        return range(first, last)

    @cached_property
    def _ends(self) -> list[int]:
        """Per line the first from there that ends a section: one on something else, or a paragraph that is no teaser."""
        return self._next([self._ends_section(line) for line in self._view.lines])

    @cached_property
    def _ends_of_tags(self) -> list[int]:
        """The same for a section of tags, which a longer line ends, too."""
        return self._next([line.size > TAG_WORDS or self._ends_section(line) for line in self._view.lines])

    def _ends_section(self, line: Line) -> bool:
        index, prose, kinds = line.index, self._view.prose, self._view.labels[line.index]
        if any(kind.startswith(_OTHER_TOPICS) for kind in kinds) and not any(
            kind.startswith("related.") for kind in kinds
        ):
            return True
        return prose[index] and ((index > 0 and prose[index - 1]) or line.size > self._teaser_words)

    def _next(self, ends: list[bool]) -> list[int]:
        following, result = len(ends), [0] * len(ends)
        for index in range(len(ends) - 1, -1, -1):
            if ends[index]:
                following = index
            result[index] = following
        return result
