"""Files that are not what their names or the source's format say: named with the reason, never read as something else."""

from __future__ import annotations

import gzip
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from reading import rows_of_files

import web_archives as archives
from cleancorpus.config import Source
from cleancorpus.errors import ConfigError
from cleancorpus.read import Files, SourceFile, list_files
from cleancorpus.read.formats import ARC, NO_ARTICLE_ENDINGS, Format
from web_archives import page

WARC = archives.plain(archives.wget())
ARC_FILE = b"filedesc://IA-001.arc 0.0.0.0 20030303000000 text/plain 76\n1 0 InternetArchive\nURL IP-address Archive-date Content-type Archive-length\n"
MHTML = b'From: <Saved by Blink>\r\nSubject: Bridge\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related;\r\n\tboundary="x"\r\n\r\n--x\r\n'
TEXT = "The harbour bridge was closed on Monday after a storm, the council said. " * 9


def find(folder: Path, *names: str, **source: str) -> Files:
    return (
        list_files((Source(path=str(folder), **source),), None)
        if not names
        else list_files(tuple(Source(path=str(folder / name), **source) for name in names), None)
    )


@pytest.mark.parametrize(
    "content",
    [
        '{"a": 1} is an object of JSON.',
        '{"a": 1}\nis an object of JSON.',
        '{"a" is no JSON.',
        "{x}\n",
        "[1] A note.\n",
        '{"a": ' * 9_999,
    ],
)
def test_a_text_that_begins_like_json_stays_a_text(tmp_path: Path, content: str) -> None:
    (tmp_path / "a.txt").write_text(content, encoding="utf-8")
    assert [file.format for file in find(tmp_path, "a.txt").files] == ["text"]


@pytest.mark.parametrize(
    "name",
    ["a.txt", "a.md", "a.html", "a.jsonl", "a.json", "a.csv", "a.tsv", "a.parquet", "a.mht", "a.rss", "a.txt.gz"],
)
def test_a_web_archive_is_read_under_no_other_name(tmp_path: Path, name: str) -> None:
    data = gzip.compress(WARC) if name.endswith(".gz") else WARC
    (tmp_path / name).write_bytes(data)
    (tmp_path / "b.txt").write_text(TEXT, encoding="utf-8")
    found = find(tmp_path)
    assert [file.format for file in found.files] == ["text"]
    (skipped,) = found.skipped
    assert (skipped.reason, skipped.why) == ("other-content", "a web archive (WARC) by its content")
    with pytest.raises(ConfigError, match=r"other-content: a web archive \(WARC\) by its content"):
        find(tmp_path, name)
    # and where nobody looked before, as with files elsewhere, its reader sees it
    fmt: Format = {"md": "text", "txt": "text", "json": "jsonl", "tsv": "csv", "mht": "mhtml", "rss": "feed"}.get(
        name.split(".")[1], name.split(".")[1]
    )  # type: ignore[assignment]
    (row,) = rows_of_files([SourceFile(str(tmp_path / name), name, fmt, len(data), Source(path=name))])
    assert row["error"].split(":")[0] in ("other-content", "corrupt")


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("a.warc", page(1), "no web archive (WARC) by its content"),
        ("a.warc.gz", gzip.compress(page(1).encode()), "no web archive (WARC) by its content"),
        ("a.wet", '{"text": "x"}', "no web archive (WARC) by its content"),
        ("a.warc", ARC_FILE, ARC),
        ("a.txt", ARC_FILE, ARC),
        ("a.jsonl", page(1), "a page (HTML) by its content"),
        ("a.csv", page(1), "a page (HTML) by its content"),
        ("a.txt", page(1), "a page (HTML) by its content"),
        ("a.html", MHTML, "MHTML, a page that a browser saved, by its content"),
        ("a.mhtml", page(1), "a page (HTML) by its content"),
        ("a.mhtml", TEXT, "no MHTML by its content"),
        ("a.rss", TEXT, "no feed by its content"),
        ("a.txt", '{"text": "x"}\n{"text": "y"}\n', "records (JSON) by its content"),
        ("a.html", '\n[\n {"text": "x"}, {"text": "y"}]', "records (JSON) by its content"),
        ("a.csv", '\ufeff{\n "text": "x"\n}\n', "records (JSON) by its content"),
    ],
)
def test_content_that_contradicts_the_ending_is_named(
    tmp_path: Path, name: str, content: str | bytes, why: str
) -> None:
    (tmp_path / name).write_bytes(content.encode() if isinstance(content, str) else content)
    (tmp_path / "good.txt").write_text(TEXT, encoding="utf-8")
    (skipped,) = find(tmp_path).skipped
    assert (skipped.reason, skipped.why) == ("other-content", why)


