"""A record in front of others moves them in their file: they are the same documents, and the new version says where they stand now."""

import json
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from cleancorpus.config import Config
from cleancorpus.pipeline import run as job
from cleancorpus.pipeline.work import make_work
from cleancorpus.verify.version import verify
from cleancorpus.versions.diff import compare
from cleancorpus.versions.open import local_version
from in_this_process import InThisProcess

TEXT = "The ferry to {} was late on Monday because of fog, and the harbour master said that it would sail on Tuesday morning."


def test_moved_records_are_no_changed_documents(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        job, "make_engine", lambda config, store: InThisProcess(make_work(job.work_argument(config, store)))
    )
    source = tmp_path / "in.jsonl"
    config = Config.model_validate({
        "name": "c", "sources": [{"path": str(source)}], "export": {"dir": str(tmp_path / "dist")},
    })  # fmt: skip
    lines = [json.dumps({"id": town, "text": TEXT.format(town)}) + "\n" for town in ("Aker", "Velden", "Norvik")]
    versions = []
    for rows in (lines, [json.dumps({"id": "new", "text": TEXT.format("Holm")}) + "\n", *lines]):
        source.write_text("".join(rows), encoding="utf-8")
        result = job.run(config)
        assert result.export is not None
        versions.append(result.export.path)
    found = compare(*(local_version(path) for path in versions), max_ids=10)
    assert (found.added, found.removed, found.text_changed, found.meta_changed) == (("new",), (), (), ())
    for path in versions:
        assert verify(str(path)) == []
        data = source.read_bytes() if path == versions[1] else "".join(lines).encode()
        for file in path.glob("data/*.parquet"):
            for row in pq.read_table(file).to_pylist():
                start, length = row["source_offset"], row["source_length"]
                assert json.loads(data[start : start + length])["id"] == row["id"]
