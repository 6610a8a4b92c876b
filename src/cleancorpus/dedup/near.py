"""Near duplicates: documents that share most of their shingles with another one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from cleancorpus.config import ByColumn, NearDuplicates
from cleancorpus.dedup.clusters import Copy, components, copies
from cleancorpus.dedup.exact import kept_rows, moment_of
from cleancorpus.dedup.minhash import MinHash
from cleancorpus.dedup.order import ranks, values_of
from cleancorpus.dedup.pairs import PAIR_ROWS, pair_rows, with_twins
from cleancorpus.dedup.shingles import jaccard, shingle_hashes, shingle_sets
from cleancorpus.engine.links import PAIRS, SCORED, Elsewhere, Held, Keys, LinkStage
from cleancorpus.engine.stage import VERDICT, Rows, StageKey, Verdicts, part_and_row

KEYS = pa.schema([("bucket", pa.uint16()), ("row", pa.int64()), ("key", pa.uint64())])
HELD = pa.schema([
    ("place", pa.int64()), ("id", pa.string()), ("n_chars", pa.int64()), ("published", pa.string()),
    ("value", pa.string()), ("shingles", pa.list_(pa.uint64())),
])  # fmt: skip  # `value`: of the column that chooses the survivor
_COPIES = pa.schema([
    *VERDICT, *((name, pa.string()) for name in ("status", "reason", "detail", "survivor_id", "cluster")),
    ("similarity", pa.float64()), ("twin", pa.int64()), ("link", pa.int64()),
])  # fmt: skip
_TEXTS = 256  # shingled at once
_SCORED_AT_ONCE = 4096  # pairs; the shingles of their rows are held in memory


class NearRows(LinkStage):
    """Documents of which a share of the shingles is another's, too: the best of each cluster survives, by `survivor`.

    Candidates come of MinHash bands, each is compared by its shingles, and what goes has a twin among those that stay whose
    shingles it shares by the threshold at least. Verdicts set `status`, `reason`, `survivor_id`, `cluster` (the id of the
    cluster's best) and `similarity` (Jaccard with the survivor); rows of a cluster that stay get `cluster` alone. `link` is the
    place of the best of this run. `ids_fold` is the fold that may have renamed rows.
    """

    key_schema, pair_schema = KEYS, PAIR_ROWS

    def __init__(self, key: StageKey, options: NearDuplicates, ids_fold: str) -> None:
        self.key, self._options, self._ids_fold = key, options, ids_fold
        self.keys_a_row = options.bands
        self.tells_pairs = options.pairs is not None
        self._minhash = MinHash(options.bands, options.rows)

    def collect(self, batch: pa.RecordBatch, first_row: int) -> pa.Table:
        """The keys of the bands of each kept row."""
        kept = kept_rows(batch)
        texts = batch.column("text").take(pa.array(kept)).to_pylist()
        keys = [
            self._minhash.band_keys(self._minhash.signatures(*shingle_hashes(texts[first : first + _TEXTS])))
            for first in range(0, len(texts), _TEXTS)
        ]
        return _keys_table(
            np.concatenate([np.zeros(0, np.uint64), *keys]), np.repeat(kept + first_row, self._options.bands)
        )

    def keyed(self, keys: Keys, first_row: int) -> pa.Table:
        """The same of rows whose keys are known."""
        return _keys_table(keys.reshape(-1), np.repeat(np.arange(first_row, first_row + len(keys)), keys.shape[1]))

    def hold(self, batch: pa.RecordBatch, rows: Rows, places: Rows) -> pa.Table:
        """Id, length, date, value of the survivor's column, and shingles of some rows."""
        taken = batch.take(pa.array(rows))
        sets = pa.array(shingle_sets(taken.column("text").to_pylist()), pa.list_(pa.uint64()))
        columns = [taken.column(name) for name in ("id", "n_chars", "published")]
        by = self._options.survivor
        values = values_of(taken, by.column) if isinstance(by, ByColumn) else [None] * len(rows)
        return pa.table([pa.array(places), *columns, pa.array(values, pa.string()), sets], schema=HELD)

    def score(self, pairs: pa.Table, held: Held) -> pa.Table:
        """The Jaccard of each pair's shingles."""
        scores: list[float] = []
        for first in range(0, pairs.num_rows, _SCORED_AT_ONCE):
            some = pairs.slice(first, _SCORED_AT_ONCE)
            left, right = some.column("left").to_numpy(), some.column("right").to_numpy()
            places, which = np.unique(np.concatenate([left, right]), return_inverse=True)
            sets = held.take(places, ["shingles"])["shingles"]
            scores += [
                jaccard(sets[one], sets[other])
                for one, other in zip(which[: len(left)].tolist(), which[len(left) :].tolist(), strict=True)
            ]
        return pa.table([*(pairs.column(name) for name in PAIRS.names), scores], schema=SCORED)

    def decide(self, scored: pa.Table, held: Held, earlier: Mapping[str, Verdicts], elsewhere: Elsewhere) -> pa.Table:
        """All rows of this run that hang together by accepted pairs, and which of them go (none, where `remove` is off)."""
        accepted = scored.filter(pc.greater_equal(scored.column("score"), self._options.threshold))
        pairs = zip(accepted.column("left").to_pylist(), accepted.column("right").to_pylist(), strict=True)
        found: list[tuple[int, str, int, Copy | None, Mapping[int, str]]] = []
        for group in components(pairs):
            places = np.array(group, np.int64)
            values = held.take(places, ["id", "n_chars", "published", "value", "shingles"])
            rank = dict(zip(group, self._ranks(values), strict=True))
            ids = dict(zip(group, values["id"], strict=True))
            for number, verdict in earlier[self._ids_fold].find(*part_and_row(places)):
                ids[group[number]] = verdict["id"]
            sets = dict(zip(group, values["shingles"], strict=True))
            stay = {place for place in group if place >= elsewhere.place}
            ranked = sorted(group, key=lambda place: (place not in stay, rank[place]))
            gone = copies(ranked, sets, self._options.threshold, stay) if self._options.remove else ()
            copy_of = {copy.row: copy for copy in gone}
            own = [place for place in group if place not in stay]
            best = next(place for place in ranked if place not in stay)  # a link leads to a row of this run
            found += ((row, ids[ranked[0]], best, copy_of.get(row), ids) for row in own)
        return self._verdicts(found, elsewhere)

    def _verdicts(
        self, found: Sequence[tuple[int, str, int, Copy | None, Mapping[int, str]]], elsewhere: Elsewhere
    ) -> pa.Table:
        """Verdicts on rows of clusters, given as `(row, id of the best, the run's best, how it goes, ids of the cluster's rows)`;
        what goes for a row of an earlier version has the reason `near_earlier`.
        """
        scores = [None if copy is None else round(copy.score, 4) for *_, copy, _ in found]
        labels = ["" if copy is None else elsewhere.label(copy.twin) for *_, copy, _ in found]
        limit = f"dedup.near.threshold is {self._options.threshold}"
        columns: list[Any] = [
            *part_and_row(np.array([row for row, *_ in found], np.int64)),
            [None if score is None else "duplicate" for score in scores],
            [
                None if score is None else "near_earlier" if label else "near"
                for score, label in zip(scores, labels, strict=True)
            ],
            [
                None if score is None else f"Jaccard {score:.4f}{label and f' with a document of {label}'}, {limit}"
                for score, label in zip(scores, labels, strict=True)
            ],
            [None if copy is None else ids[copy.twin] for *_, copy, ids in found],
            [best for _, best, *_ in found],
            scores,
            [None if copy is None else copy.twin for *_, copy, _ in found],
            [place for _, _, place, *_ in found],
        ]
        arrays = [pa.array(values, field.type) for values, field in zip(columns, _COPIES, strict=True)]
        return pa.Table.from_arrays(arrays, schema=_COPIES)

    def pairs(
        self, scored: pa.Table, held: Held, earlier: Mapping[str, Verdicts], verdicts: pa.Table
    ) -> Iterator[pa.RecordBatch]:
        """All candidates, and each row that goes with its twin (`pairs.PAIR_ROWS`)."""
        scored = with_twins(scored, verdicts, lambda pairs: self.score(pairs, held))
        return pair_rows(scored, verdicts, held, earlier[self._ids_fold], self._options.threshold)

    def _ranks(self, values: dict[str, list[Any]]) -> list[Any]:
        """What orders the rows of a cluster, the survivor first; of equal ones the first in the sources stays."""
        match self._options.survivor:
            case "longest":
                return [-n_chars for n_chars in values["n_chars"]]
            case "earliest":
                moments = [moment_of(published) for published in values["published"]]
                return [(moment is None, moment or 0) for moment in moments]
            case "first":
                return [0] * len(values["id"])
            case ByColumn(keep=keep):
                return ranks(values["value"], keep)


def _keys_table(values: Keys, rows: Rows) -> pa.Table:
    return pa.table([(values >> np.uint64(48)).astype(np.uint16), rows, values], schema=KEYS)
