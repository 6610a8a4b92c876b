"""Who is credited comes out the same whatever the way in: a record's field, a caller's, a page's, a line of text."""

import json

import pytest

from cleancorpus import Cleaner
from cleancorpus.model import Record

PARAGRAPHS = (
    "The harbour bridge at Velden was closed on Monday after a storm tore two bolts from its northern pier, the town said.",
    "Engineers found no other damage and expect to open one lane by Thursday, when the wind is forecast to drop.",
)
TITLE = "Harbour bridge closed for three days after storm"


@pytest.fixture(scope="module")
def cleaner():
    return Cleaner("news")


def text(*, head=(), tail=()):
    return "\n\n".join((TITLE, *head, *PARAGRAPHS, *tail))


def page(*, author=None, meta=None, byline=None, translator=None):
    node = {"@type": "NewsArticle", "headline": TITLE, "author": author, "translator": translator}
    head = f'<script type="application/ld+json">{json.dumps({k: v for k, v in node.items() if v})}</script>'
    head += f'<meta name="author" content="{meta}">' if meta else ""
    shown = f'<p class="byline">{byline}</p>' if byline else ""
    body = "".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS)
    return f"<html><head>{head}</head><body><article><h1>{TITLE}</h1>{shown}{body}</article></body></html>"


def record(cleaner, *authors):
    """A record as `read` gives it, with its fields as they stand."""
    data = text().encode()
    row = Record("r", "a.jsonl", 1, "text", data, "utf-8", authors=authors)
    outcome = cleaner._core.process(row)
    return outcome.doc


WAYS = {
    "a record's field": lambda cleaner, byline: record(cleaner, byline),
    "the caller's argument": lambda cleaner, byline: cleaner.clean(text(), authors=[byline]),
    "JSON-LD of a page": lambda cleaner, byline: cleaner.clean(page(author={"name": byline})),
    "a meta element": lambda cleaner, byline: cleaner.clean(page(meta=byline)),
    "a byline on a page": lambda cleaner, byline: cleaner.clean(page(byline=byline)),
    "a line of text": lambda cleaner, byline: cleaner.clean(text(head=(byline,))),
}


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(
    ("byline", "authors", "agency"),
    [
        ("By Jane Doe and Bo Lind, Staff Writers", ("Jane Doe", "Bo Lind"), None),
        ("By JANE DOE and JOHN ROE", ("Jane Doe", "John Roe"), None),
        ("Von Erika Beispiel (dpa)", ("Erika Beispiel",), "dpa"),
        ("Von Erika Beispiel (dpa/lby)", ("Erika Beispiel",), "dpa"),
        ("By Jane Doe, Reuters", ("Jane Doe",), "Reuters"),
        ("By Jane Doe, AP Sports Writer", ("Jane Doe",), "Associated Press"),
    ],
)
def test_people_and_agency_are_the_same_whatever_the_way_in(cleaner, way, byline, authors, agency):
    doc = WAYS[way](cleaner, byline)
    assert (tuple(doc.authors), doc.agency) == (authors, agency)


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(
    ("credit", "agency"),
    [
        ("(Agence France-Presse)", "AFP"),
        ("By AFP", "AFP"),
        ("By The Associated Press", "Associated Press"),
        ("(Thomson Reuters)", "Reuters"),
        ("(sid/dpa)", "SID / dpa"),
        ("(AFP, Reuters, AFP)", "AFP / Reuters"),
    ],
)
def test_agency_alone_has_its_one_name_whatever_the_way_in(cleaner, way, credit, agency):
    assert WAYS[way](cleaner, credit).agency == agency


def test_agency_of_source_and_text_is_named_once(cleaner):
    assert cleaner.clean(text(tail=("(Agence France-Presse, dpa)",)), authors=["AFP"]).agency == "AFP / dpa"


def test_people_come_before_agencies_that_stand_in_for_them(cleaner):
    doc = cleaner.clean(page(byline="By Jane Doe"), authors=["dpa"])
    assert (doc.authors, doc.agency) == (("Jane Doe",), "dpa")
    doc = cleaner.clean(page(), authors=["dpa"])
    assert (doc.authors, doc.agency) == (("dpa",), "dpa")


def test_an_outlets_own_line_names_no_agency(cleaner):
    assert cleaner.clean(text(tail=("Source: BBC",)), site="Harbour News").agency == "BBC"
    assert cleaner.clean(text(tail=("Source: BBC",)), site="BBC News").agency is None


