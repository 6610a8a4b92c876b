"""`init` writes a configuration to start from, and with `--from` one that runs as it is on the user's own files."""

import gzip
import json
import re

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import yaml

import web_archives as archives
from cleancorpus.checked_config import config_template, load_config
from cleancorpus.cli import main
from cleancorpus.config import Fields, Source

TEXT = (
    "The harbour bridge at Velden was closed on Monday after a storm tore two bolts from its northern pier, it said. "
    "Engineers found no other damage and expect to open one lane by Thursday, number {}."
)


@pytest.fixture
def project(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


def jsonl(path, rows):
    path.parent.mkdir(parents=True, exist_ok=True)
    data = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows).encode()
    path.write_bytes(gzip.compress(data) if path.suffix == ".gz" else data)


def init(capsys, *argv):
    """What `init` prints; then the configuration that it wrote is run, and its sources are given."""
    assert main(["init", "my.yaml", "--from", *argv]) == 0
    said = capsys.readouterr().out
    assert main(["run", "my.yaml", "--json", "--workers", "1"]) == 0
    result = json.loads(capsys.readouterr().out)
    assert result["ledger"]["quarantined"] == 0
    return said, load_config("my.yaml").sources, result


def test_template_shows_every_option_of_a_source_with_what_it_means(project):
    text = config_template()
    for fields in (Source.model_fields, Fields.model_fields):
        for name, field in fields.items():
            assert re.search(rf"^[ #-]+{name}:.*# {re.escape(field.description)}$", text, re.M), name
    head, _, _ = text.partition("\n\n")
    (project / "all.yaml").write_text(head.replace("    # ", "    "), encoding="utf-8")  # all of it uncommented
    assert load_config("all.yaml").sources == (Source(path="my-articles/"),)
    assert "paths are relative to the folder the command runs in" in head


def test_fields_with_other_names_are_found_by_names_and_values(project, capsys):
    rows = [
        {
            "_id": f"n{n}", "Headline": f"Bridge {n} closed", "story": TEXT.format(n), "href": f"https://harbour.example/{n}",
            "created_at": "2024-05-02", "meta": {"author": "Jane Doe", "desk": 4}, "lang": "en", "label": n % 2, "split": "train",
        }
        for n in range(30)
    ]  # fmt: skip
    jsonl(project / "scrapes" / "a.jsonl", rows[:10])
    jsonl(project / "scrapes" / "deep" / "b.jsonl.gz", rows[10:])
    said, (source,), result = init(capsys, "scrapes")
    assert source.format == "jsonl"
    fields = {key: names for key, names in source.fields.model_dump().items() if names != Fields().model_dump()[key]}
    usual = Fields().model_dump()
    found = {"text": "story", "id": "_id", "url": "href", "published": "created_at", "authors": "meta.author"}
    assert fields == {key: (name, *usual[key]) for key, name in found.items()}
    assert said.startswith("scrapes: 2 files (jsonl 2), ")
    assert "text: story" in said
    assert "  others  lang, label, split (not read)\n" in said
    text = (project / "my.yaml").read_text(encoding="utf-8")
    assert "    # other fields of the records, which are not read (candidates for carry:): label, split\n" in text
    assert "fields.language: [lang]" in text
    (row,) = pq.read_table(next(project.glob("dist/my/1.0.0/data/*.parquet"))).slice(0, 1).to_pylist()
    assert result["ledger"]["kept"] == 30
    assert (row["title"], row["authors"], row["published"]) == ("Bridge 0 closed", ["Jane Doe"], "2024-05-02")
    assert row["url"] == "https://harbour.example/0"


