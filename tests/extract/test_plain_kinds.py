"""What lines of plain text are: code, rows of tables, verse, lists; and what only looks like them."""

import pytest

from cleancorpus import Cleaner
from cleancorpus.config import Repair
from cleancorpus.extract.code_and_tables import kinds_by_form, reads_like_prose
from cleancorpus.repair.plain import repair_plain

P1 = "The harbour board decided on Tuesday evening to keep the old ferry for another winter, the chair said."
P2 = "Several speakers asked why nobody had told the village, and were told that the letter had been lost."


def kinds_of(block: str) -> list[str]:
    """The kinds of the lines of `block` between two paragraphs, blank lines left out."""
    blocks, _ = repair_plain(f"{P1}\n\n{block}\n\n{P2}", Repair())
    return [kind for _, kind, _ in blocks[1:-1]]


CODE = {
    "fence": "```python\nshare = 3\n\nprint(share)\n```",
    "fence of tildes": "~~~\nfollow: me\nprint: false\n~~~",
    "longer fence": "````\n```\nprint\n```\n````",
    "indented": "    pip install ferry\n    ferry --print\n\n    # Follow us\n    export FERRY=1",
    "tab": "\tfor (i = 0; i < 3; i++) {\n\t\tshare(i);\n\t}",
    "query": "    SELECT name\n    FROM crew\n    WHERE since = 1998;",
}
TABLES = {
    "pipes": "| Day | Open |\n| --- | --- |\n| Monday | Closed |",
    "pipes without ends": "Day | Open\n--- | ---\nMonday | Closed",
    "box": "+-----+------+\n| Day | Open |\n+-----+------+\n| Mon | No   |\n+-----+------+",
    "tabs": "Club\tPlayed\tPoints\nHome\t3\t7\nContact\t3\t4\nSport\t3\t1",
    "columns": "Monday      06:12  Fog\nTuesday     07:01  Wind\nWednesday   07:50  Rain",
    "figures to the right": "Crew        Since\nTordoff      1998\nQuarn        2001\nLind           12",
}
VERSE = {
    "stanzas": "The eel is long\nand so is night,\nit holds its tongue\nand keeps from light.\n\n"
    "Print, print, print,\nthe tide is low;\nand down the river\nhome we go.",
    "refrain": "Pull, boys, pull, the tide is turning\nPull, boys, pull, the lamps are burning\n\n"
    "We left at dawn with eels for sale\nWe left at dawn with bread and ale\n\n"
    "Pull, boys, pull, the tide is turning\nPull, boys, pull, the lamps are burning",
    "one stanza": "Share the oars and share the wine,\nPull me over, pull me home;\nOne is yours and one is mine,\nPull me over, pull me home.",
    "German": "Teilen, teilen, teilen,\nruft der Fährmann laut,\nund die Möwen eilen\nzu der jungen Braut.",
    "Russian": "Тихо плещется вода,\nЛодка спит у камыша,\nНе вернётся никогда\nТа, что в лодке не спеша",
    "Chinese": "床前灯火冷如霜，\n江上孤舟夜未央。\n莫问归人何处去，\n一声长笛过横塘。",
    "French": "Le bac s'en va dans la nuit claire,\nLe vent se tait, la lune dort,\nUn chien aboie sur l'autre terre\nEt nous cherchons un autre port.",
}
LISTS = {
    "hyphens": "- Share\n- Print the form",
    "bullets": "• Partager\n• Imprimer\n• Fermer",
    "numbers": "1. Open the lid.\n2. Close it.",
    "results": "1. Bramsen 7:12.4\n2. Tordoff 7:15.0\n2. April 7:15.0\n4. Quarn 7:20.2",
    "letters": "a) eels\nb) bread",
}
LINES = {
    "menu with tabs": "Home\tNews\tSport\nArts\tWeather\nLog in",
    "menu in two columns": "Home\tNews\nSport\tArts\nWeather\tTravel",
    "menus with pipes": "Home | News | Sport\nArts | Travel | Food\nTerms | Privacy | Cookies",
    "calendar of the site": "2019|01|02|03\n2020|01|02|03\n2021|01|02|03",
    "labels": "Print\nShare\nEmail\n\nFacebook\nTwitter\nTelegram",
    "headlines": "More stories\nMayor opens pool, at last\nFerry line to start in May\nTwo goals in the last minute",
    "names": "Ansel Tordoff\nMelitta Quarn\nKeld Bramsen\n\nLin Oduya\nTara Quell\nOhad Mar",
    "consent": "We use cookies to improve your visit.\nBy continuing, you agree.\nRead our policy, or change your settings.\nAccept",
    "steps": "Cut the eel into pieces.\nFry it in butter.\nAdd the herbs and wait.\nServe with bread.",
    "quotation set in": "    “The boat is older than I am, and it will be here when I am not,” she said.\n    Nobody answered her.",
    "source of a page": "            Follow us\n                Twitter.com\n                    print(edition)\n            Home",
    "scene breaks": "~~~\n\nThe second part begins here, and nobody is on the quay.\n\n~~~",
    "justified": "This  is justified text  that was set in a  fixed width\nand  has runs of  spaces  at chance places in  each line\n"
    "so it  is no  table at all,  though some lines  may look",
    "two spaces behind stops": "This is the first line.  It goes on and on until\nit is the second line.  It goes on again and then\nis the third line here.  There it ends as it must",
    "speech": "– Who is there?\n\nShe waited.\n\n– Nobody, he said.",
    "narrow column": "If you have lived and paid tax on the island, good\nnews: you have been working towards a pension, and\n"
    "you are entitled to it, even after you have left. Make\nsure to inform the office, and keep it informed,",
}


