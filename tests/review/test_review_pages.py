"""The pages of `review` as a server gives them: who may ask, what is found, what a judgement leaves behind."""

from __future__ import annotations

import errno
import json
import re
import shutil
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import lxml.html
import pytest
import yaml

pytest.importorskip("starlette", reason="needs the extra: pip install 'cleancorpus[review]'")
pytest.importorskip("uvicorn", reason="needs the extra: pip install 'cleancorpus[review]'")

from reviewed import HOSTILE, PARAGRAPHS, Server, article, serving, version

from cleancorpus.cli import main
from cleancorpus.errors import ExportError
from cleancorpus.export import card
from cleancorpus.report.side_files import write_whole
from cleancorpus.verify.version import verify
from cleancorpus.versions.open import local_version


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return version(tmp_path_factory.mktemp("made"))


@pytest.fixture
def folder(made: Path, tmp_path: Path) -> Path:
    """A version of this test's own."""
    return Path(shutil.copytree(made.parent, tmp_path / made.parent.name)) / made.name


@pytest.fixture
def server(folder: Path) -> Iterator[Server]:
    with serving(folder) as found:
        yield found


def told(page: str) -> str:
    return " ".join(" ".join(lxml.html.fromstring(page).xpath("//main//text()")).split())


def listed(server: Server, query: str) -> list[int]:
    """The rows that a list shows."""
    status, page, _ = server.ask(f"?{query}")
    assert status == 200
    return [
        int(re.search(r"doc/(\d+)", link)[1]) for link in lxml.html.fromstring(page).xpath("//li[@class='row']/a/@href")
    ]


def fetched(address: str, form: str | None = None) -> str:
    with urllib.request.urlopen(address, None if form is None else form.encode(), timeout=30) as answer:
        text: str = answer.read().decode()
    return text


def row_of(server: Server, wanted: str) -> int:
    row = server.review.index.find(wanted, "kept")
    assert row is not None
    return row


def cut_of(server: Server, row: int, rule: str) -> str:
    """Where the removal of a rule is, as the form says it."""
    return next(cut.spot for cut in server.review.document(row).cuts if cut.removal["rule"] == rule)


def lines_of(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def test_only_who_knows_the_token_and_asks_this_machine_is_answered(server: Server) -> None:
    assert server.ask("")[0] == 200
    for path in (
        "/",
        f"/{'x' * len(server.token)}/",
        f"/{server.token[:-1]}/",
        f"/{server.token}x/",
        "//",
        f"/%00{server.token}/",
    ):
        assert server.ask(path)[0] == 403, path
        assert server.ask(path, "POST", {"say": "right:removal:0:3"})[0] == 403, path
    for host in ("evil.example", f"evil.example:{server.port}", "127.0.0.1", f"127.0.0.1:{server.port + 1}", ""):
        assert server.ask("", Host=host)[0] == 421, host
    assert server.ask("", Host=f"localhost:{server.port}")[0] == 200
    spot = cut_of(server, 0, "byline")
    for origin in ("http://evil.example", "null", f"http://127.0.0.1:{server.port + 1}"):
        assert server.ask("doc/0", "POST", {"say": f"right:removal:{spot}"}, Origin=origin)[0] == 403, origin
    assert server.ask("doc/0", "POST", {"say": "x" * 20_000})[0] == 413
    assert server.ask("", "DELETE")[0] == 405
    assert server.ask("doc/0?" + "a" * 9_000)[0] == 414
    assert not server.review.judgements.path.exists()


def test_every_answer_says_that_nothing_else_may_be_loaded(server: Server) -> None:
    for path in (
        "",
        "doc/0",
        "audit",
        "suggest",
        "examples",
        "style.css",
        "review.js",
        "icon.svg",
        "/",
        "none",
        "doc/999",
    ):
        _, text, headers = server.ask(path)
        policy = headers["content-security-policy"]
        assert "default-src 'none'" in policy and "unsafe" not in policy and "frame-ancestors 'none'" in policy
        assert headers["referrer-policy"] == "same-origin" and headers["x-content-type-options"] == "nosniff"
        if headers["content-type"].startswith("text/html"):
            tree = lxml.html.fromstring(text)
            assert not tree.xpath("//*[@style] | //style | //script[not(@src)]")
            assert all(name == "type" or not name.startswith("on") for each in tree.iter() for name in each.attrib)
            for link in tree.xpath("//@href | //@src | //@action"):
                assert link.startswith(
                    (f"/{server.token}/", "#", "https://harbour.example/", "https://mirror.example/")
                ), link


def test_hostile_texts_and_names_stay_text(server: Server) -> None:
    row = server.review.index.find(f"evil {HOSTILE}", "kept")
    for path in ("", f"doc/{row}", "?q=img", "audit", "?status=kept&site=x%22%3E%3Cscript%3E"):
        _, page, _ = server.ask(path)
        assert "<script>window" not in page and "<img" not in page
        assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]", page)
    assert "\\x1b[31mred" in told(server.ask(f"doc/{row}")[1])


