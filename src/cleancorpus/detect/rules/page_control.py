"""What the controls of a page say: galleries, players, counters, ratings, placeholders, questions on the page itself."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from pydantic import Field

from cleancorpus.detect.controls import is_button, is_control, is_control_label, is_counter, is_rating
from cleancorpus.detect.example_articles import FIRST, SECOND, tail
from cleancorpus.detect.line import Line
from cleancorpus.detect.lone import lone_labels
from cleancorpus.detect.rule import Example, Rule, RuleOptions
from cleancorpus.detect.view import View
from cleancorpus.model import Finding
from cleancorpus.text import COLONS, fold

_SENTENCE_WORDS = 4  # with a full stop; fewer are a line of a poem
# What stands beside a word on a button: dots while it works, arrows, crosses.
_SIGN = re.compile(r"(?:…|\.\.\.|[→←↑↓▶►▼▲▸×✕✖›»\]])\s*$|^\s*[▶►▼▲▸×✕✖\[+]")


def _middle(lines: str, language: str = "en") -> Example:
    return Example(f"{FIRST}\n{SECOND}\n{lines}\n{FIRST}\n{SECOND}", language=language)


class PageControl(Rule):
    """Removes what the controls of a page say of themselves.

    What it removes: «Click to enlarge the image», «Bild vergrößern», «画像を拡大», «Image 3 of 9», «4.5 out of 5 (231
    votes)», «This video is no longer available», «Was this article helpful?»; «Loading…» and «Close ×» where all other
    short lines are furniture, too.
    Why: they are buttons and hints of galleries, players and forms, and an extractor takes them for lines of the text.
    How: a short line all of whose words are of a small vocabulary, something to do and a part of the page; or a form:
    counter, votes; or a row of the lexicon. Between paragraphs it must not stand in a list, a poem or instructions.
    Known limits: one word alone («Zoom») stays beside subheadings.
    """

    id, version, category = "page-control", 1, "page-control"
    reasons = {
        "control": "something to do with a part of the page",
        "fault": "a placeholder of what was not loaded",
        "counter": "the counter of a gallery",
        "rating": "what readers have voted",
        "label": "a label of a control",
        "button": "a word of a button among furniture",
    }

    class Options(RuleOptions):
        # Chosen by hand: «use the left and right arrows to navigate the slideshow» has ten.
        max_words: int = Field(12, ge=2, le=30, description="longer lines are paragraphs and stay")

    removes = (
        _middle("[-Click to enlarge the image-]"),
        _middle("[-Swipe to see more photos-]"),
        _middle("[-Image 3 of 9-]"),
        _middle("[-1 of 12-]"),
        _middle("[-This video is no longer available.-]"),
        _middle("[-Expand ▼-]"),
        _middle("[-Loading…-]"),
        tail("[-4.5 out of 5 (231 votes)-]"),
        tail("[-Was this article helpful?-]"),
        _middle("[-Bild vergrößern-]", "de"),
        _middle("[-Agrandir l’image-]", "fr"),
        _middle("[-Ver más fotos-]", "es"),
        _middle("[-Ingrandisci l’immagine-]", "it"),
        _middle("[-Bekijk alle foto’s-]", "nl"),
        _middle("[-Powiększ zdjęcie-]", "pl"),
        _middle("[-Увеличить изображение-]", "ru"),
        _middle("[-Fotoğrafı büyüt-]", "tr"),
        _middle("[-画像を拡大-]", "ja"),
        _middle("[-点击查看大图-]", "zh"),
        _middle("[-사진 크게 보기-]", "ko"),
        _middle("[-تكبير الصورة-]", "ar"),
    )
    keeps = (
        _middle("The image of three boats hangs over the bar."),
        _middle("The video is unavailable."),
        _middle("The screen of the ticket machine said:\nThis video is no longer available."),
        _middle("Open the gallery\nClose the gallery\nPlay the video\nPrint the page"),
        _middle("Close the door\nHide the picture\nSee the moon\nGo to bed"),
        _middle("Back to the top", "en"),
        _middle("One of twelve"),
        _middle("Yes."),
        _middle("Expand"),
        _middle("Loading"),
        _middle("Skip a page"),
        _middle("The post is not available"),
        _middle("Image"),
        _middle("Was it worth it?"),
        _middle("3/9"),
        _middle("Rating: 4/5"),
        _middle("Close\nThe vote was close, and the hall was loud."),
        _middle("Was this bridge helpful?"),
        _middle("Das Bild hängt im Rathaus.", "de"),
        _middle("Voir le port", "fr"),
        _middle("Ver el mar", "es"),
        _middle("Закрыть мост", "ru"),
        Example("How to use the viewer\n" + FIRST + "\nEnlarge the image\n" + SECOND + "\nOpen the menu\n" + FIRST + "\nPrint the page\n" + SECOND),
    )  # fmt: skip

    def find(self, view: View) -> Iterator[Finding]:
        found = {line.index: reason for line in view.lines if (reason := self._reason(view, line))}
        between = {index for index in found if not view.at_edge(index)}
        acts = {view.lines[index].folded for index in between if found[index] == "control"}
        for index, reason in found.items():
            if index in between and (_is_among_others(view, index, found) or (reason == "control" and len(acts) > 2)):
                continue
            yield self.finding(view.lines[index], reason, score=0.9)
        yield from self._buttons(view, frozenset(found))

    def _reason(self, view: View, line: Line) -> str | None:
        if not self._may_be(view, line):
            return None
        folded = line.folded.strip()
        if is_control_label(folded):
            return "label"
        if is_counter(folded):
            return "counter"
        if is_rating(folded):
            return "rating"
        kinds = is_control(folded)
        if "fault" in kinds:
            return "fault"
        edge = view.at_edge(line.index)
        if ("act" in kinds and (edge or not _is_of_title(view, line))) or ("edge" in kinds and edge):
            return "control"
        return None

    def _may_be(self, view: View, line: Line) -> bool:
        """Whether the line is short and no heading, and the text has paragraphs; nothing announces it."""
        if not line.text or view.prose[line.index] or not view.prose_lines or line.size > self.options.max_words:
            return False
        if line.kind == "heading" or any(fold(title).strip() == line.folded.strip() for title in view.titles):
            return False
        above = view.lines[line.index - 1].text.rstrip() if line.index else ""
        return not above.endswith(COLONS)

    def _buttons(self, view: View, found: frozenset[int]) -> Iterator[Finding]:
        """Words of buttons, which are subheadings, too: beside furniture at the edges; among paragraphs with a button's
        sign or again and again, where no other short line is the article's.
        """
        buttons = {line.index for line in view.lines if self._may_be(view, line) and is_button(line.folded)} - found
        if not buttons:
            return
        lone = lone_labels(view, buttons | found)
        count = Counter(view.lines[index].folded for index in buttons)
        for index in sorted(buttons):
            line = view.lines[index]
            if view.at_edge(index):
                beside = any(at in found for at in (index - 1, index + 1))
            else:
                beside = index in lone and (count[line.folded] > 1 or _SIGN.search(line.text) is not None)
            if beside:
                yield self.finding(line, "button", score=0.8)


def _is_among_others(view: View, index: int, found: dict[int, str]) -> bool:
    """Whether the line stands among short lines of the article, as in a list, a poem or steps of instructions."""
    others = 0
    for step in (-1, 1):
        at = index + step
        while 0 <= at < len(view.lines) and not _is_text(view, at):
            others += at not in found and not view.labels[at]
            at += step
    return others > 1


def _is_text(view: View, index: int) -> bool:
    """Whether a line is a paragraph, or a sentence of some words that stands for one."""
    line = view.lines[index]
    return view.prose[index] or (line.size >= _SENTENCE_WORDS and line.ends_sentence)


def _is_of_title(view: View, line: Line) -> bool:
    """Whether a word of the line stands in the headline, so that it may be a subheading of an article on such things."""
    titles = {word[:5] for title in view.titles for word in fold(title).split()}
    return any(len(word) > 4 and word[:5] in titles for word in line.words)
