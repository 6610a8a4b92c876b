"""Ids, authors and dates."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from reading import read_sources

from cleancorpus.config import Fields, Source
from cleancorpus.read.ids import record_id
from cleancorpus.read.metadata import author_fields, plain_string
from cleancorpus.read.record import RecordMaker

ReadFile = Callable[..., list[dict[str, Any]]]


def test_addresses_of_one_page_give_one_id_and_no_address_that_of_the_content() -> None:
    known = record_id(None, "https://example.org/News/1?page=2", b"anything")
    assert known.startswith("url-")
    assert record_id(None, "//www.example.org:443/News/1/?page=2&gbraid=1#top", b"else") == known
    assert record_id(None, "https://example.org/News/1?page=3", b"anything") != known
    for url in ("n/a", "jane@example.org", "\ud800"):
        assert record_id(None, url, b"a") == record_id(None, None, b"a")


def test_own_id_goes_before_address_and_address_before_content(read_file: ReadFile) -> None:
    rows = read_file(
        "a.jsonl",
        b'{"id": "x", "url": "https://example.org/1", "text": "a"}\n'
        b'{"id": 7, "text": "a"}\n{"id": 7.0, "text": "a"}\n'
        b'{"id": "", "url": "https://example.org/1", "text": "a"}\n'
        b'{"id": null, "text": "a"}\n{"id": "  ", "text": "a"}\n{"id": true, "text": "a"}\n{"id": [1], "text": "a"}\n',
    )
    ids = [row["id"] for row in rows]
    assert ids[:3] == ["x", "7", "7"]
    assert ids[3] == record_id(None, "https://example.org/1", b"") and ids[3].startswith("url-") and len(ids[3]) == 20
    assert ids[4:] == ["txt-ca978112ca1bbdca"] * 4  # sha256 of "a"


def test_id_does_not_depend_on_place(read_file: ReadFile) -> None:
    here = read_file("a.jsonl", b'{"text": "x"}\n{"text": "a"}\n')[1]
    there = read_file("b.txt", b"a")[0]
    assert here["id"] == there["id"]


@pytest.mark.parametrize(
    "value, fields",
    [
        (["Ann Ito", "Bo Lind", "Ann Ito", "", None], ("Ann Ito", "Bo Lind")),
        ([{"name": "Ann Ito"}, {"@type": "Person", "name": ["Bo Lind"]}, {"x": 1}], ("Ann Ito", "Bo Lind")),
        (MappingProxyType({"name": "Ann Ito"}), ("Ann Ito",)),
        (np.array(["Ann Ito", "Bo Lind"], dtype=object), ("Ann Ito", "Bo Lind")),
        ("['A']", ("A",)),
        ("['A One' 'B Two']", ("A One", "B Two")),
        ("['A One'\n 'B Two']", ("A One", "B Two")),
        ('["Ann Ito", "Bo Lind"]', ("Ann Ito", "Bo Lind")),
        ("[Ann Ito]", ("[Ann Ito]",)),
        ("By Ann Ito, Bo Lind and Cy de la Cruz", ("By Ann Ito, Bo Lind and Cy de la Cruz",)),
        ("Ann Ito & Bo Lind\n\n Cy Poe", ("Ann Ito & Bo Lind", "Cy Poe")),
        ("", ()),
        (None, ()),
        (7, ()),
        (float("nan"), ()),
        (b"Ann Ito", ("Ann Ito",)),
        ("[" * 5000 + "]" * 5000, ("[" * 5000 + "]" * 5000,)),
    ],
)
def test_author_fields_are_strings_whatever_holds_them(value: object, fields: tuple[str, ...]) -> None:
    assert author_fields(value) == fields


@pytest.mark.parametrize(
    "value, published",
    [
        ("4 mars 2024", "2024-03-04"),
        (b"4 mars 2024", "2024-03-04"),
        (1709546400, "2024-03-04T10:00:00+00:00"),
        ("Published: March 4, 2024", "2024-03-04"),
        ("03/04/2024", "03/04/2024"),
        ("2024-13-45", "2024-13-45"),
        ("yesterday", "yesterday"),
        (7, "7"),
        (0, None),
        (float("nan"), None),
        (10**400, None),
        (["2024"], None),
        (True, None),
        ("", None),
        ("told " * 21, None),
    ],
)
def test_published_is_iso_or_as_it_is(read_file: ReadFile, value: object, published: str | None) -> None:
    row = {"text": "The bridge was opened.", "published": value}
    made = RecordMaker("invented.jsonl", Fields(), 10_000).make(row, 1, lambda: b"")
    assert made.published == published
    if not isinstance(value, bytes):
        assert read_file("invented.jsonl", json.dumps(row))[0]["published"] == published


@pytest.mark.parametrize(
    "value, text",
    [
        (" a ", "a"),
        (7, "7"),
        (7.0, "7"),
        (7.5, "7.5"),
        (10**30, str(10**30)),
        (True, None),
        (b"\xe9t\xe9", "été"),
        ("\ud83d\ude00\ud800", "😀\ufffd"),
        ([], None),
    ],
)
def test_plain_string(value: object, text: str | None) -> None:
    assert plain_string(value) == text


@pytest.mark.parametrize(
    ("name", "content"),
    [
        (
            "a.jsonl",
            '{"Text": "t", "Author": "Ann Ito", "TITLE": "h", "Agency": "AFP", "URL": "https://example.org/1"}',
        ),
        ("a.csv", "Text,Author,TITLE,Agency,URL\nt,Ann Ito,h,AFP,https://example.org/1\n"),
    ],
)
def test_default_names_are_found_in_any_capitals(read_file: ReadFile, name: str, content: str) -> None:
    (row,) = read_file(name, content)
    assert (row["data"], row["authors"], row["title"], row["agency"]) == (b"t", ["Ann Ito"], "h", ("AFP",))
    assert row["url"] == "https://example.org/1"


def test_default_names_are_found_in_any_capitals_among_columns(tmp_path: Path) -> None:
    table = pa.table({"Text": ["t"], "Author": ["Ann Ito"], "Shelf": [1]})
    pq.write_table(table, tmp_path / "a.parquet")
    (row,) = read_sources(tmp_path, Source(path="a.parquet"))
    assert (row["data"], row["authors"]) == (b"t", ["Ann Ito"])


def test_name_as_it_is_written_comes_before_other_capitals(read_file: ReadFile) -> None:
    (row,) = read_file("a.jsonl", '{"TEXT": "other", "Title": "other", "content": "t", "headline": "h"}')
    assert (row["data"], row["title"]) == (b"t", "h")


def test_chosen_name_is_taken_as_written_and_a_near_one_proposed(read_file: ReadFile) -> None:
    content = '{"body": "t", "Story": "s"}'
    (row,) = read_file("a.jsonl", content, fields={"text": "bodyy"})
    assert row["error"].endswith("did you mean 'body'? (set fields.text or fields.html)")
    (row,) = read_file("b.jsonl", content, fields={"text": "story"})
    assert row["error"].endswith("did you mean 'Story'? (set fields.text or fields.html)")
    (row,) = read_file("c.jsonl", '{"words": "t"}')
    assert row["error"].endswith("; set fields.text or fields.html")


def test_agency_is_a_field_that_can_be_mapped(read_file: ReadFile) -> None:
    (row,) = read_file("a.jsonl", '{"text": "t", "wire": ["AFP", {"name": "dpa"}]}', fields={"agency": "wire"})
    assert row["agency"] == ("AFP", "dpa")
