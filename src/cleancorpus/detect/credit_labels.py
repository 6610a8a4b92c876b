"""The labels of credits, and where the blank behind one or between its names was lost."""

from __future__ import annotations

import re
from functools import lru_cache

from cleancorpus.lexicon import phrases

# Where the blank between a name's element and the next was lost: «Jane DoeStaff Writer», «DoeFollow», «Doe2024-03-03».
_GLUED = re.compile(
    r"(?<=[a-zà-ÿ])(?=(?:Staff|Reporter|Writer|Correspondent|Editor|Published|Updated|Posted|Contributor|Senior|Special"
    r"|Follow|Following|Twitter|Facebook|Categor(?:y|ies)|Kategorien?|Comments?|Kommentare?|Korrespondent(?:in)?"
    r"|Redakteur(?:in)?|Chefredakteur(?:in)?|Reporterin|Journalist(?:in)?)(?![a-z]))"
    r"|(?<=Twitter)(?=[A-Z])|(?<=[^\W\d_])(?=@\w)|(?<=[^\W\d_])(?=\d{4}-\d\d)|(?<=[a-zà-ÿ])(?=\d+ (?:Comment|Kommentar))"
)


_GLUED_DAY = re.compile(r"(?<=[a-zà-ÿ])(?=(?:Jan|Feb|Mar|Apr|May|June?|July?|Aug|Sept?|Oct|Nov|Dec)[a-z]{0,6}\.? \d)")


# The same behind the label: «byJane Doe», «Posted byJane Doe».
_GLUED_LABEL = re.compile(
    r"(?:[Pp]osted |[Ww]ritten |[Pp]ublished )?(?:[Bb]y|[Vv]on|Author|Autor)(?=[A-ZÀ-Þ]\S*\s[A-ZÀ-Þ])"
)


@lru_cache(maxsize=512)
def unglued(text: str) -> str:
    """`text` with the blanks that were lost between a name and what stands behind it.

    >>> unglued("Jane DoeFollow"), unglued("Jane DoeStaff Writer")
    ('Jane Doe Follow', 'Jane Doe Staff Writer')
    """
    return _GLUED.sub(" ", _GLUED_DAY.sub(" | ", text))


def glued_label_end(text: str) -> int:
    """Where a label that lost its blank ends: «byJane Doe», «Posted byJane Doe»; or 0."""
    match = _GLUED_LABEL.match(text)
    return match.end() if match else 0


# Behind a label without a preposition; in East Asia an equals sign, a slash or a dot do as well as a colon.
AFTER_LABEL = tuple(":\N{FULLWIDTH COLON}=\N{FULLWIDTH EQUALS SIGN}|/\N{FULLWIDTH SOLIDUS}\N{BLACK CIRCLE}")


def _anchored(kind: str) -> str:
    """An alternation of the phrases of `kind`, each with what must follow it: a blank, or in CJK a colon or bar."""
    dense = r"\s*[:\N{FULLWIDTH COLON}\N{FULLWIDTH EQUALS SIGN}=\N{KATAKANA MIDDLE DOT}/\N{FULLWIDTH SOLIDUS}]\s*"
    spaced = r"(?:\s*[:\N{FULLWIDTH COLON}]\s*|\s+|(?=$))"
    ordered = sorted(phrases(kind), key=len, reverse=True)
    return "|".join(re.escape(text) + (dense if "\u2e80" <= text[0] <= "\ud7a3" else spaced) for text in ordered)


@lru_cache(maxsize=1)
def _prefix() -> re.Pattern[str]:
    return re.compile(rf"[\s\W]{{0,4}}(?:{_anchored('byline.word-prefix')})")


@lru_cache(maxsize=1)
def inner_prefix() -> re.Pattern[str]:
    words = [re.escape(t) for t in phrases("byline.word-prefix") if len(t) > 1 and not ("\u2e80" <= t[0] <= "\ud7a3")]
    return re.compile(rf"(?:^|[\s,])(?:{'|'.join(sorted(words, key=len, reverse=True))}):?\s+(?=\S)")


# Looked up before the pattern of all labels is tried, which is some hundred words long.
_FIRST_WORD = re.compile(r"[\s\W]{0,4}([^\W_]+)")


@lru_cache(maxsize=1)
def _prefix_starts() -> frozenset[str]:
    """The first words of the weak labels."""
    firsts = (_FIRST_WORD.match(text) for text in phrases("byline.word-prefix"))
    return frozenset(first[1] for first in firsts if first)


def prefix_end(folded: str) -> int:
    """Where a weak byline label («by», «von», «par» …) at the start of `folded` ends, or 0.

    >>> prefix_end("by jane doe"), prefix_end("bypass closed")
    (3, 0)
    """
    first = _FIRST_WORD.match(folded)
    if first is None or first[1] not in _prefix_starts():
        return 0
    match = _prefix().match(folded)
    return match.end() if match and match.end() < len(folded) else 0


def is_noun_label(word: str) -> bool:
    """Whether a label is a noun («author», «Redaktion»), after which a name needs a colon."""
    return word.split()[-1] not in _PREPOSITIONS and word not in phrases("byline.word-prefix")


_PREPOSITIONS = frozenset(
    """
    by from von par por per da di de do del door av af przez od от із від to führte führten der die das ile oleh of
    with mit avec con com in dem ved du dal dall' het från fra
    """.split()
)
