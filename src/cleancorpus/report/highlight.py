"""A document's text as HTML with what was cut in its rule's colour, all of it or the paragraph around one cut.

Texts, names and addresses come from anywhere. What leaves here is escaped (`Markup`), control characters and marks that turn the
direction of writing are shown as escapes, and only addresses of the web become links.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup, escape

from cleancorpus.decide.apply import restore
from cleancorpus.model import Span
from cleancorpus.report.colours import colour_class
from cleancorpus.shown import without_controls

_LINK = re.compile(r"https?://[^\s<>\"'\\]+", re.IGNORECASE)
_BLANK_LINES = re.compile(r"\n[\s]*\n")
_BREAK = re.compile(r"\s")
_WHY = 300  # characters of what convinced a rule
_SNAP = 40  # characters within which a shortened text ends at a word


@dataclass(frozen=True)
class Mark:
    """What was cut, `start` to `end` of the repaired text, and why."""

    start: int
    end: int
    rule: str
    category: str
    reason: str
    evidence: str
    score: float | None = None

    @property
    def why(self) -> str:
        """Rule, reason and evidence in a line."""
        return capped(f"{self.rule} {self.reason}: {self.evidence}", _WHY)


@dataclass(frozen=True)
class Caps:
    """The most characters that are shown of a cut, of what stands between cuts, and of all; None: no limit."""

    cut: int | None = None
    kept: int | None = None
    total: int | None = None


WHOLE = Caps()


def marks_of(removals: Iterable[Mapping[str, Any]]) -> list[Mark]:
    """The marks of removals (`schema.REMOVAL`), in the order of the text."""
    names = ("start", "end", "rule", "category", "reason", "evidence", "score")
    marks = (Mark(**{name: removal[name] for name in names}) for removal in removals)
    return sorted(marks, key=lambda mark: (mark.start, mark.end))


def repaired_text(row: Mapping[str, Any]) -> str:
    """The text before the cut of a row with `text` and `removals`, or of a dropped one with `repaired_text`."""
    if row.get("repaired_text") is not None:
        return str(row["repaired_text"])
    removals = row.get("removals") or ()
    return restore(row["text"] or "", ((Span(cut["start"], cut["end"]), cut["text"]) for cut in removals))


def shown(text: str | None) -> Markup:
    """A text from anywhere, escaped, controls visible."""
    return escape(without_controls(text or ""))


def capped(text: str | None, most: int) -> str:
    """The text in one line of at most so many characters.

    >>> capped("one two three", 8)
    'one two…'
    """
    line = " ".join((text or "").split())
    return line if len(line) <= most else line[: most - 1].rstrip() + "…"


def is_link(url: str | None) -> bool:
    """Whether an address may become a link: of the web, without spaces, quotes and control characters.

    >>> is_link("https://example.org/a"), is_link("javascript:alert(1)"), is_link("https://example.org/\\u202ea")
    (True, False, False)
    """
    return url is not None and _LINK.fullmatch(url) is not None and without_controls(url) == url


def link(url: str | None, most: int = 120) -> Markup:
    """An address as a link that tells nobody where it was clicked; as text where it is none of the web."""
    said = shown(capped(url, most))
    if not is_link(url) or len(url or "") > 2_000:
        return said
    return Markup('<a href="{}" rel="noreferrer noopener nofollow">{}</a>').format(url, said)


def highlighted(
    text: str,
    marks: Sequence[Mark],
    *,
    window: tuple[int, int] | None = None,
    focus: Mark | None = None,
    caps: Caps = WHOLE,
) -> Markup:
    """The repaired text as HTML, each mark in `<mark>` with its rule's colour and what convinced it as title.

    `window` is the part to show. With a `focus` that mark stands out and only the others are dimmed. Blank lines are left out.
    """
    start, end = window or (0, len(text))
    parts: list[Markup] = [_ellipsis()] if text[:start].strip() else []
    position, total = start, 0
    inside = [mark for mark in marks if mark.start < end and mark.end > start]
    for number, mark in enumerate(inside):
        first, last = max(mark.start, start), min(mark.end, end)
        # line breaks that went with it stay outside: a coloured end of the line before says nothing
        inner = text[first:last]
        core = inner.strip("\n") or inner
        lead = inner.index(core)
        kept = _slice(text[position : first + lead], caps.kept)
        cut = _slice(core, caps.cut)
        classes = f"{colour_class(mark.category)}{' other' if focus is not None and mark != focus else ''}"
        parts += [kept, Markup('<mark class="{}" title="{}">{}</mark>').format(classes, shown(mark.why), cut)]
        last = first + lead + len(core)
        total += len(kept) + len(cut)
        position = max(position, last)
        if caps.total is not None and total > caps.total and number + 1 < len(inside):
            parts.append(_gap(f"and {len(inside) - number - 1:,} more cuts"))
            return Markup("").join(parts)
    parts.append(_slice(text[position:end], caps.kept))
    if text[end:].strip():
        parts.append(_ellipsis())
    return Markup("").join(parts)


def excerpt(text: str, mark: Mark, around: int = 160) -> tuple[int, int]:
    """The part of a text that shows a cut in its paragraph: with the lines before and behind it, where its own is short.

    `around` is how many characters of what stays are shown on a side, about.
    """
    return _reach(text, mark.start, around, -1), _reach(text, mark.end, around, 1)


def _reach(text: str, place: int, around: int, way: int) -> int:
    """Where to begin or end: at the end of a line some way off, or at a word where lines are long."""
    limit = max(0, place - around) if way < 0 else min(len(text), place + around)
    near, far = sorted((place, limit))
    piece = text[near:far]
    if limit in (0, len(text)):
        return limit
    least = around // 4  # a line break nearer than that would leave the cut without its neighbours
    if way < 0:
        line = piece.find("\n", 0, max(0, len(piece) - least))
        word = _BREAK.search(piece, 0, _SNAP)
        return near + (line + 1 if line >= 0 else word.end() if word else 0)
    line = piece.rfind("\n", least)
    word_end = max((match.start() for match in _BREAK.finditer(piece, max(0, len(piece) - _SNAP))), default=len(piece))
    return near + (line if line >= 0 else word_end)


def _slice(text: str, most: int | None) -> Markup:
    """A part of the text, its middle left out where it is longer than `most`."""
    if most is None or len(text) <= most + _SNAP:
        return _lines(text)
    head, tail = most * 2 // 3, most // 3
    left_out = f"{len(text) - head - tail:,} characters more"
    return Markup("").join([_lines(text[:head]), _gap(left_out), _lines(text[len(text) - tail :])])


def _lines(text: str) -> Markup:
    return shown(_BLANK_LINES.sub("\n", text))


def _gap(words: str) -> Markup:
    return Markup('<span class="gap"> … {} … </span>').format(words)


def _ellipsis() -> Markup:
    return Markup('<span class="gap">…</span>')