def test_files_folders_and_globs_of_several_formats(project, capsys):
    (project / "notes").mkdir()
    (project / "notes" / "a.txt").write_text(TEXT.format("one"), encoding="utf-8")
    (project / "notes" / "b.html").write_text(
        f"<html><body><p>{TEXT.format('two')}</p></body></html>", encoding="utf-8"
    )
    (project / "notes" / "c.css").touch()
    (project / "t.csv").write_text(
        f'Titel;body;source\nBridge;"{TEXT.format("three")}";https://x.example/3\n', encoding="utf-8"
    )
    pq.write_table(pa.table({"raw_content": [TEXT.format("four")], "n": [4]}), project / "t.parquet")
    (project / "t.json").write_text(json.dumps([{"content": TEXT.format("five")}], indent=1), encoding="utf-8")
    said, sources, result = init(capsys, "notes", "t.csv", "t.p*", "t.json")
    assert [(source.path, source.format) for source in sources] == [
        ("notes", "auto"), ("t.csv", "csv"), ("t.p*", "parquet"), ("t.json", "jsonl"),
    ]  # fmt: skip
    assert [source.fields.text for source in sources[1:]] == [Fields().text] * 3  # «body», «raw_content», «content»
    assert sources[1].fields.url == ("source", *Fields().url)
    assert result["ledger"]["kept"] == 5
    assert re.search(r"^notes: 2 files \(.*\), \d+ bytes; not read: no-article-format 1$", said, re.M)


def test_a_page_in_an_unknown_field_is_taken_for_a_page(project, capsys):
    page = "<html><body><article><h1>Bridge</h1><p>{}</p></article></body></html>"
    jsonl(project / "a.jsonl", [{"markup": page.format(TEXT.format(n)), "kind": "story"} for n in range(3)])
    _, (source,), _ = init(capsys, "a.jsonl")
    assert source.fields.html == ("markup", *Fields().html)


def test_a_glob_that_the_shell_made_files_of_is_one_source_again(project, capsys):
    for number in range(4):
        jsonl(project / "in" / f"{number}.jsonl", [{"text": TEXT.format(number)}])
    names = [f"in/{number}.jsonl" for number in range(4)]
    assert [source.path for source in init(capsys, *names)[1]] == ["in/*.jsonl"]
    (project / "my.yaml").unlink()
    assert main(["init", "my.yaml", "--from", *names[:3]]) == 0  # not all that is there
    assert [source.path for source in load_config("my.yaml").sources] == names[:3]


def test_what_a_glob_leaves_out_is_allowed_in_the_file_that_is_written(project, capsys):
    (project / "in").mkdir()
    (project / "in" / "a.txt").write_text(TEXT.format(1), encoding="utf-8")
    (project / "in" / "b.css").touch()
    said, _, result = init(capsys, "in/*")
    assert load_config("my.yaml").read.max_skipped_files == 1
    assert "not read: no-article-format 1" in said
    assert result["ledger"]["kept"] == 1


def test_records_without_a_text_are_named_and_what_to_do(project, capsys):
    jsonl(project / "a.jsonl", [{"n": 1}, {"n": 2}])
    assert main(["init", "my.yaml", "--from", "a.jsonl"]) == 0
    out = capsys.readouterr().out
    assert "2 of 2 records looked at cannot be read, the first: missing-field: a.jsonl:1: " in out
    assert "no field was found that holds a text" in (project / "my.yaml").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", ["no", "2024", "a: b", "*x", "Über uns", "it's"])
def test_odd_names_of_files_and_fields_are_quoted(project, capsys, name):
    jsonl(project / name / "a.jsonl", [{name: TEXT.format(n)} for n in range(3)])
    _, (source,), _ = init(capsys, name)
    assert (source.path, source.fields.text) == (name, (name, *Fields().text))


def test_the_name_is_the_file_s_or_the_folder_s(project, capsys):
    jsonl(project / "Zeitung Übersee" / "a.jsonl", [{"text": TEXT.format(1)}])
    assert main(["init", "--from", "Zeitung Übersee"]) == 0
    assert load_config("cleancorpus.yaml").name == "Zeitung-Ubersee"


