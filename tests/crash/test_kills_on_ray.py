"""The short form of `kill_table.py --ray`: two kills of runs on a cluster, and the hash of a run without one."""

import sys

import pytest
from kill_table import Killer, ray_cluster, write_padded


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
def test_killed_runs_on_ray_end_with_the_hash_of_a_local_one(tmp_path):
    pytest.importorskip("ray", reason="needs the extra ray")
    write_padded(tmp_path / "a.jsonl", 600)
    config = {"extends": "base", "name": "killed", "sources": [{"path": "a.jsonl"}], "decide": {"line_model": False}}
    with ray_cluster() as address:
        killer = Killer(tmp_path, config, seed=2, cluster=address)
        wanted, _ = killer.undisturbed()
        while killer.table.kills < 2:
            killer.round(15.0)  # on a cluster a run of any size takes some seconds to begin
        killer.round(None)
    assert killer.table.problems == []
    assert set(killer.table.hashes) == {wanted}
