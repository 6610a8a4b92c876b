"""Columns that only a configuration that asks for them gives: documents, dropped ones and duplicates have them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pyarrow as pa

from cleancorpus.config import Config
from cleancorpus.quality.signals import PREFIX, signals_of
from cleancorpus.schema import CONTAMINATION, PII_SPANS


class AskedColumns:
    """The columns that a configuration asks for: figures of texts (`quality_words` …), what else it looks for."""

    def __init__(self, config: Config) -> None:
        self._signals = signals_of(config.quality.columns)
        asked = ((PII_SPANS, config.pii.mask), (CONTAMINATION, config.quality.decontamination))
        self._lists = tuple(field for field, wanted in asked if wanted)
        figures = (
            pa.field(f"{PREFIX}{name}", pa.type_for_alias(kind), metadata={"description": description})
            for name, kind, description in self._signals
        )
        self.fields: tuple[pa.Field, ...] = (*figures, *self._lists)

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the columns, in their order."""
        return tuple(field.name for field in self.fields)

    def arrays(self, outcomes: pa.RecordBatch) -> list[pa.Array]:
        """The columns of some rows of `schema.OUTCOMES`; rows that were taken down have none of it."""
        if not self.fields:
            return []
        rows = [
            self.of_row(row) for row in outcomes.select(["signals", *(field.name for field in self._lists)]).to_pylist()
        ]
        return [pa.array([row[field.name] for row in rows], field.type) for field in self.fields]

    def of_row(self, row: Mapping[str, Any]) -> dict[str, Any]:
        """The columns of one row of `schema.OUTCOMES`, null where it has no document."""
        figures = row.get("signals") or [None] * len(self._signals)
        typed = (
            int(value) if value is not None and signal.kind == "int64" else value
            for signal, value in zip(self._signals, figures, strict=True)
        )
        return dict(zip(self.names, (*typed, *(row.get(field.name) for field in self._lists)), strict=True))
