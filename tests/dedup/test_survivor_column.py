"""The survivor of duplicates by a carried column."""

import csv
import datetime as dt
import json
import math
import random
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleancorpus.carry.columns import cell_of
from cleancorpus.checked_config import load_config
from cleancorpus.config import Config
from cleancorpus.dedup.order import dictionary_ranks, ranks, values_of
from cleancorpus.errors import ConfigError
from cleancorpus.pipeline import run as job
from cleancorpus.pipeline.checks import check_run
from cleancorpus.read import list_files
from cleancorpus.schema import CARRIED

WORDS = (
    "ferry harbour fog pilot bridge mill council tide baker school crew rope island lamp net gull quay storm boat market"
).split()


def article(seed: int, n_words: int = 80) -> str:
    draw = random.Random(seed)
    return " ".join(f"{draw.choice(WORDS)}{draw.randrange(40)}" for _ in range(n_words)) + "."


def near_texts(n: int) -> list[str]:
    """Texts that are near copies of one another, each shorter than the one before."""
    words = article(1).split()
    return [" ".join(words[: len(words) - number]) for number in range(n)]


def config_of(tmp: Path, dedup: dict[str, Any], carry: Any = ("score",), **more: Any) -> Config:
    return Config.model_validate({
        "name": "c", "sources": [{"path": str(tmp / "in")}], "carry": carry, "dedup": dedup,
        "export": {"dir": str(tmp / "dist")}, "extract": {"title_from_text": False}, "decide": {"line_model": False},
        "run": {"workers": 1}, **more,
    })  # fmt: skip


def write_rows(tmp: Path, rows: list[dict[str, Any]], name: str = "a.jsonl") -> None:
    (tmp / "in").mkdir(exist_ok=True)
    (tmp / "in" / name).write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")


def kept(result: job.RunResult) -> list[str]:
    assert result.export is not None
    files = sorted(result.export.path.glob("data/*.parquet"))
    return [row["id"] for file in files for row in pq.read_table(file).to_pylist()]


def by(column: str, keep: str = "largest") -> dict[str, Any]:
    return {"near": {"survivor": {"column": column, "keep": keep}}}


@pytest.mark.parametrize(
    ("scores", "largest", "smallest"),
    [
        ([3, 12.5, 9], "1", "0"),
        ([None, -2, -3], "1", "2"),
        (["b", "abc", "ab"], "0", "2"),
        (["3", "12", "9"], "1", "0"),  # CSV and others have only texts
        (["2024-03-01T23:30:00-05:00", "2024-03-02T01:00:00Z", "2024-03-02"], "0", "2"),
        ([["x"], {"a": 1}, 0], "2", "2"),
        (["high", 3, "2024-01-01"], "1", "1"),  # numbers before dates before texts, either way
        ([True, False, None], "0", "1"),
        ([None, None, None], "0", "0"),
    ],
)
def test_largest_and_smallest_stay_and_missing_values_come_last(
    tmp_path: Path, scores: list[Any], largest: str, smallest: str
) -> None:
    rows = [
        {"id": str(number), "text": text, "score": score}
        for number, (text, score) in enumerate(zip(near_texts(len(scores)), scores, strict=True))
    ]
    write_rows(tmp_path, [{"id": "other", "text": article(9), "score": 1}, *rows])
    found = ranks(values_of(batch_of([row["score"] for row in rows]), "score"), "largest")
    assert rows[found.index(min(found))]["id"] == largest
    found = ranks(values_of(batch_of([row["score"] for row in rows]), "score"), "smallest")
    assert rows[found.index(min(found))]["id"] == smallest
    if not any(isinstance(score, list | dict) for score in scores):
        assert set(kept(job.run(config_of(tmp_path, by("score"))))) == {"other", largest}


def batch_of(scores: list[Any]) -> pa.RecordBatch:
    cells = [cell_of({"score": score}) for score in scores]
    return pa.RecordBatch.from_arrays(
        [pa.array([cell.values for cell in cells]), pa.array([None] * len(cells), pa.binary())],
        schema=pa.schema(CARRIED),
    )


