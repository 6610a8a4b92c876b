"""Clean articles in many scripts lose nothing; whole sites' furniture around them goes."""

import pytest
from articles import ARTICLES
from views import view_of

from cleancorpus.detect.line_model import LineModel


@pytest.mark.parametrize("language", sorted(ARTICLES))
@pytest.mark.parametrize("mode", ["careful", "strict"])
@pytest.mark.parametrize("titled", [True, False])
def test_clean_article_loses_nothing(language: str, mode: str, titled: bool) -> None:
    text = ARTICLES[language]
    view = view_of(text, title=text.split("\n")[0] if titled else None, language=language)
    assert LineModel(mode).score([view]) == [()]


@pytest.mark.parametrize("language", sorted(ARTICLES))
def test_paragraphs_stay_when_a_site_stands_around_them(language: str) -> None:
    title, *paragraphs = ARTICLES[language].split("\n")
    before = ["Home", "News", "Sport", "Login"]
    after = ["Facebook", "Twitter", "© 2024 Example Media", "Terms of use", "Privacy", "Contact", "Advertise"]
    view = view_of("\n".join([title, *before, *paragraphs, *after]), language=language)
    cut = {view.doc.text[finding.span.start : finding.span.end] for finding in LineModel("careful").score([view])[0]}
    assert not cut & {title, *paragraphs}
    assert len(cut & {*before, *after}) >= 6
