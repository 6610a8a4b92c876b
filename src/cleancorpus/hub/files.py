"""The files of a version that are published, each proved to be what the manifest says."""

from __future__ import annotations

import hashlib
from pathlib import Path

from cleancorpus.digest import file_sha256
from cleancorpus.errors import ExportError
from cleancorpus.export import card, changelog, croissant
from cleancorpus.hub.client import RemoteFile
from cleancorpus.report import side_files
from cleancorpus.versions import receipts
from cleancorpus.versions.open import MANIFEST, VersionFiles

_DOCUMENTS = (card.FILE, changelog.FILE, MANIFEST, croissant.FILE)


def _blob_id(path: Path) -> str:
    """Git's id of a file."""
    data = path.read_bytes()
    return hashlib.sha1(b"blob %d\0" % len(data) + data, usedforsecurity=False).hexdigest()


def is_equal(path: Path, sha256: str | None, remote: RemoteFile | None) -> bool:
    """Whether a file in a repository has the content of a file here, whose sha256 is given where it is known."""
    if remote is None or (remote.sha256 is None and remote.size != path.stat().st_size):
        return False
    return (sha256 or file_sha256(path)) == remote.sha256 if remote.sha256 else _blob_id(path) == remote.blob


def local_files(version: VersionFiles, folder: Path) -> dict[str, str | None]:
    """The files to publish, with the sha256 of those that the manifest lists; all of them proved.

    Raises:
        ExportError: a file is missing or not what the manifest says.
    """
    files: dict[str, str | None] = {}
    for entry in version.manifest["files"]:
        path = folder / entry["path"]
        _refuse_link(path)
        if not path.is_file() or file_sha256(path) != entry["sha256"]:
            is_so = "is not what the manifest says" if path.is_file() else "is missing"
            raise ExportError(str(path), is_so, f"see `verify {folder}`; export again")
        files[entry["path"]] = entry["sha256"]
    for name in (*_DOCUMENTS, *([receipts.FILE] if "takedown_receipts" in version.manifest else [])):
        _refuse_link(folder / name)
        if not (folder / name).is_file():
            raise ExportError(str(folder / name), "is missing", "export again")
        files[name] = None
    named = version.manifest.get("config", {}).get("export", {}).get("report", False)
    for name in side_files.FILES:
        _refuse_link(folder / name)
        if (folder / name).is_file():
            files[name] = None
        elif named:  # the card shows and links them
            raise ExportError(str(folder / name), "is missing", f"`report {folder}` makes it again")
    if problems := side_files.problems_of(version, folder):
        raise ExportError(str(folder), problems[0], "make it again, or remove it")
    return files


def _refuse_link(path: Path) -> None:
    """What a link leads to need not be of the dataset, nor for others to read.

    Raises:
        ExportError: it is a link.
    """
    if path.is_symlink():
        raise ExportError(
            str(path), "is a link, which is not published", "put the file itself in its place, or export again"
        )
