"""Headlines of other articles on a line: behind a label in capitals, behind an arrow, alone between paragraphs."""

from __future__ import annotations

import re

from cleancorpus.detect.line import Line
from cleancorpus.detect.prose import word_count
from cleancorpus.detect.view import View
from cleancorpus.text import ends_sentence, n_words

_ARROW = re.compile(r"(?:>{1,3}|\+{1,3}(?=\s)|»|→|➜|➔|➡️?|👉|-{1,2}>)\s*(?=\S)")  # before a headline; bullets are none
_ARROW_WORDS = 20  # of a headline behind an arrow


def is_shouted(prefix: str, title: str, lone: bool) -> bool:
    """Whether «WATCH: Mayor opens the new pool» is a common word in capitals before a headline in small letters.

    In brackets, or alone between paragraphs, it may be shorter.
    """
    words = 3 if lone else 4
    return (
        prefix.isupper() and len(prefix) > 1 and title[:1].isupper() and not title.isupper() and n_words(title) >= words
    )


def is_pointed_at(view: View, line: Line) -> bool:
    """Whether an arrow and a headline stand alone between two paragraphs, as a link to another article."""
    if view.lone_line != line.index or word_count(line) > _ARROW_WORDS:
        return False
    arrow = _ARROW.match(line.text)
    return arrow is not None and is_headline(line.text[arrow.end() :])


def is_headline(text: str) -> bool:
    """Whether a text may be the headline of an article: three words or more, a capital, and no end of a sentence."""
    title = text.strip(" \"'")
    return title[:1].isupper() and n_words(title) >= 3 and not ends_sentence(title)


def is_between(view: View, line: Line) -> bool:
    """Whether the line is the only one of its kind between two paragraphs: subheadings come in numbers."""
    return view.lone_line == line.index
