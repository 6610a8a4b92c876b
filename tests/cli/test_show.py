"""`show`: what became of a document, and its record again from its source, proved or with a line on what is so."""

from __future__ import annotations

import gzip
import hashlib
import json
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from bridge_texts import COOKIES, make_version, text

from cleancorpus.cli import main
from cleancorpus.config import Config
from cleancorpus.hub.versions import open_version
from cleancorpus.pipeline.run import run
from cleancorpus.read import parquet
from cleancorpus.verify.document import fetch_again, find_document


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with sources of every kind and a version of them in `dist/t/1.0.0`; not to be changed."""
    base = tmp_path_factory.mktemp("show")
    folder = base / "in"
    folder.mkdir()
    rows: list[dict[str, Any]] = [{"id": f"line-{n}", "text": text(n), "label": n} for n in range(4)]
    rows[1]["text"] += f"\n\n{COOKIES}"
    rows += [{"id": "short", "text": "Too short."}, {"id": "copy", "text": text(0)}]
    lines = [json.dumps(row) for row in rows] + ["{broken"]
    (folder / "a.jsonl").write_text("\n".join(lines), encoding="utf-8")
    packed = "\n".join(json.dumps({"id": f"packed-{n}", "text": text(10 + n)}) for n in range(3))
    (folder / "b.jsonl.gz").write_bytes(gzip.compress(packed.encode()))
    (folder / "c.json").write_text(json.dumps([{"id": f"item-{n}", "text": text(20 + n)} for n in range(3)], indent=1))
    (folder / "d.csv").write_text(
        "id,text\n" + "".join(f'row-{n},"{text(30 + n)}"\n' for n in range(3)), encoding="utf-8"
    )
    table = pa.table({"id": [f"cell-{n}" for n in range(6)], "text": [text(40 + n) for n in range(6)]})
    pq.write_table(table, folder / "e.parquet", row_group_size=2)
    (folder / "f.jsonl").write_text(json.dumps({"id": "wide", "text": text(50)}), encoding="utf-16")
    (folder / "g.html").write_text(f"<html><body><article><p>{text(60)}</p></article></body></html>", encoding="utf-8")
    with zipfile.ZipFile(folder / "h.zip", "w") as archive:
        archive.writestr(
            "inner/a.jsonl", "\n".join(json.dumps({"id": f"zip-{n}", "text": text(70 + n)}) for n in range(3))
        )
    with pa.OSFile(str(folder / "i.arrow"), "wb") as sink, pa.ipc.new_file(sink, table.schema) as writer:
        writer.write_table(pa.table({"id": ["arrow-0", "arrow-1"], "text": [text(80), text(81)]}))
    return make_version(base, carry=["label"])


@pytest.fixture
def project(made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of it as the working folder."""
    shutil.copytree(made, tmp_path / "p")
    monkeypatch.chdir(tmp_path / "p")
    return tmp_path / "p"


VERSION = "dist/t/1.0.0"


def all_ids(table: str) -> list[str]:
    return [
        row_id for _, batch in open_version(VERSION).read(table, ["id"]) for row_id in batch.column("id").to_pylist()
    ]


def show(capsys: pytest.CaptureFixture[str], *argv: str) -> tuple[int, str, str]:
    code = main(["show", VERSION, *argv])
    out, error = capsys.readouterr()
    return code, out, error


