"""Plays the task pages of docs/: writes the files that they show, runs their commands, compares what comes out with what they say."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Mapping
from pathlib import Path
from urllib.parse import urlencode

DOCS = Path(__file__).parents[2] / "docs"
BLOCK = re.compile(r"^```(sh|text|yaml|json|python)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
COMMAND = "python -m cleancorpus "
TAKEDOWNS = "takedowns.jsonl"  # what a block of JSON is written to


def blocks(page: str) -> list[tuple[str, str]]:
    """Language and text of each block of a page."""
    return BLOCK.findall((DOCS / page).read_text(encoding="utf-8"))


def plain(line: str) -> str:
    return " ".join(line.split())


def play(page: str, folder: Path, command: Callable[[str], str], code: Callable[[str], str] | None = None) -> int:
    """Run the blocks of a page in their order in a folder; gives how many commands there were.

    `command` runs what stands behind `python -m cleancorpus`, `code` a block of Python; each gives what was printed. A block of
    text has lines that the block before it must have printed; a block of settings begins with its file's name. Installing is
    left out.
    """
    out, n_commands = "", 0
    for kind, text in blocks(page):
        if kind == "yaml" and text.startswith("# "):
            (folder / text.splitlines()[0].removeprefix("# ")).write_text(text, encoding="utf-8")
        elif kind == "json":
            (folder / TAKEDOWNS).write_text(text, encoding="utf-8")
        elif kind == "sh":
            out = ""
            for line in text.splitlines():
                if line.startswith("pip install "):
                    continue
                assert line.startswith(COMMAND), line
                out += command(line.removeprefix(COMMAND).partition("  #")[0])
                n_commands += 1
        elif kind == "python":
            assert code is not None, page
            out = code(text)
        elif kind == "text":
            printed = list(map(plain, out.splitlines()))
            for line in text.splitlines():
                assert plain(line) in printed, (line, out)
    return n_commands


def wanted_code(command: str) -> int:
    """What a command of a page ends with: `diff` shows versions that differ."""
    return 1 if command.startswith("diff ") else 0


def child(arguments: list[str], folder: Path, environment: Mapping[str, str], code: int = 0) -> str:
    """What a Python of its own prints, with a home of its own for what it loads."""
    home = {"HF_HOME": str(folder / "hf"), "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    done = subprocess.run(
        [sys.executable, *arguments],
        cwd=folder, env={**os.environ, **home, **environment}, capture_output=True, text=True, check=False, timeout=300,
    )  # fmt: skip
    assert done.returncode == code, (arguments, done.stderr)
    return done.stdout


def judge_all(arguments: list[str], folder: Path, verdict: Callable[[str], str]) -> str:
    """Start `review … --judge N` in a folder, judge all that it draws by their rules, and end it; gives what it printed."""
    command = [sys.executable, "-m", "cleancorpus", *arguments]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    with subprocess.Popen(command, cwd=folder, env=environment, stdout=subprocess.PIPE, text=True) as review:
        assert review.stdout is not None
        printed = ""
        try:
            while "http://" not in printed:
                line = review.stdout.readline()
                assert line, printed
                printed += line
            address, _, size = printed.split()[-1].partition("audit?n=")
            while True:
                with urllib.request.urlopen(f"{address}audit/next?n={size}", timeout=30) as answer:
                    where, page = answer.url, answer.read().decode()
                if "/doc/" not in where:
                    break
                number = re.search(r"cut=(\d+)", where)
                assert number is not None
                cut = page.partition(f'id="cut-{number[1]}"')[2].partition("</li>")[0]
                rule, spot = re.search(r"<bdi>([\w-]+)</bdi>", cut), re.search(r"right:(removal:\d+:\d+)", cut)
                assert rule is not None and spot is not None
                said = urlencode({"say": f"{verdict(rule[1])}:{spot[1]}"}).encode()
                with urllib.request.urlopen(where.partition("#")[0], said, timeout=30) as answer:
                    assert answer.status == 200
        finally:
            review.terminate()
        printed += review.stdout.read()
    assert review.returncode == 0
    return printed
