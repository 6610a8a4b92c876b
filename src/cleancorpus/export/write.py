"""The release of a version: `<dir>/<name>/<version>/`, all of it or nothing.

The rows stand settled in the work folder, part by part. `Release` lays them out in shards, which workers write; `finish`
proves the ledger against the files' footers, finds the version's number by comparing with the version before, writes
manifest, card, changelog and Croissant file, and renames the folder into place. Until then it is `.partial-…`.
"""

from __future__ import annotations

import secrets
import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from cleancorpus.config import Config
from cleancorpus.digest import sha256
from cleancorpus.engine.store import Store, sync_file, sync_folder
from cleancorpus.errors import DEFECT, ExportError
from cleancorpus.export import card, changelog
from cleancorpus.export.croissant import write_croissant
from cleancorpus.export.elsewhere import folder_here
from cleancorpus.export.layout import Places, plan_shards, shard_number
from cleancorpus.export.manifest import Counts, build_manifest, prove_ledger, write_manifest
from cleancorpus.export.settle import Totals
from cleancorpus.export.shards import MB, ShardTask, WrittenShard
from cleancorpus.export.sketches import Sketched, release_sketches
from cleancorpus.remote.errors import is_elsewhere, message_of
from cleancorpus.report.difference import SAMPLES, difference_of
from cleancorpus.report.side_files import write_side_files
from cleancorpus.schema import SPLIT, STATUS_TABLE, TABLES, pack_fields
from cleancorpus.versions import receipts, sketches
from cleancorpus.versions.apart import straddling
from cleancorpus.versions.diff import VersionDiff
from cleancorpus.versions.number import next_version
from cleancorpus.versions.open import MANIFEST, FileEntry, VersionFiles, local_version, newest_version, versions_in
from cleancorpus.versions.receipts import make_receipts, read_receipts
from cleancorpus.versions.semver import Bump, SemVer
from cleancorpus.versions.takedown import Takedowns, read_entries, read_takedowns

PARTIAL = ".partial-"  # of a folder that is not yet a version
SAMPLE = "sample"  # the folder of what `--limit` read: replaced each time, never a version
SAMPLE_VERSION = "0.0.0-sample"


@dataclass(frozen=True)
class ExportResult:
    """What an export came to. `changed` is false where the content stood there already: then `path` is that version.

    `url` is where the version is if that is in a store: then nothing may be left at `path`. `rows` counts rows by config,
    `ledger` and `figures` are as in the manifest, `warnings` is what the card needs yet.
    `difference` compares with the version before, where there is one, and names a few ids of each kind.
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
    url: str = ""

    @property
    def place(self) -> str:
        """Where the version is: a folder, or an address."""
        return self.url or str(self.path)


def dataset_folder(config: Config, base: Path) -> Path:
    """`<dir>/<name>`, where `export.dir` is relative to `base`; where that is elsewhere, the dataset's folder on this machine."""
    if is_elsewhere(config.export.dir):
        return folder_here(config, base)
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
            continue
        if child.name == SAMPLE and (child / MANIFEST).is_file():
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


