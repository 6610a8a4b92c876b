"""A package with rules that does wrong what can be done wrong; tests write it to a folder and name that in PYTHONPATH."""

from __future__ import annotations

from pathlib import Path

HEAD = """
import sys
from collections.abc import Iterator
from cleancorpus.detect.rule import Rule
from cleancorpus.model import Finding, Span


class Shout(Rule):
    \"\"\"Removes lines in capitals.\"\"\"

    id, version, category = "shout", 3, "site-boilerplate"
    reasons = {"capitals": "the line is in capitals"}

    def find(self, view):
        for line in view.lines:
            if line.text.isupper():
                yield self.finding(line, "capitals")
"""


def write_package(folder: Path, code: str, target: str = "shouting:Shout", name: str = "shout", more: str = "") -> Path:
    """An installed package `shouting-rules` 1.2 in `folder`: module `shouting`, `code` below the class `Shout`; `more` are further
    lines of its entry points.
    """
    folder.mkdir(exist_ok=True)
    (folder / "shouting.py").write_text(HEAD + code, encoding="utf-8")
    about = folder / "shouting_rules-1.2.dist-info"
    about.mkdir(exist_ok=True)
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: shouting-rules\nVersion: 1.2\n", encoding="utf-8")
    (about / "entry_points.txt").write_text(f"[cleancorpus.rules]\n{name} = {target}\n{more}", encoding="utf-8")
    return folder
