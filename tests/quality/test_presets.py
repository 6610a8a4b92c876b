"""The presets of published corpora: documents made by hand that lie just under, at and just over each limit.

Counts are written beside each document, so that a reader can count again; what is expected is said as figure and threshold.
"""

import pytest

from cleancorpus.checked_config import load_config
from cleancorpus.quality.check import Cleaned
from cleancorpus.quality.checks import build_checks, first_verdict
from cleancorpus.repair.assemble import assemble
from cleancorpus.text import n_words

OTHERS_OFF = ("quality.min_words=0",)


def dropped(preset, text, *overrides, language="en"):
    """`reason: figure` of the check that drops `text`, or None; the text is taken as what is left after the cut."""
    config = load_config(preset, [*OTHERS_OFF, *overrides])
    doc = assemble("", id="x", language=language, language_score=1.0)
    found = first_verdict(build_checks(config), Cleaned(doc, text, n_words(text)))
    return found and f"{found.reason}: {found.figure}"


def lines(*parts):
    return "\n".join(line for part, times in parts for line in [part] * times)


def letters(n):
    """`n` different words of two letters."""
    return [chr(97 + i // 26) + chr(97 + i % 26) for i in range(n)]


# 50 words with two stop words: the, and, and 48 times boat.
BOATS = "the and " + " ".join(["boat"] * 48)
GOPHER = [
    ("50 words", BOATS, None),
    ("49 words", BOATS.removesuffix(" boat"), "gopher_short: 49 words"),
    ("marks are no words", BOATS.removesuffix(" boat") + " --", "gopher_short: 49 words"),
    ("100,000 words", BOATS + " boat" * 99_950, None),
    ("100,001 words", BOATS + " boat" * 99_951, "gopher_long: 100001 words"),
    # 25 words of two characters and 25 of four: 150 / 50 = 3.
    ("mean of 3", "to be " + " ".join(["of"] * 23 + ["boat"] * 25), None),
    (
        "149 characters in 50 words",
        "to be " + " ".join(["of"] * 23 + ["boat"] * 24 + ["sea"]),
        "gopher_short_words: 2.98 characters a word",
    ),
    # 48 words of ten, and two with nine and eleven: 500 / 50 = 10.
    ("mean of 10", " ".join(["ferryboats"] * 44 + ["the", "and", "a" * 17, "b" * 17, "c" * 10, "d" * 10]), None),
    (
        "501 characters in 50 words",
        " ".join(["ferryboats"] * 44 + ["the", "and", "a" * 17, "b" * 18, "c" * 10, "d" * 10]),
        "gopher_long_words: 10.02 characters a word",
    ),
    ("5 hash signs to 50 words", BOATS + "#####", None),
    ("6 hash signs", BOATS + "######", "gopher_symbols: 6 hash signs to 50 words"),
    (
        "5 ellipses",
        BOATS.replace("boat boat boat", "boat... boat… boat", 1).replace("boat boat", "boat... boat", 3),
        None,
    ),
    (
        "6 ellipses",
        BOATS.replace("boat boat boat", "boat... boat… boat", 1).replace("boat boat", "boat... boat", 4),
        "gopher_symbols: 6 ellipses to 50 words",
    ),
    ("5 of each", BOATS.replace("boat", "boat...", 5) + "#####", None),
    # Ten lines of five words and a dash or none.
    (
        "9 of 10 lines are bullets",
        "\n".join(["- the and boat boat boat boat"] * 9 + ["the and boat boat boat boat"]),
        None,
    ),
    (
        "10 of 10 lines are bullets",
        "\n".join(["•the and boat boat boat boat"] * 10),
        "gopher_bullets: 10 of 10 lines",
    ),
    ("3 of 10 lines end in …", lines(("the and boat boat boat…", 3), ("the and boat boat boat.", 7)), None),
    (
        "4 of 10 lines end in …",
        lines(("the and boat boat boat...", 2), ("the and boat boat boat … ", 2), ("the and boat boat boat.", 6)),
        "gopher_ellipsis_lines: 4 of 10 lines",
    ),
    # 40 of 50 words have a letter.
    ("80 % with a letter", "the and " + " ".join(["boat"] * 38 + ["1204"] * 10), None),
    (
        "78 % with a letter",
        "the and " + " ".join(["boat"] * 37 + ["1204"] * 11),
        "gopher_letters: 39 of 50 words have a letter",
    ),
    ("2 stop words, capitals", "The And " + " ".join(["boat"] * 48), None),
    ("1 stop word, twice", "the the " + " ".join(["boat"] * 48), "gopher_stop_words: 1 stop words of en"),
    (
        "a stop word with a comma is none",
        "the, and " + " ".join(["boat"] * 48),
        "gopher_stop_words: 1 stop words of en",
    ),
]


@pytest.mark.parametrize(("text", "wanted"), [case[1:] for case in GOPHER], ids=[case[0] for case in GOPHER])
def test_gopher_at_its_limits(text, wanted):
    assert dropped("gopher", text) == wanted


GOPHER_DRIFTS = [
    # 50 words and 12 commas: 50 of 62 tokens have a letter, .806; 13 commas, .794.
    ("words=marks", BOATS.replace("boat", "boat ,", 12), None),
    ("words=marks", BOATS.replace("boat", "boat,", 13), "gopher_letters: 50 of 63 words have a letter"),
    ("stop_words=occurrences", "the the " + " ".join(["boat"] * 48), None),
    ("stop_words_case=true", "The and " + " ".join(["boat"] * 48), "gopher_stop_words: 1 stop words of en"),
    (
        "average=median",
        "to be " + " ".join(["of"] * 24 + ["ferryboats"] * 24),
        "gopher_short_words: 2.00 characters a word",
    ),
    ("symbols=together", BOATS.replace("boat", "boat...", 2) + "###", None),
    (
        "symbols=together",
        BOATS.replace("boat", "boat...", 2) + "####",
        "gopher_symbols: 6 hash signs and ellipses to 50 words",
    ),
    ('bullets=["*"]', "\n".join(["- the and boat boat boat boat"] * 10), None),
    ("ellipses=[…]", lines(("the and boat boat boat...", 10)), None),
    ("blank_lines=true", "\n\n".join(["- the and boat boat boat boat"] * 10), None),  # 10 of 19 lines
    ("max_symbols=null", BOATS + "######", None),
    ("words=words", "的是" + "船" * 60, "gopher_short_words: 1.00 characters a word"),
]


@pytest.mark.parametrize(("option", "text", "wanted"), GOPHER_DRIFTS)
def test_gopher_drifts_have_switches(option, text, wanted):
    assert dropped("gopher", text, f"quality.gopher.{option}") == wanted


@pytest.mark.parametrize(
    ("language", "text", "wanted"),
    [
        ("de", "Der Kahn und die Fähre", None),
        ("de", "Der Kahn fährt heute", "gopher_stop_words: 1 stop words of de"),
        ("zh", "船是新的", None),
        ("zh", "渡轮很慢", "gopher_stop_words: 0 stop words of zh"),
        ("xx", "no table no question", None),
    ],
)
def test_stop_words_are_those_of_the_language(language, text, wanted):
    limits = ["min_words=0", "min_word_chars=0", "min_stop_words=2"]
    assert dropped("gopher", text, *(f"quality.gopher.{limit}" for limit in limits), language=language) == wanted


WORDS = letters(650)
NO_NGRAMS = [
    f"quality.gopher_repetition.max_{kind}_ngram_chars.{n}=1"
    for kind, ns in (("top", range(2, 5)), ("duplicate", range(5, 11)))
    for n in ns
]
ONE_BY_ONE = " ".join(WORDS)  # words of two, nothing twice


REPETITION = [
    ("nothing twice", ONE_BY_ONE, None),
    # Lines of one character, so that few characters are in copies: 3 copies of 10 lines are the limit.
    ("3 of 10 lines", "\n".join([*"aaaa", *(word * 9 for word in WORDS[:6])]), None),
    ("4 of 10 lines", "\n".join([*"aaaaa", *(word * 9 for word in WORDS[:5])]), "repeated_lines: 4 of 10 lines"),
    ("3 of 10 paragraphs", "\n\n".join([*"aaaa", *(word * 9 for word in WORDS[:6])]), None),
    (
        "4 of 10 paragraphs",
        "\n\n".join([*"aaaaa", *(word * 9 for word in WORDS[:5])]),
        "repeated_paragraphs: 4 of 10 paragraphs",
    ),
    # Five lines of 20 and breaks: 104 characters; copies have 20 of 104 (.192). With lines of 26 before: 26 of 104.
    ("line characters under", "\n".join(["a" * 20, "a" * 20, "b" * 20, "c" * 20, "d" * 20]), None),
    ("line characters at .2", "\n".join(["a" * 20, "a" * 20, "b" * 20, "c" * 20, "d" * 16]), None),  # 20 of 100
    (
        "line characters over",
        "\n".join(["a" * 20, "a" * 20, "b" * 20, "c" * 20, "d" * 15]),
        "repeated_line_chars: 20 of 99 characters",
    ),
    # Paragraphs of two lines, which stand once each otherwise.
    (
        "paragraph characters over",
        "\n\n".join(["a" * 10, "a" * 10, "b" * 10, "c" * 10]),
        "repeated_paragraph_chars: 10 of 46 characters",
    ),
]


@pytest.mark.parametrize(("text", "wanted"), [case[1:] for case in REPETITION], ids=[case[0] for case in REPETITION])
def test_gopher_repetition_at_its_limits(text, wanted):
    assert dropped("gopher-repetition", text, *([] if text == ONE_BY_ONE else NO_NGRAMS)) == wanted


def with_ngram(n, times, n_chars):
    """A text of `n_chars` characters in which `n` words of two stand `times` times in a row, and nothing else twice."""
    ngram, others = WORDS[:n], iter(WORDS[n:])
    words = [word for _ in range(times) for word in (*ngram, next(others))]
    while len(" ".join(words)) + 3 + 2 < n_chars:
        words.append(next(others))
    text = " ".join(words)
    return text + "z" * (n_chars - len(text))


# An n-gram of words of two has 3n - 1 characters with its spaces, all times together: 5 * 5 of 125 are .2 and so on.
@pytest.mark.parametrize(("n", "times", "n_chars"), [(2, 5, 125), (3, 9, 400), (4, 4, 275)])
def test_top_ngrams_at_their_limits(n, times, n_chars):
    others = [off for off in NO_NGRAMS if f"top_ngram_chars.{n}=" not in off]
    chars = times * (3 * n - 1)
    assert dropped("gopher-repetition", with_ngram(n, times, n_chars + 1), *others) is None
    assert dropped("gopher-repetition", with_ngram(n, times, n_chars), *others) is None
    over = dropped("gopher-repetition", with_ngram(n, times, n_chars - 1), *others)
    assert over == f"top_ngram: {chars} of {n_chars - 1} characters are one {n}-gram"


# A copy has 2n characters without its spaces, the first does not count: 3 * 10 of 200 are .15, 7 * 12 of 600 .14 and so on.
@pytest.mark.parametrize(
    ("n", "copies", "n_chars"), [(5, 3, 200), (6, 7, 600), (7, 13, 1400), (8, 3, 400), (9, 11, 1800), (10, 1, 200)]
)
def test_duplicate_ngrams_at_their_limits(n, copies, n_chars):
    others = [off for off in NO_NGRAMS if f"duplicate_ngram_chars.{n}=" not in off]
    assert dropped("gopher-repetition", with_ngram(n, copies + 1, n_chars + 1), *others) is None
    assert dropped("gopher-repetition", with_ngram(n, copies + 1, n_chars), *others) is None
    over = dropped("gopher-repetition", with_ngram(n, copies + 1, n_chars - 1), *others)
    assert over == f"repeated_ngrams: {2 * n * copies} of {n_chars - 1} characters are {n}-grams that occur again"


def test_gopher_repetition_counts_copies_alone_or_all_that_stand_twice():
    text = "\n".join(["a", "a", "b" * 40, "c" * 40])  # one copy of four lines, two equal ones of four
    assert dropped("gopher-repetition", text, *NO_NGRAMS) is None
    found = dropped("gopher-repetition", text, *NO_NGRAMS, "quality.gopher_repetition.duplicates=all")
    assert found == "repeated_lines: 2 of 4 lines"


# Words that would be fine by themselves; eight and more for each line.
SENTENCE = "The ferry leaves the harbour at seven in the morning."
C4_PAGES = [
    ("3 sentences", lines((SENTENCE, 3)), None),
    ("3 sentences in a line", " ".join([SENTENCE] * 3), None),
    ("2 sentences", lines((SENTENCE, 2)), "c4_sentences: 2 sentences"),
    ("a title is no sentence", f"{SENTENCE}\nDr. J. Doe waited for Mrs. Roe.", "c4_sentences: 2 sentences"),
    ("brace", lines((SENTENCE, 3), ("It says { here and nothing more.", 1)), "c4_forbidden: has «{»"),
    ("filler", lines((SENTENCE, 3), ("LOREM IPSUM is what they print.", 1)), "c4_forbidden: has «lorem ipsum»"),
]


@pytest.mark.parametrize(("text", "wanted"), [case[1:] for case in C4_PAGES], ids=[case[0] for case in C4_PAGES])
def test_c4_pages_at_their_limits(text, wanted):
    assert dropped("c4", text) == wanted


def test_c4_asks_for_the_length_before_the_cut():
    checks = build_checks(load_config("c4", OTHERS_OFF))
    too_long = ("c4_long", "190001 characters, quality.c4.max_chars is 190000")
    for n, wanted in ((190_000, None), (190_001, too_long)):
        doc = assemble("a" * n, id="x", language="en", language_score=1.0)
        found = first_verdict(checks, Cleaned(doc, lines((SENTENCE, 3)), 30))
        assert (found and (found.reason, found.detail)) == wanted


def test_c4_as_datatrove_has_it_asks_for_five_sentences():
    assert dropped("c4-datatrove", lines((SENTENCE, 5))) is None
    assert dropped("c4-datatrove", lines((SENTENCE, 4))) == "c4_sentences: 4 sentences"


FINEWEB = [
    # 25 lines of 31 characters and more: 3 of 25 end in a mark (.12), 2 of 24 (.083).
    ("3 of 25 lines end in a mark", [*(f"{word * 20}." for word in WORDS[:3]), *(word * 20 for word in WORDS[3:25])], None),
    (
        "2 of 17 lines",
        [*(f"{word * 20}." for word in WORDS[:2]), *(word * 20 for word in WORDS[2:17])],
        "fineweb_punctuation: 2 of 17 lines",
    ),
    ("a quotation mark is no end mark", [f'{word * 20}."' for word in WORDS[:5]], "fineweb_punctuation: 0 of 5 lines"),
    # 67 of 100 lines of 30 characters at most.
    ("67 of 100 lines are short", [*(f"{word * 14}a." for word in WORDS[:67]), *(f"{word * 15}." for word in WORDS[67:100])], None),
    (
        "68 of 100 lines are short",
        [*(f"{word * 14}a." for word in WORDS[:68]), *(f"{word * 15}." for word in WORDS[68:100])],
        "fineweb_short_lines: 68 of 100 lines",
    ),
    # A line of ten, twice, in lines of 1000 characters together (10 + 10 + 980): .01; of 999: more.
    ("10 of 1000 characters stand twice", ["a" * 9 + ".", "a" * 9 + ".", "b" * 489 + ".", "c" * 489 + "."], None),
    (
        "10 of 999 characters stand twice",
        ["a" * 9 + ".", "a" * 9 + ".", "b" * 489 + ".", "c" * 488 + "."],
        "fineweb_duplicate_chars: 10 of 999 characters",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("text", "wanted"), [case[1:] for case in FINEWEB], ids=[case[0] for case in FINEWEB])
def test_fineweb_at_its_limits(text, wanted):
    assert dropped("fineweb", "\n".join(text), "quality.fineweb.max_newlines=null") == wanted


def test_fineweb_counts_line_breaks_a_word_with_marks_for_words():
    # Four lines of a long word and a stop have 8 tokens and 3 breaks, .375; with two words more 10, .3.
    rows = [f"{word * 20}." for word in WORDS[:4]]
    assert dropped("fineweb", "\n".join(rows)) == "fineweb_newlines: 3 line breaks, 8 words"
    assert dropped("fineweb", "\n".join(["a b " + rows[0], *rows[1:]])) is None
    text = "\n".join(["a b " + rows[0], *rows[1:]])
    assert dropped("fineweb", text, "quality.fineweb.words=spaces") == "fineweb_newlines: 3 line breaks, 6 words"


def test_fineweb_of_the_paper_drops_at_its_limits():
    rows = [*(f"{word * 20}." for word in WORDS[:3]), *(word * 20 for word in WORDS[3:25])]
    assert dropped("fineweb-paper", "\n".join(rows)) == "fineweb_punctuation: 3 of 25 lines"
    assert dropped("fineweb-paper", "\n".join(rows[:24])) is None  # 3 of 24
    short = [*(f"{word * 14}." for word in WORDS[:67]), *(f"{word * 14}a." for word in WORDS[67:100])]
    assert dropped("fineweb-paper", "\n".join(short)) == "fineweb_short_lines: 67 of 100 lines"  # of 29, not of 30
    twice = ["a" * 9 + ".", "a" * 9 + ".", "b" * 39 + ".", "c" * 39 + "."]
    assert dropped("fineweb-paper", "\n".join(twice)) == "fineweb_duplicate_chars: 10 of 100 characters"
    assert dropped("fineweb-paper", "\n".join([*twice[:3], "c" * 40 + "."])) is None  # of 101


def test_presets_can_be_combined_and_changed(tmp_path):
    (tmp_path / "c.yaml").write_text(
        "extends: [gopher-repetition, gopher, c4-datatrove, fineweb]\nrules: {c4-line: {end_marks: []}}\n"
        "quality: {gopher: {min_words: 3}, gopher_repetition: false}\n"
    )
    config = load_config(tmp_path / "c.yaml")
    assert (config.quality.gopher.min_words, config.quality.gopher.max_words) == (3, 100_000)
    assert config.quality.gopher_repetition is None
    assert config.quality.c4.min_sentences == 5
    assert config.rules["c4-line"]["end_marks"] == []
    assert config.rules["c4-line"]["min_words"] == 3


@pytest.mark.parametrize("preset", ["c4", "gopher", "gopher-repetition", "fineweb", "refinedweb-lines"])
def test_a_preset_writes_out_the_defaults_of_its_section(preset):
    key = {"gopher-repetition": "gopher_repetition", "refinedweb-lines": "refinedweb"}.get(preset, preset)
    section = getattr(load_config(preset).quality, key)
    written = {"fineweb": {"end_marks"}}.get(preset, set())
    assert section.model_fields_set == type(section).model_fields.keys() - written
    assert section == type(section)()
    others = {"gopher", "gopher_repetition", "c4", "fineweb", "refinedweb"} - {key}
    assert all(getattr(load_config(preset).quality, other) is None for other in others)
