"""The files of a version that the report is in, beside its card: page and picture of the funnel.

They are no part of the content hash, and may be missing: `report DIR` makes them again. `load_dataset` does not look at them, as
the card names the files of each config.
"""

from __future__ import annotations

import os
import re
import secrets
import time
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from cleancorpus.errors import ExportError
from cleancorpus.versions.diff import VersionDiff
from cleancorpus.versions.open import VersionFiles

PAGE, PICTURE = "report.html", "funnel.svg"
FILES = (PAGE, PICTURE)
_SAID = re.compile(r'<meta name="cleancorpus:(?P<name>version|content-hash)" content="(?P<value>[^"]*)">')
_ABANDONED = 60.0  # seconds: what is half written takes none
_HEAD = 4_096  # bytes of the page in which its metas stand


def write_side_files(version: VersionFiles, folder: Path, difference: VersionDiff | None) -> None:
    """Write both into a version's folder; `difference` is that of `difference.difference_of`.

    Raises:
        ExportError: a file of the version cannot be read, or its rows are not those of its ledger.
    """
    from cleancorpus.report.page import report_page
    from cleancorpus.report.picture import funnel_picture

    write_whole(folder / PAGE, report_page(version, difference))
    write_whole(folder / PICTURE, funnel_picture(version.manifest, version.where))


def write_whole(path: Path, text: str | Iterable[str], todo: str = "mend that and run again") -> None:
    """Write a file, all of it or nothing: what stood there is there until then. Pieces of text are written as they come.

    Raises:
        ExportError: it cannot be written; `todo` is what to do about it.
    """
    partial = path.with_name(f".{path.name}-{secrets.token_hex(4)}")
    try:
        _remove_partials(path)
        with partial.open("w", encoding="utf-8", newline="\n") as file:
            file.writelines([text] if isinstance(text, str) else text)
            file.flush()
            os.fsync(file.fileno())
        partial.replace(path)
    except BaseException as error:
        with suppress(OSError):  # where nothing can be written, there is nothing to remove
            partial.unlink(missing_ok=True)
        if not isinstance(error, OSError):
            raise
        raise ExportError(str(path), f"cannot be written: {error.strerror or error}", todo) from error


def _remove_partials(path: Path) -> None:
    """Remove what a kill has left of earlier writing; a younger one may be another's, who is at it."""
    name = re.compile(rf"\.{re.escape(path.name)}-[0-9a-f]{{8}}")
    for other in path.parent.iterdir():
        if name.fullmatch(other.name):
            with suppress(FileNotFoundError):  # its writer has put it in place, or another has removed it
                if time.time() - other.stat().st_mtime > _ABANDONED:
                    other.unlink()


def problems_of(version: VersionFiles, folder: Path) -> list[str]:
    """What is wrong with the page of a version, for `verify`: that it is of another. That it is not there is no fault."""
    path = folder / PAGE
    if not path.is_file():
        return []
    with path.open("rb") as file:
        head = file.read(_HEAD).decode("utf-8", "replace")
    said = {match["name"]: match["value"] for match in _SAID.finditer(head)}
    wanted = {"version": version.version, "content-hash": str(version.manifest["content_hash"])}
    if said != wanted:
        return [f"{PAGE}: is the report of another version, or none"]
    return []
