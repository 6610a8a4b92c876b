"""What one line says of links to other articles: tags, a heading over links or over the article's own list, a headline."""

from __future__ import annotations

import re

from cleancorpus.detect.line import Line
from cleancorpus.detect.teasers import STOPS
from cleancorpus.detect.view import View
from cleancorpus.lexicon import Hit, phrases
from cleancorpus.text import CLOSERS, ends_sentence

BULLETS = (
    " \t»\N{SINGLE RIGHT-POINTING ANGLE QUOTATION MARK}>→\N{BLACK RIGHT-POINTING TRIANGLE}"
    "\N{BLACK RIGHT-POINTING POINTER}\N{BULLET}*-\N{EN DASH}\N{EM DASH}+|#\N{MIDDLE DOT}("
    "[【\N{BLACK SQUARE}◆▼\N{BLACK CIRCLE}"
)
# Lines that are no headlines: ingredients, results, steps, and labels with a colon.
_STARTS_LIST = re.compile(r"[\d½¼¾]|[A-ZÀ-Þ][^\s:]{0,20}:\s*$")
# More than one sentence: tags have none.
_SENTENCES = re.compile(
    r"[.!?\N{IDEOGRAPHIC FULL STOP}\N{FULLWIDTH EXCLAMATION MARK}\N{FULLWIDTH QUESTION MARK}]\s+\S"
    r"|[\N{IDEOGRAPHIC FULL STOP}\N{FULLWIDTH EXCLAMATION MARK}\N{FULLWIDTH QUESTION MARK}]."
)
COLON = re.compile("[:\N{FULLWIDTH COLON}]")  # «Filed under oath» has none
# A list that a colon announces is the author's own, until the last paragraph has been.
_LIST_MARK = re.compile(r"[-*\N{BULLET}\N{EN DASH}]\s")
# A shorter one may be a headline with a stop.
_SAID_WORDS = 6
_OTHER = ("comments.", "newsletter.", "cookie.", "copyright.", "paywall.", "share.", "advertisement.")
TAG_WORDS = 5  # a tag is no longer


def is_sure_heading(text: str) -> bool:
    """Whether a heading before a colon is no word of ordinary speech («In case you missed it: the king is dead»)."""
    return " " in text and text not in phrases("related.prefix-weak")


def is_tag_line(line: Line) -> bool:
    """Whether the line is «Tags: a, b» or «Filed under Bridges»."""
    if len(line.text) > 400:
        return False
    known = phrases("related.word-tags")
    label, colon, rest = line.folded.replace("\N{FULLWIDTH COLON}", ":").partition(":")
    if colon and len(label) <= 40:
        if label.strip(BULLETS) not in known or not rest.strip() or _SENTENCES.search(rest):
            return False
        items = [
            item
            for item in re.split(r"[,;|/\N{IDEOGRAPHIC COMMA}\N{FULLWIDTH COMMA}\N{MIDDLE DOT}\N{BULLET}#]", rest)
            if item.strip()
        ]
        return line.n_words <= TAG_WORDS * max(len(items), 1) and not ends_sentence(rest)
    if line.n_words > 14 or line.ends_sentence:
        return False
    first = line.folded.lstrip(BULLETS)
    return any(
        first.startswith((phrase + " #", phrase + " | ")) for phrase in line.words[:1] if phrase in known
    ) or any(first.startswith(phrase + " ") for phrase in (" ".join(line.words[:n]) for n in (2, 3)) if phrase in known)


def is_left_over(view: View, index: int) -> bool:
    """Whether a heading is the last line of a text, under a paragraph: nothing is left of what it stood over."""
    return index == len(view.lines) - 1 and index > 0 and view.prose[index - 1]


def announces_list(view: View, line: Line) -> bool:
    """Whether a heading with a colon stands over a list, and paragraphs follow: a reading list of the article's own."""
    return (
        COLON.match(line.text.rstrip()[-1:]) is not None
        and 0.0 < view.prose_before[line.index] < 1.0
        and line.index + 1 < len(view.lines)
        and (
            view.lines[line.index + 1].kind == "list_item"
            or _LIST_MARK.match(view.lines[line.index + 1].text) is not None
        )
    )


def has_subheadings(view: View) -> bool:
    """Whether short lines stand alone between two paragraphs: the last line of a box may then be one of them."""
    is_prose = view.prose
    return any(
        before and after and not here and is_like_headline(line)
        for line, before, here, after in zip(view.lines[1:], is_prose, is_prose[1:], is_prose[2:], strict=False)
    )


def is_like_headline(line: Line) -> bool:
    n = line.size
    # Headlines of less than four words are hardly told from subheadings, nor those over 25 from sentences.
    if line.kind == "list_item" or not 4 <= n <= 25 or _STARTS_LIST.match(line.text):
        return False
    if line.ends_sentence and line.text.rstrip()[-1] in ".\N{IDEOGRAPHIC FULL STOP}":
        return False
    first = next((char for char in line.text if char.isalnum()), "")
    return not first.islower()


def sentences_first(view: View, section: range) -> int:
    """How many sentences of six words and more a section begins with: a teaser has its headline above it."""
    count = 0
    for index in section:
        line = view.lines[index]
        text = line.text.lstrip(BULLETS).rstrip(CLOSERS + " ")
        told = text.endswith(STOPS) and not text.endswith("...") and line.size >= _SAID_WORDS
        if not told or view.labels[index] or view.hits_of(line, *_OTHER):
            break
        count += 1
    return count


def opens_heading(line: Line, hits: list[Hit]) -> bool:
    """Whether a short line begins with a heading and goes on with a name: «More from Harbour Post»."""
    return (
        line.n_words <= 6
        and line.kind != "list_item"
        and not _LIST_MARK.match(line.text)
        and not line.ends_sentence
        and any(
            hit.phrase.kind == "related.heading"
            and " " in hit.phrase.text
            and not line.folded[: hit.start].strip(BULLETS)
            for hit in hits
        )
    )


def is_same_as_title(view: View, line: Line) -> bool:
    return line.index == 0 or line.text in (view.doc.title, *view.doc.headlines)