def test_an_encoding_that_is_not_utf_8_is_noted(project, capsys):
    (project / "in").mkdir()
    (project / "in" / "a.txt").write_bytes(
        (TEXT.format(1) + " Die Brücke für Fußgänger blieb über Nacht zu.").encode("cp1252")
    )
    assert main(["init", "my.yaml", "--from", "in/a.txt"]) == 0
    assert "1 file of the sample in windows-1252" in (project / "my.yaml").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("argv", "line"),
    [
        (("--from", "nowhere"), "--from nowhere: 'nowhere' does not exist; check the path; it is relative to the folder the command runs in"),
        (("--from", "in", "empty"), "--from empty: 'empty' holds no file to read; check the path, or set format"),
        (("--from", "x.bin"), "--from x.bin: 'x.bin' cannot be read (binary: binary content); name another file"),
    ],
)  # fmt: skip
def test_paths_with_nothing_in_them_are_one_line_and_nothing_is_written(project, capsys, argv, line):
    (project / "empty").mkdir()
    (project / "x.bin").write_bytes(bytes(range(256)) * 9)
    jsonl(project / "in" / "a.jsonl", [{"text": TEXT.format(1)}])
    assert main(["init", "my.yaml", *argv]) == 2
    assert capsys.readouterr().err == f"error: {line}\n"
    assert not (project / "my.yaml").exists()


def test_no_file_is_overwritten_and_none_is_looked_at_before_that_is_known(project, capsys):
    (project / "my.yaml").write_text("name: mine\n", encoding="utf-8")
    assert main(["init", "my.yaml", "--from", "nowhere"]) == 2
    assert capsys.readouterr().err == "error: my.yaml: already exists; name another file\n"
    assert yaml.safe_load((project / "my.yaml").read_text(encoding="utf-8")) == {"name": "mine"}


ATOM = "<rss version='2.0'><channel><item><title>T</title><link>https://x.example/1</link><description>{}</description></item></channel></rss>"
MHTML = (
    'MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary="b"\r\n\r\n--b\r\nContent-Type: text/html\r\n\r\n'
    "<html><body><p>{}</p></body></html>\r\n--b--\r\n"
)


@pytest.mark.parametrize(("name", "kind"), [("a.rss", "feeds"), ("a.mhtml", "saved pages"), ("a.warc", "web archives")])
def test_what_says_itself_which_is_which_needs_no_fields(project, capsys, name, kind):
    if name == "a.rss":
        pytest.importorskip("feedparser")
    files = {
        "a.rss": ATOM.format(TEXT * 2).encode(),
        "a.mhtml": MHTML.format(TEXT * 2).encode(),
        "a.warc": archives.plain(archives.wget()),
    }
    (project / name).write_bytes(files[name])
    said = f"none are needed: {kind} say themselves which is the text, the address, the date"
    assert main(["init", "my.yaml", "--from", name]) == 0
    assert f"  fields  {said}\n" in capsys.readouterr().out
    text = (project / "my.yaml").read_text(encoding="utf-8")
    assert f"    # fields: {said.replace(':', ',')}\n" in text
    assert "fields that may hold" not in text
    load_config("my.yaml")


@pytest.mark.parametrize("form", ["file", "stream"])
def test_other_columns_of_arrow_files_are_named(project, capsys, form):
    table = pa.table({"text": [TEXT.format(1)], "label": [1], "meta": [{"a": 1}], "lang": ["en"]})
    (project / "saved").mkdir()
    opened = pa.ipc.new_file if form == "file" else pa.ipc.new_stream
    with opened(project / "saved" / "data-00000-of-00001.arrow", table.schema) as writer:
        writer.write_table(table)
    said, _, _ = init(capsys, "saved")
    assert "  others  lang, label, meta (not read)\n" in said


def test_a_language_field_is_written_only_where_there_is_one(project, capsys):
    jsonl(project / "a.jsonl", [{"text": TEXT.format(1)}])
    jsonl(project / "b.jsonl", [{"text": TEXT.format(2), "lang": "en"}])
    init(capsys, "a.jsonl", "b.jsonl")
    lines = (project / "my.yaml").read_text(encoding="utf-8").splitlines()
    assert [line.split("  # fields")[0] for line in lines if re.match(r" +#? +language: ", line)] == [
        "    #   language: [lang]"
    ]
    head = "\n".join(lines).partition("\n\n")[0]
    head = re.sub(r"    # (fields:.*\n(?:    #   .*\n)*)    #   language", r"    \1      language", head)
    (project / "on.yaml").write_text(head, encoding="utf-8")
    assert load_config("on.yaml").sources[1].fields.language == ("lang",)


