"""Kill it and run it again: the same content, finished parts are not done twice, and it says what is done again and why."""

import json
import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import psutil
import pyarrow as pa
import pytest
from test_run import articles, config_of, table, write_jsonl

from cleancorpus.engine.lock import lock_dataset
from cleancorpus.engine.spool import Spool
from cleancorpus.engine.store import Store
from cleancorpus.errors import ExportError
from cleancorpus.pipeline.places import work_folder
from cleancorpus.pipeline.run import run

posix = pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")


def big_corpus(tmp_path, count=1200):
    """Articles in some files and a file that is cut into parts."""
    rows = list(articles(count))
    write_jsonl(tmp_path, rows[:20], "a.jsonl")
    padded = [row | {"padding": "x" * 3000} for row in rows[20:]]
    write_jsonl(tmp_path, padded, "b.jsonl")
    write_jsonl(tmp_path, rows[:5], "c.jsonl")


def config_file(tmp_path, **sections):
    config = config_of(tmp_path, sources=[{"path": "in"}], **sections)
    path = tmp_path / "config.json"  # JSON is YAML
    path.write_text(config.model_dump_json(), encoding="utf-8")
    return config, path


def start(path, *more):
    return subprocess.Popen(
        [sys.executable, "-m", "cleancorpus", "run", str(path), *more],
        cwd=path.parent,  # sources are relative: their names are part of the content
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def wait_for_parts(folder: Path, count: int, process: subprocess.Popen[str]) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and process.poll() is None:
        if len(list(folder.glob("judge-*/*.json"))) > count:  # one is the stage's own
            return
        time.sleep(0.02)
    pytest.fail(f"no {count} parts: {process.communicate()}")


@pytest.fixture(scope="module")
def plain_hash(tmp_path_factory):
    folder = tmp_path_factory.mktemp("plain")
    big_corpus(folder)
    config, _ = config_file(folder, run={"workers": 1})
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        return run(config).export.content_hash


@posix
def test_killed_driver_goes_on_where_it_was(tmp_path, plain_hash, monkeypatch):
    monkeypatch.chdir(tmp_path)
    big_corpus(tmp_path)
    config, path = config_file(tmp_path, run={"workers": 2})
    work = tmp_path / "dist" / "t" / ".work"
    with start(path) as process:
        wait_for_parts(work, 2, process)
        family = psutil.Process(process.pid).children(recursive=True)
        process.kill()
        process.communicate()
    _, alive = psutil.wait_procs(family, timeout=5)
    assert alive == []
    done = len(list(work.glob("judge-*/*.json"))) - 1
    result = run(config)
    assert result.export.content_hash == plain_hash
    assert done <= result.reused_parts < result.parts
    assert sorted(path.name for path in (tmp_path / "dist" / "t").iterdir()) == [".lock", "1.0.0"]


@posix
def test_killed_workers_cost_nothing(tmp_path, plain_hash):
    big_corpus(tmp_path)
    _, path = config_file(tmp_path, run={"workers": 2})
    with start(path, "--json") as process:
        kills = 0
        while process.poll() is None and kills < 4:
            time.sleep(0.7)
            for child in psutil.Process(process.pid).children(recursive=True):
                with suppress(psutil.NoSuchProcess):  # ended just now
                    if child.cpu_times().user > 0.05 and "forkserver" not in " ".join(child.cmdline()[-1:]):
                        child.kill()
                        kills += 1
                        break
        out, err = process.communicate(timeout=120)
    assert process.returncode == 0, err
    assert json.loads(out)["content_hash"] == plain_hash


@posix
@pytest.mark.parametrize(("number", "word"), [(signal.SIGINT, "interrupted"), (signal.SIGTERM, "ended by SIGTERM")])
def test_signals_end_the_run_within_two_seconds_and_say_how_to_go_on(tmp_path, number, word):
    big_corpus(tmp_path)
    _, path = config_file(tmp_path, run={"workers": 2})
    with start(path) as process:
        wait_for_parts(tmp_path / "dist" / "t" / ".work", 1, process)
        family = psutil.Process(process.pid).children(recursive=True)
        began = time.monotonic()
        process.send_signal(number)
        out, err = process.communicate(timeout=10)
    assert time.monotonic() - began < 2  # until the last process that holds its output has ended
    assert process.returncode == 128 + number
    last = err.strip().splitlines()[-1]
    assert last.startswith(f"error: {word}: ")
    assert last.endswith("the same command goes on from there")
    assert out == ""
    _, alive = psutil.wait_procs(family, timeout=2)
    assert alive == []


def at_work(process):
    """Whether it has not ended; one that has may wait for its new parent to take note of that."""
    try:
        return process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def killed_while_workers_start(tmp_path, number):
    """A run that has got this signal while the process that workers are forked from loads what they need."""
    big_corpus(tmp_path, 30)
    _, path = config_file(tmp_path, run={"workers": 1})
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TMPDIR", str(tmp_path))
        process = start(path)
    deadline = time.monotonic() + 60
    while not list(tmp_path.glob("pymp-*")) and time.monotonic() < deadline:
        time.sleep(0.01)
    time.sleep(0.3)
    family = psutil.Process(process.pid).children(recursive=True)
    process.send_signal(number)
    process.wait(10)
    return process, family


@posix
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
def test_a_run_that_ends_while_workers_start_leaves_no_process(tmp_path, number):
    process, family = killed_while_workers_start(tmp_path, number)
    assert family
    process.communicate(timeout=1)  # nobody holds its output open
    deadline = time.monotonic() + 1
    while (left := [each for each in family if at_work(each)]) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert left == []


@posix
def test_sockets_of_a_run_killed_while_workers_start_are_cleared_by_the_next(tmp_path, monkeypatch):
    process, _ = killed_while_workers_start(tmp_path, signal.SIGKILL)
    process.communicate()
    assert list(tmp_path.glob("pymp-*"))
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    with lock_dataset(tmp_path / "dist" / "another"):
        assert not list(tmp_path.glob("pymp-*"))


@posix
def test_sockets_of_a_run_at_work_are_left_alone(tmp_path):
    code = "from cleancorpus.engine.sockets import hold_sockets; hold_sockets(); hold_sockets(); print(flush=True); input()"
    environment = {**os.environ, "TMPDIR": str(tmp_path)}
    command = [sys.executable, "-c", code]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, env=environment, stdin=pipe, stdout=pipe) as process:
        process.stdout.readline()
        clear = "from cleancorpus.engine.sockets import clear_sockets; clear_sockets()"
        subprocess.run([sys.executable, "-c", clear], env=environment, check=True)
        assert len(list(tmp_path.glob("pymp-*/*"))) == 1
        process.kill()
        process.wait()
        subprocess.run([sys.executable, "-c", clear], env=environment, check=True)
    assert not list(tmp_path.glob("pymp-*"))


