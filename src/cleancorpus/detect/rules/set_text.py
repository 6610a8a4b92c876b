"""A keeper: what is set line by line on purpose (code, tables, verse) is not for rules to cut in."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from cleancorpus.detect.example_articles import FIRST as P1
from cleancorpus.detect.example_articles import SECOND as P2
from cleancorpus.detect.rule import Example, Rule
from cleancorpus.detect.view import View
from cleancorpus.extract.code_and_tables import reads_like_prose
from cleancorpus.model import Finding

_KINDS = {"code": "code", "table_row": "table", "verse": "verse"}


class SetText(Rule):
    """Protects code, rows of tables and verse from all rules and from the line model.

    What it protects: code in fences or indented, and on pages; in plain text also rows of tables (pipes, tabs, columns
    that stand one under the other) and stanzas of verse. What of plain text these are is told by its form alone
    (`extract/code_and_tables.py`, `extract/verse_and_lists.py`).
    Why: their lines are short, repeat, and use words of menus and buttons («Print, print, print»; `share = 3`;
    «Tuesday | 14:20 | closed»), and one line less spoils the rest.
    What it does not protect: tables of pages, which are often layout; mail and notes that a page has as code; menus with tabs, which have no column of figures.
    Known limits: furniture in columns under one another, such as figures of a stock ticker, stays.
    """

    id, version, category = "set-text", 1, "keeper"
    reasons = {"code": "a line of code", "table": "a row of a table", "verse": "a line of verse"}
    protects = ("*",)
    removes = (
        Example(
            "The eel at night\n\n[-The eel is long-]\n[-and so is night,-]\n[-it holds its tongue-]\n[-and keeps from light.-]\n\n"
            "[-Print, print, print,-]\n[-the tide is low;-]\n[-and down the river-]\n[-home we go.-]\n\n" + P1,
            note="a poem",
        ),
        Example(
            f"{P1}\n\n[-Share the oars and share the wine,-]\n[-Pull me over, pull me home;-]\n[-One is yours and one is mine,-]\n"
            f"[-Pull me over, pull me home.-]\n\n[-Close the door and lock the gate,-]\n[-Pull me over, pull me home;-]\n[-Follow us, the hour is late,-]\n"
            f"[-Pull me over, pull me home.-]\n\n{P2}",
            note="a refrain",
        ),
        Example(f"{P1}\n\n[-```js-]\n[-share = 3-]\n[-print(share)-]\n[-```-]\n\n{P2}", note="code in a fence"),
        Example(f"{P1}\n\n[-    pip install ferry-]\n[-    ferry --print-]\n\n{P2}", note="indented code"),
        Example(
            f"{P1}\n\n[-Club\tPlayed\tPoints-]\n[-Home\t3\t7-]\n[-Contact\t3\t4-]\n[-Sport\t3\t1-]\n\n{P2}", note="tabs"
        ),
        Example(f"{P1}\n\n[-| Day | Open |-]\n[-| --- | --- |-]\n[-| Monday | Closed |-]\n\n{P2}", note="pipes"),
        Example(
            f"{P1}\n\n[-Monday      06:12  Fog-]\n[-Tuesday     07:01  Wind-]\n[-Wednesday   07:50  Rain-]\n\n{P2}",
            note="columns",
        ),
    )
    keeps = (
        Example(f"Home\tNews\tSport\nArts\tWeather\nLog in\n\n{P1}", note="a menu"),
        Example(f"Home | News | Sport\nArts | Travel | Food\nTerms | Privacy | Cookies\n\n{P1}", note="menus"),
        Example(
            f"{P1}\n\nMore stories\nMayor opens pool, at last\nFerry line to start in May\nTwo goals in the last minute",
            note="headlines",
        ),
        Example(f"{P1}\n\nShare\nPrint\nEmail\nFacebook\n\nHome\nNews\nSport\nArts", note="labels"),
        Example(
            f"Monday\nHigh water at noon. Fog.\n\nTuesday\nHigh water at one. Wind.\n\n{P1}", note="a service list"
        ),
        Example(f"    {P1}\n    {P2}", note="an article that is indented"),
    )

    def find(self, view: View) -> Iterator[Finding]:
        for kind, lines in groupby(view.lines, lambda line: line.kind):
            if kind not in _KINDS or (view.from_page and kind != "code"):
                continue
            run = list(lines)
            if view.from_page and reads_like_prose([line.text for line in run]):
                continue
            for line in run:
                yield self.finding(line, _KINDS[kind])
