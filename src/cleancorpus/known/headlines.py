"""Headlines and titles: what stands between a headline and what sites put around it, and when two say the same.

One table of separators for all, so that a title is cut alike whether a page or a record gave it, whether the headline is
looked for in it or it is looked for in the text.
"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from rapidfuzz import fuzz

from cleancorpus.text import plain, words_of

MAX_HEADLINE_CHARS = 250  # a longer line is a paragraph, a longer value of a page's title a description

# Bars part a title with or without spaces around them, and no headline holds one. Besides the usual ones: what sites
# in Korea (a vowel that looks like a bar) and designers take for it.
_BARS = (
    "|\N{BROKEN BAR}\N{FULLWIDTH VERTICAL LINE}\N{LIGHT VERTICAL BAR}\N{DIVIDES}\N{CURLY BRACKET EXTENSION}"
    "\N{HANGUL LETTER I}"
)
# Of these one space is enough, on either side.
_MARKS = (
    "\N{BULLET}\N{MIDDLE DOT}\N{DOT OPERATOR}\N{STAR OPERATOR}\N{RIGHTWARDS ARROW}"
    "\N{EN DASH}\N{EM DASH}\N{HORIZONTAL BAR}\N{FULLWIDTH SOLIDUS}\N{FULLWIDTH LOW LINE}"
)
_GUILLEMETS = (
    "\N{RIGHT-POINTING DOUBLE ANGLE QUOTATION MARK}\N{LEFT-POINTING DOUBLE ANGLE QUOTATION MARK}"
    "\N{SINGLE RIGHT-POINTING ANGLE QUOTATION MARK}\N{SINGLE LEFT-POINTING ANGLE QUOTATION MARK}"
)
# Between headline, section and site's name. Guillemets are quotation marks with a space on one side only, or before
# another separator; a hyphen, colon or slash without spaces around it is part of the headline.
SEPARATOR = re.compile(
    rf"""
    \s*(?:[{_BARS}]|[:\N{{FULLWIDTH COLON}}]{{2,}})\s*
    |\s*[{_MARKS}]\s+|\s+[{_MARKS}]\s*
    |\s+[{_GUILLEMETS}]\s+(?![-:/{_BARS}{_MARKS}])
    |\s+(?:-{{2,}}|[-\N{{HYPHEN}}\N{{NON-BREAKING HYPHEN}}:~/_]{{1,2}})\s+
    |(?<=[^\x00-\x7f])_(?=[^\x00-\x7f])             # Chinese sites: headline_section_site
    """,
    re.VERBOSE,
)
# Between a kicker, or a site's name, and the headline behind it.
COLON = re.compile(r"\s*[:\N{FULLWIDTH COLON}]\s+")
# A remark, a section or a site's name in brackets before or behind the headline.
_INSIDE = r"(?P<inside>[^()\[\]\N{LEFT BLACK LENTICULAR BRACKET}\N{RIGHT BLACK LENTICULAR BRACKET}]{2,40})"
BRACKETED_END = re.compile(
    rf"\s*[(\[\N{{LEFT BLACK LENTICULAR BRACKET}}]{_INSIDE}[)\]\N{{RIGHT BLACK LENTICULAR BRACKET}}]\s*$"
)
BRACKETED_START = re.compile(
    rf"^\s*[(\[\N{{LEFT BLACK LENTICULAR BRACKET}}]{_INSIDE}[)\]\N{{RIGHT BLACK LENTICULAR BRACKET}}]\s*"
)
# Between the steps of a breadcrumb and the entries of a menu.
CRUMB = re.compile(
    r"\s*[>/|\N{RIGHT-POINTING DOUBLE ANGLE QUOTATION MARK}\N{SINGLE RIGHT-POINTING ANGLE QUOTATION MARK}"
    r"\N{RIGHTWARDS ARROW}\N{MIDDLE DOT}\N{BULLET}]\s*"
)
# `fuzz.ratio` of the plain texts from which two headlines count as one: a letter more in 17, or another letter in 34.
# The price: two long headlines that differ in a digit alone are one, too.
_SAME = 97.0


class Pieces(NamedTuple):
    """A title cut at its separators: `texts` has one more than `separators`."""

    texts: tuple[str, ...]
    separators: tuple[str, ...]

    def join(self, start: int, end: int) -> str:
        """The pieces `start` to `end` (exclusive) as they stand in the title."""
        parts = [self.texts[start]]
        for index in range(start + 1, end):
            parts += [self.separators[index - 1], self.texts[index]]
        return "".join(parts).strip()

    def ends_at_bar(self, end: int) -> bool:
        """Whether a bar, or the `_` of Chinese sites, stands before the last of the first `end` pieces."""
        return is_bar(self.separators[end - 2])


def is_bar(separator: str) -> bool:
    """Whether a separator is one that headlines do not hold, so that what stands behind it is the site's."""
    return any(char in _BARS or char in "_\N{FULLWIDTH LOW LINE}" for char in separator)


