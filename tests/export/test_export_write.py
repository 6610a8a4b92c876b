"""What an export writes, refuses, and leaves alone."""

from __future__ import annotations

import hashlib
import json
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from invented import batches, config, dropped, duplicate, export, kept, mixed, quarantined, removal, sha

from cleancorpus.engine.store import Store
from cleancorpus.errors import ConfigError, ExportError
from cleancorpus.export.marks import Marks
from cleancorpus.export.settle import Settler, Totals
from cleancorpus.export.write import Release, check_target
from cleancorpus.schema import DOCUMENTS, TABLES


def manifest_of(folder: Path) -> dict[str, Any]:
    return json.loads((folder / "manifest.json").read_text(encoding="utf-8"))


def rows_of(folder: Path, table: str) -> list[dict[str, Any]]:
    paths = sorted((folder / TABLES[table].folder).glob("*.parquet"))
    return [row for path in paths for row in pq.read_table(path).to_pylist()]


def test_every_row_stands_in_the_table_of_its_status(tmp_path: Path) -> None:
    rows = mixed(12)
    result = export(tmp_path, rows)
    assert result.path == tmp_path / "dist" / "harbour" / "1.0.0"
    assert (result.version, result.changed) == ("1.0.0", True)
    assert result.rows == {"default": 12, "removals": 12, "dropped": 2, "duplicates": 2, "quarantined": 1}
    documents = rows_of(result.path, "default")
    assert [row["id"] for row in documents] == [row["id"] for row in rows if row["status"] == "kept"]
    assert documents[0] == {
        **{name: kept(0).get(name) for name in DOCUMENTS.names},
        "photo_credits": None,
        "cluster": None,
        "meta_sha256": documents[0]["meta_sha256"],
    }
    assert [row["survivor_id"] for row in rows_of(result.path, "duplicates")] == ["doc-000001", "doc-000002"]
    assert rows_of(result.path, "quarantined")[0]["raw"] == b"\x00\xff{"
    assert rows_of(result.path, "removals")[3] == {"id": "doc-000003", **removal(0, "By Ada Exemplar 3\n\n")}
    assert pq.read_schema(result.path / "data" / "train-00000.parquet").equals(TABLES["default"].schema)
    assert sorted(path.name for path in (tmp_path / "dist" / "harbour").iterdir()) == ["1.0.0"]


def test_ledger_stands_in_the_manifest_by_reason(tmp_path: Path) -> None:
    result = export(tmp_path, mixed(5))
    assert manifest_of(result.path)["ledger"] == {
        "rows_in": 10,
        "kept": 5,
        "dropped": 2,
        "duplicates": 2,
        "quarantined": 1,
        "removals": 5,
        "by_reason": {
            "dropped": {"language": 1, "too-short": 1},
            "duplicates": {"exact": 2},
            "quarantined": {"unreadable": 1},
        },
    }


def test_ledger_that_does_not_add_up_fails_and_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(ExportError, match=r"11 rows in, but kept 5 \+ dropped 2 \+ duplicates 2 \+ quarantined 1"):
        export(tmp_path, mixed(5), rows_in=11)
    assert list((tmp_path / "dist" / "harbour").iterdir()) == []


def test_errors_leave_what_stood_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = export(tmp_path, mixed(5))
    before = {path: path.read_bytes() for path in first.path.rglob("*") if path.is_file()}

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("cleancorpus.export.write.write_manifest", full)
    with pytest.raises(ExportError, match=r"harbour: cannot be written: .*No space left.*; mend that and run again"):
        export(tmp_path, mixed(9))
    assert {path: path.read_bytes() for path in first.path.rglob("*") if path.is_file()} == before
    assert [path.name for path in first.path.parent.iterdir()] == ["1.0.0"]


def test_tables_without_rows_are_left_out(tmp_path: Path) -> None:
    result = export(tmp_path, [kept(0, removals=[])])
    assert result.rows == {"default": 1}
    assert not (result.path / "removals").exists()
    assert not (result.path / "dropped").exists()


def test_nothing_kept_still_exports_the_other_tables(tmp_path: Path) -> None:
    result = export(tmp_path, [dropped(1), quarantined(2)])
    assert result.rows == {"dropped": 1, "quarantined": 1}
    head = (result.path / "README.md").read_text(encoding="utf-8").split("---")[1]
    assert "config_name: dropped\n  default: true" in head
    assert "config_name: default\n" not in head


