"""No change lowers a rule unseen: the figures on the benchmark against the floor in `floor.json`.

Of lines the rules alone are scored, without the line model, which was trained on them. The figures of pages are with the
models, which know these pages: a floor against accidents, no measure of other pages. To raise (or, with a reason in the
commit, lower) the floor: `pytest tests/scoreboard --update-golden`.
"""

import json
from pathlib import Path

import pytest

from cleancorpus.config import Config
from cleancorpus.evaluate.lines import evaluate_lines
from cleancorpus.evaluate.pages import evaluate_pages

FLOOR = Path(__file__).parent / "floor.json"
NEWS = ("fundus", "scrapinghub", "wcxb-article")


@pytest.fixture(scope="module")
def figures(bench):
    rules_alone = Config.model_validate({"decide": {"line_model": False}, "language": {"detector": "off"}})
    return {
        "lines": evaluate_lines(bench / "lines" / "dev.jsonl", rules_alone).as_json(),
        "pages": evaluate_pages(bench / "html" / "dev", Config(), sets=NEWS).as_json(),
    }


@pytest.fixture(scope="module")
def floor(figures, request):
    if request.config.getoption("--update-golden"):
        FLOOR.write_text(json.dumps(figures, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    return json.loads(FLOOR.read_text(encoding="utf-8"))


@pytest.mark.bench
def test_no_rule_falls_below_the_floor(figures, floor):
    now, least = figures["lines"], floor["lines"]
    assert now["content_kept"] >= least["content_kept"]
    assert now["documents_hurt"] <= least["documents_hurt"]
    assert now["junk_left"] <= least["junk_left"]
    assert set(now["rules"]) >= set(least["rules"])
    for rule, before in least["rules"].items():
        after = now["rules"][rule]
        assert after["precision"] >= before["precision"], rule
        assert after["lost_content_lines"] <= before["lost_content_lines"], rule
        assert (after["recall"] or 0) >= (before["recall"] or 0), rule
    for label, (removed, total) in least["removed"].items():
        assert now["removed"][label][1] == total
        assert now["removed"][label][0] >= removed, label


@pytest.mark.bench
def test_pages_do_not_fall_below_the_floor(figures, floor):
    for name in ("shingle_f1", "word_f1", "title", "authors_f1", "date"):
        assert figures["pages"][name] >= floor["pages"][name] - 0.0005, name
