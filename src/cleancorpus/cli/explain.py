"""`cleancorpus explain`: one document with `[-…-]` around what goes and the rule's name beside it, or as a page."""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

from cleancorpus.checked_config import load_config
from cleancorpus.cleaner import Cleaner
from cleancorpus.cli.show import print_documents
from cleancorpus.config import Config
from cleancorpus.errors import CleancorpusError
from cleancorpus.explain.explanation import Explanation, explain_in
from cleancorpus.explain.facts import FACTS
from cleancorpus.explain.marked import why
from cleancorpus.explain.source import record_of
from cleancorpus.hub.versions import version_named
from cleancorpus.numbers import counted, data_size
from cleancorpus.pipeline.plan import make_plan
from cleancorpus.read.contents import is_arc, signed_format
from cleancorpus.read.damage import Damage
from cleancorpus.read.encoding import decode
from cleancorpus.read.formats import archive_kind
from cleancorpus.read.mhtml import page_in
from cleancorpus.read.stream import KEEP_BYTES
from cleancorpus.shown import printable, without_controls

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
_NO_FIELDS = "the configuration of a run says which field of a record holds its text or page: name it by --config FILE"
_FIELDS = ("status", "reason", "detail", "title", *FACTS, "flags", "repairs")
_WIDTH = max(map(len, _FIELDS)) + 2


def explain_command(arguments: argparse.Namespace) -> int:
    """Print the document, or write its page; exit code 0 also when it would be dropped."""
    _check(arguments)
    if arguments.id is not None:
        found = explain_in(version_named(arguments.file), arguments.id)
        if arguments.html is None:
            print_documents(found, as_json=arguments.json)
        else:
            _write_page(arguments.html, found)
        return 0
    config = load_config(arguments.config, arguments.overrides)
    cleaner = Cleaner(config)
    if config.site_lines is not None and config.site_lines.profile is None:
        print(f"note  {_NOT_COUNTED}", file=sys.stderr)
    if make_plan(config).paragraphs is not None:
        print(f"note  {_NO_CORPUS}", file=sys.stderr)
    found_one = _explained(arguments, config, cleaner)
    if found_one.row["reason"] == "missing-field" and not config.sources:
        print(f"note  {_NO_FIELDS}", file=sys.stderr)
    if arguments.html is not None:
        _write_page(arguments.html, [found_one])
    elif arguments.json:
        print(json.dumps(_as_json(found_one, arguments), indent=2, ensure_ascii=False, default=_json))
    else:
        _print(found_one, arguments)
    return 0


def _check(arguments: argparse.Namespace) -> None:
    """Raises: CleancorpusError: options that do not go together."""
    given = [name for name in ("record", "blocks", "trial", "title", "url", "overrides") if getattr(arguments, name)]
    if arguments.id is not None and given:
        option = {"overrides": "set"}.get(given[0], given[0])
        what = f"--{option} is for a document that is cleaned now, --id shows one of a version as it is"
        raise CleancorpusError("explain", what, "leave one of them out")
    if arguments.record is not None and (arguments.title or arguments.url):
        raise CleancorpusError("explain", "a record says its title and address itself", "leave --title and --url out")


def _explained(arguments: argparse.Namespace, config: Config, cleaner: Cleaner) -> Explanation:
    if arguments.record is not None:
        return cleaner.explain_record(record_of(config, arguments.file, arguments.record))
    data, url = _read(arguments.file)
    kind = {".html": "html", ".htm": "html", ".xhtml": "html", ".txt": "text"}.get(Path(arguments.file).suffix.lower())
    found = cleaner.explain(data, arguments.url or url, title=arguments.title, kind=kind)
    if arguments.blocks and not found.blocks:
        raise CleancorpusError("explain --blocks", "is no HTML page", "leave --blocks out")
    return found


def _print(found: Explanation, arguments: argparse.Namespace) -> None:
    for name in _FIELDS:
        value = found.row[name]
        if value:
            said = ", ".join(value) if isinstance(value, tuple) else value
            print(f"{name + ':':{_WIDTH}}{printable(str(said))}")
    print(f"{'removed:':{_WIDTH}}{found.row['removed_share']:.1%} in {counted(len(found.removals), 'place')}")
    if found.left_out and not arguments.blocks:
        n_chars = sum(len(block.text) for block in found.left_out)
        blocks = counted(len(found.left_out), "block")
        print(f"{'left out:':{_WIDTH}}{blocks} of the page with {n_chars:,} characters (--blocks lists them)")
    print(f"\n{without_controls(str(found))}")
    if arguments.trial:
        print("\non trial, nothing is cut:" if found.trials else "\non trial: no rule on trial found anything")
        for trial in found.trials or ():
            print(printable(f"  [-{' '.join(trial['text'].split())}-] ‹{why(trial)}›"))
    if arguments.blocks:
        print()
        for block in found.blocks:
            state = "in " if block.kept else "out"
            print(f"{state} {block.probability:.2f} {block.kind:9} {block.text[:70]!r}  ({block.why})")


def _write_page(name: str, found: list[Explanation]) -> None:
    """Write a page with the documents.

    Raises:
        CleancorpusError: it cannot be written.
    """
    from cleancorpus.explain.page import page_of

    path = Path(name)
    try:
        path.write_text(page_of(found), encoding="utf-8")
    except OSError as error:
        raise CleancorpusError(name, f"cannot be written: {error.strerror}", "name another file") from error
    print(f"page     {path}  ({data_size(path.stat().st_size)})")


def _read(name: str) -> tuple[str | bytes, str | None]:
    """The document, and the address that a saved page (MHTML) names."""
    records = CleancorpusError(name, "holds records, not one document", "say which by --record N, or `run` the file")
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


def _as_json(found: Explanation, arguments: argparse.Namespace) -> dict[str, Any]:
    values = dict(found.row)
    if arguments.trial:
        values["trials"] = found.trials
    if arguments.blocks:
        values["blocks"] = [asdict(block) for block in found.blocks]
    return values


def _json(value: Any) -> Any:
    return value.hex() if isinstance(value, bytes) else str(value)
