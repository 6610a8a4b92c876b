from dataclasses import replace
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from cleancorpus.decide.apply import cut, restore
from cleancorpus.decide.resolve import resolve
from cleancorpus.detect.detector import Claims, Protection
from cleancorpus.model import Finding, Span
from cleancorpus.repair.assemble import assemble


def doc_of(text):
    return assemble(text, id="d")


def claim(doc, piece, *, rule="r", category="c", score=1.0):
    start = doc.text.index(piece)
    return Finding(rule, 1, category, Span(start, start + len(piece)), "why", score, "because")


def cut_of(doc, *claims, protections=()):
    removals = resolve(doc, Claims(claims, (), protections))
    text = cut(doc, removals)
    assert restore(text, [(removal.span, removal.text) for removal in removals]) == doc.text
    return text, removals


def test_whole_line_goes_with_one_line_break():
    doc = doc_of("one\ntwo\nthree")
    assert cut_of(doc, claim(doc, "two"))[0] == "one\nthree"


def test_paragraphs_stay_apart_when_a_line_between_them_goes():
    for text in ("one\n\ntwo\n\nthree", "one\ntwo\n\nthree", "one\n\ntwo\nthree"):
        doc = doc_of(text)
        assert cut_of(doc, claim(doc, "two"))[0] == "one\n\nthree"


def test_last_lines_leave_no_break_behind():
    doc = doc_of("one\n\ntwo\nthree")
    assert cut_of(doc, claim(doc, "two"), claim(doc, "three"))[0] == "one"


def test_everything_can_go():
    doc = doc_of("one\n\ntwo")
    assert cut_of(doc, claim(doc, "one"), claim(doc, "two"))[0] == ""


def test_part_of_a_line_goes_with_the_space_that_would_be_double():
    doc = doc_of("The end. (Reporting by Ann) More.")
    assert cut_of(doc, claim(doc, "(Reporting by Ann)"))[0] == "The end. More."
    doc = doc_of("The end. (Reporting by Ann)")
    assert cut_of(doc, claim(doc, "(Reporting by Ann)"))[0] == "The end."


def test_line_of_which_only_punctuation_is_left_goes_whole():
    doc = doc_of("one\n– Share –\nthree")
    text, removals = cut_of(doc, claim(doc, "Share"))
    assert text == "one\nthree"
    assert removals[0].text == "– Share –\n"


def test_overlapping_claims_become_one_removal_on_the_word_of_both():
    doc = doc_of("We use cookies. Accept all now, then read.")
    _, removals = cut_of(
        doc, claim(doc, "We use cookies. Accept", rule="a", score=0.5), claim(doc, "Accept all", rule="b", score=0.9)
    )
    assert [removal.text for removal in removals] == ["We use cookies. Accept all "]
    assert [finding.rule for finding in removals[0].findings] == ["b", "a"]


def test_claims_with_only_a_space_between_them_become_one_removal():
    doc = doc_of("He said so to AAA BBB")
    text, removals = cut_of(doc, claim(doc, "AAA", rule="a"), claim(doc, "BBB", rule="b"))
    assert text == "He said so to"
    assert [removal.text for removal in removals] == [" AAA BBB"]


def test_keeper_voids_claims_of_its_categories_only():
    doc = doc_of("one\ntwo\nthree")
    keeper = Protection(claim(doc, "two", rule="k"), ("related",))
    assert cut_of(doc, claim(doc, "two", category="related"), protections=(keeper,))[0] == doc.text
    assert cut_of(doc, claim(doc, "two", category="byline"), protections=(keeper,))[0] == "one\nthree"
    everything = Protection(claim(doc, "two", rule="k"), ("*",))
    assert cut_of(doc, claim(doc, "two", category="byline"), protections=(everything,))[0] == doc.text


@given(st.data())
def test_kept_and_removed_make_the_repaired_text_whatever_is_claimed(data):
    text = data.draw(st.text(alphabet="ab .\n-日", min_size=1, max_size=60))
    doc = doc_of(text)
    if not doc.text:
        return
    spans = data.draw(st.lists(st.tuples(st.integers(0, len(doc.text)), st.integers(0, len(doc.text))), max_size=5))
    claims = tuple(Finding("r", 1, "c", Span(min(a, b), max(a, b)), "why", 1.0, "x") for a, b in spans)
    kept, removals = cut_of(doc, *claims)
    assert all(left.span.end <= right.span.start for left, right in pairwise(removals))
    assert all(doc.text[removal.span.start : removal.span.end] == removal.text for removal in removals)
    assert cut_of(doc, *reversed(claims))[0] == kept
    assert "\n\n\n" not in kept
    assert kept == kept.strip("\n")


def test_list_of_plain_text_goes_in_larger_part_or_not_at_all():
    doc = doc_of("one\n- Print\n- two words\n- three words\nend")
    assert cut_of(doc, claim(doc, "- Print"))[0] == doc.text
    assert cut_of(doc, claim(doc, "- Print"), claim(doc, "- two words"))[0] == "one\n- three words\nend"
    page = replace(doc, from_page=True)
    assert cut_of(page, claim(page, "- Print"))[0] == "one\n- two words\n- three words\nend"
