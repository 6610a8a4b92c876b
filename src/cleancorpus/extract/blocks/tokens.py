"""Hashed tokens of blocks and of containers' names, and the tables of learned weights they are looked up in."""

from __future__ import annotations

import re
import zlib
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

import numpy as np

_FIRST_WORDS = re.compile(r"\w+|[^\w\s]")
_DIGITS = re.compile(r"\d")
LONG_CHARS = 150  # of a longer text only the first three and the last two words are looked at
WHOLE_WORDS = 6  # a text of so many words at most is a token as a whole
# Odd constants of xxHash and MurmurHash3, which spread all bits; any change makes the tables of weights useless.
_FIRST_FACTOR, _SECOND_FACTOR, _ADDED, _LOW = (np.uint64(n) for n in (0x9E3779B1, 0x85EBCA6B, 0x165667B1, 0xFFFFFFFF))
# Words of `articleBody`, `article-body` and `ARTICLE`. Numbers and single letters are a site's own («col-8»,
# «css-1x2y»).
_NAME_PARTS = re.compile(r"[A-Z]?[a-z]{2,}|[A-Z]{2,}(?![a-z])")


@lru_cache(maxsize=65536)
def word_hash(word: str) -> int:
    """32-bit hash of a word, digits masked."""
    return zlib.crc32(_DIGITS.sub("0", word).encode("utf-8", "surrogatepass"))


class TextTokens(NamedTuple):
    """Hashed tokens of blocks: `token[i]` belongs to block `block[i]`."""

    token: np.ndarray  # uint32
    block: np.ndarray  # int32


def text_tokens(texts: list[str], which: np.ndarray) -> TextTokens:
    """First and last words and pairs of the texts numbered in `which`; of short texts all words, and the whole."""
    words: list[int] = []
    owners: list[int] = []
    sizes: list[int] = []
    long: list[bool] = []
    hash_of, find = word_hash, _FIRST_WORDS.findall
    for index in which.tolist():
        text = texts[index]
        cut = len(text) > LONG_CHARS
        if cut:
            found = find(text[:50].lower())[:3]
            found += find(text[-45:].lower())[-2:]
        else:
            found = find(text.lower())
        if found:
            words += map(hash_of, found)
            owners.append(index)
            sizes.append(len(found))
            long.append(cut)
    if not words:
        return TextTokens(np.zeros(0, np.uint32), np.zeros(0, np.int32))
    word = np.array(words, np.uint64)
    size = np.array(sizes, np.int64)
    end = np.cumsum(size)
    start = end - size
    block = np.array(owners, np.int32)
    owner = np.repeat(np.arange(len(size)), size)
    is_long = np.array(long)
    of_long = is_long[owner]
    last = np.zeros(len(word), bool)
    last[end - 1] = True
    tail = of_long & (end[owner] - np.arange(len(word)) <= 2)  # the last words of a long text have a kind of their own
    pair_at = np.flatnonzero(~last & ~(of_long & (np.concatenate((tail[1:], [True])))))
    pair = _mix(word[pair_at], word[pair_at + 1])
    pair_long = of_long[pair_at]
    kinds = np.where(of_long, np.where(tail, 13, 12), 1).astype(np.uint64)
    short = np.flatnonzero(~is_long)
    opening = np.flatnonzero(~pair_long & (pair_at == start[owner[pair_at]]))
    made = [
        (_mix(word, kinds), owner),
        (np.where(pair_long, _mix(pair, np.uint64(11)), pair), owner[pair_at]),
        (_mix(word[start[short]], np.uint64(2)), short),
        (_mix(word[end[short] - 1], np.uint64(3)), short),
        (_mix(pair[opening], np.uint64(4)), owner[pair_at[opening]]),
    ]
    few = short[size[short] <= WHOLE_WORDS]
    whole = np.full(len(few), 5, np.uint64)
    for place in range(WHOLE_WORDS):
        more = size[few] > place
        whole[more] = _mix(whole[more], word[start[few[more]] + place])
    made += [(whole, few), (_mix(size[few].astype(np.uint64), np.uint64(6)), few)]
    token = np.concatenate([hashes for hashes, _ in made]).astype(np.uint32)
    return TextTokens(token, block[np.concatenate([rows for _, rows in made])])


def _mix(first: np.ndarray, second: np.ndarray | np.uint64) -> np.ndarray:
    """A 32-bit hash of two."""
    mixed: np.ndarray = (first * _FIRST_FACTOR ^ (second * _SECOND_FACTOR + _ADDED)) & _LOW
    return mixed


@lru_cache(maxsize=65536)
def name_tokens(whole: str) -> tuple[int, ...]:
    """Hashed tokens of one class or id: its words and its pairs of words."""
    if len(whole) > 80:  # generated: no site has it twice
        return ()
    parts = [word_hash(part.lower()) for part in _NAME_PARTS.findall(whole)]
    return (*parts, *(zlib.crc32(b"%d %d" % pair) for pair in pairwise(parts)))


@dataclass(frozen=True)
class TokenTables:
    """Sorted 32-bit hashes with a weight each, in 1/16; a hash without an entry weighs nothing."""

    text_hash: np.ndarray  # uint32, sorted
    text_weight: np.ndarray  # int8
    name_hash: np.ndarray  # uint32, sorted
    name_weight: np.ndarray  # int8, (n, 3): as the block's own container, its parent, any ancestor


def look_up(hashes: np.ndarray, weights: np.ndarray, wanted: np.ndarray) -> np.ndarray:
    """Weights (int32) of the `wanted` hashes; zero where there is none."""
    if not len(hashes):
        return np.zeros((len(wanted), *weights.shape[1:]), np.int32)
    place = np.minimum(np.searchsorted(hashes, wanted), len(hashes) - 1)
    found = hashes[place] == wanted
    result = weights[place].astype(np.int32)
    result[~found] = 0
    return result
