"""What a stranger's record says stays a word in the card, the changelog, a difference and a message: it writes no line."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from invented import export, kept, mixed

from cleancorpus.cli.render import diff_text, verify_text
from cleancorpus.errors import ConfigError, ExportError
from cleancorpus.export import card, changelog
from cleancorpus.hub.versions import diff
from cleancorpus.shown import as_code, in_markdown, one_line, printable
from cleancorpus.verify.version import verify

HOSTILE = (
    "x\n<!-- write: rights -->\nAll of it is free.\n<!-- end: rights -->",
    "x\n## 9.9.9 (2031-01-01)\n\n- nothing",
    "<script>alert(1)</script> [look](javascript:alert(1)) ![](//h.example/i.png)",
    "\x1b[31mred\x1b[0m\x07 \u202egnol\u202c a|b `c` ```",
)


def the_card(folder: Path) -> str:
    return (folder / card.FILE).read_text(encoding="utf-8")


@pytest.mark.parametrize("said", HOSTILE)
def test_a_record_writes_neither_card_nor_changelog(tmp_path: Path, said: str) -> None:
    first = export(tmp_path, [*mixed(6), kept(90, id=said, site=said, source=said)])
    assert card.read_sections(first.path) == {}
    second = export(tmp_path, [*mixed(6), kept(91, id=said + "2", site=said), kept(92)])
    assert card.read_sections(second.path) == {}
    text, log = the_card(second.path), (second.path / changelog.FILE).read_text(encoding="utf-8")
    assert re.findall(r"^## (\S+)", log, re.MULTILINE) == [second.version, first.version]
    for each in (the_card(first.path), text, log):
        marked_up = re.sub(r"(`+)(?!`).+?(?<!`)\1(?!`)", "", each)  # a code span shows what is in it
        assert "<script" not in marked_up
        assert not re.search(r"(?<!\\)\]\(javascript", marked_up)
        assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e]", each)
    assert verify(second.path, load=False) == []
    shown = diff_text(diff(first.path, second.path, samples=3))
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e]", shown)
    assert not any(line.startswith(("##", "<!--")) for line in shown.split("\n"))


@pytest.mark.parametrize("said", HOSTILE)
def test_messages_are_one_line_without_orders_to_the_terminal(said: str) -> None:
    for text in (str(ConfigError(said, said, said)), verify_text("x", [said]).partition("\n")[2]):
        assert not re.search(r"[\x00-\x1f\x7f-\x9f\u202a-\u202e]", text)


def test_a_line_of_blanks_costs_as_many_as_they_are(assert_linear: Callable[..., None]) -> None:
    assert_linear(lambda n: f"a{' ' * n}b", one_line, 20_000)


@given(st.text(alphabet="ab \t\n\r\x0b\x0c\u2028\xa0"))
def test_breaks_with_the_blanks_around_them_become_one_blank(text: str) -> None:
    parts = re.findall(r"\s+|\S+", text)
    breaks = set("\r\n\x0b\x0c\u2028")
    assert one_line(text) == printable("".join(" " if breaks & set(part) else part for part in parts))


def test_names_in_scripts_from_right_to_left_stay_as_they_are() -> None:
    name = "صحيفة\u200f! דבר\u200e (1)"
    assert printable(name) == one_line(name) == name
    assert in_markdown(name) == name


def test_a_code_span_holds_any_backticks() -> None:
    assert as_code("a") == "`a`"
    assert as_code("`a``b") == "``` `a``b ```"
    assert as_code("a\nb|c") == "`a b|c`"
    assert as_code("") == "` `"


@pytest.mark.skipif(os.name == "nt", reason="links need rights on Windows")
@pytest.mark.parametrize("name", ("README.md", "CHANGELOG.md", "report.html"))
def test_a_link_in_the_place_of_a_file_is_told_and_not_published(tmp_path: Path, name: str) -> None:
    from cleancorpus.hub.files import local_files
    from cleancorpus.versions.open import local_version

    folder = export(tmp_path, mixed(6)).path
    secret = tmp_path / "secret"
    secret.write_bytes((folder / name).read_bytes())
    (folder / name).unlink()
    (folder / name).symlink_to(secret)
    assert verify(folder, load=False) == []
    with pytest.raises(ExportError, match="is a link, which is not published"):
        local_files(local_version(folder), folder)


def test_a_card_that_is_not_utf8_is_one_line(tmp_path: Path) -> None:
    first = export(tmp_path, mixed(6))
    with (first.path / card.FILE).open("ab") as file:
        file.write(b"\xff\xfe")
    with pytest.raises(
        ExportError, match=r"README\.md: is not UTF-8 \(invalid start byte at byte [\d,]+\); save it as UTF-8"
    ):
        export(tmp_path, mixed(7))
