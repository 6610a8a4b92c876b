"""`cleancorpus explain`: one document with `[-…-]` around what goes and the rule's name beside it."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from cleancorpus.checked_config import load_config
from cleancorpus.cleaner import CleanDocument, Cleaner
from cleancorpus.errors import CleancorpusError
from cleancorpus.pipeline.outcome import removal_row
from cleancorpus.pipeline.plan import make_plan
from cleancorpus.read.contents import is_arc, signed_format
from cleancorpus.read.damage import Damage
from cleancorpus.read.encoding import decode
from cleancorpus.read.formats import archive_kind
from cleancorpus.read.mhtml import page_in
from cleancorpus.read.stream import KEEP_BYTES

_RECORDS = (
    ".jsonl",
    ".ndjson",
    ".json",
    ".csv",
    ".tsv",
    ".parquet",
    ".gz",
    ".zst",
    ".warc",
    ".wet",
    ".arrow",
    ".feather",
)
_SIGNS = (b"PK\3\4", b"ARROW1\0\0", b"\x1f\x8b", b"\x28\xb5\x2f\xfd")  # zip, Arrow, gzip, zstd
_NOT_COUNTED = (
    "site_lines: lines are counted over a corpus, so none are known here; name counts of a run: site_lines.profile"
)
_NO_CORPUS = (
    "rules.ccnet-paragraph: paragraphs are counted over a corpus, so of these only those go that stand twice in here"
)
_FIELDS = (
    "status",
    "reason",
    "detail",
    "title",
    "authors",
    "editors",
    "translators",
    "agency",
    "published",
    "place",
    "photo_credits",
    "language",
    "url",
    "site",
    "page_type",
    "text_confidence",
    "canonical_url",
    "section",
    "tags",
    "description",
    "image_url",
    "licence",
    "rights",
    "flags",
    "repairs",
)
_WIDTH = max(map(len, _FIELDS)) + 2


def explain_command(arguments: argparse.Namespace) -> int:
    """Print the document; exit code 0 also when it would be dropped."""
    config = load_config(arguments.config, arguments.overrides)
    cleaner = Cleaner(config)
    if config.site_lines is not None and config.site_lines.profile is None:
        print(f"note  {_NOT_COUNTED}", file=sys.stderr)
    if make_plan(config).paragraphs is not None:
        print(f"note  {_NO_CORPUS}", file=sys.stderr)
    data, url = _read(arguments.file)
    url = arguments.url or url
    kind = {".html": "html", ".htm": "html", ".xhtml": "html", ".txt": "text"}.get(Path(arguments.file).suffix.lower())
    doc = cleaner.clean(data, url, title=arguments.title, kind=kind)
    if arguments.json:
        print(json.dumps(_as_json(doc), indent=2, ensure_ascii=False))
        return 0
    for name in _FIELDS:
        value = getattr(doc, name)
        if value:
            print(f"{name + ':':{_WIDTH}}{', '.join(value) if isinstance(value, tuple) else value}")
    print(f"{'removed:':{_WIDTH}}{doc.removed_share:.1%} in {len(doc.removals)} places\n")
    print(marked_text(doc))
    if arguments.blocks:
        print()
        for line in block_lines(data, url):
            print(line)
    return 0


def _read(name: str) -> tuple[str | bytes, str | None]:
    """The document, and the address that a saved page (MHTML) names."""
    records = CleancorpusError(name, "holds records, not one document", "give one document, or `run` the file")
    if Path(name).suffix.lower() in _RECORDS or archive_kind(name):
        raise records
    try:
        data = sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
    except OSError as error:
        raise CleancorpusError(
            name, f"cannot be read: {error.strerror}", "name a text or HTML file, or - for standard input"
        ) from error
    signed = signed_format(data[:KEEP_BYTES])
    if signed == "mhtml":
        try:
            page = page_in(name, data)
        except Damage as damage:
            raise CleancorpusError(name, damage.what, damage.todo) from damage
        return decode(page.data, page.declared_encoding, is_html=True).text, page.url
    if signed is not None or is_arc(data) or data.startswith(_SIGNS):
        raise records
    return data, None


def marked_text(doc: CleanDocument) -> str:
    """The repaired text of a document, marked as by `marked`."""
    return marked(doc.repaired_text, [removal_row(removal) for removal in doc.removals])


def marked(text: str, removals: Iterable[dict[str, Any]]) -> str:
    """A repaired text with `[-…-]` around each removal (`schema.REMOVAL`), line breaks left outside, and why behind it.

    That is `‹rule reason: evidence›` of the best claim, and `; also rule reason` where other claims stand behind the cut.
    """
    parts, position = [], 0
    for removal in removals:
        start, end = removal["start"], removal["end"]
        inner = text[start:end]
        lead = inner[: len(inner) - len(inner.lstrip("\n"))]
        tail = inner[len(inner.rstrip("\n")) :] if inner.strip("\n") else ""
        core = inner[len(lead) : len(inner) - len(tail)]
        parts += [text[position:start], lead, f"[-{core}-] ‹{_why(removal)}›", tail]
        position = end
    return "".join(parts) + text[position:]


def _why(removal: dict[str, Any]) -> str:
    best, *others = removal["findings"]
    also = dict.fromkeys(f"{finding['rule']} {finding['reason']}" for finding in others)
    also.pop(f"{best['rule']} {best['reason']}", None)
    return f"{best['rule']} {best['reason']}: {best['evidence']}" + (f"; also {', '.join(also)}" if also else "")


def block_lines(data: str | bytes, url: str | None) -> list[str]:
    """A line for each block of a page, in reading order: in or out, its probability, and what spoke loudest.

    Raises:
        CleancorpusError: it is no page.
    """
    from cleancorpus.extract.blocks import extract_blocks
    from cleancorpus.extract.page import parse_page

    page = parse_page(data if isinstance(data, str) else decode(data, is_html=True).text, url)
    if page is None:
        raise CleancorpusError("explain --blocks", "is no HTML page", "leave --blocks out")
    lines = []
    for block in extract_blocks(page.tree, json_ld=page.json_ld).explain(3):
        state = "in " if block.kept else "out"
        reasons = (
            ", ".join(f"{name} {added:+.1f}" for name, _, added in block.reasons) or "nothing like an article near it"
        )
        dropped = f"; taken out as {block.dropped}" if block.dropped else ""
        lines.append(f"{state} {block.probability:.2f} {block.kind:9} {block.text[:70]!r}  ({reasons}{dropped})")
    return lines


def _as_json(doc: CleanDocument) -> dict[str, Any]:
    from dataclasses import fields

    values = {field.name: getattr(doc, field.name) for field in fields(doc)}
    return values | {"removals": [removal_row(removal) for removal in doc.removals], "repaired_text": doc.repaired_text}
