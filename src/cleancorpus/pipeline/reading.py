"""What the text stage makes of a record, and its row in Arrow: what the work folder keeps between the two halves."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from cleancorpus.model import Block, Document, PageFacts, Record, Span
from cleancorpus.schema import READINGS

RAW_KEPT = 65_536  # bytes of a quarantined record that go to the export
_DOCUMENT = (
    "title", "headlines", "authors", "translators", "agency", "published", "language", "language_score", "site", "page_type",
    "text_confidence", "repairs", "from_page", "lines_above", "lines_below",
)  # fmt: skip


@dataclass(frozen=True)
class Origin:
    """Where a document came from: what its row says of the record. `raw` are its first 64 KiB."""

    id: str
    source: str
    position: int
    url: str | None
    raw_sha256: str
    raw: bytes = b""

    @classmethod
    def of(cls, record: Record) -> Origin:
        """The origin that a record is."""
        digest = hashlib.sha256(record.data).hexdigest()
        return cls(record.id, record.source, record.position, record.url, digest, record.data[:RAW_KEPT])


@dataclass(frozen=True)
class Reading:
    """A record as a document; without one, `reason` and `detail` say why it goes to quarantine."""

    origin: Origin
    doc: Document | None = None
    flags: tuple[str, ...] = ()
    reason: str | None = None
    detail: str | None = None

    def row(self) -> dict[str, Any]:
        """The reading as a row of `schema.READINGS`; raw bytes are kept where there is no document."""
        origin, doc = self.origin, self.doc
        row: dict[str, Any] = {
            "id": origin.id,
            "source": origin.source,
            "position": origin.position,
            "record_url": origin.url,
            "raw_sha256": origin.raw_sha256,
            "flags": self.flags,
            "reason": self.reason,
            "detail": self.detail,
        }
        if doc is None:
            return row | {"raw": origin.raw}
        row |= {name: getattr(doc, name) for name in _DOCUMENT} | doc.facts._asdict()
        return row | {
            "url": doc.url,
            "text": doc.text,
            "block_starts": [block.span.start for block in doc.blocks],
            "block_ends": [block.span.end for block in doc.blocks],
            "block_kinds": [block.kind for block in doc.blocks],
        }


def reading_of(row: dict[str, Any]) -> Reading:
    """The reading that a row of `schema.READINGS` was made of."""
    raw = row["raw"] or b""
    origin = Origin(row["id"], row["source"], row["position"], row["record_url"], row["raw_sha256"], raw)
    flags = tuple(row["flags"] or ())
    if row["text"] is None:
        return Reading(origin, None, flags, row["reason"], row["detail"])
    places = zip(row["block_starts"], row["block_ends"], row["block_kinds"], strict=True)
    values = _values(row, _DOCUMENT)
    doc = Document(
        id=row["id"],
        text=row["text"],
        blocks=tuple(Block(Span(start, end), kind) for start, end, kind in places),
        url=row["url"],
        facts=PageFacts(**_values(row, PageFacts._fields)),
        **values,
    )
    return Reading(origin, doc, flags)


def _values(row: dict[str, Any], names: tuple[str, ...]) -> dict[str, Any]:
    return {name: tuple(row[name]) if isinstance(row[name], list) else row[name] for name in names}


def readings_of(rows: list[dict[str, Any]]) -> pa.RecordBatch:
    """Rows as a record batch of `schema.READINGS`; what a row does not have is null."""
    return pa.record_batch([pa.array([row.get(f.name) for row in rows], f.type) for f in READINGS], schema=READINGS)
