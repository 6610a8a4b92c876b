"""docs/columns.md: its example runs and gives what the page says."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from cleancorpus.cli import main

PAGE = (Path(__file__).parents[2] / "docs" / "columns.md").read_text(encoding="utf-8")


def block(language: str, number: int = 0) -> str:
    return re.findall(rf"```{language}\n(.*?)```", PAGE, re.DOTALL)[number]


def test_the_example_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> None:
    pytest.importorskip("datasets")
    monkeypatch.chdir(tmp_path)
    (tmp_path / "articles.jsonl").write_text(block("json"), encoding="utf-8")
    (tmp_path / "columns.yaml").write_text(block("yaml"), encoding="utf-8")
    commands = re.findall(r"^python -m cleancorpus ([^#\n]+)", PAGE, re.MULTILINE)
    assert len(commands) == 3
    assert main(commands[0].split()) == 0
    capfd.readouterr()
    exec(compile(block("python"), "docs/columns.md", "exec"), {})
    topics = "[{'score': 2, 'topic': 'roads'}, {'score': None, 'topic': 'harbour'}]"
    assert capfd.readouterr().out.endswith(f"[1.0, 0.5] ['crawl-3', 'crawl-3'] {topics}\n")
    assert main(commands[1].split()) == 0
    assert capfd.readouterr().out.startswith("a  kept\nsource:            articles.jsonl, record 1, bytes 0 to ")
    assert main(commands[2].split()) == 0
    assert capfd.readouterr().out.startswith("The bridge at Velden was closed")


def test_links_lead_somewhere() -> None:
    for target in re.findall(r"\]\(([^)#:]+)[^)]*\)", PAGE):
        assert (Path(__file__).parents[2] / "docs" / target).exists(), target