def test_documents_are_found_by_all_that_is_known_of_them(server: Server) -> None:
    assert len(listed(server, "")) == 16
    assert len(listed(server, "status=kept")) == 12
    assert len(listed(server, "status=duplicate")) == 2
    assert len(listed(server, "rule=share-bar")) == 10
    assert len(listed(server, "rule=share-bar&low=0.95")) == 0
    assert len(listed(server, "rule=share-bar&low=0.5&high=0.95")) == 10
    assert len(listed(server, "language=en")) == 5
    assert len(listed(server, "reason=too-short")) == 1
    assert len(listed(server, "status=nonsense")) == 0
    assert listed(server, "q=NUMBER+7&where=text") == [row_of(server, "doc-000007")]
    assert listed(server, "q=exemplar+7&where=cut") == [row_of(server, "doc-000007")]
    assert listed(server, "q=exemplar+7&where=text") == []
    assert listed(server, "q=doc-000003&where=id") == [row_of(server, "doc-000003")]
    assert listed(server, "q=bridge+4&where=title") == [row_of(server, "doc-000004")]
    assert len(listed(server, "q=mirror&where=site")) == 2
    assert len(listed(server, "q=brief+note&status=dropped")) == 1
    assert listed(server, "q=window.hurt%3D1&where=text") == [10]
    most = listed(server, "status=kept&sort=lost")
    shares = [float(server.review.index.shares[row]) for row in most]
    assert shares == sorted(shares, reverse=True) and len(most) == 12


def test_the_document_before_and_behind_are_those_of_the_list(server: Server) -> None:
    rows = listed(server, "rule=byline&sort=lost")
    _, page, _ = server.ask(f"doc/{rows[3]}?rule=byline&sort=lost")
    tree = lxml.html.fromstring(page)
    for rel, row in (("prev", rows[2]), ("next", rows[4])):
        assert f"doc/{row}?" in tree.xpath(f"//a[@rel='{rel}']/@href")[0]


def test_a_duplicate_stands_beside_its_twin_with_the_words_that_differ(server: Server) -> None:
    rows = {server.review.index.reasons.of(row): row for row in listed(server, "status=duplicate")}
    tree = lxml.html.fromstring(server.ask(f"doc/{rows['near']}")[1])
    own = [" ".join(mark.text_content().split()) for mark in tree.xpath("//*[@class='own']")]
    assert own == ["<b>flood</b>", "storm"]
    assert "Both have the same text" in told(server.ask(f"doc/{rows['exact']}")[1])


