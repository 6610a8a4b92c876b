"""What the first bytes of a file say it is, asked of files whose names say it already: a name can be wrong.

A web archive named .txt would else be read as prose, and each line of a page named .jsonl become an error.
"""

from __future__ import annotations

import json
import os
import re
from pathlib import Path
from typing import Any, NamedTuple

from cleancorpus.read.archive import is_member
from cleancorpus.read.encoding import decode, looks_binary
from cleancorpus.read.formats import ARC, Format
from cleancorpus.read.markup import is_whole_page
from cleancorpus.read.members import DICTIONARY, Again, open_tape
from cleancorpus.read.stream import KEEP_BYTES, Compression, Damage, Stream, compression_of, not_opened, open_bytes
from cleancorpus.read.warc_records import is_warc, may_be_warc

_ARC = re.compile(rb"filedesc://\S{1,300} ")
_MIME = re.compile(rb"^MIME-Version:[ \t]*1\.0", re.IGNORECASE | re.MULTILINE)
_RELATED = re.compile(rb"^Content-Type:[ \t]*multipart/related\b", re.IGNORECASE | re.MULTILINE)
_FIELD = re.compile(rb"[A-Za-z][A-Za-z0-9-]{1,40}:")
# What may stand before the root of an XML file: its declaration, instructions for style sheets, comments, a doctype.
_BEFORE_ROOT = ((b"<?", b"?>"), (b"<!--", b"-->"), (b"<!", b">"))
_ROOT = re.compile(rb"<([A-Za-z][\w:.-]{0,40})")
_FEED_ROOTS = frozenset((b"rss", b"feed", b"rdf", b"atom:feed", b"rdf:rdf"))
_SITEMAP_ROOTS = frozenset((b"urlset", b"sitemapindex"))
_JSON_FEED = re.compile(rb'\s*\{.{0,4000}?"version"\s*:\s*"https?:\\?/\\?/jsonfeed\.org\\?/version\\?/', re.DOTALL)

_JSON_RECORD = re.compile(rb"(?:\xef\xbb\xbf)?\s*(?:\[\s*)?(\{\s*\")")
_AFTER_RECORD = re.compile(r"\s*(?:$|,\s*\{|\]|\n\s*\{)")


class Head(NamedTuple):
    """The first bytes of a file, decompressed, 64 KiB of them if it has as many."""

    data: bytes
    compression: Compression | None = None
    damage: Damage | None = None


def head_of(path: str, name: str) -> Head:
    """The head of a file.

    Raises:
        ShardError: it cannot be opened.
    """
    try:
        if Path(path).is_absolute() and not is_member(
            path
        ):  # asked of each file of a source: without fsspec it takes a third of the time
            if not os.stat(path).st_size:  # noqa: PTH116 - a path as fsspec gives it; see `open_file`
                return Head(b"")
            with open(path, "rb", buffering=0) as file:  # noqa: PTH123 - a path as fsspec gives it
                data = file.read(KEEP_BYTES)
            if compression_of(data[:16], name) is None:
                return Head(data)
        with open_bytes(path, only_head=True) as raw:
            return head_in(raw, name)
    except Damage as damage:
        return Head(b"", "zstd", damage)
    except (OSError, ImportError, ValueError) as error:
        raise not_opened(name, error) from error


def head_in(raw: Any, name: str) -> Head:
    """The head of an open file, as `head_of`.

    Raises:
        Damage: it is packed with a dictionary that is damaged, or its archive is damaged before it.
    """
    start = raw.read(16)
    again = Again(start, raw)
    if start.startswith(DICTIONARY):
        tape = open_tape(again, name)
        return Head(tape.peek(0, KEEP_BYTES), "zstd", tape.gap)
    stream = Stream(again, name)
    return Head(stream.head, stream.compression, stream.damage)


def signed_format(head: bytes) -> Format | None:
    """The format that the first bytes of a file prove, None where they prove none: text proves nothing."""
    if head.startswith(b"PAR1"):
        return "parquet"
    if is_warc(head):
        return "warc"
    if is_mhtml(head):
        return "mhtml"
    return "feed" if is_feed(head) else None


