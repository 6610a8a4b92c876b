"""`explain`: one record of a file, a document of a version with its twin, rules on trial, what was left out, the page."""

from __future__ import annotations

import json
import shutil
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from bridge_texts import BODY, COOKIES, make_version, text

from cleancorpus import Cleaner, document
from cleancorpus.checked_config import settle
from cleancorpus.cli import main
from cleancorpus.errors import ExportError

EVIL = "<script>alert(1)</script><img src=x onerror=alert(2)>\"'&"
PAGE = (
    "<html><head><title>Bridge</title></head><body><nav><a href='/'>Home</a> <a href='/b'>Shipping desk</a></nav>"
    "<article><h1>Bridge closed</h1>{}</article><aside><p>Most read this week</p></aside></body></html>"
)
VERSION = "dist/t/1.0.0"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    base = tmp_path_factory.mktemp("explain")
    (base / "in").mkdir()
    rows: list[dict[str, Any]] = [{"id": f"line-{n}", "text": text(n), "title": f"Bridge {n}"} for n in range(4)]
    rows[1]["text"] += f"\n\n{COOKIES}"
    rows += [
        {"id": "short", "text": "Too short."},
        {"id": "copy", "text": text(0)},
        {"id": "almost", "text": text(2).replace("and Aker 2", "AND AKER 2")},
        {"id": EVIL, "text": f"{text(9)}\n\n{EVIL} {COOKIES}", "title": EVIL, "url": "javascript:alert(1)"},
    ]
    lines = [json.dumps(row) for row in rows] + ["{broken"]
    (base / "in" / "a.jsonl").write_text("\n".join(lines), encoding="utf-8")
    return make_version(base, dedup={"same_words": True})


