"""Near duplicates of what earlier versions have kept."""

import json
import random
import shutil
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from cleancorpus.config import Config
from cleancorpus.dedup.shingles import jaccard, shingle_sets
from cleancorpus.errors import ConfigError, ExportError
from cleancorpus.pipeline import run as job
from cleancorpus.pipeline.checks import check_run
from cleancorpus.read import list_files
from cleancorpus.verify.version import verify
from cleancorpus.versions.diff import compare
from cleancorpus.versions.open import local_version

WORDS = (
    "ferry harbour fog pilot bridge mill council tide baker school crew rope island lamp net gull quay storm boat market"
).split()


def article(seed: int, n_words: int = 100) -> str:
    draw = random.Random(seed)
    return " ".join(f"{draw.choice(WORDS)}{draw.randrange(40)}" for _ in range(n_words)) + "."


def longer(text: str) -> str:
    return f"{text} And so they all went home in the rain."


def write_rows(tmp: Path, folder: str, rows: list[dict[str, Any]]) -> None:
    (tmp / folder).mkdir(exist_ok=True)
    for number in range(2):
        text = "".join(json.dumps(row) + "\n" for row in rows[number::2])
        (tmp / folder / f"{number}.jsonl").write_text(text, encoding="utf-8")


def config_of(tmp: Path, folder: str, against: Any = ("earlier",), **more: Any) -> Config:
    near = {"against": against, **more.pop("near", {})}
    return Config.model_validate({
        "name": "c", "sources": [{"path": str(tmp / folder)}], "dedup": {"near": near},
        "export": {"dir": str(tmp / "dist"), **more.pop("export", {})}, "extract": {"title_from_text": False},
        "decide": {"line_model": False}, "run": {"workers": 1}, **more,
    })  # fmt: skip


def table_of(result: job.RunResult, name: str) -> dict[str, dict[str, Any]]:
    assert result.export is not None
    files = sorted(result.export.path.glob(f"{name}/*.parquet"))
    return {row["id"]: row for file in files for row in pq.read_table(file).to_pylist()}


@pytest.fixture
def first(tmp_path: Path) -> job.RunResult:
    """Version 1.0.0 of January's documents."""
    write_rows(tmp_path, "jan", [{"id": f"jan-{n}", "text": article(n)} for n in range(6)])
    result = job.run(config_of(tmp_path, "jan"))
    assert result.export is not None
    assert result.export.version == "1.0.0"
    assert set(table_of(result, "data")) == {f"jan-{n}" for n in range(6)}
    return result


FEB = [
    {"id": "same-words", "text": article(0).upper()},
    {"id": "longer", "text": longer(article(1))},  # would survive in one run
    {"id": "longer-again", "text": longer(article(1)).replace("rain", "fog")},
    {"id": "new", "text": article(20)},
    {"id": "new-copy", "text": longer(article(20))},
    {"id": "jan-2", "text": longer(article(2))},  # the document itself, in another form
    {"id": "jan-2-copy", "text": article(2)},
]


def test_what_is_like_a_document_of_an_earlier_version_goes(tmp_path: Path, first: job.RunResult) -> None:
    write_rows(tmp_path, "feb", FEB)
    pairs = tmp_path / "pairs.parquet"
    config = config_of(tmp_path, "feb", near={"pairs": str(pairs)})
    result = job.run(config)
    assert result.export is not None
    assert result.ledger["duplicates_by_reason"] == {"near_earlier": 3, "near": 2}
    assert set(table_of(result, "data")) == {"new-copy", "jan-2"}
    gone = table_of(result, "duplicates")
    assert {name: (row["survivor_id"], row["cluster"], row["reason"]) for name, row in gone.items()} == {
        "same-words": ("jan-0", "jan-0", "near_earlier"),
        "longer": ("jan-1", "jan-1", "near_earlier"),
        "longer-again": ("jan-1", "jan-1", "near_earlier"),
        "new": ("new-copy", "new-copy", "near"),
        "jan-2-copy": ("jan-2", "jan-2", "near"),
    }
    kept_before = table_of(first, "data")
    for row in gone.values():
        if row["reason"] == "near_earlier":
            one, other = shingle_sets([row["text"], kept_before[row["survivor_id"]]["text"]])
            assert row["similarity"] == round(jaccard(one, other), 4)
            assert (
                row["detail"]
                == f"Jaccard {row['similarity']:.4f} with a document of c 1.0.0, dedup.near.threshold is 0.8"
            )
    told = {(row["id"], row["other_id"]) for row in pq.read_table(pairs).to_pylist() if row["accepted"]}
    assert {("same-words", "jan-0"), ("longer", "jan-1"), ("longer-again", "jan-1")} <= told
    assert verify(result.export.path) == []
    manifest = local_version(result.export.path).manifest
    assert manifest["run"]["against"] == ["c 1.0.0"]
    assert "against" not in local_version(first.export.path).manifest["run"]
    difference = compare(local_version(first.export.path), local_version(result.export.path))
    assert (difference.added, difference.text_changed) == (("new-copy",), ("jan-2",))
    assert set(difference.removed) == {"jan-0", "jan-1", "jan-3", "jan-4", "jan-5"}
    again = job.run(config)  # compared with its own version, too, whose documents it has
    assert again.export is not None
    assert not again.export.changed
    assert again.export.content_hash == result.export.content_hash


def test_where_the_sources_hold_all_again_nothing_changes(tmp_path: Path, first: job.RunResult) -> None:
    again = job.run(config_of(tmp_path, "jan"))
    assert again.export is not None
    assert not again.export.changed
    plain = job.run(config_of(tmp_path, "jan", ()))
    assert plain.export is not None
    assert plain.export.content_hash == again.export.content_hash == first.export.content_hash


