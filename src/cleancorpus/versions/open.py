"""One exported version for reading: a folder, or a revision of a repository on the Hub."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from cleancorpus.config.values import check_address
from cleancorpus.credentials import without_credentials
from cleancorpus.errors import ExportError
from cleancorpus.schema import field_type
from cleancorpus.versions.semver import SemVer

MANIFEST = "manifest.json"
FORMAT = 1
Keys = np.ndarray[Any, np.dtype[np.bytes_]]
RESTORE = "export again, or restore the file"  # what to do about a damaged manifest
_AT_ONCE = 1024  # rows held of those that are looked for
_MEND = "run verify on that version; restore the file, or move the version away"
# What pyarrow raises for a damaged file, seen by flipping single bits: names of columns can turn into no UTF-8, too.
READ_ERRORS = (pa.ArrowException, OSError, UnicodeDecodeError, KeyError)


@dataclass(frozen=True)
class FileEntry:
    """A Parquet file as the manifest lists it; `path` is relative to the export."""

    path: str
    config: str
    split: str
    rows: int
    size: int
    sha256: str

    @classmethod
    def of(cls, entry: Mapping[str, Any]) -> FileEntry:
        """The file of an entry in `files` of a manifest; what a later version may say of it besides is passed over."""
        return cls(**{name: entry[name] for name in cls.__dataclass_fields__})


@dataclass(frozen=True)
class VersionFiles:
    """A version that can be read: its manifest, and its files through `open_file(path relative to the export)`.

    `folder` is set for a version on this machine, `revision` (a commit) for one on the Hub. `where` is how messages
    name it.
    """

    where: str
    manifest: dict[str, Any]
    open_file: Callable[[str], BinaryIO]
    folder: Path | None = None
    revision: str | None = None

    @property
    def version(self) -> str:
        return str(self.manifest["version"])

    @property
    def configs(self) -> tuple[str, ...]:
        """The configs that have rows, in the manifest's order."""
        return tuple(self.manifest["configs"])

    def columns(self, config: str) -> dict[str, str]:
        """Arrow type of each column of a config, as text; empty where the version lacks the config."""
        found: dict[str, str] = self.manifest["schemas"].get(config, {})
        return found

    def splits(self, config: str) -> tuple[str, ...]:
        """The splits of a config, those of the documents in the order of the configuration."""
        return splits_of(self.manifest, config)

    def files(self, config: str) -> list[FileEntry]:
        """The Parquet files of a config, in order."""
        return [FileEntry.of(entry) for entry in self.manifest["files"] if entry["config"] == config]

    def read_file(self, entry: FileEntry, columns: Sequence[str] | None = None) -> Iterator[pa.RecordBatch]:
        """The rows of one file in batches; only `columns` are read, if given.

        Raises:
            ExportError: the file is missing or is no readable Parquet.
        """
        try:
            with self.open_file(entry.path) as file:
                parquet = pq.ParquetFile(file)
                self._check_columns(parquet, entry.config, entry.path, columns)
                yield from parquet.iter_batches(batch_size=4096, columns=None if columns is None else list(columns))
        except FileNotFoundError as error:
            raise ExportError(f"{self.where}/{entry.path}", "is missing", "run verify") from error
        except READ_ERRORS as error:
            raise ExportError(
                f"{self.where}/{entry.path}", f"cannot be read: {said_by(error)}", "run verify"
            ) from error

    def _check_columns(self, parquet: pq.ParquetFile, config: str, path: str, columns: Sequence[str] | None) -> None:
        """Refuse a file in which a column, of these if given, is not of the type that the manifest says, or is not there."""
        found = {field.name: field_type(field) for field in parquet.schema_arrow}
        wanted = (
            None if columns is None else {column.partition(".")[0] for column in columns}
        )  # `removals.list.element.rule`
        for name, kind in self.columns(config).items():
            if (wanted is None or name in wanted) and found.get(name) != kind:
                what = f"its column '{name}' is {found.get(name, 'missing')}, the manifest says {kind}"
                raise ExportError(f"{self.where}/{path}", what, "run verify")

    def read(self, config: str, columns: Sequence[str] | None = None) -> Iterator[tuple[FileEntry, pa.RecordBatch]]:
        """The rows of a config, file by file, in batches."""
        for entry in self.files(config):
            for batch in self.read_file(entry, columns):
                yield entry, batch

    def check_files(self, configs: Iterable[str]) -> None:
        """Refuse a version of which a file of these configs is not there, cut off, or not the one that the manifest lists.

        Only sizes and footers are read: what is damaged inside shows when it is read (and in `verify`).

        Raises:
            ExportError: the first such file, and what is so with it.
        """
        for entry in (entry for config in configs for entry in self.files(config)):
            where = f"{self.where}/{entry.path}"
            try:
                with self.open_file(entry.path) as file:
                    size = file.seek(0, 2)
                    rows = pq.read_metadata(file).num_rows if size == entry.size else None
            except FileNotFoundError as error:
                raise ExportError(where, "is missing", _MEND) from error
            except READ_ERRORS as error:
                raise ExportError(where, f"cannot be read: {said_by(error)}", _MEND) from error
            if size != entry.size:
                raise ExportError(where, f"has {size:,} bytes, the manifest says {entry.size:,}", _MEND)
            if rows != entry.rows:
                raise ExportError(where, f"has {rows:,} rows, the manifest says {entry.rows:,}", _MEND)

    def each_row(
        self, places: Iterable[tuple[str, int]], columns: Sequence[str]
    ) -> Iterator[tuple[tuple[str, int], dict[str, Any]]]:
        """The rows at `(file path, row number)` with their places, in the order of files and rows, each once.

        Only the row groups they are in are read, of these the columns alone, in batches, so that memory does not grow with rows.

        Raises:
            ExportError: a file is missing or is no readable Parquet.
        """
        by_path: dict[str, list[int]] = {}
        for path, row in sorted(set(places)):
            by_path.setdefault(path, []).append(row)
        configs = {entry["path"]: entry["config"] for entry in self.manifest["files"]}
        for path, rows in by_path.items():
            where = f"{self.where}/{path}"
            try:
                with self.open_file(path) as file:
                    parquet = pq.ParquetFile(file)
                    self._check_columns(parquet, configs.get(path, ""), path, columns)
                    for row, values in _rows_of(parquet, rows, columns):
                        yield (path, row), values
            except FileNotFoundError as error:
                raise ExportError(where, "is missing", "run verify") from error
            except READ_ERRORS as error:
                raise ExportError(where, f"cannot be read: {said_by(error)}", "run verify") from error

    def rows_at(self, places: Sequence[tuple[str, int]], columns: Sequence[str]) -> list[dict[str, Any]]:
        """The rows at `(file path, row number)`, in that order, as `each_row` reads them."""
        found = dict(self.each_row(places, columns))
        return [found[place] for place in places]


