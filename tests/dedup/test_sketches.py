"""Sketches that a version keeps for later comparisons: what is in them, and that nothing depends on whether they are there."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.parquet as pq
import pytest
from test_against import FEB, article, config_of, longer, table_of, write_rows

from cleancorpus.dedup.minhash import MinHash
from cleancorpus.dedup.shingles import shingle_hashes
from cleancorpus.hub.files import local_files
from cleancorpus.pipeline import against, plan
from cleancorpus.pipeline import run as job
from cleancorpus.verify.version import verify
from cleancorpus.versions.open import local_version
from cleancorpus.versions.sketches import FILE, KEY, read_keys


def keys_of(texts: list[str], bands: int = 25, rows: int = 5) -> np.ndarray[Any, Any]:
    minhash = MinHash(bands, rows)
    return np.sort(minhash.band_keys(minhash.signatures(*shingle_hashes(texts))).reshape(-1, bands), axis=1)


def folder_of(result: job.RunResult) -> Path:
    assert result.export is not None
    return result.export.path


def assert_sketches_are_those_of_the_texts(folder: Path, bands: int = 25, rows: int = 5) -> None:
    version = local_version(folder)
    files = version.files("default")
    for number, entry in enumerate(files):
        texts = pq.read_table(folder / entry.path).column("text").to_pylist()
        assert np.array_equal(read_keys(str(folder), number), keys_of(texts, bands, rows))
    assert version.manifest[KEY]["documents"] == sum(entry.rows for entry in files)
    assert verify(folder) == []


@pytest.fixture
def first(tmp_path: Path) -> Path:
    """Version 1.0.0 of January's documents."""
    write_rows(tmp_path, "jan", [{"id": f"jan-{n}", "text": article(n)} for n in range(6)])
    return folder_of(job.run(config_of(tmp_path, "jan")))


def test_a_version_keeps_the_sketches_of_its_documents_and_of_no_other(tmp_path: Path, first: Path) -> None:
    assert_sketches_are_those_of_the_texts(first)
    assert local_version(first).manifest[KEY]["bytes"] == (first / FILE).stat().st_size
    write_rows(
        tmp_path, "feb", [*FEB, {"id": "short", "text": "Too late."}, {"id": "cjk", "text": "港口的渡轮停运了" * 9}]
    )
    config = config_of(tmp_path, "feb", near={"bands": 30, "rows": 4}, export={"shard_max_mb": 1})
    assert_sketches_are_those_of_the_texts(folder_of(job.run(config)), 30, 4)


def test_documents_in_old_and_new_shards_and_splits_keep_their_sketches(tmp_path: Path) -> None:
    rows = [{"id": f"a{n}", "text": article(n)} for n in range(30)]
    write_rows(tmp_path, "in", rows)
    sections: dict[str, Any] = {"splits": {"sizes": {"test": 0.3}}, "run": {"workers": 2}}
    assert_sketches_are_those_of_the_texts(folder_of(job.run(config_of(tmp_path, "in", (), **sections))))
    write_rows(tmp_path, "in", [{"id": "new", "text": article(99)}, *reversed(rows[3:])])
    second = folder_of(job.run(config_of(tmp_path, "in", (), **sections)))
    assert len(local_version(second).files("default")) > 2
    assert_sketches_are_those_of_the_texts(second)


def test_what_is_taken_down_is_taken_out_of_the_sketches(tmp_path: Path, first: Path) -> None:
    own = set(keys_of([article(3)])[0].tolist())
    assert own <= set(read_keys(str(first), 0).reshape(-1).tolist())
    path = tmp_path / "taken.jsonl"
    path.write_text('{"id": "jan-3", "reason": "asked", "date": "2024-03-03"}\n', encoding="utf-8")
    second = folder_of(job.run(config_of(tmp_path, "jan", export={"takedowns": str(path)})))
    assert second != first
    assert_sketches_are_those_of_the_texts(second)
    assert own.isdisjoint(read_keys(str(second), 0).reshape(-1).tolist())


def test_they_are_not_published(first: Path) -> None:
    assert FILE not in local_files(local_version(first), first)


def test_without_near_duplicates_and_in_samples_nothing_is_sketched(tmp_path: Path) -> None:
    write_rows(tmp_path, "in", [{"id": f"a{n}", "text": article(n)} for n in range(4)])
    sample = folder_of(job.run(config_of(tmp_path, "in", ()), limit=2))
    config = config_of(tmp_path, "in", ())
    plain = folder_of(job.run(config.model_copy(update={"dedup": config.dedup.model_copy(update={"near": None})})))
    for folder in (sample, plain):
        assert not (folder / FILE).exists()
        assert KEY not in local_version(folder).manifest


