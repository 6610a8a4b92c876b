"""Invented outcomes of a run, as the engine hands them to the exporter."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa

from cleancorpus.config import Config
from cleancorpus.engine.store import Store
from cleancorpus.export.marks import Marks
from cleancorpus.export.proof import prove_content
from cleancorpus.export.settle import Settler, Told, Totals
from cleancorpus.export.shards import write_shard
from cleancorpus.export.write import ExportResult, Release
from cleancorpus.read import Files
from cleancorpus.schema import OUTCOMES

SITES = ("The Harbour Post", "Norvik Tidende", "La Gaceta del Valle")
LANGUAGES = ("en", "no", "es")


def sha(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def removal(start: int, text: str, rule: str = "byline") -> dict[str, Any]:
    return {
        "rule": rule,
        "version": 1,
        "category": rule,
        "reason": "invented",
        "start": start,
        "end": start + len(text),
        "text": text,
        "score": 0.9,
        "evidence": "it was invented",
        "findings": [finding(start, text, rule, 0.9), finding(start, text[:2], "line-model", 0.5)],
    }


def finding(start: int, text: str, rule: str, score: float) -> dict[str, Any]:
    return {
        "rule": rule,
        "version": 1,
        "category": rule,
        "reason": "invented",
        "score": score,
        "start": start,
        "end": start + len(text),
        "evidence": "it was invented",
    }


def kept(number: int, *, words: int = 40, **changes: Any) -> dict[str, Any]:
    """Document `number`, kept, with a byline cut from its head."""
    text = changes.pop("text", None)
    if text is None:
        body = " ".join(f"word{(number * 7919 + i * 104729) % 9973}" for i in range(words))
        text = f"Council meets for the {number}th time\n\nThe council of Norvik met again. {body}."
    byline = removal(0, f"By Ada Exemplar {number}\n\n")
    row: dict[str, Any] = {
        "id": f"doc-{number:06d}",
        "text": text,
        "title": f"Council meets for the {number}th time",
        "authors": [f"Ada Exemplar {number}"],
        "editors": [],
        "agency": None,
        "published": f"{2019 + number % 5}-03-0{1 + number % 9}",
        "language": LANGUAGES[number % 3],
        "language_score": 0.99,
        "url": f"https://harbour.example/{number}",
        "site": SITES[number % 3],
        "source": f"seeds/part-{number % 2}.jsonl",
        "n_words": len(text.split()),
        "n_chars": len(text),
        "n_tokens": None,
        "raw_sha256": sha(f"raw {number}"),
        "text_sha256": sha(text),
        "removals": [byline],
        "flags": [],
        "repairs": ["nfc"] if number % 4 == 0 else [],
        "position": number + 1,
        "status": "kept",
        "trial": [removal(3, "abc", "share-bar")] if number % 10 == 0 else [],
        **changes,
    }
    row.setdefault("removed_share", 0.0)
    cut = sum(len(item["text"]) for item in row["removals"])
    row["removed_share"] = cut / (cut + len(row["text"]))
    return row


def dropped(number: int, reason: str = "too-short") -> dict[str, Any]:
    return {
        "id": f"doc-{number:06d}",
        "url": f"https://harbour.example/{number}",
        "source": "seeds/part-0.jsonl",
        "position": number + 1,
        "status": "dropped",
        "reason": reason,
        "detail": "3 words",
        "title": "Brief",
        "language": "en",
        "repaired_text": f"Brief note {number}.",
        "removals": [],
        "raw_sha256": sha(f"raw {number}"),
    }


def duplicate(number: int, of: int) -> dict[str, Any]:
    return {
        **kept(of),
        "id": f"doc-{number:06d}",
        "url": f"https://mirror.example/{number}",
        "position": number + 1,
        "status": "duplicate",
        "reason": "exact",
        "survivor_id": f"doc-{of:06d}",
    }


def quarantined(number: int) -> dict[str, Any]:
    return {
        "id": f"doc-{number:06d}",
        "source": "seeds/part-1.jsonl",
        "position": number + 1,
        "status": "quarantined",
        "reason": "unreadable",
        "detail": "invented: no JSON",
        "raw": b"\x00\xff{",
        "raw_sha256": sha(f"raw {number}"),
    }


def mixed(count: int, **options: Any) -> list[dict[str, Any]]:
    """`count` kept documents with two dropped, two duplicates and one quarantined record between them."""
    rows = [kept(number, **options) for number in range(count)]
    return [
        *rows[:3],
        dropped(900_001),
        duplicate(900_002, 1),
        *rows[3:],
        quarantined(900_003),
        dropped(900_004, "language"),
        duplicate(900_005, 2),
    ]


def batches(rows: Sequence[dict[str, Any]], size: int = 7) -> Iterable[pa.RecordBatch]:
    for start in range(0, len(rows), size):
        yield pa.RecordBatch.from_pylist(list(rows[start : start + size]), schema=OUTCOMES)


INPUTS = [
    {
        "path": "seeds/part-0.jsonl",
        "format": "jsonl",
        "bytes": 1200,
        "sha256": sha("part 0"),
        "records": 20,
        "rows": 20,
    },
    {"path": "seeds/part-1.jsonl", "format": "jsonl", "bytes": 900, "sha256": sha("part 1"), "records": 15, "rows": 15},
]


def config(name: str = "harbour", **export: Any) -> Config:
    export = {
        "licence": "cc-by-4.0",
        "contact": "editors@harbour.example",
        "description": "Invented council news.",
        **export,
    }
    return Config.model_validate({"name": name, "sources": [{"path": "seeds/*.jsonl"}], "export": export})


def export(
    base: Path,
    rows: Sequence[dict[str, Any]],
    *,
    size: int = 7,
    rows_in: int | None = None,
    inputs: Sequence[dict[str, Any]] = INPUTS,
    settled: Config | None = None,
    sample: str = "",
    skipped_files: dict[str, Any] | None = None,
    splits: dict[str, str] | None = None,
    **options: Any,
) -> ExportResult:
    """Export `rows` below `base` as one run: settled in parts of three batches, laid out, written, put in place.

    `splits` has the split of each document, by id, that is not in the first one of `settled.splits`.
    """
    release = Release(settled or config(**options), base, sample=sample)
    work = base / "work"
    store, totals, where = Store(str(work)), Totals(), str(release.dataset)
    names = release.config.splits.names
    for number, start in enumerate(range(0, len(rows), 3 * size)):
        part = rows[start : start + 3 * size]
        places = {row: names.index((splits or {}).get(values["id"], names[0])) for row, values in enumerate(part)}
        settler = Settler(
            store, f"part-{number}", Marks(), release.takedowns, where, told=Told(names, places) if splits else None
        )
        totals.add(settler.settle(batches(part, size)))
    shards = [write_shard(store, task) for task in release.shard_tasks(store, totals, "shards")]
    digests = [f"{name}.digests" for name in totals.names] + [name for shard in shards for name in shard.digests]
    indexes = [f"{totals.names[number]}.default.index" for number in totals.parts_with["default"]]
    try:
        return release.finish(
            store,
            totals,
            shards,
            content_hash=prove_content(store, digests, indexes, where),
            rows_in=len(rows) if rows_in is None else rows_in,
            inputs=inputs,
            skipped_files=Files([], []).to_manifest() if skipped_files is None else skipped_files,
            run={"limit": None},
            splits={"by": "cluster", "groups": dict.fromkeys(names, 1), "first_days": {}} if splits else None,
        )
    finally:
        shutil.rmtree(work)
