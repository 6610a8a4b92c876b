"""In how many documents each paragraph stands (`detect.paragraphs`), counted over the texts of all parts before any is judged.

Each paragraph of each document, once, gives a row of 18 bytes, on disk; equal ones are brought together by ranges of hashes, so
that memory is bounded whatever the number of documents. What stands in one document alone is left out of the counts, 24 bytes
each, which workers map and do not load.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from cleancorpus.detect.paragraphs import (
    COLUMNS,
    FEWEST,
    Punctuation,
    n_paragraph_chars,
    paragraph_hash,
    paragraph_key,
)
from cleancorpus.engine.stage import StageKey, places_of

PARAGRAPH_KEYS = pa.schema([("bucket", pa.uint16()), ("row", pa.int64()), ("paragraph", pa.uint64())])


@dataclass(frozen=True)
class ParagraphForm:
    """How paragraphs are told (`paragraph_key`), whether it counts which document is the first, and how many characters the text
    of a document must have to count.
    """

    accents: bool = False
    punctuation: Punctuation = "code"
    firsts: bool = False
    min_chars: int = 0


class ParagraphCounts:
    """Collects the paragraphs of readings, and counts them; a fold on texts instead of outcomes, as `SiteLineCounts` is."""

    key_schema = PARAGRAPH_KEYS

    def __init__(self, key: StageKey, form: ParagraphForm) -> None:
        self.key, self.form = key, form

    def collect(self, batch: pa.RecordBatch, first_row: int) -> pa.Table:
        """The paragraphs of each document of a batch of `schema.READINGS`, each of a document once."""
        rows: list[int] = []
        found: list[int] = []
        columns = (batch.column(name).to_pylist() for name in ("text", "block_starts", "block_ends"))
        for row, (text, starts, ends) in enumerate(zip(*columns, strict=True), first_row):
            lines = [] if text is None else [text[start:end] for start, end in zip(starts, ends, strict=True)]
            if n_paragraph_chars(lines) < self.form.min_chars:
                continue
            own = {self._hash(line) for line in lines}
            rows += [row] * len(own)
            found += own
        hashes = np.array(found, np.uint64)
        order = np.lexsort((hashes, np.array(rows, np.int64)))
        hashes = hashes[order]
        buckets = (hashes >> np.uint64(48)).astype(np.uint16)
        return pa.table([buckets, np.array(rows, np.int64)[order], hashes], schema=PARAGRAPH_KEYS)

    def _hash(self, line: str) -> int:
        return paragraph_hash(paragraph_key(line, accents=self.form.accents, punctuation=self.form.punctuation))

    def merge(self, keys: pa.Table) -> pa.Table:
        """The paragraphs of some buckets that stand in several documents, by hash: `paragraphs.COLUMNS`.

        `keys` are in the order of parts and rows.
        """
        hashes = keys.column("paragraph").to_numpy()
        found, at, counts = np.unique(hashes, return_index=True, return_counts=True)
        often = counts >= FEWEST
        places = places_of(keys.column("part").to_numpy(), keys.column("row").to_numpy())
        firsts = places[at[often]] if self.form.firsts else np.full(int(often.sum()), -1, np.int64)
        return pa.table([found[often], counts[often].astype(np.int64), firsts], schema=COLUMNS)


def batches_of(tables: Iterable[pa.Table]) -> Iterator[pa.RecordBatch]:
    """Merged tables, in the order of their buckets, as the batches of a profile."""
    for table in tables:
        yield from (batch for batch in table.combine_chunks().to_batches() if batch.num_rows)
