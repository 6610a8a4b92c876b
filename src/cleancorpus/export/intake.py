"""Rows on their way into an export: checked, digested, counted, and put aside by table until they are laid out."""

from __future__ import annotations

import hashlib
from collections import Counter
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from cleancorpus.digest import row_digests
from cleancorpus.errors import DEFECT, ExportError
from cleancorpus.export.figures import Figures
from cleancorpus.export.layout import Binned, Plan
from cleancorpus.schema import DOCUMENTS, EXPORTED_DOCUMENTS, META_SHA256, OUTCOMES, STATUS_TABLE, TABLES
from cleancorpus.versions.open import VersionFiles
from cleancorpus.versions.takedown import REASON, Takedowns

_WITHHELD = "text withheld: the document it duplicates was taken down"


class Intake:
    """Takes outcomes; `binned` has the rows of each table but removals, `reasons` counts them by table and reason."""

    def __init__(self, folder: Path, previous: VersionFiles | None, takedowns: Takedowns, where: str) -> None:
        self.takedowns, self.where = takedowns, where
        self.figures = Figures()
        self.binned: dict[str, Binned] = {}
        self.reasons: dict[str, Counter[str]] = {name: Counter() for name in STATUS_TABLE.values()}
        self._ids = bytearray()
        self._taken_ids: set[str] = set()
        try:
            for name in STATUS_TABLE.values():
                self.binned[name] = Binned(folder / f"{name}.arrow", Plan(previous, TABLES[name]))
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Let go of the files."""
        for binned in self.binned.values():
            binned.stage.close()

    def add(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        """Take rows of `schema.OUTCOMES` and give back what they count as.

        What is on the list of takedowns counts as dropped, and has lost its text and all that tells of it.

        Raises:
            ExportError: a row has no such status, or a kept row's text is null or not what its `text_sha256` says.
        """
        if not batch.schema.equals(OUTCOMES):
            raise TypeError("the batch has not the schema OUTCOMES")
        batch = self._without_taken(batch)
        statuses = batch.column("status")
        for status in pc.unique(statuses).to_pylist():
            if status not in STATUS_TABLE:
                raise ExportError(self.where, f"a row has the status {status!r}", f"use {', '.join(STATUS_TABLE)}")
            rows = batch.filter(pc.equal(statuses, status))
            name = STATUS_TABLE[status]
            if name == "default":
                self._add_kept(rows)
                continue
            for reason in rows.column("reason").to_pylist():
                self.reasons[name][reason or "no reason given"] += 1
            self.binned[name].add(rows.select(TABLES[name].schema.names))
        return batch

    def _without_taken(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        """`batch` with what was taken down turned into dropped rows: id, source, position, raw_sha256 and no more."""
        if not self.takedowns:
            return batch
        ids = batch.column("id").to_pylist()
        pairs = zip(ids, batch.column("url").to_pylist(), strict=True)
        taken = [self.takedowns.covers(row_id, url) for row_id, url in pairs]
        if not any(taken):
            return batch
        self._taken_ids.update(row_id for row_id, hit in zip(ids, taken, strict=True) if hit and row_id is not None)
        mask = pa.array(taken)
        instead = {"status": "dropped", "reason": REASON}
        arrays = [
            column
            if name in ("id", "source", "position", "raw_sha256")
            else pc.if_else(mask, pa.scalar(instead.get(name), column.type), column)
            for name, column in zip(batch.schema.names, batch.columns, strict=True)
        ]
        return pa.RecordBatch.from_arrays(arrays, schema=OUTCOMES)

    def _add_kept(self, rows: pa.RecordBatch) -> None:
        documents = rows.select(DOCUMENTS.names)
        metas = []
        for row in documents.to_pylist():
            if row["text"] is None or row["id"] is None:
                raise ExportError(self.where, f"document {row['id']!r} is kept without text or id", DEFECT)
            text, meta = row_digests(row)
            if text != row["text_sha256"]:
                raise ExportError(self.where, f"document '{row['id']}' has another text_sha256 than its text", DEFECT)
            metas.append(meta)
            self._ids += hashlib.blake2b(row["id"].encode(), digest_size=16).digest()
        columns = [*documents.columns, pa.array(metas, META_SHA256.type)]
        documents = pa.RecordBatch.from_arrays(columns, schema=EXPORTED_DOCUMENTS)
        self.figures.add_kept(documents)
        self.figures.add_trial(rows.column("trial"))
        self.reasons["default"]["kept"] += rows.num_rows
        self.binned["default"].add(documents)

    def withhold(self, duplicates: pa.RecordBatch) -> pa.RecordBatch:
        """Duplicates without the text they share with a document that was taken down; asked when all rows are in."""
        if not self._taken_ids:
            return duplicates
        taken = pa.array(sorted(self._taken_ids), pa.string())
        hit = pc.is_in(duplicates.column("survivor_id"), value_set=taken)
        instead = {"text": None, "title": None, "detail": _WITHHELD}
        arrays = [
            pc.if_else(hit, pa.scalar(instead[name], pa.string()), column) if name in instead else column
            for name, column in zip(duplicates.schema.names, duplicates.columns, strict=True)
        ]
        return pa.RecordBatch.from_arrays(arrays, schema=duplicates.schema)

    def check_ids(self) -> None:
        """Prove that no two kept documents share an id.

        Raises:
            ExportError: some do.
        """
        ids = np.sort(np.frombuffer(self._ids, dtype="S16"))
        twice = int(np.sum(ids[1:] == ids[:-1]))
        if twice:
            raise ExportError(self.where, f"{twice:,} kept documents have an id that another one has", DEFECT)
