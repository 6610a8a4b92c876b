"""`cleancorpus quarantine`: the records and files of a version that could not be processed, counted, listed, written out."""

from __future__ import annotations

import argparse
import base64
import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cleancorpus.hub.versions import version_named
from cleancorpus.numbers import counted
from cleancorpus.pipeline.reading import RAW_KEPT
from cleancorpus.report.side_files import write_whole
from cleancorpus.shown import printable
from cleancorpus.verify.document import whole_bytes
from cleancorpus.versions.open import VersionFiles

_COLUMNS = (
    "id", "source", "position", "source_offset", "source_length", "source_record_id", "url", "reason", "detail", "raw",
    "raw_sha256",
)  # fmt: skip


@dataclass
class _Found:
    """What is in quarantine: numbers by reason and stage, and the first records."""

    total: int = 0
    by_reason: Counter[tuple[str, str]] = field(default_factory=Counter)
    first_of: dict[tuple[str, str], str] = field(default_factory=dict)
    rows: list[dict[str, Any]] = field(default_factory=list)


def quarantine_command(arguments: argparse.Namespace) -> int:
    """Print what is in quarantine, or write it to a file; gives the exit code."""
    version = version_named(arguments.target)
    if arguments.out:
        return _write(version, arguments)
    found, wanted = _Found(), arguments.most
    for row in _rows(version, arguments.reason):
        kind = (row["reason"], row["stage"])
        found.total += 1
        found.by_reason[kind] += 1
        found.first_of.setdefault(kind, row["detail"] or "")
        if len(found.rows) < wanted:
            found.rows.append(row)
    skipped = version.manifest.get("skipped_files", {})
    if arguments.json:
        kinds = [
            {"reason": reason, "stage": stage, "records": n} for (reason, stage), n in found.by_reason.most_common()
        ]
        records = [_portable(row) for row in found.rows]
        told = {"records": found.total, "kinds": kinds, "first": records, "files_not_read": skipped}
        print(json.dumps(told, indent=2, ensure_ascii=False))
        return 0
    of = f" of {version.manifest['ledger'].get('rows_in', 0):,}" if arguments.reason is None else ""
    print(f"in quarantine  {counted(found.total, 'record')}{of}")
    for (reason, stage), number in found.by_reason.most_common():
        print(f"  {printable(reason):20} {number:>9,}  {stage:8} {printable(found.first_of[reason, stage])}")
    for number, row in enumerate(found.rows):
        print("" if number else "\nrecords", end="\n" if not number else "")
        print(f"  {printable(row['id'])}  {printable(row['reason'])}, {_where(row)}: {printable(row['detail'] or '')}")
    if len(found.rows) < found.total:
        print(f"  and {found.total - len(found.rows):,} more: --most N, or --out FILE")
    if skipped.get("count"):
        print(f"\nfiles not read  {skipped['count']:,}")
        for reason, number in skipped["by_reason"].items():
            named = [printable(item["path"]) for item in skipped["first"] if item["reason"] == reason]
            print(f"  {printable(reason):20} {number:>9,}  {', '.join(named)}{', …' if number > len(named) else ''}")
    return 0


def _rows(version: VersionFiles, reason: str | None) -> Iterator[dict[str, Any]]:
    """The records in quarantine, with the `stage` that gave them up: reading them, or cleaning what was read."""
    for entry in version.files("quarantined"):
        for batch in version.read_file(entry, _COLUMNS):
            for row in batch.to_pylist():
                if reason is None or row["reason"] == reason:
                    yield {**row, "stage": "reading" if row["id"].startswith("err-") else "cleaning"}


def _where(row: dict[str, Any]) -> str:
    offset, length = row["source_offset"], row["source_length"]
    place = "" if offset is None or length is None else f", bytes {offset:,} to {offset + length:,}"
    return f"{printable(row['source'])}, record {row['position']:,}{place}"


def _portable(row: dict[str, Any]) -> dict[str, Any]:
    """A record as JSON values: `raw` as text, or in base64 where it is none; `raw_is_whole` where these are all of its bytes."""
    raw = row["raw"] or b""
    told = {name: value for name, value in row.items() if name != "raw"}
    try:
        told["raw"] = raw.decode()
    except UnicodeDecodeError:
        told["raw_base64"] = base64.b64encode(raw).decode()
    length = row["source_length"]
    is_whole = len(raw) < RAW_KEPT if length is None else len(raw) >= length
    return {**told, "raw_is_whole": is_whole}


def _write(version: VersionFiles, arguments: argparse.Namespace) -> int:
    """Write the records as JSON lines; with `--source` whole ones, read again where their first bytes are not all."""
    base, counts = Path(arguments.base) if arguments.base else None, Counter[str]()

    def lines() -> Iterator[str]:
        for row in _rows(version, arguments.reason):
            told = _portable(row)
            if arguments.source and not told["raw_is_whole"] and row["raw"]:
                data = whole_bytes(version, row, base)
                if data is not None:
                    told = _portable({**row, "raw": data})
                    counts["again"] += 1
            counts["records"] += 1
            yield json.dumps(told, ensure_ascii=False) + "\n"

    path = Path(arguments.out)
    write_whole(path, lines(), "name another file by --out")
    read = f", {counts['again']:,} of them read again from their sources" if arguments.source else ""
    print(f"written  {path}  ({counted(counts['records'], 'record')}{read})")
    return 0
