"""Labels of dates in all languages of the lexicon: published, updated, and dates of something else."""

from __future__ import annotations

import pytest

from cleancorpus.known.date_labels import Part, label_kind, published_part
from cleancorpus.known.published import order_of, published_in
from cleancorpus.known.stamps import read_stamp
from cleancorpus.lexicon import phrases, read_phrases

# One word of a language for each, with its dates in the order of figures that are the same everywhere.
LANGUAGES = sorted({row.language for row in read_phrases() if row.kind == "timestamp.word-updated"})


def label(kind: str, language: str) -> str:
    texts = [text for text in phrases(f"timestamp.word-{kind}", language) if label_kind(text) == kind]
    return max(texts, key=lambda text: (len(text), text))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "form", ["{p} {f} | {u} {l}", "{u} {l} - {p} {f}", "{u}: {l} {p}: {f}", "{p}: {f}, {u}: {l}", "{f} {u} {l}"]
)
def test_published_is_told_from_updated_in_every_language(language: str, form: str) -> None:
    if not phrases("timestamp.word-published", language):
        pytest.skip("the lexicon has no label of publication")
    line = form.format(p=label("published", language), u=label("updated", language), f="2024-02-03", l="2024-03-09")
    assert "2024-02-03" in published_part(line).text
    assert read_stamp(line).iso == "2024-02-03"


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_update_alone_is_told_in_every_language(language: str) -> None:
    line = f"{label('updated', language)} 2024-03-09"
    assert published_part(line).kind == "updated"
    assert (read_stamp(line).iso, read_stamp(line).updated_on) == (None, "2024-03-09")
    assert published_in(line) == "2024-03-09"


@pytest.mark.parametrize(
    ("line", "part", "kind"),
    [
        ("Updated 9 March 2024, published 3 February 2024", "published 3 February 2024", "published"),
        ("Published 3 February 2024, updated 9 March 2024", "Published 3 February 2024, ", "published"),
        (
            "Aktualisiert am 9. März 2024, veröffentlicht am 3. Februar 2024",
            "veröffentlicht am 3. Februar 2024",
            "published",
        ),
        (
            "Actualizado el 9 de marzo de 2024 | Publicado el 3 de febrero de 2024",
            "Publicado el 3 de febrero de 2024",
            "published",
        ),
        ("更新：2024年3月9日　公開：2024年2月3日", "公開：2024年2月3日", "published"),
        ("2024年3月9日更新 2024年2月3日公開", " 2024年2月3日公開", "published"),
        ("更新日時：2024年3月9日", "更新日時：2024年3月9日", "updated"),
        ("3 February 2024 (updated 9 March 2024)", "3 February 2024 (", ""),
        ("Date updated: 9 March 2024", "Date updated: 9 March 2024", "updated"),
        ("Last updated: 9 March 2024", "Last updated: 9 March 2024", "updated"),
        ("Due date: 9 March 2024", "Due date: 9 March 2024", "event"),
        ("Einsendeschluss 9. März 2024", "Einsendeschluss 9. März 2024", "event"),
        ("Valable jusqu'au 9 mars 2024", "Valable jusqu'au 9 mars 2024", "event"),
        ("Дата рождения: 9 марта 1984", "Дата рождения: 9 марта 1984", "event"),
        ("開催日：2024年3月9日", "開催日：2024年3月9日", "event"),
        ("3 February 2024", "3 February 2024", ""),
        ("", "", ""),
    ],
)
def test_the_part_of_a_line_that_says_when_it_was_published(line: str, part: str, kind: str) -> None:
    assert published_part(line) == Part(part, kind)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("texts", "language", "days", "order"),
    [
        (["03/04/2024"], "de", (), "dmy"),
        (["03/04/2024"], "en-US", (), "mdy"),
        (["03/04/2024"], "en_GB", (), "dmy"),
        (["03/04/2024"], "en", (), ""),
        (["03/04/2024"], "en-CA", (), ""),
        (["03/04/2024"], "ja", (), ""),
        (["03/04/2024"], None, (), ""),
        (["03/04/2024", "25/04/2024"], "en-US", (), "dmy"),  # the page's own dates before its language
        (["03/04/2024", "04/25/2024"], "de", (), "mdy"),
        (["25/04/2024", "04/25/2024"], "de", (), ""),  # either
        (["25.04.2024"], "en", (), ""),  # between dots the day is first everywhere
        (["03/04/2024"], "en", ("2024-04-03",), "dmy"),
        (["03/04/2024"], "en", ("2024-03-04",), "mdy"),
        (["03/04/2024"], "en", ("2024-03-04", "2024-04-03"), ""),
        (["45/67/2024", "1/2/34"], "en", (), ""),
    ],
)
def test_day_or_month_first(texts: list[str], language: str | None, days: tuple[str, ...], order: str) -> None:
    assert order_of(texts, language, days) == order


def test_the_order_is_used_where_numbers_leave_it_open_only() -> None:
    assert published_in("03/04/2024", "dmy") == "2024-04-03"
    assert published_in("03/04/2024", "mdy") == "2024-03-04"
    assert published_in("25/04/2024", "mdy") == "2024-04-25"
    assert published_in("Published: 03/04/2024", "mdy") == "2024-03-04"
    assert read_stamp("Posted 03/04/2024", order="dmy").iso == "2024-04-03"
    assert read_stamp("Posted 03/04/2024").iso is None
