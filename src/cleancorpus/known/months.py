"""The one table of months: their names in all languages of the lexicon.

>>> months()["marca"], sorted(month_names(3, "fr"))
(Month(number=3), ['mars'])
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from cleancorpus.lexicon import phrases


class Month(NamedTuple):
    """A month's name among the words of a text: 1 to 12; 0 for a name that languages give to different months."""

    number: int


# «listopada» is November in Polish and October in Croatian. Croats and Czechs write a dot behind the day, Poles do not.
_WITH_DOT, _WITHOUT_DOT = ("hr", "cs"), ("pl",)
# Letters that are no letter with a mark to Unicode, and the Turkish capital, which has no small one of its length.
_NO_ACCENT = str.maketrans("ıøłđ\N{LATIN CAPITAL LETTER I WITH DOT ABOVE}", "ioldi")


@lru_cache(maxsize=256)
def month_names(number: int, language: str | None = None) -> frozenset[str]:
    """The names of a month (1 to 12), of all languages or of one, folded and without a final dot."""
    return frozenset(name.rstrip(".") for name in phrases(f"timestamp.word-month-{number}", language))


@lru_cache(maxsize=1)
def months() -> dict[str, Month]:
    """The names of months in all languages of the lexicon, as `month_names` gives them."""
    return {name: Month(min(numbers)) for name, numbers in _numbers().items()} | {
        name: _meaning(name, _WITHOUT_DOT) for name in _shared()
    }


@lru_cache(maxsize=1)
def months_after_dot() -> dict[str, Month]:
    """The names that are another month, or none for sure, behind a day with a dot («3. listopada»)."""
    return {name: _meaning(name, _WITH_DOT) for name in _shared()}


def month_of(word: str, *, after_dot: bool = False) -> Month | None:
    """The month that a folded word names, accents or not («fevrier», «kasim»); None if it is no month's name.

    Of use where a date must stand: without accents some are first names («marco», «marc»). `after_dot` says that a day
    with a dot stands before it.

    >>> month_of("fevrier"), month_of("listopada"), month_of("listopada", after_dot=True)
    (Month(number=2), Month(number=11), Month(number=10))
    """
    if after_dot and word in months_after_dot():
        return months_after_dot()[word]
    return months().get(word) or _plain_months().get(word if word.isascii() else _without_accents(word))


@lru_cache(maxsize=1)
def _plain_months() -> dict[str, Month]:
    return {_without_accents(name): month for name, month in months().items() if len(name) > 2}


@lru_cache(maxsize=1)
def _numbers() -> dict[str, set[int]]:
    numbers: dict[str, set[int]] = {}
    for number in range(1, 13):
        for name in month_names(number):
            numbers.setdefault(name, set()).add(number)
    return numbers


def _shared() -> list[str]:
    """The names that languages give to different months."""
    return [name for name, numbers in _numbers().items() if len(numbers) > 1]


def _meaning(name: str, languages: Sequence[str]) -> Month:
    found = {number for number in _numbers()[name] for lang in languages if name in month_names(number, lang)}
    return Month(found.pop() if len(found) == 1 else 0)


def _without_accents(name: str) -> str:
    decomposed = unicodedata.normalize("NFD", name.translate(_NO_ACCENT))
    return "".join(char for char in decomposed if not "\u0300" <= char <= "\u036f")


# A number, or a word: what is neither letter, digit nor mark of a script parts them, and so does a change of the kind.
WORD = re.compile(
    r"\d+|[^\s\d.,:;|/\N{BULLET}\N{MIDDLE DOT}\N{EN DASH}\N{EM DASH}\-()\[\]{}<>«»\"'"
    r"\N{RIGHT SINGLE QUOTATION MARK}\N{LEFT DOUBLE QUOTATION MARK}\N{RIGHT DOUBLE QUOTATION MARK}"
    r"\N{LEFT SINGLE QUOTATION MARK}\N{RIGHT SINGLE QUOTATION MARK}*+_~=!?&@#\N{ARABIC COMMA}"
    r"\N{IDEOGRAPHIC FULL STOP}\N{FULLWIDTH COMMA}\N{FULLWIDTH COLON}\N{FULLWIDTH LEFT PARENTHESIS}"
    r"\N{FULLWIDTH RIGHT PARENTHESIS}【】\N{KATAKANA MIDDLE DOT}\N{FULLWIDTH VERTICAL LINE}"
    r"\N{HORIZONTAL ELLIPSIS}]+"
)


@lru_cache(maxsize=1)
def _long_names() -> tuple[re.Pattern[str], dict[str, str]]:
    """Names of several words or with dots inside («كانون الثاني», «ม.ค.»), and a name of one word for each."""
    table = {
        name: max(month_names(number, "en"), key=len)
        for number in range(1, 13)
        for name in month_names(number)
        if not any(word in months() for word in WORD.findall(name))
    }
    return re.compile("|".join(re.escape(name) for name in sorted(table, key=len, reverse=True))), table


def with_short_names(folded: str) -> str:
    """`folded` with an English name for each month whose own has several words or dots inside."""
    pattern, table = _long_names()

    def short(match: re.Match[str]) -> str:
        beside = folded[match.start() - 1 : match.start()] + folded[match.end() : match.end() + 1]
        return match[0] if any(char.isalpha() for char in beside) else table[match[0]]

    return pattern.sub(short, folded)
