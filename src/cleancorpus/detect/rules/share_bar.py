"""Share bars: buttons to share, print or listen, names of networks in a row, counters, and «Follow us on …»."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pydantic import Field

from cleancorpus.detect.example_articles import FIRST, SECOND, head, tail
from cleancorpus.detect.label_rows import segment, share_of_labels
from cleancorpus.detect.labels import EDGES, LABEL_CHARS, kinds_of_label
from cleancorpus.detect.line import Line
from cleancorpus.detect.lone import lone_labels
from cleancorpus.detect.rule import Example, Rule, RuleOptions
from cleancorpus.detect.view import View
from cleancorpus.lexicon import Hit
from cleancorpus.model import Finding, Span

_WINDOW = "share.window"
_SURE = frozenset({"share.label", "share.count", _WINDOW})
_STRONG = frozenset({"share.word-label", "share.word-network"})
_LETTERS = 2
_NUMBERED = re.compile(r"\W?\d{1,2}[.)]\s")  # an item of a list
_PAIR = re.compile(
    r"[^\W\d_]+ (?:and|und|et|y|e|en|och|og|i|и|ve|&) [^\W\d_]+"
)  # «Instagram and Facebook»: a subheading
_ALONE = frozenset({"share.word-label", "share.word-network", "share.word-weak"})
_NETWORK = ("share.word-network",)
_ROW = (
    "share.label",
    _WINDOW,
    "share.word-label",
    "share.word-network",
    "share.word-weak",
    "share.word-glue",
    "share.count",
)
# «123», «1.2K», «3 тыс.» alone on a line. It goes only beside a label: numbers alone are also results and chapters.
_COUNTER = re.compile(r"[\s+]*\d[\d.,\N{NO-BREAK SPACE} ]{0,9}(?:k|m|mln|tsd|тыс|万|천)?\.?\s*$", re.IGNORECASE)
_SHORT_LABEL = 3  # letters
_BRACKETS = {"(": ")", "[": "]", "\N{FULLWIDTH LEFT PARENTHESIS}": "\N{FULLWIDTH RIGHT PARENTHESIS}"}
_MARKS = re.compile(r"\d+(?:[.,]\d+)*|[^\w\s]+")  # between labels


class ShareBar(Rule):
    """Removes share bars: labels of buttons, rows of network names, counters and «Follow us on …».

    What it removes: «Share this article», «Facebook Twitter WhatsApp», «ShareTweetPin», «123 shares», «Listen to this
    article», «Folgen Sie uns auf Instagram», and single words like «Print» or «Telegram» beside such a line or at the
    head or tail of the page.
    Why: the bar stands around every article of a site and says nothing about it.
    How: whole lines that the lexicon knows; rows of which most letters are labels; a request to follow of few words
    with the name of a network.
    Known limits: a request that names only the site's own page («Follow the Harbour Post on our channel») stays;
    a single word between paragraphs stays, for it can be a subheading, unless it is the only line of its kind in a text
    of four paragraphs or more and no word of its subject.
    """

    id, version, category = "share-bar", 4, "share"
    reasons = {
        "label": "a label of a share bar",
        "row": "a row of share labels",
        "follow": "a request to follow",
        "word": "a word of a share bar",
        "counter": "a counter of a share bar",
        "window": "a note behind a link that it opens a window",
    }

    class Options(RuleOptions):
        # The rest are networks that the lexicon does not know. On 216 labelled texts .95 leaves seven lines more, .6
        # moves two that are no share bars.
        row_share: float = Field(
            0.8, ge=0.5, le=1.0, description="a row is a bar if so much of its letters are labels (share, 0 to 1)"
        )
        # «Follow us on …» with two or three networks. 25 makes no difference on 216 labelled texts.
        follow_words: int = Field(12, ge=3, le=40, description="longest request to follow, in words")

    removes = (
        head("[-Share this article-]"),
        head("[-Facebook Twitter WhatsApp-]"),
        head("[-ShareTweetPin-]"),
        head("[-Facebook-]\n[-Twitter-]\n[-Email-]\n[-Print-]"),
        head("[-123 shares-]"),
        head("[-Share-]\n[-384-]"),
        head("[-Share on Facebook | Share on Twitter-]"),
        tail("[-Follow us on Facebook and Instagram-]"),
        tail("[-Follow us on Telegram for the latest news from the harbour.-]"),
        head("[-(Opens in a new window)-]"),
        head("[-(Öffnet in einem neuen Fenster)-]", language="de"),
        tail("[-（新しいウィンドウで開きます）-]", language="ja"),
        Example("The plan[- (opens in a new tab)-] says nothing about the old pier.", note="behind a link"),
        head("[-Listen to this article-]"),
        head("[-Artikel teilen-]", language="de"),
        tail("[-Folgen Sie uns auf Instagram-]", language="de"),
        head("[-Teilen Twittern Drucken E-Mail-]", language="de"),
        head("[-Partager sur Facebook-]", language="fr"),
        tail("[-Suivez-nous sur Twitter-]", language="fr"),
        head("[-Compartir en Facebook-]", language="es"),
        tail("[-Síguenos en Instagram-]", language="es"),
        tail("[-Compartilhe no WhatsApp-]", language="pt"),
        tail("[-Condividi su Facebook-]", language="it"),
        tail("[-Delen op Facebook-]", language="nl"),
        tail("[-Dela på Facebook-]", language="sv"),
        tail("[-Udostępnij na Facebooku-]", language="pl"),
        tail("[-Поделиться-]\n[-ВКонтакте-]\n[-Telegram-]", language="ru"),
        Example(f"{FIRST}\n{SECOND}\n[-Поделиться-]\n{FIRST}\n{SECOND}", note="no subheading: two on each side"),
        Example(f"{FIRST}\n{SECOND}\n[-Condividi-]\n{FIRST}\n{SECOND}"),
        head("[-シェアする-]", language="ja"),
        head("[-分享到：-]", language="zh"),
    )
    keeps = (
        tail("Share it."),
        head("Follow me."),
        Example(
            f"{FIRST}\n{SECOND}\nShare\n{FIRST}\n{SECOND}\nThe price\n{FIRST}\n{SECOND}", note="one of two subheadings"
        ),
        Example(
            f"{FIRST}\n{SECOND}\nShare\n{FIRST}\n{SECOND}",
            title="Shares of the ferry fall",
            note="a word of the subject",
        ),
        head("A ⊆ B ∧ x ∈ A → x ∈ B"),
        head("Instagram and Facebook"),
        head("1. Networks (Facebook, TikTok)"),
        Example("a\nin\nb", note="a formula in pieces"),
        head("The gallery opens in a new window on Monday, between the baker and the bank."),
        head("The stage (which opens in a new window of time) is the oldest."),
        head("Share of homes sold above asking (2024)"),
        Example(
            "The ferry company asks its guests to come an hour early and to bring their papers with them.\nFollow the instructions\n"
            "Nobody checked them, and the boat left the quay at nine with half of the cars that had been booked.",
            note="a subheading",
        ),
        Example(
            "The company had bought back its own papers for a year before the price fell in the spring.\nShare\n"
            "The rest was sold to a family from the north that has never said what it wants to do with them.",
            note="one word between paragraphs",
        ),
        head("Facebook and Twitter must pay for news"),
        head("Twitter sues X over letter"),
        head("Print is not dead"),
        head("Print, print, print"),
        head("Teilen, teilen, teilen,", language="de"),
        head("Comparte, comparte", language="es"),
        head("The mayor shared the post on Facebook, and 123 people liked it before it was taken down by noon."),
        head("Follow the money"),
        head("Listen, she said."),
        head("Likes and dislikes"),
        head("384"),
        head("Teilen lernt man nicht in der Schule", language="de"),
        head("Del total de 123 viviendas, 12 se vendieron", language="es"),
        head("Le partage des eaux", language="fr"),
        head("Поделиться хлебом с соседом", language="ru"),
        head("Facebook si scusa con gli utenti", language="it"),
        head("LINEの利用者が増えた", language="ja"),
        head("Suivez le guide", language="fr"),
    )

    def find(self, view: View) -> Iterator[Finding]:
        kinds, is_prose, hits = view.labels, view.prose, view.hits
        found: dict[int, str] = {}
        alone: list[int] = []
        counters: list[int] = []
        for line in view.lines:
            index = line.index
            known = kinds[index]
            if known & _SURE:
                found[index] = "label"
                continue
            if known & _ALONE:
                alone.append(index)
                continue
            if len(line.text) <= 10 and _COUNTER.match(line.text):
                counters.append(index)
                continue
            if len(line.text) > 2 * LABEL_CHARS:
                continue
            ours = [hit for hit in hits[index] if hit.phrase.kind in _SURE]
            if not is_prose[index] and (ours or self._may_be_row(line)) and self._is_row(line):
                found[index] = "row"
            elif ours and self._follows(line, ours[0].start):
                found[index] = "follow"
        self._join(view, kinds, alone, counters, found)
        for index in sorted(found):
            yield self.finding(view.lines[index], found[index])
        for index, hit in view.phrases.get(_WINDOW, ()):
            span = _in_brackets(view.lines[index], hit)
            if span and index not in found:
                yield self.finding(span, "window")

    def _may_be_row(self, line: Line) -> bool:
        """Whether the first or last word of a short line is a label: cheap, before the row is cut up."""
        if len(line.text) > LABEL_CHARS:
            return False
        words = _MARKS.sub(" ", line.folded).split()
        if not words:
            return False
        if len(words) == 1:  # glued: «ShareTweetPin»
            return len(line.text) >= 8 and any(
                a.islower() and b.isupper() for a, b in zip(line.text, line.text[1:], strict=False)
            )
        return any(kinds_of_label(word) & _ALONE for word in (words[0], words[1], words[-1]))

    def _is_row(self, line: Line) -> bool:
        share, count = share_of_labels(line, _ROW)
        if share < self.options.row_share or count < 2:
            return False
        labels = [line.folded[start:end] for start, end in segment(line, _ROW)]
        if _NUMBERED.match(line.text) or (len(set(labels)) == 1 and (len(labels) > 2 or "," in line.text)):
            return False  # «Print, print, print»: no bar has one button three times, a song has
        strong = set()
        for label in labels:
            known = kinds_of_label(label)
            if "share.label" in known:
                return True
            if known & _STRONG:
                strong.add(label)
        return len(strong) >= 2 and any(len(label) > _LETTERS for label in strong) and not _PAIR.fullmatch(line.folded)

    def _follows(self, line: Line, start: int) -> bool:
        """Whether the line begins with a known request and names a network within few words."""
        return (
            not line.folded[:start].strip(" \t>»\N{SINGLE RIGHT-POINTING ANGLE QUOTATION MARK}→\N{BULLET}*#-+")
            and line.n_words <= self.options.follow_words
            and bool(segment(line, _NETWORK, start))
        )

    def _join(
        self,
        view: View,
        kinds: tuple[frozenset[str], ...],
        alone: list[int],
        counters: list[int],
        found: dict[int, str],
    ) -> None:
        """Take single words beside a sure line, in a run of their own, or at the page's edge; and counters beside those."""
        singles = set(alone)
        run: list[int] = []
        lonely: frozenset[int] | None = None
        for index in [*alone, -9]:
            if run and index != run[-1] + 1:
                first, last = run[0], run[-1]
                # Letters and short words («X», «in») are networks beside others; alone they are of a formula or a table.
                strong = {view.lines[i].folded.strip(EDGES) for i in run if kinds[i] & _STRONG}
                named = any(len(word) > _LETTERS or not word.isascii() for word in strong)
                beside = first - 1 in found or last + 1 in found
                lone = False
                if first == last and _is_button(kinds[first], view.lines[first]):
                    lonely = lone_labels(view) if lonely is None else lonely  # once, and of most texts never
                    lone = first in lonely
                if beside or lone or (named and ((strong and len(run) >= 2) or view.at_edge(first))):
                    for each in run:
                        found[each] = "word"
                run = []
            run.append(index)
        for index in counters:
            if any(i in found and (i in singles or kinds[i] & _SURE) for i in (index - 1, index + 1)):
                found[index] = "counter"


def _is_button(known: frozenset[str], line: Line) -> bool:
    """Whether a word is what a button says, and no name of a network: three letters and fewer are words of many things."""
    return "share.word-label" in known and (len(line.text) > _SHORT_LABEL or not line.text.isascii())


def _in_brackets(line: Line, hit: Hit) -> Span | None:
    """The brackets around a phrase, with the space before them, if nothing else is in them: «the report (opens in a new tab)»."""
    text, start, end = line.text, hit.start - 1, hit.end
    if start < 0 or end >= len(text) or _BRACKETS.get(text[start]) != text[end]:
        return None
    while start and text[start - 1] == " ":
        start -= 1
    return Span(line.start + start, line.start + end + 1)
