"""Which files the sources of a configuration are."""

import gzip
import os
import pickle
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import fsspec
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from reading import rows_of_files

from cleancorpus.config import Source
from cleancorpus.errors import ConfigError
from cleancorpus.read import list_files, peek


def write(base: Path, *names: str, content: str = "Some words.") -> None:
    for name in names:
        (base / name).parent.mkdir(parents=True, exist_ok=True)
        (base / name).write_text(content, encoding="utf-8")


def names_of(base: Path, *paths: str, **options: str) -> list[str]:
    return [file.name for file in list_files(tuple(Source(path=path, **options) for path in paths), base).files]


def test_folder_is_read_with_all_below_it_sorted_by_name(tmp_path: Path) -> None:
    write(tmp_path, "data/b.txt", "data/a/z.html", "data/a/c.jsonl.gz", "data/a-1.md")
    assert (
        names_of(tmp_path, "data")
        == names_of(tmp_path, "./data/")
        == ["data/a-1.md", "data/a/c.jsonl.gz", "data/a/z.html", "data/b.txt"]
    )


def test_folder_leaves_out_hidden_files_and_what_is_not_data_and_says_so(tmp_path: Path) -> None:
    write(
        tmp_path,
        "d/a.txt",
        "d/.hidden.txt",
        "d/.git/b.txt",
        "d/README.md",
        "d/LICENSE.txt",
        "d/manifest.json",
        "d/x.css",
        "d/part-1",
        "d/photo.JPG",
    )
    files, skipped = list_files((Source(path="d"),), tmp_path)
    assert [file.name for file in files] == ["d/a.txt"]
    assert {item.name: item.reason for item in skipped} == {
        "d/.git/": "hidden",
        "d/.hidden.txt": "hidden",
        "d/README.md": "about-data",
        "d/LICENSE.txt": "about-data",
        "d/manifest.json": "about-data",
        "d/x.css": "no-article-format",
        "d/part-1": "unknown-content",
        "d/photo.JPG": "no-article-format",
    }


def test_page_named_like_a_notice_is_a_page(tmp_path: Path) -> None:
    write(tmp_path, "notice.html", "NOTICE")
    assert names_of(tmp_path, ".") == ["notice.html"]


def test_file_named_by_itself_is_read_whatever_its_name(tmp_path: Path) -> None:
    write(tmp_path, "README.md", ".hidden.txt", "notes.log")
    assert names_of(tmp_path, "README.md", ".hidden.txt", "notes.log") == ["README.md", ".hidden.txt", "notes.log"]


def test_format_of_a_folder_takes_files_of_that_ending_and_of_that_content(tmp_path: Path) -> None:
    write(tmp_path, "d/part-00000", "d/a.ndjson", "d/b.html", "d/c.css", content='{"text": "a"}')
    write(tmp_path, "d/part-00001")
    files, skipped = list_files((Source(path="d", format="jsonl"),), tmp_path)
    assert [(file.name, file.format) for file in files] == [("d/a.ndjson", "jsonl"), ("d/part-00000", "jsonl")]
    assert [str(item) for item in skipped] == [
        "d/b.html (other-format: ends in .html, the source's format is jsonl)",
        "d/c.css (no-article-format: a style sheet)",
        "d/part-00001 (other-format: text by its content, the source's format is jsonl)",
    ]


def test_glob_matches_and_leaves_hidden_files_unless_they_are_named(tmp_path: Path) -> None:
    write(
        tmp_path,
        "d/2024-01.jsonl",
        "d/2024-02.jsonl",
        "d/2023-12.jsonl",
        "d/sub/2024-03.jsonl",
        "d/.2024-04.jsonl",
        "d/.x/2024-05.jsonl",
    )
    assert names_of(tmp_path, "d/2024-*.jsonl") == ["d/2024-01.jsonl", "d/2024-02.jsonl"]
    assert names_of(tmp_path, "d/202[34]-?2.jsonl") == ["d/2023-12.jsonl", "d/2024-02.jsonl"]
    assert names_of(tmp_path, "d/**/2024-*.jsonl") == ["d/2024-01.jsonl", "d/2024-02.jsonl", "d/sub/2024-03.jsonl"]
    assert names_of(tmp_path, "d/.*.jsonl") == ["d/.2024-04.jsonl"]
    assert names_of(tmp_path, "*") == ["d/2023-12.jsonl", "d/2024-01.jsonl", "d/2024-02.jsonl", "d/sub/2024-03.jsonl"]


