"""A fold that is added: its own class and a place in the plan's list, and the run asks it and does what it says."""

import hashlib
import json

import numpy as np
import pyarrow as pa

from cleancorpus.config import Config
from cleancorpus.engine.stage import VERDICT, FoldStage, StageKey
from cleancorpus.pipeline import plan
from cleancorpus.pipeline import run as job
from cleancorpus.pipeline.work import make_work
from in_this_process import InThisProcess

TEXT = "The ferry to {} was late on Monday because of fog, and the harbour master said that it would sail on Tuesday."


class SameTitle(FoldStage):
    """Documents with a title that an earlier one has."""

    key_schema = pa.schema([("bucket", pa.uint16()), ("row", pa.int64()), ("title", pa.string()), ("id", pa.string())])

    def __init__(self, key):
        self.key = key

    def collect(self, batch, first_row):
        titles = batch.column("title").to_pylist()
        buckets = [hashlib.sha256(title.encode()).digest()[0] for title in titles]
        rows = np.arange(first_row, first_row + batch.num_rows)
        return pa.table([buckets, rows, titles, batch.column("id")], schema=self.key_schema)

    def merge(self, keys, earlier):
        assert set(earlier) == {"ids", "exact"}
        first, found = {}, []
        for key in keys.to_pylist():
            survivor = first.setdefault(key["title"], key["id"])
            if survivor != key["id"]:
                said = {"status": "duplicate", "reason": "title", "survivor_id": survivor, "flags": ["titled-twice"]}
                found.append({"part": key["part"], "row": key["row"], **said})
        words = [(name, pa.string()) for name in ("status", "reason", "survivor_id")]
        schema = pa.schema([*VERDICT, *words, ("flags", pa.list_(pa.string()))])
        return pa.Table.from_pylist(found, schema)


def test_a_fold_in_the_plans_list_is_asked_and_obeyed(tmp_path, monkeypatch):
    towns = {"one": "Aker", "two": "Velden", "three": "Aker", "four": "Norvik"}
    rows = [
        {"id": name, "title": "Ferry late" if name != "four" else "Fog", "text": TEXT.format(town)}
        for name, town in towns.items()
    ]
    for number, part in enumerate((rows[:1], rows[1:])):
        (tmp_path / f"{number}.jsonl").write_text("".join(json.dumps(row) + "\n" for row in part), encoding="utf-8")
    config = Config.model_validate({
        "sources": [{"path": str(tmp_path / "*.jsonl")}], "export": {"dir": str(tmp_path / "dist")},
    })  # fmt: skip
    folds = plan.make_folds(config)
    monkeypatch.setattr(plan, "make_folds", lambda _: (*folds, SameTitle(StageKey("title", {}))))
    monkeypatch.setattr(
        job, "make_engine", lambda config, store: InThisProcess(make_work(job.work_argument(config, store)))
    )
    result = job.run(config)
    assert result.ledger["duplicates_by_reason"] == {"exact": 1, "title": 1}
    assert result.ledger["kept"] == 2
