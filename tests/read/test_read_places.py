"""Where records stand in their source: the bytes at `extent` are the record, whatever the file looks like."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reading import read_sources

from cleancorpus.config import Source
from cleancorpus.model import NO_EXTENT, Extent


def cut(data: bytes, row: dict[str, Any]) -> bytes:
    offset, length, _ = row["extent"]
    assert offset is not None and length is not None
    return data[offset : offset + length]


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
@pytest.mark.parametrize("packed", [False, True])
def test_a_line_stands_at_its_place(tmp_path: Path, mark: bytes, packed: bool) -> None:
    lines = [json.dumps({"text": f"größe {n}"}, ensure_ascii=False).encode() for n in range(9)]
    lines[3], lines[5] = b"", b"{broken"
    data = mark + b"\r\n".join(lines) + b"\n"
    (tmp_path / "a.jsonl").write_bytes(gzip.compress(data) if packed else data)
    rows = read_sources(tmp_path, Source(path="a.jsonl"))
    assert [cut(data, row).rstrip(b"\r") for row in rows] == [line for line in lines if line]
    assert [row["position"] for row in rows] == [1, 2, 3, 5, 6, 7, 8, 9]


@given(texts=st.lists(st.text(max_size=30), min_size=1, max_size=8), indent=st.sampled_from([None, 1, 4]))
@settings(max_examples=60, deadline=None)
def test_a_value_of_an_array_stands_at_its_place(
    texts: list[str], indent: int | None, tmp_path_factory: pytest.TempPathFactory
) -> None:
    base = tmp_path_factory.mktemp("array")
    values = [{"text": f"x{text}", "n": [1, {"a": "]"}]} for text in texts]
    data = json.dumps(values, indent=indent).encode()
    (base / "a.json").write_bytes(data)
    rows = read_sources(base, Source(path="a.json"))
    assert [json.loads(cut(data, row)) for row in rows] == values


def test_places_in_an_array_with_faults_between(tmp_path: Path) -> None:
    data = b'  [ {"text": "one"} ,\n\n 17, {"text": "two"}\n , {"text": "four"}'
    (tmp_path / "a.json").write_bytes(data)
    rows = read_sources(tmp_path, Source(path="a.json"))
    assert [cut(data, row) for row in rows if row["kind"] != "error"] == [
        b'{"text": "one"}', b'{"text": "two"}', b'{"text": "four"}',
    ]  # fmt: skip
    assert cut(data, rows[1]) == b"17"
    assert rows[-1]["extent"] == Extent(len(data), 0)


def test_what_was_made_of_another_encoding_has_no_place_in_the_file(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text('{"text": "größe"}\n', encoding="utf-16")
    (row,) = read_sources(tmp_path, Source(path="a.jsonl"))
    assert (row["extent"], row["file_encoding"], row["encoding"]) == (NO_EXTENT, "utf-16-le", "utf-8")


def test_a_row_of_csv_stands_at_its_place_with_its_line_breaks(tmp_path: Path) -> None:
    data = b'\xef\xbb\xbfid,text\n1,"one\ntwo"\n\n2,three\r\n3,"open\n4,four\n'
    (tmp_path / "a.csv").write_bytes(data)
    rows = read_sources(tmp_path, Source(path="a.csv"))
    assert [cut(data, row) for row in rows] == [b'1,"one\ntwo"', b"2,three\r", b'3,"open', b"4,four"]


@pytest.mark.parametrize("name", ["a.txt", "a.html"])
def test_a_whole_file_is_its_own_place(tmp_path: Path, name: str) -> None:
    data = "<p>größe</p>".encode("latin1")
    (tmp_path / name).write_bytes(gzip.compress(data))
    (row,) = read_sources(tmp_path, Source(path=name, encoding="latin1"))
    assert (row["extent"], row["declared_encoding"]) == (Extent(0, len(data)), "latin1")


def test_a_row_of_parquet_has_its_number_only(tmp_path: Path) -> None:
    pq.write_table(pa.table({"text": ["one", "two"]}), tmp_path / "a.parquet")
    rows = read_sources(tmp_path, Source(path="a.parquet"))
    assert [(row["position"], row["extent"]) for row in rows] == [(1, NO_EXTENT), (2, NO_EXTENT)]
