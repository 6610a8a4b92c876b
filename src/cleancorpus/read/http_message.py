"""HTTP answers as crawlers keep them: status, type, charset, and the body without chunks and compression.

What a header says is often not so in an archive: crawlers take chunks and compression off and leave the header as it was.
So a body is unpacked if it is what the header says, and else is taken as it stands.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import zstandard

from cleancorpus.read.encoding import looks_binary
from cleancorpus.read.lines import too_long
from cleancorpus.read.stream import Damage

_HEAD_END = re.compile(rb"\r?\n\r?\n")
_STATUS = re.compile(rb"HTTP/\d(?:\.\d)?\s+(\d{3})\b")
_JOINED = ("content-encoding", "transfer-encoding", "x-robots-tag", "link")  # of others the first counts
_MAX_HEAD = 1 << 18  # cookies make headers long
_CHARSET = re.compile(r"""charset\s*=\s*["']?\s*([^\s"';,]{2,40})""", re.IGNORECASE)
_CHUNK = re.compile(rb"[ \t]*([0-9a-fA-F]{1,8})[ \t]*(?:;[^\r\n]{0,200})?\r?\n")
_STEP_BYTES = 1 << 12  # so that little is unpacked beyond the limit
_PIECE_BYTES = 1 << 16


class HttpMessage(NamedTuple):
    """An answer: `fields` by names in small letters, `body` as it stands; `media_type` is empty where none is said.

    Where the head is longer than 256 KiB, `head_ends` is false and the body, which begins nobody knows where, is empty.
    """

    status: int
    fields: Mapping[str, str]
    body: bytes
    head_ends: bool = True

    @property
    def media_type(self) -> str:
        return media_type_of(self.fields.get("content-type", ""))

    @property
    def charset(self) -> str | None:
        return charset_of(self.fields.get("content-type", ""))


class Body(NamedTuple):
    """A body as the page is; `missing` says why it is not all there, in a word, '' where it is."""

    data: bytes
    missing: str = ""


def media_type_of(content_type: str) -> str:
    """`text/html` of `Text/HTML; charset=utf-8`.

    >>> media_type_of("Text/HTML; charset=utf-8")
    'text/html'
    """
    return re.split(r"[;,\s]", content_type.strip(), maxsplit=1)[0].lower()


def charset_of(content_type: str) -> str | None:
    """The charset that a Content-Type names, as it is written there.

    >>> charset_of('text/html; charset="ISO-8859-1"')
    'ISO-8859-1'
    """
    found = _CHARSET.search(content_type)
    return found[1] if found else None


def parse_http(block: bytes) -> HttpMessage | None:
    """The answer in a block; None where there is none."""
    status = _STATUS.match(block)
    if status is None:
        return None
    end = _HEAD_END.search(block, 0, _MAX_HEAD)
    head, body = (block[: end.start()], block[end.end() :]) if end else (block[:_MAX_HEAD], b"")
    values: dict[str, list[list[str]]] = {}  # of each name its values, of each value its lines
    lines: list[str] | None = None
    for line in re.split(r"\r?\n", head.decode("latin-1"))[1:]:
        if line[:1] in (" ", "\t") and lines is not None:
            lines.append(line.strip())
            continue
        name, _, value = line.partition(":")
        lines = [value.strip()]
        values.setdefault(name.strip().lower(), []).append(lines)
    fields = {
        name: ", ".join(" ".join(value) for value in (found if name in _JOINED else found[:1]))
        for name, found in values.items()
    }
    return HttpMessage(int(status[1]), fields, body, end is not None or len(block) <= _MAX_HEAD)


def body_of(message: HttpMessage, max_bytes: int) -> Body:
    """The body of an answer without chunks and compression, at most `max_bytes` of it.

    Raises:
        Damage: it is longer, nothing of it can be unpacked, or a package is needed that is not installed.
    """
    data, missing = message.body, ""
    length = message.fields.get("content-length", "")
    chunked = "chunked" in message.fields.get("transfer-encoding", "").lower()
    if chunked and _CHUNK.match(data):
        data, missing = _without_chunks(data)
    elif not chunked and length.isdecimal() and len(length) < 19 and len(data) < int(length):
        missing = "http-length"
    codings = [coding.strip().lower() for coding in message.fields.get("content-encoding", "").split(",")]
    for coding in reversed(codings):
        data, cut = _unpacked(data, coding, max_bytes)
        if coding in _CODINGS and data is message.body and missing == "http-length":
            missing = ""  # unpacked by the crawler: its length is that of what was sent
        missing = missing or cut
    if len(data) > max_bytes:
        raise too_long(max_bytes, len(data))
    return Body(data, missing)


def _without_chunks(data: bytes) -> tuple[bytes, str]:
    """The chunks of a body joined, and whether some are missing; a body in which no chunk is whole is none of chunks."""
    at, pieces = 0, list[bytes]()
    while (match := _CHUNK.match(data, at)) is not None:
        size, start = int(match[1], 16), match.end()
        if not size:
            return b"".join(pieces), ""
        piece = data[start : start + size]
        at = start + size
        if len(piece) < size:
            break
        if data[at : at + 2] == b"\r\n":
            at += 2
        elif data[at : at + 1] == b"\n":
            at += 1
        elif at < len(data):  # no line break: it was no chunk
            return (b"".join(pieces) + data[match.start() :], "chunks") if pieces else (data, "")
        pieces.append(piece)
    else:
        return (b"".join(pieces) + data[at:] if pieces else data), "chunks" if pieces else ""
    return b"".join([*pieces, piece]), "chunks"


def _unpacked(data: bytes, coding: str, max_bytes: int) -> tuple[bytes, str]:
    """A body without one of its codings, and the coding's name where it breaks off.

    Raises:
        Damage: see `body_of`.
    """
    make = _CODINGS.get(coding)
    if make is None or not data:
        return data, ""
    unpacker = make(data)
    if unpacker is None:  # it is not what the header says: taken off by the crawler
        return data, ""
    pieces, size, broken = list[bytes](), 0, ""
    try:
        for piece in unpacker(data):
            pieces.append(piece)
            size += len(piece)
            if size > max_bytes:
                raise too_long(max_bytes)
    except (zlib.error, zstandard.ZstdError, EOFError, _BrotliError) as error:
        broken = " ".join(str(error).split())[:100] or "breaks off"
    if not size and broken:
        if not looks_binary(data[:_PIECE_BYTES]):
            return data, ""
        raise Damage("damaged", f"the body, in {coding}, cannot be unpacked: {broken}", "fetch the page again")
    return b"".join(pieces), coding if broken else ""


class _BrotliError(Exception):
    """Brotli's own error, which is there only if the package is."""


_Unpacker = Callable[[bytes], Any]


def _gzip(data: bytes) -> _Unpacker | None:
    return (lambda body: _inflated(body, 31)) if data.startswith(b"\x1f\x8b") else None


def _deflate(data: bytes) -> _Unpacker | None:
    """Some servers send it with the header of zlib, as the standard says, some without."""
    if data[0] & 0x0F == 8 and int.from_bytes(data[:2], "big") % 31 == 0:
        return lambda body: _inflated(body, 15)
    return (lambda body: _inflated(body, -15)) if looks_binary(data[:_PIECE_BYTES]) else None


def _inflated(data: bytes, wbits: int) -> Any:
    unpacker = zlib.decompressobj(wbits=wbits)
    for at in range(0, len(data), _STEP_BYTES):
        step = data[at : at + _STEP_BYTES]
        while step and not unpacker.eof:
            if piece := unpacker.decompress(step, _PIECE_BYTES):
                yield piece
            step = unpacker.unconsumed_tail
    while not unpacker.eof and (piece := unpacker.decompress(b"", _PIECE_BYTES)):
        yield piece
    if not unpacker.eof:
        raise EOFError


def _zstd(data: bytes) -> _Unpacker | None:
    return _from_zstd if data.startswith(b"\x28\xb5\x2f\xfd") else None


def _from_zstd(data: bytes) -> Any:
    unpacker = zstandard.ZstdDecompressor(max_window_size=1 << 27).decompressobj()
    for at in range(0, len(data), 256):  # a step of 256 bytes gives at most 8 MiB
        if piece := unpacker.decompress(data[at : at + 256]):
            yield piece
        if unpacker.eof:
            return
    raise EOFError


def _brotli(data: bytes) -> _Unpacker | None:
    return _from_brotli if looks_binary(data[:_PIECE_BYTES]) or not data.lstrip().startswith(b"<") else None


def _from_brotli(data: bytes) -> Any:
    try:
        import brotli
    except ImportError as error:
        what = "the body is packed with Brotli, for which a package is needed that is not installed"
        raise Damage("missing-package", what, "pip install 'cleancorpus[warc]'") from error
    unpacker = brotli.Decompressor()
    try:
        piece = unpacker.process(data, output_buffer_limit=_PIECE_BYTES)
        while piece:
            yield piece
            piece = unpacker.process(b"", output_buffer_limit=_PIECE_BYTES)
    except brotli.error as error:
        raise _BrotliError(str(error)) from error
    if not unpacker.is_finished():
        raise EOFError


_CODINGS: dict[str, Callable[[bytes], _Unpacker | None]] = {
    "gzip": _gzip,
    "x-gzip": _gzip,
    "deflate": _deflate,
    "br": _brotli,
    "zstd": _zstd,
}
