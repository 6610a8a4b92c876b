"""Parts: what one worker reads. Cut anywhere, the records are those of the whole file, with the same numbers."""

from __future__ import annotations

import bz2
import gzip
import hashlib
import json
import tracemalloc
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import zstandard
from hypothesis import given, settings
from hypothesis import strategies as st
from reading import rows_of_files

import cleancorpus.read.survey as cuts
import web_archives as archives
from cleancorpus.config import Read, Source
from cleancorpus.errors import SourceChangedError
from cleancorpus.read import Part, Piece, SourceFile, identity, list_files
from cleancorpus.read.no_documents import Tally
from cleancorpus.read.parts import group_files, read_piece
from cleancorpus.read.stamps import stamp
from cleancorpus.read.survey import survey


def file_of(base: Path, name: str) -> SourceFile:
    (file,) = list_files((Source(path=name),), base).files
    return file


def cut(file: SourceFile, monkeypatch: pytest.MonkeyPatch, size: int = 200) -> list[Piece]:
    monkeypatch.setattr(cuts, "_LEAST", size)
    monkeypatch.setattr(cuts, "_PIECES", 10**9)
    monkeypatch.setattr(cuts, "BLOCK", 64)
    return list(survey(file).pieces)


def same_records(file: SourceFile, pieces: list[Piece]) -> None:
    whole = rows_of_files([file])
    joined = [
        record._asdict() | {"authors": list(record.authors)} for piece in pieces for record in read_piece(piece, Read())
    ]
    assert joined == whole


def test_large_jsonl_is_cut_at_line_breaks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lines = [json.dumps({"text": f"größe {n} " * (n % 9)}) for n in range(40)]
    lines[7], lines[20], lines[21] = "", "broken", "   "
    (tmp_path / "a.jsonl").write_text("\n".join(lines), encoding="utf-8")
    file = file_of(tmp_path, "a.jsonl")
    pieces = cut(file, monkeypatch)
    assert len(pieces) > 5
    assert [piece.start for piece in pieces[1:]] == [piece.stop for piece in pieces[:-1]]
    same_records(file, pieces)


@settings(max_examples=40, deadline=None)
@given(lengths=st.lists(st.integers(0, 300), min_size=1, max_size=30), size=st.integers(1, 400), end=st.booleans())
def test_cuts_lose_and_repeat_nothing(
    lengths: list[int], size: int, end: bool, tmp_path_factory: pytest.TempPathFactory
) -> None:
    base = tmp_path_factory.mktemp("cut")
    text = "\n".join(json.dumps({"text": "x" * length}) for length in lengths) + ("\n" if end else "")
    (base / "a.jsonl").write_text(text, encoding="utf-8")
    file = file_of(base, "a.jsonl")
    with pytest.MonkeyPatch.context() as patch:
        same_records(file, cut(file, patch, size))


def test_byte_order_mark_stands_in_the_first_piece_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.jsonl").write_text('{"text": "one two three"}\n' * 40, encoding="utf-8-sig")
    file = file_of(tmp_path, "a.jsonl")
    same_records(file, cut(file, monkeypatch))


@pytest.mark.parametrize(
    "data",
    [
        gzip.compress(b'{"text": "a"}\n' * 100),
        json.dumps([{"text": "a"}] * 50).encode(),
        ('{"text": "größe"}\n' * 50).encode("utf-16"),
        b"\n" * 500,
    ],
)
def test_what_cannot_be_cut_at_line_breaks_is_one_piece(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, data: bytes
) -> None:
    (tmp_path / "a.json").write_bytes(data)
    file = file_of(tmp_path, "a.json")
    pieces = cut(file, monkeypatch)
    assert [(piece.start, piece.stop) for piece in pieces] == [(None, None)]
    same_records(file, pieces)


