"""Limits of the system (open files, memory, processes, the processor's time): a run works, or ends in one line and leaves nothing."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import psutil
import pytest
from fault_runs import json_lines

resource = pytest.importorskip("resource", reason="limits of POSIX")
pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="limits as Linux keeps them")
MB = 1 << 20
SLOW = pytest.mark.slow
FILES, PROCESSES = "open files: no more of them are allowed", "no more of them are allowed, nor threads"
ENDED = "worker: cannot start: the process that workers are copied from has ended"
WORKS = ""


# A run has used so much of the processor's time before it begins that it comes to a second of it in its midst, on any machine.
_BUSY = """
import sys, time
while time.process_time() < 0.6: pass
from cleancorpus.cli import main
sys.exit(main())
"""


def limited(
    folder: Path,
    limits: dict[str, tuple[int, int]],
    before: list[str],
    program: tuple[str, ...] = ("-m", "cleancorpus"),
) -> tuple[int, list[str], str]:
    """A run of two workers under limits: its exit code, its errors, and all that it told."""
    (folder / "tmp").mkdir()
    (folder / "a.jsonl").write_bytes(json_lines("Velden", 60))
    settings = {"name": "t", "sources": [{"path": "a.jsonl"}], "export": {"dir": "dist"}, "run": {"workers": 2}}
    (folder / "c.yaml").write_text(json.dumps(settings), encoding="utf-8")
    for path in (folder, *folder.iterdir()):
        path.chmod(0o777)  # another user may run it

    def limit() -> None:
        for name, value in limits.items():
            resource.setrlimit(getattr(resource, name), value)

    run = subprocess.Popen(
        [*before, sys.executable, *program, "run", "c.yaml"],
        cwd=folder, env={**os.environ, "TMPDIR": str(folder / "tmp")}, preexec_fn=limit,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True,
    )  # fmt: skip
    _, told = run.communicate(timeout=120)
    left = [each for each in psutil.process_iter() if _session(each.pid) == run.pid]
    _, alive = psutil.wait_procs(left, timeout=10)
    assert alive == []
    left_over = [path.name for path in (folder / "tmp").iterdir()]
    if "RLIMIT_AS" in limits:  # there may not be memory enough to tidy up: the next run does it
        left_over = [name for name in left_over if not name.startswith("pymp-")]
    assert left_over == []
    assert [*folder.rglob(".partial-*"), *folder.rglob("*.tmp")] == []
    return run.returncode, [line for line in told.splitlines() if line.startswith("error: ")], told


def _session(pid: int) -> int | None:
    try:
        return os.getsid(pid)
    except OSError:
        return None


def prove(done: tuple[int, list[str], str], code: int, *words: str) -> None:
    """That a run ended so: with none of the `words`, or an error with one of them in it."""
    ended, errors, told = done
    assert "Traceback" not in told
    if ended == 0 and WORKS in words:
        assert errors == []
        return
    assert (ended, len(errors)) == (code, 1), told
    assert any(word and word in errors[0] for word in words), errors


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        pytest.param("RLIMIT_NOFILE", 8, (FILES,), marks=SLOW),
        ("RLIMIT_NOFILE", 16, (FILES,)),
        pytest.param("RLIMIT_NOFILE", 20, (FILES, WORKS), marks=SLOW),
        pytest.param("RLIMIT_NOFILE", 32, (WORKS,), marks=SLOW),
        pytest.param("RLIMIT_NOFILE", 64, (WORKS,), marks=SLOW),
        ("RLIMIT_FSIZE", 0, ("temporary files: no folder takes them",)),
        pytest.param("RLIMIT_FSIZE", 1000, ("File too large",), marks=SLOW),
        # Of less the process between has not enough to load Python's own modules, and Python shows its calls above the line.
        ("RLIMIT_AS", 300 * MB, ("memory: there is not enough of it", ENDED)),
        pytest.param("RLIMIT_AS", 400 * MB, ("memory: there is not enough of it", ENDED), marks=SLOW),
        pytest.param("RLIMIT_AS", 3000 * MB, (WORKS,), marks=SLOW),
    ],
)
def test_a_limit_is_told_in_one_line(tmp_path: Path, name: str, value: int, words: tuple[str, ...]) -> None:
    prove(limited(tmp_path, {name: (value, value)}, []), 2, *words)


@pytest.mark.slow
def test_the_end_of_the_processors_time_is_a_signal_as_others(tmp_path: Path) -> None:
    done = limited(tmp_path, {"RLIMIT_CPU": (1, 60)}, [], ("-c", _BUSY))
    # Each process has as much of it: the one that workers are copied from may come to its end first.
    prove(done, 152 if done[0] != 2 else 2, "ended by SIGXCPU: ", ENDED)


@pytest.mark.slow
@pytest.mark.parametrize("value", [1, 3, 5, 8, 10, 12, 40])
def test_a_limit_of_processes_is_told_in_one_line(value: int) -> None:
    """Of the user: the administrator, whom it does not bind, becomes one who may still read all files."""
    before: list[str] = []
    if os.geteuid() == 0:
        if shutil.which("setpriv") is None:
            pytest.skip(
                "the number of processes does not bind the administrator, and there is no setpriv to become another"
            )
        rights = "+dac_override,+dac_read_search"
        before = [
            "setpriv",
            "--reuid=65534",
            "--regid=65534",
            "--clear-groups",
            "--inh-caps",
            rights,
            "--ambient-caps",
            rights,
        ]
        if subprocess.run([*before, "true"], check=False, capture_output=True).returncode:
            pytest.skip("setpriv may not make another user here")
    elif value < 40:
        pytest.skip("this user has processes of its own, which count, too")
    words = (PROCESSES, ENDED, *([WORKS] if value >= 12 else []))
    with tempfile.TemporaryDirectory() as folder:  # not below pytest's, which only its user may enter
        prove(limited(Path(folder), {"RLIMIT_NPROC": (value, value)}, before), 2, *words)
