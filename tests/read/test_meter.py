"""How much of a file is used up is told in the file's own bytes, whatever it is compressed with and wherever it is."""

import bz2
import csv
import gzip
import io
import json
import lzma
import random

import fsspec
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import zstandard

from cleancorpus.config import Read, Source
from cleancorpus.read import list_files, read_piece
from cleancorpus.read.meter import METER
from cleancorpus.read.parts import Piece
from cleancorpus.read.survey import survey

ROWS = [{"id": str(i), "text": random.Random(i).randbytes(1500).hex()} for i in range(2000)]  # 6 MB, packs to half
LINES = "\n".join(map(json.dumps, ROWS)).encode()


def as_csv():
    out = io.StringIO()
    writer = csv.DictWriter(out, ("id", "text"))
    writer.writeheader()
    writer.writerows(ROWS)
    return out.getvalue().encode()


def as_parquet():
    out = io.BytesIO()
    pq.write_table(pa.Table.from_pylist(ROWS), out, row_group_size=300)
    return out.getvalue()


FILES = {
    "a.jsonl.gz": lambda: gzip.compress(LINES, 1),
    "a.jsonl.zst": lambda: zstandard.compress(LINES),
    "a.jsonl.bz2": lambda: bz2.compress(LINES),
    "a.jsonl.xz": lambda: lzma.compress(LINES, preset=0),
    "a.json": lambda: b"[" + LINES.replace(b"\n", b",\n") + b"]",
    "a.json.gz": lambda: gzip.compress(b"[" + LINES.replace(b"\n", b",\n") + b"]", 1),
    "a.csv": as_csv,
    "a.csv.zst": lambda: zstandard.compress(as_csv()),
    "a.parquet": as_parquet,
}


def shares(pieces, size):
    """(share of records, share of bytes used up) at each record."""
    before, found, row = METER.used_bytes, [], 0
    for piece in pieces:
        for record in read_piece(piece, Read()):
            assert record.kind != "error"
            row += 1
            found.append((row / len(ROWS), (METER.used_bytes - before) / size))
    assert row == len(ROWS)
    return [*found, (1.0, (METER.used_bytes - before) / size)]


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("remote", [False, True], ids=["here", "elsewhere"])
def test_share_of_bytes_follows_the_share_of_records(tmp_path, name, remote):
    data = FILES[name]()
    if remote:
        path = f"memory://meter/{name}"
        fsspec.filesystem("memory").pipe(path, data)
    else:
        path = str(tmp_path / name)
        (tmp_path / name).write_bytes(data)
    (file,) = list_files((Source(path=path),)).files
    assert file.size_bytes == len(data)
    told = shares([Piece(file)], len(data))
    assert told == sorted(told)
    # What is read ahead: a piece of 1 MiB unpacked, a row group, a block of bzip2 (900 kB).
    assert max(abs(rows - used) for rows, used in told) < 0.4
    assert told[-1][1] == pytest.approx(1, abs=0.02)


def test_a_file_cut_into_parts_is_used_up_line_by_line(tmp_path):
    (tmp_path / "a.jsonl").write_bytes(LINES)
    (file,) = list_files((Source(path=str(tmp_path / "a.jsonl")),)).files
    pieces = survey(file).pieces
    assert len(pieces) > 2
    told = shares(pieces, len(LINES))
    assert max(abs(rows - used) for rows, used in told) < 0.01


def test_each_byte_is_told() -> None:
    told = []
    with METER.telling(lambda: told.append("one")):
        METER.add(3)
        METER.add(0)
        METER.counting(io.BytesIO(b"abc")).read(2)
    METER.add(1)
    assert told == ["one", "one"]