def test_names_that_no_record_looked_at_has_are_not_shut_out(project, capsys):
    for number in range(125):
        jsonl(project / "in" / f"{number:03}.jsonl", [{"text": TEXT.format(number), "date": "2024-05-02"}])
    late = {"headline": "Bridge", "timestamp": "2024-05-03", "author": "Jane Doe"}
    rows = [{"text": TEXT.format(f"{n} of a"), **late} for n in range(290)]
    jsonl(project / "in" / "m.jsonl", [*rows, *({"body": TEXT.format(f"{n} of b"), **late} for n in range(10))])
    said, (source,), result = init(capsys, "in")
    assert source.fields == Fields()
    assert "  fields  text: text · title: headline · authors: author · published: date, timestamp\n" in said
    assert result["ledger"]["kept"] == 425
    (path,) = project.glob("dist/my/1.0.0/data/*.parquet")
    assert pq.read_table(path, columns=["published"])["published"].null_count == 0


def test_files_with_their_text_under_other_names_beside_usual_ones(project, capsys):
    jsonl(project / "in" / "a.jsonl", [{"text": TEXT.format(n), "story": "7"} for n in range(3)])
    jsonl(project / "in" / "b.jsonl", [{"story": TEXT.format(f"{n} of b"), "Date": "2024"} for n in range(3)])
    _, (source,), result = init(capsys, "in")
    assert source.fields.text == ("text", "story", *Fields().text[1:])
    assert result["notes"] == []  # the usual names are nobody's choice
    (path,) = project.glob("dist/my/1.0.0/data/*.parquet")
    assert all(len(text) > 100 for text in pq.read_table(path)["text"].to_pylist())
    assert result["ledger"]["kept"] == 6


def test_feeds_in_xml_and_json_are_all_read_as_the_file_says(project, capsys):
    pytest.importorskip("feedparser")
    (project / "in").mkdir()
    (project / "in" / "a.xml").write_text(ATOM.format(TEXT.format(1) * 2), encoding="utf-8")
    feed = {"version": "https://jsonfeed.org/version/1.1", "items": [{"id": "1", "content_text": TEXT.format(2)}]}
    (project / "in" / "b.json").write_text(json.dumps(feed), encoding="utf-8")
    _, (source,), result = init(capsys, "in")
    assert source.format == "feed"
    assert (result["ledger"]["rows_in"], result["skipped_files"]["count"]) == (2, 0)


def test_named_files_that_need_other_names_stay_sources_of_their_own(project, capsys):
    for name, head in (("a", "Headline,Content"), ("b", "Headline,Content"), ("c", "titel,inhalt")):
        (project / f"{name}.csv").write_text(f'{head}\nBridge,"{TEXT.format(name)}"\n', encoding="utf-8")
    _, sources, result = init(capsys, "a.csv", "b.csv", "c.csv")
    assert [source.path for source in sources] == ["a.csv", "b.csv", "c.csv"]
    assert [source.fields.text[0] for source in sources] == ["text", "text", "inhalt"]
    assert result["ledger"]["kept"] == 3


def test_columns_in_the_names_of_folders_are_named(project, capsys):
    for label in range(2):
        jsonl(project / "in" / f"label={label}" / "a.jsonl", [{"text": TEXT.format(label)}])
    said, _, _ = init(capsys, "in")
    assert "  others  label (not read)\n" in said


@pytest.mark.parametrize(
    ("path", "line"), [("s3:/b", "two slashes follow 's3:' in an address; write s3://b, or"), ("", "is empty")]
)
def test_paths_that_are_none_are_one_line(project, capsys, path, line):
    assert main(["init", "my.yaml", "--from", path]) == 2
    assert capsys.readouterr().err.startswith(f"error: --from {path}: {line}")
