"""Rows that time out or end their worker are quarantined by the run that saw it: another run tries them again."""

import json
import shutil
import sys
from pathlib import PurePath

import pytest
from one_part import clean
from test_run import articles, config_of, table, write_jsonl

from cleancorpus.engine.store import Store
from cleancorpus.engine.task import READING, Blame, Recipe, Spot


@pytest.fixture
def store(tmp_path):
    return Store(str(tmp_path / "work"))


LATE = Blame("timeout", "took longer than extract.timeout_s (1 s)")


def test_another_run_tries_a_blamed_row_again(tmp_path, store):
    write_jsonl(tmp_path, articles(3))
    config = config_of(tmp_path)
    _, first = clean(config, store, "a", {Spot(1): LATE})
    assert first[1] == ("a1", "quarantined", "timeout", LATE.detail)
    again, rows = clean(config, store, "b")
    assert not again.reused
    assert [row[:2] for row in rows] == [("a0", "kept"), ("a1", "kept"), ("a2", "kept")]
    assert clean(config, store, "c")[0].reused


def test_the_same_run_does_not_work_on_it_again(tmp_path, store):
    write_jsonl(tmp_path, articles(3))
    first, rows = clean(config_of(tmp_path), store, "a", {Spot(1): LATE})
    again, same = clean(config_of(tmp_path), store, "a")  # as after the loss of an actor, which forgets its blames
    assert (again.name, again.reused, same) == (first.name, True, rows)


@pytest.mark.parametrize("where", ["text", "judge"])
def test_kept_texts_hold_no_blamed_row(tmp_path, store, where):
    write_jsonl(tmp_path, articles(3))
    kept = {"run": {"keep_work": True}}
    if where == "judge":  # all texts stand in the work folder, and a row times out when it is judged
        clean(config_of(tmp_path, **kept), store, "a")
    clean(config_of(tmp_path, **kept, rules={"dateline": False}), store, "b", {Spot(1): LATE})
    _, rows = clean(config_of(tmp_path, **kept, rules={"byline": False}), store, "c")
    assert [row[:2] for row in rows] == [("a0", "kept"), ("a1", "kept"), ("a2", "kept")]


def test_a_row_that_ended_the_worker_while_it_was_read_says_so(tmp_path, store):
    write_jsonl(tmp_path, articles(3), "a.jsonl")
    write_jsonl(tmp_path, articles(1), "b.jsonl")
    died = Blame("worker-died", "its worker process ended twice at this record (exit code 9)")
    _, rows = clean(config_of(tmp_path), store, "a", {Spot(1, READING, 0): died})
    assert [row[:3] for row in rows[::2]] == [("a0", "kept", None), ("a0", "kept", None)]
    assert rows[1][1:3] == ("quarantined", "worker-died")
    assert f"{died.detail}, while it was read; what stands behind it was not read" in rows[1][3]


@pytest.mark.parametrize(("piece", "places"), [(0, ["a.jsonl:4", "b.jsonl:1"]), (1, ["b.jsonl:1"])])
def test_the_end_of_a_file_and_the_first_record_of_the_next_are_told_apart(tmp_path, store, piece, places):
    """Both are row 3 of the part."""
    write_jsonl(tmp_path, articles(3), "a.jsonl")
    write_jsonl(tmp_path, articles(1), "b.jsonl")
    died = Blame("worker-died", "its worker process ended twice at this record (exit code 9)")
    done, rows = clean(config_of(tmp_path), store, "a", {Spot(3, READING, piece): died})
    standing = [row for batch in store.read_batches(f"{done.name}.arrow") for row in batch.to_pylist()]
    assert [f"{PurePath(row['source']).name}:{row['position']}" for row in standing[3:]] == places
    assert [row[2] for row in rows] == [None] * 3 + (["worker-died", None] if piece == 0 else ["worker-died"])
    assert [PurePath(name).name for name in done.unread] == [places[0].partition(":")[0]]


SPINS = pytest.param(
    "spins",
    "timeout",
    marks=pytest.mark.skipif(
        not sys.platform.startswith("linux"), reason="the kernel tells there what a process has worked"
    ),
)


@pytest.mark.parametrize("before", ["jsonl", "html"])
@pytest.mark.parametrize(("how", "reason"), [("dies", "worker-died"), SPINS])
def test_a_file_whose_first_record_cannot_be_read_costs_no_other(tmp_path, monkeypatch, before, how, reason):
    from cleancorpus.pipeline.run import run

    monkeypatch.setattr("cleancorpus.pipeline.run.Recipe", lambda _, argument: Recipe("dying_readers:make", argument))
    write_jsonl(tmp_path, articles(3), f"b-{how}.jsonl")
    shutil.copy(tmp_path / "in" / f"b-{how}.jsonl", tmp_path / "in" / "c.jsonl")
    if before == "jsonl":
        write_jsonl(tmp_path, articles(3), "a.jsonl")
    for number in range(3) if before == "html" else ():
        page = f"<html><body><p>{'The harbour bridge was closed on Monday. ' * 9}</p></body></html>"
        (tmp_path / "in" / f"a{number}.html").write_text(page, encoding="utf-8")
    settings = {"run": {"workers": 1, "max_failed_share": 0.9}, "extract": {"timeout_s": 0.4}}
    result = run(config_of(tmp_path, **settings))
    (lost,) = table(result, "quarantined")
    assert (lost["source"], lost["position"], lost["reason"]) == (f"b-{how}.jsonl", 1, reason)
    manifest = json.loads((result.export.path / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["ledger"]["rows_in"] == 3 + 1 + 3
    unread = [entry["path"] for entry in manifest["inputs"] if "unread_bytes" in entry]
    assert [PurePath(path).name for path in unread] == [f"b-{how}.jsonl"]


def test_a_run_clears_what_earlier_ones_blamed(tmp_path):
    from cleancorpus.pipeline.run import run

    write_jsonl(tmp_path, [*articles(3), {"id": "bad"}])
    left = tmp_path / "dist" / "t" / ".work" / "blamed" / "0123abcd-0-0.json"
    left.parent.mkdir(parents=True)
    left.write_text(json.dumps({"a.jsonl": 3}), encoding="utf-8")
    assert run(config_of(tmp_path)).export is None  # so that its work folder stays
    assert not left.exists()
