"""Near duplicates: what goes has a twin that stays and is that much alike, whatever the parts, the workers and the order."""

import json
import random
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleancorpus.config import Config
from cleancorpus.dedup.clusters import components, copies
from cleancorpus.dedup.shingles import jaccard, shingle_sets
from cleancorpus.errors import ConfigError
from cleancorpus.pipeline import run as job
from cleancorpus.pipeline.work import make_work
from in_this_process import InThisProcess

WORDS = (
    "ferry harbour fog pilot bridge mill council tide baker school crew rope island lamp net gull quay storm boat market"
).split()


def article(seed: int, n_words: int = 120) -> str:
    draw = random.Random(seed)
    words = [f"{draw.choice(WORDS)}{draw.randrange(40)}" for _ in range(n_words)]
    return " ".join(words) + "."


def varied(text: str, share: float, seed: int) -> str:
    """The text with a share of its words, one stretch of it, in other words."""
    words = text.split()
    n = int(share * len(words))
    first = random.Random(seed).randrange(len(words) - n)
    return " ".join([*words[:first], *article(seed + 10_000, n).rstrip(".").split(), *words[first + n :]])


def rows_of(out: Path, table: str) -> list[dict[str, Any]]:
    files = sorted((out / "c" / "1.0.0").glob(f"{table}/*.parquet"))
    return [row for file in files for row in pq.read_table(file).to_pylist()]


def cleaned(tmp: Path, parts: list[list[dict[str, Any]]], near: Any, dedup: Any = (), **more: Any) -> job.RunResult:
    tmp.mkdir(parents=True, exist_ok=True)
    for number, part in enumerate(parts):
        (tmp / f"{number:03d}.jsonl").write_text("".join(json.dumps(row) + "\n" for row in part), encoding="utf-8")
    config = Config.model_validate({
        "name": "c", "sources": [{"path": str(tmp / "*.jsonl")}], "export": {"dir": str(tmp / "dist")},
        "dedup": {"near": near, **dict(dedup)}, "extract": {"title_from_text": False}, "decide": {"line_model": False}, **more,
    })  # fmt: skip
    return job.run(config)


@pytest.fixture
def one_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        job, "make_engine", lambda config, store: InThisProcess(make_work(job.work_argument(config, store)))
    )


@pytest.mark.usefixtures("one_process")
def test_near_copies_go_and_name_twin_score_and_cluster(tmp_path: Path) -> None:
    base = article(1)
    rows = [
        {"id": "other", "text": article(2)},
        {"id": "long", "text": base},
        {"id": "short", "text": base.rsplit(" ", 6)[0] + "."},
        {"id": "copy", "text": varied(base, 0.05, 3)},
        {"id": "far", "text": varied(base, 0.4, 4)},
    ]
    result = cleaned(tmp_path, [rows], {"survivor": "first"})
    assert result.ledger["duplicates_by_reason"] == {"near": 2}
    found = {row["id"]: row for row in rows_of(tmp_path / "dist", "duplicates")}
    assert {name: (row["survivor_id"], row["cluster"]) for name, row in found.items()} == {
        "short": ("long", "long"),
        "copy": ("long", "long"),
    }
    for row in found.values():
        first, second = shingle_sets([row["text"], base])
        assert row["similarity"] == round(jaccard(first, second), 4) >= 0.8
        assert f"{row['similarity']:.4f}" in row["detail"]
    assert {row["id"] for row in rows_of(tmp_path / "dist", "data")} == {"other", "long", "far"}


@pytest.mark.usefixtures("one_process")
@pytest.mark.parametrize(("survivor", "kept"), [("longest", "c"), ("earliest", "b"), ("first", "a")])
def test_the_survivor_is_chosen_by_rule(tmp_path: Path, survivor: str, kept: str) -> None:
    base = article(5)
    rows = [
        {"id": "a", "text": base, "published": "2024-03-03"},
        {"id": "b", "text": varied(base, 0.03, 1), "published": "2023-01-01"},
        {"id": "c", "text": base + " And so they went home in the rain.", "published": None},
    ]
    cleaned(tmp_path, [rows], {"survivor": survivor})
    assert [row["id"] for row in rows_of(tmp_path / "dist", "data")] == [kept]


