"""Splits keep apart what belongs together: whether a version's do, from its files alone."""

from __future__ import annotations

import hashlib
from array import array
from collections.abc import Iterator
from typing import Any

import numpy as np
import pyarrow as pa

from cleancorpus.detect.repeats import site_key
from cleancorpus.numbers import counted
from cleancorpus.versions.open import VersionFiles

_SHOWN = 3  # ids of a cluster, text or site that are named, at most
_SHOWN_KEYS = 10
_VALUE = (1 << 64) - (1 << 12)  # the bits of a digest; nobody has 4,096 splits
_AT_ONCE = 1 << 16
_WHAT = {"cluster": "cluster", "text_sha256": "text", "site": "site"}


def _digest(value: str) -> int:
    """52 bits of a digest; the others are free for the number of a split."""
    return int.from_bytes(hashlib.blake2b(value.encode("utf-8", "replace"), digest_size=8).digest(), "big") & _VALUE


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

    Memory is 8 bytes a document.
    """
    splits = list(dict.fromkeys(entry.split for entry in version.files("default")))
    if len(splits) < 2:
        return []
    lines: list[str] = []
    for kind in ("cluster", "text_sha256", *(("site",) if by == "site" else ())):
        if kind not in version.columns("default"):
            continue
        found = _in_several(version, kind, splits)
        lines += _named(version, kind, found)
        if len(found) > _SHOWN_KEYS:
            lines.append(f"{counted(len(found), _WHAT[kind])} in all stand in more than one split")
    return lines


def _in_several(version: VersionFiles, kind: str, splits: list[str]) -> set[int]:
    """Digests of the values that documents of more than one split have; 52 bits of each, so rarely one too many."""
    digests = array("Q")  # as many as there are, whatever the manifest says
    for split, _, values in _rows(version, kind):
        digests.extend(_digest(value) | splits.index(split) for value in values if value is not None)
    keys = np.frombuffer(digests, np.uint64)
    keys.sort()
    found: set[int] = set()
    for first in range(0, len(keys), _AT_ONCE):
        some = keys[first : first + _AT_ONCE + 1]  # the last is the next block's first
        alone = some & np.uint64(_VALUE)
        found.update(alone[1:][(alone[1:] == alone[:-1]) & (some[1:] != some[:-1])].tolist())
    return found


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
        if len(by_split) > 1
    ]


def _shown(ids: list[str]) -> list[str]:
    rest = len(ids) - _SHOWN
    return [*(f"'{row_id}'" for row_id in ids[:_SHOWN]), *([f"{rest:,} more"] if rest > 0 else [])]
