import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleancorpus.config import Repair
from cleancorpus.repair.text import _SIGNS, STEPS, repair_code, repair_text
from cleancorpus.text import unusual_in

ALL = Repair()


@pytest.mark.parametrize(
    ("broken", "mended", "step"),
    [
        ("caf\u00c3\u00a9 ol\u00c3\u00a9", "caf\u00e9 ol\u00e9", "mojibake"),
        ("the mayor\u00e2\u20ac\u2122s plan", "the mayor\u2019s plan", "mojibake"),
        ("Smith &amp; Sons", "Smith & Sons", "html_entities"),
        ("bell\x07 and \x1b[31mred\x1b[0m", "bell and red", "control_characters"),
        ("\x1b]0;owned\x07Hello \x1b]8;;http://a.example\x1b\\link\x1b]8;;\x1b\\", "Hello link", "control_characters"),
        ("\x1bPq#0\x1b\\text, \x1b]0;and this has no end", "text, 0;and this has no end", "control_characters"),
        ("lone \ud800 surrogate", "lone surrogate", "control_characters"),
        ("cafe\u0301", "caf\u00e9", "nfc"),
        ("co\u00adop\u200b\ufeff", "coop", "invisible_characters"),
        ("a\u00a0\u2009 b\t c ", "a b c", "spaces"),
        ("one\r\ntwo\rthree\u2028four", "one\ntwo\nthree\nfour", None),
    ],
)
def test_step_mends_and_is_named(broken, mended, step):
    text, steps = repair_text(broken, ALL)
    assert text == mended
    if step is not None:
        assert step in steps


@pytest.mark.parametrize("name", [name for name, _ in STEPS])
def test_step_switched_off_is_not_named(name):
    messy = "caf\u00c3\u00a9 &amp; e\u0301 co\u00adop a\u00a0b \x07 \ufb01n \u201cq\u201d"
    on = Repair(**dict.fromkeys((n for n, _ in STEPS), True))
    off = on.model_copy(update={name: False})
    assert name in repair_text(messy, on)[1]
    assert name not in repair_text(messy, off)[1]


@pytest.mark.parametrize(
    "kept",
    [
        "\u201cCurly\u201d quotes, l\u2019\u00e9t\u00e9, \u00abgu\u00eds\u00bb",
        "\uff21\uff22\uff23 full width, \ufb01 ligature",
        "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645",  # Persian needs its zero-width non-joiner
        "\u0915\u094d\u200d\u0937",  # Devanagari
        "\U0001f468\u200d\U0001f469\u200d\U0001f467",  # a family of emoji
        "na\u00efve fa\u00e7ade \u00dcber \u0141\u00f3d\u017a",
        "R&D, AT&T; <b>",
        "the &current; and &copyright; of names that only begin like entities",
        "\U0001f3f4\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f",  # the flag of Scotland
        "\u1820\u180b \u182e\u180e\u1820",  # Mongolian: a variant, a separated vowel
        "\u1b13\u1b44\u200c\u1b13",  # Balinese
        "Set `a  &amp;  b` and `f\u00c3\u00a5r` as they stand.",
    ],
)
def test_text_as_authors_write_it_is_left_alone(kept):
    assert repair_text(kept, ALL) == (kept, ())


def test_entities_of_a_page_are_not_resolved_twice():
    assert repair_text("write &lt;b&gt;", ALL, from_page=True)[0] == "write &lt;b&gt;"


def test_joiner_between_latin_letters_goes():
    assert repair_text("co\u200doperate", ALL)[0] == "cooperate"


@given(st.text())
def test_repair_is_stable_and_leaves_exportable_text(text):
    once, _ = repair_text(text, ALL)
    once.encode()
    assert "\r" not in once
    assert repair_text(once, ALL.model_copy(update={"mojibake": False, "html_entities": False}))[0] == once


_ODD = st.text(
    st.one_of(
        st.characters(),
        st.sampled_from("a \n\t\r\x0b\x0c\x1b\x85\xa0\xad\u0301\u180b\u200d\u2003\u2028\u3000\ud800\ufb01\ufffe\u201c\u00c3\u00a9&;$"),
    ),
    max_size=30,
)  # fmt: skip


@given(_ODD)
def test_step_that_sees_none_of_its_signs_would_change_nothing(text):
    unusual = unusual_in(text)
    for name, step in STEPS:
        assert _SIGNS[name](text, unusual) or step(text) == text


@pytest.mark.parametrize(
    ("broken", "mended"),
    [
        ("\u1820a\u180b", "\u1820a"),  # a selector that chooses nothing
        ("note\U000e0068\U000e0069\U000e007f", "note"),  # hidden text in tags
        ("\U0001f3f4" + "".join(chr(0xE0000 + ord(c)) for c in "do this instead") + "\U000e007f", "\U0001f3f4"),
        ("Rock`n`roll  and  f\u00c3\u00a5r `n`", "Rock`n`roll and f\u00e5r `n`"),
        ("\u00c3\x85sane", "\u00c5sane"),  # half a letter that looks like a line end
        ("one\x85two", "one\ntwo"),
        ("&#8211; &#x2013; &ndash; &#150;", "\u2013 \u2013 \u2013 \u2013"),
    ],
)
def test_what_is_meant_stays_and_what_looks_like_it_goes(broken, mended):
    assert repair_text(broken, ALL)[0] == mended


def test_code_keeps_all_but_what_cannot_be_exported():
    code = "if a &lt; b:\n\tprint('f\u00c3\u00a5r  x\u00a0\u200b')"
    assert repair_code(code + "\x07\ud800", ALL) == (code, ("control_characters",))