@pytest.fixture
def project(made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    shutil.copytree(made, tmp_path / "p")
    monkeypatch.chdir(tmp_path / "p")
    return tmp_path / "p"


class _Tags(HTMLParser):
    """All tags of a page, with their attributes."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


def is_harmless(page: str) -> bool:
    for tag, attributes in _Tags(page).found:
        if tag in ("script", "img", "iframe", "object", "link", "form") or any(
            name.startswith("on") for name in attributes
        ):
            return False
        if not (attributes.get("href") or "https://").startswith(("https://", "http://")):
            return False
    return True


def told(capsys: pytest.CaptureFixture[str], *argv: str, code: int = 0) -> str:
    assert main(["explain", *argv]) == code
    out, err = capsys.readouterr()
    if code:
        assert len(err.splitlines()) == 1
    return err if code else out


def test_a_document_of_a_version_is_shown_as_show_does(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = told(capsys, VERSION, "--id", "line-1")
    assert f"[-{COOKIES}-] ‹cookie-notice" in out
    assert out == told(capsys, "dist/t", "--id", "line-1")
    assert main(["show", VERSION, "line-1"]) == 0
    assert capsys.readouterr().out == out
    assert "short  dropped: too_short (2 words, quality.min_words is 20)" in told(capsys, VERSION, "--id", "short")


def test_a_duplicate_stands_beside_its_twin(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = told(capsys, VERSION, "--id", "copy")
    assert "\ntwin:              line-0, Bridge 0\n" in out
    assert "with the same text" in out
    out = told(capsys, VERSION, "--id", "almost")
    assert "twin:              line-2" in out
    assert "- " not in out.splitlines()[0]
    assert "\n                   -The harbour bridge at Velden AND AKER 2 was" in out
    assert "\n                   +The harbour bridge at Velden and Aker 2 was" in out


def test_an_id_that_is_not_there_names_those_like_it(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    error = told(capsys, VERSION, "--id", "line-11", code=2)
    assert "no document or record with the id 'line-11'; ids like it: 'line-1'" in error
    assert "ids stand in the column id" in told(capsys, VERSION, "--id", "\x1b[31mQQQQQQQQQ", code=2)


def test_a_record_of_a_file_is_explained(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = told(capsys, "in/a.jsonl", "--record", "2")
    assert "title:           Bridge 1" in out
    assert f"[-{COOKIES}-]" in out
    error = told(capsys, "in/a.jsonl", "--record", "99", code=2)
    assert "in/a.jsonl: has no record 99; it has 9 records, the last is number 9" in error
    assert "quarantined" in told(capsys, "in/a.jsonl", "--record", "9")
    (project / "more").mkdir()
    for name in ("x.txt", "y.txt"):
        (project / "more" / name).write_text(text(1))
    assert "holds 2 files" in told(capsys, "more", "--record", "1", code=2)
    assert "by --record N" in told(capsys, "in/a.jsonl", code=2)
    told(capsys, "nowhere.jsonl", "--record", "1", code=2)


def test_a_record_is_read_with_the_fields_of_its_source(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (project / "odd.jsonl").write_text(json.dumps({"klumpen": text(5)}))
    assert main(["explain", "odd.jsonl", "--record", "1"]) == 0
    assert "name it by --config FILE" in capsys.readouterr().err
    (project / "c.yaml").write_text("extends: news\nsources: [{path: odd.jsonl, fields: {text: klumpen}}]\n")
    assert "Velden 5" in told(capsys, "odd.jsonl", "--record", "1", "--config", "c.yaml")


def test_rules_on_trial_are_told_when_asked(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (project / "c.yaml").write_text(
        'extends: news\nown_rules:\n  pier-line:\n    stage: trial\n    phrases: ["Back to the harbour desk"]\n'
    )
    (project / "a.txt").write_text(f"{text(1)}\n\nBack to the harbour desk")
    out = told(capsys, "a.txt", "--config", "c.yaml", "--trial", "--set", "decide.line_model=false")
    assert "on trial, nothing is cut:\n  [-Back to the harbour desk-] ‹pier-line" in out
    assert "on trial" not in told(capsys, "a.txt", "--config", "c.yaml")
    assert "no rule on trial found anything" in told(capsys, "a.txt", "--trial")


def test_what_the_extractor_left_out_is_counted_and_listed(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (project / "p.html").write_text(PAGE.format("".join(f"<p>{BODY.format(n)}</p>" for n in range(5))))
    out = told(capsys, "p.html")
    assert "left out:" in out
    out = told(capsys, "p.html", "--blocks")
    assert "'Most read this week'" in out
    values = json.loads(told(capsys, "p.html", "--blocks", "--json"))
    assert any(block["text"] == "Most read this week" and not block["kept"] for block in values["blocks"])


@pytest.mark.parametrize(
    ("argv", "said"),
    [
        ((VERSION, "--id", "a", "--record", "1"), "--record is for a document that is cleaned now"),
        ((VERSION, "--id", "a", "--set", "quality.min_words=1"), "--set is for a document that is cleaned now"),
        (("in/a.jsonl", "--record", "1", "--title", "x"), "a record says its title"),
    ],
)
def test_options_that_do_not_go_together_are_a_line(
    project: Path, capsys: pytest.CaptureFixture[str], argv: tuple[str, ...], said: str
) -> None:
    assert said in told(capsys, *argv, code=2)


def test_the_page_shows_all_and_runs_nothing(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for number, argv in enumerate(
        (
            (VERSION, "--id", EVIL),
            (VERSION, "--id", "almost"),
            (VERSION, "--id", "short"),
            ("in/a.jsonl", "--record", "8"),
        )
    ):
        assert "page     out.html" in told(capsys, *argv, "--html", "out.html")
        page = Path("out.html").read_text(encoding="utf-8")
        assert is_harmless(page), argv
        assert page.startswith("<!DOCTYPE html>")
        if number in (0, 3):
            assert "&lt;script&gt;alert(1)" in page
            assert "<mark" in page
    told(capsys, "in/a.jsonl", "--record", "1", "--html", "no/such/folder.html", code=2)


def test_a_notebook_shows_texts_and_documents_of_a_version(project: Path) -> None:
    cleaner = Cleaner("news")
    found = cleaner.explain(f"{text(1)}\n\n{EVIL}\n\n{COOKIES}", title=EVIL)
    html = found._repr_html_()
    assert is_harmless(html)
    assert "<mark" in html
    assert "&lt;script&gt;" in html
    assert f"[-{COOKIES}-]" in str(found)
    assert is_harmless(found.html())
    assert found.row["text"] == cleaner.clean(f"{text(1)}\n\n{EVIL}\n\n{COOKIES}", title=EVIL).text
    for row_id in ("line-1", "copy", "short", EVIL):
        assert is_harmless(document(VERSION, row_id)._repr_html_())
    with pytest.raises(ExportError, match="ids like it"):
        document(VERSION, "line-12")


def test_odd_texts_are_explained() -> None:
    cleaner = Cleaner(settle({"name": "t"}, "test"))
    for odd in ("", " \n ", b"\xff\xfe\x00\x00", "\ud800", "<html></html>", b"PK\x03\x04" + bytes(200), "a" * 200_000):
        found = cleaner.explain(odd)
        assert found.status in ("kept", "dropped", "quarantined")
        assert is_harmless(found._repr_html_())
    with pytest.raises(TypeError):
        cleaner.explain(3)  # type: ignore[arg-type]