def is_arc(head: bytes) -> bool:
    """Whether a file is an archive of the format that crawlers used before WARC."""
    return _ARC.match(head) is not None


def is_mhtml(head: bytes) -> bool:
    """Whether a file is a page with its parts, as browsers save it: a mail of type multipart/related."""
    if b"multipart/related" not in head[:8192].lower():
        return False
    start = re.split(rb"\r?\n\r?\n", head[:8192].lstrip(), maxsplit=1)[0]
    return bool(_FIELD.match(start) and _MIME.search(start) and _RELATED.search(start))


def is_feed(head: bytes) -> bool:
    """Whether a file is a feed: RSS, Atom or JSON Feed."""
    return _root(head) in _FEED_ROOTS or is_json_feed(head)


def is_json_feed(head: bytes) -> bool:
    """Whether a file is a feed in JSON."""
    return _JSON_FEED.match(head) is not None


def is_json(head: bytes) -> bool:
    """Whether a file begins with an object of JSON, or a list of such, and goes on as JSON lines do, so that it is no text."""
    match = _JSON_RECORD.match(head)
    if match is None:
        return False
    text = head[match.start(1) :].decode("utf-8", "replace")
    try:
        _, end = json.JSONDecoder().raw_decode(text)
    except (ValueError, RecursionError):
        return False
    return _AFTER_RECORD.match(text, end) is not None


def is_sitemap(head: bytes) -> bool:
    """Whether a file is a list of addresses for crawlers."""
    return _root(head) in _SITEMAP_ROOTS


def _root(head: bytes) -> bytes:
    """The name of an XML file's root in small letters; empty where there is none in the first 8 KiB."""
    rest = head[:8192].removeprefix(b"\xef\xbb\xbf").lstrip()
    while (pair := next((pair for pair in _BEFORE_ROOT if rest.startswith(pair[0])), None)) is not None:
        _, end, rest = rest.partition(pair[1])
        rest = rest.lstrip() if end else b""
    match = _ROOT.match(rest)
    return match[1].lower() if match else b""


def may_be(fmt: Format, head: bytes) -> bool:
    """Whether a file that begins so may be of a format whose files have a beginning of their own; of others it may.

    >>> may_be("jsonl", b"id,text"), may_be("jsonl", b' {"text": "a"}'), may_be("csv", b"id,text")
    (False, True, True)
    """
    if fmt == "jsonl":
        return decode(head[:8192]).text.lstrip("\N{ZERO WIDTH NO-BREAK SPACE} \t\r\n").startswith(("{", "["))
    if fmt == "parquet":
        return head.startswith((b"PAR1", b"PARE"))
    return fmt != "arrow" or head.startswith((b"ARROW1", b"\xff\xff\xff\xff"))


def contradiction(fmt: Format, head: bytes) -> str:
    """What a file is by its first bytes, in words, if it is not of the format that its name or the source says; else ''.

    >>> contradiction("text", b"WARC/1.0 ..."), contradiction("text", b"An article")
    ('a web archive (WARC) by its content', '')
    """
    if not head:
        return ""
    if is_arc(head):
        return ARC
    if fmt == "warc":
        # Of what is binary its reader sees whether only its begin is damaged.
        return "" if may_be_warc(head) or looks_binary(head) else "no web archive (WARC) by its content"
    if is_warc(head):
        return "a web archive (WARC) by its content"
    if fmt == "parquet":
        return ""  # its reader knows best
    if head.startswith(b"PAR1"):
        return "Parquet by its content"
    if fmt != "mhtml" and is_mhtml(head):
        return "MHTML, a page that a browser saved, by its content"
    if fmt == "feed":
        return "" if is_feed(head) else "no feed by its content"
    if fmt != "html" and b"<" in head[:256] and is_whole_page(head) and _root(head) not in _FEED_ROOTS:
        return "a page (HTML) by its content"
    if fmt == "mhtml" and not is_mhtml(head):
        return "no MHTML by its content"
    return "records (JSON) by its content" if fmt in ("text", "html", "csv") and is_json(head) else ""
