"""What identifies a version, and which number it gets.

The content hash is over values: for every row of every table the line
`[config, split, id, sha256(text), sha256(canonical JSON of the other columns)]` (JSON, no spaces; without the place in the source
file, `digest.PLACE_COLUMNS`); the digests of the
lines, sorted, are hashed once more. So neither order nor sharding, compression, run time or library versions enter it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa

from cleancorpus.carry.values import rows_of
from cleancorpus.digest import canonical_json, row_digests, sha256
from cleancorpus.errors import ExportError
from cleancorpus.schema import Table
from cleancorpus.versions.semver import BUMPS, Bump, SemVer

Digests = np.ndarray[Any, np.dtype[np.bytes_]]
FIRST_VERSION = SemVer(1, 0, 0)


def line_digest(config: str, split: str, row_id: str | None, text_sha256: str, meta_sha256: str) -> bytes:
    """The digest of a row's line: 32 bytes. The digests given are hex."""
    return hashlib.sha256(canonical_json([config, split, row_id, text_sha256, meta_sha256]).encode()).digest()


def row_lines(config: str, split: str, rows: pa.RecordBatch) -> bytes:
    """The digests of the lines of rows whose own digests are not known yet, one behind the other."""
    return b"".join(line_digest(config, split, row["id"], *row_digests(row)) for row in rows_of(rows))


class ContentHash:
    """The content hash of rows that come in any order; 32 bytes of memory a row."""

    def __init__(self) -> None:
        self._digests = bytearray()

    def add(self, config: str, split: str, row_id: str | None, text_sha256: str, meta_sha256: str) -> None:
        """Count a row; digests are hex."""
        self._digests += line_digest(config, split, row_id, text_sha256, meta_sha256)

    def hexdigest(self) -> str:
        """sha256 over the sorted digests of the rows, in hex."""
        return hash_of_sorted([np.sort(np.frombuffer(bytes(self._digests), dtype="S32"))])


def hash_of_sorted(runs: Iterable[Digests]) -> str:
    """The content hash of rows whose digests come in order, in any number of arrays of S32."""
    whole = hashlib.sha256()
    for run in runs:
        whole.update(run.tobytes())
    return whole.hexdigest()


def schemas_of(tables: Mapping[str, Table]) -> dict[str, dict[str, str]]:
    """Arrow type of each column of each table, as the manifest has it (tables without rows too)."""
    return {table.name: table.columns for table in tables.values()}


def schema_hash(schemas: dict[str, dict[str, str]]) -> str:
    """sha256 of the columns and types of all tables; their order does not matter."""
    return sha256(canonical_json(schemas).encode())


# How much a licence allows, 0 most. Within a number none is wider than another. Licences that are not here cannot be
# compared: a change from or to one of them counts as narrower.
_RANKS = {
    **dict.fromkeys(("cc0-1.0", "pddl", "unlicense", "wtfpl", "0bsd"), 0),
    **dict.fromkeys(
        ("cc-by-4.0", "cc-by-3.0", "cc-by-2.0", "odc-by", "mit", "apache-2.0", "bsd", "bsd-2-clause", "bsd-3-clause"), 1
    ),
    **dict.fromkeys(("cc-by-sa-4.0", "cc-by-sa-3.0", "odbl", "gfdl", "cdla-sharing-1.0"), 2),
    **dict.fromkeys(("cc-by-nc-4.0", "cc-by-nc-3.0", "cc-by-nc-2.0"), 3),
    **dict.fromkeys(("cc-by-nc-sa-4.0", "cc-by-nc-sa-3.0", "cc-by-nd-4.0"), 4),
    **dict.fromkeys(("cc-by-nc-nd-4.0", "cc-by-nc-nd-3.0"), 5),
}


def licence_narrowed(old: dict[str, Any], new: dict[str, Any]) -> bool:
    """Whether the card of a new version may allow less than the old one's (`licence`, `licence_name`, `licence_link`).

    Where nothing was allowed before, nothing can be narrowed. What cannot be compared counts as narrowed.
    """
    keys = ("licence", "licence_name", "licence_link")
    if all(old.get(key) == new.get(key) for key in keys) or old.get("licence") is None:
        return False
    before, after = _RANKS.get(str(old["licence"]).lower()), _RANKS.get(str(new.get("licence")).lower())
    if before is None or after is None:
        return True
    return after > before or (after == before and old["licence"] != new["licence"])


@dataclass(frozen=True)
class Changes:
    """What differs between two versions, as far as the number depends on it. Columns are `config.column`."""

    columns_added: tuple[str, ...] = ()
    columns_removed: tuple[str, ...] = ()
    columns_retyped: tuple[str, ...] = ()
    splits_added: tuple[str, ...] = ()
    splits_removed: tuple[str, ...] = ()
    ids_renewed: bool = False
    moved: int = 0
    added: int = 0
    removed: int = 0
    text_changed: int = 0
    content_changed: bool = False
    card_changed: bool = False
    takedowns_changed: bool = False
    licence_narrowed: bool = False

    def bump(self) -> tuple[Bump, tuple[str, ...]]:
        """How much the version must grow, and the reasons for just that much."""
        major = [
            *_listed("columns removed", self.columns_removed),
            *_listed("columns of another type", self.columns_retyped),
            *_listed("splits removed", self.splits_removed),
            *(["the same texts have other ids"] if self.ids_renewed else []),
            *([f"documents moved between splits: {self.moved:,}"] if self.moved else []),
            *(["the licence allows less, or cannot be compared"] if self.licence_narrowed else []),
        ]
        minor = [
            *([f"documents added: {self.added:,}"] if self.added else []),
            *([f"documents removed: {self.removed:,}"] if self.removed else []),
            *([f"texts changed: {self.text_changed:,}"] if self.text_changed else []),
            *_listed("columns added", self.columns_added),
            *_listed("splits added", self.splits_added),
        ]
        patch = [
            *(["values of other columns or tables changed"] if self.content_changed else []),
            *(["the card changed"] if self.card_changed else []),
            *(["the list of takedowns changed"] if self.takedowns_changed else []),
        ]
        for bump, reasons in zip(reversed(BUMPS), (major, minor, patch), strict=False):
            if reasons:
                return bump, tuple(reasons)
        return "none", ()


def _listed(what: str, names: Iterable[str]) -> list[str]:
    names = tuple(names)
    return [f"{what}: {', '.join(names)}"] if names else []


def next_version(
    requested: str, previous: SemVer | None, bump: Bump, reasons: tuple[str, ...], where: str
) -> SemVer | None:
    """The number of the new version; None where there is nothing new and no number was asked for.

    `requested` is `auto` or a number, which must be at least what the change demands (a pre-release: lead to that).

    Raises:
        ExportError: the number asked for is too low.
    """
    if requested == "auto":
        if previous is None:
            return FIRST_VERSION
        return None if bump == "none" else previous.bumped(bump)
    wanted = SemVer.parse(requested, "export.version")
    if previous is None:
        return wanted
    least = previous.bumped(bump)
    if wanted <= previous or wanted.core < least.core:
        why = (
            f"{bump} change since {previous}: {'; '.join(reasons)}" if reasons else f"nothing changed since {previous}"
        )
        least = least if bump != "none" else previous.bumped("patch")
        raise ExportError(
            where, f"version {wanted} is too low ({why})", f"set export.version to {least} or more, or to auto"
        )
    return wanted
