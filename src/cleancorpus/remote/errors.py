"""Addresses of places elsewhere, and what the errors of their drivers mean.

Each driver raises errors of its own kinds. What goes through `retried` raises `PlaceError` alone, which is an `OSError` with
one line and what to do about it. Trouble of the network and of a server under load is tried again a few times, with growing
pauses; what asking again does not mend (no credentials, no such bucket) is said at once.
"""

from __future__ import annotations

import errno
import random
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

from cleancorpus.credentials import without_credentials

T = TypeVar("T")

# Drivers of S3, Google and the Hub ask again by themselves where a request fails, but not where an answer breaks off.
TRIES = 6
_TRIES_OF_DRIVER = 3
_PAUSE_S = 0.2  # before the second try, doubled for each one more

_REPEATING = frozenset(("s3", "s3a", "gs", "gcs", "hf"))
_LOG_IN = {
    "s3": "set AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY; a public bucket needs FSSPEC_S3_ANON=true",
    "gs": "set GOOGLE_APPLICATION_CREDENTIALS; a public bucket needs FSSPEC_GS_TOKEN=anon",
    "hf": "log in with `hf auth login`, or set HF_TOKEN",
}
_DRIVERS = frozenset(
    "botocore aiobotocore aiohttp s3fs gcsfs google huggingface_hub httpx httpx2 httpcore requests urllib3 azure adlfs fsspec "
    "paramiko smbprotocol".split()
)
_TRANSIENT_STATUS = frozenset((408, 425, 429, 500, 502, 503, 504, 509))
_TRANSIENT_ERRNO = frozenset(
    (errno.EIO, errno.EBUSY, errno.ETIMEDOUT, errno.ECONNRESET, errno.ECONNREFUSED, errno.EPIPE, errno.EHOSTUNREACH)
)
# Names of classes in which drivers say that the connection, not the request, was at fault.
_TRANSIENT_NAMES = frozenset(
    "ClientConnectionError ClientPayloadError ServerTimeoutError ServerDisconnectedError HTTPClientError ConnectionError "
    "EndpointConnectionError IncompleteRead TransportError ReadTimeoutError ConnectTimeoutError TimeoutException "
    "ResponseStreamingError ContentDecodingError ChunkedEncodingError ProtocolError Timeout FSTimeoutError".split()
)


class PlaceError(OSError):
    """Something elsewhere cannot be had: `what` is so, in one line and without credentials, and `todo` about it."""

    def __init__(self, what: str, todo: str) -> None:
        super().__init__(what)
        self.what, self.todo = what, todo

    def __reduce__(self) -> tuple[type, tuple[str, str]]:
        return type(self), (self.what, self.todo)


class MissingError(PlaceError, FileNotFoundError):
    """It is not there."""


class DeniedError(PlaceError, PermissionError):
    """It may not be read or written."""


class UnreachableError(PlaceError):
    """Nothing answers, however often it is asked."""


class TakenError(PlaceError, FileExistsError):
    """It is there, where it must not be."""


class BrokenOffError(ConnectionError):
    """An answer is shorter than what was asked for."""


def is_elsewhere(path: str) -> bool:
    """Whether a path is an address and no path on this machine; a member of an archive is where its archive is."""
    return "://" in path and not Path(path).is_absolute()


def protocol_of(path: str) -> str:
    """The part of an address before `://`, empty for a path; of a chain of addresses, that of the last one."""
    return path.rsplit("::", 1)[-1].partition("://")[0] if is_elsewhere(path) else ""


def full_address(path: str) -> str:
    """An address as drivers know it: `hf://org/name@revision` is short for that of a dataset.

    >>> full_address("hf://org/name@v1/data/*.parquet"), full_address("hf://datasets/org/name")
    ('hf://datasets/org/name@v1/data/*.parquet', 'hf://datasets/org/name')
    """
    rest = path.removeprefix("hf://")
    if rest == path or rest.split("/", 1)[0] in ("datasets", "spaces", "buckets", "models"):
        return path
    return f"hf://datasets/{rest}"


def message_of(error: BaseException) -> str:
    """What an error says, in one line and without credentials."""
    strerror = getattr(error, "strerror", None)
    said = " ".join(str(strerror or error or type(error).__name__).split())
    return without_credentials(said)[:300]  # cut last: half a credential would not be known for one


