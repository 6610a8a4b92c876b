import pytest
from ftfy.badness import is_bad
from hypothesis import given
from hypothesis import strategies as st

from cleancorpus.repair import mojibake as module
from cleancorpus.repair.mojibake import _RIGHT, _beyond_ascii, _fix, _ftfy, _near_marks, has_signs, mojibake


@pytest.mark.parametrize(
    ("broken", "mended"),
    [
        ("Han f\u00c3\u00a5r den \u2013 i morgon", "Han f\u00e5r den \u2013 i morgon"),
        ("\u201cEle \u00c3\u00a9 o maestro\u201d, disse", "\u201cEle \u00e9 o maestro\u201d, disse"),
        ("\u65e5\u672c \u2014 caf\u00c3\u00a9", "\u65e5\u672c \u2014 caf\u00e9"),
        ("\u0420\u203a\u0420\xb5\u0421\u201a\u0420\u0455 \u2013 \u043b\u0435\u0442\u043e", "\u041b\u0435\u0442\u043e \u2013 \u043b\u0435\u0442\u043e"),
        ("MODM\u00c3\u00a4dchen \u2013 neu", "MODM\u00e4dchen \u2013 neu"),
        ("GRO\u00c3\u0178E \u2013 gr\u00fcn", "GRO\u00dfE \u2013 gr\u00fcn"),
        ("caf\u00c3\u0192\u00c2\u00a9 \u2013 twice", "caf\u00e9 \u2013 twice"),
        ("voil\u00c3 le travail \u2013 enfin", "voil\u00e0 le travail \u2013 enfin"),
        ("The end.\u00c2 Then \u2013 nothing", "The end.\u00a0Then \u2013 nothing"),
        ("it\x92s \u2013 f\u00c3\u00bcr", "it\u2019s \u2013 f\u00fcr"),
        ("le mur, je crois\u00ac\u2020\u00ac\u00aa, a confi\u221a\u00a9 \u2013 d\u2019\u00e9t\u00e9", "le mur, je crois\u00a0\u00bb, a confi\u00e9 \u2013 d\u2019\u00e9t\u00e9"),
    ],
)  # fmt: skip
def test_right_signs_do_not_keep_the_others_from_being_mended(broken, mended):
    got = mojibake(broken)
    assert got == mended


@pytest.mark.parametrize(
    "right",
    [
        "HRV\u00c2TE\u0160K\u00c2 lies there; \u00ab\u00d1 \u2013 \u00bfQu\u00e9?\u00bb",
        "La \u00abMANH\u00c3\u00bb e o \u00abCAF\u00c9\u00bb, NO\u00cbL\u00ae, BRONT\u00cb\u00ae",
        "\u0412\u0451\u0434\u0440\u0430 \u0438 \u0421\u0451\u043c\u0443\u0436\u043a\u0430",
        "\u0412\u0456\u043d \u0456 \u0421\u0456\u0440\u043a\u043e",
        "\u00c5 propos: \u00c5 i \u00c5\u00e5m, \u00d8 \u00c6",
        "5 \u00d7 3 m\u00b2, \u00a35\u2013\u00a36, \u00bd \u2026 \u201c\u00c9\u201d",
    ],
)
def test_right_text_is_left_alone_beside_mojibake_too(right):
    assert mojibake(right) == right
    assert mojibake(f"{right}\nIl a parl\u00c3\u00a9 tr\u00c3\u00a8s fort").startswith(right)
    assert mojibake(f"{right} \u2014 Il a parl\u00c3\u00a9") == f"{right} \u2014 Il a parl\u00e9"


@pytest.mark.parametrize(
    "right", ["\u201cAMEG\u00c3\u201d", "\u00ab\u00c2\u00bb", "SVARA\u00d0\u00ae \u2013 VI\u00d0\u2026"]
)
def test_letter_and_mark_are_no_sign_of_mojibake_by_themselves(right):
    assert mojibake(right) == right


def test_lone_letter_is_half_a_space_only_where_a_text_has_other_mojibake():
    assert mojibake("\u00c2 is a letter, and \u00c3 is one.") == "\u00c2 is a letter, and \u00c3 is one."
    assert mojibake("Paris \u00c2 12 mai\nparl\u00c3\u00a9") == "Paris \u00a012 mai\nparl\u00e9"


def test_line_that_does_not_tell_is_mended_by_the_word_of_another():
    weak = "p\u0413\u0490 b\u0413\u0490t"
    assert mojibake(weak) == weak
    assert mojibake(f"{weak}\nbl\u0413\u0490b\u0413\u00a6r \u2013 r\u0413\u00a9\u0413\u00a8l").startswith(
        "p\u00e5 b\u00e5t\n"
    )


_MIXED = st.text(
    alphabet=st.sampled_from("aé\u00c3\u00a9\u00e2\u20ac\u2122 \u00a0\u00d0\u00d1\u0081\u0153\u65e5\u0416\u0392\u0393\u00e0\u00b2\u00b0\u0413\u0490\x10"), max_size=12
)  # fmt: skip


@given(_MIXED)
def test_quick_test_in_front_never_skips_what_ftfy_finds_bad(line):
    ftfy = _ftfy()
    assert not is_bad(line) or ftfy.suspicious.search(_beyond_ascii(line))
    assert not ftfy.suspicious.search(line) or ftfy.suspicious.search(_beyond_ascii(line))
    assert not is_bad(line) or has_signs(line, "".join(set(line)))


@given(st.lists(st.one_of(_MIXED, st.text("ab .\t$\n", max_size=20)), max_size=12).map("".join))
def test_what_ftfy_finds_bad_stands_near_what_is_beyond_ascii(line):
    assert is_bad(_near_marks(line)) == is_bad(line)


@given(_MIXED, st.data())
def test_what_is_right_comes_through_as_it_is(line, data):
    wrong = bytearray(data.draw(st.lists(st.integers(0, 1), min_size=len(line), max_size=len(line))))
    right = [char for char, here in zip(line, wrong, strict=True) if char == _RIGHT or (not here and char > "\x7f")]
    rest = iter(_fix(line, wrong, _ftfy()))
    assert all(char in rest for char in right)  # all of them, in their order


@pytest.mark.parametrize("between", [" ", ""])
def test_a_line_longer_than_what_is_mended_together_is_mended_all_the_same(monkeypatch, between):
    monkeypatch.setattr(module, "_TOGETHER", 50)
    right = between.join(["får även själ", "över åska", "– så på håll"] * 40)
    wrong = right.replace("–", "-").encode().decode("latin-1").replace("-", "–")
    assert mojibake(wrong) == mojibake(f"{wrong}\nfÃ¥r").removesuffix("\nfår") == right


def test_a_cut_in_a_word_without_ascii_costs_one_character(monkeypatch):
    monkeypatch.setattr(module, "_TOGETHER", 51)
    assert mojibake("Ã¥" * 100) == "å" * 25 + "Ã¥" + "å" * 50 + "Ã¥" + "å" * 23
