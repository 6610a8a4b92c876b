"""The one place that masks: in the text of a document, in what was cut from it, and in what is said of it.

It is done last in the judge stage, on the repaired text, and all spans move with it. So what is cut, dropped and counted as
quality is the same with masks and without, and for every document *repaired text = text + removals* holds as before, with
placeholders on both sides. Duplicates are looked for in texts as they are written: two that differ in a phone number alone are
one.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from cleancorpus.config import Pii
from cleancorpus.decide.apply import cut
from cleancorpus.model import Block, Document, Finding, Removal, Span
from cleancorpus.pii.cards import find_cards
from cleancorpus.pii.email import find_emails
from cleancorpus.pii.extra import PACKAGES
from cleancorpus.pii.iban import find_ibans
from cleancorpus.pii.ip import find_ips
from cleancorpus.pii.national_ids import NationalIds
from cleancorpus.pii.phones import Phones

Find = Callable[[str], Iterable[tuple[int, int]]]


class PiiSpan(NamedTuple):
    """A placeholder in the written text: code points `start` to `end` (exclusive)."""

    kind: str
    start: int
    end: int


@dataclass(frozen=True)
class Masked:
    """A document with placeholders: its text before and after the cut, what was cut, and where placeholders are in the text
    after the cut (`spans`) and before it (`repaired_spans`).
    """

    doc: Document
    text: str
    removals: tuple[Removal, ...]
    trials: tuple[Finding, ...]
    spans: tuple[PiiSpan, ...]
    repaired_spans: tuple[PiiSpan, ...]


class _Edit(NamedTuple):
    """Code points `start` to `end` of a text and what stands there instead, of which kind: nothing for the rest of a value."""

    start: int
    end: int
    instead: str
    kind: str = ""


class Masker:
    """Masks the kinds of personal data that a configuration names; without state between documents.

    Raises:
        ConfigError: a kind needs a library that is not installed.
    """

    def __init__(self, options: Pii) -> None:
        # in the order in which they are believed where two claim one place
        finders: dict[str, Callable[[], Find]] = {
            "email": lambda: find_emails,
            "iban": lambda: find_ibans,
            "card": lambda: find_cards,
            "national-id": lambda: NationalIds(options.national_ids),
            "ip": lambda: lambda text: find_ips(text, private=options.private_ips),
            "phone": lambda: Phones(options.phone_regions),
        }
        self._finders = tuple((kind, make()) for kind, make in finders.items() if kind in options.mask)
        self._instead: dict[str, str] = {kind: options.placeholder(kind) for kind, _ in self._finders}
        self.libraries = tuple(PACKAGES[kind] for kind, _ in self._finders if kind in PACKAGES)

    def __bool__(self) -> bool:
        return bool(self._finders)

    def find(self, text: str) -> list[PiiSpan]:
        """What is to be masked in a text, in order and disjoint."""
        taken: list[PiiSpan] = []
        for kind, finder in self._finders:
            found = (PiiSpan(kind, start, end) for start, end in finder(text))
            taken = _merged(taken, found)
        return taken

    def mask_string(self, text: str) -> str:
        """A text with placeholders."""
        return _edited(text, [_Edit(start, end, self._instead[kind], kind) for kind, start, end in self.find(text)])

    def mask_given(self, text: str | None) -> str | None:
        """A text with placeholders, if there is one."""
        return None if text is None else self.mask_string(text)

    def mask_strings(self, texts: Iterable[str]) -> tuple[str, ...]:
        """Texts with placeholders."""
        return tuple(map(self.mask_string, texts))

    def mask(self, doc: Document, removals: Sequence[Removal], trials: Iterable[Finding]) -> Masked:
        """A document with placeholders in its text, in what was cut, and in its metadata but id, licence and addresses.

        What is personal only once a cut has closed up a line is masked, too: the placeholder stands before the cut, and the
        rest of it behind the cut is gone.
        """
        edits, spans = self._edits(doc, removals)
        moved = _Moved(edits)
        masked = replace(
            doc,
            text=_edited(doc.text, edits),
            blocks=tuple(Block(moved.span(span), kind) for span, kind in doc.blocks),
            title=self.mask_given(doc.title),
            headlines=self.mask_strings(doc.headlines),
            authors=self.mask_strings(doc.authors),
            translators=self.mask_strings(doc.translators),
            agency=self.mask_given(doc.agency),
            site=self.mask_given(doc.site),
            facts=doc.facts._replace(
                section=self.mask_given(doc.facts.section),
                description=self.mask_given(doc.facts.description),
                tags=self.mask_strings(doc.facts.tags),
            ),
        )
        moved_removals = tuple(self._moved_removal(removal, masked.text, moved) for removal in removals)
        moved_trials = tuple(self._moved_finding(finding, moved) for finding in trials)
        text = cut(masked, moved_removals)
        return Masked(masked, text, moved_removals, moved_trials, tuple(spans), tuple(moved.placeholders()))

    def _edits(self, doc: Document, removals: Sequence[Removal]) -> tuple[list[_Edit], list[PiiSpan]]:
        """What changes in the repaired text, in order, and where placeholders are in the text that is written."""
        edits = [
            _Edit(removal.span.start + start, removal.span.start + end, self._instead[kind], kind)
            for removal in removals
            for kind, start, end in self.find(removal.text)
        ]
        spans, grown = list[PiiSpan](), 0
        places = _Places(len(doc.text), removals)
        for kind, start, end in self.find(cut(doc, removals)):
            instead = self._instead[kind]
            first, *rest = places.of(start, end)
            edits.append(_Edit(*first, instead, kind))
            edits += [_Edit(*piece, "") for piece in rest]
            spans.append(PiiSpan(kind, start + grown, start + grown + len(instead)))
            grown += len(instead) - (end - start)
        return sorted(edits), spans

    def _moved_removal(self, removal: Removal, text: str, moved: _Moved) -> Removal:
        span = moved.span(removal.span)
        findings = tuple(self._moved_finding(finding, moved) for finding in removal.findings)
        return Removal(span, text[span.start : span.end], findings)

    def _moved_finding(self, finding: Finding, moved: _Moved) -> Finding:
        return replace(finding, span=moved.span(finding.span), evidence=self.mask_string(finding.evidence))


def _merged(taken: list[PiiSpan], found: Iterable[PiiSpan]) -> list[PiiSpan]:
    """Spans in order: those taken, and of the others those that overlap none."""
    merged = list(taken)
    starts = [span.start for span in taken]
    last = 0
    for span in sorted(found, key=lambda span: span.start):
        at = bisect_right(starts, span.start)
        is_free = (at == 0 or taken[at - 1].end <= span.start) and (at == len(taken) or taken[at].start >= span.end)
        if is_free and span.start >= last:
            merged.append(span)
            last = span.end
    return sorted(merged, key=lambda span: span.start)


def _edited(text: str, edits: Sequence[_Edit]) -> str:
    parts, position = [], 0
    for start, end, instead, _ in edits:
        parts += [text[position:start], instead]
        position = end
    parts.append(text[position:])
    return "".join(parts)


class _Places:
    """Where the code points of a text after the cut stand in the text before it."""

    def __init__(self, length: int, removals: Sequence[Removal]) -> None:
        self._kept: list[tuple[int, int, int]] = []  # place after the cut, start and end before it
        position, at = 0, 0
        for start, end in (*((removal.span.start, removal.span.end) for removal in removals), (length, length)):
            if start > position:
                self._kept.append((at, position, start))
                at += start - position
            position = end
        self._starts = [at for at, _, _ in self._kept]

    def of(self, start: int, end: int) -> Iterator[tuple[int, int]]:
        """The pieces before the cut of code points `start` to `end` after it."""
        number = bisect_right(self._starts, start) - 1
        while number < len(self._kept) and self._kept[number][0] < end:
            at, first, last = self._kept[number]
            yield first + max(0, start - at), min(last, first + end - at)
            number += 1


class _Moved:
    """Where spans of a text are once it is edited; a border within what was edited goes to the near end of what stands there."""

    def __init__(self, edits: Sequence[_Edit]) -> None:
        self._edits, self._starts, self._grown = edits, [edit.start for edit in edits], [0]
        for start, end, instead, _ in edits:
            self._grown.append(self._grown[-1] + len(instead) - (end - start))

    def span(self, span: Span) -> Span:
        """The span in the edited text."""
        return Span(self._place(span.start, is_end=False), self._place(span.end, is_end=True))

    def placeholders(self) -> Iterator[PiiSpan]:
        """Where the placeholders are in the edited text."""
        for edit, grown in zip(self._edits, self._grown, strict=False):
            if edit.instead:
                start = edit.start + grown
                yield PiiSpan(edit.kind, start, start + len(edit.instead))

    def _place(self, place: int, *, is_end: bool) -> int:
        number = bisect_right(self._starts, place) - 1
        if number < 0:
            return place
        edit, grown = self._edits[number], self._grown[number]
        if place >= edit.end:
            return place + self._grown[number + 1]
        if place == edit.start:
            return place + grown
        return edit.start + grown + (len(edit.instead) if is_end else 0)
