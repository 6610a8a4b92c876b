"""One corpus in all the forms in which people have it gives the same texts under the same ids; and what is wrong is one line."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from local_hub import LocalHub
from local_hub_store import File
from store_kit import Store, article, json_lines

from cleancorpus.config import Config, Source
from cleancorpus.errors import CleancorpusError, ConfigError
from cleancorpus.pipeline.run import run
from cleancorpus.read import list_files
from web_archives import gz, record

ROWS: list[dict[str, Any]] = [
    article(number) | {"label": number % 3, "meta": {"topic": ["roads", None][number % 2], "scores": [number / 2]}}
    for number in range(24)
]
OWN = ("label", "meta")
REPO = "acme/harbour"
README = """---
configs:
- config_name: news
  default: true
  data_files:
  - split: train
    path: data/train-*
  - split: test
    path: [data/test-*]
- config_name: extra
  data_files: more.jsonl
---
# Harbour
"""


def kept(path: str, tmp_path: Path, *columns: str, **source: Any) -> list[tuple[Any, ...]]:
    """Ids and texts of the dataset that a run makes of a source, with some carried columns."""
    values = {
        "name": "t",
        "sources": [{"path": path, **source}],
        "carry": columns,
        "export": {"dir": str(tmp_path / "dist"), "version": "1.0.0"},
        "run": {"workers": 1},
    }
    result = run(Config.model_validate(values))
    assert result.export is not None, result.ledger["first_message_by_reason"]
    assert result.notes == ()
    rows = pq.read_table(result.export.path / "data", columns=["id", "text", *columns]).to_pylist()
    return sorted((tuple(row.values()) for row in rows), key=lambda row: str(row[0]))


def as_jsonl(base: Path) -> str:
    (base / "a.jsonl").write_bytes(json_lines(ROWS))
    return str(base / "a.jsonl")


def as_parquet(base: Path) -> str:
    pq.write_table(pa.Table.from_pylist(ROWS), base / "a.parquet")
    return str(base / "a.parquet")


def as_arrow(base: Path) -> str:
    table = pa.Table.from_pylist(ROWS)
    with pa.OSFile(str(base / "a.arrow"), "wb") as sink, pa.ipc.new_file(sink, table.schema) as writer:
        writer.write_table(table)
    return str(base / "a.arrow")


def as_zip(base: Path) -> str:
    with zipfile.ZipFile(base / "a.zip", "w") as packed:
        packed.write(as_jsonl(base), "in/a.jsonl")
    return str(base / "a.zip")


def as_tar(base: Path) -> str:
    with tarfile.open(base / "a.tar.gz", "w:gz") as packed:
        packed.add(as_parquet(base), "in/a.parquet")
    return str(base / "a.tar.gz")


def as_saved(base: Path) -> str:
    from datasets import Dataset

    Dataset.from_list(ROWS).save_to_disk(base / "saved", num_shards=3)
    return str(base / "saved")


FORMS: dict[str, Callable[[Path], str]] = {
    "parquet": as_parquet,
    "arrow": as_arrow,
    "zip": as_zip,
    "tar.gz": as_tar,
    "saved dataset": as_saved,
}


@pytest.fixture(scope="module")
def expected(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[Any, ...]]:
    base = tmp_path_factory.mktemp("jsonl")
    found = kept(as_jsonl(base), base, *OWN)
    own = {row["id"]: (row["label"], row["meta"]) for row in ROWS}
    assert [row[0] for row in found] == sorted(own)
    assert {row[0]: row[2:] for row in found} == own
    return found


@pytest.mark.parametrize("form", FORMS)
def test_the_corpus_is_the_same_in_every_form(form: str, tmp_path: Path, expected: list[tuple[Any, ...]]) -> None:
    assert kept(FORMS[form](tmp_path), tmp_path, *OWN) == expected


def test_the_corpus_is_the_same_in_folders_that_have_a_column_in_their_names(
    tmp_path: Path, expected: list[tuple[Any, ...]]
) -> None:
    for label in range(3):
        folder = tmp_path / "in" / f"label={label}"
        folder.mkdir(parents=True)
        rows = [{name: row[name] for name in row if name != "label"} for row in ROWS if row["label"] == label]
        pq.write_table(pa.Table.from_pylist(rows), folder / "part.parquet")
    assert kept(str(tmp_path / "in"), tmp_path, *OWN) == expected


def test_the_corpus_is_the_same_in_a_web_archive_whose_records_have_no_ids_of_ours(tmp_path: Path) -> None:
    texts = [record("conversion", row["text"], row["url"], "text/plain") for row in ROWS]
    (tmp_path / "a.warc.wet.gz").write_bytes(gz(texts))
    (tmp_path / "a.jsonl").write_bytes(json_lines([{"text": row["text"], "url": row["url"]} for row in ROWS]))
    found = kept(str(tmp_path / "a.warc.wet.gz"), tmp_path / "warc")
    assert len(found) == len(ROWS)
    assert found == kept(str(tmp_path / "a.jsonl"), tmp_path / "jsonl")


def test_the_corpus_is_the_same_from_s3(s3: Store, tmp_path: Path, expected: list[tuple[Any, ...]]) -> None:
    s3.put("in/a.zip", Path(as_zip(tmp_path)).read_bytes())
    assert kept(f"{s3.bucket}/in", tmp_path, *OWN) == expected
    for path in Path(as_saved(tmp_path)).iterdir():
        s3.put(f"saved/{path.name}", path.read_bytes())
    assert kept(f"{s3.bucket}/saved", tmp_path / "again", *OWN) == expected


# ------------------------------------------------------------------------------------------------- saved datasets


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory) -> Path:
    from datasets import Dataset, DatasetDict

    base = tmp_path_factory.mktemp("saved")
    splits = {"train": Dataset.from_list(ROWS[:20]), "test": Dataset.from_list(ROWS[20:])}
    DatasetDict(splits).save_to_disk(base / "both", num_shards={"train": 2, "test": 1})
    (base / "both" / "train" / "cache-1f2e.arrow").write_bytes(Path(as_arrow(base)).read_bytes())
    splits["test"].save_to_disk(base / "one")
    return base


def names(base: Path, path: str, **source: Any) -> list[str]:
    return [file.name for file in list_files((Source(path=path, **source),), base).files]


def test_of_a_saved_dataset_the_listed_files_are_read(saved: Path) -> None:
    shards = [f"both/train/data-0000{n}-of-00002.arrow" for n in range(2)]
    assert names(saved, "both", split="train") == shards
    assert names(saved, "both") == ["both/test/data-00000-of-00001.arrow", *shards]
    found = list_files((Source(path="both"),), saved)
    assert [str(item) for item in found.skipped if item.reason != "about-data"] == [
        "both/train/cache-1f2e.arrow (not-chosen: state.json does not list it)"
    ]
    assert names(saved, "one") == ["one/data-00000-of-00001.arrow"]


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ({"path": "both", "split": "trian"}, r"sources\[0\]\.split: no split 'trian'; there are 'train', 'test'$"),
        ({"path": "one", "split": "train"}, r"sources\[0\]\.split: no split 'train'; leave it out$"),
        (
            {"path": "a.arrow", "split": "train"},
            r"sources\[0\]\.split: .a\.arrow. is no saved dataset and no repository; leave it",
        ),
        (
            {"path": "a.arrow", "config": "x"},
            r"sources\[0\]\.config: 'a\.arrow' is no saved dataset and no repository; l",
        ),
        (
            {"path": "broken"},
            r"sources\[0\]\.path: dataset_dict\.json lists no 'splits'; save the dataset again",
        ),
    ],
)
def test_a_wrong_split_or_dataset_is_one_line(saved: Path, source: dict[str, str], message: str) -> None:
    (saved / "broken").mkdir(exist_ok=True)
    (saved / "broken" / "dataset_dict.json").write_text("{}")
    with pytest.raises(ConfigError, match=message) as caught:
        list_files((Source(**source),), saved)
    assert "\n" not in str(caught.value)


# -------------------------------------------------------------------------------------------------------- the Hub

READ = """
import json, sys
from cleancorpus.config import Read, Source
from cleancorpus.errors import ConfigError
from cleancorpus.read import Piece, list_files, read_piece
found = []
for values in json.loads(sys.argv[1]):
    try:
        files = list_files((Source(**values),)).files
        rows = [(r.id, r.data.decode()) for f in files for r in read_piece(Piece(f), Read())]
        found.append([[file.name for file in files], rows])
    except ConfigError as error:
        found.append(str(error))
