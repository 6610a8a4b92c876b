"""Which split each group of documents goes to.

A group is what is never parted (`config.Splits.by`). The rules, in this order:

1. A group keeps the split that most of its documents had in the version before, as long as the section `splits` is the same; of
   equally many that which is not the rest, the first of those in the order of the section.
2. Each split but the rest is filled up to its size with groups that have none: in the order of a hash of the group (the smallest
   digest of its documents' ids) and the split's name, passing over a group with more documents than are still missing. By
   date, it takes all whose first day is on or after the split's first day.
3. What is left goes to the rest.
4. A split without a document gets the smallest group of the split with most documents.

Nothing depends on the order of the documents.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

import numpy as np

from cleancorpus.config import Splits
from cleancorpus.config.splits import REST as REST_OF_ALL
from cleancorpus.digest import sha256
from cleancorpus.numbers import counted

Ints = np.ndarray[Any, np.dtype[np.int64]]
Keys = np.ndarray[Any, np.dtype[np.uint64]]
REST = 0  # the place of the split that has what the others leave
NONE = -1  # no split; of a day: none is known
_GROUPS = {
    "cluster": ("group", " of copies and single documents"),
    "site": ("site", ""),
    "date": ("group", " of one day"),
}


class SplitsError(ValueError):
    """The documents cannot be split as asked; the message says why and what to do."""


@dataclass(frozen=True)
class Groups:
    """For each group: how many documents it has, the smallest digest of their ids, their first day (as an ordinal, `NONE` where
    none is known), and how many of them, or of their copies, each split had in the version before (a column a split).
    """

    sizes: Ints
    keys: Keys
    days: Ints
    votes: Ints


@dataclass
class Assigned:
    """The split of each group as its place in `Splits.names`; by date the `first_days` of the splits that have one."""

    splits: Ints
    first_days: dict[str, str] = field(default_factory=dict)


def assign(asked: Splits, groups: Groups, first_days: dict[str, str]) -> Assigned:
    """The split of each group; `first_days` are those of the version before, where the section `splits` is the same.

    Raises:
        SplitsError: there are fewer groups than splits, or sizes leave nothing for the rest.
    """
    n_splits, n_documents = len(asked.names), int(groups.sizes.sum())
    if len(groups.sizes) < n_splits:
        noun, of_what = _GROUPS[asked.by]
        what = f"{counted(n_splits, 'split')} and only {counted(len(groups.sizes), noun)}{of_what}"
        raise SplitsError(f"{what} ({counted(n_documents, 'document')}); write fewer splits, or read more")
    if asked.by == "date":
        return _by_date(asked, groups, first_days)
    targets = _targets(asked, n_documents)
    splits = _bound(groups)
    for place, name in enumerate(asked.names[1:], 1):
        missing = targets[name] - int(groups.sizes[splits == place].sum())
        free = np.flatnonzero(splits == NONE)
        order = free[np.argsort(_hash(groups.keys[free], name), kind="stable")]
        splits[_that_fit(groups.sizes, order, missing)] = place
    splits[splits == NONE] = REST
    return Assigned(_without_empty(asked, groups, splits))


def _wanted(asked: Splits, n_documents: int) -> dict[str, int]:
    sizes = {name: asked.sizes[name] for name in asked.names[1:]}
    return {
        name: max(1, round(size * n_documents)) if isinstance(size, float) else int(size)
        for name, size in sizes.items()
    }


def _targets(asked: Splits, n_documents: int) -> dict[str, int]:
    """How many documents each split but the rest is to have.

    Raises:
        SplitsError: they leave nothing for the rest.
    """
    found = _wanted(asked, n_documents)
    if sum(found.values()) >= n_documents:
        said = ", ".join(f"{name} {count:,}" for name, count in found.items())
        what = f"{said} of {counted(n_documents, 'document')} leave nothing for {asked.rest}"
        raise SplitsError(f"{what}; write shares or smaller numbers, or read more")
    return found


def missed(asked: Splits, counts: dict[str, int], largest_group: int) -> list[str]:
    """Splits that have less than half or more than twice the documents that were asked for, a line each."""
    if any(isinstance(size, str) and size != REST_OF_ALL for size in asked.sizes.values()):
        return []  # first days were asked for
    wanted = _wanted(asked, sum(counts.values()))
    why = f"the largest group that is never parted has {largest_group:,}"
    if asked.by == "date":
        why = "whole days go together, and first days hold for later versions: write days, or other sizes, to cut anew"
    return [
        f"splits: {name} has {counted(counts.get(name, 0), 'document')}, {count:,} were asked for; {why}"
        for name, count in wanted.items()
        if not count <= 2 * counts.get(name, 0) <= 4 * count
    ]


def _bound(groups: Groups) -> Ints:
    """The split that each group had; `NONE` for new ones."""
    order = np.roll(np.arange(groups.votes.shape[1]), -1)  # the rest last, as argmax takes the first of equals
    return np.where(groups.votes.any(axis=1), order[np.argmax(groups.votes[:, order], axis=1)], NONE)


def _hash(keys: Keys, name: str) -> Keys:
    """A hash of each key for a split: splitmix64 (Steele, Lea, Flood 2014) from a start that the name gives."""
    mixed = keys + np.uint64(int(sha256(name.encode())[:16], 16))
    for shift, factor in ((30, 0xBF58476D1CE4E5B9), (27, 0x94D049BB133111EB)):
        mixed = (mixed ^ (mixed >> np.uint64(shift))) * np.uint64(factor)
    hashed: Keys = mixed ^ (mixed >> np.uint64(31))
    return hashed


def _that_fit(sizes: Ints, order: Ints, missing: int) -> Ints:
    """The groups that are taken, in this order, while one has no more documents than are missing."""
    taken = [np.zeros(0, np.int64)]
    while len(order := order[sizes[order] <= missing]):
        ends = np.cumsum(sizes[order])
        n_fit = int(np.searchsorted(ends, missing, side="right"))
        taken.append(order[:n_fit])
        missing -= int(ends[n_fit - 1])
        order = order[n_fit:]
    return np.concatenate(taken)


def _without_empty(asked: Splits, groups: Groups, splits: Ints) -> Ints:
    """With a group for each split; there are at least as many groups as splits."""
    for place, name in enumerate(asked.names):
        if np.any(splits == place):
            continue
        n_groups, n_documents = (
            np.bincount(splits, weights, minlength=len(asked.names)) for weights in (None, groups.sizes)
        )
        donor = int(np.argmax(np.where(n_groups > 1, n_documents, 0)))
        own = np.flatnonzero(splits == donor)
        splits[own[np.lexsort((_hash(groups.keys[own], name), groups.sizes[own]))[0]]] = place
    return splits


def _by_date(asked: Splits, groups: Groups, first_days: dict[str, str]) -> Assigned:
    """The splits by days: those that are written, else those of the version before, else those that give the sizes."""
    names = asked.names[1:]
    written = {name: str(asked.sizes[name]) for name in names if isinstance(asked.sizes[name], str)}
    if not written and first_days.keys() == {*names}:
        carried = _since(asked, groups, first_days)
        if len(np.unique(carried.splits)) == len(asked.names):
            return carried
    found = _since(asked, groups, written or _first_days(asked, groups))
    counts = np.bincount(found.splits, minlength=len(asked.names))
    for name, count in zip(asked.names, counts.tolist(), strict=True):
        if not count:
            days = ", ".join(f"{split} from {day}" for split, day in found.first_days.items())
            raise SplitsError(f"no document is of the days of {name} ({days}); write other days, or fewer splits")
    return found


def _since(asked: Splits, groups: Groups, first_days: dict[str, str]) -> Assigned:
    days = [date.fromisoformat(first_days[name]).toordinal() for name in asked.names[1:]]
    return Assigned(np.searchsorted(np.array(days), groups.days, side="right").astype(np.int64), first_days)


def _first_days(asked: Splits, groups: Groups) -> dict[str, str]:
    """From the newest day back, the day with which each split has its size; all documents of a day go together."""
    targets = _targets(asked, int(groups.sizes.sum()))
    days, which = np.unique(groups.days, return_inverse=True)
    n_of_day = np.bincount(which, groups.sizes).astype(np.int64)
    found: dict[str, str] = {}
    at = len(days)
    for name in reversed(asked.names[1:]):
        missing = targets[name]
        while missing > 0 and at > 0:
            at -= 1
            missing -= int(n_of_day[at])
        if at == 0 or days[at] == NONE:
            known = counted(int(np.sum(days != NONE)), "day")
            raise SplitsError(
                f"the documents are of {known}, which is not enough for {counted(len(asked.names), 'split')} of these "
                "sizes by date; write first days, smaller sizes, or by: cluster"
            )
        found[name] = date.fromordinal(int(days[at])).isoformat()
    return {name: found[name] for name in asked.names[1:]}
