"""A version in a store (`s3://bucket/corpora/news/1.0.0`), read in place or fetched."""

from __future__ import annotations

from pathlib import Path
from typing import BinaryIO, cast

from cleancorpus.credentials import without_credentials
from cleancorpus.errors import ExportError
from cleancorpus.remote.errors import MissingError, PlaceError
from cleancorpus.remote.files import file_system_of, files_below, get_file, open_elsewhere, read_elsewhere
from cleancorpus.versions.open import MANIFEST, VersionFiles, parse_manifest


def version_elsewhere(address: str) -> VersionFiles:
    """A version in a store, read in place: only the byte ranges that are needed come over the network.

    Raises:
        ExportError: there is no manifest of ours, or it cannot be had.
    """
    url = without_credentials(address.rstrip("/"))
    try:
        fs, path = file_system_of(address.rstrip("/"))
        data = read_elsewhere(fs, f"{path}/{MANIFEST}", address)
    except MissingError as error:
        what = error.what if "bucket" in error.what else f"has no {MANIFEST}"
        raise ExportError(
            url, what, "give the address of one version, as s3://bucket/<dir>/<name>/<version>"
        ) from error
    except PlaceError as error:
        raise ExportError(url, error.what, error.todo) from error
    except ImportError as error:
        raise ExportError(url, "needs a package that is not installed", str(error)) from error
    except ValueError as error:
        raise ExportError(url, str(error), "check the part before '://'") from error

    def open_file(name: str) -> BinaryIO:
        return cast(BinaryIO, open_elsewhere(fs, f"{path}/{name}", f"{address.rstrip('/')}/{name}"))

    return VersionFiles(url, parse_manifest(data, f"{url}/{MANIFEST}"), open_file)


def fetch_version(address: str, folder: Path) -> Path:
    """Download a version to `folder`, and give that.

    Raises:
        ExportError: as `version_elsewhere`, or a file cannot be had.
    """
    version = version_elsewhere(address)
    fs, path = file_system_of(address.rstrip("/"))
    try:
        for name, size in files_below(fs, path, address).items():
            target = folder / name
            target.parent.mkdir(parents=True, exist_ok=True)
            get_file(fs, f"{path}/{name}", target, address, size)
    except PlaceError as error:
        raise ExportError(version.where, error.what, error.todo) from error
    return folder
