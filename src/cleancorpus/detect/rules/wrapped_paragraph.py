"""A keeper: lines of a paragraph that is broken at a width are no lines of their own."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from cleancorpus.detect.example_articles import FIRST as P1
from cleancorpus.detect.example_articles import SECOND as P2
from cleancorpus.detect.line import Line
from cleancorpus.detect.rule import Example, Rule
from cleancorpus.detect.view import View
from cleancorpus.model import Finding
from cleancorpus.text import CLOSERS, TERMINATORS, n_size

_LEAST_WORDS = 4  # of a line that goes on in the next one: menus in small letters have less
_WORDS = 12  # of a paragraph; a name over a place, or a label over its box, has fewer
_MOST = 2  # of two line breaks one at least: the others stand before a capital, a figure or a quotation
_ENDS = (*TERMINATORS, *CLOSERS, ":")
_CLOSED = (*TERMINATORS, ":", "|")


class WrappedParagraph(Rule):
    """Protects paragraphs that are broken at a width, as in mails, manuals and old plain text.

    What it protects: paragraphs of plain text (lines with blank ones around) of twelve words or more with the end of a sentence, if
    at half of their line breaks or more a line of four words without an end goes on in small letters; from the rules for what
    sites say to their readers.
    Why: «first create an account on» is a whole line there, and half a sentence.
    What it does not protect: consent notices; credits, dates and bylines; anything from the line model in lines of which one
    starts with a capital.
    Known limits: a notice that is itself broken at a width stays; scripts without small letters have no such paragraphs.
    """

    id, version, category = "wrapped-paragraph", 1, "keeper"
    reasons = {"wrapped": "a line of a paragraph that is broken at a width"}
    protects = (
        "advertisement", "comment", "copyright", "form-message", "navigation", "newsletter", "page-control", "paywall",
        "related", "share",
    )  # fmt: skip
    removes = (
        Example(
            f"{P1}\n\n[-To work on the lamp with us, first create an account on-]\n[-the forge of the harbour, then copy the plans and-]\n"
            f"[-send what you have changed.-]\n\n{P2}",
            note="half an appeal",
        ),
        Example(
            f"{P1}\n\n[-Also see the following notes on the lamp and-]\n[-its clockwork, which are not kept in this house:-]\n"
            f"[-lamp.txt clock.txt-]\n\n{P2}",
            note="half a heading",
        ),
        Example(
            f"{P1}\n\n[-Die Meinungen in diesem Heft sind die der Verfasser und-]\n[-geben nicht die des Hafenamtes wieder, das auch für-]\n"
            f"[-Fehler nicht haftet.-]\n\n{P2}",
            language="de",
        ),
    )
    keeps = (
        Example(
            f"{P1}\n\nSubscribe to our newsletter\nEnter your email address\nSign up\n\n{P2}", note="lines of a form"
        ),
        Example(f"home\nabout us\ncontact\n\n{P1}", note="a menu in small letters"),
        Example(f"{P1}\nLog in to go on reading.\n{P2}", note="a sentence"),
        Example(f"{P1}\n\nMore stories from the quay\n\nand one more from the mill\n\n{P2}", note="paragraphs"),
    )

    def find(self, view: View) -> Iterator[Finding]:
        if view.from_page:
            return
        for lines in _paragraphs(view):
            if len(lines) < 2:
                continue
            joints = list(pairwise(lines))
            broken = sum(_goes_on(line, after) for line, after in joints)
            said = " ".join(line.text for line in lines)
            if (
                broken * _MOST >= len(joints) > 0
                and n_size(said) >= _WORDS
                and any(line.text.endswith(_ENDS) for line in lines)
            ):
                for line in lines:
                    yield self.finding(line, "wrapped")


def _paragraphs(view: View) -> Iterator[list[Line]]:
    """Stretches of lines with nothing but a line break between them."""
    run: list[Line] = []
    for line in view.lines:
        if run and (line.kind != "line" or view.doc.text[run[-1].end : line.start] != "\n"):
            yield run
            run = []
        if line.kind == "line":
            run.append(line)
    if run:
        yield run


def _goes_on(line: Line, after: Line) -> bool:
    """Whether a sentence goes on from one line to the next, which begins in small letters."""
    return line.n_words >= _LEAST_WORDS and after.text[:1].islower() and not line.text.rstrip().endswith(_CLOSED)
