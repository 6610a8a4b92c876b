"""docs/filters.md: its example runs and prints what the page says, and its tables have all names."""

from __future__ import annotations

import re
from pathlib import Path
from typing import get_args

import pytest

from cleancorpus.cli import main
from cleancorpus.config.pii import PiiKind
from cleancorpus.quality.signals import SIGNALS

PAGE = (Path(__file__).parents[2] / "docs" / "filters.md").read_text(encoding="utf-8")


def block(language: str, number: int = 0) -> str:
    return re.findall(rf"```{language}\n(.*?)```", PAGE, re.DOTALL)[number]


def lines(text: str) -> list[str]:
    return [" ".join(line.split()) for line in text.splitlines()]


def test_the_example_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> None:
    pytest.importorskip("phonenumbers")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HF_HOME", str(tmp_path / "hf"))
    (tmp_path / "articles.jsonl").write_text(block("json"), encoding="utf-8")
    (tmp_path / "quiz.jsonl").write_text(block("json", 1), encoding="utf-8")
    (tmp_path / "filters.yaml").write_text(block("yaml"), encoding="utf-8")
    (command,) = re.findall(r"^python -m cleancorpus ([^#\n]+)", PAGE, re.MULTILINE)
    assert main([*command.split(), "--workers", "1"]) == 0
    printed = lines(capfd.readouterr().out)
    assert [line for line in lines(block("text")) if line not in printed] == []
    exec(compile(block("python"), "docs/filters.md", "exec"), {})
    assert capfd.readouterr().out.endswith(block("text", 1))


def test_all_figures_and_kinds_are_in_the_tables() -> None:
    named = set(re.findall(r"`([\w-]+)`", PAGE))
    figures = {signal.name for signal in SIGNALS if not re.fullmatch(r"(top|duplicate)_\d+gram_chars", signal.name)}
    assert {*figures, *get_args(PiiKind)} <= named


def test_links_lead_here_from_the_readme() -> None:
    assert "(docs/filters.md)" in (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
