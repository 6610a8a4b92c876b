"""Own columns from source to `load_dataset`: their types, whatever the parts; and what a version says of a record's place."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from test_run import PARAGRAPH, articles, config_of, table, write_jsonl

import cleancorpus.read.survey as cuts
from cleancorpus.errors import ConfigError
from cleancorpus.hub.versions import open_version
from cleancorpus.pipeline import run as pipeline_run
from cleancorpus.pipeline.notes import check_carried
from cleancorpus.pipeline.run import run
from cleancorpus.pipeline.work import RunWork
from cleancorpus.read import list_files, parts
from cleancorpus.schema import TABLES
from cleancorpus.verify.version import verify
from cleancorpus.versions.diff import compare
from in_this_process import InThisProcess


@pytest.fixture
def here(monkeypatch: pytest.MonkeyPatch) -> None:
    """No processes: what is asked here is what comes out."""
    monkeypatch.setattr(pipeline_run, "make_engine", lambda config, store: InThisProcess(RunWork(config, store)))


def text(number: int) -> str:
    return PARAGRAPH.format(f"Velden {number}") + "\n\n" + PARAGRAPH.format(f"Aker {number}")


def write_table(tmp_path: Path, name: str = "b.parquet", count: int = 4, **more: Any) -> None:
    folder = tmp_path / "in"
    folder.mkdir(exist_ok=True)
    n = range(count)
    columns: dict[str, Any] = {
        "text": [text(1000 + i) for i in n],
        "label": pa.array([i or None for i in n], pa.int32()),
        "when": pa.array([dt.datetime(2024, 3, 1, 12, i, tzinfo=dt.UTC) for i in n], pa.timestamp("us", "UTC")),
        "price": pa.array([Decimal(i) / 4 for i in n], pa.decimal128(9, 2)),
        "blob": [bytes([255, i]) for i in n],
        "vector": pa.array([[0.5, i] for i in n], pa.list_(pa.float32())),
        "kind": pa.array(["x", "y", "x", None][:count]).dictionary_encode(),
        "nested": [{"a": [{"b": i}], "day": dt.date(2024, 1, 1)} for i in n],
        **more,
    }
    pq.write_table(pa.table(columns), folder / name, row_group_size=2)


def columns_of(result: Any, name: str = "data") -> dict[str, str]:
    schema = pq.read_schema(next((result.export.path / name).glob("*.parquet")))
    ours = {column for known in TABLES.values() for column in known.schema.names}
    return {field.name: str(field.type) for field in schema if field.name not in ours}


@pytest.mark.usefixtures("here")
def test_columns_keep_their_types_to_load_dataset(tmp_path: Path) -> None:
    datasets = pytest.importorskip("datasets")
    rows = [row | {"label": n, "meta": {"n": n / 2 if n % 2 else n, "tags": []}} for n, row in enumerate(articles(4))]
    write_jsonl(tmp_path, rows)
    write_table(tmp_path)
    result = run(config_of(tmp_path, carry="*"))
    assert result.notes == ()
    assert columns_of(result) == {
        "label": "int64", "meta": "struct<n: double, tags: list<element: string>>", "when": "timestamp[us, tz=UTC]",
        "price": "decimal128(9, 2)", "blob": "binary", "vector": "list<element: float>", "kind": "string",
        "nested": "struct<a: list<element: struct<b: int64>>, day: date32[day]>",
    }  # fmt: skip
    assert verify(result.export.path) == []
    dataset = datasets.load_dataset(str(result.export.path), split="train")
    assert str(dataset.features["when"]) == "Value('timestamp[us, tz=UTC]')"
    by_id = {row["id"]: row for row in dataset}
    assert by_id["a3"]["meta"] == {"n": 1.5, "tags": []}
    last = max((row for row in dataset if row["source"].endswith("parquet")), key=lambda row: row["position"])
    assert {name: last[name] for name in ("label", "price", "blob", "vector", "kind", "meta")} == {
        "label": 3, "price": Decimal("0.75"), "blob": b"\xff\x03", "vector": [0.5, 3.0], "kind": None, "meta": None,
    }  # fmt: skip
    assert last["nested"] == {"a": [{"b": 3}], "day": dt.date(2024, 1, 1)}
    assert last["when"] == dt.datetime(2024, 3, 1, 12, 3, tzinfo=dt.UTC)
    stream = datasets.load_dataset(str(result.export.path), split="train", streaming=True, columns=["id", "nested"])
    assert {frozenset(row) for row in stream} == {frozenset(("id", "nested"))}
    few = datasets.load_dataset(str(result.export.path), split="train", filters=[("label", ">=", 3)])
    assert sorted(few["label"]) == [3, 3]
    card = (result.export.path / "README.md").read_text(encoding="utf-8")
    assert "| `price` | decimal128(9, 2) | carried from the source |" in card
    croissant = json.loads((result.export.path / "croissant.json").read_text(encoding="utf-8"))
    fields = {field["name"]: field["dataType"] for field in croissant["recordSet"][0]["field"]}
    assert (fields["when"], fields["vector"], fields["price"]) == ("sc:DateTime", "cr:Float32", "sc:Float")


@pytest.mark.usefixtures("here")
def test_the_same_content_however_the_sources_are_cut_and_batched(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [
        row | {"mixed": [None, 1, 0.5, [1], "x"][n % 5], "late": {} if n < 20 else {"k": n}}
        for n, row in enumerate(articles(30))
    ]
    write_jsonl(tmp_path, rows)
    write_table(tmp_path)
    results = [run(config_of(tmp_path, name="whole", carry="*"))]
    for size, batch in ((2_000, 3), (5_000, 64)):
        for room, name, value in ((cuts, "_LEAST", size), (cuts, "_PIECES", 10**9), (parts, "_SPLIT_FROM", 1)):
            monkeypatch.setattr(room, name, value)
        results.append(run(config_of(tmp_path, name=f"cut-{size}", carry="*", run={"batch_size": batch})))
    assert results[1].parts > results[2].parts > results[0].parts
    assert len({result.export.content_hash for result in results}) == 1
    mixed = "a.jsonl"
    assert {result.notes for result in results} == {
        (
            f"carry: written as JSON text: mixed (lists in '{mixed}', numbers in '{mixed}', texts in '{mixed}'); "
            "for one type: carry: {types: {mixed: string}}",
        )
    }
    assert columns_of(results[1])["late"] == "struct<k: int64>"
    assert [row["source_offset"] for row in table(results[1], "data")] == [
        row["source_offset"] for row in table(results[0], "data")
    ]


@pytest.mark.usefixtures("here")
def test_every_shard_has_the_same_schema_though_its_rows_have_nothing(tmp_path: Path) -> None:
    datasets = pytest.importorskip("datasets")
    long = {"text": " ".join(f"Word{n} of the harbour" for n in range(60_000))}
    rows = [
        row | {"text": f"{n} {long['text']}", "k": None if n < 2 else [{"a": n}]} for n, row in enumerate(articles(4))
    ]
    write_jsonl(tmp_path, rows)
    config = config_of(
        tmp_path, carry=["k", "never"], language={"detector": "off"}, decide={"line_model": False},
        export={"dir": str(tmp_path / "dist"), "shard_max_mb": 1},
    )  # fmt: skip
    result = run(config)
    schemas = [pq.read_schema(path) for path in sorted((result.export.path / "data").glob("*.parquet"))]
    assert len(schemas) == 4
    assert {str(schema.field("k").type) for schema in schemas} == {"list<element: struct<a: int64>>"}
    assert {str(schema.field("never").type) for schema in schemas} == {"string"}
    assert result.notes == ("carry: no record has 'never'",)
    assert datasets.load_dataset(str(result.export.path), split="train")["k"][:] == [None, None, [{"a": 2}], [{"a": 3}]]


@pytest.mark.usefixtures("here")
def test_dropped_and_duplicate_records_have_them_and_taken_down_ones_do_not(tmp_path: Path) -> None:
    one, two, three = articles(3)
    rows = [
        one,
        one | {"id": "again", "url": None},
        {"id": "short", "text": "Too short."},
        two,
        two | {"id": "copy", "url": None},
        three,
    ]
    write_jsonl(tmp_path, [row | {"k": {"n": n}} for n, row in enumerate(rows)])
    takedowns = tmp_path / "down.jsonl"
    takedowns.write_text('{"id": "a1", "reason": "asked", "date": "2024-05-02"}\n', encoding="utf-8")
    result = run(config_of(tmp_path, carry="k", export={"dir": str(tmp_path / "dist"), "takedowns": str(takedowns)}))
    assert {row["id"]: row["k"] for row in table(result, "data")} == {"a0": {"n": 0}, "a2": {"n": 5}}
    assert {row["id"]: row["k"] for row in table(result, "dropped")} == {"short": {"n": 2}, "a1": None, "copy": None}
    assert {row["id"]: row["k"] for row in table(result, "duplicates")} == {"again": {"n": 1}}
    without_place = {row["id"] for row in table(result, "dropped") if row["source_offset"] is None}
    assert without_place == {"a1", "copy"}
    assert verify(result.export.path) == []


@pytest.mark.usefixtures("here")
def test_versions_follow_carried_columns(tmp_path: Path) -> None:
    def version(carry: Any, label: Any) -> Any:
        write_jsonl(tmp_path, [row | {"label": label} for row in articles(3)])
        return run(config_of(tmp_path, carry=carry, export={"dir": str(tmp_path / "dist")})).export

    first, added, same, changed, retyped, removed = (
        version([], 1), version(["label"], 1), version("*", 1), version("*", 2), version("*", "2"), version([], "2"),
    )  # fmt: skip
    assert (first.version, added.version, added.bump_reasons) == (
        "1.0.0", "1.1.0", ("columns added: default.label, dropped.label, duplicates.label",),
    )  # fmt: skip
    assert (same.changed, same.version) == (False, "1.1.0")
    assert (changed.version, changed.difference.counts["meta_changed"]) == ("1.1.1", 3)
    assert (retyped.version, removed.version) == ("2.0.0", "3.0.0")
    difference = compare(open_version(added.path), open_version(retyped.path))
    assert difference.columns_retyped["default.label"] == ("int64", "string")
    assert [verify(one.path) for one in (first, added, changed, retyped, removed)] == [[]] * 5


@pytest.mark.usefixtures("here")
def test_an_edited_carried_value_is_found_by_verify(tmp_path: Path) -> None:
    write_table(tmp_path)
    result = run(config_of(tmp_path, carry=["when", "price"]))
    path = result.export.path / "data" / "train-00000.parquet"
    rows = pq.read_table(path)
    edited = pa.array([Decimal("9.99"), *rows["price"].to_pylist()[1:]], rows["price"].type)
    pq.write_table(rows.set_column(rows.schema.get_field_index("price"), rows.schema.field("price"), edited), path)
    assert any("columns other than text were edited" in problem for problem in verify(result.export.path, load=False))


@pytest.mark.usefixtures("here")
def test_what_is_kept_in_the_work_folder_has_them(tmp_path: Path) -> None:
    write_jsonl(tmp_path, [row | {"label": n} for n, row in enumerate(articles(5))])
    write_table(tmp_path)
    options: dict[str, Any] = {
        "carry": "*",
        "sources": [{"path": str(tmp_path / "in"), "fields": {"language": "lang"}}],
    }
    fresh = run(config_of(tmp_path, name="fresh", **options, rules={"byline": False}))
    run(config_of(tmp_path, **options, run={"keep_work": True}, export={"dir": str(tmp_path / "dist")}))
    again = run(
        config_of(
            tmp_path,
            **options,
            rules={"byline": False},
            run={"keep_work": True},
            export={"dir": str(tmp_path / "dist")},
        )
    )
    assert again.redone
    assert again.export.content_hash == fresh.export.content_hash
    assert again.notes == fresh.notes == ("sources[0].fields.language: no record has 'lang'",)


def test_a_column_that_no_record_has_is_named_as_it_was_written(tmp_path: Path) -> None:
    write_jsonl(tmp_path, articles(2))
    notes = run(config_of(tmp_path, carry=["meta.nope"], run={"workers": 1})).notes
    assert notes == ("carry: no record has 'meta.nope'",)
    notes = run(config_of(tmp_path, name="all", carry="all", run={"workers": 1})).notes
    assert notes == ("carry: no record has 'all'; to carry all columns, write carry: \"*\"",)


@pytest.mark.usefixtures("here")
def test_a_sample_has_the_types_of_its_own_rows(tmp_path: Path) -> None:
    write_jsonl(tmp_path, [row | {"label": n if n < 4 else "x"} for n, row in enumerate(articles(9))])
    result = run(
        config_of(tmp_path, carry="*", sources=[{"path": str(tmp_path / "in"), "fields": {"site": "sitte"}}]), limit=4
    )
    assert (columns_of(result), result.notes) == ({"label": "int64"}, ())


@pytest.mark.usefixtures("here")
@pytest.mark.parametrize("late", [0, 7])
def test_a_clash_stops_the_run(tmp_path: Path, late: int) -> None:
    write_jsonl(tmp_path, [row | ({"source": "mine"} if n >= late else {}) for n, row in enumerate(articles(9))])
    with pytest.raises(
        ConfigError, match=r"'source' has the name of a column that the dataset has already; rename it: carry"
    ):
        run(config_of(tmp_path, carry="*"))
    assert not list((tmp_path / "dist" / "t").glob("1.*"))


@pytest.mark.usefixtures("here")
def test_names_in_fields_that_no_record_has_are_told(tmp_path: Path) -> None:
    write_jsonl(tmp_path, [{"body": row["text"], "uri": row["url"]} for row in articles(3)])
    (tmp_path / "in" / "a.txt").write_text(text(3), encoding="utf-8")
    path = str(tmp_path / "in")
    sources = [
        {"path": path, "fields": {"text": ["body", "boddy"], "url": "uri", "title": ["head"]}},
        {"path": f"{path}/a.txt", "fields": {"text": "x"}},
    ]
    result = run(config_of(tmp_path, sources=sources[:1]))
    assert result.notes == (
        "sources[0].fields.text: no record has 'boddy'", "sources[0].fields.title: no record has 'head'",
    )  # fmt: skip
    with pytest.raises(
        ConfigError, match=r"sources\[0\]\.fields: is for jsonl, csv, parquet, arrow, and what is read of"
    ):
        run(config_of(tmp_path, name="t2", sources=sources[1:]))


@pytest.mark.usefixtures("here")
def test_a_version_says_where_its_records_stand_and_what_their_source_said(tmp_path: Path) -> None:
    one, two = articles(2)
    rows = [one | {"date": "3 May 2024", "lang": "en-GB"}, two | {"text": "Too short."}]
    write_jsonl(tmp_path, rows)
    page = f"<html lang='de'><meta charset='iso-8859-1'><body><article><h1>Brücke</h1><p>{text(5)}</p></article></body></html>"
    (tmp_path / "in" / "b.html").write_bytes(page.encode("latin1"))
    (tmp_path / "in" / "c.jsonl").write_bytes(b"{broken\n")
    sources = [{"path": str(tmp_path / "in"), "fields": {"language": "lang"}}]
    result = run(config_of(tmp_path, sources=sources, run={"max_failed_share": 1}))
    data = (tmp_path / "in" / "a.jsonl").read_bytes()
    lines = data.splitlines()
    kept = {row["source"][-6:]: row for row in table(result, "data")}
    (dropped,) = table(result, "dropped")
    (broken,) = table(result, "quarantined")

    def said(row: dict[str, Any], *names: str) -> tuple[Any, ...]:
        return tuple(row[name] for name in names)

    place = ("position", "source_offset", "source_length", "source_record_id")
    assert said(kept[".jsonl"[-6:]], *place) == (1, 0, len(lines[0]), None)
    assert said(dropped, *place) == (2, len(lines[0]) + 1, len(lines[1]), None)
    assert said(broken, *place) == (1, 0, 7, None)
    assert said(kept["b.html"], *place) == (1, 0, len(page), None)
    names = ("declared_encoding", "encoding", "source_language", "source_published", "fetched")
    assert said(kept[".jsonl"[-6:]], *names) == (None, "utf-8", "en-GB", "2024-05-03", None)
    assert said(kept["b.html"], *names) == ("iso-8859-1", "windows-1252", "de", None, None)
    assert hashlib.sha256(page.encode("latin1")).hexdigest() == kept["b.html"]["raw_sha256"]


@pytest.mark.usefixtures("here")
def test_times_that_cannot_be_kept_come_out_as_text(tmp_path: Path) -> None:
    odd = pa.array([0, 5, None, 86_400_000], pa.int64()).view(pa.date64())
    times = pa.array([0, 2**62, None, 1], pa.timestamp("s"))
    folder = tmp_path / "in"
    folder.mkdir()
    rows = pa.table({"text": [text(n) for n in range(4)], "day": odd, "far": times})
    with pa.OSFile(str(folder / "b.arrow"), "wb") as sink, pa.ipc.new_file(sink, rows.schema) as writer:
        writer.write_table(rows)
    result = run(config_of(tmp_path, carry="*"))
    odd_one = "times that no column has room for in 'b.arrow'"
    assert result.notes == (
        f"carry: written as JSON text: day ({odd_one}, dates in 'b.arrow'); for one type: carry: "
        "{types: {day: string}}",
        f"carry: written as JSON text: far ({odd_one}, times in 'b.arrow'); for one type: carry: "
        "{types: {far: string}}",
    )
    found = sorted(table(result, "data"), key=lambda row: row["position"])
    assert [(row["day"], row["far"]) for row in found] == [
        ('"1970-01-01"', '"1970-01-01T00:00:00.000"'),
        ('"1970-01-01T00:00:00.005"', f'"{2**62} s since 1970-01-01"'),
        (None, None),
        ('"1970-01-02"', '"1970-01-01T00:00:01.000"'),
    ]


def test_too_many_columns_are_refused_before_the_run(tmp_path: Path) -> None:
    rows = [row | {f"k{n}_{at}": n for at in range(600)} for n, row in enumerate(articles(2))]
    write_jsonl(tmp_path, rows)
    config = config_of(tmp_path, carry="*")
    with pytest.raises(ConfigError, match=r"'\*' takes more than 1,000 columns; name those that you need"):
        check_carried(config, list_files(config.sources))


@pytest.mark.usefixtures("here")
def test_too_many_columns_that_come_late_cost_no_run(tmp_path: Path) -> None:
    rows = [row | ({f"k{at}": n for at in range(1_200)} if n == 3 else {}) for n, row in enumerate(articles(5))]
    write_jsonl(tmp_path, rows)
    result = run(config_of(tmp_path, carry=["*", "k1100"]))
    assert result.notes == (
        "carry: '*' takes the first 1,000 columns; 200 are left out, the first 'k999', 'k1000', 'k1001'; name those that "
        "you need",
    )
    assert len(columns_of(result)) == 1_000
    assert {row["k1100"] for row in table(result, "data")} == {None, 3}
    assert verify(result.export.path) == []


def save_labels(folder: Path, names: list[str], count: int = 3, **more: Any) -> Path:
    datasets = pytest.importorskip("datasets")
    features = {
        "text": datasets.Value("string"),
        "label": datasets.ClassLabel(names=names),
        "topics": datasets.List(datasets.ClassLabel(names=["roads", "sea"])),
        "both": datasets.Translation(languages=["en", "fr"]),
        "meta": {"kind": datasets.ClassLabel(names=["a"]), "n": datasets.Value("int8")},
        "seq": datasets.Sequence({"k": datasets.ClassLabel(names=["x", "y"])}),
    }
    columns: dict[str, Any] = {
        "text": [text(len(names) * 100 + n) for n in range(count)],
        "label": [n % len(names) for n in range(count)],
        "topics": [[1, 0]] * count,
        "both": [{"en": "sea", "fr": "mer"}] * count,
        "meta": [{"kind": 0, "n": 1}] * count,
        "seq": [{"k": [0, 1]}] * count,
    }
    saved = datasets.Dataset.from_dict(columns | more, features=datasets.Features(features))
    saved.save_to_disk(folder / "saved")
    saved.to_parquet(folder / "a.parquet")
    return folder


@pytest.mark.usefixtures("here")
@pytest.mark.parametrize("name", ["saved", "a.parquet"])
def test_features_of_a_saved_dataset_come_out_of_load_dataset(tmp_path: Path, name: str) -> None:
    datasets = pytest.importorskip("datasets")
    base = save_labels(tmp_path, ["neg", "pos", "new"])
    source = (
        datasets.load_from_disk(base / "saved") if name == "saved" else datasets.Dataset.from_parquet(str(base / name))
    )
    result = run(config_of(tmp_path, carry="*", sources=[{"path": str(base / name)}]))
    assert result.notes == ()
    assert verify(result.export.path) == []
    for known in (
        datasets.load_dataset(str(result.export.path), split="train"),
        datasets.load_dataset(str(result.export.path), split="train", streaming=True),
        datasets.Dataset.from_parquet(str(result.export.path / "data" / "train-00000.parquet")),
    ):
        for column in ("label", "topics", "both", "meta", "seq"):
            assert known.features[column] == source.features[column], column
        assert sorted(known.features["label"].int2str(row["label"]) for row in known) == ["neg", "new", "pos"]
    card = (result.export.path / "README.md").read_text(encoding="utf-8")
    assert "| `label` | int64 | carried from the source; ClassLabel of neg, pos, new |" in card
    again = run(
        config_of(tmp_path, name="again", carry=["label"], sources=[{"path": str(result.export.path / "data")}])
    )
    assert datasets.load_dataset(str(again.export.path), split="train").features["label"] == source.features["label"]


@pytest.mark.usefixtures("here")
def test_features_that_differ_are_told_and_left(tmp_path: Path) -> None:
    datasets = pytest.importorskip("datasets")
    one, other = (save_labels(tmp_path / name, names) / "a.parquet" for name, names in
                  (("one", ["neg", "pos"]), ("other", ["bad", "poor", "good"])))  # fmt: skip
    write_jsonl(tmp_path, [row | {"meta": {"kind": 0}} for row in articles(1)])
    mine = tmp_path / "in" / "a.jsonl"
    sources = [{"path": str(path)} for path in (one, other, mine)]
    result = run(config_of(tmp_path, carry="*", sources=sources))
    assert result.notes == (
        "carry: 'label' has no names, as its sources differ: ClassLabel of bad, poor, good in 'other/a.parquet', "
        "ClassLabel of neg, pos in 'one/a.parquet'; for the names as texts: carry: {types: {label: string}}",
        "carry: 'meta.kind' has no names, as its sources differ: no such names in 'a.jsonl', ClassLabel of a in 'one/a.parquet'",
    )
    features = datasets.load_dataset(str(result.export.path), split="train").features
    assert (features["label"], features["topics"]) == (
        datasets.Value("int64"), datasets.List(datasets.ClassLabel(names=["roads", "sea"])),
    )  # fmt: skip
    assert verify(result.export.path) == []
    typed = run(
        config_of(tmp_path, name="typed", carry={"columns": "label", "types": {"label": "string"}}, sources=sources)
    )
    assert {row["label"] for row in table(typed, "data")} == {"neg", "pos", "bad", "poor", "good", None}


@pytest.mark.usefixtures("here")
def test_a_label_without_a_name_is_no_class_label(tmp_path: Path) -> None:
    datasets = pytest.importorskip("datasets")
    base = save_labels(tmp_path, ["neg", "pos", "new"])
    path = base / "b.parquet"
    table_ = pq.read_table(base / "a.parquet")
    pq.write_table(table_.set_column(1, "label", pa.array([0, 9, -1])), path)
    result = run(config_of(tmp_path, carry="label", sources=[{"path": str(path)}]))
    assert result.notes[0].startswith("carry: 'label' has no names, as its sources differ: no such names in ")
    dataset = datasets.load_dataset(str(result.export.path), split="train")
    assert (dataset.features["label"], sorted(dataset["label"])) == (datasets.Value("int64"), [-1, 0, 9])


@pytest.mark.usefixtures("here")
def test_other_class_names_make_a_new_major_version_with_files_that_have_them(tmp_path: Path) -> None:
    def version(names: list[str]) -> Any:
        base = save_labels(tmp_path / names[0], ["x", *names], text=[text(n) for n in range(3)], label=[0, 0, 1])
        (tmp_path / "in").mkdir(exist_ok=True)
        (tmp_path / "in" / "a.parquet").write_bytes((base / "a.parquet").read_bytes())
        return run(config_of(tmp_path, carry="label", export={"dir": str(tmp_path / "dist")})).export

    first, same, other = version(["pos"]), version(["pos"]), version(["good"])
    assert (first.version, same.changed, other.version) == ("1.0.0", False, "2.0.0")
    assert verify(other.path) == []


@pytest.mark.usefixtures("here")
def test_times_beyond_the_calendar_open_again(tmp_path: Path) -> None:
    datasets = pytest.importorskip("datasets")
    late, early = 253402300800_000000, -62135596800_000001
    when = pa.array([0, late, early, None], pa.int64()).view(pa.timestamp("us"))
    days = pa.array([0, 2_932_897, None, 1], pa.int32()).view(pa.date32())
    lasts = pa.array([0, 10**17, 1, None], pa.int64()).view(pa.duration("ms"))
    write_table(tmp_path, when=when, day=days, lasts=lasts)
    result = run(config_of(tmp_path, carry=["when", "day", "lasts"]))
    assert [note.partition(" in ")[0] for note in result.notes] == [
        f"carry: written as JSON text: {name} (times that no column has room for" for name in ("when", "day", "lasts")
    ]
    rows = sorted(datasets.load_dataset(str(result.export.path), split="train"), key=lambda row: row["position"])
    assert [row["when"] for row in rows] == [
        '"1970-01-01T00:00:00.000000"', '"10000-01-01T00:00:00.000000"', '"0000-12-31T23:59:59.999999"', None,
    ]  # fmt: skip
    assert [row["day"] for row in rows] == ['"1970-01-01"', '"10000-01-01"', None, '"1970-01-02"']
    assert [row["lasts"] for row in rows] == ["0", f'"{10**17} ms"', "1", None]
    assert verify(result.export.path) == []


@pytest.mark.usefixtures("here")
def test_a_type_of_the_configuration_is_that_of_the_dataset(tmp_path: Path) -> None:
    write_jsonl(tmp_path, [row | {"k": [1, "x"][n % 2], "n": None} for n, row in enumerate(articles(4))])
    (tmp_path / "in" / "b.csv").write_text(f'text,k,n\n"{text(9)}",2,\n"{text(10)}",x,7.5\n', encoding="utf-8")
    carry = {"columns": "*", "types": {"k": "string", "n": "int64"}}
    result = run(config_of(tmp_path, carry=carry, run={"max_failed_share": 1}))
    assert (columns_of(result), result.notes) == ({"k": "string", "n": "int64"}, ())
    assert sorted(row["k"] for row in table(result, "data")) == ["1", "1", "2", "x", "x"]
    (lost,) = table(result, "quarantined")
    assert "carried column 'n' is \"7.5\", no int64; mend it" in lost["detail"]
    carry = {"columns": "n", "types": {"n": "float64"}}
    few = run(config_of(tmp_path, name="few", carry=carry, sources=[{"path": str(tmp_path / "in" / "a.jsonl")}]))
    assert columns_of(few) == {"n": "double"}  # nothing but null in it


@pytest.mark.usefixtures("here")
def test_a_number_too_large_for_its_type_is_not_made_infinite(tmp_path: Path) -> None:
    values = ["1e400", "-1" + "0" * 400, "1e308", "inf", "-Infinity"]
    write_jsonl(tmp_path, [row | {"n": value} for row, value in zip(articles(5), values, strict=True)])
    carry = {"columns": "*", "types": {"n": "float64"}}
    result = run(config_of(tmp_path, carry=carry, run={"max_failed_share": 1}))
    assert sorted(row["n"] for row in table(result, "data")) == [float("-inf"), 1e308, float("inf")]
    lost = table(result, "quarantined")
    assert [row["reason"] for row in lost] == ["wrong-type", "wrong-type"]
    assert any("carried column 'n' is \"1e400\", no float64; mend it" in row["detail"] for row in lost)


@pytest.mark.usefixtures("here")
@pytest.mark.parametrize("tail", ["", "/*.jsonl", "/in.jsonl", "/**/*.jsonl"])
def test_folders_above_the_path_of_a_source_are_no_columns(tmp_path: Path, tail: str) -> None:
    folder = tmp_path / "user=jane" / "in"
    (folder / "label=1").mkdir(parents=True)
    for where in (folder, folder / "label=1"):
        (where / "in.jsonl").write_text(
            "".join(
                json.dumps(row | {"id": f"{where.name}{n}", "text": text(len(where.name) * 100 + n)}) + "\n"
                for n, row in enumerate(articles(2))
            )
        )
    sources = [{"path": f"{folder}{tail}"}]
    result = run(config_of(tmp_path, carry="*", sources=sources))
    assert columns_of(result) == ({"label": "int64"} if tail in ("", "/**/*.jsonl") else {})


@pytest.mark.usefixtures("here")
def test_folders_with_values_in_their_names_come_out_as_columns(tmp_path: Path) -> None:
    for label in (0, 1):
        folder = tmp_path / "in" / f"label={label}"
        folder.mkdir(parents=True)
        pq.write_table(pa.table({"text": [text(label)], "n": [label]}), folder / "b.parquet")
    result = run(config_of(tmp_path, carry=["label", "n"]))
    assert (columns_of(result), result.notes) == ({"label": "int64", "n": "int64"}, ())
    assert all(row["label"] == row["n"] for row in table(result, "data"))
    (tmp_path / "in" / "label=new").mkdir()
    pq.write_table(pa.table({"text": [text(5)], "n": [5]}), tmp_path / "in" / "label=new" / "b.parquet")
    result = run(config_of(tmp_path, name="more", carry=["label", "n"]))
    assert {row["label"] for row in table(result, "data")} == {"0", "1", "new"}
