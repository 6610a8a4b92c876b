"""A dataset that lives in a store (`export.dir: s3://bucket/corpora`): what a run reads of it, and how a version gets there.

A version is built on this machine, in a folder that has the lock, the unfinished work and, of versions in the store, manifest,
card and changelog; their tables are read where they are, by ranges. A finished version is uploaded file by file, the card
second to last and the manifest last: without a manifest there is no version. An upload that is killed leaves a folder without
one, which the next run on the same machine takes over.

What is guaranteed: two runs on one machine exclude one another by the folder's lock. For runs on different machines the store
decides by a file that only one can make (`.uploading.json`): one of them uploads a number, the other is told. S3, Google and
stores that took after them make such files (conditional writes); where a driver has none, the file is looked for first, which
leaves a gap of moments. A version that has its manifest is never written to again.
"""

from __future__ import annotations

import hashlib
import json
import platform
import secrets
import shutil
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, BinaryIO, cast

from cleancorpus.config import Config
from cleancorpus.credentials import without_credentials
from cleancorpus.errors import ConfigError, ExportError
from cleancorpus.export import card, changelog
from cleancorpus.remote.errors import MissingError, PlaceError, TakenError, is_elsewhere, protocol_of, retried
from cleancorpus.remote.files import file_system_of, files_below, open_elsewhere, put_file, read_elsewhere
from cleancorpus.versions.open import MANIFEST, VersionFiles, newest_version, parse_manifest
from cleancorpus.versions.semver import SemVer

HERE = "dist/.elsewhere"  # what belongs to datasets elsewhere, where `run.work_dir` names no folder
_CLAIM, _TOKEN, _PROBE = ".uploading.json", ".upload-token", ".probe-"
_CLAIMED = b'{"token": "'  # what each claim begins with
_AT_ONCE = 4  # files sent or copied at the same time
_SMALL = (MANIFEST, card.FILE, changelog.FILE)
_WITHOUT_FOLDERS = frozenset(("s3", "s3a", "gs", "gcs"))
_UNWRITABLE = {
    "http": "a place on the web cannot be written to",
    "https": "a place on the web cannot be written to",
    "hf": "a repository has versions of its own",
}


def folder_here(config: Config, base: Path) -> Path:
    """The folder on this machine that belongs to a dataset elsewhere; named by its address, as two may have one name."""
    given = config.run.work_dir
    root = base / (HERE if given is None or is_elsewhere(given) else given)
    digest = hashlib.sha256(without_credentials(_address(config)).encode()).hexdigest()[:12]
    return root / f"{config.name}-{digest}"


def _address(config: Config) -> str:
    return f"{config.export.dir.rstrip('/')}/{config.name}"


