"""Sources and the dataset in Google's storage, by gcsfs against a server on this machine."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from gcs_server import GoogleStorage
from store_kit import article, json_lines

from cleancorpus.config import Config
from cleancorpus.errors import CleancorpusError
from cleancorpus.pipeline import run as run_module
from cleancorpus.pipeline.checks import check_run
from cleancorpus.pipeline.run import run
from cleancorpus.pipeline.work import RunWork
from cleancorpus.read import list_files
from in_this_process import InThisProcess

ROWS = [article(number) for number in range(30)]


@pytest.fixture
def gs(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[GoogleStorage]:
    # asks by another protocol, which is no part of this server, what kind of bucket it is
    monkeypatch.setenv("GCSFS_EXPERIMENTAL_ZB_HNS_SUPPORT", "false")
    gcsfs = pytest.importorskip("gcsfs", reason="needs the extra gcs")
    monkeypatch.chdir(tmp_path)
    with GoogleStorage("bucket") as server:
        monkeypatch.setenv("STORAGE_EMULATOR_HOST", server.url)
        from fsspec.config import conf

        monkeypatch.setitem(conf, "gs", {"token": "anon"})
        monkeypatch.setitem(conf, "gcs", {"token": "anon"})
        gcsfs.GCSFileSystem.clear_instance_cache()
        yield server
        gcsfs.GCSFileSystem.clear_instance_cache()


def config_of(place: str, source: str) -> Config:
    values = {"name": "t", "sources": [{"path": source}], "export": {"dir": place}, "run": {"workers": 1}}
    return Config.model_validate(values)


@pytest.mark.parametrize("every", [0, 8])
def test_from_and_to_google_storage(gs: GoogleStorage, monkeypatch: pytest.MonkeyPatch, every: int) -> None:
    # other processes do not know the settings of this one
    monkeypatch.setattr(run_module, "make_engine", lambda config, store: InThisProcess(RunWork(config, store)))
    gs.put("in/a.jsonl", json_lines(ROWS[:20]))
    gs.put("in/b.jsonl", json_lines(ROWS[20:]))
    here = run(config_of("here", "gs://bucket/in/*.jsonl")).export
    gs.every = every
    there = run(config_of("gs://bucket/out", "gs://bucket/in/*.jsonl")).export
    again = run(config_of("gs://bucket/out", "gs://bucket/in/*.jsonl")).export
    assert here is not None
    assert there is not None
    assert again is not None
    assert there.content_hash == here.content_hash
    assert (there.place, again.changed) == ("gs://bucket/out/t/1.0.0", False)
    names = {name.removeprefix("out/t/1.0.0/") for name in gs.objects if name.startswith("out/")}
    assert names == {path.relative_to(here.path).as_posix() for path in here.path.rglob("*") if path.is_file()}
    parquet = "data/train-00000.parquet"
    assert gs.objects[f"out/t/1.0.0/{parquet}"][1] == (here.path / parquet).read_bytes()
    assert bool(gs.n_faults) == bool(every)


def test_what_is_wrong_is_one_line(gs: GoogleStorage) -> None:
    gs.put("out/t/1.0.0/data.txt", b"x")
    gs.put("a.jsonl", json_lines(ROWS))
    found = list_files(config_of("x", "gs://bucket/a.jsonl").sources)
    for place, source, said in (
        ("x", "gs://bucket/none.jsonl", "sources[0].path: 'gs://bucket/none.jsonl': does not exist; check the address"),
        (
            "gs://bucket/out",
            "gs://bucket/a.jsonl",
            "gs://bucket/out/t/1.0.0: is not empty and has no manifest.json; move",
        ),
    ):
        with pytest.raises(CleancorpusError) as caught:
            check_run(config_of(place, source), list_files(config_of(place, source).sources) if place == "x" else found)
        assert str(caught.value).startswith(said)
