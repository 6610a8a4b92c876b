"""Rows that time out or end their worker are quarantined by the run that saw it: another run tries them again."""

import json

import pytest
from one_part import clean
from test_run import articles, config_of, write_jsonl

from cleancorpus.engine.store import Store
from cleancorpus.engine.task import READING, WORKING, Blame


@pytest.fixture
def store(tmp_path):
    return Store(str(tmp_path / "work"))


LATE = Blame("timeout", "took longer than extract.timeout_s (1 s)", WORKING)


def test_another_run_tries_a_blamed_row_again(tmp_path, store):
    write_jsonl(tmp_path, articles(3))
    config = config_of(tmp_path)
    _, first = clean(config, store, "a", {1: LATE})
    assert first[1] == ("a1", "quarantined", "timeout", LATE.detail)
    again, rows = clean(config, store, "b")
    assert not again.reused
    assert [row[:2] for row in rows] == [("a0", "kept"), ("a1", "kept"), ("a2", "kept")]
    assert clean(config, store, "c")[0].reused


def test_the_same_run_does_not_work_on_it_again(tmp_path, store):
    write_jsonl(tmp_path, articles(3))
    first, rows = clean(config_of(tmp_path), store, "a", {1: LATE})
    again, same = clean(config_of(tmp_path), store, "a")  # as after the loss of an actor, which forgets its blames
    assert (again.name, again.reused, same) == (first.name, True, rows)


@pytest.mark.parametrize("where", ["text", "judge"])
def test_kept_texts_hold_no_blamed_row(tmp_path, store, where):
    write_jsonl(tmp_path, articles(3))
    kept = {"run": {"keep_work": True}}
    if where == "judge":  # all texts stand in the work folder, and a row times out when it is judged
        clean(config_of(tmp_path, **kept), store, "a")
    clean(config_of(tmp_path, **kept, rules={"dateline": False}), store, "b", {1: LATE})
    _, rows = clean(config_of(tmp_path, **kept, rules={"byline": False}), store, "c")
    assert [row[:2] for row in rows] == [("a0", "kept"), ("a1", "kept"), ("a2", "kept")]


def test_a_row_that_ended_the_worker_while_it_was_read_says_so(tmp_path, store):
    write_jsonl(tmp_path, articles(3), "a.jsonl")
    write_jsonl(tmp_path, articles(1), "b.jsonl")
    died = Blame("worker-died", "its worker process ended twice at this record (exit code 9)", READING)
    _, rows = clean(config_of(tmp_path), store, "a", {1: died})
    assert [row[:3] for row in rows[::2]] == [("a0", "kept", None), ("a0", "kept", None)]
    assert rows[1][1:3] == ("quarantined", "worker-died")
    assert f"{died.detail}, while it was read; what stands behind it was not read" in rows[1][3]


def test_a_run_clears_what_earlier_ones_blamed(tmp_path):
    from cleancorpus.pipeline.run import run

    write_jsonl(tmp_path, [*articles(3), {"id": "bad"}])
    left = tmp_path / "dist" / "t" / ".work" / "blamed" / "0123abcd-0-0.json"
    left.parent.mkdir(parents=True)
    left.write_text(json.dumps({"a.jsonl": 3}), encoding="utf-8")
    assert run(config_of(tmp_path)).export is None  # so that its work folder stays
    assert not left.exists()
