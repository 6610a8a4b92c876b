"""What the rules for share bars, related links and comments stand on."""

import pytest

from cleancorpus.detect.labels import kinds_of_label
from cleancorpus.detect.view import View
from cleancorpus.repair.assemble import assemble

PARAGRAPH = (
    "The council voted on Monday to close the old bridge until spring, after engineers had found cracks in its piers."
)


def view_of(*lines):
    return View(assemble("\n".join(lines), id="d", language="en"))


def test_paragraphs_are_prose_and_labels_are_not():
    view = view_of("Share", PARAGRAPH, "Related stories", PARAGRAPH)
    assert view.prose == (False, True, False, True)


def test_share_of_prose_before_a_line_grows_from_none_to_all():
    view = view_of("Share", PARAGRAPH, "Related stories", PARAGRAPH, "Comments")
    shares = view.prose_before
    assert shares[0] == 0
    assert shares[2] == pytest.approx(0.5, abs=0.01)
    assert shares[4] == pytest.approx(1.0)


def test_edge_is_before_the_first_paragraph_and_after_the_last():
    view = view_of("Share", PARAGRAPH, "Contact", PARAGRAPH, "Share")
    assert [view.at_edge(index) for index in (0, 2, 4)] == [True, False, True]


def test_numbers_in_labels_count_as_one_and_a_word_alone_is_not_a_counter():
    assert "share.count" in kinds_of_label("1,234 shares")
    assert "share.count" not in kinds_of_label("shares")


def test_labels_are_known_with_bullets_and_arrows_around_them():
    view = view_of("» Related stories:", PARAGRAPH)
    assert any(kind.startswith("related.") for kind in view.labels[0])
