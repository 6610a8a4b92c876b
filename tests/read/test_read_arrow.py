"""Arrow files and streams: a record a row, cut between batches, and what is damaged is said."""

from __future__ import annotations

import io
import struct
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from reading import errors_of, read_sources, rows_of_files, tally_of

import cleancorpus.read.survey as cuts
from cleancorpus.config import Read, Source
from cleancorpus.read import list_files, parts, read_piece
from cleancorpus.read.arrow_messages import batches_of_file, batches_of_stream, placed
from cleancorpus.read.parts import may_be_split
from cleancorpus.read.survey import survey

TABLE = pa.table(
    {
        "id": [f"a{n}" for n in range(50)],
        "text": [f"Text number {n} of the harbour. " * 9 for n in range(50)],
        "score": [n / 7 for n in range(50)],
    }
)


def write(path: Path, table: pa.Table = TABLE, *, stream: bool, rows: int = 7, **options: Any) -> Path:
    make = pa.ipc.new_stream if stream else pa.ipc.new_file
    with pa.OSFile(str(path), "wb") as sink, make(sink, table.schema, options=pa.ipc.IpcWriteOptions(**options)) as out:
        out.write_table(table, max_chunksize=rows)
    return path


@pytest.mark.parametrize("compression", [None, "zstd", "lz4"])
@pytest.mark.parametrize("name", ["a.arrow", "a.arrows", "a.feather", "no-ending"])
@pytest.mark.parametrize("stream", [True, False])
def test_each_row_is_a_record(tmp_path: Path, name: str, stream: bool, compression: str | None) -> None:
    write(tmp_path / name, stream=stream, compression=compression)
    rows = read_sources(tmp_path, Source(path=name))
    assert [(row["id"], row["data"].decode(), row["position"]) for row in rows] == [
        (f"a{n}", TABLE["text"][n].as_py(), n + 1) for n in range(50)
    ]


@pytest.mark.parametrize("compression", [None, "zstd"])
@pytest.mark.parametrize("stream", [True, False])
def test_large_files_are_cut_between_batches(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, stream: bool, compression: str | None
) -> None:
    path = write(tmp_path / "a.arrow", stream=stream, compression=compression)
    monkeypatch.setattr(cuts, "_LEAST", 600)
    monkeypatch.setattr(cuts, "_PIECES", 10**9)
    monkeypatch.setattr(parts, "_SPLIT_FROM", 100)
    (file,) = list_files((Source(path=str(path)),)).files
    assert may_be_split(file)
    pieces = survey(file).pieces
    assert len(pieces) > 3
    assert len({piece.digest for piece in pieces}) == len(pieces)
    cut = [record._asdict() | {"authors": []} for piece in pieces for record in read_piece(piece, Read())]
    assert cut == rows_of_files([file])


def test_a_stream_with_dictionaries_is_read_and_not_cut(tmp_path: Path) -> None:
    table = TABLE.set_column(1, "text", TABLE["text"].dictionary_encode())
    path = write(tmp_path / "a.arrow", table, stream=True)
    (file,) = list_files((Source(path=str(path)),)).files
    assert [(piece.start, piece.stop) for piece in survey(file).pieces] == [(None, None)]
    assert len(rows_of_files([file])) == 50


@pytest.mark.parametrize("stream", [True, False])
@pytest.mark.parametrize("share", [0.3, 0.5, 0.8, 0.99])
def test_what_breaks_off_gives_the_same_in_pieces(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, stream: bool, share: float
) -> None:
    data = write(tmp_path / "a.arrow", stream=stream).read_bytes()
    monkeypatch.setattr(cuts, "_LEAST", 600)
    monkeypatch.setattr(cuts, "_PIECES", 10**9)
    monkeypatch.setattr(parts, "_SPLIT_FROM", 100)
    for end in range(int(len(data) * share), int(len(data) * share) + 40, 3):
        (tmp_path / "a.arrow").write_bytes(data[:end])
        (file,) = list_files((Source(path=str(tmp_path / "a.arrow")),)).files
        pieces = survey(file).pieces
        cut = [record._asdict() | {"authors": []} for piece in pieces for record in read_piece(piece, Read())]
        assert [row["data"] for row in cut] == [row["data"] for row in rows_of_files([file])]
        if end < len(data) - 8:
            assert [row["error"] is None for row in cut] == [True] * (len(cut) - 1) + [False]


