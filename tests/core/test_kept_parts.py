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
