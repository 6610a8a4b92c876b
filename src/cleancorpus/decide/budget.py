"""How much of its words a document may lose before something must be wrong."""

from __future__ import annotations

from collections.abc import Iterable

from cleancorpus.model import QUALITY_LINE, Document, Removal, Verdict
from cleancorpus.word_counts import count_words

_NOT_COUNTED = ("duplicate-headline", QUALITY_LINE)


def over_budget(doc: Document, removals: Iterable[Removal], limit: float) -> Verdict | None:
    """Why a document loses too much: more than the share `limit` (0 to 1) of its words; None if it does not.

    The headline is not counted: it is kept in a field of its own, and of a short text it is a large share. Nor are lines that
    go by a published corpus's rules: how much these may take is up to that corpus (`quality.refinedweb`).
    """
    removed = sum(count_words(removal.text) for removal in removals if removal.category not in _NOT_COUNTED)
    if not removed:
        return None
    total = count_words(doc.text)
    if removed <= limit * total:
        return None
    return Verdict("over_budget", f"{removed} of {total} words would go", "decide.max_removed_share", str(limit))
