import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleancorpus.known.headlines import headline_key
from cleancorpus.known.sites import SiteNames
from cleancorpus.known.titles import _least_key, best_title, guess_headline


@pytest.mark.parametrize(
    ("title", "site", "best"),
    [
        ("Storm closes bridge - Harbour Gazette", "harbourgazette.example", "Storm closes bridge"),
        ("Harbour Gazette: Storm closes bridge - Local", None, "Harbour Gazette: Storm closes bridge"),
        ("Iran - what we know so far", "irantimes.example", "Iran - what we know so far"),
        ("Apple | Google merger closes after a vote", "apple-pie.example", "Apple | Google merger closes after a vote"),
        ("Storm closes bridge - what happens now and later", "★", "Storm closes bridge - what happens now and later"),
        ("廃校のプールで魚を育てる生徒たち - みなと新聞", None, "廃校のプールで魚を育てる生徒たち"),
    ],
)
def test_only_the_sites_part_is_cut(title, site, best):
    assert best_title(title, (), SiteNames.of(site, None)) == best


def test_headline_behind_menu_and_notice_is_found():
    sentence = "The bridge was closed on Monday after a storm, and the town said that it would open again soon."
    assert (
        guess_headline(["Home > News > Local", "This site uses cookies", "Storm closes bridge", sentence])
        == "Storm closes bridge"
    )
    assert guess_headline([sentence, sentence]) is None


@pytest.mark.parametrize(
    "lines",
    [
        ["Ingredients", "200 g flour", "2 eggs"],
        ["You need:", "A long rope from the harbour"],
        ["1. Wash the rice", "2. Boil the rice"],
        ["Q: Who are you?", "A: Nobody."],
        ["Cast", "Anna Hamlet", "Bo Ophelia"],
    ],
)
def test_a_line_of_a_list_above_the_first_paragraph_is_no_headline(lines):
    assert guess_headline([*lines, BODY, BODY]) is None


def test_a_headline_stands_below_the_name_of_a_section_that_nobody_knows():
    assert guess_headline(["Umland", "Storm closes harbour bridge", BODY, BODY]) == "Storm closes harbour bridge"


BODY = (
    "The ferry stopped at the northern pier for the last time on Sunday, and nobody on board had known that it was to be so, "
    "said the mate, who had worked on it for thirty years and had brought his daughter along for the ride that day."
)


@pytest.mark.parametrize(
    "line",
    [
        "The ferry is gone. What will the islanders do now, and who is going to pay for the bridge that was promised?",
        "Have you ever wondered why the last ferry of the day always leaves ten minutes before the train comes in?",
        "Bring a lamp, a rope and warm clothes, and this walk along the old pier will be one that you remember for years to come",
        "Looking for a quiet harbour? This list has seven of them. Which one is yours is for you to say!",
        "Guests who came by boat went to the old theatre to see the play and left us their notes about it! 🙂",
        "10 p.m.",
        "3 March 2024, 14:05",
        "Updated on 3 March 2024",
        "Reading time: 8 minutes",
        "By Jane Doe",
        "By Jane Doe and Bo Lind, Staff Writers",
        "Text: Jane Doe",
        "Photo: Bo Lind",
        "Jane Doe | Staff Writer | 3 March 2024",
        "Von Jana Dohl",
    ],
)
def test_sentences_stamps_and_credits_are_no_headline(line):
    assert guess_headline([line, BODY, BODY]) is None


@pytest.mark.parametrize(
    "line",
    [
        "Storm closes bridge",
        "Is this the end of the ferry?",
        "What is a ferry and what does it do?",
        "Ferry to L.A. Harbour stops",
        "The island is cut off. What now?",
        "« Nous avons attendu le bac pendant des heures et personne n'est venu nous dire pourquoi » : la colère monte sur l'île",
        "Live from the old harbour: the council meets to decide what becomes of the ferry, the pier and the people who lived by both",
        "By the river, a town waits for its ferry",
        "Von der Brücke bleibt nur ein Pfeiler",
    ],
)
def test_headlines_long_and_short(line):
    assert guess_headline([line, BODY, BODY]) == line


