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


def write_files(folder: Path, *paths: str) -> None:
    for path in paths:
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text("{}\n")


TWO = ["in/x.jsonl", "a/in/x.jsonl"]
NESTED = {
    ("in", "a/in"): TWO,
    ("a/in", "in"): TWO[::-1],
    ("{here}/in", "{here}/a/in"): TWO,
    ("in", "{here}/a/in"): TWO,
    ("in", "a/in", "b/in"): [*TWO, "b/in/x.jsonl"],
    ("y.jsonl", "c/y.jsonl"): ["y.jsonl", "c/y.jsonl"],
    ("in", "../other/in"): ["in/x.jsonl", "other/in/x.jsonl"],
    ("in", "{here}/../other/in"): ["in/x.jsonl", "other/in/x.jsonl"],
    ("{here}/in", "{here}/../other/in"): ["one/in/x.jsonl", "other/in/x.jsonl"],
    ("../in", "../other/in"): ["in/x.jsonl", "other/in/x.jsonl"],
    ("../in", "../../in"): ["project/in/x.jsonl", "in/x.jsonl"],
}


@pytest.mark.parametrize("paths", NESTED, ids=" ".join)
def test_names_take_no_folder_that_all_are_in_or_that_no_path_names(
    paths: tuple[str, ...], tmp_path: Path, monkeypatch
) -> None:
    files = ("one/in", "one/a/in", "one/b/in", "other/in", "in", "../in")
    write_files(tmp_path / "project", *(f"{folder}/x.jsonl" for folder in files), "one/y.jsonl", "one/c/y.jsonl")
    here = tmp_path / "project" / "one"
    monkeypatch.chdir(here)
    assert names(*(path.format(here=here.as_posix()) for path in paths)) == NESTED[paths]


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights there")
def test_links_out_of_a_project_are_told_apart_by_where_they_lead(tmp_path: Path, monkeypatch) -> None:
    write_files(tmp_path, "data/2023/in/x.jsonl", "data/2024/in/x.jsonl", "project/in/x.jsonl")
    for year in ("2023", "2024"):
        (tmp_path / "project" / year).symlink_to(tmp_path / "data" / year / "in")
    monkeypatch.chdir(tmp_path / "project")
    assert names("2023", "2024") == ["2023/in/x.jsonl", "2024/in/x.jsonl"]
    assert names("in", "2024") == ["in/x.jsonl", "2024/in/x.jsonl"]


def test_a_tail_that_is_repeated_above_is_told_apart(tmp_path: Path, monkeypatch) -> None:
    write_files(tmp_path, "q/p/a/x.jsonl", "q/p/q/p/a/x.jsonl", "d/p/a/x.jsonl")
    monkeypatch.chdir(tmp_path)
    for paths in (("q/p/a", "q/p/q/p/a"), ("q/p/a", "q/p/q/p/a", "d/p/a")):
        found = names(*paths)
        assert len(set(found)) == len(paths)
        assert sorted(found) == sorted(names(*reversed(paths))) == sorted(names(*(str(tmp_path / p) for p in paths)))


def test_a_project_that_is_moved_makes_the_same_content(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    hashes = []
    for place in ("here", "there/deep"):
        for folder in (tmp_path / place, tmp_path / place / "a"):
            folder.mkdir(parents=True)
            write_jsonl(folder, articles(2))
        monkeypatch.chdir(tmp_path / place)
        config = config_of(tmp_path, name=place[:4], sources=[{"path": "in"}, {"path": "a/in"}], run={"workers": 1})
        hashes.append(run(config).export.content_hash)
    assert hashes[0] == hashes[1]


def test_a_member_is_named_by_its_archive_and_its_place_there(tmp_path: Path, monkeypatch) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.jsonl").write_text("{}\n")
    shutil.make_archive(str(tmp_path / "box" / "pages"), "zip", tmp_path, "in")
    monkeypatch.chdir(tmp_path)
    assert names("box") == names("box/pages.zip") == names("box/*.zip") == ["pages.zip/in/a.jsonl"]
