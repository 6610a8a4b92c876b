"""Texts as sets of shingles: five words in a row, each set a sorted array of 64-bit hashes.

Case, punctuation and Unicode's compatible forms do not count, and only here: the text itself stays as it is. Numbers are words
as any other. In scripts without spaces each character is a word. A text of fewer than five words is one shingle of all of them,
so that short texts are alike only where they are equal; one without any word is known by its characters.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import xxhash

from cleancorpus.folded import plain_texts

Hashes = np.ndarray[Any, np.dtype[np.uint64]]
Offsets = np.ndarray[Any, np.dtype[np.int64]]

WORDS = 5  # in a shingle, as datatrove and the papers on web corpora have it
_FACTOR = np.uint64(0x9E3779B97F4A7C15)
_MIX = (np.uint64(0xFF51AFD7ED558CCD), np.uint64(0xC4CEB9FE1A85EC53))  # of MurmurHash3's finaliser
_HALF = np.uint64(33)


def shingle_hashes(texts: Sequence[str]) -> tuple[Hashes, Offsets]:
    """The shingles of all texts one behind the other, and where those of each begin, with the end of the last.

    A shingle that stands twice in a text is there twice. Of equal texts they are equal, anywhere.
    """
    lists = pc.split_pattern(
        pc.ascii_trim(pa.array(plain_texts(texts), pa.large_binary()).cast(pa.large_string()), " "), " "
    )
    pieces = lists.flatten()
    is_word = pc.not_equal(pieces, "")  # between blanks in a row is none
    starts = np.concatenate([[0], np.cumsum(is_word.to_numpy(zero_copy_only=False))])[lists.offsets.to_numpy()]
    coded = pc.filter(pieces, is_word).dictionary_encode()
    known = coded.dictionary.cast(pa.large_binary()).to_pylist()
    by_word = np.fromiter((xxhash.xxh3_64_intdigest(word) for word in known), np.uint64, len(known))
    return _rolled(by_word[coded.indices.to_numpy()], np.asarray(starts, np.int64), texts)


def shingle_sets(texts: Sequence[str]) -> list[Hashes]:
    """The shingles of each text, sorted, each once."""
    hashes, offsets = shingle_hashes(texts)
    return [np.unique(hashes[start:end]) for start, end in pairwise(offsets.tolist())]


def jaccard(one: Hashes, other: Hashes) -> float:
    """How much of two sets of shingles is common to both: 0 to 1."""
    together = np.concatenate([one, other])
    together.sort()
    common = int(np.count_nonzero(together[1:] == together[:-1]))
    return common / (len(together) - common) if len(together) else 1.0


def _rolled(words: Hashes, starts: Offsets, texts: Sequence[str]) -> tuple[Hashes, Offsets]:
    """Shingles of the words' hashes; `starts` are where the words of each text begin."""
    counts = np.diff(starts)
    n_shingles = np.maximum(counts - WORDS + 1, 1)
    offsets = np.concatenate([[0], np.cumsum(n_shingles)])
    rolled = np.zeros(max(0, len(words) - WORDS + 1), np.uint64)
    for place in range(WORDS):
        rolled *= _FACTOR
        rolled += words[place : len(rolled) + place]
    inside = np.ones(len(rolled), bool)  # no shingle spans two texts
    for before in range(1, WORDS):
        places = starts[1:-1] - before
        inside[places[(places >= 0) & (places < len(rolled))]] = False
    # a text of fewer words loses all its starts to the next text's; at the end of the batch there are none
    short = np.flatnonzero(counts < WORDS)
    found = np.zeros(int(offsets[-1]), np.uint64)
    of_long = np.ones(len(found), bool)
    of_long[offsets[short]] = False
    for start, end in zip(starts[short].tolist(), starts[short + 1].tolist(), strict=True):
        inside[start:end] = False
    found[of_long] = rolled[inside]
    for number in short.tolist():
        own = words[starts[number] : starts[number + 1]]
        whole = own.tobytes() or unicodedata.normalize("NFKC", texts[number]).encode("utf-8", "replace")
        found[offsets[number]] = np.uint64(xxhash.xxh3_64_intdigest(whole))
    return _mixed(found), offsets.astype(np.int64)


def _mixed(hashes: Hashes) -> Hashes:
    """Hashes whose every bit depends on every bit of the given ones."""
    for factor in _MIX:
        hashes = (hashes ^ (hashes >> _HALF)) * factor
    return hashes ^ (hashes >> _HALF)
