"""Finds what a site says to its readers: labels, appeals of one or two sentences, and appeals glued to a paragraph.

An appeal is weighed by sentences. A phrase of the topic's lexicon counts one, a long phrase two; one more if the sentence
begins with it (an imperative: «Sign up for …»), and one for each of the words by which a site speaks of itself and of
its reader (the vocabulary of consent notices knows them in over sixty languages). Words of reports (said, court, study)
and quotation marks take two each. How much is needed depends on where the line stands: least in a short line beside
other furniture, most in a paragraph between paragraphs.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from operator import attrgetter

from pydantic import Field

from cleancorpus.detect.consent_words import weigh
from cleancorpus.detect.label_rows import segment
from cleancorpus.detect.labels import is_short_sentence, kinds_of_label
from cleancorpus.detect.line import Line
from cleancorpus.detect.prose import pieces
from cleancorpus.detect.rule import RuleOptions
from cleancorpus.detect.told import is_answer, is_cried, names_year, quotations, told_clause
from cleancorpus.detect.view import View
from cleancorpus.lexicon import Hit
from cleancorpus.lexicon.wording import Wording
from cleancorpus.model import Span
from cleancorpus.text import COLONS, QUESTION_MARKS, UNSPACED_CHAR, ends_sentence, fold, n_letters, n_words

_STEP = re.compile(r"(?:\w+ )?\d{1,2}\s*[.):]\s")  # a step of instructions: «Step 2: Log in …», «3. Enter your …»
# A phrase of three words («at any time»), a label of four, or so many characters seldom stands in an article by chance,
# and counts two (`_long`). On 216 labelled texts a word less, or 12 characters, takes two or three sign-ups more;
# articles about subscriptions, of which they have none, would pay for it.
_LONG_PHRASE_WORDS = 3
_LONG_PHRASE_CHARS = 18
_LONG_PHRASE_UNSPACED = 5
_ROW_SHARE = 0.9  # of the letters of a line that are labels when the line is a row of labels
# A longer line is not cut into labels: sentences hold some by chance, and cutting is dear. On 216 labelled texts 8 and
# 32 make no difference.
_ROW_WORDS = 16
_WHOLE_SHARE = 0.55  # of the words of a line that are appeals when the whole line goes
_SHORT_APPEAL = 25  # words of a line that is looked at for a verb and a noun of the topic alone
_WHOLE_LABEL = 4  # the weight of a sentence that is a label
_OWN_SHARE = 0.6  # of the words of a line; a sentence so long is what the line is about
_ANNOUNCES = 10  # words of a line that ends in a colon; shorter ones are the label of a form
_BETWEEN_WORDS = 12  # words of an unknown line that goes where lines of appeals stand on both sides
_BESIDE = 2  # lines that count as near


class AppealOptions(RuleOptions):
    """Options that the rules for appeals share."""

    # Three: a phrase alone stands in articles, too; with an imperative, or «we» and «you», it speaks to the reader. On
    # 216 labelled texts 4 leaves 15 lines of furniture more, 2 takes 8 more and no line of an article there.
    min_weight: int = Field(3, ge=2, le=8, description="how much a short line must say; paragraphs need more")
    # Appeals of more words exist, but so do paragraphs that quote one; the sentences at their end still go.
    max_words: int = Field(60, ge=1, description="longer lines are paragraphs: only their last sentences may go")
    line_ends: bool = Field(True, description="also cut an appeal behind the last sentence of a paragraph")


@dataclass
class Topic:
    """What a rule looks for.

    `name` is the lexicon's topic, `need` the weight of a short line, `max_words` of a line that goes as a whole,
    `vocabulary` the kinds of its verbs and nouns if it has any, `tails` whether appeals behind a paragraph count,
    `between` what a paragraph between paragraphs needs more.
    """

    name: str
    need: int = 3
    max_words: int = 60
    tails: bool = True
    vocabulary: frozenset[str] = frozenset()
    between: int = 1

    def __post_init__(self) -> None:
        self.label, self.word, self.phrase = f"{self.name}.label", f"{self.name}.word-label", f"{self.name}.phrase"


@dataclass(frozen=True)
class Appeal:
    """A part of a line that speaks to the reader: where, why (one of `REASONS`), how sure, and the phrase that says so."""

    span: Span
    reason: str
    score: float
    evidence: str = ""


REASONS = {
    "label": "a label of its own",
    "label-row": "a row of labels",
    "label-word": "a common word among other labels",
    "appeal": "a sentence that speaks to the reader",
    "appeal-behind": "a sentence that speaks to the reader, behind a paragraph",
    "between-appeals": "a line between two that speak to the reader",
}


def find_appeals(view: View, topic: Topic) -> Iterator[Appeal]:
    """The labels and appeals of `topic` in `view`, in order of lines."""
    found: dict[int, Appeal] = {}
    known = view.labels
    words: list[int] = []
    for line in view.lines:
        kinds = known[line.index]
        if topic.label in kinds:
            found[line.index] = Appeal(line.span, "label", 1.0)
        elif topic.word in kinds:
            words.append(line.index)
    hits = _hits(view, topic)
    for index, row in hits.items():
        if index not in found:
            appeal = _appeal(view, view.lines[index], row, topic)
            if appeal:
                found[index] = appeal
    for index in _rows(view, topic):
        if index not in found:
            found[index] = Appeal(view.lines[index].span, "label-row", 0.9)
    for index in words:
        if index not in found and _in_company(view, index, found):
            found[index] = Appeal(view.lines[index].span, "label-word", 0.8)
    if topic.vocabulary:
        for line in view.lines[1:-1]:
            if line.index not in found and {line.index - 1, line.index + 1} <= found.keys() and _small(view, line):
                found[line.index] = Appeal(line.span, "between-appeals", 0.8)
    for index in sorted(found):
        yield found[index]


def _small(view: View, line: Line) -> bool:
    return line.n_words <= _BETWEEN_WORDS and not view.prose[line.index]


def _hits(view: View, topic: Topic) -> dict[int, list[Hit]]:
    """The phrases of `topic` by line, and its labels of two words or more where they stand in sentences."""
    hits: dict[int, list[Hit]] = {}
    for index, hit in view.phrases.get(topic.phrase, ()):
        hits.setdefault(index, []).append(hit)
    for index, hit in view.phrases.get(topic.label, ()):
        if " " in hit.phrase.text or (
            UNSPACED_CHAR.search(hit.phrase.text) and len(hit.phrase.text) >= _LONG_PHRASE_UNSPACED
        ):
            hits.setdefault(index, []).append(hit)
    for row in hits.values():
        row.sort(key=lambda hit: (hit.start, -hit.end))
    if topic.vocabulary:
        for line in view.lines:
            if line.index not in hits and 2 <= line.n_words <= _SHORT_APPEAL and _words(line.wording, topic)[1]:
                hits[line.index] = []
    return hits


def _in_company(view: View, index: int, found: dict[int, Appeal]) -> bool:
    """Whether a line near `index` is furniture too: taken already, or a label of any topic that is no common word."""
    known = view.labels
    text = view.lines[index].folded
    for near in range(max(index - _BESIDE, 0), min(index + _BESIDE + 1, len(view.lines))):
        if near == index or view.lines[near].folded == text:
            continue
        if near in found or any(".word-" not in kind for kind in known[near]):
            return True
    return False


def _rows(view: View, topic: Topic) -> Iterator[int]:
    """Lines that are two labels of `topic` or more, glued or not, one of them no common word."""
    flags = view.prose
    starts = {index for index, _ in view.phrases.get(topic.label, ())}
    for index in starts:
        line = view.lines[index]
        if flags[index] or line.n_words > _ROW_WORDS:
            continue
        spans = segment(line, (topic.label, topic.word))
        letters = n_letters(line.text)
        covered = sum(n_letters(line.text[span.start : span.end]) for span in spans)
        if len(spans) >= 2 and covered >= _ROW_SHARE * letters:
            yield index


def _appeal(view: View, line: Line, hits: list[Hit], topic: Topic) -> Appeal | None:
    """The appeal that `line` is or ends with, or None."""
    parts = pieces(line.text)
    if is_cried(line, parts) or is_short_sentence(line.folded):
        return None
    flags = view.prose
    if (
        line.n_words >= _ANNOUNCES
        and line.text.endswith(COLONS)
        and not any(view.labels[line.index + 1 : line.index + 2])
    ):
        return None  # it announces what follows: «You can try it by entering your email address:»
    need = topic.need + (1 if flags[line.index] else 0)
    if flags[line.index] and _between_paragraphs(flags, line.index):
        need += topic.between
    if _about(view, topic):
        need += 2
    if _STEP.match(line.folded) or is_answer(view, line.index):
        need += 2
    company = not topic.vocabulary or _in_company(view, line.index, {})
    quoted = quotations(line)
    weights = [
        0
        if any(part.start < end and start < part.end for start, end in quoted)
        else _weight(line, part, _hits_in(part, hits), topic, company)
        for part in parts
    ]
    sizes = [max(n_words(line.text[part.start : part.end]), 1) for part in parts]
    size_of_all = sum(sizes)
    sure = [weight >= need for weight in weights]
    # A long sentence about somebody else is what the line is about, and the appeal may only be behind it.
    others = any(
        size > _OWN_SHARE * size_of_all and not flag and _speaks_of_others(line, part, _hits_in(part, hits))
        for size, flag, part in zip(sizes, sure, parts, strict=True)
    )
    # Several sentences in a row of which each says a little: «Like what you read? Tell a friend. Join us.»
    if (
        not others
        and len(parts) > 1
        and line.n_words <= _SHORT_APPEAL
        and min(weights) > 0
        and sum(weights) >= max(need, 4)
    ):
        return Appeal(line.span, "appeal", 0.9, f"an appeal: {_quote(line, hits)}")
    if not any(sure):
        return None
    share = sum(size for size, flag in zip(sizes, sure, strict=True) if flag) / size_of_all
    rest = [i for i, flag in enumerate(sure) if not flag]
    if line.n_words <= topic.max_words and all(weights[i] > -2 for i in rest):
        short = not flags[line.index] or all(
            weights[i] > 0 or line.text[parts[i].start : parts[i].end].endswith(QUESTION_MARKS) for i in rest
        )
        short = short and not others
        # A paragraph needs four fifths: its other sentences are the article's until they prove otherwise.
        if share >= (_WHOLE_SHARE if short else 0.8) or (short and line.n_words <= _SHORT_APPEAL):
            return Appeal(line.span, "appeal", 0.9, f"an appeal: {_quote(line, hits)}")
    if not topic.tails or len(parts) < 2:
        return None
    first = len(parts)
    while first > 0 and weights[first - 1] >= topic.need + 1:
        first -= 1
    if first == len(parts) or first == 0:
        return None
    start = parts[first].start
    while start and line.text[start - 1].isspace():
        start -= 1
    said = f"an appeal behind a paragraph: {_quote(line, hits)}"
    return Appeal(Span(line.start + start, line.end), "appeal-behind", 0.8, said)


def _hits_in(part: Span, hits: list[Hit]) -> list[Hit]:
    """Those that begin in a sentence: a line of many sentences has many."""
    first, behind = (bisect_left(hits, place, key=attrgetter("start")) for place in part)
    return hits[first:behind]


def _speaks_of_others(line: Line, part: Span, hits: list[Hit]) -> bool:
    """Whether a sentence tells its reader of somebody else: no phrase of the topic, a «you» and no «we»."""
    if any(part.start <= hit.start < part.end for hit in hits):
        return False
    voice = weigh(line.wording.part(part))
    return voice.you > 0 and voice.we == 0 and ends_sentence(line.text[part.start : part.end])


def _quote(line: Line, hits: list[Hit]) -> str:
    return line.text[hits[0].start : hits[0].end] if hits else "its verb and noun"


def _weight(line: Line, part: Span, hits: list[Hit], topic: Topic, alone_is_enough: bool = False) -> int:
    """The weight of one sentence of `line`; 0 or less for one that says nothing of the topic."""
    folded = line.folded[part.start : part.end]
    weight, end, at_start, chars, n = 0, part.start, 0, 0, 0
    said: set[str] = set()
    for hit in hits:
        if hit.start < end or hit.end > part.end or hit.phrase.text in said or _mentioned(line.folded, hit):
            continue
        said.add(hit.phrase.text)
        weight += 2 if _long(hit.phrase.text, hit.phrase.kind == topic.label) else 1
        n += 1
        end = hit.end
        chars += hit.end - hit.start
        if not folded[: hit.start - part.start].strip(" \"'([*-\N{EN DASH}\N{EM DASH}>\N{BULLET}\N{MIDDLE DOT}|:»"):
            at_start = 1
    if topic.label in kinds_of_label(folded):
        weight = max(weight, _WHOLE_LABEL)
    wording = line.wording.part(part)
    verb, noun = _words(wording, topic)
    if weight < 2 and chars * 2 < len(folded):
        at_start = 0  # «Reprints of the novel …» begins with a word of the topic too
    voice = weigh(wording)
    if n == 0 and verb == 1 and not voice.you:
        return 0  # «we get more alerts» and «we send a newsletter» tell what somebody does: no phrase, order or reader
    weight += max(at_start, verb) + noun
    if weight:
        weight += min(voice.we, 1) + min(voice.you, 1)
    elif voice.we or voice.you:
        weight = 1
    if n == 1 and not (alone_is_enough or noun or voice.we or voice.you) and chars * 2 < len(folded):
        weight -= 1  # «Sign up now for the marathon» begins like an appeal and goes on otherwise
    if weight > 0 and topic.name not in _UNTOLD and (told := told_clause(line, part, hits, topic.vocabulary)):
        weight = 0 if told > 1 else weight - 2
    if verb < 2 and not at_start and names_year(folded):
        weight -= 2  # «Readers could sign up for the newsletter in the shop from 1998.»
    # In 40 characters the quotation marks are around a button's name.
    weight -= 2 * voice.report + (2 if '"' in folded and len(folded) > 40 else 0)
    return weight


def _mentioned(folded: str, hit: Hit) -> bool:
    """Whether the hit stands in quotation marks or brackets of its own: a text speaks of the phrase."""
    return folded[hit.start - 1 : hit.start] in ('"', "'", "(") and folded[hit.end : hit.end + 1] in ('"', "'", ")")


def _words(wording: Wording, topic: Topic) -> tuple[int, int]:
    """What the topic's verbs and nouns («subscribe», «newsletter») add: verb 0 to 2 (2 at the start), noun 0 or 1."""
    if not topic.vocabulary:
        return 0, 0
    verbs: dict[str, list[str]] = {}
    nouns: set[str] = set()
    for stem in wording.stems(topic.vocabulary):
        if stem.part == "noun":
            nouns.add(stem.language)
        else:
            verbs.setdefault(stem.language, []).append(stem.text)
    both = [verb for language in nouns & verbs.keys() for verb in verbs[language]]
    if not both:
        return 0, 0
    return 1 + wording.folded.lstrip(" \"'([*-\N{EN DASH}\N{EM DASH}>\N{BULLET}\N{MIDDLE DOT}|:»¡¿").startswith(
        tuple(both)
    ), 1