@pytest.mark.usefixtures("one_process")
def test_a_chain_keeps_what_has_no_twin_that_stays(tmp_path: Path) -> None:
    """Of a row of texts each is like the next; that the first and last hang together by others removes neither."""
    words = article(8, 200).rstrip(".").split()
    rows = [{"id": f"{step:02d}", "text": " ".join(words[step * 8 : step * 8 + 100]) + "."} for step in range(12)]
    cleaned(tmp_path, [rows], {"threshold": 0.8, "survivor": "first"})
    texts = {row["id"]: row["text"] for row in rows}
    kept = [row["id"] for row in rows_of(tmp_path / "dist", "data")]
    assert len(kept) > 3
    for row in rows_of(tmp_path / "dist", "duplicates"):
        first, second = shingle_sets([row["text"], texts[row["survivor_id"]]])
        assert row["survivor_id"] in kept
        assert jaccard(first, second) >= 0.8


@pytest.mark.usefixtures("one_process")
def test_exact_copies_and_repeated_ids_keep_their_names(tmp_path: Path) -> None:
    base = article(9)
    rows = [{"id": "x", "text": base}, {"id": "x", "text": base + " More of it here."}, {"id": "y", "text": base}]
    result = cleaned(tmp_path, [rows[:1], rows[1:]], True)
    assert result.ledger["duplicates_by_reason"] == {"exact": 1, "near": 1}
    named = {row["id"]: row["survivor_id"] for row in rows_of(tmp_path / "dist", "duplicates")}
    assert named == {"y": "x#2", "x": "x#2"}  # what stays in the end, by the name it has then


@pytest.mark.usefixtures("one_process")
def test_short_texts_and_empty_corpora(tmp_path: Path) -> None:
    rows = [{"id": str(number), "text": text} for number, text in enumerate(["Yes.", "No.", "Fog. Fog. Fog.", "..."])]
    result = cleaned(tmp_path / "a", [rows], True, quality={"min_words": 0})
    assert result.ledger["duplicate"] == 0
    assert cleaned(tmp_path / "b", [[{"id": "1", "text": ""}]], True).failure


def corpus(seed: int) -> list[dict[str, Any]]:
    draw = random.Random(seed)
    rows: list[dict[str, Any]] = []
    for number in range(40):
        base = article(seed * 1000 + number, draw.randrange(30, 150))
        rows += [
            {
                "id": f"{number}-{copy}",
                "text": varied(base, draw.choice([0.01, 0.05, 0.2]), number + copy) if copy else base,
            }
            for copy in range(draw.choice([1, 1, 2, 4]))
        ]
    draw.shuffle(rows)
    return rows


def test_same_hash_with_any_workers_and_same_twins_with_any_parts(tmp_path: Path) -> None:
    rows = corpus(3)
    hashes, twins = [], []
    for name, cuts, workers in (("one", [len(rows)], 1), ("one", [len(rows)], 2), ("three", [5, 30, len(rows)], 2)):
        parts = [rows[start:stop] for start, stop in zip([0, *cuts], cuts, strict=False)]
        out = tmp_path / name
        result = cleaned(out, parts, True, run={"workers": workers}, export={"dir": str(out / f"dist{len(hashes)}")})
        assert result.export is not None
        duplicates = rows_of(out / f"dist{len(hashes)}", "duplicates")
        hashes.append(result.export.content_hash)
        twins.append([(row["id"], row["survivor_id"]) for row in duplicates])
    assert hashes[0] == hashes[1] != hashes[2]  # rows of the third say that they came from other files
    assert twins[0] == twins[1] == twins[2] != []


@settings(max_examples=200, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 12), st.integers(0, 12)), max_size=20))
def test_components_are_those_of_the_graph(pairs: list[tuple[int, int]]) -> None:
    groups = components(pairs)
    member = {row: number for number, group in enumerate(groups) for row in group}
    assert all(member[one] == member[other] for one, other in pairs)
    assert sorted(member) == sorted({row for pair in pairs for row in pair})
    for group in groups:  # connected: from its first row all others are reached
        reached, edge = {group[0]}, True
        while edge:
            edge = False
            for one, other in pairs:
                if (one in reached) != (other in reached):
                    reached |= {one, other}
                    edge = True
        assert reached == set(group)


