"""Signals that end a run, from its first moment on: one line, the exit code of the signal, and nothing left behind."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time

import psutil
import pytest
from test_run import articles, write_jsonl

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
WORDS = {"SIGTERM": "ended by SIGTERM", "SIGHUP": "ended by SIGHUP", "SIGINT": "interrupted"}


@pytest.mark.parametrize("name", WORDS)
@pytest.mark.parametrize("moment", ["while it loads", "a moment later", "at work"])
def test_a_signal_is_one_line_and_leaves_nothing(tmp_path, name, moment):
    write_jsonl(tmp_path, articles(2000))
    config = {"name": "t", "sources": [{"path": "in"}], "export": {"dir": "dist"}, "run": {"workers": 2}}
    (tmp_path / "c.yaml").write_text(json.dumps(config), encoding="utf-8")
    (tmp_path / "tmp").mkdir()
    run = subprocess.Popen(
        [sys.executable, "-m", "cleancorpus", "run", "c.yaml"],
        cwd=tmp_path, env={**os.environ, "TMPDIR": str(tmp_path / "tmp")},
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    sign = "dist/t/.work/judge-*/*.tmp" if moment == "at work" else "tmp/pymp-*"  # the folder of its processes' sockets
    while not list(tmp_path.glob(sign)):
        assert run.poll() is None, run.stderr.read()
        time.sleep(0.01)
    time.sleep(0.5 if moment == "a moment later" else 0)
    family = psutil.Process(run.pid).children(recursive=True)
    number = getattr(signal, name)
    run.send_signal(number)
    _, told = run.communicate(timeout=60)
    _, alive = psutil.wait_procs(family, timeout=10)
    assert (run.returncode, alive, told.count("\n")) == (128 + number, [], 1), told
    assert told.startswith(f"error: {WORDS[name]}: ")
    assert [path.name for path in (tmp_path / "tmp").iterdir()] == []
    assert [*tmp_path.rglob(".partial-*"), *tmp_path.rglob("*.tmp")] == []


EARLY = """
import os, signal, sys, tempfile
from cleancorpus.engine.sockets import hold_sockets
make = tempfile.mkdtemp
def made(*given, **named):
    path = make(*given, **named)
    os.kill(os.getpid(), signal.SIGTERM)
    return path
tempfile.mkdtemp = made
signal.signal(signal.SIGTERM, lambda *_: sys.exit(7))
hold_sockets()
"""


def test_a_signal_as_the_folder_of_sockets_is_made_leaves_none(tmp_path):
    done = subprocess.run([sys.executable, "-c", EARLY], env={**os.environ, "TMPDIR": str(tmp_path)})
    assert (done.returncode, [*tmp_path.iterdir()]) == (7, [])
