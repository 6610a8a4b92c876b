"""A run says how far it is while it is at work, in the files' own bytes, and what it logs can be read by programs."""

import gzip
import io
import json
import os
import re
import signal
import subprocess
import sys
import threading
import time

import psutil
import pytest
from rich.console import Console
from test_run import articles, config_of, write_jsonl

from cleancorpus.cli import main
from cleancorpus.cli.memory import memory_bytes
from cleancorpus.cli.progress import Reporter, View, _Bar, duration
from cleancorpus.config import Source
from cleancorpus.pipeline.progress import CLEANING, JUDGING, SETTLING, Progress, RowCounts, Standing
from cleancorpus.pipeline.run import run
from cleancorpus.read import Files
from cleancorpus.read.files import SourceFile


def one_gz(tmp_path, count):
    """A corpus of one compressed file, which is one part; every tenth article is too short to be kept."""
    rows = [row | ({"text": "Too short."} if number % 10 == 0 else {}) for number, row in enumerate(articles(count))]
    folder = tmp_path / "in"
    folder.mkdir()
    data = "".join(json.dumps(row | {"padding": os.urandom(400).hex()}) + "\n" for row in rows)
    (folder / "a.jsonl.gz").write_bytes(gzip.compress(data.encode()))


def test_one_part_is_followed_while_it_is_cleaned(tmp_path):
    one_gz(tmp_path, 200)
    config = config_of(tmp_path, run={"workers": 1, "batch_size": 8})
    progress, over, seen = Progress(), threading.Event(), []

    def look():
        while not over.wait(0.005):
            seen.append(progress.now())

    watcher = threading.Thread(target=look)
    watcher.start()
    try:
        result = run(config, progress=progress)
    finally:
        over.set()
        watcher.join()
    amid = [now for now in seen if now.step == CLEANING and now.parts == 0 and now.rows > 0]
    assert len({now.rows for now in amid}) > 5  # of 25 batches
    size = (tmp_path / "in" / "a.jsonl.gz").stat().st_size
    for now in amid:
        assert now.rows == now.kept + now.dropped + now.quarantined
        assert abs(now.size_bytes / size - now.rows / 200) < 0.5  # what is unpacked ahead has a megabyte
    end = progress.now()
    assert (end.rows, end.parts, end.size_bytes, end.reused_parts) == (200, 1, size, 0)
    assert (end.kept, end.dropped) == (result.ledger["kept"], result.ledger["dropped"])


def test_what_an_earlier_run_did_is_told_apart(tmp_path):
    write_jsonl(tmp_path, list(articles(5)), "a.jsonl")
    config = config_of(tmp_path, run={"workers": 1, "keep_work": True})
    run(config)
    progress = Progress()
    run(config, progress=progress)
    end = progress.now()
    assert (end.rows, end.reused_rows) == (5, 5)
    assert end.reused_bytes == end.size_bytes == (tmp_path / "in" / "a.jsonl").stat().st_size


def reporter_of(*sizes, path="/x/{}", limit=None):
    source = Source(path="x")
    files = [SourceFile(path.format(i), f"{i}", "jsonl", size, source) for i, size in enumerate(sizes)]
    return Reporter(Files(files, []), limit=limit)


def at(reporter, seconds, **standing):
    """The view `seconds` after the first worker began."""
    reporter.progress.done = Standing(**standing)
    reporter._began = time.monotonic() - seconds
    return reporter.view()


def test_time_left_follows_from_bytes_and_leaves_out_what_was_done_before():
    reporter = reporter_of(600, 400)
    view = at(reporter, 10, rows=25, kept=25, size_bytes=250, parts=1)
    assert (view.share, round(view.left), round(view.rate, 1)) == (0.25, 30, 2.5)
    view = at(reporter, 10, rows=80, size_bytes=800, parts=3, reused_rows=60, reused_bytes=600, reused_parts=2)
    assert (view.share, round(view.left), round(view.rate)) == (0.8, 10, 2)


def test_share_never_goes_back_and_is_of_records_where_they_are_limited():
    reporter = reporter_of(1000)
    assert at(reporter, 5, size_bytes=500, rows=5).share == 0.5
    assert at(reporter, 6, size_bytes=300, rows=3).share == 0.5  # a worker was replaced
    limited = at(reporter_of(1000, limit=10), 5, size_bytes=10, rows=5)
    assert (limited.share, round(limited.left)) == (0.5, 5)