def _rows_of(
    parquet: pq.ParquetFile, wanted: Sequence[int], columns: Sequence[str]
) -> Iterator[tuple[int, dict[str, Any]]]:
    """Rows of a file by their numbers, which ascend."""
    first = place = 0
    for group in range(parquet.num_row_groups):
        end = first + parquet.metadata.row_group(group).num_rows
        if place < len(wanted) and wanted[place] < end:
            for batch in parquet.iter_batches(batch_size=_AT_ONCE, row_groups=[group], columns=list(columns)):
                stop = first + batch.num_rows
                while place < len(wanted) and wanted[place] < stop:
                    (values,) = batch.slice(wanted[place] - first, 1).to_pylist()
                    yield wanted[place], values
                    place += 1
                first = stop
                if place == len(wanted):
                    return
        first = end


def splits_of(manifest: dict[str, Any], config: str) -> tuple[str, ...]:
    """The splits that have files of a config, those of the documents in the order of the configuration."""
    found = dict.fromkeys(entry["split"] for entry in manifest["files"] if entry["config"] == config)
    order = [*manifest.get("splits", {}).get("groups", ())]
    return tuple(sorted(found, key=lambda name: order.index(name) if name in order else len(order)))


def read_utf8(path: Path) -> str:
    """The text of a file that people may have edited.

    Raises:
        ExportError: it is not UTF-8.
    """
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        what = f"is not UTF-8 ({error.reason} at byte {error.start:,})"
        raise ExportError(str(path), what, "save it as UTF-8") from error


def said_by(error: BaseException) -> str:
    """An error's message in one line of at most 200 characters, without credentials."""
    text = without_credentials(" ".join(str(error).split())) or type(error).__name__
    return text if len(text) <= 200 else text[:199] + "…"


def parse_manifest(data: bytes, where: str) -> dict[str, Any]:
    """The manifest in `data`.

    Raises:
        ExportError: it is no JSON, of an unknown format, or has not the shape of a manifest (`shape`).
    """
    # Each run has versions open, not each reads a manifest: the shape takes a moment to be made.
    from cleancorpus.versions.shape import wrong_in

    try:
        manifest = json.loads(data.decode("utf-8-sig"))
    except ValueError as error:
        raise ExportError(where, f"is not JSON: {said_by(error)}", RESTORE) from error
    except RecursionError as error:
        raise ExportError(where, "is not JSON that can be read: it is nested too deep", RESTORE) from error
    if not isinstance(manifest, dict) or manifest.get("format") != FORMAT:
        found = manifest.get("format") if isinstance(manifest, dict) else type(manifest).__name__
        raise ExportError(where, f"has format {found!r}, not {FORMAT}", "use the version of cleancorpus that wrote it")
    if wrong := wrong_in(manifest):
        raise ExportError(where, wrong, RESTORE)
    listed = {entry["config"] for entry in manifest["files"]}
    if listed != set(manifest["configs"]):
        raise ExportError(where, "lists files of other configs than it names", RESTORE)
    return manifest


