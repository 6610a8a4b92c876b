"""The ledger of files: each file that a source names is read, or listed with the reason why not."""

import gzip
import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import fsspec
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import zstandard
from fsspec.implementations.memory import MemoryFileSystem
from reading import rows_of_files

from cleancorpus.config import Source
from cleancorpus.errors import ConfigError
from cleancorpus.read import Files, check_skipped, list_files, sources
from cleancorpus.read.files import HARMLESS, REASONS
from cleancorpus.read.formats import _ENDINGS, NO_ARTICLE_ENDINGS

TEXT = (
    "The harbour bridge at Velden was closed on Monday after a storm tore two bolts from its northern pier.\n\n"
    "Engineers found no other damage and expect to open one lane by Thursday, the town said.\n"
)
PAGE = f"<!DOCTYPE html>\n<html><head><title>Bridge closed</title></head><body><p>{TEXT}</p></body></html>\n"
LINES = json.dumps({"text": TEXT}) + "\n"
MAKEFILE = "CC = gcc\n\nall: bridge\n\t$(CC) -o bridge bridge.c\n\n.PHONY: all\n"


def write(base: Path, **contents: str | bytes) -> None:
    for name, content in contents.items():
        (base / name).parent.mkdir(parents=True, exist_ok=True)
        (base / name).write_bytes(content.encode() if isinstance(content, str) else content)


def find(base: Path, *paths: str, **options: Any) -> Files:
    return list_files(tuple(Source(path=path, **options) for path in paths), base)


def formats_of(found: Files) -> dict[str, str]:
    return {file.name.rsplit("/", 1)[-1]: file.format for file in found.files}


def reasons_of(found: Files) -> dict[str, str]:
    return {item.name: item.reason for item in found.skipped}


# Windows has no names with question marks.
ODD_NAMES = tuple(
    name
    for name in ("index", "story.php?id=5", "article-about-x", "story.aspx", "story.pl?id=5", "Who won? Mr. Lind")
    if sys.platform != "win32" or "?" not in name
)


@pytest.mark.parametrize("fmt", ["html", "auto"])
@pytest.mark.parametrize("path", ["d", "d/*", "d/**"])
def test_pages_without_known_endings_are_read(tmp_path: Path, path: str, fmt: str) -> None:
    write(tmp_path, **{f"d/{name}": PAGE for name in ODD_NAMES})
    found = find(tmp_path, path, format=fmt)
    assert formats_of(found) == dict.fromkeys(ODD_NAMES, "html")
    assert found.skipped == []


@pytest.mark.parametrize(
    ("content", "fmt"),
    [
        (TEXT, "text"),
        (TEXT.encode("utf-16"), "text"),
        (
            "橋は月曜日に閉鎖された。技術者は他に損傷を見つけず、木曜日までに一車線を開く見込みだと町は述べた。\n"
            * 600,
            "text",
        ),
        ("Mała łódź płynie. " * 20, "text"),
        (PAGE, "html"),
        ("<div class=story><p>Bridge closed.</p></div>", "html"),
        ("Warning: date() in header\n<!DOCTYPE html>\n<html><p>Bridge closed.</p>", "html"),
        (LINES, "jsonl"),
        (gzip.compress(LINES.encode()), "jsonl"),
        (zstandard.compress(PAGE.encode()), "html"),
        (gzip.compress(TEXT.encode()), "text"),
    ],
)
def test_content_tells_the_format_where_the_name_says_nothing(tmp_path: Path, content: str | bytes, fmt: str) -> None:
    write(tmp_path, **{"d/article-about-x": content, "d/2024.05.13": content, "d/x.story": content})
    found = find(tmp_path, "d")
    assert formats_of(found) == dict.fromkeys(("article-about-x", "2024.05.13", "x.story"), fmt)


