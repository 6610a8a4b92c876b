"""Headlines compared: forms of a headline with and without the site's parts, and how alike two are."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

from rapidfuzz import fuzz

from cleancorpus.known.headlines import title_forms
from cleancorpus.text import UNSPACED_CHAR, plain, words_of

_STEM = 4  # letters a stem keeps: enough to join «ferry» with «ferries», and for inflected languages


@dataclass(frozen=True)
class Headline:
    """A known headline in comparable form: `key` is folded plain text, `stems` its content stems."""

    text: str
    key: str
    stems: frozenset[str]
    n_words: int
    part: bool = False  # one part of a longer title: the site's suffix or prefix cut off


def stems_of(text: str) -> frozenset[str]:
    """Content stems: the first letters of words of four letters or more and of numbers; pairs of characters in
    scripts without spaces.

    >>> sorted(stems_of("Voters elect a new mayor"))
    ['elec', 'mayo', 'vote']
    """
    return stems_of_key(plain(text))


def stems_of_key(key: str) -> frozenset[str]:
    """The content stems of a text that is folded plain text already."""
    words = key.split()
    stems = {word[:_STEM] for word in words if len(word) >= _STEM or word.isdigit()}
    unspaced = [word if UNSPACED_CHAR.match(word) else " " for word in words]
    stems.update(a + b for a, b in pairwise(unspaced) if a != " " and b != " ")
    return frozenset(stems)


def headline(text: str, *, part: bool = False) -> Headline:
    """`text` as a `Headline`."""
    key = plain(text)
    return Headline(text, key, stems_of(text), len(words_of(key)), part)


def forms_of(title: str) -> tuple[Headline, ...]:
    """`title` and its parts (`known.headlines.title_forms`) in comparable form."""
    made = [headline(text, part=part) for text, part in title_forms(title).items()]
    return tuple(form for form in made if form.key)


def known_headlines(titles: Iterable[str]) -> tuple[Headline, ...]:
    """The forms of all headlines the source gave, each once, whole titles first."""
    by_key: dict[str, Headline] = {}
    for title in titles:
        for form in forms_of(title):
            by_key.setdefault(form.key, form)
    return tuple(sorted(by_key.values(), key=lambda form: form.part))


def likeness(a: str, b: str, at_least: float) -> float:
    """How alike two folded plain texts are, 0 to 1, or 0 where it is under `at_least`.

    The better of two figures: letter by letter (normalised indel similarity), and the same with the words sorted.
    """
    cutoff = at_least * 100
    return max(fuzz.ratio(a, b, score_cutoff=cutoff), fuzz.token_sort_ratio(a, b, score_cutoff=cutoff)) / 100.0


def shared_stems(a: frozenset[str], b: frozenset[str]) -> float:
    """Share of the smaller set's stems that the other has, 0 to 1; 0 if either is empty."""
    if not a or not b:
        return 0.0
    return len(a & b) / min(len(a), len(b))
