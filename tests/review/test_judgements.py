"""Files of judgements: what is read of them, what a kill leaves, and what they are good for without the pages."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pytest

from cleancorpus.cli import main
from cleancorpus.detect.rule import Example
from cleancorpus.errors import CleancorpusError
from cleancorpus.review.judgements import DocumentKey, Judgements, Spot, is_judgements, read_judgements
from cleancorpus.review.search import Query
from cleancorpus.review.twins import beside

TEXT = "Bridge closed\nThe bridge at Velden was closed on Monday. Two bolts came loose, a clerk said.\nTip line of the desk: 555"
KEY = DocumentKey("kept", "a", "in.jsonl", 1)
DOCUMENT = {**KEY._asdict(), "title": "Bridge closed", "url": None, "language": "en", "text": TEXT}


def removal(text: str, verdict: str, rule: str = "planted", **more: Any) -> dict[str, Any]:
    start = TEXT.index(text)
    return {"judged": "removal", **KEY._asdict(), "start": start, "end": start + len(text), "rule": rule, "text": text, "verdict": verdict, **more}  # fmt: skip


def line(text: str, label: str = "nav") -> dict[str, Any]:
    return {**removal(text, "missed"), "judged": "line", "label": label}


def verdicts(judgements: Judgements) -> list[str]:
    return [said["verdict"] for said in judgements.all().values()]


def test_the_last_word_counts_and_undone_takes_it_back(tmp_path: Path) -> None:
    path = tmp_path / "sub" / "j.jsonl"
    one = Judgements(path, "h")
    for verdict in ("right", "wrong", "undone", "unsure"):
        one.add(removal("Two bolts came loose, a clerk said.", verdict), DOCUMENT)
    one.add(line("Tip line of the desk: 555"), DOCUMENT)
    assert verdicts(one) == ["unsure", "missed"] == verdicts(Judgements(path, "h"))
    assert len(path.read_text().splitlines()) == 6  # the document once
    assert verdicts(Judgements(path, "another")) == [] and Judgements(path, "another").others == 6


def test_two_who_write_see_one_another(tmp_path: Path) -> None:
    one, other = Judgements(tmp_path / "j", "h"), Judgements(tmp_path / "j", "h")
    one.add(removal("Two bolts", "right"), DOCUMENT)
    other.add(removal("a clerk", "wrong"), DOCUMENT)
    one.refresh()
    assert verdicts(one) == verdicts(other) == ["right", "wrong"]
    assert len((tmp_path / "j").read_text().splitlines()) == 3


def test_lines_that_somebody_takes_out_are_forgotten(tmp_path: Path) -> None:
    one = Judgements(tmp_path / "j", "h")
    one.add(removal("Two bolts", "right"), DOCUMENT)
    before = (tmp_path / "j").read_bytes()
    one.add(removal("a clerk", "wrong"), DOCUMENT)
    (tmp_path / "j").write_bytes(before)
    one.refresh()
    assert verdicts(one) == ["right"]


@pytest.mark.parametrize("kept", (1, 40, 200))
def test_a_line_cut_off_by_a_kill_costs_itself(tmp_path: Path, kept: int) -> None:
    path = tmp_path / "j.jsonl"
    one = Judgements(path, "h")
    one.add(removal("Two bolts", "right"), DOCUMENT)
    size = path.stat().st_size
    one.add(removal("a clerk", "wrong"), DOCUMENT)
    path.write_bytes(path.read_bytes()[: size + kept])
    again = Judgements(path, "h")
    assert verdicts(again) == ["right"]
    again.add(removal("Monday", "unsure"), DOCUMENT)
    third = Judgements(path, "h")
    assert verdicts(again) == verdicts(third) == ["right", "unsure"]
    assert third.damaged == 1 == read_judgements(path).damaged


def test_a_lone_surrogate_goes_in_and_out(tmp_path: Path) -> None:
    one = Judgements(tmp_path / "j", "h")
    one.add(removal("Two bolts", "right", note="\ud800"), DOCUMENT)
    assert next(iter(Judgements(tmp_path / "j", "h").all().values()))["note"] == "\ud800"


@pytest.mark.parametrize(
    "text",
    ("[1]\n", '{"id": "7", "lines": [], "labels": []}\n', '{"judged": "removal", "verdict": "right"}\n',
     '{"judged": "removal", "verdict": "maybe", "start": 0, "end": 1}\n', "no JSON at all\n"),
)  # fmt: skip
def test_another_file_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "f").write_text(text, encoding="utf-8")
    with pytest.raises(CleancorpusError):
        read_judgements(tmp_path / "f")


def test_a_disk_that_cannot_be_written_is_told_and_nothing_is_remembered(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    one = Judgements(tmp_path / "file" / "j", "h") if sys.platform == "win32" else None
    if one is None:
        with pytest.raises(CleancorpusError, match="cannot be read"):
            Judgements(tmp_path / "file" / "j", "h")
        one = Judgements(tmp_path / "j", "h")
        (tmp_path / "j").mkdir()
    with pytest.raises(CleancorpusError):
        one.add(removal("Two bolts", "right"), DOCUMENT)
    assert one.all() == {}


@pytest.fixture
def judged(tmp_path: Path) -> Path:
    one = Judgements(tmp_path / "j.jsonl", "h")
    for each in (
        removal("Two bolts came loose, a clerk said.", "wrong"),
        removal("Bridge closed\n", "right", "duplicate-headline"),
        line("Tip line of the desk: 555"),
    ):
        one.add(each, DOCUMENT)
    return one.path


def test_evaluate_says_what_a_configuration_does_with_what_was_judged(
    judged: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "old.yaml").write_text(
        "extends: news\nname: old\nown_rules: {planted: {regexes: ['Two bolts[^.]*[.]']}}\n", encoding="utf-8"
    )
    (tmp_path / "new.yaml").write_text(
        "extends: news\nname: new\nown_rules: {desk: {phrases: ['Tip line of the desk: 555']}}\n", encoding="utf-8"
    )
    found = {}
    for name in ("old", "new"):
        assert main(["evaluate", str(judged), "--config", str(tmp_path / f"{name}.yaml"), "--json"]) == 0
        found[name] = json.loads(capsys.readouterr().out)
    headline = {"right": 1, "right_cut": 1, "wrong": 0, "wrong_cut": 0, "precision": 1.0}
    assert found["old"] == {
        "documents": 1,
        "rules": {
            "duplicate-headline": headline,
            "planted": {"right": 0, "right_cut": 0, "wrong": 1, "wrong_cut": 1, "precision": 0.0},
        },
        "missed": {"nav": {"lines": 1, "cut": 0}},
        "unsure": 0, "not_found": 0, "damaged": 0,
    }  # fmt: skip
    assert found["new"]["rules"]["planted"] == {
        "right": 0,
        "right_cut": 0,
        "wrong": 1,
        "wrong_cut": 0,
        "precision": None,
    }
    assert found["new"]["missed"] == {"nav": {"lines": 1, "cut": 1}}
    assert main(["evaluate", str(judged), "--config", str(tmp_path / "old.yaml")]) == 0
    out = capsys.readouterr().out
    assert "lost  planted  a  Two bolts came loose, a clerk said." in out
    assert "left  nav  a  Tip line of the desk: 555" in out
    assert is_judgements(judged)


def test_judgements_become_examples_of_rules(judged: Path) -> None:
    from cleancorpus.review.examples import as_examples

    names: dict[str, Any] = {"Example": Example}
    text = as_examples(read_judgements(judged).judgements)
    exec(text.partition("# none yet (nav)")[0], names)
    exec(text.partition("# planted")[2], planted := {"Example": Example})
    assert [one.marked for one in names["removes"]] == ["[-Bridge closed-]\n" + "\n".join(TEXT.split("\n")[1:])]
    assert [one.marked for one in planted["keeps"]] == [TEXT]
    assert "must stay: Two bolts came loose" in planted["keeps"][0].note
    assert "[-Tip line of the desk: 555-]" in text.partition("# none yet (nav)")[2]


def test_spots_of_documents_with_one_id_are_apart() -> None:
    assert Spot(KEY, "removal", 0, 3) != Spot(KEY._replace(position=2), "removal", 0, 3)


def test_a_query_takes_only_what_it_knows() -> None:
    query = Query.of({"low": "nan", "high": "7", "where": "<b>", "sort": "x", "q": " a " * 999, "other": "1"})
    assert (query.low, query.high, query.where, query.sort, len(query.q)) == (None, None, "anywhere", "place", 500)
    assert Query.of({"low": "0.5"}).parameters(page=2) == {"low": 0.5, "page": 2}


def test_texts_stand_side_by_side_with_the_words_that_differ() -> None:
    same = [f"line {number}" for number in range(9)]
    found = beside("\n".join([*same, "a red boat", "gone"]), "\n\n".join([*same, "a blue boat"]))
    assert [pair.equal for pair in found.pairs if pair.equal] == [7]
    assert found.pairs[-2].left == [("a ", False), ("red", True), (" boat", False)]
    assert found.pairs[-2].right == [("a ", False), ("blue", True), (" boat", False)]
    assert found.pairs[-1].left == (("gone", True),) and found.pairs[-1].right == ()
    assert beside("a\n\nb", "a\nb").is_same


def test_a_hostile_pair_takes_no_time(assert_linear: Any) -> None:
    many = "\n".join(["a b c d"] * 5_000)
    assert beside(many, many[:-1] + "e").left_out == 7_000
