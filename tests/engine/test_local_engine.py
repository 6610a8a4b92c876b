"""What the local engine does with rows that hang or end their process, and that nobody else waits for them."""

import os
import signal
import subprocess
import sys
import textwrap
import threading
import time
from collections import deque
from pathlib import Path

import psutil
import pytest

from cleancorpus.engine.local import LocalEngine
from cleancorpus.engine.task import READING, Recipe, Spot, Task
from cleancorpus.engine.worker import IDLE
from cleancorpus.errors import ShardError

WORDS = "one two three".split()


def engine(argument="", workers=2, timeout_s=1.5):
    return LocalEngine(Recipe("engine_work:make", argument), workers, row_timeout_s=timeout_s, memory_mb=1024)


def results(*payloads, workers=2):
    with engine(workers=workers) as running:
        found = {task.payload: result for task, result in running.run(Task("do", payload) for payload in payloads)}
    return [found[payload] for payload in payloads]


def test_each_task_has_its_result():
    assert results(("one", "two"), ("three",), ()) == [["done", "done"], ["done"], []]


def test_no_more_workers_are_started_than_there_are_tasks():
    with engine(workers=60) as running:
        assert [rows for _, rows in running.run([Task("do", ("one",))])] == [["done"]]
        assert len(running._workers) == 1
        assert len(list(running.run(Task("do", (f"word {n}",)) for n in range(3)))) == 3
        assert len(running._workers) <= 3


def test_all_workers_are_started_for_as_many_tasks():
    with engine(workers=3, timeout_s=30) as running:
        tasks = running.run(Task("do", ("read-slow", "one")) for _ in range(3))
        next(tasks)
        assert len(running._workers) == 3
        assert len(list(tasks)) == 2


@pytest.mark.parametrize(
    ("order", "reason"), [("hang", "timeout"), ("die", "worker-died"), ("read-die", "worker-died")]
)
def test_poisonous_row_costs_itself(order, reason):
    assert results(("one", order, "two"), ("three",)) == [["done", reason, "done"], ["done"]]


def test_many_poisonous_rows_in_one_task():
    (rows,) = results(("die", "one", "die", "hang", "two"), workers=1)
    assert rows == ["worker-died", "done", "worker-died", "timeout", "done"]


def test_waiting_for_what_is_read_has_no_time_limit():
    with engine(workers=1, timeout_s=0.2) as running:  # ten times that is less than what it waits
        ((_, rows),) = running.run([Task("do", ("read-slow", "one"))])
    assert rows == ["done", "done"]


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the kernel tells there what a process has worked")
def test_a_reader_that_has_lost_its_way_is_ended():
    with engine(workers=1, timeout_s=0.2) as running:
        ((task, rows),) = running.run([Task("do", ("one", "read-spin", "two"))])
    assert rows == ["done", "timeout", "done"]
    blame = task.blamed[Spot(1, READING)]
    assert (
        blame.detail
        == "took 10 times extract.timeout_s (0.2 s) of work for no byte more; raise that, or leave the file out"
    )


def test_a_hanging_row_delays_its_own_worker_only():
    """While one worker hangs for the whole limit, the other one does everything else."""
    tasks = [Task("do", ("hang",)), *(Task("do", (f"word {n}",)) for n in range(50))]
    with engine(timeout_s=3) as running:
        order = [task.payload[0] for task, _ in running.run(tasks)]
    assert order[-1] == "hang"


def test_errors_of_the_work_are_raised_with_their_calls():
    with engine() as running, pytest.raises(RuntimeError, match="as told") as caught:
        list(running.run([Task("do", ("fail",))]))
    assert "engine_work.py" in caught.value.__notes__[0]


def test_tasks_that_wait_for_results_are_asked_again():
    seen = []

    def tasks():
        yield Task("do", ("one",))
        while not seen:
            yield None
        yield Task("do", ("two",))

    with engine() as running:
        for task, _ in running.run(tasks()):
            seen.append(task.payload)
    assert seen == [("one",), ("two",)]


def test_workers_that_cannot_start_say_why_in_one_line():
    with (
        engine("broken") as running,
        pytest.raises(ShardError, match="worker: cannot start: ImportError: no module named so; mend"),
    ):
        list(running.run([Task("do", ("one",))]))


def test_workers_that_end_before_they_do_anything_end_the_run():
    with engine("dies", workers=1) as running, pytest.raises(ShardError, match="ends before it does anything"):
        list(running.run([Task("do", ("one",))]))


