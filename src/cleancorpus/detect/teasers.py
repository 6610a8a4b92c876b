"""What is no link to another article, though a label of links stands over or before it: a sentence, an author's own list."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise

from cleancorpus.detect.line import Line
from cleancorpus.text import CLOSERS, n_size

_SEVERAL = 2
STOPS = (".", "\N{IDEOGRAPHIC FULL STOP}", "\N{DEVANAGARI DANDA}", "\N{ARABIC FULL STOP}", "\N{ARMENIAN FULL STOP}")
_SAID_WORDS = 8  # a shorter sentence in a capital may be a headline with a stop
# The last part of a line behind a comma, of four words at most.
_REMARK = re.compile(r"^[^,:|?!]*[^\d,:|?!],\s(?:[^\s,]+\s){0,3}[^\s,]+$")
# A last part that says who speaks, as headlines have it: «Bridge stays shut, council says», «…, sagt der Rat».
_SAYS = re.compile(
    r",\s(?:[^,]*\s)?(?:says?|said|warns?|finds?|shows?|reports?|claims?|sagt|sagen|warnt|zeigt|dit|disent|selon|dice"
    r"|dicen|asegura|advierte|según|segundo|diz|afirma|secondo|zegt|zeggen|volgens|säger|siger|sier|enligt|ifølge"
    r"|sanoo|mówi|twierdzi|říká|заявил[аи]?|сообщил[аи]?)(?:\s[^,]*)?$",
    re.IGNORECASE,
)
_SAYS_SOMETHING = 4  # letters
_GRAMMAR = frozenset(
    """
    from with into over after before that this their they have been will about against between through under than when
    where what auch nach über unter gegen einem einen einer eines dans avec pour sous leur leurs cette entre chez para
    como sobre desde hasta esta este este estos pelo pela pelos nella nello della dello delle degli dalla dalle alla
    alle negli nelle sulla sulle voor naar door over onder från till efter eller inte över efter fra etter efter przez
    przed oraz jest się przy mezi před после перед через между
    """.split()
)


def goes_on_from_prefix(title: str) -> bool:
    """Whether what stands behind a prefix is a sentence that goes on from it: «Read more: that is what she was told.»"""
    title = title.rstrip(CLOSERS + " ")
    if not title.endswith(STOPS) or title.endswith("..."):
        return False
    first = next((char for char in title if char.isalpha()), "")
    return not first.isupper() or n_size(title) >= _SAID_WORDS


class OwnLists:
    """Which runs of `lines` have the form of a list and not of headlines: a name and a remark behind a comma («The Lamp House,
    daily in summer»), or one phrase in most of them («was chosen …»).

    Each of thousands of lines may be a heading of all that follow: what is counted for one run is kept for the next, which has
    most of its lines.
    """

    def __init__(self, lines: Sequence[Line]) -> None:
        self._lines = lines
        self._known: dict[int, tuple[bool, frozenset[tuple[str, str]]]] = {}
        self._clear()

    def _clear(self) -> None:
        self._run = range(0)
        self._remarks = self._sentences = 0
        self._pairs = Counter[tuple[str, str]]()  # in how many lines of the run each stands
        self._numbers = Counter[int]()  # how many pairs stand in so many lines
        self._most = 0  # lines that one pair stands in

    def has(self, run: range) -> bool:
        """Whether the lines of a run, by their indexes, are such a list."""
        n_lines = len(run)
        if n_lines < _SEVERAL:
            return False
        self._move(run)
        if 2 * self._remarks >= n_lines and not self._sentences:
            return True
        return n_lines > _SEVERAL and 3 * self._most >= 2 * n_lines

    def _move(self, run: range) -> None:
        old = self._run
        start, stop = max(old.start, run.start), min(old.stop, run.stop)
        if start >= stop:  # nothing in common
            start = stop = run.start
            self._clear()
            old = range(start, start)
        for index in (*range(old.start, start), *range(stop, old.stop)):
            self._count(index, -1)
        for index in (*range(run.start, start), *range(stop, run.stop)):
            self._count(index, 1)
        self._run = run

    def _count(self, index: int, step: int) -> None:
        line = self._lines[index]
        if index not in self._known:
            text = line.text
            remark = _REMARK.search(text) is not None and _SAYS.search(text) is None
            self._known[index] = remark, frozenset(_small_pairs(text))
        remark, pairs = self._known[index]
        self._remarks += step * remark
        self._sentences += step * line.ends_sentence
        for pair in pairs:
            times = self._pairs[pair]
            self._pairs[pair] = times + step
            self._numbers[times] -= 1
            self._numbers[times + step] += 1
            self._most = max(self._most, times + step)
        while self._most and not self._numbers[self._most]:
            self._most -= 1


def _small_pairs(text: str) -> Iterator[tuple[str, str]]:
    """Neighbouring words in small letters, one of them no word of grammar; what stands before a bar or colon is a
    series' name.
    """
    words = re.split(r"[|:]", text)[-1].split()
    return (
        (one, other)
        for one, other in pairwise(words)
        if one.islower() and other.islower() and not (_is_grammar(one) and _is_grammar(other))
    )


def _is_grammar(word: str) -> bool:
    """Whether a word says nothing of its own: short, or a preposition, an article, a pronoun («of the», «para los»)."""
    return len(word) < _SAYS_SOMETHING or word in _GRAMMAR
