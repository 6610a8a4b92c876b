"""What a report says of the version before, compared as a run does."""

from __future__ import annotations

from cleancorpus.versions.diff import VersionDiff, compare
from cleancorpus.versions.open import MANIFEST, VersionFiles, local_version
from cleancorpus.versions.semver import SemVer

SAMPLES = 3  # documents of each kind of change that come with texts
NAMED = 10  # ids of each kind of change that are named


def difference_of(before: VersionFiles | None, version: VersionFiles, *, samples: int = SAMPLES) -> VersionDiff | None:
    """What differs from the version before, with a few documents; None where there is none.

    Raises:
        ExportError: a file of either cannot be read.
    """
    return None if before is None else compare(before, version, samples, max_ids=NAMED)


def version_before(version: VersionFiles) -> VersionFiles | None:
    """The version that a version on this machine was compared with, where it stands beside it.

    Raises:
        ExportError: it is there, and its manifest cannot be read.
    """
    named = version.manifest.get("previous_version")
    if version.folder is None or SemVer.maybe(str(named)) is None:
        return None
    folder = version.folder.resolve().parent / str(named)
    return local_version(folder) if (folder / MANIFEST).is_file() else None