def _long(phrase: str, label: bool) -> bool:
    """Whether a phrase says enough to count two; a label in a sentence is longer: «your account» is in many."""
    if UNSPACED_CHAR.search(phrase):
        return len(phrase) >= _LONG_PHRASE_UNSPACED
    if label:
        return phrase.count(" ") >= _LONG_PHRASE_WORDS
    return len(phrase) >= _LONG_PHRASE_CHARS or phrase.count(" ") >= _LONG_PHRASE_WORDS - 1


def _between_paragraphs(flags: tuple[bool, ...], index: int) -> bool:
    return any(flags[max(index - 3, 0) : index]) and any(flags[index + 1 : index + 4])


def _about(view: View, topic: Topic) -> bool:
    """Whether the headline names the topic: then the article speaks of it, in the words of notices."""
    return any(word in fold(title) for title in view.titles for word in _SUBJECT[topic.name])


# Topics whose notices go on behind a comma: «For the best view, switch on JavaScript.»
_UNTOLD = frozenset(("javascript", "embed"))
# Beginnings of the topics' words as headlines have them.
_SUBJECT: dict[str, tuple[str, ...]] = {
    "newsletter": ("newsletter", "subscri", "donat", "spende", "mailing", "abonn", "рассылк", "nieuwsbrief", "boletín"),
    "paywall": (
        "paywall",
        "subscri",
        "abonn",
        "bezahlschranke",
        "password",
        "passwort",
        "ad block",
        "adblock",
        "ad-block",
    ),
    "advertisement": (
        "advert",
        "affiliate",
        "sponsor",
        "werbung",
        "anzeige",
        "publici",
        "reklam",
        "реклам",
        "pubblicit",
    ),
    "copyright": ("copyright", "rights reserved", "urheber", "droit d'auteur", "licen", "авторск", "derechos de autor"),
    "javascript": ("javascript", "browser", "navigateur", "navegador", "браузер", "przeglądark"),
    "embed": ("embed", "external content", "externe inhalte", "eingebettet"),
}