class DatasetElsewhere:
    """The place of a dataset in a store. `address` is its URL, `url` the same without credentials, `here` its folder on this
    machine.

    Raises:
        ConfigError: there is no such protocol, it cannot be written to, or a package is missing.
    """

    def __init__(self, config: Config, here: Path) -> None:
        self.address, self.here = _address(config), here
        self.url = without_credentials(self.address)
        self._wanted, self._keep = config.export.version, config.run.keep_work
        protocol = protocol_of(self.address)
        if protocol in _UNWRITABLE:
            todo = "name a folder, then `cleancorpus publish`" if protocol == "hf" else "name a folder, s3:// or gs://"
            raise ConfigError("export.dir", f"'{self.url}': {_UNWRITABLE[protocol]}", todo)
        try:
            self._fs, self._path = file_system_of(self.address)
        except ImportError as error:
            raise ConfigError(
                "export.dir", f"'{self.url}' needs a package that is not installed", str(error)
            ) from error
        except ValueError as error:
            raise ConfigError("export.dir", f"'{self.url}': {error}", "check the part before '://'") from error

    # ------------------------------------------------------------------------------------------------- before a run

    def check(self) -> None:
        """Refuse, before work begins, a place where an export cannot end well; writes nothing.

        Raises:
            ConfigError: it cannot be had: no credentials, no such bucket, no answer.
            ExportError: it holds other things.
        """
        try:
            names = self._names("")
            others = [name for name in names if not name.startswith(".") and SemVer.maybe(name) is None]
            versions = [name for name in names if SemVer.maybe(name) is not None]
            if others and not versions:
                todo = "set export.dir or name to another place"
                raise ExportError(self.url, f"holds other files ('{others[0]}')", todo)
            for name in versions:
                held = self._names(name)
                if held and MANIFEST not in held and _CLAIM not in held:
                    what = f"is not empty and has no {MANIFEST}"
                    raise ExportError(f"{self.url}/{name}", what, "move it away, or set export.dir to another place")
        except PlaceError as error:
            raise ConfigError("export.dir", f"'{self.url}': {error.what}", error.todo) from error

    def fetch(self) -> VersionFiles | None:
        """Prove that the place can be written to, and bring here what a new version needs to know of those before it.

        Gives the version to compare with, its tables read in the store; None where there is none. To be called under the lock.

        Raises:
            ExportError: it cannot be read or written.
        """
        with self._told():
            self._probe()
            found = sorted((SemVer.parse(name) for name in self._names("") if SemVer.maybe(name)), reverse=True)
            wanted: list[SemVer] = []  # the newest, the newest release, and the one that is asked for
            for version in found:
                needed = (
                    not wanted or (all(one.pre for one in wanted) and not version.pre) or str(version) == self._wanted
                )
                if needed and MANIFEST in self._names(str(version)):
                    wanted.append(version)
            for child in self.here.iterdir() if self.here.is_dir() else ():
                if SemVer.maybe(child.name) and child.is_dir() and child.name not in map(str, wanted):
                    shutil.rmtree(child)
            for version in wanted:
                self._mirror(str(version))
        previous = newest_version(self.here)
        if previous is None:
            return None
        where = f"{self.url}/{previous.version}"
        return replace(previous, where=where, open_file=self._opener(previous.version))

    def _mirror(self, version: str) -> None:
        folder = self.here / version
        small = {name: data for name in _SMALL if (data := self._read(f"{version}/{name}")) is not None}
        known = folder / MANIFEST
        if folder.is_dir() and not (known.is_file() and known.read_bytes() == small[MANIFEST]):
            shutil.rmtree(folder)
        folder.mkdir(parents=True, exist_ok=True)
        for name, data in small.items():
            (folder / name).write_bytes(data)
        claim = self._read(f"{version}/{_CLAIM}")
        if claim is not None and self._is_ours(claim):  # killed between its last two steps
            self._remove(f"{version}/{_CLAIM}")

    def _opener(self, version: str) -> Any:
        def open_file(path: str) -> BinaryIO:
            here = self.here / version / path
            if here.is_file():  # with run.keep_work
                return here.open("rb")
            name = f"{version}/{path}"
            return cast(BinaryIO, open_elsewhere(self._fs, self._at(name), f"{self.address}/{name}"))

        return open_file

    def _probe(self) -> None:
        """Prove that files can be written and removed; also those of runs that could not remove theirs."""
        self._make_folder("")
        name = f"{_PROBE}{secrets.token_hex(4)}"
        try:
            retried(lambda: self._fs.pipe_file(self._at(name), b"may this be written?\n"), self.address)
        except PlaceError:
            with suppress(PlaceError):  # the error that it cannot be written is the one to be told
                self._remove(name)
            raise
        for each in {name, *(left for left in self._names("") if left.startswith(_PROBE))}:
            self._remove(each)

    def _remove(self, name: str) -> None:
        """Remove a file; a first try that was answered by an error may have done so."""
        with suppress(MissingError):
            retried(lambda: self._fs.rm_file(self._at(name)), self.address)

    # -------------------------------------------------------------------------------------------------- after a run

    def upload(self, folder: Path, previous: VersionFiles | None) -> str:
        """Send a finished version, the manifest last; gives its address. Files that the version before has are copied there.

        Raises:
            ExportError: another run has made or is making this version, or the place cannot be written to.
        """
        version = folder.name
        manifest = parse_manifest((folder / MANIFEST).read_bytes(), str(folder / MANIFEST))
        before: dict[tuple[str, int], str] = {}
        if previous is not None:
            entries = previous.manifest["files"]
            before = {(file["sha256"], file["size"]): f"{previous.version}/{file['path']}" for file in entries}
        digests = {file["path"]: (file["sha256"], file["size"]) for file in manifest["files"]}
        names = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())
        last = [name for name in (card.FILE, MANIFEST) if name in names]
        with self._told(f"/{version}"):
            self._claim(version)
            for name in set(self._found(version)) - {*names, _CLAIM}:  # of an upload that was killed
                self._remove(f"{version}/{name}")

            def send(name: str) -> None:
                self._send(folder / name, f"{version}/{name}", before.get(digests.get(name, ("", 0))))

            with ThreadPoolExecutor(_AT_ONCE) as pool:
                list(pool.map(send, [name for name in names if name not in last]))
            there = self._found(version)
            for name in names:
                size = (folder / name).stat().st_size
                if name not in last and there.get(name) != size:
                    what = f"{name} has {there.get(name, 0):,} bytes there, {size:,} here"
                    raise ExportError(f"{self.url}/{version}", what, "run the same command again")
            for name in last:
                send(name)
                if self._read(f"{version}/{name}") != (folder / name).read_bytes():
                    self._remove(f"{version}/{name}")
                    raise self._altered(f"{version}/{name}")
            self._remove(f"{version}/{_CLAIM}")
        return f"{self.url}/{version}"

    def clear(self) -> None:
        """Remove what was brought or built here; it stays with `run.keep_work`, and spares fetching and sending it."""
        for child in self.here.iterdir():
            if SemVer.maybe(child.name) and child.is_dir() and not self._keep:
                shutil.rmtree(child)

    def _send(self, path: Path, name: str, known: str | None) -> None:
        if known is not None:
            retried(lambda: self._fs.cp_file(self._at(known), self._at(name)), self.address)
        else:
            self._make_folder(name.rpartition("/")[0])
            put_file(self._fs, path, self._at(name), self.address)

    def _claim(self, version: str) -> None:
        """Make the file that only one run can make for a version.

        Raises:
            ExportError: another run has made it, or has made the version.
        """
        name = f"{version}/{_CLAIM}"
        since = datetime.now(UTC).isoformat(timespec="seconds")
        values = {"token": self._token(), "host": platform.node(), "since": since}
        data = json.dumps(values).encode()
        self._make_folder(version)
        written = True
        try:
            retried(lambda: self._create(self._at(name), data), self.address)
        except TakenError:  # by whom is asked below
            written = False
        held = self._read(name) or b""
        if not written and self._is_ours(held) and not _is_claim(held):  # of a try, or a run, of ours that broke off
            retried(lambda: self._fs.pipe_file(self._at(name), data), self.address)
            written, held = True, self._read(name) or b""
        if written and held != data and not _is_claim(held):
            if self._is_ours(held) or not _may_be_claim(held):  # else it may be another's, who is writing it
                self._remove(name)
            raise self._altered(f"{version}/{_CLAIM}")
        if not self._is_ours(held):
            try:
                who = json.loads(held)
                by = f"a run on {who['host']} since {who['since']}"
            except (ValueError, KeyError, TypeError):
                by = "another run"
            what = f"is being uploaded by {by}"
            todo = f"run again when it is done; if it has died, remove {self.url}/{name} first"
            raise ExportError(f"{self.url}/{version}", what, todo)
        if MANIFEST in self._names(version):
            self._remove(name)
            raise ExportError(
                f"{self.url}/{version}", "was made by another run meanwhile", "run the same command again"
            )

    def _altered(self, name: str) -> ExportError:
        what = "comes back from there with other bytes than were written"
        return ExportError(f"{self.url}/{name}", what, "look after the store, then run the same command again")

    def _create(self, path: str, data: bytes) -> None:
        """Write a file that must not be there yet."""
        try:
            self._fs.pipe_file(path, data, mode="create")
        except (NotImplementedError, TypeError, ValueError) as error:  # a driver without conditional writes
            self._fs.invalidate_cache()  # what it has listed before may be another's by now
            if self._fs.exists(path):
                raise FileExistsError(path) from error
            self._fs.pipe_file(path, data)

    def _token(self) -> str:
        """A word that tells uploads from this folder, so that one that was killed is known again."""
        path = self.here / _TOKEN
        if not path.is_file():
            self.here.mkdir(parents=True, exist_ok=True)
            path.write_text(secrets.token_hex(16), encoding="utf-8")
        return path.read_text(encoding="utf-8")

    def _is_ours(self, claim: bytes) -> bool:
        """Whether a claim was written from this folder, all of it or only its beginning; of one that ends before its token does
        nobody can say whose it is.
        """
        return claim.startswith(json.dumps({"token": self._token()}).encode().removesuffix(b"}"))

    # ---------------------------------------------------------------------------------------------------- the store

    def _at(self, name: str) -> str:
        return f"{self._path.rstrip('/')}/{name}" if name else self._path

    def _make_folder(self, folder: str) -> None:
        if protocol_of(self.address) not in _WITHOUT_FOLDERS:
            retried(lambda: self._fs.makedirs(self._at(folder), exist_ok=True), self.address)

    def _names(self, folder: str) -> list[str]:
        """Names of what is right below a folder; none where it is not there.

        Raises:
            PlaceError: it cannot be listed.
        """
        self._fs.invalidate_cache()
        try:
            listed = retried(lambda: self._fs.ls(self._at(folder), detail=False), self.address)
        except MissingError as error:
            if "bucket" in error.what:
                raise
            return []
        names = {
            str(path).rstrip("/").rsplit("/", 1)[-1] for path in listed if str(path).rstrip("/") != self._at(folder)
        }
        return sorted(names)

    def _found(self, folder: str) -> dict[str, int]:
        """Sizes of all files below a folder, by their names there."""
        return files_below(self._fs, self._at(folder), self.address)

    def _read(self, name: str) -> bytes | None:
        try:
            return read_elsewhere(self._fs, self._at(name), self.address)
        except MissingError:
            return None

    @contextmanager
    def _told(self, below: str = "") -> Iterator[None]:
        """Within the `with`, what goes wrong in the store becomes one line.

        Raises:
            ExportError: for any `PlaceError`.
        """
        try:
            yield
        except PlaceError as error:
            raise ExportError(f"{self.url}{below}", error.what, error.todo) from error


def _may_be_claim(data: bytes) -> bool:
    """Whether it is how a claim begins, which another run may be writing."""
    return data.startswith(_CLAIMED) or _CLAIMED.startswith(data)


def _is_claim(data: bytes) -> bool:
    """Whether it is what a run writes into its claim."""
    try:
        return isinstance(json.loads(data)["token"], str)
    except (ValueError, KeyError, TypeError):
        return False
