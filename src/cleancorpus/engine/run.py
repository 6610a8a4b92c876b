"""A job: sources in, a version of a dataset out. Knows the order of the stages and nothing of articles."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from cleancorpus.config import Config
from cleancorpus.dedup.exact import ExactDuplicates
from cleancorpus.engine.ledger import Ledger
from cleancorpus.engine.local import LocalPool
from cleancorpus.errors import ConfigError
from cleancorpus.export.write import Exporter, ExportResult, check_target
from cleancorpus.read import Files, SourceFile, check_skipped, list_files, read_batches

Progress = Callable[[int, int], None]
"""Called with the documents that are done and about how many bytes of the source files that took."""

_UNPACKED = 4  # about how much larger the data of a packed file are than the file


@dataclass(frozen=True)
class RunResult:
    """What a run did: the files it read and did not, the ledger's summary, the export, and whether too much failed."""

    files: Files
    ledger: dict[str, Any]
    export: ExportResult
    failed_share: float
    too_many_failed: bool


def worker_count(config: Config) -> int:
    """How many processes to use: the config's number, else one a core this process may use."""
    if config.run.workers is not None:
        return config.run.workers
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return cores or 1


def run(
    config: Config, *, limit: int | None = None, progress: Progress | None = None, found: Files | None = None
) -> RunResult:
    """Read, clean and export what `config` names; `limit` is the number of records to read at most.

    `found` is what `list_files` gives for the config's sources, where the caller has asked it already.

    Raises:
        ConfigError: no sources, nothing in them, or more files not read than `read.max_skipped_files` allows.
        ExportError: the target exists with other content, or the ledger does not add up.
    """
    if not config.sources:
        raise ConfigError("sources", "none are given", "add `sources: [{path: …}]` to the config")
    if found is None:
        found = list_files(config.sources)
    check_skipped(found, config.sources, config.read.max_skipped_files)
    files = found.files
    check_target(config)
    ledger, duplicates = Ledger(), ExactDuplicates(mark_texts=config.dedup.exact)
    gauge = _Gauge(files)
    exporter = Exporter(config, inputs=[_input(file) for file in files], skipped_files=found.to_manifest(), limit=limit)
    try:
        with LocalPool(config, worker_count(config)) as pool:
            records = read_batches(files, config.read, config.run.batch_size, limit=limit)
            for batch in pool.map(map(ledger.read, map(gauge.read, records))):
                ledger.add(exporter.add(duplicates.mark(batch)))
                if progress is not None:
                    progress(sum(ledger.status.values()), gauge.bytes_read)
        export = exporter.finish(ledger.summary())
    except BaseException:
        exporter.abort()
        raise
    failed = ledger.status["quarantined"] / max(1, ledger.rows_in)
    return RunResult(found, ledger.summary(), export, failed, failed > config.run.max_failed_share)


class _Gauge:
    """About how many bytes of the source files have been read: whole files, and of the present one what its records hold."""

    def __init__(self, files: list[SourceFile]) -> None:
        self._sizes = {file.name: file.size_bytes or 0 for file in files}
        self._packed = {
            file.name
            for file in files
            if file.name.endswith((".gz", ".zst", ".bz2", ".xz")) or file.format == "parquet"
        }
        self._before, self._present, self._held = 0, "", 0

    @property
    def bytes_read(self) -> int:
        """Bytes of the files, 0 to their sum."""
        held = self._held // _UNPACKED if self._present in self._packed else self._held
        return self._before + min(held, self._sizes.get(self._present, 0))

    def read(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        """Take note of a batch of records; gives `batch` back."""
        for source, data in zip(
            batch.column("source").to_pylist(), pc.binary_length(batch.column("data")).to_pylist(), strict=True
        ):
            if source != self._present:
                self._before += self._sizes.get(self._present, 0)
                self._present, self._held = source, 0
            self._held += data or 0
        return batch


def _input(file: SourceFile) -> dict[str, Any]:
    """What the manifest says of a source file; the hash of local files only, remote ones would be read twice."""
    entry: dict[str, Any] = {"path": file.name, "format": file.format, "bytes": file.size_bytes}
    local = Path(file.path)
    if local.is_file():
        with local.open("rb") as stream:
            entry["sha256"] = hashlib.file_digest(stream, "sha256").hexdigest()
    return entry
