"""Readers' comments: headings, forms and rules of comment sections, and the comments under them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pydantic import Field

from cleancorpus.detect.consent_words import weigh
from cleancorpus.detect.example_articles import FIRST, SECOND, TITLE, head, tail
from cleancorpus.detect.line import Line
from cleancorpus.detect.prose import pieces
from cleancorpus.detect.rule import Example, Rule, RuleOptions
from cleancorpus.detect.told import told_clause
from cleancorpus.detect.view import View
from cleancorpus.lexicon import Hit
from cleancorpus.lexicon.found import vocabulary
from cleancorpus.lexicon.wording import Wording, words_behind
from cleancorpus.model import Finding
from cleancorpus.text import QUESTION_MARKS, UNSPACED_CHAR

_NUMBER = re.compile(r"\d")
# Dates and times in any shape, also «3 d», «5h» and «2 min» of social networks: only a sign among others that a line
# stands over a comment, so prices and scores among them do little harm.
_STAMP = re.compile(
    r"\d{1,4}[./-]\d{1,2}[./-]\d{2,4}|\d{1,2}[:.h]\d{2}(?!\d)|\b(?:19|20)\d\d\b|\d+ ?(?:[hdwmy]|min)\b|年\d+月"
)
_BULLETS = (
    " \t»\N{SINGLE RIGHT-POINTING ANGLE QUOTATION MARK}>→\N{BULLET}*-\N{EN DASH}\N{EM DASH}+|#\N{MIDDLE DOT}([\"'"
)
_PROMPT = vocabulary("comments", "verb", "write", "noun", "place")
_PROMPT_WORDS = 14  # of a question and a request; longer ones are an author's last words
_STAMP_CHARS = 70  # «Jane Doe says: March 3, 2024 at 10:05 am»; longer lines with a date are text

_BUTTON = {"comments.form", "share.word-weak"}  # what a form and a share bar have: «Comment»


class Comments(Rule):
    """Removes comment sections: headings, forms, rules of conduct, and the comments themselves.

    What it removes: «12 Comments», «Leave a reply», «Your email address will not be published», «Log in to comment»,
    and everything under a heading or form of which it is sure.
    Why: comments are other people's text, often in other languages and tones, and the form around them is the same on
    every page.
    How: labels and phrases of the lexicon. A section is opened by a heading or a form behind most of the prose, with
    evidence: a count, a form, labels to reply, or dates and «… says:» below. Three paragraphs or more in a row without
    any such sign mean that an article goes on, and only the labels go.
    Known limits: comments without heading, form or signs stay; so do headings of one word («Discussion») before
    paragraphs without signs, for they can be the article's own.
    """

    id, version, category = "comments", 4, "comment"
    reasons = {
        "label": "a label of a comment section",
        "count": "the number of comments",
        "notice": "a notice about comments",
        "section": "in a comment section",
        "word": "a word of a comment section",
        "heading": "a heading of comments after the article",
        "prompt": "a request to comment",
    }

    class Options(RuleOptions):
        # Behind half of the prose a heading «Comments» may still be the article's own. .4 and .8 make no difference on
        # 216 labelled texts.
        tail_share: float = Field(
            0.6, ge=0.2, le=1.0, description="a section opens behind this share of the prose words"
        )
        sure_share: float = Field(
            0.2,
            ge=0.0,
            le=1.0,
            description="the same where evidence is strong; comments can be longer than the article",
        )
        # A comment may have two paragraphs before the next name or date. 2 and 6 make no difference on 216 labelled
        # texts.
        article_run: int = Field(
            3, ge=2, le=20, description="so many paragraphs in a row without a sign of comments are an article"
        )
        # Rules of conduct come in sentences as long as paragraphs. 20 leaves one line of 216 labelled texts.
        phrase_words: int = Field(45, ge=5, le=90, description="longest notice about comments, in words")

    removes = (
        head("[-12 Comments-]"),
        tail("[-Leave a reply-]\n[-Your email address will not be published. Required fields are marked *-]"),
        tail(
            "[-2 Comments-]\n[-Jane Doe says:-]\n[-March 3, 2021 at 4:12 pm-]\n[-I crossed it last week and felt nothing at all, to be honest.-]\n"
            "[-Reply-]\n[-Max-]\n[-Close them all!-]\n[-Reply-]"
        ),
        tail(
            "[-Comments-]\n[-Max-]\n[-2021-05-05 08:40-]\n[-Close them all!-]\n[-Eve-]\n[-2021-05-05 09:28-]\n[-Why?-]"
        ),
        tail("[-Log in to comment-]"),
        tail("[-Comments are closed.-]"),
        tail("[-Be the first to comment-]"),
        tail("[-Please keep your comments polite; you must be logged in to post one.-]"),
        tail("[-Leave a comment-]\n[-Name *-]\n[-Email *-]\n[-Website-]\n[-Post comment-]"),
        tail("[-3 Kommentare-]\n[-Erika schrieb:-]\n[-Die Brücke fehlt mir schon.-]\n[-Antworten-]", language="de"),
        tail("[-Schreiben Sie einen Kommentar-]", language="de"),
        tail("[-Laisser un commentaire-]\n[-Nom *-]", language="fr"),
        tail("[-Deja un comentario-]\n[-Nombre *-]", language="es"),
        tail("[-Deixe um comentário-]", language="pt"),
        tail("[-Lascia un commento-]", language="it"),
        tail("[-Plaats een reactie-]", language="nl"),
        tail("[-Dodaj komentarz-]", language="pl"),
        tail("[-Добавить комментарий-]", language="ru"),
        tail("[-コメントを残す-]", language="ja"),
        tail("[-发表评论-]", language="zh"),
        tail("[-댓글쓰기-]", language="ko"),
        tail("[-اترك تعليقا-]", language="ar"),
        tail("[-34 responses to Council closes the old bridge-]"),
        tail("[-Comments-]", note="nothing but the heading is left"),
        tail("[-What do you think? Tell us below.-]"),
        head("[-Tell us in the comments below-]"),
        head("[-Schreiben Sie es in die Kommentare-]", language="de"),
        tail("[-Cuéntanos en los comentarios-]", language="es"),
        tail("[-Расскажите нам в комментариях-]", language="ru"),
        head("[-12 Comments-]\n[-Reply-]", note="a common word beside a label"),
    )
    keeps = (
        tail("Your email address will not be published, the clerk promised, and neither will your opinion."),
        head("If you have questions about the recipe, ask me in the comments."),
        head("Tell us below, the captain had shouted, but the wind took it."),
        head("Drop in the water below the pier"),
        head("Write the date below your name, the teacher said."),
        tail(
            "So that was my week by the harbour. Have you been there in winter, when the ferry stops? Let me know in the comments below!",
            note="an author's last paragraph",
        ),
        Example(
            f"{TITLE}\n{FIRST}\nComments\n{SECOND}\n{FIRST}\n{SECOND}", title=TITLE, note="the article's own section"
        ),
        Example(f"{TITLE}\n{FIRST}\n{SECOND}\nDiscussion\n{SECOND}", title=TITLE, note="a section at the end"),
        head("Comments by the mayor anger traders"),
        head("No comment, said the mayor."),
        head("The comments are subject to a new law, said the minister of justice in a speech on Monday."),
        Example(
            f"{TITLE}\n{FIRST}\nWhat do you think?\n{SECOND}\n{FIRST}", title=TITLE, note="a question of an interview"
        ),
        Example(f"{TITLE}\n{FIRST}\nName\nBest\nTop\n{SECOND}\n{FIRST}", title=TITLE, note="words of a table"),
        head("“Leave a reply,” she said, and he left one."),
        Example(f"{TITLE}\n{FIRST}\nReply\n{SECOND}\n{FIRST}", title=TITLE, note="a subheading"),
        tail("In the comments she was attacked for what she had never said."),
        tail("Die Kommentare der Presse fielen milde aus", language="de"),
        tail("Antwort auf eine alte Frage", language="de"),
        tail("Kommentar: Die Brücke muss bleiben", language="de"),
        tail("Un commentaire de trop", language="fr"),
        tail("Los comentarios del alcalde molestan", language="es"),
        tail("Il commento del sindaco", language="it"),
        tail("Комментарий мэра вызвал споры", language="ru"),
        tail("市长的评论引起争议", language="zh"),
    )

    def find(self, view: View) -> Iterator[Finding]:
        hits, kinds = view.hits, view.labels
        found: dict[int, str] = {}
        weak: list[int] = []
        openers: list[int] = []
        notices: list[int] = []
        for line in view.lines:
            index = line.index
            known = kinds[index]
            if any(kind.startswith("comments.") for kind in known):
                if _is_sure(line, known):
                    openers.append(index)
                    if not line.text.rstrip().endswith(("?", "\N{FULLWIDTH QUESTION MARK}")) or self._late(view, index):
                        found[index] = "label"
                else:
                    weak.append(index)
                    if "comments.word-heading" in known:
                        openers.append(index)
                continue
            if line.text[0].isdigit() and _counts(line):
                found[index] = "count"
                openers.append(index)
                continue
            if self._prompts(view, line):
                found[index] = "prompt"
                continue
            ours = [hit for hit in hits[index] if hit.phrase.kind in ("comments.phrase", "comments.form")]
            ours = [hit for hit in ours if " " in hit.phrase.text or UNSPACED_CHAR.search(hit.phrase.text)]
            if not ours or line.size > self.options.phrase_words:
                continue
            if self._late(view, index):
                # «Ha detto» («Jane says:») is a form over a comment at the line's start only.
                if any(hit.phrase.kind == "comments.phrase" or hit.start <= 2 for hit in ours):
                    notices.append(index)
                told = any(told_clause(line, part, ours) for part in pieces(line.text))
                if any(_is_notice(line, hit) for hit in ours) and not told and not _says_more(line, ours):
                    found[index] = "notice"
        for index in openers:
            if self._opens(view, index, found):
                found.update((each, "section") for each in range(index, len(view.lines)) if each not in found)
                break
        self._join(view, weak, notices, found)
        for index in sorted(found):
            yield self.finding(view.lines[index], found[index])

    def _prompts(self, view: View, line: Line) -> bool:
        """Whether a short line asks its readers to comment, in order and place: «Tell us below», «What do you think? …»."""
        if line.size > _PROMPT_WORDS or (view.prose[line.index] and not self._late(view, line.index)):
            return False
        asked = False
        for part in pieces(line.text):
            sentence = line.wording.part(part)
            if _is_prompt(sentence):
                asked = True
            elif not sentence.folded.endswith(QUESTION_MARKS):
                return False
        return asked

    def _late(self, view: View, index: int) -> bool:
        if not view.prose_lines:
            return bool(index >= self.options.tail_share * len(view.lines))
        return bool(view.prose_before[index] >= self.options.tail_share)

    def _opens(self, view: View, index: int, found: dict[int, str]) -> bool:
        """Whether everything below line `index` is a comment section."""
        before = view.prose_before[index]
        if before < self.options.sure_share or (before == 1.0 and not self._late(view, index)):
            return False
        line, kinds = view.lines[index], view.labels
        single = index not in found
        counted = bool(_NUMBER.search(line.text)) and not single
        signs = [self._is_sign(view, each) for each in view.lines[index + 1 :]]
        forms = sum(1 for each in found if each > index)
        opened = "comments.form" in kinds[index] and not single
        evidence = 2 * counted + (forms > 0) + (sum(signs) >= 2) + opened
        if not evidence:
            return False
        if not self._late(view, index):
            return evidence >= 3
        return evidence >= 3 or not self._article_goes_on(view, index, signs)

    def _article_goes_on(self, view: View, index: int, signs: list[bool]) -> bool:
        run = 0
        for line, sign in zip(view.lines[index + 1 :], signs, strict=True):
            run = 0 if sign else run + view.prose[line.index]
            if run >= self.options.article_run:
                return True
        return False

    def _is_sign(self, view: View, line: Line) -> bool:
        """Whether a line is a date, a «… says:», or a label as they stand around a comment."""
        if len(line.text) > _STAMP_CHARS:
            return False
        if any(kind.startswith("comments.") for kind in view.labels[line.index]):
            return True
        if _STAMP.search(line.text) and not line.ends_sentence:
            return True
        return any(
            hit.phrase.kind == "comments.form" and hit.end >= len(line.folded.rstrip(" :")) and line.n_words <= 6
            for hit in view.hits[line.index]
        )

    def _join(self, view: View, weak: list[int], notices: list[int], found: dict[int, str]) -> None:
        """Take words and notices that stand beside a line of a comment section, and lone headings after the article."""
        kinds = view.labels
        for index in (*weak, *reversed(weak)):
            if index - 1 in found or index + 1 in found:
                found.setdefault(index, "word")
        for index in weak:
            edge = view.prose_before[index] == 1.0 and bool(view.prose_lines)
            if edge and ("comments.word-heading" in kinds[index] or kinds[index] >= _BUTTON):
                found.setdefault(index, "heading")
        for index in notices:
            if any(near in found for near in (index - 2, index - 1, index + 1, index + 2)):
                found.setdefault(index, "notice")


def _is_prompt(wording: Wording) -> bool:
    """Whether a sentence begins with a verb that asks for comments and names their place in the same language."""
    sentence = wording.folded
    if '"' in sentence or "," in sentence:
        return False
    opening = sentence.lstrip(_BULLETS + "¡")
    begins: set[tuple[str, str]] = set()
    names: set[tuple[str, str]] = set()
    found = wording.stems(_PROMPT)
    for stem in found:
        if stem.part in ("noun", "place"):
            names.add((stem.language, stem.part))
        elif opening.startswith(stem.text):
            begins.add((stem.language, stem.part))
    # «Write», «leave» and the like need the word for comments; who is told to «tell us» may find the place «below».
    asks = any(
        (language, "noun") in names or (part == "verb" and (language, "place") in names) for language, part in begins
    )
    # «Leave your comments at the desk below the stairs» goes on.
    return asks and words_behind(sentence, found) <= 1 and not weigh(wording).report


def _is_sure(line: Line, known: frozenset[str]) -> bool:
    """Whether a known label has more than one word: «Leave a reply», not «Reply»."""
    if known.isdisjoint(("comments.heading", "comments.form", "comments.phrase")):
        return False
    if any(kind.startswith("share.") for kind in known):
        return False
    if UNSPACED_CHAR.search(line.text):  # characters count as words: «评论» alone is a word, «发表评论» a label
        return line.n_words >= 4
    if line.n_words > 1:
        return True
    return len(line.text) >= 4 and ord(line.text[0]) >= 0xAC00 and len(line.text) <= 8  # Korean compounds


def _counts(line: Line) -> bool:
    """Whether the line begins «34 responses to …» or «12 Comments», with more behind it."""
    if line.n_words > 25:
        return False
    number = re.match(r"[\d.,]+ ", line.folded)
    if number is None:
        return False
    rest = line.folded[number.end() :]
    return rest.startswith(("responses to", "response to", "thoughts on", "comments on", "replies to"))


def _says_more(line: Line, hits: list[Hit]) -> bool:
    """Whether two sentences or more of the line have none of the phrases: an author's last paragraph that ends in an
    invitation is the article's, and the invitation in its voice."""
    return sum(not any(start <= hit.start < end for hit in hits) for start, end in pieces(line.text)) >= 2


def _is_notice(line: Line, hit: Hit) -> bool:
    """Whether a phrase is long enough to speak for itself in a sentence, or is most of a short line."""
    text = hit.phrase.text
    if UNSPACED_CHAR.search(text):
        return len(text) >= 8
    words = text.count(" ") + 1
    if words >= 4:  # shorter phrases stand in sentences of articles («log in to comment» has four)
        return True
    begins = not line.folded[: hit.start].strip(_BULLETS)
    return begins and words >= 2 and words * 2 > line.n_words and not line.ends_sentence