def test_a_judgement_is_on_the_disk_and_stays_until_it_is_taken_back(server: Server) -> None:
    row, path = row_of(server, "doc-000011"), server.review.judgements.path
    spot = cut_of(server, row, "planted")
    assert server.say(row, f"wrong:removal:{spot}")["cuts"] == {"0": "wrong", "1": ""}
    document, judgement = lines_of(path)
    assert document["text"].startswith(PARAGRAPHS[0]) and document["id"] == judgement["id"] == "doc-000011"
    assert judgement | {"rule": "planted", "verdict": "wrong", "text": PARAGRAPHS[0] + "\n", "start": 0} == judgement
    assert re.match(r"20\d\d-\d\d-\d\dT", judgement["time"])
    line = server.review.document(row).lines[-1].spot
    assert server.say(row, f"missed:line:{line}", label="ad")["lines"] == {line.split(":")[0]: "ad"}
    with serving(server.review.version.folder) as again:  # type: ignore[arg-type]
        state = again.say(row, f"undone:removal:{spot}")
        assert state["cuts"] == {"0": "", "1": ""} and len(state["lines"]) == 1
    assert [one["judged"] for one in lines_of(path)] == ["document", "removal", "line", "removal"]
    assert 'data-verdict="wrong"' not in server.ask(f"doc/{row}")[1]  # what another has written is seen
    assert listed(server, "judged=missed") == [row] and listed(server, "judged=wrong") == []


def test_without_javascript_a_form_leads_back_to_the_document(server: Server) -> None:
    spot = cut_of(server, 0, "share-bar")
    status, _, headers = server.ask("doc/0?rule=byline", "POST", {"say": f"right:removal:{spot}"})
    assert status == 303 and headers["location"] == f"/{server.token}/doc/0?rule=byline#cut-1"


@pytest.mark.parametrize(
    "said",
    ("", "right", "right:removal:0", "right:removal:1:2", "right:line:0:3", "missed:removal:0:3", "x:removal:0:3",
     "right:removal:-1:3", "right:removal:a:b", "missed:line:0:5", f"right:removal:{'9' * 400}:1"),
)  # fmt: skip
def test_what_is_no_judgement_is_refused(server: Server, said: str) -> None:
    assert server.ask("doc/0", "POST", {"say": said})[0] == 400
    assert server.ask("doc/999", "POST", {"say": said})[0] == 400
    assert server.ask("doc/0", "POST", {"say": "missed:line:0:3", "label": "<b>"})[0] == 400
    assert not server.review.judgements.path.exists()


def test_a_sample_is_the_same_each_time_and_gives_the_card_its_figures(server: Server, folder: Path) -> None:
    before = local_version(folder).manifest["content_hash"]
    _, small = server.review.audit(3)
    _, large = server.review.audit(6)
    for one, other in zip(small, large, strict=True):
        assert other.sample[: len(one.sample)] == one.sample
    for number in range(3):  # of the rule with most removals
        headers = server.ask("audit/next?n=3&rule=byline")[2]
        row, cut = map(int, re.search(r"doc/(\d+)\?audit=3&cut=(\d+)", headers["location"]).groups())  # type: ignore[union-attr]
        spot = server.review.document(row).cuts[cut].spot
        state = server.say(row, f"{'wrong' if number == 2 else 'right'}:removal:{spot}", "?audit=3")
        assert state["next"]
    size, audits = server.review.audit(None)
    byline = next(one for one in audits if one.rule == "byline")
    assert (size, byline.judged, byline.removals, byline.open) == (3, 3, 12, [])
    assert byline.precision is not None and [round(each, 3) for each in byline.precision] == [0.667, 0.208, 0.939]
    assert server.ask("card", "POST", {})[0] == 303
    text = (folder / card.FILE).read_text(encoding="utf-8")
    day = lines_of(server.review.judgements.path)[-1]["time"][:10]
    assert f"| `byline` | 12 | 3 | 2 | 1 | 0 | 66.7% | 20.8% to 93.9% | {day} |" in text
    assert text.count("## How precise the rules are") == 1
    server.review.write_card()
    assert (folder / card.FILE).read_text(encoding="utf-8") == text
    assert local_version(folder).manifest["content_hash"] == before
    assert verify(folder) == []
    assert card.read_sections(folder) == {}  # another version was not judged


