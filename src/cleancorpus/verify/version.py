"""Whether a version is what its manifest says, from the bytes of its files to what `load_dataset` makes of them.

A problem is one line, `file: what is so`. Rows are read once, in batches; what is kept of a row is 32 bytes.
"""

from __future__ import annotations

import json
import tempfile
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.parquet as pq

from cleancorpus.carry.features import feature_yaml
from cleancorpus.digest import file_sha256
from cleancorpus.export import card, changelog, croissant
from cleancorpus.export.manifest import STATUSES
from cleancorpus.export.tables import flatten_removals
from cleancorpus.numbers import counted
from cleancorpus.read.no_documents import summed, unaccounted
from cleancorpus.remote.errors import is_elsewhere
from cleancorpus.report import side_files
from cleancorpus.schema import TABLES, field_type
from cleancorpus.verify.receipts import check_receipts
from cleancorpus.verify.rows import Rows, first_ids
from cleancorpus.versions import sketches
from cleancorpus.versions.apart import straddling
from cleancorpus.versions.elsewhere import fetch_version
from cleancorpus.versions.number import schema_hash
from cleancorpus.versions.open import READ_ERRORS, FileEntry, VersionFiles, local_version, said_by
from cleancorpus.versions.semver import SemVer


def verify(name: str | Path, *, load: bool = True) -> list[str]:
    """The problems of a version: a folder, `org/name@tag` or a URL of a store (these are downloaded); an empty list: all is well.

    Checked are, in this order: sha256, size, rows and schema of every file; digests, ids, lengths and removals of every
    row; the removals table; content hash; ledger; splits; receipts of takedowns; sketches of near duplicates, where
    they are there; card, changelog and Croissant file; and, with `load`, that `datasets.load_dataset` opens every split of every
    config with the right version, columns and first row.

    Raises:
        ExportError: `name` is no version at all, or cannot be fetched.
    """
    folder = Path(name)
    if is_elsewhere(str(name)):
        with tempfile.TemporaryDirectory(prefix="cleancorpus-verify-") as fetched:
            # `datasets` names its cache by the folder's last part
            return verify(fetch_version(str(name), Path(fetched) / str(name).rstrip("/").rsplit("/", 1)[-1]), load=load)
    if not folder.is_dir() and "@" in str(name):
        from cleancorpus.hub.versions import fetch

        repo_id, _, tag = str(name).partition("@")
        folder = fetch(repo_id, tag)
    version = local_version(folder)
    problems = [*_check_files(version, folder)]
    rows = Rows(version, problems)
    rows.read()
    problems += _check_removals(version, rows)
    problems += _check_hashes(version, rows)
    problems += _check_ledger(version, rows)
    problems += _check_splits(version, rows)
    problems += check_receipts(version)
    problems += [*sketches.problems_of(version, folder), *side_files.problems_of(version, folder)]
    problems += [*_check_card(version, folder), *_check_croissant(version, folder)]
    if not changelog.entry_of(_text(folder / changelog.FILE), version.version):
        problems.append(f"{changelog.FILE}: has no entry for {version.version}")
    if load:
        problems += _check_loading(version, folder)
    return problems


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8", errors="replace") if path.is_file() else ""


def _entries(version: VersionFiles) -> list[FileEntry]:
    return [FileEntry.of(entry) for entry in version.manifest["files"]]


def _check_files(version: VersionFiles, folder: Path) -> list[str]:
    """Problems of the files as such: missing, other bytes, other rows, other columns, not in the manifest."""
    problems = []
    listed = set()
    for entry in _entries(version):
        listed.add(entry.path)
        path = folder / entry.path
        if not path.is_file():
            problems.append(f"{entry.path}: is missing ({counted(entry.rows, 'row')})")
            continue
        if path.stat().st_size != entry.size:
            problems.append(f"{entry.path}: has {path.stat().st_size:,} bytes, the manifest says {entry.size:,}")
        found = file_sha256(path)
        if found != entry.sha256:
            problems.append(f"{entry.path}: sha256 is {found}, the manifest says {entry.sha256}")
        try:
            parquet = pq.ParquetFile(str(path))
        except READ_ERRORS as error:
            problems.append(f"{entry.path}: is no readable Parquet file: {said_by(error)}")
            continue
        with parquet:
            rows = parquet.metadata.num_rows
            if rows != entry.rows:
                what = "missing" if rows < entry.rows else "too many"
                off = counted(abs(rows - entry.rows), "row")
                problems.append(f"{entry.path}: {off} {what}: {rows:,} rows, the manifest says {entry.rows:,}")
            columns = {field.name: field_type(field) for field in parquet.schema_arrow}
        wanted = version.columns(entry.config)
        for name in dict.fromkeys((*wanted, *columns)):
            if columns.get(name) != wanted.get(name):
                is_so = f"is {columns[name]}" if name in columns else "is missing"
                says = wanted.get(name, "nothing of it")
                problems.append(f"{entry.path}: column '{name}' {is_so}, the manifest says {says}")
    for table in TABLES.values():
        for path in sorted((folder / table.folder).glob("*")):
            name = f"{table.folder}/{path.name}"
            if name not in listed:
                problems.append(f"{name}: is not in the manifest, but load_dataset may read it")
    return problems


