"""JSON lines, objects and arrays."""

from __future__ import annotations

import bz2
import gzip
import json
import lzma
import tracemalloc
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import zstandard
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from reading import errors_of, read_sources, rows_of_files, texts_of

from cleancorpus.config import Fields, Source
from cleancorpus.model import NO_FACTS
from cleancorpus.read import decode, list_files
from cleancorpus.read.json_values import iter_values

ReadFile = Callable[..., list[dict[str, Any]]]


def lines(*rows: Any) -> bytes:
    return b"".join(json.dumps(row, ensure_ascii=False).encode() + b"\n" for row in rows)


def test_record_has_what_the_fields_say(read_file: ReadFile) -> None:
    row = {
        "doc_id": 17,
        "content": "Nine words.",
        "headline": " Storm ",
        "author": "By Ann Ito and Bo Lind",
        "agency": "AFP",
        "date": "2024-03-04 10:00:00",
        "link": "https://example.org/a",
        "publisher": {"name": "The Example"},
        "lang": "en",
    }
    (record,) = read_file("a.jsonl", lines(row), fields={"language": "lang"})
    assert record == {
        "id": "17",
        "source": "a.jsonl",
        "position": 1,
        "kind": "text",
        "data": b"Nine words.",
        "encoding": "utf-8",
        "title": "Storm",
        "authors": ["By Ann Ito and Bo Lind"],
        "agency": ("AFP",),
        "published": "2024-03-04T10:00:00",
        "language": "en",
        "url": "https://example.org/a",
        "site": "The Example",
        "error": None,
        "declared_encoding": None,
        "extent": (0, 232, None),
        "fetched": None,
        "facts": NO_FACTS,
        "flags": (),
        "file_encoding": None,
        "carried": None,
        "named": ("lang",),
        "unread": 0,
    }


def test_first_field_that_has_a_value_is_taken_and_pages_go_before_text(read_file: ReadFile) -> None:
    rows = read_file(
        "a.jsonl",
        lines(
            {"text": "", "body": "from body", "title": None, "headline": "H"},
            {"text": "plain", "html": "<p>page</p>"},
            {"text": "plain", "html": None},
            {"text": "plain", "html": "", "page": "crawl/7.html"},
            {"text": "plain", "page": 3},
            {"text": "\n<!DOCTYPE html><html><p>a page in the field for text</html>"},
            {"html": "words without a tag"},
        ),
    )
    assert [(row["kind"], row["data"]) for row in rows] == [
        ("text", b"from body"),
        ("html", b"<p>page</p>"),
        ("text", b"plain"),
        ("text", b"plain"),
        ("text", b"plain"),
        ("html", b"\n<!DOCTYPE html><html><p>a page in the field for text</html>"),
        ("html", b"words without a tag"),
    ]
    assert rows[0]["title"] == "H"


def test_names_with_dots_reach_into_objects(read_file: ReadFile) -> None:
    fields = {"text": "doc.body.text", "url": "meta.url", "id": "meta.id"}
    nested = {"doc": {"body": {"text": "deep"}}, "meta": {"url": "https://example.org/1", "id": 5}}
    rows = read_file(
        "a.jsonl", lines(nested, {"doc.body.text": "flat", "meta": "none"}, {"doc": "shallow"}), fields=fields
    )
    assert [(row["data"], row["url"], row["id"]) for row in rows[:2]] == [
        (b"deep", "https://example.org/1", "5"),
        (b"flat", None, rows[1]["id"]),
    ]
    assert errors_of(rows) == [None, None, "missing-field"]


