"""Heads of READMEs and notes of saved datasets that come from strangers: each says which files are data, or costs one line."""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from fsspec.utils import glob_translate

from cleancorpus.config import Source
from cleancorpus.errors import ConfigError
from cleancorpus.read import list_files
from cleancorpus.read.declared import declared_in, matches_any

NO_FORM = (
    r"sources\[0\]\.path: README\.md declares its configs in no form that `datasets` reads; name the files by path"
)
NO_YAML = r"sources\[0\]\.path: the head of README\.md is no YAML; name the files by path"
ROW = '{"text": "The bridge was closed on Monday."}\n'


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("a.jsonl", "data/train-0.jsonl", "data/test-0.jsonl", "b/c/d.jsonl"):
        path = tmp_path / "set" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(ROW, encoding="utf-8")
    return tmp_path


def listed(folder: Path, head: str, **source: str) -> list[str]:
    (folder / "set" / "README.md").write_text(f"---\n{head}\n---\n# Set\n", encoding="utf-8")
    found = list_files((Source.model_validate({"path": "set"} | source),), folder)
    return [file.name.removeprefix("set/") for file in found.files]


@pytest.mark.parametrize(
    ("files", "split", "expected"),
    [
        ("a.jsonl", None, ["a.jsonl"]),
        ("[a.jsonl, data/test-*]", None, ["a.jsonl", "data/test-0.jsonl"]),
        ("{train: data/train-*, test: [data/test-0.jsonl, a.jsonl]}", "test", ["a.jsonl", "data/test-0.jsonl"]),
        ("[{split: train, path: data/train-*}, {split: test, path: [a.jsonl]}]", "test", ["a.jsonl"]),
        ("{split: 2024, path: b/**}", "2024", ["b/c/d.jsonl"]),
        ("[{split: test, path: '../*'}]", "test", None),
    ],
)
def test_files_of_a_config_in_each_form(
    folder: Path, files: str, split: str | None, expected: list[str] | None
) -> None:
    head, source = (
        f"configs: [{{config_name: 1, data_files: {files}}}]",
        {"config": "1"} | ({"split": split} if split else {}),
    )
    if expected is not None:
        assert listed(folder, head, **source) == expected
        return
    with pytest.raises(ConfigError, match="holds no file to read"):
        listed(folder, head, **source)


def test_a_folder_of_its_own_and_what_has_no_files(folder: Path) -> None:
    head = "license: cc0-1.0\nconfigs: [{config_name: view}, {config_name: x, default: true, data_dir: data, data_files: 't*'}]"
    assert listed(folder, head, split="test") == ["data/test-0.jsonl"]
    assert [config.config_name for config in declared_in(b"no head", "w")] == []


@pytest.mark.parametrize(
    ("head", "message"),
    [
        ("configs: 7", NO_FORM),
        ("configs: {a: 1}", NO_FORM),
        ("configs: [{config_name: a, data_files: 5}]", NO_FORM),
        ("configs: [{config_name: a, data_files: [{split: train, path: 5}]}]", NO_FORM),
        ("configs: [{config_name: a, data_files: {train: {a: b}}}]", NO_FORM),
        ('configs: [{config_name: a, data_files: "\\ud83d"}]', "holds no file to read"),
        ('configs: [{config_name: "\\ud83d", data_files: a.jsonl}]', "no config 'a'; there are|in no form"),
        ("configs: &a [{data_files: *a}]", NO_FORM),
        ("configs: [{config_name: 2024-13-01, data_files: a.jsonl}]", NO_YAML),
        (f"a: {'1' * 5000}", NO_YAML),
        ("[" * 5000, NO_YAML),
        ("a: !!python/object:os.system x", NO_YAML),
        ("configs: [{data_files: 's3://x/y'}]", r"sources\[0\]\.config: 's3://x/y' is elsewhere; name that"),
        ("configs: [{data_files: a.jsonl}]", r"sources\[0\]\.config: no config 'a'; there are 'default'"),
    ],
)  # fmt: skip
def test_a_head_in_no_such_form_is_one_line(folder: Path, head: str, message: str) -> None:
    config = "default" if "elsewhere" in message else "a"
    with pytest.raises(ConfigError, match=message) as caught:
        listed(folder, head, config=config)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("value", ["[]", "5", '"x"', "{", "[" * 100_000, '{"_data_files": 5}', '{"_data_files": [5]}'])
def test_a_note_of_a_saved_dataset_in_no_such_form_is_one_line(folder: Path, value: str) -> None:
    (folder / "set" / "dataset_dict.json").write_text(json.dumps({"splits": ["data"]}), encoding="utf-8")
    (folder / "set" / "data" / "state.json").write_text(value, encoding="utf-8")
    said = []
    for path in ("set", "set/data"):
        if path == "set/data" and "_data_files" not in value:
            continue  # it is data of another kind
        with pytest.raises(ConfigError, match="save the dataset again") as caught:
            list_files((Source(path=path),), folder)
        said.append(str(caught.value))
    (folder / "set" / "dataset_dict.json").write_text(value.replace("_data_files", "splits"), encoding="utf-8")
    with pytest.raises(ConfigError, match="save the dataset again") as caught:
        list_files((Source(path="set"),), folder)
    assert not any("\n" in words for words in (*said, str(caught.value)))


PARTS = ("a", "*", "?b", "*.x", "[ab]*", "[!a]", "**", "a*b*")
NAMES = ("a", "b", "ab", "bb", "a.x", "aabb")


def test_patterns_match_as_those_of_fsspec() -> None:
    paths = ["/".join(names) for size in (1, 2, 3) for names in itertools.product(NAMES, repeat=size)]
    matched = 0
    for size in (1, 2, 3):
        for parts in itertools.product(PARTS, repeat=size):
            glob = "/".join(parts)
            ours, theirs = matches_any([glob]), re.compile(glob_translate(glob)).match
            assert [path for path in paths if ours(path)] == [path for path in paths if theirs(path)], glob
            matched += sum(map(ours, paths))
    assert matched > 10_000


def test_a_pattern_of_many_stars_takes_time_by_the_path(assert_linear: Callable[..., None]) -> None:
    stars = matches_any(["*a" * 30 + "b", "**/" * 30 + "b"])
    assert_linear(lambda size: "/".join(["a" * 60] * size), lambda path: stars(path), 400)