class Release:
    """One version in the making. `base` is the folder that `export.dir` and `export.takedowns` are relative to.

    `previous` is the version to compare with and to take shards from, or its folder; None: the newest in the dataset's
    folder. `sample` says which part of the sources was read where that was not all: then the result goes to the folder
    `sample`, is compared with nothing and takes no number.

    Raises:
        ExportError: as `check_target`; a file of the version before is not there or cut off.
    """

    def __init__(
        self, config: Config, base: Path = Path(), *, previous: VersionFiles | Path | None = None, sample: str = ""
    ) -> None:
        check_target(config, base)
        self.config, self.sample = config, sample
        self.dataset = dataset_folder(config, base)
        self.previous: VersionFiles | None = None
        if not sample:
            opened = local_version(previous) if isinstance(previous, Path) else previous
            self.previous = opened or newest_version(self.dataset)
        if self.previous:
            self.previous.check_files(STATUS_TABLE.values())  # now, not when all documents are cleaned
        entries = read_entries(base / config.export.takedowns) if config.export.takedowns else []
        own = Takedowns(stone for entry in entries for stone in entry.stones)
        self._selectors: dict[tuple[str, str], str] = {
            (stone.kind, stone.digest): entry.written[stone.kind] for entry in entries for stone in entry.stones
        }
        carried = Takedowns.from_manifest(self.previous.manifest) if self.previous else Takedowns()
        self.takedowns = carried.merged(own)
        self.receipts = read_receipts(self.previous)

    def shard_tasks(self, store: Store, totals: Totals, target: str) -> Iterator[ShardTask]:
        """The shards to write below `target` in the store, table by table."""
        max_bytes = self.config.export.shard_max_mb * MB
        taken = tuple(dict.fromkeys(one.id for one in totals.taken if one.id is not None))
        names, carried = totals.names, pack_fields(totals.further)
        for table in STATUS_TABLE.values():
            indexes = (
                (number, store.read_table(f"{names[number]}.{table}.index")) for number in totals.parts_with[table]
            )
            splits = self.config.splits.names if table == "default" else (SPLIT,)
            places = Places(self.previous, TABLES[table])
            for task in plan_shards(places, indexes, names, max_bytes, target, splits):
                yield replace(task, carried=carried, taken_ids=taken if table == "duplicates" else ())

    def finish(
        self,
        store: Store,
        totals: Totals,
        shards: Sequence[WrittenShard],
        *,
        content_hash: str,
        rows_in: int,
        inputs: Iterable[Mapping[str, Any]],
        skipped_files: Mapping[str, Any],
        run: Mapping[str, Any],
        splits: Mapping[str, Any] | None = None,
        sketched: Sketched | None = None,
    ) -> ExportResult:
        """Put the version in place and give it its number; where nothing changed, leave all as it was.

        `rows_in` is how many records were read; `inputs` are the files that were read (path, size, sha256, rows),
        `skipped_files` what the manifest says of those that were not (`Files.to_manifest`), `run` what else it says of the
        run and `splits` of how the splits were made (JSON values). `sketched` says how documents are sketched, where they are.

        Raises:
            ExportError: the ledger does not add up; what belongs together stands in several splits; the version is too
                low or exists with other content; the disk fails.
        """
        self.dataset.mkdir(parents=True, exist_ok=True)
        partial = self.dataset / f"{PARTIAL}{secrets.token_hex(4)}"
        partial.mkdir()
        try:
            files = _move_in(partial, store, shards)
            manifest = self._manifest(totals, files, content_hash, rows_in, inputs, skipped_files, run)
            manifest["splits"] = dict(splits or {})
            if sketched is not None and not self.sample:
                manifest[sketches.KEY] = release_sketches(store, shards, partial, sketched)
            return self._finish(partial, manifest, totals, shards)
        except OSError as error:
            what = f"cannot be written: {error.strerror or error}"
            raise ExportError(str(self.dataset), what, "mend that and run again") from error
        finally:
            if partial.exists():
                shutil.rmtree(partial)

    def _finish(
        self,
        partial: Path,
        manifest: dict[str, Any],
        totals: Totals,
        shards: Sequence[WrittenShard],
    ) -> ExportResult:
        draft = VersionFiles(str(partial), manifest, lambda path: (partial / path).open("rb"), partial)
        if apart := straddling(draft, str(manifest["splits"].get("by", ""))):
            raise ExportError(str(self.dataset), apart[0], DEFECT)
        samples = SAMPLES if self.config.export.report else 0
        difference = difference_of(self.previous, draft, samples=samples)
        if self.sample:
            manifest["version"], target = SAMPLE_VERSION, self.dataset / SAMPLE
        else:
            found = self._number(manifest, difference)
            if isinstance(found, VersionFiles):
                path = found.folder or self.dataset
                return self._result(path, {**manifest, "version": found.version}, difference, changed=False)
            manifest["version"], target = str(found), self.dataset / str(found)
        self._write_receipts(partial, manifest, totals)
        manifest["previous_version"] = self.previous.version if self.previous else None
        manifest["bump"] = difference.bump if difference else ""
        warnings = self._write_documents(partial, manifest, difference)
        if self.config.export.report:
            write_side_files(draft, partial, difference)
        _put_in_place(partial, target, replacing=bool(self.sample))
        reused = [entry.path for shard in shards if shard.reused for _, entry in shard.files[:1]]
        return self._result(target, manifest, difference, changed=True, reused=reused, warnings=warnings)

    def _write_receipts(self, partial: Path, manifest: dict[str, Any], totals: Totals) -> None:
        """Write the receipts of takedowns, if there are any, and say so in the manifest."""
        if not self.takedowns:
            return
        written = self._selectors if self.config.export.takedown_selectors == "written" else {}
        found = make_receipts(self.takedowns, self.receipts, totals.taken, written, manifest["version"])
        data = "".join(f"{receipt.line()}\n" for receipt in found).encode()
        (partial / receipts.FILE).write_bytes(data)
        documents = {document["id"] for receipt in found for document in receipt.documents}
        manifest["takedown_receipts"] = {
            "sha256": sha256(data),
            "requests": len(found),
            "documents": len(documents),
        }

    def _manifest(
        self,
        totals: Totals,
        files: Sequence[FileEntry],
        content_hash: str,
        rows_in: int,
        inputs: Iterable[Mapping[str, Any]],
        skipped_files: Mapping[str, Any],
        run: Mapping[str, Any],
    ) -> dict[str, Any]:
        """The manifest without a number, with the ledger proved."""
        totals.ledger.rows_in = rows_in
        summary = totals.ledger.summary()
        manifest = build_manifest(
            self.config,
            files=files,
            content_hash=content_hash,
            ledger={},
            figures=totals.figures.to_manifest(),
            takedowns=self.takedowns,
            inputs=inputs,
            skipped_files=skipped_files,
            run={**summary, **run},
            further=totals.further,
            sample=self.sample,
        )
        counts = Counts(summary, totals.reasons, totals.n_removals)
        manifest["ledger"] = prove_ledger(counts, manifest["configs"], str(self.dataset))
        return manifest

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

    def _write_documents(self, partial: Path, manifest: dict[str, Any], difference: VersionDiff | None) -> list[str]:
        """Write manifest, Croissant file, changelog and card; gives what a person still has to add."""
        before = self.previous.folder if self.previous else None
        write_manifest(partial, manifest)
        write_croissant(partial, manifest)
        entry, earlier = changelog.write_entry(manifest, difference), changelog.read_entries(before)
        changelog.write_changelog(partial, entry, earlier)
        everything = versions_in(self.dataset)
        newest = everything[-1][1] if everything else None  # a pre-release may be newer than the version before
        sections = {**card.read_sections(before), **card.read_sections(newest)}
        card.write_card(partial, manifest, sections, f"{entry}\n{earlier}")
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


