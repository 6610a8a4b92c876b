"""A table of lines that stand on several sites, as hashes: what strangers also have on their pages is no article."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

from cleancorpus.text import plain

MAX_CHARS = 400  # a longer line that stands on several sites is an agency's paragraph, not furniture


def hash_key(key: str) -> int:
    """4-byte hash of a line key, the same in every process."""
    return int.from_bytes(blake2b(key.encode("utf-8", "surrogatepass"), digest_size=4).digest(), "little")


@dataclass(frozen=True)
class LineTable:
    """Sorted `hashes` of line keys and on how many sites each was seen (at most 255); rarer lines count 0."""

    hashes: NDArray[np.uint32]
    counts: NDArray[np.uint8]
    min_sites: int = 3

    @cached_property
    def _lookup(self) -> dict[int, int]:
        return dict(zip(self.hashes.tolist(), self.counts.tolist(), strict=True))

    def sites(self, key: str) -> int:
        """On how many sites the line was seen; 0 for unknown, empty and very long lines."""
        if len(key) < 3 or len(key) > MAX_CHARS or not self._lookup:
            return 0
        return self._lookup.get(hash_key(key), 0)

    @classmethod
    def build(cls, sites_of: Mapping[str, Iterable[str]] | Mapping[int, set[str]], min_sites: int = 3) -> LineTable:
        """The table of keys (or their hashes) seen on at least `min_sites` sites."""
        rows: dict[int, int] = {}
        for key, sites in sites_of.items():
            number = len(set(sites))
            if number >= min_sites:
                rows[key if isinstance(key, int) else hash_key(key)] = min(255, number)
        ordered = sorted(rows)
        counts = np.array([rows[h] for h in ordered], np.uint8)
        return cls(np.array(ordered, np.uint32), counts, min_sites)


def is_worth_counting(key: str) -> bool:
    """Whether a key has a letter and a length that the table keeps."""
    return 3 <= len(key) <= MAX_CHARS and bool(plain(key))
