"""The same files make the same content, however the source is named and wherever it lies."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

import pytest
from test_run import articles, config_of, table, write_jsonl

from cleancorpus.config import Source
from cleancorpus.pipeline.run import run
from cleancorpus.read import list_files
from cleancorpus.read.names import with_own_names


@pytest.fixture
def corpus(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    write_jsonl(tmp_path, articles(3), "a.jsonl")
    (tmp_path / "in" / "sub").mkdir()
    shutil.copy(tmp_path / "in" / "a.jsonl", tmp_path / "in" / "sub" / "b.jsonl")
    (tmp_path / "in" / "sub" / "c.jsonl").write_text('{"other": 1}\nnot json\n', encoding="utf-8")  # ids of errors
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights there")
def test_the_hash_is_the_same_by_relative_path_absolute_path_link_glob_and_copy(corpus: Path) -> None:
    (corpus / "link").symlink_to(corpus / "in")
    shutil.copytree(corpus / "in", corpus / "moved" / "elsewhere")
    hashes = {}
    for number, path in enumerate(
        (
            "in",
            "./in/",
            str(corpus / "in"),
            os.path.relpath(corpus / "in", "."),
            "link",
            "in/**/*.jsonl",
            "moved/elsewhere",
        )
    ):
        settings = {"workers": 1, "max_failed_share": 0.9}
        result = run(config_of(corpus, name=f"t{number}", sources=[{"path": path}], run=settings))
        hashes[path] = result.export.content_hash
        assert {row["source"] for row in table(result, "data")} == {"a.jsonl"}
        assert {row["source"] for row in table(result, "duplicates")} == {"sub/b.jsonl"}
        errors = table(result, "quarantined")
        assert {(row["source"], row["detail"].partition(":")[0]) for row in errors} == {("sub/c.jsonl", "sub/c.jsonl")}
    assert len(set(hashes.values())) == 1, hashes


def names(*paths: str) -> list[str]:
    return [file.name for file in with_own_names(list_files(tuple(Source(path=path) for path in paths)).files)]


def test_files_of_one_name_are_told_apart_by_so_much_of_their_roots_as_it_takes(tmp_path: Path, monkeypatch) -> None:
    for folder in ("x/2023/in", "x/2024/in", "y/2024/in"):
        (tmp_path / folder).mkdir(parents=True)
        (tmp_path / folder / "part-0.jsonl").write_text("{}\n")
    (tmp_path / "x" / "2024" / "in" / "part-1.jsonl").write_text("{}\n")
    monkeypatch.chdir(tmp_path)
    assert names("x/2023/in") == ["part-0.jsonl"]
    assert names("x/2024/in/*-1.jsonl", "x/2023/in") == ["part-1.jsonl", "part-0.jsonl"]
    both = ["2023/in/part-0.jsonl", "2024/in/part-0.jsonl", "2024/in/part-1.jsonl"]
    assert names("x/2023/in", "x/2024/in") == names(str(tmp_path / "x/2023/in"), "./x/../x/2024/in") == both
    assert names("x/2024/in/part-0.jsonl", "y/2024/in") == ["x/2024/in/part-0.jsonl", "y/2024/in/part-0.jsonl"]
    assert names("x") == ["2023/in/part-0.jsonl", "2024/in/part-0.jsonl", "2024/in/part-1.jsonl"]


def test_a_member_is_named_by_its_archive_and_its_place_there(tmp_path: Path, monkeypatch) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.jsonl").write_text("{}\n")
    shutil.make_archive(str(tmp_path / "box" / "pages"), "zip", tmp_path, "in")
    monkeypatch.chdir(tmp_path)
    assert names("box") == names("box/pages.zip") == names("box/*.zip") == ["pages.zip/in/a.jsonl"]