def test_files_without_a_known_size_give_no_share_and_no_time_left():
    view = at(reporter_of(0, 0, path="https://x.example/{}"), 5, size_bytes=0, rows=50, kept=50)
    assert (view.share, view.left) == (None, None)
    assert view.line().startswith("50 documents (50 kept, 0 dropped, 0 quarantined), 10/s, ")


def test_nothing_is_foretold_in_the_first_moments_or_behind_the_cleaning():
    assert at(reporter_of(1000), 0.01, size_bytes=10, rows=1).left is None
    view = at(reporter_of(1000), 5, size_bytes=1000, rows=9, step=SETTLING)
    assert view.left is None
    assert view.line().startswith("settling 9 documents")


def test_where_judging_is_a_step_of_its_own_its_share_is_of_documents():
    reading = at(reporter_of(1000), 10, size_bytes=500, rows=50)
    assert reading.line().startswith("50 documents read, 5/s, 50%, 10 s left, ")
    reporter = reporter_of(1000)
    known = {"step": JUDGING, "rows": 100, "size_bytes": 1000}
    assert at(reporter, 10, **known).line().startswith("judging 100 documents, 0%, ")
    before = {**known, "kept": 30, "reused_judged": 20}
    assert at(reporter, 10, **before).share == 0.3
    reporter._judging = (reporter._judging[0] - 5, 10)  # five seconds ago, when 10 were judged
    view = at(reporter, 15, **known | {"kept": 50, "dropped": 10, "reused_judged": 20})
    assert view.line().startswith("judging 100 documents (50 kept, 10 dropped, 0 quarantined), 6/s, 60%, 7 s left, ")
    assert view.fields(1000)["share"] == 0.6


