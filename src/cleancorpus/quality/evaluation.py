"""The texts of evaluations as an index of n words in a row: which items have some in common with a text.

Words are folded as for near duplicates (`folded.py`): case, punctuation and Unicode's compatible forms do not count. An n-gram is
known by 64 bits, with the number of its item: 12 bytes each, some 30 while the index is built. That one of a million n-grams has
the 64 bits of another one in a text of a thousand words happens once in some twenty billion texts.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from functools import lru_cache
from itertools import chain
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import xxhash

from cleancorpus.config import Decontamination, Fields, Read, Source
from cleancorpus.errors import ConfigError
from cleancorpus.folded import plain_texts
from cleancorpus.read import Piece, SourceFile, decode, list_files, read_piece
from cleancorpus.read.fields import has_field, lookup
from cleancorpus.read.record import seeing_rows
from cleancorpus.text import UNSPACED_CHAR

Hashes = np.ndarray[Any, np.dtype[np.uint64]]
Numbers = np.ndarray[Any, np.dtype[np.uint32]]

KEY = "quality.decontamination"
MOST_ITEMS = 20  # of those that a document matches, the best are named
_FACTOR = np.uint64(0x9E3779B97F4A7C15)


class Match(NamedTuple):
    """An evaluation item of which n-grams stand in a text: `ngrams` of the `of` that it has."""

    file: str
    record: int
    ngrams: int
    of: int


class Items(NamedTuple):
    """How many items there are, and of how many nothing is looked for, as they are too short."""

    all: int
    short: int


class EvaluationIndex:
    """The n-grams of all items, by their number of words; an item is a file, a record and its texts.

    Each text is looked for by itself, as a document that quotes a question seldom has the answer right behind it; only where
    none of them is long enough, all together.
    """

    def __init__(self, options: Decontamination, items: Iterable[tuple[str, int, Sequence[str]]]) -> None:
        self._n, self._least = options.n, options.min_words
        self._files: dict[str, int] = {}
        places, counts = list[tuple[int, int]](), list[int]()
        found: dict[int, tuple[list[Hashes], list[Numbers]]] = {}
        digest, n_short = hashlib.sha256(), 0
        for file, record, texts in items:
            digest.update(json.dumps([file, record, *texts]).encode())
            by_length = self._ngrams_of(texts) or self._ngrams_of(["\n".join(texts)])
            n_short += not by_length
            item = len(places)
            places.append((self._files.setdefault(file, len(self._files)), record))
            counts.append(sum(map(len, by_length.values())))
            for length, ngrams in by_length.items():
                hashes, numbers = found.setdefault(length, ([], []))
                hashes.append(ngrams)
                numbers.append(np.full(len(ngrams), item, np.uint32))
        self._places = np.array(places, np.int64).reshape(-1, 2)
        self._counts = np.array(counts, np.int64)
        self._by_length = {length: _sorted(*found.pop(length)) for length in sorted(found)}
        self.items = Items(len(places), n_short)
        self.digest = digest.hexdigest()[:16]
        self._names = tuple(self._files)

    @property
    def n_bytes(self) -> int:
        """How much the n-grams take."""
        return sum(hashes.nbytes + items.nbytes for hashes, items in self._by_length.values())

    def _ngrams_of(self, texts: Sequence[str]) -> dict[int, Hashes]:
        """What is looked for of the texts of an item, by its number of words, each once."""
        found: dict[int, list[Hashes]] = {}
        for text in texts:
            words = _hashes(text)
            if length := self._length(text, len(words)):
                found.setdefault(length, []).append(_ngrams(words, [length])[length])
        return {length: np.unique(np.concatenate(ngrams)) for length, ngrams in found.items()}

    def _length(self, text: str, n_words: int) -> int:
        """How many words in a row of a text are looked for; 0 where it is too short."""
        by_chars = 2 if 2 * len(UNSPACED_CHAR.findall(text)) > n_words else 1
        n, least = self._n * by_chars, min(self._least, self._n) * by_chars
        return n if n_words >= n else n_words if n_words >= max(1, least) else 0

    def matches(self, text: str, min_ngrams: int, min_share: float) -> tuple[Match, ...]:
        """The items of which so many n-grams stand in `text`, and such a share of all that they have: the best first."""
        hits: list[Numbers] = []
        for length, ngrams in _ngrams(_hashes(text), self._by_length).items():
            hashes, items = self._by_length[length]
            at = np.searchsorted(hashes, ngrams)
            at[at == len(hashes)] = 0
            known = np.unique(ngrams[hashes[at] == ngrams])
            starts, ends = np.searchsorted(hashes, known), np.searchsorted(hashes, known, "right")
            hits += [items[start:end] for start, end in zip(starts.tolist(), ends.tolist(), strict=True)]
        if not hits:
            return ()
        found, counts = np.unique(np.concatenate(hits), return_counts=True)
        of = self._counts[found]
        is_match = (counts >= np.minimum(min_ngrams, of)) & (
            counts >= min_share * of - 1e-9
        )  # .07 of 100 is 7.000000000000001
        order = np.lexsort((found, -counts))
        best = order[is_match[order]][:MOST_ITEMS]
        return tuple(
            Match(self._names[self._places[item][0]], int(self._places[item][1]), int(count), int(self._counts[item]))
            for item, count in zip(found[best].tolist(), counts[best].tolist(), strict=True)
        )


def _hashes(text: str) -> Hashes:
    """A hash for each word of a text."""
    words = plain_texts([text])[0].split()
    return np.fromiter(map(xxhash.xxh3_64_intdigest, words), np.uint64, len(words))


def _ngrams(words: Hashes, lengths: Iterator[int] | Sequence[int] | Mapping[int, Any]) -> dict[int, Hashes]:
    """The hashes of so many words in a row, in their order, for each of the lengths; in one go, as they grow."""
    wanted, found = set(lengths), dict[int, Hashes]()
    rolled = np.zeros(len(words), np.uint64)
    for place in range(max(wanted, default=0)):
        if place >= len(words):
            break
        rolled = rolled[: len(words) - place] * _FACTOR + words[place:]
        if place + 1 in wanted:
            found[place + 1] = rolled
    return found


def _sorted(hashes: list[Hashes], items: list[Numbers]) -> tuple[Hashes, Numbers]:
    """Hashes in order, and the item of each; the lists are emptied on the way."""
    together = np.concatenate(hashes)
    hashes.clear()
    order = np.argsort(together, kind="stable")
    together = together[order]
    numbers = np.concatenate(items)
    items.clear()
    return together, numbers[order]


def evaluation_index(options: Decontamination) -> EvaluationIndex:
    """The index of the texts that a configuration names; made once in a process, while their files stay as they are.

    Raises:
        ConfigError: a file does not exist or cannot be read, a record has no text, or has none of the fields named.
    """
    listed = []
    for number, texts in enumerate(options.texts):
        given = {"text": texts.fields} if texts.fields else {}
        source = Source(
            path=texts.path,
            format=texts.format,
            split=texts.split,
            config=texts.config,
            fields=Fields(html=(), **given),
        )
        listed.append(tuple(_list(source, f"{KEY}.texts[{number}]")))
    changed = tuple(_changed_ns(file.path) for files in listed for file in files)
    return _index(options, tuple(listed), changed)


@lru_cache(maxsize=2)
def _index(
    options: Decontamination,
    listed: tuple[tuple[SourceFile, ...], ...],
    changed_ns: tuple[int, ...],  # noqa: ARG001 - a changed file is read again
) -> EvaluationIndex:
    pairs = zip(options.texts, listed, strict=True)
    texts = (_texts(files, one.fields, f"{KEY}.texts[{number}]") for number, (one, files) in enumerate(pairs))
    return EvaluationIndex(options, chain.from_iterable(texts))


def _list(source: Source, where: str) -> list[SourceFile]:
    try:
        return list_files((source,)).files
    except ConfigError as error:
        raise ConfigError(error.where.replace("sources[0]", where), error.what, error.todo) from error


def _changed_ns(path: str) -> int:
    """When a file of this machine was changed; of others, and of members of archives, the size has to do."""
    with suppress(OSError, ValueError):
        return Path(path).stat().st_mtime_ns
    return 0


def _texts(files: Sequence[SourceFile], fields: Sequence[str], where: str) -> Iterator[tuple[str, int, Sequence[str]]]:
    """File, record and texts of each item."""
    seen: dict[str, None] = {}
    for file in files:
        row: list[Mapping[str, Any]] = []
        with seeing_rows(row.append):
            for record in read_piece(Piece(file), Read()):
                values, shown = row[-1] if row else None, f"{where}: {file.name}:{record.position}"
                row.clear()
                if values is not None and fields:
                    seen.update((name, None) for name in fields if has_field(values, name))
                    strings = tuple(text for name in fields for text in _strings(lookup(values, name)))
                    yield file.name, record.position, strings
                    continue
                if record.kind == "error":
                    message = (record.error or "").partition(": ")[2].removeprefix(f"{file.name}:{record.position}: ")
                    raise ConfigError(shown, message.partition("; ")[0], "mend it, or name the fields with the texts")
                if record.kind != "text":
                    raise ConfigError(
                        shown, "is a page, no text", "give the evaluation's texts as records or as plain text"
                    )
                yield file.name, record.position, (decode(record.data, record.encoding, is_html=False).text,)
    if missing := [name for name in fields if name not in seen]:
        raise ConfigError(f"{where}.fields", f"no record has '{missing[0]}'", "name fields that the records have")


def _strings(value: Any) -> Iterator[str]:
    """All strings in a value: choices may be a list, or an object with one."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for inner in value.values():
            yield from _strings(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _strings(inner)


def check_index(options: Decontamination) -> EvaluationIndex:
    """The index, where it has something to look for.

    Raises:
        ConfigError: as `evaluation_index`, or all items are too short.
    """
    index = evaluation_index(options)
    if index.items.all == index.items.short:
        what = f"none of the {index.items.all} items has {options.min_words} words"
        raise ConfigError(f"{KEY}.texts", what, f"lower {KEY}.min_words, or name the fields with the texts")
    return index
