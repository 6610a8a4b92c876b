"""A disk that is full, and files that may not grow: said at once in one line, nothing half done stays, and the run can go on."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
from pathlib import Path

import pytest

from cleancorpus.cli import main
from cleancorpus.pipeline import space

WORDS = [f"word{n}" for n in range(5000)]


def project(folder: Path, disk: Path, documents: int = 1500) -> Path:
    """A configuration whose dataset goes to `disk`, with texts that can hardly be packed."""
    chance = random.Random(1)
    rows = (json.dumps({"id": str(n), "text": " ".join(chance.choices(WORDS, k=400))}) + "\n" for n in range(documents))
    (folder / "a.jsonl").write_text("".join(rows), encoding="utf-8")
    config = folder / "c.yaml"
    config.write_text(
        f"extends: base\nname: t\nsources: [{{path: {folder / 'a.jsonl'}}}]\nexport: {{dir: {disk / 'dist'}}}\n"
        "run: {workers: 2}\nquality: {min_words: 1}\n",
        encoding="utf-8",
    )
    return config


@pytest.fixture(params=["4m", "1m", "100k"])
def small_disk(tmp_path, request):
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = sys.platform.startswith("linux") and os.geteuid() == 0
    command = ["mount", "-t", "tmpfs", "-o", f"size={request.param}", "tmpfs", str(disk)]
    if not mounted or subprocess.run(command, capture_output=True, check=False).returncode:
        pytest.skip("no small disk can be mounted here")
    yield disk
    subprocess.run(["umount", str(disk)], check=True)


def cleancorpus(*arguments, file_bytes=None):
    def limit():
        import resource

        resource.setrlimit(resource.RLIMIT_FSIZE, (file_bytes, file_bytes))

    command = [sys.executable, "-m", "cleancorpus", *map(str, arguments)]
    before = limit if file_bytes else None
    return subprocess.run(command, capture_output=True, text=True, check=False, preexec_fn=before)


@pytest.mark.slow
def test_a_full_disk_is_one_line_and_what_is_done_is_taken_over(tmp_path, small_disk):
    config = project(tmp_path, small_disk)
    done = cleancorpus("run", config)
    errors = [line for line in done.stderr.splitlines() if line.startswith("error: ")]
    assert (done.returncode, len(errors)) == (2, 1)
    assert "No space left on device; mend that, then run the same command again: what is done is kept" in errors[0]
    assert "Traceback" not in done.stderr
    assert "the disk may not be large enough (about" in done.stderr
    assert list(small_disk.rglob("*.tmp")) == []
    assert list(small_disk.rglob(".partial-*")) == []
    parts = len(list(small_disk.glob("dist/t/.work/judge-*/*.json"))) - 1  # one says what the stage is
    subprocess.run(["mount", "-o", "remount,size=64m", str(small_disk)], check=True)
    result = json.loads(cleancorpus("run", config, "--json").stdout)
    assert result["reused_parts"] == parts
    alone = project(tmp_path, tmp_path / "alone")
    assert json.loads(cleancorpus("run", alone, "--json").stdout)["content_hash"] == result["content_hash"]


@pytest.mark.skipif(sys.platform == "win32", reason="limits of POSIX")
@pytest.mark.parametrize("file_bytes", [1000, 100_000, 600_000])
def test_files_that_may_not_grow_are_one_line(tmp_path, file_bytes):
    done = cleancorpus("run", project(tmp_path, tmp_path), file_bytes=file_bytes)
    assert done.returncode == 2, done.stderr
    assert "Traceback" not in done.stderr
    assert sum(line.startswith("error: ") for line in done.stderr.splitlines()) == 1
    assert "File too large" in done.stderr
    assert list((tmp_path / "dist").rglob("*.tmp")) == []


def test_a_dry_run_says_how_much_is_needed(tmp_path, capsys, monkeypatch):
    config = project(tmp_path, tmp_path, documents=300)
    assert main(["run", str(config), "--dry-run"]) == 0
    out = capsys.readouterr().out
    assert "\nspace          about 3." in out
    assert "may not be large enough" not in out
    monkeypatch.setattr(space, "free_bytes", lambda _: (1_000_000, "/somewhere"))
    assert main(["run", str(config), "--dry-run"]) == 0
    assert "note  the disk may not be large enough (about 3." in capsys.readouterr().out
    assert main(["run", str(config), "--dry-run", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["space_bytes"]["needed"] > 3_000_000