def test_a_credit_or_stamp_may_stand_over_the_headline():
    assert guess_headline(["By Jane Doe", "3 March 2024", "Storm closes bridge", BODY, BODY]) == "Storm closes bridge"


def test_the_first_line_of_a_hard_wrapped_paragraph_is_no_headline():
    lines = [
        "The ferry stopped at the northern pier",
        "for the last time on Sunday, and nobody on board had known.",
        BODY,
    ]
    assert guess_headline(lines) is None
    assert guess_headline(["Storm closes bridge", "by Jane Doe", BODY]) == "Storm closes bridge"


STANDFIRST = "The northern pier lost its only boat after the insurers had refused to cover another winter"


def test_a_standfirst_right_over_the_text_is_no_headline():
    assert guess_headline([STANDFIRST, BODY, BODY]) is None
    # A kicker before a colon, or a line of its own between, is what headlines have.
    assert guess_headline([f"Pier: {STANDFIRST}", BODY, BODY]) == f"Pier: {STANDFIRST}"
    assert guess_headline([STANDFIRST, "By Jane Doe", BODY]) == STANDFIRST


def test_a_line_that_is_said_again_is_the_headline_whatever_its_form():
    line = "Is it the end for the last boat of the northern pier, ask those who sail, or is there hope left?"
    assert guess_headline([f"{line} | Harbour Gazette", "Home", line, BODY]) == f"{line} | Harbour Gazette"
    assert guess_headline([line, "Home", BODY]) is None
    line = "Last boat leaves the northern pier in the early hours of a cold Sunday with nobody there to wave"
    assert guess_headline([f"{line} | Harbour Gazette", BODY, line, BODY, BODY]) == f"{line} | Harbour Gazette"
    assert (
        guess_headline(["Carry me home tonight", "over the hill", "Carry me home tonight", "Carry me home tonight"])
        is None
    )


@pytest.mark.parametrize(
    "line",
    [
        "“It was so quiet on the pier that you could hear the rain. Nobody waved.”",
        "„Wir haben lange darüber gesprochen. Dann kam das Boot.“",
        "(The author was on board.)",
    ],
)
def test_a_quotation_of_whole_sentences_is_no_headline(line):
    assert guess_headline([line, BODY, BODY]) is None


@pytest.mark.parametrize(
    "lines",
    [
        ["– Who is there?", "– It is only the wind, she said.", "– The wind does not knock."],
        [
            "“Who is there?”",
            "“It is only the wind,” she said, and went on with her knitting until the lamp burned low.",
        ],
        ["Who put out the light?", BODY, "Who then?", BODY],
        [
            "What remains when the water is gone",
            "What stays with us when the ice has left",
            "The names of stones, the ring of bone",
            "A song that nobody has finished yet",
            "And never will, the keeper said.",
        ],
        ["没有人走过，", "只有一盏灯，", "照着河水。"],
        ["Old pier", BODY, "New pier", BODY, "The quay", BODY],
        ["Chapter One", BODY, "Chapter Two", BODY],
    ],
)
def test_the_first_line_of_a_talk_a_poem_or_a_section_is_no_headline(lines):
    assert guess_headline(lines) is None


def test_a_short_first_line_alone_or_twice_is_the_headline():
    assert guess_headline(["Old pier", BODY, BODY]) == "Old pier"
    assert guess_headline(["Old pier", "Old pier", BODY, "New pier", BODY, "The quay", BODY]) == "Old pier"
    assert guess_headline(["Who put out the light?", BODY, BODY]) == "Who put out the light?"


@given(st.text())
def test_no_key_is_shorter_than_what_spares_making_it(line):
    assert _least_key(line) <= len(headline_key(line))
