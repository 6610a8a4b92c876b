"""Which fields of a record are carried, and their cell; names in `fields` that a record has."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from reading import read_sources

from cleancorpus.carry.columns import schema_in
from cleancorpus.config import Config, Source
from cleancorpus.errors import ConfigError


def cells(base: Path, name: str, carry: Any, **more: Any) -> list[Any]:
    source = Source.model_validate({"path": name, "carry": carry, **more})
    return [row["carried"] and json.loads(row["carried"].values) for row in read_sources(base, source)]


def write(base: Path, *rows: dict[str, Any]) -> Path:
    (base / "a.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return base


def test_named_fields_are_carried_with_null_for_null_and_nothing_for_none(tmp_path: Path) -> None:
    write(tmp_path, {"text": "a", "label": 1, "split": "x"}, {"text": "b", "label": None}, {"text": "c"})
    assert cells(tmp_path, "a.jsonl", ["label"]) == [{"label": 1}, {"label": None}, {}]
    assert cells(tmp_path, "a.jsonl", None) == [None] * 3
    assert cells(tmp_path, "a.jsonl", "label") == cells(tmp_path, "a.jsonl", {"columns": "label"})


def test_a_name_with_dots_reaches_into_objects_and_is_called_by_its_last_part(tmp_path: Path) -> None:
    write(
        tmp_path,
        {"text": "a", "meta": {"topic": {"id": 3}}},
        {"text": "b", "meta": {}},
        {"text": "c", "meta.topic.id": 4},
    )
    carry = {"columns": ["meta.topic.id"], "rename": {"meta.topic": "about"}}
    with pytest.raises(
        ValueError, match=r"'meta\.topic\.id' has the name of a column that the dataset has already; rename"
    ):
        cells(tmp_path, "a.jsonl", carry)
    carry = {"columns": ["meta.topic.id"], "rename": {"meta.topic": "about", "meta.topic.id": "topic"}}
    assert cells(tmp_path, "a.jsonl", carry) == [{"topic": 3, "about": {"id": 3}}, {}, {"topic": 4}]
    assert cells(tmp_path, "a.jsonl", ["meta.topic"]) == [{"topic": {"id": 3}}, {}, {}]


def test_all_leaves_out_texts_and_what_becomes_a_column_of_ours(tmp_path: Path) -> None:
    row = {
        "text": "a text", "content": "another", "page": 3, "title": None, "headline": "H", "url": "u", "link": "l",
        "date": "2024-01-01", "timestamp": 5, "lang": "en", "__index_level_0__": 7, "label": [1],
    }  # fmt: skip
    write(tmp_path, row, {"text": "b", "page": None, "content": None})
    rest = {"page": 3, "headline": "H", "link": "l", "timestamp": 5, "label": [1]}
    fields = {"language": "lang"}
    assert cells(tmp_path, "a.jsonl", "*", fields=fields) == [rest, {}]
    assert cells(tmp_path, "a.jsonl", {"columns": "*", "without": ["page", "label", "link"]}, fields=fields)[0] == {
        "headline": "H", "timestamp": 5,
    }  # fmt: skip
    assert cells(tmp_path, "a.jsonl", ["*", "content", "date"], fields=fields)[0] == {
        **rest, "content": "another", "date": "2024-01-01",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ({"source": "x"}, "carry: a.jsonl: 'source' has the name of a column that the dataset has already; rename it: "
         "carry: {rename: {source: their_source}}, or leave it out: {without: [source]}"),
        ({"a": 1, "b": 2}, "carry: a.jsonl: 'b' and 'a' would both be 'b'; rename it: carry: {rename: {b: their_b}}"),
        ({"\n": 1}, "has no name that a column can have"),
    ],
)  # fmt: skip
def test_a_clash_is_told_with_the_way_out(tmp_path: Path, row: dict[str, Any], message: str) -> None:
    write(tmp_path, {"text": "t"}, {"text": "t", **row})
    with pytest.raises(ConfigError) as caught:
        cells(tmp_path, "a.jsonl", {"columns": "*", "rename": {"a": "b"}})
    assert message in str(caught.value)


def test_the_way_out_leads_out(tmp_path: Path) -> None:
    write(tmp_path, {"text": "t", "source": "x", "id": 5, "status": "y"})
    assert cells(tmp_path, "a.jsonl", {"columns": "*", "rename": {"source": "their_source"}}) == [
        {"their_source": "x", "status": "y"}
    ]
    assert cells(tmp_path, "a.jsonl", {"columns": "*", "without": "source"}) == [{"status": "y"}]


@pytest.mark.parametrize("carry", [["text"], ["a", "b.a"], {"rename": {"a": "url"}}, {"rename": {"a": "x", "b": "x"}}])
def test_names_that_clash_are_refused_before_anything_is_read(carry: Any) -> None:
    with pytest.raises(ValueError, match="rename it"):
        Config.model_validate({"carry": carry})


def test_a_source_has_its_own_list_or_that_of_all(tmp_path: Path) -> None:
    config = Config.model_validate({"carry": ["a"], "sources": [{"path": "x"}, {"path": "y", "carry": []}]})
    assert [source.carry and source.carry.columns for source in config.sources] == [("a",), ()]
    assert Config.model_validate(config.model_dump(mode="json")) == config
    assert Config.model_validate({"sources": [{"path": "x"}]}).sources[0].carry is None


def test_cells_of_csv_are_strings(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes("text,n,empty,odd\none two,7,,größe\n".encode("latin1"))
    assert cells(tmp_path, "a.csv", "*") == [{"n": "7", "empty": "", "odd": "größe"}]


def test_broken_encodings_and_halves_of_pairs_can_be_written(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_bytes(
        b'{"text": "one", "k": "\\ud83d", "o": {"a\\udc00": ["\\ud83d\\ude00"]}}\n{"text": "t", "k": "gr\xf6\xdfe"}\n'
    )
    assert cells(tmp_path, "a.jsonl", "*") == [{"k": "\ufffd", "o": {"a\ufffd": ["\U0001f600"]}}, {"k": "größe"}]


def test_a_table_gives_its_types(tmp_path: Path) -> None:
    kinds = {
        "text": pa.string(),
        "when": pa.timestamp("ns", "UTC"),
        "small": pa.int8(),
        "kind": pa.dictionary(pa.int8(), pa.string()),
        "meta": pa.struct([("score", pa.float32()), ("at", pa.date32())]),
        "raw_content": pa.binary(),
        "page": pa.int64(),
    }
    values = [
        ["a", "b"],
        [1, None],
        [1, None],
        ["x", "x"],
        [{"score": 0.5, "at": dt.date(2024, 1, 1)}, None],
        [b"x", None],
        [3, 4],
    ]
    table = pa.table(
        [pa.array(column, kind) for column, kind in zip(values, kinds.values(), strict=True)], names=[*kinds]
    )
    pq.write_table(table, tmp_path / "a.parquet", row_group_size=1)
    source = Source.model_validate({"path": "a.parquet", "carry": {"columns": "*", "rename": {"meta.at": "day"}}})
    rows = read_sources(tmp_path, source)
    assert [json.loads(row["carried"].values) for row in rows] == [
        {"day": 19723, "when": 1, "small": 1, "kind": "x", "meta": {"score": 0.5, "at": 19723}, "page": 3},
        {"day": None, "when": None, "small": None, "kind": "x", "meta": None, "page": 4},
    ]
    assert [(field.name, str(field.type)) for field in schema_in(rows[0]["carried"].types)] == [
        ("day", "date32[day]"), ("when", "timestamp[ns, tz=UTC]"), ("small", "int8"), ("kind", "string"),
        ("meta", "struct<score: float, at: date32[day]>"), ("page", "int64"),
    ]  # fmt: skip
    with pa.OSFile(str(tmp_path / "a.arrow"), "wb") as sink, pa.ipc.new_file(sink, table.schema) as writer:
        writer.write_table(table, 1)
    same = read_sources(tmp_path, Source.model_validate({"path": "a.arrow", "carry": source.carry}))
    assert [row["carried"] for row in same] == [row["carried"] for row in rows]
    few = read_sources(
        tmp_path, Source.model_validate({"path": "a.parquet", "carry": ["small", "missing", "meta.none"]})
    )
    assert [json.loads(row["carried"].values) for row in few] == [{"small": 1}, {"small": None}]


def test_a_cell_that_is_too_long_goes_to_quarantine(tmp_path: Path) -> None:
    write(tmp_path, {"text": "a", "k": "x" * 600}, {"text": "b", "k": "x"})
    source = Source.model_validate({"path": "a.jsonl", "carry": "*"})
    rows = read_sources(tmp_path, source, max_record_bytes=1_000)
    assert [row["kind"] for row in rows] == ["text", "text"]
    pq.write_table(pa.table({"text": ["a", "b"], "k": ["x" * 2000, "x"]}), tmp_path / "b.parquet")
    source = Source.model_validate({"path": "b.parquet", "carry": "*"})
    rows = read_sources(tmp_path, source, max_record_bytes=1_000)
    assert [row["error"] and row["error"].split(":")[0] for row in rows] == ["record-too-long", None]


def test_chosen_names_are_told_where_they_first_stand(tmp_path: Path) -> None:
    write(tmp_path, {"body": "a"}, {"body": "b", "meta": {"lang": None}}, {"text": "c", "meta": {}})
    fields = {"text": ["body", "boddy", "text"], "language": "meta.lang"}
    rows = read_sources(tmp_path, Source.model_validate({"path": "a.jsonl", "fields": fields}))
    assert [row["named"] for row in rows] == [("body",), ("meta.lang",), ("text",)]


def write_both(base: Path, table: pa.Table) -> tuple[str, ...]:
    pq.write_table(table, base / "a.parquet")
    with pa.OSFile(str(base / "a.arrow"), "wb") as sink, pa.ipc.new_file(sink, table.schema) as writer:
        writer.write_table(table)
    return "a.parquet", "a.arrow"


def test_a_time_that_cannot_be_kept_costs_no_other_value(tmp_path: Path) -> None:
    seconds = pa.array([0, 2**62], pa.timestamp("s"))
    table = pa.table({
        "text": ["a", "b"],
        "day": pa.array([0, 5], pa.int64()).view(pa.date64()),
        "when": seconds,
        "meta": pa.StructArray.from_arrays([seconds, pa.array([1, 2])], names=["at", "n"]),
    })  # fmt: skip
    with pa.OSFile(str(tmp_path / "a.arrow"), "wb") as sink, pa.ipc.new_file(sink, table.schema) as writer:
        writer.write_table(table)
    late = f"{2**62} s since 1970-01-01"
    assert cells(tmp_path, "a.arrow", "*") == [
        {"day": 0, "when": 0, "meta": {"at": 0, "n": 1}},
        {"day": "1970-01-01T00:00:00.005", "when": late, "meta": {"at": late, "n": 2}},
    ]


def test_a_time_beyond_the_calendar_in_an_object_costs_no_row(tmp_path: Path) -> None:
    times = pa.array([0, 2**62], pa.timestamp("us"))
    table = pa.table({"text": ["a", "b"], "meta": pa.StructArray.from_arrays([times], names=["at"])})
    for name in write_both(tmp_path, table):
        assert cells(tmp_path, name, "*") == [{"meta": {"at": 0}}, {"meta": {"at": 2**62}}]


def test_two_columns_of_one_name_are_refused_with_the_way_out(tmp_path: Path) -> None:
    table = pa.Table.from_arrays(
        [pa.array(["x"]), pa.array([1]), pa.array([2]), pa.array([3])], ["text", "a", "a", "b"]
    )
    for name in write_both(tmp_path, table):
        with pytest.raises(ConfigError) as caught:
            cells(tmp_path, name, "*")
        assert str(caught.value) == (
            f"carry: {name}: 2 columns are called 'a'; give them names of their own in the file, or leave them out: "
            "carry: {without: [a]}"
        )
        assert cells(tmp_path, name, {"columns": "*", "without": ["a"]}) == [{"b": 3}]
        for named in ("a", "a.c"):
            with pytest.raises(ConfigError, match=rf"2 columns are called 'a'; .* or do not carry '{named}'$"):
                cells(tmp_path, name, [named])
        assert cells(tmp_path, name, ["b"]) == [{"b": 3}]


def test_two_fields_of_one_name_in_an_object_are_both_kept(tmp_path: Path) -> None:
    both = pa.StructArray.from_arrays([pa.array([1]), pa.array([2])], names=["a", "a"])
    for name in write_both(tmp_path, pa.table({"text": ["x"], "meta": both})):
        assert cells(tmp_path, name, "*") == [{"meta": {"a": 1, "a_2": 2}}]
        assert cells(tmp_path, name, ["meta.a"]) == [{"a": 1}]
