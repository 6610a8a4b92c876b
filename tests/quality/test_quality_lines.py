"""Lines that published corpora remove: cut once, on record, and counted by the checks as their sources count."""

from cleancorpus import Cleaner
from cleancorpus.checked_config import load_config
from cleancorpus.detect.detector import Detector
from cleancorpus.detect.example_articles import FIRST, SECOND
from cleancorpus.repair.assemble import assemble

SENTENCE = "The ferry leaves the harbour at seven in the morning."


def lines(*parts):
    return "\n".join(line for part, times in parts for line in [part] * times)


def cleaned(preset, text, *overrides):
    """A plain text on its whole way, and the reasons of rules that removed lines as the preset's source does."""
    config = load_config(
        preset, ["quality.min_words=0", "decide.line_model=false", 'language.detector="off"', *overrides]
    )
    doc = Cleaner(config).clean(text, language="en", title="Nothing of it")
    reasons = [f.reason for removal in doc.removals for f in removal.findings if f.category == "quality-line"]
    assert doc.repaired_text == text
    return doc, reasons


def test_c4_removes_lines_then_counts_sentences_in_what_is_left():
    text = f"Times and prices\n{SENTENCE}\n- Monday at seven o'clock\n- Tuesday at eight\n{SENTENCE}\nOff it goes now."
    doc, reasons = cleaned("c4", text)
    assert reasons == ["no-end-mark"] * 3 + ["few-words"]
    assert (doc.text, doc.status, doc.reason) == (f"{SENTENCE}\n{SENTENCE}", "dropped", "c4_sentences")
    doc, reasons = cleaned("c4", text, "rules.c4-line.min_words=4")
    assert (doc.text, doc.status) == (f"{SENTENCE}\n{SENTENCE}\nOff it goes now.", "kept")


def test_c4_drops_a_page_for_a_line_that_it_would_have_removed_next():
    three = lines((SENTENCE, 3))
    for line, reason in (
        ("Lorem ipsum is not for JavaScript, they said.", "c4_forbidden"),
        ("The privacy policy says { and then it ends.", "c4_forbidden"),
        ("To read it turn on JavaScript { in the menu.", None),  # the line goes before the brace is looked for
        ("Lorem ipsum dolor", None),  # and this one for its end
        ("Only { four words.", None),
    ):
        doc, reasons = cleaned("c4", f"{three}\n{line}")
        assert doc.reason == reason, line
        assert bool(reasons) == (reason is None)


def test_quality_lines_go_from_code_tables_and_lists_and_no_budget_stops_them():
    table = "Club\tPlayed\tPoints\nHome\t3\t7\nContact\t3\t4\nSport\t3\t1"
    text = f"{SENTENCE}\n\n{table}\n\n- Mooring rings\n- The slow boats sail at ten o'clock.\n- The fast boats sail at noon today."
    doc, reasons = cleaned(
        "c4", text, "repair.spaces=false", "decide.over_budget=drop", "decide.max_removed_share=0.01"
    )
    assert doc.text == f"{SENTENCE}\n\n- The slow boats sail at ten o'clock.\n- The fast boats sail at noon today."
    assert (reasons, doc.status, doc.flags) == (["no-end-mark"] * 5, "kept", ())


def test_boilerplate_that_is_kept_for_the_budget_does_not_keep_quality_lines():
    text = f"{lines((SENTENCE, 3))}\nTimes and prices\nWe use cookies to improve your visit. By continuing you agree to it."
    overrides = ("decide.over_budget=keep", "decide.max_removed_share=0.01", "rules.c4-line.policies=false")
    doc, reasons = cleaned("c4", text, *overrides)
    assert (doc.flags, reasons) == (("over-budget",), ["no-end-mark"])
    assert "cookies" in doc.text


def test_refinedweb_drops_what_loses_more_than_a_twentieth_of_its_words():
    body = "\n".join(["The ferry leaves the slow harbour at seven in the"] * 19)  # 190 words
    doc, reasons = cleaned("refinedweb-lines", f"{body}\nFERRY NEWS AND THE TIMES FOR ALL OUR BOATS HERE")  # 10 of 200
    assert (reasons, doc.status, doc.text) == (["capitals"], "kept", body)
    doc, _ = cleaned("refinedweb-lines", f"{body}\nFERRY NEWS AND THE TIMES FOR ALL OUR BOATS HERE\nMap")  # 11 of 201
    assert (doc.status, doc.reason) == ("dropped", "refinedweb_removed")
    assert doc.detail == "11 of 201 words, quality.refinedweb.max_removed_words is 0.05"


def test_refinedweb_does_not_count_what_is_boilerplate_besides():
    body = "\n".join(["The ferry leaves the slow harbour at seven in the"] * 2)  # 20 words, one of 21 would be kept
    doc, reasons = cleaned("refinedweb-lines", f"{body}\n12 COMMENTS\n\nShare\nPrint\nEmail\nFacebook")
    assert {"one-word", "capitals"} <= set(reasons)
    assert (doc.status, doc.text) == ("kept", body)


def test_the_line_model_is_not_told_what_goes_by_a_corpus_rule():
    menu = "Trending\nBest ferries of the year\nWhat to pack\nWin a trip\nGift guide\nHome\nNews\nSport\nAll topics\nLatest stories"
    doc = assemble(f"{FIRST}\n\n{SECOND}\n\n{FIRST}\n\n{menu}", id="x", language="en", language_score=1.0)
    found = {}
    for preset in ("base", "c4"):
        cuts = Detector(load_config(preset)).find(doc).cuts
        found[preset] = [cut for cut in cuts if cut.category != "quality-line"]
    assert any(cut.rule == "line-model" for cut in found["base"])
    assert found["c4"] == found["base"]