def test_batches_stand_where_pyarrow_finds_them(tmp_path: Path) -> None:
    path = write(tmp_path / "a.arrow", stream=False)
    with pa.OSFile(str(path), "rb") as raw, pa.ipc.open_file(path) as reader:
        places = batches_of_file(raw, path.stat().st_size)
        rows = [found.rows for start, _ in places if (found := placed(raw, start, path.stat().st_size)) is not None]
        assert rows == [reader.get_batch(number).num_rows for number in range(reader.num_record_batches)]
    path = write(tmp_path / "b.arrow", stream=True)
    with pa.OSFile(str(path), "rb") as raw:
        for start, stop, n_rows in batches_of_stream(raw, path.stat().st_size):
            raw.seek(start)
            message = pa.ipc.read_message(raw)
            assert (raw.tell(), pa.ipc.read_record_batch(message, TABLE.schema).num_rows) == (stop, n_rows)
    for data in (b"", b"ARROW1\0\0", b"\xff" * 50, path.read_bytes()[:100]):
        with pytest.raises(pa.ArrowInvalid):
            batches_of_file(io.BytesIO(data), len(data))
    with pytest.raises(pa.ArrowInvalid):
        list(batches_of_stream(io.BytesIO(b"\xff\xff\xff\xff" + b"\x10\0\0\0" + b"\xee" * 16), 24))


@pytest.mark.parametrize("length", ["back to itself", -1, 1 << 40, (1 << 63) - 1])
@pytest.mark.parametrize("stream", [True, False])
def test_a_batch_of_which_the_length_is_wrong_ends_its_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, stream: bool, length: Any
) -> None:
    path = write(tmp_path / "a.arrow", stream=stream)
    data, size = bytearray(path.read_bytes()), path.stat().st_size
    with pa.OSFile(str(path), "rb") as raw:
        starts = (
            [one.start for one in batches_of_stream(raw, size)]
            if stream
            else [p for p, _ in batches_of_file(raw, size)]
        )
    header = struct.unpack_from("<i", data, starts[3] + 4)[0]
    stood = struct.pack("<q", placed(io.BytesIO(data), starts[3], size).stop - starts[3] - 8 - header)  # type: ignore[union-attr]
    at = data.index(stood, starts[3] + 8, starts[3] + 8 + header)
    struct.pack_into("<q", data, at, -(8 + header) if isinstance(length, str) else length)
    path.write_bytes(data)
    with pytest.raises(pa.ArrowInvalid, match="a body that does not end in the file"):
        placed(io.BytesIO(data), starts[3], size)
    monkeypatch.setattr(cuts, "_LEAST", 600)
    monkeypatch.setattr(parts, "_SPLIT_FROM", 100)
    (file,) = list_files((Source(path=str(path)),)).files
    assert [(piece.start, piece.stop) for piece in survey(file).pieces] == [(None, None)]
    rows = [record for piece in survey(file).pieces for record in read_piece(piece, Read())]
    assert [row.id for row in rows[:21]] == [f"a{n}" for n in range(21)]
    assert all(row.error is None for row in rows[:21])
    if stream:  # a file's footer says the length again, and pyarrow goes by that
        assert (len(rows), (rows[21].error or "").partition(":")[0]) == (22, "corrupt")


def test_what_breaks_off_gives_what_stands_before(tmp_path: Path) -> None:
    data = write(tmp_path / "a.arrow", stream=True).read_bytes()
    (tmp_path / "a.arrow").write_bytes(data[: len(data) // 2])
    rows = read_sources(tmp_path, Source(path="a.arrow"))
    assert 10 < len(rows) < 40
    assert errors_of(rows) == [None] * (len(rows) - 1) + ["corrupt"]
    assert f"cannot be read from row {len(rows)} on: " in rows[-1]["error"]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "empty-file: a.arrow: nothing in it"),
        (b"no arrow at all", "corrupt: a.arrow: no Arrow that can be read"),
        (b"ARROW1\0\0nothing behind it", "corrupt: a.arrow: no Arrow that can be read"),
    ],
)
def test_what_is_no_arrow_is_an_error_record(tmp_path: Path, content: bytes, said: str) -> None:
    (tmp_path / "a.arrow").write_bytes(content)
    (row,) = read_sources(tmp_path, Source(path="a.arrow"))
    assert row["error"].startswith(said)
    assert "\n" not in row["error"]


