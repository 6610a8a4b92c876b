"""A keeper: rows of tables, lists of facts and logs that the article itself sets between its paragraphs are no credits."""

from __future__ import annotations

from collections.abc import Iterator

from cleancorpus.detect.example_articles import FIRST as P1
from cleancorpus.detect.example_articles import SECOND as P2
from cleancorpus.detect.example_articles import TITLE
from cleancorpus.detect.rule import Example, Rule
from cleancorpus.detect.view import View
from cleancorpus.model import Finding


class OwnRows(Rule):
    """Protects rows of facts amid the text from the rules for credits, dates and rights, and from the line model.

    What it protects: neighbouring lines of as many cells, with bars between them, and items of a list that are a name, a colon
    and a value, where paragraphs stand above and below; lines of a commit («commit 3f2a9b1», «Author: …», «Date: …») anywhere.
    Why: the author, the date and the copyright of a book in a table are what the article says of the book.
    What it does not protect: one line with bars, as under a headline; two rows before the third paragraph, which may be a
    masthead; anything above the first paragraph; below the last what is no table of three rows and more, half of which are
    nothing that a lexicon knows; anything from the rules for menus, buttons and appeals.
    Known limits: a list or table of credits between paragraphs stays.
    """

    id, version, category = "own-rows", 1, "keeper"
    reasons = {
        "table": "a row of a table amid the text",
        "facts": "a fact in a list amid the text",
        "log": "a line of a log of commits",
    }
    protects = ("byline", "timestamp", "copyright", "photo-credit", "author-box", "dateline", "line-model")
    removes = (
        Example(
            f"{P1}\n[-Author | Jane Doe-]\n[-Translator | Ida Berg-]\n[-Published | 3 May 2021-]\n[-Copyright | 1931-]\n"
            f"[-Source | Reuters-]\n{P2}",
            note="a book",
        ),
        Example(f"{P1}\n{P2}\n{P1}\n[-Boat | Launched-]\n[-Heron | 3 May 1931-]\n{P2}", title=TITLE),
        Example(
            f"{P1}\n\n[-- Author: Jane Doe-]\n[-- Translator: Ida Berg-]\n[-- Published: 3 May 2021-]\n\n{P2}",
            note="a list",
        ),
        Example(
            f"{P1}\n{P2}\n[-Title | The Salt Road-]\n[-Author | Jane Doe-]\n[-Pages | 320-]\n[-Price | 18 crowns-]",
            note="below the text, most rows of other things",
        ),
        Example(
            "[-commit 3f2a9b1c4d5e-]\n[-Author: Jane Doe <jane@example.com>-]\n[-Date: Mon May 3 14:05:11 2021 +0200-]\n"
            f"Fix the latch\n{P1}",
            note="a log",
        ),
    )
    keeps = (
        Example(f"By Jane Doe | 3 May 2021 | 5 min read\n{P1}\n{P2}", note="one line is no table"),
        Example(f"{P1}\n{P2}\nBy Jane Doe | 3 May 2021 | 5 min read", note="one line at the end"),
        Example(f"Author | Jane Doe\nPublished | 3 May 2021\nSection | Harbour\n{P1}\n{P2}", note="above the text"),
        Example(f"{P1}\n{P2}\nAuthor | Jane Doe\nPublished | 3 May 2021\nSection | Harbour", note="below the text"),
        Example(
            f"{TITLE}\n{P1}\nBy Jane Doe | Staff\n3 May 2021 | 5 min read\n{P2}\n{P1}", title=TITLE, note="two rows"
        ),
        Example(f"{P1}\n\n- By Jane Doe\n- 3 May 2021\n- 5 min read\n\n{P2}", note="no facts"),
        Example(f"{P1}\nHome | News | Sport\n{P2}"),
        Example(f"Author: Jane Doe\nDate: 3 May 2021\n{P1}", note="no commit"),
    )

    def find(self, view: View) -> Iterator[Finding]:
        for index, reason in sorted(view.own_rows.items()):
            yield self.finding(view.lines[index], reason)
