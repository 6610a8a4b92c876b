"""What tells whether a file on another machine is still the one that was read: all that its server says of its state."""

from __future__ import annotations

import json
from typing import Any

from cleancorpus.remote.errors import retried
from cleancorpus.remote.files import file_system_of

# The names under which file systems of fsspec give digests, versions and times of change, without case and separators:
# S3 `ETag`, `VersionId`, `LastModified`; Google `generation`, `md5Hash`, `updated`; Azure `etag`, `last_modified`; the
# Hub `blob_id`, `lfs`, `xet_hash`, `last_commit`; HTTP `ETag`, `Content-MD5`, `Digest`, `Last-Modified`; SFTP `mtime`; FTP
# `modify`; HDFS `modificationTime`; SMB `last_write_time`; WebDAV `modified`; Dropbox `content_hash`; GitHub `sha`; git `hex`.
_STATES = frozenset(
    """
    etag contentmd5 md5hash md5checksum md5 crc crc32c digest checksum contenthash sha sha256 oid hex blobid lfs xethash
    lastcommit generation versionid version lastmodified updated modified modify modifiedtime modificationtime mtime
    lastwritetime servermodified
    """.split()
)


def remote_identity(path: str) -> str:
    """Size and state of a file elsewhere, as JSON; empty where its server says nothing that a rewritten file changes.

    Asked anew each time: listings that fsspec keeps would say what was so at the start.

    Raises:
        OSError, ImportError, ValueError: the file cannot be asked about.
    """
    fs, inner = file_system_of(path)
    fs.invalidate_cache(inner)
    info: dict[str, Any] = retried(lambda: fs.info(inner), path)
    states = {
        name: str(value)
        for name, value in info.items()
        if value is not None and "".join(filter(str.isalnum, name)).lower() in _STATES
    }
    return json.dumps({"size": str(info.get("size")), **states}, sort_keys=True) if states else ""
