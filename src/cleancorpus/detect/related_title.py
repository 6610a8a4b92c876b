"""Headlines of other articles on a line: behind a label in capitals, behind an arrow, alone between paragraphs."""

from __future__ import annotations

import re

from cleancorpus.detect.line import Line
from cleancorpus.detect.view import View
from cleancorpus.text import ends_sentence, fold, n_words

# Before a headline; «>», «->», «→» and «+» are bullets, quotations and pointers of the article's own, too.
_ARROW = re.compile(r"(?:>{2,3}|»|➜|➔|➡️?|👉)\s*(?=\S)")
_QUOTES = re.compile(
    '[«»\N{LEFT DOUBLE QUOTATION MARK}\N{RIGHT DOUBLE QUOTATION MARK}\N{DOUBLE LOW-9 QUOTATION MARK}"]'
)
# First words that ask the reader to do something, which a headline seldom does.
_ASKS = frozenset(
    """
    turn press click take use see look go open close write call send choose pick add try keep put bring come do don't
    please note remember drehen drücken klicken nehmen nimm gehen geh siehe schreiben rufen wählen bitte tournez
    appuyez cliquez prenez voyez allez pulse pulsa haga tome vea vaya premi prendi vai klik neem ga
    """.split()
)
_CITED = re.compile(
    r"(?:\b(?:S|p|pp|str|Bd|vol|no|Nr)\.\s?\d|\b(?:1[5-9]|20)\d\d[a-z]?(?=\s*(?:[,;)]|$)))", re.IGNORECASE
)
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
    if not is_between(view, line) or line.size > _ARROW_WORDS:
        return False
    arrow = _ARROW.match(line.text)
    if arrow is None:
        return False
    title = line.text[arrow.end() :]
    if _QUOTES.search(title) or any(char.isdigit() for char in title):
        return False  # «»Nobody knew«, he says», prices and hours
    return is_headline(title) and fold(title.split()[0]) not in _ASKS


def is_cited(title: str) -> bool:
    """Whether a page of a book, or a year as behind its author, stands there: «See also: Doe 1931, p. 4»."""
    return _CITED.search(title) is not None


def is_headline(text: str) -> bool:
    """Whether a text may be the headline of an article: three words or more, a capital, and no end of a sentence."""
    title = text.strip(" \"'")
    return title[:1].isupper() and n_words(title) >= 3 and not ends_sentence(title)


def is_between(view: View, line: Line) -> bool:
    """Whether the line is the only one of its kind between two paragraphs: subheadings come in numbers."""
    return view.lone_line == line.index
