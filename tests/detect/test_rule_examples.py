"""Each rule's own examples, both ways, with exact spans; and what a rule declares."""

import re

import pytest

from cleancorpus.config import Config
from cleancorpus.decide.resolve import resolve
from cleancorpus.detect.detector import Detector
from cleancorpus.detect.registry import rule_classes
from cleancorpus.detect.rules.byline import Byline

CASES = [
    pytest.param(rule, example, id=f"{rule.id}-{side}-{number}")
    for rule in rule_classes().values()
    for side, examples in (("removes", rule.removes), ("keeps", rule.keeps))
    for number, example in enumerate(examples)
]


@pytest.mark.parametrize(("rule", "example"), CASES)
def test_rule_points_at_exactly_the_marked_spans(rule, example):
    doc = example.document()
    view = example.view((Byline(),))
    found = sorted(rule(rule.Options(**dict(example.options))).find(view), key=lambda finding: finding.span)
    agrees = tuple(finding.span for finding in found) == example.spans()
    if example.known_failure:
        assert not agrees, "a known failure works now: take known_failure away"
        return
    assert agrees, [doc.text[finding.span.start : finding.span.end] for finding in found]
    carried = {pair for finding in found for pair in finding.fields}
    assert set(example.fields) <= carried


@pytest.mark.parametrize("rule", rule_classes().values(), ids=rule_classes())
def test_each_reason_a_rule_declares_occurs_in_its_examples_and_no_other(rule):
    found = {
        finding.reason
        for example in (*rule.removes, *rule.keeps)
        for finding in rule(rule.Options(**dict(example.options))).find(example.view((Byline(),)))
    }
    assert found == set(rule.reasons)
    assert all(re.fullmatch(r"[a-z]+(?:-[a-z]+)*", code) for code in rule.reasons)
    assert all(text and "\n" not in text for text in rule.reasons.values())


@pytest.mark.parametrize("rule", rule_classes().values(), ids=rule_classes())
def test_rule_declares_what_the_catalogue_needs(rule):
    assert rule.__doc__
    assert rule.__doc__.split("\n")[0].endswith(".")
    assert rule.version >= 1
    assert all(field.description for field in rule.Options.model_fields.values())
    assert len(rule.removes) >= 2
    assert len(rule.keeps) >= 2
    assert all(not example.spans() or not rule.protects for example in rule.keeps)


@pytest.mark.parametrize(("rule", "example"), CASES)
def test_findings_lie_inside_lines_and_the_cut_can_be_undone(rule, example):
    from cleancorpus.decide.apply import cut, restore

    doc = example.document()
    for finding in rule().find(example.view()):
        assert 0 <= finding.span.start < finding.span.end <= len(doc.text)
        assert 0 < finding.score <= 1
        assert finding.evidence
    claims = Detector(Config()).find(doc)
    removals = resolve(doc, claims)
    assert restore(cut(doc, removals), [(removal.span, removal.text) for removal in removals]) == doc.text
