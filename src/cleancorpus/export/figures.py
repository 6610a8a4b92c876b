"""Measured figures of an export, for card, manifest and diff: counted while rows go by, equal for any batch size."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from cleancorpus.credentials import without_credentials

_YEAR = re.compile(r"(1[89]|20)\d\d(?=$|\D)")
MAX_LISTED = 1000  # sites and source files listed in the manifest by name; how many there are stands beside them


def _count(counter: Counter[str], column: pa.Array, null: str | None = None) -> None:
    for item in pc.value_counts(column).to_pylist():
        value = null if item["values"] is None else item["values"]
        if value is not None:
            counter[value] += item["counts"]


class Figures:
    """Counts over the kept documents, and reasons over the rows that were not kept."""

    def __init__(self) -> None:
        self.documents = self.words = self.chars = self.tokens = self.text_bytes = self.removed_chars = 0
        self.languages: Counter[str] = Counter()
        self.sites: Counter[str] = Counter()
        self.sources: Counter[str] = Counter()
        self.years: Counter[str] = Counter()
        self.page_types: Counter[str] = Counter()
        self.flags: Counter[str] = Counter()
        self.repairs: Counter[str] = Counter()
        self.removals: Counter[str] = Counter()
        self.removal_chars: Counter[str] = Counter()
        self.removal_reasons: Counter[str] = Counter()  # by rule and reason; a reason has no space in it
        self.split_documents: Counter[str] = Counter()
        self.split_words: Counter[str] = Counter()
        self.split_bytes: Counter[str] = Counter()
        self.documents_cut = 0
        self.trial: Counter[str] = Counter()

    def add_splits(self, batch: pa.RecordBatch, splits: Sequence[str]) -> None:
        """Count documents by split; `splits` are their names."""
        sizes = pc.fill_null(pc.binary_length(batch.column("text")), 0).to_pylist()
        for split, n_words, n_bytes in zip(splits, batch.column("n_words").to_pylist(), sizes, strict=True):
            self.split_documents[split] += 1
            self.split_words[split] += n_words or 0
            self.split_bytes[split] += n_bytes

    def add_kept(self, batch: pa.RecordBatch) -> None:
        """Count documents (columns of the documents table)."""
        self.documents += batch.num_rows
        self.words += pc.sum(batch.column("n_words")).as_py() or 0
        self.chars += pc.sum(batch.column("n_chars")).as_py() or 0
        self.tokens += pc.sum(batch.column("n_tokens")).as_py() or 0
        self.text_bytes += pc.sum(pc.binary_length(batch.column("text"))).as_py() or 0
        _count(self.languages, batch.column("language"), "und")
        _count(self.sites, batch.column("site"))
        _count(self.sources, batch.column("source"), "")
        _count(self.page_types, batch.column("page_type"))
        _count(self.flags, batch.column("flags").flatten())
        _count(self.repairs, batch.column("repairs").flatten())
        for published in batch.column("published").to_pylist():
            match = _YEAR.match(published or "")
            self.years[match[0] if match else "unknown"] += 1
        removals = batch.column("removals")
        self.documents_cut += len(pc.unique(pc.list_parent_indices(removals)))
        columns = (removals.flatten().field(name).to_pylist() for name in ("rule", "reason", "text"))
        for rule, reason, text in zip(*columns, strict=True):
            self.removals[rule] += 1
            self.removal_reasons[f"{rule} {reason}"] += 1
            self.removal_chars[rule] += len(text)
            self.removed_chars += len(text)

    def add_trial(self, trial: pa.Array) -> None:
        """Count what rules on trial would have cut (column `trial` of kept documents)."""
        _count(self.trial, trial.flatten().field("rule"))

    def state(self) -> dict[str, Any]:
        """All counts as JSON, for `merge`."""
        return {name: dict(value) if isinstance(value, Counter) else value for name, value in vars(self).items()}

    def merge(self, state: dict[str, Any]) -> None:
        """Add the counts of other documents, as `state` gives them."""
        for name, value in state.items():
            mine = getattr(self, name)
            if isinstance(mine, Counter):
                mine.update(value)
            else:
                setattr(self, name, mine + value)

    def to_manifest(self) -> dict[str, Any]:
        """All figures as JSON: counts by value with the largest first, equal counts by name."""
        repaired = self.chars + self.removed_chars
        reasons: dict[str, dict[str, int]] = {}
        for name, count in _ranked(self.removal_reasons).items():
            rule, _, reason = name.rpartition(" ")
            reasons.setdefault(rule, {})[reason] = count
        return {
            "documents": self.documents,
            "words": self.words,
            "chars": self.chars,
            "tokens": self.tokens or None,  # none were counted
            "text_bytes": self.text_bytes,
            "removed_chars": self.removed_chars,
            "removed_share": round(self.removed_chars / repaired, 6) if repaired else 0.0,
            "documents_cut": self.documents_cut,
            "splits": {
                name: {
                    "documents": count,
                    "words": self.split_words[name],
                    "text_bytes": self.split_bytes[name],
                }
                for name, count in _ranked(self.split_documents).items()
            },
            "languages": _ranked(self.languages),
            "sites": dict(list(_ranked(self.sites).items())[:MAX_LISTED]),
            "n_sites": len(self.sites),
            "sources": {
                without_credentials(name): count for name, count in list(_ranked(self.sources).items())[:MAX_LISTED]
            },
            "n_sources": len(self.sources),
            "years": dict(sorted(self.years.items())),
            "page_types": _ranked(self.page_types),
            "flags": _ranked(self.flags),
            "repairs": _ranked(self.repairs),
            "removals_by_rule": {
                rule: {
                    "spans": count,
                    "chars": self.removal_chars[rule],
                    "reasons": reasons[rule],
                }
                for rule, count in _ranked(self.removals).items()
            },
            "trial_by_rule": _ranked(self.trial),
        }


def _ranked(counter: Counter[str]) -> dict[str, int]:
    return dict(sorted(counter.items(), key=lambda item: (-item[1], item[0])))
