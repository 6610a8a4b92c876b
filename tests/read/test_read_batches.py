"""Batches: order, size, limit, memory, and that files are closed."""

from __future__ import annotations

import gzip
import json
import tracemalloc
from pathlib import Path
from typing import Any

import pytest
from reading import read_sources

from cleancorpus.config import Read, Source
from cleancorpus.read import batches as batches_module
from cleancorpus.read import list_files, read_batches


def corpus(base: Path) -> list[Any]:
    (base / "a.txt").write_text("one", encoding="utf-8")
    (base / "b.jsonl").write_text(
        "".join(json.dumps({"text": f"t{n}"}) + "\nbroken\n" for n in range(10)), encoding="utf-8"
    )
    (base / "c.csv").write_text("text,id\n" + "".join(f"row,{n}\n" for n in range(5)), encoding="utf-8")
    return list_files((Source(path="*"),), base).files


def test_records_do_not_depend_on_the_size_of_batches(tmp_path: Path) -> None:
    files = corpus(tmp_path)
    wanted = read_sources(tmp_path, Source(path="*"), batch_size=1)
    assert len(wanted) == 1 + 20 + 5
    for size in (2, 7, 100):
        batches = list(read_batches(files, Read(), size))
        assert [row for batch in batches for row in batch.to_pylist()] == wanted
        assert all(batch.num_rows == size for batch in batches[:-1])


def test_limit_counts_records_of_all_kinds(tmp_path: Path) -> None:
    files = corpus(tmp_path)
    for limit in (0, 1, 4, 26, 100):
        assert sum(batch.num_rows for batch in read_batches(files, Read(), 3, limit=limit)) == min(limit, 26)


def test_batch_ends_before_its_data_outgrow_arrow(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batches_module, "_MAX_BATCH_BYTES", 1000)
    for n in range(6):
        (tmp_path / f"{n}.txt").write_text("x" * 400, encoding="utf-8")
    files = list_files((Source(path="*.txt"),), tmp_path).files
    assert [batch.num_rows for batch in read_batches(files, Read(), 100)] == [3, 3]


def test_memory_does_not_grow_with_the_file(tmp_path: Path) -> None:
    line = json.dumps({"text": "word " * 2000}).encode() + b"\n"
    with gzip.open(tmp_path / "a.jsonl.gz", "wb", compresslevel=1) as stream:
        for _ in range(4000):
            stream.write(line)
    files = list_files((Source(path="a.jsonl.gz"),), tmp_path).files
    next(read_batches(files, Read(), 2))  # imports are not counted
    tracemalloc.start()
    assert sum(batch.num_rows for batch in read_batches(files, Read(), 16)) == 4000
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 8_000_000  # of 40 MB


def test_files_are_closed_when_reading_stops_early(tmp_path: Path, recwarn: pytest.WarningsRecorder) -> None:
    files = corpus(tmp_path)[1:]
    batches = read_batches(files, Read(), 1)
    next(batches)
    batches.close()  # type: ignore[attr-defined]
    assert not [warning for warning in recwarn if issubclass(warning.category, ResourceWarning)]