def test_repeated_ids_are_known_by_their_new_names(tmp_path: Path) -> None:
    rows = [{"id": "x", "text": article(n)} for n in range(4)]
    write_rows(tmp_path, "in", rows)
    hashes = set()
    for _ in range(2):
        result = job.run(config_of(tmp_path, "in"))
        assert result.export is not None
        assert set(table_of(result, "data")) == {"x", "x#2", "x#3", "x#4"}
        hashes.add((result.export.version, result.export.content_hash))
    assert len(hashes) == 1


def test_same_hash_with_any_workers_and_by_path(tmp_path: Path, first: job.RunResult) -> None:
    assert first.export is not None
    draw = random.Random(3)
    rows = [
        {"id": f"f{n}", "text": " ".join([*article(draw.randrange(12)).split()[draw.randrange(9) :], f"end{n}"])}
        for n in range(40)
    ]
    write_rows(tmp_path, "feb", rows)
    versions = [str(first.export.path)]
    shutil.copytree(first.export.path, tmp_path / "again")  # the same documents once more change nothing
    hashes = set()
    for workers in (1, 2, 4):
        versions += [str(tmp_path / "again")] if workers == 4 else []
        out = {"dir": str(tmp_path / f"dist{workers}")}
        result = job.run(config_of(tmp_path, "feb", versions, run={"workers": workers}, export=out))
        assert result.export is not None
        assert result.ledger["duplicates_by_reason"]["near_earlier"] > 5
        hashes.add(result.export.content_hash)
    assert len(hashes) == 1


def test_two_documents_of_a_version_that_are_alike_both_count(tmp_path: Path) -> None:
    """The earlier version was made without near duplicates: what is like the second of two counts, too."""
    words = article(5, 110).split()
    texts = [" ".join(words[start : start + 90]) for start in (0, 10, 20)]
    write_rows(tmp_path, "jan", [{"id": "a", "text": texts[0]}, {"id": "b", "text": texts[1]}])
    job.run(config_of(tmp_path, "jan", near={"threshold": 1.0}))
    write_rows(tmp_path, "feb", [{"id": "c", "text": texts[2]}, {"id": "d", "text": article(9)}])
    result = job.run(config_of(tmp_path, "feb", near={"threshold": 0.75}))
    assert {name: row["survivor_id"] for name, row in table_of(result, "duplicates").items()} == {"c": "b"}


def test_documents_taken_down_since_do_not_count(tmp_path: Path, first: job.RunResult) -> None:
    write_rows(tmp_path, "feb", FEB)
    path = tmp_path / "taken.jsonl"
    path.write_text('{"id": "jan-0", "reason": "asked", "date": "2024-03-03"}\n', encoding="utf-8")
    result = job.run(config_of(tmp_path, "feb", export={"takedowns": str(path)}))
    assert "same-words" in table_of(result, "data")
    assert result.ledger["duplicates_by_reason"]["near_earlier"] == 2


def test_versions_that_are_none_are_told_before_the_run(tmp_path: Path, first: job.RunResult) -> None:
    assert first.export is not None
    for against, kind, message in (
        (str(tmp_path / "nowhere"), ConfigError, r"^dedup\.near\.against: '.*nowhere' is no folder; write 'earlier'"),
        (str(tmp_path / "dist"), ExportError, "has no manifest.json; give the folder of one version"),
    ):
        config = config_of(tmp_path, "jan", against)
        with pytest.raises(kind, match=message):
            check_run(config, list_files(config.sources))
    elsewhere = config_of(tmp_path, "jan", export={"dir": "memory://bucket/corpora"})
    with pytest.raises(ConfigError, match=r"^dedup\.near\.against: the dataset's versions are in a store"):
        check_run(elsewhere, list_files(elsewhere.sources))
    next(first.export.path.glob("data/*.parquet")).unlink()
    config = config_of(tmp_path, "jan", str(first.export.path), export={"dir": str(tmp_path / "other")})
    with pytest.raises(ExportError, match="is missing"):
        check_run(config, list_files(config.sources))


def test_splits_keep_together_what_hangs_together_by_an_earlier_document(tmp_path: Path) -> None:
    """Of each chain of five texts the third was kept before: its neighbours go, and the ends, which stay, are of one cluster."""
    before, now = [], []
    for chain in range(8):
        words = article(300 + chain, 200).split()
        texts = [" ".join(words[start : start + 90]) for start in (0, 8, 16, 24, 32)]
        before.append({"id": f"{chain}-2", "text": texts[2]})
        now += [{"id": f"{chain}-{n}", "text": texts[n]} for n in (0, 1, 3, 4)]
    write_rows(tmp_path, "jan", before)
    job.run(config_of(tmp_path, "jan"))
    write_rows(tmp_path, "feb", now)
    result = job.run(config_of(tmp_path, "feb", splits={"sizes": {"test": 0.5}}))
    assert result.export is not None
    assert verify(result.export.path) == []
    split_of: dict[str, set[str]] = {}
    for file in sorted(result.export.path.glob("data/*.parquet")):
        for row in pq.read_table(file).to_pylist():
            assert row["id"].endswith(("-0", "-4"))
            assert row["cluster"] == f"{row['id'][0]}-2"
            split_of.setdefault(row["cluster"], set()).add(file.name.split("-")[0])
    assert len(split_of) == 8
    assert all(len(names) == 1 for names in split_of.values())
    assert set.union(*split_of.values()) == {"train", "test"}
    assert {row["reason"] for row in table_of(result, "duplicates").values()} == {"near_earlier"}


def test_nothing_to_remove_and_something_to_compare_with_is_refused() -> None:
    with pytest.raises(ValueError, match="against: with remove: false nothing goes"):
        Config.model_validate({"dedup": {"near": {"against": "earlier", "remove": False}}})
