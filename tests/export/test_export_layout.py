"""Shards keep their documents between versions; rows of any parts come back in any order."""

from __future__ import annotations

import itertools
import tracemalloc
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from invented import batches, config, dropped, export, kept, removal

from cleancorpus.config import Splits
from cleancorpus.engine.store import Store
from cleancorpus.export import layout
from cleancorpus.export import shards as shards_module
from cleancorpus.export.marks import Marks
from cleancorpus.export.settle import INDEX, Settler, id_keys
from cleancorpus.export.shards import ShardTask, write_shard
from cleancorpus.export.tables import batch_bytes
from cleancorpus.export.write import ExportResult
from cleancorpus.schema import TABLES
from cleancorpus.verify.version import verify
from cleancorpus.versions.open import FileEntry
from cleancorpus.versions.takedown import Takedowns


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


def test_documents_that_change_their_split_go_to_a_new_shard_of_it(tmp_path: Path) -> None:
    settled = config(shard_max_mb=1).model_copy(update={"splits": Splits.model_validate({"sizes": {"test": 2}})})
    rows = [big(number) for number in range(20)]
    splits = dict.fromkeys(ids(2, 7), "test")
    first = export(tmp_path, rows, settled=settled, splits=splits)
    before = shards(first)
    assert [name for name in before if name.startswith("test")] == ["test-00002.parquet"]
    assert before["test-00002.parquet"] == ids(2, 7)
    second = export(tmp_path, [*rows, big(30), big(31)], settled=settled, splits=dict.fromkeys(ids(7, 9, 31), "test"))
    after = shards(second)
    assert after["test-00002.parquet"] == ids(7)
    assert after["test-00004.parquet"] == ids(9, 31)
    assert after["train-00003.parquet"] == ids(2, 30)
    assert after["train-00000.parquet"] == [name for name in before["train-00000.parquet"] if name not in ids(9)]
    assert second.bump_reasons == ("documents moved between splits: 2",)
    assert sorted(path.name for path in (second.path / "removals").iterdir()) == [
        f"train-0000{n}.parquet" for n in range(5)
    ]
    assert verify(second.path) == []


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
    monkeypatch.setattr(shards_module, "ROW_GROUP_BYTES", 300_000)
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


@settings(max_examples=40, deadline=None)
@given(
    parts=st.lists(st.lists(st.integers(1, 900), max_size=12), min_size=1, max_size=6), max_bytes=st.integers(1, 2000)
)
def test_new_rows_fill_shards_in_order_up_to_their_size(parts: list[list[int]], max_bytes: int) -> None:
    indexes = [(number, index_of(sizes)) for number, sizes in enumerate(parts)]
    names = [str(number) for number in range(len(parts))]
    tasks = list(layout.plan_shards(layout.Places(None, TABLES["dropped"]), indexes, names, max_bytes, "t"))
    laid = [
        (int(task.names[part]), row)
        for task in tasks
        for part, row in zip(task.parts.tolist(), task.rows.tolist(), strict=True)
    ]
    assert all(len(task.names) == len(set(task.parts.tolist())) for task in tasks)  # of no part that is not in it
    assert laid == [(part, row) for part, sizes in enumerate(parts) for row in range(len(sizes))]
    assert [task.number for task in tasks] == list(range(len(tasks)))
    assert all(task.sizes.sum() <= max_bytes or len(task.rows) == 1 for task in tasks)
    for task, following in itertools.pairwise(tasks):
        assert task.sizes.sum() + following.sizes[0] > max_bytes


def index_of(sizes: list[int]) -> pa.Table:
    keys = np.arange(len(sizes), dtype=np.uint64)
    splits = np.zeros(len(sizes), np.uint8)
    metas, rows = pa.nulls(len(sizes), pa.binary(16)), np.arange(len(sizes))
    return pa.table([pa.array(sizes, pa.int64()), keys, metas, splits, rows], schema=INDEX)


@pytest.mark.parametrize("gather", [1, 400, 10**9])
def test_rows_of_a_shard_are_gathered_in_the_order_asked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, gather: int
) -> None:
    monkeypatch.setattr(shards_module, "_GATHER_BYTES", gather)
    monkeypatch.setattr(shards_module, "_OPEN_BYTES", 1)
    store = Store(str(tmp_path))
    for number in range(3):
        rows = [dropped(10 * number + i) for i in range(5)]
        Settler(store, f"p{number}", Marks(), Takedowns(), "here").settle(batches(rows, 2))
    order = [(2, 4), (0, 0), (1, 3), (0, 1), (2, 0), (1, 1), (0, 4)]
    parts, rows = (np.array(column, dtype=np.int64) for column in zip(*order, strict=True))
    task = ShardTask("dropped", 0, ("p0", "p1", "p2"), parts, rows, np.full(len(rows), 150, np.int64), "shards")
    write_shard(store, task)
    found = pq.read_table(tmp_path / "shards" / "dropped" / "train-00000.parquet").column("id").to_pylist()
    assert found == ids(*(10 * part + row for part, row in order))


