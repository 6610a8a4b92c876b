"""The job as a whole: the same content whatever the workers and batches, and nothing lost to bad input."""

import gzip
import json
import sys

import pytest

from cleancorpus.config import Config
from cleancorpus.errors import CleancorpusError, ShardError
from cleancorpus.pipeline.run import run

PARAGRAPH = (
    "The harbour bridge at {} was closed on Monday after a storm tore two bolts from its northern pier, it said."
)


def articles(count):
    for number in range(count):
        text = (
            f"Bridge {number} closed after storm\n\nBy Jane Doe\n\n"
            + PARAGRAPH.format(f"Velden {number}")
            + "\n\n"
            + PARAGRAPH.format("Aker")
        )
        yield {"id": f"a{number}", "text": text, "url": f"https://harbour.example/{number}"}


def config_of(tmp_path, **sections):
    values = {
        "name": "t",
        "sources": [{"path": str(tmp_path / "in")}],
        "export": {"dir": str(tmp_path / "dist"), "version": "1.0.0"},
    }
    return Config.model_validate(values | sections)


def write_jsonl(tmp_path, rows, name="a.jsonl"):
    folder = tmp_path / "in"
    folder.mkdir(exist_ok=True)
    (folder / name).write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")


def table(result, name):
    import pyarrow.parquet as pq

    folder = result.export.path / name
    return (
        [row for path in sorted(folder.glob("*.parquet")) for row in pq.read_table(path).to_pylist()]
        if folder.is_dir()
        else []
    )


def test_workers_with_another_installation_than_the_drivers_are_refused(tmp_path, monkeypatch):
    from cleancorpus.pipeline import plan

    write_jsonl(tmp_path, articles(3))
    real = plan.library_version
    monkeypatch.setattr(plan, "library_version", lambda name: "99.0" if name in ("ftfy", "numpy") else real(name))
    with pytest.raises(ShardError, match=rf"cannot start: .*: ftfy 99\.0 → {real('ftfy')}, numpy 99\.0 → [^,]*; mend"):
        run(config_of(tmp_path, run={"workers": 1}))  # its worker is another process, which asks for itself
    assert list((tmp_path / "dist" / "t" / ".work").glob("*/*.arrow")) == []


def test_same_content_hash_with_any_workers_and_batches(tmp_path):
    write_jsonl(tmp_path, articles(37))
    hashes = {
        run(
            config_of(tmp_path, name=f"t{workers}-{batch}", run={"workers": workers, "batch_size": batch})
        ).export.content_hash
        for workers, batch in ((1, 64), (4, 1), (2, 5), (4, 7))
    }
    assert len(hashes) == 1


def test_every_record_ends_as_exactly_one_thing(tmp_path):
    rows = [*articles(3), next(articles(1)) | {"id": "again"}, {"id": "short", "text": "Too short."}, {"id": "none"}]
    write_jsonl(tmp_path, rows)
    result = run(config_of(tmp_path, run={"max_failed_share": 0.5}))
    ledger = result.ledger
    assert ledger["rows_in"] == 6
    assert (ledger["kept"], ledger["dropped"], ledger["duplicate"], ledger["quarantined"]) == (3, 1, 1, 1)
    assert table(result, "dropped")[0]["reason"] == "too_short"
    assert table(result, "duplicates")[0]["survivor_id"] == "a0"
    assert table(result, "quarantined")[0]["reason"] == "missing-field"


def test_repeated_id_is_made_unique_and_flagged(tmp_path):
    first, second = list(articles(2))
    write_jsonl(tmp_path, [first, second | {"id": first["id"]}])
    result = run(config_of(tmp_path))
    documents = table(result, "data")
    assert sorted(row["id"] for row in documents) == ["a0", "a0#2"]
    (note,) = result.notes
    assert note.startswith(
        "ids: 1 document has an id that an earlier record has, and #2, #3 … behind it: see «What an id is»"
    )
    assert [row["flags"] for row in sorted(documents, key=lambda row: row["id"])] == [[], ["id-repeated"]]


def test_export_gives_the_repaired_text_back(tmp_path):
    from cleancorpus.decide.apply import restore
    from cleancorpus.model import Span

    rows = list(articles(2))
    write_jsonl(tmp_path, rows)
    result = run(config_of(tmp_path))
    for row, given in zip(sorted(table(result, "data"), key=lambda row: row["id"]), rows, strict=True):
        assert row["removals"]
        assert restore(row["text"], [(Span(r["start"], r["end"]), r["text"]) for r in row["removals"]]) == given["text"]


def test_version_is_never_overwritten(tmp_path):
    write_jsonl(tmp_path, articles(2))
    first = run(config_of(tmp_path))
    again = run(config_of(tmp_path))
    assert first.export.changed
    assert not again.export.changed
    write_jsonl(tmp_path, articles(3))
    with pytest.raises(CleancorpusError, match=r"1\.0\.0"):
        run(config_of(tmp_path))
    assert len(table(first, "data")) == 2


