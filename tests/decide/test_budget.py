from cleancorpus.decide.budget import over_budget
from cleancorpus.model import Finding, Removal, Span, Verdict
from cleancorpus.repair.assemble import assemble

DOC = assemble("one two three four\nfive six seven eight", id="d")


def removal(piece, category="byline"):
    start = DOC.text.index(piece)
    span = Span(start, start + len(piece))
    return Removal(span, piece, (Finding("r", 1, category, span, "why"),))


def test_a_document_may_lose_as_much_as_the_budget_and_no_more():
    assert over_budget(DOC, [removal("one two"), removal("five six")], 0.5) is None
    assert over_budget(DOC, [removal("one two three four"), removal("five")], 0.5) == Verdict(
        "over_budget", "5 of 8 words would go", "decide.max_removed_share", "0.5"
    )


def test_headlines_are_not_counted():
    assert over_budget(DOC, [removal("one two three four", "duplicate-headline"), removal("five")], 0.5) is None


def test_a_document_without_words_has_no_budget_to_exceed():
    assert over_budget(assemble("…", id="d"), [], 0.0) is None
