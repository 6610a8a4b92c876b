"""Who owns the text, and what may be done with it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pydantic import Field

from cleancorpus.detect.appeals import REASONS, Appeal, Topic, find_appeals
from cleancorpus.detect.line import Line
from cleancorpus.detect.prose import pieces
from cleancorpus.detect.rule import Example, Rule, RuleOptions
from cleancorpus.detect.view import View
from cleancorpus.model import Finding, Span
from cleancorpus.text import ends_sentence

# «© 2024 Name», «Copyright (c) 2019-2024 Name», «© Name 2024»: the sign first, a year near it.
# A sign or «copyright» at the start, and a year within 60 characters, which the owner's name fills. «Copyright 1976
# law» and «copyright 1998 was …» are news.
_SIGN = re.compile(
    r"\W{0,3}(?:copyright\W{0,3})?(?:©|\(c\)|℗)\W{0,3}(?:copyright\W{0,3}|by\W{0,3})?[^\n]{0,60}?\b(?:19|20)\d\d\b"
    r"|\W{0,3}copyright\W{0,3}(?:by\W{0,3})?(?:19|20)\d\d\b(?!\s+(?:was|is|law|act|reform))"
)

_END_SHARE = 0.75  # of the prose before a line behind whose sentences a notice may stand


class CopyrightLine(Rule):
    """Removes lines that say who owns the text and what may be done with it.

    What it removes: «© 2024 Harbour Notes Ltd», «All rights reserved», prohibitions of reprints, licences, notes on
    where the text appeared first, and disclaimers of views and liability.
    Why: they repeat word for word under every text of a site.
    How: labels of the lexicon, a copyright sign with a year in a short line, and sentences with the phrases of legal
    notices. A paragraph needs more than a short line, an article whose headline is about copyright more still.
    Known limits: a copyright sign without a year and without a phrase is left to the rule for photo credits.
    """

    id, version, category = "copyright-line", 4, "copyright"
    reasons = {code: text for code, text in REASONS.items() if code != "between-appeals"} | {
        "sign-and-year": "a copyright sign and a year"
    }

    class Options(RuleOptions):
        # One less than other appeals: legal notices seldom say «you», and articles seldom talk like them.
        min_weight: int = Field(2, ge=2, le=8, description="how much a short line must say; paragraphs need more")
        # Disclaimers of liability are long; that they are legal notices shows in many phrases, not in one.
        max_words: int = Field(120, ge=1, description="longer lines are paragraphs: only their last sentences may go")
        # Owners with their addresses. 50 makes no difference on 216 labelled texts.
        max_sign_words: int = Field(25, ge=1, description="longer lines with a copyright sign and a year are text")
        line_ends: bool = Field(True, description="also cut a notice behind the last sentence of a paragraph")

    removes = (
        Example("[-Copyright 2024, all rights reserved.-]"),
        Example(
            "The council voted on Monday to close the old bridge until spring, after engineers had found cracks in two of its piers.\n[-© 2024 Harbour Notes Ltd. All rights reserved.-]"
        ),
        Example("[-Copyright © 2019-2024 Sample Media-]"),
        Example(
            "The council voted on Monday to close the old bridge until spring, after engineers had found cracks in two of"
            " its piers, and asked for more time.[- Copyright 2008 Sample Press. All rights reserved. This material may not"
            " be published, broadcast, rewritten or redistributed.-]"
        ),
        Example("[-All rights reserved.-]"),
        Example(
            "The council voted on Monday to close the old bridge until spring, after engineers had found cracks in two of its piers.\n[-This material may not be published, broadcast, rewritten or redistributed without permission.-]"
        ),
        Example(
            "The council voted on Monday to close the old bridge until spring, after engineers had found cracks in two of its piers.\n[-The views expressed in this article are those of the author and do not necessarily reflect the views of the editors.-]"
        ),
        Example(
            "The council voted on Monday to close the old bridge until spring, after engineers had found cracks in two of its piers.\n[-This article originally appeared in the Sample Gazette.-]"
        ),
        Example("[-© Hafenbote 2023-]\n[-Alle Rechte vorbehalten.-]", language="de"),
        Example("[-Nachdruck nur mit Genehmigung des Verlags.-]", language="de"),
        Example(
            "[-© 2022 Le Port. Tous droits réservés. Toute reproduction interdite sans autorisation.-]", language="fr"
        ),
        Example("[-Prohibida la reproducción total o parcial sin autorización.-]", language="es"),
        Example("[-© Riproduzione riservata-]", language="it"),
        Example("[-Wszelkie prawa zastrzeżone. Dalsze rozpowszechnianie artykułu za zgodą wydawcy.-]", language="pl"),
        Example("[-При использовании материалов гиперссылка на источник обязательна.-]", language="ru"),
        Example("[-版权声明：本文版权归示例新闻社所有，转载请注明出处。-]", language="zh"),
        Example(
            "The council voted on Monday to close the old bridge until spring, after engineers had found cracks in two of its piers.\n[-Disclaimer | Corrections policy-]\nTraders on the quay said that the detour would cost them an hour a day, and that nobody had asked them before the vote."
        ),
        Example(
            "The council voted on Monday to close the old bridge until spring, after engineers had found cracks in two of its piers.\n[-All rights reserved-]\n[-Disclaimer-]\nTraders on the quay said that the detour would cost them an hour a day, and that nobody had asked them before the vote.",
            note="a common word beside a label",
        ),
    )
    keeps = (
        Example("Tous droits réservés, dit la première page de la chronique, sans donner de nom.", language="fr"),
        Example("Copyright 1921, the chronicle says, and gives no name."),
        Example(
            "The council voted on Monday to close the old bridge until spring, after engineers had found cracks in two of its piers.\nThe archive holds 300 maps of the coast. All maps on the site can be used under a Creative Commons license.\nTraders on the quay said that the detour would cost them an hour a day, and that nobody had asked them before the vote.\nThe council voted on Monday to close the old bridge until spring, after engineers had found cracks in two of its piers.",
            note="what the text tells",
        ),
        Example(
            "The sculptor carved “All rights reserved” into the pier, and the council wants it gone.",
            title="Sculptor carves words into pier",
        ),
        Example("All rights reserved: a sculptor and his pier", title="All rights reserved: a sculptor and his pier"),
        Example("The copyright in the song ran out in 2020, the court said."),
        Example("Parliament passed a law on copyright after ten years of debate, and nobody read it to the end."),
        Example(
            "The council voted on Monday to close the old bridge until spring, after engineers had found cracks in two of its piers.\nThe book may be copied in libraries, the court said, as long as nobody sells the copies.\nTraders on the quay said that the detour would cost them an hour a day, and that nobody had asked them before the vote."
        ),
        Example("© marks the spot"),
        Example("Das Urheberrecht schützt auch Hafenpläne, urteilte das Gericht.", language="de"),
        Example("Baden ist im Hafen nicht gestattet, sagte der Bürgermeister.", language="de"),
        Example("Les droits réservés aux marins datent de 1820, rappelle la mairie.", language="fr"),
        Example("La reproducción de los peces empieza en mayo, según los biólogos.", language="es"),
        Example("Prawa autorskie do piosenki wygasły w 2020 roku, uznał sąd.", language="pl"),
        Example("Перепечатка романа заняла год, рассказал издатель.", language="ru"),
    )

    def find(self, view: View) -> Iterator[Finding]:
        topic = Topic("copyright", self.options.min_weight, self.options.max_words, self.options.line_ends)
        found = {
            appeal.span.start: appeal
            for appeal in find_appeals(view, topic)
            if appeal.reason != "appeal-behind" or _may_end(view, appeal.span)
        }
        for line in view.lines:
            if line.start in found or line.n_words > self.options.max_sign_words:
                continue
            if (sign := _SIGN.match(line.folded)) and not _goes_on(view, line, sign.end()):
                found[line.start] = Appeal(line.span, "sign-and-year", 1.0)
        for start in sorted(found):
            appeal = found[start]
            yield self.finding(_with_sign(view, appeal.span), appeal.reason, appeal.evidence, score=appeal.score)


def _goes_on(view: View, line: Line, end: int) -> bool:
    """Whether a sentence goes on in small letters behind the year: «Copyright 1921, the chronicle says.»"""
    rest = line.text[end:]
    return (
        ends_sentence(rest)
        and rest[:1] in ", "
        and rest.lstrip(", ")[:1].islower()
        and not any(hit.start >= end for hit in view.hits_of(line, "copyright."))
    )


def _may_end(view: View, span: Span) -> bool:
    """Whether a notice behind a paragraph stands where texts end: before the last paragraphs it is what the text says."""
    line = view.line_at(span.start)
    return view.prose_before[line.index] >= _END_SHARE or not view.has_prose_after(line.index)


def _with_sign(view: View, span: Span) -> Span:
    """`span` with the sentence before it if that is «Copyright 2008 Name.» and in the same line."""
    line = view.line_at(span.start)
    before = [part for part in pieces(line.text) if line.start + part.end <= span.start]
    if not before or not _SIGN.match(line.folded[before[-1].start : before[-1].end]):
        return span
    start = before[-1].start
    while start and line.text[start - 1].isspace():
        start -= 1
    return Span(line.start + start, span.end)