@pytest.mark.parametrize("limit", [1, 4, 9, 50])
def test_limit_reads_no_more_and_makes_a_sample(tmp_path, limit):
    rows = list(articles(9))
    for number in range(3):
        write_jsonl(tmp_path, rows[3 * number : 3 * number + 3], f"{number}.jsonl")
    result = run(config_of(tmp_path), limit=limit)
    assert result.ledger["rows_in"] == min(limit, 9)
    assert [row["id"] for row in table(result, "data")] == [f"a{number}" for number in range(min(limit, 9))]
    assert result.export.path.name == "sample"


def test_a_sample_takes_no_part_in_the_numbering(tmp_path):
    write_jsonl(tmp_path, articles(9))
    auto = {"export": {"dir": str(tmp_path / "dist")}}
    run(config_of(tmp_path, **auto), limit=4)
    assert run(config_of(tmp_path, **auto)).export.version == "1.0.0"
    run(config_of(tmp_path, **auto), limit=2)
    assert not run(config_of(tmp_path, **auto)).export.changed


def test_a_run_that_failed_makes_no_version_and_says_why(tmp_path):
    again = {"id": "again", "text": next(articles(1))["text"]}
    write_jsonl(tmp_path, [*articles(2), {"id": "bad"}, {"id": "short", "text": "Too short."}, again])
    result = run(config_of(tmp_path))
    assert result.export is None
    assert "20.00% of the records were quarantined, run.max_failed_share is 1.00%" in result.failure
    reasons = [json.loads(line) for line in result.reasons.read_text(encoding="utf-8").splitlines()]
    assert [(row["status"], row["id"], row["reason"]) for row in reasons] == [
        ("quarantined", reasons[0]["id"], "missing-field"),
        ("dropped", "short", "too_short"),
        ("duplicate", "again", "exact"),
    ]
    assert [row.get("survivor_id") for row in reasons] == [None, None, "a0"]
    assert "set fields.text" in reasons[0]["detail"]
    assert not [path for path in (tmp_path / "dist" / "t").iterdir() if not path.name.startswith(".")]
    again = run(config_of(tmp_path, run={"max_failed_share": 0.5}))
    assert (again.parts, again.reused_parts) == (1, 1)
    assert not (tmp_path / "dist" / "t" / ".work").exists()


def test_nothing_kept_is_a_failure(tmp_path):
    write_jsonl(tmp_path, [{"text": "Too short."}])
    result = run(config_of(tmp_path))
    assert (result.export, result.failure) == (None, "no document was kept")


@pytest.mark.parametrize(
    ("name", "content", "reasons"),
    [
        ("empty.txt", b"", {"empty-file"}),
        ("binary.txt", bytes(range(256)) * 40, {"binary"}),
        ("broken.jsonl", b'{"text": "a"\n', {"broken-json"}),
        ("fields.jsonl", b'{"body_text": "a"}\n', {"missing-field"}),
        ("long.jsonl", b'{"text": "' + b"x" * 10_000_000 + b'"}\n', {"record-too-long"}),
        ("cut.jsonl.gz", gzip.compress(b'{"text": "a"}\n' * 1000)[:-20], {"truncated"}),
    ],
)
def test_bad_input_costs_itself_and_is_on_record(tmp_path, name, content, reasons):
    write_jsonl(tmp_path, articles(3))
    (tmp_path / "in" / name).write_bytes(content)
    result = run(config_of(tmp_path, read={"max_record_bytes": 5_000_000}, run={"max_failed_share": 0.5}))
    assert result.ledger["kept"] == 3
    assert set(result.ledger["quarantined_by_reason"]) == reasons
    row = next(row for row in table(result, "quarantined"))
    assert row["source"].endswith(name)
    assert "\n" not in row["detail"]


def test_a_file_that_is_not_read_fails_by_its_bytes_and_is_named(tmp_path):
    write_jsonl(tmp_path, articles(200))
    rows = "".join(f'"{PARAGRAPH.format(number)}",a,b\n' for number in range(500))
    (tmp_path / "in" / "b.csv").write_text(f"text,tag,tag\n{rows}", encoding="utf-8")
    sources = [{"path": str(tmp_path / "in"), "carry": "*"}]
    result = run(config_of(tmp_path, sources=sources))
    size = (tmp_path / "in" / "b.csv").stat().st_size
    share = size / (size + (tmp_path / "in" / "a.jsonl").stat().st_size)
    assert result.export is None
    assert result.failure == f"{share:.2%} of the files' bytes were not read, run.max_failed_share is 1.00%"
    assert result.notes == (f"1 file was not read to its end: b.csv ({size:,} of {size:,} bytes missing)",)
    result = run(config_of(tmp_path, sources=sources, run={"max_failed_share": 0.9}))
    entries = json.loads((result.export.path / "manifest.json").read_text(encoding="utf-8"))["inputs"]
    assert [entry.get("unread_bytes") for entry in entries] == [None, size]
    assert (result.ledger["kept"], result.ledger["quarantined"]) == (200, 1)


