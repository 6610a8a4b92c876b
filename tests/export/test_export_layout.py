"""Shards keep their documents between versions; rows put aside come back in any order."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from invented import export, kept, removal

from cleancorpus.export import layout, stage
from cleancorpus.export.tables import batch_bytes
from cleancorpus.export.write import ExportResult


def shards(result: ExportResult) -> dict[str, list[str]]:
    """Ids by shard."""
    paths = sorted((result.path / "data").iterdir())
    return {path.name: pq.read_table(path, columns=["id"]).column("id").to_pylist() for path in paths}


def big(number: int, **changes: object) -> dict[str, object]:
    """A document of a bit more than 100 kB, so that shards of 1 MB hold nine of them."""
    return kept(number, **{"text": f"Council {number} " + "met " * 25_000, **changes})


def ids(*numbers: int) -> list[str]:
    return [f"doc-{number:06d}" for number in numbers]


def test_new_documents_go_to_new_shards_and_old_files_are_reused(tmp_path: Path) -> None:
    rows = [big(number) for number in range(20)]
    first = export(tmp_path, rows, shard_max_mb=1)
    before = shards(first)
    assert len(before) == 3
    assert all(path.stat().st_size <= 1_000_000 for path in (first.path / "data").iterdir())
    second = export(tmp_path, [big(100), *rows[:5], big(101), *rows[5:]], shard_max_mb=1)
    after = shards(second)
    assert {name: after[name] for name in before} == before
    assert after["train-00003.parquet"] == ids(100, 101)
    assert second.reused_shards == tuple(f"data/{name}" for name in before)
    for name in before:
        assert (first.path / "data" / name).samefile(second.path / "data" / name)
    assert sorted(path.name for path in (second.path / "removals").iterdir()) == sorted(after)


def test_changed_documents_stay_in_place_and_removed_ones_drop_out(tmp_path: Path) -> None:
    rows = [big(number) for number in range(20)]
    first = export(tmp_path, rows, shard_max_mb=1)
    before = shards(first)
    changed = [
        big(3, agency="Nordpress") if number == 3 else row for number, row in enumerate(rows) if number not in (11, 12)
    ]
    second = export(tmp_path, changed[::-1], shard_max_mb=1)  # the order of arrival does not matter
    after = shards(second)
    assert after["train-00000.parquet"] == before["train-00000.parquet"]
    assert after["train-00001.parquet"] == [name for name in before["train-00001.parquet"] if name not in ids(11, 12)]
    assert second.reused_shards == ("data/train-00002.parquet",)


def test_a_shard_with_all_documents_gone_vanishes_and_its_number_is_not_used_again(tmp_path: Path) -> None:
    rows = [big(number) for number in range(20)]
    first = export(tmp_path, rows, shard_max_mb=1)
    gone = set(shards(first)["train-00001.parquet"])
    second = export(tmp_path, [row for row in rows if row["id"] not in gone] + [big(50)], shard_max_mb=1)
    assert sorted(shards(second)) == ["train-00000.parquet", "train-00002.parquet", "train-00003.parquet"]


def test_a_shard_that_outgrew_the_limit_goes_on_in_a_new_one(tmp_path: Path) -> None:
    rows = [big(number) for number in range(9)]
    first = export(tmp_path, rows, shard_max_mb=1)
    assert len(shards(first)) == 1
    grown = [big(0, text="met " * 60_000), *rows[1:]]
    second = export(tmp_path, grown, shard_max_mb=1)
    assert shards(second) == {"train-00000.parquet": ids(*range(8)), "train-00001.parquet": ids(8)}


def first_column_named(path: Path, name: str) -> int:
    schema = pq.read_metadata(path).schema
    return next(index for index in range(len(schema)) if schema.column(index).path == name)


def test_a_damaged_old_shard_is_written_anew(tmp_path: Path) -> None:
    rows = [kept(number) for number in range(5)]
    first = export(tmp_path, rows)
    path = first.path / "data" / "train-00000.parquet"
    data = bytearray(path.read_bytes())
    intact = bytes(data)
    texts = pq.read_metadata(path).row_group(0).column(first_column_named(path, "text"))
    data[texts.data_page_offset + texts.total_compressed_size // 2] ^= 1
    path.write_bytes(data)
    second = export(tmp_path, [*rows, kept(5)])
    assert second.reused_shards == ()
    assert (second.path / "data" / "train-00000.parquet").read_bytes() == intact


def test_parquet_is_written_for_dedup_and_reading(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(layout, "ROW_GROUP_BYTES", 300_000)
    result = export(tmp_path, [big(number) for number in range(9)])
    metadata = pq.read_metadata(result.path / "data" / "train-00000.parquet")
    assert [metadata.row_group(group).num_rows for group in range(metadata.num_row_groups)] == [2, 2, 2, 2, 1]
    column = metadata.row_group(0).column(0)
    assert column.compression == "ZSTD"
    assert column.has_column_index
    assert column.has_offset_index


def test_sizes_of_rows_count_what_is_in_them() -> None:
    document = kept(1, text="é" * 10, removals=[removal(0, "ab"), removal(5, "c")])
    batch = pa.RecordBatch.from_pylist([{"id": "x", "text": "é" * 10, "removals": document["removals"]}])
    alone = pa.RecordBatch.from_pylist([{"id": "x", "text": "", "removals": []}], schema=batch.schema)
    both = pa.concat_batches([batch, alone])
    sizes = batch_bytes(both).tolist()
    assert sizes == [batch_bytes(batch)[0], batch_bytes(alone)[0]]
    numbers = 8 + 8 + 8 + 8  # version, start, end (int64 when inferred) and score, of a removal and of a finding
    names = ("rule", "category", "reason", "evidence")
    removals = sum(numbers + sum(len(item[n]) + 4 for n in (*names, "text")) + 4 for item in document["removals"])
    findings = sum(
        numbers + sum(len(item[n]) + 4 for n in names) for outer in document["removals"] for item in outer["findings"]
    )
    assert sizes[0] - sizes[1] == 20 + removals + findings
    assert batch_bytes(both.slice(1)).tolist() == sizes[1:]


@settings(max_examples=30, deadline=None)
@given(data=st.data())
def test_staged_rows_come_back_in_the_order_asked_for(
    data: st.DataObject, tmp_path_factory: pytest.TempPathFactory
) -> None:
    bins = data.draw(st.lists(st.tuples(st.integers(0, 3), st.integers(1, 9)), min_size=1, max_size=12))
    schema = pa.schema([("id", pa.string()), ("n", pa.list_(pa.int64()))])
    wanted: dict[int, list[dict[str, object]]] = {}
    staged = stage.Stage(tmp_path_factory.mktemp("stage") / "rows.arrow", schema)
    with pytest.MonkeyPatch.context() as patch, staged:
        patch.setattr(stage, "_BIN_BYTES", 200)
        patch.setattr(stage, "_GATHER_BYTES", 150)
        patch.setattr(stage, "_CACHED_BATCHES", 2)
        for number, count in bins:
            rows = [{"id": f"{number}-{len(wanted.get(number, []))}-{i}", "n": [i] * (i % 3)} for i in range(count)]
            wanted.setdefault(number, []).extend(rows)
            staged.add(number, pa.RecordBatch.from_pylist(rows, schema=schema))
        staged.close_writing()
        assert staged.bins == sorted(wanted)
        for number, rows in wanted.items():
            order = data.draw(st.permutations(range(len(rows))))
            found = [row for batch in staged.rows(number, np.array(order)) for row in batch.to_pylist()]
            assert found == [rows[index] for index in order]
            assert [row for batch in staged.rows(number) for row in batch.to_pylist()] == rows
