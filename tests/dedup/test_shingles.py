"""Shingles: what counts as the same word, short texts, scripts without spaces; MinHash that does not depend on its batch."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleancorpus.dedup.minhash import MinHash
from cleancorpus.dedup.shingles import jaccard, shingle_hashes, shingle_sets

LONG = "The ferry to the island was late on Monday, because of fog that came in from the sea at nine."


def same(one: str, other: str) -> bool:
    first, second = shingle_sets([one, other])
    return first.tolist() == second.tolist()


@pytest.mark.parametrize(
    "other",
    [
        LONG.upper(),
        LONG.replace(",", " –").replace(".", "!"),
        f"“{LONG}”\n",
        LONG.replace(" ", "  "),
        LONG.replace("ferry", "\N{LATIN SMALL LIGATURE FF}erry".replace("\N{LATIN SMALL LIGATURE FF}", "f")),
        LONG.replace("fog", "ｆｏｇ"),
        LONG.replace("sea", "sea🌊"),
    ],
)
def test_case_marks_and_forms_do_not_count(other: str) -> None:
    assert same(LONG, other)


@pytest.mark.parametrize(
    "other", [LONG.replace("nine", "ten"), LONG.replace("nine", "9"), LONG.replace("fog", "fög"), LONG + " 5"]
)
def test_words_numbers_and_accents_count(other: str) -> None:
    assert not same(LONG, other)


def test_shingles_are_of_five_words() -> None:
    sizes = [len(each) for each in shingle_sets(["a b c d e", "a b c d e f", "a b c d e a b c d e", "one two", ""])]
    assert sizes == [1, 2, 5, 1, 1]  # of the third the first shingle stands twice


def test_short_texts_are_alike_only_where_they_are_equal() -> None:
    texts = ["Yes.", "No.", "Yes", "yes no", "", "…", "— —", "!"]
    sets = shingle_sets(texts)
    equal = {(i, j) for i in range(len(texts)) for j in range(i) if jaccard(sets[i], sets[j]) == 1}
    assert equal == {(2, 0)}


def test_characters_are_words_in_scripts_without_spaces() -> None:
    one = "橋は月曜日に閉鎖された。町は春まで開けないと述べた。"
    other = one.replace("春", "秋")
    first, second = shingle_sets([one, other])
    assert len(first) == 20
    assert 0.5 < jaccard(first, second) < 0.7  # five of them hold the character


@settings(max_examples=100, deadline=None)
@given(st.lists(st.text(max_size=60), max_size=8))
def test_a_texts_shingles_do_not_depend_on_the_texts_beside_it(texts: list[str]) -> None:
    minhash = MinHash(5, 3)
    hashes, offsets = shingle_hashes(texts)
    keys = minhash.band_keys(minhash.signatures(hashes, offsets)).reshape(-1, 5)
    assert len(offsets) == len(texts) + 1
    for number, text in enumerate(texts):
        alone, ends = shingle_hashes([text])
        assert hashes[offsets[number] : offsets[number + 1]].tolist() == alone.tolist()
        assert ends.tolist() == [0, len(alone)]
        assert minhash.band_keys(minhash.signatures(alone, ends)).tolist() == keys[number].tolist()


def test_texts_meet_as_often_as_theory_says() -> None:
    draw = np.random.default_rng(7)
    minhash, met, n = MinHash(25, 5), {0.9: 0, 0.6: 0, 0.2: 0}, 200
    for likeness in met:
        for _ in range(n):
            common = draw.integers(0, 1 << 63, 300, dtype=np.uint64)
            own = round(300 * (1 / likeness - 1) / 2)
            sides = [np.concatenate([common, draw.integers(0, 1 << 63, own, dtype=np.uint64)]) for _ in range(2)]
            hashes = np.concatenate(sides) * np.uint64(0x9E3779B97F4A7C15)
            offsets = np.array([0, len(sides[0]), len(hashes)])
            first, second = minhash.band_keys(minhash.signatures(hashes, offsets)).reshape(2, -1)
            met[likeness] += bool((first == second).any())
    expected = {likeness: n * (1 - (1 - likeness**5) ** 25) for likeness in met}
    assert met[0.9] == n
    assert abs(met[0.6] - expected[0.6]) < 25  # of 175, four standard deviations
    assert met[0.2] < 10
