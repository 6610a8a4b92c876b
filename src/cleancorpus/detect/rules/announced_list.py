"""A keeper: words of buttons and menus that the article itself lists or sets between its lines are the article's."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from cleancorpus.detect.example_articles import FIRST as P1
from cleancorpus.detect.example_articles import SECOND as P2
from cleancorpus.detect.line import Line
from cleancorpus.detect.own_steps import steps
from cleancorpus.detect.rule import Example, Rule
from cleancorpus.detect.view import View
from cleancorpus.model import Finding
from cleancorpus.text import COLONS

_MIN_WORDS = 4  # of the sentence that announces; «Share this on:» has three
_MAX_ITEMS = 15


class AnnouncedList(Rule):
    """Protects list items that a sentence of the article announces, and lines between two others of one paragraph of a page.

    What it protects: from the rules for share bars, menus, controls, subscriptions and advertising, items of a list (marked as
    such by the page or by a bullet) that follow a line of four words or more with a colon at its end, which no rule knows; on
    pages also a line between two lines of the same paragraph (`<br>`) that are none of a bar, and the rows of a table of which
    half or more are nothing that a rule knows; and the steps of instructions: three items and more, most of them sentences,
    numbered or a list of the page, under a line of the text, of which at most one has words of log-ins, buttons and the like.
    Why: an article about networks lists networks, and a poem says «Share» in a line of its own.
    What it does not protect: items behind a label («Share this article on:»); bars, in which the neighbours are labels too;
    anything from the other rules.
    Known limits: a bar in a list behind a sentence no lexicon knows («You can find all of us here:») stays.
    """

    id, version, category = "announced-list", 3, "keeper"
    reasons = {
        "set": "an item of a list, a row of a table or a line amid others that the article itself sets",
        "step": "a step of instructions",
    }
    protects = ("share", "navigation", "page-control", "paywall", "advertisement")
    removes = (
        Example(
            f"{P1}\n\nThe survey asked about four networks:\n[-- Facebook-]\n[-- Instagram-]\n[-- TikTok-]\n[-- WhatsApp-]\n\n{P2}",
            note="networks",
        ),
        Example(
            f"{P1}\n\nDie alte Leiste hatte drei Knöpfe:\n[-- Drucken-]\n[-- Teilen-]\n[-- Startseite-]\n\n{P2}",
            language="de",
            note="buttons",
        ),
        Example(
            f"{P1}\n\n[-1. Open the page of the harbour.-]\n[-2. Log in to your account to follow the request.-]\n[-3. Print it.-]\n\n{P2}",
            note="steps",
        ),
        Example(
            f"{P1}\n\n[-1. Ouvrez la page du port.-]\n[-2. Envoyez la demande.-]\n"
            "[-3. Connectez-vous à votre compte pour suivre la demande.-]",
            language="fr",
        ),
    )
    keeps = (
        Example(f"{P1}\n\nShare this article on:\n- Facebook\n- WhatsApp\n- Telegram", note="a label"),
        Example(f"{P1}\n\n- Share\n- Print\n- Email", note="a bar"),
        Example(f"{P1}\n\n1. Subscribe to the paper.\n2. Log in to your account.\n3. Read on.\n\n{P2}", note="two"),
        Example("1. Open the page.\n2. Log in to your account.\n3. Print it.", note="under nothing"),
        Example(f"{P1}\n\nFollow us and share this story with your friends:\n- Facebook\n- X", note="a request"),
    )

    def find(self, view: View) -> Iterator[Finding]:
        lines, known = view.lines, view.labels
        if view.from_page:
            yield from self._rows(view)
        for step in steps(view):
            yield self.finding(step, "step")
        for number, line in enumerate(lines):
            if line.text.endswith(COLONS) and self._announces(view, line):
                for item in lines[number + 1 : number + 1 + _MAX_ITEMS]:
                    if item.kind != "list_item":
                        break
                    yield self.finding(item, "set")
            elif view.from_page and line.kind == "line" and 0 < number < len(lines) - 1 and known[number]:
                before, behind = lines[number - 1], lines[number + 1]
                if behind.kind == "line" and self._is_of_text(view, before) and self._is_of_text(view, behind):
                    yield self.finding(line, "set")

    def _rows(self, view: View) -> Iterator[Finding]:
        """Rows of tables that are no layout of a menu: half of them or more are unknown to all lexicons."""
        for kind, group in groupby(view.lines, lambda line: line.kind):
            rows = list(group)
            unknown = [row for row in rows if not view.labels[row.index] and not view.hits[row.index]]
            if kind == "table_row" and len(rows) > 1 and len(unknown) * 2 >= len(rows):
                for row in rows:
                    yield self.finding(row, "set")

    @staticmethod
    def _announces(view: View, line: Line) -> bool:
        return line.size >= _MIN_WORDS and not view.labels[line.index] and not view.hits[line.index]

    @staticmethod
    def _is_of_text(view: View, line: Line) -> bool:
        """Whether the line has some words, no figures, and is known to no lexicon."""
        known = view.labels[line.index] or view.hits[line.index]
        return not known and line.n_words >= 3 and not any(character.isdigit() for character in line.text)
