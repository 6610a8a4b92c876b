"""The commands of the task pages in docs/ run, one after another, in a folder of their own, and print what the pages say."""

import contextlib
import io
import re
import shlex
import sys
from pathlib import Path

import pytest
from page_blocks import DOCS, blocks, child, judge_all, play, wanted_code
from task_files import write_scrapes

from cleancorpus.cli import main

sys.path.append(str(Path(__file__).parents[1] / "export"))
from local_hub import LocalHub

PAGES = (
    "first-corpus.md",
    "own-rule.md",
    "site-lines.md",
    "versions.md",
    "splits.md",
    "publishing.md",
    "review.md",
    "cluster.md",
    "in-training-code.md",
)


@pytest.fixture
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    write_scrapes(tmp_path)
    return tmp_path


def in_this_process(capsys):
    def command(words):
        more = ["--workers", "1"] if words.startswith("run ") else []
        assert main([*shlex.split(words), *more]) == wanted_code(words), words
        return capsys.readouterr().out

    return command


@pytest.mark.parametrize("page", ["first-corpus.md", "own-rule.md", "versions.md", "splits.md"])
def test_commands_run_and_print_what_the_page_says(page, here, capsys):
    assert play(page, here, in_this_process(capsys), lambda code: child(["-c", code], here, {})) >= 4


def test_lines_of_a_site_go_in_a_run_and_in_a_cleaner(here, capsys):
    ((_, records), *_) = (block for block in blocks("site-lines.md") if block[0] == "json")
    ((_, config), *_) = (block for block in blocks("site-lines.md") if block[0] == "yaml")
    (here / "pages.jsonl").write_text(records, encoding="utf-8")
    (here / "pages.yaml").write_text(config, encoding="utf-8")
    assert play("site-lines.md", here, in_this_process(capsys), lambda code: child(["-c", code], here, {})) == 2


def test_publishing_goes_through_on_a_hub(here, capsys):
    with LocalHub("hf_harbour") as hub:
        environment = hub.environment(here / "hf")

        def command(words):
            if "org/" not in words:
                return in_this_process(capsys)(words)
            arguments = ["-m", "cleancorpus", *shlex.split(words)]  # a child: the Hub's address is read at an import
            return child(arguments, here, environment, wanted_code(words))

        assert play("publishing.md", here, command, lambda code: child(["-c", code], here, environment)) >= 6
        repo = hub.repositories["org/my-corpus"]
        assert repo.private
        assert sorted(repo.tags()) == ["v1.0.0", "v1.1.0"]
        assert repo.releases() == ["Release 1.0.0", "Release 1.1.0"]


def test_what_is_judged_in_a_review_is_seen_by_evaluate(here, capsys):
    pytest.importorskip("uvicorn", reason="needs the extra: pip install 'cleancorpus[review]'")

    def command(words):
        if not words.startswith("review ") or "--examples" in words:
            return in_this_process(capsys)(words)
        return judge_all(shlex.split(words), here, lambda rule: "wrong" if rule == "our-buses" else "right")

    assert play("review.md", here, command) == 5


@pytest.mark.slow
def test_a_run_on_a_cluster_has_the_hash_of_a_local_one(here, capsys):
    pytest.importorskip("ray", reason="needs the extra ray")
    no_address = "run.ray_address=null"  # the page's is nobody's here: one is started for the run

    def command(words):
        arguments = ["-m", "cleancorpus", *shlex.split(words), "--workers", "1", "--set", no_address]
        return child(arguments, here, {"RAY_USAGE_STATS_ENABLED": "0"})

    assert play("cluster.md", here, command) == 2
    local = main(["run", "my.yaml", "--set", "run.engine=local", "--workers", "1"])
    assert local == 0
    assert "version 1.0.0, nothing changed: no new version" in capsys.readouterr().out


def test_the_page_on_training_code_prints_what_it_says(here):
    names = {}

    def code(text):
        with contextlib.redirect_stdout(io.StringIO()) as out:
            exec(compile(text, "in-training-code.md", "exec"), names)
        return out.getvalue()

    play("in-training-code.md", here, lambda words: pytest.fail(words), code)
    assert names["doc"].repaired_text == names["text"]


def test_first_corpus_takes_five_commands():
    assert sum(len(text.splitlines()) for kind, text in blocks("first-corpus.md") if kind == "sh") == 5


@pytest.mark.parametrize("page", PAGES)
def test_pages_are_reached_from_the_readme_and_their_links_lead_somewhere(page):
    assert f"(docs/{page})" in (DOCS.parent / "README.md").read_text(encoding="utf-8")
    for target in re.findall(
        r"\]\(([^)#:\s]+)(?:#[^)]*)?\)", (DOCS / page).read_text(encoding="utf-8").replace("\n", " ")
    ):
        assert (DOCS / target).exists(), target
