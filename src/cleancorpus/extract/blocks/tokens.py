"""Hashed tokens of blocks and of containers' names, and the tables of learned weights they are looked up in."""

from __future__ import annotations

import itertools
import re
import zlib
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

import numpy as np

_FIRST_WORDS = re.compile(r"\w+|[^\w\s]")
_DIGITS = re.compile(r"\d")
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
    hashes: list[int] = []
    blocks: list[int] = []
    for index in which.tolist():
        text = texts[index].lower()
        if len(text) > 150:
            head = _FIRST_WORDS.findall(text[:50])[:3]
            tail = _FIRST_WORDS.findall(text[-45:])[-2:]
            words = [word_hash(word) for word in head]
            made = [_mix(_mix(words[i], words[i + 1]), 11) for i in range(len(words) - 1)]
            made.extend(_mix(word, 12) for word in words)
            made.extend(_mix(word_hash(word), 13) for word in tail)
        else:
            words = [word_hash(word) for word in _FIRST_WORDS.findall(text)]
            if not words:
                continue
            made = [_mix(word, 1) for word in words]
            pairs = [_mix(words[i], words[i + 1]) for i in range(len(words) - 1)]
            made += pairs
            made.append(_mix(words[0], 2))
            made.append(_mix(words[-1], 3))
            if pairs:
                made.append(_mix(pairs[0], 4))
            if len(words) <= 6:
                whole = 5
                for word in words:
                    whole = _mix(whole, word)
                made.append(whole)
                made.append(_mix(len(words), 6))
        hashes += made
        blocks += [index] * len(made)
    return TextTokens(np.array(hashes, np.uint32), np.array(blocks, np.int32))


def _mix(first: int, second: int) -> int:
    return ((first * 0x9E3779B1) ^ (second * 0x85EBCA6B) + 0x165667B1) & 0xFFFFFFFF


@lru_cache(maxsize=16384)
def name_tokens(name: str) -> tuple[int, ...]:
    """Hashed tokens of a container's class, id ...: its words and its whole names."""
    tokens: dict[int, None] = {}
    for whole in name.split():
        parts = [part.lower() for part in _NAME_PARTS.findall(whole)]
        for part in parts:
            tokens[word_hash(part)] = None
        for first, second in itertools.pairwise(parts):
            tokens[_mix(word_hash(first), word_hash(second))] = None
    return tuple(tokens)


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
