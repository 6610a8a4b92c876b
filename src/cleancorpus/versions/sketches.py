"""Sketches of a version's documents: the keys by which near copies of them meet, in a file beside its manifest.

A run that compares with the version (`dedup.near.against`) finds candidates by them, and need not shingle all texts of the
version again; only the texts of candidates are, as the comparison itself is by shingles. A document has 8 bytes a band, 200 by
default, however long its text: its keys in ascending order. The file is Arrow IPC, with a record batch for each file of
documents in the order of the manifest, and a row for each of its rows. No id, address or word is in it.

The manifest has its digest and what it was made of under `sketches`. It is no part of the content hash, and may be missing: it
can be made again of the texts, and is not published to the Hub.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from cleancorpus.digest import file_sha256
from cleancorpus.versions.open import READ_ERRORS, VersionFiles, said_by

FILE = "sketches.arrow"
KEY = "sketches"  # in the manifest
Keys = np.ndarray[Any, np.dtype[np.uint64]]


def schema_of(bands: int) -> pa.Schema:
    """The one column of the file."""
    return pa.schema([("keys", pa.list_(pa.uint64(), bands))])


def batch_of(keys: Keys) -> pa.RecordBatch:
    """Keys, a row a document, as a batch of the file."""
    schema = schema_of(keys.shape[1])
    flat = pa.array(np.ascontiguousarray(keys).reshape(-1), pa.uint64())
    return pa.record_batch([pa.FixedSizeListArray.from_arrays(flat, type=schema.field(0).type)], schema=schema)


def keys_in(batch: pa.RecordBatch) -> Keys:
    """What `batch_of` was asked of."""
    column = batch.column("keys")
    keys: Keys = column.flatten().to_numpy().reshape(batch.num_rows, column.type.list_size)
    return keys


def write_sketches(folder: Path, shards: Iterable[Keys], bands: int, made_of: Mapping[str, str]) -> dict[str, Any]:
    """Write the file into `folder`, from the keys of each file of documents in turn; gives what the manifest says of it."""
    path, documents = folder / FILE, 0
    with pa.OSFile(str(path), "wb") as sink, pa.ipc.new_file(sink, schema_of(bands)) as writer:
        for keys in shards:
            writer.write_batch(batch_of(keys))
            documents += len(keys)
    size = path.stat().st_size
    return {"sha256": file_sha256(path), "bytes": size, "documents": documents, "made_of": dict(made_of)}


def why_unusable(version: VersionFiles, made_of: Mapping[str, str]) -> str:
    """Why the sketches of a version on this machine are not those that a run which makes them of `made_of` would make; '' if they
    are. The digest is over all of the file.
    """
    said = version.manifest.get(KEY)
    if said is None:
        return "has none"
    if said["made_of"] != dict(made_of):
        changed = (name for name in made_of if said["made_of"].get(name) != made_of[name])
        return f"has some of other {', '.join(changed) or 'settings'}"
    assert version.folder is not None, "asked of versions on this machine"
    path = version.folder / FILE
    if not path.is_file():
        return f"has lost its {FILE}"
    return "" if file_sha256(path) == said["sha256"] else f"has another {FILE} than its manifest says"


def read_keys(folder: str, number: int) -> Keys:
    """The keys of the documents in file number `number` of a version."""
    with pa.memory_map(str(Path(folder) / FILE)) as source:
        return keys_in(pa.ipc.open_file(source).get_batch(number)).copy()


def problems_of(version: VersionFiles, folder: Path) -> list[str]:
    """What is wrong with the file of a version, for `verify`. That it is not there is no fault."""
    said, path = version.manifest.get(KEY), folder / FILE
    if not path.is_file():
        return []
    if said is None:
        return [f"{FILE}: is not in the manifest"]
    if (found := file_sha256(path)) != said["sha256"]:
        return [f"{FILE}: sha256 is {found}, the manifest says {said['sha256']}"]
    try:
        with pa.memory_map(str(path)) as source:
            reader = pa.ipc.open_file(source)
            rows = [reader.get_batch(number).num_rows for number in range(reader.num_record_batches)]
    except READ_ERRORS as error:
        return [f"{FILE}: is no readable Arrow file: {said_by(error)}"]
    wanted = [entry.rows for entry in version.files("default")]
    if rows != wanted or sum(rows) != said["documents"]:
        return [
            f"{FILE}: has {sum(rows):,} documents in {len(rows):,} files, the version {sum(wanted):,} in {len(wanted):,}"
        ]
    return []
