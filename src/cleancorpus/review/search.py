"""Which rows a reader asks for: filters over the index at once, words by looking through the files a while at a time."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from cleancorpus.errors import ExportError
from cleancorpus.review.index import STATUSES, Integers, RowIndex
from cleancorpus.schema import STATUS_TABLE
from cleancorpus.versions.open import READ_ERRORS, VersionFiles, said_by

WHERE = ("anywhere", "text", "cut", "title", "id", "site")
SORTS = ("place", "lost", "score")
_TEXTS = {"kept": "text", "dropped": "repaired_text", "duplicate": "text"}
_CUT = "removals.list.element.text"
_BATCH = 2_048
_HELD = 8  # searches that are remembered
MOST_CHARS = 500  # of what is looked for


@dataclass(frozen=True)
class Query:
    """What is asked for; '' and None: whatever. `low` and `high` are the scores of a removal, of `rule` if that is given."""

    q: str = ""
    where: str = "anywhere"
    status: str = ""
    rule: str = ""
    site: str = ""
    language: str = ""
    reason: str = ""
    low: float | None = None
    high: float | None = None
    judged: str = ""
    sort: str = "place"

    @classmethod
    def of(cls, said: Mapping[str, str]) -> Query:
        """The query in an address; what is no value of a field is left out."""
        values: dict[str, Any] = {name: said.get(name, "").strip()[:MOST_CHARS] for name in cls.words()}
        values |= {name: _score(said.get(name, "")) for name in ("low", "high")}
        for name, known in (("where", WHERE), ("sort", SORTS)):
            if values[name] not in known:
                values[name] = known[0]
        return cls(**values)

    @classmethod
    def words(cls) -> tuple[str, ...]:
        """The fields that are words."""
        return ("q", "where", "status", "rule", "site", "language", "reason", "judged", "sort")

    def parameters(self, **more: Any) -> dict[str, Any]:
        """As it stands in an address."""
        plain = {name: value for name, value in vars(self).items() if value not in ("", None)}
        for name, default in (("where", WHERE[0]), ("sort", SORTS[0])):
            if plain.get(name) == default:
                del plain[name]
        return plain | more


def _score(text: str) -> float | None:
    try:
        value = float(text)
    except ValueError:
        return None
    return value if 0 <= value <= 1 else None


class Hits:
    """The rows that a query has found so far, in their order; `looked` of `total` rows were looked at."""

    def __init__(self, candidates: Integers) -> None:
        self.candidates = candidates
        self.rows: Integers = np.zeros(0, np.int64)
        self.looked = 0
        self.lock = threading.Lock()

    @property
    def total(self) -> int:
        return len(self.candidates)

    @property
    def is_done(self) -> bool:
        """Whether all were looked at."""
        return self.looked >= self.total


class Search:
    """Queries on a version; the last ones are remembered, and go on where they were."""

    def __init__(self, version: VersionFiles, index: RowIndex) -> None:
        self._version, self._index = version, index
        self._held: OrderedDict[tuple[Query, Any], Hits] = OrderedDict()
        self._lock = threading.Lock()

    def find(self, query: Query, wanted: int, seconds: float, judged: Mapping[str, Any] | None = None) -> Hits:
        """Hits of a query: all of one without words, else at least `wanted` of them, or as many as are found in `seconds`.

        `judged` are the rows that have a judgement, by verdict, where the query asks for that.

        Raises:
            ExportError: a file cannot be read.
        """
        key = (query, None if judged is None else tuple(sorted(judged.get(query.judged, ()))))
        with self._lock:
            hits = self._held.get(key)
            if hits is None:
                hits = self._held[key] = Hits(self._filtered(query, judged))
                if not query.q:
                    hits.rows, hits.looked = self._sorted(hits.candidates, query), hits.total
                while len(self._held) > _HELD:
                    self._held.popitem(last=False)
            self._held.move_to_end(key)
        with hits.lock:
            end = time.monotonic() + seconds
            while not hits.is_done and len(hits.rows) < wanted and time.monotonic() < end:
                self._look_on(hits, query, end)
                pa.default_memory_pool().release_unused()  # the texts that were looked through
        return hits

    def _filtered(self, query: Query, judged: Mapping[str, Any] | None) -> Integers:
        index = self._index
        mask = np.ones(len(index), bool)
        if query.status:
            mask &= index.status == (STATUSES.index(query.status) if query.status in STATUSES else -2)
        for names, name in (
            (index.sites, query.site),
            (index.languages, query.language),
            (index.reasons, query.reason),
        ):
            if name:
                mask &= names.codes == names.code(name)
        if query.rule or query.low is not None or query.high is not None:
            found = self._removals(query)
            held = np.zeros(len(index), bool)
            held[index.removals.row[found]] = True
            mask &= held
        if judged is not None and query.judged:
            rows = np.zeros(len(index), bool)
            rows[list(judged.get(query.judged, ()))] = True
            mask &= rows
        return np.flatnonzero(mask)

    def _removals(self, query: Query) -> Any:
        removals = self._index.removals
        found = np.ones(len(removals.row), bool)
        if query.rule:
            found &= removals.rule.codes == removals.rule.code(query.rule)
        if query.low is not None:
            found &= removals.score >= np.float32(query.low)
        if query.high is not None:
            found &= removals.score <= np.float32(query.high)
        return found

    def _sorted(self, rows: Integers, query: Query) -> Integers:
        if query.sort == "lost":
            return rows[np.argsort(-self._index.shares[rows], kind="stable")]
        if query.sort == "score":
            lowest = np.full(len(self._index), 2.0, np.float32)
            found = self._removals(query)
            np.minimum.at(lowest, self._index.removals.row[found], self._index.removals.score[found])
            return rows[np.argsort(lowest[rows], kind="stable")]
        return rows

    def _look_on(self, hits: Hits, query: Query, end: float) -> None:
        """Look at the rows of the file in which the next one stands, until `end`; those of one batch at least."""
        row = int(hits.candidates[hits.looked])
        first, path, status, last = next(
            (first, path, status, last) for first, path, status, last in self._spans() if first <= row < last
        )
        found: list[Integers] = []
        for begin, mask in self._masks(path, STATUSES[status], first, row, query):
            stop = begin + len(mask)
            upto = int(np.searchsorted(hits.candidates, stop))
            some = hits.candidates[hits.looked : upto]
            found.append(some[mask[some - begin]])
            hits.looked = upto
            if hits.is_done or time.monotonic() > end or int(hits.candidates[upto]) >= last:
                break
        hits.rows = np.concatenate([hits.rows, *found])

    def _spans(self) -> list[tuple[int, str, int, int]]:
        files = list(self._index.files())
        ends = [first for first, *_ in files[1:]] + [len(self._index)]
        return [(*file, last) for file, last in zip(files, ends, strict=True)]

    def _masks(self, path: str, status: str, first: int, row: int, query: Query) -> Any:
        """Batches of a file from the one with `row` on: number of the first row, and which rows have what is looked for."""
        columns = self._columns(status, query.where)
        try:
            with self._version.open_file(path) as file:
                parquet = pq.ParquetFile(file)
                for group in range(parquet.num_row_groups):
                    size = parquet.metadata.row_group(group).num_rows
                    if first + size <= row:
                        first += size
                        continue
                    if not columns:
                        yield first, self._in_index(first, size, query)
                        first += size
                        continue
                    for batch in parquet.iter_batches(_BATCH, row_groups=[group], columns=columns, use_threads=False):
                        if first + batch.num_rows > row:
                            mask = self._in_index(first, batch.num_rows, query)
                            for column in batch.columns:
                                mask |= _holds(column, query.q)
                            yield first, mask
                        first += batch.num_rows
        except FileNotFoundError as error:
            raise ExportError(f"{self._version.where}/{path}", "is missing", "run verify") from error
        except READ_ERRORS as error:
            raise ExportError(
                f"{self._version.where}/{path}", f"cannot be read: {said_by(error)}", "run verify"
            ) from error

    def _columns(self, status: str, where: str) -> list[str]:
        found = []
        if where in ("anywhere", "text") and status in _TEXTS:
            found.append(_TEXTS[status])
        if where in ("anywhere", "cut") and "removals" in self._version.columns(STATUS_TABLE[status]):
            found.append(_CUT)
        return found

    def _in_index(self, first: int, size: int, query: Query) -> Any:
        index, mask = self._index, np.zeros(size, bool)
        if query.where in ("anywhere", "id"):
            mask |= _holds(index.ids.slice(first, size).combine_chunks(), query.q)
        if query.where in ("anywhere", "title"):
            mask |= _holds(index.titles.slice(first, size).combine_chunks(), query.q)
        if query.where in ("anywhere", "site"):
            words = query.q.casefold()
            codes = [code for code, name in enumerate(index.sites.names) if words in name.casefold()]
            mask |= np.isin(index.sites.codes[first : first + size], codes)
        return mask


def _holds(column: Any, words: str) -> Any:
    """Which values have the words, whatever the case; of lists those of which one has them."""
    if isinstance(column, pa.ChunkedArray):
        column = column.combine_chunks()
    if pa.types.is_struct(column.type):
        column = column.field(0)
    if not pa.types.is_list(column.type):
        return pc.fill_null(pc.match_substring(column, words, ignore_case=True), False).to_numpy(zero_copy_only=False)
    mask = np.zeros(len(column), bool)
    inner = column.flatten()
    inner = inner.field(0) if pa.types.is_struct(inner.type) else inner
    mask[pc.list_parent_indices(column).to_numpy()[_holds(inner, words)]] = True
    return mask
