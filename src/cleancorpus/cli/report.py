"""`cleancorpus report`: the page that shows what was done to a version."""

from __future__ import annotations

import argparse
from pathlib import Path

from cleancorpus.errors import ExportError
from cleancorpus.hub.versions import open_version
from cleancorpus.numbers import data_size
from cleancorpus.report.difference import difference_of, version_before
from cleancorpus.report.page import report_page
from cleancorpus.report.side_files import PAGE, write_side_files, write_whole
from cleancorpus.versions.open import MANIFEST, VersionFiles, local_version, newest_version, versions_in


def report_command(arguments: argparse.Namespace) -> int:
    """Write the page, and say where it is; gives the exit code."""
    version = version_named(arguments.target, arguments.wanted)
    difference = difference_of(version_before(version), version)
    if arguments.out is not None:
        path = Path(arguments.out)
        write_whole(path, report_page(version, difference))
    elif (folder := version.folder) is not None and Path(arguments.target).is_dir():
        path = folder / PAGE
        write_side_files(version, folder, difference)
    else:
        raise ExportError(version.where, "is not a folder of yours", "say by --out FILE where the page goes")
    print(f"report   {path}  (version {version.version}, {data_size(path.stat().st_size)})")
    return 0


def version_named(target: str, wanted: str | None) -> VersionFiles:
    """The version that is named: of a dataset's folder the newest, or the one that is wanted.

    Raises:
        ExportError: there is none.
    """
    folder = Path(target)
    if not folder.is_dir() or (folder / MANIFEST).is_file():
        version = open_version(target)
        if wanted is not None and version.version != wanted.removeprefix("v"):
            todo = "give the folder of the dataset to choose by --version"
            raise ExportError(version.where, f"is version {version.version}, not {wanted}", todo)
        return version
    found = versions_in(folder)
    newest = newest_version(folder)
    if newest is None:
        todo = "give the folder of a dataset, as dist/<name>, or of one version"
        raise ExportError(target, f"holds no version: no folder in it has a {MANIFEST}", todo)
    if wanted is None:
        return newest
    for number, place in found:
        if str(number) == wanted.removeprefix("v"):
            return local_version(place)
    raise ExportError(target, f"has no version {wanted}", f"there are: {', '.join(str(one) for one, _ in found)}")
