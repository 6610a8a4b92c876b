"""Splits keep apart what belongs together: whether a version's do, from its files alone."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import Any

import numpy as np
import pyarrow as pa

from cleancorpus.detect.repeats import site_key
from cleancorpus.numbers import counted
from cleancorpus.versions.open import VersionFiles

_SHOWN = 3  # ids of a cluster, text or site that are named, at most
_SHOWN_KEYS = 10
_WHAT = {"cluster": "cluster", "text_sha256": "text", "site": "site"}


def _digest(value: str) -> int:
    return int.from_bytes(hashlib.blake2b(value.encode("utf-8", "replace"), digest_size=8).digest(), "little")


def _values(batch: pa.RecordBatch, kind: str) -> list[str | None]:
    if kind != "site":
        return list(batch.column(kind).to_pylist())
    pairs = zip(batch.column("url").to_pylist(), batch.column("site").to_pylist(), strict=True)
    return [site_key(*pair) for pair in pairs]


def _rows(version: VersionFiles, kind: str) -> Iterator[tuple[str, list[Any], list[str | None]]]:
    """`(split, ids, values)` of the documents, batch by batch."""
    for entry, batch in version.read("default", ["id", *(("url", "site") if kind == "site" else (kind,))]):
        yield entry.split, batch.column("id").to_pylist(), _values(batch, kind)


def straddling(version: VersionFiles, by: str) -> list[str]:
    """The clusters of near duplicates, equal texts and, where the splits are by site, sites whose documents stand in more than
    one split: a line each, `what it is: where its documents stand`. Empty where there are none.

    Memory is 9 bytes for each document that has such a value.
    """
    splits = list(dict.fromkeys(entry.split for entry in version.files("default")))
    if len(splits) < 2:
        return []
    lines: list[str] = []
    for kind in ("cluster", "text_sha256", *(("site",) if by == "site" else ())):
        if kind not in version.columns("default"):
            continue
        found = _in_several(version, kind, splits)
        named = _named(version, kind, found)
        lines += named[:_SHOWN_KEYS]
        if len(found) > _SHOWN_KEYS:
            lines.append(f"{counted(len(found), _WHAT[kind])} in all stand in more than one split")
    return lines


def _in_several(version: VersionFiles, kind: str, splits: list[str]) -> set[int]:
    """Digests of the values that documents of more than one split have."""
    keys, where = [np.zeros(0, np.uint64)], [np.zeros(0, np.uint8)]
    for split, _, values in _rows(version, kind):
        digests = np.array([_digest(value) for value in values if value is not None], np.uint64)
        keys.append(digests)
        where.append(np.full(len(digests), splits.index(split), np.uint8))
    all_keys, all_splits = np.concatenate(keys), np.concatenate(where)
    order = np.argsort(all_keys, kind="stable")
    all_keys, all_splits = all_keys[order], all_splits[order]
    other = (all_keys[1:] == all_keys[:-1]) & (all_splits[1:] != all_splits[:-1])
    return set(all_keys[1:][other].tolist())


def _named(version: VersionFiles, kind: str, keys: set[int]) -> list[str]:
    """A line for each of the first few values with these digests."""
    if not keys:
        return []
    found: dict[str, dict[str, list[str]]] = {}
    for split, ids, values in _rows(version, kind):
        for row_id, value in zip(ids, values, strict=True):
            if value is not None and _digest(value) in keys and (value in found or len(found) < _SHOWN_KEYS):
                found.setdefault(value, {}).setdefault(split, []).append(row_id)
    return [
        f"{_WHAT[kind]} '{value[:40]}' stands in more than one split: "
        + "; ".join(f"{split} {', '.join(_shown(ids))}" for split, ids in by_split.items())
        for value, by_split in found.items()
    ]


def _shown(ids: list[str]) -> list[str]:
    rest = len(ids) - _SHOWN
    return [*(f"'{row_id}'" for row_id in ids[:_SHOWN]), *([f"{rest:,} more"] if rest > 0 else [])]
