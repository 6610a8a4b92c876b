"""Reads the credits that a page has right beside its text: lines that the extractor left out and the rules know.

A short article is made of the headline, the lines above the text, the paragraphs at its ends and those with the names in
them, and the lines below it; the rules read that as they read any. Only what is a credit as a whole line counts, with a
label, a job or an agency in it: a name alone on its line may be anybody's.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import Protocol

from cleancorpus.detect.byline_parts import EDGE
from cleancorpus.detect.credit_labels import prefix_end
from cleancorpus.detect.view import Finder, View
from cleancorpus.known.agencies import kind_of, may_name_agency
from cleancorpus.known.people import is_caseless
from cleancorpus.known.stamps import read_stamp
from cleancorpus.lexicon.search import scan_line
from cleancorpus.model import Document, Finding
from cleancorpus.repair.assemble import assemble_blocks
from cleancorpus.text import fold

_PARAGRAPHS = 4  # of the text, from each end: its layout needs three of them
_READERS = frozenset(("byline", "photo-credit"))
_SURE = frozenset(
    """
    label contributed label-names label-names-date label-newsroom agency agency-in-brackets agency-source
    name-and-job agency-reporter credit
    """.split()
)
# Above the text, where they have the headline over them; below it they may be another story's.
_SURE_ABOVE = _SURE | {"names-and-date", "label-user"}
_FIELDS = frozenset("authors contributors editors translators agency photo_credits".split())


class _Reader(Finder, Protocol):
    """A rule, as far as it is needed here."""

    @property
    def category(self) -> str: ...

    @property
    def protects(self) -> tuple[str, ...]: ...

    @property
    def stage(self) -> str: ...


def credits_beside(doc: Document, rules: Iterable[_Reader]) -> tuple[Finding, ...]:
    """What `rules` for credits read off the lines beside the text of `doc`; the spans are none of its text."""
    above, below = doc.lines_above, doc.lines_below
    if not any(map(_may_credit, above)) and not any(map(_may_credit, below)):
        return ()
    asked = [rule for rule in rules if rule.category in _READERS and not rule.protects and rule.stage == "stable"]
    readers = sorted((rule for rule in asked if rule.applies_to(doc.language)), key=lambda rule: rule.category)
    view = View(_short_article(doc), readers)
    count = len(view.lines)
    head = range(1, 1 + len(above))
    found: dict[int, Finding] = {}
    for reader in readers:  # a byline is no photo credit, too: «Jane Doe / AP»
        found = _whole_lines(view, reader) | found
    tail = _without_gap(view, range(count - len(below), count), found)
    # An outlet alone on its line may be a section or the name of the site.
    return tuple(
        finding
        for index, finding in sorted(found.items())
        if (index in head and finding.reason in _SURE_ABOVE) or (index in tail and finding.reason in _SURE)
        if finding.reason != "agency" or all(kind_of(value) == "agency" for _, value in finding.fields)
    )


def _may_credit(text: str) -> bool:
    """A cheap first look: a label, an agency, or a script in which a job behind a name does as a label."""
    folded = fold(text)
    return (
        is_caseless(text[len(text) // 4])
        or prefix_end(folded) > 0
        or may_name_agency(folded)
        or any(hit.phrase.kind.startswith(("byline", "photo_credit")) for hit in scan_line(folded))
    )


def _short_article(doc: Document) -> Document:
    beside = (*doc.lines_above, *doc.lines_below)
    named = {word.strip(EDGE) for line in beside if _may_credit(line) for word in line.split() if word[0].isupper()}
    named = {word for word in named if len(word) > 2}
    texts = doc.block_texts()
    middle = texts[_PARAGRAPHS:-_PARAGRAPHS]
    middle = tuple(text for text in middle if any(word in text for word in named))
    texts = (*texts[:_PARAGRAPHS], *middle, *texts[_PARAGRAPHS:][-_PARAGRAPHS:])
    lines = (doc.title or doc.site or doc.id, *doc.lines_above, *texts, *doc.lines_below)
    return assemble_blocks(
        ((line, "paragraph", 1) for line in lines),
        id=doc.id, title=doc.title, headlines=doc.headlines, authors=doc.authors, language=doc.language,
        language_score=doc.language_score, url=doc.url, site=doc.site, from_page=True,
    )  # fmt: skip


def _whole_lines(view: View, reader: Finder) -> dict[int, Finding]:
    """What a rule found that is a line as a whole and gives a value, by line."""
    spans = {line.span: line.index for line in view.lines}
    return {
        spans[finding.span]: finding
        for finding in view.findings_of(reader)
        if finding.span in spans and any(field in _FIELDS for field, _ in finding.fields)
    }


def _without_gap(view: View, tail: Sequence[int], credited: Collection[int]) -> list[int]:
    """The lines of `tail` before the first that is neither a credit nor a date nor a label: that begins something else."""
    run: list[int] = []
    for index in tail:
        line = view.lines[index]
        is_mark = not any(map(str.isalnum, line.text))
        if not (is_mark or index in credited or view.labels[index] or read_stamp(line.text, line.folded).is_bare):
            break
        run.append(index)
    return run