@pytest.mark.parametrize(
    ("kind", "blocks"), [("code", CODE), ("table_row", TABLES), ("verse", VERSE), ("list_item", LISTS), ("line", LINES)]
)
def test_kind_is_told_by_form(kind, blocks):
    told = {name: set(kinds_of(block)) for name, block in blocks.items()}
    assert told == {name: {kind} for name in blocks}


def test_article_that_is_indented_as_a_whole_is_no_code():
    lines = [f"        {line}" for line in (P1, P2, "share(x) = 3;", "", P1)]
    assert kinds_by_form(lines) == [None] * 5


def test_fence_without_an_end_takes_nothing():
    assert kinds_by_form(["```", P1, P2]) == [None] * 3


def test_code_comes_through_with_indentation_blank_lines_and_entities():
    code = "```python\ndef share(x):\n    return x &amp; 1\n\n\nprint('f\u00c3\u00a5r  x')\n```"
    table = "Club\tPoints\nHome\t3\nSport\t2"
    doc = Cleaner("news").clean(f"{P1}\n\n{code}\n\n{table}\n\n{P2} &amp; f\u00c3\u00a5r", kind="text")
    assert doc.text == f"{P1}\n\n{code}\n\n{table}\n\n{P2} & f\u00e5r"
    assert doc.removals == ()


def test_blank_lines_between_parts_of_different_kinds_are_paragraphs():
    blocks, _ = repair_plain(f"{P1}\n```\nx\n```\n{P2}\n\n\n- a\n- b", Repair())
    assert [(kind, blank) for _, kind, blank in blocks] == [
        ("line", 0), ("code", 0), ("code", 0), ("code", 0), ("line", 0), ("list_item", 1), ("list_item", 0)
    ]  # fmt: skip


@pytest.mark.parametrize("piece", ["x", "word ", "ab, ", "a.b.", "ab" + 50 * " ", "\u8239"])
def test_a_long_line_takes_time_by_its_length(assert_linear, piece):
    assert_linear(lambda n: [f"{piece * (n // len(piece))}x = 1"] * 3, reads_like_prose, 6_000)
    assert_linear(lambda n: ["    " + piece * (n // len(piece))] * 3, kinds_by_form, 6_000)
