"""Repeated ids and exact duplicates, as folds over all rows of a run."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from typing import Any

import numpy as np
import pyarrow as pa

from cleancorpus.engine.stage import VERDICT, FoldStage, StageKey, Verdicts

_NUMBERED = re.compile(r"(?:#\d+)+$")  # what a repeated id gets behind it

ID_KEYS = pa.schema([("bucket", pa.uint16()), ("row", pa.int64()), ("id", pa.string())])
TEXT_KEYS = pa.schema([("bucket", pa.uint16()), ("row", pa.int64()), ("digest", pa.binary(16)), ("id", pa.string())])
_NEW_IDS = pa.schema([*VERDICT, ("id", pa.string()), ("flags", pa.list_(pa.string()))])
_COPIES = pa.schema([*VERDICT, *((name, pa.string()) for name in ("status", "reason", "survivor_id"))])


def _bucket(text: str) -> int:
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=2).digest(), "big")


class RepeatedIds(FoldStage):
    """Makes ids unique: an id that an earlier row has gets `#2`, `#3` … behind it.

    So no row is lost to a source that numbers its records anew in each file. Verdicts set `id` and add a flag.
    """

    key_schema = ID_KEYS

    def __init__(self, key: StageKey) -> None:
        self.key = key

    def collect(self, batch: pa.RecordBatch, first_row: int) -> pa.Table:
        """The id of each row; ids that differ in `#2` behind them only share a bucket, as one may become the other."""
        ids = batch.column("id").to_pylist()
        buckets = np.array([_bucket(_NUMBERED.sub("", row_id)) for row_id in ids], dtype=np.uint16)
        rows = np.arange(first_row, first_row + batch.num_rows)
        return pa.table([pa.array(buckets), pa.array(rows), batch.column("id")], schema=ID_KEYS)

    def merge(self, keys: pa.Table, earlier: Mapping[str, Verdicts]) -> pa.Table:  # noqa: ARG002 - the first fold
        """A new id for each row whose id an earlier row has."""
        seen: dict[str, int] = {}
        parts, rows, renamed = [], [], []
        columns = (keys.column(name).to_pylist() for name in ("part", "row", "id"))
        for part, row, given in zip(*columns, strict=True):
            unique = given
            while unique in seen:
                seen[given] += 1
                unique = f"{given}#{seen[given]}"
            seen[unique] = 1
            if unique != given:
                parts.append(part)
                rows.append(row)
                renamed.append(unique)
        return pa.table([parts, rows, renamed, [["id-repeated"]] * len(rows)], schema=_NEW_IDS)


class ExactDuplicates(FoldStage):
    """Documents whose cleaned text an earlier one has: the first in the order of the sources survives.

    Texts are compared by 16 bytes of their sha256, of which 16 bytes and the id are kept for each document, on disk.
    Verdicts set `status`, `reason` and `survivor_id`; `ids_fold` is the name of the fold that may have renamed survivors.
    """

    key_schema = TEXT_KEYS

    def __init__(self, key: StageKey, ids_fold: str) -> None:
        self.key, self._ids_fold = key, ids_fold

    def collect(self, batch: pa.RecordBatch, first_row: int) -> pa.Table:
        """Digest and id of each kept row."""
        statuses = batch.column("status").to_pylist()
        kept = [row for row, status in enumerate(statuses) if status == "kept"]
        digests = batch.column("text_sha256").take(pa.array(kept, pa.int64())).to_pylist()
        raw = [bytes.fromhex(digest[:32]) for digest in digests]
        buckets = np.array([int.from_bytes(digest[:2], "big") for digest in raw], dtype=np.uint16)
        ids = batch.column("id").take(pa.array(kept, pa.int64()))
        rows = np.array(kept, dtype=np.int64) + first_row
        return pa.table([pa.array(buckets), pa.array(rows), pa.array(raw, pa.binary(16)), ids], schema=TEXT_KEYS)

    def merge(self, keys: pa.Table, earlier: Mapping[str, Verdicts]) -> pa.Table:
        """The survivor of each row whose text an earlier row has."""
        digests = np.frombuffer(b"".join(keys.column("digest").to_pylist()), dtype="S16")
        _, first, which = np.unique(digests, return_index=True, return_inverse=True)
        survivors = first[which]
        copies = np.flatnonzero(survivors != np.arange(len(digests)))
        survivors = survivors[copies]
        ids: list[Any] = keys.column("id").take(pa.array(survivors)).to_pylist()
        part, row = keys.column("part").to_numpy(), keys.column("row").to_numpy()
        for number, verdict in earlier[self._ids_fold].find(part[survivors], row[survivors]):
            ids[number] = verdict["id"]
        said = [[word] * len(ids) for word in ("duplicate", "exact")]
        return pa.table([part[copies], row[copies], *said, ids], schema=_COPIES)