def local_version(folder: Path) -> VersionFiles:
    """The version in `folder`.

    Raises:
        ExportError: there is no folder, or no manifest of ours in it.
    """
    if not folder.is_dir():
        try:
            check_address(str(folder))
        except ValueError as error:
            raise ExportError(str(folder), *str(error).split("; ", 1)) from error
        raise ExportError(str(folder), "no such folder", "give a folder with manifest.json, or org/name@vX.Y.Z")
    try:
        data = (folder / MANIFEST).read_bytes()
    except FileNotFoundError as error:
        raise ExportError(
            str(folder), f"has no {MANIFEST}", "give the folder of one version, as dist/<name>/<version>"
        ) from error
    except (IsADirectoryError, PermissionError) as error:
        raise ExportError(str(folder / MANIFEST), f"cannot be read: {said_by(error)}", RESTORE) from error
    manifest = parse_manifest(data, str(folder / MANIFEST))
    return VersionFiles(str(folder), manifest, lambda path: (folder / path).open("rb"), folder)


def versions_in(dataset: Path) -> list[tuple[SemVer, Path]]:
    """The versions in a dataset's folder that have a manifest, oldest first."""
    if not dataset.is_dir():
        return []
    found = []
    for child in dataset.iterdir():
        version = SemVer.maybe(child.name)
        if version is not None and (child / MANIFEST).is_file():
            found.append((version, child))
    return sorted(found, key=lambda pair: pair[0])


def newest_version(dataset: Path) -> VersionFiles | None:
    """The version that a new one is compared with: the newest release, else the newest pre-release, else nothing."""
    found = versions_in(dataset)
    releases = [pair for pair in found if not pair[0].pre]
    return local_version((releases or found)[-1][1]) if found else None


def id_digests(ids: Iterable[str | None]) -> Keys:
    """16 bytes of a digest for each id."""
    digests = b"".join(hashlib.blake2b((value or "").encode(), digest_size=16).digest() for value in ids)
    return np.frombuffer(digests, dtype="S16")


class Index:
    """Ids and digests of one config of a version, for comparing: 34 bytes a row, and the ids themselves with 4 bytes each.

    `ids[i]` is the id of row i, `keys` 16 bytes of its digest, `texts` and `metas` 8 bytes of the digests of text and
    of the other columns, `splits` its split's place in `split_names`; `place(i)` is its file and row.
    """

    def __init__(self, version: VersionFiles, config: str = "default") -> None:
        """Read the version's ids and digests.

        Raises:
            ExportError: a file cannot be read, or is not the one that the manifest lists.
        """
        names: dict[str, int] = {}
        columns = ["id", "text_sha256"] + (["meta_sha256"] if "meta_sha256" in version.columns(config) else [])
        entries = version.files(config)
        total = sum(entry.rows for entry in entries)
        try:
            self.keys = np.zeros(total, dtype="S16")
            self.texts, self.metas = np.zeros(total, dtype=np.uint64), np.zeros(total, dtype=np.uint64)
            self.splits = np.zeros(total, dtype=np.int16)
        except (MemoryError, ValueError):  # a manifest can say any number: its own fault is the one to be told
            version.check_files([config])
            raise
        self._starts: list[tuple[int, str]] = []
        ids: list[pa.Array] = []
        row = 0
        for entry in entries:
            self._starts.append((row, entry.path))
            split, end = names.setdefault(entry.split, len(names)), row + entry.rows
            for batch in version.read_file(entry, columns):
                if row + batch.num_rows > end:
                    version.check_files([config])
                here = slice(row, row + batch.num_rows)
                ids.append(batch.column("id"))
                self.splits[here] = split
                self.keys[here] = id_digests(batch.column("id").to_pylist())
                self.texts[here] = _heads(batch.column("text_sha256"))
                if len(columns) == 3:
                    self.metas[here] = _heads(batch.column("meta_sha256"))
                row += batch.num_rows
            if row != end:
                version.check_files([config])
        self.ids = pa.chunked_array(ids, type=pa.string())
        self.split_names = tuple(names)

    def __len__(self) -> int:
        return len(self.keys)

    def place(self, row: int) -> tuple[str, int]:
        """`(file, row in that file)` of a row."""
        start, path = max(pair for pair in self._starts if pair[0] <= row)
        return path, row - start


def _heads(digests: pa.Array) -> list[int]:
    """The first 64 bits of digests in hex; 0 for none."""
    return [int(digest[:16], 16) if digest else 0 for digest in digests.to_pylist()]
