"""Text and HTML files: a file is a document."""

from __future__ import annotations

import gzip
import os
import sys
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
import zstandard
from reading import errors_of, read_sources, rows_of_files

from cleancorpus.config import Source
from cleancorpus.read import list_files

ReadFile = Callable[..., list[dict[str, Any]]]


@pytest.mark.parametrize(
    "name, kind", [("a.txt", "text"), ("a.text", "text"), ("a.md", "text"), ("a.html", "html"), ("a.htm", "html")]
)
def test_file_is_one_record_with_its_bytes_as_they_are(read_file: ReadFile, name: str, kind: str) -> None:
    data = "<p>Größe\r\n\0".encode("cp1252")
    (record,) = read_file(name, data)
    assert (record["kind"], record["data"], record["encoding"], record["position"]) == (kind, data, None, 1)
    assert record["id"] == "txt-" + sha256(data).hexdigest()[:16]


def test_encoding_of_the_source_goes_with_the_record(read_file: ReadFile) -> None:
    assert read_file("a.txt", b"abc", encoding="koi8-r")[0]["encoding"] == "koi8-r"


@pytest.mark.parametrize("pack", [gzip.compress, zstandard.ZstdCompressor().compress])
def test_compressed_file_whole_and_cut(read_file: ReadFile, pack: Callable[[bytes], bytes]) -> None:
    data = b"".join(b"line %d\n" % n for n in range(1000))
    assert read_file("a.txt.gz", pack(data))[0]["data"] == data
    (cut,) = read_file("a.txt.gz", pack(data)[:-9])
    assert errors_of([cut]) == ["truncated"]
    assert cut["error"].startswith("truncated: a.txt.gz: ")


@pytest.mark.parametrize(
    "name, data, word",
    [
        ("a.txt", b"", "empty-file"),
        ("a.html", b" \n\t", "empty-file"),
        ("a.txt", b"\x89PNG\r\n\x1a\n" + bytes(100), "binary"),
        ("a.html", b"%PDF-1.4 text", "binary"),
        ("a.txt", b"x" * 1001, "record-too-long"),
    ],
)
def test_file_that_is_no_document_is_an_error(read_file: ReadFile, name: str, data: bytes, word: str) -> None:
    (record,) = read_file(name, data, max_record_bytes=1000)
    assert errors_of([record]) == [word]
    assert record["data"] == data
    assert record["error"].startswith(f"{word}: {name}: ")


def test_too_long_file_keeps_64_kib(read_file: ReadFile) -> None:
    (record,) = read_file("a.txt", b"x" * 200_000, max_record_bytes=100_000)
    assert len(record["data"]) == 65_536


@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() == 0, reason="root may read everything")
def test_file_that_may_not_be_read_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("a", encoding="utf-8")
    (tmp_path / "a.txt").chmod(0)
    assert errors_of(read_sources(tmp_path, Source(path="a.txt"))) == ["unreadable"]


@pytest.mark.parametrize("name", ["a.txt", "a.html", "a.jsonl", "a.csv", "a.parquet"])
def test_file_that_went_away_is_an_error_and_the_others_are_read(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("x", encoding="utf-8")
    (tmp_path / "b.txt").write_text("b", encoding="utf-8")
    files = list_files((Source(path=name), Source(path="b.txt")), tmp_path).files
    (tmp_path / name).unlink()
    rows = rows_of_files(files)
    assert errors_of(rows) == ["unreadable", None]
    assert rows[0]["error"].startswith(f"unreadable: {name}: cannot be opened: ")


@pytest.mark.skipif(sys.platform != "linux", reason="surrogates in names are a matter of Linux")
def test_name_that_is_no_utf8_is_shown_with_a_replacement(tmp_path: Path) -> None:
    (tmp_path / "d").mkdir()
    Path(os.fsdecode(os.fsencode(tmp_path / "d") + b"/caf\xe9.txt")).write_bytes(b"a")
    (row,) = read_sources(tmp_path, Source(path="d"))
    assert (row["source"], row["data"]) == ("d/caf\ufffd.txt", b"a")


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("a.html.gz", b"\x1f\x8bgarbage", "truncated"),
        ("a.html", b"\x1f\x8bgarbage and more", "damaged"),
        ("a.txt.gz", b"\x1f", "damaged"),
        ("a.txt.gz", b"\x1f\x8b", "truncated"),
        ("a.txt.zst", b"\x28\xb5", "truncated"),
        ("a.txt.zst", b"\x28\xb5\x2fgarbage", "damaged"),
        ("a.txt.xz", b"\xfd7zXZ", "truncated"),
        ("a.txt.bz2", b"BZh9garbage", "damaged"),
    ],
)
def test_beginning_of_compressed_data_is_damage_whatever_its_length(
    read_file: ReadFile, name: str, data: bytes, code: str
) -> None:
    assert errors_of(read_file(name, data)) == [code]


def test_short_text_that_was_decompressed_on_the_way_stays_text(read_file: ReadFile) -> None:
    for ending in ("gz", "zst", "xz", "bz2"):
        assert read_file(f"a.txt.{ending}", b"Bo")[0]["data"] == b"Bo"