FORKLESS = """
from cleancorpus.engine.local import LocalEngine
from cleancorpus.engine.task import Recipe
from cleancorpus.errors import ShardError
if __name__ == "__main__":
    try:
        with LocalEngine(Recipe("x:y", ""), 1, row_timeout_s=9, memory_mb=1024, preload="ends_at_once"):
            pass
    except ShardError as error:
        print(error)
"""


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="workers are forked from a process between")
def test_a_process_between_that_ends_is_one_line(tmp_path: Path):
    (tmp_path / "ends_at_once.py").write_text("raise OSError(28, 'No space left on device')", encoding="utf-8")
    (tmp_path / "driver.py").write_text(FORKLESS, encoding="utf-8")
    done = subprocess.run([sys.executable, "driver.py"], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.stdout.startswith("worker: cannot start: the process that workers are copied from has ended; ")
    assert done.stderr.strip().endswith("No space left on device")


def test_a_task_that_ends_its_process_at_no_row_ends_the_run():
    with engine() as running, pytest.raises(ShardError, match="ends its worker process again and again"):
        list(running.run([Task("do", ("die-idle",))]))


def at_a_row(running):
    return [worker for worker in running._workers if worker.task is not None and worker.slot[0] != IDLE]


def meddle(running, what):
    """Call `what` in another thread once a worker is at a row."""

    def wait():
        while not at_a_row(running):
            time.sleep(0.01)
        what()

    thread = threading.Thread(target=wait)
    thread.start()
    return thread


posix = pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
linux = pytest.mark.skipif(
    not sys.platform.startswith("linux"), reason="the kernel tells there that a process is stopped"
)


@pytest.mark.slow
@linux
def test_a_worker_that_is_stopped_for_longer_than_the_limit_costs_no_row():
    with engine(workers=1) as running:

        def pause():
            (worker,) = at_a_row(running)
            os.kill(worker.process.pid, signal.SIGSTOP)
            time.sleep(4)
            os.kill(worker.process.pid, signal.SIGCONT)

        thread = meddle(running, pause)
        ((_, rows),) = running.run([Task("do", ("busy", "busy", "hang"))])
        thread.join()
    assert rows == ["done", "done", "timeout"]


STOPPED = """
import sys
sys.path.insert(0, {folder!r})
from cleancorpus.engine.local import LocalEngine
from cleancorpus.engine.task import Recipe, Task
if __name__ == "__main__":
    with LocalEngine(Recipe("engine_work:make", ""), 2, row_timeout_s=1.5, memory_mb=1024) as running:
        print("up", flush=True)
        print([rows for _, rows in running.run([Task("do", ("busy",) * 5), Task("do", ("busy",) * 5)])])
"""


@pytest.mark.slow
@linux
def test_a_run_that_is_stopped_costs_no_row(tmp_path: Path):
    """As when the system sleeps: all of its processes at once, and they go on in any order."""
    script = tmp_path / "driver.py"
    script.write_text(STOPPED.format(folder=str(Path(__file__).parent)), encoding="utf-8")
    with subprocess.Popen([sys.executable, str(script)], stdout=subprocess.PIPE, text=True) as driver:
        assert driver.stdout is not None
        assert driver.stdout.readline() == "up\n"
        time.sleep(1.5)
        family = [psutil.Process(driver.pid), *psutil.Process(driver.pid).children(recursive=True)]
        for process in family:
            process.suspend()
        time.sleep(3)
        for process in family:
            process.resume()
        assert driver.stdout.readline() == f"{[['done'] * 5] * 2}\n"


@pytest.mark.slow
@posix
@pytest.mark.parametrize("workers", [1, 2])
def test_kills_in_a_row_cost_no_row(workers):
    """Twelve, each of who is at work, as fast as there is somebody."""
    with engine(workers=workers) as running:

        def kill():
            for _ in range(12):
                while not (there := [worker for worker in running._workers if worker.process.exitcode is None]):
                    time.sleep(0.01)
                (at_a_row(running) or there)[0].process.kill()
                time.sleep(0.3)

        thread = meddle(running, kill)
        done = [rows for _, rows in running.run([Task("do", ("busy",) * 4)] * workers)]
        thread.join()
    assert done == [["done"] * 4] * workers


@posix
def test_a_row_at_which_its_process_is_killed_each_time_is_told(monkeypatch):
    """As where a record takes all memory, and the system kills who has most."""
    monkeypatch.setattr("cleancorpus.engine.local._MOST_PAUSE_S", 0.1)
    assert results(("one", "killed", "two")) == [["done", "worker-died", "done"]]


@posix
def test_a_stopped_worker_that_is_given_much_holds_nobody_up():
    many = tuple(f"word {n}" for n in range(100_000))
    with engine(workers=2) as running:
        while not all(worker.ready for worker in running._workers):
            list(running._collect(deque()))
        stopped = running._workers[0]
        os.kill(stopped.process.pid, signal.SIGSTOP)
        begun, others = time.monotonic(), []
        for task, _ in running.run([Task("do", many, "many"), *(Task("do", ("one",), str(n)) for n in range(9))]):
            others.append(task.token)
            if len(others) == 9:
                assert time.monotonic() - begun < 30
                os.kill(stopped.process.pid, signal.SIGCONT)
        assert others[-1] == "many"


@posix
def test_an_engine_with_a_stopped_worker_ends_at_once():
    begun = time.monotonic()
    with engine(workers=2) as running:
        while not all(worker.ready for worker in running._workers):
            list(running._collect(deque()))
        os.kill(running._workers[0].process.pid, signal.SIGSTOP)
        running._give(running._workers[0], Task("do", tuple(f"word {n}" for n in range(100_000))))
    assert time.monotonic() - begun < 30


DRIVER = """
import sys
sys.path.insert(0, {folder!r})
from cleancorpus.engine.local import LocalEngine
from cleancorpus.engine.task import Recipe, Task
if __name__ == "__main__":
    with LocalEngine(Recipe("engine_work:make", ""), 2, row_timeout_s=60, memory_mb=1024) as running:
        print("up", flush=True)
        list(running.run([Task("do", ("hang",)), Task("do", ("hang",))]))
"""


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
def test_a_killed_driver_leaves_no_worker_behind(tmp_path: Path):
    script = tmp_path / "driver.py"
    script.write_text(textwrap.dedent(DRIVER).format(folder=str(Path(__file__).parent)), encoding="utf-8")
    with subprocess.Popen([sys.executable, str(script)], stdout=subprocess.PIPE, text=True) as driver:
        assert driver.stdout is not None
        assert driver.stdout.readline() == "up\n"
        time.sleep(1.5)  # the workers are in their hanging rows
        family = psutil.Process(driver.pid).children(recursive=True)
        assert len(family) >= 2
        os.kill(driver.pid, signal.SIGKILL)
        driver.wait()
    _, alive = psutil.wait_procs(family, timeout=5)
    assert alive == []
