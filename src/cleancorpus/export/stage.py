"""Rows put aside on disk until their place is known, in bins, and given back in any order with bounded memory.

One Arrow IPC file a table: each of its batches holds rows of one bin. Rows wait in memory until a bin has a megabyte or
all bins together have 64; so a thousand bins cost one open file.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Any

import numpy as np
import pyarrow as pa

_BIN_BYTES = 1_000_000
_ALL_BYTES = 64_000_000
_GATHER_BYTES = 16_000_000  # how much `rows` gives at once, about
_CACHED_BATCHES = 8

Integers = np.ndarray[Any, np.dtype[np.int64]]


class Stage:
    """Rows of one table in numbered bins: `add` any number of times, then `close_writing`, then `rows` a bin."""

    def __init__(self, path: Path, schema: pa.Schema) -> None:
        self.path, self.schema = path, schema
        self._sink = pa.OSFile(str(path), "wb")
        self._writer = pa.ipc.new_file(self._sink, schema, options=pa.ipc.IpcWriteOptions(compression="zstd"))
        self._waiting: dict[int, list[pa.RecordBatch]] = {}
        self._waiting_bytes: dict[int, int] = {}
        self._all_waiting = 0
        self._batches: dict[int, list[tuple[int, int]]] = {}  # bin: (number of the batch in the file, rows)
        self._written = 0
        self._bytes: dict[int, int] = {}
        self._reader: Any = None
        self._cache: OrderedDict[int, pa.RecordBatch] = OrderedDict()

    def add(self, number: int, batch: pa.RecordBatch) -> None:
        """Put rows into bin `number`, after those that are there."""
        if batch.num_rows == 0:
            return
        self._waiting.setdefault(number, []).append(batch)
        self._waiting_bytes[number] = self._waiting_bytes.get(number, 0) + batch.nbytes
        self._bytes[number] = self._bytes.get(number, 0) + batch.nbytes
        self._all_waiting += batch.nbytes
        if self._waiting_bytes[number] >= _BIN_BYTES:
            self._flush(number)
        elif self._all_waiting >= _ALL_BYTES:
            self._flush(max(self._waiting_bytes, key=lambda key: self._waiting_bytes[key]))

    def _flush(self, number: int) -> None:
        batch = pa.concat_batches(self._waiting.pop(number))
        self._all_waiting -= self._waiting_bytes.pop(number)
        self._writer.write_batch(batch)
        self._batches.setdefault(number, []).append((self._written, batch.num_rows))
        self._written += 1

    def close_writing(self) -> None:
        """Finish the file; from here on rows can be read and none added."""
        for number in sorted(self._waiting):
            self._flush(number)
        self._writer.close()
        self._sink.close()
        self._sink = pa.OSFile(str(self.path), "rb")
        self._reader = pa.ipc.open_file(self._sink)

    @property
    def bins(self) -> list[int]:
        """The bins that have rows, in order of their numbers."""
        return sorted({*self._batches, *self._waiting})

    def rows(self, number: int, order: Integers | None = None) -> Iterator[pa.RecordBatch]:
        """The rows of a bin as batches of about 16 MB: as they were added, or row `order[0]`, `order[1]` … of them."""
        if order is None:
            for position, _ in self._batches.get(number, ()):
                yield self._reader.get_batch(position)
            return
        if len(order) == 0:
            return
        positions = np.array([position for position, _ in self._batches[number]])
        starts = np.concatenate([[0], np.cumsum([rows for _, rows in self._batches[number]])])
        step = max(1, int(len(order) * _GATHER_BYTES / max(self._bytes[number], 1)))
        for first in range(0, len(order), step):
            wanted = order[first : first + step]
            owner = np.searchsorted(starts, wanted, side="right") - 1
            parts, gathered = [], []
            for index in np.unique(owner):
                mine = np.flatnonzero(owner == index)
                parts.append(self._batch(int(positions[index])).take(pa.array(wanted[mine] - starts[index])))
                gathered.append(mine)
            merged = pa.concat_batches(parts)
            yield merged.take(pa.array(np.argsort(np.concatenate(gathered), kind="stable")))

    def _batch(self, position: int) -> pa.RecordBatch:
        if position in self._cache:
            self._cache.move_to_end(position)
            return self._cache[position]
        batch = self._cache[position] = self._reader.get_batch(position)
        if len(self._cache) > _CACHED_BATCHES:
            self._cache.popitem(last=False)
        return batch

    def close(self) -> None:
        """Let go of the file, whatever state it is in; a second time does nothing."""
        self._cache.clear()
        self._waiting.clear()
        if self._sink.closed:
            return
        if self._reader is None:
            self._writer.close()
        self._reader = None
        self._sink.close()

    def __enter__(self) -> Stage:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
