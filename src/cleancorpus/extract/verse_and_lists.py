"""Which lines of repaired plain text are verse, and which are items of a list."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from cleancorpus.extract.extraction import RawBlock
from cleancorpus.text import UNSPACED_CHAR, inner_sentence_ends, words_of

# A bullet or a number before each; dashes longer than a hyphen open speech in many languages.
_ITEM = re.compile(
    r"(?P<bullet>[-*•·‣◦▪●○■□✓✔➤►–])\s+(?=\S)|\(?(?:(?P<number>\d{1,3})|(?P<letter>[A-Za-z]))[.)]\s+(?=\S)"
)
# Lines of verse are short; a line of 12 words or 70 characters is a sentence or a headline, one with an address or
# many figures is no verse.
_LONGEST, _MOST_WORDS = 70, 12
_NOT_VERSE = re.compile(r"https?:|www\.|@|\||[©®]|\d.*\d.*\d")
_WRAPPED = 45  # characters on average, where lines begin with small letters
_LEAST_LINES = 4
_SOFT = (",", ";", "—", "–", "،", "，", "、", "；")
_STOPS = (".", "!", "?", "…", "。", "！", "？", "।", "؟")
_QUOTES = "\"'”’»«“„)]」』"
_LETTERS = re.compile(r"[^\W\d_]+")
_OPEN_SYLLABLE = re.compile("[бвгджзйклмнпрстфхцчшщ][аеёиоуыэюя]$")
# Signs that add up: a stanza among others needs three of them, one alone four. Chosen by hand, on invented poems, menus
# and lists of headlines.
_ENOUGH, _ENOUGH_ALONE = 3, 4


class _Stanza(NamedTuple):
    start: int
    end: int

    @property
    def size(self) -> int:
        return self.end - self.start


def with_verse_and_lists(blocks: Sequence[RawBlock]) -> tuple[RawBlock, ...]:
    """`blocks` of plain text with the kinds `verse` and `list_item` for lines that are of them."""
    told = list(blocks)
    for start, end in _list_runs(blocks):
        for index in range(start, end):
            told[index] = (blocks[index][0], "list_item", blocks[index][2])
    for start, end in _short_runs(told):
        for first, last in _verse_in(told, start, end):
            for index in range(first, last):
                told[index] = (told[index][0], "verse", told[index][2])
    return tuple(told)


def _list_runs(blocks: Sequence[RawBlock]) -> list[tuple[int, int]]:
    """Two and more items one after the other, of one bullet or counted on."""
    found = []
    start = 0
    while start < len(blocks):
        item = _ITEM.match(blocks[start][0]) if blocks[start][1] == "line" else None
        end = start + 1
        while item and end < len(blocks) and blocks[end][1] == "line":
            after = _ITEM.match(blocks[end][0])
            if after is None or not _goes_on(item, after):
                break
            item, end = after, end + 1
        if end - start >= 2:
            found.append((start, end))
        start = end
    return found


def _goes_on(item: re.Match[str], after: re.Match[str]) -> bool:
    if item["bullet"] or after["bullet"]:
        return item["bullet"] == after["bullet"]
    if item["number"] and after["number"]:  # results give a place twice, or leave one out
        return 0 <= int(after["number"]) - int(item["number"]) <= 3
    return bool(item["letter"] and after["letter"]) and ord(after["letter"]) - ord(item["letter"]) == 1


def _short_runs(blocks: Sequence[RawBlock]) -> list[tuple[int, int]]:
    """Stretches of at least four short lines without addresses or figures."""
    found = []
    start = 0
    while start < len(blocks):
        end = start
        while end < len(blocks) and blocks[end][1] == "line" and _may_be_verse(blocks[end][0]):
            end += 1
        if end - start >= _LEAST_LINES:
            found.append((start, end))
        start = end + 1
    return found


def _may_be_verse(text: str) -> bool:
    return (
        len(text) <= _LONGEST
        and _LETTERS.search(text) is not None
        and (len(words_of(text)) <= _MOST_WORDS or UNSPACED_CHAR.search(text) is not None)
        and _NOT_VERSE.search(text) is None
    )


def _verse_in(blocks: Sequence[RawBlock], start: int, end: int) -> list[tuple[int, int]]:
    """The parts of a run of short lines that are verse: neighbouring stanzas of two lines and more, judged together."""
    borders = [start, *(index for index in range(start + 1, end) if blocks[index][2]), end]
    stanzas = [_Stanza(first, last) for first, last in pairwise(borders)]
    found = []
    group: list[_Stanza] = []
    for stanza in [*stanzas, _Stanza(end, end)]:
        if stanza.size >= 2:
            group.append(stanza)
            continue
        if group and group[-1].end - group[0].start >= _LEAST_LINES and _is_verse(blocks, group):
            goes_on = stanza.size == 1 and blocks[stanza.start][0][:1].islower()  # «so we rowed», alone at the end
            found.append((group[0].start, group[-1].end + goes_on))
        group = []
    return found


def _is_verse(blocks: Sequence[RawBlock], stanzas: Sequence[_Stanza]) -> bool:
    """Whether stanzas of short lines have enough of what menus, lists and headlines lack."""
    lines = [blocks[index][0] for index in range(stanzas[0].start, stanzas[-1].end)]
    n = len(lines)
    if (
        sum(_in_capitals(line) for line in lines) * 2 > n
        or sum(inner_sentence_ends(line[:-1]) for line in lines) * 6 > n
    ):
        return False
    bare = [line.rstrip(_QUOTES) for line in lines]
    commas = sum(line.endswith(_SOFT) for line in bare)
    soft = commas / n
    stops = sum(line.endswith(_STOPS) for line in bare) / n
    small = sum(line[:1].islower() for line in lines) / n
    inner = sum("," in line[:-1] for line in bare) / n
    if soft + stops + inner < 0.25 or (small > 0.3 and sum(map(len, lines)) > _WRAPPED * n):
        return False  # labels; prose that is broken at a narrow width
    again = Counter(" ".join(words_of(line.lower())) for line in lines)
    refrain = sum(count for line, count in again.items() if count > 1 and line.count(" ") >= 2) / n
    rhymes = _rhymes(lines)
    sizes = Counter(stanza.size for stanza in stanzas)
    equal = max(sizes.values()) if 2 <= sizes.most_common(1)[0][0] <= 14 else 0
    signs = (
        (soft >= 0.12)
        + (soft >= 0.25)
        + (stops >= 0.2)
        + (0.2 <= small <= 0.8)
        + (rhymes >= 0.4)
        + (rhymes >= 0.6)
        + 2 * (refrain >= 0.2 and inner + soft >= 0.2)
        + (equal >= 2)
        + (equal >= 3)
        + (UNSPACED_CHAR.search(lines[0]) is not None and max(map(len, lines)) - min(map(len, lines)) <= 1)
    )
    told = (
        commas > 1 or rhymes >= 0.6 or (refrain and inner + soft >= 0.2) or (equal >= 3 and small and commas)
    )  # not sentences of one line each, or headlines with stops
    return bool(told) and signs >= (_ENOUGH if len(stanzas) > 1 else _ENOUGH_ALONE)


def _in_capitals(line: str) -> bool:
    """Whether each of several words begins with a capital, as in menus and lists of names."""
    words = _LETTERS.findall(line)
    return all(word[0].isupper() for word in words) and any(char.islower() for char in line) and len(words) > 1


def _rhymes(lines: Sequence[str]) -> float:
    """The share of lines that end as one of the next two or the two before does, in another word."""
    ends = []
    for line in lines:
        words = _LETTERS.findall(line.lower())
        ends.append(words[-1] if words else "")
    rhyming = set()
    for index, word in enumerate(ends):
        for other in range(index + 1, min(index + 4, len(ends))):
            if word != ends[other] and _rhyme(word, ends[other]):
                rhyming |= {index, other}
    return len(rhyming) / max(1, len(ends))


def _rhyme(one: str, other: str) -> bool:
    """Three letters at the end; two in short words, and in Cyrillic a syllable that ends in its vowel («вода», «когда»)."""
    if min(len(one), len(other)) < 2 or UNSPACED_CHAR.search(one):
        return False
    if one[-3:] == other[-3:]:
        return True
    return one[-2:] == other[-2:] and (min(len(one), len(other)) <= 4 or _OPEN_SYLLABLE.search(one) is not None)
