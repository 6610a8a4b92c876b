"""Bylines beside what the source says of a text, and that the rules together stay quick and keep their hands off."""

import time

import pytest

from cleancorpus.detect.example_articles import FIRST, SECOND, TITLE
from cleancorpus.detect.rules.author_box import AuthorBox
from cleancorpus.detect.rules.byline import Byline
from cleancorpus.detect.rules.dateline import Dateline
from cleancorpus.detect.rules.photo_credit import PhotoCredit
from cleancorpus.detect.rules.timestamp import Timestamp
from cleancorpus.detect.view import View
from cleancorpus.repair.assemble import assemble


def article(*lines, title=TITLE, **meta):
    return assemble("\n".join(lines), id="article", title=title, **meta)


def cut_by(rule, doc):
    return [doc.text[finding.span.start : finding.span.end] for finding in rule.find(View(doc, (Byline(),)))]


def test_name_of_an_author_of_the_source_goes_wherever_it_stands_alone():
    lines = (TITLE, FIRST, SECOND, FIRST, "Zyx Qwv", SECOND)
    assert cut_by(Byline(), article(*lines, authors=("Zyx Qwv",))) == ["Zyx Qwv"]
    assert cut_by(Byline(), article(*lines)) == []


def test_name_of_a_byline_goes_again_where_it_stands_alone():
    assert cut_by(Byline(), article(TITLE, "By Jane Doe", FIRST, SECOND, "Jane Doe", "More")) == [
        "By Jane Doe",
        "Jane Doe",
    ]


def test_name_under_the_headline_stays_if_the_text_speaks_of_the_person():
    about = f"{FIRST} Jane Doe said that the piers were older than the town."
    assert cut_by(Byline(), article(TITLE, "Jane Doe", about, SECOND)) == []
    assert cut_by(Byline(), article(TITLE, "Jane Doe", FIRST, SECOND)) == ["Jane Doe"]


def test_fields_hold_clean_names_by_role():
    doc = article(TITLE, "By JANE DOE, Staff Writer", FIRST, SECOND, "Editing by John Roe", "Translated by Ann Poe")
    fields = [pair for finding in Byline().find(View(doc)) for pair in finding.fields]
    assert fields == [("authors", "Jane Doe"), ("editors", "John Roe"), ("translators", "Ann Poe")]


def test_authors_of_a_view_are_those_of_source_and_bylines():
    doc = article(TITLE, "By Jane Doe", FIRST, SECOND, authors=("John Roe",))
    assert View(doc, (Byline(),)).authors == {"jane doe", "john roe"}
    assert View(doc).authors == {"john roe"}


def test_options_switch_parts_of_the_rule_off():
    doc = article(TITLE, "Jane Doe", FIRST, f"{SECOND} (Reporting by John Roe)", "(dpa)")
    assert len(cut_by(Byline(), doc)) == 3
    quiet = Byline(Byline.Options(agencies=False, bare_names=False, line_ends=False))
    assert cut_by(quiet, article(TITLE, "Jane Doe", FIRST, f"{SECOND} (Reporting by John Roe)", "(dpa)")) == []


@pytest.mark.parametrize("label", ["By", "Von", "Par", "Por", "Di", "Door", "Av", "Af", "Przez", "Od", "От"])
def test_weak_label_before_a_sentence_is_no_byline_at_head_or_end(label):
    sentence = f"{label} Jane Doe no answer could be had before the evening."
    assert cut_by(Byline(), article(TITLE, sentence, FIRST, SECOND)) == []
    assert cut_by(Byline(), article(TITLE, FIRST, SECOND, sentence)) == []


def test_published_is_given_once_and_only_if_the_day_is_clear():
    doc = article(TITLE, "Published: 3 March 2024", "Updated: 5 March 2024", FIRST, SECOND)
    assert [finding.fields for finding in Timestamp().find(View(doc))] == [(("published", "2024-03-03"),), ()]
    unclear = article(TITLE, "Published 03/04/2024", FIRST, SECOND)
    assert [finding.fields for finding in Timestamp().find(View(unclear))] == [()]


def test_caption_stays_when_its_credit_goes():
    doc = article(TITLE, "Boats wait below the bridge. (Photo: Jane Doe/AP)", FIRST, SECOND)
    (finding,) = PhotoCredit().find(View(doc))
    assert doc.text[: finding.span.start].endswith("Boats wait below the bridge.")
    assert finding.fields == (("photo_credits", "Jane Doe/AP"),)


def test_box_ends_where_other_lines_begin():
    doc = article(TITLE, FIRST, SECOND, FIRST, "About the author", "Jane Doe", "The ferry runs every hour", "Jane Doe")
    assert cut_by(AuthorBox(), doc) == ["About the author", "Jane Doe"]


def test_dateline_is_off_unless_asked_for():
    assert not Dateline.enabled


def test_rules_find_nothing_in_text_without_furniture():
    doc = article(TITLE, *[FIRST, SECOND] * 8)
    for rule in (Byline(), Timestamp(), PhotoCredit(), AuthorBox(), Dateline()):
        assert cut_by(rule, doc) == []


def test_rules_survive_odd_lines():
    doc = article(
        TITLE,
        "By",
        "by:",
        "—",
        "(",
        "©",
        "By (",
        "@",
        "1",
        "By 1",
        "Foto:",
        "( )",
        "/" * 200,
        "By " + "A " * 100,
        FIRST,
    )
    for rule in (Byline(), Timestamp(), PhotoCredit(), AuthorBox(), Dateline()):
        for finding in rule.find(View(doc)):
            assert finding.span.start < finding.span.end


def test_work_grows_with_the_length_of_a_text_not_faster():
    rules = (Byline(), Timestamp(), PhotoCredit(), AuthorBox())
    lines = ["By the Old Quay", "Harbour Notes 2024", "Jane Doe", FIRST, "Why It Matters", SECOND]

    def seconds(times):
        view = View(article(TITLE, *lines * times), rules)
        start = time.process_time()
        for rule in rules:
            list(rule.find(view))
        return time.process_time() - start

    seconds(10)
    assert seconds(400) < 40 * max(seconds(40), 0.001)
