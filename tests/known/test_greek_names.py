"""Greek names in the genitive, whose accent may have moved."""

from __future__ import annotations

import pytest

from cleancorpus.known.greek_names import is_thing, without_genitive


@pytest.mark.parametrize(
    ("written", "called"),
    [
        ("Του Γεωργίου Δοκιμάκη", "Γεώργιος Δοκιμάκης"),
        ("Του Αλεξάνδρου Δοκιμάκη", "Αλέξανδρος Δοκιμάκης"),
        ("Του Θεοδώρου Δοκιμάκη", "Θεόδωρος Δοκιμάκης"),
        ("Του Νικολάου Δοκιμάκη", "Νικόλαος Δοκιμάκης"),
        ("Του Στέλιου Δοκιμάκη", "Στέλιος Δοκιμάκης"),
        ("Του Γιώργου Δοκιμάκη", "Γιώργος Δοκιμάκης"),
        ("Του Ευδόξου Δοκιμάκη", "Ευδόξου Δοκιμάκης"),  # not in the table: «Εύδοξος» is not «Ευδόξος»
        ("Της Σαπφούς Δοκίμου", "Σαπφώ Δοκίμου"),
    ],
)
def test_genitives_are_undone_with_their_accents(written: str, called: str) -> None:
    assert without_genitive(written) == called


def test_a_thing_is_told_from_a_person() -> None:
    assert is_thing("Του Αιγαίου Πελάγους")
    assert not is_thing("Του Γεωργίου Δοκιμάκη")
