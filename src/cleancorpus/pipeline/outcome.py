"""What became of a record, and its row in Arrow."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import Any

import pyarrow as pa

from cleancorpus.detect.detector import NOTHING_CLAIMED, Claims
from cleancorpus.model import Document, Finding, Removal
from cleancorpus.pii.masker import PiiSpan
from cleancorpus.pipeline.reading import Origin
from cleancorpus.quality.evaluation import Match
from cleancorpus.schema import OUTCOMES


@dataclass(frozen=True)
class Outcome:
    """What became of a record: its document, the claims and removals, or why there is none.

    `status` is kept, dropped or quarantined; a quarantined record has no document. `n_words` are those of `text`. `pii_spans`
    are places in `text`, `repaired_pii_spans` in `doc.text`, which is what the row of a dropped document has.
    """

    origin: Origin
    status: str
    reason: str | None = None
    detail: str | None = None
    doc: Document | None = None
    text: str = ""
    removals: tuple[Removal, ...] = ()
    claims: Claims = NOTHING_CLAIMED
    flags: tuple[str, ...] = ()
    fields: dict[str, tuple[str, ...]] = field(default_factory=dict)
    n_tokens: int | None = None
    signals: tuple[float | None, ...] = ()
    contamination: tuple[Match, ...] = ()
    pii_spans: tuple[PiiSpan, ...] = ()
    repaired_pii_spans: tuple[PiiSpan, ...] = ()
    n_words: int = 0

    @property
    def removed_share(self) -> float:
        """Removed code points over those of the repaired text, 0 to 1."""
        if self.doc is None or not self.doc.text:
            return 0.0
        return 1 - len(self.text) / len(self.doc.text)

    def row(self) -> dict[str, Any]:
        """The outcome as a row of `schema.OUTCOMES`."""
        origin, doc = self.origin, self.doc
        row: dict[str, Any] = {
            **origin.columns(),
            "url": origin.url,
            "status": self.status,
            "reason": self.reason,
            "detail": self.detail,
        }
        if doc is None:
            return row | {"raw": origin.raw}
        return row | {
            "text": self.text,
            "title": doc.title,
            "authors": doc.authors,
            "editors": self.fields.get("editors", ()),
            "translators": doc.translators,
            "agency": doc.agency,
            "published": doc.published,
            "language": doc.language,
            "language_score": doc.language_score,
            "url": doc.url,
            "site": doc.site,
            "n_words": self.n_words,
            "n_chars": len(self.text),
            "n_tokens": self.n_tokens,
            "place": next(iter(self.fields.get("place", ())), None),
            "photo_credits": self.fields.get("photo_credits", ()),
            "page_type": doc.page_type,
            "text_confidence": doc.text_confidence,
            **doc.facts._asdict(),
            "text_sha256": hashlib.sha256(self.text.encode()).hexdigest(),
            "removed_share": round(self.removed_share, 6),
            "flags": self.flags,
            "repairs": doc.repairs,
            "removals": [removal_row(removal) for removal in self.removals],
            "repaired_text": doc.text if self.status == "dropped" else None,
            "signals": self.signals,
            "pii_spans": [
                span._asdict() for span in (self.repaired_pii_spans if self.status == "dropped" else self.pii_spans)
            ],
            "contamination": [match._asdict() for match in self.contamination],
            "trial": [trial_row(doc, finding) for finding in self.claims.trials],
        }


def removal_row(removal: Removal) -> dict[str, Any]:
    """A removal as a value of `schema.REMOVAL`."""
    best = removal.findings[0]
    return {
        "rule": best.rule,
        "version": best.version,
        "category": best.category,
        "reason": best.reason,
        "start": removal.span.start,
        "end": removal.span.end,
        "text": removal.text,
        "score": round(best.score, 4),
        "evidence": best.evidence,
        "findings": [_finding_value(finding) for finding in removal.findings],
    }


def _finding_value(finding: Finding) -> dict[str, Any]:
    """A finding as a value of `schema.FINDING`."""
    return {
        "rule": finding.rule,
        "version": finding.version,
        "category": finding.category,
        "reason": finding.reason,
        "score": round(finding.score, 4),
        "start": finding.span.start,
        "end": finding.span.end,
        "evidence": finding.evidence,
    }


def trial_row(doc: Document, finding: Finding) -> dict[str, Any]:
    """What a finding of a rule on trial would have cut, as a value of `schema.REMOVAL`."""
    return removal_row(Removal(finding.span, doc.text[finding.span.start : finding.span.end], (finding,)))


def outcomes_of(rows: list[dict[str, Any]]) -> pa.RecordBatch:
    """Rows as a record batch of `schema.OUTCOMES`; what a row does not have is null."""
    lists = {f.name for f in OUTCOMES if pa.types.is_list(f.type)}
    columns = [pa.array([row.get(f.name, () if f.name in lists else None) for row in rows], f.type) for f in OUTCOMES]
    return pa.record_batch(columns, schema=OUTCOMES)
