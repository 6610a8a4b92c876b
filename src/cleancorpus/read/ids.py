"""Ids that stay when files are moved, split or sorted: the caller's own, else from address, else from content."""

from __future__ import annotations

from hashlib import sha256

from cleancorpus.url import canonical_url


def record_id(own: str | None, url: str | None, data: bytes) -> str:
    """The id of a record: `own` if there is one, else `url-` and a digest of its canonical address, else of its content
    with `txt-`."""
    if own:
        return own
    if url and (canonical := canonical_url(url)):
        return f"url-{sha256(canonical.encode()).hexdigest()[:16]}"
    return f"txt-{sha256(data).hexdigest()[:16]}"


def error_id(source: str, position: int) -> str:
    """The id of record number `position` of file `source` that could not be read."""
    return f"err-{sha256(f'{source}:{position}'.encode('utf-8', 'replace')).hexdigest()[:16]}"
