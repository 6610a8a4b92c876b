"""The part of verification that reads rows."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable
from typing import Any

import numpy as np
import pyarrow as pa

from cleancorpus.carry.values import rows_of
from cleancorpus.config import Pii
from cleancorpus.digest import canonical_json, row_digests, sha256
from cleancorpus.errors import ExportError
from cleancorpus.export.tables import flatten_removals
from cleancorpus.numbers import counted
from cleancorpus.schema import TABLES
from cleancorpus.versions.number import ContentHash
from cleancorpus.versions.open import READ_ERRORS, FileEntry, VersionFiles
from cleancorpus.versions.receipts import Carried, read_receipts
from cleancorpus.versions.takedown import Takedowns

Digests = np.ndarray[Any, np.dtype[np.bytes_]]
_SHOWN = 10  # rows of a file that are named, at most


def _removal_digest(row: dict[str, Any]) -> bytes:
    return hashlib.blake2b(canonical_json(row).encode(), digest_size=16).digest()


_OF_THE_BEST = ("rule", "version", "category", "reason", "score", "evidence")  # columns that are the best finding's


def check_findings(removal: dict[str, Any]) -> str:
    """What is wrong with the findings of a removal; empty where all claim a part of it, best first."""
    where = f"removal {removal['start']}–{removal['end']}"
    findings = removal.get("findings") or []
    if not findings:
        return f"{where} has no finding"
    if off := [name for name in _OF_THE_BEST if removal[name] != findings[0][name]]:
        return f"{where} has another {off[0]} than its best finding"
    scores = [finding["score"] for finding in findings]
    if scores != sorted(scores, reverse=True):
        return f"{where} has a better finding than its first"
    if any(finding["end"] <= removal["start"] or finding["start"] >= removal["end"] for finding in findings):
        return f"{where} has a finding that claims nothing of it"
    return ""


def check_removals(text: str, removals: list[dict[str, Any]]) -> str:
    """What is wrong with the removals of a document whose kept text is `text`; empty where they fit.

    They must be in order, not overlap, be as long as their texts, and leave no hole when they are put back: every kept
    character before, between and after them must be there. Their findings must be those of what was cut.
    """
    repaired = kept = 0  # code points of the repaired text, and of the kept text in it, gone over so far
    for removal in removals:
        start, end = removal["start"], removal["end"]
        if end - start != len(removal["text"]):
            return f"removal {start}–{end} has a text of {counted(len(removal['text']), 'character')}"
        if start < repaired:
            return f"removal {start}–{end} begins before the end of the one before it"
        kept += start - repaired
        if kept > len(text):
            return f"removal {start}–{end} lies beyond the text put back together"
        repaired = end
    return next(filter(None, map(check_findings, removals)), "")


def check_masks(text: str, spans: list[dict[str, Any]], pii: Pii) -> str:
    """What is wrong with the places of placeholders in a text; empty where each has its kind's, in order."""
    position = 0
    for span in spans:
        start, end = span["start"], span["end"]
        if start < position or text[start:end] != pii.placeholder(span["kind"]):
            return f"pii_spans {start}–{end} is not where a placeholder for {span['kind']} stands"
        position = end
    return ""