@pytest.mark.parametrize("fmt", ["jsonl", "text", "html", "csv", "mhtml"])
def test_a_format_does_not_make_something_else_of_a_web_archive(tmp_path: Path, fmt: str) -> None:
    for name in ("a.warc", "a.warc.gz", "dump"):
        (tmp_path / name).write_bytes(gzip.compress(WARC) if name.endswith(".gz") else WARC)
        with pytest.raises(ConfigError, match="by its content"):
            find(tmp_path, name, format=fmt)
    with pytest.raises(ConfigError) as found:
        find(tmp_path, format=fmt)
    assert "3 files not read" in str(found.value)


def test_parquet_and_arc_under_other_names(tmp_path: Path) -> None:
    pq.write_table(pa.table({"text": ["one"]}), tmp_path / "a.jsonl")
    (tmp_path / "old.arc.gz").write_bytes(gzip.compress(ARC_FILE))
    (tmp_path / "old").write_bytes(ARC_FILE)
    (tmp_path / "good.txt").write_text(TEXT, encoding="utf-8")
    assert {Path(item.name).name: item.reason for item in find(tmp_path).skipped} == {
        "a.jsonl": "other-content", "old.arc.gz": "no-article-format", "old": "no-article-format",
    }  # fmt: skip
    assert "warcio recompress" in NO_ARTICLE_ENDINGS[".arc"]


@pytest.mark.parametrize(
    ("fmt", "ending"), [("jsonl", "csv"), ("parquet", "csv"), ("arrow", "jsonl"), ("parquet", "txt")]
)
def test_a_format_that_name_and_content_contradict_is_named(tmp_path: Path, fmt: str, ending: str) -> None:
    content = '{"text": "a"}\n' if ending == "jsonl" else "id,text\n1,Some words.\n"
    (tmp_path / f"a.{ending}").write_text(content, encoding="utf-8")
    said = rf"\(other-content: the source's format is {fmt}, its name ends in \.{ending}, and its content is no {fmt} either\); set the"
    with pytest.raises(ConfigError, match=said):
        find(tmp_path, f"a.{ending}", format=fmt)
    (tmp_path / "b.csv").write_text('\ufeff\n {"text": "a"}\n', encoding="utf-8")
    assert [file.format for file in find(tmp_path, "b.csv", format="jsonl").files] == ["jsonl"]


def test_what_only_looks_odd_is_read_as_before(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("WARC is a format of archives.\n" + TEXT, encoding="utf-8")
    (tmp_path / "b.txt").write_text("<b>Bridge</b> closed\n" + TEXT, encoding="utf-8")
    (tmp_path / "c.html").write_text("<p>A piece of a page", encoding="utf-8")
    (tmp_path / "d.md").write_text("MIME-Version: what it means\n" + TEXT, encoding="utf-8")
    (tmp_path / "e.txt").write_bytes(b"")
    found = find(tmp_path)
    assert (len(found.files), found.skipped) == (5, [])


def test_a_packed_begin_that_is_damaged_is_no_other_content(tmp_path: Path) -> None:
    data = archives.gz(archives.wget())
    (tmp_path / "a.warc.gz").write_bytes(b"\x00\x01\x02\x03" + data[4:])
    (file,) = find(tmp_path).files
    rows = rows_of_files([file])
    assert [row["kind"] for row in rows] == ["error", "html", "html", "html"]
