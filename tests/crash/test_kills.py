"""The short form of `kill_table.py`: a handful of kills of drivers and workers, one content hash."""

import json
import sys

import pytest
from kill_table import Killer, write_corpus


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
def test_killed_runs_end_with_the_hash_of_an_undisturbed_one(tmp_path):
    write_corpus(tmp_path / "a.jsonl", 900, words=120)
    lines = (tmp_path / "a.jsonl").read_text(encoding="utf-8").splitlines()
    unread = {"unread": "x" * 2500}  # large enough to be cut into parts
    rows = [json.loads(line) | unread | {"own": [None, n, n / 2][n // 300]} for n, line in enumerate(lines)]
    (tmp_path / "a.jsonl").write_text("".join(f"{json.dumps(row)}\n" for row in rows), encoding="utf-8")
    config = {
        "extends": "base", "name": "killed", "sources": [{"path": "a.jsonl"}], "decide": {"line_model": False}, "carry": ["own"],
        "splits": {"sizes": {"validation": 0.05, "test": 100}},
    }  # fmt: skip
    killer = Killer(tmp_path, config, seed=3)
    wanted, seconds = killer.undisturbed()
    while killer.table.kills < 4:
        killer.round(seconds)
    killer.round(None)
    assert killer.table.problems == []
    assert set(killer.table.hashes) == {wanted}