class Rows:
    """Reads all rows of a version; adds what is wrong with them to `problems` and gathers what belongs to the whole.

    `content` is the content hash, `reasons` counts rows by config and reason, `unreadable` are configs that could not
    be read to the end.
    """

    def __init__(self, version: VersionFiles, problems: list[str]) -> None:
        self.version, self.problems = version, problems
        self.content = ContentHash()
        self.reasons: dict[str, Counter[str]] = {name: Counter() for name in TABLES}
        self.unreadable: set[str] = set()
        self._takedowns = Takedowns.from_manifest(version.manifest)
        self._pii = self._masked_as()
        try:
            self._gone = Carried(read_receipts(version), self._takedowns)
        except ExportError:  # which `check_receipts` tells
            self._gone = Carried((), self._takedowns)
        self._ids = bytearray()
        self._removals = {"default": bytearray(), "removals": bytearray()}

    def _masked_as(self) -> Pii:
        """What the version says it masked, in the shape of the configuration."""
        try:
            return Pii.model_validate(self.version.manifest.get("config", {}).get("pii", {}))
        except ValueError:  # of pydantic: a damaged section, or a later version's
            self.problems.append(
                "manifest.json: config.pii: does not say what was masked, or another cleancorpus wrote it"
            )
            return Pii()

    def read(self) -> None:
        """Read everything once."""
        for config in self.version.configs:
            for entry in self.version.files(config):
                self._read_file(entry)
        ids = np.frombuffer(self._ids, dtype="S16")
        unique, counts = np.unique(ids, return_counts=True)
        if np.any(counts > 1):
            twice = {bytes(key).ljust(16, b"\0") for key in unique[counts > 1].tolist()}
            names = dict.fromkeys(
                row_id
                for _, batch in self.version.read("default", ["id"])
                for row_id in batch.column("id").to_pylist()
                if hashlib.blake2b(row_id.encode(), digest_size=16).digest() in twice
            )
            named = ", ".join(f"'{name}'" for name in list(names)[:_SHOWN])
            self.problems.append(f"data: {counted(len(names), 'id')} of more than one document: {named}")

    def removal_digests(self) -> tuple[Digests, Digests]:
        """Sorted digests of the rows of the removals table, and of the removals of the documents."""
        table, documents = (np.frombuffer(self._removals[name], dtype="S16") for name in ("removals", "default"))
        return np.sort(table), np.sort(documents)

    def _read_file(self, entry: FileEntry) -> None:
        found: list[str] = []
        row_number = 0
        try:
            for batch in self.version.read_file(entry):
                for row in rows_of(batch):
                    row_number += 1
                    if what := self._check_row(entry, row):
                        found.append(f"{entry.path}: row {row_number} (id '{row['id']}'): {what}")
                if entry.config == "default":
                    for removal in flatten_removals(batch).to_pylist():
                        self._removals["default"] += _removal_digest(removal)
        except (ExportError, *READ_ERRORS) as error:
            self.unreadable.add(entry.config)
            what = error.what if isinstance(error, ExportError) else f"{type(error).__name__}: {error}"
            found.append(f"{entry.path}: rows from {row_number + 1} on: {what}")
        self.problems += found[:_SHOWN]
        if len(found) > _SHOWN:
            self.problems.append(f"{entry.path}: and {counted(len(found) - _SHOWN, 'row')} more with problems")

    def _check_row(self, entry: FileEntry, row: dict[str, Any]) -> str:
        """What is wrong with a row, and count it."""
        config = entry.config
        text_digest, meta_digest = row_digests(row)
        self.content.add(config, entry.split, row["id"], text_digest, meta_digest)
        self.reasons[config][row.get("reason") or ("kept" if config == "default" else "no reason given")] += 1
        if config == "removals":
            self._removals["removals"] += _removal_digest(row)
            return ""
        wrong = []
        text = row.get("text")
        if text is not None and text_digest != row["text_sha256"]:
            wrong.append("the text was edited: text_sha256 says another")
        if config == "default":
            self._ids += hashlib.blake2b((row["id"] or "").encode(), digest_size=16).digest()
            if meta_digest != row["meta_sha256"]:
                wrong.append("columns other than text were edited: meta_sha256 says others")
            if text is None:
                wrong.append("has no text")
            elif row["n_chars"] != len(text):
                wrong.append(f"n_chars is {row['n_chars']}, the text has {counted(len(text), 'character')}")
            if text is not None and (off := check_removals(text, row["removals"] or [])):
                wrong.append(off)
            if text is not None and (off := check_masks(text, row.get("pii_spans") or [], self._pii)):
                wrong.append(off)
            if self._takedowns.covers(row["id"], row["url"]):
                wrong.append("was taken down")
        if why := self._taken(config, row, text_digest):
            wrong.append(why)
        if config == "dropped" and row["repaired_text"] is not None:
            repaired = row["repaired_text"]
            if off := check_masks(repaired, row.get("pii_spans") or [], self._pii):
                wrong.append(off)
            for removal in row["removals"] or ():
                if repaired[removal["start"] : removal["end"]] != removal["text"]:
                    wrong.append(f"removal {removal['start']}–{removal['end']} is not what repaired_text has there")
        return "; ".join(wrong)

    def _taken(self, config: str, row: dict[str, Any], text_digest: str) -> str:
        """What of a row was taken down and is there all the same."""
        if config == "default" and self._gone.numbers(row["id"], text_digest):
            return "was taken down, says a receipt"
        texts = [row["text"]] if config == "duplicates" and row.get("text") else []
        if config == "dropped" and (repaired := row.get("repaired_text")):
            texts = [repaired, _without(repaired, row["removals"] or ())]
        if any(self._gone.numbers(None, sha256(text.encode())) for text in texts):
            return "has a text that was taken down, says a receipt"
        return ""


def _without(text: str, removals: Iterable[dict[str, Any]]) -> str:
    """`text` as it would be without what rules cut from it."""
    kept, at = "", 0
    for removal in removals:
        kept += text[at : removal["start"]]
        at = removal["end"]
    return kept + text[at:]


def first_ids(
    version: VersionFiles,
    config: str,
    digests: Digests,
    flatten: Callable[[pa.RecordBatch], pa.RecordBatch] | None = None,
) -> str:
    """The ids of the first rows whose removal has one of these digests, as text."""
    wanted = {bytes(digest).ljust(16, b"\0") for digest in digests.tolist()}
    names: dict[str, None] = {}
    for _, batch in version.read(config):
        rows = flatten(batch) if flatten else batch
        names.update((row["id"], None) for row in rows.to_pylist() if _removal_digest(row) in wanted)
    return ", ".join(f"'{name}'" for name in list(names)[:_SHOWN])
