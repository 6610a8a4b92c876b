"""One record to one outcome: extract, repair, detect, decide. The core that the job and `Cleaner` share.

It opens no file, keeps no state between records and gives the same outcome in any process and order.
"""

from __future__ import annotations

import hashlib
import re
import traceback
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import PurePath
from typing import Any
from urllib.parse import urlsplit

import pyarrow as pa

from cleancorpus.config import Config
from cleancorpus.decide.apply import cut
from cleancorpus.decide.quality import Verdict, judge
from cleancorpus.decide.resolve import resolve
from cleancorpus.detect.detector import NOTHING_CLAIMED, Claims, Detector
from cleancorpus.detect.title import best_title, guess_headline
from cleancorpus.errors import DocumentError
from cleancorpus.extract.plain import plain_blocks
from cleancorpus.known.stamps import read_stamp
from cleancorpus.language.detect import LanguageDetector
from cleancorpus.model import BlockKind, Document, Finding, Removal
from cleancorpus.read.encoding import decode
from cleancorpus.read.metadata import safe_string
from cleancorpus.repair.assemble import assemble_blocks
from cleancorpus.repair.text import repair_text
from cleancorpus.schema import OUTCOMES
from cleancorpus.text import n_words, plain

RAW_KEPT = 65_536  # bytes of a quarantined record that go to the export
_Blocks = tuple[tuple[str, BlockKind, bool], ...]


@dataclass(frozen=True)
class Record:
    """One record as `read` gives it; the fields are those of `schema.RECORDS`."""

    id: str
    data: bytes
    kind: str = "text"
    source: str = ""
    position: int = 1
    encoding: str | None = "utf-8"
    title: str | None = None
    authors: tuple[str, ...] = ()
    published: str | None = None
    language: str | None = None
    url: str | None = None
    site: str | None = None
    error: str | None = None


