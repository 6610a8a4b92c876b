import pytest

from cleancorpus.known.sites import SiteNames
from cleancorpus.known.titles import best_title, guess_headline


@pytest.mark.parametrize(
    ("title", "site", "best"),
    [
        ("Storm closes bridge - Harbour Gazette", "harbourgazette.example", "Storm closes bridge"),
        ("Harbour Gazette: Storm closes bridge - Local", None, "Harbour Gazette: Storm closes bridge"),
        ("Iran - what we know so far", "irantimes.example", "Iran - what we know so far"),
        ("Apple | Google merger closes after a vote", "apple-pie.example", "Apple | Google merger closes after a vote"),
        ("Storm closes bridge - what happens now and later", "★", "Storm closes bridge - what happens now and later"),
        ("廃校のプールで魚を育てる生徒たち - みなと新聞", None, "廃校のプールで魚を育てる生徒たち"),
    ],
)
def test_only_the_sites_part_is_cut(title, site, best):
    assert best_title(title, (), SiteNames.of(site, None)) == best


def test_headline_behind_menu_and_notice_is_found():
    sentence = "The bridge was closed on Monday after a storm, and the town said that it would open again soon."
    assert (
        guess_headline(["Home > News > Local", "This site uses cookies", "Storm closes bridge", sentence])
        == "Storm closes bridge"
    )
    assert guess_headline([sentence, sentence]) is None
