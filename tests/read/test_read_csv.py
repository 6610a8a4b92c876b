"""CSV and TSV."""

from __future__ import annotations

import csv
import gzip
import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import zstandard
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from reading import errors_of, read_sources, tally_of, texts_of

from cleancorpus.config import Source
from cleancorpus.read import decode

ReadFile = Callable[..., list[dict[str, Any]]]


def test_rows_become_records(read_file: ReadFile) -> None:
    rows = read_file("a.csv", 'id,title,text,authors\n1,Storm,"He said ""no"", then\nleft.",Ann Ito; Bo Lind\n\n,,b,\n')
    assert texts_of(rows) == ['He said "no", then\nleft.', "b"]
    assert [(row["id"][:4], row["title"], row["authors"], row["position"]) for row in rows] == [
        ("1", "Storm", ["Ann Ito; Bo Lind"], 1),
        ("txt-", None, [], 2),
    ]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_delimiter_is_found_out(read_file: ReadFile, delimiter: str) -> None:
    content = delimiter.join(["id", "text"]) + "\n" + "".join(f'{n}{delimiter}"a, b; c | d\te"\n' for n in range(5))
    assert texts_of(read_file("a.csv", content)) == ["a, b; c | d\te"] * 5


def test_delimiter_of_unknown_columns_is_the_one_the_rows_agree_on(read_file: ReadFile) -> None:
    content = "nr;inhalt;ort\n" + "".join(f"{n};Eins, zwei, {'drei, ' * n}vier;Köln\n" for n in range(5))
    rows = read_file("a.csv", content, fields={"text": "inhalt"})
    assert texts_of(rows)[1] == "Eins, zwei, drei, vier"


def test_tsv_has_tabs_and_a_source_can_name_its_delimiter(read_file: ReadFile) -> None:
    assert texts_of(read_file("a.tsv", "id\ttext\n1\ta, b\n")) == ["a, b"]
    assert texts_of(read_file("a.csv", "id:text\n1:a\n", delimiter=":")) == ["a"]


def test_file_of_one_column_keeps_commas(read_file: ReadFile) -> None:
    assert texts_of(read_file("a.csv", 'text\nOne, two; three.\n"Four ""five"", six."\n')) == [
        "One, two; three.",
        'Four "five", six.',
    ]


def test_row_with_another_number_of_fields_costs_itself(read_file: ReadFile) -> None:
    rows = read_file("a.csv", "id,text\n1,a\n2,b,c\n3\n4,d\n")
    assert errors_of(rows) == [None, "wrong-columns", "wrong-columns", None]
    assert rows[1]["error"] == (
        "wrong-columns: a.csv:3: 3 fields, the header has 2; mend the quotes, or set the source's delimiter"
    )
    assert rows[1]["data"] == b"2,b,c"


def test_line_in_errors_counts_lines_within_quotes(read_file: ReadFile) -> None:
    rows = read_file("a.csv", 'id,text\n1,"a\nb\nc"\n2\n')
    assert (rows[1]["position"], rows[1]["error"].split(": ")[1]) == (2, "a.csv:5")


def test_quote_that_is_never_closed_costs_its_line(read_file: ReadFile) -> None:
    rows = read_file("a.csv", 'id,text\n1,a\n2,"b\n3,c\n4,d\n')
    assert errors_of(rows) == [None, "broken-csv", None, None]
    assert texts_of(rows) == ["a", "c", "d"]
    assert rows[1]["data"] == b'2,"b'


def test_quote_that_another_row_closes_does_not_swallow_the_rows_between(read_file: ReadFile) -> None:
    rows = read_file("a.csv", 'id,text\n1,"open\n2,b\n3,"quoted, fine"\n4,d\n')
    assert errors_of(rows) == ["broken-csv", None, None, None]
    assert texts_of(rows) == ["b", "quoted, fine", "d"]


def test_open_quote_is_looked_for_no_further_than_a_record_may_be_long(read_file: ReadFile) -> None:
    rows = read_file("a.csv", 'id,text\n1,"open\n' + "2,b\n" * 1000, max_record_bytes=1000)
    assert errors_of(rows) == ["broken-csv"] + [None] * 1000


def test_open_quote_before_many_rows_takes_time_by_their_number_only(
    tmp_path: Path, assert_linear: Callable[..., None]
) -> None:
    def check(count: int) -> None:
        rows = read_sources(tmp_path, Source(path=f"{count}.csv"))
        assert (len(rows), errors_of(rows[:2])) == (count + 1, ["broken-csv", None])

    def write(count: int) -> int:
        (tmp_path / f"{count}.csv").write_text('id,text\n1,"open\n' + "2,b\n" * count, encoding="utf-8")
        return count

    assert_linear(write, check, 20_000)


def test_quotes_inside_an_unquoted_field_are_characters(read_file: ReadFile) -> None:
    assert texts_of(read_file("a.csv", 'id,text\n1,a 5" pipe\n2,"b"\n')) == ['a 5" pipe', "b"]


def test_long_fields_and_lines_that_are_too_long(read_file: ReadFile) -> None:
    rows = read_file("a.csv", "id,text\n1," + "long " * 100_000 + "\n2,b\n")
    assert len(rows[0]["data"]) == 500_000  # csv's own limit is 131,072
    rows = read_file("a.csv", "id,text\n1," + "long " * 100_000 + "\n2,b\n", max_record_bytes=1000)
    assert errors_of(rows) == ["record-too-long", None]
    assert len(rows[0]["data"]) == 65_536