@pytest.mark.parametrize(("limit", "mixed", "opened"), [(10**9, True, 4), (1, False, 4), (1, True, 8)])
def test_a_part_is_opened_again_only_where_rows_come_mixed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, limit: int, mixed: bool, opened: int
) -> None:
    monkeypatch.setattr(shards_module, "_GATHER_BYTES", 1)
    monkeypatch.setattr(shards_module, "_OPEN_BYTES", limit)
    calls: list[str] = []

    def open_part(store: Store, name: str, own: Callable[..., Any] = shards_module._open_part) -> Any:
        calls.append(name)
        return own(store, name)

    monkeypatch.setattr(shards_module, "_open_part", open_part)
    store, names = Store(str(tmp_path)), tuple(f"p{number}" for number in range(4))
    for number, name in enumerate(names):
        Settler(store, name, Marks(), Takedowns(), "here").settle(
            batches([dropped(2 * number), dropped(2 * number + 1)])
        )
    parts, rows = np.tile(np.arange(4), 2), np.repeat([0, 1], 4)
    if not mixed:
        order = np.argsort(parts, kind="stable")
        parts, rows = parts[order], rows[order]
    write_shard(store, ShardTask("dropped", 0, names, parts, rows, np.full(8, 150, np.int64), "shards"))
    assert len(calls) == opened


def test_a_table_that_has_no_rows_any_more_has_no_shards(tmp_path: Path) -> None:
    export(tmp_path, [kept(0), dropped(1)])
    assert export(tmp_path, [kept(0), kept(2)]).rows.get("dropped") is None


@dataclass(frozen=True)
class Invented:
    """A version before of `n_shards` shards of `rows` documents, as `Places` reads it."""

    n_shards: int
    rows: int
    folder: None = None

    def files(self, config: str) -> list[FileEntry]:
        return [
            FileEntry(f"data/train-{number:05d}.parquet", config, "train", self.rows, 1, "")
            for number in range(self.n_shards)
        ]

    def columns(self, config: str) -> dict[str, str]:  # noqa: ARG002
        return dict.fromkeys(("id", "meta_sha256"), "string")

    def read_file(self, entry: FileEntry, columns: list[str]) -> Iterator[pa.RecordBatch]:  # noqa: ARG002
        first = layout.shard_number(entry.path) * self.rows
        numbers = range(first, first + self.rows)
        yield pa.record_batch({"id": [f"d{n}" for n in numbers], "meta_sha256": [f"{n:064x}" for n in numbers]})


def test_the_driver_holds_few_bytes_a_row_from_the_second_version_on() -> None:
    """As the docstrings say: 32 of the version before, at most 37 more for what it has."""
    n_parts, rows = 60, 3000

    def indexes() -> Iterator[layout.Part]:
        for part in range(n_parts):
            numbers = range(part * rows, (part + 1) * rows)
            metas = pa.array([bytes.fromhex(f"{n:064x}")[:16] for n in numbers], pa.binary(16))
            keys = id_keys(f"d{n}" for n in numbers)
            splits = np.zeros(rows, np.uint8)
            yield part, pa.table([np.full(rows, 1000, np.int64), keys, metas, splits, np.arange(rows)], schema=INDEX)

    def plan() -> list[int]:
        places = layout.Places(Invented(n_parts, rows), TABLES["default"])
        bytes_a_row.append((tracemalloc.get_traced_memory()[0] - start) / (n_parts * rows))
        tasks = layout.plan_shards(places, indexes(), [str(n) for n in range(n_parts)], 10**9, "t")
        return [task.number for task in tasks]

    bytes_a_row, start = list[float](), 0
    plan()  # what is imported and kept for good is there from now on
    tracemalloc.start()
    try:
        start, bytes_a_row = tracemalloc.get_traced_memory()[0], []
        assert plan() == list(range(n_parts))
        bytes_a_row.append((tracemalloc.get_traced_memory()[1] - start) / (n_parts * rows))
    finally:
        tracemalloc.stop()
    assert bytes_a_row[0] < 34
    assert bytes_a_row[1] < 32 + 37