def test_where_reading_stops_is_where_bytes_are_missing_from(tmp_path):
    import pyarrow as pa
    import pyarrow.parquet as pq

    write_jsonl(tmp_path, articles(20))
    folder = tmp_path / "in"
    pq.write_table(pa.table({"text": [row["text"] for row in articles(100)]}), folder / "b.parquet")
    whole = (folder / "b.parquet").read_bytes()
    (folder / "b.parquet").write_bytes(whole[: len(whole) // 2])
    lines = b"".join(json.dumps(row).encode() + b"\n" for row in articles(20))
    (folder / "c.jsonl.gz").write_bytes(gzip.compress(lines)[:-20])
    pq.write_table(pa.table({"text": pa.array([], pa.string())}), folder / "d.parquet")
    (folder / "e.txt").touch()  # not even looked at
    result = run(config_of(tmp_path, run={"max_failed_share": 0.99}))
    half = len(whole) // 2
    assert result.notes == (
        f"2 files were not read to their end: b.parquet ({half:,} of {half:,} bytes missing), c.jsonl.gz (breaks off)",
    )
    assert result.records_skipped == {"count": 1, "by_reason": {"no-rows": 1}}


def test_nothing_to_read_is_an_error_before_anything_is_written(tmp_path):
    (tmp_path / "in").mkdir()
    with pytest.raises(CleancorpusError, match="in"):
        run(config_of(tmp_path))
    assert not (tmp_path / "dist").exists()


PAGE = """<!DOCTYPE html><html><head><title>Bridge {0} closed</title></head><body><article><h1>Bridge {0} closed</h1>
<p>The harbour bridge at Velden {0} was closed on Monday after a storm tore two bolts from its northern pier, it said.</p>
<p>Engineers found no other damage and expect to open one lane by Thursday, when the wind is forecast to drop.</p>
</article></body></html>"""
ODD_NAMES = (
    "article-about-x",
    "index",
    "story.aspx",
    "story.php@id=5" if sys.platform == "win32" else "story.php?id=5",
)


@pytest.mark.parametrize("fmt", ["auto", "html"])
def test_pages_without_known_endings_are_read_and_what_is_not_is_in_manifest_and_card(tmp_path, fmt):
    folder = tmp_path / "in"
    (folder / ".git").mkdir(parents=True)
    for name in ODD_NAMES:
        (folder / name).write_text(PAGE.format(name.replace("?", " ")), encoding="utf-8")
    for name in ("logo.png", "style.css", "README.md", ".git/config"):
        (folder / name).write_text("x", encoding="utf-8")
    result = run(config_of(tmp_path, sources=[{"path": str(folder), "format": fmt}]))
    assert result.ledger["kept"] == len(ODD_NAMES)
    assert sorted(row["source"].rsplit("/", 1)[-1] for row in table(result, "data")) == sorted(ODD_NAMES)
    manifest = json.loads((result.export.path / "manifest.json").read_text(encoding="utf-8"))
    skipped = manifest["skipped_files"]
    by_reason = {"no-article-format": 2, "about-data": 1, "hidden": 1}
    assert (skipped["count"], skipped["by_reason"]) == (4, by_reason)
    assert skipped["by_source"] == [{"path": str(folder), "read": 4, "skipped": 4, "by_reason": by_reason}]
    assert [entry["path"].rsplit("/", 1)[-1] for entry in manifest["inputs"]] == list(ODD_NAMES)
    card = (result.export.path / "README.md").read_text(encoding="utf-8")
    section = card.partition("\n## Files not read\n")[2].partition("\n## ")[0]
    assert "4 were read and 4 not" in section
    assert f"| 2 | `{folder.as_posix()}/logo.png`: a picture |" in section


def test_more_files_left_out_than_allowed_stop_the_run_before_anything_is_written(tmp_path):
    write_jsonl(tmp_path, articles(2))
    (tmp_path / "in" / "logo.png").write_bytes(b"x")
    with pytest.raises(
        CleancorpusError, match=r"sources\[0\]\.path: 1 of 2 files is not read, the first '.*/logo\.png'"
    ):
        run(config_of(tmp_path, read={"max_skipped_files": 0}))
    assert not (tmp_path / "dist").exists()
    assert run(config_of(tmp_path, read={"max_skipped_files": 1})).ledger["kept"] == 2


def test_two_datasets_of_one_version_are_not_taken_for_each_other_when_loaded(tmp_path, monkeypatch):
    import datasets

    monkeypatch.setattr("datasets.config.HF_DATASETS_CACHE", tmp_path / "cache")
    write_jsonl(tmp_path, articles(2))
    first = run(config_of(tmp_path, name="one", run={"workers": 1}))
    write_jsonl(tmp_path, articles(3))
    second = run(config_of(tmp_path, name="two", run={"workers": 1}))
    counts = [
        len(datasets.load_dataset(str(result.export.path), split="train", cache_dir=str(tmp_path / "cache")))
        for result in (first, second)
    ]
    assert counts == [2, 3]
