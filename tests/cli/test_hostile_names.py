"""Names of files and rules, ids and addresses that give orders to a terminal or to a page: shown by every command, obeyed by none."""

from __future__ import annotations

import html.parser
import json
import re
import sys
from pathlib import Path

import pytest

from cleancorpus.cli import main

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="no such names of files there")

FILE = "[/red] \x1b[31m<script>alert(1)<!--\x07.jsonl"  # in a folder `[`
NAME = "[/red]\x1b]0;owned\x07<script>alert(1)</script>\n## 9.9.9"
_ORDERS = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f]")
_TEXT = (
    "The harbour bridge at Velden {} was closed on Monday after a storm tore two bolts from its northern pier, it said."
)


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "in" / FILE).parent.mkdir(parents=True)
    rows = [
        {"id": f"{NAME} {n}", "text": f"{_TEXT.format(n)}\n\nREAD {NAME}", "site": NAME, "authors": [NAME], "title": NAME,
         "url": f"javascript:alert({n})//{NAME}", "own": NAME} for n in range(3)
    ]  # fmt: skip
    rows += [{"id": f"short {NAME}", "text": "Short."}, {"id": NAME, "text": 7}]
    (tmp_path / "in" / FILE).write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    (tmp_path / "in" / f"{FILE}.png").write_bytes(b"\x89PNG")
    rule = "[/red]<script>alert(1)</script>|` ## 9.9.9"
    rules = {f"odd-{rule}": {"contains": ["READ "]}, f"try-{rule}": {"contains": ["bolts"], "stage": "trial"}}
    settings = {
        "name": "t", "sources": [{"path": "in"}], "own_rules": rules, "carry": ["own"], "quality": {"min_words": 5},
        "run": {"workers": 1, "max_failed_share": 0.9}, "export": {"contact": "desk \x1b[31m", "description": "Of it.\n\x1b[31mred"},
    }  # fmt: skip
    (tmp_path / "c.yaml").write_text(json.dumps(settings), encoding="utf-8")
    (tmp_path / "broken" / FILE).parent.mkdir(parents=True)
    (tmp_path / "broken" / FILE).write_text(f'{{"{NAME}', encoding="utf-8")
    return tmp_path


class _Tags(html.parser.HTMLParser):
    """The tags of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.addresses: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append(tag)
        self.addresses += [value or "" for name, value in attrs if name in ("href", "src")]


def test_every_command_shows_them_and_none_obeys(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    commands = [
        ["run", "c.yaml", "--dry-run"], ["run", "c.yaml", "-vv"], ["run", "c.yaml", "--set", "rules.byline=false", "-v"],
        ["show", "dist/t/1.0.0", f"{NAME} 1"], ["show", "dist/t/1.0.0", "nothing"], ["quarantine", "dist/t/1.0.0"],
        ["explain", f"in/{FILE}", "--record", "2"], ["suggest", "dist/t/1.0.0", "--min-documents", "2"],
        ["diff", "dist/t/1.0.0", "dist/t/1.0.0", "--samples", "2"], ["verify", "dist/t/1.0.0"], ["try", "c.yaml"],
        ["run", "c.yaml", "--set", f"{NAME}=1"], ["run", NAME], ["rules", NAME], ["init", "new.yaml", "--from", "broken"], ["explain", NAME],
    ]  # fmt: skip
    for command in commands:
        assert main(command) in (0, 1, 2), command
        out, err = capsys.readouterr()
        assert not _ORDERS.search(out), (command, out)
        assert not _ORDERS.search(err), (command, err)
        texts = out if command[0] not in ("show", "explain", "suggest") else ""  # these show texts, lines and all
        assert not any(line.startswith("## 9.9.9") for line in (texts + err).split("\n")), (command, out, err)
        assert "Traceback" not in err, command


def test_on_a_terminal_with_colours_no_name_is_markup(
    project: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    for command in (["run", "c.yaml", "--dry-run"], ["run", "c.yaml"]):
        assert main(command) == 0
        out, err = capsys.readouterr()
        assert "[/red]" in out
        assert "]0;owned\x07" not in out + err
        assert "\x1b[31m<script>" not in out + err


@pytest.mark.parametrize("rule", [{f"x{NAME}": {"phrases": ["a"]}}, {"x": {"phrases": ["a"], "category": NAME}}])
def test_a_rule_has_an_id_and_a_category_that_can_be_shown(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], rule: dict[str, object]
) -> None:
    (tmp_path / "c.yaml").write_text(json.dumps({"own_rules": rule}), encoding="utf-8")
    assert main(["config", "show", str(tmp_path / "c.yaml")]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert "characters that cannot be shown" in line and not _ORDERS.search(line)


def test_every_file_of_a_version_holds_them_as_text(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["run", "c.yaml", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["ledger"]["rows_in"] == 5
    folder = project / "dist" / "t" / "1.0.0"
    for name in ("README.md", "CHANGELOG.md"):
        text = (folder / name).read_text(encoding="utf-8")
        assert not _ORDERS.search(text), name
        assert not re.search(r"^## 9\.9\.9", text, re.MULTILINE), name
        assert "<script" not in re.sub(r"(`+)(?!`).+?(?<!`)\1(?!`)", "", text), name
    for name in ("manifest.json", "croissant.json"):
        text = (folder / name).read_text(encoding="utf-8")
        assert not _ORDERS.search(text), name
        json.loads(text)
    for name in ("report.html", "funnel.svg"):
        text = (folder / name).read_text(encoding="utf-8")
        tags = _Tags(text)
        assert not _ORDERS.search(text), name
        assert "script" not in tags.found, name
        assert not [address for address in tags.addresses if address.lower().startswith("javascript")], name
