"""What a reader meets in a record costs that record, what it meets in a file that file; the run goes on."""

from __future__ import annotations

import json
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from cleancorpus.cli import main

TEXT = "The council met on Monday to decide about the bridge, which had been closed for a week after the storm. " * 5


def run(folder: Path, source: str, *options: str) -> int:
    config = folder / "config.yaml"
    config.write_text(
        f"extends: base\nsources: [{{path: {folder / source}}}]\nexport: {{dir: {folder / 'dist'}}}\n"
        "run: {workers: 1, max_failed_share: 1}\nquality: {min_words: 1}\n",
        encoding="utf-8",
    )
    return main(["run", str(config), *options])


@pytest.mark.parametrize(
    "deep", ('["' + "[" * 480 + '"a"' + "]" * 480 + '"]', "[" * 488 + '"a"' + "]" * 488, "[" * 60_000)
)
def test_a_field_that_nests_deep_costs_its_record(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], deep: str
) -> None:
    good = [json.dumps({"id": str(n), "text": f"{TEXT}{n}"}) for n in range(3)]
    bad = json.dumps({"id": "d", "text": TEXT})[:-1] + f', "authors": {deep}}}'
    (tmp_path / "a.jsonl").write_text("\n".join([good[0], bad, *good[1:]]) + "\n", encoding="utf-8")
    assert run(tmp_path, "a.jsonl", "--json") == 0
    ledger = json.loads(capsys.readouterr().out)["ledger"]
    assert (ledger["rows_in"], ledger["kept"] + ledger["quarantined"]) == (4, 4)
    assert ledger["kept"] >= 3


def test_a_column_whose_name_is_not_utf8_costs_its_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "in").mkdir()
    pq.write_table(
        pa.table({"id": ["a"], "text": [TEXT], "colname": ["x"]}), tmp_path / "in" / "a.parquet", compression="none"
    )
    odd = (tmp_path / "in" / "a.parquet").read_bytes().replace(b"colname", b"c\xff\xfename")
    (tmp_path / "in" / "a.parquet").write_bytes(odd)
    (tmp_path / "in" / "b.jsonl").write_text(json.dumps({"id": "b", "text": TEXT}) + "\n", encoding="utf-8")
    assert run(tmp_path, "in", "--json") == 0
    result = json.loads(capsys.readouterr().out)
    assert (result["ledger"]["quarantined"], result["ledger"]["kept"]) == (1, 1)


@pytest.mark.parametrize("ending", ["arrow", "feather"])
@pytest.mark.parametrize("within", [False, True], ids=["column", "field"])
def test_a_name_in_arrow_that_is_not_utf8_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], ending: str, within: bool
) -> None:
    own = pa.array([{"colname": "x"}]) if within else pa.array(["x"])
    table = pa.table({"id": ["a"], "text": [TEXT], "own" if within else "colname": own})
    sink = pa.BufferOutputStream()
    with (pa.ipc.new_file if ending == "arrow" else pa.ipc.new_stream)(sink, table.schema) as writer:
        writer.write_table(table)
    odd = bytes(sink.getvalue()).replace(b"colname", b"c\xff\xfename")
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / f"a.{ending}").write_bytes(odd)
    (tmp_path / "in" / "b.jsonl").write_text(json.dumps({"id": "b", "text": TEXT}) + "\n", encoding="utf-8")
    assert run(tmp_path, "in", "--json") == 0
    result = json.loads(capsys.readouterr().out)
    assert (result["ledger"]["quarantined"], result["ledger"]["kept"]) == (1, 1)
    (manifest,) = (tmp_path / "dist").rglob("manifest.json")
    assert main(["quarantine", str(manifest.parent)]) == 0
    assert "a column has a name that is not UTF-8" in capsys.readouterr().out


def test_a_defect_of_a_reader_costs_its_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from cleancorpus.read import parts
    from cleancorpus.read.files import SourceFile
    from cleancorpus.read.parts import Piece, read_piece

    def broken(file: SourceFile, read: object) -> object:
        raise KeyError("invented")

    monkeypatch.setitem(parts._READERS, "jsonl", broken)
    (tmp_path / "a.jsonl").write_text("{}\n", encoding="utf-8")
    from cleancorpus.config import Read, Source
    from cleancorpus.read import list_files

    files = list_files([Source(path=str(tmp_path / "a.jsonl"))]).files
    (record,) = read_piece(Piece(files[0]), Read())
    assert record.kind == "error"
    assert record.error is not None
    assert record.error.startswith("defect: ")
    assert "KeyError" in record.error
