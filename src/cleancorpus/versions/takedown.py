"""Tombstones: documents that were taken down and stay out of every later version.

The user keeps a JSONL file with `id` or `url`, and if they like `reason`, `date` and `copies` (near copies go, too). A version's
manifest carries the list on with digests in place of ids and addresses, because a public list of what was taken down would point
at it. So a takedown holds even when the file is lost. What has gone for it is in the receipts (`versions.receipts`).
"""

from __future__ import annotations

import errno
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, Literal, NamedTuple

from cleancorpus.config.messages import near
from cleancorpus.digest import sha256
from cleancorpus.errors import ConfigError
from cleancorpus.remote.errors import message_of
from cleancorpus.url import canonical_url

REASON = "takedown"


@dataclass(frozen=True, order=True)
class Tombstone:
    """One takedown: `digest` is sha256 of the id, or of the address in the form of `address_key`; `copies` says that near copies
    go, too.
    """

    kind: Literal["id", "url"]
    digest: str
    reason: str = ""
    date: str = ""
    copies: bool = False

    @classmethod
    def of(cls, stone: Mapping[str, Any]) -> Tombstone:
        """The takedown of an entry in a manifest; what a later version may say of it besides is passed over."""
        return cls(**{name: stone[name] for name in cls.__dataclass_fields__ if name in stone})


def address_key(url: str) -> str:
    """What all addresses of a page that is taken down have in common: `canonical_url`, as for ids.

    What is no address of the web (a file's name, `urn:isbn:…`) is compared without spaces around it and in lower case.

    Manifests carry digests of these keys, and nobody knows the addresses behind them any more. There is no version of
    this package with other keys; who changes `canonical_url` after a release must have `Takedowns.covers` ask for the
    key of before as well, or carried takedowns stop to hold.

    >>> address_key("http://www.Example.org:80/a/b/?utm_source=mail&page=2#top")
    'example.org/a/b?page=2'
    """
    return canonical_url(url) or url.strip().lower()


def _address_digest(url: str) -> str:
    return sha256(address_key(url).encode("utf-8", "replace"))  # a list in JSON can hold half of a surrogate pair


class Takedowns:
    """A set of tombstones to ask about documents."""

    def __init__(self, tombstones: Iterable[Tombstone] = ()) -> None:
        found: dict[tuple[str, str], Tombstone] = {}
        for stone in tombstones:
            first = found.setdefault((stone.kind, stone.digest), stone)
            if stone.copies and not first.copies:
                found[stone.kind, stone.digest] = replace(first, copies=True)
        self.tombstones = tuple(sorted(found.values()))
        self._ids, self._urls = (
            {stone.digest: number for number, stone in enumerate(self.tombstones) if stone.kind == kind}
            for kind in ("id", "url")
        )

    def numbers(self, row_id: str | None, url: str | None) -> tuple[int, ...]:
        """Which of the tombstones are of this id or address, as places in `tombstones`."""
        found = []
        if self._ids and row_id:
            found.append(self._ids.get(sha256(row_id.encode())))
        if self._urls and url:
            found.append(self._urls.get(_address_digest(url)))
        return tuple(number for number in found if number is not None)

    def covers(self, row_id: str | None, url: str | None) -> bool:
        """Whether the document with this id or address was taken down."""
        return bool(self.numbers(row_id, url))

    def __bool__(self) -> bool:
        return bool(self.tombstones)

    def to_manifest(self) -> list[dict[str, Any]]:
        """The tombstones as the manifest carries them."""
        return [asdict(stone) for stone in self.tombstones]

    @classmethod
    def from_manifest(cls, manifest: dict[str, Any]) -> Takedowns:
        """The tombstones of a version."""
        return cls(Tombstone.of(stone) for stone in manifest.get("takedowns", ()))

    def merged(self, others: Takedowns) -> Takedowns:
        """These and `others`; where both have one, the reason and date here stay."""
        return Takedowns((*self.tombstones, *others.tombstones))


class Entry(NamedTuple):
    """A line of the user's list: its number, the id or address in it, its tombstones, and how each kind was written."""

    number: int
    shown: str
    stones: tuple[Tombstone, ...]
    written: dict[str, str]


def read_takedowns(path: Path) -> Takedowns:
    """The takedown list of the user: JSONL, a line with `id` or `url` (or both), `reason` and `date` where known, `copies`.

    Raises:
        ConfigError: the file cannot be read, a line has neither or is no JSON object, an id is no text, or `copies` is
            misspelt, or neither true nor false.
    """
    return Takedowns(stone for entry in read_entries(path) for stone in entry.stones)


def read_entries(path: Path) -> list[Entry]:
    """The lines of the list, for who asks which of them did something; raises as `read_takedowns`."""
    try:
        if path.exists() and not path.is_file():
            raise OSError(errno.EINVAL, "is no regular file")
        lines = path.read_text(encoding="utf-8-sig").split("\n")  # a string may hold U+2028
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(
            str(path), f"cannot be read: {message_of(error)}", "set export.takedowns to a JSONL file in UTF-8"
        ) from error
    entries: list[Entry] = []
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        where = f"{path}:{number}"
        try:
            entry = json.loads(line)
        except ValueError as error:
            raise ConfigError(
                where, f"is not JSON: {error}", 'write a line as {"url": "…", "reason": "…", "date": "…"}'
            ) from error
        if isinstance(entry, dict) and isinstance(entry.get("id"), int):
            raise ConfigError(where, f"'id' is {json.dumps(entry['id'])}, no text", f'write "id": "{entry["id"]}"')
        known = {key: entry.get(key) for key in ("id", "url")} if isinstance(entry, dict) else {}
        if not any(isinstance(value, str) and value.strip() for value in known.values()):
            raise ConfigError(
                where, "has neither 'id' nor 'url'", 'write a line as {"url": "…", "reason": "…", "date": "…"}'
            )
        if wrong := [
            key for key in entry if key != "copies" and near(key.lower(), ("copies",))
        ]:  # or near copies stay in silence
            raise ConfigError(
                where, f"has '{wrong[0]}'; did you mean 'copies'?", 'write "copies": true, or call it otherwise'
            )
        if not isinstance(copies := entry.get("copies", False), bool):
            raise ConfigError(where, f"'copies' is {copies!r}", "write true, for near copies as well, or leave it out")
        rest: dict[str, Any] = {key: str(entry.get(key) or "") for key in ("reason", "date")} | {"copies": copies}
        stones = []
        if known["id"]:
            stones.append(Tombstone("id", sha256(str(known["id"]).encode("utf-8", "replace")), **rest))
        if known["url"]:
            stones.append(Tombstone("url", _address_digest(str(known["url"])), **rest))
        written = {key: str(known[key]) for key in ("id", "url") if known[key]}
        entries.append(Entry(number, str(known["url"] or known["id"]), tuple(stones), written))
    return entries
