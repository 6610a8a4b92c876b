"""Repeated ids, and documents with the same text, the same words or the same address, as folds over all rows of a run."""

from __future__ import annotations

import hashlib
import re
from abc import abstractmethod
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Literal

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from cleancorpus.config import ByColumn
from cleancorpus.dedup.order import dictionary_ranks, values_of
from cleancorpus.engine.stage import VERDICT, FoldStage, Rows, StageKey, Verdicts, places_of, taken_out
from cleancorpus.folded import plain_texts
from cleancorpus.url import canonical_url

_NUMBERED = re.compile(r"(?:#\d+)+$")  # what a repeated id gets behind it

ID_KEYS = pa.schema([("bucket", pa.uint16()), ("row", pa.int64()), ("id", pa.string())])
TEXT_KEYS = pa.schema([
    ("bucket", pa.uint16()), ("row", pa.int64()), ("digest", pa.binary(16)), ("id", pa.string()), ("rank", pa.int64()),
])  # fmt: skip
_VALUE_KEYS = TEXT_KEYS.set(4, pa.field("rank", pa.string()))  # where a column chooses: its values
ID_REPEATED = "id-repeated"  # the flag of a document whose id an earlier record has
_NEW_IDS = pa.schema([*VERDICT, ("id", pa.string()), ("flags", pa.list_(pa.string()))])
_COPIES = pa.schema([
    *VERDICT, *((name, pa.string()) for name in ("status", "reason", "survivor_id")), ("twin", pa.int64()),
])  # fmt: skip


def _bucket(text: str) -> int:
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=2).digest(), "big")


def kept_rows(batch: pa.RecordBatch) -> Rows:
    """The numbers of the rows of a batch that are kept so far."""
    return np.flatnonzero(pc.equal(batch.column("status"), "kept").to_numpy(zero_copy_only=False))


class RepeatedIds(FoldStage):
    """Makes ids unique: an id that an earlier row has gets `#2`, `#3` … behind it.

    So no row is lost to a source that numbers its records anew in each file. Verdicts set `id` and add a flag.
    """

    key_schema = ID_KEYS

    def __init__(self, key: StageKey) -> None:
        self.key = key

    def collect(self, batch: pa.RecordBatch, first_row: int) -> pa.Table:
        """The id of each row; ids that differ in `#2` behind them only share a bucket, as one may become the other."""
        ids = batch.column("id").to_pylist()
        buckets = np.array([_bucket(_NUMBERED.sub("", row_id)) for row_id in ids], dtype=np.uint16)
        rows = np.arange(first_row, first_row + batch.num_rows)
        return pa.table([pa.array(buckets), pa.array(rows), batch.column("id")], schema=ID_KEYS)

    def merge(self, keys: pa.Table, earlier: Mapping[str, Verdicts]) -> pa.Table:  # noqa: ARG002 - the first fold
        """A new id for each row whose id an earlier row has."""
        seen: dict[str, int] = {}
        parts, rows, renamed = [], [], []
        columns = (keys.column(name).to_pylist() for name in ("part", "row", "id"))
        for part, row, given in zip(*columns, strict=True):
            unique = given
            while unique in seen:
                seen[given] += 1
                unique = f"{given}#{seen[given]}"
            seen[unique] = 1
            if unique != given:
                parts.append(part)
                rows.append(row)
                renamed.append(unique)
        return pa.table([parts, rows, renamed, [[ID_REPEATED]] * len(rows)], schema=_NEW_IDS)


