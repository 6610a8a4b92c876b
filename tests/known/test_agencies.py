"""One table of agencies: each has one name, whatever it is called."""

import pytest

from cleancorpus.known.agencies import (
    agencies_in,
    join_agencies,
    kind_of,
    may_name_agency,
    read_agencies,
    split_agencies,
    without_employers,
)
from cleancorpus.text import fold, plain


@pytest.mark.parametrize(
    ("name", "spellings"),
    [
        ("AFP", ("AFP", "afp", "Agence France-Presse", "Agence France Presse", "法新社", "فرانس برس")),
        ("Reuters", ("Reuters", "REUTERS", "Thomson Reuters", "Рейтер", "ロイター")),
        ("Associated Press", ("AP", "The Associated Press", "THE ASSOCIATED PRESS", "美联社")),
        ("dpa", ("dpa", "DPA", "Deutsche Presse-Agentur", "dpa-AFX", "(dpa/lby)", "© dpa 2024")),
        ("Canadian Press", ("The Canadian Press", "Canadian Press", "La Presse Canadienne", "(CP)")),
        ("Télam", ("Télam", "TELAM", "Telam")),
        ("agencies", ("Agenturen", "agencias", "Agências", "وكالات")),
    ],
)
def test_an_agency_has_one_name(name, spellings):
    assert [agencies_in(spelling) for spelling in spellings] == [(name,)] * len(spellings)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("sid/dpa", ("SID", "dpa")),
        ("AP/ddp", ("Associated Press", "ddp")),
        ("TT-AFP", ("TT", "AFP")),
        ("Agence France-Presse, Keystone-SDA", ("AFP", "Keystone-SDA")),
        ("AFP, Reuters und dpa", ("AFP", "Reuters", "dpa")),
        ("Reuters / Thomson Reuters", ("Reuters",)),
        ("Al Jazeera and news agencies", ("Al Jazeera", "agencies")),
        ("RFE/RL", ("RFE/RL",)),
    ],
)
def test_several_agencies_come_in_order_and_once(text, names):
    assert agencies_in(text) == names


@pytest.mark.parametrize("short", ["ATS", "SID", "PA", "NA", "Beta", "Petra", "spot", "RSS", "MAP"])
def test_abbreviations_need_a_mark_in_text(short):
    assert agencies_in(short) == ()
    for marked in (f"({short})", f"[{short}]", f"（{short}）", f"/{short}/", f"© {short}", f"{short}/dpa"):
        assert agencies_in(marked), marked
    assert agencies_in(short, marked=True)


def test_in_author_fields_known_abbreviations_count_as_the_table_writes_them():
    assert agencies_in("ATS", field=True) == ("Keystone-SDA",)
    for other in ("ats", "Ats", "PA", "RSS", "MAP", "Petra", "Ani"):
        assert agencies_in(other, field=True) == (), other
    assert agencies_in("(ats)", field=True) == ("Keystone-SDA",)
    assert agencies_in("sid/dpa", field=True) == ("SID", "dpa")


def test_signs_of_reporters_stand_beside_agencies_and_names_do_not():
    assert agencies_in("(dpa/rtr)") == ("dpa",)
    assert agencies_in("(dpa/Muster)") == ()
    assert agencies_in("dpa/lby", field=True) == ("dpa",)
    for people in ("Jane/dpa", "Jane, dpa", "bo, dpa", "dpa und Bo"):
        assert agencies_in(people, field=True) == (), people


@pytest.mark.parametrize(
    "text", ["", " ", "()", "/", "Reuters said so", "Jane Doe, dpa", "AFP " * 40, "Thomson", "The"]
)
def test_other_text_names_no_agency(text):
    assert agencies_in(text) == ()


def test_every_row_is_found_by_each_of_its_names_and_by_no_other():
    seen = set()
    for agency in read_agencies():
        for spelling in {agency.name, *agency.aliases, *agency.short, *agency.marked}:
            assert may_name_agency(fold(spelling)), spelling
            assert agencies_in(spelling, marked=True) == (agency.name,), spelling
        own = {plain(spelling) for spelling in (*agency.aliases, *agency.short, *agency.marked)} | {plain(agency.name)}
        assert not own & seen
        seen |= own
        assert agency.language
        assert agency.source
        assert " / " not in agency.name  # which joins agencies


def test_outlets_are_agencies_only_where_they_are_credited_alone():
    assert (kind_of("BBC"), kind_of("dpa"), kind_of("agencies")) == ("outlet", "agency", "unnamed")
    assert without_employers(("BBC", "dpa", "BBC"), ()) == ("BBC", "dpa")
    assert without_employers(("BBC", "dpa"), ("Jane Doe",)) == ("dpa",)


def test_joined_agencies_are_split_again():
    assert join_agencies(()) is None
    assert split_agencies(None) == ()
    assert split_agencies(join_agencies(("RFE/RL", "dpa", "RFE/RL"))) == ("RFE/RL", "dpa")
