"""From the rules' claims to the spans that go: keepers first, then overlaps, then line breaks."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import TypeVar

from cleancorpus.detect.detector import Claims, Protection
from cleancorpus.model import QUALITY_LINE, Document, Finding, Removal, Span

Claim = TypeVar("Claim", Finding, Protection)


def resolve(doc: Document, claims: Claims) -> tuple[Removal, ...]:
    """The removals for `doc`: disjoint, in order, each within a line or a whole line with a line break.

    A claim over several lines is taken line by line. Where a keeper protects part of a line from a category, claims
    of that category on the line are void. Claims on a line that overlap, or have only spaces between them, become one
    removal. If nothing but punctuation would be left of a line, the whole line goes. Of a list in plain text most items
    are claimed or none goes: one that reads like a button («- Print») is one of the others' kind. Lines that go as a published
    corpus removes them (`QUALITY_LINE`) go whatever keepers and lists say.
    """
    by_line = _by_line(doc, claims.cuts)
    protected = _by_line(doc, claims.protections)
    spans: dict[int, list[tuple[Span, tuple[Finding, ...]]]] = {}
    for index, findings in by_line.items():
        line = doc.blocks[index].span
        findings = [finding for finding in findings if not _protected(finding, line, protected.get(index, ()))]
        if findings:
            spans[index] = _merge(doc.text, line, findings)
    _spare_lists(doc, spans)
    whole = {i for i, found in spans.items() if len(found) == 1 and found[0][0] == doc.blocks[i].span}
    runs = _runs(whole)
    blocks = [block.span for block in doc.blocks]
    removals = []
    for index, found in sorted(spans.items()):
        if index in runs:
            removals.append(_removal(doc, _with_break(blocks, index, *runs[index]), found[0][1]))
        else:
            removals += [_removal(doc, span, findings) for span, findings in found]
    return tuple(removals)


def _by_line(doc: Document, claims: Iterable[Claim]) -> dict[int, list[Claim]]:
    """Which of `claims` share text with each line, by the line's index."""
    starts = [block.span.start for block in doc.blocks]
    by_line: dict[int, list[Claim]] = defaultdict(list)
    for claim in claims:
        start, end = claim.span
        index = max(0, bisect_right(starts, start) - 1)
        while index < len(starts) and starts[index] < end:
            if min(doc.blocks[index].span.end, end) > max(starts[index], start):
                by_line[index].append(claim)
            index += 1
    return by_line


def _spare_lists(doc: Document, spans: dict[int, list[tuple[Span, tuple[Finding, ...]]]]) -> None:
    """Take from `spans` the items of lists of which more than half would stay."""
    if doc.from_page:
        return
    start, n = 0, len(doc.blocks)
    while start < n:
        end = start
        while end < n and doc.blocks[end].kind == "list_item":
            end += 1
        claimed = [index for index in range(start, end) if index in spans and not _is_asked_for(spans[index])]
        if 2 * len(claimed) < end - start:
            for index in claimed:
                del spans[index]
        start = max(end, start + 1)


def _is_asked_for(found: Iterable[tuple[Span, tuple[Finding, ...]]]) -> bool:
    return any(finding.category == QUALITY_LINE for _, findings in found for finding in findings)


def _runs(whole: set[int]) -> dict[int, tuple[int, int]]:
    """For each of `whole` the first and last index of the unbroken run of indexes it is in."""
    runs: dict[int, tuple[int, int]] = {}
    for index in sorted(whole):
        if index in runs:
            continue
        last = index
        while last + 1 in whole:
            last += 1
        runs.update(dict.fromkeys(range(index, last + 1), (index, last)))
    return runs


def _protected(finding: Finding, line: Span, protections: Sequence[Protection]) -> bool:
    return finding.category != QUALITY_LINE and any(
        not {"*", finding.category, finding.rule}.isdisjoint(protection.categories)
        and min(protection.span.end, line.end, finding.span.end)
        > max(protection.span.start, line.start, finding.span.start)
        for protection in protections
    )


def _merge(text: str, line: Span, findings: Iterable[Finding]) -> list[tuple[Span, tuple[Finding, ...]]]:
    """Disjoint spans within `line` of `text`, each with its findings, best score first (then by rule, to be deterministic)."""
    clipped = sorted(
        ((Span(max(line.start, claim.span.start), min(line.end, claim.span.end)), claim) for claim in findings),
        key=lambda pair: (pair[0], pair[1].rule),
    )
    merged: list[tuple[Span, list[Finding]]] = []
    for span, finding in clipped:
        if merged and not text[merged[-1][0].end : span.start].strip(" "):
            last, sharing = merged[-1]
            merged[-1] = (Span(last.start, max(last.end, span.end)), [*sharing, finding])
        else:
            merged.append((span, [finding]))
    ranked = [(span, tuple(sorted(sharing, key=_rank))) for span, sharing in merged]
    left, position = "", line.start
    for span, _ in ranked:
        left += text[position : span.start]
        position = span.end
    left += text[position : line.end]
    if not any(char.isalnum() for char in left):
        everyone = {id(finding): finding for _, sharing in ranked for finding in sharing}
        return [(line, tuple(sorted(everyone.values(), key=_rank)))]
    return [(_with_space(text, line, span), sharing) for span, sharing in ranked]


def _rank(finding: Finding) -> tuple[float, str, Span]:
    return (-finding.score, finding.rule, finding.span)


def _with_space(text: str, line: Span, span: Span) -> Span:
    """`span` with the spaces that would be left double or at the line's end."""
    start, end = span
    while end < line.end and text[end] == " " and (start == line.start or text[start - 1] == " "):
        end += 1
    while end == line.end and start > line.start and text[start - 1] == " ":
        start -= 1
    return Span(start, end)


def _with_break(blocks: Sequence[Span], index: int, first: int, last: int) -> Span:
    """The span of a line that goes as a whole, with the line break that goes with it; the lines `first` to `last` all go.

    Of the two breaks around a run of lines that go, the longer stays, so that paragraphs stay apart; at the end of
    the text the break before goes, so that none is left over.
    """
    line = blocks[index]
    previous_end = blocks[index - 1].end if index else 0
    if last + 1 == len(blocks):
        return Span(previous_end, line.end)
    before = blocks[first].start - (blocks[first - 1].end if first else 0)
    after = blocks[last + 1].start - blocks[last].end
    if first and after > before:
        return Span(previous_end, line.end)
    return Span(line.start, blocks[index + 1].start)


def _removal(doc: Document, span: Span, findings: tuple[Finding, ...]) -> Removal:
    return Removal(span, doc.text[span.start : span.end], findings)
