"""The tables of both witnesses as they come with this package, in a form that is read in a tenth of the time of their own.

They are py3langid's model and langdetect's profiles, number for number: `training/language_tables.py` makes the files of the
installed libraries, and `tests/language/test_tables.py` compares. So a witness says the same whatever version of its
library is installed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

import numpy as np
import pyarrow as pa

Array = np.ndarray[Any, Any]
LANGID, LANGDETECT = "langid.arrow", "langdetect.arrow"


@dataclass(frozen=True)
class LangidTable:
    """A table of moves between states, for each state where its moves begin in it and a feature or -1, and the features'
    weights, a column a language.

    `longest` is how many bytes the longest n-gram has. `codes` are sorted, `columns` has the column of each, `aliases` are
    a code's column and another one of the same code.
    """

    moves: Array
    rows: Array
    features: Array
    weights: Array
    priors: Array
    longest: int
    codes: list[str]
    columns: list[int]
    aliases: list[tuple[int, int]]


@dataclass(frozen=True)
class LangdetectTable:
    """`places` has the number of each n-gram; from `begins[number]` to the next in `owners` and `probabilities` are the
    languages that know it, by their number, and the probability of each.
    """

    languages: list[str]
    places: dict[str, int]
    begins: Array
    owners: Array
    probabilities: Array

    def shares(self, ngram: str) -> Array:
        """The probability of a known n-gram in each language."""
        number = self.places[ngram]
        known = slice(self.begins[number], self.begins[number + 1])
        shares = np.zeros(len(self.languages))
        shares[self.owners[known]] = self.probabilities[known]
        return shares


@lru_cache(maxsize=1)
def langid_table() -> LangidTable:
    """py3langid's model, read when first needed (100 MB in memory), shared and never changed."""
    packed = _read(LANGID)
    classes = packed["classes"].tolist()
    columns: dict[str, int] = {}
    aliases = []
    for column, code in enumerate(classes):
        if columns.setdefault(code, column) != column:
            aliases.append((columns[code], column))
    codes = sorted(columns)
    return LangidTable(
        packed["moves"],
        packed["rows"].astype(np.intp) << 8,  # a row has 256 moves, one a byte
        packed["features"].astype(np.intp),
        _weights(packed, len(classes)),
        packed["priors"].astype(np.float64),
        int(packed["longest"][0]),
        codes,
        [columns[code] for code in codes],
        aliases,
    )


def _weights(packed: Mapping[str, Array], n_columns: int) -> Array:
    """The weights, of which four in five are the most frequent of their column. As numbers of single precision: those of half
    precision take as long to widen as all the rest of a text.
    """
    usual, others = (packed[name].astype(np.float32) for name in ("usual", "others"))
    n = int(packed["n_features"][0])
    weights = np.empty((n, n_columns), np.float32)
    weights[:] = usual
    weights.ravel()[np.unpackbits(packed["is_other"], count=n * n_columns).view(bool)] = others
    return weights


def pack_langid(classes: list[str], priors: Array, weights: Array, moves: Array, rows: Array, features: Array) -> bytes:
    """The file of a model as py3langid holds it: `weights` in half precision, a row a feature; 256 moves a row.

    Equal models give equal bytes with one version of the compressor.
    """
    bits = weights.view(np.uint16)
    usual = np.array([np.bincount(column).argmax() for column in bits.T], np.uint16)
    is_other = bits != usual
    return _write(
        classes=np.array(classes),
        priors=priors,
        n_features=np.array(len(weights)),
        usual=usual.view(np.float16),
        is_other=np.packbits(is_other),
        others=weights[is_other],
        moves=moves,
        rows=rows,
        features=features.astype(np.int32),
        longest=np.array(_depth(moves.reshape(-1, 256), rows)),
    )


def _depth(moves: Array, rows: Array) -> int:
    """How many bytes lead to the state farthest from the start."""
    depth, reached = -1, np.zeros(1, np.intp)
    seen = np.zeros(len(rows), bool)
    while len(reached):
        depth += 1
        seen[reached] = True
        after = np.zeros(len(rows), bool)
        after[moves[np.unique(rows[reached])]] = True
        reached = np.flatnonzero(after & ~seen)
    return depth


@lru_cache(maxsize=1)
def langdetect_table() -> LangdetectTable:
    """langdetect's profiles in the order of their names, read when first needed, shared and never changed."""
    packed = _read(LANGDETECT)
    ngrams = packed["ngrams"].tobytes().decode("utf-8").split("\0")
    sizes, owners, counts = packed["sizes"], packed["owners"], packed["counts"]
    length = np.repeat(np.fromiter(map(len, ngrams), np.intp, len(ngrams)), sizes)
    return LangdetectTable(
        packed["languages"].tolist(),
        {ngram: number for number, ngram in enumerate(ngrams)},
        np.concatenate(([0], np.cumsum(sizes, dtype=np.intp))),
        owners,
        counts / packed["totals"].reshape(-1, 3)[owners, length - 1],  # as langdetect divides
    )


def pack_langdetect(profiles: Mapping[str, tuple[Mapping[str, int], list[int]]]) -> bytes:
    """The file of profiles: by language how often it has each n-gram, and how many n-grams of one to three characters."""
    known: dict[str, list[tuple[int, int]]] = {}
    for number, (freq, _) in enumerate(profiles.values()):
        for ngram, count in freq.items():
            known.setdefault(ngram, []).append((number, count))
    if not all(1 <= len(ngram) <= 3 and "\0" not in ngram for ngram in known):
        raise ValueError("n-grams must have one to three characters")
    rows = [row for rows in known.values() for row in rows]
    return _write(
        languages=np.array(list(profiles)),
        totals=np.array([totals for _, totals in profiles.values()]).ravel(),
        ngrams=np.frombuffer("\0".join(known).encode("utf-8"), np.uint8),
        sizes=np.array([len(rows) for rows in known.values()], np.uint8),
        owners=np.array([number for number, _ in rows], np.uint8),
        counts=np.array([count for _, count in rows], np.uint32),
    )


def _write(**arrays: Any) -> bytes:
    """Arrays of one dimension as the lists of one row."""
    row = pa.record_batch({name: _list(np.atleast_1d(array)) for name, array in arrays.items()})
    sink = pa.BufferOutputStream()
    with pa.ipc.new_file(sink, row.schema, options=pa.ipc.IpcWriteOptions(compression=pa.Codec("zstd", 19))) as file:
        file.write_batch(row)
    return bytes(sink.getvalue())


def _list(array: Array) -> pa.ListArray:
    return pa.ListArray.from_arrays(pa.array([0, len(array)], pa.int32()), pa.array(array))


def _read(name: str) -> dict[str, Array]:
    """The arrays as they lie in the file's one row: 45 MB of langid's would take as long to copy as to read."""
    row = pa.ipc.open_file(pa.py_buffer((files(__package__) / name).read_bytes())).get_batch(0)
    return {name: row.column(name).values.to_numpy(zero_copy_only=False) for name in row.schema.names}
