"""Receipts of takedowns: `takedowns.jsonl` beside the manifest, a line for each request on the list.

A line has the request (`kind`, `digest` as in the manifest, `selector` as it was written, where `export.takedown_selectors` asks
for that, `reason`, `date`, `copies`), the version `since` which it holds, and the `documents` that it took: `id`, `text_sha256`
(never the text), `how` (`id` or `url` of the request; `copy`: an equal text, a near copy, or what an earlier version took as
such), and the version `since` which each is gone. Requests that matched nothing have none.

Each version carries the lines of the one before on. So what was taken stays out by its own id and its text, too.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from cleancorpus.digest import sha256
from cleancorpus.errors import ExportError
from cleancorpus.versions.open import VersionFiles
from cleancorpus.versions.takedown import Takedowns

FILE = "takedowns.jsonl"
_NO_TEXT = sha256(b"")


@dataclass(frozen=True)
class Taken:
    """A document that a takedown took; `requests` are those that name it, `copy_of` those that it went for as a copy (places in
    `Takedowns.tombstones`).
    """

    id: str | None
    text_sha256: str | None
    requests: tuple[int, ...]
    copy_of: tuple[int, ...]

    def to_json(self) -> list[Any]:
        """All of it as JSON values."""
        return [self.id, self.text_sha256, list(self.requests), list(self.copy_of)]

    @classmethod
    def of(cls, value: list[Any]) -> Taken:
        """What `to_json` was asked of."""
        return cls(value[0], value[1], tuple(value[2]), tuple(value[3]))


@dataclass(frozen=True)
class Receipt:
    """A line of the file."""

    kind: str
    digest: str
    selector: str | None
    reason: str
    date: str
    copies: bool
    since: str
    documents: tuple[dict[str, Any], ...]

    def line(self) -> str:
        """As JSON."""
        return json.dumps(asdict(self), ensure_ascii=False)


def read_receipts(version: VersionFiles | None) -> list[Receipt]:
    """The receipts of a version; none for one of before there were any.

    Raises:
        ExportError: the file is missing or damaged.
    """
    if version is None or "takedown_receipts" not in version.manifest:
        return []
    where = f"{version.where}/{FILE}"
    try:
        with version.open_file(FILE) as file:
            data = file.read()
    except FileNotFoundError as error:
        raise ExportError(where, "is missing", "restore the file, or move the version away") from error
    if sha256(data) != version.manifest["takedown_receipts"]["sha256"]:
        raise ExportError(where, "is not what the manifest says", "restore the file, or move the version away")
    try:
        return [_receipt(line) for line in data.decode("utf-8").splitlines()]
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise ExportError(
            where, "has a line that is no receipt", "restore the file, or move the version away"
        ) from error


def _receipt(line: str) -> Receipt:
    value = json.loads(line)
    receipt = Receipt(**{**value, "documents": tuple(value["documents"])})
    for document in receipt.documents:
        texts = (receipt.kind, receipt.digest, document["how"], document["since"])
        if not all(isinstance(text, str) for text in (*texts, document["id"] or "", document["text_sha256"] or "")):
            raise TypeError("a text is none")
    return receipt


class Carried:
    """What receipts of the version before say of documents: which requests took one with this id or text (places in the
    `tombstones` of `takedowns`, the list of today).
    """

    def __init__(self, receipts: Iterable[Receipt], takedowns: Takedowns) -> None:
        place: dict[tuple[str, str], int] = {
            (stone.kind, stone.digest): number for number, stone in enumerate(takedowns.tombstones)
        }
        self.ids: dict[str, set[int]] = {}
        self.texts: dict[str, set[int]] = {}
        for receipt in receipts:
            number = place.get((receipt.kind, receipt.digest))
            if number is None:  # somebody edited the manifest: `verify` says so
                continue
            for document in receipt.documents:
                for values, value in ((self.ids, document["id"]), (self.texts, document["text_sha256"])):
                    if value is not None and value != _NO_TEXT:
                        values.setdefault(value, set()).add(number)

    def numbers(self, row_id: str | None, text_sha256: str | None) -> set[int]:
        """The requests that took this document, or one with this text."""
        return self.ids.get(row_id or "", set()) | self.texts.get(text_sha256 or "", set())


def make_receipts(
    takedowns: Takedowns,
    before: Iterable[Receipt],
    taken: Iterable[Taken],
    selectors: Mapping[tuple[str, str], str],
    version: str,
) -> list[Receipt]:
    """The receipts of a new version, from those `before`; `selectors` are the ids and addresses to write down, by kind and
    digest.
    """
    earlier = {(receipt.kind, receipt.digest): receipt for receipt in before}
    new: dict[int, list[dict[str, Any]]] = {}
    for one in taken:
        for number in sorted({*one.requests, *one.copy_of}):
            how = takedowns.tombstones[number].kind if number in one.requests else "copy"
            document = {"id": one.id, "text_sha256": one.text_sha256, "how": how, "since": version}
            new.setdefault(number, []).append(document)
    found = []
    for number, stone in enumerate(takedowns.tombstones):
        key = (stone.kind, stone.digest)
        was = earlier.get(key)
        documents = list(was.documents if was else ())
        known = {(document["id"], text) for document in documents for text in (document["text_sha256"], None)}
        for document in sorted(new.get(number, ()), key=lambda one: (one["id"] or "", one["text_sha256"] or "")):
            if (document["id"], document["text_sha256"]) not in known:
                documents.append(document)
        selector = selectors.get(key) or (was.selector if was else None)
        since = was.since if was else version
        found.append(Receipt(*key, selector, stone.reason, stone.date, stone.copies, since, tuple(documents)))
    return found