def test_name_with_special_characters_that_exists_is_that_file(tmp_path: Path) -> None:
    write(tmp_path, "a[1].txt", "a1.txt")
    assert names_of(tmp_path, "a[1].txt") == ["a[1].txt"]


def test_glob_below_a_folder_with_special_characters(tmp_path: Path) -> None:
    write(tmp_path, "odd [x]/a.txt", "odd [x]/b.txt")
    assert names_of(tmp_path / "odd [x]", "*.txt") == ["a.txt", "b.txt"]


def test_names_are_as_the_config_names_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, "d/a.txt")
    assert names_of(tmp_path, str(tmp_path / "d")) == [(tmp_path / "d" / "a.txt").as_posix()]
    monkeypatch.chdir(tmp_path)
    (file,) = list_files((Source(path="d"),)).files
    assert (file.name, Path(file.path)) == ("d/a.txt", tmp_path / "d" / "a.txt")
    assert file.size_bytes == len("Some words.")
    assert names_of(tmp_path / "d", "../d/*.txt") == ["../d/a.txt"]


def test_order_is_that_of_the_sources_and_no_file_is_read_twice(tmp_path: Path) -> None:
    write(tmp_path, "d/a.txt", "d/b.txt")
    assert names_of(tmp_path, "d/b.txt", "d", str(tmp_path / "d" / "*.txt")) == ["d/b.txt", "d/a.txt"]


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights there")
def test_links_to_files_are_followed_and_links_to_folders_are_named_as_skipped(tmp_path: Path) -> None:
    write(tmp_path, "d/a.txt", "other/b.txt", "other/c.txt")
    (tmp_path / "d" / "link.txt").symlink_to(tmp_path / "other" / "b.txt")
    (tmp_path / "d" / "again.txt").symlink_to(tmp_path / "d" / "a.txt")
    (tmp_path / "d" / "folder.txt").symlink_to(tmp_path / "other")
    (tmp_path / "d" / "broken.txt").symlink_to(tmp_path / "missing")
    files, skipped = list_files((Source(path="d"),), tmp_path)
    assert [file.name for file in files] == ["d/a.txt", "d/link.txt"]
    assert [str(item) for item in skipped] == [
        "d/again.txt (named-twice: read already, under another name or from another source)",
        "d/broken.txt (broken-link: a link that leads nowhere)",
        "d/folder.txt (link-to-folder: a link to a folder; name that folder as a source)",
    ]
    assert names_of(tmp_path, "d/folder.txt") == ["d/folder.txt/b.txt", "d/folder.txt/c.txt"]


@pytest.mark.parametrize(
    "path, message",
    [
        ("missing.jsonl", "sources[0].path: 'missing.jsonl' does not exist; check the path"),
        ("*.parquet", "sources[0].path: '*.parquet' matches no file; check the pattern"),
        ("empty", "sources[0].path: 'empty' holds no file to read; "),
        (
            "css",
            "'css' holds no file to read (1 file not read, the first 'css/x.css' (no-article-format: a style sheet)); ",
        ),
        ("nowhere://x", "sources[0].path: 'nowhere://x': Protocol not known: nowhere; "),
        ("s3://bucket/x", "'s3://bucket/x' needs a package that is not installed; pip install 'cleancorpus[s3]'"),
        ("table.parquet.gz", "'table.parquet.gz' cannot be read (compressed-parquet: Parquet in another compression"),
        ("photo", "sources[0].path: 'photo' cannot be read (binary: binary content); name another file"),
        ("a**/x", "sources[0].path: 'a**/x' is no pattern: "),
    ],
)
def test_source_that_cannot_be_read_is_an_error_of_the_config_in_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, path: str, message: str
) -> None:
    monkeypatch.setitem(sys.modules, "s3fs", None)  # as if it were not installed
    (tmp_path / "empty").mkdir()
    write(tmp_path, "css/x.css", "table.parquet.gz")
    (tmp_path / "photo").write_bytes(b"\x89PNG\r\n\x1a\n\0\0\0")
    with pytest.raises(ConfigError) as error:
        list_files((Source(path=path),), tmp_path)
    assert message in str(error.value)
    assert "\n" not in str(error.value)


