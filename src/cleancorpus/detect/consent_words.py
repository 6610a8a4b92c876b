"""Weighs what a sentence says of cookies: its words for the site, the reader, consent, purposes, reports and kitchens.

Words count within one language only, the one that fits best, so that «me» is Finnish in one sentence and English in
another.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from typing import NamedTuple

from cleancorpus.detect.labels import kinds_of_label
from cleancorpus.lexicon.found import vocabulary
from cleancorpus.lexicon.wording import Wording

NAME = vocabulary("cookie", "name")
_DATA = vocabulary("cookie", "data")
_AGREE = vocabulary("cookie", "agree")
SHORT_WORDS = 6  # «We use cookies», «Cookies help us»: too short for anything but a notice
_PARTS = ("we", "you", "these", "act", "purpose", "consent", "report", "food")
_VOCABULARY = vocabulary("cookie", *_PARTS)
# A quotation of some length in folded text; an apostrophe within a word neither opens nor closes one.
_QUOTED = re.compile(r"""(?<!\w)(["'])(?=\S)(.{12,}?)(?<=\S)\1(?!\w)""")
_QUOTED_LABEL = re.compile(r"""["'「『]([^"'「」『』]{2,40})["'」』]""")
_BUTTONS = frozenset(("cookie.button", "cookie.word-weak", "cookie.option"))
_QUOTED_WORDS = 4  # a shorter quotation is the name of a button


class Weight(NamedTuple):
    """What the words of a sentence say, counted as different words of its best language, two a group at most."""

    name: bool
    we: int
    you: int
    these: int
    act: int
    purpose: int
    consent: int
    report: int
    food: int
    words: int

    @property
    def score(self) -> int:
        signs = self.we + self.you + self.act + self.purpose + min(self.these, 1) + min(self.consent, 1)
        return signs - 2 * self.report - 3 * self.food


def weigh(wording: Wording) -> Weight:
    """The weight of one sentence."""
    folded = wording.folded
    words = max(len(folded.split()), len(folded) // 12)
    found: dict[str, set[tuple[str, str]]] = defaultdict(set)  # part and word, by language
    for stem in wording.stems(_VOCABULARY):
        found[stem.language].add((stem.part, stem.text))
    if not found:
        return Weight(wording.has(NAME), 0, 0, 0, 0, 0, 0, 0, 0, words)
    counts = Counter([part for part, _ in max(found.values(), key=len)])
    count = {part: min(counts.get(part, 0), 2) for part in _PARTS}
    return Weight(wording.has(NAME), words=words, **count)


def is_sure(weight: Weight, need: int) -> bool:
    """Whether a sentence of this weight is a consent notice by itself."""
    if not weight.name or weight.food:
        return False
    if weight.these and not weight.report and (weight.purpose or weight.consent or weight.act):
        return weight.score >= need
    if not (weight.we or weight.you) or not weight.act:
        return False
    if weight.we and weight.words <= SHORT_WORDS and not weight.report:
        return weight.score >= need - 1
    if not weight.we:
        return weight.score >= need + 1
    return weight.score >= need


def is_part(weight: Weight) -> bool:
    """Whether a sentence of this weight may be an explanation within a notice."""
    if weight.food:
        return False
    if weight.name:
        return weight.act + weight.purpose + weight.we + weight.you > 2 * weight.report
    if weight.report > 1 or (weight.report and not (weight.you and weight.act and weight.consent)):
        return False
    enough = 3 if weight.consent else 5  # without the word for cookies and without consent nearly all must be there
    return bool(weight.we or weight.you or weight.act) and weight.score >= enough


def names_button(wording: Wording) -> bool:
    """Whether a sentence tells the reader what a button does: «By clicking ‘Accept’ you agree …».

    It needs no word for cookies: a quoted label of a consent notice, a word for agreeing beside it, two words for the
    reader or one and consent, and two for what is done and what for. Reports and kitchens have buttons, too, and none of
    these.
    """
    if not quotes_button(wording.folded):
        return False
    weight = weigh(wording)
    if weight.report or weight.food or not weight.act:
        return False
    if not weight.you and not (weight.consent and speaks_of_data(wording)):  # languages that leave out «you»
        return False
    if weight.you + weight.consent + weight.act < 3 or weight.act + weight.consent + weight.purpose < 2:
        return False
    return _agrees(wording.folded)


def quotes_button(folded: str) -> bool:
    """Whether a quotation in `folded` is a button of a consent notice: «What ‘Accept all’ means»."""
    return any(kinds_of_label(match[1].strip()) & _BUTTONS for match in _QUOTED_LABEL.finditer(folded))


def speaks_of_data(wording: Wording) -> bool:
    """Whether a sentence has a word for data, information or trackers."""
    return wording.has(_DATA)


def _agrees(folded: str) -> bool:
    """Whether a sentence has a word for agreeing besides what it quotes: «Click ‘Accept’ and your data is gone» has none."""
    return Wording(_QUOTED_LABEL.sub(" ", folded)).has(_AGREE)


def is_vendors_sentence(folded: str, weight: Weight) -> bool:
    """Whether the site speaks of itself and its partners, and of what they do on a device.

    The sentence that notices of vendors' lists begin with never says «cookies», but it speaks of data.
    """
    return (
        weight.we >= 2
        and weight.purpose >= 2
        and weight.act >= 1
        and not weight.report
        and not weight.food
        and '"' not in folded
    )


def may_follow(weight: Weight) -> bool:
    """Whether a sentence of this weight may go on a notice within one line: it speaks of the site or the reader."""
    if is_part(weight):
        return True
    if weight.food or weight.report or not (weight.we or weight.you or weight.consent):
        return False
    return bool(weight.act) or weight.score >= 3


def only_quotes(folded: str) -> bool:
    """Whether a sentence quotes a notice and does not speak like one: «banners with ‘we use cookies’ are no consent»."""
    if '"' not in folded and "'" not in folded:
        return False
    outside, cut = folded, False
    for match in reversed(list(_QUOTED.finditer(folded))):
        if len(match[2].split()) >= _QUOTED_WORDS:
            outside, cut = outside[: match.start()] + outside[match.end() :], True
    if cut and not any(char.isalnum() for char in outside):
        return True
    if not cut or len(outside.split()) < _QUOTED_WORDS:
        return False
    weight = weigh(Wording(outside))
    return bool(weight.report) or not (weight.we or weight.you)