def test_columns_with_types_are_ordered_across_types(tmp_path: Path) -> None:
    """The same column in seconds, nanoseconds, as a date, and as a decimal beside a fraction."""
    texts = near_texts(3)
    moments = [
        pa.array([dt.datetime(2024, 3, 1, 12)], pa.timestamp("s")),
        pa.array([dt.datetime(2024, 3, 1, 12, 0, 1)], pa.timestamp("ns")),
        pa.array([dt.date(2024, 3, 1)], pa.date32()),
    ]
    numbers = [
        pa.array([Decimal("10.5")], pa.decimal128(6, 2)),
        pa.array([10.25], pa.float64()),
        pa.array([9], pa.uint8()),
    ]
    (tmp_path / "in").mkdir()
    for number, text in enumerate(texts):
        table = pa.table({"id": [str(number)], "text": [text], "at": moments[number], "score": numbers[number]})
        pq.write_table(table, tmp_path / "in" / f"{number}.parquet")
    for column, keep, survivor in (("at", "largest", "1"), ("at", "smallest", "2"), ("score", "largest", "0")):
        config = config_of(tmp_path, by(column, keep), "*", export={"dir": str(tmp_path / f"{column}-{keep}")})
        assert kept(job.run(config)) == [survivor]


def test_columns_of_csv_are_numbers_and_names_those_of_the_dataset(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    with (tmp_path / "in" / "a.csv").open("w", newline="", encoding="utf-8") as file:
        rows = csv.writer(file)
        rows.writerow(["id", "text", "stars"])
        rows.writerows(
            [str(number), text, stars]
            for number, (text, stars) in enumerate(zip(near_texts(3), "9 10 8".split(), strict=True))
        )
    carry = {"rename": {"stars": "score"}}
    assert kept(job.run(config_of(tmp_path, by("score"), carry))) == ["1"]
    config = config_of(tmp_path, by("stars"), carry)
    with pytest.raises(ConfigError, match=r"^dedup\.near\.survivor\.column: no carried column is called 'stars'; "):
        check_run(config, list_files(config.sources))


def test_the_page_of_an_address_by_a_column(tmp_path: Path) -> None:
    url = "https://harbour.example/story?id=5"
    rows = [
        {"id": "a", "url": url, "text": article(31, 60), "score": 7},
        {"id": "b", "url": f"{url}&utm_source=x", "text": article(32, 90)},
        {"id": "c", "url": url, "text": article(33, 50), "score": "7.5"},
        {"id": "d", "url": url, "text": article(34, 50), "score": "7.50"},
        {"id": "e", "url": "https://harbour.example/other", "text": article(35, 50)},
    ]
    write_rows(tmp_path, rows[:2])
    write_rows(tmp_path, rows[2:], "b.jsonl")
    result = job.run(config_of(tmp_path, {"same_address": {"column": "score"}}))
    assert result.ledger["duplicates_by_reason"] == {"same_address": 3}
    assert set(kept(result)) == {"c", "e"}
    smallest = config_of(tmp_path, {"same_address": {"column": "score", "keep": "smallest"}})
    assert set(kept(job.run(smallest))) == {"a", "e"}


@pytest.mark.parametrize(
    ("carry", "row", "message"),
    [
        ([], {"score": 1}, "no carried column is called 'score'; carry one of your columns: carry: [score]"),
        (["scores"], {"scores": 1}, "no carried column is called 'score'; did you mean 'scores'?"),
        ("*", {"scored": 1}, "no carried column is called 'score' in the first records; did you mean 'scored'?"),
        (
            "*",
            {"other": 1},
            "no carried column is called 'score' in the first records; carry one of your columns: "
            'carry: ["*", score]',
        ),
        (["score"], {"score": [1]}, "'score' holds lists, which have no order; name a column of numbers, dates or texts"),
        ("*", {"score": {"a": 1}}, "'score' holds objects, which have no order; name a column of numbers, dates or texts"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("key", ["dedup.near.survivor.column", "dedup.same_address.column"])
def test_a_column_that_cannot_choose_is_told_before_the_run(
    tmp_path: Path, key: str, carry: Any, row: dict[str, Any], message: str
) -> None:
    write_rows(tmp_path, [{"id": "a", "text": article(1), **row}])
    dedup = by("score") if "near" in key else {"same_address": {"column": "score"}}
    config = config_of(tmp_path, dedup, carry)
    with pytest.raises(ConfigError) as error:
        check_run(config, list_files(config.sources))
    assert str(error.value) == f"{key}: {message}"
    assert not (tmp_path / "dist").exists()


def test_records_that_cannot_be_read_do_not_say_that_a_column_is_missing(tmp_path: Path) -> None:
    """The run does: where all of them lack it, at the end."""
    good = [{"id": str(n), "text": text, "score": n} for n, text in enumerate(near_texts(3))]
    write_rows(tmp_path, good)
    file = tmp_path / "in" / "a.jsonl"
    file.write_text("{broken\n" * 3 + file.read_text(encoding="utf-8"), encoding="utf-8")
    settings = {"run": {"workers": 1, "max_failed_share": 0.9}}
    assert kept(job.run(config_of(tmp_path, by("score"), "*", **settings))) == ["2"]
    notes = job.run(config_of(tmp_path, by("none"), "*", **settings)).notes
    assert "dedup.near.survivor.column: no record has 'none'" in notes


def test_a_named_column_that_comes_late_is_taken(tmp_path: Path) -> None:
    rows = [{"id": str(n), "text": text} | ({"late": n} if n > 8 else {}) for n, text in enumerate(near_texts(11))]
    write_rows(tmp_path, rows)
    assert kept(job.run(config_of(tmp_path, by("late"), ["*", "late"]))) == ["10"]


def test_same_hash_with_any_workers(tmp_path: Path) -> None:
    draw = random.Random(4)
    for file in range(4):
        rows = [
            {"id": f"{file}-{n}", "url": f"https://q.example/{draw.randrange(30)}", "score": draw.choice([None, 1, 2.5, "x", "2024-01-01"]),
             "text": " ".join(article(n % 7).split()[: 80 - draw.randrange(8)])}
            for n in range(12)
        ]  # fmt: skip
        write_rows(tmp_path, rows, f"{file}.jsonl")
    dedup = {**by("score"), "same_address": {"column": "score"}}
    hashes = set()
    for workers in (1, 2, 4):
        out = {"dir": str(tmp_path / f"dist{workers}")}
        result = job.run(config_of(tmp_path, dedup, run={"workers": workers}, export=out))
        assert result.export is not None
        assert result.ledger["duplicates_by_reason"].keys() >= {"near", "same_address"}
        hashes.add(result.export.content_hash)
    assert len(hashes) == 1


VALUES = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=4), st.dates().map(str),
    st.datetimes(timezones=st.none() | st.just(dt.UTC)).map(dt.datetime.isoformat),
)  # fmt: skip


@given(st.lists(VALUES, min_size=1, max_size=8), st.sampled_from(["largest", "smallest"]))
def test_ranks_order_all_values(scores: list[Any], keep: Any) -> None:
    values = values_of(batch_of(scores), "score")
    found = ranks(values, keep)
    numbers = [
        (rank, score) for rank, score in zip(found, scores, strict=True)
        if isinstance(score, int | float) and not math.isnan(score)
    ]  # fmt: skip
    for rank, score in numbers:
        for other, second in numbers:
            assert (rank < other) == (score > second if keep == "largest" else score < second)
    worst = max(found)
    assert all(rank == worst for rank, value in zip(found, values, strict=True) if value is None)
    assert dictionary_ranks(pa.chunked_array([pa.array(values, pa.string())]), keep).tolist() == found


@pytest.mark.parametrize(
    ("said", "message"),
    [
        ("near: {survivor: newest}", "dedup.near.survivor: no such value (value \"newest\"); did you mean 'longest'?"),
        (
            "near: {survivor: {colum: x}}",
            "dedup.near.survivor.colum: no such key; did you mean 'dedup.near.survivor.column'?",
        ),
        ("same_address: {keep: smallest}", "dedup.same_address.column: is missing; add it"),
        (
            "same_address: {column: x, keep: most}",
            'dedup.same_address.keep: no such value (value "most"); write one of largest, smallest',
        ),
    ],
)
def test_errors_name_the_key_as_people_write_it(tmp_path: Path, said: str, message: str) -> None:
    path = tmp_path / "c.yaml"
    path.write_text(f"dedup:\n  {said}\n", encoding="utf-8")
    with pytest.raises(ConfigError) as error:
        load_config(path)
    assert str(error.value) == f"{path}: {message}"