def test_judgements_outside_the_sample_do_not_count_for_precision(server: Server) -> None:
    _, audits = server.review.audit(1)
    sampled = next(one for one in audits if one.rule == "byline").sample[0]
    removals = server.review.index.removals
    for row in range(11):
        spot = cut_of(server, row, "byline")
        inside = row == int(removals.row[sampled])
        server.say(row, f"{'right' if inside else 'wrong'}:removal:{spot}", "?audit=1" if inside else "")
    size, audits = server.review.audit(None)
    byline = next(one for one in audits if one.rule == "byline")
    assert size == 1 and dict(byline.said) == {"right": 1}
    _, audits = server.review.audit(12)  # all of them are in this one, but those that somebody chose were not drawn
    byline = next(one for one in audits if one.rule == "byline")
    assert dict(byline.said) == {"right": 1} and len(byline.open) == 11
    row = int(removals.row[sampled])
    server.say(row, f"wrong:removal:{cut_of(server, row, 'byline')}")  # a second thought, while looking around
    _, audits = server.review.audit(None)
    assert dict(next(one for one in audits if one.rule == "byline").said) == {"wrong": 1}


def test_a_document_that_is_very_long_is_shown_in_part_and_can_be_judged(tmp_path: Path) -> None:
    cuts = [("share-bar", f"Share this {number}") for number in range(700)]
    long = article(1, *cuts, tail="\n".join(f"Line {number} of it" for number in range(3_000)) + "\n" + "x" * 400_000)
    with serving(version(tmp_path, [long])) as server:
        status, page, _ = server.ask("doc/0")
        assert status == 200 and len(page) < 2_000_000
        assert "200 more are not listed" in page and 'id="cut-699"' not in page and "lines more are not shown" in page
        assert server.say(0, f"right:removal:{server.review.document(0).cuts[699].spot}")["cuts"]["699"] == "right"


def test_suggestions_are_accepted_into_a_file_that_a_configuration_can_name(tmp_path: Path) -> None:
    documents = [article(n, tail="Seen on channel nine") for n in range(12)]
    for number, one in enumerate(documents):
        one["title"] = f"Story {'abcdefghijkl'[number]} of the week"
    with serving(version(tmp_path, documents)) as server:
        assert "Look for them" in server.ask("suggest")[1]
        assert server.ask("suggest", "POST", {"say": "look"})[0] == 303
        server.review.suggesting.wait(30)
        tree = lxml.html.fromstring(server.ask("suggest")[1])
        texts = [" ".join(each.split()) for each in tree.xpath("//blockquote/text()")]
        number = texts.index("Seen on channel nine")
        assert server.ask("suggest", "POST", {"say": f"accepted:{number}"})[0] == 303
        assert server.ask("suggest", "POST", {"say": f"refused:{(number + 1) % len(texts)}"})[0] == 303
        for wrong in ("accepted:999", "accepted:x", "deleted:0", ""):
            assert server.ask("suggest", "POST", {"say": wrong})[0] == 400
        rules = server.review.suggesting.rules
        assert f"extends: [news, {rules}]" in rules.read_text(encoding="utf-8")
        assert f"extends: [news, {rules}]" in lxml.html.fromstring(server.ask("suggest")[1]).text_content()
    (tmp_path / "my.yaml").write_text(
        f"extends: [news, {rules}]\nname: my\nsources: [{{path: in.txt}}]\n", encoding="utf-8"
    )
    (tmp_path / "in.txt").write_text("\n\n".join((*PARAGRAPHS, "Seen on channel nine")), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "cleancorpus", "explain", str(tmp_path / "in.txt"), "--config", str(tmp_path / "my.yaml")],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert "[-Seen on channel nine-] ‹harbour-example-lines phrase" in done.stdout
    assert PARAGRAPHS[1] in done.stdout and f"[-{PARAGRAPHS[1]}" not in done.stdout


def look_for_lines(folder: Path) -> Path:
    """A version with lines to suggest."""
    documents = [article(n, tail="Seen on channel nine") for n in range(12)]
    for number, one in enumerate(documents):
        one["title"] = f"Story {'abcdefghijkl'[number]} of the week"
    return version(folder, documents)


def accept_first(server: Server) -> tuple[int, str]:
    server.ask("suggest", "POST", {"say": "look"})
    server.review.suggesting.wait(30)
    status, text, _ = server.ask("suggest", "POST", {"say": "accepted:0"})
    return status, text


