"""Which bylines of a whole page as plain text name the authors: the article's, not those of the stories around it."""

from __future__ import annotations

import pytest

from cleancorpus import Cleaner

CLEANER = Cleaner("news")
MENU = "\n".join(
    "Home News Sport Culture Weather Jobs Cars Homes Letters Podcasts Games Puzzles Shop Archive Contact Help Login Register "
    "Advertise Apps Events Travel Food Books Film Music Stage Art Money Law Tech Science Health Family Columns Crosswords "
    "Obituaries Announcements Horoscopes Competitions".split()
)
ONE = (
    "The council voted on Monday to close the old bridge until spring, after engineers had found cracks in two of its piers and "
    "asked for more time."
)
TWO = (
    "Traders on the quay said that the detour would cost them an hour a day, and that nobody had asked them before the vote was "
    "taken in the hall."
)
THREE = (
    "A steel span has been offered by a yard on the coast at a third of its price, and it could arrive by May if the weather "
    "holds until the end of April."
)
RELATED = (
    "Read next\nHarbour gets a crane\nBy Bo Lind\n2 min read\nMarket moves to the quay\nBy Anna Beispiel\n3 min read"
)


def page(over: str, under: str = "") -> str:
    return f"{MENU}\nOld bridge closes until spring\n{over}\n{ONE}\n{TWO}\n{THREE}\n{ONE}\n{TWO}\n{under}".strip()


@pytest.mark.parametrize(
    ("over", "authors"),
    [
        ("By Jane Doe\n3 March 2024", ("Jane Doe",)),
        ("By\nJane Doe\n3 March 2024", ("Jane Doe",)),
        ("By Thandeka Mokwena\nShare", ("Thandeka Mokwena",)),
        ("Von\nAnna Beispiel\n3. März 2024", ("Anna Beispiel",)),
        ("Par\nAnne Exemple\nPublié le 3 mars 2024", ("Anne Exemple",)),
        ("Oleh\nBudi Contoh", ("Budi Contoh",)),
        ("بقلم\nأحمد المثال\n3 مارس 2024", ("أحمد المثال",)),
        ("โดย\nสมชาย ตัวอย่าง", ("สมชาย ตัวอย่าง",)),
        ("Jane Doe\nJohn Roe\nAnna Beispiel\n3 March 2024", ("Jane Doe", "John Roe", "Anna Beispiel")),
        ("Thandeka Mokwena\nThandeka Mokwena\n3 March 2024", ("Thandeka Mokwena",)),
        ("Written by Jane Doe\nMedically reviewed by Dr. John Roe\n3 March 2024", ("Jane Doe",)),
        ("By Jane Doe\nIllustrations: Bo Lind\n3 March 2024", ("Jane Doe",)),
        ("By Harbour Today\n3 March 2024", ()),
        ("By Contributor\n3 March 2024", ()),
        ("By Jane Doe & 2 others\n3 March 2024", ("Jane Doe",)),
        ("By Jane Doe in Velden and John Roe in Newport", ("Jane Doe", "John Roe")),
        ("By Jane Doe for the Coast Post, with files from Reuters", ("Jane Doe",)),
        ("Par Anne Exemple (avec AFP)", ("Anne Exemple",)),
        ("Por Ana Muestra, g1 Velden", ("Ana Muestra",)),
        ("by jane doe", ("jane doe",)),
        ("By April Doe\n3 March 2024", ("April Doe",)),
        ("By Anna Home\n3 March 2024", ("Anna Home",)),
        ("Jane Doe reports from Velden", ("Jane Doe",)),
        ("Interview: Anna Beispiel", ("Anna Beispiel",)),
        ("Anna Beispiel / dpa", ("Anna Beispiel",)),
        ("Του Γιώργου Δοκιμάκη", ("Γιώργος Δοκιμάκης",)),
        ("Jane Doe\nListen to this article", ("Jane Doe",)),
    ],
)
def test_byline_below_a_long_menu_names_the_authors(over: str, authors: tuple[str, ...]) -> None:
    assert CLEANER.clean(page(over), kind="text").authors == authors


@pytest.mark.parametrize(
    ("under", "authors"),
    [
        (RELATED, ("Jane Doe",)),
        ("3 comments\nBo Lind\n4 March 2024\nI was there.\nAnna Beispiel\n5 March 2024\nMe too.", ("Jane Doe",)),
        ("Additional reporting by Bo Lind", ("Jane Doe", "Bo Lind")),
    ],
)
def test_bylines_of_other_stories_and_comments_name_no_author(under: str, authors: tuple[str, ...]) -> None:
    assert CLEANER.clean(page("By Jane Doe\n3 March 2024", under), kind="text").authors == authors


