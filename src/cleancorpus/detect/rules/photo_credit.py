"""Photo credits: who took or owns a picture, alone on a line or at the end of a caption."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pydantic import Field

from cleancorpus.detect.lexicon import Hit, phrases, scan
from cleancorpus.detect.names import is_caseless
from cleancorpus.detect.names_credit import agencies_in, is_furniture
from cleancorpus.detect.rule import Example, Rule, RuleOptions
from cleancorpus.model import Document, Finding, Line, Span
from cleancorpus.text import TERMINATORS, fold

_EDGE = " \t\u00a0:：.,;|/–—-*•=＝／"
_BRACKET = re.compile(r"[(\[（【]\s*([^()\[\]（）【】]{2,140}?)\s*[)\]）】][\s.。]*$")
_PIECES = re.compile(r"\s*[/|,;&·•／、，]\s*|\s+[-–—]\s+|\s+(?:via|and|und|et|y|e|for|für|pour|para|per|i|og|och|и)\s+")
_BY = frozenset("by von de di by: par por door av af of od od: per da del oleh".split())
_OPENERS = re.compile(r"^[\s(\[（【*•|©–—-]*$")
_COUNTER = re.compile(r"\d+\s*(?:/|of|von|de|av|sur|di|van|z|из)\s*\d+", re.I)
# A caption ends before its credit: with a sentence, a bracket, or a break that typists leave.
_CAPTION_END = re.compile(rf"(?:[{re.escape(TERMINATORS)}\"”»’)\]]|[|/–—•]|\s{{2,}})\s*$")


class PhotoCredit(Rule):
    """Removes the credit of a picture and keeps its caption.

    What it removes: «Photo: Jane Doe/AP», «(Bild: Keystone)», «Getty Images» alone on a line, and the same in brackets
    or after the last sentence of a caption.
    Why: credits are no sentences, repeat by the thousand, and hold names that have nothing to do with the article.
    How: a label of the lexicon («photo», «foto», «写真» …) with a colon or «by», or the name of a photo agency, and
    behind it only names, agencies and capitalised words.
    Known limits: «Photo: Old Harbour» (a caption worded like a credit) is taken for one; a name alone under a picture
    stays.
    """

    id, version, category = "photo-credit", 1, "photo-credit"

    class Options(RuleOptions):
        max_chars: int = Field(100, ge=20, le=300, description="longer lines are captions or text: only their end is cut")
        line_ends: bool = Field(True, description="also cut a credit at the end of a caption or paragraph")

    def find(self, doc: Document) -> Iterator[Finding]:
        hits = scan(doc)
        for line in doc.lines:
            ours = tuple(hit for hit in hits[line.index] if hit.phrase.kind.startswith("photo_credit"))
            slashed = "/" in line.text[-60:]
            if not ours and line.text[0] not in "(©[" and not (slashed and (len(line.text) <= 60 or line.text[-1] in ")]）】")):
                continue
            if len(line.text) <= self.options.max_chars:
                value = _whole(line, ours)
                if value:
                    yield self.finding(line, "credit of a picture", fields=(("photo_credits", value),))
                    continue
            if self.options.line_ends and len(line.text) > 12:
                cut = _at_end(line, ours)
                if cut is not None:
                    span, value = cut
                    yield self.finding(span, "credit at the end of a caption", fields=(("photo_credits", value),))


def _whole(line: Line, hits: tuple[Hit, ...]) -> str:
    """The credit that the whole line is, or ''."""
    text = line.text.strip()
    for hit in hits:
        if hit.phrase.kind != "photo_credit.label" or not _OPENERS.match(line.text[: hit.start]):
            continue
        value = _labelled(line.text[hit.end :], hit.phrase.text)
        if value:
            return value
    core = text.strip(" ()[]（）【】©*•|.–—-")
    if len(core) <= 80 and _names_agency(core) and _only_credit(core):
        return core
    return ""


def _labelled(rest: str, label: str) -> str:
    """The value behind a label if it is a credit, or ''."""
    value = rest.strip(_EDGE + "()[]（）【】©")
    marked = rest.lstrip()[:1] in (":", "：", "=", "＝", "©", "/", "／", "|") or label.split()[-1] in _BY or is_caseless(label)
    if not value or len(value) > 90 or _COUNTER.match(value):
        return ""
    if not marked and not _names_agency(value):
        return ""
    if is_caseless(label) and rest.lstrip()[:1] not in (":", "：", "=", "＝", "©", "/", "／", "|", "・"):
        return ""
    if label.split()[-1] in _BY and re.fullmatch(r"[\w.-]{2,24} (?:on|auf|sur|en|su) [A-Z]\w+", value):
        return value  # «Photo by jdoe on Unsplash»
    return value if _only_credit(value) or (len(value.split()) <= 4 and _short_owner(value)) else ""


def _short_owner(value: str) -> bool:
    """Whether two to four words may be a company («Sample Solar cells»): most of them with a capital."""
    words = value.split()
    capitals = sum(1 for word in words if any(char.isupper() for char in word))
    return len(words) > 1 and capitals * 3 >= len(words) * 2 and value[-1] not in TERMINATORS


def _only_credit(value: str) -> bool:
    """Whether `value` consists of names, agencies and capitalised words."""
    if value[-1] in "!?…:" or (value[-1] in TERMINATORS and len(value.split()) > 4):
        return False
    if is_caseless(value):
        return len(value) <= 30
    pieces = [piece for piece in _PIECES.split(value) if piece and piece.strip(_EDGE)]
    return 0 < len(pieces) <= 6 and all(_piece(piece) for piece in pieces)


def _piece(piece: str) -> bool:
    low = fold(piece).strip(_EDGE)
    if low in phrases("photo_credit.agency") or low in phrases("photo_credit.label") or agencies_in(piece, bracketed=True):
        return True
    return len(piece.split()) <= 6 and is_furniture(piece)


def _names_agency(value: str) -> bool:
    """Whether one of the pieces is a photo or news agency."""
    known = phrases("photo_credit.agency")
    pieces = [fold(piece).strip(_EDGE) for piece in _PIECES.split(value) if piece]
    return any(piece in known for piece in pieces) or (len(pieces) > 1 and any(agencies_in(p, bracketed=True) for p in pieces))


def _at_end(line: Line, hits: tuple[Hit, ...]) -> tuple[Span, str] | None:
    """The credit at the end of the line: its span with the blank before it, and its value."""
    text = line.text
    bracket = _BRACKET.search(text)
    if bracket and bracket.start() > 8:
        inner, shift = bracket[1], bracket.start(1)
        value = ""
        for hit in hits:
            if hit.phrase.kind == "photo_credit.label" and hit.start == shift:
                value = _labelled(text[hit.end : bracket.end(1)], hit.phrase.text)
        if not value and _names_agency(inner) and _only_credit(inner) and len(text) <= 300:
            value = inner
        return (_with_blank(line, bracket.start()), value) if value else None
    for hit in hits:
        if hit.start < 12 or hit.phrase.kind != "photo_credit.label" or len(text) - hit.start > 90:
            continue
        glued = text[hit.start - 1].islower() and text[hit.start].isupper()
        if not (_CAPTION_END.search(text[: hit.start]) or glued):
            continue
        rest = text[hit.end :]
        value = _labelled(rest, hit.phrase.text) if rest.lstrip()[:1] in (":", "：", "©", "=", "／", "/") or hit.phrase.text.split()[-1] in _BY else ""
        if value:
            return _with_blank(line, hit.start), value
    return None


def _with_blank(line: Line, start: int) -> Span:
    """From `start`, or the blanks and bars before it, to the line's end."""
    while start and line.text[start - 1] in " \t\u00a0|•":
        start -= 1
    return Span(line.start + start, line.end)
