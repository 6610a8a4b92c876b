"""A dry run finds what a run would refuse, says it in the same line, and leaves nothing behind."""

import errno
import importlib.util
import json
import os
import re
import sys
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from cleancorpus.cli import main
from cleancorpus.engine.lock import lock_dataset, note_run
from cleancorpus.pipeline import checks, run


@pytest.fixture
def project(tmp_path, monkeypatch):
    """A folder with articles and a config, as the working folder."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "in").mkdir()
    text = (
        "The harbour bridge at Velden was closed on Monday after a storm tore two bolts from its northern pier.\n" * 2
    )
    for name in ("a.txt", "b.txt", "c.css", ".hidden"):
        (tmp_path / "in" / name).write_text(text, encoding="utf-8")
    rows = "".join(json.dumps({"text": f"{number} {text}"}) + "\n" for number in range(3))
    (tmp_path / "more.jsonl").write_text(rows, encoding="utf-8")
    (tmp_path / "c.yaml").write_text("name: t\nsources: [{path: in}, {path: more.jsonl}]\n", encoding="utf-8")
    return tmp_path


def line_of(capsys, *argv):
    code = main(argv)
    error = capsys.readouterr().err.strip()
    assert error.startswith("error: ")
    assert "\n" not in error
    return code, error.removeprefix("error: ")


def test_dry_run_counts_by_source(project, capsys):
    (project / "in" / "d.jsonl").write_bytes(b"\x1f\x8b\x08")
    assert main(["run", "c.yaml", "--dry-run"]) == 0
    out = capsys.readouterr().out
    sizes = [
        sum((project / name).stat().st_size for name in names) for names in (("in/a.txt", "in/b.txt"), ("more.jsonl",))
    ]
    assert re.search(rf"^in +3 +{sizes[0] + 3} +text 2, jsonl \(gzip\) 1 +hidden 1, no-article-format 1$", out, re.M)
    assert re.search(rf"^more.jsonl +1 +{sizes[1]} +jsonl 1 *$", out, re.M)
    assert "\n1 file with trouble:\n  in/d.jsonl: the gzip data breaks off\n" in out
    assert f"4 files, {sum(sizes) + 3:,} bytes, 2 records counted without reading" in out


def test_dry_run_names_few_files_however_many_there_are(project, capsys):
    for number in range(200):
        (project / "in" / f"{number}.txt").write_text(f"Article {number} says what happened.", encoding="utf-8")
        (project / "in" / f"{number}.css").touch()
        (project / "in" / f"{number}.jsonl").write_bytes(b"\x1f\x8b\x08")
    assert main(["run", "c.yaml", "--dry-run"]) == 0
    named = set(re.findall(r"\d+\.(?:txt|css|jsonl)", capsys.readouterr().out))
    assert len(named) <= 6


REFUSED = [
    ("export.dir=more.jsonl", "more.jsonl: is a file, no folder; set export.dir to another place"),
    ("export.dir=more.jsonl/x", "more.jsonl: is a file, no folder; set export.dir to another place"),
    ("run.work_dir=more.jsonl", "more.jsonl: is a file, no folder; set run.work_dir to another place"),
    ("run.work_dir=s3x://a/b", "run.work_dir: 's3x://a/b': Protocol not known: s3x; check the part before '://'"),
    ("export.takedowns=more.jsonl", "more.jsonl:1: has neither 'id' nor 'url'; write a line as {\"url\": \"…\", \"reason\": "
     "\"…\", \"date\": \"…\"}"),
    ("sources=[]", "--set sources=[]: sources: none are given; add `sources: [{path: …}]`, or `init my.yaml --from PATH` writes them"),
    ("run={engine: ray, ray_address: 10.0.0.1}", "run.ray_address: '10.0.0.1' is no address of a cluster; write host:port, as "
     "10.0.0.1:6379, or auto"),
]  # fmt: skip


@pytest.mark.parametrize(("override", "line"), REFUSED)
def test_dry_run_and_run_refuse_in_the_same_line_and_leave_nothing(project, capsys, override, line):
    if "ray" in override and importlib.util.find_spec("ray") is None:
        pytest.skip("ray is not installed")
    before = sorted(project.rglob("*"))
    for more in (("--dry-run",), ()):
        assert line_of(capsys, "run", "c.yaml", "--set", override, *more) == (2, line)
    assert sorted(project.rglob("*")) == before


def test_ray_that_is_not_installed_is_found_by_a_dry_run(project, capsys, monkeypatch):
    monkeypatch.setattr(importlib.util, "find_spec", lambda _: None)
    code, line = line_of(capsys, "run", "c.yaml", "--set", "run.engine=ray", "--dry-run")
    assert (code, line) == (
        2, "run.engine: ray is not installed; pip install 'cleancorpus[ray]', or set run.engine: local",
    )  # fmt: skip


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="/proc is Linux's")
@pytest.mark.parametrize("place", ["/proc", "/proc/x/y"])
def test_a_place_that_takes_no_files_is_refused(project, capsys, place):
    line = "/proc: cannot be written to: it takes no files; mend that, or set export.dir to another place"
    for more in (("--dry-run",), ()):
        assert line_of(capsys, "run", "c.yaml", "--set", f"export.dir={place}", *more) == (2, line)


@pytest.mark.parametrize("number", [errno.EACCES, errno.EROFS, errno.ENOSPC, errno.EDQUOT])
def test_no_rights_a_read_only_or_full_disk_is_one_line(project, capsys, monkeypatch, number):
    def refuse(**_):
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(checks.tempfile, "TemporaryFile", refuse)
    said = f"cannot be written to: {os.strerror(number)}; mend that, or set export.dir to another place"
    for more in (("--dry-run",), ()):
        code, line = line_of(capsys, "run", "c.yaml", *more)
        assert (code, line) == (2, f"{project}: {said}")


@pytest.mark.skipif(hasattr(os, "geteuid") and os.geteuid() == 0, reason="root may write anywhere: nothing is refused")
def test_a_folder_without_rights_is_refused(project, capsys):
    (project / "dist").mkdir(mode=0o555)
    code, line = line_of(capsys, "run", "c.yaml", "--dry-run")
    assert (code, line.partition(":")[0]) == (2, "dist")


def test_a_disk_that_fills_up_midway_is_one_line_and_the_work_stays(project, capsys, monkeypatch):
    """In the driver, where a test can make it so; workers say it through the same `Store.errors_told`."""

    def full(store, _):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), store.path("files.json"))

    monkeypatch.setattr(run, "note_files", full)  # when all parts are cleaned
    code, line = line_of(capsys, "run", "c.yaml", "--workers", "1")
    assert code == 2
    assert line.endswith(
        "cannot be read or written: No space left on device; mend that, then run the same command again: what is done is kept"
    )
    assert list(project.glob("dist/t/.work/judge-*/*.arrow"))
    assert not list(project.glob("dist/t/[0-9]*"))


def test_a_lock_that_is_held_is_found_by_a_dry_run_and_names_who_holds_it(project, capsys):
    folder = project / "dist" / "t"
    with lock_dataset(folder):
        note_run(folder)
        code, line = line_of(capsys, "run", "c.yaml", "--dry-run")
        assert code == 2
        assert re.match(
            rf"dist/t: another run is at work on it \(process {os.getpid()} on .*\); wait for it, or set", line
        )
    assert main(["run", "c.yaml", "--dry-run"]) == 0


def test_the_note_of_a_killed_run_is_not_taken_for_the_run_at_work(project, capsys):
    folder = project / "dist" / "t"
    folder.mkdir(parents=True)
    note = {
        "pid": 4_000_000,
        "host": "elsewhere",
        "since": "2024-01-01T00:00:00+00:00",
    }
    (folder / ".run.json").write_text(json.dumps(note), encoding="utf-8")
    with lock_dataset(folder):  # the run that goes on, before it has noted who it is
        _, line = line_of(capsys, "run", "c.yaml", "--dry-run")
    assert "another run is at work on it (it has just begun)" in line
    assert "4000000" not in line


def test_a_damaged_version_before_is_found_by_a_dry_run(project, capsys):
    assert main(["run", "c.yaml", "--workers", "1"]) == 0
    (shard,) = project.glob("dist/t/1.0.0/data/*.parquet")
    shard.unlink()
    capsys.readouterr()
    dry, real = (line_of(capsys, "run", "c.yaml", *more) for more in (("--dry-run",), ()))
    assert dry == real
    assert "dist/t/1.0.0" in dry[1]


HERE = "it is relative to the folder the command runs in"
WRONG_SOURCES = [
    ("{path: nowhere}", f"path: 'nowhere' does not exist; check the path; {HERE}"),
    ("{path: empty}", "path: 'empty' holds no file to read; check the path, or set format"),
    ("{path: css}", "path: 'css' holds no file to read (1 file not read, the first 'css/a.css' (no-article-format: a style sheet)); "
     "check the path, or set format"),
    ("{path: 'in/*'}", "path: 1 of 3 files is not read, the first 'in/c.css' (no-article-format: a style sheet); name others, or "
     "raise read.max_skipped_files"),
    ("{path: '*.parquet'}", f"path: '*.parquet' matches no file; check the pattern; {HERE}"),
    ("{path: in, encoding: utf-9}", "encoding: no encoding 'utf-9'; name one that Python knows, or leave it out"),
    ("{path: x.bin}", "path: 'x.bin' cannot be read (binary: binary content); name another file"),
    ("{path: empty/.., format: parquet}", None),
    ("{path: css, format: html}", "path: 'css' holds no file to read (1 file not read, the first 'css/a.css' (no-article-format: a "
     "style sheet)); check the path, or set format"),
    ("{path: in/a.txt/b}", f"path: 'in/a.txt/b' does not exist; check the path; {HERE}"),
    ("{path: ~/no-such-folder-of-articles}", "path: '~/no-such-folder-of-articles' does not exist: ~ is a home "
     f"folder, this is {Path('~/no-such-folder-of-articles').expanduser()}; check the path"),
]  # fmt: skip


@pytest.mark.parametrize(("source", "line"), WRONG_SOURCES)
def test_wrong_source_gives_one_line_in_a_dry_run(project, capsys, source, line):
    (project / "empty").mkdir()
    (project / "css").mkdir()
    (project / "css" / "a.css").touch()
    (project / "x.bin").write_bytes(bytes(range(256)))
    code, error = line_of(capsys, "run", "c.yaml", "--dry-run", "--set", f"sources=[{source}]")
    start = f"--set sources=[{source}]: sources[0]."
    assert (code, error[: len(start)]) == (2, start)
    if line is None:  # of many files the first is named, which is up to the folder
        assert "holds no file to read" in error
    else:
        assert error == f"{start}{line}"


def notes_of(capsys, *argv):
    code = main(["run", "c.yaml", "--dry-run", *argv])
    said = capsys.readouterr()
    return code, [line.removeprefix("note  ") for line in said.out.splitlines() if line.startswith("note")], said.err


def test_names_that_no_record_has_are_named_with_the_likely_right_one(project, capsys):
    rows = [{"body": f"{n} words", "label": n, "meta": {"topic": "roads"}} for n in range(3)]
    (project / "own.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    pq.write_table(pa.Table.from_pylist(rows), project / "own.parquet")
    with (
        pa.OSFile(str(project / "own.arrow"), "wb") as out,
        pa.ipc.new_file(out, (t := pa.Table.from_pylist(rows)).schema) as w,
    ):
        w.write_table(t)
    for name in ("own.jsonl", "own.parquet", "own.arrow"):
        source = f"sources=[{{path: {name}, fields: {{text: [body, bodi], title: headlein}}}}]"
        code, notes, error = notes_of(capsys, "--set", source, "--set", "carry=[lable, meta.topic, meta.nope]")
        assert (code, error) == (0, "")
        assert notes == [
            "sources[0].fields.text: none of the 3 records looked at has 'bodi'; did you mean 'body'?",
            "sources[0].fields.title: none of the 3 records looked at has 'headlein'",
            "carry: none of the 3 records looked at has 'lable'; did you mean 'label'?",
            "carry: none of the 3 records looked at has 'meta.nope'; did you mean 'meta.topic'?",
        ]


@pytest.mark.parametrize("word", ["all", "ALL", "[all]", "everything"])
def test_carry_all_says_what_to_write_unless_there_is_such_a_column(project, capsys, word):
    name = word.strip("[]")
    line = f"carry: none of the 3 records looked at has '{name}'; to carry all columns, write carry: \"*\""
    assert notes_of(capsys, "--set", f"carry={word}") == (0, [line], "")
    (project / "more.jsonl").write_text(json.dumps({"text": "x", name: 1}) + "\n", encoding="utf-8")
    assert notes_of(capsys, "--set", f"carry={word}") == (0, [], "")


def test_a_column_that_one_source_has_is_not_missing(project, capsys):
    (project / "b.jsonl").write_text(json.dumps({"text": "x", "label": 1}) + "\n", encoding="utf-8")
    assert notes_of(capsys, "--set", "sources=[{path: more.jsonl}, {path: b.jsonl}]", "--set", "carry=[label]") == (
        0,
        [],
        "",
    )


def test_a_source_of_which_nothing_can_be_read_ends_with_1_as_the_run_would(project, capsys):
    override = "sources=[{path: more.jsonl, fields: {text: body}}]"
    code, notes, error = notes_of(capsys, "--set", override)
    assert code == 1
    assert notes == ["sources[0].fields.text: none of the 3 records looked at has 'body'; did you mean 'text'?"]
    assert error.startswith(
        "error: run: none of the 3 records looked at can be read, the first: missing-field: more.jsonl:1: "
    )
    assert error.endswith("; no version would be made\n")
    assert main(["run", "c.yaml", "--workers", "1", "--set", override]) == 1


def test_records_of_one_source_that_cannot_be_read_are_a_note(project, capsys):
    code, notes, error = notes_of(capsys, "--set", "sources=[{path: in}, {path: more.jsonl, fields: {text: body}}]")
    assert (code, error) == (0, "")
    assert notes[0].startswith(
        "sources[1]: 3 of 3 records looked at cannot be read, the first: missing-field: more.jsonl:1: "
    )


def test_the_most_frequent_reason_is_shown_and_the_others_are_counted(project, capsys):
    (project / "in" / "0.jsonl").write_bytes(b"\n")
    (project / "in" / "1.jsonl").write_text('{"words": "x"}\n' * 2, encoding="utf-8")
    (project / "in" / "2.jsonl").write_text('{"words": "x"}\n', encoding="utf-8")
    code, (note,), _ = notes_of(capsys)
    assert code == 0
    assert note.startswith(
        "sources[0]: 4 of 6 records looked at cannot be read (missing-field 3, empty-file 1), "
        "the first: missing-field: in/1.jsonl:1: no field"
    )
    assert note.endswith(" (2 files: in/1.jsonl 2, in/2.jsonl 1)")


@pytest.mark.parametrize("fmt", ["text", "csv", "html"])
def test_a_format_that_the_content_contradicts_is_refused(project, capsys, fmt):
    override = f"sources=[{{path: more.jsonl, format: {fmt}}}]"
    said = "'more.jsonl' cannot be read (other-content: records (JSON) by its content); set the source's format, or name another file"
    for more in (("--dry-run",), ()):
        code, line = line_of(capsys, "run", "c.yaml", "--set", override, *more)
        assert (code, line) == (2, f"--set {override}: sources[0].path: {said}")


def test_all_errors_come_last_in_their_order_and_none_of_the_settled_config_before_them(project, capsys):
    wrong = (
        "export={dir: more.jsonl, takedowns: nix}", "run.work_dir=more.jsonl",
        "sources=[{path: nowhere}, {path: in}, {path: more.jsonl, encoding: utf-9}, {path: 'in/*'}]",
    )  # fmt: skip
    assert main(["run", "c.yaml", "--dry-run", *(part for one in wrong for part in ("--set", one))]) == 2
    said = capsys.readouterr()
    assert "quality:" not in said.out
    assert re.search(r"^in +2 ", said.out, re.M)  # what could be listed
    assert [line.removeprefix("error: ").partition(f"--set {wrong[2]}: ")[::2] for line in said.err.splitlines()] == [
        ("nix: cannot be read: No such file or directory; set export.takedowns to a JSONL file in UTF-8", ""),
        ("", f"sources[0].path: 'nowhere' does not exist; check the path; {HERE}"),
        ("", "sources[2].encoding: no encoding 'utf-9'; name one that Python knows, or leave it out"),
        ("", "sources[3].path: 1 of 1 file is not read, the first 'in/c.css' (no-article-format: a style sheet); name others, or raise "
             "read.max_skipped_files"),
        ("more.jsonl: is a file, no folder; set export.dir to another place", ""),
        ("more.jsonl: is a file, no folder; set run.work_dir to another place", ""),
    ]  # fmt: skip


def test_what_a_dry_run_finds_is_in_its_json(project, capsys):
    assert (
        main(["run", "c.yaml", "--dry-run", "--json", "--set", "carry=[labl]", "--set", "export.dir=more.jsonl"]) == 2
    )
    plan = json.loads(capsys.readouterr().out)
    assert plan["notes"] == ["carry: none of the 3 records looked at has 'labl'"]
    assert plan["refused"] == ["more.jsonl: is a file, no folder; set export.dir to another place"]


def test_columns_that_names_of_folders_give_are_not_missing(project, capsys):
    (project / "parts" / "label=0").mkdir(parents=True)
    (project / "parts" / "label=0" / "a.jsonl").write_text(json.dumps({"text": "x"}) + "\n", encoding="utf-8")
    source = ("--set", "sources=[{path: parts}]")
    assert notes_of(capsys, *source, "--set", "carry=[label]") == (0, [], "")
    _, (note,), _ = notes_of(capsys, *source, "--set", "carry=[labl]")
    assert note == "carry: none of 1 record looked at has 'labl'; did you mean 'label'?"


def test_site_lines_without_a_site_are_a_note_also_in_explain(project, capsys):
    nothing = "site_lines: none of the 5 records looked at has an address or a site, so no line can be counted; name the fields that have "
    assert notes_of(capsys, "--set", "site_lines=true") == (0, [f"{nothing}them: fields.url, fields.site"], "")
    (project / "more.jsonl").write_text(
        json.dumps({"text": "x", "url": "https://velun.example/1"}) + "\n", encoding="utf-8"
    )
    assert notes_of(capsys, "--set", "site_lines=true") == (0, [], "")
    assert main(["explain", "in/a.txt", "--config", "c.yaml", "--set", "site_lines=true"]) == 0
    assert (
        capsys.readouterr().err
        == "note  site_lines: lines are counted over a corpus, so none are known here; name counts of a run: site_lines.profile\n"
    )
    assert main(["explain", "in/a.txt", "--config", "c.yaml"]) == 0
    assert capsys.readouterr().err == ""


def test_a_tokenizer_that_is_not_there_is_told_beside_the_other_errors(project, capsys):
    pytest.importorskip("tokenizers")
    line = "tokens.tokenizer: there is no file 'nix.json'; give a tokenizer.json, or a name on the Hub (org/name)"
    assert line_of(capsys, "run", "c.yaml", "--dry-run", "--set", "tokens.tokenizer=nix.json") == (2, line)
    wrong = ("--set", "tokens.tokenizer=nix.json", "--set", "export.dir=more.jsonl")
    for more in ((), ("--json",)):
        assert main(["run", "c.yaml", "--dry-run", *wrong, *more]) == 2
        errors = capsys.readouterr().err.splitlines()
        assert errors == [f"error: {line}", "error: more.jsonl: is a file, no folder; set export.dir to another place"]
