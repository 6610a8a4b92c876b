"""What differs between two versions, from manifests, ids and digests alone; texts are read only for samples.

Documents are matched by id. A document whose text has another digest is changed; one with the same text and another
digest of its other columns has changed metadata. Why a document is gone stands in the tables of the newer version.
"""

from __future__ import annotations

import difflib
from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from typing import Any

import numpy as np

from cleancorpus.versions.number import Changes, licence_narrowed
from cleancorpus.versions.open import Index, Keys, VersionFiles, id_digests
from cleancorpus.versions.semver import Bump
from cleancorpus.versions.takedown import Takedowns

Rows = np.ndarray[Any, np.dtype[np.intp]]
GONE = "gone from the sources"
_TOTALS = ("documents", "words", "chars", "text_bytes")
_FIGURES = ("languages", "sites", "years", "sources")


@dataclass(frozen=True)
class Sample:
    """One document of a class (`added`, `removed`, `text changed`) with its text, or the unified diff of its texts."""

    kind: str
    id: str
    title: str | None
    url: str | None
    text: str


@dataclass(frozen=True)
class SplitCounts:
    """Documents of one split: before, after, and what happened to them."""

    before: int = 0
    after: int = 0
    added: int = 0
    removed: int = 0
    text_changed: int = 0
    meta_changed: int = 0
    moved_in: int = 0


@dataclass(frozen=True)
class VersionDiff:
    """The difference of `old` and `new`; ids are in the order of the version they are read from.

    `counts` says how many documents were `added`, `removed` and so on; their ids may be fewer (`compare` with `max_ids`).
    """

    old: str
    new: str
    old_version: str
    new_version: str
    hashes: dict[str, tuple[str, str]]
    bump: Bump
    bump_reasons: tuple[str, ...]
    config_changed: dict[str, tuple[Any, Any]]
    environment_changed: dict[str, tuple[Any, Any]]
    columns_added: tuple[str, ...]
    columns_removed: tuple[str, ...]
    columns_retyped: dict[str, tuple[str, str]]
    splits: dict[str, SplitCounts]
    added: tuple[str, ...]
    removed: tuple[str, ...]
    text_changed: tuple[str, ...]
    meta_changed: tuple[str, ...]
    moved: tuple[str, ...]
    counts: dict[str, int]
    removed_by_reason: dict[str, int]
    rows: dict[str, tuple[int, int]]
    totals: dict[str, tuple[int, int]]
    counts_changed: dict[str, dict[str, int]]
    card_changed: dict[str, tuple[Any, Any]]
    takedowns_added: int
    samples: tuple[Sample, ...] = field(default=())

    @property
    def same(self) -> bool:
        """Whether content, schema and card are the same: there is nothing to release."""
        return self.bump == "none"

    def to_json(self) -> dict[str, Any]:
        """Everything as JSON values."""
        return {**asdict(self), "same": self.same}


@dataclass
class _Matched:
    """Rows of the two indexes: `only_old`, `only_new`, and pairs of rows in `both_old`, `both_new`.

    `text_changed`, `meta_changed` and `moved` (to another split) are places among the pairs. `splits_old` and
    `splits_new` have the split of each row of an index as a place in `split_names`.
    """

    only_old: Rows
    only_new: Rows
    both_old: Rows
    both_new: Rows
    text_changed: Rows
    meta_changed: Rows
    moved: Rows
    split_names: tuple[str, ...]
    splits_old: Rows
    splits_new: Rows


def _match(old: Index, new: Index) -> _Matched:
    at = _find(new.keys, old.keys, np.argsort(new.keys, kind="stable"))
    both_old = np.flatnonzero(at >= 0)
    both_new = at[both_old]
    in_order = np.argsort(both_new, kind="stable")
    is_new = np.ones(len(new), np.bool_)
    is_new[both_new] = False
    both_old, both_new = both_old[in_order], both_new[in_order]
    same_text = old.texts[both_old] == new.texts[both_new]
    names = tuple(dict.fromkeys((*old.split_names, *new.split_names)))
    splits_old, splits_new = (
        np.array([names.index(name) for name in index.split_names], dtype=np.intp)[index.splits] for index in (old, new)
    )
    return _Matched(
        only_old=np.flatnonzero(at < 0),
        only_new=np.flatnonzero(is_new),
        both_old=both_old,
        both_new=both_new,
        text_changed=np.flatnonzero(~same_text),
        meta_changed=np.flatnonzero(same_text & (old.metas[both_old] != new.metas[both_new])),
        moved=np.flatnonzero(splits_old[both_old] != splits_new[both_new]),
        split_names=names,
        splits_old=splits_old,
        splits_new=splits_new,
    )


