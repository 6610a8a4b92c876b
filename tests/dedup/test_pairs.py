"""The table of all pairs that were compared for near duplicates."""

import json
import random
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from cleancorpus.config import Config
from cleancorpus.dedup.pairs import PAIR_ROWS, with_twins
from cleancorpus.dedup.shingles import jaccard, shingle_sets
from cleancorpus.engine.links import SCORED
from cleancorpus.errors import ConfigError, ExportError
from cleancorpus.pipeline import run as job
from cleancorpus.pipeline.checks import check_run
from cleancorpus.read import list_files
from cleancorpus.verify.version import verify

WORDS = (
    "ferry harbour fog pilot bridge mill council tide baker school crew rope island lamp net gull quay storm boat market"
).split()


def article(seed: int, n_words: int = 120) -> list[str]:
    draw = random.Random(seed)
    return [f"{draw.choice(WORDS)}{draw.randrange(40)}" for _ in range(n_words)]


def varied(words: list[str], n: int, seed: int) -> str:
    """The words with a stretch of `n` others among them."""
    first = random.Random(seed).randrange(len(words) - n)
    return " ".join([*words[:first], *article(seed + 10_000, n), *words[first + n :]]) + "."


def corpus() -> list[dict[str, Any]]:
    """Groups of texts of which some are near copies, some not quite; two have one id."""
    rows: list[dict[str, Any]] = []
    for group in range(20):
        base = article(group)
        rows += [
            {"id": f"{group}-{copy}", "text": varied(base, n, 50 * group + copy)}
            for copy, n in enumerate([0, 2, 4, 14, 20][: 2 + group % 4])
        ]
    random.Random(1).shuffle(rows)
    rows[7]["id"] = rows[3]["id"]
    return rows


def cleaned(tmp: Path, near: dict[str, Any], rows: list[dict[str, Any]] | None = None, **more: Any) -> job.RunResult:
    (tmp / "in").mkdir(exist_ok=True)
    rows = corpus() if rows is None else rows
    for number in range(3):
        text = "".join(json.dumps(row) + "\n" for row in rows[number::3])
        (tmp / "in" / f"{number}.jsonl").write_text(text, encoding="utf-8")
    return job.run(config_of(tmp, near, **more))


def config_of(tmp: Path, near: dict[str, Any], **more: Any) -> Config:
    return Config.model_validate({
        "name": "c", "sources": [{"path": str(tmp / "in")}], "dedup": {"near": near}, "run": {"workers": 1},
        "export": {"dir": str(tmp / "dist")}, "extract": {"title_from_text": False}, "decide": {"line_model": False}, **more,
    })  # fmt: skip


def table_of(result: job.RunResult, name: str) -> list[dict[str, Any]]:
    assert result.export is not None
    return [
        row for file in sorted(result.export.path.glob(f"{name}/*.parquet")) for row in pq.read_table(file).to_pylist()
    ]


def test_all_compared_pairs_are_told(tmp_path: Path) -> None:
    path = tmp_path / "new" / "pairs.parquet"
    result = cleaned(tmp_path, {"pairs": str(path)})
    assert verify(result.export.path) == []
    table = pq.read_table(path)
    assert table.schema.names == PAIR_ROWS.names  # and so no text
    assert table.schema.metadata[b"threshold"] == b"0.8"
    pairs = table.to_pylist()
    kept, gone = table_of(result, "data"), table_of(result, "duplicates")
    texts = {row["id"]: row["text"] for row in (*kept, *gone)}
    assert any(row_id.endswith("#2") for row_id in texts)
    for pair in pairs:
        one, other = shingle_sets([texts[pair["id"]], texts[pair["other_id"]]])
        assert pair["similarity"] == jaccard(one, other)
        assert pair["accepted"] == (pair["similarity"] >= 0.8)
        assert pair["cluster"] is not None or not pair["accepted"]
    assert {pair["accepted"] for pair in pairs} == {True, False}
    cluster = {row["id"]: row["cluster"] for row in gone}
    of_pair = {frozenset((pair["id"], pair["other_id"])): pair for pair in pairs}
    assert len(of_pair) == len(pairs)
    for row in gone:  # nothing goes without its pair
        pair = of_pair[frozenset((row["id"], row["survivor_id"]))]
        assert pair["accepted"]
        assert pair["cluster"] == row["cluster"]
        assert round(pair["similarity"], 4) == row["similarity"]
    for pair in pairs:
        named = {cluster[row_id] for row_id in (pair["id"], pair["other_id"]) if row_id in cluster}
        assert pair["cluster"] is None or named <= {pair["cluster"]}
    ordered = sorted((*kept, *gone), key=lambda row: (row["source"], row["position"]))
    at = {row["id"]: place for place, row in enumerate(ordered)}
    places = [(at[pair["id"]], at[pair["other_id"]]) for pair in pairs]
    assert places == sorted(places)
    assert all(one < other for one, other in places)


