"""Exact duplicates and repeated ids, found as outcomes stream by in the order of the sources."""

from __future__ import annotations

import pyarrow as pa

from cleancorpus.schema import OUTCOMES


class ExactDuplicates:
    """Marks documents whose cleaned text was seen before, and makes ids unique.

    The first document with a text survives; later ones get status `duplicate` and the survivor's id. Texts are compared
    by their sha256, of which 32 bytes a document are kept. An id that an earlier row has gets `#2`, `#3` … behind it and
    the flag `id-repeated`, so that no row is lost to a source that numbers its records anew in each file.
    """

    def __init__(self, *, mark_texts: bool = True) -> None:
        self._mark_texts = mark_texts
        self._survivors: dict[bytes, str] = {}
        self._ids: dict[str, int] = {}

    def mark(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        """`batch` (`schema.OUTCOMES`) with ids made unique and duplicates marked."""
        columns = {
            name: batch.column(name).to_pylist()
            for name in ("id", "status", "reason", "survivor_id", "text_sha256", "flags")
        }
        for row in range(batch.num_rows):
            self._mark_row(columns, row)
        arrays = [
            pa.array(columns[field.name], field.type) if field.name in columns else batch.column(field.name)
            for field in OUTCOMES
        ]
        return pa.record_batch(arrays, schema=OUTCOMES)

    def _mark_row(self, columns: dict[str, list[object]], row: int) -> None:
        given = str(columns["id"][row])
        unique = given
        while unique in self._ids:
            self._ids[given] += 1
            unique = f"{given}#{self._ids[given]}"
        self._ids[unique] = 1
        if unique != given:
            columns["id"][row] = unique
            columns["flags"][row] = [*(columns["flags"][row] or ()), "id-repeated"]  # type: ignore[misc]
        if columns["status"][row] != "kept" or not self._mark_texts:
            return
        digest = bytes.fromhex(str(columns["text_sha256"][row]))
        survivor = self._survivors.setdefault(digest, unique)
        if survivor != unique:
            columns["status"][row], columns["reason"][row], columns["survivor_id"][row] = "duplicate", "exact", survivor