# What has more is no headline with parts, and all of its forms would take the square of its length.
_MOST_CUTS = 40


def split_title(title: str) -> Pieces:
    """`title` cut at its separators; one that nothing stands before or behind is part of its piece, or left out.

    >>> split_title("Storm closes bridge - News | Harbour Gazette")
    Pieces(texts=('Storm closes bridge', 'News', 'Harbour Gazette'), separators=(' - ', ' | '))
    """
    texts: list[str] = []
    separators: list[str] = []
    position = 0
    for match in SEPARATOR.finditer(title):
        if match.start() == position:
            continue
        texts.append(title[position : match.start()])
        separators.append(match[0])
        position = match.end()
        if len(separators) > _MOST_CUTS:
            return Pieces((title,), ())
    if position < len(title) or not texts:
        texts.append(title[position:])
    elif separators:
        separators.pop()
    return Pieces(tuple(texts), tuple(separators))


def partition_colon(title: str) -> tuple[str, str, str]:
    """What stands before the first colon with a space behind it, the colon, and the rest; empty without one."""
    match = COLON.search(title)
    return (title[: match.start()], match[0], title[match.end() :]) if match else (title, "", "")


def title_forms(title: str) -> dict[str, bool]:
    """`title`, and what is left of it without its first or last parts, its kicker or a remark in brackets.

    The value says whether it is a part. Inner parts must have three words: sections seldom have.

    >>> list(title_forms("Ferry: Strike goes on | Gazette"))
    ['Ferry: Strike goes on | Gazette', 'Ferry: Strike goes on', 'Gazette', 'Ferry', 'Strike goes on | Gazette']
    """
    forms = {title.strip(): False}
    cuts = list(SEPARATOR.finditer(title))
    remark = BRACKETED_END.search(title)
    colons = [
        cut for cut in COLON.finditer(title) if not title[max(0, cut.start() - 1) : cut.start()].isdigit()
    ]  # «Room 4: …»
    if len(cuts) + len(colons) > _MOST_CUTS:
        return forms
    for cut in (*cuts, *colons):
        for piece in (title[: cut.start()], title[cut.end() :]):
            forms.setdefault(piece.strip(), True)
    if remark:
        for piece in (title[: remark.start()], remark["inside"]):
            forms.setdefault(piece.strip(), True)
    for left, right in pairwise(cuts):
        piece = title[left.end() : right.start()]
        if len(words_of(piece)) >= 3:
            forms.setdefault(piece.strip(), True)
    return forms


@lru_cache(maxsize=4096)
def headline_key(text: str) -> str:
    """A headline in comparable form: `plain`, remembered, as each of a page's is compared with all others."""
    return plain(text)


def same_headline(one: str, other: str) -> bool:
    """Whether two headlines are the same but for case, accents, punctuation and a letter."""
    first, second = headline_key(one), headline_key(other)
    # Short ones must be equal: at 97 none that has less than 12 letters may differ anyway, so this only spares time.
    return first == second or (min(len(first), len(second)) >= 12 and fuzz.ratio(first, second) >= _SAME)
