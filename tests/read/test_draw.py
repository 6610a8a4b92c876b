"""A random sample: the same each time, each record with the same chance, and what is not needed is not read."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from cleancorpus.config import Read, Source
from cleancorpus.pipeline.cleaning import Cleaning
from cleancorpus.read import SourceFile, draw, list_files, read_piece
from cleancorpus.read.draw import Draw, plan_draw
from cleancorpus.read.no_documents import Tally
from cleancorpus.read.survey import survey

READ = Read()


def lines(count: int, width: int = 200) -> str:
    return "".join(
        json.dumps({"id": f"r{number}", "text": f"{number} " + "x" * width}) + "\n" for number in range(count)
    )


def files_of(folder: Path) -> list[SourceFile]:
    return list_files((Source(path=str(folder)),)).files


def drawn(files: list[SourceFile], how: Draw) -> tuple[list[str], float, int]:
    """Ids of the records drawn, how many were passed, and how many were read, as the first step of a run has them."""
    cleaning, ids, tally = Cleaning(files, None, how), [], Tally()
    passed = cleaning._passed
    for task in cleaning.tasks("t"):
        assert task is not None
        if task.kind == "survey":
            cut = survey(task.payload.file, task.payload.draw)
            passed += cut.passed
            cleaning.done(task, cut)
            continue
        for piece in task.payload.part.pieces:
            ids += [record.id for record in read_piece(piece, READ, tally, task.payload.draw)]
    return ids, passed + tally.passed, tally.seen


def test_a_draw_takes_about_as_many_as_asked_of_all_files_and_the_same_each_time(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text(lines(3_000))
    (tmp_path / "b.jsonl.gz").write_bytes(gzip.compress(lines(1_000).encode()))
    rows = "".join(f'c{n},"row {n}"\n' for n in range(500))
    (tmp_path / "c.csv").write_text(f"id,text\n{rows}")
    for number in range(300):
        (tmp_path / f"p{number}.html").write_text(f"<p>page {number}</p>")
    how = plan_draw(files_of(tmp_path), READ, 600)
    ids, passed, _ = drawn(files_of(tmp_path), how)
    assert 500 < len(ids) < 700
    assert len(ids) + passed == 4_800
    assert sorted(ids) == sorted(drawn(files_of(tmp_path)[::-1], how)[0])
    assert sum(name.startswith("c") for name in ids) > 30


def test_a_draw_of_more_than_there_is_takes_all(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text(lines(50))
    how = plan_draw(files_of(tmp_path), READ, 1_000)
    assert how.rate == 1
    assert drawn(files_of(tmp_path), how)[:2] == ([f"r{number}" for number in range(50)], 0)


def test_a_draw_has_no_favourite_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.jsonl").write_text(lines(20_000, 20))
    monkeypatch.chdir(tmp_path)  # what is drawn follows from the name of the file
    ids, _, _ = drawn(files_of(Path("a.jsonl")), Draw(2_000, 0.1))
    tenths = [sum(int(name[1:]) // 2_000 == tenth for name in ids) for tenth in range(10)]
    assert all(150 < count < 250 for count in tenths), tenths


def test_pages_that_are_not_drawn_are_not_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(200):
        (tmp_path / f"p{number}.txt").write_text(f"page {number}")
    ids, passed, seen = drawn(files_of(tmp_path), Draw(20, 0.1))
    assert len(ids) == seen < 40
    assert seen + passed == 200


def test_row_groups_without_a_drawn_row_are_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cleancorpus.read.parts._SPLIT_FROM", 1)
    table = pa.table({"id": [f"g{n}" for n in range(4_000)], "text": [f"text {n}" for n in range(4_000)]})
    pq.write_table(table, tmp_path / "t.parquet", row_group_size=10)
    with pa.OSFile(str(tmp_path / "t.arrow"), "wb") as sink, pa.ipc.new_file(sink, table.schema) as writer:
        for start in range(0, 4_000, 10):
            writer.write_batch(table.slice(start, 10).to_batches()[0])
    ids, passed, seen = drawn(files_of(tmp_path), Draw(80, 0.01))
    assert 50 < len(ids) < 120
    assert len(ids) + passed == 8_000
    assert seen < 1_500


def test_of_a_large_file_of_lines_only_some_blocks_are_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(draw, "_BLOCKS_FROM", 1 << 20)
    monkeypatch.setattr("cleancorpus.read.parts._SPLIT_FROM", 1)
    (tmp_path / "a.jsonl").write_text(lines(40_000, 400))
    (file,) = files_of(tmp_path)
    how = plan_draw([file], READ, 60)
    assert how.is_in_blocks(file)
    ids, passed, seen = drawn([file], how)
    assert 20 < len(ids) < 120
    assert seen < 12_000
    assert 25_000 < len(ids) + passed < 60_000
    assert len(set(ids)) == len(ids)


def test_lines_longer_than_a_block_are_drawn_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(draw, "_BLOCKS_FROM", 1)
    monkeypatch.setattr("cleancorpus.read.parts._SPLIT_FROM", 1)
    (tmp_path / "a.jsonl").write_text(lines(60, 150_000))
    (file,) = files_of(tmp_path)
    tally, found = Tally(), []
    for piece in survey(file, Draw(10, 0.2, blocks=0.2)).pieces:
        found += list(read_piece(piece, READ, tally))
    assert found
    assert all(record.error is None and len(record.data) > 150_000 and record.position == 0 for record in found)


def test_errors_of_blocks_have_ids_of_their_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(draw, "_BLOCKS_FROM", 1)
    monkeypatch.setattr("cleancorpus.read.parts._SPLIT_FROM", 1)
    (tmp_path / "a.jsonl").write_text('{"text": "fine"}\n' + '{"text": broken\n' * 120_000)
    (file,) = files_of(tmp_path)
    cut = survey(file, Draw(10, 0.2, blocks=0.2))
    records = [record for piece in cut.pieces for record in read_piece(piece, READ)]
    assert records
    assert len({record.id for record in records}) == len(records)


def test_files_that_cannot_be_read_do_not_end_the_plan(tmp_path: Path) -> None:
    (tmp_path / "a.parquet").write_bytes(b"PAR1 no table")
    (tmp_path / "b.jsonl").write_text(lines(10))
    (tmp_path / "c.jsonl").write_bytes(b"")
    assert plan_draw(files_of(tmp_path), READ, 5).rate < 1
