"""Lines, and parts of short ones, that RefinedWeb removes."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pydantic import Field

from cleancorpus.detect.example_articles import FIRST as P1
from cleancorpus.detect.example_articles import SECOND as P2
from cleancorpus.detect.line import Line
from cleancorpus.detect.rule import Example, Rule, RuleOptions
from cleancorpus.detect.view import View
from cleancorpus.model import QUALITY_LINE, Finding, Span

_COUNTER = re.compile(
    r"""
    ^\W*\d[,.\d]*[kmb]?\s+         # 3, 1,204, 1.2k
    (?:likes|shares|comments|retweets|reposts|quotes|bookmarks|upvotes|downvotes|downloads|views|followers)
    \W*$
    """,
    re.VERBOSE,
)
_CART = re.compile(r"\s?items in cart", re.IGNORECASE)
_SIGN_IN = re.compile(r"^sign-in\s?", re.IGNORECASE)
_READ_MORE = re.compile(r"\s?read more\.\.\.$", re.IGNORECASE)
_READ_MORE_ANY = re.compile(r"\s?read more...$", re.IGNORECASE)


class RefinedWebLine(Rule):
    """Removes lines in capitals, of digits, of one word, counters; and «Sign-in», «Read more...», «items in cart».

    What it removes: what RefinedWeb names (Penedo et al. 2023, appendix G.2), with the values that DCLM found for it
    (`dclm_baseline_refinedweb.yaml`, `mappers/modifiers.py`): lines of which more than half the characters are capitals, blanks and
    marks counting as none; lines of digits alone; counters («3 likes»); lines of one word; and in lines of up to ten words three
    phrases, not the line. The check `refinedweb` drops a text that loses more than a twentieth of its words so.
    Why: for corpora that are to be like RefinedWeb.
    What differs: DCLM's pattern for «Read more...» takes any three characters for the dots (`read_more_any`). No keeper protects from it.
    Known limits: a script that has no spaces has lines of one word; no capitals, no counters but English ones.
    """

    id, version, category, enabled = "refinedweb-line", 1, QUALITY_LINE, False
    reasons = {
        "capitals": "is mainly capitals",
        "digits": "is digits alone",
        "counter": "counts likes, shares, comments",
        "one-word": "has too few words",
        "phrase": "a phrase of buttons in a short line",
    }

    class Options(RuleOptions):
        max_capitals: float | None = Field(
            0.5, ge=0, le=1, description="the most capitals of a line's characters; null: any"
        )
        digits: bool = Field(True, description="remove lines of digits alone")
        counters: bool = Field(True, description="remove counters")
        min_words: int = Field(2, ge=0, description="the least words of a line, between spaces")
        phrase_words: int = Field(10, ge=0, description="the most words of a line in which phrases go; 0: none")
        read_more_any: bool = Field(False, description="any three characters for the dots of «Read more...», as DCLM")

    removes = (
        Example(f"[-HARBOUR NEWS-]\n{P1}\n[-1204-]\n[-3 likes-]\n[-Advertisement-]\n{P2}"),
        Example(f"[-Sign-in -]to write to the editor\n{P1}\nThe ferry and the weather[- Read more...-]"),
        Example(f"Your basket: 0[- items in cart-] today\n{P1}\n[-1.2K followers-]\n{P2}"),
        Example(f"{P1}\nThe ferry[- read more >>-]", options=(("read_more_any", True),), note="as DCLM"),
    )
    keeps = (
        Example(f"{P1}\nABab of half\n{P2}"),
        Example(f"{P1}\nABCD abcd\nABCDE abcd", note="capitals at the limit: five of ten"),
        Example(f"{P1}\n12 04\n3 likes it\n{P2}", note="a blank is no digit"),
        Example(f"{P1}\nThe ferry read more >>\n{P2}"),
        Example(f"{P1}\nSign-in is one of the words that this line of eleven has\n{P2}", note="longer than ten words"),
    )

    def find(self, view: View) -> Iterator[Finding]:
        for line in view.lines:
            reason = self._reason(line.text.strip())
            if reason is not None:
                yield self.finding(line, reason)
            else:
                yield from self._phrases(line)

    def _reason(self, text: str) -> str | None:
        options = self.options
        most = options.max_capitals
        if most is not None and sum(map(str.isupper, text)) / len(text) > most:
            return "capitals"
        if options.digits and all(map(str.isdigit, text)):
            return "digits"
        if options.counters and _COUNTER.search(text.lower()):
            return "counter"
        return "one-word" if len(text.split()) < options.min_words else None

    def _phrases(self, line: Line) -> Iterator[Finding]:
        if len(line.text.split()) > self.options.phrase_words:
            return
        read_more = _READ_MORE_ANY if self.options.read_more_any else _READ_MORE
        for pattern in (_SIGN_IN, _CART, read_more):
            for match in pattern.finditer(line.text):
                where = Span(line.start + match.start(), line.start + match.end())
                yield self.finding(where, "phrase", f"'{match[0].strip()}' in a line of few words")
