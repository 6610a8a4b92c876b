"""The ledger of files: each file that a source names is read, or listed here with the reason why not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, NamedTuple

from cleancorpus.config import Source
from cleancorpus.credentials import without_credentials
from cleancorpus.read.formats import Format
from cleancorpus.read.no_documents import largest_first
from cleancorpus.shown import printable

# What a reason means, for those who read of many files at once; why a single one is not read, `Skipped.why` says.
REASONS: dict[str, str] = {
    "archive-bomb": "is made to unpack to far more than it is, or has millions of members",
    "about-data": "is about the data: a readme, a licence, a manifest",
    "binary": "has a name that says nothing, and binary content",
    "broken-link": "is a link that leads nowhere",
    "compressed-parquet": "is Parquet or Arrow in another compression; these are compressed inside",
    "damaged-archive": "is an archive that breaks off or is damaged; what could be listed of it is read",
    "encrypted": "is in an archive under a password",
    "empty": "has a name that says nothing, and nothing in it",
    "empty-name": "has an empty name: it only marks a folder",
    "hidden": "has a name that starts with a dot, or is in such a folder",
    "link-to-folder": "is a link to a folder, which might lead round in a circle",
    "missing-package": "needs a package that is not installed",
    "named-twice": "is read already: another source, another name or a link leads to it",
    "nested-archive": "is an archive in an archive",
    "no-article-format": "has an ending that no article has: picture, program, archive, office document …",
    "no-permission": "may not be read",
    "no-regular-file": "is a pipe, a socket or a device",
    "not-chosen": "belongs to no split or config that the source chooses",
    "other-content": "holds something else than its ending or the source's `format` says",
    "other-format": "is of another format than the source's `format` says",
    "own-output": "is what this configuration makes: the folder of its dataset, or of its unfinished work",
    "sitemap": "is a list of addresses, with no text of its own",
    "unknown-content": "has a name that says nothing, and content that is no page, no records and no clear text",
    "unreadable": "cannot be opened",
}
# Nothing is lost with these: they do not count against `read.max_skipped_files`.
HARMLESS = frozenset({"about-data", "hidden", "named-twice", "not-chosen", "own-output"})

_FIRST = 3  # files a reason that the manifest names
# In a file's name they would break a line of the report.


@dataclass(frozen=True, slots=True)
class SourceFile:
    """One file to read.

    `path` is what to open: an absolute path, a URL, or the place of a member of an archive (see `archive.py`). `name` is how the
    configuration names it, with `/` on all systems: relative where the source is; a member's begins with its archive's. In a run
    it is what its records say (`names.py`).
    `size_bytes` is 0 where the file system does not say. `partition` are the columns that the names of its folders give
    (`partitions.py`), where they may be carried.
    """

    path: str
    name: str
    format: Format
    size_bytes: int
    source: Source
    partition: tuple[tuple[str, str | int | None], ...] = ()


class Why(NamedTuple):
    """Why a file is not read: a key of `REASONS`, and in words what is so with this one."""

    reason: str
    words: str


NOT_ALLOWED = Why("no-permission", "no right to read it")


@dataclass(frozen=True, slots=True)
class Skipped:
    """A file that a source names and that is not read; also a whole folder, whose `name` then ends in `/`.

    `name` is how the configuration names it, `source` the path of the source as the configuration has it. `reason` is a
    key of `REASONS`, `why` says in words what is so with this file. `in_folder` is whether it was found in a folder, not
    named by itself or by a glob. `n_files` is how many files it stands for, None for a folder whose files were not
    counted. `size_bytes` is 0 for folders and where the file system does not say.
    """

    name: str
    reason: str
    why: str
    size_bytes: int
    source: str
    in_folder: bool = True
    n_files: int | None = 1

    def __str__(self) -> str:
        return f"{printable(self.name)} ({self.reason}: {self.why})"

    @property
    def counts(self) -> bool:
        """Whether it counts against `read.max_skipped_files`."""
        return self.reason not in HARMLESS

    def to_json(self) -> dict[str, Any]:
        """The entry as JSON values; `files` only where it stands for another number than one, null for not counted."""
        entry = {"path": self.name, "reason": self.reason, "why": self.why, "bytes": self.size_bytes}
        return {**entry, "source": self.source, **({} if self.n_files == 1 else {"files": self.n_files})}


class Files(NamedTuple):
    """What the sources name: the files to read, in order, and those that are not read, in the same order."""

    files: list[SourceFile]
    skipped: list[Skipped]

    def by_reason(self) -> dict[str, list[Skipped]]:
        """The entries that are not read, by reason; the most frequent reason first."""
        found: dict[str, list[Skipped]] = {}
        for item in self.skipped:
            found.setdefault(item.reason, []).append(item)
        return dict(sorted(found.items(), key=lambda pair: (-len(pair[1]), pair[0])))

    def by_source(self) -> list[dict[str, Any]]:
        """For each source `path`, `read` and `skipped` (numbers of entries) and these `by_reason`: the files' ledger."""
        read = Counter(without_credentials(file.source.path) for file in self.files)
        skipped: dict[str, Counter[str]] = {}
        for item in self.skipped:
            skipped.setdefault(item.source, Counter())[item.reason] += 1
        return [
            {"path": path, "read": read[path], "skipped": reasons.total(), "by_reason": largest_first(reasons)}
            for path in dict.fromkeys((*read, *skipped))
            for reasons in (skipped.get(path, Counter()),)
        ]

    def to_manifest(self) -> dict[str, Any]:
        """`count`, `by_reason` (numbers of entries), `first` (the first of each reason) and `by_source`, as JSON values."""
        by_reason = self.by_reason()
        return {
            "count": len(self.skipped),
            "by_reason": {reason: len(items) for reason, items in by_reason.items()},
            "first": [item.to_json() for items in by_reason.values() for item in items[:_FIRST]],
            "by_source": self.by_source(),
        }

    def to_json(self) -> dict[str, Any]:
        """`to_manifest` with every entry, as `files`, in place of the first ones."""
        summary = self.to_manifest()
        del summary["first"]
        return {**summary, "files": [item.to_json() for item in self.skipped]}


def first_named(skipped: Iterable[Skipped]) -> str:
    """The first of some entries for a message: `'x/y.jpg' (no-article-format: a picture)`."""
    item = next(iter(skipped))
    return f"'{printable(item.name)}' ({item.reason}: {item.why})"
