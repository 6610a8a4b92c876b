"""Parts of articles that look like furniture and stay: whole pages and texts, by the whole way."""

import pytest

from cleancorpus import Cleaner
from cleancorpus.detect.example_articles import FIRST, SECOND


@pytest.fixture(scope="module")
def cleaner() -> Cleaner:
    return Cleaner("news")


def page(body: str, title: str = "The council voted to close the old bridge until spring") -> str:
    return (
        f"<html><head><title>{title} | Harbour Notes</title></head><body><nav><a href='/'>Home</a> <a href='/n'>News</a></nav>"
        f"<main><article><h1>{title}</h1>{body}</article></main><footer>© Harbour Notes</footer></body></html>"
    )


@pytest.mark.parametrize("title", ["Floods", "Überschwemmung", "Паводок"])
def test_a_headline_of_one_word_is_no_line_of_a_page(cleaner: Cleaner, title: str) -> None:
    doc = cleaner.clean(page(f"<p>{FIRST}</p><p>{SECOND}</p>", title), kind="html")
    assert (doc.title, doc.text) == (title, f"{FIRST}\n\n{SECOND}")


def test_a_section_named_as_the_headline_of_one_word_stays(cleaner: Cleaner) -> None:
    doc = cleaner.clean(page(f"<p>{FIRST}</p><h2>Floods</h2><p>{SECOND}</p>", "Floods"), kind="html")
    assert doc.text == f"{FIRST}\n\nFloods\n\n{SECOND}"


def test_a_heading_that_speaks_of_a_job_stays_below_the_byline_of_a_page(cleaner: Cleaner) -> None:
    for heading in ("The editor of the year", "Political correspondent"):
        body = f"<p class=byline>By Jane Doe</p><h2>{heading}</h2><p>{FIRST}</p><p>{SECOND}</p>"
        doc = cleaner.clean(page(body), kind="html")
        assert doc.text.startswith(heading)
        assert list(doc.authors) == ["Jane Doe"]


ROWS = (
    ("Club", "Played", "Points"),
    ("Velden Rovers", "3", "7"),
    ("Newport Athletic", "3", "4"),
    ("Sallow Town", "3", "1"),
)
SHORT = ("Nobody was hurt.", "The council meets again on Monday.")
RELATED = "<aside><h3>Related</h3><ul><li><a href=/x>Ferry line to start in May</a></li><li><a href=/y>Two goals, late</a></li></ul></aside>"


def table(rows: tuple[tuple[str, ...], ...], first: str = "{}") -> str:
    return "<table>" + "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in (first.format(row[0]), *row[1:])) + "</tr>" for row in rows) + "</table>"  # fmt: skip


@pytest.mark.parametrize("first", ["{}", "<a href='/c'>{}</a>"], ids=["plain", "linked names"])
@pytest.mark.parametrize("beside", ["", RELATED], ids=["", "related"])
@pytest.mark.parametrize(("above", "below"), [(FIRST, SECOND), SHORT, (SHORT[0], FIRST)])
def test_a_table_between_sentences_of_a_page_stays(
    cleaner: Cleaner, above: str, below: str, beside: str, first: str
) -> None:
    doc = cleaner.clean(page(f"<p>{above}</p>{table(ROWS, first)}{beside}<p>{below}</p>"), kind="html")
    rows = "\n".join(" | ".join(row) for row in ROWS)
    assert doc.text == f"{above}\n\n{rows}\n\n{below}"


def test_a_table_of_words_that_menus_have_stays(cleaner: Cleaner) -> None:
    rows = (("Home", "2", "Away", "1"), ("Contact", "0", "Sport", "3"), ("News", "1", "Share", "1"))
    doc = cleaner.clean(page(f"<p>{FIRST}</p><div class='box'>{table(rows)}</div><p>{SECOND}</p>"), kind="html")
    assert "Contact | 0 | Sport | 3" in doc.text


def test_a_table_of_links_between_sentences_is_one_of_teasers(cleaner: Cleaner) -> None:
    rows = tuple(
        (f"<a href='/{n}'>{name}</a>", f"<a href='/s'>{n}</a>") for n, name in enumerate(("Rowing", "Chess", "Golf"))
    )
    doc = cleaner.clean(page(f"<p>{FIRST}</p>{table(rows)}<p>{SECOND}</p>"), kind="html")
    assert doc.text == f"{FIRST}\n\n{SECOND}"


@pytest.mark.parametrize("heading", ["Cast", "Crew", "Line-up", "Results", "Jury"])
def test_a_list_of_people_stays_whole_on_pages_and_in_texts(cleaner: Cleaner, heading: str) -> None:
    people = ("Anna Bell", "Tom Reed", "Jane Doe", "Mary Lind", "John Roe")
    items = "".join(f"<li>{name}</li>" for name in people)
    body = (
        f"<p class=byline>By Jane Doe</p><p>{FIRST}</p><p>{SECOND}</p><h2>{heading}</h2><ul>{items}</ul><p>{FIRST}</p>"
    )
    listed = cleaner.clean(page(body), kind="html")
    assert "\n".join(f"- {name}" for name in people) in listed.text
    plain = cleaner.clean("\n".join(("By Jane Doe", FIRST, SECOND, FIRST, heading, *people)), kind="text")
    assert plain.text.endswith("\n".join((heading, *people)))
    assert list(listed.authors) == list(plain.authors) == ["Jane Doe"]
