"""The exporter: outcomes in, `<dir>/<name>/<version>/` out, all of it or nothing.

Rows are put aside on disk as they come. `finish` lays them out in shards, proves the ledger against the files'
footers, finds the version's number by comparing with the version before, writes manifest, card, changelog and Croissant
file, and renames the folder into place. Until then everything is in `<dir>/<name>/.partial-…/`.
"""

from __future__ import annotations

import logging
import secrets
import shutil
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any

import pyarrow as pa

from cleancorpus.config import Config
from cleancorpus.errors import ExportError
from cleancorpus.export import card, changelog
from cleancorpus.export.croissant import write_croissant
from cleancorpus.export.intake import Intake
from cleancorpus.export.layout import MB, RemovalShards, lay_out
from cleancorpus.export.manifest import Counts, build_manifest, list_files, prove_ledger, write_manifest
from cleancorpus.export.tables import flatten_removals
from cleancorpus.read.files import Files
from cleancorpus.schema import SPLIT
from cleancorpus.versions.diff import VersionDiff, compare
from cleancorpus.versions.number import ContentHash, next_version
from cleancorpus.versions.open import MANIFEST, VersionFiles, local_version, newest_version, versions_in
from cleancorpus.versions.semver import Bump, SemVer
from cleancorpus.versions.takedown import Takedowns, read_takedowns

log = logging.getLogger(__name__)
_WITHHELD = "text withheld: the document it duplicates was taken down"


@dataclass(frozen=True)
class ExportResult:
    """What an export came to. `changed` is false where the content stood there already: then `path` is that version.

    `rows` counts rows by config, `ledger` and `figures` are as in the manifest, `warnings` is what the card needs yet.
    `difference` compares with the version before, where there is one.
    """

    path: Path
    version: str
    changed: bool
    content_hash: str
    bump: Bump
    bump_reasons: tuple[str, ...]
    previous_version: str | None
    rows: dict[str, int]
    ledger: dict[str, Any]
    figures: dict[str, Any]
    reused_shards: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    difference: VersionDiff | None = field(default=None, repr=False)


def dataset_folder(config: Config, base: Path) -> Path:
    """`<dir>/<name>`, where `export.dir` is relative to `base`."""
    return base / config.export.dir / config.name


def check_target(config: Config, base: Path = Path()) -> None:
    """Refuse, before work begins, a place where an export cannot end well; writes nothing.

    Raises:
        ExportError: the dataset's folder is a file, or holds other things; a version's folder holds other things.
        ConfigError: the list of takedowns cannot be read.
    """
    target = dataset_folder(config, base)
    if target.exists() and not target.is_dir():
        raise ExportError(str(target), "is a file", "set export.dir or name to another place")
    others, versions = [], 0
    for child in sorted(target.iterdir()) if target.is_dir() else ():
        if child.name.startswith("."):
            if child.name.startswith(".partial-"):
                log.warning("%s: left by a run that did not finish, or one still at work; delete it if none is", child)
            continue
        if SemVer.maybe(child.name) is None:
            others.append(child)
            continue
        versions += 1
        if child.is_dir() and not (child / MANIFEST).is_file() and any(child.iterdir()):
            raise ExportError(
                str(child), f"is not empty and has no {MANIFEST}", "move it away, or set export.dir to another place"
            )
    if others and not versions:
        raise ExportError(
            str(target), f"holds other files ('{others[0].name}')", "set export.dir or name to another place"
        )
    if config.export.takedowns is not None:
        read_takedowns(base / config.export.takedowns)


