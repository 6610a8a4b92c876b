"""Finds consent notices: weighs sentences by their words, then gathers the lines that belong to one notice.

A sentence is sure when it names cookies and speaks of itself: the site (we, our, this website) or the reader (you)
*and* an act of consent (use, accept, continue). What they are for (experience, traffic, advertising) adds to it; words
of reports (court, study, said) and of kitchens (bake, dough) take from it (`consent_words.py`). From a sure line a
notice grows over its neighbours: buttons, categories, explanations.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from cleancorpus.detect.consent_words import (
    NAME,
    SHORT_WORDS,
    is_part,
    is_sure,
    is_vendors_sentence,
    may_follow,
    names_button,
    only_quotes,
    quotes_button,
    speaks_of_data,
    weigh,
)
from cleancorpus.detect.label_rows import segment, share_of_labels
from cleancorpus.detect.labels import LABEL_CHARS, kinds_of_label
from cleancorpus.detect.line import Line
from cleancorpus.detect.prose import pieces
from cleancorpus.detect.view import View
from cleancorpus.lexicon.found import vocabulary
from cleancorpus.lexicon.wording import Wording
from cleancorpus.model import Span
from cleancorpus.text import CLOSERS, QUESTION_MARKS, ends_sentence, fold

_SURE_LABELS = frozenset(("cookie.button", "cookie.heading"))
_ANY_LABELS = frozenset(
    ("cookie.button", "cookie.heading", "cookie.option", "cookie.word-weak", "cookie.word-category")
)
_LABEL_KINDS = tuple(sorted(_ANY_LABELS))
_SURE_KINDS = tuple(sorted(_SURE_LABELS))
_FOOD = vocabulary("cookie", "food")
_CONSENT = vocabulary("cookie", "consent")
_DISTANT = vocabulary("cookie", "report", "food")
# A small letter before a capital: buttons that met when their elements went. Letters beyond these alphabets have no
# case.
_GLUE = re.compile(r"[a-zß-öø-ÿа-яёіїєα-ώąćęłńóśźżčďěňřšťůžğışőű][A-ZÀ-ÖØ-ÞА-ЯЁІЇЄΑ-ΩĄĆĘŁŃÓŚŹŻČĎĚŇŘŠŤŮŽĞİŞŐŰ]")
_ROW_SHARE = 0.8  # of the letters of a line that are labels when the line is a row of labels
_SMALL_LINE = 25  # words of a line that goes as a whole when all that is no consent speaks in the site's voice
_BUTTON_LINE = 45  # words of a line that says what a button does; two sentences
_DATA_LINE = 30  # words of one that does so between paragraphs; a sentence
_GAP_WORDS = 15  # words of a sentence between two of a notice that goes with them
# Of two sentences; in longer ones words of a notice come together by chance. 30 leaves a notice on 216 labelled texts.
_PAIR_WORDS = 60
_LONG_LINE = 150  # words; a longer paragraph is no part of a notice, whatever stands beside it
# Signs of a sentence that explains a notice; with 4 an update over a mobile network does, with 3 a device.
_EXPLAINS = 5
_KITCHEN = 5  # different kitchen words that make an article one about food
_ABOUT_DISTANT = 2  # paragraphs that name cookies as a report or a recipe does, and not as «we»
_ABOUT_LINES = 3  # paragraphs on cookies or consent that make an article one about them if they are half of it
_ABOUT_EXTRA = 2  # what a sentence needs more in an article about cookies


REASONS = {
    "consent-sentence": "sentences that ask for consent",
    "consent-button": "a button of a consent notice",
    "consent-heading": "a heading of a consent notice",
    "consent-labels": "labels of a consent notice in a row",
    "consent-option": "a button that is one beside other lines of a notice",
    "glued-consent": "a consent notice glued to a paragraph",
    "beside-consent": "beside a consent notice",
}


@dataclass(frozen=True)
class Notice:
    """A part of a consent notice: a span within one line, why (one of `REASONS`), how sure."""

    span: Span
    reason: str
    score: float


class _Reader:
    """Reads one document; `state` holds a letter a line: s sure, S beside a sure one, o option, p part, b and e a part
    at the line's beginning or end, blank other. `reasons` says why a line is sure, `spans` which part of a line goes.
    """

    def __init__(self, view: View, min_score: int, bridge: int) -> None:
        self.view = view
        self.bridge = bridge
        self.known = view.labels
        self.named = [line.wording.has(NAME) for line in view.lines]
        self.phrases = {index for index, _ in view.phrases.get("cookie.sentence", ())}
        self.buttons = {index for index, _ in view.phrases.get("cookie.button", ())}
        self.about = any(self.named) and self._about()
        self.need = min_score + (_ABOUT_EXTRA if self.about else 0)
        flags = [i for i, flag in enumerate(view.prose) if flag and not self.named[i]]
        self.last = flags[-1] if flags else -1  # the last paragraph that does not name cookies
        self.state = [" "] * len(view.lines)
        self.reasons: dict[int, str] = {}
        self.spans: dict[int, Span] = {}

    def _about(self) -> bool:
        """Whether the article itself is about cookies: its title says so, or its paragraphs speak of them as news do."""
        if any(_names_consent(title) for title in self.view.titles):
            return True
        food = {stem.text for line in self.view.lines for stem in line.wording.stems(_FOOD) if stem.language == "en"}
        if len(food) >= _KITCHEN:
            return True
        if not self._may_be_about():
            return False
        distant = concerned = reports = 0
        for line, named in zip(self.view.lines, self.named, strict=True):
            if self.view.prose[line.index]:
                weight = weigh(line.wording)
                distant += named and weight.report + weight.food >= 1 and weight.we == 0
                concerned += named or weight.consent > 0
                reports += weight.report > 0
        # A notice is a smaller part of a page than its article, and does not report.
        return distant >= _ABOUT_DISTANT or (
            concerned >= _ABOUT_LINES and concerned * 2 >= len(self.view.prose_lines) and reports > 0
        )

    def _may_be_about(self) -> bool:
        """Whether there are enough paragraphs with words of the right kinds, whatever they weigh."""
        prose = [(self.view.lines[index].wording, self.named[index]) for index in self.view.prose_lines]
        concerned = sum(named or wording.has(_CONSENT) for wording, named in prose)
        distant = sum(named and wording.has(_DISTANT) for wording, named in prose)
        return distant >= _ABOUT_DISTANT or (concerned >= _ABOUT_LINES and concerned * 2 >= len(prose))

    def read(self) -> Iterator[Notice]:
        for line in self.view.lines:
            self._judge(line)
        if not set("soeb") & set(self.state):
            return
        self._options()
        if not set("seb") & set(self.state):
            return
        self._grow()
        for line in self.view.lines:
            if line.index in self.spans:
                yield Notice(self.spans[line.index], "glued-consent", 0.9)
            elif self.state[line.index] == "s":
                yield Notice(line.span, self.reasons[line.index], 1.0)
            elif self.state[line.index] == "S":
                yield Notice(line.span, "beside-consent", 0.8)

    def _mark_sure(self, index: int, reason: str) -> None:
        self.state[index] = "s"
        self.reasons[index] = reason

    def _judge(self, line: Line) -> None:
        known = self.known[line.index]
        if known & _SURE_LABELS:
            self._mark_sure(line.index, "consent-button" if "cookie.button" in known else "consent-heading")
        elif "cookie.option" in known:
            self.state[line.index] = "o"
        elif self._tells_of_button(line) or self._tells_of_partners(line):
            self._mark_sure(line.index, "consent-sentence")
        elif self._may_be_row(line) and self._is_row(line):
            self._mark_sure(line.index, "consent-labels")
        elif self.named[line.index] or line.index in self.phrases:
            self._judge_sentences(line)

    def _tells_of_button(self, line: Line) -> bool:
        """Whether a line says that who clicks a quoted button agrees: between paragraphs, where instructions stand, to the
        use of data.
        """
        if self.about or line.n_words > _BUTTON_LINE or not names_button(line.wording):
            return False
        return self._at_edge(line) or (line.size <= _DATA_LINE and speaks_of_data(line.wording))

    def _tells_of_partners(self, line: Line) -> bool:
        """Whether a line is about what «we and our partners» do: between paragraphs, in the words of all notices."""
        if self.about or line.n_words > _BUTTON_LINE or not speaks_of_data(line.wording):
            return False
        if not is_vendors_sentence(line.folded, weigh(line.wording)):
            return False
        hits = self.view.hits_of(line, "cookie.sentence")
        return self._at_edge(line) or sum(hit.end - hit.start for hit in hits) * 2 >= len(line.text)

    def _at_edge(self, line: Line) -> bool:
        return not self.view.has_prose_before(line.index) or not self.view.has_prose_after(line.index)

    def _may_be_row(self, line: Line) -> bool:
        """Whether a short line has a button in it, labels that met, or ends as it begins, with words of buttons: cheap."""
        if not 1 <= line.n_words <= LABEL_WORDS or line.ends_sentence:
            return False
        if line.index in self.buttons or (len(line.text) <= LABEL_CHARS and _GLUE.search(line.text)):
            return True
        return all(kinds_of_label(line.words[i]) & _ANY_LABELS for i in (0, -1))

    def _is_row(self, line: Line) -> bool:
        """Whether a line is labels in a row, glued or not: «AblehnenAnpassenAlle annehmen»."""
        share, count = share_of_labels(line, _LABEL_KINDS)
        if share < _ROW_SHARE or count < 2:
            return False
        # Common words («Accept», «Settings») are a row when there are three, nothing else, and two of them say what
        # one does with consent.
        return bool(segment(line, _SURE_KINDS)) or (share == 1.0 and count >= 3 and weigh(line.wording).act >= 2)

    def _judge_sentences(self, line: Line) -> None:
        parts = pieces(line.text)
        kinds = [self._kind(line, span) for span in parts]
        if "s" not in kinds:
            kinds = self._pairs(line, parts, kinds)
        if "s" not in kinds:
            if all(kind in "pw" for kind in kinds):
                if self._asks(line, parts):
                    self._mark_sure(line.index, "consent-sentence")
                else:
                    self.state[line.index] = "p"
            elif line.index in self.phrases and not self.about and is_part(weigh(line.wording)):
                self.state[line.index] = "p"
            elif line.n_words <= LABEL_WORDS and self._labelled(line, 0, len(line.text)):
                self._mark_sure(line.index, "consent-labels")
            return
        # In an article about cookies a short sentence behind a notice speaks of it.
        sizes = [_LONG_LINE if self.about else len(line.text[a:b].split()) for a, b in parts]
        taken = _taken(kinds, sizes)
        chars = sum(b - a for (a, b), t in zip(parts, taken, strict=True) if t)
        rest = [line.text[a:b] for (a, b), t in zip(parts, taken, strict=True) if not t]
        # Up to 20 words that are nobody's go with three quarters of a line: names of vendors, «More», «OK».
        if not rest or (not self.about and chars >= 0.75 * len(line.text) and sum(len(r.split()) for r in rest) <= 20):
            self._mark_sure(line.index, "consent-sentence")
            return
        if not self.about and line.n_words <= _SMALL_LINE and all(self._own_voice(text) for text in rest):
            self._mark_sure(line.index, "consent-sentence")
            return
        first = taken.index(True)
        last = len(taken) - 1 - taken[::-1].index(True)
        if self.about or not all(taken[first : last + 1]):
            return  # notice and article take turns, or the article quotes and goes on: an article
        if first > 0 and last < len(taken) - 1:
            return
        self.spans[line.index] = Span(line.start + parts[first].start, line.start + parts[last].end)
        self.state[line.index] = "e" if first > 0 else "b"

    def _kind(self, line: Line, span: Span) -> str:
        folded = line.folded[span.start : span.end]
        known = kinds_of_label(folded)
        if known & _SURE_LABELS:
            return "s"
        if known & _ANY_LABELS:
            return "w"
        weight = weigh(line.wording.part(span))
        if only_quotes(folded):
            return " "
        # In the first three lines and below the last paragraph notices are likely, and one sign less is enough.
        at_edge = not self.about and not (2 < line.index <= self.last)
        at_edge = at_edge and bool(weight.you or weight.purpose or weight.consent or weight.words <= SHORT_WORDS)
        if is_sure(weight, self.need - at_edge) and not (self.about and '"' in folded):
            return "s"
        if is_part(weight) and not self.about:
            return "p"
        if may_follow(weight) and not self.about:
            return "f"
        if not ends_sentence(folded) and len(folded) <= 120 and self._labelled(line, span.start, span.end):
            return "w"
        return " "

    def _pairs(self, line: Line, parts: list[Span], kinds: list[str]) -> list[str]:
        """`kinds` with two sentences made sure that are a notice only together: who uses cookies, what you accept."""
        for i in range(len(parts) - 1):
            both = Span(parts[i].start, parts[i + 1].end)
            folded = line.folded[both.start : both.end]
            if self.about or '"' in folded or len(folded.split()) > _PAIR_WORDS:
                continue
            first = weigh(line.wording.part(parts[i]))
            second = weigh(line.wording.part(parts[i + 1]))
            if (
                (first.name or second.name)
                and may_follow(first)
                and may_follow(second)
                and is_sure(weigh(line.wording.part(both)), self.need + 1)
            ):
                return [*kinds[:i], "s", "s", *kinds[i + 2 :]]
        return kinds

    def _asks(self, line: Line, parts: list[Span]) -> bool:
        """Whether a line of explanations asks for consent in two sentences: a notice that never says «cookies»."""
        if self.about or 2 < line.index <= self.last:
            return False
        weights = [weigh(line.wording.part(part)) for part in parts]
        return sum(weight.consent > 0 and weight.you > 0 for weight in weights) >= 2 and not any(
            w.report for w in weights
        )

    def _own_voice(self, text: str) -> bool:
        weight = weigh(Wording(text.lower()))
        return bool(weight.we or weight.you) and not weight.report and not weight.food

    def _labelled(self, line: Line, start: int, end: int) -> bool:
        share, count = share_of_labels(line, _LABEL_KINDS, start, end)
        return share >= 0.8 and count >= 1

    def _options(self) -> None:
        """Buttons that need company become sure where another line of a notice is within two lines."""
        for index, state in enumerate(self.state):
            if state == "o":
                near = self.state[max(index - 2, 0) : index] + self.state[index + 1 : index + 3]
                if any(other in "oOs" for other in near):
                    self.state[index] = "O"
        for index, state in enumerate(self.state):
            if state == "O":
                self._mark_sure(index, "consent-option")

    def _grow(self) -> None:
        sure = [i for i, state in enumerate(self.state) if state in "seb"]
        for index in sure:
            if self.state[index] != "b":
                self._walk(index, 1)
            if self.state[index] != "e":
                self._walk(index, -1)

    def _walk(self, index: int, step: int) -> None:
        pending: list[int] = []
        at = index + step
        while 0 <= at < len(self.state):
            state = self.state[at]
            if state in "sSeb":
                if state in "sS" or (state == "e") == (step < 0):
                    self._take(pending)
                return
            line = self.view.lines[at]
            if self._belongs(line):
                self._take(pending)
                pending = []
                self.state[at] = "S"
            elif len(pending) < self.bridge and self._may_stand_between(line):
                pending.append(at)
            else:
                return
            at += step

    def _may_stand_between(self, line: Line) -> bool:
        """Whether a line goes where lines of one notice stand on both sides: short, or in the site's own voice."""
        if line.n_words <= SHORT_WORDS and not line.ends_sentence:
            return True
        return not self.about and line.n_words <= _SMALL_LINE and may_follow(weigh(line.wording))

    def _take(self, lines: list[int]) -> None:
        for index in lines:
            self.state[index] = "S"

    def _belongs(self, line: Line) -> bool:
        if self.state[line.index] in "po":
            return True
        if self.known[line.index] & _ANY_LABELS:
            return True
        if len(line.text) <= 120 and not line.ends_sentence and self._labelled(line, 0, len(line.text)):
            return True
        if line.n_words > _LONG_LINE:
            return False
        if self.about:
            weight = weigh(line.wording)
            return is_part(weight) and bool(weight.we and weight.you) and not weight.report and '"' not in line.folded
        if self.named[line.index] and line.n_words <= 8:
            return True
        return not (self.view.prose[line.index] and '"' in line.folded) and self._explains(line)

    def _explains(self, line: Line) -> bool:
        """Whether a line explains the notice beside it: sentence by sentence, as «we», «you» and «data» come together in
        any paragraph that is long enough.

        All sentences speak of the site or the reader, and half of them as notices do: of cookies by name, or with five
        signs of which one is consent. Who asks is an interviewer.
        """
        weights = [weigh(line.wording.part(part)) for part in pieces(line.text)]
        explaining = sum(
            is_part(weight) and (weight.name or (weight.consent > 0 and weight.score >= _EXPLAINS))
            for weight in weights
        )
        return (
            2 * explaining >= len(weights)
            and all(may_follow(weight) and (weight.we or weight.you or weight.name) for weight in weights)
            and not line.text.rstrip(CLOSERS + " ").endswith(QUESTION_MARKS)
        )


