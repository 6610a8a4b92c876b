"""Lines that C4 removes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal

from pydantic import Field

from cleancorpus.detect.example_articles import FIRST as P1
from cleancorpus.detect.example_articles import SECOND as P2
from cleancorpus.detect.line import Line
from cleancorpus.detect.rule import Example, Rule, RuleOptions
from cleancorpus.detect.view import View
from cleancorpus.known.function_words import function_words
from cleancorpus.model import QUALITY_LINE, Finding, Span
from cleancorpus.text import words_of

_CITATION = re.compile(r"\[\d*\]|\[edit\]|\[citation needed\]")
_POLICIES = ("terms of use", "privacy policy", "cookie policy", "uses cookies", "use of cookies", "use cookies")


class C4Line(Rule):
    """Removes the lines that C4 removes: without end mark, short, about JavaScript or policies; and marks of citations.

    What it removes: line by line, as tensorflow/datasets `text/c4_utils.py` has it and in its order: a line with a very long word;
    `[1]`, `[edit]`, `[citation needed]`; a line that does not end in `. ? ! "`, or ends in `...`; one with fewer than five words;
    one with «javascript»; one with «privacy policy» and the like. Headings, lists and captions go: that is what C4 is.
    Why: for corpora that are to be like C4. On clean articles it costs a sixth of the characters.
    What differs: datatrove has three words and takes ' for an end mark; dolma has three words and keeps lines in `...`; DCLM drops
    lines in `…`, too. Of two spaces around a citation one goes with it. No keeper protects from it.
    What it leaves for the check `c4`: lines for which C4 drops the page before it drops the line («lorem ipsum», braces).
    Known limits: made for English; `end_marks: null` takes those of the text's language, `words: words` counts in any script.
    """

    id, version, category, enabled = "c4-line", 1, QUALITY_LINE, False
    reasons = {
        "long-word": "has a word of very many characters",
        "no-end-mark": "does not end like a sentence",
        "few-words": "has too few words",
        "javascript": "speaks of JavaScript",
        "policy": "speaks of cookies, terms or privacy",
        "citation": "a mark of a citation",
    }

    class Options(RuleOptions):
        end_marks: tuple[str, ...] | None = Field(
            (".", "?", "!", '"'),
            description="what a line must end in one of; datatrove adds '; [] : any end will do, as in FineWeb's use; null: end marks "
            "of the text's language, and quotation marks",
        )
        ellipses: tuple[str, ...] = Field(
            ("...",),
            description="what it must not end in; DCLM adds …, dolma has none (and … is an end mark of neither)",
        )
        min_words: int = Field(5, ge=0, description="the least words of a line; datatrove and dolma: 3")
        words: Literal["spaces", "words"] = Field(
            "spaces", description="spaces: what stands between spaces; words: characters of unspaced scripts one by one"
        )
        count_citations: bool = Field(False, description="marks of citations count as words, as in datatrove")
        max_word_chars: int | None = Field(1000, ge=1, description="the most characters of a word; null: any")
        citations: bool = Field(True, description="remove marks of citations")
        javascript: bool = Field(True, description="remove lines with «javascript»; dolma drops the text instead")
        policies: bool = Field(True, description="remove lines with «privacy policy» and the like")

    removes = (
        Example(f"[-Harbour news-]\n{P1}\n[-Read the whole story...-]\n{P2}\n[-Tickets, times and a map-]"),
        Example(f"{P1}\n[-It rained hard.-]\n{P2}"),
        Example(f"{P1}\n[-You need to turn on JavaScript to see the map.-]\n[-Our Privacy Policy says who reads it.-]"),
        Example(f"The ferry[-[12]-] sails at seven every morning[-[citation needed]-].\n{P2}"),
        Example(
            f"{P1}\n[-A {'long' * 3} word stands in this line.-]", options=(("max_word_chars", 11),), note="a long word"
        ),
        Example(f"{P1}\n[-The ferry leaves in ten minutes. [3]-]", note="a blank is left at the end: as in the source"),
    )
    keeps = (
        Example(f'{P1}\nThe mayor said: "We will build it"\n{P2}'),
        Example(f"{P1}\nThat is five words here.\n{P2}", note="at the limit"),
        Example(f"{P1}\nIt rained hard.", options=(("min_words", 3),), note="datatrove's limit"),
        Example(f"{P1}\nThree ferries, two boats, one harbour", options=(("end_marks", ()),), note="FineWeb's use"),
        Example(f"{P1}\nLorem ipsum needs no JavaScript at all.", note="drops the page: for the check"),
        Example(f"{P1}\nThe privacy policy is {{{{ policy }}}} in the source.", note="the same"),
    )

    def find(self, view: View) -> Iterator[Finding]:
        for line in view.lines:
            yield from self._judge(line, view.doc.language)

    def _judge(self, line: Line, language: str) -> Iterator[Finding]:
        options = self.options
        text = line.text.strip()
        most = options.max_word_chars
        if most is not None and any(len(word) > most for word in text.split()):
            yield self.finding(line, "long-word", f"has a word of more than {most} characters")
            return
        left = _CITATION.sub("", text) if options.citations else text
        if not self._ends(left, language):
            yield self.finding(line, "no-end-mark")
            return
        counted = text if options.count_citations else left
        n_words = len(counted.split() if options.words == "spaces" else words_of(counted))
        if n_words < options.min_words:
            yield self.finding(line, "few-words", f"has {n_words} words, {options.min_words} are asked for")
            return
        lowered = left.lower()
        # What the source asks next drops the page. The line must stay for the check to see it, whatever else is in it.
        if "lorem ipsum" in lowered:
            return
        if options.javascript and "javascript" in lowered:
            yield self.finding(line, "javascript")
            return
        if "{" in left:
            return
        policy = next((policy for policy in _POLICIES if policy in lowered), None) if options.policies else None
        if policy is not None:
            yield self.finding(line, "policy", f"has '{policy}'")
            return
        if options.citations:
            for match in _CITATION.finditer(line.text):
                yield self.finding(Span(line.start + match.start(), line.start + match.end()), "citation", match[0])

    def _ends(self, text: str, language: str) -> bool:
        marks = self.options.end_marks
        if marks is None:
            marks = (*function_words(language).ends, '"', "”", "»", "“", "」", "』")
        if not marks:
            return True
        return text.endswith(marks) and not (self.options.ellipses and text.endswith(self.options.ellipses))