def cut_off(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-9])


def changed_byte(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(bytes(data))


def of_a_time_before(path: Path) -> None:
    manifest = json.loads((path.parent / "manifest.json").read_text(encoding="utf-8"))
    del manifest[KEY]
    (path.parent / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    path.unlink()


@pytest.mark.parametrize(
    ("spoil", "why", "problem"),
    [
        (None, "", ""),
        (Path.unlink, "has lost its sketches.arrow", ""),
        (of_a_time_before, "has none", ""),
        (cut_off, "has another sketches.arrow than its manifest says", "sketches.arrow: sha256 is"),
        (changed_byte, "has another sketches.arrow than its manifest says", "sketches.arrow: sha256 is"),
    ],
)
def test_the_result_is_the_same_with_and_without_them(
    tmp_path: Path, first: Path, spoil: Callable[[Path], None] | None, why: str, problem: str
) -> None:
    write_rows(tmp_path, "feb", FEB)
    shutil.copytree(first, tmp_path / "whole" / "1.0.0")
    whole = job.run(
        config_of(tmp_path, "feb", [str(tmp_path / "whole" / "1.0.0")], export={"dir": str(tmp_path / "a")})
    )
    assert whole.ledger["duplicates_by_reason"] == {"near_earlier": 3, "near": 2}
    assert not any("sketches" in note for note in whole.notes)
    if spoil is not None:
        spoil(first / FILE)
    problems = verify(first, load=False)
    assert len(problems) == bool(problem)
    assert all(problem in line for line in problems)
    pairs = [tmp_path / "a.parquet", tmp_path / "b.parquet"]
    spoiled = job.run(
        config_of(tmp_path, "feb", [str(first)], near={"pairs": str(pairs[1])}, export={"dir": str(tmp_path / "b")})
    )
    again = job.run(
        config_of(
            tmp_path,
            "feb",
            [str(tmp_path / "whole" / "1.0.0")],
            near={"pairs": str(pairs[0])},
            run={"workers": 2},
            export={"dir": str(tmp_path / "c")},
        )
    )
    assert [note for note in spoiled.notes if "sketches" in note] == (
        [f"dedup.near.against: sketches were made again of 6 documents of c 1.0.0, which {why}"] if why else []
    )
    assert whole.export is not None
    assert spoiled.export is not None
    assert again.export is not None
    assert spoiled.export.content_hash == again.export.content_hash == whole.export.content_hash
    assert table_of(spoiled, "duplicates") == table_of(whole, "duplicates")
    assert pq.read_table(pairs[0]).equals(pq.read_table(pairs[1]))
    for result in (whole, spoiled, again):
        assert_sketches_are_those_of_the_texts(folder_of(result))


@pytest.mark.parametrize(
    ("near", "why"), [({"rows": 4}, "of other rows"), ({"bands": 30, "rows": 4}, "of other bands, rows")]
)
def test_sketches_of_other_settings_are_made_again(tmp_path: Path, first: Path, near: dict[str, Any], why: str) -> None:
    write_rows(tmp_path, "feb", FEB)
    hashes = []
    for name in ("with", "without"):
        result = job.run(config_of(tmp_path, "feb", [str(first)], near=near, export={"dir": str(tmp_path / name)}))
        assert result.export is not None
        hashes.append(result.export.content_hash)
        expected = f"6 documents of c 1.0.0, which has some {why}" if name == "with" else "which has none"
        assert any(expected in note for note in result.notes)
        if name == "with":
            of_a_time_before(first / FILE)
    assert len(set(hashes)) == 1


def test_sketches_of_other_code_are_made_again(tmp_path: Path, first: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plan, "code_digest", lambda _: "another")
    config = config_of(tmp_path, "jan", [str(first)])
    found = against.against_of(config, job.Release(config), plan.sketched(config))
    assert [shard.sketches for shard in found.shards] == ["has some of other code"]


def test_of_a_file_that_two_versions_have_the_sketches_of_either_are_read(tmp_path: Path, first: Path) -> None:
    shutil.copytree(first, tmp_path / "lost")
    (tmp_path / "lost" / FILE).unlink()
    write_rows(tmp_path, "feb", [{"id": "b", "text": longer(article(4))}])
    versions = [str(tmp_path / "lost"), str(first)]
    config = config_of(tmp_path, "feb", versions, export={"dir": str(tmp_path / "out")})
    found = against.against_of(config, job.Release(config), plan.sketched(config))
    assert [shard.sketches for shard in found.shards] == [(str(first), 0)]
    assert found.notes() == []
