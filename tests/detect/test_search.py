"""The search in lexicons finds what a look for each phrase by itself finds, in texts of every kind."""

from __future__ import annotations

import random
import unicodedata
from collections.abc import Iterable, Iterator

import pytest

from cleancorpus.lexicon import Hit, Phrase, is_closed, read_phrases
from cleancorpus.lexicon.found import SEARCHED, Found, Word, vocabulary
from cleancorpus.lexicon.search import search, search_lines
from cleancorpus.lexicon.wording import Wording
from cleancorpus.model import Span
from cleancorpus.text import UNSPACED_CHAR, fold

BETWEEN = (
    " ",
    " ",
    " ",
    "",
    "-",
    "_",
    ": ",
    ". ",
    "'",
    "a",
    "9",
    "京",
    "ก",
    "\u0301",
    "\u00a0",
    "😀",
    "𝐀",
    "ʼ",
    "ⓒ",
    "(",
)


def texts(seed: int, n: int) -> list[str]:
    """Rows of the lexicons with anything between them."""
    chance = random.Random(seed)
    rows = [phrase.text.strip("*") for phrase in read_phrases()]
    made = (
        "".join(chance.choice(rows) + chance.choice(BETWEEN) for _ in range(chance.randint(1, 6))) for _ in range(n)
    )
    return [fold(text) for text in made]


def starts(text: str, part: str) -> Iterator[int]:
    start = text.find(part)
    while start >= 0:
        yield start
        start = text.find(part, start + 1)


def hits_one_by_one(text: str, rows: list[Phrase]) -> list[tuple[Phrase, int, int]]:
    found = []
    for phrase in rows:
        for start in starts(text, phrase.text):
            end = start + len(phrase.text)
            inner_start = is_closed(phrase.text[0]) and start > 0 and is_closed(text[start - 1])
            inner_end = is_closed(phrase.text[-1]) and end < len(text) and is_closed(text[end])
            if not inner_start and not inner_end:
                found.append((phrase, start, end))
    return sorted(found, key=lambda hit: (hit[1], -hit[2], hit[0].kind, hit[0].language))


def in_word(text: str, at: int) -> bool:
    return 0 <= at < len(text) and (text[at].isalnum() or unicodedata.category(text[at])[0] == "M")


def meets(text: str, at: int) -> bool:
    """Whether a word must go on at `at`: letters on both sides, and none of a script without spaces."""
    both = in_word(text, at - 1) and in_word(text, at)
    return both and not any(UNSPACED_CHAR.match(char) for char in text[at - 1 : at + 1])


def words_one_by_one(text: str, rows: list[Phrase]) -> list[tuple[int, int, str, str, str]]:
    found = []
    for rank, phrase in enumerate(rows):
        part = phrase.text.strip("*")
        for start in starts(text, part):
            end = start + len(part)
            if meets(text, start) and not phrase.text.startswith("*"):
                continue
            if meets(text, end) and not phrase.text.endswith("*"):
                continue
            found.append((end, start, rank, phrase.kind, phrase.language, part))
    return [(end, start, kind, language, part) for end, start, _, kind, language, part in sorted(found)]


@pytest.mark.parametrize("seed", (1, 2))
def test_all_that_stands_in_a_text_is_found_and_nothing_else(seed: int) -> None:
    every = list(read_phrases())
    phrases = [phrase for phrase in every if ".word-" not in phrase.kind]
    words = [phrase for phrase in every if phrase.kind in SEARCHED]
    n_hits = n_words = 0
    for text in texts(seed, 40):
        found = search(text)
        hits = [(hit.phrase, hit.start, hit.end) for hit in found.hits]
        stems = [(end, start, stem.kind, stem.language, stem.text) for end, start, _, stem in found.words]
        assert hits == hits_one_by_one(text, phrases), text
        assert stems == words_one_by_one(text, words), text
        n_hits, n_words = n_hits + len(hits), n_words + len(stems)
    assert n_hits > 40
    assert n_words > 40


def told(found: Iterable[Found]) -> list[tuple[tuple[Hit, ...], tuple[Word, ...]]]:
    return [(one.hits, one.words) for one in found]


def test_lines_of_a_document_are_searched_as_each_by_itself() -> None:
    lines = texts(3, 300)
    bounds, at = [], 0
    for line in lines:
        bounds.append((at, at + len(line)))
        at += len(line) + 1
    assert told(search_lines("\n".join(lines), bounds)) == told(map(search, lines))
    # Lines that meet end their words all the same.
    assert told(search_lines("read moreread more", [(0, 9), (9, 18)])) == told([search("read more")] * 2)


@pytest.mark.parametrize("text", ("read more\ud800", "\udc00 we use cookies", "続きを読む\ud800 read_more"))
def test_a_surrogate_alone_hides_nothing_beside_it(text: str) -> None:
    assert told([search(text)]) == told([search(text.replace("\ud800", "(").replace("\udc00", "("))])
    assert search(text).hits or search(text).words


def test_phrases_with_marks_need_their_marks() -> None:
    said = {hit.phrase.text for hit in search("read more: a first-person view").hits}
    assert "read more:" in said
    assert not any(
        isinstance(hit, Hit) and hit.start == 0 and ":" in hit.phrase.text for hit in search("read more; on").hits
    )


def test_a_part_has_the_words_that_stand_in_it() -> None:
    text = "we use cookies. our bakers do, too."
    whole = Wording(text)
    first, second = whole.part(Span(0, 15)), whole.part(Span(16, len(text)))
    assert first.words == Wording(first.folded).words
    assert second.words == Wording(second.folded).words
    assert first.has(vocabulary("cookie", "name"))
    assert not second.has(vocabulary("cookie", "name"))


def test_a_vocabulary_that_no_search_knows_is_an_error() -> None:
    with pytest.raises(ValueError, match=r"control\.word-act"):
        vocabulary("control", "act")
