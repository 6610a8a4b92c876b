"""What single texts of a page look like, and how they compare with what the page says of itself."""

from __future__ import annotations

import re

import numpy as np

from cleancorpus.extract.blocks.head import Head
from cleancorpus.extract.blocks.walk import PageBlocks
from cleancorpus.text import UNSPACED

# The end of a sentence behind which up to four quotation marks, brackets, notes or blanks stand. Like all numbers of
# this file a part of the features that the weights were fitted to: a change needs a new training.
_LAST_MARK = re.compile(
    r"[.!?\N{HORIZONTAL ELLIPSIS}\N{IDEOGRAPHIC FULL STOP}\N{FULLWIDTH EXCLAMATION MARK}"
    r"\N{FULLWIDTH QUESTION MARK}\N{HALFWIDTH IDEOGRAPHIC FULL STOP}\N{ARABIC QUESTION MARK}"
    r"\N{ARABIC FULL STOP}\N{DEVANAGARI DANDA}\N{ARMENIAN FULL STOP}\N{ETHIOPIC FULL STOP}៕]"
    r"['\"\N{RIGHT DOUBLE QUOTATION MARK}\N{RIGHT SINGLE QUOTATION MARK}»«)\]」』\N{FULLWIDTH RIGHT PARENTHESIS}"
    r"\N{SINGLE RIGHT-POINTING ANGLE QUOTATION MARK}*\s]{0,4}$"
)
# Not `known.headlines.SEPARATOR`: parts cut like this are what the classifier's weights were fitted to.
_TITLE_PARTS = re.compile(r"\s[|\-\N{EN DASH}\N{EM DASH}»\N{MIDDLE DOT}\N{BULLET}:]+\s|\s*\|\s*")
_WORD = re.compile(rf"[{UNSPACED}]|[^\W{UNSPACED}]+")  # a character each where words are not parted by spaces
_OPENING = (
    "\"'\N{LEFT DOUBLE QUOTATION MARK}\N{DOUBLE LOW-9 QUOTATION MARK}«\N{LEFT SINGLE QUOTATION MARK}»"
    "\N{LEFT CORNER BRACKET}\N{LEFT WHITE CORNER BRACKET}"
)
_STOPS = ".!?\N{HORIZONTAL ELLIPSIS}\N{IDEOGRAPHIC FULL STOP}\N{FULLWIDTH EXCLAMATION MARK}\N{FULLWIDTH QUESTION MARK}"
# Tags, entities and blanks of an `articleBody`, all of which sites put into it; 300 characters bound the search behind
# a «<» that opens no tag.
_MARKUP = re.compile(r"<[^>]{1,300}>|&[a-z]{2,6};|\s+")


def last_kind(text: str) -> int:
    char = text[-1]
    if char.isalnum():
        return 0
    if char in _STOPS:
        return 4 if text.endswith(("...", "\N{HORIZONTAL ELLIPSIS}")) else 3
    if char in ":\N{FULLWIDTH COLON}":
        return 2
    return 3 if _LAST_MARK.search(text[-6:]) else 1


def first_kind(text: str) -> int:
    char = text[0]
    if char.isupper():
        return 3
    if char.islower():
        return 1
    if char.isdigit():
        return 2
    if char.isalpha():
        return 4
    return 5 if char in _OPENING else 0


def title_likeness(
    page: PageBlocks, which: np.ndarray, is_heading: np.ndarray, length: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Per block in `which`: Jaccard likeness of its words to the best title or title part, and their share in the titles.

    Zero for other blocks, and for texts too short or too long to be a headline.
    """
    like, inside = np.zeros(len(page), np.float32), np.zeros(len(page), np.float32)
    variants: list[frozenset[str]] = []
    for title in page.head.titles[:6]:
        parts = [title, *_TITLE_PARTS.split(title)] if len(title) < 400 else []
        for part in parts:
            words = frozenset(_WORD.findall(part.lower()))
            if len(words) >= 3 and words not in variants:
                variants.append(words)
    if not variants:
        return like, inside
    every = set[str]().union(*variants)
    longest = max(map(len, page.head.titles[:6]))
    size = length[which]
    for block in which[(size <= 1.5 * longest + 20) & ((size >= 15) | is_heading[which])].tolist():
        own = set(_WORD.findall(page.texts[block].lower()))
        common = len(own & every)
        if not common:
            continue
        inside[block] = common / len(own)
        if common >= 2:
            like[block] = max(len(own & variant) / len(own | variant) for variant in variants)
    return like, inside


def in_article_body(head: Head, texts: list[str]) -> np.ndarray:
    """1 where the start and the end of a text stand in the page's own articleBody, .5 for one of them, -1: no body."""
    if len(head.article_body) < 200:  # a description, which some sites put there
        return np.full(len(texts), -1.0)
    body = _MARKUP.sub("", head.article_body)
    result = np.zeros(len(texts))
    for number, text in enumerate(texts):
        if len(text) >= 12:
            packed = "".join(text.split())
            result[number] = (packed[:24] in body) / 2 + (packed[-24:] in body) / 2
    return result


def names_author(head: Head, texts: list[str]) -> np.ndarray:
    """1 where a short text names an author of the page, 2 where it does little else."""
    result = np.zeros(len(texts))
    for author in head.authors[:6]:
        for number, text in enumerate(texts):
            if len(text) < 200 and author in text:
                result[number] = 2 if len(text) < 2 * len(author) + 20 else 1
    return result


def repeats(texts: list[str]) -> tuple[np.ndarray, np.ndarray]:
    """Whether a text stood before on the page, and how often it stands on it."""
    counts: dict[str, int] = {}
    seen = np.zeros(len(texts), bool)
    for number, text in enumerate(texts):
        count = counts.get(text, 0)
        seen[number] = count > 0
        counts[text] = count + 1
    return seen, np.array([counts[text] for text in texts], np.int32)
