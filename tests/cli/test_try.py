"""`try`: what a random sample says of all, and two configurations on one sample."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from cleancorpus.cli import main
from cleancorpus.numbers import wilson

BODY = (
    "The harbour bridge at Velden {} was closed on Monday after a storm tore two bolts from its northern pier, it said."
)
COOKIES = "We use cookies to improve your visit. By continuing you agree."


@pytest.fixture
def corpus(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    rows = []
    for number in range(120):
        text = BODY.format(number) + "\n\n" + BODY.format(f"and Aker {number}")
        text = "Too short." if number % 4 == 0 else f"{text}\n\n{COOKIES}" if number % 2 else text
        rows.append(json.dumps({"id": f"a{number}", "text": text}))
    rows[3] = "{broken"
    (tmp_path / "in.jsonl").write_text("\n".join(rows), encoding="utf-8")
    (tmp_path / "a.yaml").write_text("extends: news\nname: t\nsources: [{path: in.jsonl}]\nrun: {workers: 1}\n")
    (tmp_path / "b.yaml").write_text(
        "extends: a.yaml\nrules: {cookie-notice: false}\ndecide: {line_model: false}\nquality: {min_words: 1}\n"
    )
    return tmp_path


def tried(capsys: pytest.CaptureFixture[str], *arguments: str) -> dict[str, Any]:
    assert main(["try", *arguments, "--json"]) == 0
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    return found


def test_a_sample_of_all_says_exactly_what_a_run_does_and_makes_no_version(
    corpus: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    found = tried(capsys, "a.yaml", "--set", "run.max_failed_share=0.5")["estimate"]
    assert (found["drawn"], found["records"], found["records_counted"]) == (120, 120, True)
    assert found["dropped"]["too_short"]["number"] == 30
    assert found["dropped"]["too_short"]["low"] == found["dropped"]["too_short"]["high"] == 0.25
    assert found["quarantined"]["broken-json"]["number"] == 1
    assert found["rules"]["cookie-notice"]["removals"] == 59
    assert found["seconds"]["value"] > 0
    assert [path.name for path in (corpus / "dist" / "t").iterdir() if not path.name.startswith(".")] == ["sample"]


def test_a_sample_of_some_has_intervals_and_is_the_same_each_time(
    corpus: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    first = tried(capsys, "a.yaml", "--sample", "40", "--set", "run.max_failed_share=1")["estimate"]
    again = tried(capsys, "a.yaml", "--sample", "40", "--set", "run.max_failed_share=1", "--workers", "2")["estimate"]
    assert 20 < first["drawn"] < 60
    assert first["records"] == 120
    short = first["dropped"]["too_short"]
    assert short["low"] < short["value"] < short["high"]
    for one in (first, again):
        del one["seconds"], one["workers"]
    assert first == again


def test_what_would_make_no_version_is_said_and_estimated(corpus: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["try", "a.yaml", "--set", "quality.min_words=5000"]) == 1
    out, err = capsys.readouterr()
    assert "too_short" in out
    assert "no document was kept; a run would make no version" in err
    assert len([line for line in err.splitlines() if "no document was kept" in line]) == 1


def test_two_configurations_on_one_sample_differ_by_outcome_and_by_rule(
    corpus: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    found = tried(capsys, "a.yaml", "b.yaml", "--sample", "1000", "--set", "run.max_failed_share=1")
    assert found["records"] == 120
    outcomes = {(one["a"], one["b"]): one["records"] for one in found["outcomes"]}
    assert outcomes[("dropped too_short", "kept")] >= 1
    assert found["texts"] == 59
    assert found["rules_a"] == {"cookie-notice": {"documents": 59, "removals": 59}}
    assert found["rules_b"] == {}
    (sample, *_) = [one for one in found["samples"] if one["what"] == "other text"]
    assert sample["lines"] == [f"B has {COOKIES}  ‹cut by cookie-notice›"]
    assert not (corpus / "dist").exists()


def test_a_configuration_against_itself_differs_in_nothing(corpus: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["try", "a.yaml", "a.yaml", "--set", "run.max_failed_share=1"]) == 0
    assert "120 in both samples, 120 with the same outcome" in capsys.readouterr().out


def test_what_a_run_would_refuse_is_refused_in_a_line(corpus: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (corpus / "gone.yaml").write_text("extends: news\nname: t\nsources: [{path: nowhere.jsonl}]\n")
    assert main(["try", "gone.yaml"]) == 2
    assert len(capsys.readouterr().err.splitlines()) == 1


def test_hostile_text_gives_no_orders_to_the_terminal(corpus: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = BODY.format(1) + "\n\n" + BODY.format(2)
    row = {
        "id": "evil\x1b[31m",
        "text": f"{text}\n\n\x1b]0;x\x07 We use cookies to improve your visit. By continuing you agree.",
    }
    (corpus / "in.jsonl").write_text(
        json.dumps(row) + "\n" + json.dumps({"id": "b", "text": text + " More."}), encoding="utf-8"
    )
    assert main(["try", "a.yaml", "b.yaml"]) == 0
    assert "\x1b" not in capsys.readouterr().out


def test_wilson_holds_at_both_ends() -> None:
    assert wilson(0, 0) == (0.0, 0.0, 1.0)
    assert wilson(0, 10).low == 0
    assert wilson(10, 10).high == 1
    low, high = wilson(50, 100)[1:]
    assert (round(low, 4), round(high, 4)) == (0.4038, 0.5962)