@pytest.mark.parametrize(
    "authors",
    [
        "By Jane Doe and Bo Lind",
        ["Jane Doe", "Bo Lind"],
        ("Jane Doe; Bo Lind",),
        [{"name": "Jane Doe"}, {"@type": "Person", "name": "Bo Lind"}],
        "['Jane Doe', 'Bo Lind']",
        '["Jane Doe", "Bo Lind"]',
    ],
)
def test_callers_may_give_authors_in_any_form(cleaner, authors):
    assert cleaner.clean(text(), authors=authors).authors == ("Jane Doe", "Bo Lind")
    assert cleaner({"text": [text()], "authors": [authors]})["clean_authors"] == [["Jane Doe", "Bo Lind"]]


@pytest.mark.parametrize(
    ("given", "byline", "authors"),
    [
        ("Jane Doe", "By JANE DOE", ("Jane Doe",)),
        ("jane doe", "By Jane Doe", ("Jane Doe",)),
        ("Anaïs Exemple", "By Anais Exemple", ("Anaïs Exemple",)),
        ("Doe Jane", "By Jane Doe", ("Doe Jane",)),
        ("Oyelaran, Temi", "By Temi Oyelaran, Staff Writer", ("Temi Oyelaran",)),
        ("Jane Doe", "By Bo Lind", ("Jane Doe", "Bo Lind")),
    ],
)
def test_a_person_of_source_and_text_is_listed_once(cleaner, given, byline, authors):
    assert cleaner.clean(text(head=(byline,)), authors=[given]).authors == authors


@pytest.mark.parametrize(
    ("line", "translators"),
    [
        ("Translated by Ann Poe", ("Ann Poe",)),
        ("Übersetzung: Max Muster", ("Max Muster",)),
        ("Traduction : Anne Exemple", ("Anne Exemple",)),
        ("Traducción de Ana Muestra", ("Ana Muestra",)),
        ("翻訳：山田太郎", ("山田太郎",)),
        ("(Translated by Ann Poe and LEE DOE; Editing by John Roe)", ("Ann Poe", "Lee Doe")),
    ],
)
def test_translators_of_a_text_are_kept_as_metadata(cleaner, line, translators):
    doc = cleaner.clean(text(head=("By Jane Doe",), tail=(line,)))
    assert doc.translators == translators
    assert doc.authors == ("Jane Doe",)
    assert line not in doc.text


def test_translators_of_a_page_and_of_fields_are_kept(cleaner):
    doc = cleaner.clean(page(author={"name": "Jane Doe"}, translator={"@type": "Person", "name": "Bo Lind"}))
    assert (doc.authors, doc.translators) == (("Jane Doe",), ("Bo Lind",))
    doc = cleaner.clean(text(tail=("Translated by BO LIND",)), authors=["Jane Doe, translated by Bo Lind"])
    assert (doc.authors, doc.translators) == (("Jane Doe",), ("Bo Lind",))
    assert cleaner({"text": [text()], "authors": ["Translated by Bo Lind"]})["translators"] == [["Bo Lind"]]


@pytest.mark.parametrize(
    ("given", "agency"),
    [
        ("Agence France-Presse", "AFP"),
        (["AFP", "Harbour Wire"], "AFP / Harbour Wire"),
        ("BBC", "BBC"),
        ("n/a", None),
        (None, None),
    ],
)
def test_given_agency_is_the_credit_under_its_one_name(cleaner, given, agency):
    assert cleaner.clean(text(), agency=given, authors=["Jane Doe"]).agency == agency


def test_given_agency_comes_before_that_of_the_text_and_none_stands_twice(cleaner):
    assert cleaner.clean(text(tail=("(Agence France-Presse, dpa)",)), agency="dpa").agency == "dpa / AFP"


def test_agency_of_a_record_reaches_its_row(cleaner):
    row = Record("r", "a.jsonl", 1, "text", text().encode(), "utf-8", agency=("The Associated Press",))
    assert cleaner._core.process(row).row()["agency"] == "Associated Press"


def test_agency_of_a_batch_is_not_lost_where_the_text_names_none(cleaner):
    batch = {"text": [text(), text(tail=("(dpa)",)), text()], "agency": ["Agence France-Presse", None, ["AP"]]}
    assert cleaner(batch)["clean_agency"] == ["AFP", "dpa", "Associated Press"]
