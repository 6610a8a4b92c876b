"""A run whose processes are stopped for longer than a record may take, or killed many times, makes what an undisturbed one does."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest
from test_run import articles, write_jsonl

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the kernel tells there what is stopped")


def start(folder: Path, name: str) -> subprocess.Popen[str]:
    (folder / f"{name}.yaml").write_text(
        f"name: {name}\nsources: [{{path: in}}]\nexport: {{dir: dist}}\nrun: {{workers: 2}}\nextract: {{timeout_s: 1.5}}\n",
        encoding="utf-8",
    )
    command = [sys.executable, "-m", "cleancorpus", "run", f"{name}.yaml", "--json"]
    return subprocess.Popen(command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def workers_of(run: subprocess.Popen[str]) -> list[psutil.Process]:
    try:
        return [child for child in psutil.Process(run.pid).children(recursive=True) if child.ppid() != run.pid]
    except psutil.NoSuchProcess:
        return []


def at_work(folder: Path, name: str) -> None:
    while not list(folder.glob(f"dist/{name}/.work/judge-*/*.tmp")):
        time.sleep(0.01)


def hash_of(run: subprocess.Popen[str]) -> str:
    out, err = run.communicate(timeout=120)
    assert run.returncode == 0, err
    return out.partition('"content_hash": "')[2].partition('"')[0]


@pytest.mark.slow
def test_pauses_and_kills_change_nothing(tmp_path: Path) -> None:
    for number in range(40):  # a part each: the number of a file ends no group before its size does
        write_jsonl(tmp_path, ({**row, "id": f"{number}-{row['id']}"} for row in articles(60)), f"{number:02}.jsonl")
    wanted = hash_of(start(tmp_path, "alone"))

    paused = start(tmp_path, "paused")
    at_work(tmp_path, "paused")
    family = [psutil.Process(paused.pid), *psutil.Process(paused.pid).children(recursive=True)]
    for some in (workers_of(paused), family):
        for process in some:
            process.suspend()
        time.sleep(3)
        for process in reversed(some):
            process.resume()
        time.sleep(0.3)
    assert hash_of(paused) == wanted

    killed = start(tmp_path, "killed")
    at_work(tmp_path, "killed")
    for _ in range(12):
        for worker in workers_of(killed)[:1]:
            os.kill(worker.pid, 9)
        time.sleep(0.2)
    assert hash_of(killed) == wanted
