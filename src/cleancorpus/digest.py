"""Digests of rows and files. They are over values: sharding, compression and the version of pyarrow do not matter."""

from __future__ import annotations

import base64
import hashlib
import json
from pathlib import Path
from typing import Any


def sha256(data: bytes) -> str:
    """sha256 in hex."""
    return hashlib.sha256(data).hexdigest()


def file_sha256(path: Path) -> str:
    """sha256 of a file's bytes, in hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _json_bytes(value: Any) -> str:
    if isinstance(value, bytes):
        return base64.b64encode(value).decode("ascii")
    raise TypeError(f"no JSON form for {type(value).__name__}")


def canonical_json(value: Any) -> str:
    """JSON with sorted keys and no spaces; bytes as base64, floats in their shortest form, non-ASCII as it is.

    >>> canonical_json({"b": 1.0, "a": ["é", None]})
    '{"a":["é",null],"b":1.0}'
    """
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=_json_bytes)


def row_digests(row: dict[str, Any]) -> tuple[str, str]:
    """`(sha256 of text, sha256 of the canonical JSON of the other columns)` of a row, in hex.

    A missing or null `text` counts as empty. `meta_sha256` is no part of its own digest.
    """
    rest = {name: value for name, value in row.items() if name not in ("text", "meta_sha256")}
    return sha256((row.get("text") or "").encode()), sha256(canonical_json(rest).encode())
