"""Web archives: WARC files as crawlers write them, and WET files, which hold the text of the pages.

Told by content: the file is decompressed and begins with `WARC/1.`. Documents are pages that were answered with 200, plain
text that was put there as a resource, and conversions to text (WET). All other records are counted with a reason.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from typing import Any

from cleancorpus.config import Read
from cleancorpus.known.language_codes import two_letters
from cleancorpus.model import REST, Record
from cleancorpus.read.encoding import decode, looks_binary
from cleancorpus.read.files import SourceFile
from cleancorpus.read.http_message import HttpMessage, body_of, media_type_of, parse_http
from cleancorpus.read.http_rights import facts_of_headers
from cleancorpus.read.ids import record_id
from cleancorpus.read.lines import KEEP_BYTES, too_long
from cleancorpus.read.markup import is_page_file
from cleancorpus.read.members import open_tape
from cleancorpus.read.metadata import safe_string
from cleancorpus.read.no_documents import NoDocument
from cleancorpus.read.record import EMPTY, error_record
from cleancorpus.read.stream import Damage, not_opened, open_bytes
from cleancorpus.read.warc_records import WarcRecord, may_be_warc, warc_records

_PAGE_TYPES = frozenset(("text/html", "application/xhtml+xml", "application/vnd.wap.xhtml+xml"))
_UNTOLD_TYPES = frozenset(("", "application/octet-stream", "application/unknown", "unknown/unknown", "*/*"))
_SNIFF_BYTES = 4096
_ROBOTS = re.compile(r"https?://[^/?#]*/robots\.txt(?:[?#].*)?")
_DATE = re.compile(r"\d{4}(?:-\d\d(?:-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?Z)?)?)?")
_NO_DOCUMENT_TYPES = frozenset(("request", "metadata", "warcinfo", "revisit", "continuation"))
_READ_TYPES = frozenset(("response", "resource", "conversion"))
# Addresses that crawlers give to what they write down themselves: wget its log, browsertrix what it made of a page.
_ABOUT_CRAWL = ("metadata:", "urn:pageinfo:", "urn:logs:", "warcinfo:", "filedesc:")
_DERIVED = (
    "urn:text:",
    "urn:text-final:",
    "urn:view:",
    "urn:thumbnail:",
    "urn:fullpage:",
    "urn:fullpagefinal:",
    "urn:pdf:",
)


def read_warc(
    file: SourceFile, read: Read, *, start: int = 0, stop: int | None = None, first: int = 1
) -> Iterator[Record | NoDocument]:
    """The documents of a web archive, an error record for each that is damaged, and a `NoDocument` for each other record.

    With `start` and `stop` those of a stretch of the file, between two records, of which the first has number `first`.
    `position` is the number of the record in the file, all kinds counted.

    Raises:
        ShardError: the file cannot be opened.
    """
    with open_raw(file) as raw:
        try:
            tape = open_tape(raw, file.name, start=start, stop=stop)
            head = tape.peek(0, KEEP_BYTES)
            if not head and tape.gap is None:
                raise EMPTY
            if start == 0 and tape.gap is None and not may_be_warc(head):  # a damaged begin may be anything
                raise Damage("other-content", "is no web archive by its content", "give it the ending of what it is")
        except Damage as damage:
            yield error_record(file.name, first, damage, b"", line=0, unread=0 if damage is EMPTY else REST)
            return
        for found in warc_records(tape, read.max_record_bytes, first):
            yield _outcome(file, read, found)


@contextmanager
def open_raw(file: SourceFile) -> Iterator[Any]:
    """The file as it is, not decompressed; closed at the end of the `with`.

    Raises:
        ShardError: it cannot be opened.
    """
    with ExitStack() as stack:
        try:
            raw = stack.enter_context(open_bytes(file.path, size=file.size_bytes))
        except (OSError, ImportError, ValueError) as error:
            raise not_opened(file.name, error) from error
        yield raw


def places_to_cut(file: SourceFile, size: int) -> list[tuple[int, int]]:
    """Where a web archive can be cut into pieces of about `size` bytes: offset and number of each piece's first record.

    None where it cannot: its records cannot be read alone, or something is wrong with one, so that where the next one
    begins depends on what is read before.

    Raises:
        ShardError: it cannot be opened.
        Damage: it cannot be read.
    """
    places: list[tuple[int, int]] = []
    with open_raw(file) as raw:
        tape = open_tape(raw, file.name)
        position = 0
        for found in warc_records(tape, KEEP_BYTES):
            offset, length, _ = found.extent
            if found.damage is not None or found.odd or offset is None or length is None or not found.alone:
                return []
            # All that stands between two records goes to the piece before; the first piece begins with the file.
            if not places or offset >= places[-1][0] + size:
                places.append((offset if places else 0, found.number))
            position = offset + length
    return places if position else []


def _outcome(file: SourceFile, read: Read, found: WarcRecord) -> Record | NoDocument:
    """What becomes of a record."""
    fields = found.fields
    given = safe_string(fields.get("warc-target-uri", "").strip("<> "))
    url = given if given.startswith(("http://", "https://", "ftp://")) else None
    damage = found.damage
    if damage is None:
        try:
            outcome = _document(read, found, given.lower())
        except Damage as error:
            place = "" if found.extent.offset is None else f"the record at byte {found.extent.offset:,}: "
            damage = Damage(error.code, f"{place}{error.what}", error.todo)
        else:
            if isinstance(outcome, NoDocument):
                return outcome
            kind, data, charset, flags, headers = outcome
            return Record(
                id=record_id(None, url, data),
                source=file.name,
                position=found.number,
                kind=kind,
                data=data,
                url=url,
                language=_language(fields.get("warc-identified-content-language", "")),
                declared_encoding=charset,
                extent=found.extent,
                fetched=_date(fields.get("warc-date", "")),
                flags=flags,
                facts=facts_of_headers(headers, url),
            )
    record = error_record(file.name, found.number, damage, found.content, url=url)
    return record._replace(extent=found.extent, fetched=_date(fields.get("warc-date", "")))


def _document(
    read: Read, found: WarcRecord, address: str
) -> tuple[str, bytes, str | None, tuple[str, ...], Mapping[str, str]] | NoDocument:
    """Kind, bytes, declared charset, flags and HTTP headers of the document that a record holds, or why it holds none.

    `address` is its WARC-Target-URI in small letters.

    Raises:
        Damage: it should hold one, and that cannot be read, or is too long.
    """
    fields, content = found.fields, found.content
    record_type = fields.get("warc-type", "").strip().lower()
    if record_type not in _READ_TYPES:
        return NoDocument(record_type if record_type in _NO_DOCUMENT_TYPES else "unknown-record")
    content_type = fields.get("content-type", "")
    if reason := _by_address(record_type, address, media_type_of(content_type)):
        return NoDocument(reason)
    message = parse_http(content)
    if message is None and media_type_of(content_type) == "application/http":
        if not content.strip():
            return NoDocument("empty-body")
        raise Damage("damaged", "holds no HTTP answer, as its Content-Type says", "leave it out")
    if message is None:
        message = HttpMessage(200, {"content-type": content_type}, content)
    if message.status != 200:
        return NoDocument("http-status")
    kind = _kind(record_type, message.media_type)
    if kind == "":
        return NoDocument("plain-text" if message.media_type == "text/plain" else "other-type")
    if not message.head_ends:
        raise Damage("damaged", "the head of its HTTP answer takes over 256 KiB", "leave it out")
    if not message.body.strip():
        return NoDocument("empty-body")
    if found.size > read.max_record_bytes:
        raise too_long(read.max_record_bytes, found.size)
    body = body_of(message, read.max_record_bytes)
    if not body.data.strip():
        return NoDocument("empty-body")
    head = body.data[:KEEP_BYTES]
    if kind == "unknown":
        if looks_binary(head) or not is_page_file(decode(head[:_SNIFF_BYTES], message.charset).text):
            return NoDocument("other-type")
        kind = "html"
    elif looks_binary(head):
        return NoDocument("not-a-page")
    missing = (
        fields.get("warc-truncated", "").strip().lower(),
        "segment" if fields.get("warc-segment-number", "").strip() == "1" else "",
        "length" if found.odd else "",
        body.missing,
    )
    flags = tuple(f"cut-in-source:{word[:40]}" for word in dict.fromkeys(missing) if word)
    return kind, body.data, message.charset, flags, message.fields


def _by_address(record_type: str, address: str, media_type: str) -> str:
    """Why a record is no document whose address says so; '' where it says nothing."""
    scheme, colon, _ = address.partition(":")
    if scheme == "dns" or media_type == "text/dns":
        return "dns"
    if address.startswith(_ABOUT_CRAWL):
        return "about-crawl"
    if address.startswith(_DERIVED):
        return "derived"
    if record_type == "response" and colon and scheme not in ("http", "https"):
        return "other-protocol"
    if _ROBOTS.fullmatch(address):
        return "robots"
    return ""


def _kind(record_type: str, media_type: str) -> str:
    """What a body of that type is: html, text, unknown where nobody says, '' for what is not read."""
    if media_type in _PAGE_TYPES:
        return "html"
    if media_type == "text/plain" and record_type != "response":
        return "text"
    return "unknown" if media_type in _UNTOLD_TYPES else ""


def _language(named: str) -> str | None:
    """The one language that a record names (as `eng`), None where it names several."""
    codes = [code.strip() for code in named.split(",") if code.strip()]
    return two_letters(codes[0]) if len(codes) == 1 else None


def _date(given: str) -> str | None:
    return given if _DATE.fullmatch(given) else None
