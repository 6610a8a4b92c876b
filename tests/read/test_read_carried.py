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

import cleancorpus.read.survey as cuts
from cleancorpus.carry.columns import schema_in
from cleancorpus.carry.features import feature_of, has_features
from cleancorpus.config import Config, Read, Source
from cleancorpus.errors import ConfigError
from cleancorpus.read import list_files, parts, read_piece
from cleancorpus.read.survey import survey


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
        ValueError, match=r"'meta\.topic\.id' would be 'id', the name of a column that the dataset has already; rename"
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
        assert cells(tmp_path, name, "*") == [{"meta": {"at": 0}}, {"meta": {"at": f"{2**62} us since 1970-01-01"}}]


def errors(base: Path, name: str, carry: Any, **more: Any) -> list[Any]:
    return [row["error"] for row in read_sources(base, Source.model_validate({"path": name, "carry": carry, **more}))]


def test_two_columns_of_one_name_are_an_error_of_their_file_with_the_way_out(tmp_path: Path) -> None:
    table = pa.Table.from_arrays(
        [pa.array(["x"]), pa.array([1]), pa.array([2]), pa.array([3])], ["text", "a", "a", "b"]
    )
    (tmp_path / "a.csv").write_text("text,a,a,b\nx,1,2,3\n", encoding="utf-8")
    for name in (*write_both(tmp_path, table), "a.csv"):
        b = "3" if name == "a.csv" else 3
        where = f"{name}:1" if name == "a.csv" else name
        said = f"doubled-columns: {where}: 2 columns are called 'a'; give them names of their own in the file, or"
        assert errors(tmp_path, name, "*") == [f"{said} carry: {{without: [a]}}"]
        assert cells(tmp_path, name, {"columns": "*", "without": ["a"]}) == [{"b": b}]
        for named in ("a", "a.c"):
            assert errors(tmp_path, name, [named]) == [f"{said} do not carry '{named}'"]
        assert cells(tmp_path, name, ["b"]) == [{"b": b}]


@pytest.mark.parametrize("field", ["text", "url", "Title"])
def test_two_columns_of_a_name_that_is_a_field_of_ours_are_an_error_of_their_file(tmp_path: Path, field: str) -> None:
    names = ["content", "link", field, field]
    values = ["One text.", "https://a.example/1", "x", "y"]
    (tmp_path / "a.csv").write_text(f"{','.join(names)}\n{','.join(values)}\n", encoding="utf-8")
    table = pa.Table.from_arrays([pa.array([value]) for value in values], names)
    for name in (*write_both(tmp_path, table), "a.csv"):
        (error,) = errors(tmp_path, name, None)
        assert f"2 columns are called '{field}'; give them names of their own in the file" in error
        fields = {"text": "content", "url": "link", "title": "head"}
        assert errors(tmp_path, name, None, fields=fields) == [None]