def test_what_killed_runs_left_of_a_store_elsewhere_is_cleared(tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    store, other = Store("memory://jobs/a"), Store("memory://jobs/b")
    for each in (store, other):
        with Spool(each, "judge-00/x.arrow", pa.schema([("row", pa.int64())]), "0123abcd-0-0") as spool:
            spool.begin()  # and its process ends
    (writing := store.writing("x")).__enter__().write_bytes(b"half")
    assert len(list(tmp_path.iterdir())) == 3
    assert store.clear_temporary() == 2
    assert len(list(tmp_path.iterdir())) == 1
    assert other.clear_temporary() == 1
    del writing


@posix
def test_a_second_run_on_a_dataset_says_so_at_once(tmp_path):
    write_jsonl(tmp_path, articles(3))
    config = config_of(tmp_path)
    script = (
        "import sys, time; from pathlib import Path; from cleancorpus.engine.lock import lock_dataset, note_run\n"
        "folder = Path(sys.argv[1])\n"
        "with lock_dataset(folder):\n    note_run(folder); print('held', flush=True); time.sleep(60)"
    )
    command = [sys.executable, "-c", script, str(tmp_path / "dist" / "t")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout is not None
        other.stdout.readline()
        with pytest.raises(
            ExportError, match=rf"another run is at work on it \(process {other.pid} on .*; wait for it"
        ):
            run(config)
        other.kill()
    assert run(config).export.version == "1.0.0"  # the lock went with the process


def test_what_killed_runs_left_is_cleared(tmp_path):
    write_jsonl(tmp_path, articles(3))
    folder = tmp_path / "dist" / "t"
    (folder / ".partial-0123abcd" / "data").mkdir(parents=True)
    (folder / ".work" / "judge-00").mkdir(parents=True)
    (folder / ".work" / "judge-00" / "x.arrow.1234.tmp").write_bytes(b"half")
    run(config_of(tmp_path))
    assert sorted(path.name for path in folder.iterdir()) == [".lock", "1.0.0"]


def test_what_a_killed_run_left_is_removed_and_what_others_have_is_not(tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    left, others, folder = tmp_path / "pymp-left", tmp_path / "pymp-others", tmp_path / "t"
    for made in (left, others, folder):
        made.mkdir()
    (left / "cleancorpus.lock").touch()
    (folder / ".run.json").write_text(json.dumps({"pid": 1}), encoding="utf-8")
    with lock_dataset(folder):
        assert not left.exists() or sys.platform == "win32"
    assert [path.name for path in folder.iterdir()] == [".lock"]
    assert others.exists()


KEEP = {"keep_work": True, "workers": 1}


def test_a_second_run_with_kept_work_does_nothing_again(tmp_path):
    write_jsonl(tmp_path, articles(5), "a.jsonl")
    first = run(config_of(tmp_path, run=KEEP))
    again = run(config_of(tmp_path, run=KEEP))
    assert (first.reused_parts, again.reused_parts, again.redone) == (0, 1, ())
    assert again.export.content_hash == first.export.content_hash


def test_a_changed_file_redoes_its_part_only(tmp_path):
    for name in "ab":
        write_jsonl(tmp_path, [row | {"padding": "x" * 1_100_000} for row in articles(1)], f"{name}.jsonl")
    run(config_of(tmp_path, run=KEEP))
    write_jsonl(tmp_path, articles(2), "b.jsonl")
    again = run(config_of(tmp_path, run=KEEP, export={"dir": str(tmp_path / "dist")}))
    assert (again.parts, again.reused_parts) == (2, 1)
    (name,) = (file.name for file in again.files.files if file.name.endswith("b.jsonl"))
    assert again.redone == (f"files: 1 changed ({name}); 1 part done anew for them",)


def test_files_that_came_and_went_are_named_once(tmp_path):
    auto = {"dir": str(tmp_path / "dist")}
    for name, row in zip("ab", articles(2), strict=True):
        write_jsonl(tmp_path, [row | {"padding": "x" * 1_100_000}], f"{name}.jsonl")
    run(config_of(tmp_path, run=KEEP, export=auto))
    (tmp_path / "in" / "b.jsonl").unlink()
    write_jsonl(tmp_path, list(articles(3))[2:], "c.jsonl")
    again = run(config_of(tmp_path, run=KEEP, export=auto))
    assert again.redone == ("files: 1 new (c.jsonl), 1 gone (b.jsonl); 1 part done anew for them",)
    assert run(config_of(tmp_path, run=KEEP, export=auto)).redone == ()


def test_file_that_changed_after_a_failed_run_is_named(tmp_path):
    write_jsonl(tmp_path, [{"id": "x", "text": ""}])
    failed = run(config_of(tmp_path, run={"workers": 1}))
    assert failed.failure and failed.redone == ()
    write_jsonl(tmp_path, articles(2))
    again = run(config_of(tmp_path, run={"workers": 1}))
    assert again.redone == ("files: 1 changed (a.jsonl); 1 part done anew for them",)


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ({"carry": ["label"]}, "carry"),
        ({"fields": {"title": "name"}}, "fields"),
        ({"encoding": "utf-8", "carry": "*"}, "encoding changed (for FILE), carry"),
    ],
)
def test_a_source_that_is_read_in_another_way_says_why(tmp_path, source, said):
    for name in "ab":
        write_jsonl(tmp_path, [row | {"label": 1, "padding": "x" * 1_100_000} for row in articles(1)], f"{name}.jsonl")
    auto = {"dir": str(tmp_path / "dist")}
    paths = [str(tmp_path / "in" / f"{name}.jsonl") for name in "ab"]
    run(config_of(tmp_path, run=KEEP, export=auto, sources=[{"path": path} for path in paths]))
    other = [{"path": paths[0]}, {"path": paths[1], **source}]
    again = run(config_of(tmp_path, run=KEEP, export=auto, sources=other))
    assert again.reused_parts == 1
    line = f"sources: {said} changed (for FILE); 1 part done anew for that"
    assert again.redone == (line.replace("FILE", "b.jsonl"),)
    assert run(config_of(tmp_path, run=KEEP, export=auto, sources=other)).redone == ()


def test_a_changed_rule_judges_again_without_reading_again(tmp_path, monkeypatch):
    write_jsonl(tmp_path, articles(4))
    auto = {"dir": str(tmp_path / "dist")}
    run(config_of(tmp_path, run=KEEP, export=auto))
    texts = next((tmp_path / "dist" / "t" / ".work").glob("text-*/*.arrow"))
    written = texts.stat().st_mtime_ns
    changed = {"rules": {"byline": False}, "export": auto}
    again = run(config_of(tmp_path, run=KEEP, **changed))
    assert again.reused_parts == 0
    assert [line.split(":")[0] for line in again.redone] == ["judge", "settle"]
    assert "config rules" in again.redone[0]
    assert texts.stat().st_mtime_ns == written
    fresh = run(config_of(tmp_path, name="fresh", run={"workers": 1}, **changed))
    assert again.export.content_hash == fresh.export.content_hash
    assert any("By Jane Doe" in row["text"] for row in table(again, "data"))


def test_a_changed_library_redoes_what_depends_on_it_and_says_so(tmp_path, monkeypatch):
    from cleancorpus.pipeline import plan

    write_jsonl(tmp_path, articles(2))
    run(config_of(tmp_path, run=KEEP))
    real = plan.library_version
    monkeypatch.setattr(plan, "library_version", lambda name: "99.0" if name == "ftfy" else real(name))
    key = plan.make_plan(config_of(tmp_path)).text
    because = json.loads(next((tmp_path / "dist" / "t" / ".work").glob("text-*/stage.json")).read_text())
    assert key.changed_since(because) == [f"ftfy {real('ftfy')} → 99.0"]


def test_a_sample_leaves_the_work_of_an_unfinished_run_alone(tmp_path):
    write_jsonl(tmp_path, [*articles(4), {"id": "bad"}])
    assert run(config_of(tmp_path)).export is None
    assert run(config_of(tmp_path), limit=2).export.path.name == "sample"
    assert not (tmp_path / "dist" / "t" / ".work" / "sample").exists()
    again = run(config_of(tmp_path, run={"max_failed_share": 0.5}))
    assert (again.reused_parts, again.parts) == (1, 1)
    assert not (tmp_path / "dist" / "t" / ".work").exists()


def test_two_datasets_of_one_name_share_no_work_folder(tmp_path):
    write_jsonl(tmp_path, [*articles(4), {"id": "bad"}])
    shared = {"work_dir": str(tmp_path / "work")}
    one, two = (
        config_of(tmp_path, run=shared | allowed, export={"dir": str(tmp_path / place)})
        for place, allowed in (("here", {}), ("there", {"max_failed_share": 0.5}))
    )
    assert run(one).export is None  # its work stays
    assert run(two).reused_parts == 0
    assert [path.name for path in (tmp_path / "work").iterdir()] == [Path(work_folder(one).root).name]
    assert run(config_of(tmp_path, run=two.run.model_dump(), export=one.export.model_dump())).reused_parts == 1
    for url in ("memory://jobs", "memory://jobs/"):
        roots = [work_folder(config_of(tmp_path, run={"work_dir": url}, export={"dir": d})).root for d in "ab"]
        assert roots[0] != roots[1]
        assert all(root.startswith("memory://jobs/t-") for root in roots)
