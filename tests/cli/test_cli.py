"""The command line as a user sees it: exit codes, one line an error, results on stdout."""

import io
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from rich.console import Console

from cleancorpus.cli import main
from cleancorpus.cli.counts import Count, print_counts
from cleancorpus.report.catalogue import catalogue

ARTICLE = """Harbour bridge closed for three days after storm

By Jane Doe

The harbour bridge at Velden was closed on Monday after a storm tore two bolts from its northern pier, the town said.

Engineers found no other damage and expect to open one lane by Thursday, when the wind is forecast to drop.
"""


@pytest.fixture
def project(tmp_path, monkeypatch):
    """A folder with one article and a config, as the working folder."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.txt").write_text(ARTICLE, encoding="utf-8")
    (tmp_path / "c.yaml").write_text(
        "extends: base\nname: t\nsources: [{path: in}]\nexport: {version: 1.0.0}\n", encoding="utf-8"
    )
    return tmp_path


def failing(capsys, *argv):
    code = main(argv)
    error = capsys.readouterr().err.strip()
    assert error.startswith("error: ")
    assert "\n" not in error
    return code, error


def test_run_exports_and_sums_up(project, capsys):
    assert main(["run", "c.yaml", "--workers", "1"]) == 0
    out = capsys.readouterr().out
    assert re.search(r"documents in +1\b", out)
    assert 'load_dataset("dist/t/1.0.0")' in out
    assert (project / "dist/t/1.0.0/manifest.json").is_file()


def test_a_reader_that_closes_its_end_is_no_defect(monkeypatch):
    def closed(_arguments):
        raise BrokenPipeError(32, "Broken pipe")

    monkeypatch.setattr("cleancorpus.cli._dispatch", closed)
    monkeypatch.setattr("os.dup2", lambda *_: None)  # the test's own output goes on
    assert main(["rules"]) == 0


def test_run_gives_json_on_request(project, capsys):
    assert main(["run", "c.yaml", "--json", "--workers", "1"]) == 0
    assert json.loads(capsys.readouterr().out)["ledger"]["kept"] == 1


def test_dry_run_says_what_there_is_and_touches_nothing(project, capsys):
    before = sorted(project.rglob("*"))
    assert main(["run", "c.yaml", "--dry-run", "--set", "quality.min_words=3"]) == 0
    out = capsys.readouterr().out
    assert "min_words: 3" in out
    assert re.search(r"^in +1 +\d+ +text 1 *$", out, re.M)
    assert "in/a.txt" not in out
    assert main(["run", "c.yaml", "--dry-run", "-v"]) == 0
    assert re.search(r"^in/a.txt +text +\d+ +1 *$", capsys.readouterr().out, re.M)
    assert sorted(project.rglob("*")) == before


def test_exit_code_1_when_more_fails_than_allowed(project, capsys):
    (project / "in" / "empty.txt").touch()
    code, error = failing(capsys, "run", "c.yaml", "--workers", "1")
    assert code == 1
    assert "run.max_failed_share" in error


def test_what_is_not_read_and_why_records_failed_is_said_aloud(project, capsys):
    fields = "fields are '_id', 'payload'; set fields.text or fields.html"
    (project / "in" / "b.jsonl").write_text('{"_id": 1, "payload": "x"}\n' * 2, encoding="utf-8")
    (project / "in" / "c.jsonl").write_text('{"_id": 1, "payload": "x"}\n' * 3, encoding="utf-8")
    for name in ("a.css", "b.css", "c.css", ".hidden"):
        (project / "in" / name).write_text("x", encoding="utf-8")
    argv = ("run", "c.yaml", "--workers", "1", "--set", "run.max_failed_share=1")
    assert main(argv) == 0
    out = capsys.readouterr().out
    assert re.search(
        r"^files not read +4\n  no-article-format +3\n      in/a.css \(a style sheet\), in/b.css \(.*, …\n", out, re.M
    )
    assert re.search(r"^  hidden +1\n      in/.hidden \(a hidden file\)$", out, re.M)
    assert re.search(rf"^  missing-field +5\n      b.jsonl:1: no field .*; {fields}$", out, re.M)
    assert "\n      2 files: c.jsonl 3, b.jsonl 2\n" in out
    assert main((*argv, "--json")) == 0
    result = json.loads(capsys.readouterr().out)
    assert result["ledger"]["first_message_by_reason"]["missing-field"].endswith(fields)
    assert result["skipped_files"]["by_reason"] == {"no-article-format": 3, "hidden": 1}
    assert [entry["path"] for entry in result["skipped_files"]["files"]] == [
        "in/.hidden",
        "in/a.css",
        "in/b.css",
        "in/c.css",
    ]


def test_dry_run_says_what_is_not_read_and_ends_like_the_run(project, capsys):
    (project / "in" / "[b]x.css").touch()
    assert main(["run", "c.yaml", "--dry-run"]) == 0
    assert re.search(r"^  no-article-format +1\n      in/\[b\]x.css \(a style sheet\)$", capsys.readouterr().out, re.M)
    assert main(["run", "c.yaml", "--dry-run", "--set", "sources=[{path: 'in/*'}]"]) == 2
    captured = capsys.readouterr()
    assert "files not read" in captured.out
    assert captured.err.startswith(
        "error: --set sources=[{path: 'in/*'}]: sources[0].path: 1 of 2 files is not read, the first 'in/[b]x.css' (no-article"
    )
    assert not (project / "dist").exists()


def test_dry_run_gives_json_on_request_with_all_files_that_are_not_read(project, capsys):
    for number in range(5):
        (project / "in" / f"{number}.css").touch()
    (project / "in" / "b.jsonl").write_bytes(b"\x1f\x8b\x08")
    assert main(["run", "c.yaml", "--dry-run", "--json"]) == 0
    plan = json.loads(capsys.readouterr().out)
    assert plan["config"]["name"] == "t"
    assert plan["stages"][-1] == "export"
    assert [(file["path"], file["records"]) for file in plan["files"]] == [("in/a.txt", 1), ("in/b.jsonl", None)]
    assert "breaks off" in plan["files"][1]["trouble"]
    assert [item["path"] for item in plan["skipped_files"]["files"]] == [f"in/{number}.css" for number in range(5)]


@pytest.mark.parametrize(
    ("override", "words"),
    [
        ("export.takedowns=gone.jsonl", ("gone.jsonl: cannot be read", "export.takedowns")),
        ("export.takedowns=in", ("in: cannot be read: is no regular file", "export.takedowns")),
        ("quality.bad_words=[in]", ("quality.bad_words: 'in' cannot be read: is no regular file",)),
        ("quality.max_words=3", ("--set quality.max_words=3", "min_words 20 is more than max_words 3")),
        ("sources=[]", ("--set sources=[]: sources: none are given",)),
    ],
)
def test_dry_run_refuses_what_can_only_fail(project, capsys, override, words):
    code, error = failing(capsys, "run", "c.yaml", "--dry-run", "--set", override)
    assert code == 2
    for word in words:
        assert word in error


@pytest.mark.skipif(sys.platform == "win32", reason="a shell of POSIX")
def test_closed_streams_are_held_so_that_no_file_gets_their_number(tmp_path):
    code = "import os, sys; from cleancorpus.cli import main; sys.exit(main(['rules']) or os.open('a', os.O_CREAT) < 3)"
    done = subprocess.run(
        ["sh", "-c", 'exec "$0" -c "$1" <&- >&-', sys.executable, code],
        cwd=tmp_path, stderr=subprocess.PIPE, text=True, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")


def test_a_dataset_in_memory_that_ends_with_the_command_is_refused(project):
    command = [sys.executable, "-m", "cleancorpus", "run", "c.yaml", "--set", "export.dir=memory://bucket"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    told = "error: export.dir: 'memory://bucket' is memory of this command, and gone with it; name a folder, s3:// or gs://\n"
    assert (done.returncode, done.stderr) == (2, told)


def test_errors_about_sources_name_the_file_they_stand_in(project, capsys):
    (project / "d.yaml").write_text("extends: c.yaml\nsources: [{path: missing}]\n", encoding="utf-8")
    assert failing(capsys, "run", "d.yaml")[1].startswith("error: d.yaml: sources[0].path: 'missing'")
    (project / "e.yaml").write_text("extends: d.yaml\n", encoding="utf-8")
    assert failing(capsys, "run", "e.yaml")[1].startswith("error: d.yaml: sources[0].path: 'missing'")


def test_takedowns_that_match_nothing_are_counted_and_the_first_named(project, capsys):
    lines = [{"url": f"https://harbour.example/{number}"} for number in range(5)] + [{"id": "b"}, {"id": "nobody"}]
    (project / "gone.jsonl").write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    rows = [{"id": "b", "text": f"{ARTICLE} Soon."}, {"text": f"{ARTICLE} Again.", "url": "https://harbour.example/2/"}]
    (project / "in" / "b.jsonl").write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    argv = ("run", "c.yaml", "--workers", "1", "--set", "export.takedowns=gone.jsonl")
    assert main(argv) == 0
    out = capsys.readouterr().out
    assert re.search(r"^  takedown +2$", out, re.M)
    first = ", ".join(f"gone.jsonl:{number + 1} (https://harbour.example/{number})" for number in (0, 1, 3))
    assert f"\ntakedowns  5 lines matched no record: {first}, …\n" in out
    assert main((*argv, "--json")) == 0
    idle = json.loads(capsys.readouterr().out)["idle_takedowns"]
    assert idle[-2:] == ["gone.jsonl:5 (https://harbour.example/4)", "gone.jsonl:7 (nobody)"]


def test_notes_are_cut_to_the_width_of_a_terminal_only():
    count = Count("missing-field", 1200, "a long message that goes on and on [b]with brackets[/b]\n")
    for terminal in (True, False):
        shown = io.StringIO()
        print_counts(Console(file=shown, force_terminal=terminal, width=40, color_system=None), [count])
        lines = shown.getvalue().rstrip("\n").split("\n")
        assert lines[0] == "missing-field  1,200"
        assert len(lines) == 2
        if terminal:
            assert (len(lines[1]), lines[1][-1]) == (40, "…")
        else:
            assert "[b]with brackets[/b]" in lines[1]


@pytest.mark.parametrize(
    ("argv", "words"),
    [
        (("run", "nowhere.yaml"), ("nowhere.yaml", "no such config file")),
        (
            ("run", "c.yaml", "--set", "qualty.min_words=3"),
            ("error: --set qualty.min_words=3: qualty", "did you mean 'quality'?"),
        ),
        (("run", "c.yaml", "--set", "nothing"), ("key=value",)),
        (("run", "c.yaml", "--set", "sources=[{path: missing}]"), ("missing",)),
        (("run", "c.yaml", "--set", "sources=[]"), ("sources: none are given",)),
        (
            ("run", "c.yaml", "--set", "sources=[{path: '*'}]"),
            ("1 of 2 files is not read", "c.yaml", "no-article-format"),
        ),
        (("rules", "bylin"), ("did you mean 'byline'?",)),
        (("explain", "missing.txt"), ("missing.txt", "No such file")),
        (("init", "c.yaml"), ("already exists",)),
        (("diff", "a", "b"), ("a",)),
        (("verify", "in"), ("in",)),
        (("evaluate", "missing.jsonl"), ("missing.jsonl",)),
    ],
)
def test_exit_code_2_and_one_line_when_it_cannot_run(project, capsys, argv, words):
    code, error = failing(capsys, *argv)
    assert code == 2
    for word in words:
        assert word in error


def test_target_with_other_content_is_refused(project, capsys):
    assert main(["run", "c.yaml", "--workers", "1"]) == 0
    (project / "in" / "a.txt").write_text(ARTICLE.replace("Monday", "Tuesday"), encoding="utf-8")
    capsys.readouterr()
    code, error = failing(capsys, "run", "c.yaml", "--workers", "1")
    assert code == 2
    assert "1.0.0" in error


def test_explain_marks_what_goes_with_the_rule_beside_it(project, capsys):
    assert main(["explain", "in/a.txt"]) == 0
    out = capsys.readouterr().out
    assert "[-By Jane Doe-] ‹byline label-names: a word such as «by», with names›" in out
    assert main(["explain", "in/a.txt", "--json"]) == 0
    doc = json.loads(capsys.readouterr().out)
    assert doc["repaired_text"] == ARTICLE.strip()


def test_explain_takes_no_web_archive_for_an_article(project, capsys):
    for name in ("a.warc", "b.txt", "c"):
        Path(name).write_bytes(b"WARC/1.0\r\nWARC-Type: warcinfo\r\nContent-Length: 0\r\n\r\n\r\n\r\n")
        assert main(["explain", name]) == 2
        assert capsys.readouterr().err.startswith(f"error: {name}: holds records, not one document; ")


def test_explain_reads_a_saved_page_and_takes_no_archive_for_an_article(project, capsys):
    sentence = "The bridge was closed on Monday after a storm, and the town said that it would open again on Thursday."
    page = (
        f"<html><body><article><h1>Bridge closed</h1><p>{sentence} Über.</p><p>{sentence}</p></article></body></html>"
    )
    head = "MIME-Version: 1.0\nContent-Type: multipart/related; boundary=b\nSnapshot-Content-Location: https://velun.example/1\n\n"
    part = "--b\nContent-Type: text/html; charset=latin-1\nContent-Transfer-Encoding: 8bit\n\n"
    (project / "p.mhtml").write_bytes(f"{head}{part}{page}\n--b--\n".encode("latin-1"))
    assert main(["explain", "p.mhtml", "--blocks"]) == 0
    shown = capsys.readouterr().out
    assert "Thursday. Über." in shown
    assert "https://velun.example/1" in shown
    (project / "x.zip").write_bytes(b"PK\3\4")
    (project / "y").write_bytes(b"PK\3\4")
    for name in ("x.zip", "y"):
        assert main(["explain", name]) == 2
        assert "holds records, not one document" in capsys.readouterr().err


def test_explain_reads_standard_input(project):
    done = subprocess.run(
        [sys.executable, "-m", "cleancorpus", "explain", "-"],
        input=ARTICLE,
        text=True,
        encoding="utf-8",
        capture_output=True,
        check=True,
    )
    assert "[-By Jane Doe-]" in done.stdout


def test_explain_says_of_each_block_of_a_page_why_it_is_in_or_out(project, capsys):
    paragraphs = "".join(f"<p>{line}</p>" for line in ARTICLE.split("\n\n")[2:])
    page = f"<html><body><nav><a href='/'>Home</a></nav><article><h1>Bridge</h1>{paragraphs}</article></body></html>"
    (project / "p.html").write_text(page, encoding="utf-8")
    assert main(["explain", "p.html", "--blocks"]) == 0
    out = capsys.readouterr().out
    assert re.search(r"^in  0\.\d\d paragraph +'The harbour bridge", out, re.MULTILINE)
    assert re.search(r"^out 0\.\d\d .*'Home'", out, re.MULTILINE)


def test_init_writes_a_config_that_runs(project, capsys):
    assert main(["init", "mine.yaml"]) == 0
    assert main(["run", "mine.yaml", "--dry-run", "--set", "sources=[{path: in}]"]) == 0


def test_rules_lists_and_shows(capsys):
    assert main(["rules"]) == 0
    assert "duplicate-headline" in capsys.readouterr().out
    assert main(["rules", "duplicate-headline"]) == 0
    page = capsys.readouterr().out
    assert "`top_lines`" in page
    assert "[-" in page


def test_catalogue_in_the_project_is_current():
    path = Path(__file__).parents[2] / "docs" / "rules.md"
    assert path.read_text(encoding="utf-8") == catalogue(), (
        "run: python -m cleancorpus rules --markdown > docs/rules.md"
    )


def test_config_commands_print_yaml_and_schema(capsys):
    assert main(["config", "schema"]) == 0
    assert json.loads(capsys.readouterr().out)["properties"]["rules"]
    assert main(["config", "show", "news"]) == 0
    assert "mojibake: true" in capsys.readouterr().out