@dataclass(frozen=True)
class Outcome:
    """What became of a record: its document, the claims and removals, or why there is none.

    `status` is kept, dropped or quarantined; a quarantined record has no document.
    """

    record: Record
    status: str
    reason: str | None = None
    detail: str | None = None
    doc: Document | None = None
    text: str = ""
    removals: tuple[Removal, ...] = ()
    claims: Claims = NOTHING_CLAIMED
    flags: tuple[str, ...] = ()
    fields: dict[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def removed_share(self) -> float:
        """Removed code points over those of the repaired text, 0 to 1."""
        if self.doc is None or not self.doc.text:
            return 0.0
        return 1 - len(self.text) / len(self.doc.text)

    def row(self) -> dict[str, Any]:
        """The outcome as a row of `schema.OUTCOMES`."""
        record, doc = self.record, self.doc
        row: dict[str, Any] = {
            "id": record.id,
            "source": record.source,
            "position": record.position,
            "url": record.url,
            "status": self.status,
            "reason": self.reason,
            "detail": self.detail,
            "raw_sha256": hashlib.sha256(record.data).hexdigest(),
        }
        if doc is None:
            return row | {"raw": record.data[:RAW_KEPT]}
        return row | {
            "text": self.text,
            "title": doc.title,
            "authors": doc.authors,
            "editors": self.fields.get("editors", ()),
            "agency": doc.agency,
            "published": doc.published,
            "language": doc.language,
            "language_score": doc.language_score,
            "url": doc.url,
            "site": doc.site,
            "n_words": n_words(self.text),
            "n_chars": len(self.text),
            "place": next(iter(self.fields.get("place", ())), None),
            "photo_credits": self.fields.get("photo_credits", ()),
            "page_type": doc.page_type,
            "text_sha256": hashlib.sha256(self.text.encode()).hexdigest(),
            "removed_share": round(self.removed_share, 6),
            "flags": self.flags,
            "repairs": doc.repairs,
            "removals": [removal_row(removal) for removal in self.removals],
            "repaired_text": doc.text if self.status == "dropped" else None,
            "trial": [finding_row(doc, finding) for finding in self.claims.trials],
        }


def removal_row(removal: Removal) -> dict[str, Any]:
    """A removal as a value of `schema.REMOVAL`."""
    best = removal.findings[0]
    return {
        "rule": best.rule,
        "version": best.version,
        "category": best.category,
        "start": removal.span.start,
        "end": removal.span.end,
        "text": removal.text,
        "score": round(best.score, 4),
        "evidence": "; ".join(dict.fromkeys(f"{finding.rule}: {finding.evidence}" for finding in removal.findings)),
    }


def finding_row(doc: Document, finding: Finding) -> dict[str, Any]:
    """A finding that cuts nothing as a value of `schema.REMOVAL`."""
    return removal_row(Removal(finding.span, doc.text[finding.span.start : finding.span.end], (finding,)))


class Core:
    """The stages of one configuration, built once."""

    def __init__(self, config: Config) -> None:
        self.config = config
        self.detector = Detector(config)
        self.language = LanguageDetector(config.language)

    def warm_up(self) -> None:
        """Load now what is loaded when it is first needed: profiles, phrases, weights, date parsers."""
        sentence = (
            "The bridge was closed on Monday after a storm, and the town said that it would open again on Thursday."
        )
        page = f"<html><body><article><h1>Bridge closed</h1><p>{sentence}</p><p>{sentence}</p></article></body></html>"
        texts = (("text", f"Bridge closed\n{sentence}"), ("html", page))
        outcomes_of([self.process(Record("warm-up", text.encode(), kind)).row() for kind, text in texts])

    def process(self, record: Record) -> Outcome:
        """What becomes of `record`.

        A `DocumentError` makes a quarantined outcome; any other exception is a defect and is raised.
        """
        if record.kind == "error":
            word, _, message = (record.error or "unreadable: no reason given").partition(": ")
            return Outcome(record, "quarantined", word, message)
        try:
            doc, flags = self._document(record)
        except DocumentError as error:
            return Outcome(record, "quarantined", "extraction-failed", str(error))
        claims = self.detector.find(doc)
        removals = resolve(doc, claims)
        over = self._over_budget(doc, removals)
        if over is not None:
            flags += ("over-budget",)
            if self.config.decide.over_budget == "keep":
                removals = ()
        text = cut(doc, removals)
        doc, fields = _with_fields(doc, removals)
        verdict = over if over is not None and self.config.decide.over_budget == "drop" else None
        verdict = verdict or judge(
            self.config,
            text=text,
            words=n_words(text),
            language=doc.language,
            language_score=doc.language_score,
            page_type=doc.page_type,
        )
        status = "dropped" if verdict else "kept"
        reason = verdict.reason if verdict else None
        detail = verdict.detail if verdict else None
        return Outcome(record, status, reason, detail, doc, text, removals, claims, flags, fields)

    def process_batch(self, batch: pa.RecordBatch, began: Callable[[int], None] | None = None) -> pa.RecordBatch:
        """Outcomes (`schema.OUTCOMES`) of records (`schema.RECORDS`), row by row.

        A defect of a rule or library on one document costs that document: it is quarantined with its message and the
        calls that led there. `began` is called with the number of each row before it is worked on.
        """
        records = [record_of(row) for row in batch.to_pylist()]
        rows = []
        for number, record in enumerate(records):
            if began is not None:
                began(number)
            rows.append(self.row_of(record))
        try:
            return outcomes_of(rows)
        except Exception:  # noqa: BLE001 - one row cannot be written: it is found, and the others are kept
            return outcomes_of([_writable(row, record) for row, record in zip(rows, records, strict=True)])

    def row_of(self, record: Record) -> dict[str, Any]:
        """The row of `schema.OUTCOMES` for one record, whatever happens while it is processed."""
        try:
            return self.process(record).row()
        except Exception as error:  # noqa: BLE001 - written down with its calls and counted: nothing is swallowed
            return _defect(record, error)

    def _document(self, record: Record) -> tuple[Document, tuple[str, ...]]:
        decoded = decode(record.data, record.encoding, is_html=record.kind == "html")
        flags: tuple[str, ...] = (
            (f"encoding-{decoded.how}:{decoded.encoding}",) if decoded.how in ("guessed", "replaced") else ()
        )
        meta: dict[str, Any] = {
            "url": record.url,
            "site": record.site,
            "authors": record.authors,
            "published": record.published,
        }
        title, hint = record.title, record.language
        headlines: tuple[str, ...] = ()
        if record.kind == "html":
            from cleancorpus.extract.html import extract_html

            page = extract_html(decoded.text, url=record.url, options=self.config.extract)
            blocks, repairs = self._repair_blocks(page.blocks)
            flags += page.flags
            title = title or page.title
            headlines = page.headlines
            hint = hint or page.language
            meta["url"] = record.url or page.url
            meta["site"] = record.site or page.site
            meta["authors"] = record.authors or page.authors or page.organisations
            meta["published"] = record.published or page.published
            meta["agency"] = page.agency
            meta["page_type"] = page.page_type
        else:
            text, repairs = repair_text(decoded.text, self.config.repair)
            blocks = plain_blocks(text)
            if title is None and self.config.extract.title_from_text:
                title = guess_headline([block_text for block_text, _, _ in blocks[:40]])
        meta = {name: _safe(value) for name, value in meta.items()}
        published = meta["published"]
        if published is not None and not _is_iso(published):
            meta["published"] = read_stamp(published).iso
            flags += () if meta["published"] else (f"published-unread:{published}",)
        meta["site"] = meta["site"] or _host(meta["url"])
        if title is not None:
            title, _ = repair_text(title.replace("\n", " "), self.config.repair)
            best = best_title(title, tuple(text for text, _, _ in blocks[:12]), meta["site"])
            headlines = tuple(dict.fromkeys(head for head in (title, *headlines) if head != best))
            title = best or None
        whole = "\n".join(text for text, _, _ in blocks)
        language, score = self.language.detect(whole, hint)
        return (
            assemble_blocks(
                blocks,
                id=record.id,
                title=title,
                headlines=headlines,
                language=language,
                language_score=round(score, 4),
                repairs=repairs,
                **meta,
            ),
            flags,
        )

    def _repair_blocks(self, blocks: _Blocks) -> tuple[_Blocks, tuple[str, ...]]:
        """Blocks of a page, each repaired; the names of the steps that changed one, in the order of the steps."""
        repaired: list[tuple[str, BlockKind, bool]] = []
        names: dict[str, None] = {}
        for text, kind, paragraph in blocks:
            mended, steps = repair_text(text, self.config.repair, from_page=True)
            names.update(dict.fromkeys(steps))
            if kind == "code":  # repair takes the space at the start of a line away
                mended = text[: len(text) - len(text.lstrip(" \t"))] + mended.lstrip(" \t")
            repaired.append((mended.replace("\n", " "), kind, paragraph))
        return tuple(repaired), tuple(sorted(names))

    def _over_budget(self, doc: Document, removals: tuple[Removal, ...]) -> Verdict | None:
        total = n_words(doc.text)
        removed = sum(n_words(removal.text) for removal in removals if removal.category != "duplicate-headline")
        limit = self.config.decide.max_removed_share
        if total and removed > limit * total:
            return Verdict("over_budget", f"{removed} of {total} words would go, decide.max_removed_share is {limit}")
        return None


def _defect(record: Record, error: Exception) -> dict[str, Any]:
    return Outcome(record, "quarantined", "defect", _where_and_what(error)).row()


def _writable(row: dict[str, Any], record: Record) -> dict[str, Any]:
    """`row` if Arrow takes it, else what says why not."""
    try:
        outcomes_of([row])
    except Exception as error:  # noqa: BLE001 - as in `row_of`
        return _defect(record, error)
    return row


def _where_and_what(error: Exception) -> str:
    """The last calls before an error, as module:line, and its message: the same on every machine."""
    frames = traceback.extract_tb(error.__traceback__)[-4:]
    calls = " > ".join(f"{PurePath(frame.filename).stem}:{frame.lineno}" for frame in frames)
    return safe_string(f"{type(error).__name__}: {' '.join(str(error).split())[:500]} ({calls})")


def _safe(value: Any) -> Any:
    """A string, or strings in a tuple, without halves of surrogate pairs, which no file can hold."""
    if isinstance(value, tuple):
        return tuple(_safe(part) for part in value)
    return safe_string(value) if isinstance(value, str) else value


def _is_iso(text: str) -> bool:
    """Whether `text` is a year, a month, a day or a time of ISO 8601 that exists."""
    if re.fullmatch(r"\d{4}(?:-(?:0[1-9]|1[0-2]))?", text):
        return True
    try:
        datetime.fromisoformat(text)
    except ValueError:
        return False
    return re.match(r"\d{4}-\d{2}-\d{2}", text) is not None


def _host(url: str | None) -> str | None:
    if not url:
        return None
    try:
        return (urlsplit(url).hostname or "").removeprefix("www.") or None
    except ValueError:  # a bracket that is no IPv6 address: the url stays as given, there is no host to name
        return None


def record_of(row: dict[str, Any]) -> Record:
    """A row of `schema.RECORDS` as a `Record`."""
    return Record(**(row | {"authors": tuple(row["authors"] or ()), "data": row["data"] or b""}))


def outcomes_of(rows: list[dict[str, Any]]) -> pa.RecordBatch:
    """Rows as a record batch of `schema.OUTCOMES`; what a row does not have is null."""
    lists = {f.name for f in OUTCOMES if pa.types.is_list(f.type)}
    columns = [pa.array([row.get(f.name, () if f.name in lists else None) for row in rows], f.type) for f in OUTCOMES]
    return pa.record_batch(columns, schema=OUTCOMES)


def _with_fields(doc: Document, removals: tuple[Removal, ...]) -> tuple[Document, dict[str, tuple[str, ...]]]:
    """`doc` with the metadata that its removals carried; what the source said comes first."""
    found: dict[str, dict[str, str]] = {}
    for removal in removals:
        for finding in removal.findings:
            for name, value in finding.fields:
                found.setdefault(name, {}).setdefault(plain(value), value)
    fields = {name: tuple(values.values()) for name, values in found.items()}
    authors = {
        plain(name): name
        for name in reversed((*doc.authors, *fields.get("authors", ()), *fields.get("contributors", ())))
    }
    agencies = dict.fromkeys(filter(None, (*(doc.agency or "").split(" / "), *fields.get("agency", ()))))
    changed = replace(
        doc,
        authors=tuple(reversed(authors.values())),
        agency=" / ".join(agencies) or None,
        published=doc.published or next(iter(fields.get("published", ())), None),
    )
    return changed, fields
