"""What the documents of a version say: one pass over narrow columns, in batches. Memory grows with neither rows nor texts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from cleancorpus.errors import ExportError
from cleancorpus.report.documents import Place
from cleancorpus.report.sampling import Smallest, hashes_of, mixed
from cleancorpus.versions.open import VersionFiles

SAMPLE_POOL = 12  # removals of a rule and reason that are looked at for samples; equal texts among them are shown once
MOST_LOST = 12  # documents that lost most
_WORTH_SHOWING = 200  # characters: documents that lost less come last, however short they are
_OCTAVE = 16  # steps of a length's logarithm for the median: exact to 5 %
EDGES = (0, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 20_000, 50_000, 100_000)  # characters
SHARES = (0.0, 0.01, 0.05, 0.1, 0.25, 0.5)  # of a document's text
_LEAVES = ("rule", "category", "reason", "start", "end")
_COLUMNS = ("id", "language", "site", "n_chars", *(f"removals.list.element.{name}" for name in _LEAVES))


class Removed(NamedTuple):
    """Removals of a group: how many, and how many characters."""

    spans: int
    chars: int


class RemovalAt(NamedTuple):
    """A removal that may be a sample: where its document stands, and where in its text it begins."""

    place: Place
    start: int


@dataclass
class Lengths:
    """Lengths of documents in characters: in ranges (`EDGES`), their sum, and fine enough for a median."""

    ranges: np.ndarray[Any, np.dtype[np.int64]] = field(default_factory=lambda: np.zeros(len(EDGES), np.int64))
    fine: Counter[int] = field(default_factory=Counter)
    total: int = 0
    longest: int = 0

    def add(self, lengths: np.ndarray[Any, np.dtype[np.int64]]) -> None:
        """Count documents."""
        self.ranges += np.bincount(np.searchsorted(EDGES, lengths, side="right") - 1, minlength=len(EDGES))
        steps, counts = np.unique(np.rint(np.log2(lengths + 1) * _OCTAVE).astype(np.int64), return_counts=True)
        self.fine.update(dict(zip(steps.tolist(), counts.tolist(), strict=True)))
        self.total += int(lengths.sum())
        self.longest = max(self.longest, int(lengths.max(initial=0)))

    @property
    def median(self) -> int:
        """The length that half of the documents reach, to 5 %; 0 for none."""
        half, seen = self.fine.total() / 2, 0
        for step, count in sorted(self.fine.items()):
            seen += count
            if seen >= half:
                length = 2 ** (step / _OCTAVE) - 1
                return int(round(length, 2 - len(str(int(length))))) if length >= 100 else round(length)
        return 0


@dataclass
class Site:
    """A site's documents, their characters, and removals by rule."""

    documents: int = 0
    chars: int = 0
    spans: Counter[str] = field(default_factory=Counter)
    removed: Counter[str] = field(default_factory=Counter)


