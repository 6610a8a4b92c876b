"""Digests of rows and files. They are over values: sharding, compression and the version of pyarrow do not matter."""

from __future__ import annotations

import base64
import hashlib
import json
import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any


def sha256(data: bytes) -> str:
    """sha256 in hex."""
    return hashlib.sha256(data).hexdigest()


def file_sha256(path: Path, size: int | None = None) -> str:
    """sha256 of a file's bytes, or of its first `size` ones, in hex; one without a byte is not opened, as reading what the system
    makes of itself (/proc) may never end.
    """
    if not path.stat().st_size:
        return sha256(b"")
    with path.open("rb") as file:
        if size is None or os.fstat(file.fileno()).st_size <= size:
            return hashlib.file_digest(file, "sha256").hexdigest()
        digest = hashlib.sha256()
        while size > 0 and (block := file.read(min(size, 1 << 20))):
            digest.update(block)
            size -= len(block)
        return digest.hexdigest()


def _json_bytes(value: Any) -> str:
    if isinstance(value, bytes):
        return base64.b64encode(value).decode("ascii")
    raise TypeError(f"no JSON form for {type(value).__name__}")


def row_key(meta_sha256: str, place: Iterable[int | None]) -> bytes:
    """16 bytes that tell a row with these columns at this place (`PLACE_COLUMNS`): equal where its file may be kept as it is."""
    return hashlib.sha256(f"{meta_sha256} {' '.join(map(str, place))}".encode()).digest()[:16]


def canonical_json(value: Any) -> str:
    """JSON with sorted keys and no spaces; bytes as base64, floats in their shortest form, non-ASCII as it is.

    >>> canonical_json({"b": 1.0, "a": ["é", None]})
    '{"a":["é",null],"b":1.0}'
    """
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=_json_bytes)


# Where a record stands in its file says nothing of the document: one more line in front, and all behind it stand elsewhere.
PLACE_COLUMNS = ("position", "source_offset", "source_length")
_NOT_DIGESTED = frozenset(("text", "meta_sha256", *PLACE_COLUMNS))


def row_digests(row: dict[str, Any]) -> tuple[str, str]:
    """`(sha256 of text, sha256 of the canonical JSON of the other columns)` of a row, in hex: equal where the document is.

    A missing or null `text` counts as empty. `meta_sha256` is no part of its own digest, nor is the place in the source
    (`PLACE_COLUMNS`).
    """
    rest = {name: value for name, value in row.items() if name not in _NOT_DIGESTED}
    return sha256((row.get("text") or "").encode()), sha256(canonical_json(rest).encode())
