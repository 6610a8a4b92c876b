"""What the system refuses: folders that cannot be listed, files of which it says nothing, that cannot be opened or read on.

Rights do not bind the administrator, as whom tests may run: the system's own calls refuse here.
"""

from __future__ import annotations

import builtins
import errno
import io
import os
import sys
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from fsspec.implementations.local import LocalFileSystem
from reading import errors_of, rows_of_files

from cleancorpus.config import Read, Source
from cleancorpus.read import Files, list_files, peek, read_piece
from cleancorpus.read.parts import Part, Piece
from cleancorpus.read.stamps import stamp
from cleancorpus.read.survey import survey

LINES = '{"text": "The harbour bridge was closed."}\n' * 3
REFUSED = {errno.EACCES: "no-permission", errno.EIO: "unreadable"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("in/a.jsonl", "in/sub/b.jsonl", "in/sub2/c.jsonl"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(LINES, encoding="utf-8")
    return tmp_path


def refuse(monkeypatch: pytest.MonkeyPatch, where: Any, name: str, ending: str, number: int) -> None:
    """Let a call of the system raise the error `number` for paths that end so."""
    real = getattr(where, name)

    def call(*arguments: Any, **options: Any) -> Any:
        given = next(each for each in arguments if not isinstance(each, LocalFileSystem))
        if str(getattr(given, "path", given)).rstrip("/").endswith(ending):
            raise OSError(number, os.strerror(number), str(given))
        return real(*arguments, **options)

    monkeypatch.setattr(where, name, call)


def find(base: Path, path: str = "in") -> Files:
    return list_files((Source(path=path),), base)


def told(found: Files) -> tuple[list[str], dict[str, str]]:
    return [file.name for file in found.files], {item.name: item.reason for item in found.skipped}


@pytest.mark.parametrize("number", REFUSED)
@pytest.mark.parametrize("path", ["in", "in/**", "in/**/*.jsonl", "in/*"])
def test_a_folder_that_cannot_be_listed_is_in_the_ledger(
    folder: Path, monkeypatch: pytest.MonkeyPatch, path: str, number: int
) -> None:
    refuse(monkeypatch, os, "scandir", "in/sub", number)
    assert told(find(folder, path)) == (["in/a.jsonl", "in/sub2/c.jsonl"], {"in/sub/": REFUSED[number]})


@pytest.mark.parametrize("number", REFUSED)
@pytest.mark.parametrize("path", ["in", "in/**/*.jsonl"])
def test_a_file_of_which_the_system_says_nothing_costs_itself(
    folder: Path, monkeypatch: pytest.MonkeyPatch, path: str, number: int
) -> None:
    (folder / "in" / "x.jsonl").write_text(LINES, encoding="utf-8")
    refuse(monkeypatch, LocalFileSystem, "info", "in/x.jsonl", number)
    names = ["in/a.jsonl", "in/sub/b.jsonl", "in/sub2/c.jsonl"]
    assert told(find(folder, path)) == (names, {"in/x.jsonl": REFUSED[number]})


def test_what_a_pattern_does_not_match_is_not_told_of(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "in" / "x.txt").write_text(LINES, encoding="utf-8")
    refuse(monkeypatch, LocalFileSystem, "info", "in/x.txt", errno.EIO)
    assert told(find(folder, "in/*.jsonl")) == (["in/a.jsonl"], {})


@pytest.mark.parametrize("number", REFUSED)
@pytest.mark.parametrize("name", ["b.jsonl", "b", "b.zip", "b.tar.gz", "b.parquet", "b.html", "b.warc", "b.csv"])
def test_a_file_that_cannot_be_opened_costs_itself(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, number: int
) -> None:
    (tmp_path / "in").mkdir()
    for each in ("a.jsonl", name):
        (tmp_path / "in" / each).write_text(LINES, encoding="utf-8")
    for where in (builtins, io):
        refuse(monkeypatch, where, "open", f"/in/{name}", number)
    found = find(tmp_path)
    assert "in/a.jsonl" in [file.name for file in found.files]
    errors = errors_of(rows_of_files(found.files))
    if len(found.files) == 2:  # its reader says so
        assert (errors, found.skipped) == ([None, None, None, "unreadable"], [])
    else:
        assert (errors, told(found)[1]) == ([None, None, None], {f"in/{name}": REFUSED[number]})


class Failing(io.FileIO):
    """A file that cannot be read on behind its first 70,000 bytes."""

    def read(self, size: int | None = -1) -> bytes:
        if self.tell() >= 70_000:
            raise OSError(errno.EIO, os.strerror(errno.EIO))
        return super().read(min(70_000 - self.tell(), 1 << 20 if size is None or size < 0 else size)) or b""


@pytest.mark.parametrize("ending", ["jsonl", "csv", "txt", "html"])
def test_a_file_that_cannot_be_read_on_keeps_what_came_before(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ending: str
) -> None:
    (tmp_path / "in").mkdir()
    line = {"jsonl": LINES, "csv": '"a, b",2,3\n', "txt": "Some words.\n", "html": "<p>Some words.</p>\n"}[ending]
    (tmp_path / "in" / f"a.{ending}").write_text(
        ("text,b,c\n" if ending == "csv" else "") + line * 9_000, encoding="utf-8"
    )
    found = find(tmp_path)
    monkeypatch.setattr(LocalFileSystem, "open", lambda _, path, *__, **___: Failing(path))
    rows = rows_of_files(found.files)
    assert errors_of(rows)[-1] == "unreadable"
    assert "Input/output error" in rows[-1]["error"]
    if ending in ("jsonl", "csv"):
        good = errors_of(rows)[:-1]
        assert len(good) > 1_000
        assert set(good) == {None}


_opened: list[str] | None = None


def _note(event: str, arguments: tuple[object, ...]) -> None:
    if _opened is not None and event == "open":
        _opened.append(str(arguments[0]))


sys.addaudithook(_note)


@pytest.mark.parametrize(
    "ending", ["txt", "html", "jsonl", "csv", "parquet", "arrow", "warc", "zip", "tar", "xml", "dat"]
)
def test_a_file_without_a_byte_is_never_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ending: str) -> None:
    """Such are the files of /proc, of which some (`kmsg`) are waited for without an end."""
    global _opened
    empty = tmp_path / "d" / f"empty-here.{ending}"
    empty.parent.mkdir()
    empty.write_bytes(b"")
    (tmp_path / "d" / "full.txt").write_text("Some words.", encoding="utf-8")
    os_file = pa.OSFile
    monkeypatch.setattr(pa, "OSFile", lambda path, mode: _note("open", (path,)) or os_file(path, mode))
    _opened = []
    try:
        files, skipped = list_files((Source(path=str(empty.parent)),))
        stamped = [stamp(Part((Piece(file),), 0), "alone") for file in files]
        found = [record.error for one in stamped for record in read_piece(one.part.pieces[0], Read()) if record.error]
        found += [str(item) for item in skipped]
        for file in files:
            peek(file)
            survey(file)
        opened = _opened
    finally:
        _opened = None
    assert any(path.endswith("full.txt") for path in opened)
    assert not [path for path in opened if "empty-here" in path]
    assert len(found) == 1
