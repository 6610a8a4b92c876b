"""Which documents belong together, so that splits and takedowns keep to it: what workers do between the folds and settling.

Workers look at the rows of some parts each (`ScanCall`) and write down 37 bytes a document; one then has all of them, makes
groups, and says of each row in which split it is and whether it goes as a copy of what was taken down (`GroupCall`).
`pipeline/grouping.py` asks for it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from cleancorpus.config import Splits
from cleancorpus.dedup.exact import moment_of
from cleancorpus.dedup.united import linked_by, united
from cleancorpus.detect.repeats import site_key
from cleancorpus.engine.stage import Rows, Verdicts, part_and_row, places_of
from cleancorpus.engine.store import Store
from cleancorpus.export.settle import Told, id_keys
from cleancorpus.export.splits import NONE, Groups, SplitsError, assign
from cleancorpus.schema import OUTCOMES
from cleancorpus.versions.takedown import Takedowns

_DAY_S = 86_400
_READ = ("id", "url", "site", "published", "text_sha256", "status")
SCANNED = pa.schema([
    ("place", pa.int64()), ("key", pa.uint64()), ("text", pa.uint64()), ("site", pa.uint64()), ("day", pa.int32()),
    ("kept", pa.bool_()), ("dropped", pa.bool_()),
])  # fmt: skip
GROUPED = pa.schema([("place", pa.int64()), ("split", pa.uint8()), ("copy_of", pa.list_(pa.int32()))])
BEFORE = pa.schema([("key", pa.uint64()), ("split", pa.int8())])
Keys = np.ndarray[Any, np.dtype[np.uint64]]
Flags = np.ndarray[Any, np.dtype[np.bool_]]
Hit = tuple[int, tuple[int, ...], str | None]
"""The place of a row that was taken down, the requests, and the digest of its text."""


@dataclass(frozen=True)
class ScanCall:
    """Look at the rows of some parts: `(number, name, how many of its rows count)`; `takedowns` is a file of `_Wanted`."""

    parts: tuple[tuple[int, str, int | None], ...]
    verdicts: dict[str, tuple[str, ...]]
    takedowns: str
    target: str


@dataclass(frozen=True)
class GroupCall:
    """Make groups of all rows; `before` is a file of the splits of the version before, '' for none."""

    scanned: tuple[str, ...]
    verdicts: dict[str, tuple[str, ...]]
    hits: tuple[Hit, ...]
    with_copies: tuple[int, ...]
    before: str
    first_days: dict[str, str]
    target: str


def told_of(store: Store, file: str, part: int, splits: Splits) -> Told:
    """What the file of `GROUPED` says of the rows of a part."""
    if not file:
        return Told()
    table, places = _grouped(store.root, file)
    edges = places_of(np.array([part, part + 1]), np.zeros(2, np.int64))
    first, last = np.searchsorted(places, edges)
    rows = part_and_row(places[first:last])[1].tolist()
    here = table.slice(first, last - first)
    numbers, copies = here.column("split").to_pylist(), here.column("copy_of").to_pylist()
    return Told(
        splits.names,
        {row: number for row, number in zip(rows, numbers, strict=True) if number},
        {row: tuple(requests) for row, requests in zip(rows, copies, strict=True) if requests},
    )


@lru_cache(maxsize=1)
def _grouped(root: str, file: str) -> tuple[pa.Table, Rows]:
    table = Store(root).read_table(file)
    return table, table.column("place").to_numpy()


def told_digest(told: Told) -> str:
    """sha256 over all that was told of a part."""
    facts = (told.names, sorted(told.splits.items()), sorted(told.copies.items()))
    return hashlib.sha256(repr(facts).encode()).hexdigest()


def text_key(text_sha256: str) -> int:
    """64 bits of the digest of a text."""
    return int(text_sha256[:16], 16)


class _Wanted:
    """What is looked for in the rows: tombstones, and ids and texts that earlier versions took."""

    def __init__(self, values: dict[str, Any]) -> None:
        self._takedowns = Takedowns.from_manifest(values)
        self._ids, self._texts = values["ids"], values["texts"]

    def __bool__(self) -> bool:
        return bool(self._takedowns)

    def numbers(self, row_id: str | None, url: str | None, text_sha256: str | None) -> tuple[int, ...]:
        named = self._takedowns.numbers(row_id, url)
        found = {*named, *self._ids.get(row_id, ()), *self._texts.get(text_sha256, ())}
        return tuple(sorted(found))


def scan(store: Store, splits: Splits, call: ScanCall) -> list[Hit]:
    """Write down the kept documents of some parts and their copies (`SCANNED`); gives what was taken down of all rows."""
    wanted = _Wanted(store.read_json(call.takedowns))
    folds = {name: Verdicts(store, files) for name, files in call.verdicts.items()}
    columns = [OUTCOMES.get_field_index(name) for name in _READ]
    tables, hits = [SCANNED.empty_table()], list[Hit]()
    for part, name, limit in call.parts:
        first = 0
        for batch in store.read_batches(f"{name}.arrow", columns):
            batch = batch if limit is None else batch.slice(0, limit - first)
            if not batch.num_rows:
                break
            rows = np.arange(first, first + batch.num_rows)
            places = places_of(np.full(len(rows), part), rows)
            values: dict[str, list[Any]] = {key: batch.column(key).to_pylist() for key in _READ}
            for verdicts in folds.values():
                for row, verdict in verdicts.find(np.full(len(rows), part), rows):
                    values["id"][row] = verdict.get("id") or values["id"][row]
            if wanted:
                hits += _hits(wanted, places, values)
            tables.append(_scanned(splits, batch, places, values, folds.values(), with_dropped=bool(wanted)))
            first += batch.num_rows
    store.write_table(call.target, pa.concat_tables(tables).combine_chunks())
    return hits


def _hits(wanted: _Wanted, places: Rows, values: dict[str, list[Any]]) -> Iterable[Hit]:
    columns = (values[key] for key in ("id", "url", "text_sha256"))
    for place, row_id, url, text in zip(places.tolist(), *columns, strict=True):
        if numbers := wanted.numbers(row_id, url, text):
            yield place, numbers, text


def _scanned(
    splits: Splits,
    batch: pa.RecordBatch,
    places: Rows,
    values: dict[str, list[Any]],
    folds: Iterable[Verdicts],
    *,
    with_dropped: bool,
) -> pa.Table:
    """`SCANNED` of a batch; site and day only where they are asked for, dropped rows only where something is taken down, as
    their texts are exported, too.
    """
    status = batch.column("status")
    dropped = pc.equal(status, "dropped").to_numpy(zero_copy_only=False)
    kept = pc.equal(status, "kept").to_numpy(zero_copy_only=False)
    rows = np.flatnonzero(kept | dropped if with_dropped else kept)
    taken_out = dropped[rows]
    for verdicts in folds:
        taken_out |= verdicts.take_out(places[rows])
    own = {key: [column[row] for row in rows] for key, column in values.items()}
    texts = np.array([text_key(digest) for digest in own["text_sha256"]], np.uint64)
    sites, days = np.zeros(len(rows), np.uint64), np.full(len(rows), NONE, np.int32)
    if splits.by == "site":
        named = [site_key(*pair) for pair in zip(own["url"], own["site"], strict=True)]
        sites = np.where([name is not None for name in named], id_keys(named), np.uint64(0)).astype(np.uint64)
    if splits.by == "date":
        moments = [moment_of(published) for published in own["published"]]
        days = np.array([NONE if moment is None else moment // _DAY_S + 1 for moment in moments], np.int32)
    columns = [places[rows], id_keys(own["id"]), texts, sites, days, ~taken_out, dropped[rows]]
    return pa.table(columns, schema=SCANNED)


def group(store: Store, splits: Splits, call: GroupCall) -> tuple[dict[str, Any], str]:
    """Write `GROUPED`; gives what the manifest says of the splits, and why there can be none ('' where there can)."""
    scanned = pa.concat_tables([store.read_table(name) for name in call.scanned])
    # What was dropped is in no split and moves none.
    rows, dropped = (_Rows.of(scanned.filter(pc.equal(scanned.column("dropped"), value))) for value in (False, True))
    links = [linked_by(rows.texts, rows.all)]
    for files in call.verdicts.values():
        links += (rows.linked(*pair) for pair in Verdicts(store, files).links())
    clusters = united(len(rows.all), *(np.concatenate(side) for side in zip(*links, strict=True)))
    copies = _copies(call, rows, clusters, dropped)
    kept = rows.kept & ~np.isin(rows.places, [*copies])
    numbers, facts, failure = np.zeros(len(kept), np.uint8), dict[str, Any](), ""
    if len(splits.names) > 1:
        before = _splits_before(store, call.before, rows.keys)
        before[np.isin(rows.places, [*copies])] = NONE
        try:
            numbers, facts = _assigned(splits, rows, clusters, kept, before, call.first_days)
        except SplitsError as error:
            failure = f"splits: {error}"
    split_of = dict(zip(rows.places[numbers > 0].tolist(), numbers[numbers > 0].tolist(), strict=True))
    places = sorted({*split_of, *copies})
    columns = [places, [split_of.get(place, 0) for place in places], [copies.get(place, []) for place in places]]
    arrays = [pa.array(values, kind.type) for values, kind in zip(columns, GROUPED, strict=True)]
    store.write_table(call.target, pa.Table.from_arrays(arrays, schema=GROUPED))
    return facts, failure


@dataclass(frozen=True)
class _Rows:
    """The columns of `SCANNED`, ordered by place."""

    places: Rows
    keys: Keys
    texts: Keys
    sites: Keys
    days: Rows
    kept: Flags
    all: Rows

    @classmethod
    def of(cls, table: pa.Table) -> _Rows:
        columns = [table.column(name).to_numpy() for name in SCANNED.names if name != "dropped"]
        return cls(*columns, *[np.arange(table.num_rows)])

    def linked(self, one: Rows, other: Rows) -> tuple[Rows, Rows]:
        """`where` for two sides of links."""
        left, right = self.where(one, other)
        return left, right

    def where(self, *places: Rows) -> tuple[Rows, ...]:
        """The numbers of the rows at places, in several arrays side by side; those that are not among them are left out."""
        at = [np.minimum(np.searchsorted(self.places, some), max(0, len(self.places) - 1)) for some in places]
        if not len(self.places):
            return tuple(some[:0] for some in at)
        there = np.logical_and.reduce([self.places[rows] == some for rows, some in zip(at, places, strict=True)])
        return tuple(rows[there] for rows in at)


def _copies(call: GroupCall, rows: _Rows, clusters: Rows, dropped: _Rows) -> dict[int, list[int]]:
    """The requests for which each row goes, by its place: rows that were hit, rows with an equal text, and where that is asked
    for all rows of the cluster.
    """
    found: dict[int, set[int]] = {}
    by_text: dict[int, set[int]] = {}
    by_cluster: dict[int, set[int]] = {}
    for place, numbers, text in call.hits:
        found.setdefault(place, set()).update(numbers)
        if text is not None:
            by_text.setdefault(text_key(text), set()).update(numbers)
        with_copies = {*numbers}.intersection(call.with_copies)
        (row,) = rows.where(np.array([place]))
        if with_copies and len(row):
            by_cluster.setdefault(int(clusters[row[0]]), set()).update(with_copies)
    for places, values, requests in (
        (rows.places, rows.texts, by_text),
        (dropped.places, dropped.texts, by_text),
        (rows.places, clusters, by_cluster),
    ):
        hit = np.flatnonzero(np.isin(values, np.array([*requests], values.dtype)))
        for place, value in zip(places[hit].tolist(), values[hit].tolist(), strict=True):
            found.setdefault(place, set()).update(requests[value])
    return {place: sorted(numbers) for place, numbers in found.items()}


def _splits_before(store: Store, name: str, keys: Keys) -> Rows:
    """The split of each document in the version before, by the digest of its id; `NONE` where it had none."""
    known = store.read_table(name) if name else BEFORE.empty_table()
    if not known.num_rows:
        return np.full(len(keys), NONE)
    before = known.column("key").to_numpy()
    at = np.minimum(np.searchsorted(before, keys), len(before) - 1)
    return np.where(before[at] == keys, known.column("split").to_numpy()[at].astype(np.int64), NONE)


def _assigned(
    splits: Splits, rows: _Rows, clusters: Rows, kept: Flags, before: Rows, first_days: dict[str, str]
) -> tuple[np.ndarray[Any, np.dtype[np.uint8]], dict[str, Any]]:
    """The split of each row (0 also for those that are not kept), and what the manifest says of it."""
    together = clusters
    if splits.by == "site":
        with_site = np.flatnonzero(kept & (rows.sites > 0))
        left, right = linked_by(rows.sites[with_site], with_site)
        together = united(len(kept), np.concatenate([rows.all, left]), np.concatenate([clusters, right]))
    labels, own = np.unique(together[kept], return_inverse=True)
    if not len(labels):
        return np.zeros(len(kept), np.uint8), {}  # nothing was kept: the run says so
    at = np.minimum(np.searchsorted(labels, together), len(labels) - 1)
    members = np.flatnonzero(labels[at] == together)  # kept documents, and those that went as their copies
    at = at[members]
    keys = np.full(len(labels), np.iinfo(np.uint64).max, np.uint64)
    np.minimum.at(keys, at, rows.keys[members])
    days = np.full(len(labels), np.iinfo(np.int64).max)
    dated = rows.days[members] != NONE
    np.minimum.at(days, at[dated], rows.days[members][dated])
    voting = before[members] != NONE
    n_splits = len(splits.names)
    votes = np.bincount(at[voting] * n_splits + before[members][voting], minlength=len(labels) * n_splits)
    sizes = np.bincount(own, minlength=len(labels)).astype(np.int64)
    groups = Groups(sizes, keys, np.where(days == np.iinfo(np.int64).max, NONE, days), votes.reshape(-1, n_splits))
    assigned = assign(splits, groups, first_days)
    numbers = np.zeros(len(kept), np.uint8)
    numbers[kept] = assigned.splits[own]
    counts = np.bincount(assigned.splits, minlength=n_splits).tolist()
    facts = {
        "by": splits.by,
        "groups": dict(zip(splits.names, counts, strict=True)),
        "largest_group": int(sizes.max()),
        "first_days": assigned.first_days,
    }
    return numbers, facts