def test_feather_of_version_1_says_so_and_an_empty_table_is_no_error(tmp_path: Path) -> None:
    (tmp_path / "a.feather").write_bytes(b"FEA1" + bytes(60) + b"FEA1")
    write(tmp_path / "b.arrow", TABLE.slice(0, 0), stream=False)
    rows = read_sources(tmp_path, Source(path="a.feather"), Source(path="b.arrow"))
    assert [row["error"].split(";")[0] for row in rows] == ["corrupt: a.feather: Feather of version 1, as before 2020"]
    assert tally_of(tmp_path, "b.arrow").skipped == {"b.arrow": {"no-rows": 1}}


def test_orc_and_packed_arrow_are_listed_with_the_way_out(tmp_path: Path) -> None:
    import gzip

    out = io.BytesIO()
    with pa.ipc.new_stream(out, TABLE.schema) as writer:
        writer.write_table(TABLE)
    (tmp_path / "a.arrow.gz").write_bytes(gzip.compress(out.getvalue()))
    (tmp_path / "b.orc").write_bytes(b"ORC")
    (tmp_path / "c.txt").write_text("The harbour bridge was closed.")
    assert [str(item) for item in list_files((Source(path="."),), tmp_path).skipped] == [
        "a.arrow.gz (compressed-parquet: Arrow in another compression; decompress it)",
        "b.orc (no-article-format: ORC, which is not read; make Parquet of it)",
    ]


def test_places_outside_of_the_data_are_damage(tmp_path: Path) -> None:
    """Arrow would follow them, into what else the process holds."""
    table = pa.table({"text": ["The first text of them.", "The second.", "The third."], "id": ["a", "b", "c"]})
    sink = pa.BufferOutputStream()
    with pa.ipc.new_file(sink, table.schema) as writer:
        writer.write_table(table)
    data = bytes(sink.getvalue())
    sound = (23).to_bytes(4, "little") + (34).to_bytes(4, "little")
    assert data.count(sound) == 1
    for spoiled in ((-5, 34), (1 << 30, 34), (23, 1 << 20)):
        places = b"".join(place.to_bytes(4, "little", signed=True) for place in spoiled)
        (tmp_path / "a.arrow").write_bytes(data.replace(sound, places))
        rows = read_sources(tmp_path, Source(path="a.arrow"))
        assert errors_of(rows) == ["corrupt"], spoiled


def test_bytes_that_are_no_text_are_still_handed_on(tmp_path: Path) -> None:
    raw = pa.array([b"caf\xe9 in the harbour", b"b"], pa.binary())
    text = pa.StringArray.from_buffers(2, raw.buffers()[1], raw.buffers()[2])
    table = pa.table({"text": text, "tags": pa.ListArray.from_arrays([0, 1, 2], text)})
    with pa.ipc.new_file(str(tmp_path / "a.arrow"), table.schema) as writer:
        writer.write_table(table)
    rows = read_sources(tmp_path, Source(path="a.arrow"))
    assert [row["data"] for row in rows] == [b"caf\xe9 in the harbour", b"b"]


@pytest.mark.parametrize("length", [2, 4])
def test_a_column_of_other_rows_than_its_batch_is_damage(tmp_path: Path, length: int) -> None:
    table = pa.table({"id": ["a", "b", "c"], "text": ["one two three"] * 3})
    path = tmp_path / "a.arrow"
    with pa.OSFile(str(path), "wb") as out, pa.ipc.new_stream(out, table.schema) as writer:
        writer.write_table(table)
    data = path.read_bytes()
    node = struct.pack("<qq", 3, 0)  # rows and nulls of a column
    assert data.count(node * 2) == 1
    path.write_bytes(data.replace(node * 2, node + struct.pack("<qq", length, 0)))
    (file,) = list_files((Source(path=str(path)),)).files
    (row,) = (record for piece in survey(file).pieces for record in read_piece(piece, Read()))
    assert row.error is not None
    assert row.error.startswith("corrupt: ")


def test_rows_without_a_column_are_rows_without_a_text(tmp_path: Path) -> None:
    batch = pa.RecordBatch.from_struct_array(pa.array([{}, {}, {}], pa.struct([])))
    path = tmp_path / "a.arrow"
    with pa.OSFile(str(path), "wb") as out, pa.ipc.new_file(out, batch.schema) as writer:
        writer.write_batch(batch)
    (file,) = list_files((Source(path=str(path)),)).files
    rows = [record for piece in survey(file).pieces for record in read_piece(piece, Read())]
    assert [(row.error or "").partition(":")[0] for row in rows] == ["missing-field"] * 3
