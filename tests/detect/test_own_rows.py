"""Tables, lists of facts, logs, steps, letters and pointers of the article itself stay; mastheads go."""

import pytest

from cleancorpus import Cleaner
from cleancorpus.cleaner import CleanDocument

PARAGRAPHS = [
    f"The mill by the river has ground flour for {years} years, and the miller who lives above the wheel says that it will go on "
    "as long as the water does."
    for years in ("forty", "ninety", "many")
]
BOOK = (
    ("Author", "Jane Doe"),
    ("Translator", "Ida Berg"),
    ("Published", "3 May 2021"),
    ("Copyright", "1931"),
    ("Source", "Reuters"),
)
LOG = (
    "commit 3f2a9b1c4d5e6f708192a3b4c5d6e7f809182736\nAuthor: Jane Doe <jane@example.com>\n"
    "Date:   Mon May 3 14:05:11 2021 +0200"
)


def on_page(body: str, *, before: int = 2, behind: int = 1) -> CleanDocument:
    above, below = ("".join(f"<p>{text}</p>" for text in PARAGRAPHS[:count]) for count in (before, behind))
    page = f"<title>The old mill</title><main><article><h1>The old mill</h1>{above}{body}{below}</article></main>"
    return Cleaner("news").clean(page.encode(), url="https://mill.example/news/mill", kind="html")


def in_text(body: str) -> CleanDocument:
    return Cleaner("news").clean("\n\n".join((*PARAGRAPHS[:2], body, PARAGRAPHS[2])), kind="text")


def lines(document: CleanDocument) -> set[str]:
    return set(document.text.split("\n"))


def test_a_table_about_a_book_names_no_author_of_the_article() -> None:
    rows = {" | ".join(row) for row in BOOK}
    page = on_page("<table>" + "".join(f"<tr><td>{name}<td>{value}" for name, value in BOOK) + "</table>")
    text = in_text("\n".join(f"{name} | {value}" for name, value in BOOK))
    assert rows <= lines(page)
    assert rows <= lines(text)
    assert page.authors == text.authors == ()
    assert page.published is None
    assert text.published is None


def test_facts_in_a_list_stay() -> None:
    facts = {f"- {name}: {value}" for name, value in BOOK}
    assert facts <= lines(on_page("<ul>" + "".join(f"<li>{name}: {value}" for name, value in BOOK) + "</ul>"))
    assert facts <= lines(in_text("\n".join(sorted(facts))))


def test_rows_of_times_are_no_reading_times_at_the_end_either() -> None:
    body = "<p>It depends.</p><table><tr><td>Dauer<td>Frist<tr><td>bis 5 Jahre<td>3 Monate<tr><td>bis 8 Jahre<td>6 Monate</table>"
    assert {"bis 5 Jahre | 3 Monate", "bis 8 Jahre | 6 Monate"} <= lines(on_page(body, before=1, behind=0))


@pytest.mark.parametrize("margin", ["", "  ", "    "])
def test_a_log_of_commits_stays(margin: str) -> None:
    document = in_text("\n".join(margin + line for line in LOG.split("\n")))
    assert "Author: Jane Doe <jane@example.com>" in document.text
    assert "Mon May 3 14:05:11 2021" in document.text
    assert document.authors == ()


def test_a_quoted_log_of_commits_stays() -> None:
    quoted = LOG.replace("<", "&lt;").replace("\n", "<br>")
    assert "Author: Jane Doe <jane@example.com>" in lines(on_page(f"<blockquote>{quoted}</blockquote>"))


@pytest.mark.parametrize(("before", "behind"), [(0, 3), (3, 0)])
def test_a_masthead_in_one_line_goes(before: int, behind: int) -> None:
    document = on_page("<p>By Jane Doe | 3 May 2021 | 5 min read</p>", before=before, behind=behind)
    assert "Jane Doe" not in document.text
    assert document.authors == ("Jane Doe",)


def test_a_step_of_instructions_stays() -> None:
    steps = ("Open the page.", "Log in to your account to follow the request.", "Print it.")
    assert {f"- {step}" for step in steps} <= lines(
        on_page("<ol>" + "".join(f"<li>{step}" for step in steps) + "</ol>")
    )
    assert "2. Log in to your account to follow the request." in lines(
        in_text("\n".join(f"{number}. {step}" for number, step in enumerate(steps, 1)))
    )


def test_a_heading_over_an_answer_stays() -> None:
    answers = ("Find a mill", "Create an account", "Pay the fee")
    body = "".join(f"<h2>{title}</h2><p>{text}</p>" for title, text in zip(answers, PARAGRAPHS, strict=True))
    assert set(answers) <= lines(on_page(body))


@pytest.mark.parametrize(
    ("heading", "sentence"),
    [
        ("See also", "The manual page mill(2) explains the flags."),
        ("Siehe auch", "Die Handbuchseite mill(2) erklärt die Schalter."),
        ("Voir aussi", "La page mill(2) du manuel explique les options."),
        ("См. также", "Страница руководства mill(2) объясняет флаги."),
    ],
)
def test_a_sentence_under_a_heading_of_links_stays(heading: str, sentence: str) -> None:
    assert sentence in lines(on_page(f"<h2>{heading}</h2><p>{sentence}</p>", before=3, behind=0))


def test_letters_one_below_the_other_stay() -> None:
    letters = (
        "Yours faithfully,\nEdith Moor\n\nDear Editor,\n\nPlease cancel my subscription. The crossword has been wrong for three "
        "Tuesdays now.\n\nSincerely,\nR. Bell, Velden"
    )
    document = Cleaner("news").clean(f"{PARAGRAPHS[0]}\n\n{letters}", kind="text")
    assert set(letters.split("\n")) <= lines(document)
    assert document.authors == ()
