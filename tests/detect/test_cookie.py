"""Consent notices: glued buttons, quoted notices, notices at the ends of paragraphs, articles about cookies."""

import pytest

from cleancorpus.detect.registry import rule_classes
from cleancorpus.detect.view import View
from cleancorpus.repair.assemble import assemble

BEFORE = (
    "The council voted on Monday to close the old bridge until spring, after engineers had found cracks in two piers."
)
AFTER = "Traders on the quay said that the detour would cost them an hour a day, and that nobody had asked them before."


def found(*lines, title="River floods the lower town"):
    doc = assemble("\n".join(lines), id="x", title=title, language="en")
    return [doc.text[f.span.start : f.span.end] for f in rule_classes()["cookie-notice"]().find(View(doc))]


@pytest.mark.parametrize(
    "row",
    [
        "Accept AllReject AllSettings",
        "Tout accepterTout refuserPersonnaliser",
        "Aceitar todosRejeitar todosPersonalizar",
        "Alle akzeptierenAlle ablehnenEinstellungen verwalten",
        "Alles accepterenAlles weigerenInstellingen",
    ],
)
def test_glued_buttons_go_without_the_word_for_cookies(row):
    assert found(BEFORE, row, AFTER) == [row]


def test_headlines_with_inner_capitals_are_no_glued_buttons():
    assert found(BEFORE, "McDowell sells iPhone app to OpenHarbour", AFTER) == []


@pytest.mark.parametrize("place", ["before", "behind", "alone"])
def test_a_notice_is_cut_wherever_it_is_glued_to_a_paragraph(place):
    notice = "We use cookies to give you the best experience on our website."
    line = {"before": f"{notice} {BEFORE}", "behind": f"{BEFORE} {notice}", "alone": notice}[place]
    assert found(line, AFTER) == [notice]


@pytest.mark.parametrize(
    "sentence",
    [
        "The Velden case clarified that banners with the well-known ‘by using our website you agree to our use of cookies’"
        " do not obtain valid consent.",
        "“We use cookies to improve your experience on our website,” the banner read when the court opened the page.",
        "The words “we and our partners store cookies on your device” stand on every page the agency looked at.",
    ],
)
def test_reports_may_quote_a_notice(sentence):
    assert found(BEFORE, sentence, AFTER) == []


def test_a_notice_may_quote_its_own_button():
    notice = (
        "By clicking “Accept all cookies”, you agree to the storing of cookies on your device to improve our website."
    )
    assert found(BEFORE, notice, AFTER) == [notice]


def test_an_article_about_cookies_keeps_its_sentences_and_loses_the_banner():
    report = "Visitors could accept all cookies with one click, the ruling says, while others had to open three menus."
    banner = (
        "We and our 40 partners store and access information on your device to personalise ads and to measure them."
    )
    title = "Watchdog fines furniture chain over cookie banner"
    cut = found(report, "Your privacy choices", banner, "Accept all", "Reject all", AFTER, title=title)
    assert cut == ["Your privacy choices", banner, "Accept all", "Reject all"]


def test_a_line_in_the_sites_voice_goes_only_between_lines_of_a_notice():
    line = "Some are necessary, others help us understand how readers use our pages."
    assert found(BEFORE, line, AFTER) == []
    assert line in found(BEFORE, "This site uses cookies", line, "Allow all", AFTER)


def test_a_text_without_any_word_of_notices_has_no_finding():
    assert found(*[BEFORE, AFTER] * 20) == []
