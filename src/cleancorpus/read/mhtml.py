"""MHTML: a page with its pictures and styles in one file, as browsers save it (RFC 2557). The page is the document."""

from __future__ import annotations

import email
from collections.abc import Iterator
from datetime import UTC
from email.errors import CloseBoundaryNotFoundDefect, HeaderParseError
from email.header import decode_header, make_header
from email.message import Message
from email.utils import parsedate_to_datetime

from cleancorpus.config import Read
from cleancorpus.model import Record
from cleancorpus.read.files import SourceFile
from cleancorpus.read.ids import record_id
from cleancorpus.read.metadata import plain_string
from cleancorpus.read.record import error_record
from cleancorpus.read.stream import Damage, open_stream
from cleancorpus.read.whole import whole_file

_PAGE_TYPES = ("text/html", "application/xhtml+xml")


def read_mhtml(file: SourceFile, read: Read) -> Iterator[Record]:
    """The one record of a saved page; an error record where the file is empty, too long or breaks off, or has no page in it.

    Raises:
        ShardError: the file cannot be opened.
    """
    with open_stream(file.path, file.name, size=file.size_bytes) as stream:
        try:
            data = whole_file(stream, "mhtml", read.max_record_bytes)
            yield _record(file.name, email.message_from_bytes(data.lstrip()))
        except Damage as damage:
            yield error_record(file.name, 1, damage, stream.head, line=0)


def page_in(name: str, data: bytes) -> Record:
    """The record of a saved page that is in memory.

    Raises:
        Damage: there is no page in it.
    """
    return _record(name, email.message_from_bytes(data.lstrip()))


def _record(source: str, mail: Message) -> Record:
    """The record of a saved page.

    Raises:
        Damage: there is no page in it.
    """
    page = _page(mail)
    data = page.get_payload(decode=True) if page is not None else None
    if page is None or not isinstance(data, bytes) or not data.strip():
        raise Damage("no-page", "holds no page: no part is text/html", "leave it out")
    cut = any(isinstance(defect, CloseBoundaryNotFoundDefect) for part in mail.walk() for defect in part.defects)
    locations = (mail.get("Snapshot-Content-Location"), page.get("Content-Location"), mail.get("Content-Location"))
    url = next(
        (str(url).strip() for url in locations if url and str(url).strip().startswith(("http://", "https://"))), None
    )
    return Record(
        id=record_id(None, url, data),
        source=source,
        position=1,
        kind="html",
        data=data,
        # Browsers put the page's <title> there, which the page has as well and in a form that is told from the headline.
        title=None if b"<title" in data.lower() else _words(mail.get("Subject")),
        url=plain_string(url),
        declared_encoding=page.get_content_charset(),
        fetched=_date(mail.get("Date")),
        flags=("cut-in-source:boundary",) if cut else (),
    )


def _page(mail: Message) -> Message | None:
    """The part that is the page: the one that `start` names, else the first."""
    pages = [part for part in mail.walk() if part.get_content_type() in _PAGE_TYPES and not part.is_multipart()]
    start = mail.get_param("start")
    named = [
        part for part in pages if isinstance(start, str) and str(part.get("Content-ID", "")).strip() == start.strip()
    ]
    return next(iter([*named, *pages]), None)


def _words(field: object) -> str | None:
    """A field of a mail's header in plain text."""
    if field is None:
        return None
    try:
        return plain_string(str(make_header(decode_header(str(field)))))
    except (HeaderParseError, LookupError, UnicodeError, ValueError):  # in an encoding nobody knows: as it stands
        return plain_string(str(field))


def _date(field: object) -> str | None:
    try:
        moment = parsedate_to_datetime(str(field))
    except (TypeError, ValueError, IndexError, OverflowError):
        return None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    try:
        return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    except OverflowError:
        return None
