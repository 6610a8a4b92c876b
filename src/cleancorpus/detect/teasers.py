"""What is no link to another article, though a label of links stands over or before it: a sentence, an author's own list."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise

from cleancorpus.detect.line import Line
from cleancorpus.text import CLOSERS, n_size

_SEVERAL = 2
_STOPS = (".", "\N{IDEOGRAPHIC FULL STOP}", "\N{DEVANAGARI DANDA}", "\N{ARABIC FULL STOP}", "\N{ARMENIAN FULL STOP}")
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
    if not title.endswith(_STOPS) or title.endswith("..."):
        return False
    first = next((char for char in title if char.isalpha()), "")
    return not first.isupper() or n_size(title) >= _SAID_WORDS


def is_own_list(items: Sequence[Line]) -> bool:
    """Whether the lines under a heading have the form of a list and not of headlines: a name and a remark behind a
    comma («The Lamp House, daily in summer»), or one phrase in most of them («was chosen …»).
    """
    if len(items) < _SEVERAL:
        return False
    remarks = sum(_REMARK.search(line.text) is not None and _SAYS.search(line.text) is None for line in items)
    if 2 * remarks >= len(items) and not any(line.ends_sentence for line in items):
        return True
    pairs = Counter(pair for line in items for pair in set(_small_pairs(line.text)))
    return len(items) > _SEVERAL and any(3 * times >= 2 * len(items) for times in pairs.values())


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
