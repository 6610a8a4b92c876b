"""`cleancorpus show`: one document of a version, what became of it and why; with `--source` its record as it was read."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from cleancorpus.explain.explanation import Explanation, Twin, explain_in
from cleancorpus.explain.marked import marked
from cleancorpus.hub.versions import version_named
from cleancorpus.shown import printable, without_controls
from cleancorpus.verify.document import fetch_again
from cleancorpus.versions.open import VersionFiles

# Shown apart from the other columns, or of no use to people.
_APART = frozenset(
    "id text repaired_text removals raw reason detail source position source_offset source_length text_sha256 meta_sha256".split()
)
_RAW_SHOWN = 2_000  # characters of a quarantined record
_BYTES_SHOWN = 200  # of a column of bytes; --json has all


def show_command(arguments: argparse.Namespace) -> int:
    """Print the document or its record; exit code 1 where the record cannot be had from its source as it was."""
    version = version_named(arguments.target)
    found = explain_in(version, arguments.id)
    if arguments.source:
        return _show_source(arguments, version, found)
    print_documents(found, as_json=arguments.json)
    return 0


def print_documents(found: list[Explanation], *, as_json: bool) -> None:
    """Print the documents of an id, with what else the version says of them."""
    if as_json:
        rows = [{"status": one.status, **one.row} for one in found]
        print(json.dumps(rows, indent=2, ensure_ascii=False, default=_json))
    else:
        print("\n\n".join(_text(one) for one in found))


def _show_source(arguments: argparse.Namespace, version: VersionFiles, found: list[Explanation]) -> int:
    """The record of the first row to standard output, byte for byte; what is to be said of it to standard error."""
    row = found[0].row
    fetched = fetch_again(version, row, Path(arguments.base) if arguments.base else None)
    where = f"{printable(row['source'])}, record {row['position']:,}"
    if fetched.data is None:
        print(f"{where}: {fetched.trouble}", file=sys.stderr)
        return 1
    sys.stdout.buffer.write(fetched.data)
    sys.stdout.buffer.flush()
    print(f"{where}: as it was read, sha256 {row['raw_sha256']}", file=sys.stderr)
    return 0


def _text(found: Explanation) -> str:
    row = found.row
    why = f": {row['reason']}" + (f" ({row['detail']})" if row.get("detail") else "") if row.get("reason") else ""
    lines = [f"{printable(row['id'])}  {found.status}{printable(why)}", f"{'source:':19}{_where(row)}"]
    for name, value in row.items():
        if name not in _APART and value is not None and value != []:
            lines.append(f"{name + ':':18} {_shown(_said(value))}")
    lines += [] if found.twin is None else _twin(found.twin)
    return "\n".join([*lines, "", _content(found)]).rstrip()


def _twin(twin: Twin) -> list[str]:
    """Which document a duplicate was dropped for, and how far the two differ."""
    if twin.row is None:
        return [f"{'twin:':19}{_shown(twin.id)}, which is not among the documents of this version"]
    said = [str(twin.row[name]) for name in ("title", "url") if twin.row.get(name)]
    lines = [f"{'twin:':19}{_shown(', '.join([twin.id, *said]))}", f"{'':19}{_where(twin.row)}"]
    if twin.is_same_text:
        return [*lines, f"{'':19}with the same text"]
    lines.append(f"{'':19}differs in (- this one, + its twin)")
    lines += [f"{'':19}{without_controls(line)}" for line in twin.lines]
    return [*lines, f"{'':19}and {twin.left_out:,} lines more"] if twin.left_out else lines


def _where(row: Mapping[str, Any]) -> str:
    offset, length = row.get("source_offset"), row.get("source_length")
    place = "" if offset is None or length is None else f", bytes {offset:,} to {offset + length:,}"
    number = "" if not row.get("position") else f", record {row['position']:,}"
    return f"{_shown(row['source'])}{number}{place}"


def _content(found: Explanation) -> str:
    """Its text with what was cut from it, or what there is in place of a text."""
    if found.status == "quarantined":
        return _escaped(found.row["raw"] or b"")[:_RAW_SHOWN]
    text = found.repaired_text
    return "(no text)" if text is None else without_controls(marked(text, found.removals))


def _escaped(data: bytes) -> str:
    r"""Bytes as text, those that are not UTF-8 or no characters to show as `\xff`."""
    return without_controls(data.decode("utf-8", "backslashreplace"))


def _shown(text: str) -> str:
    """A value behind its name: further lines of it stand below the first."""
    first, *others = without_controls(text).rstrip("\n").split("\n")
    return "\n".join([first, *(f"{'':19}{line}".rstrip() for line in others)])


def _said(value: Any) -> str:
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        return ", ".join(value)
    if isinstance(value, bytes):
        kept = _escaped(value[:_BYTES_SHOWN])
        return kept if len(value) <= _BYTES_SHOWN else f"{kept}… ({len(value):,} bytes)"
    return json.dumps(value, ensure_ascii=False, default=_json) if isinstance(value, dict | list) else str(value)


def _json(value: Any) -> str:
    return value.hex() if isinstance(value, bytes) else str(value)
