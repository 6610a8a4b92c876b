"""Credits that might as well be words of the text, and persons that might as well be agencies."""

from __future__ import annotations

import pytest

from cleancorpus.detect.credit_rest import helping_agencies
from cleancorpus.known.name_reader import read_names


@pytest.mark.parametrize("text", ["Ana", "ana Beispiel", "Eva y Ana"])
def test_a_given_name_behind_with_is_no_agency(text: str) -> None:
    assert helping_agencies(text) == ()


@pytest.mark.parametrize(("text", "agencies"), [("ANA", ("ANA",)), ("dpa", ("dpa",)), ("Reuters", ("Reuters",))])
def test_agencies_behind_with_are_found(text: str, agencies: tuple[str, ...]) -> None:
    assert helping_agencies(text) == agencies


@pytest.mark.parametrize("text", ["August North Sea", "May Day Eve", "June Bay Bridge", "April Home Page"])
def test_months_before_words_of_headings_are_nobody(text: str) -> None:
    assert read_names(text, labelled=True) is None


@pytest.mark.parametrize("text", ["April Doe", "June Anna Doe", "May J. Doe", "Anna Home", "Anna North"])
def test_months_before_a_family_name_are_given_names(text: str) -> None:
    names = read_names(text, labelled=True)
    assert names is not None
    assert names.names == (text,)