def _check_removals(version: VersionFiles, rows: Rows) -> list[str]:
    """Whether the removals table has exactly the removals of the documents."""
    if rows.unreadable & {"default", "removals"}:
        return []
    table, documents = rows.removal_digests()
    if len(table) == len(documents) and bool(np.all(table == documents)):
        return []
    only_table, only_documents = np.setdiff1d(table, documents), np.setdiff1d(documents, table)
    problems = []
    if len(only_table):
        ids = first_ids(version, "removals", only_table)
        problems.append(f"removals: {counted(len(only_table), 'row')} that no document has, first of {ids}")
    if len(only_documents):
        ids = first_ids(version, "default", only_documents, flatten_removals)
        problems.append(f"removals: {counted(len(only_documents), 'removal')} of documents missing, first of {ids}")
    if not problems:
        problems.append(f"removals: {len(table):,} rows, the documents have {len(documents):,} removals")
    return problems


def _check_hashes(version: VersionFiles, rows: Rows) -> list[str]:
    manifest = version.manifest
    problems = []
    found = schema_hash(manifest["schemas"])
    if found != manifest.get("schema_hash"):
        problems.append(f"manifest.json: schema_hash is {manifest.get('schema_hash')}, the schemas give {found}")
    if rows.unreadable:
        names = ", ".join(sorted(rows.unreadable))
        problems.append(f"content hash: cannot be computed, because of {names}")
    elif (content := rows.content.hexdigest()) != manifest["content_hash"]:
        problems.append(f"content hash: is {content}, the manifest says {manifest['content_hash']}")
    return problems


def _check_records(manifest: dict[str, Any]) -> list[str]:
    """Whether the records of each file are its rows and those that are no documents, and these add up over the files."""
    problems = []
    inputs = manifest["inputs"]
    for entry in inputs:
        # a manifest of an earlier release has the records only of files with some that are no documents
        if ("records" in entry or "skipped" in entry) and (said := unaccounted(entry)):
            problems.append(f"inputs: {entry['path']}: {said}")
    if manifest.get("records_skipped", summed(inputs)) != summed(inputs):
        problems.append("records_skipped: is not the sum of what the inputs have")
    return problems


def _check_ledger(version: VersionFiles, rows: Rows) -> list[str]:
    """Whether the ledger adds up and agrees with the rows, in number and by reason."""
    ledger = version.manifest["ledger"]
    problems = []
    total = sum(ledger[status] for status in STATUSES.values())
    if total != ledger["rows_in"]:
        problems.append(
            f"ledger: {ledger['rows_in']:,} rows in, but kept, dropped, duplicates, quarantined are {total:,}"
        )
    for config, status in {**STATUSES, "removals": "removals"}.items():
        count = sum(rows.reasons[config].values())
        if config not in rows.unreadable and count != ledger[status]:
            problems.append(f"ledger: {status} is {ledger[status]:,}, config '{config}' has {counted(count, 'row')}")
    problems += _check_records(version.manifest)
    for config, status in STATUSES.items():
        if config == "default":
            continue
        reasons, found = ledger["by_reason"][status], rows.reasons[config]
        if config not in rows.unreadable and Counter(reasons) != found:
            off = sorted(key for key in {*reasons, *found} if reasons.get(key, 0) != found[key])
            said = ", ".join(f"{key} {found[key]:,} (ledger {reasons.get(key, 0):,})" for key in off)
            problems.append(f"ledger: rows by reason in config '{config}': {said}")
    return problems


def _check_splits(version: VersionFiles, rows: Rows) -> list[str]:
    """Whether each split has as many documents as the manifest says, and keeps apart what belongs together."""
    if "default" in rows.unreadable:
        return []
    manifest = version.manifest
    by = str(manifest.get("splits", {}).get("by", ""))
    problems = [f"splits: {line}" for line in straddling(version, by)]
    said = manifest["figures"].get("splits")  # manifests of earlier releases have none
    counts = {name: figures["documents"] for name, figures in (said or {}).items()}
    found: Counter[str] = Counter()
    for entry in version.files("default"):
        found[entry.split] += entry.rows
    if said is not None and counts != found:
        problems.append(f"splits: have {dict(found)} documents, the manifest says {counts}")
    return problems


