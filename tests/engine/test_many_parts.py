"""Runs of more parts and rows than one merge and one shard take: the same content, and tasks that stay small."""

import pytest
from test_run import articles, config_of, write_jsonl

from cleancorpus.engine import stage
from cleancorpus.engine.local import LocalEngine
from cleancorpus.pipeline.calls import MergeCall
from cleancorpus.pipeline.gather import GatherCall
from cleancorpus.pipeline.plan import make_plan
from cleancorpus.pipeline.run import run
from cleancorpus.read import parts

N_FILES = 12


@pytest.fixture
def payloads(monkeypatch):
    """What the tasks of runs ask for, as they are given to the engine."""
    seen, real = [], LocalEngine.run

    def noted(engine, tasks):
        for task in tasks:
            if task is not None:
                seen.append(task.payload)
            yield task

    monkeypatch.setattr(LocalEngine, "run", lambda engine, tasks: real(engine, noted(engine, tasks)))
    return seen


def test_keys_of_many_parts_are_gathered_once_and_merged_in_ranges(tmp_path, monkeypatch, payloads):
    rows = list(articles(2 * N_FILES - 1))
    rows.append(rows[0] | {"id": "again"})
    for number in range(N_FILES):
        write_jsonl(tmp_path, rows[2 * number : 2 * number + 2], f"{number:02}.jsonl")
    monkeypatch.setattr(parts, "_MOST_FILES", 1)
    whole = run(config_of(tmp_path, name="whole", run={"workers": 1}))
    payloads.clear()
    monkeypatch.setattr(stage, "_ROWS_A_MERGE", 6)
    cut = run(config_of(tmp_path, name="cut", run={"workers": 2, "keep_work": True}))
    assert (cut.parts, cut.ledger["duplicate"]) == (N_FILES, 1)
    assert cut.export.content_hash == whole.export.content_hash
    for fold in (0, 1):
        keys = make_plan(config_of(tmp_path)).folds[fold].key.folder
        gathered = [call for call in payloads if isinstance(call, GatherCall) and call.keys == keys]
        assert [(call.first_part, len(call.parts)) for call in gathered] == [(0, 3), (3, 3), (6, 3), (9, 3)]
        merged = [call for call in payloads if isinstance(call, MergeCall) and call.fold == fold]
        assert [len(call.keys) for call in merged] == [4, 4, 4, 4]
    assert not (tmp_path / "dist" / "cut" / ".work" / "gathered").exists()
    payloads.clear()
    run(config_of(tmp_path, name="cut", run={"workers": 1, "keep_work": True}))
    assert not [call for call in payloads if isinstance(call, GatherCall | MergeCall)]  # they are known
