"""`suggest`: what stands in many documents of a site becomes rules on trial, and nothing else does."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from cleancorpus.checked_config import load_config
from cleancorpus.cli import main
from cleancorpus.config import Config
from cleancorpus.pipeline.run import run

NAMES = "anchor basket candle dolphin ember falcon garden hammer island jacket kettle ladder mirror needle orchid pepper".split()
FOOT = "Velun korsi tamoleth an dri"


def row(number: int, site: str = "velun.example") -> dict[str, Any]:
    a, b = NAMES[number % 16], NAMES[(number * 7 + 3) % 16]
    own = [
        f"The {a} of house {number} was {w} by the {b} on Monday, a clerk of the town said."
        for w in ("found", "sold", "mended")
    ]
    return {
        "id": f"{site}-{number}",
        "title": f"The {a} and {number} {b}s",
        "url": f"https://{site}/{number}",
        "lines": own,
    }


def made(tmp_path: Path, rows: list[dict[str, Any]], **sections: Any) -> str:
    texts = [{**one, "text": "\n\n".join(one["lines"])} for one in rows]
    for one in texts:
        del one["lines"]
    (tmp_path / "in.jsonl").write_text("\n".join(map(json.dumps, texts)), encoding="utf-8")
    values = {
        "name": "t", "sources": [{"path": str(tmp_path / "in.jsonl")}], "run": {"workers": 1},
        "export": {"dir": str(tmp_path / "dist")}, "decide": {"line_model": False},
    }  # fmt: skip
    result = run(Config.model_validate({**values, **sections}))
    assert result.export is not None
    return str(result.export.path)


def suggested(capsys: pytest.CaptureFixture[str], *argv: str) -> dict[str, list[dict[str, Any]]]:
    assert main(["suggest", *argv, "--json"]) == 0
    sites = json.loads(capsys.readouterr().out)["sites"]
    return {site: found["suggestions"] for site, found in sites.items()}


@pytest.fixture
def corpus() -> list[dict[str, Any]]:
    rows = [row(number) for number in range(20)] + [row(number, "aker.example") for number in range(100, 112)]
    for number, one in enumerate(rows):
        if "velun" in one["url"]:
            one["lines"].append(FOOT)
            one["lines"].append(f"Seen {number + 11} times since Tuesday")
            one["lines"][0] = f"Our man in Velden: {one['lines'][0]}"
    return rows


def test_a_line_of_many_documents_is_suggested_for_its_site_alone(
    tmp_path: Path, corpus: list[dict[str, Any]], capsys: pytest.CaptureFixture[str]
) -> None:
    folder = made(tmp_path, corpus)
    found = suggested(capsys, folder)
    assert suggested(capsys, str(Path(folder).parent)) == found  # of a dataset the newest
    assert set(found) == {"velun.example"}
    by_text = {one["text"]: one for one in found["velun.example"]}
    assert by_text[FOOT]["documents"] == by_text[FOOT]["below"] == 20
    assert by_text[FOOT]["pattern"] is None
    assert by_text["Our man in Velden:"]["is_opening"]
    assert [one["pattern"] for one in found["velun.example"] if "times" in one["text"]] == [
        r"^\s*Seen \d+ times since Tuesday\s*$"
    ]
    assert len(found["velun.example"]) == 3


def test_the_rules_load_are_on_trial_and_cut_when_told_to(
    tmp_path: Path, corpus: list[dict[str, Any]], capsys: pytest.CaptureFixture[str]
) -> None:
    folder = made(tmp_path, corpus)
    assert main(["suggest", folder, "--out", str(tmp_path / "rules.yaml")]) == 0
    capsys.readouterr()
    text = (tmp_path / "rules.yaml").read_text()
    assert text.startswith("# Suggestions only")
    assert load_config(tmp_path / "rules.yaml").own_rules["velun-example-lines"].stage == "trial"
    (tmp_path / "rules.yaml").write_text(text.replace("    stage: trial\n", ""))
    rules = load_config(tmp_path / "rules.yaml").model_dump()["own_rules"]
    again = made(tmp_path, corpus, own_rules=rules)
    assert suggested(capsys, again) == {}
    assert main(["show", again, "velun.example-3"]) == 0
    out = capsys.readouterr().out
    for cut in (FOOT, "Seen 14 times since Tuesday", "Our man in Velden: "):
        assert f"[-{cut}" in out


def test_copies_of_an_article_are_no_furniture(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = [row(number) for number in range(15)]
    rows += [
        {**row(3), "id": f"copy-{n}", "lines": [*row(3)["lines"], f"Version {NAMES[n % 16]} {n}."]} for n in range(15)
    ]
    assert suggested(capsys, made(tmp_path, rows)) == {}


def test_lines_of_other_sites_are_counted_beside(
    tmp_path: Path, corpus: list[dict[str, Any]], capsys: pytest.CaptureFixture[str]
) -> None:
    for one in corpus[-4:]:
        one["lines"].append(FOOT)
    folder = made(tmp_path, corpus)
    (foot,) = [one for one in suggested(capsys, folder)["velun.example"] if one["text"] == FOOT]
    assert foot["elsewhere"] == 4
    assert main(["suggest", folder]) == 0
    assert "4 of other sites, too" in capsys.readouterr().out


def test_hostile_lines_stay_strings(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = [row(number) for number in range(12)]
    evil = [
        "]: {\"'# - !!python/object:os.system x",
        "<script>alert(1)</script> (a|b)*+? \\d $ ^ [z",
        "Odd\x85here\x1b[31m and \u202egone",
    ]
    for number, one in enumerate(rows):
        one["lines"] += [*evil, f"(Read {number + 20} ** times] \\ now"]
        one["id"] += "\n- evil: [\x1b"
    assert main(["suggest", made(tmp_path, rows), "--out", str(tmp_path / "rules.yaml")]) == 0
    rules = load_config(tmp_path / "rules.yaml").own_rules
    assert list(rules) == ["velun-example-lines"]
    assert rules["velun-example-lines"].phrases
    assert len(rules["velun-example-lines"].regexes) == 1
    assert "\x1b" not in (tmp_path / "rules.yaml").read_text()


def test_nothing_to_suggest_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = [row(number) for number in range(12)]
    for one in rows:
        del one["url"]
    folder = made(tmp_path, rows)
    assert main(["suggest", folder]) == 0
    out = capsys.readouterr().out
    assert "12 documents without an address or a site" in out
    assert out.endswith("own_rules: {}\n")
    assert main(["suggest", folder, "--site", "nobody.example"]) == 2
    assert capsys.readouterr().err.count("\n") == 1
    assert main(["suggest", str(tmp_path / "nowhere")]) == 2
    assert capsys.readouterr().err.count("\n") == 1