print(json.dumps(found))
"""


@pytest.fixture(scope="module")
def hub() -> Iterator[LocalHub]:
    with LocalHub() as hub:
        yield hub


@pytest.fixture(scope="module")
def published(hub: LocalHub, tmp_path_factory: pytest.TempPathFactory) -> LocalHub:
    from local_hub_store import Repository

    base = tmp_path_factory.mktemp("hub")
    files = {
        "README.md": README.encode(),
        "data/train-00000.parquet": Path(as_parquet(base)).read_bytes(),
        "data/test-00000.jsonl": json_lines(ROWS[:3]),
        "more.jsonl": json_lines(ROWS[3:5]),
    }
    repository = Repository(REPO, False)
    hub.repositories[REPO] = repository
    oid = repository.add(None, {name: File(data, True) for name, data in files.items()}, "first")
    repository.refs["refs/heads/main"] = repository.refs["refs/tags/v1"] = oid
    return hub


def read_from_hub(hub: LocalHub, home: Path, *sources: dict[str, str]) -> list[Any]:
    environment = {**os.environ, **hub.environment(home)}
    done = subprocess.run(
        [sys.executable, "-c", READ, json.dumps(sources)], env=environment, capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, done.stderr
    return list(json.loads(done.stdout))


def test_a_repository_gives_its_default_config_a_split_or_what_a_pattern_names(
    published: LocalHub, tmp_path: Path
) -> None:
    train, test = "data/train-00000.parquet", "data/test-00000.jsonl"
    short, long = f"hf://{REPO}@v1", f"hf://datasets/{REPO}@v1"
    everything, chosen, extra, pattern, one = read_from_hub(
        published,
        tmp_path,
        {"path": short},
        {"path": long, "split": "train"},
        {"path": short, "config": "extra"},
        {"path": f"{long}/data/train-*.parquet"},
        {"path": f"hf://{REPO}/data/test-00000.jsonl"},
    )
    rows = [[row["id"], row["text"]] for row in ROWS]
    assert everything == [[f"{short}/{test}", f"{short}/{train}"], rows[:3] + rows]
    assert chosen == pattern == [[f"{long}/{train}"], rows]
    assert extra == [[f"{short}/more.jsonl"], rows[3:5]]
    assert one == [[f"hf://{REPO}/{test}"], rows[:3]]


def test_a_hub_that_fails_now_and_then_gives_the_same(published: LocalHub, tmp_path: Path) -> None:
    published.faults.fail_every = 4
    try:
        ((_, rows),) = read_from_hub(published, tmp_path, {"path": f"hf://{REPO}@v1", "split": "train"})
    finally:
        published.faults.fail_every = 0
    assert rows == [[row["id"], row["text"]] for row in ROWS]


def test_what_is_wrong_with_a_repository_is_one_line(published: LocalHub, tmp_path: Path) -> None:
    said = read_from_hub(
        published,
        tmp_path,
        {"path": "hf://acme/none"},
        {"path": f"hf://{REPO}@v9"},
        {"path": f"hf://{REPO}/none.jsonl"},
        {"path": f"hf://{REPO}", "split": "valid"},
        {"path": f"hf://{REPO}", "config": "nwes"},
    )
    where = "sources[0].path: 'hf://acme/"
    login = "log in with `hf auth login`, or set HF_TOKEN"
    assert said[0] == f"{where}none': no such repository, or none that you may read; check its name, or {login}"
    assert said[1] == f"{where}harbour@v9': no such revision; check what stands behind the @"
    assert said[2] == f"{where}harbour/none.jsonl': does not exist; check the address"
    assert said[3] == "sources[0].split: no split 'valid'; there are 'train', 'test'"
    assert said[4] == "sources[0].config: no config 'nwes'; there are 'news', 'extra'"


# --------------------------------------------------------------------------------------------------- wrong sources


def test_ten_wrong_sources_each_in_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "b.orc").write_bytes(b"ORC")
    (tmp_path / "c.zip").write_bytes(b"no zip")
    (tmp_path / "d.tar.gz").write_bytes(b"\x1f\x8b\x08\0\0\0")
    with zipfile.ZipFile(tmp_path / "e.zip", "w") as packed:
        packed.writestr("logo.png", b"x")
    (tmp_path / "f.arrow.zst").write_bytes(b"x")
    monkeypatch.setitem(sys.modules, "gcsfs", None)
    for path, said in {
        "none.jsonl": "'none.jsonl' does not exist; check the path; it is relative to the folder the command runs in",
        "*.jsonl": "'*.jsonl' matches no file; check the pattern; it is relative to the folder the command runs in",
        "b.orc": "'b.orc' cannot be read (no-article-format: ORC, which is not read; make Parquet of it); name another file",
        "c.zip": "'c.zip' cannot be read (damaged-archive: no zip that can be read: File is not a zip file); name another file",
        "d.tar.gz": "'d.tar.gz' cannot be read (damaged-archive: behind 0 members: the gzip data breaks off); name another file",
        "e.zip": "'e.zip' holds no file to read (1 file not read, the first 'e.zip/logo.png' (no-article-format: a picture)); "
        "check the path, or set format",
        "f.arrow.zst": "'f.arrow.zst' cannot be read (compressed-parquet: Arrow in another compression; decompress it); "
        "name another file",
        "gs://bucket/x.jsonl": "'gs://bucket/x.jsonl' needs a package that is not installed; pip install 'cleancorpus[gcs]'",
        "tape://reel/4": "'tape://reel/4': Protocol not known: tape; check the part before '://'",
        "memory://none/a.jsonl": "'memory://none/a.jsonl': does not exist; check the address",
    }.items():
        with pytest.raises(CleancorpusError) as caught:
            assert not list_files((Source(path=path),)), path
        assert str(caught.value) == f"sources[0].path: {said}"
