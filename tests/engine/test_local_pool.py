"""What the pool does with records that hang or kill their worker, by a rule that does so when told to."""

import os
import time

import pyarrow as pa
import pytest

from cleancorpus.config import Config
from cleancorpus.engine import worker as worker_module
from cleancorpus.engine.local import LocalPool
from cleancorpus.errors import ShardError
from cleancorpus.schema import OUTCOMES, RECORDS


def records(texts):
    rows = [
        {"id": f"r{i}", "source": "s", "position": i + 1, "kind": "text", "data": text.encode(), "encoding": "utf-8"}
        for i, text in enumerate(texts)
    ]
    return pa.RecordBatch.from_pylist(rows, schema=RECORDS)


def obedient_work(connection, slot, config_json, memory_mb):
    """The worker's loop with a core that hangs, dies or fails as the record says."""
    import cleancorpus.pipeline.core as core

    class Obedient(core.Core):
        def process(self, record):
            order = record.data.decode()
            if order == "hang":
                time.sleep(60)
            if order == "die":
                os._exit(7)
            if order == "fail":
                raise RuntimeError("as told")
            return super().process(record)

    core.Core = Obedient
    worker_module.work(connection, slot, config_json, memory_mb)


@pytest.fixture
def pool(monkeypatch):
    monkeypatch.setattr("cleancorpus.engine.local.work", obedient_work)
    config = Config.model_validate(
        {"extract": {"timeout_s": 1.5}, "quality": {"min_words": 0}, "decide": {"line_model": False}}
    )

    def run(batches, workers=2):
        with LocalPool(config, workers) as running:
            out = list(running.map(iter(batches)))
        assert all(batch.schema == OUTCOMES for batch in out)
        return [(row["id"], row["status"], row["reason"]) for batch in out for row in batch.to_pylist()]

    return run


def test_order_is_that_of_the_records(pool):
    batches = [records(["one two three."] * 3), records([]), records(["four five."])]
    assert [row[0] for row in pool(batches)] == ["r0", "r1", "r2", "r0"]


@pytest.mark.parametrize(("order", "reason"), [("hang", "timeout"), ("die", "worker-died"), ("fail", "defect")])
def test_poisonous_record_costs_itself(pool, order, reason):
    rows = pool([records(["one two.", "three.", order, "four.", "five."]), records(["six."])])
    assert [row[0] for row in rows] == ["r0", "r1", "r2", "r3", "r4", "r0"]
    assert [row[1:] for row in rows if row[1] != "kept"] == [("quarantined", reason)]


def test_many_poisonous_records_in_one_batch(pool):
    rows = pool([records(["die", "one.", "die", "hang", "two.", "fail"])], workers=1)
    assert [row[2] for row in rows] == ["worker-died", None, "worker-died", "timeout", None, "defect"]


def test_a_small_memory_limit_leaves_room_for_an_article():
    config = Config.model_validate({"run": {"memory_mb": 256}, "decide": {"line_model": False}})
    with LocalPool(config, 1) as running:
        (out,) = running.map(iter([records(["one two three."])]))
    assert out.num_rows == 1


def work_that_cannot_start(connection, slot, config_json, memory_mb):
    import cleancorpus.pipeline.core as core

    def broken(config):
        raise ImportError("no module\nnamed so")

    core.Core = broken
    worker_module.work(connection, slot, config_json, memory_mb)


def test_workers_that_cannot_start_say_why_in_one_line(monkeypatch):
    monkeypatch.setattr("cleancorpus.engine.local.work", work_that_cannot_start)
    with (
        LocalPool(Config(), 1) as running,
        pytest.raises(ShardError, match="cannot start: ImportError: no module named so"),
    ):
        list(running.map(iter([records(["one."])])))
