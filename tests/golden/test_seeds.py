"""The seeds the whole way: against what people expect of them, and against what came out last time.

`seeds/expected/` says what must stay and go. `outcomes.json` is what came out when it was last written: a change there
is shown by git and has to be wanted. Write it anew with `pytest tests/golden --update-golden`.
"""

import json
from collections import Counter
from pathlib import Path

import pytest

from cleancorpus.checked_config import load_config
from cleancorpus.known.agencies import agencies_in, split_agencies
from cleancorpus.pipeline.core import Core
from cleancorpus.read import Piece, list_files, read_piece
from cleancorpus.text import plain

QUICKSTART = Path(__file__).parents[2] / "configs" / "quickstart.yaml"
SNAPSHOT = Path(__file__).parent / "outcomes.json"


@pytest.fixture(scope="module")
def expected(seeds):
    rows = [
        json.loads(line)
        for path in sorted((seeds / "expected").glob("*.jsonl"))
        for line in path.read_text(encoding="utf-8").splitlines()
    ]
    return {(row["source"], row["position"]): row for row in rows}


@pytest.fixture(scope="module")
def outcomes(seeds):
    config = load_config(QUICKSTART)
    rows = {}
    first = {}
    core = Core(config)
    for row in core.judge_batch(core.read_batch(records_of(config, seeds))).to_pylist():
        if row["status"] == "kept" and first.setdefault(row["text_sha256"], row["id"]) != row["id"]:
            row["status"], row["reason"] = "duplicate", "exact"
        rows[row["source"].removeprefix("seeds/"), row["position"]] = row
    return rows


def records_of(config, seeds):
    files = list_files(config.sources, seeds.parent).files
    return [record for file in files for record in read_piece(Piece(file), config.read)]


def test_every_seed_has_its_expectation_and_its_outcome(expected, outcomes):
    assert set(expected) == set(outcomes)
    assert len(expected) >= 60
    assert len({row["language"] for row in expected.values()}) >= 8


def test_status_and_reason_are_as_expected(expected, outcomes):
    wrong = {
        key: (row["status"], outcomes[key]["status"], outcomes[key]["reason"], outcomes[key]["detail"])
        for key, row in expected.items()
        if (
            (row["status"], row.get("reason")) != (outcomes[key]["status"], outcomes[key]["reason"])
            and row["status"] != "duplicate"
        )
        or row["status"] != outcomes[key]["status"]
    }
    assert not wrong


def test_no_line_of_an_article_is_lost(expected, outcomes):
    lost = [
        (key, line)
        for key, row in expected.items()
        if row["status"] == "kept"
        for line in row["kept"]
        if plain(line) not in plain(outcomes[key]["text"])
    ]
    assert not lost


def test_what_should_go_goes(expected, outcomes):
    """Per category the share of lines that went; a second headline in wholly other words may stay."""
    total, gone, left = Counter(), Counter(), []
    for key, row in expected.items():
        if row["status"] != "kept":
            continue
        lines = {plain(line) for line in outcomes[key]["text"].split("\n")}
        for removed in row["removed"]:
            total[removed["category"]] += 1
            stays = plain(removed["text"]) in lines or (
                len(plain(removed["text"])) > 30 and plain(removed["text"]) in " ".join(lines)
            )
            gone[removed["category"]] += not stays
            if stays:
                left.append((key[0], removed["category"], removed["text"]))
    asked = {"cookie": 1.0, "byline": 0.9, "duplicate-headline": 0.8, "navigation": 0.7}
    short = {
        category: (gone[category], total[category])
        for category in total
        if gone[category] < asked.get(category, 0.8) * total[category]
    }
    assert not short, left


def test_metadata_is_found(expected, outcomes):
    wrong = Counter()
    seen = []
    kept = [(row, outcomes[key]) for key, row in expected.items() if row["status"] == "kept"]
    for row, outcome in kept:
        for name in ("title", "language"):
            if plain(row[name] or "") != plain(outcome[name] or ""):
                wrong[name] += 1
                seen.append((row["source"], name, row[name], outcome[name]))
        for name in ("authors", "editors"):
            if {plain(value) for value in row[name]} != {plain(value) for value in outcome[name] or ()}:
                wrong[name] += 1
                seen.append((row["source"], name, row[name], outcome[name]))
        if not set(agencies_in(row["agency"] or "", marked=True)) <= set(split_agencies(outcome["agency"])):
            wrong["agency"] += 1
            seen.append((row["source"], "agency", row["agency"], outcome["agency"]))
    assert all(wrong[name] <= 0.1 * len(kept) for name in wrong), seen


def test_repaired_text_can_be_put_together_again(outcomes):
    from cleancorpus.decide.apply import restore
    from cleancorpus.model import Span

    for row in outcomes.values():
        if row["status"] == "dropped":
            spans = [(Span(r["start"], r["end"]), r["text"]) for r in row["removals"]]
            assert restore(row["text"], spans) == row["repaired_text"]


def test_outcomes_are_those_of_last_time(outcomes, request):
    now = {
        f"{source}:{position}": {
            "status": row["status"],
            "title": row["title"],
            "authors": row["authors"],
            "editors": row["editors"],
            "translators": row["translators"],
            "agency": row["agency"],
            "published": row["published"],
            "language": row["language"],
            "text": (row["text"] or "").split("\n"),
            "removed": [f"{removal['rule']}: {removal['text'].strip()}" for removal in row["removals"] or ()],
        }
        for (source, position), row in sorted(outcomes.items())
    }
    if request.config.getoption("--update-golden"):
        SNAPSHOT.write_text(json.dumps(now, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    before = json.loads(SNAPSHOT.read_text(encoding="utf-8"))
    assert {key: value for key, value in now.items() if before.get(key) != value} == {}
    assert set(before) == set(now)


def test_records_do_not_influence_each_other(seeds):
    """The same outcomes in reverse order and one by one."""
    config = load_config(QUICKSTART)
    records = records_of(config, seeds)
    forward = [Core(config).process(record).row() for record in records[:20]]
    core = Core(config)
    backward = [core.process(record).row() for record in reversed(records[:20])]
    assert forward == backward[::-1]
