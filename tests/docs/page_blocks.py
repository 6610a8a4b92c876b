"""Plays the task pages of docs/: writes the files that they show, runs their commands, compares what comes out with what they say."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

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