@settings(max_examples=100, deadline=None)
@given(st.lists(st.sets(st.integers(0, 12), min_size=1), min_size=1, max_size=8), st.sampled_from([0.5, 0.8, 1.0]))
def test_what_goes_has_a_twin_that_stays_and_what_stays_has_none(sets: list[set[int]], threshold: float) -> None:
    arrays = {row: np.array(sorted(each), np.uint64) for row, each in enumerate(sets)}
    gone = {copy.row: copy for copy in copies(range(len(sets)), arrays, threshold)}
    kept = [row for row in range(len(sets)) if row not in gone]
    for copy in gone.values():
        assert copy.twin in kept
        assert copy.score == jaccard(arrays[copy.row], arrays[copy.twin]) >= threshold
    for place, row in enumerate(kept):
        assert all(jaccard(arrays[row], arrays[other]) < threshold for other in kept[:place])


def test_config_takes_true_false_and_options() -> None:
    assert Config.model_validate({"dedup": {"near": True}}).dedup.near is not None
    assert Config.model_validate({"dedup": {"near": False}}).dedup.near is None
    assert Config.model_validate({"dedup": {"near": {"bands": 14, "rows": 8}}}).dedup.near.bands == 14
    with pytest.raises((ConfigError, ValueError)):
        Config.model_validate({"dedup": {"near": {"threshold": 0.2}}})


@pytest.mark.usefixtures("one_process")
def test_equal_words_are_one_document_where_that_is_asked(tmp_path: Path) -> None:
    base = article(21)
    rows = [
        {"id": "a", "text": base},
        {"id": "b", "text": base.upper().replace(" ", ", ")},
        {"id": "c", "text": base + " 5"},
    ]
    off = cleaned(tmp_path / "off", [rows], None)
    on = cleaned(tmp_path / "on", [rows], None, dedup={"same_words": True})
    assert (off.ledger["duplicate"], on.ledger["duplicates_by_reason"]) == (0, {"same_words": 1})
    assert [(row["id"], row["survivor_id"]) for row in rows_of(tmp_path / "on" / "dist", "duplicates")] == [("b", "a")]


@pytest.mark.usefixtures("one_process")
@pytest.mark.parametrize(("survivor", "kept"), [("longest", {"b", "d"}), ("newest", {"c", "d"})])
def test_one_address_is_one_document(tmp_path: Path, survivor: str, kept: set[str]) -> None:
    url = "https://harbour.example/story?id=5"
    rows = [
        {"id": "a", "url": url, "text": article(31, 60), "published": "2024-03-01"},
        {"id": "b", "url": "http://www.harbour.example/story?id=5&utm_source=x#top", "text": article(32, 90)},
        {"id": "c", "url": url, "text": article(33, 50), "published": "2024-03-01T12:05:00"},
        {"id": "d", "url": "https://harbour.example/story?id=6", "text": article(34, 50)},
        {"id": "e", "text": article(35, 50)},
        {"id": "f", "text": article(36, 50)},
    ]
    result = cleaned(tmp_path, [rows], None, dedup={"same_address": survivor})
    assert result.ledger["duplicates_by_reason"] == {"same_address": 2}
    assert {row["id"] for row in rows_of(tmp_path / "dist", "data")} == kept | {"e", "f"}


@pytest.mark.usefixtures("one_process")
def test_the_page_of_an_address_is_chosen_before_texts_are_compared(tmp_path: Path) -> None:
    base, other = article(41, 40), article(42, 90)
    rows = [
        {"id": "old", "url": "https://q.example/1", "text": base},
        {"id": "mirror", "url": "https://q.example/2", "text": base},
        {"id": "new", "url": "https://q.example/1", "text": other},
    ]
    result = cleaned(tmp_path, [rows], None, dedup={"same_address": "longest"})
    assert result.ledger["duplicates_by_reason"] == {"same_address": 1}  # the old text stands on another page
    assert {row["id"] for row in rows_of(tmp_path / "dist", "data")} == {"mirror", "new"}


@pytest.mark.usefixtures("one_process")
def test_survivors_are_those_that_are_kept_in_the_end(tmp_path: Path) -> None:
    base = article(43)
    rows = [
        {"id": "page", "url": "https://q.example/2", "text": article(44, 40)},
        {"id": "equal", "url": "https://q.example/2", "text": base},
        {"id": "first", "url": "https://q.example/1", "text": base},
        {"id": "best", "url": "https://q.example/3", "text": base + " And so they all went home in the rain."},
    ]
    result = cleaned(tmp_path, [rows], True, dedup={"same_address": "longest"})
    assert result.ledger["duplicates_by_reason"] == {"same_address": 1, "exact": 1, "near": 1}
    assert {row["id"] for row in rows_of(tmp_path / "dist", "data")} == {"best"}
    assert {row["survivor_id"] for row in rows_of(tmp_path / "dist", "duplicates")} == {"best"}


