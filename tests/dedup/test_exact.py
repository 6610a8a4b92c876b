"""Repeated ids and exact duplicates, as folds: whatever the parts and the buckets, the first in order survives."""

import itertools

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleancorpus.config import Config
from cleancorpus.engine.stage import BUCKETS, Verdicts, bucket_ranges, sort_verdicts, split_keys, write_keys
from cleancorpus.engine.store import Store
from cleancorpus.pipeline.outcome import outcomes_of
from cleancorpus.pipeline.plan import make_folds


def folded(root, parts, n_ranges=1):
    """Verdicts by (part, row) of rows `(id, status, digest)` in parts: new ids, and survivors of duplicates."""
    store, verdicts, found = Store(str(root)), {}, {}
    step = BUCKETS // n_ranges
    for fold in make_folds(Config()):
        names = []
        for number, rows in enumerate(parts):
            batch = outcomes_of([{"id": i, "status": s, "text_sha256": d * 32} for i, s, d in rows])
            half = len(rows) // 2
            tables = [fold.collect(batch.slice(0, half), 0), fold.collect(batch.slice(half), half)]
            names.append((f"{fold.key.name}-{number}", None))
            write_keys(store, names[-1][0], tables, fold.key_schema)
        files = []
        ranges = [(start, start + step) for start in range(0, BUCKETS, step)]
        half = len(names) // 2  # parts are gathered in groups
        groups = (
            [split_keys(store, names[:half], ranges), split_keys(store, names[half:], ranges, half)]
            if half
            else [split_keys(store, names, ranges)]
        )
        for place, keys in enumerate(zip(*groups, strict=True)):
            merged = fold.merge(pa.concat_tables(keys), verdicts)
            files.append(f"{fold.key.name}-verdicts-{place}")
            store.write_table(files[-1], sort_verdicts(merged))
        verdicts[fold.key.name] = Verdicts(store, files)
        for number in range(len(parts)):
            for row in verdicts[fold.key.name].of_part(number).to_pylist():
                found[fold.key.name, number, row["row"]] = row.get("id") or row["survivor_id"]
    return found


def test_first_with_a_text_survives_and_is_named(tmp_path):
    rows = [("a", "kept", "aa"), ("b", "kept", "bb"), ("c", "kept", "aa")]
    assert folded(tmp_path, [rows]) == {("exact", 0, 2): "a"}
    assert folded(tmp_path / "parts", [rows[:1], rows[1:]]) == {("exact", 1, 1): "a"}


def test_dropped_documents_are_no_survivors(tmp_path):
    assert folded(tmp_path, [[("a", "dropped", "aa"), ("b", "kept", "aa")]]) == {}


def test_repeated_ids_become_unique_even_where_the_suffix_is_taken(tmp_path):
    rows = [("a", "kept", "aa"), ("a#2", "kept", "bb"), ("a", "kept", "cc"), ("a", "kept", "dd")]
    assert folded(tmp_path, [rows]) == {("ids", 0, 2): "a#3", ("ids", 0, 3): "a#4"}


def test_survivors_are_named_by_their_new_ids(tmp_path):
    rows = [("a", "kept", "aa"), ("a", "kept", "bb"), ("c", "kept", "bb")]
    assert folded(tmp_path, [rows]) == {("ids", 0, 1): "a#2", ("exact", 0, 2): "a#2"}


ROWS = st.tuples(
    st.sampled_from(["a", "b", "a#2", "c"]), st.sampled_from(["kept", "dropped"]), st.sampled_from(["aa", "bb", "cc"])
)


@settings(max_examples=60, deadline=None)
@given(
    rows=st.lists(ROWS, min_size=1, max_size=14), cuts=st.sets(st.integers(1, 13)), n_ranges=st.sampled_from([1, 2, 16])
)
def test_parts_and_ranges_of_buckets_do_not_matter(rows, cuts, n_ranges, tmp_path_factory):
    edges = [0, *sorted(cut for cut in cuts if cut < len(rows)), len(rows)]
    parts = [rows[start:stop] for start, stop in itertools.pairwise(edges)]
    whole = folded(tmp_path_factory.mktemp("whole"), [rows])
    cut = folded(tmp_path_factory.mktemp("cut"), parts, n_ranges)
    assert {(fold, edges[part] + row): value for (fold, part, row), value in cut.items()} == {
        (fold, row): value for (fold, _, row), value in whole.items()
    }
    ids = [whole.get(("ids", 0, n), row[0]) for n, row in enumerate(rows)]
    assert len(set(ids)) == len(ids)


@pytest.mark.parametrize("n_rows", [0, 1, 2_000_001, 50_000_000])
def test_ranges_cover_all_buckets_once(n_rows):
    ranges = bucket_ranges(n_rows)
    assert [start for start, _ in ranges] == [0, *(stop for _, stop in ranges[:-1])]
    assert ranges[-1][1] == BUCKETS


def test_rows_beyond_a_limit_do_not_count(tmp_path):
    store, fold = Store(str(tmp_path)), make_folds(Config())[0]
    batch = outcomes_of([{"id": "a", "status": "kept"}, {"id": "a", "status": "kept"}])
    write_keys(store, "keys", [fold.collect(batch, 0)], fold.key_schema)
    (keys,) = split_keys(store, [("keys", 1)], [(0, BUCKETS)])
    assert keys.num_rows == 1
    assert isinstance(keys, pa.Table)