def test_parquet_without_an_ending_is_read_and_packed_parquet_is_listed(tmp_path: Path) -> None:
    (tmp_path / "d").mkdir()
    pq.write_table(pa.table({"text": [TEXT]}), tmp_path / "d" / "part-0")
    packed = gzip.compress((tmp_path / "d" / "part-0").read_bytes())
    write(tmp_path, **{"d/part-1": packed, "d/part-2.parquet.gz": packed})
    found = find(tmp_path, "d")
    assert formats_of(found) == {"part-0": "parquet"}
    assert reasons_of(found) == {"d/part-1": "compressed-parquet", "d/part-2.parquet.gz": "compressed-parquet"}


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        *((name, TEXT, "no-article-format") for name in ("Makefile", "a.py", "a.css", "a.js", "a.js.gz", "a.xml", "a.log")),
        *((name, TEXT, "no-article-format") for name in ("a.JPG", "a.png", "a.pdf", "a.rar", "a.jpg@w=300", "a.html~")),
        ("build", MAKEFILE, "unknown-content"),
        ("run", "#!/bin/sh\n" + TEXT, "unknown-content"),
        ("index.php", '<?php include "header.php"; ?>\n<html>\n<p>x\n', "unknown-content"),
        ("words", "harbour\nbridge\nstorm\n", "unknown-content"),
        ("map", "<?xml version='1.0'?><urlset><url>x</url></urlset>", "sitemap"),
        ("latin", "Der Fußgänger überquert die gesperrte Brücke am Hafen von Velden. ".encode("latin1") * 9, "unknown-content"),
        ("photo", b"\x89PNG\r\n\x1a\n\0\0\0", "binary"),
        ("core", bytes(range(256)) * 9, "binary"),
        ("nothing", "", "empty"),
        ("blank.dat", " \n\n", "empty"),
        ("cut.gz", gzip.compress(TEXT.encode())[:12], "unreadable"),
        ("readme", TEXT, "about-data"),
        ("LICENSE.php", TEXT, "about-data"),
        ("README.md", TEXT, "about-data"),
        ("manifest.json", "{}", "about-data"),
    ],
)  # fmt: skip
def test_what_is_no_article_is_listed_with_the_reason(
    tmp_path: Path, name: str, content: str | bytes, reason: str
) -> None:
    write(tmp_path, **{"d/a.txt": TEXT, f"d/{name}": content})
    for path in ("d", "d/*"):
        found = find(tmp_path, path)
        assert reasons_of(found) == {f"d/{name}": reason}
        assert [file.name for file in found.files] == ["d/a.txt"]


def test_text_in_an_encoding_that_is_declared_is_read(tmp_path: Path) -> None:
    text = "Der Fußgänger überquert die gesperrte Brücke am Hafen von Velden. " * 9
    write(tmp_path, **{"d/latin": text.encode("latin1")})
    assert formats_of(find(tmp_path, "d", encoding="latin1")) == {"latin": "text"}


@pytest.mark.parametrize(
    ("asked", "content", "reason"),
    [
        ("html", TEXT, "other-format"),
        ("html", LINES, "other-format"),
        ("text", PAGE, "other-format"),
        ("parquet", TEXT, "other-format"),
        ("csv", PAGE, "other-format"),
        ("jsonl", "no JSON\n" + LINES, None),
        ("csv", "text,title\na,b\n", None),
        ("text", MAKEFILE, None),
        ("text", b"\x89PNG\r\n\x1a\n\0\0\0", "binary"),
    ],
)
def test_content_of_another_format_than_the_sources_is_listed(
    tmp_path: Path, asked: str, content: str | bytes, reason: str | None
) -> None:
    ending = {"text": "txt", "jsonl": "jsonl"}.get(asked, asked)
    write(tmp_path, **{f"d/a.{ending}": TEXT, "d/x": content, f"d/other.{'txt' if ending != 'txt' else 'html'}": TEXT})
    found = find(tmp_path, "d", format=asked)
    assert reasons_of(found).get("d/x") == reason
    assert reasons_of(found)[f"d/other.{'txt' if ending != 'txt' else 'html'}"] == "other-format"
    if reason is None:
        assert formats_of(found)["x"] == asked


def test_glob_that_spells_the_ending_takes_its_word_for_it(tmp_path: Path) -> None:
    write(tmp_path, **{"d/a.log": TEXT, "d/README.md": TEXT, "d/b.dump": MAKEFILE})
    assert formats_of(find(tmp_path, "d/*.log", "d/*.md", "d/*.dump")) == {
        "a.log": "text",
        "README.md": "text",
        "b.dump": "text",
    }
    assert formats_of(find(tmp_path, "d/*.log", format="html")) == {"a.log": "html"}