def test_a_file_that_is_cut_is_one_error_of_doubled_names(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    values = pa.array([f"Text {n}" for n in range(40)])
    table = pa.Table.from_arrays([values, values], ["text", "text"])
    pq.write_table(table, tmp_path / "a.parquet", row_group_size=4)
    with pa.OSFile(str(tmp_path / "a.arrow"), "wb") as sink, pa.ipc.new_file(sink, table.schema) as writer:
        writer.write_table(table, 4)
    for room, name, value in ((cuts, "_LEAST", 1), (cuts, "_PIECES", 10**9), (parts, "_SPLIT_FROM", 1)):
        monkeypatch.setattr(room, name, value)
    for name in ("a.parquet", "a.arrow"):
        (file,) = list_files((Source(path=str(tmp_path / name)),)).files
        pieces = survey(file).pieces
        assert len(pieces) > 3
        (record,) = [record for piece in pieces for record in read_piece(piece, Read())]
        assert (record.error or "").startswith("doubled-columns: ")


def test_folders_with_values_in_their_names_are_columns(tmp_path: Path) -> None:
    for label, day in (("0", "2024-05-01"), ("12", "a%2Fb"), ("__HIVE_DEFAULT_PARTITION__", "x")):
        folder = tmp_path / "in" / f"label={label}" / f"day={day}"
        folder.mkdir(parents=True)
        write_both(folder, pa.table({"text": [f"Text of {label}"], "n": [1]}))
        (folder / "a.jsonl").write_text(json.dumps({"text": "a", "n": 1}), encoding="utf-8")
        (folder / "a.csv").write_text("text,n\na,1\n", encoding="utf-8")
    days = [{"label": 0, "day": "2024-05-01"}, {"label": 12, "day": "a/b"}, {"label": None, "day": "x"}]
    assert cells(tmp_path, "in", ["label", "day"]) == [day for day in days for _ in range(4)]
    found = cells(tmp_path, "in/**/*.parquet", "*")
    assert found == [{"n": 1, **day} for day in days]
    carry = {"columns": "*", "without": ["day"], "rename": {"label": "kind"}}
    assert cells(tmp_path, "in/**/*.arrow", carry) == [{"kind": day["label"], "n": 1} for day in days]
    assert cells(tmp_path, "in", []) == [{}] * 12
    (row,) = read_sources(tmp_path, Source.model_validate({"path": "in/label=1*/**/*.parquet", "carry": "*"}))
    assert [(field.name, str(field.type)) for field in schema_in(row["carried"].types)] == [
        ("n", "int64"), ("label", "int64"), ("day", "string"),
    ]  # fmt: skip


def test_a_folder_is_text_where_one_of_its_source_is_and_a_column_of_the_file_goes_before_it(tmp_path: Path) -> None:
    for label in ("0", "new"):
        (tmp_path / "in" / f"label={label}").mkdir(parents=True)
        write(tmp_path / "in" / f"label={label}", {"text": "a"}, {"text": "b", "label": 7})
    assert cells(tmp_path, "in", "label") == [{"label": "0"}, {"label": 7}, {"label": "new"}, {"label": 7}]
    assert cells(tmp_path, "in", "*") == cells(tmp_path, "in", "label")


def test_a_folder_with_the_name_of_a_column_of_ours_is_told(tmp_path: Path) -> None:
    (tmp_path / "in" / "language=en").mkdir(parents=True)
    write(tmp_path / "in" / "language=en", {"text": "a"})
    with pytest.raises(ConfigError, match=r"'language' has the name of a column that the dataset has already; rename"):
        cells(tmp_path, "in", "*")


FEATURES: dict[str, Any] = {
    "label": {"_type": "ClassLabel", "names": ["neg", "pos"]},
    "topics": {"_type": "List", "feature": {"_type": "ClassLabel", "names": ["roads"]}},
    "meta": {"kind": {"_type": "ClassLabel", "names": ["a"], "id": None}, "n": {"_type": "Value", "dtype": "int64"}},
    "n": {"_type": "Value", "dtype": "int64"},
}


def test_features_of_a_saved_dataset_are_carried(tmp_path: Path) -> None:
    table = pa.table({"text": ["a"], "label": [1], "topics": [[0]], "meta": [{"kind": 0, "n": 1}], "n": [1]})
    info = json.dumps({"info": {"features": FEATURES}})
    for name in write_both(tmp_path, table.replace_schema_metadata({"huggingface": info})):
        carry = {"columns": ["label", "topics", "meta", "n"], "rename": {"meta.kind": "kind"}}
        (row,) = read_sources(tmp_path, Source.model_validate({"path": name, "carry": carry}))
        schema = schema_in(row["carried"].types)
        assert {field.name: json.loads(feature_of(field)) for field in schema if feature_of(field)} == {
            "label": FEATURES["label"], "kind": {"_type": "ClassLabel", "names": ["a"]},
        }  # fmt: skip
        assert feature_of(schema.field("topics").type.value_field) == json.dumps(FEATURES["topics"]["feature"])
        assert [name for name in schema.names if has_features(schema.field(name))] == [
            "label",
            "topics",
            "meta",
            "kind",
        ]


@pytest.mark.parametrize(
    "info", ["{", "[]", '{"info": null}', '{"info": {"features": {"label": {"_type": "ClassLabel"}}}}']
)
def test_features_that_are_none_are_not_taken(tmp_path: Path, info: str) -> None:
    table = pa.table({"text": ["a"], "label": [1]}).replace_schema_metadata({"huggingface": info})
    for name in write_both(tmp_path, table):
        assert cells(tmp_path, name, "label") == [{"label": 1}]


def test_a_type_of_the_configuration_is_that_of_all_values(tmp_path: Path) -> None:
    rows: list[dict[str, Any]] = [{"k": 1, "n": "7"}, {"k": "x", "n": ""}, {"k": {"a": [None]}, "n": 2.0}]
    write(tmp_path, *({"text": "a", **row} for row in rows))
    types = {"k": "string", "n": "int64"}
    wanted = [{"k": "1", "n": 7}, {"k": "x", "n": None}, {"k": '{"a": [null]}', "n": 2}]
    assert cells(tmp_path, "a.jsonl", {"columns": "*", "types": types}) == wanted
    table = pa.table({
        "text": ["a", "b"], "when": pa.array([0, None], pa.timestamp("s", "UTC")),
        "kind": pa.array(["1", "x"]), "f": pa.array([1, 0], pa.int8()),
    })  # fmt: skip
    carry = {"columns": "*", "types": {"when": "string", "kind": "int64", "f": "bool"}}
    for name in write_both(tmp_path, table):
        one, other = read_sources(tmp_path, Source.model_validate({"path": name, "carry": carry}))
        assert json.loads(one["carried"].values) == {"when": "1970-01-01T00:00:00.000Z", "kind": 1, "f": True}
        assert [str(field.type) for field in schema_in(one["carried"].types)] == ["string", "int64", "bool"]
        assert other["error"] == (
            f"wrong-type: {name}:2: carried column 'kind' is \"x\", no int64; mend it, or leave it as it is: "
            "carry: {types: {kind: string}}"
        )


def test_class_labels_as_texts_are_their_names(tmp_path: Path) -> None:
    table = pa.table({"text": ["a"] * 4, "label": [1, 0, -1, None]})
    info = json.dumps({"info": {"features": FEATURES}})
    for name in write_both(tmp_path, table.replace_schema_metadata({"huggingface": info})):
        found = cells(tmp_path, name, {"columns": "label", "types": {"label": "string"}})
        assert [cell["label"] for cell in found] == ["pos", "neg", "-1", None]


def test_a_type_for_a_column_that_is_not_carried_is_refused() -> None:
    with pytest.raises(ValueError, match="types: no column 'labl' is carried; write its name in the dataset"):
        Config.model_validate({"carry": {"columns": ["label"], "types": {"labl": "string"}}})
    with pytest.raises(ValueError, match=r"types\.label"):
        Config.model_validate({"carry": {"columns": ["label"], "types": {"label": "text"}}})


def test_types_and_names_of_the_general_section_are_for_columns_that_a_source_itself_carries() -> None:
    general = {"rename": {"label": "kind", "source": "crawl"}, "types": {"kind": "string"}}
    own = [["label"], ["other"], "*", {"columns": "*", "without": "source", "types": {"kind": "int64"}}, []]
    values = {"sources": [{"path": "a", "carry": carry} for carry in (*own, None)], "carry": general}
    config = Config.model_validate(values)
    label, other, everything, without, nothing, none = (source.carry for source in config.sources)
    assert label is not None and (label.named, label.rename, label.types) == (
        ("label",),
        {"label": "kind"},
        general["types"],
    )
    assert other is not None and (other.named, other.types) == (("other",), {})
    assert everything is not None and (everything.rename, everything.types) == (general["rename"], general["types"])
    assert without is not None and (without.rename, without.types) == ({"label": "kind"}, {"kind": "int64"})
    assert nothing is not None and not nothing.named and not nothing.types
    assert none == config.carry
    assert Config.model_validate(config.model_dump(mode="json")) == config  # as workers read it


def test_two_fields_of_one_name_in_an_object_are_both_kept(tmp_path: Path) -> None:
    both = pa.StructArray.from_arrays([pa.array([1]), pa.array([2])], names=["a", "a"])
    for name in write_both(tmp_path, pa.table({"text": ["x"], "meta": both})):
        assert cells(tmp_path, name, "*") == [{"meta": {"a": 1, "a_2": 2}}]
        assert cells(tmp_path, name, ["meta.a"]) == [{"a": 1}]
