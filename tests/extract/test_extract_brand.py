"""The site's own name among authors."""

import pytest

from cleancorpus.extract.brand import brand_of
from cleancorpus.extract.titles import SiteNames


@pytest.mark.parametrize(
    ("name", "own"),
    [
        ("Harbour News", True),
        ("HARBOUR NEWS", True),
        ("The Harbour News", True),
        ("harbournews", True),
        ("Al Jazeera", True),
        ("Oldmouth Post", False),
        ("Jane Doe", False),
        ("", False),
    ],
)
def test_brand_is_told_by_the_sites_names(name: str, own: bool) -> None:
    assert brand_of(SiteNames(["Harbour News", "Al Jazeera"], "harbournews.example"))(name) is own


def test_a_site_named_after_a_person_leaves_the_person() -> None:
    assert not brand_of(SiteNames(["Ada Ferris"], "adaferris.example"))("Ada Ferris")


def test_site_with_the_form_of_a_name_and_no_word_of_one_is_no_person():
    is_brand = brand_of(SiteNames(["Estuary Courier"], None))
    assert is_brand("Estuary Courier")
    assert not brand_of(SiteNames(["Ada Ferris"], None))("Ada Ferris")