def _find(keys: Keys, asked: Keys, order: Rows) -> Rows:
    """Where each of the asked keys stands in `keys`, which `order` sorts; -1 where it does not."""
    if not len(keys):
        return np.full(len(asked), -1, dtype=np.intp)
    found = order[np.minimum(np.searchsorted(keys, asked, sorter=order), len(keys) - 1)]
    return np.where(keys[found] == asked, found, -1)


def _ids_renewed(old: Index, new: Index, matched: _Matched) -> bool:
    """Whether most texts that both versions have stand under other ids: the way ids are made has changed."""
    common = np.intersect1d(old.texts, new.texts)
    kept_pairs = old.texts[matched.both_old] == new.texts[matched.both_new]
    kept = np.unique(new.texts[matched.both_new][kept_pairs])
    return len(common) > 0 and len(kept) < len(common) / 2


def compare(old: VersionFiles, new: VersionFiles, samples: int = 0, *, max_ids: int | None = None) -> VersionDiff:
    """Compare two opened versions; `samples` documents of each class come with texts.

    `max_ids` is how many ids of a class are named at most (None: all); `counts` has all. Memory: that of two `Index`, about
    50 bytes for each row that both have while they are matched, and the ids that are named.
    """
    was, now = old.manifest, new.manifest
    index_old, index_new = Index(old), Index(new)
    rows = _match(index_old, index_new)
    columns_added, columns_removed, retyped = _columns(was["schemas"], now["schemas"])
    card_changed = _changed(was.get("card", {}), now.get("card", {}))
    stones_old, stones_new = Takedowns.from_manifest(was), Takedowns.from_manifest(now)
    bump, reasons = Changes(
        columns_added=columns_added,
        columns_removed=columns_removed,
        columns_retyped=tuple(retyped),
        splits_added=tuple(sorted({*index_new.split_names} - {*index_old.split_names})),
        splits_removed=tuple(sorted({*index_old.split_names} - {*index_new.split_names})),
        ids_renewed=_ids_renewed(index_old, index_new, rows),
        moved=len(rows.moved),
        added=len(rows.only_new),
        removed=len(rows.only_old),
        text_changed=len(rows.text_changed),
        content_changed=was["content_hash"] != now["content_hash"],
        card_changed=bool(card_changed),
        takedowns_changed=stones_old.tombstones != stones_new.tombstones,
        licence_narrowed=licence_narrowed(was.get("card", {}), now.get("card", {})),
    ).bump()
    classes = {
        "added": (index_new, rows.only_new),
        "removed": (index_old, rows.only_old),
        "text_changed": (index_new, rows.both_new[rows.text_changed]),
        "meta_changed": (index_new, rows.both_new[rows.meta_changed]),
        "moved": (index_new, rows.both_new[rows.moved]),
    }
    return VersionDiff(
        old=old.where,
        new=new.where,
        old_version=old.version,
        new_version=new.version,
        hashes={key: (was.get(key, ""), now.get(key, "")) for key in ("content_hash", "schema_hash", "config_hash")},
        bump=bump,
        bump_reasons=reasons,
        config_changed=_changed(_flat(was.get("config", {})), _flat(now.get("config", {}))),
        environment_changed=_changed(_flat(was.get("environment", {})), _flat(now.get("environment", {}))),
        columns_added=columns_added,
        columns_removed=columns_removed,
        columns_retyped=retyped,
        splits=_by_split(rows),
        **{name: _ids(index, of_class[:max_ids]) for name, (index, of_class) in classes.items()},
        counts={name: len(of_class) for name, (_, of_class) in classes.items()},
        removed_by_reason=_reasons(new, index_old.keys[rows.only_old]),
        rows=_both(was["configs"], now["configs"], dict.fromkeys((*was["configs"], *now["configs"]))),
        totals=_both(was.get("figures", {}), now.get("figures", {}), _TOTALS),
        counts_changed=_counts_changed(was.get("figures", {}), now.get("figures", {})),
        card_changed=card_changed,
        takedowns_added=len({*stones_new.tombstones} - {*stones_old.tombstones}),
        samples=_all_samples((old, index_old), (new, index_new), rows, samples) if samples else (),
    )


def _ids(index: Index, rows: Rows) -> tuple[str, ...]:
    return tuple(index.ids.take(rows).to_pylist())


def _by_split(rows: _Matched) -> dict[str, SplitCounts]:
    after_of_both = rows.splits_new[rows.both_new]

    def counted(splits: Rows, number: int) -> int:
        return int(np.sum(splits == number))

    return {
        name: SplitCounts(
            before=counted(rows.splits_old, number),
            after=counted(rows.splits_new, number),
            added=counted(rows.splits_new[rows.only_new], number),
            removed=counted(rows.splits_old[rows.only_old], number),
            text_changed=counted(after_of_both[rows.text_changed], number),
            meta_changed=counted(after_of_both[rows.meta_changed], number),
            moved_in=counted(after_of_both[rows.moved], number),
        )
        for number, name in enumerate(rows.split_names)
    }