def _check_card(version: VersionFiles, folder: Path) -> list[str]:
    """Whether the card's YAML opens these files as this version with these columns."""
    text = _text(folder / card.FILE)
    if not text:
        return [f"{card.FILE}: is missing"]
    head = card.read_front_matter(text)
    if not head:
        return [f"{card.FILE}: has no YAML at its head"]
    problems = []
    core = str(SemVer.parse(version.version).core)
    configs = _by_config(head.get("configs"))
    features = {name: entry.get("features") for name, entry in _by_config(head.get("dataset_info")).items()}
    for name in dict.fromkeys((*version.configs, *configs)):
        if name not in configs or name not in version.configs:
            where = "manifest" if name in configs else "card"
            problems.append(f"{card.FILE}: config '{name}' is not in the {where}")
            continue
        if str(configs[name].get("version")) != core:
            problems.append(f"{card.FILE}: config '{name}' has version {configs[name].get('version')}, not {core}")
        wanted = card.data_files(version.manifest, name)
        if configs[name].get("data_files") != wanted:
            problems.append(
                f"{card.FILE}: config '{name}' has data_files {configs[name].get('data_files')}, not {wanted}"
            )
        first = folder / version.files(name)[0].path
        try:
            schema = pq.read_schema(str(first))
        except READ_ERRORS:
            continue  # told already
        if features.get(name) != [feature_yaml(field) for field in schema]:
            problems.append(f"{card.FILE}: the features of config '{name}' are not the columns of its files")
    return problems


def _by_config(entries: object) -> dict[str, dict[str, Any]]:
    """Entries of a card's YAML by the config each is of; what is none, whoever wrote it, is passed over and so found missing."""
    found = [entry for entry in entries if isinstance(entry, dict)] if isinstance(entries, list) else []
    return {entry["config_name"]: entry for entry in found if isinstance(entry.get("config_name"), str)}


def _check_croissant(version: VersionFiles, folder: Path) -> list[str]:
    """Whether the Croissant file names this version and the digests of its files."""
    text = _text(folder / croissant.FILE)
    if not text:
        return [f"{croissant.FILE}: is missing"]
    try:
        found = json.loads(text)
    except ValueError as error:
        return [f"{croissant.FILE}: is not JSON: {said_by(error)}"]
    problems = []
    if found.get("version") != version.version:
        problems.append(f"{croissant.FILE}: has version {found.get('version')}, not {version.version}")
    said = {item.get("contentUrl"): item.get("sha256") for item in found.get("distribution", ()) if "sha256" in item}
    if said != {entry.path: entry.sha256 for entry in _entries(version)}:
        problems.append(f"{croissant.FILE}: the files and their sha256 are not those of the manifest")
    return problems


def _check_loading(version: VersionFiles, folder: Path) -> list[str]:
    """Whether `datasets` opens each config, as this version, with the columns of the files and the same first row."""
    from datasets import Features, load_dataset

    problems = []
    core = str(SemVer.parse(version.version).core)
    with tempfile.TemporaryDirectory() as cache:
        for name, split in [(config, split) for config in version.configs for split in version.splits(config)]:
            entry = next(file for file in version.files(name) if file.split == split)
            try:
                dataset = load_dataset(str(folder), name, split=split, streaming=True, cache_dir=cache)
                row: dict[str, Any] = next(iter(dataset))
                first = next(version.read_file(entry)).slice(0, 1)
            except Exception as error:  # noqa: BLE001  whatever it is, it is what a user would see
                problems.append(f"load_dataset(…, '{name}'): fails: {said_by(error)}")
                continue
            if str(dataset.info.version) != core:
                problems.append(f"load_dataset(…, '{name}'): gives version {dataset.info.version}, not {core}")
            if dataset.features != Features.from_arrow_schema(first.schema):
                problems.append(f"load_dataset(…, '{name}'): gives other columns than the files have")
            elif not _same(row, first.to_pylist()[0]):
                problems.append(f"load_dataset(…, '{name}'): gives another first row than {entry.path}")
    return problems


def _same(one: Any, other: Any) -> bool:
    """Whether two values are the same; what is no number is the same as itself."""
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(_same(value, other[key]) for key, value in one.items())
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(_same, one, other))
    return bool(one == other or (one != one and other != other))