def test_the_file_is_equal_with_any_workers_and_changes_no_version(tmp_path: Path) -> None:
    hashes, files = set(), set()
    for workers in (1, 2, 4):
        path = tmp_path / f"{workers}.parquet"
        out = {"dir": str(tmp_path / f"dist{workers}")}
        result = cleaned(tmp_path, {"pairs": str(path)}, run={"workers": workers}, export=out)
        assert result.export is not None
        hashes.add(result.export.content_hash)
        files.add(path.read_bytes())
    plain = cleaned(tmp_path, {})
    assert plain.export is not None
    assert hashes == {plain.export.content_hash}
    assert len(files) == 1
    assert config_of(tmp_path, {}).digest == config_of(tmp_path, {"pairs": "a.parquet"}).digest


def test_pairs_are_told_of_work_that_was_done_before(tmp_path: Path) -> None:
    path = tmp_path / "pairs.parquet"
    keep = {"workers": 1, "keep_work": True}
    cleaned(tmp_path, {}, run=keep)
    assert not path.exists()
    cleaned(tmp_path, {"pairs": str(path)}, run=keep)
    first = path.read_bytes()
    path.unlink()
    assert cleaned(tmp_path, {"pairs": str(path)}, run=keep).reused_parts
    assert path.read_bytes() == first
    assert [file.name for file in tmp_path.glob("*pairs*")] == ["pairs.parquet"]


def test_where_no_pair_was_compared_the_table_is_empty(tmp_path: Path) -> None:
    path = tmp_path / "pairs.parquet"
    cleaned(tmp_path, {"pairs": str(path)}, [{"id": str(n), "text": " ".join(article(n))} for n in range(3)])
    assert pq.read_table(path).num_rows == 0


def test_a_twin_that_was_no_candidate_gets_its_pair() -> None:
    scored = pa.table([[1, 1, 3], [2, 9, 4], [0.9, 0.1, 0.85]], schema=SCORED)
    verdicts = pa.table({
        "part": [0, 0, 0, 0], "row": [2, 7, 3, 8], "twin": pa.array([1, 5, 7, None], pa.int64())
    })  # fmt: skip
    asked: list[Any] = []

    def score(pairs: pa.Table) -> pa.Table:
        asked.extend(pairs.to_pylist())
        return pairs.append_column("score", pa.array([0.8] * pairs.num_rows))

    merged = with_twins(scored, verdicts, score)
    assert asked == [{"left": 3, "right": 7}, {"left": 5, "right": 7}]
    assert [tuple(row.values()) for row in merged.to_pylist()] == [
        (1, 2, 0.9),
        (1, 9, 0.1),
        (3, 4, 0.85),
        (3, 7, 0.8),
        (5, 7, 0.8),
    ]


def test_places_that_cannot_be_are_told_before_the_run(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.txt").write_text("Fog over the harbour. " * 20, encoding="utf-8")
    (tmp_path / "a.parquet").mkdir()
    (tmp_path / "file").write_text("", encoding="utf-8")
    for path, kind, message in (
        ("dist/c/pairs.parquet", ConfigError, "lies in the folder of the dataset; write a path outside it"),
        ("dist/c/1.0.0/pairs.parquet", ConfigError, "lies in the folder of the dataset"),
        ("a.parquet", ConfigError, "is a folder; write the path of a file"),
        ("file/pairs.parquet", ExportError, "is a file, no folder; set dedup.near.pairs to another place"),
    ):
        config = config_of(tmp_path, {"pairs": str(tmp_path / path)})
        with pytest.raises(kind, match=message):
            check_run(config, list_files(config.sources))


@pytest.mark.parametrize(
    ("value", "message"),
    [(True, "names no Parquet file"), ("a.csv", "names no Parquet file"), ("s3://b/a.parquet", "is in a store")],
)
def test_only_a_parquet_file_here_is_taken(value: Any, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        Config.model_validate({"dedup": {"near": {"pairs": value}}})
