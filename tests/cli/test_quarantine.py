"""What is in quarantine is counted, listed and written out; and tried again without the rest."""

from __future__ import annotations

import base64
import json
from hashlib import sha256
from pathlib import Path

import pytest

from cleancorpus.cli import main

_TEXT = "The harbour bridge at Velden {} was closed on Monday after a storm tore two bolts from its northern pier."


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "in").mkdir()
    for name in "ab":  # of a size that makes a part of each
        rows = [{"id": f"{name}{n}", "text": _TEXT.format(f"{name}{n}"), "more": "x" * 600_000} for n in range(3)]
        (tmp_path / "in" / f"{name}.jsonl").write_text(
            "".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8"
        )
    with (tmp_path / "in" / "b.jsonl").open("ab") as out:
        out.write(b'{"id": "[/red]", "text": 7}\n{"id": "cut\n\xff\x1b[31m\n' + b'"' + b"x" * 80_000 + b"\n")
    (tmp_path / "in" / "c.png").write_bytes(b"\x89PNG")
    run = "run: {workers: 1, keep_work: true, max_failed_share: 0.9}\nquality: {min_words: 1}\n"
    (tmp_path / "c.yaml").write_text(f"name: t\nsources: [{{path: in}}]\n{run}", encoding="utf-8")
    return tmp_path


def test_it_is_counted_listed_and_written_out(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["run", "c.yaml"]) == 0
    capsys.readouterr()
    assert main(["quarantine", "dist/t/1.0.0"]) == 0
    out = capsys.readouterr().out
    assert out.startswith("in quarantine  4 records of 10\n")
    assert "  broken-json                  2  reading  b.jsonl:5: " in out
    assert "  bad-encoding                 1  reading  b.jsonl:6: " in out
    assert "  wrong-type                   1  reading  b.jsonl:4: " in out
    assert out.endswith("files not read  1\n  no-article-format            1  in/c.png\n")
    assert "\x1b" not in out

    assert main(["quarantine", "dist/t/1.0.0", "--reason", "broken-json", "--json", "--most", "1"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["records"], len(told["first"])) == (2, 1)
    assert told["kinds"] == [{"reason": "broken-json", "stage": "reading", "records": 2}]

    assert main(["quarantine", "dist/t"]) == 0  # of a dataset's folder the newest version
    assert capsys.readouterr().out == out
    assert main(["quarantine", "dist/t", "--out", "not/there/q.jsonl"]) == 2
    assert capsys.readouterr().err.endswith("No such file or directory; name another file by --out\n")

    assert main(["quarantine", "dist/t/1.0.0", "--out", "q.jsonl", "--source"]) == 0
    assert capsys.readouterr().out == "written  q.jsonl  (4 records, 1 of them read again from their sources)\n"
    rows = [json.loads(line) for line in (project / "q.jsonl").read_text(encoding="utf-8").splitlines()]
    raws = [row["raw"].encode() if "raw" in row else base64.b64decode(row["raw_base64"]) for row in rows]
    assert [sha256(raw[:65_536]).hexdigest() for raw in raws] == [row["raw_sha256"] for row in rows]
    assert [row["raw_is_whole"] for row in rows] == [True] * 4
    assert len(raws[-1]) == 80_001
    lines = (project / "in" / "b.jsonl").read_bytes()
    for row, raw in zip(rows, raws, strict=True):  # enough to find it again
        assert lines[row["source_offset"] : row["source_offset"] + row["source_length"]].rstrip(b"\n") == raw.rstrip(
            b"\n"
        )


def test_only_parts_with_records_in_quarantine_are_done_again(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["run", "c.yaml", "--json"]) == 0
    first = json.loads(capsys.readouterr().out)
    assert main(["run", "c.yaml", "--json"]) == 0
    again = json.loads(capsys.readouterr().out)
    assert (again["reused_parts"], again["parts"]) == (again["parts"], first["parts"])
    assert main(["run", "c.yaml", "--json", "--retry-quarantined"]) == 0
    retried = json.loads(capsys.readouterr().out)
    assert retried["parts"] - retried["reused_parts"] == 1
    assert retried["content_hash"] == first["content_hash"]


@pytest.mark.parametrize("counted", ["", "site_lines: true\n"])
def test_a_rule_that_is_mended_is_retried(project: Path, capsys: pytest.CaptureFixture[str], counted: str) -> None:
    """With another limit, which does not count as another configuration: a record that was too slow is there afterwards."""
    settings = (project / "c.yaml").read_text(encoding="utf-8") + counted
    (project / "c.yaml").write_text(settings, encoding="utf-8")
    assert main(["run", "c.yaml", "--json"]) == 0
    whole = json.loads(capsys.readouterr().out)
    work = project / "dist" / "t" / ".work"
    folder = "text" if counted else "judge"
    parts = [path for path in work.glob(f"{folder}-*/*.json") if path.name != "stage.json"]
    assert main(["run", "c.yaml", "--json", "--retry-quarantined"]) == 0
    retried = json.loads(capsys.readouterr().out)
    assert retried["content_hash"] == whole["content_hash"]
    assert {path.name for path in parts} == {path.name for path in work.glob(f"{folder}-*/*.json")} - {"stage.json"}
    assert retried["reused_texts"] == len(parts) - 1
