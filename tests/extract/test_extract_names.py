"""Author fields become people; agencies, brands and what stands around names do not."""

import pytest

from cleancorpus.extract.names import MAX_AUTHORS, Authors, OrganisationName, agency_of, clean_authors


def is_post(name: str) -> bool:
    return name.casefold() in ("oldmouth post", "ada ferris", "harbour news")


def people(*fields: str) -> tuple[str, ...]:
    return clean_authors(fields, is_post).people


@pytest.mark.parametrize(
    ("field", "names"),
    [
        ("Jane Doe", ("Jane Doe",)),
        ("By Jane Doe", ("Jane Doe",)),
        ("Jane Doe Table of Contents", ("Jane Doe",)),
        ("BY: JANE DOE", ("JANE DOE",)),
        ("Von Erika Beispiel", ("Erika Beispiel",)),
        ("Autorin: Erika Beispiel", ("Erika Beispiel",)),
        ("Ein Gastbeitrag von Erika Beispiel", ("Erika Beispiel",)),
        ("Par Jeanne Dupré", ("Jeanne Dupré",)),
        ("Por María Ejemplo", ("María Ejemplo",)),
        ("Di Mario Esempio", ("Mario Esempio",)),
        ("Door Piet de Vries", ("Piet de Vries",)),
        ("Written by Jane Doe", ("Jane Doe",)),
        ("View all posts by Jane Doe", ("Jane Doe",)),
        ("Text: Erika Beispiel", ("Erika Beispiel",)),
        ("作者：王小明", ("王小明",)),
        ("Erika Beispiel und Max Muster", ("Erika Beispiel", "Max Muster")),
        ("By Jane Doe, John Roe and Ann Poe", ("Jane Doe", "John Roe", "Ann Poe")),
        ("Jane Doe & John Roe", ("Jane Doe", "John Roe")),
        ("Jane Doe; John Roe", ("Jane Doe", "John Roe")),
        ("Jane Doe | John Roe", ("Jane Doe", "John Roe")),
        ("María Ejemplo y Juan Prueba", ("María Ejemplo", "Juan Prueba")),
        ("José Ortega y Muestra", ("José Ortega y Muestra",)),
        ("山田太郎、鈴木花子", ("山田太郎", "鈴木花子")),
        ("Doe, Jane", ("Jane Doe",)),
        ("Jane Doe, Springfield", ("Jane Doe",)),
        ("Jane Doe in Springfield", ("Jane Doe",)),
        ("Jane Doe, PhD", ("Jane Doe",)),
        ("Jane Doe, CEO of Example Works", ("Jane Doe",)),
        ("Jane Doe, Staff Writer", ("Jane Doe",)),
        ("Jane Doe Senior Autos Reporter", ("Jane Doe",)),
        ("Political correspondent Jane Doe", ("Jane Doe",)),
        ("Jane Doe (jane@example.org)", ("Jane Doe",)),
        ("Jane Doe @janedoe", ("Jane Doe",)),
        ("Jane Doe https://example.org/jane", ("Jane Doe",)),
        ("Jane Doe - Harbour Correspondent", ("Jane Doe",)),
        ("Jane Doe 4 August 2010", ("Jane Doe",)),
        ("By Jane Doe Updated March 11, 2026", ("Jane Doe",)),
        ("Jane Doe · 5 min read", ("Jane Doe",)),
        ("Dr. Jane Doe", ("Dr. Jane Doe",)),
        ("Jean-Luc O’Hara", ("Jean-Luc O’Hara",)),
        ("김철수 기자", ("김철수",)),
        ("John Roe Jr.", ("John Roe Jr.",)),
        ("<b>Jane</b> Doe &amp; John Roe", ("Jane Doe", "John Roe")),
    ],
)
def test_people_in_a_field(field: str, names: tuple[str, ...]) -> None:
    assert people(field) == names


@pytest.mark.parametrize(
    "field",
    [
        "",
        "—",
        "admin",
        "Administrator",
        "Author",
        "Editor",
        "Staff",
        "Redaktion",
        "Newsroom",
        "Editorial Team",
        "Die Redaktion der Woche",
        "Press Release",
        "https://www.example.org/people/jane",
        "jane@example.org",
        "example.org",
        "Oldmouth Post",
        "Read more",
        "12345",
        "Some long sentence that nobody would ever take for the name of a person at all",
    ],
)
def test_nobody_in_a_field(field: str) -> None:
    assert people(field) == ()


def test_a_site_named_after_a_person_leaves_the_person() -> None:
    assert people("Ada Ferris") == ("Ada Ferris",)
    assert people("Harbour News") == ()


def test_agency_is_set_apart() -> None:
    assert clean_authors(["Jane Doe (dpa)"], is_post) == Authors(("Jane Doe",), "dpa", ("dpa",))
    assert clean_authors(["Agence France-Presse"], is_post).agency == "AFP"
    assert clean_authors(["Jane Doe, Reuters"], is_post) == Authors(("Jane Doe",), "Reuters", ("Reuters",))
    assert clean_authors(["Quelle: sid/dpa"], is_post).agency == "SID"


def test_agencies_by_any_name() -> None:
    assert agency_of("(dpa/afp)") == "dpa"
    assert agency_of("The Associated Press") == "Associated Press"
    assert agency_of("新华社") == "Xinhua"
    assert agency_of("Jane Doe, dpa") is None
    assert agency_of("") is None


def test_organisations_are_kept_apart_from_people() -> None:
    found = clean_authors(
        [OrganisationName("Harbour Authority"), "Oldmouth Post", "Newsroom Oldmouth", "Jane Doe"], is_post
    )
    assert found.people == ("Jane Doe",)
    assert found.organisations == ("Harbour Authority", "Oldmouth Post", "Newsroom Oldmouth")


def test_a_person_counts_once() -> None:
    assert people("Jane Doe", "JANE DOE", "Doe, Jane", "JaneDoe", "Jané Doe") == ("Jane Doe",)


def test_a_flood_of_names_is_cut_off() -> None:
    letters = "abcdefghijklmnopqrstuvwxyz"
    fields = [f"Jane {first.upper()}{second}oe" for first in letters for second in letters]
    assert len(people(*fields)) == MAX_AUTHORS
