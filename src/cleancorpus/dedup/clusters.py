"""Rows that are alike, by accepted pairs: which hang together, and which of them stay."""

from __future__ import annotations

import math
from array import array
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

import numpy as np

from cleancorpus.dedup.shingles import Hashes, jaccard

# .68 of 75 is 51.00000000000001 in binary fractions; rounded up to 52 it hid the pairs that share exactly .68.
_ROUNDING = 1e-9


class Copy(NamedTuple):
    """A row that goes: `twin` is the row that stays in its place, `score` their Jaccard."""

    row: int
    twin: int
    score: float


def components(pairs: Iterable[tuple[int, int]]) -> list[list[int]]:
    """The rows that hang together by pairs, each group in order, the groups in the order of their first rows."""
    parent: dict[int, int] = {}

    def find(row: int) -> int:
        while (above := parent.setdefault(row, row)) != row:
            parent[row] = row = parent[above]
        return row

    for one, other in pairs:
        first, second = sorted((find(one), find(other)))
        parent[second] = first
    groups: dict[int, list[int]] = {}
    for row in sorted(parent):
        groups.setdefault(find(row), []).append(row)
    return list(groups.values())


def copies(
    ranked: Sequence[int], sets: Mapping[int, Hashes], threshold: float, stay: Collection[int] = ()
) -> Iterator[Copy]:
    """The rows of a component that go; `ranked` has its rows, the one to stay first of all in front, and before it those that
    `stay` in any case.

    A row goes only where one that stays shares at least `threshold` of its shingles with it: that two rows both resemble a
    third is not enough. Of several that do, the one that is most alike is the twin, the first of equals.

    Two sets that share so much share one of the rarest shingles of each (prefix filter: Chaudhuri, Ganti, Kaushik 2006), so
    what a template puts on every page makes no page a candidate. What they share is at most what they share of those, and
    all the others of one of them: where that is too little, as where pages draw on a common stock of sentences, they are not
    compared (after PPJoin's filter: Xiao, Wang, Lin, Yu 2008).
    """
    every, times = np.unique(np.concatenate([sets[row] for row in ranked]), return_counts=True)
    kept: list[int] = []
    sizes, others = array("q"), array("q")  # of each kept row: its shingles, and how many of them are not its rarest
    holders: dict[int, array[int]] = {}  # numbers of the kept rows that have a shingle among their rarest
    for row in ranked:
        own = sets[row]
        rarest = own[np.lexsort((own, times[np.searchsorted(every, own)]))]
        prefix = rarest[: len(own) - math.ceil(threshold * len(own) - _ROUNDING) + 1].tolist()
        rest = len(own) - len(prefix)
        best, number = 0.0, 0
        if row not in stay and kept:
            met = np.frombuffer(b"".join(holders[shingle] for shingle in prefix if shingle in holders), np.int64)
            shared = np.bincount(met, minlength=len(kept))
            least = threshold / (1 + threshold) * (len(own) + np.frombuffer(sizes, np.int64))
            alike = np.flatnonzero(
                (shared > 0) & (shared + np.maximum(rest, np.frombuffer(others, np.int64)) >= least - _ROUNDING)
            )
            scores = ((jaccard(own, sets[kept[number]]), -number) for number in alike.tolist())
            best, number = max(scores, default=(0.0, 0))
        if best >= threshold:
            yield Copy(row, kept[-number], best)
            continue
        for shingle in prefix:
            holders.setdefault(shingle, array("q")).append(len(kept))
        kept.append(row)
        sizes.append(len(own))
        others.append(rest)
