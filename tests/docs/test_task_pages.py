"""The commands of the task pages in docs/ run, one after another, in a folder of their own, and print what the pages say."""

import re
import shlex
from pathlib import Path

import pytest
from task_files import write_scrapes

from cleancorpus.cli import main

DOCS = Path(__file__).parents[2] / "docs"
PAGES = ("first-corpus.md", "own-rule.md")
BLOCK = re.compile(r"^```(sh|text|yaml)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
COMMAND = "python -m cleancorpus "


def plain(line):
    return " ".join(line.split())


@pytest.mark.parametrize("page", PAGES)
def test_commands_run_and_print_what_the_page_says(page, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    write_scrapes(tmp_path)
    out, n_commands = "", 0
    for kind, text in BLOCK.findall((DOCS / page).read_text(encoding="utf-8")):
        if kind == "yaml":
            (tmp_path / text.splitlines()[0].removeprefix("# ")).write_text(text, encoding="utf-8")
        elif kind == "sh":
            for command in text.splitlines():
                assert command.startswith(COMMAND)
                more = ["--workers", "1"] if command.split()[3] == "run" else []
                assert main([*shlex.split(command.removeprefix(COMMAND)), *more]) == 0, command
                n_commands += 1
            out = capsys.readouterr().out
        else:
            printed = list(map(plain, out.splitlines()))
            for line in text.splitlines():
                assert plain(line) in printed, (line, out)
    assert n_commands >= 4


def test_first_corpus_takes_five_commands():
    blocks = BLOCK.findall((DOCS / "first-corpus.md").read_text(encoding="utf-8"))
    assert sum(len(text.splitlines()) for kind, text in blocks if kind == "sh") == 5


@pytest.mark.parametrize("page", PAGES)
def test_pages_are_reached_from_the_readme_and_their_links_lead_somewhere(page):
    assert f"(docs/{page})" in (DOCS.parent / "README.md").read_text(encoding="utf-8")
    for target in re.findall(r"\]\(([^)#:\s]+)\)", (DOCS / page).read_text(encoding="utf-8").replace("\n", " ")):
        assert (DOCS / target).exists(), target
