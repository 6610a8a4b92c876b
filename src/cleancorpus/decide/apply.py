"""The one cut, and its inverse."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from cleancorpus.model import Document, Removal, Span


def cut(doc: Document, removals: Sequence[Removal]) -> str:
    """`doc.text` without the removals' spans, which are disjoint and in order."""
    kept, position = [], 0
    for removal in removals:
        kept.append(doc.text[position : removal.span.start])
        position = removal.span.end
    kept.append(doc.text[position:])
    return "".join(kept)


def restore(text: str, removed: Iterable[tuple[Span, str]]) -> str:
    """The repaired text again: `text` with the removed texts back at their spans.

    >>> restore("ad", [(Span(1, 3), "bc")])
    'abcd'
    """
    parts, taken, length = [], 0, 0
    for span, piece in sorted(removed):
        parts += [text[taken : taken + span.start - length], piece]
        taken += span.start - length
        length = span.end
    parts.append(text[taken:])
    return "".join(parts)