def test_every_kind_of_broken_line_costs_itself_alone(read_file: ReadFile) -> None:
    good = lines({"text": "good"})
    rows = read_file(
        "a.jsonl",
        good
        + b'{"text": "cut\n'
        + b'["text"]\n'
        + b'"text"\n7\nnull\ntrue\n'
        + b'{"id": 1, "content_html": "x"}\n'
        + b'{"text": null}\n'
        + b'{"text": ["a", "b"]}\n'
        + b'{"text": {"a": 1}}\n'
        + b"{}\n"
        + b'{"text": "a"} {"text": "b"}\n'
        + b"\n  \r\n"
        + b"[" * 100_000
        + b"\n"
        + b'{"text": "a", "n": '
        + b"1" * 5000
        + b"}\n"
        + good,
    )
    assert errors_of(rows) == [
        None,
        "broken-json",
        *["not-an-object"] * 5,
        "missing-field",
        "missing-field",
        "wrong-type",
        "wrong-type",
        "missing-field",
        "broken-json",
        "broken-json",
        "broken-json",
        None,
    ]
    assert [row["position"] for row in rows] == [*range(1, 14), 16, 17, 18]
    assert rows[1]["data"] == b'{"text": "cut'
    assert len(rows[13]["data"]) == 65_536
    assert all(row["error"] is None or "\n" not in row["error"] for row in rows)


def test_error_says_where_what_and_what_to_do(read_file: ReadFile) -> None:
    rows = read_file("a.jsonl", b'{"id": "x", "content_html": "y", "meta": {}}\n{"text": "a",}\n')
    assert rows[0]["error"] == (
        "missing-field: a.jsonl:1: no field 'html' or 'text' (nor another name of theirs); "
        "fields are 'id', 'content_html', 'meta'; set fields.text or fields.html"
    )
    assert rows[1]["error"].startswith("broken-json: a.jsonl:2: ")
    assert rows[1]["error"].endswith("; mend the line or leave it out")


def test_ids_of_error_records_are_stable_and_distinct(read_file: ReadFile) -> None:
    first, again = read_file("a.jsonl", b"x\ny\n"), read_file("a.jsonl", b"z\nz\n")
    assert [row["id"] for row in first] == [row["id"] for row in again]
    assert len({row["id"] for row in first}) == 2
    assert all(row["id"].startswith("err-") for row in first)


@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_last_line_needs_no_line_break(read_file: ReadFile, ending: str) -> None:
    rows = read_file("a.jsonl", f'{{"text": "a"}}{ending}{{"text": "b"}}')
    assert texts_of(rows) == ["a", "b"]


def test_control_characters_in_strings_are_read(read_file: ReadFile) -> None:
    assert texts_of(read_file("a.jsonl", b'{"text": "tab\there \x01"}\n')) == ["tab\there \x01"]


def test_lone_surrogates_do_not_crash_and_are_read_back(read_file: ReadFile) -> None:
    line = rb'{"text": "a \ud800 b \ud83d\ude00", "title": "t \udfff", "id": "i\ud800", "\udc00": 1}'
    rows = read_file("a.jsonl", line + b'\n{"\\ud800": 1}\n')
    assert decode(rows[0]["data"], rows[0]["encoding"]).text == "a \ud800 b 😀"
    assert (rows[0]["title"], rows[0]["id"]) == ("t \ufffd", "i\ufffd")
    assert errors_of(rows) == [None, "missing-field"]


# ------------------------------------------------------------------------------------------------------- encodings


