"""`cleancorpus report`: the page that shows what was done to a version."""

from __future__ import annotations

import argparse
from pathlib import Path

from cleancorpus.errors import ExportError
from cleancorpus.hub.versions import version_named
from cleancorpus.numbers import data_size
from cleancorpus.report.difference import difference_of, version_before
from cleancorpus.report.page import report_page
from cleancorpus.report.side_files import PAGE, write_side_files, write_whole


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
