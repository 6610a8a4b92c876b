"""Sorting on disk, for what is asked of all rows at once: memory does not grow with their number, nor do open files."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import IO, Any

import numpy as np

Values = np.ndarray[Any, np.dtype[Any]]
RUN_BYTES = 1 << 25  # sorted in memory at once; three times as much is held while that is done
_EDGES = np.arange(1, 1 << 12, dtype=np.uint64) << np.uint64(52)  # what cuts a run into 4,096 equal stretches


class DiskSort:
    """Sorts values that are spread evenly, such as digests: uint64, or byte strings of a multiple of eight bytes.

    They are sorted in runs of 32 MB that stand one behind the other in one temporary file without a name, which is gone with
    the process however that ends. It is made in `folder` (None: where the system wants temporary files), and not at all
    where one run holds everything. A context manager: leaving it closes the file.

    Memory: about three runs, and 32 KB for each run in the file (that is a thousandth of the values).
    """

    def __init__(self, dtype: str, folder: Path | None, run_bytes: int = RUN_BYTES) -> None:
        self._dtype, self._folder, self._run_bytes = np.dtype(dtype), folder, run_bytes
        self._held: list[Values] = []
        self._held_bytes = 0
        self._file: IO[bytes] | None = None
        self._edges: list[
            np.ndarray[Any, np.dtype[np.int64]]
        ] = []  # for each run: where its stretches begin, and its end

    def add(self, values: Values) -> None:
        """Take values, in any order."""
        step = max(1, self._run_bytes // self._dtype.itemsize)
        for start in range(0, len(values), step):
            self._held.append(
                np.array(values[start : start + step], dtype=self._dtype)
            )  # a copy: it may be a mapped file
            self._held_bytes += self._held[-1].nbytes
            if self._held_bytes >= self._run_bytes:
                self._write_run()

    def sorted(self) -> Iterator[Values]:
        """All values in order, in arrays of about a run; equal values are in one array."""
        if self._file is None:
            yield self._sorted_run()
            return
        self._write_run()
        lengths = np.diff(np.array(self._edges), axis=1).sum(axis=0)  # of each stretch, over all runs
        bytes_before = np.cumsum(lengths) * self._dtype.itemsize
        first = 0
        while first < len(lengths):
            begun = int(bytes_before[first - 1]) if first else 0
            stop = max(first + 1, int(np.searchsorted(bytes_before, begun + self._run_bytes, side="right")))
            together = np.concatenate([self._read(edges[first], edges[stop]) for edges in self._edges])
            together.sort()
            yield together
            first = stop

    def _sorted_run(self) -> Values:
        run = np.concatenate(self._held) if self._held else np.zeros(0, self._dtype)
        self._held, self._held_bytes = [], 0
        run.sort()
        return run

    def _write_run(self) -> None:
        run = self._sorted_run()
        if not len(run):
            return
        if self._file is None:
            self._file = tempfile.TemporaryFile(dir=self._folder)  # noqa: SIM115 - closed by __exit__
        start = self._edges[-1][-1] if self._edges else 0
        heads = run if self._dtype.kind == "u" else run.view(">u8")[:: self._dtype.itemsize // 8].astype(np.uint64)
        self._edges.append(start + np.concatenate([[0], np.searchsorted(heads, _EDGES), [len(run)]]))
        self._file.write(run.view(np.uint8).data)

    def _read(self, start: int, stop: int) -> Values:
        assert self._file is not None, "asked of a sort that has written runs"
        size = self._dtype.itemsize
        self._file.seek(int(start) * size)
        return np.frombuffer(self._file.read(int(stop - start) * size), dtype=self._dtype)

    def __enter__(self) -> DiskSort:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._held = []
        if self._file is not None:
            self._file.close()
