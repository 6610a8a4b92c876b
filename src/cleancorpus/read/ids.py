"""Ids that stay when files are moved, split or sorted: the caller's own, else from address, else from content."""

from __future__ import annotations

import re
from hashlib import sha256
from urllib.parse import urlsplit

_SCHEME = re.compile(r"^[a-z][a-z0-9+.-]*:", re.IGNORECASE)
_HOST = re.compile(r"^[^\s/@:]+\.[^\s/@:]+$|^localhost$|^\[[0-9a-f:.]+\]$")
_TRACKING = re.compile(r"^(?:utm_[^=]*|fbclid|gclid)(?:=|$)", re.IGNORECASE)
_DEFAULT_PORTS = {"http": 80, "https": 443, "": None}


def record_id(own: str | None, url: str | None, data: bytes) -> str:
    """The id of a record: `own` if there is one, else `url-` or, without a usable address, `txt-` and a digest."""
    if own:
        return own
    if url and (canonical := canonical_url(url)):
        return f"url-{sha256(canonical.encode('utf-8', 'replace')).hexdigest()[:16]}"
    return f"txt-{sha256(data).hexdigest()[:16]}"


def error_id(source: str, position: int) -> str:
    """The id of record number `position` of file `source` that could not be read."""
    return f"err-{sha256(f'{source}:{position}'.encode('utf-8', 'replace')).hexdigest()[:16]}"


def canonical_url(url: str) -> str | None:
    """What addresses of the same page have in common; None for what is no web address with a host.

    Left out are the scheme, `www.`, the scheme's own port, user and password, the fragment, parameters that follow
    readers around (utm_*, fbclid, gclid) and a slash at the end; the host is in lower case.

    >>> canonical_url("https://www.Example.org:443/News/1/?utm_source=mail&page=2#top")
    'example.org/News/1?page=2'
    """
    url = url.strip()
    if not _SCHEME.match(url) or re.match(r"^[^/:]+\.[^/:]+:\d", url):
        url = f"//{url.removeprefix('//')}"  # 'example.org/a', 'example.org:8000/a'
    try:
        parts = urlsplit(url)
        port, host = parts.port, (parts.hostname or "").rstrip(".")
    except ValueError:
        return None
    if parts.scheme not in _DEFAULT_PORTS or not _HOST.match(f"[{host}]" if ":" in host else host):
        return None
    host = host.removeprefix("www.")
    if port is not None and port != _DEFAULT_PORTS[parts.scheme]:
        host = f"{host}:{port}"
    query = "&".join(part for part in parts.query.split("&") if part and not _TRACKING.match(part))
    path = parts.path.rstrip("/")
    return host + path + (f"?{query}" if query else "")
