"""Figures in groups that look like a phone number of some country and are amounts, years, scores, hours or draws.

Nothing here is asked where a word for telephones stands before the figures.
"""

from __future__ import annotations

import re
from itertools import pairwise

_DASH = r"[\N{HYPHEN}-\N{EN DASH}-]"
_AMOUNT = re.compile(r"[1-9]\d{0,2}(?P<gap>[ .])\d{3}(?:(?P=gap)\d{3})+")
_YEARS = re.compile(rf"(?:1[0-9]|20)\d\d(?:\s?{_DASH}\s?|[ /])(?:1[0-9]|20)\d\d")
_SPACED_FOURS = re.compile(rf"\d{{4}} {_DASH} \d{{4}}")  # «2794 - 5689» of a table
_ZIP = re.compile(r"\d{5}-\d{4}")
_PAIRS = re.compile(r"\d\d(?: \d\d){4}")
_HIGHEST_DRAWN = 50
# From here on what stands at the beginning of figures, whatever follows.
_SCORES = re.compile(rf"\(?\d{{1,3}}{_DASH}\d{{1,3}} \(?\d{{1,3}}{_DASH}\d{{1,3}}(?!\d)")
_HOUR = r"(?:[01]\d|2[0-4])[ .][0-5]\d"
_HOURS = re.compile(rf"{_HOUR} ?{_DASH} ?{_HOUR}(?![\d])")
_SIGN_BEFORE = re.compile(r"(?:[€$£¥]|\b(?:EUR|USD|GBP|CHF|CZK|PLN|Kčs?|zł))\s?$")
_SIGN = re.compile(
    r"\s?(?:[€$£¥%‰°]|(?:EUR|USD|GBP|CHF|CZK|PLN|Kčs?|Euros?|Dollars?|Franken|Mark|Kronen|Menschen|Einwohner\w*)\b)"
)
_WORD = re.compile(r"\s([^\W\d_]+)")
_NEXT = re.compile(r"\s[1-9]\d{0,2}(?:[ .]\d{3})+(?!\d)")
# What goes on after a phone number, too; any other word in small letters names what is counted.
_JOINS = frozenset(
    "a à al alla alle ao aos as at and avec bei bis by com con da dal dalle de del desde dla do durante e ed el en entre et for "
    "from für gegen hasta i in is la les los lub mit na nad nebo o ob od of on only or oppure oraz ou para per po por pour si "
    "so to till um und unter until v ve von w with y z za ze".split()
)


def are_other_figures(text: str, start: int, end: int) -> bool:
    """Whether `text[start:end]`, which has the form of a phone number, is a number of another kind."""
    figures = text[start:end]
    if _YEARS.fullmatch(figures) or _SPACED_FOURS.fullmatch(figures) or _ZIP.fullmatch(figures):
        return True
    amount = _AMOUNT.fullmatch(figures)
    if amount is not None:
        return (
            amount["gap"] == "."
            or _SIGN_BEFORE.search(text, max(0, start - 8), start) is not None
            or _counts(text, end)
        )
    return _PAIRS.fullmatch(figures) is not None and _are_drawn([int(pair) for pair in figures.split()])


def begin_other_figures(text: str, start: int) -> bool:
    """Whether scores («25-20 25-22») or hours («08.30 - 12.00») begin at this place."""
    return _SCORES.match(text, start) is not None or _HOURS.match(text, start) is not None


def _counts(text: str, end: int) -> bool:
    """Whether something that is counted stands behind an amount, or behind another one that follows: «619 754 865 to 701 …»."""
    while _SIGN.match(text, end) is None:
        word = _WORD.match(text, end)
        if word is None or not word[1][0].islower():
            return False
        if word[1] not in _JOINS:
            return True
        other = _NEXT.match(text, word.end())
        if other is None:
            return False
        end = other.end()
    return True


def _are_drawn(numbers: list[int]) -> bool:
    """Whether they are as those of a lottery: each higher than the one before."""
    return numbers[0] > 0 and numbers[-1] <= _HIGHEST_DRAWN and all(a < b for a, b in pairwise(numbers))