@pytest.mark.parametrize(
    ("path", "option", "message"),
    [
        ("a.jsonl", {"delimiter": ";"}, "delimiter: is for csv, and what is read of 'a.jsonl' is jsonl; leave it out, or set the source's"),
        ("a.html", {"fields": {"text": "b"}}, "fields: is for jsonl, csv, parquet, arrow, and what is read of 'a.html' is html; leave"),
        ("t.parquet", {"encoding": "latin-1"}, "encoding: is for text, html, jsonl, csv, and what is read of 't.parquet' is parquet; "),
    ],
)  # fmt: skip
def test_an_option_that_means_nothing_for_any_file_is_refused(
    tmp_path: Path, path: str, option: dict[str, Any], message: str
) -> None:
    write(tmp_path, "a.html", "b.txt")
    write(tmp_path, "a.jsonl", content='{"text": "a"}')
    pq.write_table(pa.table({"text": ["a"]}), tmp_path / "t.parquet")
    with pytest.raises(ConfigError) as error:
        list_files((Source.model_validate({"path": path, **option}),), tmp_path)
    assert message in str(error.value)
    write(tmp_path, "c.csv", content="text,x\na,b\n")
    assert (
        len(list_files((Source.model_validate({"path": ".", **option}),), tmp_path).files) == 5
    )  # some have a use for it


