"""manifest.json: what a version is, in one file; card, Croissant file and verification are made from it.

Keys: `format`, `name`, `version`, `previous_version`, `bump`, `created`, `content_hash`, `schema_hash`, `config_hash`,
`sample` (what part of the sources it is; empty for a version), `configs` (rows by config), `schemas` (columns and types
of every table), `carried` (those among them that not every version has: asked for, or the sources' own;
`schema.pack_fields`), `files` (Parquet files with sha256, size, rows), `ledger`, `figures`, `run` (what else the run
counted, and how long its steps took), `takedowns`, `sketches` (`versions/sketches.py`, with near duplicates), `card`
(what the config says for the card),
`inputs` (the files that were read: `records` in them = `rows` + those that are no documents, `skipped` by reason),
`records_skipped` (the same of all files), `skipped_files` (those that were not read, and why), `config`, `environment`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa

from cleancorpus import provenance
from cleancorpus.config import Config
from cleancorpus.credentials import without_credentials
from cleancorpus.detect.detector import build_rules
from cleancorpus.errors import DEFECT, ExportError
from cleancorpus.read.no_documents import summed, unaccounted
from cleancorpus.schema import STATUS_TABLE, TABLES, pack_fields, tables
from cleancorpus.tokens import token_counter
from cleancorpus.versions.number import schema_hash, schemas_of
from cleancorpus.versions.open import FORMAT, MANIFEST, FileEntry
from cleancorpus.versions.takedown import Takedowns

CARD_KEYS = ("licence", "licence_name", "licence_link", "pretty_name", "description", "contact")
STATUSES = {"default": "kept", "dropped": "dropped", "duplicates": "duplicates", "quarantined": "quarantined"}


def rows_by_config(files: Iterable[FileEntry]) -> dict[str, int]:
    """Rows of each config that has files, in the order of the tables."""
    rows: dict[str, int] = {}
    for entry in files:
        rows[entry.config] = rows.get(entry.config, 0) + entry.rows
    return {name: rows[name] for name in TABLES if name in rows}


@dataclass(frozen=True)
class Counts:
    """What was counted on the way: by the run, and by the exporter as rows came in.

    `run` has `rows_in` and may have `kept`, `dropped`, `duplicate`, `quarantined`; `reasons` counts rows by reason for
    each of the configs `default`, `dropped`, `duplicates`, `quarantined`.
    """

    run: Mapping[str, Any]
    reasons: Mapping[str, Mapping[str, int]]
    removals: int


def prove_ledger(counts: Counts, rows: Mapping[str, int], where: str) -> dict[str, Any]:
    """The ledger for the manifest, after proof: rows in = kept + dropped + duplicates + quarantined, all on disk.

    `rows` are those of the Parquet footers, by config.

    Raises:
        ExportError: rows are missing or too many.
    """
    found = {config: sum(counts.reasons.get(config, {}).values()) for config in STATUSES}
    rows_in = int(counts.run["rows_in"])
    if sum(found.values()) != rows_in:
        parts = " + ".join(f"{STATUSES[config]} {count:,}" for config, count in found.items())
        raise ExportError(where, f"the ledger does not add up: {rows_in:,} rows in, but {parts}", DEFECT)
    for status, config in STATUS_TABLE.items():
        if counts.run.get(status, found[config]) != found[config]:
            what = f"the run counted {status} {counts.run[status]:,}, the export {found[config]:,}"
            raise ExportError(where, f"the ledger does not add up: {what}", DEFECT)
    for config, count in {**found, "removals": counts.removals}.items():
        if rows.get(config, 0) != count:
            what = f"config '{config}' has {rows.get(config, 0):,} rows on disk, the ledger says {count:,}"
            raise ExportError(where, what, DEFECT)
    return {
        "rows_in": rows_in,
        **{STATUSES[config]: count for config, count in found.items()},
        "removals": counts.removals,
        "by_reason": {
            STATUSES[config]: dict(sorted(counts.reasons[config].items(), key=lambda item: (-item[1], item[0])))
            for config in STATUSES
            if config != "default"
        },
    }


def public_config(config: Config) -> dict[str, Any]:
    """The settled config for publication: without `run`, and without passwords in source addresses."""
    dump = config.model_dump(mode="json", exclude={"run"})
    for source in dump["sources"]:
        source["path"] = without_credentials(source["path"])
    for texts in (dump["quality"]["decontamination"] or {}).get("texts", ()):
        texts["path"] = without_credentials(texts["path"])
    return dump


def build_manifest(
    config: Config,
    *,
    files: Sequence[FileEntry],
    content_hash: str,
    ledger: Mapping[str, Any],
    figures: Mapping[str, Any],
    takedowns: Takedowns,
    inputs: Iterable[Mapping[str, Any]],
    skipped_files: Mapping[str, Any],
    run: Mapping[str, Any],
    further: Sequence[pa.Field] = (),
    sample: str = "",
) -> dict[str, Any]:
    """The manifest of a version whose number is not known yet (`version` is empty).

    Raises:
        ExportError: the records that were counted in an input are not its rows and those that are no documents.
    """
    schemas, tokenizer = schemas_of(tables(further)), config.tokens.tokenizer
    entries = [{**entry, "path": without_credentials(str(entry["path"]))} for entry in inputs]
    for entry in entries:
        if said := unaccounted(entry):
            raise ExportError(f"inputs: {entry['path']}", said, DEFECT)
    return {
        "format": FORMAT,
        "name": config.name,
        "version": "",
        "sample": sample,
        "previous_version": None,
        "bump": "",
        "created": provenance.now().isoformat().replace("+00:00", "Z"),
        "content_hash": content_hash,
        "schema_hash": schema_hash(schemas),
        "config_hash": config.digest,
        "configs": rows_by_config(files),
        "ledger": dict(ledger),
        "figures": dict(figures),
        "run": dict(run),
        "card": {key: getattr(config.export, key) for key in CARD_KEYS},
        "files": [asdict(entry) for entry in files],
        "schemas": schemas,
        "carried": pack_fields(further),
        "takedowns": takedowns.to_manifest(),
        "inputs": entries,
        "records_skipped": summed(entries),
        "skipped_files": dict(skipped_files),
        "config": public_config(config),
        "tokenizer_sha256": None if tokenizer is None else token_counter(tokenizer).digest,
        "environment": {**provenance.environment(), "plugins": _plugins(config)},
    }


def _plugins(config: Config) -> dict[str, str]:
    """The rules of other packages that a configuration uses, with what they are made of, and why others were left out."""
    built = build_rules(config)
    used = {f"{rule.id}@{rule.version}": built.made_of[rule.id] for rule in built.rules if rule.id in built.made_of}
    return {**used, **{error.where: f"left out: {error.what}" for error in built.left_out}}


def write_manifest(root: Path, manifest: Mapping[str, Any]) -> None:
    """Write manifest.json below `root`."""
    text = json.dumps(manifest, indent=1, ensure_ascii=False)
    (root / MANIFEST).write_text(text + "\n", encoding="utf-8", newline="\n")