class KeyedDuplicates(FoldStage):
    """Documents that have the same key as another one, of which the best survives: the first by `_ranks`, then in the order of
    the sources.

    Of each kept document 16 bytes of its key's sha256, its id and its rank are kept, on disk. Verdicts set `status`, `reason` and
    `survivor_id`; `ids_fold` is the name of the fold that may have renamed survivors. What an earlier fold took out is
    neither a copy nor a survivor.
    """

    key_schema = TEXT_KEYS
    reason: str

    def __init__(self, key: StageKey, ids_fold: str) -> None:
        self.key, self._ids_fold = key, ids_fold

    @abstractmethod
    def _digests(self, batch: pa.RecordBatch) -> list[bytes | None]:
        """16 bytes of the key of each row; None for rows that have none."""

    def _ranks(self, batch: pa.RecordBatch) -> list[Any]:
        """What orders documents with one key: the least survives, by `_numbers`."""
        return [0] * batch.num_rows

    def _numbers(self, ranks: pa.ChunkedArray) -> Rows:
        """The numbers that order the `_ranks` of all rows."""
        return np.asarray(ranks.to_numpy(), np.int64)

    def collect(self, batch: pa.RecordBatch, first_row: int) -> pa.Table:
        """Digest, id and rank of each kept row that has a key."""
        rows = kept_rows(batch)
        kept, rows = batch.take(pa.array(rows)), rows + first_row
        digests = self._digests(kept)
        has = [number for number, digest in enumerate(digests) if digest is not None]
        raw = [digest for digest in digests if digest is not None]
        buckets = np.array([int.from_bytes(digest[:2], "big") for digest in raw], dtype=np.uint16)
        ids, ranks = kept.column("id").take(pa.array(has, pa.int64())), self._ranks(kept)
        own_ranks = pa.array([ranks[number] for number in has], self.key_schema.field("rank").type)
        columns = [buckets, rows[has], pa.array(raw, pa.binary(16)), ids, own_ranks]
        return pa.table(columns, schema=self.key_schema)

    def merge(self, keys: pa.Table, earlier: Mapping[str, Verdicts]) -> pa.Table:
        """The survivor of each row whose key a better row has."""
        part, row = keys.column("part").to_numpy(), keys.column("row").to_numpy()
        places = places_of(part, row)
        left = ~taken_out(places, earlier)
        keys, part, row, places = keys.filter(pa.array(left)), part[left], row[left], places[left]
        digests = np.frombuffer(b"".join(keys.column("digest").to_pylist()), dtype="S16")
        order = np.lexsort((places, self._numbers(keys.column("rank"))))
        _, first, which = np.unique(digests[order], return_index=True, return_inverse=True)
        survivors = np.empty(len(order), np.int64)
        survivors[order] = order[first[which]]
        copies = np.flatnonzero(survivors != np.arange(len(digests)))
        survivors = survivors[copies]
        ids: list[Any] = keys.column("id").take(pa.array(survivors)).to_pylist()
        for number, verdict in earlier[self._ids_fold].find(part[survivors], row[survivors]):
            ids[number] = verdict["id"]
        said = [[word] * len(ids) for word in ("duplicate", self.reason)]
        return pa.table([part[copies], row[copies], *said, ids, places[survivors]], schema=_COPIES)


class ExactDuplicates(KeyedDuplicates):
    """Documents whose cleaned text an earlier one has."""

    reason = "exact"

    def _digests(self, batch: pa.RecordBatch) -> list[bytes | None]:
        return [bytes.fromhex(digest[:32]) for digest in batch.column("text_sha256").to_pylist()]


class SameWords(KeyedDuplicates):
    """Documents whose words an earlier one has: case, punctuation, spaces and forms of characters do not count."""

    reason = "same_words"

    def _digests(self, batch: pa.RecordBatch) -> list[bytes | None]:
        texts = plain_texts(batch.column("text").to_pylist())
        # Texts without a word («***», pictures) have no words in common.
        words = (b" ".join(text.split()) for text in texts)
        return [hashlib.sha256(each).digest()[:16] if each else None for each in words]


class SameAddress(KeyedDuplicates):
    """Documents of one address, canonical and without what tracks readers: the longest survives, the latest published, or the
    best by a carried column.
    """

    reason = "same_address"

    def __init__(self, key: StageKey, ids_fold: str, survivor: Literal["longest", "newest"] | ByColumn) -> None:
        super().__init__(key, ids_fold)
        self._survivor = survivor
        if isinstance(survivor, ByColumn):
            self.key_schema = _VALUE_KEYS

    def _digests(self, batch: pa.RecordBatch) -> list[bytes | None]:
        pages = zip(batch.column("canonical_url").to_pylist(), batch.column("url").to_pylist(), strict=True)
        addresses = [canonical_url(own or url or "") for own, url in pages]
        return [hashlib.sha256(url.encode("utf-8", "replace")).digest()[:16] if url else None for url in addresses]

    def _ranks(self, batch: pa.RecordBatch) -> list[Any]:
        if isinstance(self._survivor, ByColumn):
            return values_of(batch, self._survivor.column)
        if self._survivor == "longest":
            return [-(n_chars or 0) for n_chars in batch.column("n_chars").to_pylist()]
        moments = (moment_of(published) for published in batch.column("published").to_pylist())
        return [0 if moment is None else -moment for moment in moments]

    def _numbers(self, ranks: pa.ChunkedArray) -> Rows:
        by = self._survivor
        return dictionary_ranks(ranks, by.keep) if isinstance(by, ByColumn) else super()._numbers(ranks)


def moment_of(published: str | None) -> int | None:
    """A date or time in ISO 8601 as seconds since the year 1, in UTC where it names its zone; a year or month alone counts by
    its first day; None where it is none.

    >>> moment_of("2024-03-01T23:30:00-05:00") == moment_of("2024-03-02T04:30:00+00:00") > moment_of("2024-03-02")
    True
    >>> moment_of("2024") == moment_of("2024-01") == moment_of("2024-01-01")
    True
    """
    published = published or ""
    if len(published) in (4, 7):
        published += "-01-01"[len(published) - 10 :]
    try:
        moment = datetime.fromisoformat(published)
        if moment.tzinfo is not None:
            moment = (moment - (moment.utcoffset() or timedelta())).replace(tzinfo=None)
    except (ValueError, OverflowError):
        return None
    return int((moment - datetime.min).total_seconds())