def test_a_home_folder_is_named_and_members_of_archives_have_no_path(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    write(tmp_path, "a.txt")
    assert names_of(tmp_path / "elsewhere", "~/a.txt") == ["~/a.txt"]
    with pytest.raises(
        ConfigError, match=r"'~/b\.txt' does not exist: ~ is a home folder, this is .*b\.txt; check the path"
    ):
        list_files((Source(path="~/b.txt"),), tmp_path)
    with ZipFile(tmp_path / "x.zip", "w") as archive:
        archive.writestr("in/a.jsonl", '{"text": "a"}')
    with pytest.raises(
        ConfigError, match=r"'x\.zip/in/a\.jsonl' is in an archive, of whose members none can be named by itself; name"
    ):
        list_files((Source(path="x.zip/in/a.jsonl"),), tmp_path)


def test_unknown_encoding_is_an_error_of_the_config(tmp_path: Path) -> None:
    write(tmp_path, "a.txt")
    with pytest.raises(ConfigError, match=r"sources\[0\].encoding: no encoding 'utf-9'"):
        list_files((Source(path="a.txt", encoding="utf-9"),), tmp_path)


@pytest.mark.skipif(sys.platform == "win32", reason="no FIFOs there")
def test_fifo_is_not_opened(tmp_path: Path) -> None:
    write(tmp_path, "d/a.txt")
    os.mkfifo(tmp_path / "d" / "pipe.txt")
    files, skipped = list_files((Source(path="d"),), tmp_path)
    assert [file.name for file in files] == ["d/a.txt"]
    assert [str(item) for item in skipped] == ["d/pipe.txt (no-regular-file: a pipe, a socket or a device)"]
    with pytest.raises(ConfigError, match=r"'d/pipe.txt' cannot be read \(no-regular-file: "):
        list_files((Source(path="d/pipe.txt"),), tmp_path)


@pytest.mark.parametrize(
    "content, fmt",
    [
        (b"<!DOCTYPE html><title>x</title>", "html"),
        (b"\xef\xbb\xbf\n <!-- made by hand -->\n<HTML>", "html"),
        (b'<?xml version="1.0"?>\n<html xmlns="http://www.w3.org/1999/xhtml">', "html"),
        (b'{"text": "a"}\n{"text": "b"}\n', "jsonl"),
        (b'[{"text": "a"}]', "jsonl"),
        ('{"text": "a"}'.encode("utf-16"), "jsonl"),
        (b"{Breaking} The bridge is closed.", "text"),
        (b"<3 is a heart", "text"),
        (b"", "text"),
        (gzip.compress(b"<html><p>x"), "html"),
    ],
)
def test_ending_that_says_nothing_lets_the_content_say(tmp_path: Path, content: bytes, fmt: str) -> None:
    (tmp_path / "file.dat").write_bytes(content)
    assert [file.format for file in list_files((Source(path="*.dat"),), tmp_path).files] == [fmt]


@pytest.mark.parametrize("piece, end", [(b"<!-- a -->", b"x"), (b" ", b"x"), (b"<!--", b""), (b"<?xml ", b"")])
def test_content_is_looked_at_in_time_by_its_length(
    tmp_path: Path, piece: bytes, end: bytes, assert_linear: Callable[..., None]
) -> None:
    def write(n: int) -> str:
        (tmp_path / f"file{n}").write_bytes(piece * (n // len(piece)) + end)
        return f"file{n}"

    def check(name: str) -> None:
        assert list_files((Source(path=name),), tmp_path).files[0].format == "text"

    assert_linear(write, check, 4_000)


def test_parquet_is_known_by_its_content(tmp_path: Path) -> None:
    pq.write_table(pa.table({"text": ["a"]}), tmp_path / "part-0")
    assert list_files((Source(path="part-0"),), tmp_path).files[0].format == "parquet"


@pytest.mark.parametrize(
    "name, fmt",
    [
        ("A.HTML", "html"),
        ("a.xhtml.gz", "html"),
        ("a.json-lines.zst", "jsonl"),
        ("a.json", "jsonl"),
        ("a.TSV.xz", "csv"),
        ("a.v2.text", "text"),
    ],
)
def test_format_goes_by_the_ending(tmp_path: Path, name: str, fmt: str) -> None:
    write(tmp_path, name)
    assert list_files((Source(path=name),), tmp_path).files[0].format == fmt


def test_memory_file_system_works_like_folders(tmp_path: Path) -> None:
    memory = fsspec.filesystem("memory")
    memory.pipe("/corpus/b.jsonl", b'{"text": "b"}\n')
    memory.pipe("/corpus/a/c.txt", b"c")
    memory.pipe("/corpus/x.css", b"c")
    try:
        files, skipped = list_files((Source(path="memory://corpus"), Source(path="memory://corpus/*.jsonl")), tmp_path)
        assert [file.name for file in files] == ["memory://corpus/a/c.txt", "memory://corpus/b.jsonl"]
        assert [(item.name, item.reason) for item in skipped] == [
            ("memory://corpus/x.css", "no-article-format"),
            ("memory://corpus/b.jsonl", "named-twice"),
        ]
        assert [row["data"] for row in rows_of_files(files)] == [b"c", b"b"]
        assert names_of(tmp_path, "memory://corpus/b.jsonl", "memory://corpus/*.jsonl") == ["memory://corpus/b.jsonl"]
    finally:
        memory.rm("/corpus", recursive=True)


def test_files_in_an_archive_are_read_through_chained_urls(tmp_path: Path) -> None:
    import zipfile

    with zipfile.ZipFile(tmp_path / "all.zip", "w") as archive:
        archive.writestr("in/a.txt", "first")
        archive.writestr("in/b.txt", "second")
    files = list_files((Source(path=f"zip://in/*.txt::{(tmp_path / 'all.zip').as_posix()}"),), tmp_path).files
    assert [row["data"] for row in rows_of_files(files)] == [b"first", b"second"]


def test_source_files_can_be_sent_to_other_processes(tmp_path: Path) -> None:
    write(tmp_path, "a.txt")
    (file,) = list_files((Source(path="a.txt"),), tmp_path).files
    assert pickle.loads(pickle.dumps(file)) == file


def test_peek_tells_size_format_compression_and_records_where_they_are_cheap(tmp_path: Path) -> None:
    pq.write_table(pa.table({"text": ["a", "b", "c"]}), tmp_path / "a.parquet")
    (tmp_path / "b.jsonl").write_bytes(gzip.compress(b'{"text": "a"}\n'))
    write(tmp_path, "c.txt", "d.csv")
    (tmp_path / "e.parquet").write_bytes(b"PAR1 broken")
    (tmp_path / "f.jsonl").write_bytes(b"")
    seen = [peek(file) for file in list_files((Source(path="*"),), tmp_path).files]
    assert [(look.name, look.format, look.compression, look.records) for look in seen] == [
        ("a.parquet", "parquet", None, 3),
        ("b.jsonl", "jsonl", "gzip", None),
        ("c.txt", "text", None, 1),
        ("d.csv", "csv", None, None),
        ("e.parquet", "parquet", None, None),
        ("f.jsonl", "jsonl", None, None),
    ]
    assert [look.size_bytes for look in seen] == [(tmp_path / look.name).stat().st_size for look in seen]
    assert [look.trouble is None for look in seen] == [True, True, True, True, False, False]
