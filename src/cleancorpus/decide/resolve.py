"""From the rules' claims to the spans that go: keepers first, then overlaps, then line breaks."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence

from cleancorpus.detect.detector import Claims, Protection
from cleancorpus.model import Document, Finding, Line, Removal, Span


def resolve(doc: Document, claims: Claims) -> tuple[Removal, ...]:
    """The removals for `doc`: disjoint, in order, each within a line or a whole line with a line break.

    A claim over several lines is taken line by line. Where a keeper protects part of a line from a category, claims
    of that category on the line are void. Claims on a line that overlap, or have only spaces between them, become one
    removal. If nothing but punctuation would be left of a line, the whole line goes.
    """
    by_line = _by_line(doc, claims.cuts)
    spans: dict[int, list[tuple[Span, tuple[Finding, ...]]]] = {}
    for index, findings in by_line.items():
        line = doc.lines[index]
        findings = [finding for finding in findings if not _protected(finding, line, claims.protections)]
        if findings:
            spans[index] = _merge(line, findings)
    whole = {i for i, found in spans.items() if len(found) == 1 and found[0][0] == doc.lines[i].span}
    removals = []
    for index, found in sorted(spans.items()):
        if index in whole:
            removals.append(_removal(doc, _with_break(doc, index, whole), found[0][1]))
        else:
            removals += [_removal(doc, span, findings) for span, findings in found]
    return tuple(removals)


def _by_line(doc: Document, findings: Iterable[Finding]) -> dict[int, list[Finding]]:
    starts = [line.start for line in doc.lines]
    by_line: dict[int, list[Finding]] = defaultdict(list)
    for finding in findings:
        first = max(0, bisect_right(starts, finding.span.start) - 1)
        for line in doc.lines[first:]:
            if line.start >= finding.span.end:
                break
            if min(line.end, finding.span.end) > max(line.start, finding.span.start):
                by_line[line.index].append(finding)
    return by_line


def _protected(finding: Finding, line: Line, protections: Sequence[Protection]) -> bool:
    return any(
        not {"*", finding.category, finding.rule}.isdisjoint(protection.categories)
        and min(protection.span.end, line.end, finding.span.end)
        > max(protection.span.start, line.start, finding.span.start)
        for protection in protections
    )


def _merge(line: Line, findings: Iterable[Finding]) -> list[tuple[Span, tuple[Finding, ...]]]:
    """Disjoint spans within `line`, each with its findings, best score first (then by rule, to be deterministic)."""
    clipped = sorted(
        ((Span(max(line.start, claim.span.start), min(line.end, claim.span.end)), claim) for claim in findings),
        key=lambda pair: (pair[0], pair[1].rule),
    )
    merged: list[tuple[Span, list[Finding]]] = []
    for span, finding in clipped:
        if merged and not line.text[merged[-1][0].end - line.start : span.start - line.start].strip(" "):
            last, sharing = merged[-1]
            merged[-1] = (Span(last.start, max(last.end, span.end)), [*sharing, finding])
        else:
            merged.append((span, [finding]))
    ranked = [(span, tuple(sorted(sharing, key=_rank))) for span, sharing in merged]
    left, position = "", line.start
    for span, _ in ranked:
        left += line.text[position - line.start : span.start - line.start]
        position = span.end
    left += line.text[position - line.start :]
    if not any(char.isalnum() for char in left):
        everyone = {id(finding): finding for _, sharing in ranked for finding in sharing}
        return [(line.span, tuple(sorted(everyone.values(), key=_rank)))]
    return [(_with_space(line, span), sharing) for span, sharing in ranked]


def _rank(finding: Finding) -> tuple[float, str, Span]:
    return (-finding.score, finding.rule, finding.span)


def _with_space(line: Line, span: Span) -> Span:
    """`span` with the spaces that would be left double or at the line's end."""
    start, end = span.start - line.start, span.end - line.start
    text = line.text
    while end < len(text) and text[end] == " " and (start == 0 or text[start - 1] == " "):
        end += 1
    while end == len(text) and start > 0 and text[start - 1] == " ":
        start -= 1
    return Span(line.start + start, line.start + end)


def _with_break(doc: Document, index: int, whole: set[int]) -> Span:
    """The span of a line that goes as a whole, with the line break that goes with it.

    Of the two breaks around a run of lines that go, the longer stays, so that paragraphs stay apart; at the end of
    the text the break before goes, so that none is left over.
    """
    first = index
    while first - 1 in whole:
        first -= 1
    last = index
    while last + 1 in whole:
        last += 1
    line = doc.lines[index]
    previous_end = doc.lines[index - 1].end if index else 0
    if last + 1 == len(doc.lines):
        return Span(previous_end, line.end)
    before = doc.lines[first].start - (doc.lines[first - 1].end if first else 0)
    after = doc.lines[last + 1].start - doc.lines[last].end
    if first and after > before:
        return Span(previous_end, line.end)
    return Span(line.start, doc.lines[index + 1].start)


def _removal(doc: Document, span: Span, findings: tuple[Finding, ...]) -> Removal:
    return Removal(span, doc.text[span.start : span.end], findings)