def test_it_says_what_became_of_a_document(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = show(capsys, "line-1")
    assert code == 0
    assert out.startswith("line-1  kept\nsource:            a.jsonl, record 2, bytes ")
    assert f"[-{COOKIES}-] ‹" in out
    assert "label:             1" in out
    _, out, _ = show(capsys, "short")
    assert out.startswith("short  dropped: too_short (2 words, quality.min_words is 20)\n")
    assert out.endswith("\n\nToo short.\n")
    _, out, _ = show(capsys, "copy")
    assert out.startswith("copy  duplicate: ")
    assert "survivor_id:       line-0" in out
    (broken,) = all_ids("quarantined")
    _, out, _ = show(capsys, broken)
    assert f"{broken}  quarantined: broken-json (a.jsonl:7: " in out
    assert out.endswith("{broken\n")


def test_it_says_it_as_json(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (row,) = json.loads(show(capsys, "short", "--json")[1])
    assert (row["status"], row["reason"], row["position"], row["repaired_text"]) == (
        "dropped",
        "too_short",
        5,
        "Too short.",
    )
    (broken,) = all_ids("quarantined")
    assert json.loads(show(capsys, broken, "--json")[1])[0]["raw"] == b"{broken".hex()


def test_an_id_that_is_not_there_is_told_in_a_line(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, error = show(capsys, "nobody")
    assert (code, out) == (2, "")
    assert (
        error
        == f"error: {VERSION}: has no document or record with the id 'nobody'; ids stand in the column id of every table\n"
    )


def test_every_record_comes_back_from_its_source_with_proof(project: Path, capfdbinary: Any) -> None:
    ids = [row_id for table in ("default", "dropped", "duplicates", "quarantined") for row_id in all_ids(table)]
    assert len(ids) == 29
    version = open_version(VERSION)
    for row_id in ids:
        assert main(["show", VERSION, row_id, "--source"]) == 0
        out, error = capfdbinary.readouterr()
        (found,) = find_document(version, row_id)
        assert hashlib.sha256(out).hexdigest() == found.row["raw_sha256"]
        assert f"as it was read, sha256 {found.row['raw_sha256']}" in error.decode()


def test_lines_and_rows_are_read_from_their_place_alone(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    version = open_version(VERSION)
    groups = []
    real = parquet.read_parquet

    def noted(file: Any, read: Any, wanted: Any = None, first: int = 1) -> Any:
        groups.append(wanted)
        return real(file, read, wanted, first)

    def refuse(*_: Any) -> Any:
        raise AssertionError("the file was read from its start")

    monkeypatch.setattr("cleancorpus.verify.document.read_parquet", noted)
    monkeypatch.setattr("cleancorpus.verify.document.read_piece", refuse)
    for row_id in ("line-3", "item-2", "cell-5"):
        (found,) = find_document(version, row_id)
        assert fetch_again(version, found.row).data is not None
    assert groups == [range(2, 3)]
    (found,) = find_document(version, "packed-1")
    with pytest.raises(AssertionError, match="from its start"):
        fetch_again(version, found.row)


@pytest.mark.parametrize(
    ("row_id", "change", "said"),
    [
        ("line-2", lambda f: (f / "a.jsonl").write_text('{"text": "new"}\n' * 9), "a.jsonl, record 3: source changed since: "),
        ("line-2", lambda f: (f / "a.jsonl").write_text(""), "a.jsonl, record 3: source changed since: it has no record 3"),
        ("line-2", lambda f: (f / "a.jsonl").unlink(), "a.jsonl, record 3: gone: no such file; run this in the folder"),
        ("cell-4", lambda f: pq.write_table(pa.table({"text": ["a"]}), f / "e.parquet"), "record 5: source changed since: it has no"),
        ("row-0", lambda f: (f / "d.csv").write_text("id,text\nrow-0,other\n"), "d.csv, record 1: source changed since: what stands at record 1, bytes"),
    ],
)  # fmt: skip
def test_what_is_no_longer_so_is_one_line(
    project: Path, capsys: pytest.CaptureFixture[str], row_id: str, change: Callable[[Path], object], said: str
) -> None:
    change(project / "in")
    code, out, error = show(capsys, row_id, "--source")
    assert (code, out, error.count("\n")) == (1, "", 1)
    assert said in error


def test_sources_are_found_from_another_folder(
    project: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(project.parent)
    assert main(["show", f"p/{VERSION}", "line-0", "--source"]) == 1
    assert "gone: no such file" in capsys.readouterr().err
    assert main(["show", f"p/{VERSION}", "line-0", "--source", "--base", "p"]) == 0
    assert capsys.readouterr().out == text(0)


def test_values_are_shown_as_they_are_with_controls_escaped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    values = {
        "id": ["a"], "text": [f"{text(1)}\n\n{text(2)}"], "blob": [b"\x00\xffab\xc3\xa9"], "large": [b"x" * 201],
        "note": ["first\r\n\nsecond \x1b[1m\u2028\u202eend\n"], "parts": [["one\ntwo", "three\x07"]],
    }  # fmt: skip
    pq.write_table(pa.table(values), tmp_path / "in.parquet")
    (tmp_path / "bad.jsonl").write_bytes(b'{"id": "b", "text": "\x1b[31m \xff\n')
    config = {
        "name": "t", "sources": [{"path": "in.parquet"}, {"path": "bad.jsonl"}], "carry": "*",
        "run": {"workers": 1, "max_failed_share": 1},
    }  # fmt: skip
    run(Config.model_validate(config))
    code, out, _ = show(capsys, "a")
    assert code == 0
    pad = " " * 19
    assert "\nblob:              \\x00\\xffab\u00e9\n" in out
    assert f"\nlarge:             {'x' * 200}… (201 bytes)\n" in out
    assert f"\nnote:              first\n\n{pad}second \\x1b[1m\\u2028\\u202eend\n" in out
    assert f"\nparts:             one\n{pad}two, three\\x07\n" in out
    assert out.endswith(f"{text(1)}\n\n{text(2)}\n")
    assert "\N{REPLACEMENT CHARACTER}" not in out
    (bad,) = pq.read_table(tmp_path / "dist/t/1.0.0/quarantined")["id"].to_pylist()
    _, out, _ = show(capsys, bad)
    assert '\n{"id": "b", "text": "\\x1b[31m ' in out
    assert "\x1b" not in out