def retried(call: Callable[[], T], path: str) -> T:
    """What `call` gives, asked again where the network or the server was at fault.

    Raises:
        PlaceError: it cannot be had.
    """
    tries = _TRIES_OF_DRIVER if protocol_of(path) in _REPEATING else TRIES
    for tried in range(1, tries + 1):
        try:
            return call()
        except PlaceError:
            raise
        except Exception as error:
            if not is_foreign(error):
                raise
            if tried == tries or not is_transient(error):
                raise place_error(error, path, tried) from error
        time.sleep(_PAUSE_S * 2 ** (tried - 1) * random.uniform(0.5, 1))
    raise AssertionError("the last try returns or raises")


def is_foreign(error: Exception) -> bool:
    """Whether an error comes from the system, the network or a driver, and is no defect of this package."""
    return isinstance(error, OSError | EOFError) or any(
        kind.__module__.partition(".")[0] in _DRIVERS for kind in type(error).__mro__
    )


def is_of_system(error: BaseException) -> bool:
    """Whether an error is what the system or a server says of a file, and not what a library says of its bytes: Arrow and others
    raise `OSError`, too, but without a number.
    """
    return isinstance(error, PlaceError) or (isinstance(error, OSError) and error.errno is not None)


def _chain(error: BaseException) -> Iterator[BaseException]:
    """The error and those that it came of: drivers give many things the name `FileNotFoundError`."""
    seen: BaseException | None = error
    for _ in range(8):
        if seen is None:
            return
        yield seen
        seen = seen.__cause__ or seen.__context__


def _status_of(error: BaseException) -> int | None:
    """The HTTP status that an error tells of."""
    response = getattr(error, "response", None)
    if isinstance(response, dict):  # of botocore
        response = response.get("ResponseMetadata", {}).get("HTTPStatusCode")
    for value in (getattr(error, "status", None), response, getattr(response, "status_code", None)):
        if isinstance(value, int):
            return value
    code = getattr(error, "code", None)  # of gcsfs
    return int(code) if isinstance(code, int | str) and str(code).isdigit() else None


def is_transient(error: BaseException) -> bool:
    """Whether asking again may help."""
    for cause in _chain(error):
        status = _status_of(cause)
        if status is not None and 300 <= status < 600:
            return status in _TRANSIENT_STATUS
        if isinstance(cause, ConnectionError | TimeoutError | EOFError):
            return True
        if not {kind.__name__ for kind in type(cause).__mro__}.isdisjoint(_TRANSIENT_NAMES):
            return True
        if isinstance(cause, OSError) and cause.errno in _TRANSIENT_ERRNO:
            return True
        if isinstance(cause, PermissionError | FileExistsError):
            return False
    return False


def place_error(error: Exception, path: str, tried: int = 1) -> PlaceError:
    """The error of a driver as one of ours, by what is so: no credentials, not allowed, not there, no answer."""
    protocol = protocol_of(path)
    protocol = {"s3a": "s3", "gcs": "gs"}.get(protocol, protocol)
    chain = list(_chain(error))
    said, statuses = message_of(error), [status for cause in chain if (status := _status_of(cause)) is not None]
    log_in = _LOG_IN.get(protocol, "check the address and your rights")
    names = " ".join(kind.__name__ for cause in chain for kind in type(cause).__mro__)
    if "Credential" in names or "TokenNotFound" in names or "RefreshError" in names:
        return DeniedError(f"no credentials for {protocol}://", log_in)
    if is_transient(error):
        root = message_of(chain[-1]) if said.startswith(path[:20]) else said
        times = f" (tried {tried} times)" if tried > 1 else ""
        return UnreachableError(
            f"does not answer: {root}{times}", "check the connection, then run the same command again"
        )
    if isinstance(error, FileExistsError):
        return TakenError("is there already", "choose another place")
    if any(isinstance(cause, PermissionError) for cause in chain) or not {401, 403}.isdisjoint(statuses):
        return DeniedError("access denied", log_in)
    if any(isinstance(cause, FileNotFoundError) for cause in chain) or 404 in statuses:
        low = f"{names} {said}".lower()
        if "bucket" in low and "exist" in low:
            return MissingError("no such bucket", "check its name")
        if "repositorynotfound" in low:
            return MissingError("no such repository, or none that you may read", f"check its name, or {log_in}")
        if "revisionnotfound" in low:
            return MissingError("no such revision", "check what stands behind the @")
        return MissingError("does not exist", "check the address")
    return PlaceError(said, "check the address")
