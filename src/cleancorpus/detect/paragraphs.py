"""Paragraphs that stand in several documents of a corpus, as CCNet tells them: a line each, known by a hash.

The counts are made over a whole corpus (`dedup/paragraphs.py`) before anything is judged. CCNet: Wenzek et al. 2019, arXiv
1911.00359, section 3.2; `cc_net/dedup.py`, `cc_net/text_normalizer.py`, `cc_net/process_wet_file.py` (commit bda555b).
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

import numpy as np
import pyarrow as pa
import xxhash

Punctuation = Literal["code", "unicode"]
Numbers = np.ndarray[Any, np.dtype[np.int64]]
Hashes = np.ndarray[Any, np.dtype[np.uint64]]

FEWEST = 2  # documents in which a paragraph is no longer that of one alone
_DIGIT = re.compile(r"\d")
# The signs that CCNet's code takes off: beside those of ASCII, which stay, also most of Unicode's are missing. Its list has the
# wide digit one, too, but by then that is a 0.
_SIGNS = "，。、„”“«»」「《》´∶：？！（）；–—．～’…━〈〉【】％►"
_CONTROLS = "\x00-\x1f\x7f-\x9f"
_OF_CODE = re.compile(f"[{_SIGNS}{_CONTROLS}]")
_CONTROL = re.compile(f"[{_CONTROLS}]")


def paragraph_key(line: str, *, accents: bool = False, punctuation: Punctuation = "code") -> str:
    """What is left of a line to tell it by: small letters, 0 for any digit, no punctuation; with `accents` no accents either.

    >>> paragraph_key(" «Café №12», open 24/7. ")
    'café №00, open 00/0.'
    >>> paragraph_key(" «Café №12», open 24/7. ", accents=True, punctuation="unicode")
    'cafe №00 open 000'
    """
    key = line.strip().lower()
    if accents:
        key = "".join(char for char in unicodedata.normalize("NFD", key) if unicodedata.category(char) != "Mn")
    key = _DIGIT.sub("0", key)
    if punctuation == "code":
        return _OF_CODE.sub("", key)
    return "".join(char for char in _CONTROL.sub("", key) if unicodedata.category(char)[0] != "P")


def paragraph_hash(key: str) -> int:
    """The first 8 bytes of SHA-1, as CCNet reads them: the lowest first."""
    digest = hashlib.sha1(key.encode("utf-8", "surrogatepass"), usedforsecurity=False).digest()
    return int.from_bytes(digest[:8], "little")


def n_paragraph_chars(lines: Iterable[str]) -> int:
    """How many characters a text has whose lines are these: as CCNet reads texts, without blanks around lines and blank lines."""
    lengths = [len(line.strip()) for line in lines]
    return sum(lengths) + max(0, len(lengths) - 1)


COLUMNS = pa.schema([("paragraph", pa.uint64()), ("documents", pa.int64()), ("first", pa.int64())])


@dataclass(frozen=True)
class ParagraphProfile:
    """In how many documents each paragraph stands, where these are several: tables of `COLUMNS`, sorted by hash, each behind the
    other. `first` is the place of the first document that has it (`engine.stage.places_of`); -1 where that is not asked.
    """

    batches: tuple[pa.RecordBatch, ...]

    @cached_property
    def _columns(self) -> list[tuple[Hashes, Numbers, Numbers]]:
        return [(batch[0].to_numpy(), batch[1].to_numpy(), batch[2].to_numpy()) for batch in self.batches]

    @cached_property
    def _starts(self) -> Hashes:
        return np.array([hashes[0] for hashes, _, _ in self._columns], np.uint64)

    @cached_property
    def digest(self) -> str:
        """xxh3 of all that it says, 16 hex digits."""
        found = xxhash.xxh3_64()
        for columns in self._columns:
            for column in columns:
                found.update(column.astype(column.dtype.newbyteorder("<")).tobytes())
        return found.hexdigest()

    def __len__(self) -> int:
        return sum(batch.num_rows for batch in self.batches)

    def find(self, paragraph: int) -> tuple[int, int]:
        """In how many documents a paragraph stands, and the place of the first; 1 and -1 where it is not known."""
        number = int(np.searchsorted(self._starts, np.uint64(paragraph), side="right")) - 1
        if number >= 0:
            hashes, documents, firsts = self._columns[number]
            at = int(np.searchsorted(hashes, np.uint64(paragraph)))
            if at < len(hashes) and int(hashes[at]) == paragraph:
                return int(documents[at]), int(firsts[at])
        return 1, -1

    def of_document(self, place: int) -> Paragraphs:
        """What it knows for the document at a place."""
        return Paragraphs(self, place)


@dataclass(frozen=True)
class Paragraphs:
    """The counts, as the document at `place` asks for them."""

    profile: ParagraphProfile
    place: int

    def documents(self, paragraph: int) -> int:
        """In how many documents of the corpus a paragraph stands, this one among them."""
        return self.profile.find(paragraph)[0]

    def is_first(self, paragraph: int) -> bool:
        """Whether this document is the first that has it."""
        return self.profile.find(paragraph)[1] in (-1, self.place)


def profile_of_paragraphs(counts: Sequence[tuple[int, int, int]]) -> ParagraphProfile:
    """A profile of these: hash, documents, place of the first."""
    columns = list(zip(*sorted(counts), strict=True)) or [(), (), ()]
    arrays = [pa.array(column, field.type) for column, field in zip(columns, COLUMNS, strict=True)]
    batch = pa.RecordBatch.from_arrays(arrays, schema=COLUMNS)
    return ParagraphProfile((batch,) if batch.num_rows else ())
