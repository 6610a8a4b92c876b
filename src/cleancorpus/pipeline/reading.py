"""What the text stage makes of a record, and its row in Arrow: what the work folder keeps between the two halves."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any, NamedTuple

import pyarrow as pa

from cleancorpus.carry.columns import Cell
from cleancorpus.model import NO_EXTENT, Block, Document, Extent, PageFacts, Record, Span
from cleancorpus.read.metadata import safe_string
from cleancorpus.schema import READINGS

RAW_KEPT = 65_536  # bytes of a quarantined record that go to the export
_DOCUMENT = (
    "title", "headlines", "authors", "translators", "agency", "published", "language", "language_score", "site", "page_type",
    "text_confidence", "repairs", "from_page", "lines_above", "lines_below",
)  # fmt: skip


class Said(NamedTuple):
    """What the source says of a record, and the encoding that it was found to be in; columns of all that is exported."""

    declared_encoding: str | None = None
    encoding: str | None = None
    source_language: str | None = None
    source_published: str | None = None
    fetched: str | None = None


NOTHING_SAID = Said()


@dataclass(frozen=True)
class Origin:
    """Where a document came from: what its row says of the record. `raw` are its first 64 KiB."""

    id: str
    source: str
    position: int
    url: str | None
    raw_sha256: str
    raw: bytes = b""
    extent: Extent = NO_EXTENT
    said: Said = NOTHING_SAID
    carried: Cell | None = None

    @classmethod
    def of(cls, record: Record, said: Said | None = None) -> Origin:
        """The origin that a record is; `said` where more is known of it than what the record says."""
        said = said or Said(record.declared_encoding, None, record.language, record.published, record.fetched)
        digest = hashlib.sha256(record.data).hexdigest()
        raw = record.data[:RAW_KEPT]
        return cls(
            record.id, record.source, record.position, record.url, digest, raw, record.extent, said, record.carried
        )

    def columns(self) -> dict[str, Any]:
        """What all tables say of it, by column."""
        offset, length, record_id = self.extent
        return {
            "id": self.id,
            "source": self.source,
            "position": self.position,
            "source_offset": offset,
            "source_length": length,
            "source_record_id": None if record_id is None else safe_string(record_id),
            **{name: None if value is None else safe_string(value) for name, value in self.said._asdict().items()},
            "raw_sha256": self.raw_sha256,
            "carried": self.carried and self.carried.values,
            "carried_types": self.carried and self.carried.types,
        }


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
            **origin.columns(),
            "record_url": origin.url,
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
    origin = Origin(
        row["id"],
        row["source"],
        row["position"],
        row["record_url"],
        row["raw_sha256"],
        raw,
        Extent(row["source_offset"], row["source_length"], row["source_record_id"]),
        Said(*(row[name] for name in Said._fields)),
        None if row["carried"] is None else Cell(row["carried"], row["carried_types"]),
    )
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