def test_row_without_text_names_the_columns(read_file: ReadFile) -> None:
    (row,) = read_file("a.csv", "id,words\n1,a\n")
    assert row["error"].startswith("missing-field: a.csv:2: no field 'html' or 'text'")
    assert "fields are 'id', 'words'; set fields.text" in row["error"]


@pytest.mark.parametrize(
    "name, pack", [("a.csv.gz", gzip.compress), ("a.csv.zst", zstandard.ZstdCompressor().compress)]
)
def test_compressed_file_whole_and_cut(read_file: ReadFile, name: str, pack: Callable[[bytes], bytes]) -> None:
    content = b"id,text\n" + b"".join(b"%d,number %d\n" % (n, n) for n in range(50))
    assert len(texts_of(read_file(name, pack(content)))) == 50
    rows = read_file(name, pack(content)[:-10])
    assert errors_of(rows)[-1] == "truncated"
    assert set(errors_of(rows)[:-1]) <= {None}


@pytest.mark.parametrize("codec", ["utf-8-sig", "utf-16", "cp1252"])
def test_encodings_of_spreadsheets(read_file: ReadFile, codec: str) -> None:
    content = "id;title;text\r\n1;Über;Der Bürgermeister kündigte Größeres an\r\n2;b;c\r\n"
    rows = read_file("a.csv", content.encode(codec))
    assert texts_of(rows) == ["Der Bürgermeister kündigte Größeres an", "c"]
    assert (rows[0]["id"], rows[0]["title"]) == ("1", "Über")


def test_row_with_bytes_that_are_no_utf8_is_handed_on_as_bytes(read_file: ReadFile) -> None:
    content = "id,text,title\n1,Größe,t\n2,Maß,t\n".encode() + "3,Der Bürgermeister ging,Über\n".encode("cp1252")
    rows = read_file("a.csv", content)
    assert [row["encoding"] for row in rows] == ["utf-8", "utf-8", None]
    assert decode(rows[2]["data"]).text == "Der Bürgermeister ging"
    assert rows[2]["title"] == "Über"


def test_line_breaks_of_old_macs(read_file: ReadFile) -> None:
    assert texts_of(read_file("a.csv", "id,text\r1,a\r2,b\r")) == ["a", "b"]


@pytest.mark.parametrize("content", [b"", b"\n \n", b"\xef\xbb\xbf"])
def test_file_without_rows_is_one_error(read_file: ReadFile, content: bytes) -> None:
    assert errors_of(read_file("a.csv", content)) == ["empty-file"]


def test_a_header_without_rows_holds_no_document_and_is_no_error(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(b"id,text\n")
    tally = tally_of(tmp_path, "a.csv")
    assert (tally.records, tally.skipped, tally.unread) == ({"a.csv": 1}, {"a.csv": {"no-rows": 1}}, {})


def test_binary_file_is_one_error(read_file: ReadFile) -> None:
    assert errors_of(read_file("a.csv", b"PK\x03\x04" + bytes(range(256)))) == ["binary"]


def test_two_texts_are_an_error_and_two_of_what_nobody_reads_are_none(read_file: ReadFile) -> None:
    (row,) = read_file("a.csv", "text,text\na,b\nc,d\n")
    assert row["error"] == (
        "doubled-columns: a.csv:1: 2 columns are called 'text'; give them names of their own in the file"
    )
    assert texts_of(read_file("a.csv", "text,,\na,,\nb,c,d\n")) == ["a", "b"]


CELL = st.text(alphabet=st.characters(codec="utf-8", exclude_categories=["Cc"], include_characters="\t\n"), max_size=20)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(st.tuples(CELL, CELL), min_size=1, max_size=12), delimiter=st.sampled_from(",;\t|"))
def test_what_csv_writes_is_read_back(tmp_path: Path, rows: list[tuple[str, str]], delimiter: str) -> None:
    stream = io.StringIO()
    writer = csv.writer(stream, delimiter=delimiter, lineterminator="\n")
    writer.writerow(["text", "x"])
    writer.writerows(rows)
    (tmp_path / "a.csv").write_bytes(stream.getvalue().encode())
    records = read_sources(tmp_path, Source(path="a.csv", delimiter=delimiter, encoding="utf-8"))
    assert texts_of(records) == [text for text, _ in rows]


GOOD = CELL.map(lambda text: f"a{text}z")
BROKEN = st.sampled_from(["only one", "1,2,3", '9,"never closed', '"open,9', "9,9,", '"x"y,"'])


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(st.one_of(st.tuples(GOOD, GOOD), BROKEN), max_size=12))
def test_broken_rows_cost_themselves_alone(tmp_path: Path, rows: list[tuple[str, str] | str]) -> None:
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n", quoting=csv.QUOTE_ALL)
    for row in [("text", "x"), ("first", "1"), *rows]:
        if isinstance(row, str):
            stream.write(row + "\n")
        else:
            writer.writerow(row)
    (tmp_path / "a.csv").write_bytes(stream.getvalue().encode())
    records = read_sources(tmp_path, Source(path="a.csv", delimiter=",", encoding="utf-8"))
    assert texts_of(records) == ["first", *(row[0] for row in rows if not isinstance(row, str))]
    assert len(records) == len(rows) + 1
    assert [record["position"] for record in records] == list(range(1, len(records) + 1))
