"""A dataset in a store: the version that a folder would get, all of it or nothing, after those that stand there."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import fsspec
import pyarrow.parquet as pq
import pytest
from servers import FileServer
from store_kit import Store, article, json_lines

from cleancorpus.cli import main
from cleancorpus.config import Config
from cleancorpus.errors import CleancorpusError, ExportError
from cleancorpus.export.elsewhere import DatasetElsewhere
from cleancorpus.pipeline.checks import check_run
from cleancorpus.pipeline.result import RunResult
from cleancorpus.pipeline.run import run
from cleancorpus.read import list_files
from cleancorpus.remote import errors


def config_of(place: str, **sections: Any) -> Config:
    values = {"name": "t", "sources": [{"path": "a.jsonl"}], "export": {"dir": place}, "run": {"workers": 1}}
    return Config.model_validate(values | sections)


def made(place: str, count: int, **sections: Any) -> RunResult:
    Path("a.jsonl").write_bytes(json_lines([article(number) for number in range(count)]))
    result = run(config_of(place, **sections))
    assert result.export is not None, result.failure
    return result


@pytest.fixture
def memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    monkeypatch.chdir(tmp_path)
    fs = fsspec.filesystem("memory")
    fs.store.clear()
    fs.pseudo_dirs[:] = [""]
    yield fs
    fs.store.clear()
    fs.pseudo_dirs[:] = [""]


def test_a_version_in_a_store_is_that_of_a_folder(memory: Any) -> None:
    here = made("here", 5).export
    there = made("memory://bucket/x", 5).export
    assert here is not None
    assert there is not None
    assert (there.content_hash, there.version, there.changed) == (here.content_hash, "1.0.0", True)
    assert there.place == "memory://bucket/x/t/1.0.0"
    root = "/bucket/x/t/1.0.0/"
    names = {path.removeprefix(root) for path in memory.find("/bucket/x/t")}
    assert names == {path.relative_to(here.path).as_posix() for path in here.path.rglob("*") if path.is_file()}
    parquet = "data/train-00000.parquet"
    assert memory.cat_file(root + parquet) == (here.path / parquet).read_bytes()
    (folder,) = Path("dist/.elsewhere").iterdir()
    assert {path.name for path in folder.iterdir()} == {".lock", ".upload-token"}


def test_versions_are_numbered_and_compared_with_those_that_stand_there(memory: Any) -> None:
    place, takedowns = "memory://bucket", {"dir": "memory://bucket", "takedowns": "gone.jsonl"}
    made(place, 5)
    unchanged = made(place, 5).export
    assert unchanged is not None
    assert (unchanged.version, unchanged.changed, unchanged.place) == ("1.0.0", False, "memory://bucket/t/1.0.0")
    Path("gone.jsonl").write_text(json.dumps({"id": "a1", "reason": "asked"}) + "\n")
    second = made(place, 7, export=takedowns).export
    assert second is not None
    assert (second.version, second.bump_reasons) == ("1.1.0", ("documents added: 2", "documents removed: 1"))
    third = made(place, 8).export  # without the list: the store's manifests carry it on
    assert third is not None
    assert (third.version, third.rows["default"], third.previous_version) == ("1.2.0", 7, "1.1.0")
    changes = memory.cat_file("/bucket/t/1.2.0/CHANGELOG.md").decode()
    assert [line for line in changes.splitlines() if line.startswith("## ")] == [
        f"## {version} ({changes.split('(')[1][:10]})" for version in ("1.2.0", "1.1.0", "1.0.0")
    ]
    with pytest.raises(ExportError, match=r"version 1\.2\.0 is too low|already exists with other content"):
        made(place, 9, export={"dir": place, "version": "1.2.0"})


def test_tables_that_did_not_change_are_copied_in_the_store(memory: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    made("memory://bucket", 6)
    sent: list[str] = []
    real = type(memory).put_file
    monkeypatch.setattr(type(memory), "put_file", lambda *a, **o: sent.append(a[2]) or real(*a, **o))  # type: ignore[func-returns-value]
    made("memory://bucket", 9)
    assert "/bucket/t/1.1.0/data/train-00001.parquet" in sent
    assert "/bucket/t/1.1.0/data/train-00000.parquet" not in sent
    assert memory.cat_file("/bucket/t/1.1.0/data/train-00000.parquet") == memory.cat_file(
        "/bucket/t/1.0.0/data/train-00000.parquet"
    )


class _Killed(BaseException):
    """As if the process ended."""


@pytest.mark.parametrize("at", range(5))
def test_an_upload_that_is_killed_makes_no_version_and_the_next_run_finishes_it(
    memory: Any, monkeypatch: pytest.MonkeyPatch, at: int
) -> None:
    expected = made("here", 5).export
    assert expected is not None
    real, count = DatasetElsewhere._send, [0]

    def send(self: DatasetElsewhere, *args: Any) -> None:
        if count[0] == at:
            raise _Killed
        count[0] += 1
        real(self, *args)

    with monkeypatch.context() as patch:
        patch.setattr("cleancorpus.export.elsewhere._AT_ONCE", 1)
        patch.setattr(DatasetElsewhere, "_send", send)
        with pytest.raises(_Killed):
            made("memory://bucket", 5)
    assert not memory.exists("/bucket/t/1.0.0/manifest.json")
    memory.pipe_file("/bucket/t/1.0.0/data/train-00007.parquet", b"left by a run with other sources")
    again = made("memory://bucket", 5)
    assert again.export is not None
    assert (again.export.version, again.export.content_hash) == ("1.0.0", expected.content_hash)
    assert again.reused_parts == 1
    names = {path.removeprefix("/bucket/t/1.0.0/") for path in memory.find("/bucket/t")}
    assert names == {path.relative_to(expected.path).as_posix() for path in expected.path.rglob("*") if path.is_file()}


def test_a_version_that_another_machine_is_uploading_or_has_made_is_left_alone(
    memory: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    claim = {"token": "other", "host": "heron", "since": "2024-05-03T10:00:00+00:00"}
    memory.pipe_file("/bucket/t/1.0.0/.uploading.json", json.dumps(claim).encode())
    with pytest.raises(ExportError) as caught:
        made("memory://bucket", 5)
    assert str(caught.value) == (
        "memory://bucket/t/1.0.0: is being uploaded by a run on heron since 2024-05-03T10:00:00+00:00; run again when it is "
        "done; if it has died, remove memory://bucket/t/1.0.0/.uploading.json first"
    )
    memory.rm("/bucket/t", recursive=True)
    real = DatasetElsewhere._claim

    def overtaken(self: DatasetElsewhere, version: str) -> None:
        memory.pipe_file(f"/bucket/t/{version}/manifest.json", b"{}")
        real(self, version)

    with monkeypatch.context() as patch:
        patch.setattr(DatasetElsewhere, "_claim", overtaken)
        with pytest.raises(
            ExportError, match=r"t/1\.0\.0: was made by another run meanwhile; run the same command again"
        ):
            made("memory://bucket", 5)
    assert memory.cat_file("/bucket/t/1.0.0/manifest.json") == b"{}"


OTHER = json.dumps({"token": "0" * 32, "host": "heron", "since": "2024-05-03T10:00:00+00:00"}).encode()


def creating(monkeypatch: pytest.MonkeyPatch, there: Any, *, again: bool) -> None:
    """The first try to make a claim finds that `there` stands there (what is written gives it), and with `again` breaks off."""
    real = DatasetElsewhere._create

    def create(self: DatasetElsewhere, path: str, data: bytes) -> None:
        if not self._fs.exists(path):
            self._fs.pipe_file(path, there(data))
            raise ConnectionResetError(104, "reset") if again else FileExistsError(path)
        real(self, path, data)

    monkeypatch.setattr(DatasetElsewhere, "_create", create)


@pytest.mark.parametrize("again", [True, False])
@pytest.mark.parametrize("length", [0, 1, 11, 12, 20, 60])
def test_a_claim_that_is_seen_in_part_is_not_taken_for_ones_own(
    memory: Any, monkeypatch: pytest.MonkeyPatch, length: int, again: bool
) -> None:
    creating(monkeypatch, lambda _: OTHER[:length], again=again)
    with pytest.raises(ExportError, match=r"t/1\.0\.0: is being uploaded by another run; run again when it is done"):
        made("memory://bucket", 5)
    assert memory.cat_file("/bucket/t/1.0.0/.uploading.json") == OTHER[:length]


@pytest.mark.parametrize("again", [True, False])
def test_a_claim_of_ones_own_that_broke_off_behind_its_token_is_written_again(
    memory: Any, monkeypatch: pytest.MonkeyPatch, again: bool
) -> None:
    creating(monkeypatch, lambda data: data[:60], again=again)
    assert made("memory://bucket", 5).export is not None
    assert not memory.exists("/bucket/t/1.0.0/.uploading.json")


@pytest.mark.parametrize("length", [0, 11, 60])
def test_a_claim_in_the_place_of_ones_own_is_not_removed(
    memory: Any, monkeypatch: pytest.MonkeyPatch, length: int
) -> None:
    """As of two who write at once where the store has no conditional writes."""

    def overwritten(self: DatasetElsewhere, path: str, _: bytes) -> None:
        self._fs.pipe_file(path, OTHER[:length])

    monkeypatch.setattr(DatasetElsewhere, "_create", overwritten)
    with pytest.raises(ExportError, match="comes back from there with other bytes than were written"):
        made("memory://bucket", 5)
    assert memory.cat_file("/bucket/t/1.0.0/.uploading.json") == OTHER[:length]


def test_the_work_folder_may_be_named_and_a_sample_stays_here(memory: Any) -> None:
    made("memory://bucket", 5, run={"workers": 1, "work_dir": "fast", "keep_work": True})
    (folder,) = Path("fast").iterdir()
    assert {".work", "1.0.0", ".lock"} <= {path.name for path in folder.iterdir()}
    assert not Path("dist").exists()
    kept = made("memory://bucket", 8, run={"workers": 1, "work_dir": "fast", "keep_work": True}).export
    assert kept is not None
    assert kept.reused_shards == ("data/train-00000.parquet",)
    sample = run(config_of("memory://bucket"), limit=3).export
    assert sample is not None
    assert (sample.path.name, sample.url) == ("sample", "")
    assert memory.ls("/bucket/t", detail=False) == ["/bucket/t/1.0.0", "/bucket/t/1.1.0"]


def test_a_place_that_cannot_be_exported_to_is_one_line_before_work_begins(
    memory: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "gcsfs", None)
    memory.pipe_file("/full/t/letters.txt", b"x")
    memory.pipe_file("/half/t/1.0.0/data.txt", b"x")
    Path("a.jsonl").write_bytes(json_lines([article(1)]))
    found = list_files(config_of("x").sources)
    for place, said in {
        "https://harbour.example/x": "export.dir: 'https://harbour.example/x/t': a place on the web cannot be written to; "
        "name a folder, s3:// or gs://",
        "hf://datasets/acme/harbour": "export.dir: 'hf://datasets/acme/harbour/t': a repository has versions of its own; name "
        "a folder, then `cleancorpus publish`",
        "gs://bucket": "export.dir: 'gs://bucket/t' needs a package that is not installed; pip install 'cleancorpus[gcs]'",
        "tape://reel": "export.dir: 'tape://reel/t': Protocol not known: tape; check the part before '://'",
        "memory://full": "memory://full/t: holds other files ('letters.txt'); set export.dir or name to another place",
        "memory://half": "memory://half/t/1.0.0: is not empty and has no manifest.json; move it away, or set export.dir to "
        "another place",
    }.items():
        with pytest.raises(CleancorpusError) as caught:
            check_run(config_of(place), found)
        assert str(caught.value) == said


def test_no_bucket_and_no_credentials_are_said_before_work_begins(
    s3: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(errors, "_PAUSE_S", 0.001)
    Path("a.jsonl").write_bytes(json_lines([article(1)]))
    found = list_files(config_of("x").sources)

    def said(place: str) -> str:
        with pytest.raises(CleancorpusError) as caught:
            check_run(config_of(place), found)
        return str(caught.value)

    assert said("s3://no-such-bucket/x") == "export.dir: 's3://no-such-bucket/x/t': no such bucket; check its name"
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.delenv(name)
    type(s3.fs).clear_instance_cache()
    assert said(s3.bucket).startswith(f"export.dir: '{s3.bucket}/t': no credentials for s3://; set AWS_PROFILE, or ")
    with FileServer({}) as broken:
        broken.next_fault = lambda: "500"  # type: ignore[method-assign]
        monkeypatch.setenv("AWS_ENDPOINT_URL", broken.url)
        monkeypatch.setenv("AWS_ACCESS_KEY_ID", "x")
        monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "x")
        monkeypatch.setenv("AWS_MAX_ATTEMPTS", "1")
        type(s3.fs).clear_instance_cache()
        assert said(s3.bucket).startswith(f"export.dir: '{s3.bucket}/t': does not answer: ")


def test_what_is_in_s3_opens_with_datasets(s3: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from datasets import load_dataset

    monkeypatch.chdir(tmp_path)
    export = made(f"{s3.bucket}/corpora", 6).export
    assert export is not None
    url = f"{s3.bucket}/corpora/t/1.0.0"
    assert export.place == url
    options = {"data_files": f"{url}/data/*.parquet", "split": "train", "cache_dir": str(tmp_path / "cache")}
    rows = load_dataset("parquet", storage_options=s3.options, **options)
    assert sorted(rows["id"]) == [f"a{number}" for number in range(6)]
    streamed = load_dataset("parquet", streaming=True, storage_options=s3.options, **options)
    assert sorted(row["id"] for row in streamed) == sorted(rows["id"])
    s3.fs.get(url, str(tmp_path / "fetched"), recursive=True)
    fetched = load_dataset(str(tmp_path / "fetched"), split="train", cache_dir=str(tmp_path / "cache"))
    assert sorted(fetched["id"]) == sorted(rows["id"])


def test_versions_in_a_store_are_compared_and_verified_there(memory: Any, capsys: pytest.CaptureFixture[str]) -> None:
    made("memory://bucket", 4)
    made("memory://bucket", 6)
    assert main(["diff", "memory://bucket/t/1.0.0", "memory://bucket/t/1.1.0"]) == 1
    assert main(["diff", "memory://bucket/t/1.1.0/", "memory://bucket/t/1.1.0"]) == 0
    assert main(["verify", "memory://bucket/t/1.1.0"]) == 0
    memory.pipe_file("/bucket/t/1.1.0/data/train-00000.parquet", b"x")
    capsys.readouterr()
    assert main(["verify", "memory://bucket/t/1.1.0"]) == 1
    assert "data/train-00000.parquet: has 1 bytes, the manifest says" in capsys.readouterr().out
    assert main(["diff", "memory://bucket/t/1.0.0", "memory://bucket/t"]) == 2
    said = capsys.readouterr().err
    assert said.endswith(
        "memory://bucket/t: has no manifest.json; give the address of one version, as s3://bucket/<dir>/<name>/<version>\n"
    )


@pytest.mark.slow
def test_sources_and_target_in_s3_while_every_tenth_request_fails(
    s3: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for number in range(40):
        s3.put(f"in/{number}.jsonl", json_lines([article(number)]))
    s3.put("in/more.jsonl", json_lines([article(number) for number in range(40, 80)]))
    sources = [{"path": f"{s3.bucket}/in"}]
    whole = run(config_of("here", sources=sources)).export
    s3.proxy.every = 10
    broken = run(config_of(f"{s3.bucket}/out", sources=sources, run={"workers": 2})).export
    assert whole is not None
    assert broken is not None
    assert s3.proxy.n_faults > 10
    assert broken.content_hash == whole.content_hash
    s3.proxy.every = 0
    s3.fs.get(f"{s3.bucket}/out/t/1.0.0", str(tmp_path / "fetched"), recursive=True)
    for path in (tmp_path / "fetched").rglob("*.parquet"):
        assert (
            pq.read_metadata(path).num_rows
            == pq.read_metadata(whole.path / path.relative_to(tmp_path / "fetched")).num_rows
        )
