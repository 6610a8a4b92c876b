"""MinHash signatures of shingles, and the bands by which near copies meet (Broder 1997; Leskovec, Rajaraman, Ullman, 3.4).

With 25 bands of 5 rows two texts that share .8 of their shingles meet with a probability of .99995, of .7 with .99; that also
texts of .5 meet every second time costs a comparison each, as every pair is compared before anything is removed.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from cleancorpus.dedup.shingles import Hashes, Offsets

Signatures = np.ndarray[Any, np.dtype[np.uint32]]

_SEED = 0x636C65616E  # any will do, but always the same
_COLUMNS = 4096  # shingles taken at once: 125 times as many figures fit into a processor's second cache
_BAND_FACTOR = np.uint64(0x9E3779B97F4A7C15)
_FOLD = np.uint64(29)


class MinHash:
    """Signatures of `bands` times `rows` figures. Equal in all processes and machines."""

    def __init__(self, bands: int, rows: int) -> None:
        self.bands, self.rows = bands, rows
        draw = np.random.Generator(np.random.PCG64(_SEED))
        n = bands * rows
        # x → a·x + b over 32 bits, with an odd a: each is a permutation of all figures
        self._factors = draw.integers(0, 1 << 31, n, dtype=np.uint32) * np.uint32(2) + np.uint32(1)
        self._addends = draw.integers(0, 1 << 32, n, dtype=np.uint64).astype(np.uint32)

    def signatures(self, hashes: Hashes, offsets: Offsets) -> Signatures:
        """A row a text: of its shingles, at `offsets` among `hashes`, the least under each permutation."""
        upper = (hashes >> np.uint64(32)).astype(np.uint32)
        found = np.full((len(offsets) - 1, len(self._factors)), np.iinfo(np.uint32).max, np.uint32)
        for number, (start, end) in enumerate(zip(offsets[:-1].tolist(), offsets[1:].tolist(), strict=True)):
            for first in range(start, end, _COLUMNS):
                permuted = self._factors[:, None] * upper[None, first : min(end, first + _COLUMNS)]
                permuted += self._addends[:, None]
                np.minimum(found[number], permuted.min(axis=1), out=found[number])
        return found

    def band_keys(self, signatures: Signatures) -> Hashes:
        """A key for each band of each signature, text by text; texts whose keys of a band are equal meet there."""
        parted = signatures.reshape(len(signatures), self.bands, self.rows).astype(np.uint64)
        keys = np.broadcast_to(np.arange(1, self.bands + 1, dtype=np.uint64) * _BAND_FACTOR, parted.shape[:2]).copy()
        for row in range(self.rows):
            keys = (keys ^ parted[:, :, row]) * _BAND_FACTOR
            keys ^= keys >> _FOLD
        keys *= _BAND_FACTOR
        mixed: Hashes = (keys ^ (keys >> np.uint64(32))).reshape(-1)
        return mixed
