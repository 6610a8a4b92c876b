"""Samples that are the same each time: the rows with the smallest hashes, kept while rows go by."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Generic, TypeVar

import numpy as np
import xxhash

Key = TypeVar("Key")
Item = TypeVar("Item")
Hashes = np.ndarray[Any, np.dtype[np.uint64]]
_ODD = np.uint64(0x9E3779B97F4A7C15)  # of SplitMix64, with the next two
_MIX_1, _MIX_2 = np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB)


def hashes_of(ids: Iterable[str | None]) -> Hashes:
    """64 bits of a hash for each id."""
    return np.fromiter((xxhash.xxh3_64_intdigest((value or "").encode()) for value in ids), dtype=np.uint64)


def mixed(hashes: Hashes, numbers: np.ndarray[Any, Any]) -> Hashes:
    """A hash of each hash with its number: of a document and a place in it."""
    with np.errstate(over="ignore"):
        value = hashes + (numbers.astype(np.uint64) + np.uint64(1)) * _ODD
        value = (value ^ (value >> np.uint64(30))) * _MIX_1
        value = (value ^ (value >> np.uint64(27))) * _MIX_2
    return np.asarray(value ^ (value >> np.uint64(31)), dtype=np.uint64)


class Smallest(Generic[Key, Item]):
    """Of each key the `most` items with the smallest ranks; items of one rank in their order."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._found: dict[Key, list[tuple[Any, int, Item]]] = {}
        self._limits: dict[Key, Any] = {}
        self._number = 0

    def wants(self, key: Key, rank: Any) -> bool:
        """Whether an item of that rank would be among them now."""
        limit = self._limits.get(key)
        return limit is None or rank < limit

    def add(self, key: Key, rank: Any, item: Item) -> None:
        """Take an item, and let go the one of the largest rank where there are too many."""
        if not self.wants(key, rank):
            return
        held = self._found.setdefault(key, [])
        self._number += 1
        held.append((rank, self._number, item))
        if len(held) > 4 * self._most:
            self._cut(key)

    def _cut(self, key: Key) -> None:
        held = self._found[key]
        held.sort(key=lambda entry: entry[:2])
        del held[self._most :]
        if len(held) == self._most:
            self._limits[key] = held[-1][0]

    def groups(self) -> Sequence[Key]:
        """The keys that have items."""
        return list(self._found)

    def of(self, key: Key) -> list[Item]:
        """The items of a key, that with the smallest rank first."""
        if key not in self._found:
            return []
        self._cut(key)
        return [item for _, _, item in self._found[key]]