@pytest.mark.parametrize("codec", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_file_in_another_unicode_encoding(read_file: ReadFile, codec: str) -> None:
    rows = read_file("a.jsonl", lines({"text": "Zürich 東京"}, {"text": "b"}).decode().encode(codec))
    assert texts_of(rows) == ["Zürich 東京", "b"]


def test_file_in_the_encoding_the_source_names(read_file: ReadFile) -> None:
    data = '{"text": "表示 ソ"}\n{"text": "b"}\n'.encode("cp932")  # second bytes that are a backslash
    assert texts_of(read_file("a.jsonl", data, encoding="shift_jis")) == ["表示 ソ", "b"]


def test_file_in_a_legacy_encoding_is_found_out(read_file: ReadFile) -> None:
    data = lines(*({"text": f"Der Bürgermeister kündigte Änderungen an, die Größe {n}."} for n in range(5)))
    texts = texts_of(read_file("a.jsonl", data.decode().encode("cp1252")))
    assert texts[4] == "Der Bürgermeister kündigte Änderungen an, die Größe 4."


def test_line_with_bytes_that_are_no_utf8_is_handed_on_as_bytes_and_costs_no_other(read_file: ReadFile) -> None:
    good = lines({"text": "Größe"}, {"text": "Maß"})
    bad = '{"text": "Der Bürgermeister ging", "title": "Über", "id": "ä1"}\n'.encode("cp1252")
    rows = read_file("a.jsonl", good + bad + good)
    assert errors_of(rows) == [None] * 5
    assert (rows[2]["encoding"], rows[2]["data"]) == (None, "Der Bürgermeister ging".encode("cp1252"))
    assert decode(rows[2]["data"], None).how == "guessed"
    assert (rows[2]["title"], rows[2]["id"]) == ("Über", "ä1")
    assert rows[3]["encoding"] == "utf-8"


def test_line_whose_bytes_hide_its_quotes_is_an_error_that_names_the_encoding(read_file: ReadFile) -> None:
    good = lines({"text": "Größe"}) * 3
    rows = read_file("a.jsonl", good + '{"text": "ソ"}\n'.encode("cp932") + good)
    assert errors_of(rows) == [None, None, None, "bad-encoding", None, None, None]


# ----------------------------------------------------------------------------------------- compression and damage

PACKERS: dict[str, Callable[[bytes], bytes]] = {
    "gz": gzip.compress,
    "zst": zstandard.ZstdCompressor().compress,
    "bz2": bz2.compress,
    "xz": lambda data: lzma.compress(data, preset=0),
}


@pytest.mark.parametrize("ending", PACKERS)
def test_compressed_file_in_one_or_several_parts(read_file: ReadFile, ending: str) -> None:
    pack = PACKERS[ending]
    one, two = lines({"text": "a"}, {"text": "b"}), lines({"text": "c"})
    assert texts_of(read_file(f"a.jsonl.{ending}", pack(one))) == ["a", "b"]
    assert texts_of(read_file(f"b.jsonl.{ending}", pack(one) + pack(two))) == ["a", "b", "c"]


@pytest.mark.parametrize("ending", PACKERS)
def test_file_that_breaks_off_gives_what_was_before_and_one_error(read_file: ReadFile, ending: str) -> None:
    # Random text, so that what is left is about half; bz2 packs in blocks of 900 kB, of which a cut one gives nothing.
    import random

    source = random.Random(1)
    data = lines(*({"text": "".join(source.choices("abcdefghij klmno", k=2000))} for _ in range(1200)))
    rows = read_file(f"a.jsonl.{ending}", PACKERS[ending](data)[:700_000])
    assert errors_of(rows)[-1] == "truncated"
    assert errors_of(rows)[:-1] == [None] * (len(rows) - 1)
    assert len(rows) > 400
    assert data.startswith(b"".join(b'{"text": "' + row["data"] + b'"}\n' for row in rows[:-1]) + rows[-1]["data"])


@pytest.mark.parametrize("ending", ["gz", "zst"])
def test_small_file_that_breaks_off(read_file: ReadFile, ending: str) -> None:
    rows = read_file(f"a.jsonl.{ending}", PACKERS[ending](lines({"text": "a"}, {"text": "b"}))[:-4])
    assert errors_of(rows)[-1] == "truncated"
    where, compression = f"a.jsonl.{ending}:{rows[-1]['position']}", {"gz": "gzip", "zst": "zstd"}[ending]
    assert rows[-1]["error"] == f"truncated: {where}: the {compression} data breaks off; fetch the file again"


def test_whole_record_before_the_break_is_kept(read_file: ReadFile) -> None:
    rows = read_file("a.jsonl.gz", gzip.compress(b'{"text": "a"}\n{"text": "b"}')[:-8])
    assert texts_of(rows) == ["a", "b"]
    assert errors_of(rows) == [None, None, "truncated"]
    assert [row["position"] for row in rows] == [1, 2, 3]


@pytest.mark.parametrize("ending", PACKERS)
def test_garbage_within_a_compressed_file_gives_an_error(read_file: ReadFile, ending: str) -> None:
    packed = PACKERS[ending](lines({"text": "a"}))
    rows = read_file(f"a.jsonl.{ending}", packed + packed[:20] + b"garbage" * 30)
    assert texts_of(rows) == ["a"]
    assert errors_of(rows) in ([None, "damaged"], [None, "truncated"])


def test_padding_of_zeros_behind_compressed_data_is_no_damage(read_file: ReadFile) -> None:
    for ending in ("gz", "xz"):
        assert texts_of(read_file(f"a.jsonl.{ending}", PACKERS[ending](lines({"text": "a"})) + bytes(512))) == ["a"]


def test_compression_is_told_by_content_not_by_name(read_file: ReadFile) -> None:
    assert texts_of(read_file("a.jsonl.gz", lines({"text": "plain"}))) == ["plain"]
    assert texts_of(read_file("a.jsonl", gzip.compress(lines({"text": "packed"})))) == ["packed"]


def test_line_that_is_too_long_is_skipped_in_bounded_memory(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    with path.open("wb") as stream:
        stream.write(lines({"text": "before"}) + b'{"text": "')
        for _ in range(40):
            stream.write(b"long " * 200_000)
        stream.write(b'"}\n' + lines({"text": "after"}))
    files = list_files((Source(path="a.jsonl"),), tmp_path).files
    rows_of_files(files, 1000)  # imports are not counted
    tracemalloc.start()
    rows = rows_of_files(files, 1_000_000)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert texts_of(rows) == ["before", "after"]
    assert (
        rows[1]["error"]
        == "record-too-long: a.jsonl:2: 40,000,012 bytes, more than 1,000,000; raise read.max_record_bytes"
    )
    assert rows[1]["data"] == (b'{"text": "' + b"long " * 20_000)[:65_536]
    assert peak < 12_000_000


def test_limit_of_length_is_exact_and_holds_for_the_last_line(read_file: ReadFile) -> None:
    line = b'{"text": "' + b"x" * 1988 + b'"}'
    assert len(line) == 2000
    assert errors_of(read_file("a.jsonl", line + b"\n" + line, max_record_bytes=2000)) == [None, None]
    assert errors_of(read_file("a.jsonl", line + b"\n" + line, max_record_bytes=1999)) == ["record-too-long"] * 2


@pytest.mark.parametrize("name", ["a.jsonl", "a.json", "a.jsonl.gz"])
@pytest.mark.parametrize("content", [b"", b"\n\n  \n", b"\xef\xbb\xbf"])
def test_empty_file_is_one_error(read_file: ReadFile, name: str, content: bytes) -> None:
    rows = read_file(name, gzip.compress(content) if name.endswith("gz") else content)
    assert errors_of(rows) == ["empty-file"]
    assert rows[0]["error"].startswith(f"empty-file: {name}: ")


def test_binary_file_is_one_error(read_file: ReadFile) -> None:
    rows = read_file("a.jsonl", b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 40)
    assert errors_of(rows) == ["binary"]


def test_binary_junk_in_a_file_of_records_costs_its_lines(read_file: ReadFile) -> None:
    rows = read_file("a.jsonl", bytes(range(11, 32)) * 20 + b"\n" + lines({"text": "a"}))
    assert errors_of(rows) == ["broken-json", None]


# --------------------------------------------------------------------------------------------- objects and arrays


def test_json_file_of_one_object_over_several_lines(read_file: ReadFile) -> None:
    row = {"text": 'with "quotes", {braces} and \\', "tags": [{"a": [1]}], "id": "x"}
    (record,) = read_file("a.json", json.dumps(row, indent=2))
    assert (record["id"], record["data"].decode()) == ("x", row["text"])


@pytest.mark.parametrize("indent", [None, 0, 2])
def test_json_file_of_an_array(read_file: ReadFile, indent: int | None) -> None:
    rows = [{"text": f'{n} "[{{,' + "\\" * n, "more": [[], {}]} for n in range(20)]
    records = read_file("a.json", " \n" + json.dumps(rows, indent=indent) + "\n")
    assert texts_of(records) == [row["text"] for row in rows]
    assert [record["position"] for record in records] == list(range(1, 21))


def test_json_file_of_lines(read_file: ReadFile) -> None:
    rows = read_file("a.json", b'{"text": "broken\n' + lines({"text": "b"}, {"text": "c"}))
    assert errors_of(rows) == ["broken-json", None, None]


def test_several_objects_over_several_lines(read_file: ReadFile) -> None:
    content = "\n".join(json.dumps({"text": text, "n": {"a": 1}}, indent=1) for text in "abc")
    assert texts_of(read_file("a.json", content)) == ["a", "b", "c"]


def test_array_item_that_is_broken_costs_itself(read_file: ReadFile) -> None:
    content = b'[{"text": "a"},\n{"text": "b",,},\n{"text": [1},\n"c", 4, null,\n{"text": "d"}]'
    rows = read_file("a.json", content)
    assert errors_of(rows) == [None, "broken-json", "broken-json", *["not-an-object"] * 3, None]
    assert rows[2]["error"].startswith("broken-json: a.json:3: ")


def test_quote_left_open_in_an_array_does_not_swallow_the_rest(read_file: ReadFile) -> None:
    rows = read_file("a.json", b'[\n{"text": "a"},\n{"text": "b},\n{"text": "c"},\n{"text": "d"}\n]')
    assert texts_of(rows) == ["a", "c", "d"]
    assert errors_of(rows).count("broken-json") == 1


def test_array_item_that_is_too_long_and_array_that_breaks_off(read_file: ReadFile) -> None:
    content = json.dumps([{"text": "a"}, {"text": "x" * 5000}, {"text": "b"}])
    rows = read_file("a.json", content[:-1], max_record_bytes=1000)
    assert errors_of(rows) == [None, "record-too-long", None, "truncated"]
    assert len(rows[1]["data"]) == len('{"text": "') + 5000 + len('"}')


def test_array_in_a_compressed_file_that_breaks_off(read_file: ReadFile) -> None:
    rows = read_file("a.json.gz", gzip.compress(b'[{"text": "a"}, {"text": "b"}, {"te')[:-8])
    assert errors_of(rows) == [None, None, "truncated"]
    assert rows[2]["data"] == b'{"te'


def test_array_in_pieces_is_cut_at_the_same_places() -> None:
    rows = [{"text": 'a "b" \\" [,]{}' * n, "é": ["\\\\", {}]} for n in range(8)]
    data = json.dumps(rows, indent=1, ensure_ascii=False).encode()
    whole = [(value.data, value.line) for value in iter_values(iter([data]), 10_000)]
    assert [json.loads(value) for value, _ in whole] == rows
    for size in (1, 2, 3, 7, 64):
        pieces = (data[i : i + size] for i in range(0, len(data), size))
        assert [(value.data, value.line) for value in iter_values(pieces, 10_000)] == whole


def test_only_a_file_that_begins_with_an_array_is_advised_to_be_one(read_file: ReadFile) -> None:
    array = "give the file the ending .json"
    assert read_file("a.jsonl", '[{"text": "a"}]\n{"text": "b"}\n')[0]["error"].endswith(array)
    row = read_file("b.jsonl", '{"text": "b"}\n[{"text": "a"}]\n')[1]
    assert row["error"] == "not-an-object: b.jsonl:2: an array, no object; write an object a line"


def test_place_of_broken_json_is_said_once(read_file: ReadFile) -> None:
    (row,) = read_file("a.jsonl", '{"text": "a}\n')
    assert "unterminated string starting at character 10;" in row["error"]


def test_brackets_without_end_take_time_by_their_number_only(
    read_file: ReadFile, assert_linear: Callable[..., None]
) -> None:
    def check(data: bytes) -> None:
        assert errors_of(read_file("a.json", data)) == ["broken-json", "truncated"]

    assert_linear(lambda n: b"[" * n, check, 1_000_000)


def test_fields_of_megabytes_take_time_by_their_length_only(
    read_file: ReadFile, assert_linear: Callable[..., None]
) -> None:
    def make(n: int) -> bytes:
        long = " " * n
        row = {"text": long + "x", "authors": long + ";a", "published": f"March{long}4, 2024"}
        return lines(row | {"url": "a." * (n // 2), "id": long})

    def check(data: bytes) -> None:
        assert errors_of(read_file("b.jsonl", data)) == [None]

    assert_linear(make, check, 500_000)


def test_array_in_a_jsonl_file_is_an_error_that_says_what_to_do(read_file: ReadFile) -> None:
    rows = read_file("a.jsonl", b'[{"text": "a"}]\n')
    assert rows[0]["error"] == "not-an-object: a.jsonl:1: an array, no object; give the file the ending .json"


# ---------------------------------------------------------------------------------------------------- properties

JSON_LINE = st.one_of(
    st.dictionaries(
        st.sampled_from(["text", "html", "id", "url", "title", "authors", "published", "x"]),
        st.recursive(
            st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
            lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
            max_leaves=5,
        ),
        max_size=5,
    ).map(lambda row: json.dumps(row, ensure_ascii=False).encode("utf-8", "replace")),
    st.text(max_size=30).map(lambda text: json.dumps({"text": text}).encode()),
    st.binary(max_size=40),
)
JSON_LINE_BROKEN = st.tuples(JSON_LINE, st.integers(0, 60), st.binary(max_size=3)).map(
    lambda t: t[0][: t[1]] + t[2] + t[0][t[1] + 1 :]
)


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    rows=st.lists(
        st.one_of(JSON_LINE, JSON_LINE_BROKEN).map(lambda line: b'{"' + line.replace(b"\n", b"")),
        min_size=1,
        max_size=20,
    )
)
def test_there_are_as_many_records_and_errors_as_lines(tmp_path: Path, rows: list[bytes]) -> None:
    check_count(tmp_path, rows)


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    rows=st.lists(
        st.one_of(JSON_LINE, JSON_LINE_BROKEN).map(lambda line: line.replace(b"\n", b"").replace(b"\0", b"")),
        max_size=20,
    )
)
def test_valid_and_broken_lines_all_count(tmp_path: Path, rows: list[bytes]) -> None:
    first = b'{"text": "Stra\xc3\x9fe, first"}'  # makes the file one of records in UTF-8
    check_count(tmp_path, [first, *(row for row in rows if row.strip(b" \t\r\x0b\x0c"))])


def check_count(tmp_path: Path, rows: list[bytes]) -> None:
    (tmp_path / "a.jsonl").write_bytes(b"\n".join(rows) + b"\n")
    records = read_sources(tmp_path, Source(path="a.jsonl", fields=Fields()))
    assert [record["position"] for record in records] == list(range(1, len(rows) + 1))
    for record in records:
        assert (record["kind"] == "error") == (record["error"] is not None)


@pytest.mark.parametrize("name", ["a.jsonl", "a.json"])
def test_a_key_that_is_read_and_stands_twice_with_two_values_is_an_error(read_file: ReadFile, name: str) -> None:
    content = (
        '{"text": "FIRST", "text": "SECOND"}\n'
        '{"text": "same", "text": "same"}\n'
        '{"text" : "\\"text\\"", "note": 1, "note": 2, "meta": {"text": "inner"}}\n'  # no field that is read stands twice
        '{"body": "b", "\\u00dcber": 1, "Über": 2}\n'
    )
    rows = read_file(name, content.encode(), fields={"title": "Über", "text": ["text", "body"]})
    assert errors_of(rows) == ["doubled-key", None, None, "doubled-key"]
    assert rows[0]["error"] == f"doubled-key: {name}:1: 2 fields are called 'text'; leave one of them in the record"
    assert rows[0]["data"] == b'{"text": "FIRST", "text": "SECOND"}'
    assert texts_of(rows) == ["same", '"text"']


def test_a_carried_key_that_stands_twice_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_bytes(
        b'{"text": "a", "label": 1, "label": 2, "x": 1, "x": 2}\n{"text": "b", "label": 1}\n'
    )
    for carry, errors in ((["label"], ["doubled-key", None]), ("*", ["doubled-key", None]), (None, [None, None])):
        assert errors_of(read_sources(tmp_path, Source.model_validate({"path": "a.jsonl", "carry": carry}))) == errors