def test_same_rows_give_the_same_bytes_however_they_came(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    rows = mixed(200, words=300)
    one, other = export(tmp_path / "a", rows, size=7), export(tmp_path / "b", rows, size=64)
    assert one.content_hash == other.content_hash
    for path in one.path.rglob("*"):
        if path.is_file():
            assert path.read_bytes() == (other.path / path.relative_to(one.path)).read_bytes(), path.name


def test_content_hash_is_the_documented_one_and_ignores_order(tmp_path: Path) -> None:
    rows = mixed(6)
    shuffled = random.Random(7).sample(rows, len(rows))
    result = export(tmp_path / "a", rows)
    assert export(tmp_path / "b", shuffled).content_hash == result.content_hash
    lines = []
    for name, table in TABLES.items():
        for row in rows_of(result.path, name):
            beside = ("text", "meta_sha256", "position", "source_offset", "source_length")
            rest = {key: value for key, value in row.items() if key not in beside}
            if "raw" in rest:
                rest["raw"] = "AP97"  # base64 of 00 ff 7b
            canonical = json.dumps(rest, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
            line = [table.name, "train", row["id"], sha(row.get("text") or ""), sha(canonical)]
            lines.append(json.dumps(line, ensure_ascii=False, separators=(",", ":")))
    digests = sorted(hashlib.sha256(line.encode()).digest() for line in lines)
    assert hashlib.sha256(b"".join(digests)).hexdigest() == result.content_hash


def test_equal_content_makes_no_version(tmp_path: Path) -> None:
    first = export(tmp_path, mixed(8))
    again = export(tmp_path, mixed(8))
    assert (again.changed, again.version, again.path) == (False, "1.0.0", first.path)
    explicit = export(tmp_path, mixed(8), version="1.0.0")
    assert (explicit.changed, explicit.version) == (False, "1.0.0")
    assert [path.name for path in first.path.parent.iterdir()] == ["1.0.0"]


def test_an_existing_version_is_never_overwritten(tmp_path: Path) -> None:
    first = export(tmp_path, mixed(8), version="1.0.0")
    with pytest.raises(
        ExportError, match=r"1\.0\.0: already exists with other content; raise export\.version or use auto"
    ):
        export(tmp_path, mixed(9), version="1.0.0")
    assert manifest_of(first.path)["content_hash"] == first.content_hash
    assert [path.name for path in first.path.parent.iterdir()] == ["1.0.0"]


def test_versions_follow_the_change(tmp_path: Path) -> None:
    rows = [kept(number) for number in range(10)]
    assert export(tmp_path, rows).version == "1.0.0"
    assert export(tmp_path, [*rows, kept(10)]).version == "1.1.0"
    assert export(tmp_path, [*rows, kept(10, agency="Nordpress")]).version == "1.1.1"
    card_only = export(tmp_path, [*rows, kept(10, agency="Nordpress")], contact="desk@harbour.example")
    assert (card_only.version, card_only.bump_reasons) == ("1.1.2", ("the card changed",))
    renamed = export(tmp_path, [{**row, "id": f"new-{row['id']}"} for row in rows], contact="desk@harbour.example")
    assert renamed.version == "2.0.0"
    assert "the same texts have other ids" in renamed.bump_reasons


def test_explicit_versions_must_be_large_enough(tmp_path: Path) -> None:
    rows = [kept(number) for number in range(10)]
    export(tmp_path, rows)
    with pytest.raises(
        ExportError,
        match=r"version 1\.0\.1 is too low \(minor change since 1\.0\.0: documents added: 1\).*1\.1\.0 or more",
    ):
        export(tmp_path, [*rows, kept(10)], version="1.0.1")
    assert export(tmp_path, [*rows, kept(10)], version="1.1.0-rc.1").version == "1.1.0-rc.1"
    assert export(tmp_path, [*rows, kept(10)], version="1.1.0").version == "1.1.0"
    assert export(tmp_path, [*rows, kept(10)], version="3.0.0").version == "3.0.0"


def test_places_that_hold_other_things_are_refused(tmp_path: Path) -> None:
    target = tmp_path / "dist" / "harbour"
    target.mkdir(parents=True)
    check_target(config(), tmp_path)
    (target / "1.0.0").mkdir()
    check_target(config(), tmp_path)  # an empty folder is no obstacle
    assert export(tmp_path, mixed(3)).version == "1.0.0"
    (target / "1.1.0").mkdir()
    (target / "1.1.0" / "notes.txt").write_text("mine")
    with pytest.raises(ExportError, match=r"1\.1\.0: is not empty and has no manifest\.json"):
        check_target(config(), tmp_path)
    other = tmp_path / "dist" / "other"
    other.mkdir()
    (other / "thesis.tex").write_text("mine")
    with pytest.raises(ExportError, match=r"holds other files \('thesis\.tex'\)"):
        Release(config("other"), tmp_path)
    (tmp_path / "dist" / "file").write_text("")
    with pytest.raises(ExportError, match="is a file"):
        check_target(config("file"), tmp_path)


def test_two_kept_documents_with_one_id_are_an_error(tmp_path: Path) -> None:
    with pytest.raises(ExportError, match="1 kept documents have an id that another one has"):
        export(tmp_path, [kept(1), kept(2), kept(1)])


@pytest.mark.parametrize(
    ("changes", "what"),
    [
        ({"status": "lost"}, "a row has the status 'lost'"),
        ({"text_sha256": sha("another")}, "document 'doc-000001' has another text_sha256 than its text"),
    ],
)
def test_rows_that_cannot_be_right_stop_the_export(tmp_path: Path, changes: dict[str, str], what: str) -> None:
    with pytest.raises(ExportError, match=what):
        export(tmp_path, [kept(1, **changes)])


@pytest.mark.parametrize(
    ("counts", "what"),
    [
        ({"records": 9, "rows": 5}, "9 records, but 5 rows and 0 that are no documents"),
        ({"records": 9, "rows": 5, "skipped": {"request": 3}}, "9 records, but 5 rows and 3 that are no documents"),
        ({"rows": 5, "skipped": {"request": 3}}, "the number of its records is missing"),
    ],
)
def test_records_that_nobody_knows_of_stop_the_export(tmp_path: Path, counts: dict[str, Any], what: str) -> None:
    with pytest.raises(ExportError, match=f"inputs: a.warc: {what}"):
        export(tmp_path, [kept(1)], inputs=[{"path": "a.warc", "size": 1, **counts}])


def test_passwords_in_addresses_stay_out_of_the_manifest(tmp_path: Path) -> None:
    address = "s3://key:secret@bucket/news.jsonl"
    settled = config().model_copy(update={"sources": (config().sources[0].model_copy(update={"path": address}),)})
    result = export(
        tmp_path,
        [kept(1, source=address)],
        settled=settled,
        inputs=[{"path": address, "size": 1, "records": 1, "rows": 1}],
    )
    assert "secret" not in (result.path / "manifest.json").read_text(encoding="utf-8")
    assert "secret" not in (result.path / "README.md").read_text(encoding="utf-8")
    assert "s3://bucket/news.jsonl" in (result.path / "manifest.json").read_text(encoding="utf-8")


def test_takedowns_leave_no_text_and_hold_when_the_list_is_gone(tmp_path: Path) -> None:
    rows = [*mixed(9), duplicate(900_010, 4)]
    export(tmp_path, rows)
    taken = [
        {"url": "http://www.harbour.example/4/", "reason": "court order", "date": "2024-05-01"},
        {"id": "doc-000007"},
        {"id": "doc-900001"},
    ]
    (tmp_path / "takedowns.jsonl").write_text("\n".join(json.dumps(line) for line in taken), encoding="utf-8")
    second = export(tmp_path, rows, takedowns="takedowns.jsonl")
    assert second.version == "1.1.0"
    assert {row["id"] for row in rows_of(second.path, "default")} == {f"doc-00000{n}" for n in (0, 1, 2, 3, 5, 6, 8)}
    gone = [row for row in rows_of(second.path, "dropped") if row["reason"] == "takedown"]
    assert [row["id"] for row in gone] == ["doc-900001", "doc-000004", "doc-000007"]
    assert all(row["url"] is row["title"] is row["repaired_text"] is row["removals"] is None for row in gone)
    copy = next(row for row in rows_of(second.path, "duplicates") if row["survivor_id"] == "doc-000004")
    assert copy["text"] is None
    assert copy["detail"] == "text withheld: the document it duplicates was taken down"
    everything = json.dumps([rows_of(second.path, name) for name in second.rows], default=repr)
    assert "the 4th time" not in everything
    assert "the 7th time" not in everything
    written = (second.path / "manifest.json").read_text(encoding="utf-8")
    assert "court order" in written
    assert "harbour.example/4" not in written
    assert "- removed on request: 2 of these" in (second.path / "CHANGELOG.md").read_text(encoding="utf-8")
    third = export(tmp_path, [*rows, kept(20)])  # without the file
    assert third.version == "1.2.0"
    assert "doc-000004" not in {row["id"] for row in rows_of(third.path, "default")}


@pytest.mark.parametrize(
    ("listed", "url"),
    [
        ("https://example.org/b?utm_source=x", "https://user@www.example.org:443/b/#top"),
        ("https://user:secret@example.org:443/b", "http://example.org/b?fbclid=1&UTM_medium=y&srsltid=2"),
        ("example.org:443/b", "HTTPS://Example.ORG./b"),
        ("https://example.org/b?page=2", "https://example.org/b?page=2&mc_eid=7"),
        ("http://xn--hfen-loa.example/b", "https://H\N{LATIN CAPITAL LETTER A WITH DIAERESIS}fen.example/b"),
        ("https://example.org/caf\N{LATIN SMALL LETTER E WITH ACUTE}/%7ejane", "https://example.org/caf%c3%a9/~jane"),
        ("http://[2001:DB8:0::1]:80/b", "https://[2001:db8::1]/b/"),
    ],
)
def test_takedown_covers_every_spelling_of_an_address_and_no_other(tmp_path: Path, listed: str, url: str) -> None:
    others = (
        "https://example.org/b/c",
        "https://example.org/b?page=3",
        "https://example.org:8443/b",
        "https://example.org/B",
        "https://example.org/#/b",
        "https://m.example.org/b",
    )
    rows = [kept(0, url=url), *(kept(number, url=other) for number, other in enumerate(others, start=1))]
    export(tmp_path, rows)
    (tmp_path / "takedowns.jsonl").write_text(json.dumps({"url": listed}), encoding="utf-8")
    result = export(tmp_path, rows, takedowns="takedowns.jsonl")
    assert [row["id"] for row in rows_of(result.path, "dropped")] == ["doc-000000"]
    assert [row["url"] for row in rows_of(result.path, "default")] == list(others)
    carried = export(tmp_path, [*rows, kept(20)])  # without the list: the manifest's digests are of the same form
    assert "doc-000000" not in {row["id"] for row in rows_of(carried.path, "default")}


def test_takedowns_count_as_dropped(tmp_path: Path) -> None:
    (tmp_path / "takedowns.jsonl").write_text('{"id": "doc-000001"}\n', encoding="utf-8")
    result = export(tmp_path, [kept(0), kept(1)], takedowns="takedowns.jsonl")
    assert (result.ledger["kept"], result.ledger["by_reason"]["dropped"]) == (1, {"takedown": 1})
    assert manifest_of(result.path)["run"]["dropped_by_reason"] == {"takedown": 1}


def settled_with(tmp_path: Path, rows: list[dict[str, Any]], verdicts: list[pa.Table]) -> tuple[Store, Totals]:
    release, store, totals = Release(config(), tmp_path), Store(str(tmp_path / "work")), Totals()
    settler = Settler(store, "part", Marks(verdicts), release.takedowns, "here")
    totals.add(settler.settle(batches(rows, 2)))
    return store, totals


def verdicts_of(*rows: dict[str, Any]) -> pa.Table:
    return pa.Table.from_pylist([{"part": 0, **row} for row in rows])


def test_verdicts_of_the_folds_rename_and_turn_into_duplicates(tmp_path: Path) -> None:
    ids = verdicts_of({"row": 1, "id": "doc-000000#2", "flags": ["id-repeated"]})
    exact = verdicts_of({"row": 2, "status": "duplicate", "reason": "exact", "survivor_id": "doc-000000"})
    store, totals = settled_with(tmp_path, [kept(0), kept(1), kept(2)], [ids, exact])
    documents = store.read_table("part.default.arrow").to_pylist()
    assert [(row["id"], row["flags"]) for row in documents] == [("doc-000000", []), ("doc-000000#2", ["id-repeated"])]
    (copy,) = store.read_table("part.duplicates.arrow").to_pylist()
    assert (copy["id"], copy["survivor_id"], copy["reason"]) == ("doc-000002", "doc-000000", "exact")
    assert totals.ledger.summary()["duplicates_by_reason"] == {"exact": 1}
    assert totals.figures.documents == 2


def test_the_first_fold_that_takes_a_document_out_says_why(tmp_path: Path) -> None:
    near = verdicts_of(
        *({"row": row, "status": "duplicate", "reason": "near", "survivor_id": "doc-000000"} for row in (1, 2, 3))
    )
    exact = verdicts_of({"row": 1, "status": "duplicate", "reason": "exact", "survivor_id": "doc-000009"})
    rows = [kept(0), kept(1), dropped(2), kept(3)]
    store, totals = settled_with(tmp_path, rows, [exact, near])
    assert totals.ledger.summary()["duplicates_by_reason"] == {"exact": 1, "near": 1}
    copies = store.read_table("part.duplicates.arrow").to_pylist()
    assert [(copy["reason"], copy["survivor_id"]) for copy in copies] == [
        ("exact", "doc-000009"), ("near", "doc-000000"),
    ]  # fmt: skip
    assert totals.ledger.summary()["dropped"] == 1


def test_what_verdicts_leave_open_stays_and_lists_grow(tmp_path: Path) -> None:
    first = verdicts_of({"row": 0, "flags": ["one"], "title": None}, {"row": 1, "flags": None, "title": "Other"})
    second = verdicts_of({"row": 0, "flags": ["two"]})
    store, _ = settled_with(tmp_path, [kept(0, flags=["own"]), kept(1)], [first, second])
    documents = store.read_table("part.default.arrow").to_pylist()
    assert [(row["title"], row["flags"]) for row in documents] == [
        (kept(0)["title"], ["own", "one", "two"]), ("Other", []),
    ]  # fmt: skip


def test_marks_have_a_digest_that_the_place_of_the_part_does_not_change() -> None:
    one = verdicts_of({"row": 0, "id": "a"})
    elsewhere = one.set_column(0, "part", pa.array([7]))
    assert Marks([one]).digest() == Marks([elsewhere]).digest()
    assert (
        len({Marks(tables).digest() for tables in ([], [one], [one, one], [verdicts_of({"row": 0, "id": "b"})])}) == 4
    )


def test_a_sample_is_no_version_and_the_next_takes_its_place(tmp_path: Path) -> None:
    first = export(tmp_path, mixed(5))
    for count in (3, 4):
        result = export(tmp_path, mixed(5)[:count], sample=f"the first {count} records of the sources")
        assert result.path == tmp_path / "dist" / "harbour" / "sample"
        assert len(rows_of(result.path, "default")) == 3
        assert f"the first {count} records" in (result.path / "README.md").read_text(encoding="utf-8")
    assert export(tmp_path, [*mixed(5), kept(50)]).previous_version == first.version == "1.0.0"
    assert sorted(path.name for path in first.path.parent.iterdir()) == ["1.0.0", "1.1.0", "sample"]


@pytest.mark.parametrize(
    ("content", "what"),
    [
        ('{"id": "a"}\n{"reason": "why"}\n', r"takedowns\.jsonl:2: has neither 'id' nor 'url'"),
        ('{"id": "a", "Copy": true}\n', r"takedowns\.jsonl:1: has 'Copy'; did you mean 'copies'\?"),
        (
            '{"id": "a", "reason": "two\u2028lines"}\n{"id": 5}\n',
            r"takedowns\.jsonl:2: 'id' is 5, no text; write \"id\": \"5\"",
        ),
        ("{id: a}\n", r"takedowns\.jsonl:1: is not JSON"),
    ],
)
def test_broken_takedown_lists_stop_before_work(tmp_path: Path, content: str, what: str) -> None:
    (tmp_path / "takedowns.jsonl").write_text(content, encoding="utf-8")
    with pytest.raises(ConfigError, match=what):
        check_target(config(takedowns="takedowns.jsonl"), tmp_path)
    with pytest.raises(ConfigError, match=r"missing\.jsonl: cannot be read"):
        check_target(config(takedowns="missing.jsonl"), tmp_path)


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-20])


def of_other_rows(path: Path) -> None:
    """A manifest that lists another number of rows."""
    manifest = manifest_of(path.parents[1])
    entry = next(entry for entry in manifest["files"] if entry["path"].endswith(path.name))
    entry["rows"] += 1
    (path.parents[1] / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")


def scribbled(path: Path) -> None:
    data = path.read_bytes()
    path.write_bytes(data[:-12] + b"x" * 12)


@pytest.mark.parametrize(
    ("damage", "what"),
    [
        (Path.unlink, "is missing"),
        (cut, r"has [\d,]+ bytes, the manifest says"),
        (scribbled, "cannot be read: "),
        (of_other_rows, "has 3 rows, the manifest says 4"),
    ],
)
def test_a_bad_file_of_the_version_before_stops_a_run_before_it_begins(
    tmp_path: Path, damage: Callable[[Path], None], what: str
) -> None:
    result = export(tmp_path, [kept(number) for number in range(3)])
    damage(result.path / "data" / "train-00000.parquet")
    with pytest.raises(ExportError, match=rf"1\.0\.0/data/train-00000\.parquet: {what}.*; run verify"):
        Release(config(), tmp_path)
    Release(config(), tmp_path, sample="the first 3 records")  # is compared with nothing
