"""Which words the lines of documents share: with the page, with its main run of sentences, with its headlines.

Words and stems become numbers and questions about sets of them become sorting.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from cleancorpus.detect.line_model.batch import Batch, Flags, Floats, Ints, distinct
from cleancorpus.word_counts import words_in_lines

Words = NDArray[np.int32]
_STEM = 5  # characters; words that are shorter than four are no words of a bag that has longer ones


@dataclass(frozen=True)
class Vocabulary:
    """Counts by line of the batch.

    `bag`: its different stems; `shared`: lines of the document that have them, added up; `in_run`: how many of them another
    line of the main run has; `alone`: how many stand on no other line; `of_heads`: how many stand in headlines. `words`:
    its different words; `pairs`: its different pairs of words, and `known`: how many of these an earlier line has.
    """

    bag: Floats
    shared: Floats
    in_run: Floats
    alone: Floats
    of_heads: Floats
    words: Floats
    pairs: Floats
    known: Floats


def stems(words: Sequence[str]) -> set[str]:
    """The longer words cut to five characters, so that inflected forms meet; all words if there are no longer ones."""
    return {word[:_STEM] for word in words if len(word) > 3} or set(words)


def read_words(batch: Batch, inside: Flags, heads: Sequence[set[str]]) -> Vocabulary:
    """The vocabulary of a batch; `inside` says which lines are of the main run, `heads` has the stems of headlines of each."""
    n = batch.n
    counts = [line.n_words for line in batch.lines]
    if not any(counts):
        return Vocabulary(*np.zeros((8, n)))
    words = words_in_lines(batch.folded).dictionary_encode()
    word, dictionary = words.indices.to_numpy(), words.dictionary
    line = np.repeat(batch.index, counts)
    bag, shared, in_run, alone, of_heads = _read_stems(batch, inside, heads, line, word, dictionary)
    pairs, known = _read_pairs(batch, line, word, len(dictionary))
    different = _per_line(batch, distinct(line, word, len(dictionary))[0])
    return Vocabulary(bag, shared, in_run, alone, of_heads, different, pairs, known)


def _per_line(batch: Batch, owners: Ints) -> Floats:
    return np.bincount(owners, minlength=batch.n).astype(np.float64)


def _read_stems(
    batch: Batch, inside: Flags, heads: Sequence[set[str]], line: Ints, word: Words, dictionary: pa.Array
) -> tuple[Floats, Floats, Floats, Floats, Floats]:
    """`bag`, `shared`, `in_run`, `alone` and `of_heads` of the words in some lines; in its own function, as of a long text each
    array is as large as the text.
    """
    n = batch.n
    cut = pc.utf8_slice_codeunits(dictionary, 0, _STEM).dictionary_encode()
    n_stems = len(cut.dictionary)
    is_long = (pc.utf8_length(dictionary).to_numpy() > 3)[word]
    has_long = np.bincount(line[is_long], minlength=n) > 0
    in_bag = is_long | ~has_long[line]
    owner = line[in_bag]
    place, owner = distinct(batch.doc[owner] * n_stems + cut.indices.to_numpy()[word[in_bag]], owner, n)
    del is_long, in_bag
    # Lines that have a stem stand together now: a group is a stem of a document.
    begins = np.flatnonzero(np.concatenate(([True], place[1:] != place[:-1])))
    sizes = np.diff(np.append(begins, len(place)))
    named = np.repeat(_are_in(place[begins], _keys_of(heads, cut.dictionary, n_stems)), sizes)
    del place
    times = np.repeat(sizes, sizes)
    in_run = np.repeat(np.add.reduceat(inside[owner].astype(np.int64), begins), sizes) > inside[owner]
    return (
        _per_line(batch, owner),
        np.bincount(owner, times, minlength=n).astype(np.float64),
        _per_line(batch, owner[in_run]),
        _per_line(batch, owner[times == 1]),
        _per_line(batch, owner[named]),
    )


def _read_pairs(batch: Batch, line: Ints, word: Words, n_words: int) -> tuple[Floats, Floats]:
    """`pairs` and `known` of the words in some lines."""
    same_line = line[1:] == line[:-1]
    where = line[1:][same_line]
    first = batch.doc[where] * n_words + word[:-1][same_line]
    pair, with_pair = distinct(first * n_words + word[1:][same_line], where, batch.n)
    again = np.concatenate(([False], pair[1:] == pair[:-1]))[: len(pair)]
    return _per_line(batch, with_pair), _per_line(batch, with_pair[again])


def _array(words: Iterable[str]) -> pa.Array:
    return pa.array(list(words), pa.large_string())


def _are_in(ordered: Ints, wanted: Ints) -> Flags:
    """Which of different numbers in order are among the wanted ones."""
    found = np.zeros(len(ordered), bool)
    places = np.minimum(np.searchsorted(ordered, wanted), len(ordered) - 1)
    found[places[ordered[places] == wanted]] = True
    return found


def _keys_of(heads: Sequence[set[str]], dictionary: pa.Array, n_stems: int) -> Ints:
    """The stems of headlines that the batch has, as document and stem in one number."""
    found = pc.index_in(_array(chain.from_iterable(heads)), dictionary).to_numpy(zero_copy_only=False)
    doc = np.repeat(np.arange(len(heads)), [len(head) for head in heads])
    known = ~np.isnan(found) if found.dtype.kind == "f" else np.ones(len(found), bool)
    return np.asarray(doc[known] * n_stems + found[known].astype(np.int64))