class DocumentRows:
    """Counts over the kept documents and their removals, and the places of those to show.

    `sites` are the sites to count by name, those that the manifest lists; the others are counted together, as None.
    """

    def __init__(self, sites: Mapping[str, int]) -> None:
        self.documents = self.documents_cut = 0
        self.before, self.after = Lengths(), Lengths()
        self.shares = np.zeros(len(SHARES) + 1, np.int64)
        self.spans: Counter[tuple[str, str, str, str]] = Counter()  # by rule, category, reason, language
        self.chars: Counter[tuple[str, str, str, str]] = Counter()
        self.sites: dict[str | None, Site] = {}
        self.samples: Smallest[tuple[str, str], RemovalAt] = Smallest(SAMPLE_POOL)
        self.most_lost: Smallest[None, Place] = Smallest(MOST_LOST)
        self._known = pa.array(list(sites), pa.string())

    def read(self, version: VersionFiles) -> DocumentRows:
        """Count all documents of a version.

        Raises:
            ExportError: a file cannot be read, or has not as many removals as the manifest says.
        """
        for entry in version.files("default"):
            first = 0
            for batch in version.read_file(entry, _COLUMNS):
                self._add(batch, entry.path, first)
                first += batch.num_rows
        said = version.manifest["ledger"]
        for what, found, wanted in (
            ("documents", self.documents, said["kept"]),
            ("removals", self.spans.total(), said["removals"]),
        ):
            if found != wanted:
                raise ExportError(version.where, f"has {found:,} {what}, the ledger says {wanted:,}", "run verify")
        return self

    def _add(self, batch: pa.RecordBatch, path: str, first: int) -> None:
        removals = batch.column("removals")
        parents = pc.list_parent_indices(removals).to_numpy()
        parts = {name: removals.flatten().field(name) for name in _LEAVES}
        starts = parts["start"].to_numpy()
        sizes = parts["end"].to_numpy() - starts
        after = np.asarray(pc.fill_null(batch.column("n_chars"), 0), dtype=np.int64)
        cut = np.bincount(parents, weights=sizes, minlength=batch.num_rows).astype(np.int64)
        before = after + cut
        self.documents += batch.num_rows
        self.documents_cut += int(np.count_nonzero(cut))
        self.before.add(before)
        self.after.add(after)
        share = cut / np.maximum(before, 1)
        self.shares[0] += int(np.count_nonzero(cut == 0))
        self.shares[1:] += np.bincount(np.searchsorted(SHARES, share[cut > 0], side="right") - 1, minlength=len(SHARES))
        keys = {"rule": parts["rule"], "category": parts["category"], "reason": parts["reason"]}
        languages = pc.fill_null(batch.column("language"), "und")
        sites = self._listed(batch.column("site"))
        of_removal = pa.array(parents, pa.int64())
        rows = pa.table({**keys, "language": languages.take(of_removal), "chars": pa.array(sizes, pa.int64())})
        for row in _summed(rows, "rule", "category", "reason", "language"):
            key = (row["rule"], row["category"], row["reason"], row["language"])
            self.spans[key] += row["chars_count"]
            self.chars[key] += row["chars_sum"]
        self._count_sites(sites, after, _beside(sites.take(of_removal), rows))
        self._choose(batch, path, first, parents, parts, starts, cut, share)

    def _listed(self, sites: pa.Array) -> pa.Array:
        """The names of sites that are counted one by one, null for the others."""
        listed = pc.is_in(sites, value_set=self._known)
        return pc.if_else(listed, sites, pa.scalar(None, pa.string()))

    def _count_sites(self, sites: pa.Array, after: np.ndarray[Any, Any], removals: pa.Table) -> None:
        documents = pa.table({"site": sites, "chars": pa.array(after, pa.int64())})
        for row in _summed(documents, "site"):
            site = self.sites.setdefault(row["site"], Site())
            site.documents += row["chars_count"]
            site.chars += row["chars_sum"]
        for row in _summed(removals, "site", "rule"):
            site = self.sites[row["site"]]
            site.spans[row["rule"]] += row["chars_count"]
            site.removed[row["rule"]] += row["chars_sum"]

    def _choose(
        self,
        batch: pa.RecordBatch,
        path: str,
        first: int,
        parents: np.ndarray[Any, Any],
        parts: dict[str, pa.Array],
        starts: np.ndarray[Any, Any],
        cut: np.ndarray[Any, Any],
        share: np.ndarray[Any, Any],
    ) -> None:
        """Keep the places of samples, and of the documents that lost most."""
        hashes = hashes_of(batch.column("id").to_pylist())
        ranks = mixed(hashes[parents], starts).tolist()
        rules, reasons, begins = parts["rule"].to_pylist(), parts["reason"].to_pylist(), starts.tolist()
        for number, (rule, reason, rank) in enumerate(zip(rules, reasons, ranks, strict=True)):
            if self.samples.wants((rule, reason), rank):
                place = Place(path, first + int(parents[number]))
                self.samples.add((rule, reason), rank, RemovalAt(place, begins[number]))
        lost = np.flatnonzero(cut)
        worth = cut[lost] >= _WORTH_SHOWING
        order = np.lexsort((hashes[lost], -cut[lost], -share[lost], ~worth))[:MOST_LOST]
        for row in lost[order].tolist():
            rank = (bool(cut[row] < _WORTH_SHOWING), -float(share[row]), -int(cut[row]), int(hashes[row]))
            self.most_lost.add(None, rank, Place(path, first + row))


def _beside(sites: pa.Array, removals: pa.Table) -> pa.Table:
    return pa.table({"site": sites, "rule": removals["rule"], "chars": removals["chars"]})


def _summed(rows: pa.Table, *keys: str) -> list[dict[str, Any]]:
    """Number and characters of rows by their keys."""
    found: list[dict[str, Any]] = (
        rows.group_by(list(keys), use_threads=False).aggregate([("chars", "count"), ("chars", "sum")]).to_pylist()
    )
    return found
