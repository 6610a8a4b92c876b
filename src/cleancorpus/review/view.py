"""A document as the page of the review takes it: line by line, each cut with what was said of it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cleancorpus.explain.explanation import Explanation
from cleancorpus.explain.page import Shown, shown_document, with_others
from cleancorpus.review.audit import key_of
from cleancorpus.review.judgements import DocumentKey, Judgement, Spot

_LINE = re.compile(r"[^\n]+")
MOST_LINES, MOST_CHARS, MOST_CUTS = 2_000, 300_000, 500  # of a document that are on its page
_LINE_CHARS = 20_000  # of a line


@dataclass(frozen=True)
class Segment:
    """A part of a line; `cut` is the number of the removal that it is of."""

    text: str
    cut: int | None = None
    category: str = ""


@dataclass(frozen=True)
class Line:
    """A line of the text before the cut; `missed` is what it was called by whom it should have gone for."""

    start: int
    end: int
    segments: Sequence[Segment]
    missed: str = ""

    @property
    def is_cut(self) -> bool:
        """Whether all of it was cut."""
        return all(part.cut is not None or not part.text.strip() for part in self.segments)

    @property
    def spot(self) -> str:
        return f"{self.start}:{self.end}"


@dataclass(frozen=True)
class Cut:
    """A removal: its columns, and its verdict ('' for none). `is_shown` is false where the text on the page ends before it."""

    number: int
    removal: Mapping[str, Any]
    verdict: str
    is_shown: bool

    @property
    def spot(self) -> str:
        return f"{self.removal['start']}:{self.removal['end']}"


@dataclass(frozen=True)
class DocumentView:
    """A document and what was said of it."""

    key: DocumentKey
    row: Mapping[str, Any]
    shown: Shown
    text: str | None
    lines: Sequence[Line]
    more_lines: int
    cuts: Sequence[Cut]


def view_of(status: str, row: Mapping[str, Any], said: Mapping[Spot, Judgement]) -> DocumentView:
    """A row of a version; `said` are the judgements on it."""
    explained = Explanation(status, row)
    text = explained.repaired_text if status != "quarantined" else None
    removals = sorted(explained.removals, key=lambda cut: (cut["start"], cut["end"]))
    verdicts = {(spot.kind, spot.start, spot.end): judgement for spot, judgement in said.items()}
    lines: list[Line] = []
    more = 0
    if text is not None:
        for start, end, segments in _lines(text, removals):
            if len(lines) >= MOST_LINES or start > MOST_CHARS:
                more += 1
                continue
            missed = verdicts.get(("line", start, end), {}).get("label") or ""
            lines.append(Line(start, end, segments, missed))
    last = lines[-1].end if more else None
    cuts = [
        Cut(
            number,
            with_others(cut),
            verdicts.get(("removal", cut["start"], cut["end"]), {}).get("verdict", ""),
            last is None or cut["start"] < last,
        )
        for number, cut in enumerate(removals)
    ]
    return DocumentView(key_of(status, row), row, shown_document(explained), text, lines, more, cuts)


def _lines(text: str, removals: Sequence[Mapping[str, Any]]) -> Iterator[tuple[int, int, list[Segment]]]:
    """The lines of a text that have something in them, each in parts."""
    first = 0
    for match in _LINE.finditer(text):
        if not match[0].strip():
            continue
        start, end = match.span()
        while first < len(removals) and removals[first]["end"] <= start:
            first += 1
        yield start, end, list(_segments(text, start, end, removals, first))


def _segments(text: str, start: int, end: int, removals: Sequence[Mapping[str, Any]], first: int) -> Iterator[Segment]:
    place = start
    for number in range(first, len(removals)):
        cut = removals[number]
        if cut["start"] >= end:
            break
        begin, stop = max(cut["start"], place), min(cut["end"], end)
        if begin > place:
            yield Segment(_capped(text[place:begin]))
        if stop > begin:
            yield Segment(_capped(text[begin:stop]), number, cut["category"])
        place = max(place, stop)
    if place < end:
        yield Segment(_capped(text[place:end]))


def _capped(text: str) -> str:
    if len(text) <= _LINE_CHARS:
        return text
    return f"{text[: _LINE_CHARS // 2]} […] {text[-_LINE_CHARS // 2 :]}"


def document_line(view: DocumentView) -> dict[str, Any]:
    """The document as a line of the file of judgements."""
    row = view.row
    return {
        **view.key._asdict(),
        "title": row.get("title"),
        "url": row.get("url"),
        "language": row.get("language"),
        "authors": list(row.get("authors") or ()),
        "agency": row.get("agency"),
        "site": row.get("site"),
        "text": view.text or "",
    }