def _move_in(partial: Path, store: Store, shards: Sequence[WrittenShard]) -> list[FileEntry]:
    """Move the shards' files out of the store to where the manifest has them; gives their entries in its order."""
    entries = []
    for shard in shards:
        for name, entry in shard.files:
            (partial / entry.path).parent.mkdir(exist_ok=True)
            store.fetch(name, partial / entry.path)
            entries.append(entry)
    order = {name: place for place, name in enumerate(TABLES)}
    return sorted(entries, key=lambda entry: (order[entry.config], shard_number(entry.path)))


def _put_in_place(partial: Path, target: Path, *, replacing: bool) -> None:
    """Rename the finished folder to its name; only a sample takes the place of an earlier one.

    All of it is on the disk when this returns: the work that it was made from may go.
    """
    try:
        _sync(partial)
        if replacing and target.is_dir():
            old = target.with_name(f"{PARTIAL}{secrets.token_hex(4)}")
            target.rename(old)
            shutil.rmtree(old)
        if target.is_dir():
            target.rmdir()  # an empty folder: check_target let it pass; not empty by now: somebody else was faster
        partial.rename(target)
        for folder in (target.parent, target.parent.parent):  # the dataset's folder may be as new as the version's
            sync_folder(folder)
    except OSError as error:
        raise ExportError(str(target), f"cannot be put in place: {message_of(error)}", "run again") from error


def _sync(folder: Path) -> None:
    """Put a folder with all in it on the disk; a hard link is there already, as a file of the version before."""
    for path in folder.rglob("*"):
        if path.is_dir():
            sync_folder(path)
        elif path.stat().st_nlink == 1:
            sync_file(path)
    sync_folder(folder)