class Exporter:
    """Writes one version of a dataset: `add` outcomes in final order, then `finish`, or `abort`. A context manager too.

    `base` is the folder that `export.dir` and `export.takedowns` are relative to. `inputs` are the files that were read
    (dicts with path, size, sha256, rows); it is looked at in `finish`, so it may be filled meanwhile. `skipped_files` is
    what the manifest says of those that were not (`Files.to_manifest`; None: all were read). `limit` is how many records
    were read at most, for the manifest. `previous` is the folder of the version to compare with and to
    take shards from; None: the newest in the dataset's folder.
    """

    def __init__(
        self,
        config: Config,
        base: Path = Path(),
        *,
        inputs: Iterable[Mapping[str, Any]] = (),
        skipped_files: Mapping[str, Any] | None = None,
        limit: int | None = None,
        previous: Path | None = None,
    ) -> None:
        check_target(config, base)
        self.config = config
        self.dataset = dataset_folder(config, base)
        self.inputs, self.limit = inputs, limit
        self.skipped_files = Files([], []).to_manifest() if skipped_files is None else skipped_files
        self.previous: VersionFiles | None = local_version(previous) if previous else newest_version(self.dataset)
        own = read_takedowns(base / config.export.takedowns) if config.export.takedowns else Takedowns()
        carried = Takedowns.from_manifest(self.previous.manifest) if self.previous else Takedowns()
        self.takedowns = carried.merged(own)
        self.dataset.mkdir(parents=True, exist_ok=True)
        self.partial = self.dataset / f".partial-{secrets.token_hex(4)}"
        self._stage = self.partial / ".stage"
        self._stage.mkdir(parents=True)
        self._n_removals = 0
        try:
            self._intake = Intake(self._stage, self.previous, self.takedowns, str(self.dataset))
        except BaseException:
            shutil.rmtree(self.partial)
            raise

    def __enter__(self) -> Exporter:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.abort()

    def abort(self) -> None:
        """Remove what was written; what stood there before still stands. Does nothing after `finish`."""
        self._intake.close()
        if self.partial.exists():
            shutil.rmtree(self.partial)

    def add(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        """Take rows of `schema.OUTCOMES`, in final order; gives back what they count as.

        That is `batch` itself, but for rows on the list of takedowns: these are dropped rows without text.

        Raises:
            ExportError: a row has no such status, or a kept row's text is null or not what its `text_sha256` says.
        """
        try:
            return self._intake.add(batch)
        except OSError as error:
            raise self._disk_error(error) from error

    def finish(self, ledger: Mapping[str, Any]) -> ExportResult:
        """Write the version and give it its number; where nothing changed, leave all as it was.

        `ledger` is what the run counted: `rows_in`, the records that were read, must be there; `kept`, `dropped`,
        `duplicate` and `quarantined` must agree with the rows that came, if they are; all of it goes to the manifest
        under `run` (JSON values).

        Raises:
            ExportError: the ledger does not add up; two documents share an id; the version is too low or exists with
                other content; the disk fails.
        """
        try:
            return self._finish(ledger)
        except OSError as error:
            raise self._disk_error(error) from error
        finally:
            self.abort()

    def _disk_error(self, error: OSError) -> ExportError:
        return ExportError(str(self.dataset), f"cannot be written: {error}", "mend that and run again")

    def _finish(self, ledger: Mapping[str, Any]) -> ExportResult:
        self._intake.check_ids()
        content = ContentHash()
        written, reused = self._write_tables(content)
        shutil.rmtree(self._stage)
        files = list_files(self.partial, written)
        manifest = build_manifest(
            self.config,
            files=files,
            content_hash=content.hexdigest(),
            ledger={},
            figures=self._intake.figures.to_manifest(),
            takedowns=self.takedowns,
            inputs=self.inputs,
            skipped_files=self.skipped_files,
            run={"limit": self.limit, **ledger},
        )
        counts = Counts(ledger, self._intake.reasons, self._n_removals)
        manifest["ledger"] = prove_ledger(counts, manifest["configs"], str(self.dataset))
        draft = VersionFiles(str(self.partial), manifest, lambda path: (self.partial / path).open("rb"), self.partial)
        difference = compare(self.previous, draft) if self.previous else None
        found = self._number(manifest, difference)
        if isinstance(found, VersionFiles):
            path = found.folder or self.dataset
            return self._result(path, {**manifest, "version": found.version}, difference, changed=False)
        manifest["version"] = str(found)
        manifest["previous_version"] = self.previous.version if self.previous else None
        manifest["bump"] = difference.bump if difference else ""
        warnings = self._write_documents(manifest, difference)
        target = self.dataset / str(found)
        try:
            if target.is_dir():
                target.rmdir()  # an empty folder: check_target let it pass; not empty by now: somebody else was faster
            self.partial.rename(target)
        except OSError as error:
            raise ExportError(str(target), f"cannot be put in place: {error}", "run again") from error
        return self._result(target, manifest, difference, changed=True, reused=reused, warnings=warnings)

    def _write_tables(self, content: ContentHash) -> tuple[dict[str, list[str]], list[str]]:
        """Write all tables; gives their files by config, and the files taken over from the version before."""
        max_bytes = self.config.export.shard_max_mb * MB
        removals = RemovalShards(self.partial)

        def on_documents(number: int, batch: pa.RecordBatch) -> None:
            columns = (batch.column(name).to_pylist() for name in ("id", "text_sha256", "meta_sha256"))
            for row_id, text, meta in zip(*columns, strict=True):
                content.add("default", SPLIT, row_id, text, meta)
            cut = flatten_removals(batch)
            content.add_rows("removals", SPLIT, cut)
            removals.add(number, cut)

        with removals:
            laid = lay_out(self.partial, self._intake.binned["default"], max_bytes, on_documents)
        written = {"default": laid.files, "removals": removals.files()}
        self._n_removals = removals.rows
        for name in ("dropped", "duplicates", "quarantined"):

            def on_rows(_: int, batch: pa.RecordBatch, name: str = name) -> None:
                content.add_rows(name, SPLIT, batch)

            change = self._intake.withhold if name == "duplicates" else None
            written[name] = lay_out(self.partial, self._intake.binned[name], max_bytes, on_rows, change).files
        self._intake.close()
        return written, laid.reused

    def _number(self, manifest: dict[str, Any], difference: VersionDiff | None) -> SemVer | VersionFiles:
        """The number of the new version, or the version that has this content already."""
        requested = self.config.export.version
        target = self.dataset / requested
        if requested != "auto" and (target / MANIFEST).is_file():
            existing = local_version(target)
            if existing.manifest["content_hash"] == manifest["content_hash"]:
                return existing
            raise ExportError(str(target), "already exists with other content", "raise export.version or use auto")
        bump: Bump = difference.bump if difference else "none"
        reasons = difference.bump_reasons if difference else ()
        before = SemVer.parse(self.previous.version) if self.previous else None
        version = next_version(requested, before, bump, reasons, str(self.dataset))
        if version is None:
            assert self.previous is not None
            return self.previous
        return version

    def _write_documents(self, manifest: dict[str, Any], difference: VersionDiff | None) -> list[str]:
        """Write manifest, Croissant file, changelog and card; gives what a person still has to add."""
        before = self.previous.folder if self.previous else None
        write_manifest(self.partial, manifest)
        write_croissant(self.partial, manifest)
        entry, earlier = changelog.write_entry(manifest, difference), changelog.read_entries(before)
        changelog.write_changelog(self.partial, entry, earlier)
        everything = versions_in(self.dataset)
        newest = everything[-1][1] if everything else None  # a pre-release may be newer than the version before
        sections = {**card.read_sections(before), **card.read_sections(newest)}
        card.write_card(self.partial, manifest, sections, f"{entry}\n{earlier}")
        return card.to_do(manifest, sections)

    def _result(
        self,
        path: Path,
        manifest: dict[str, Any],
        difference: VersionDiff | None,
        *,
        changed: bool,
        reused: Iterable[str] = (),
        warnings: Iterable[str] = (),
    ) -> ExportResult:
        return ExportResult(
            path=path,
            version=manifest["version"],
            changed=changed,
            content_hash=manifest["content_hash"],
            bump=difference.bump if difference else "none",
            bump_reasons=difference.bump_reasons if difference else (),
            previous_version=self.previous.version if self.previous else None,
            rows=dict(manifest["configs"]),
            ledger=manifest["ledger"],
            figures=manifest["figures"],
            reused_shards=tuple(reused),
            warnings=tuple(warnings),
            difference=difference,
        )
