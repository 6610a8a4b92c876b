"""Parquet."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from reading import errors_of, read_sources, tally_of, texts_of

from cleancorpus.config import Source
from cleancorpus.read import decode

ReadFile = Callable[..., list[dict[str, Any]]]


def write(path: Path, table: pa.Table, **options: Any) -> None:
    pq.write_table(table, path, **options)


def rows_of(
    tmp_path: Path, table: pa.Table, fields: dict[str, Any] | None = None, **options: Any
) -> list[dict[str, Any]]:
    write(tmp_path / "a.parquet", table, **options)
    return read_sources(tmp_path, Source(path="a.parquet", **({"fields": fields} if fields else {})))


def test_rows_become_records(tmp_path: Path) -> None:
    table = pa.table(
        {
            "id": pa.array([1, 2, None], pa.int64()),
            "text": ["a", "b", "c"],
            "authors": [["Ann Ito"], [], None],
            "date": pa.array([date(2024, 3, 4), None, date(2024, 3, 5)]),
            "meta": [{"url": "https://example.org/1"}, None, {"url": None}],
            "embedding": [[0.1], [0.2], [0.3]],
        }
    )
    rows = rows_of(tmp_path, table, {"url": "meta.url"}, row_group_size=2)
    assert texts_of(rows) == ["a", "b", "c"]
    assert [row["id"][:5] for row in rows] == ["1", "2", "txt-2"]
    assert [row["position"] for row in rows] == [1, 2, 3]
    assert [(row["authors"], row["published"], row["url"]) for row in rows] == [
        (["Ann Ito"], "2024-03-04", "https://example.org/1"),
        ([], None, None),
        ([], "2024-03-05", None),
    ]


@pytest.mark.parametrize(
    "kind", [pa.string(), pa.large_string(), pa.string_view(), pa.dictionary(pa.int32(), pa.string())]
)
def test_any_type_of_string_is_text(tmp_path: Path, kind: pa.DataType) -> None:
    column = pa.array(["Größe", "b"], pa.string()).cast(kind)
    assert texts_of(rows_of(tmp_path, pa.table({"text": column}))) == ["Größe", "b"]


def test_binary_pages_are_bytes_of_unknown_encoding(tmp_path: Path) -> None:
    page = "<p>Größe</p>".encode("cp1252")
    (row,) = rows_of(tmp_path, pa.table({"html": pa.array([page], pa.binary())}))
    assert (row["kind"], row["data"], row["encoding"]) == ("html", page, None)


def test_strings_that_are_no_utf8_are_bytes(tmp_path: Path) -> None:
    raw = pa.array([b"Der B\xfcrgermeister", b"b"], pa.binary())
    broken = pa.Array.from_buffers(pa.string(), 2, raw.buffers())
    rows = rows_of(
        tmp_path, pa.table({"text": broken, "title": broken, "authors": pa.ListArray.from_arrays([0, 1, 2], broken)})
    )
    assert [row["encoding"] for row in rows] == [None, None]
    assert decode(rows[0]["data"]).text == rows[0]["title"] == "Der Bürgermeister"
    assert rows[1]["authors"] == ["b"]


def test_times_are_iso(tmp_path: Path) -> None:
    moment = datetime(2024, 3, 4, 10, 30, tzinfo=UTC)
    for kind in (pa.timestamp("s", "UTC"), pa.timestamp("ms", "UTC"), pa.timestamp("ns", "UTC")):
        (row,) = rows_of(tmp_path, pa.table({"text": ["a"], "date": pa.array([moment], kind)}))
        assert row["published"] == "2024-03-04T10:30:00+00:00"


def test_time_beyond_the_calendar_does_not_stop_the_file(tmp_path: Path) -> None:
    times = pa.array([2**45, 0], pa.timestamp("s"))
    assert texts_of(rows_of(tmp_path, pa.table({"text": ["a", "b"], "date": times}))) == ["a", "b"]


def test_ids_of_fixed_size_are_hex(tmp_path: Path) -> None:
    (row,) = rows_of(tmp_path, pa.table({"text": ["a"], "uuid": pa.array([bytes(range(16))], pa.binary(16))}))
    assert row["id"] == bytes(range(16)).hex()


def test_null_wrong_type_and_too_long(tmp_path: Path) -> None:
    write(tmp_path / "a.parquet", pa.table({"text": [None, "b" * 2000, "c"], "id": [1, 2, 3]}))
    rows = read_sources(tmp_path, Source(path="a.parquet"), max_record_bytes=1000)
    assert errors_of(rows) == ["missing-field", "record-too-long", None]
    assert rows[0]["error"] == "missing-field: a.parquet:1: field 'text' is null; fill it, or set fields.text"
    (row,) = rows_of(tmp_path, pa.table({"text": [["a", "b"]]}))
    assert (
        row["error"]
        == "wrong-type: a.parquet:1: field 'text' is a list, no string; give it a string, or set fields.text"
    )


def test_file_without_a_column_for_text_names_its_columns(tmp_path: Path) -> None:
    rows = rows_of(tmp_path, pa.table({"id": [1], "inhalt": ["a"], "raw": pa.array([b"\xff"], pa.binary())}))
    assert errors_of(rows) == ["missing-field"]
    assert "fields are 'id', 'inhalt', 'raw'" in rows[0]["error"]
    assert rows[0]["data"].startswith(b'{"id": 1, "inhalt": "a"')


@pytest.mark.parametrize(
    "content, word", [(b"", "empty-file"), (b"PAR1 broken PAR1", "corrupt"), (b"no Parquet at all", "corrupt")]
)
def test_file_that_is_no_parquet_is_one_error(read_file: ReadFile, content: bytes, word: str) -> None:
    assert errors_of(read_file("a.parquet", content)) == [word]


def test_file_that_breaks_off_is_one_error(tmp_path: Path) -> None:
    write(tmp_path / "a.parquet", pa.table({"text": ["a"] * 100}))
    data = (tmp_path / "a.parquet").read_bytes()
    (tmp_path / "a.parquet").write_bytes(data[:-40])
    assert errors_of(read_sources(tmp_path, Source(path="a.parquet"))) == ["corrupt"]


def test_a_table_without_rows_holds_no_document_and_is_no_error(tmp_path: Path) -> None:
    write(tmp_path / "a.parquet", pa.table({"text": pa.array([], pa.string())}))
    tally = tally_of(tmp_path, "a.parquet")
    assert (tally.records, tally.skipped, tally.unread) == ({"a.parquet": 1}, {"a.parquet": {"no-rows": 1}}, {})


def test_corrupt_row_group_costs_itself_and_no_other(tmp_path: Path) -> None:
    texts = [f"text number {n}" for n in range(30)]
    write(
        tmp_path / "a.parquet", pa.table({"text": texts}), row_group_size=10, use_dictionary=False, compression="snappy"
    )
    metadata = pq.read_metadata(tmp_path / "a.parquet")
    start = metadata.row_group(1).column(0).data_page_offset
    data = bytearray((tmp_path / "a.parquet").read_bytes())
    data[start : start + 60] = b"\xff" * 60
    (tmp_path / "a.parquet").write_bytes(bytes(data))
    rows = read_sources(tmp_path, Source(path="a.parquet"))
    assert texts_of(rows) == texts[:10] + texts[20:]
    assert errors_of(rows) == [None] * 10 + ["corrupt"] + [None] * 10
    assert rows[10]["error"].startswith("corrupt: a.parquet: rows 11 to 20 cannot be read: ")
    assert [row["position"] for row in rows] == [*range(1, 12), *range(21, 31)]


def patched(path: Path, before: int, after: int, places: slice) -> None:
    """Write another number of rows into a footer: a 64-bit field, as Thrift packs it."""

    def packed(number: int) -> bytes:
        number *= 2
        return b"\x16" + bytes([number & 127 | 128, number >> 7])

    data = path.read_bytes()
    start = len(data) - 8 - int.from_bytes(data[-8:-4], "little")
    pieces = data[start:].split(packed(before))
    joins = [packed(before)] * (len(pieces) - 1)
    joins[places] = [packed(after)] * len(joins[places])
    path.write_bytes(data[:start] + b"".join(a + b for a, b in zip(pieces, [*joins, b""], strict=True)))


@pytest.mark.parametrize(
    ("places", "n_good", "message"),
    [
        # The numbers stand in this order: the file's, the values of its column, its row group's.
        (slice(0, 3, 2), 500, "rows 501 to 700 cannot be read: 500 of 700 rows are there"),
        (slice(2, 3), 500, "rows 501 to 700 cannot be read: 500 of 700 rows are there"),
        (slice(0, 1), 500, "its row groups have 500 rows, its footer says 700"),
    ],
)
def test_rows_that_a_footer_promises_and_that_are_not_there_are_an_error(
    tmp_path: Path, places: slice, n_good: int, message: str
) -> None:
    path = tmp_path / "a.parquet"
    write(path, pa.table({"text": [f"words {n}" for n in range(500)]}))
    patched(path, 500, 700, places)
    rows = read_sources(tmp_path, Source(path="a.parquet"))
    assert len(texts_of(rows)) == n_good
    assert any(message in (row["error"] or "") for row in rows)
    assert tally_of(tmp_path, "a.parquet").unread["a.parquet"] > 0


def test_a_file_whose_own_number_of_rows_is_nought_is_no_empty_table(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    write(path, pa.table({"text": [f"words {n}" for n in range(500)]}))
    patched(path, 500, 128, slice(0, 1))
    rows = read_sources(tmp_path, Source(path="a.parquet"))
    assert errors_of(rows)[-1] == "corrupt"


SURVEYED = """
from pathlib import Path
from cleancorpus.config import Source
from cleancorpus.read import list_files
from cleancorpus.read.survey import survey
(file,) = list_files((Source(path="a.parquet"),)).files
print(len(survey(file).pieces))
"""


def test_statistics_that_end_a_process_are_not_asked_for(tmp_path: Path) -> None:
    """Arrow ends the process where a column's histogram has another length than its schema allows."""
    path = tmp_path / "a.parquet"
    write(path, pa.table({"text": [f"words {n}" for n in range(300)]}), row_group_size=100)
    data = path.read_bytes()
    assert data.count(b"\x19\x06\x19\x26") == 3  # the empty histogram before the one of two numbers, in each row group
    path.write_bytes(data.replace(b"\x19\x06\x19\x26", b"\x19\x26\x19\x26", 1))
    done = subprocess.run([sys.executable, "-c", SURVEYED], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "1\n")
    assert set(errors_of(read_sources(tmp_path, Source(path="a.parquet")))) <= {None, "corrupt"}
