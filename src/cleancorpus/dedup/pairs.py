"""The pairs of rows that were compared, as a table for people: who, how much alike, accepted or not, in which cluster."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from cleancorpus.config import NearDuplicates
from cleancorpus.dedup.clusters import components
from cleancorpus.engine.links import PAIRS, Held, unique_pairs
from cleancorpus.engine.stage import Rows, Verdicts, part_and_row, places_of

PAIR_ROWS = pa.schema([
    ("id", pa.string()), ("other_id", pa.string()), ("similarity", pa.float64()), ("accepted", pa.bool_()),
    ("cluster", pa.string()),
])  # fmt: skip
_AT_ONCE = 65_536  # pairs


def with_twins(scored: pa.Table, verdicts: pa.Table, score: Callable[[pa.Table], pa.Table]) -> pa.Table:
    """`scored` pairs with those of a row that goes and its twin, in order: rows of a cluster are compared with all that stay
    in it, also where they did not meet as candidates. `score` says how alike the pairs are that have no score yet.
    """
    gone = verdicts.filter(verdicts.column("twin").is_valid())
    rows, twins = _places(gone), gone.column("twin").to_numpy()
    found = unique_pairs(np.minimum(rows, twins), np.maximum(rows, twins))
    both = pa.concat_tables([scored.select(PAIRS.names), found])
    left, right = (both.column(name).to_numpy() for name in PAIRS.names)
    order = np.lexsort((np.arange(len(left)), right, left))
    again = np.zeros(len(left), bool)
    again[order[1:]] = (left[order[1:]] == left[order[:-1]]) & (right[order[1:]] == right[order[:-1]])
    new = found.filter(pa.array(~again[scored.num_rows :]))
    merged = pa.concat_tables([scored, score(new)])
    return merged.sort_by([(name, "ascending") for name in PAIRS.names])


def pair_rows(
    scored: pa.Table, verdicts: pa.Table, held: Held, renamed: Verdicts, threshold: float
) -> Iterator[pa.RecordBatch]:
    """All scored pairs (`with_twins`) as `PAIR_ROWS`, in their order. `cluster` is that of both rows, null where they are in no
    cluster together; `renamed` are the verdicts that give rows other ids.
    """
    accepted = scored.filter(pc.greater_equal(scored.column("score"), threshold))
    places, numbers, names = _clusters(accepted, verdicts)
    for first in range(0, scored.num_rows, _AT_ONCE):
        some = scored.slice(first, _AT_ONCE)
        left, right = (some.column(name).to_numpy() for name in PAIRS.names)
        rows, which = np.unique(np.concatenate([left, right]), return_inverse=True)
        ids = held.take(rows, ["id"])["id"]
        for number, verdict in renamed.find(*part_and_row(rows)):
            ids[number] = verdict["id"]
        one, other = (_numbers_at(each, places, numbers) for each in (left, right))
        together = np.where(one == other, one, -1).tolist()
        own = pa.array(ids, pa.string()).take(pa.array(which))
        columns = [
            own.slice(0, len(left)),
            own.slice(len(left)),
            some.column("score").combine_chunks(),
            pc.greater_equal(some.column("score"), threshold).combine_chunks(),
            pa.array([names.get(number) for number in together], pa.string()),
        ]
        yield pa.RecordBatch.from_arrays(columns, schema=PAIR_ROWS)


def _clusters(accepted: pa.Table, verdicts: pa.Table) -> tuple[Rows, Rows, Mapping[int, str | None]]:
    """The places of all rows in clusters, ascending, the number of the cluster of each, and the clusters' ids by number."""
    groups = components(zip(*(accepted.column(name).to_pylist() for name in PAIRS.names), strict=True))
    places = np.array([place for group in groups for place in group], np.int64)
    numbers = np.repeat(np.arange(len(groups)), [len(group) for group in groups])
    order = np.argsort(places)
    places, numbers = places[order], numbers[order]
    # of two rows of an accepted pair one goes, so that each cluster has a row whose verdict names it
    at = _numbers_at(_places(verdicts), places, numbers).tolist()
    names: dict[int, str | None] = dict(zip(at, verdicts.column("cluster").to_pylist(), strict=True))
    return places, numbers, names


def _numbers_at(rows: Rows, places: Rows, numbers: Rows) -> Rows:
    """The number of the cluster of each row; -1 of one in none."""
    found: Rows = np.full(len(rows), -1, np.int64)
    if len(places):
        at = np.minimum(np.searchsorted(places, rows), len(places) - 1)
        found = np.where(places[at] == rows, numbers[at], found)
    return found


def _places(verdicts: pa.Table) -> Rows:
    return places_of(verdicts.column("part").to_numpy(), verdicts.column("row").to_numpy())


def save_pairs(batches: Iterable[pa.RecordBatch], near: NearDuplicates) -> int:
    """Write pairs to the file that `near.pairs` names, all of it or nothing; gives how many they are."""
    assert near.pairs is not None, "asked where a file is named"
    path = Path(near.pairs)
    schema = PAIR_ROWS.with_metadata({"threshold": str(near.threshold)})
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f".{path.name}.partial")
    n_pairs = 0
    try:
        with pq.ParquetWriter(partial, schema) as writer:
            for batch in batches:
                writer.write_batch(batch)
                n_pairs += batch.num_rows
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)
    return n_pairs