def test_parquet_is_cut_between_row_groups(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    table = pa.table({"text": [f"text {n} " * 20 for n in range(50)], "id": [str(n) for n in range(50)]})
    pq.write_table(table, tmp_path / "a.parquet", row_group_size=7, compression="none")
    file = file_of(tmp_path, "a.parquet")
    pieces = cut(file, monkeypatch, 2000)
    assert len(pieces) > 2
    assert [piece.first for piece in pieces] == sorted({piece.first for piece in pieces})
    same_records(file, pieces)


WEB_ARCHIVES = {
    "a.warc": archives.plain,
    "a.warc.gz": archives.gz,
    "a.warc.zst": archives.zst,
    "d.warc.zst": lambda blocks: archives.zst(blocks, dictionary="packed"),
}


@pytest.mark.parametrize("name", WEB_ARCHIVES)
def test_web_archives_are_cut_before_records(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    blocks = archives.wget(9) + archives.heritrix() + archives.browsertrix()
    (tmp_path / name).write_bytes(WEB_ARCHIVES[name](blocks) + b"\r\n" * (name == "a.warc"))
    file = file_of(tmp_path, name)
    for size in (1, 700, 3000):
        pieces = cut(file, monkeypatch, size)
        assert len(pieces) > 2
        assert (pieces[0].start, pieces[-1].stop) == (0, (tmp_path / name).stat().st_size)
        assert [piece.start for piece in pieces[1:]] == [piece.stop for piece in pieces[:-1]]
        same_records(file, pieces)
        whole, joined = Tally(), Tally()
        list(read_piece(Piece(file), Read(), whole))
        for piece in pieces:
            list(read_piece(piece, Read(), joined))
        assert joined.to_json() == whole.to_json()
    assert survey(file).sha256 == hashlib.sha256((tmp_path / name).read_bytes()).hexdigest()


@pytest.mark.parametrize("name", ["a.warc", "a.warc.gz", "a.warc.zst", "a.warc.bz2"])
@pytest.mark.parametrize("fault", ["none", "packed as one", "garbage", "cut"])
def test_web_archives_that_are_damaged_or_packed_as_one_are_one_piece(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, fault: str
) -> None:
    pack = {"gz": gzip.compress, "zst": zstandard.ZstdCompressor().compress, "bz2": bz2.compress}.get(name[7:])
    members = {"gz": archives.gz, "zst": archives.zst}.get(name[7:], archives.plain)
    data = members(archives.wget(9))
    if pack is not None and (fault == "packed as one" or name.endswith("bz2")):
        data = pack(archives.plain(archives.wget(9)))
    elif fault == "garbage":
        data = members(archives.wget(9)) + b"garbage" + members(archives.wget(9))
    elif fault == "cut":
        data = data[:-99]
    (tmp_path / name).write_bytes(data)
    file = file_of(tmp_path, name)
    pieces = cut(file, monkeypatch)
    sound = fault == "none" or (fault == "packed as one" and pack is None)
    assert (len(pieces) > 1) == (sound and not name.endswith("bz2"))
    same_records(file, pieces)


def test_a_web_archive_that_changed_since_it_was_cut_is_not_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.warc").write_bytes(archives.plain(archives.wget(9)))
    pieces = cut(file_of(tmp_path, "a.warc"), monkeypatch)
    (tmp_path / "a.warc").write_bytes(archives.plain(archives.wget(9)).replace(b"harbour", b"HARBOUR"))
    with pytest.raises(SourceChangedError, match=r"a\.warc: changed while it was read; run again"):
        list(read_piece(pieces[1], Read()))


def test_one_more_file_changes_one_group(tmp_path: Path) -> None:
    for n in range(3000):
        (tmp_path / f"{n:05d}.txt").write_text(f"{n}", encoding="utf-8")

    def groups() -> set[tuple[str, ...]]:
        files = list_files((Source(path="."),), tmp_path).files
        return {
            tuple(piece.file.name for piece in part.pieces) for part in group_files(files) if isinstance(part, Part)
        }

    before = groups()
    (tmp_path / "01500a.txt").write_text("new", encoding="utf-8")
    after = groups()
    assert len(before) > 20
    assert len(after - before) == 1


def test_keys_follow_bytes_names_and_fields(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("one", encoding="utf-8")
    (tmp_path / "b.txt").write_text("one", encoding="utf-8")
    a, b = file_of(tmp_path, "a.txt"), file_of(tmp_path, "b.txt")
    key = stamp(Part((Piece(a),), 3), "").key()
    assert stamp(Part((Piece(a),), 3), "").key() == key
    assert stamp(Part((Piece(b),), 3), "").key() != key
    (tmp_path / "a.txt").write_text("two", encoding="utf-8")
    assert stamp(Part((Piece(a),), 3), "").key() != key


class _Says:
    """A file system whose server says so of its file."""

    def __init__(self, info: dict[str, Any]) -> None:
        self._info = info

    def invalidate_cache(self, path: str) -> None:
        pass

    def info(self, path: str) -> dict[str, Any]:
        return {"name": path, "size": 9, "type": "file", **self._info}


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ({"Last-Modified": "Fri, 03 May 2024 10:00:00 GMT"}, {"Last-Modified": "Fri, 03 May 2024 10:00:01 GMT"}),
        ({"ETag": '"a"', "LastModified": 1}, {"ETag": '"b"', "LastModified": 1}),
        ({"blob_id": "a", "lfs": None}, {"blob_id": "b", "lfs": None}),
        ({"etag": "0x1", "last_modified": 1}, {"etag": "0x1", "last_modified": 2}),
        ({"generation": "1", "md5Hash": "x"}, {"generation": "2", "md5Hash": "x"}),
        ({"mtime": 1}, {"mtime": 2}),
    ],
)
def test_files_elsewhere_are_told_apart_by_all_that_servers_say(
    first: dict[str, Any], second: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    def said(info: dict[str, Any]) -> str:
        monkeypatch.setattr(identity, "file_system_of", lambda path: (_Says(info), path))
        return identity.remote_identity("x://host/a.jsonl")

    assert said(first) == said(first) != said(second)
    assert said({}) == said({"created": 1, "mimetype": "text/plain"}) == ""


def test_what_cannot_be_told_apart_has_a_key_of_its_own_in_each_run(tmp_path: Path) -> None:
    gone = SourceFile(str(tmp_path / "gone.txt"), "gone.txt", "text", 3, Source(path="x"))
    keys = {stamp(Part((Piece(gone),), 3), word).key() for word in ("one", "one", "two")}
    assert len(keys) == 2


def test_lines_that_changed_since_the_file_was_cut_are_not_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.jsonl").write_text('{"text": "one two three"}\n' * 40, encoding="utf-8")
    pieces = cut(file_of(tmp_path, "a.jsonl"), monkeypatch)
    (tmp_path / "a.jsonl").write_text('{"text": "one two four!"}\n' * 40, encoding="utf-8")
    with pytest.raises(SourceChangedError, match=r"a\.jsonl: changed while it was read; run again"):
        list(read_piece(pieces[1], Read()))


def test_memory_does_not_grow_with_the_file(tmp_path: Path) -> None:
    line = json.dumps({"text": "word " * 2000}).encode() + b"\n"
    with gzip.open(tmp_path / "a.jsonl.gz", "wb", compresslevel=1) as stream:
        for _ in range(4000):
            stream.write(line)
    piece = Piece(file_of(tmp_path, "a.jsonl.gz"))
    next(read_piece(piece, Read()))  # imports are not counted
    tracemalloc.start()
    assert sum(1 for _ in read_piece(piece, Read())) == 4000
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 8_000_000  # of 40 MB


def test_files_are_closed_when_reading_stops_early(tmp_path: Path, recwarn: pytest.WarningsRecorder) -> None:
    (tmp_path / "b.jsonl").write_text('{"text": "one"}\n' * 10, encoding="utf-8")
    records = read_piece(Piece(file_of(tmp_path, "b.jsonl")), Read())
    next(records)
    records.close()  # type: ignore[attr-defined]
    assert not [warning for warning in recwarn if issubclass(warning.category, ResourceWarning)]
