"""The headline again: exactly, cut, with the site's name, or in other words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from pydantic import Field

from cleancorpus.detect.headline import Headline, headline, likeness, shared_stems, stems_of_key
from cleancorpus.detect.line import Line
from cleancorpus.detect.rule import Example, Rule, RuleOptions
from cleancorpus.detect.view import View
from cleancorpus.known.headlines import COLON
from cleancorpus.model import Finding
from cleancorpus.text import CLOSERS, QUESTION_MARKS, inner_sentence_ends, n_size, plain

_BODY_WORDS = 25  # a first line of this many words that ends in a full stop is article text, not a headline
_PARAGRAPH_WORDS = 18  # of a line too long for verse; characters of scripts without spaces count one by one
_NEAR_LINES = 4  # a second headline stands so close to the first; kickers, bylines and dates may come between
# On 840 pages all 3 second headlines so long share .6 or more of their stems with the first; of 8 standfirsts and captions
# that share .26 one does.
_STANDFIRST_WORDS, _STANDFIRST_RATIO, _STANDFIRST_SHARE = 15, 1.4, 0.6
# A line over a paragraph of the text that is less alike is a subheading that echoes the headline: a word more or less.
_SUBHEADING_LIKENESS = 0.95
_END_SHARE = 0.6  # after this share of the lines come teasers and forms that name the story again
_ITEM = re.compile(r"[-\N{BULLET}*\N{EN DASH}]\s|\d{1,2}(?:\.\d{1,2})*[.)]\s")  # a bullet or the number of a section
_STOPS = (".", "\N{IDEOGRAPHIC FULL STOP}", "\N{DEVANAGARI DANDA}", "\N{ARMENIAN FULL STOP}", "\N{ARABIC FULL STOP}")
_ELLIPSES = ("...", "\N{HORIZONTAL ELLIPSIS}")
# How a sentence may end and still be a headline.
_HEADLINE_ENDS = (*_ELLIPSES, "?", "!", "\N{FULLWIDTH QUESTION MARK}", "\N{FULLWIDTH EXCLAMATION MARK}")


class _Place(NamedTuple):
    """Where a line stands: over the first paragraph, in verse, or in the text right over one of its sentences (lines of
    pages always do: the extractor has cut what stands above); whether it is a page's first, as a headline of one word is.
    """

    near_top: bool
    in_verse: bool
    over_text: bool
    opens_page: bool


class DuplicateHeadline(Rule):
    """Removes lines that give the headline once more; the headline itself is in the field `title`.

    What it removes: anywhere in the text a line that equals the headline, one of the other headlines the page gives
    for the story, or one of them without the site's name, also shortened by an ellipsis or almost equal. At the
    top also a second headline that tells the same story in other words: a line that reads like a headline, shares enough
    of the headline's content words (one in four and two at least; most if it is as long as a standfirst) and is
    about as long; near the end it has to share more.
    Why: training on it teaches a model to say everything twice; the pages' `<title>`, `h1` and social title are three
    wordings of one line.
    What stays: a standfirst. It adds facts, so it shares fewer words, ends like a sentence or is much longer. A subheading
    that echoes the headline with a word more or less. On pages all but the headline itself, and this, if it is one word, only as
    the first line: the extractor has cut what stands above the text. In verse and lists the headline's words may come again.
    Known limits: a second headline that shares hardly a word with the first is not seen; nor is any without a title.
    """

    id, version, category = "duplicate-headline", 3, "duplicate-headline"
    reasons = {
        "equal": "equals the headline",
        "equal-part": "equals the headline without the site's part",
        "cut-short": "the headline, cut short",
        "almost": "almost the headline",
        "longer": "the headline with a kicker or the site's name",
        "part": "begins or ends the headline",
        "reworded": "a second headline with content words of the first",
    }

    class Options(RuleOptions):
        reworded: bool = Field(True, description="also a second headline in other words, at the top of the article")
        # A typo, a number or a word more. On 216 labelled texts .8 takes three lines of articles, .92 leaves a second
        # headline and a caption that says the same.
        min_likeness: float = Field(0.86, ge=0.5, le=1, description="letters alike to count as almost the headline")
        # One content word in four, and two at least: the same story told for a search engine. On 216 labelled texts .2
        # takes four more lines of articles, .35 gives one back and leaves four that are none.
        min_shared: float = Field(
            0.26, ge=0.1, le=1, description="share of content words a reworded headline has in common"
        )
        # Menus, kickers, bylines and dates stand over the first paragraph. On 216 labelled texts 6 gives a line of an
        # article back and leaves two teasers, 30 takes one of an article.
        top_lines: int = Field(12, ge=1, description="a reworded headline stands within so many lines of the start")

    removes = (
        Example(
            "[-Storm closes Velden bridge for three days-]\n[-Velden bridge shut for days after storm-]\nThe bridge at Velden was closed on Monday.",
            title="Storm closes Velden bridge for three days",
            note="reworded",
        ),
        Example(
            "[-Storm closes bridge-]\nThe bridge was closed on Monday.",
            title="Storm closes bridge",
            note="the headline itself",
        ),
        Example(
            "[-Storm closes bridge | Harbour Gazette-]\n[-Storm closes bridge-]\nThe bridge was closed on Monday.",
            title="Storm closes bridge",
            headlines=("Storm closes bridge | Harbour Gazette",),
        ),
        Example(
            "[-Storm closes bridge after pier gives way in the night-]\nThe bridge was closed.\n[-Storm closes bridge after pier gives…-]\nIt will reopen.",
            title="Storm closes bridge after pier gives way in the night",
            note="cut short, in the middle",
        ),
        Example(
            "[-Rat beschließt Ausbau der Linie 7-]\n[-Linie 7 wird ausgebaut: Rat beschließt Millionenprojekt-]\nDer Rat hat am Montag zugestimmt.",
            title="Rat beschließt Ausbau der Linie 7",
            language="de",
        ),
        Example(
            "[-Le maire de Bréval renonce à la piscine-]\n[-Piscine de Bréval : le maire renonce au projet-]\nLe maire l'a dit lundi soir.",
            title="Le maire de Bréval renonce à la piscine",
            language="fr",
        ),
        Example(
            "[-El puente de Arnedo cierra tres días por el temporal-]\n[-El temporal obliga a cerrar el puente de Arnedo-]\nEl puente se cerró el lunes.",
            title="El puente de Arnedo cierra tres días por el temporal",
            language="es",
        ),
        Example(
            "[-Il ponte di Varese chiude per tre giorni-]\n[-Varese, chiude il ponte: traffico deviato-]\nIl ponte è stato chiuso lunedì.",
            title="Il ponte di Varese chiude per tre giorni",
            language="it",
        ),
        Example(
            "[-Ponte de Aveiro fecha três dias por causa da tempestade-]\n[-Tempestade fecha ponte de Aveiro-]\nA ponte foi fechada na segunda-feira.",
            title="Ponte de Aveiro fecha três dias por causa da tempestade",
            language="pt",
        ),
        Example(
            "[-湾岸橋が嵐で三日間通行止めに-]\n[-嵐で湾岸橋が通行止め-]\n湾岸橋は月曜日に閉鎖された。",
            title="湾岸橋が嵐で三日間通行止めに",
            language="ja",
        ),
        Example(
            "[-Шторм закрыл мост в Белозёрске-]\n[-Мост в Белозёрске закрыли из-за шторма-]\nМост закрыли в понедельник.",
            title="Шторм закрыл мост в Белозёрске",
            language="ru",
        ),
        Example(
            "[-Storm closes Velden bridge-]\nThe bridge was closed on Monday.",
            title="Storm closes Velden bridge | Harbour Gazette",
            note="without the site's name",
        ),
        Example(
            "[-Live from the old harbour: storm closes Velden bridge for three days-]\nThe bridge was closed on Monday.",
            title="Storm closes Velden bridge for three days",
            note="with a kicker",
        ),
        Example(
            "[-Storm closes Velden bridge-]\nThe bridge was closed on Monday.",
            title="Storm closes Velden bridge for three days and two nights",
            note="its beginning",
        ),
    )
    keeps = (
        Example(
            "Engineers found cracks in two piers and say repairs will take until Thursday.\nThe bridge was closed on Monday.",
            title="Storm closes Velden bridge",
            note="a standfirst with facts of its own",
        ),
        Example(
            "Mayor promises new ferry line by spring, residents doubt it\nThe bridge at Velden was closed on Monday.",
            title="Storm closes Velden bridge",
            note="a standfirst without a full stop",
        ),
        Example(
            "The town woke to silence on Monday morning, with the river at the second step and the road to Velden under a metre of brown water.\nWhy the bridge matters\nThe bridge carries all of the traffic.",
            title="Storm closes Velden bridge",
            note="a subheading with a word of the headline",
        ),
        Example(
            "[-Carry me home-]\nover the hill and the water\nCarry me home\nunder the lamp and the star\nCarry me home",
            title="Carry me home",
            note="a refrain",
        ),
        Example(
            "Der Rat hat am Montag den Ausbau der Linie 7 beschlossen.\nDie Linie 7 fährt seit 1911.",
            title="Rat beschließt Ausbau der Linie 7",
            language="de",
            note="the first sentence says the headline again, as first sentences do",
        ),
        Example(
            "[-Last ferry leaves the harbour-]\nThe last wooden ferry of the estuary was taken out of service on Monday.\nThe ferry leaves the harbour\nIt was towed away by two boats on the morning tide.",
            title="Last ferry leaves the harbour",
            note="a subheading that echoes the headline",
        ),
        Example(
            "[-Velden council votes on bridge-]\nWhile both the council of Velden and its neighbours saw a hard year, the mayor used the long closure to win over those who had never voted for him\nThe vote was close.",
            title="Velden council votes on bridge",
            note="a standfirst without a full stop that shares three words",
        ),
        Example(
            "What is a heat pump?\nIt moves heat from outside to inside.",
            title="Heat pumps: your questions answered",
            note="Q&A",
        ),
        Example(
            "Yes\nThe vote was close.",
            title="Yes",
            headlines=("Vote",),
            known_failure=True,
            note="one word that answers a question",
        ),
    )

    def find(self, view: View) -> Iterator[Finding]:
        heads = view.known_headlines
        if not heads:
            return
        longest = max(len(head.text) for head in heads) * 2.2
        keys = [plain(line.folded) if len(line.text) <= longest else "" for line in view.lines]
        top = _top(view, self.options.top_lines)
        # On pages the extractor has left the headline out, and what resembles it begins a section: of 78 second headlines
        # found there in 340 pages 72 stood in the article's text.
        reworded = self.options.reworded and not view.from_page
        second = self._second_headlines(view, keys, heads, top) if reworded else {}
        # A second headline found at the top may come again further down, as the first does.
        seconds = tuple(headline(view.lines[index].text) for index in second if index < top)
        verse = _is_verse(view)
        own = plain(view.doc.title or "")
        heading = True  # nothing but headlines so far
        for line, key in zip(view.lines, keys, strict=True):
            found = None
            if key:
                place = _Place(
                    near_top=line.index < top and not view.from_page,
                    in_verse=verse and not heading,
                    over_text=view.from_page or (line.index >= top and _sentence_follows(view, line.index)),
                    opens_page=view.from_page and heading and line.index < top and key == own,
                )
                found = self._again(line, key, heads, place) or second.get(line.index)
                found = found or self._again(line, key, seconds, place)
            heading = heading and found is not None
            if found is not None:
                yield found

    def _again(self, line: Line, key: str, heads: tuple[Headline, ...], place: _Place) -> Finding | None:
        """The headline exactly, cut short, or almost."""
        stripped = line.text.rstrip(CLOSERS + " ")
        for head in heads:
            if key == head.key:
                if (
                    place.in_verse
                    or (head.n_words < 2 and not (place.near_top or place.opens_page))
                    or (head.part and stripped.endswith(_STOPS))
                ):
                    return None
                return self.finding(line, "equal-part" if head.part else "equal")
        if line.ends_sentence and not stripped.endswith(_HEADLINE_ENDS):
            return None
        for head in heads:
            if head.n_words < (5 if head.part else 4):
                continue
            # Less than four tenths may begin another headline about the same.
            if stripped.endswith(_ELLIPSES) and len(key) >= 0.4 * len(head.key) and head.key.startswith(key[:-1]):
                return self.finding(line, "cut-short", score=0.95)
            # Beyond these lengths no two texts can be .86 alike.
            if 0.7 * len(head.key) <= len(key) <= len(head.key) / 0.7:
                alike = likeness(key, head.key, self.options.min_likeness)
                if alike and not (place.over_text and alike < _SUBHEADING_LIKENESS):
                    return self.finding(line, "almost", f"almost the headline ({alike:.2f} alike)", score=alike)
            elif (
                place.near_top
                and head.n_words >= 5
                and len(head.key) < len(key) < 2.2 * len(head.key)
                and f" {head.key} " in f" {key} "
            ):
                return self.finding(line, "longer", score=0.9)
            if (
                place.near_top
                and 0.35 * len(head.key) <= len(key) < len(head.key)
                and line.n_words >= 3
                and _begins_or_ends(head.key, key)
            ):
                return self.finding(line, "part", score=0.9)
        return None

    def _second_headlines(
        self, view: View, keys: list[str], heads: tuple[Headline, ...], top: int
    ) -> dict[int, Finding]:
        """Headlines for the same story in other words, by line: at the top, and with more in common near the end.

        In between, a line that shares much with the headline is as likely a subheading.
        """
        found: dict[int, Finding] = {}
        whole = [head for head in heads if len(head.stems) >= 3]
        exact = {head.key for head in heads}
        last = 0  # the last line so far that gives the headline as it is
        for line, key in zip(view.lines, keys, strict=True):
            if key in exact and line.index < self.options.top_lines:
                last = line.index
                continue
            early = line.index < self.options.top_lines
            close = line.index <= last + _NEAR_LINES
            near = close and line.index < top
            if not key or not (early or line.index > _END_SHARE * len(keys)) or not _reads_like_headline(line):
                continue
            stems = stems_of_key(key)
            if len(stems) < 2:
                continue
            if (
                (not near or _is_question(line, heads))
                and _sentence_follows(view, line.index)
                and not (close and _says_the_same(stems, whole))
            ):
                continue  # a subheading, or a question that is answered
            # Away from the headline a line that shares some words is a subheading; a second headline shares most of
            # them.
            least, shared_at_least = (2, self.options.min_shared) if near else (4, 0.6 if early else 0.7)
            for head in whole:
                common = len(stems & head.stems)
                if common < least or not 0.45 <= len(key) / len(head.key) <= 1.9:
                    continue
                shared = shared_stems(stems, head.stems)
                if shared >= max(shared_at_least, _least_shared(line, key, head)):
                    evidence = f"a second headline: {common} content words in common"
                    found[line.index] = self.finding(line, "reworded", evidence, score=min(1.0, 0.5 + shared / 2))
                    break
        return found


def _reads_like_headline(line: Line) -> bool:
    if (
        not 3 <= line.n_words <= 50
        or len(line.text) > 160
        or line.kind in ("list_item", "caption", "quote", "table_row")
    ):
        return False
    stripped = line.text.rstrip(CLOSERS + " ")
    if _ITEM.match(line.text):
        return False
    return not stripped.endswith((*_STOPS, ":", ",", ";")) and inner_sentence_ends(line.text) <= 1


def _says_the_same(stems: frozenset[str], heads: list[Headline]) -> bool:
    """Whether a line says so much of a headline that it is none of the text's, though a sentence stands before it."""
    return any(len(stems & head.stems) >= 5 and shared_stems(stems, head.stems) >= 0.8 for head in heads)