def test_files_whose_names_say_that_they_are_no_articles_are_not_opened(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(
        tmp_path,
        **{f"d/{name}": PAGE for name in ("a.html", "b.htm@x=1", "c.jpg", "d.css", ".e", "README.md", "index")},
    )
    opened = []

    def spy(path: str, name: str) -> Any:
        opened.append(name)
        return original(path, name)

    original = sources.head_of
    monkeypatch.setattr(sources, "head_of", spy)
    find(tmp_path, "d")
    assert opened == ["d/a.html", "d/b.htm@x=1", "d/index"]


class Remote(MemoryFileSystem):
    """A file system of its own in memory; `read_to` is the last byte of a file that was asked for."""

    protocol = "remote"
    store: dict[str, Any] = {}
    pseudo_dirs = [""]
    read_to = 0

    @classmethod
    def _strip_protocol(cls, path: str) -> str:
        return str(super()._strip_protocol(path.replace("remote://", "memory://")))

    def ls(self, path: str, detail: bool = True, **options: Any) -> Any:
        """Nobody is let into `closed`, `odd` is broken, and `marked` holds a file without a name."""
        if path.endswith("/closed"):
            raise PermissionError(13, "Permission denied", path)
        if path.endswith("/odd"):
            raise OSError(22, "Invalid argument", path)
        listing = super().ls(path, detail=detail, **options)
        if detail and path.endswith("/marked"):
            listing.append({"name": f"{path}/", "size": 0, "type": "file"})
        return listing

    def _open(self, path: str, *args: Any, **options: Any) -> Any:
        """No file with `secret` in its name is opened for reading."""
        if "secret" in path and options.get("mode", "rb") == "rb":
            raise PermissionError(13, "Permission denied", path)
        file = super()._open(path, *args, **options)
        read = file.read

        def noted(size: int = -1) -> bytes:
            data = bytes(read(size))
            Remote.read_to = file.tell()
            return data

        file.read = noted
        return file


@pytest.fixture
def remote() -> Iterator[Remote]:
    fsspec.register_implementation("remote", Remote, clobber=True)
    yield Remote()
    Remote.store.clear()
    Remote.pseudo_dirs[:] = [""]


def test_looking_at_a_file_reads_no_more_than_its_beginning(remote: Remote, tmp_path: Path) -> None:
    remote.pipe("/d/index", PAGE.encode() + b"<p>more</p>" * 200_000)
    assert formats_of(find(tmp_path, "remote://d")) == {"index": "html"}
    assert 0 < Remote.read_to <= 2 * 65_536


def test_folder_that_may_not_be_listed_and_file_that_may_not_be_opened_are_entries(
    remote: Remote, tmp_path: Path
) -> None:
    for name in ("a.txt", "closed/b.txt", "odd/c.txt", "marked/e.txt", "secret", "secret.txt", "z.txt"):
        remote.pipe(f"/d/{name}", TEXT.encode())
    found = find(tmp_path, "remote://d")
    assert [str(item) for item in found.skipped] == [
        "remote://d/closed/ (no-permission: a folder that may not be listed)",
        "remote://d/marked/ (empty-name: its name is empty)",
        "remote://d/odd/ (unreadable: a folder that cannot be listed: Invalid argument)",
        "remote://d/secret (no-permission: no right to read it)",
    ]
    assert list(formats_of(found)) == ["a.txt", "e.txt", "secret.txt", "z.txt"]
    errors = [row["error"] for row in rows_of_files(found.files)]
    assert [error and error.split(":")[0] for error in errors] == [None, None, "unreadable", None]
    with pytest.raises(ConfigError, match=r"'remote://d/secret' cannot be read \(no-permission: "):
        find(tmp_path, "remote://d/secret")


def test_hidden_files_and_folders_are_listed_a_folder_as_one_entry(tmp_path: Path) -> None:
    write(
        tmp_path,
        **{"d/a.txt": TEXT, "d/.b.txt": TEXT, "d/.git/c.txt": TEXT, "d/.git/deep/e.txt": TEXT, "d/s/.f/g": TEXT},
    )
    for path in ("d", "d/**"):
        found = find(tmp_path, path)
        assert [(item.name, item.reason, item.n_files) for item in found.skipped] == [
            ("d/.b.txt", "hidden", 1),
            ("d/.git/", "hidden", 2),
            ("d/s/.f/", "hidden", 1),
        ]
        assert found.skipped[1].why == "a hidden folder of 2 files"
        check_skipped(found, (Source(path=path),), 0)


def test_hidden_folder_of_very_many_files_is_not_counted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cleancorpus.read.find._MAX_COUNTED", 2)
    write(tmp_path, **{"d/a.txt": TEXT, "d/.x/1": "", "d/.x/2": "", "d/.x/3": ""})
    (hidden,) = find(tmp_path, "d").skipped
    assert (hidden.n_files, hidden.why, hidden.to_json()["files"]) == (None, "a hidden folder", None)


@pytest.fixture
def closed(monkeypatch: pytest.MonkeyPatch) -> None:
    """A local file system on which `closed` is a folder and `secret…` files that may not be read, even for root."""

    def scandir(path: Any) -> Any:
        if str(path).endswith("closed"):
            raise PermissionError(13, "Permission denied", path)
        return original_scandir(path)

    original_scandir, original_access = os.scandir, os.access
    monkeypatch.setattr("fsspec.implementations.local.os.scandir", scandir)
    monkeypatch.setattr(os, "access", lambda path, mode: "secret" not in str(path) and original_access(path, mode))


@pytest.mark.usefixtures("closed")
def test_local_files_and_folders_without_read_rights_are_entries(tmp_path: Path) -> None:
    write(tmp_path, **{"d/a.txt": TEXT, "d/closed/b.txt": TEXT, "d/secret.txt": TEXT, "d/sub/closed/c.txt": TEXT})
    wanted = {"d/closed/": "no-permission", "d/secret.txt": "no-permission", "d/sub/closed/": "no-permission"}
    for path in ("d", "d/**", "d/**/*.txt"):
        found = find(tmp_path, path)
        assert reasons_of(found) == wanted
        assert list(formats_of(found)) == ["a.txt"]
    assert reasons_of(find(tmp_path, "d/*")) == wanted
    assert reasons_of(find(tmp_path, "d/a*.txt")) == {}  # the closed folder cannot match
    with pytest.raises(ConfigError, match=r"'d/secret.txt' cannot be read \(no-permission: "):
        find(tmp_path, "d/secret.txt")
    with pytest.raises(ConfigError, match="'d/closed' cannot be read: Permission denied"):
        find(tmp_path, "d/closed")


def test_rights_are_those_of_the_file_system(tmp_path: Path) -> None:
    write(tmp_path, **{"d/a.txt": TEXT, "d/b.txt": TEXT, "d/s/c.txt": TEXT})
    (tmp_path / "d/b.txt").chmod(0)
    (tmp_path / "d/s").chmod(0)
    try:
        if os.access(tmp_path / "d/b.txt", os.R_OK):
            pytest.skip("this user may read all; see the test above")
        assert reasons_of(find(tmp_path, "d")) == {"d/b.txt": "no-permission", "d/s/": "no-permission"}
    finally:
        (tmp_path / "d/s").chmod(0o700)


def test_file_named_twice_is_listed_with_the_source_that_named_it_again(tmp_path: Path) -> None:
    write(tmp_path, **{"d/a.txt": TEXT, "d/b.txt": TEXT, "d/x.css": "a {}"})
    found = find(tmp_path, "d/a.txt", "d", "d/*.txt")
    assert [file.name for file in found.files] == ["d/a.txt", "d/b.txt"]
    assert [(item.name, item.reason, item.source) for item in found.skipped] == [
        ("d/a.txt", "named-twice", "d"),
        ("d/x.css", "no-article-format", "d"),
        ("d/a.txt", "named-twice", "d/*.txt"),
        ("d/b.txt", "named-twice", "d/*.txt"),
    ]
    assert found.by_source() == [
        {"path": "d/a.txt", "read": 1, "skipped": 0, "by_reason": {}},
        {"path": "d", "read": 1, "skipped": 2, "by_reason": {"named-twice": 1, "no-article-format": 1}},
        {"path": "d/*.txt", "read": 0, "skipped": 2, "by_reason": {"named-twice": 2}},
    ]


def test_file_refused_by_one_source_can_be_read_by_another(tmp_path: Path) -> None:
    write(tmp_path, **{"d/a.txt": TEXT, "d/build": MAKEFILE})
    found = list_files((Source(path="d"), Source(path="d", format="text")), tmp_path)
    assert list(formats_of(found)) == ["a.txt", "build"]


def test_every_file_below_a_folder_is_in_the_ledger_once(tmp_path: Path) -> None:
    names = ("a.txt", "b", "c.css", "s/d.html", "s/e.bin", "s/t/.f", "s/t/g.jsonl", ".h", "README")
    write(tmp_path, **{f"d/{name}": TEXT for name in names})
    for path in ("d", "d/**", "d/**/*"):
        found = find(tmp_path, path)
        listed = [file.name for file in found.files] + [item.name for item in found.skipped]
        assert sorted(listed) == sorted(f"d/{name}" for name in names)


@pytest.mark.skipif(sys.platform == "win32", reason="no such names there")
def test_local_names_with_colons_are_no_chains_of_urls(tmp_path: Path) -> None:
    write(tmp_path, **{"d/a::b.html": PAGE, "d/Talk::x": PAGE, "d/a": "<p>another</p>"})
    found = find(tmp_path, "d", "d/a::b.html")
    datas = [row["data"] for row in rows_of_files(found.files)]
    assert datas == [PAGE.encode(), b"<p>another</p>", PAGE.encode()]


@pytest.mark.parametrize(
    ("path", "limit", "message"),
    [
        ("d", None, None),
        ("d", 3, None),
        (
            "d",
            2,
            "sources[0].path: 3 of 4 files are not read, the first 'd/x.css' (no-article-format: a style sheet); name",
        ),
        ("d", 0, "raise read.max_skipped_files"),
        ("d/*", None, "sources[0].path: 3 of 4 files are not read, the first 'd/x.css' "),
        ("d/*", 3, None),
        ("d/[ax].*", None, "sources[0].path: 1 of 2 files is not read, the first 'd/x.css' "),
        ("*", None, None),  # matches the folder, and what is in that is in a folder
    ],
)
def test_more_skipped_files_than_allowed_are_an_error_of_the_config_in_one_line(
    tmp_path: Path, path: str, limit: int | None, message: str | None
) -> None:
    write(
        tmp_path,
        **{"d/a.txt": TEXT, "d/x.css": "", "d/y.jpg": "", "d/z": b"\0\1\2\3" * 9, "d/.h": "", "d/README.md": ""},
    )
    chosen = (Source(path=path),)
    found = list_files(chosen, tmp_path)
    if message is None:
        check_skipped(found, chosen, limit)
        return
    with pytest.raises(ConfigError) as error:
        check_skipped(found, chosen, limit)
    assert message in str(error.value)
    assert "\n" not in str(error.value)


def test_each_source_is_judged_by_itself_unless_a_number_is_set(tmp_path: Path) -> None:
    write(tmp_path, **{"d/a.txt": TEXT, "d/x.css": "", "e/b.txt": TEXT, "e/y.css": "", "e/z.css": ""})
    chosen = (Source(path="d"), Source(path="e/*"))
    found = list_files(chosen, tmp_path)
    with pytest.raises(ConfigError, match=r"sources\[1\].path: 2 of 3 files are not read, the first 'e/y.css'"):
        check_skipped(found, chosen, None)
    with pytest.raises(ConfigError, match=r"sources\[0\].path: 3 of 5 files are not read, the first 'd/x.css'"):
        check_skipped(found, chosen, 2)
    check_skipped(found, chosen, 3)


def test_manifest_has_counts_by_reason_and_the_first_of_each(tmp_path: Path) -> None:
    write(tmp_path, **{"d/a.txt": TEXT, **{f"d/{n}.css": "a {}" for n in range(5)}, "d/.x/y": "", "d/.x/z": ""})
    found = find(tmp_path, "d")
    summary = found.to_manifest()
    assert (summary["count"], summary["by_reason"]) == (6, {"no-article-format": 5, "hidden": 1})
    assert [entry["path"] for entry in summary["first"]] == ["d/0.css", "d/1.css", "d/2.css", "d/.x/"]
    assert summary["first"][0] == {
        "path": "d/0.css",
        "reason": "no-article-format",
        "why": "a style sheet",
        "bytes": 4,
        "source": "d",
    }
    assert summary["first"][-1]["files"] == 2
    assert summary["by_source"] == [
        {"path": "d", "read": 1, "skipped": 6, "by_reason": {"no-article-format": 5, "hidden": 1}}
    ]
    assert len(found.to_json()["files"]) == 6
    assert json.loads(json.dumps(found.to_json())) == found.to_json()


def test_passwords_of_sources_are_not_in_the_ledger(tmp_path: Path) -> None:
    memory = fsspec.filesystem("memory")
    memory.pipe("/me:secret@corpus/a.txt", TEXT.encode())
    memory.pipe("/me:secret@corpus/x.css", b"a {}")
    try:
        found = find(tmp_path, "memory://me:secret@corpus")
        assert found.by_source()[0]["path"] == "memory://corpus"
        assert "secret" not in json.dumps(found.to_json())
    finally:
        memory.rm("/me:secret@corpus", recursive=True)


@pytest.mark.skipif(sys.platform == "win32", reason="no such names there")
def test_names_with_line_breaks_stay_in_one_line_of_a_message(tmp_path: Path) -> None:
    write(tmp_path, **{"d/a.txt": TEXT, "d/x\n\x1b[31m.css": ""})
    with pytest.raises(ConfigError) as error:
        check_skipped(find(tmp_path, "d"), (Source(path="d"),), 0)
    assert not {"\n", "\x1b"} & set(str(error.value))


def test_no_ending_is_both_an_articles_and_no_articles() -> None:
    assert not NO_ARTICLE_ENDINGS.keys() & _ENDINGS.keys()
    assert REASONS.keys() > HARMLESS
