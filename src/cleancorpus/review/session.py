"""A version that is reviewed: its index, search, judgements and sample, and what a page needs of them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from cleancorpus.export.card import put_judged
from cleancorpus.review.audit import KEPT, RuleAudit, Sample, card_section, key_of
from cleancorpus.review.index import RowIndex
from cleancorpus.review.judgements import DocumentKey, Judgement, Judgements, Spot
from cleancorpus.review.search import Search
from cleancorpus.review.suggestions import Suggesting
from cleancorpus.review.twins import Beside, beside
from cleancorpus.review.view import DocumentView, document_line, view_of
from cleancorpus.versions.open import VersionFiles

DEFAULT_SAMPLE = 20
MOST_SAMPLE = 1_000
LABELS = {
    "nav": "navigation, copyright, controls",
    "byline": "byline, credit",
    "dup_headline": "the headline again",
    "timestamp": "date, time",
    "cookie": "consent",
    "subscribe": "newsletter, paywall",
    "share": "share",
    "related": "related articles",
    "ad": "advertisement",
    "comment": "comments",
}


class Review:
    """All of it. Documents are read from their files when they are asked for."""

    def __init__(self, version: VersionFiles, judgements: Path, rules: Path, *, has_card: bool = True) -> None:
        self.version = version
        self.has_card = has_card and version.folder is not None  # into which what was judged may be written
        self.index = RowIndex(version)
        self.search = Search(version, self.index)
        self.judgements = Judgements(judgements, str(version.manifest["content_hash"]))
        self.sample = Sample(self.index)
        self.suggesting = Suggesting(version, self.judgements, rules)
        self._rows: dict[DocumentKey, int | None] = {}

    @property
    def name(self) -> str:
        card = self.version.manifest["card"]
        return str(card["pretty_name"] or self.version.manifest["name"])

    def document(self, row: int) -> DocumentView:
        """A row as a page shows it, with all that was said of it so far.

        Raises:
            CleancorpusError: its file, or that of the judgements, cannot be read.
        """
        status, found = self.index.status_of(row), self.index.read(row)
        self.judgements.refresh()
        key = key_of(status, found)
        self._rows[key] = row
        return view_of(status, found, self.judgements.of(key))

    def twin(self, view: DocumentView) -> tuple[str, int | None, Mapping[str, Any] | None, Beside | None] | None:
        """Of a duplicate: id of the document that was kept, its number, its row, and both side by side; None for what is none."""
        survivor = view.row.get("survivor_id") if view.key.status == "duplicate" else None
        if survivor is None:
            return None
        row = self.index.find(str(survivor), KEPT)
        if row is None:
            return str(survivor), None, None, None
        other = self.index.read(row)
        return str(survivor), row, other, beside(view.row.get("text") or "", other.get("text") or "")

    def judge(
        self, view: DocumentView, kind: str, verdict: str, spot: tuple[int, int], label: str, audit: int | None
    ) -> bool:
        """Write down what was said of a removal or a line; False where the document has none there.

        Raises:
            CleancorpusError: it cannot be written.
        """
        start, end = spot
        entry: Judgement = {
            "judged": kind,
            **view.key._asdict(),
            "version": self.version.version,
            "start": start,
            "end": end,
        }
        if kind == "removal":
            cut = next((one.removal for one in view.cuts if (one.removal["start"], one.removal["end"]) == spot), None)
            if cut is None:
                return False
            entry |= {"rule": cut["rule"], "rule_version": cut["version"]}
            entry |= {name: cut[name] for name in ("category", "reason", "score", "text")}
            before = self.judgements.of(view.key).get(Spot(view.key, kind, start, end), {})
            entry |= {"verdict": verdict, "audit": audit or before.get("audit")}  # drawn once, it stays in the sample
        else:
            if view.text is None or not any((line.start, line.end) == spot for line in view.lines):
                return False
            entry |= {"label": label, "text": view.text[start:end], "verdict": verdict}
        self.judgements.add(entry, document_line(view))
        return True

    def rows_judged(self) -> dict[str, set[int]]:
        """The rows that have judgements, by verdict; `any`: all of them."""
        self.judgements.refresh()
        found: dict[str, set[int]] = {"any": set()}
        said = self.judgements.all()
        unknown = {spot.document for spot in said} - self._rows.keys()
        if unknown:
            rows = self.index.find_all({key.id for key in unknown})
            self._rows.update((key, rows.get((key.status, key.id))) for key in unknown)
        for spot, judgement in said.items():
            row = self._rows[spot.document]
            if row is not None:
                found["any"].add(row)
                found.setdefault(judgement["verdict"], set()).add(row)
        return found

    def audit(self, size: int | None) -> tuple[int, list[RuleAudit]]:
        """The audit of so many removals a rule, else of as many as were last judged; the size, and each rule's sample."""
        self.judgements.refresh()
        size = min(size or self.judgements.audit_size or DEFAULT_SAMPLE, MOST_SAMPLE)
        return size, self.sample.audit(size, self.judgements.all())

    def next_open(self, size: int, rule: str | None = None) -> int | None:
        """The next removal of the sample that nobody judged, by its number in the index: of that rule first."""
        _, audits = self.audit(size)
        audits.sort(key=lambda one: one.rule != rule)
        return next((number for one in audits for number in one.open), None)

    def write_card(self) -> int:
        """Put the precision of the rules into the version's card; gives how many rules it names, 0 where nothing was judged.

        Raises:
            ExportError: the card cannot be read or written.
        """
        size, audits = self.audit(None if self.judgements.audit_size else DEFAULT_SAMPLE)
        if not self.has_card or self.version.folder is None or not self.judgements.audit_size:
            return 0
        put_judged(self.version.folder, card_section(audits, size))
        return sum(1 for one in audits if one.judged)
