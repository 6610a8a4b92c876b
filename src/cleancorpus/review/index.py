"""All rows of a version in narrow columns, to filter and list them: about 150 bytes a document. Texts stay in their files."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from cleancorpus.detect.repeats import site_key
from cleancorpus.report.documents import Place
from cleancorpus.schema import STATUS_TABLE
from cleancorpus.versions.open import VersionFiles

STATUSES = tuple(STATUS_TABLE)
_TITLE = 200  # characters of a title that are held
_LEAVES = ("rule", "category", "reason", "start", "end", "score")
_NARROW = ("id", "title", "language", "site", "url", "reason", "n_chars", "removed_share")
_HOST = r"^[A-Za-z][A-Za-z0-9+.-]*://(?:[^/?#@]*@)?(?P<host>[^/?#:]*)"
Integers = np.ndarray[Any, np.dtype[np.int64]]


@dataclass(frozen=True)
class Names:
    """A column of few values: the code of each row, -1 for none, and the names by their codes."""

    codes: np.ndarray[Any, np.dtype[np.int32]]
    names: tuple[str, ...]

    def of(self, row: int) -> str | None:
        """The name of a row."""
        code = int(self.codes[row])
        return None if code < 0 else self.names[code]

    def counts(self, rows: Any = None) -> list[tuple[str, int]]:
        """How often each name stands, the commonest first; of all rows, or of some."""
        codes = self.codes if rows is None else self.codes[rows]
        found = np.bincount(codes[codes >= 0], minlength=len(self.names))
        order = np.argsort(-found, kind="stable")
        return [(self.names[code], int(found[code])) for code in order.tolist() if found[code]]

    def code(self, name: str) -> int:
        """The code of a name; -2, which no row has, where there is none."""
        return self.names.index(name) if name in self.names else -2


@dataclass(frozen=True)
class Removals:
    """The removals of all rows, in the order of the rows: number of the row, rule, reason, place, score."""

    row: Integers
    rule: Names
    reason: Names
    start: Integers
    end: Integers
    score: np.ndarray[Any, np.dtype[np.float32]]
    categories: Mapping[str, str]  # of each rule the category it mostly has


class RowIndex:
    """The rows of a version by number: kept ones, dropped ones, duplicates, quarantined ones, each in the order of its files."""

    def __init__(self, version: VersionFiles) -> None:
        self._version = version
        self._files: list[tuple[int, str]] = []  # first row, and path
        columns: dict[str, list[pa.Array]] = {
            name: [] for name in ("id", "title", "language", "site", "reason", "chars", "share", "cuts")
        }
        removals: dict[str, list[Any]] = {name: [] for name in ("row", *_LEAVES)}
        statuses, first = [], 0
        for status, table in STATUS_TABLE.items():
            start = first
            for path, batch in self._batches(table):
                if not self._files or self._files[-1][1] != path:
                    self._files.append((first, path))
                self._add(batch, first, columns, removals)
                first += batch.num_rows
            statuses.append(np.full(first - start, STATUSES.index(status), np.int8))
        self.status = np.concatenate(statuses)
        self.ids: pa.ChunkedArray = pa.chunked_array(columns["id"], pa.string())
        self.titles: pa.ChunkedArray = pa.chunked_array(columns["title"], pa.string())
        self.languages = _named(columns["language"])
        self.sites = _named(columns["site"])
        self.reasons = _named(columns["reason"])
        self.chars = _numbers(columns["chars"], np.int64)
        self.shares = _numbers(columns["share"], np.float32)
        self.cuts = _numbers(columns["cuts"], np.int32)
        self.removals = _removals(removals)
        pa.default_memory_pool().release_unused()

    def __len__(self) -> int:
        return len(self.status)

    def place(self, row: int) -> Place:
        """Where a row stands."""
        number = int(np.searchsorted([first for first, _ in self._files], row, side="right")) - 1
        first, path = self._files[number]
        return Place(path, row - first)

    def files(self) -> Iterator[tuple[int, str, int]]:
        """Each file: number of its first row, path, status."""
        for first, path in self._files:
            yield first, path, int(self.status[first])

    def status_of(self, row: int) -> str:
        """The status of a row."""
        return STATUSES[int(self.status[row])]

    def read(self, row: int) -> dict[str, Any]:
        """All columns of a row.

        Raises:
            ExportError: its file cannot be read.
        """
        table = STATUS_TABLE[self.status_of(row)]
        found = self._version.rows_at([self.place(row)], list(self._version.columns(table)))[0]
        pa.default_memory_pool().release_unused()  # the rows before it in its row group
        return found

    def find(self, row_id: str, status: str) -> int | None:
        """The first row with an id."""
        found = np.flatnonzero(self.status == STATUSES.index(status))
        if not len(found):
            return None
        first = int(found[0])
        at = pc.index(self.ids.slice(first, len(found)), pa.scalar(row_id, pa.string())).as_py()
        return None if at < 0 else first + int(at)

    def find_all(self, row_ids: Iterable[str]) -> dict[tuple[str, str], int]:
        """The first row of each status and id."""
        wanted = pa.array(sorted(row_ids), pa.string())
        places = pc.index_in(self.ids, value_set=wanted)
        found: dict[tuple[str, str], int] = {}
        for row in np.flatnonzero(pc.is_valid(places).to_numpy()).tolist():
            found.setdefault((self.status_of(row), self.ids[row].as_py()), row)
        return found

    def removals_of(self, row: int) -> slice:
        """The removals of a row."""
        first, last = np.searchsorted(self.removals.row, (row, row + 1))
        return slice(int(first), int(last))

    def _batches(self, table: str) -> Iterator[tuple[str, pa.RecordBatch]]:
        known = self._version.columns(table)
        wanted: list[str] = [name for name in _NARROW if name in known]
        if "removals" in known:
            wanted += [f"removals.list.element.{name}" for name in _LEAVES]
        for entry in self._version.files(table):
            for batch in self._version.read_file(entry, wanted):
                yield entry.path, batch

    def _add(
        self, batch: pa.RecordBatch, first: int, columns: dict[str, list[pa.Array]], removals: dict[str, list[Any]]
    ) -> None:
        rows, names = batch.num_rows, batch.schema.names

        def column(name: str, kind: pa.DataType) -> pa.Array:
            return batch.column(name) if name in names else pa.nulls(rows, kind)

        columns["id"].append(pc.fill_null(batch.column("id"), ""))
        columns["title"].append(pc.utf8_slice_codeunits(column("title", pa.string()), 0, _TITLE))
        for name in ("language", "reason"):
            columns[name].append(column(name, pa.string()))
        columns["site"].append(_sites(column("url", pa.string()), column("site", pa.string())))
        columns["chars"].append(column("n_chars", pa.int64()))
        columns["share"].append(column("removed_share", pa.float64()))
        if "removals" not in names:
            columns["cuts"].append(pa.nulls(rows, pa.int32()))
            return
        found = batch.column("removals")
        columns["cuts"].append(pc.list_value_length(found))
        parents = pc.list_parent_indices(found).to_numpy()
        removals["row"].append(parents.astype(np.int64) + first)
        inner = found.flatten()
        for name in _LEAVES:
            removals[name].append(inner.field(name))


def _sites(urls: pa.Array, sites: pa.Array) -> pa.Array:
    """The site of each row, as `detect.repeats.site_key` calls it; each host and name is looked up once."""
    hosts = pc.struct_field(pc.extract_regex(urls, _HOST), "host")
    table = pa.table({"host": hosts, "site": sites}).group_by(["host", "site"], use_threads=False).aggregate([])
    known = {
        (row["host"], row["site"]): site_key(f"https://{row['host']}/" if row["host"] else None, row["site"])
        for row in table.to_pylist()
    }
    pairs = zip(hosts.to_pylist(), sites.to_pylist(), strict=True)
    return pa.array([known[pair] for pair in pairs], pa.string())


def _named(chunks: Sequence[pa.Array]) -> Names:
    encoded = pa.chunked_array(chunks, pa.string()).combine_chunks().dictionary_encode()
    if isinstance(encoded, pa.ChunkedArray):
        encoded = encoded.combine_chunks()
    codes = pc.fill_null(encoded.indices, -1).to_numpy(zero_copy_only=False).astype(np.int32)
    return Names(codes, tuple(encoded.dictionary.to_pylist()))


def _numbers(chunks: Sequence[pa.Array], kind: Any) -> Any:
    return np.concatenate([np.asarray(pc.fill_null(chunk, 0)).astype(kind) for chunk in chunks] or [np.zeros(0, kind)])


def _removals(found: dict[str, list[Any]]) -> Removals:
    rules, categories = _named(found["rule"]), _named(found["category"])
    by_rule: dict[str, str] = {}
    if len(rules.codes):
        pairs, counts = np.unique(np.stack([rules.codes, categories.codes]), axis=1, return_counts=True)
        for number in np.argsort(counts, kind="stable").tolist():
            by_rule[rules.names[pairs[0, number]]] = categories.names[pairs[1, number]]
    rows = np.concatenate(found["row"]) if found["row"] else np.zeros(0, np.int64)
    return Removals(
        rows,
        rules,
        _named(found["reason"]),
        _numbers(found["start"], np.int64),
        _numbers(found["end"], np.int64),
        _numbers(found["score"], np.float32),
        by_rule,
    )
