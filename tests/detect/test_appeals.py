"""Appeals of sites to their readers: news in the same words stays, what a site says goes, cuts are exact."""

import pytest

from cleancorpus.detect.appeals import Topic, find_appeals
from cleancorpus.detect.registry import rule_classes
from cleancorpus.detect.view import View
from cleancorpus.lexicon import phrases, read_phrases
from cleancorpus.lexicon.found import vocabulary
from cleancorpus.lexicon.search import scan_line
from cleancorpus.lexicon.wording import Wording
from cleancorpus.repair.assemble import assemble

BEFORE = (
    "The council voted on Monday to close the old bridge until spring, after engineers had found cracks in two piers."
)
AFTER = "Traders on the quay said that the detour would cost them an hour a day, and that nobody had asked them before."
RULES = (
    "newsletter",
    "paywall",
    "advertisement",
    "copyright-line",
    "javascript-notice",
    "embed-notice",
    "cookie-notice",
)

NEWS = """Sign up now for the marathon, organisers urge
Subscribe or perish: how magazines survive
"If you want to support our work, make a donation," the director told the audience on Friday.
You can sign up for the swimming course at the town hall until 5 May.
Visitors can register for free on the museum's website and receive a ticket by email.
Residents who want to receive alerts can sign up on the council's website.
Get the best of the harvest before it rains.
To read this story is to understand the island.
You need an account to log in to the new ferry booking system, which opens on Monday.
How to cancel your subscription to the gym
Subscribers to the theatre season will receive a letter.
Step 1: Log in to your account and choose Settings.
The show is brought to you by the makers of the lighthouse musical.
In partnership with the university, the museum will restore the boat.
Copyright 2020 was the year of the reform
Your browser may show the page in another font.
To view the map, visitors climb the tower and look down at the painted floor.
Follow us, she shouted, and the children ran after her.
Become a member of the lifeboat crew: how three teenagers did it
Turn off your ad blocker before you test the page.
Jetzt testen: Das neue Fahrrad der Fischer
Anzeige wegen Betrugs
Werbung macht Kinder dick
Suscríbete al pasado
Du kan få svar på e-posten""".split("\n")


def found(rule, *lines, title="River floods the lower town", language="en"):
    doc = assemble("\n".join(lines), id="x", title=title, language=language)
    return [doc.text[f.span.start : f.span.end] for f in rule_classes()[rule]().find(View(doc))]


@pytest.mark.parametrize("line", NEWS)
def test_news_in_the_words_of_notices_stays(line):
    assert {rule: found(rule, BEFORE, line, AFTER) for rule in RULES} == {rule: [] for rule in RULES}


def test_an_article_about_newsletters_keeps_what_its_headline_announces():
    line = "Sign up for our daily newsletter, the first page said in 1999."
    assert found("newsletter", BEFORE, line, AFTER, title="How newsletters conquered the island") == []


def test_a_common_word_is_a_label_only_beside_other_furniture():
    assert found("paywall", BEFORE, "Password", AFTER) == []
    assert "Password" in found("paywall", BEFORE, "Log in", "Password", "Forgot your password?")


def test_a_quoted_phrase_is_spoken_of_and_not_said():
    line = "Licences stand between “all rights reserved” and the public domain, the handbook explains to its readers."
    assert found("copyright-line", BEFORE, line, AFTER) == []


def test_an_appeal_behind_a_paragraph_is_cut_with_the_blank_before_it():
    appeal = " Sign up for our free newsletter to receive more stories like this in your inbox."
    assert found("newsletter", BEFORE + appeal, AFTER) == [appeal]


def test_the_option_line_ends_leaves_paragraphs_whole():
    rule = rule_classes()["newsletter"]
    doc = assemble(f"{BEFORE} Sign up for our free newsletter to receive more stories in your inbox.\n{AFTER}", id="x")
    assert list(rule(rule.Options(line_ends=True)).find(View(doc)))
    assert not list(rule(rule.Options(line_ends=False)).find(View(doc)))


def test_more_weight_is_asked_for_with_a_higher_need():
    doc = assemble(f"{BEFORE}\nSubscribe to the Harbour newsletter\n{AFTER}", id="x")
    kinds = vocabulary("newsletter", "verb", "noun")
    view = View(doc)
    assert [a.span for a in find_appeals(view, Topic("newsletter", vocabulary=kinds))] == [doc.blocks[1].span]
    assert not list(find_appeals(view, Topic("newsletter", need=8, vocabulary=kinds)))


@pytest.mark.parametrize("kind,least", [("javascript.phrase", 30), ("embed.phrase", 15), ("newsletter.phrase", 30)])
def test_a_kind_knows_phrases_in_many_languages(kind, least):
    languages = {phrase.language for phrase in read_phrases() if phrase.kind == kind} - {"*"}
    assert len(languages) >= least
    assert all(phrases(kind, language) for language in languages)


def test_latin_phrases_are_found_beside_scripts_without_spaces():
    assert Wording("本网站使用cookie以改善体验").has(vocabulary("cookie", "name"))
    assert any(hit.phrase.kind == "javascript.phrase" for hit in scan_line("请启用javascript后继续"))
