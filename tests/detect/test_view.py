"""What rules share of a document, and that they share no more: any order, any set of rules, any options."""

import pytest

from cleancorpus.config import Config
from cleancorpus.detect.detector import Detector
from cleancorpus.detect.example_articles import FIRST, SECOND, TITLE
from cleancorpus.detect.own_rule import make_own_rule
from cleancorpus.detect.rule import Rule
from cleancorpus.detect.view import View, make_views
from cleancorpus.repair.assemble import assemble

BIO = "Jane Doe is a staff writer who covers transport for Harbour Notes."


def article(line, **meta):
    return assemble("\n".join([TITLE, line, FIRST, SECOND, FIRST, BIO]), id="x", title=TITLE, language="en", **meta)


def detector(**rules):
    return Detector(Config.model_validate({"rules": rules, "decide": {"line_model": False}}))


def found(doc, **rules):
    cuts = detector(**rules).find(doc).cuts
    return {(finding.rule, doc.text[finding.span.start : finding.span.end]) for finding in cuts}


def test_author_box_knows_the_authors_that_the_configured_byline_rule_reads():
    assert ("author-box", BIO) in found(article("By Jane Doe"))
    assert ("author-box", BIO) in found(article("Jane Doe"))


def test_author_box_knows_only_the_sources_authors_where_the_byline_rule_is_off():
    assert found(article("By Jane Doe"), byline=False) == {("duplicate-headline", TITLE)}
    assert ("author-box", BIO) in found(article("By Jane Doe", authors=("Jane Doe",)), byline=False)


@pytest.mark.parametrize(("bare_names", "known"), [(True, {"jane doe"}), (False, set())])
def test_author_box_follows_the_options_of_the_byline_rule(bare_names, known):
    doc, options = article("Jane Doe"), {"bare_names": bare_names}
    (view,) = make_views([doc], detector(byline=options).rules)
    assert view.authors == known
    cuts = found(doc, byline=options)
    assert (("byline", "Jane Doe") in cuts) == (("author-box", BIO) in cuts) == bare_names


def test_order_of_rules_does_not_matter():
    rules = detector().rules
    for doc in (article("By Jane Doe"), article("Jane Doe"), article("Harbour News")):
        forward, backward = View(doc, rules), View(doc, rules[::-1])
        assert {rule.id: tuple(rule.find(forward)) for rule in rules} == {
            rule.id: tuple(rule.find(backward)) for rule in rules[::-1]
        }


def test_authors_are_asked_only_of_rules_for_the_documents_language():
    class German(Rule):
        """Reads a name."""

        id, version, category, languages, reasons = "german", 1, "byline", ("de",), {}

        def find(self, view):  # noqa: ARG002
            yield from ()

        def authors(self, view):  # noqa: ARG002
            return ["Anna Beispiel", "Redaktion"]

    doc = assemble(FIRST, id="x", authors=("Jane Doe",), language="de")
    assert View(doc, (German(),)).authors == {"jane doe", "anna beispiel"}
    doc = assemble(FIRST, id="x", authors=("Jane Doe",), language="en")
    assert View(doc, (German(),)).authors == {"jane doe"}


def test_each_thing_is_found_out_once(monkeypatch):
    from cleancorpus.detect import line as module

    calls = []
    search = module.search_lines
    monkeypatch.setattr(module, "search_lines", lambda folded, lines: calls.append(folded) or search(folded, lines))
    doc = article("By Jane Doe")
    Detector(Config()).find(doc)
    assert calls == [doc.text.lower()]


def test_own_rules_say_which_of_their_patterns_matched():
    spec = {"phrases": ["Read the harbour"], "contains": ["quay side"], "regexes": [r"\[\d+ boats\]"]}
    rule = make_own_rule("boats", Config.model_validate({"own_rules": {"boats": spec}}).own_rules["boats"])
    doc = assemble("Read the harbour\nOn the quay side today\nThere were many [12 boats] there.\nThe end", id="x")
    claims = [(finding.reason, doc.text[finding.span.start : finding.span.end]) for finding in rule.find(View(doc))]
    assert claims == [("phrase", "Read the harbour"), ("contains", "On the quay side today"), ("regex", "[12 boats]")]
    assert {reason for reason, _ in claims} == set(rule.reasons)
