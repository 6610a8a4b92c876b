"""Judgements as examples of rules: a rule's own test takes them as they are."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from cleancorpus.config import Config
from cleancorpus.detect.registry import rule_classes
from cleancorpus.detect.rule import Example
from cleancorpus.detect.rules.byline import Byline
from cleancorpus.model import Record
from cleancorpus.pipeline.core import Core
from cleancorpus.review.examples import as_examples

PARAGRAPH = (
    "The bridge at Velden was closed on Monday after a storm, and the ferry takes its passengers until it opens."
)
ARTICLE = f"By Ada Exemplar\n\nBy Bo Lind\n\n{PARAGRAPH}\n\nTwo bolts came loose in the northern pier, a clerk said."


def judged(text: str, verdicts: dict[str, str], rule: str = "byline", *, of_old: bool = False) -> list[dict[str, Any]]:
    """The judgements on a text that was cleaned, as the review writes them; `verdicts` by what was cut."""
    outcome = Core(Config()).process(Record("a", "in.jsonl", 1, "text", text.encode(), "utf-8"))
    assert outcome.doc is not None
    text = outcome.doc.text
    head = {"status": "kept", "id": "a", "source": "in.jsonl", "position": 1, "content_hash": "h", "time": "2026-01-01"}
    cuts = [[one.rule, *one.span] for removal in outcome.removals for one in removal.findings]
    found: list[dict[str, Any]] = [{"judged": "document", **head, "text": text, "cuts": [] if of_old else cuts}]
    for removal in outcome.removals:
        verdict = verdicts.get(removal.text.strip())
        if verdict is not None and removal.rule == rule:
            said = {"rule": rule, "text": removal.text, "verdict": verdict}
            found.append({"judged": "removal", **head, "start": removal.span.start, "end": removal.span.end, **said})
    assert len(found) == 1 + len(verdicts), outcome.removals
    return found


def examples(judgements: list[dict[str, Any]]) -> dict[str, tuple[Example, ...]]:
    names: dict[str, Any] = {"Example": Example}
    exec(as_examples(judgements), names)
    return {kind: names.get(kind, ()) for kind in ("removes", "keeps")}


def agrees(rule: str, example: Example) -> bool:
    """As `test_rule_points_at_exactly_the_marked_spans` asks it."""
    found = rule_classes()[rule]().find(example.view((Byline(),)))
    return tuple(sorted(finding.span for finding in found)) == example.spans()


@pytest.mark.parametrize("of_old", (False, True))
def test_neighbours_that_a_rule_cut_are_marked_too(of_old: bool) -> None:
    found = examples(judged(ARTICLE, {"By Ada Exemplar": "right", "By Bo Lind": "right"}, of_old=of_old))
    assert found["keeps"] == () and len(found["removes"]) >= 1
    for example in found["removes"]:
        assert example.marked.startswith("[-By Ada Exemplar-]\n\n[-By Bo Lind-]")
        assert not example.known_failure and agrees("byline", example)


def test_a_neighbour_that_nobody_judged_is_marked() -> None:
    (example,) = examples(judged(ARTICLE, {"By Bo Lind": "right"}))["removes"]
    assert "[-By Ada Exemplar-]" in example.marked and agrees("byline", example)


def test_what_must_stay_is_not_marked_and_what_is_beside_it_is() -> None:
    found = examples(judged(ARTICLE, {"By Ada Exemplar": "right", "By Bo Lind": "wrong"}))
    assert found["removes"] == () and found["keeps"]
    for example in found["keeps"]:
        assert "[-By Ada Exemplar-]\n\nBy Bo Lind\n" in example.marked
        assert example.note == "must stay: By Bo Lind" and not agrees("byline", example)


def test_a_text_with_marks_of_its_own_is_left_out_and_that_is_said() -> None:
    text = ARTICLE.replace("northern pier", "pier [-1] and [2-]")
    said = as_examples(judged(text, {"By Ada Exemplar": "right"}))
    assert "# byline\n# 1 judgement left out: the text around has `[-` or `-]` of its own.\n" in said
    assert "Example(" not in said.partition("# byline")[2]


def test_marks_far_away_do_no_harm() -> None:
    text = f"{ARTICLE}\n\n{PARAGRAPH}\n\n{PARAGRAPH}\n\nAn array [-1] and [2-] of piers."
    (example,) = examples(judged(text, {"By Ada Exemplar": "right"}))["removes"]
    assert "array" not in example.marked and "[-By Ada Exemplar-]" in example.marked
    assert agrees("byline", example) is not example.known_failure


def test_what_a_rule_does_not_see_in_the_text_alone_is_known_to_fail() -> None:
    judgements = judged(ARTICLE, {"By Bo Lind": "right"})
    start = judgements[0]["text"].index("Two bolts")
    spot = {"start": start, "end": start + len("Two bolts")}
    judgements[1] |= {**spot, "text": "Two bolts"}
    judgements[0]["cuts"].append(["byline", *spot.values()])
    (example,) = examples(judgements)["removes"]
    assert example.known_failure and not agrees("byline", example)
    assert "[-Two bolts-]" in example.marked and "[-By Ada Exemplar-]" in example.marked


def test_the_review_writes_down_what_rules_pointed_at(tmp_path: Path) -> None:
    pytest.importorskip("starlette", reason="needs the extra: pip install 'cleancorpus[review]'")
    from reviewed import article, serving, version

    cuts = (("byline", "By Ada Exemplar"), ("byline", "By Bo Lind"))
    with serving(version(tmp_path, [article(1, *cuts)])) as server:
        server.say(0, f"right:removal:{server.review.document(0).cuts[0].spot}")
        text = server.ask("examples")[1]
    assert r"'[-By Ada Exemplar-]\n[-By Bo Lind-]\nThe bridge" in text