@pytest.mark.parametrize("over", ["By Jane Doe\n3 March 2024", "Jane Doe\n3 March 2024"])
def test_byline_above_a_long_table_of_contents_names_the_author(over: str) -> None:
    contents = "\n".join(f"Part {number} of the bridge" for number in range(1, 31))
    text = f"{MENU}\nOld bridge closes until spring\n{over}\n{ONE}\n{contents}\n{TWO}\n{THREE}\n{ONE}\n{TWO}"
    assert CLEANER.clean(text, kind="text").authors == ("Jane Doe",)


def test_teasers_alone_name_no_author() -> None:
    assert CLEANER.clean(page("", RELATED), kind="text").authors == ()


def test_bylines_of_teasers_still_go() -> None:
    assert "By Bo Lind" not in (CLEANER.clean(page("By Jane Doe\n3 March 2024", RELATED), kind="text").text or "")


@pytest.mark.parametrize(
    ("under", "authors"),
    [
        ("By Jane Doe", ("Jane Doe",)),
        ("Jane Doe / dpa", ("Jane Doe",)),
        ("— Jane Doe", ("Jane Doe",)),
        ("Jane Doe\nAuthor\nJane covers the harbour and its people for the Notes.", ("Jane Doe",)),
        ("About the author\nJane Doe\nJane Doe is a reporter for Harbour Notes and covers bridges.", ("Jane Doe",)),
    ],
)
def test_byline_or_box_at_the_foot_names_the_author(under: str, authors: tuple[str, ...]) -> None:
    assert CLEANER.clean(page("", under), kind="text").authors == authors


PROFILE = (
    f"{MENU}\nJane Doe\n3 March 2024\nJane Doe was born in a house above the harbour, and she has never lived anywhere else, as she "
    f"likes to tell visitors.\n{TWO}\nDoe says that the bridge was her life, and that she would cross it every day.\n{THREE}"
)


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        pytest.param(PROFILE, "Jane Doe", id="profile"),
        pytest.param(f"{ONE}\nJane Doe\n{TWO}\nJohn Roe\n{THREE}\nBo Lind\n{ONE}", "John Roe", id="subheadings"),
        pytest.param(
            f"In memory\n{ONE}\nJane Doe\n3 March 1940 – 5 May 2024\n{TWO}\nJohn Roe\n1 June 1938 – 2 April 2024\n{THREE}",
            "Jane Doe",
            id="obituaries",
        ),
        pytest.param(f"{ONE}\n{TWO}\nCast\nJane Doe\nJohn Roe\nAnna Beispiel\n{THREE}", "Jane Doe", id="cast"),
        pytest.param(
            f"{ONE}\n{TWO}\nThe Ferry\nby Jane Doe\nThe Quay\nby John Roe\n{THREE}\n{ONE}", "by John Roe", id="works"
        ),
        pytest.param(
            f"{ONE}\n{TWO}\nThe Ferry\nBy:\nJane Doe\nThe Quay\nBy:\nJohn Roe\n{THREE}\n{ONE}",
            "John Roe",
            id="works-lines",
        ),
        pytest.param(
            f"Programme\n{ONE}\n10:00\nJane Doe\nBridges\n11:00\nJohn Roe\nPiers\n{TWO}\n{THREE}",
            "Jane Doe",
            id="speakers",
        ),
        pytest.param(page("Par Anne Exemple, maire depuis 2012."), "Par Anne Exemple, maire depuis 2012.", id="clause"),
        pytest.param(
            f"{ONE}\n{TWO}\n“We knew nothing of it.”\n— Jane Doe\n“Nor did we.”\n— John Roe", "— Jane Doe", id="quotes"
        ),
        pytest.param(page("New York\n3 March 2024"), "New York", id="place"),
        pytest.param(page("By the River"), "By the River", id="heading"),
        pytest.param(
            page("By Monday evening the water had gone."), "By Monday evening the water had gone.", id="sentence"
        ),
        pytest.param(
            page("Von Anna Beispiel war nichts zu hören."), "Von Anna Beispiel war nichts zu hören.", id="von"
        ),
        pytest.param(f"{ONE}\n{TWO}\n{THREE}\nYours sincerely,\nJane Doe", "Jane Doe", id="letter"),
    ],
)
def test_names_that_are_no_bylines_stay(text: str, kept: str) -> None:
    doc = CLEANER.clean(text, kind="text")
    assert kept in (doc.text or "").split("\n")
    assert doc.authors == ()


def test_site_is_no_author_beside_people() -> None:
    doc = CLEANER.clean(
        page("By Jane Doe\n3 March 2024"), kind="text", url="https://harbourtimes.example/a", authors=["Harbourtimes"]
    )
    assert doc.authors == ("Jane Doe",)
