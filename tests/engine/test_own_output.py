"""Sources that contain what the run itself makes: none of it is read as a source."""

import shutil
from pathlib import Path

import pytest
from test_run import articles, config_of, write_jsonl

from cleancorpus.config import Source
from cleancorpus.errors import ConfigError
from cleancorpus.pipeline.run import run
from cleancorpus.read import list_files


@pytest.fixture
def place(tmp_path: Path) -> Path:
    for name in (
        "in/a.txt",
        "in/out/mine/1.0.0/data/b.txt",
        "in/out/mine/.work/c.txt",
        "in/out/other/d.txt",
        "in/out/minex.txt",
    ):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("Some words.", encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize(
    "path", ["in", "in/", "in/out/..", "in/**", "in/**/*.txt", "in/*", "../{}/in", "link", "link/**/*.txt", "li*"]
)
@pytest.mark.parametrize("through_link", [False, True])
def test_the_own_folder_is_left_out_of_what_contains_it(place: Path, path: str, *, through_link: bool) -> None:
    (place / "link").symlink_to(place / "in")
    own = place / ("link" if through_link else "in") / "out" / "mine"
    files, skipped = list_files((Source(path=path.format(place.name)),), place, own=[own])
    assert {Path(file.name).name for file in files} == {"a.txt", "minex.txt", "d.txt"}
    (entry,) = [item for item in skipped if item.reason == "own-output"]
    assert entry.name.endswith("out/mine/")
    assert entry.n_files is None
    assert not entry.counts
    assert str(entry).endswith("out/mine/ (own-output: what this configuration makes, no source of it)")


def test_a_folder_that_does_not_exist_yet_changes_nothing(place: Path) -> None:
    shutil.rmtree(place / "in" / "out" / "mine")
    files, skipped = list_files((Source(path="in"),), place, own=[place / "in" / "out" / "mine"])
    assert len(files) == 3
    assert not skipped


def test_the_own_folder_itself_is_refused_and_a_version_by_its_name_is_read(place: Path) -> None:
    own = [place / "in" / "out" / "mine"]
    with pytest.raises(ConfigError) as caught:
        list_files((Source(path="in/out/mine"),), place, own=own)
    assert str(caught.value) == (
        "sources[0].path: 'in/out/mine' is the folder that this configuration writes to; "
        "name another source, or set name or export.dir to another place"
    )
    with pytest.raises(ConfigError, match=r"holds no file to read .*own-output"):
        list_files((Source(path="in/out/mine/*/data/*.txt"),), place, own=own)
    files, _ = list_files((Source(path="in/out/mine/1.0.0"),), place, own=own)
    assert [file.name for file in files] == ["in/out/mine/1.0.0/data/b.txt"]


def test_a_second_run_does_not_read_what_the_first_has_made(tmp_path: Path) -> None:
    write_jsonl(tmp_path, articles(6))
    config = config_of(tmp_path, sources=[{"path": str(tmp_path / "in")}], export={"dir": str(tmp_path / "in" / "out")})
    first, second = run(config).export, run(config).export
    assert first is not None
    assert second is not None
    assert not second.changed
    assert second.content_hash == first.content_hash
