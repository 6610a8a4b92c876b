"""Author fields become people; agencies, brands and what stands around names do not."""

from collections.abc import Callable

import pytest

from cleancorpus.known.author_strings import MAX_FIELD_CHARS, Authors, OrganisationName, read_authors


def is_post(name: str) -> bool:
    return name.casefold() in ("oldmouth post", "harbour news", "bbc news")


def people(*fields: str) -> tuple[str, ...]:
    return read_authors(fields, is_post).people


@pytest.mark.parametrize(
    ("field", "names"),
    [
        ("Jane Doe", ("Jane Doe",)),
        ("By Jane Doe", ("Jane Doe",)),
        ("Jane Doe Table of Contents", ("Jane Doe",)),
        ("BY: JANE DOE", ("Jane Doe",)),
        ("By Jane Doe and Bo Lind, Staff Writers", ("Jane Doe", "Bo Lind")),
        ("Ann Ito, Bo Lind", ("Ann Ito", "Bo Lind")),
        ("Ann Ito & Bo Lind | Cy Poe", ("Ann Ito", "Bo Lind", "Cy Poe")),
        ("Anna Berg und Karl Tal", ("Anna Berg", "Karl Tal")),
        ("Anders Sand", ("Anders Sand",)),
        ("[Ann Ito]", ("Ann Ito",)),
        ("Von Erika Beispiel", ("Erika Beispiel",)),
        ("Von unserer Korrespondentin Erika Beispiel", ("Erika Beispiel",)),
        ("De notre envoyé spécial à Ville-Port Luc Modèle", ("Luc Modèle",)),
        ("Dal nostro inviato Mario Esempio", ("Mario Esempio",)),
        ("By our own correspondent", ()),
        ("Door onze redactie", ()),
        ("Written by Jane Doe Medically reviewed by Bo Lind, MD", ("Jane Doe",)),
        ("By Jane Doe, reviewed by Dr. Bo Lind", ("Jane Doe",)),
        ("Von Erika Beispiel, geprüft von Dr. Karl Tal", ("Erika Beispiel",)),
        ("Reviewed by Jane Doe", ("Jane Doe",)),
        ("Jane Doe See all posts", ("Jane Doe",)),
        ("Nick Read", ("Nick Read",)),
        ("Jane Doe Read more", ("Jane Doe",)),
        ("Anna zu Beispiel", ("Anna zu Beispiel",)),
        ("Jane Doe M.D.", ("Jane Doe",)),
        ("Budi Contoh, Siti Contoh - detikKota", ("Budi Contoh", "Siti Contoh")),
        ("القاهرة - أحمد المثال", ("أحمد المثال",)),
        ("โดย สมชาย ตัวอย่าง", ("สมชาย ตัวอย่าง",)),
        ("本报记者 王小明、李小红 北京报道", ("王小明", "李小红")),
        ("撰文/王小明 编辑/李小红", ("王小明",)),
        ("글 홍길동 사진 김철수", ("홍길동",)),
        ("Text und Fotos: Erika Beispiel", ("Erika Beispiel",)),
        ("By Jane Doe, in News, Business, Property", ("Jane Doe",)),
        ("Firstname Lastname", ()),
        ("Zur Übersicht", ()),
        ("Bởi Nguyễn Văn Mẫu", ("Nguyễn Văn Mẫu",)),
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
        ("Dr. Jane Doe", ("Jane Doe",)),
        ("Prof. Dr. Erika Beispiel", ("Erika Beispiel",)),
        ("Sir Bo Lind", ("Bo Lind",)),
        ("Lord Lind", ("Lord Lind",)),
        ("Don Lind Doe", ("Don Lind Doe",)),
        ("By Bo And and Jane Doe", ("Bo And", "Jane Doe")),
        ("记者 张三 李小四 报道", ("张三", "李小四")),
        ("本报记者 张三", ("张三",)),
        ("撰文：张三 编辑：李小四", ("张三",)),
        ("Redaktion: Erika Beispiel", ("Erika Beispiel",)),
        ("Jean-Luc O’Hara", ("Jean-Luc O’Hara",)),
        ("김철수 기자", ("김철수",)),
        ("John Roe Jr.", ("John Roe Jr.",)),
        ("Words: Jane Doe. Pictures: Bo Lind", ("Jane Doe",)),
        ("Text: Erika Beispiel, Foto: Max Muster", ("Erika Beispiel",)),
        ("Szöveg: Példa Anna", ("Példa Anna",)),
        ("Penulis: Budi Contoh", ("Budi Contoh",)),
        ("文・丘野灯子", ("丘野灯子",)),
        ("Иван Примеров, корреспондент", ("Иван Примеров",)),
        ("Par Anne Exemple, envoyée spéciale à Velden", ("Anne Exemple",)),
        ("Jane Doe Email the author", ("Jane Doe",)),
        ("Analysis by Jane Doe", ("Jane Doe",)),
        ("Jane Doe, University of Velden", ("Jane Doe",)),
        ("<b>Jane</b> Doe &amp; John Roe", ("Jane Doe", "John Roe")),
        ("\N{WRITING HAND}\ufe0f Jane Doe", ("Jane Doe",)),
        ("Jane Doe \N{WATER WAVE} and Bo Lind \N{FISH}", ("Jane Doe", "Bo Lind")),
        ("Jane Doe \U0001f1e9\U0001f1f0", ("Jane Doe",)),
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


@pytest.mark.parametrize(
    ("field", "names"),
    [
        ("Doe, Jane", ("Jane Doe",)),
        ("DOE, JANE", ("Jane Doe",)),
        ("van Dijk, Jan", ("Jan van Dijk",)),
        ("Doe, Jane M.", ("Jane M. Doe",)),
        ("Doe, J. M.", ("J. M. Doe",)),
        ("Doe, Jane; Lind, Bo", ("Jane Doe", "Bo Lind")),
        ("Doe, J., Lind, B. M.", ("J. Doe", "B. M. Lind")),
        ("Oyelaran, Temi; Doe, Jane", ("Temi Oyelaran", "Jane Doe")),
        ("Oyelaran, Temi", ("Oyelaran, Temi",)),
        ("Jane, Bo", ("Jane, Bo",)),
        ("Velden, Seestadt", ("Velden, Seestadt",)),
    ],
)
def test_names_are_turned_round_only_where_that_is_sure(field: str, names: tuple[str, ...]) -> None:
    assert people(field) == names


def test_several_fields_show_together_that_family_names_come_first() -> None:
    assert people("Oyelaran, Temi", "Nakagawa, Yui") == ("Temi Oyelaran", "Yui Nakagawa")
    assert people("Oyelaran, Temi", "Jane Doe") == ("Oyelaran, Temi", "Jane Doe")


@pytest.mark.parametrize(
    ("field", "names", "agencies"),
    [
        ("dpa", (), ("dpa",)),
        ("Agence France-Presse", (), ("AFP",)),
        ("By The Associated Press", (), ("Associated Press",)),
        ("Quelle: sid/dpa", (), ("SID", "dpa")),
        ("AFP / Reuters / AFP", (), ("AFP", "Reuters")),
        ("Jane Doe (dpa)", ("Jane Doe",), ("dpa",)),
        ("Von Erika Beispiel (dpa/lby)", ("Erika Beispiel",), ("dpa",)),
        ("Jane Doe/dpa", ("Jane Doe",), ("dpa",)),
        ("Jane Doe, Reuters", ("Jane Doe",), ("Reuters",)),
        ("Por María Ejemplo, EFE", ("María Ejemplo",), ("EFE",)),
        ("By JANE DOE, AP Sports Writer", ("Jane Doe",), ("Associated Press",)),
        ("JANE DOE Associated Press", ("Jane Doe",), ("Associated Press",)),
        ("Jane Doe, reporter for Reuters", ("Jane Doe",), ("Reuters",)),
        ("Jane Doe of The Associated Press", ("Jane Doe",), ("Associated Press",)),
        ("Reuters Staff", (), ("Reuters",)),
        ("新华社记者王小明", ("王小明",), ("Xinhua",)),
        ("山田太郎(共同)", ("山田太郎",), ("Kyodo News",)),
        ("Jane Doe and agencies", ("Jane Doe",), ("agencies",)),
        ("Foto: dpa", (), ()),
        # Abbreviations that are also something else, and names that agencies share.
        ("Jane Doe, PA", ("Jane Doe",), ()),
        ("View profile; RSS", (), ()),
        ("Petra", ("Petra",), ()),
        ("Ann M. Bloomberg", ("Ann M. Bloomberg",), ()),
        ("Anna Maria Pap", ("Anna Maria Pap",), ()),
    ],
)
def test_agencies_are_set_apart(field: str, names: tuple[str, ...], agencies: tuple[str, ...]) -> None:
    found = read_authors([field])
    assert (found.people, found.agencies) == (names, agencies)


def test_an_outlet_is_an_agency_only_alone_and_on_another_site() -> None:
    assert read_authors(["CNN"]) == Authors(agencies=("CNN",), organisations=("CNN",))
    assert read_authors(["Jane Doe, CNN"]).agencies == ()
    assert read_authors(["BBC News"], is_post) == Authors(organisations=("BBC News",))


@pytest.mark.parametrize(
    ("field", "names", "translators"),
    [
        ("Translated by Bo Lind", (), ("Bo Lind",)),
        ("Jane Doe, translated by Bo Lind", ("Jane Doe",), ("Bo Lind",)),
        ("Translated from the Swedish by Bo Lind", (), ("Bo Lind",)),
        ("Text: Jane Doe. Übersetzung: Bo Lind, Ann Ito", ("Jane Doe",), ("Bo Lind", "Ann Ito")),
        ("Traduction : Anne Exemple", (), ("Anne Exemple",)),
        ("译者：王小明", (), ("王小明",)),
        ("Translated from life", (), ()),
    ],
)
def test_translators_are_no_authors(field: str, names: tuple[str, ...], translators: tuple[str, ...]) -> None:
    found = read_authors([field])
    assert (found.people, found.translators) == (names, translators)


@pytest.mark.parametrize(
    "field",
    [
        "Department of Parks and Rivers",
        "Ministry of Trade, Industry and Energy",
        "Department for Culture, Media and Sport",
        "Bundesministerium für Wege und Brücken",
        "Universidad de Velden",
    ],
)
def test_an_institutions_name_stays_whole(field: str) -> None:
    assert read_authors([field]) == Authors(organisations=(field,))


def test_organisations_are_kept_apart_from_people() -> None:
    fields = [OrganisationName("Harbour Authority"), "Oldmouth Post", "Newsroom Oldmouth", "Jane Doe"]
    found = read_authors(fields, is_post)
    assert found.people == ("Jane Doe",)
    assert found.organisations == ("Harbour Authority", "Oldmouth Post", "Newsroom Oldmouth")


def test_a_person_counts_once() -> None:
    assert people("Jane Doe", "JANE DOE", "Doe, Jane", "JaneDoe", "Jané Doe") == ("Jane Doe",)


def test_capitals_of_names_go_and_those_of_brands_stay() -> None:
    assert people("JEAN-PAUL O'NEILL", "Anna MCBRIDE", "CBC Sample", "KWX") == (
        "Jean-Paul O'Neill",
        "Anna McBride",
        "CBC Sample",
        "KWX",
    )


def test_fields_take_time_by_their_length_only(assert_linear: Callable[..., None]) -> None:
    parts = (
        "a",
        "1 ",
        ", ",
        "(",
        "@",
        "a@",
        "Jane Doe, ",
        "Doe, Jane; ",
        "by ",
        "jan ",
        "<a ",
        "Text: A ",
        "dpa/",
        "名",
    )
    for part in parts:
        assert_linear(lambda n, part=part: [part * (n // len(part))], read_authors, MAX_FIELD_CHARS // 2)
    assert read_authors(["Jane Doe " * MAX_FIELD_CHARS]) == Authors()


@pytest.mark.parametrize(
    ("field", "people"),
    [
        ("desk@notes.example (Jane Doe)", ("Jane Doe",)),
        ("Anna Home", ("Anna Home",)),
        ("oprac. Anna Beispiel", ("Anna Beispiel",)),
        ("Της Μαρίας Δοκίμου", ("Μαρία Δοκίμου",)),
        ("/author/jane-doe", ()),
    ],
)
def test_mail_menu_words_labels_and_genitives_leave_the_name(field: str, people: tuple[str, ...]) -> None:
    assert read_authors([field]).people == people
