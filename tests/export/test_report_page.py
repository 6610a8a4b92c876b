"""The report of a version: its numbers add up, it loads nothing, hostile texts and names do nothing, it stays small."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import lxml.html
import pytest
from invented import INPUTS, config, dropped, duplicate, export, kept, mixed, quarantined, removal, sha

from cleancorpus.cli import main
from cleancorpus.errors import ExportError
from cleancorpus.export.write import ExportResult
from cleancorpus.hub.files import local_files
from cleancorpus.report import figures
from cleancorpus.report.difference import difference_of, version_before
from cleancorpus.report.examples import PER_RULE
from cleancorpus.report.funnel import funnel_of
from cleancorpus.report.page import report_page
from cleancorpus.report.rows import DocumentRows
from cleancorpus.verify.version import verify
from cleancorpus.versions.open import local_version

ELEMENTS = set(
    "html head meta title style body header nav main section article footer h1 h2 h3 p ul ol li a b i small span div "
    "table thead tbody tr th td details summary mark bdi code".split()
)
HOSTILE = (
    "<script>alert(1)</script>\"><img src=x onerror='alert(2)'> \x1b[31mred\x07 \u202egnp.exe\u202c \u2066x "
    "</style></textarea><!-- {{ 7 * 7 }} &lt;b&gt; javascript:alert(3)"
)


def page_of(result: ExportResult) -> str:
    return (result.path / "report.html").read_text(encoding="utf-8")


def told(page: str) -> str:
    """What a reader sees, in one line."""
    tree = lxml.html.fromstring(page)
    return " ".join(" ".join(tree.xpath("//body//text()")).split())


def check_harmless(page: str) -> None:
    """Nothing is loaded, nothing runs; links lead to the web or within the page, and tell nobody."""
    tree = lxml.html.document_fromstring(page)
    for element in tree.iter(lxml.html.etree.Element):
        assert element.tag in ELEMENTS, element.tag
        for name, value in element.attrib.items():
            assert name in {
                "lang", "charset", "http-equiv", "content", "name", "id", "class", "style", "href", "rel", "dir", "title",
                "open", "aria-label",
            }, name  # fmt: skip
            if name == "style":
                assert re.fullmatch(r"width:[\d.]+%|background:var\(--\w+\)", value), value
            if name == "href":
                assert element.tag == "a"
                assert value.startswith("#") or (
                    re.match("https?://", value) and element.get("rel") == "noreferrer noopener nofollow"
                )
    styles = "".join(tree.xpath("//style/text()"))
    assert len(tree.xpath("//style")) == 1
    assert "url(" not in styles and "@import" not in styles
    assert "default-src 'none'" in page
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]", page)


def version_with(tmp_path: Path, rows: list[dict[str, Any]], **options: Any) -> ExportResult:
    return export(tmp_path, rows, **options)


@pytest.fixture
def skipped() -> dict[str, Any]:
    first = {"path": "seeds/a.png", "reason": "no-article-format", "why": "a picture", "bytes": 3, "source": "seeds/*"}
    return {"count": 2, "by_reason": {"no-article-format": 2}, "first": [first], "by_source": []}


def test_every_number_adds_up_with_the_manifest(tmp_path: Path, skipped: dict[str, Any]) -> None:
    rows = [
        *mixed(60),
        kept(70, removals=[]),
        kept(71, removals=[removal(0, "By A\n"), removal(9, "Share this\n", "share-bar")], language="und", site=None),
    ]
    inputs = [{**INPUTS[0], "records": 25, "rows": 20, "skipped": {"robots": 5}}, INPUTS[1]]
    result = export(tmp_path, rows, inputs=inputs, skipped_files=skipped)
    version = local_version(result.path)
    manifest, ledger = version.manifest, version.manifest["ledger"]
    files, steps = funnel_of(manifest, "x")
    assert [step.count for step in files] == [4, 2]
    assert [step.count for step in steps] == [
        ledger["rows_in"] + 5,
        ledger["rows_in"],
        ledger["rows_in"] - ledger["quarantined"],
        ledger["rows_in"] - ledger["quarantined"] - ledger["dropped"],
        ledger["kept"],
    ]
    counted = DocumentRows(manifest["figures"]["sites"]).read(version)
    rules = figures.rule_rows(counted)
    said = manifest["figures"]
    assert {row.rule: (row.spans, row.chars) for row in rules} == {
        rule: (one["spans"], one["chars"]) for rule, one in said["removals_by_rule"].items()
    }
    for groups in (figures.by_part(counted, 1), figures.by_part(counted, 3)):
        assert sum(spans for _, spans, _ in groups) == ledger["removals"]
        assert sum(chars for _, _, chars in groups) == said["removed_chars"]
    sites = figures.site_rows(counted)
    assert sum(row.spans for row in sites) == ledger["removals"]
    assert sum(row.documents for row in sites) == ledger["kept"] == counted.documents
    assert {row.site: row.documents for row in sites if row.site} == said["sites"]
    assert sum(count for _, count in figures.share_ranges(counted)) == ledger["kept"]
    assert counted.documents_cut == said["documents_cut"]
    assert (counted.after.total, counted.before.total) == (said["chars"], said["chars"] + said["removed_chars"])
    for where in ("before", "after"):
        assert sum(getattr(one, where) for one in figures.length_ranges(counted)) == ledger["kept"]
    text = told(page_of(result))
    assert f"{ledger['kept']} documents kept of {ledger['rows_in']}" in text
    assert "5 no documents : robots 5" in text
    assert "2 not read : no-article-format 2" in text


def test_a_manifest_that_does_not_add_up_is_told_in_a_line(tmp_path: Path) -> None:
    version = local_version(export(tmp_path, mixed(10)).path)
    version.manifest["ledger"]["kept"] += 1
    with pytest.raises(ExportError, match="does not add up: kept: 11, the steps before leave 10; run verify"):
        report_page(version, None)
    version.manifest["ledger"]["kept"] -= 1
    version.manifest["ledger"]["removals"] += 1
    with pytest.raises(ExportError, match="has 10 removals, the ledger says 11; run verify"):
        report_page(version, None)


def hostile_rows() -> Iterator[dict[str, Any]]:
    names = {"title": HOSTILE, "site": HOSTILE, "source": HOSTILE, "language": HOSTILE, "flags": [HOSTILE]}
    bad = removal(6, f"{HOSTILE}\n", HOSTILE)
    bad |= {"category": HOSTILE, "reason": HOSTILE.replace(" ", "_"), "evidence": HOSTILE}
    for number, url in enumerate(
        ("javascript:alert(1)", "https://a.example/\"onclick='x'", "https://ok.example/a?b=1&c")
    ):
        yield kept(
            number, id=f"{number} {HOSTILE}", text=f"Text {HOSTILE}\n{HOSTILE}", removals=[bad], url=url, **names
        )
    yield {**dropped(10, HOSTILE), "id": f"d {HOSTILE}", "title": HOSTILE, "detail": HOSTILE, "repaired_text": HOSTILE}
    yield {**dropped(11, HOSTILE), "url": "data:text/html,<script>alert(1)</script>", "language": HOSTILE}
    yield {
        **duplicate(12, 1),
        "id": f"e {HOSTILE}",
        "survivor_id": f"1 {HOSTILE}",
        **names,
        "url": "JaVaScRiPt:alert(1)",
    }
    yield {**quarantined(13), "reason": HOSTILE, "detail": HOSTILE, "source": HOSTILE, "raw": HOSTILE.encode()}


def test_hostile_texts_and_names_do_nothing(tmp_path: Path) -> None:
    options = {"pretty_name": HOSTILE, "description": HOSTILE}
    first = export(tmp_path, [kept(0, id=f"0 {HOSTILE}"), *mixed(5)], **options)
    result = export(tmp_path, [*hostile_rows(), *mixed(5)], **options)
    assert first.version != result.version
    page = page_of(result)
    check_harmless(page)
    assert "{{ 7 * 7 }}" in page
    assert "49" not in re.findall(r"<!-- (\d+)", page)
    links = set(lxml.html.fromstring(page).xpath("//a[@rel]/@href"))
    assert {link for link in links if "harbour" not in link and "mirror" not in link} == {"https://ok.example/a?b=1&c"}
    text = told(page)
    assert "<script>alert(1)</script>" in text
    assert r"\x1b[31mred\x07" in text
    assert r"\u202egnp.exe\u202c" in text
    picture = (result.path / "funnel.svg").read_text(encoding="utf-8")
    assert (
        "<script" not in picture
        and "\u202e" not in picture
        and "http" not in picture.replace("http://www.w3.org/2000/svg", "")
    )
    lxml.html.etree.fromstring(picture.encode())


def test_a_usual_page_loads_nothing_and_reads_without_scripts(tmp_path: Path) -> None:
    page = page_of(export(tmp_path, mixed(30)))
    check_harmless(page)
    for number in range(3):
        assert f"https://harbour.example/{number}" in page
    assert "By Ada Exemplar" in told(page)


def test_a_cut_is_shown_in_its_paragraph(tmp_path: Path) -> None:
    text = "The mayor spoke for an hour.\nThe bridge stays closed until May."
    cut = removal(29, "Share this story\n", "share-bar")
    result = export(tmp_path, [kept(0, text=text, removals=[cut]), kept(1, removals=[])])
    (article,) = [
        one
        for one in lxml.html.fromstring(page_of(result)).xpath("//section[@id='samples']//article")
        if "bridge" in one.text_content()
    ]
    assert [mark.text_content() for mark in article.xpath(".//mark")] == ["Share this story"]
    shown = article.xpath("./div[@class='text']")[0].text_content()
    assert shown == "The mayor spoke for an hour.\nShare this story\nThe bridge stays closed until May."


def test_samples_are_spread_over_reasons_and_differ(tmp_path: Path) -> None:
    def cut(number: int) -> dict[str, Any]:
        reason = "rare" if number == 17 else "common"
        return {**removal(0, f"By {number if number % 2 else 'Ada'}\n"), "reason": reason}

    result = export(tmp_path, [kept(number, removals=[cut(number)]) for number in range(60)])
    marks = lxml.html.fromstring(page_of(result)).xpath("//section[@id='samples']//mark/text()")
    assert len(marks) == PER_RULE == len(set(marks))
    assert "By 17" in marks


def test_the_page_stays_small_whatever_stands_in_it(tmp_path: Path) -> None:
    quotes = '"' * 3_000
    cuts = [removal(4_000 * number, f"{quotes}\n", f"rule-{number:03d}-{quotes[:200]}") for number in range(150)]
    for number, one in enumerate(cuts):
        one |= {"category": quotes[: 100 + number], "reason": f"{number}{quotes[:300]}", "evidence": quotes}
    text = f"{quotes}\n" * 300
    rows = [
        kept(number, text=text, removals=cuts, id=f"{number}{quotes}", title=quotes, site=f"{number}{quotes}",
             language=f"{number}{quotes[:50]}", source=f"{number}{quotes}", url=f"https://a.example/{'&' * 1_900}{number}")
        for number in range(30)
    ]  # fmt: skip
    rows += [{**dropped(1_000 + n, f"{n // 3}{quotes}"), "repaired_text": text, "detail": quotes} for n in range(300)]
    rows += [{**quarantined(2_000 + n), "reason": f"{n}{quotes}", "raw": text.encode()} for n in range(50)]
    rows += [{**duplicate(3_000 + n, n % 12), "survivor_id": rows[n % 12]["id"], "title": quotes} for n in range(200)]
    result = export(tmp_path, rows)
    page = page_of(result)
    assert len(page.encode()) < 2_000_000
    assert "more were chosen and left out, to keep this page small" in told(page)
    check_harmless(page)


@pytest.mark.parametrize(
    "rows", [[dropped(1), quarantined(2)], [kept(n, removals=[], published=None, site=None) for n in range(3)]]
)
def test_versions_without_documents_or_removals_have_a_report(tmp_path: Path, rows: list[dict[str, Any]]) -> None:
    result = export(tmp_path, rows)
    check_harmless(page_of(result))
    assert "Nothing was cut" in told(page_of(result))


def test_the_version_before_is_compared_and_an_older_one_can_be_asked_for(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    first = export(tmp_path, mixed(12))
    text = kept(3)["text"].replace("council", "harbour board")
    changed = kept(3, text=text)
    second = export(tmp_path, [*[changed if row["id"] == "doc-000003" else row for row in mixed(12)], kept(50)])
    assert "This is the first version" in told(page_of(first))
    page = told(page_of(second))
    assert f"change since {first.version}" in page
    assert "documents added: 1" in page
    assert "texts changed: 1" in page
    assert "+The harbour board of Norvik met again" in page.replace("+ ", "+")
    before = {one.path: page_of(one) for one in (first, second)}
    for one in (first, second):
        (one.path / "report.html").unlink()
    assert main(["report", str(first.path.parent)]) == 0
    assert not (first.path / "report.html").exists()
    assert main(["report", str(first.path.parent), "--version", f"v{first.version}"]) == 0
    assert {one.path: page_of(one) for one in (first, second)} == before, "made by the run and by the command: the same"
    assert str(second.path / "report.html") in capsys.readouterr().out


def test_what_was_taken_down_or_is_masked_now_is_not_shown_from_the_version_before(tmp_path: Path) -> None:
    rows = [kept(number, text=f"Secret {number} of the council.\nThe bridge stays closed.") for number in range(6)]
    export(tmp_path, rows)
    (tmp_path / "gone.jsonl").write_text('{"id": "doc-000003"}\n', encoding="utf-8")
    masked = [kept(n, text=f"[email] {n} of the council.\nThe bridge stays closed.") for n in range(6)]
    settled = config(takedowns="gone.jsonl")
    second = export(tmp_path, [masked[0], *rows[1:]], settled=settled)
    page = page_of(second)
    assert "Secret 3" not in page
    assert re.search(r"documents gone: 1 \( takedown 1 ?\)", told(page))
    assert "-Secret 0 of the council." in page
    with_masks = settled.model_copy(update={"pii": settled.pii.model_copy(update={"mask": ("email",)})})
    page = page_of(export(tmp_path, [*masked[:3], *rows[3:]], settled=with_masks))
    assert "+[email] 1 of the council." in page.replace("&#43;", "+")
    assert "Secret 1" not in page


def test_a_version_whose_predecessor_is_gone_says_so(tmp_path: Path) -> None:
    first = export(tmp_path, mixed(5))
    second = export(tmp_path, mixed(6))
    for path in first.path.rglob("*"):
        if path.is_file():
            path.unlink()
    version = local_version(second.path)
    assert version_before(version) is None
    assert f"It was {first.version}, which is not beside this version" in told(
        report_page(version, difference_of(None, version))
    )


def test_verify_takes_a_missing_page_and_refuses_that_of_another_version(tmp_path: Path) -> None:
    first, second = export(tmp_path, mixed(5)), export(tmp_path, mixed(6))
    other = page_of(first)
    assert verify(str(second.path), load=False) == []
    (second.path / "report.html").write_text(other, encoding="utf-8")
    (problem,) = verify(str(second.path), load=False)
    assert problem.startswith("report.html: is the report of another version")
    (second.path / "report.html").unlink()
    assert verify(str(second.path), load=False) == []


def test_only_its_own_report_is_published(tmp_path: Path) -> None:
    first, second = export(tmp_path, mixed(5)), export(tmp_path, mixed(6))
    version, path = local_version(second.path), second.path / "report.html"
    assert {"report.html", "funnel.svg"} <= set(local_files(version, second.path))
    mine = path.read_bytes()
    path.write_text(page_of(first), encoding="utf-8")
    with pytest.raises(ExportError, match="is the report of another version, or none; make it again, or remove it"):
        local_files(version, second.path)
    path.unlink()
    with pytest.raises(ExportError, match=r"report\.html: is missing; `report .*` makes it again"):
        local_files(version, second.path)
    path.write_bytes(mine)
    without = export(tmp_path / "other", mixed(5), settled=config(report=False)).path
    assert not {"report.html", "funnel.svg"} & set(local_files(local_version(without), without))


def test_the_card_links_to_what_is_there(tmp_path: Path) -> None:
    result = export(tmp_path, mixed(5))
    card = (result.path / "README.md").read_text(encoding="utf-8")
    targets = re.findall(r"\]\(([^):#]+)\)", card.partition("## Processing")[2].partition("\n## ")[0])
    assert {"report.html", "funnel.svg", "removals/train-00000.parquet"} <= set(targets)
    for target in targets:
        assert (result.path / target).is_file(), target
    without = export(tmp_path / "other", mixed(5), settled=config(report=False))
    assert {path.name for path in without.path.iterdir()} & {"report.html", "funnel.svg"} == set()
    assert "report.html" not in (without.path / "README.md").read_text(encoding="utf-8")
    assert json.loads((without.path / "manifest.json").read_text())["content_hash"] == result.content_hash


def test_the_page_is_the_same_however_the_rows_came_in(tmp_path: Path) -> None:
    pages = [page_of(export(tmp_path / str(size), mixed(40), size=size)) for size in (3, 50)]
    assert pages[0] == pages[1]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["nowhere"], "nowhere: no such folder"),
        (["."], ".: holds no version: no folder in it has a manifest.json"),
        (["dist/harbour", "--version", "9.0.0"], "dist/harbour: has no version 9.0.0; there are: 1.0.0"),
        (["dist/harbour/1.0.0", "--version", "9.0.0"], "dist/harbour/1.0.0: is version 1.0.0, not 9.0.0"),
        (["dist/harbour", "--out", "no/folder.html"], "no/folder.html: cannot be written: No such file or directory"),
    ],
)
def test_a_wrong_folder_is_told_in_a_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], arguments: list[str], said: str
) -> None:
    export(tmp_path, mixed(3))
    monkeypatch.chdir(tmp_path)
    assert main(["report", *arguments]) == 2
    error = capsys.readouterr().err
    assert error.startswith(f"error: {said}")
    assert error.count("\n") == 1


def test_a_page_can_be_written_elsewhere(tmp_path: Path) -> None:
    result = export(tmp_path, mixed(3))
    assert main(["report", str(result.path), "--out", str(tmp_path / "page.html")]) == 0
    assert (tmp_path / "page.html").read_text(encoding="utf-8") == page_of(result)
    assert sha(page_of(result)) == sha((result.path / "report.html").read_text(encoding="utf-8"))


def test_a_file_whose_pieces_break_off_is_not_written(tmp_path: Path) -> None:
    from cleancorpus.report.side_files import write_whole

    def pieces() -> Iterator[str]:
        yield "one\n"
        raise KeyError("two")

    with pytest.raises(KeyError):
        write_whole(tmp_path / "pieces", pieces())
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("gone", ["before it is looked at", "before it is removed"])
def test_what_another_writer_puts_in_place_meanwhile_is_no_fault(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, gone: str
) -> None:
    from cleancorpus.report.side_files import write_whole

    theirs, (list_all, look) = tmp_path / ".README.md-0123abcd", (Path.iterdir, Path.stat)
    theirs.touch()
    os.utime(theirs, (1, 1))

    def iterdir(folder: Path) -> Iterator[Path]:
        for path in list(list_all(folder)):
            if path == theirs and gone == "before it is looked at":
                theirs.unlink()
            yield path

    def stat(path: Path, **options: Any) -> os.stat_result:
        seen = look(path, **options)
        if path == theirs:
            theirs.unlink()
        return seen

    monkeypatch.setattr(Path, "iterdir", iterdir)
    if gone == "before it is removed":
        monkeypatch.setattr(Path, "stat", stat)
    write_whole(tmp_path / "README.md", "a\n")
    assert [path.name for path in list_all(tmp_path)] == ["README.md"]


def test_what_a_kill_left_of_a_file_goes_when_it_is_written_again(tmp_path: Path) -> None:
    from cleancorpus.report.side_files import write_whole

    old, young, other = (tmp_path / name for name in (".README.md-0123abcd", ".README.md-4567abcd", ".README.md-old"))
    for path in (old, young, other):
        path.touch()
    for path in (old, other):
        os.utime(path, (1, 1))
    write_whole(tmp_path / "README.md", "a\n")
    assert sorted(path.name for path in tmp_path.iterdir()) == [".README.md-4567abcd", ".README.md-old", "README.md"]