@pytest.mark.usefixtures("one_process")
def test_a_takedown_withholds_the_text_of_all_that_duplicate_it(tmp_path: Path) -> None:
    base = article(45)
    rows = [
        {"id": "a", "text": base},
        {"id": "b", "text": base},
        {"id": "c", "text": base + " And so they all went home in the rain."},
        {"id": "d", "text": article(46)},
    ]
    (tmp_path / "taken.jsonl").write_text('{"id": "c", "reason": "asked", "date": "2024-03-03"}\n', encoding="utf-8")
    export = {"dir": str(tmp_path / "dist"), "takedowns": str(tmp_path / "taken.jsonl")}
    cleaned(tmp_path / "in", [rows], True, export=export)
    assert {row["id"]: row["text"] for row in rows_of(tmp_path / "dist", "duplicates")} == {"a": None, "b": None}


@pytest.mark.usefixtures("one_process")
def test_the_earliest_is_told_in_one_zone(tmp_path: Path) -> None:
    base = article(47)
    rows = [
        {"id": "later", "text": base, "published": "2024-03-01T23:30:00-05:00"},
        {"id": "earlier", "text": varied(base, 0.03, 1), "published": "2024-03-02T01:00:00+00:00"},
    ]
    cleaned(tmp_path, [rows], {"survivor": "earliest"})
    assert [row["id"] for row in rows_of(tmp_path / "dist", "data")] == ["earlier"]


@pytest.fixture
def compared(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The Jaccard of each pair of rows that the decision has compared."""
    found: list[float] = []

    def noted(one: Any, other: Any) -> float:
        found.append(jaccard(one, other))
        return found[-1]

    monkeypatch.setattr("cleancorpus.dedup.clusters.jaccard", noted)
    return found


def test_pages_of_one_template_are_no_candidates_of_one_another(compared: list[float]) -> None:
    """What all share is in no prefix: 3,000 pages that share half of their shingles are compared with few others."""
    draw = np.random.default_rng(5)
    template = draw.integers(0, 1 << 62, 150, dtype=np.uint64)
    sets = {
        row: np.unique(np.concatenate([template, draw.integers(0, 1 << 62, 150, dtype=np.uint64)]))
        for row in range(3000)
    }
    assert list(copies(range(len(sets)), sets, 0.8)) == []
    assert compared == []


def test_rows_that_draw_on_one_stock_of_sentences_are_not_compared_with_all_that_stay(compared: list[float]) -> None:
    """Bulletins: 230 shingles of a template, and 70 of a stock of 1,000, of which the next one has 50."""
    draw = random.Random(1)
    template, stock = list(range(230)), range(1000, 2000)
    chosen, sets = draw.sample(stock, 70), {}
    for row in range(400):
        sets[row] = np.array(sorted([*template, *chosen]), np.uint64)
        kept = draw.sample(chosen, 50)
        chosen = kept + draw.sample(sorted(set(stock) - set(kept)), 20)
    gone = list(copies(range(len(sets)), sets, 0.8))
    assert len(gone) > 150
    assert len(compared) < 2 * len(sets)
    assert all(copy.score == jaccard(sets[copy.row], sets[copy.twin]) >= 0.8 for copy in gone)


@pytest.mark.parametrize("near", [{"bands": 1, "rows": 20}, {"threshold": 0.5}])
def test_options_that_would_miss_most_pairs_are_refused(near: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="of the pairs at"):
        Config.model_validate({"dedup": {"near": near}})


@pytest.mark.parametrize("threshold,size", ((0.68, 75), (0.55, 100), (0.56, 75), (0.8, 100)))
def test_rows_that_share_the_threshold_to_the_shingle_are_copies(threshold: float, size: int) -> None:
    """.68 · 75 is 51.00000000000001 in binary fractions, and rounding up took it for 52."""
    shared = round(threshold * size)
    one = np.arange(size, dtype=np.uint64)
    sets = {0: one, 1: one[:shared]}
    assert [(copy.row, copy.twin) for copy in copies([0, 1], sets, threshold)] == [(1, 0)]
    assert list(copies([0, 1], {0: one, 1: one[: shared - 1]}, threshold)) == []
