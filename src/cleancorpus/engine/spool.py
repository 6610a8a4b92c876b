"""Batches written one by one to a file of the work folder, so that what a worker had done survives its end."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

import pyarrow as pa

from cleancorpus.engine.store import TEMPORARY, Store

_OPTIONS = pa.ipc.IpcWriteOptions(compression="lz4")


class Spool:
    """An Arrow IPC stream on its way to `name` in the store, where `put` puts it.

    Until then it is a temporary file named by `token`, the same for all tries of one task in one run: the next try takes
    over what is whole in it (`recover`). A process's end loses nothing that was written; the end of the machine may,
    which is why another run, with other tokens, does not trust such a file.
    """

    def __init__(self, store: Store, name: str, schema: pa.Schema, token: str) -> None:
        self._store, self._schema = store, schema
        path = store.local(name) if store.is_local else store.scratch(name.replace("/", "-"))
        self._path = path.with_name(f"{path.name}.{token}{TEMPORARY}")
        self._recovered: list[pa.RecordBatch] = []
        self._sink: Any = None
        self._writer: Any = None

    def recover(self) -> int:
        """How many rows an earlier try of the task has left; `begin` says how many of them are taken over."""
        if self._path.exists():
            data = pa.py_buffer(self._path.read_bytes())
            with suppress(pa.ArrowException, OSError, StopIteration):  # it breaks off where the process ended
                reader = pa.ipc.open_stream(data)
                while True:
                    self._recovered.append(reader.read_next_batch())
        return sum(batch.num_rows for batch in self._recovered)

    def begin(self, keep: int = 0) -> list[pa.RecordBatch]:
        """Begin to write, behind the first `keep` rows of what was recovered; gives those rows."""
        taken = []
        for batch in self._recovered:
            if keep > 0:
                taken.append(batch.slice(0, keep))
                keep -= batch.num_rows
        self._path.parent.mkdir(parents=True, exist_ok=True)
        self._sink = pa.OSFile(str(self._path), "wb")
        self._writer = pa.ipc.new_stream(self._sink, self._schema, options=_OPTIONS)
        for batch in taken:
            self._writer.write_batch(batch)
        self._recovered = []
        return taken

    def add(self, batch: pa.RecordBatch) -> None:
        """Write rows; they are in the system's hands when this returns."""
        if batch.num_rows:
            self._writer.write_batch(batch)

    def put(self, name: str) -> None:
        """End the stream and put it in place as `name`."""
        self._close()
        self._store.put(name, self._path)

    def drop(self) -> None:
        """End the stream and remove it."""
        self._close()
        self._path.unlink()

    def _close(self) -> None:
        if self._writer is not None:
            writer, sink, self._writer, self._sink = self._writer, self._sink, None, None
            with sink:
                writer.close()

    def __enter__(self) -> Spool:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind is None:
            self._close()
        else:
            with suppress(OSError):  # a full disk does not take the stream's end either; the first error says it
                self._close()