def test_a_file_of_rules_that_somebody_wrote_is_not_written_over(tmp_path: Path) -> None:
    folder = look_for_lines(tmp_path)
    rules = folder.with_name(f"{folder.name}.own-rules.yaml")
    rules.write_text("# mine\nown_rules: {mine: {phrases: ['Hand made']}}\n", encoding="utf-8")
    with serving(folder) as server:
        status, text = accept_first(server)
        assert status == 500 and "is no file of accepted suggestions" in text and "--rules" in text
        assert "Hand made" in rules.read_text(encoding="utf-8") and not server.review.judgements.path.exists()
        rules.unlink()
        for verdict in ("accepted", "undone", "accepted"):
            assert server.ask("suggest", "POST", {"say": f"{verdict}:0"})[0] == 303
        assert "own_rules:" in rules.read_text(encoding="utf-8")


def test_a_hostile_name_of_a_dataset_writes_no_line_of_rules(tmp_path: Path) -> None:
    folder = look_for_lines(tmp_path)
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    manifest["name"] = "harbour\nexport: {dir: evil}\u2028sources: [{path: evil}]\x85a: 1\r#"
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    with serving(folder) as server:
        assert accept_first(server)[0] == 303
        assert list(yaml.safe_load(server.review.suggesting.rules.read_text(encoding="utf-8"))) == ["own_rules"]


@pytest.mark.parametrize("name", ("SIGTERM", "SIGINT", "SIGHUP"))
def test_the_command_says_where_and_ends_in_peace(folder: Path, name: str) -> None:
    if not hasattr(signal, name):
        pytest.skip(f"this system has no {name}")

    command = [sys.executable, "-m", "cleancorpus", "review", str(folder.parent), "--judge", "2"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        said = ""
        while "http://" not in said:
            line = process.stdout.readline()
            assert line, process.stderr.read() if process.stderr else ""
            said += line
        time.sleep(0.3)
        address, _, _ = said.split()[-1].partition("audit?")
        where = "doc/0?audit=1000"  # of which all are
        spots = re.findall(r'value="(right:removal:\d+:\d+)"', fetched(f"{address}{where}"))
        for spot in spots:
            fetched(f"{address}{where}", f"say={spot}")
        process.send_signal(getattr(signal, name))
        last, errors = process.communicate(timeout=20)
    assert process.returncode == 0 and errors == ""
    assert "has the precision of 2 rules" in last
    assert "How precise" in (folder / card.FILE).read_text(encoding="utf-8")
    assert re.search(r"http://127\.0\.0\.1:\d+/[\w-]{32}/audit\?n=2\n", said)
    assert f"{folder}.judgements.jsonl" in said


def test_a_port_that_is_taken_is_told_in_one_line(
    server: Server, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["review", str(folder), "--port", str(server.port)]) == 2
    assert capsys.readouterr().err.strip().endswith("name another port by --port")


def test_what_is_not_installed_is_told_in_one_line(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in [
        name for name in sys.modules if name.startswith(("starlette", "uvicorn", "cleancorpus.review.server"))
    ]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "uvicorn", None)
    assert main(["review", str(folder)]) == 2
    assert capsys.readouterr().err == "error: review: needs uvicorn; pip install 'cleancorpus[review]'\n"


def test_a_place_where_nothing_can_be_written_is_told_before_somebody_judges(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = version(tmp_path)
    monkeypatch.setattr("os.access", lambda *_: False)
    assert main(["review", str(folder)]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert "judgements cannot be written there; say by --judgements FILE" in line


def test_a_card_on_a_disk_that_cannot_be_written_is_one_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: Any, **__: Any) -> None:
        raise OSError(errno.EROFS, "Read-only file system")

    monkeypatch.setattr(Path, "open", refuse)
    monkeypatch.setattr(Path, "unlink", refuse)
    with pytest.raises(ExportError, match="cannot be written: Read-only file system"):
        write_whole(tmp_path / "README.md", "text")