def _both(old: dict[str, int], new: dict[str, int], keys: Iterable[str]) -> dict[str, tuple[int, int]]:
    return {key: (old.get(key, 0), new.get(key, 0)) for key in keys}


def _counts_changed(old: dict[str, Any], new: dict[str, Any]) -> dict[str, dict[str, int]]:
    gained = {key: _gained(old.get(key, {}), new.get(key, {})) for key in _FIGURES}
    return {key: counts for key, counts in gained.items() if counts}


def _columns(
    old: dict[str, dict[str, str]], new: dict[str, dict[str, str]]
) -> tuple[tuple[str, ...], tuple[str, ...], dict[str, tuple[str, str]]]:
    """Columns added, removed, and of another type, as `config.column`."""
    before = {f"{config}.{name}": kind for config, columns in old.items() for name, kind in columns.items()}
    after = {f"{config}.{name}": kind for config, columns in new.items() for name, kind in columns.items()}
    retyped = {name: (before[name], after[name]) for name in before if name in after and before[name] != after[name]}
    return tuple(n for n in after if n not in before), tuple(n for n in before if n not in after), retyped


def _flat(value: Any, path: str = "") -> dict[str, Any]:
    """`{"a": {"b": 1}}` as `{"a.b": 1}`; lists stay whole."""
    if not isinstance(value, dict) or not value:
        return {path: value} if path else {}
    flat: dict[str, Any] = {}
    for key, inner in value.items():
        flat |= _flat(inner, f"{path}.{key}" if path else str(key))
    return flat


def _changed(old: dict[str, Any], new: dict[str, Any]) -> dict[str, tuple[Any, Any]]:
    keys = dict.fromkeys((*old, *new))
    return {key: (old.get(key), new.get(key)) for key in keys if old.get(key) != new.get(key)}


def _gained(old: dict[str, int], new: dict[str, int]) -> dict[str, int]:
    """By how much each count grew (or shrank), the largest change first."""
    grown = {key: new.get(key, 0) - old.get(key, 0) for key in {*old, *new}}
    return dict(sorted(((k, n) for k, n in grown.items() if n), key=lambda item: (-abs(item[1]), item[0])))


def _reasons(new: VersionFiles, removed: Keys) -> dict[str, int]:
    """Why documents of the older version, given by their keys, are not among the documents of the newer one."""
    order = np.argsort(removed, kind="stable")
    left = np.ones(len(removed), np.bool_)
    counts: Counter[str] = Counter()
    for config, label in (("dropped", ""), ("duplicates", "duplicate: "), ("quarantined", "quarantined: ")):
        if not left.any():
            break
        for _, batch in new.read(config, ["id", "reason"]):
            places = _find(removed, id_digests(batch.column("id").to_pylist()), order)
            for place, reason in zip(places.tolist(), batch.column("reason").to_pylist(), strict=True):
                if place >= 0 and left[place]:
                    left[place] = False
                    counts[f"{label}{reason}"] += 1
    if left.any():
        counts[GONE] = int(left.sum())
    return dict(counts.most_common())


_SAMPLE_COLUMNS = ("id", "title", "url", "text")


def _chosen(index: Index, rows: Rows, count: int) -> Rows:
    """`count` of `rows`, spread over the version and the same each time: those with the smallest digests of ids."""
    return rows[np.argsort(index.keys[rows], kind="stable")[:count]]


def _all_samples(
    old: tuple[VersionFiles, Index], new: tuple[VersionFiles, Index], rows: _Matched, count: int
) -> tuple[Sample, ...]:
    changed_old, changed_new = rows.both_old[rows.text_changed], rows.both_new[rows.text_changed]
    return (
        *_samples("added", *new, rows.only_new, count),
        *_samples("removed", *old, rows.only_old, count),
        *_changed_samples((*old, changed_old), (*new, changed_new), count),
    )


def _samples(kind: str, version: VersionFiles, index: Index, rows: Rows, count: int) -> list[Sample]:
    places = [index.place(int(row)) for row in _chosen(index, rows, count)]
    found = version.rows_at(places, _SAMPLE_COLUMNS)
    return [Sample(kind, row["id"], row["title"], row["url"], row["text"]) for row in found]


def _changed_samples(
    old: tuple[VersionFiles, Index, Rows], new: tuple[VersionFiles, Index, Rows], count: int
) -> list[Sample]:
    order = np.argsort(new[1].keys[new[2]], kind="stable")[:count]
    sides = [
        version.rows_at([index.place(int(row)) for row in rows[order]], _SAMPLE_COLUMNS)
        for version, index, rows in (old, new)
    ]
    samples = []
    for before, after in zip(*sides, strict=True):
        lines = difflib.unified_diff(
            before["text"].split("\n"), after["text"].split("\n"), old[0].version, new[0].version, lineterm="", n=1
        )
        samples.append(Sample("text changed", after["id"], after["title"], after["url"], "\n".join(lines)))
    return samples