def _least_shared(line: Line, key: str, head: Headline) -> float:
    """What a line must share beyond what the option says: most, if it is as long as a standfirst beside the headline and
    has no kicker, which is what headlines have.
    """
    long = n_size(line.folded) >= _STANDFIRST_WORDS and len(key) > _STANDFIRST_RATIO * len(head.key)
    return _STANDFIRST_SHARE if long and not COLON.search(line.text) else 0.0


def _top(view: View, limit: int) -> int:
    """Index of the first line of the body: a sentence of eight words or more (of 25 on the first line)."""
    for line in view.lines[:limit]:
        if line.text.rstrip(CLOSERS + " ").endswith(_STOPS) and line.n_words >= (_BODY_WORDS if line.index == 0 else 8):
            return line.index
    return min(limit, len(view.lines))


def _sentence_follows(view: View, index: int) -> bool:
    following = view.lines[index + 1] if index + 1 < len(view.lines) else None
    return following is not None and following.n_words >= 6 and following.ends_sentence


def _is_question(line: Line, heads: tuple[Headline, ...]) -> bool:
    """Whether the line asks and no headline does."""
    return line.text.endswith(QUESTION_MARKS) and not any(head.text.endswith(QUESTION_MARKS) for head in heads)


def _begins_or_ends(longer: str, shorter: str) -> bool:
    return longer.startswith(shorter + " ") or longer.endswith(" " + shorter)


def _is_verse(view: View) -> bool:
    """Whether the text is a poem, lyrics or a list: hardly a line is as long as a paragraph."""
    # Less than one line in twenty.
    return 20 * sum(line.n_words >= _PARAGRAPH_WORDS for line in view.lines) <= len(view.lines)
