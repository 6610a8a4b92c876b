"""How many documents of its site each line stands in: counted over the texts of all parts, before anything is judged.

Each line of each document gives a row of 30 bytes, on disk; lines are brought together by their hash, so that a site of any
size is counted in bounded memory. Nothing is left out before all parts are together: what is rare in each part may be frequent
in all.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
import pyarrow as pa

from cleancorpus.detect.repeats import (
    COLUMNS,
    FEWEST,
    Counts,
    DocumentMarks,
    Marker,
    Profile,
    beside_hash,
    exact_key,
    is_counted,
    is_passage,
    line_hash,
    line_key,
    mark_of,
    passage_hashes,
    site_key,
)
from cleancorpus.engine.stage import StageKey
from cleancorpus.text import fold

_OUTER = 100  # lines from either end whose neighbours are counted: the furniture of a whole page has as many
LINE_KEYS = pa.schema([
    ("bucket", pa.uint16()), ("row", pa.int64()), ("line", pa.uint64()),
    *((name, pa.uint32()) for name in DocumentMarks._fields),
])  # fmt: skip


class SiteLineCounts:
    """Collects the lines of readings, and counts them; a fold on texts instead of outcomes, whose result is a profile."""

    key_schema = LINE_KEYS

    def __init__(self, key: StageKey, by: str = "domain") -> None:
        self.key, self.by = key, by

    def collect(self, batch: pa.RecordBatch, first_row: int) -> pa.Table:
        """The lines of each document of a batch of `schema.READINGS`, each line of a document once."""
        rows: list[int] = []
        lines: list[int] = []
        marks: list[DocumentMarks] = []
        names = ("text", "block_starts", "block_ends", "title", "url", "site")
        columns = (batch.column(name).to_pylist() for name in names)
        for row, (text, starts, ends, title, url, site) in enumerate(zip(*columns, strict=True), first_row):
            if text is None or not starts:
                continue
            found = counted_in(text, zip(starts, ends, strict=True), title, site_key(url, site, self.by))
            rows += [row] * len(found)
            lines += found
            marks += found.values()
        hashes = np.array(lines, np.uint64)
        columns_of_marks = np.array(marks, np.uint32).reshape(len(marks), 3).T
        buckets = (hashes >> np.uint64(48)).astype(np.uint16)
        return pa.table([buckets, np.array(rows, np.int64), hashes, *columns_of_marks], schema=LINE_KEYS)

    @staticmethod
    def merge(keys: pa.Table) -> pa.Table:
        """The lines of some buckets that stand in three documents or more, by hash: `repeats.COLUMNS`."""
        lines = keys.column("line").to_numpy()
        marks = [keys.column(name).to_numpy() for name in DocumentMarks._fields]
        found, counts = count_documents(lines, marks)
        return pa.table([found, counts], schema=COLUMNS)


def counted_in(
    text: str, places: Iterable[tuple[int, int]], title: str | None, site: str | None
) -> dict[int, DocumentMarks]:
    """What is counted of a document with lines at these places: hashes, each once, with what tells documents apart.

    A line counts for its site, with its digits and without; one hash stands for all documents of the site. A passage counts for
    the corpus, too, and its sites for it.
    """
    folded = fold(text)
    lines = [(text[start:end], folded[start:end]) for start, end in places]
    keys = [exact_key(line) for _, line in lines]
    if not any(keys):
        return {}
    marker = Marker(title, [key for key in keys if key])
    found = {} if site is None else {line_hash(site, ""): marker.marks()}
    masked = [line_key(low) for _, low in lines]
    if site is not None:
        found |= _beside(site, keys, masked, marker)
    seen = set[str]()
    for (line, _), key, digitless in zip(lines, keys, masked, strict=True):
        if key in seen or not is_counted(key):
            continue
        seen.add(key)
        marks = marker.marks(key)
        if site is not None:
            found[line_hash(site, key)] = marks
            if "0" in digitless:
                found[line_hash(site, digitless, masked=True)] = marks
        if is_passage(line):
            everywhere, sites = passage_hashes(key)
            found[everywhere] = marks
            if site is not None:
                found[sites] = DocumentMarks(*[mark_of(site)] * 3)
    return found


def _beside(site: str, keys: list[str], masked: list[str], marker: Marker) -> dict[int, DocumentMarks]:
    """The lines at either end of a text, each with the one that stands further out."""
    last = len(keys) - 1
    found = {}
    for place in range(max(0, len(keys) - _OUTER), len(keys)):
        if is_counted(keys[place]):
            outer = masked[place + 1] if place < last else ""
            found[beside_hash(site, keys[place], outer, below=False)] = marker.marks(keys[place])
    for place in range(min(len(keys), _OUTER)):
        if is_counted(keys[place]):
            outer = masked[place - 1] if place else ""
            found[beside_hash(site, keys[place], outer, below=True)] = marker.marks(keys[place])
    return found


def count_documents(
    lines: np.ndarray[Any, Any], marks: list[np.ndarray[Any, Any]]
) -> tuple[np.ndarray[Any, Any], Counts]:
    """Hashes in order, and in how many documents each stands, where these are three or more.

    Of the numbers of different headlines, longest and middle lines among a line's documents it is the middle one (see
    `repeats.DocumentMarks`).
    """
    if not len(lines):
        return lines.astype(np.uint64), np.zeros(0, np.int64)
    found, which, times = np.unique(lines, return_inverse=True, return_counts=True)
    often = times >= FEWEST
    kept = np.flatnonzero(often[which])
    places = (np.cumsum(often) - 1)[which[kept]]
    n = int(often.sum())
    different = []
    for mark in marks:
        pairs = np.unique(places.astype(np.uint64) << np.uint64(32) | mark[kept].astype(np.uint64))
        different.append(np.bincount((pairs >> np.uint64(32)).astype(np.int64), minlength=n))
    counts = np.sort(np.stack(different), axis=0)[1].astype(np.int64)
    enough = counts >= FEWEST
    return found[often][enough], counts[enough]


def profile_of(tables: Iterable[pa.Table], by: str) -> Profile:
    """The profile that merged tables, in the order of their buckets, make together."""
    table = pa.concat_tables([COLUMNS.empty_table(), *tables])
    return Profile(table.column("line").to_numpy(), table.column("documents").to_numpy(), by)


def count_texts(documents: Iterable[tuple[str, Iterable[tuple[int, int]], str | None, str | None]]) -> Profile:
    """The profile of some documents in memory: text, places of its lines, title and site (`site_key`) of each."""
    counted = [pair for document in documents for pair in counted_in(*document).items()]
    lines = np.array([line for line, _ in counted], np.uint64)
    marks = np.array([marks for _, marks in counted], np.uint32).reshape(len(counted), 3).T
    return Profile(*count_documents(lines, list(marks)))
