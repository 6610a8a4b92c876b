"""What the rows say that are no kept documents: dropped ones, records in quarantine, duplicates and their clusters."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from cleancorpus.report.documents import Place
from cleancorpus.report.sampling import Hashes, Smallest, hashes_of
from cleancorpus.versions.open import VersionFiles

SAMPLES = 3  # of each reason
LARGEST = 10  # clusters that are shown
COPIES = 4  # of a cluster that are named
SIZES = (2, 3, 4, 6, 11, 21, 51, 101)  # documents in a cluster, from
SIMILARITIES = (0.0, 0.6, 0.7, 0.8, 0.85, 0.9, 0.95, 1.0)


@dataclass
class LostRows:
    """Rows of one table by reason and language, and for each reason the places of a few of them."""

    by_reason: Counter[str] = field(default_factory=Counter)
    by_language: Counter[tuple[str, str]] = field(default_factory=Counter)
    samples: Smallest[str, Place] = field(default_factory=lambda: Smallest(SAMPLES))


def read_lost(version: VersionFiles, config: str) -> LostRows:
    """Count the rows of `dropped` or `quarantined`; these have no language.

    Raises:
        ExportError: a file cannot be read.
    """
    found, has_language = LostRows(), "language" in version.columns(config)
    columns = ["id", "reason", *(["language"] if has_language else [])]
    for entry in version.files(config):
        first = 0
        for batch in version.read_file(entry, columns):
            reasons = batch.column("reason").to_pylist()
            found.by_reason.update(reasons)
            if has_language:
                languages = (language or "und" for language in batch.column("language").to_pylist())
                found.by_language.update(zip(reasons, languages, strict=True))
            hashes = hashes_of(batch.column("id").to_pylist()).tolist()
            for row, (reason, rank) in enumerate(zip(reasons, hashes, strict=True), start=first):
                found.samples.add(reason, rank, Place(entry.path, row))
            first += batch.num_rows
    return found


@dataclass
class Cluster:
    """A document that was kept, or that an earlier version has, with its copies. `copies` are rows of a few of them."""

    survivor_id: str
    n_copies: int
    reasons: Counter[str]
    copies: list[dict[str, Any]] = field(default_factory=list)


@dataclass
class Duplicates:
    """Duplicates by reason; clusters by size (`SIZES`; documents with their survivor), the largest of them; near ones by
    similarity (`SIMILARITIES`).
    """

    by_reason: Counter[str]
    clusters: int
    sizes: list[int]
    largest: list[Cluster]
    similarities: list[int]
    documents: int = 0


def read_duplicates(version: VersionFiles) -> Duplicates:
    """Count the duplicates of a version, in two passes. Memory: 8 bytes a duplicate, 24 while they are sorted.

    Raises:
        ExportError: a file cannot be read.
    """
    reasons: Counter[str] = Counter()
    similarities = np.zeros(len(SIMILARITIES), np.int64)
    keys: list[Hashes] = []
    for _, batch in version.read("duplicates", ["survivor_id", "reason", "similarity"]):
        reasons.update(batch.column("reason").to_pylist())
        keys.append(hashes_of(batch.column("survivor_id").to_pylist()))
        found = np.asarray(pc.drop_null(batch.column("similarity")), dtype=np.float64)
        similarities += np.bincount(np.searchsorted(SIMILARITIES, found, side="right") - 1, minlength=len(SIMILARITIES))
    every = np.concatenate(keys) if keys else np.zeros(0, np.uint64)
    survivors, counts = np.unique(every, return_counts=True)
    sizes = np.bincount(np.searchsorted(SIZES, counts + 1, side="right") - 1, minlength=len(SIZES))
    order = np.lexsort((survivors, -counts))[:LARGEST]
    largest = _clusters(version, {int(survivors[at]): int(counts[at]) for at in order})
    return Duplicates(
        by_reason=reasons,
        clusters=len(survivors),
        sizes=sizes.tolist(),
        largest=largest,
        similarities=similarities.tolist(),
        documents=len(every),
    )


def _clusters(version: VersionFiles, wanted: dict[int, int]) -> list[Cluster]:
    """The clusters with these hashes of survivors, in the order given."""
    found: dict[int, Cluster] = {}
    copies: Smallest[int, dict[str, Any]] = Smallest(COPIES)
    keys = np.array(list(wanted), np.uint64)
    for _, batch in version.read("duplicates", ["id", "survivor_id", "reason", "title", "url"]) if wanted else ():
        hashes = hashes_of(batch.column("survivor_id").to_pylist())
        mine = np.flatnonzero(np.isin(hashes, keys))
        if not len(mine):
            continue
        rows = batch.take(pa.array(mine)).to_pylist()
        ranks = hashes_of(row["id"] for row in rows).tolist()
        for key, rank, row in zip(hashes[mine].tolist(), ranks, rows, strict=True):
            cluster = found.setdefault(key, Cluster(row["survivor_id"] or "", wanted[key], Counter()))
            cluster.reasons[row["reason"]] += 1
            copies.add(key, rank, row)
    for key, cluster in found.items():
        cluster.copies = copies.of(key)
    return [found[key] for key in wanted]


def survivors(version: VersionFiles, ids: list[str]) -> dict[str, Place]:
    """Where the documents with these ids stand; those of earlier versions are not here.

    Raises:
        ExportError: a file cannot be read.
    """
    found: dict[str, Place] = {}
    values = pa.array(ids, pa.string())
    for entry in version.files("default") if ids else ():
        first = 0
        for batch in version.read_file(entry, ["id"]):
            for row in np.flatnonzero(pc.is_in(batch.column("id"), value_set=values)).tolist():
                found.setdefault(batch.column("id")[row].as_py(), Place(entry.path, first + row))
            first += batch.num_rows
    return found
