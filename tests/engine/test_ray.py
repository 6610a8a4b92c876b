"""The Ray engine: the hash of local runs, with actors lost and poisonous rows; what is missing is said in one line."""

import subprocess
import sys

import pytest
from test_run import articles, config_of, write_jsonl

from cleancorpus.engine.ray import RayEngine
from cleancorpus.engine.task import Recipe, Task
from cleancorpus.errors import ConfigError, ShardError
from cleancorpus.pipeline.run import run


def engine(workers=2, **options):
    recipe = Recipe("engine_work:make", "")
    values = {"address": None, "row_timeout_s": 2.0, "memory_mb": 1024} | options
    return RayEngine(recipe, workers, **values)


@pytest.fixture(scope="module")
def cluster():
    ray = pytest.importorskip("ray", reason="needs the extra ray")
    folder = __file__.rpartition("/")[0]
    ray.init(
        num_cpus=2, include_dashboard=False, log_to_driver=False, logging_level="error",
        runtime_env={"env_vars": {"PYTHONPATH": ":".join([folder, *sys.path])}},
    )  # fmt: skip
    yield ray
    ray.shutdown()


def test_without_ray_one_line_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "ray", None)
    with pytest.raises(
        ConfigError, match=r"run\.engine: ray is not installed; pip install 'cleancorpus\[ray\]', or set"
    ):
        engine()


def test_without_a_cluster_one_line_says_so():
    pytest.importorskip("ray", reason="needs the extra ray")
    with (
        pytest.raises(ConfigError, match=r"run\.ray_address: no cluster answers at '127\.0\.0\.1:1': "),
        engine(address="127.0.0.1:1") as running,
    ):
        list(running.run([]))


def test_poisonous_rows_cost_themselves(cluster):
    with engine() as running:
        found = {
            task.payload: result
            for task, result in running.run(Task("do", p) for p in (("one", "die", "two"), ("hang",)))
        }
    assert found == {("one", "die", "two"): ["done", "worker-died", "done"], ("hang",): ["timeout"]}


def test_a_lost_actor_costs_nothing(cluster):
    with engine() as running:
        killed = False
        done = 0
        for _ in running.run(Task("do", (f"word {n}",)) for n in range(30)):
            done += 1
            if not killed:
                cluster.kill(running._actors[0])
                killed = True
    assert done == 30


def test_a_task_that_loses_its_actors_again_and_again_ends_the_run(cluster):
    with engine(workers=1) as running, pytest.raises(ShardError, match="do: lost 3 actors: "):
        running._make = cluster.remote(num_cpus=1)(Doomed)
        running._actors = [running._make.remote()]
        list(running.run([Task("do", ("one",))]))


class Doomed:
    """An actor that ends with its first task."""

    def __init__(self, *_):
        pass

    def do(self, task):  # noqa: ARG002 - as the actor that it stands in for
        import os

        os._exit(1)


def test_errors_of_the_work_are_raised(cluster):
    with engine() as running, pytest.raises(RuntimeError, match="as told"):
        list(running.run([Task("do", ("fail",))]))


_STOPPED = """
import os, signal, sys
from cleancorpus.cli.signals import StoppedError, ends_by_signal
from cleancorpus.engine.ray import RayEngine
from cleancorpus.engine.task import Recipe
engine = RayEngine(Recipe("engine_work:make", ""), 1, address="local", row_timeout_s=2.0, memory_mb=1024)
try:
    with ends_by_signal(), engine:
        os.kill(os.getpid(), signal.SIGTERM)
        signal.pause()
except StoppedError as stopped:
    print(stopped.word)
    sys.exit(stopped.exit_code)
"""


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
def test_signals_end_a_run_on_a_cluster_that_it_started_as_they_end_a_local_one():
    pytest.importorskip("ray", reason="needs the extra ray")
    done = subprocess.run([sys.executable, "-c", _STOPPED], capture_output=True, text=True, timeout=120, check=False)
    assert (done.returncode, done.stdout) == (143, "ended by SIGTERM\n"), done.stderr


@pytest.mark.slow
def test_a_run_on_ray_has_the_hash_of_a_local_one(cluster, tmp_path):
    write_jsonl(tmp_path, [row | {"label": n, "meta": {f"k{n % 3}": [n]}} for n, row in enumerate(articles(60))])
    write_jsonl(tmp_path, [row | {"label": 0.5, "text": row["text"] + " More."} for row in articles(9)], "b.jsonl")
    (tmp_path / "in" / "broken.jsonl").write_text('{"text": "a"\n', encoding="utf-8")
    allowed = {"max_failed_share": 0.5}
    more = {"carry": "*", "site_lines": True, "splits": {"sizes": {"test": 0.1}}, "dedup": {"near": {"remove": False}}}
    more["rules"] = {"ccnet-paragraph": {"keep": "first"}}
    local = run(config_of(tmp_path, name="local", **more, run={"workers": 2, **allowed}))
    on_ray = run(config_of(tmp_path, name="ray", **more, run={"engine": "ray", "workers": 2, **allowed}))
    assert on_ray.export.content_hash == local.export.content_hash
    assert on_ray.ledger == local.ledger
