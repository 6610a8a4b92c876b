"""The ledger of a run: every record ends as exactly one of kept, dropped, duplicate, quarantined."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

MOST_ITEMS = 1000  # evaluation items that the manifest names; the column `contamination` has all
MOST_FILES = 3  # of a reason for quarantine
STATUSES = ("kept", "dropped", "duplicate", "quarantined")


class Ledger:
    """Counts records in and outcomes out, by status, reason and rule."""

    def __init__(self) -> None:
        self.rows_in = 0
        self.status: Counter[str] = Counter()
        self.reasons: Counter[tuple[str, str]] = Counter()
        self.removals: Counter[str] = Counter()
        self.removed_chars: Counter[str] = Counter()
        self.trials: Counter[str] = Counter()
        self.languages: Counter[str] = Counter()
        self.flagged: Counter[str] = Counter()
        self.evaluation_items: Counter[str] = Counter()  # documents by item, as `file`, a line break and the record
        self.masked: Counter[str] = Counter()  # placeholders in kept documents, by kind
        self.masked_documents: Counter[str] = Counter()
        self.failed_files: Counter[str] = Counter()  # quarantined records, as reason, a line break and the file
        self.first_message: dict[str, str] = {}  # of quarantined records, by reason

    def state(self) -> dict[str, Any]:
        """All counts as JSON values, for `merge`."""
        reasons = [[status, reason, n] for (status, reason), n in self.reasons.items()]
        counts = {name: dict(value) for name, value in vars(self).items() if isinstance(value, Counter)}
        return {**counts, "rows_in": self.rows_in, "reasons": reasons, "first_message": self.first_message}

    def merge(self, state: dict[str, Any]) -> None:
        """Add the counts of the rows that follow, as `state` gives them."""
        self.rows_in += state["rows_in"]
        self.first_message = {**state["first_message"], **self.first_message}
        self.reasons.update({(status, reason): n for status, reason, n in state["reasons"]})
        for name, value in state.items():
            if name not in ("rows_in", "reasons", "first_message"):
                getattr(self, name).update(value)

    def add(self, batch: pa.RecordBatch) -> None:
        """Count outcomes (`schema.OUTCOMES`), which come in final order: the first message of a reason is always the same."""
        statuses, reasons = batch.column("status").to_pylist(), batch.column("reason").to_pylist()
        self.status.update(statuses)
        self.reasons.update((status, reason) for status, reason in zip(statuses, reasons, strict=True) if reason)
        columns = (batch.column(name).to_pylist() for name in ("detail", "source"))
        for status, reason, detail, source in zip(statuses, reasons, *columns, strict=True):
            if status == "quarantined" and reason:
                self.failed_files[f"{reason}\n{source}"] += 1
                if detail:
                    self.first_message.setdefault(reason, detail)
        for status, items in zip(statuses, batch.column("contamination").to_pylist(), strict=True):
            if status in ("kept", "dropped"):
                self.evaluation_items.update(f"{item['file']}\n{item['record']}" for item in items or ())
        kept = batch.filter(pc.equal(batch.column("status"), "kept"))
        self.languages.update(kept.column("language").to_pylist())
        for flags in kept.column("flags").to_pylist():
            self.flagged.update(flag.partition(":")[0] for flag in flags or ())
        for removals in kept.column("removals").to_pylist():
            for removal in removals or ():
                self.removals[removal["rule"]] += 1
                self.removed_chars[removal["rule"]] += len(removal["text"])
        for spans in kept.column("pii_spans").to_pylist():
            kinds = [span["kind"] for span in spans or ()]
            self.masked.update(kinds)
            self.masked_documents.update(set(kinds))
        for trials in kept.column("trial").to_pylist():
            self.trials.update(trial["rule"] for trial in trials or ())

    def summary(self) -> dict[str, Any]:
        """The ledger as plain values, keys sorted: what stands in the manifest."""
        by_status = {
            status: {reason: n for (at, reason), n in sorted(self.reasons.items()) if at == status}
            for status in STATUSES[1:]
        }
        return {
            "rows_in": self.rows_in,
            **{status: self.status[status] for status in STATUSES},
            "dropped_by_reason": by_status["dropped"],
            "duplicates_by_reason": by_status["duplicate"],
            "quarantined_by_reason": by_status["quarantined"],
            "first_message_by_reason": dict(sorted(self.first_message.items())),
            "quarantined_files_by_reason": self._failed_files(),
            "removals_by_rule": dict(sorted(self.removals.items())),
            "removed_chars_by_rule": dict(sorted(self.removed_chars.items())),
            "trial_findings_by_rule": dict(sorted(self.trials.items())),
            "kept_by_language": dict(sorted(self.languages.items())),
            "kept_by_flag": dict(sorted(self.flagged.items())),
            **self._evaluation(),
            **self._masked(),
        }

    def _failed_files(self) -> dict[str, Any]:
        """Of each reason for quarantine how many files have such records, and the files with most of them."""
        by_reason: dict[str, list[tuple[str, int]]] = {}
        for key, number in sorted(self.failed_files.items(), key=lambda item: (-item[1], item[0])):
            reason, _, file = key.partition("\n")
            by_reason.setdefault(reason, []).append((file, number))
        return {
            reason: {"count": len(files), "first": [{"file": file, "records": n} for file, n in files[:MOST_FILES]]}
            for reason, files in sorted(by_reason.items())
        }

    def _evaluation(self) -> dict[str, Any]:
        """The evaluation items that stand in documents, those in most of them first; nothing where there are none."""
        if not self.evaluation_items:
            return {}
        ranked = sorted(self.evaluation_items.items(), key=lambda item: (-item[1], item[0]))
        items = []
        for key, count in ranked[:MOST_ITEMS]:
            file, _, record = key.rpartition("\n")
            items.append({"file": file, "record": int(record), "documents": count})
        return {"evaluation_items": {"count": len(ranked), "first": items}}

    def _masked(self) -> dict[str, Any]:
        """Placeholders in kept documents by kind, and how many documents have some; nothing where there are none."""
        return (
            {
                "masked_by_kind": {
                    kind: {"spans": count, "documents": self.masked_documents[kind]}
                    for kind, count in sorted(self.masked.items())
                }
            }
            if self.masked
            else {}
        )