def test_figures_of_a_view_are_those_of_the_event():
    view = View(Standing(rows=4, kept=2, dropped=1, quarantined=1, size_bytes=10, parts=1), 2.0, 0.5, 2.0, 3_000_000)
    assert view.line() == "4 documents (2 kept, 1 dropped, 1 quarantined), 2/s, 50%, 2 s left, 3 MB of memory"
    assert view.fields(20) == {
        "step": "cleaning", "documents": 4, "kept": 2, "dropped": 1, "quarantined": 1, "bytes": 10, "bytes_total": 20,
        "share": 0.5, "documents_per_s": 2.0, "seconds": 2.0, "seconds_left": 2, "parts": 1, "parts_reused": 0,
        "memory_bytes": 3_000_000,
    }  # fmt: skip
    assert [duration(s) for s in (5, 119, 120, 7200)] == ["5 s", "119 s", "2 min", "2 h"]


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the system does not say")
def test_memory_is_that_of_all_processes_together():
    before = memory_bytes()
    child = "x = bytearray(60_000_000); x[::4096] = b'1' * len(x[::4096]); print(flush=True); input()"
    with subprocess.Popen([sys.executable, "-c", child], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        process.stdout.readline()
        assert 55e6 < memory_bytes() - before < 120e6
        process.communicate(b"\n")
    assert 0.3 < before / psutil.Process().memory_info().rss < 3


def test_tally_goes_through_its_note():
    counts = RowCounts({"a": 2, "b": 1}, {"kept": 2, "dropped": 1})
    again = RowCounts(**json.loads(json.dumps(counts.to_note())))
    assert (again.rows, again.told(7)) == (3, (7, 3, 2, 1, 0))


def corpus_file(tmp_path):
    one_gz(tmp_path, 160)
    path = tmp_path / "c.yaml"
    path.write_text("name: t\nsources: [{path: in}]\nrun: {workers: 1, batch_size: 8}\n", encoding="utf-8")
    return path


def test_lines_come_at_the_interval_that_is_asked_for(tmp_path):
    path = corpus_file(tmp_path)
    argv = [sys.executable, "-m", "cleancorpus", "run", str(path), "--progress-every", "0.05"]
    done = subprocess.run(argv, cwd=tmp_path, capture_output=True, text=True, check=True)
    lines = [line for line in done.stderr.splitlines() if "quarantined" in line]
    assert len(lines) >= 2
    form = r"\d+ documents \(\d+ kept, \d+ dropped, 0 quarantined\)(, [\d,]+/s)?, \d+%(, \d+ s left)?(, [\d,]+ MB of memory)?"
    assert all(re.fullmatch(form, line) for line in lines)
    assert "documents in" in done.stdout


EVENT = {"time", "level", "event", "message", "logger", "pid"}


def test_log_as_json_is_an_object_a_line_with_the_same_names_each_time(tmp_path):
    path = corpus_file(tmp_path)
    argv = [sys.executable, "-m", "cleancorpus", "run", str(path), "--progress-every", "0.05", "--log-json", "-vv"]
    done = subprocess.run(argv, cwd=tmp_path, capture_output=True, text=True, check=True)
    events = [json.loads(line) for line in done.stderr.splitlines()]
    assert all(event.keys() >= EVENT for event in events)
    named = {event["event"]: event for event in events}
    assert named.keys() >= {"run-started", "progress", "part-done", "step", "version-made"}
    assert named["run-started"].keys() >= {
        "name",
        "target",
        "work_folder",
        "files",
        "bytes",
        "config_digest",
        "engine",
        "version",
    }
    assert named["progress"].keys() >= {"step", "documents", "kept", "share", "seconds_left", "memory_bytes"}
    assert named["part-done"]["outcomes"] == {"kept": 144, "dropped": 16}
    assert (named["version-made"]["rows_in"], named["version-made"]["kept"]) == (160, 144)


def test_errors_are_json_too(tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert main(["run", "nowhere.yaml", "--log-json"]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    error = json.loads(line)
    assert (error["event"], error["level"], error["kind"]) == ("error", "error", "ConfigError")
    assert (error["where"], error["what"], error["exit_code"]) == ("nowhere.yaml", "no such config file", 2)


def test_a_defect_keeps_its_traceback_in_the_json_log(tmp_path, capsys, monkeypatch):
    def broken(_):
        raise ZeroDivisionError("a defect")

    monkeypatch.setattr("cleancorpus.cli._dispatch", broken)
    assert main(["rules", "--log-json"]) == 1
    (line,) = capsys.readouterr().err.splitlines()
    assert json.loads(line)["event"] == "defect"
    assert "ZeroDivisionError: a defect" in json.loads(line)["traceback"]


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
def test_a_killed_run_s_log_says_how_far_it_was_and_the_next_one_names_it(tmp_path):
    path = corpus_file(tmp_path)
    write_jsonl(tmp_path, list(articles(30)), "0.jsonl")
    argv = [sys.executable, "-m", "cleancorpus", "run", str(path), "--log-json", "-vv", "--progress-every", "0.1"]
    with subprocess.Popen(argv, cwd=tmp_path, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True) as process:
        lines = []
        for line in process.stderr:
            lines.append(json.loads(line))
            if lines[-1]["event"] == "part-done":
                process.send_signal(signal.SIGKILL)
                break
    assert lines[0]["event"] == "run-started"
    assert lines[0]["pid"] == process.pid
    done = subprocess.run(argv, cwd=tmp_path, capture_output=True, text=True, check=True)
    events = [json.loads(line) for line in done.stderr.splitlines()]
    (earlier,) = [event for event in events if event["event"] == "earlier-run-ended"]
    assert earlier["earlier_pid"] == process.pid
    assert f"the run of process {process.pid} on " in earlier["message"]
    assert any(event["event"] == "part-done" and event["reused"] for event in events)


def test_more_is_logged_with_v(tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    write_jsonl(tmp_path, list(articles(3)))
    (tmp_path / "c.yaml").write_text("name: t\nsources: [{path: in}]\nrun: {workers: 1}\n", encoding="utf-8")
    said = {}
    for more in ((), ("-v",), ("-vv",)):
        assert main(["run", "c.yaml", *more, "--set", f"name=t{len(more[0]) if more else 0}"]) == 0
        said[more] = capsys.readouterr().err
    assert said[()] == ""
    assert "settling 3 documents\n" in said[("-v",)]
    assert "part judge-" not in said[("-v",)]
    assert re.search(r"^part judge-.*: 3 records$", said[("-vv",)], re.M)


def test_every_command_takes_the_options_of_logging():
    for argv in (["rules", "-v"], ["config", "--log-json", "schema"]):
        assert main(argv) == 0


def test_a_terminal_of_80_columns_has_room_for_the_bar_and_all_figures():
    console = Console(file=io.StringIO(), force_terminal=True, width=80, color_system=None, legacy_windows=False)
    bar = _Bar(console)
    view = View(Standing(rows=123_456, kept=110_000, dropped=13_000, quarantined=456), 60.0, 0.41, 90.0, 1_234_000_000)
    bar.add_task(CLEANING, total=1.0, completed=0.41, left=view.outlook())
    bar.words = view.counts()
    for line in bar.get_renderables():
        console.print(line)
    shown = console.file.getvalue()
    assert "2,058/s, 41%, 90 s left" in shown
    assert "123,456 documents (110,000 kept, 13,000 dropped, 456 quarantined)" in shown
    assert "…" not in shown