def _names_consent(title: str) -> bool:
    """Whether a headline is about cookies or a button; buttons that were taken for one, being the first line, are not."""
    line = Line(0, 0, title, "line", fold(title))
    if share_of_labels(line, _LABEL_KINDS)[0] >= _ROW_SHARE:
        return False
    return line.wording.has(NAME) or quotes_button(line.folded)


# Of a row of labels that may be buttons and categories of a notice. 7 makes no difference on 216 labelled texts.
LABEL_WORDS = 14


def _taken(kinds: list[str], words: list[int]) -> list[bool]:
    """Which sentences of a line go: runs of consent sentences around sure ones, with short tails and gaps."""
    taken = [kind == "s" for kind in kinds]
    for step in (1, -1):
        order = range(len(kinds)) if step > 0 else range(len(kinds) - 1, -1, -1)
        for i in order:
            if not taken[i] and 0 <= i - step < len(kinds) and taken[i - step]:
                tail = step > 0 and i == len(kinds) - 1 and words[i] <= SHORT_WORDS
                gap = 0 < i < len(kinds) - 1 and words[i] <= _GAP_WORDS and kinds[i + step] in "spw"
                taken[i] = kinds[i] in ("pwf" if step > 0 else "pw") or tail or gap
    return taken


def read_notices(view: View, min_score: int, bridge: int) -> Iterator[Notice]:
    """The parts of consent notices in `view`, in order."""
    yield from _Reader(view, min_score, bridge).read()
