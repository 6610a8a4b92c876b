"""Text files: a file is a document."""

from __future__ import annotations

from collections.abc import Iterator

from cleancorpus.config import Read
from cleancorpus.model import Extent, Record
from cleancorpus.read.contents import contradiction
from cleancorpus.read.encoding import looks_binary
from cleancorpus.read.files import SourceFile
from cleancorpus.read.formats import Format
from cleancorpus.read.ids import record_id
from cleancorpus.read.lines import too_long
from cleancorpus.read.record import EMPTY, binary, error_record, other_content
from cleancorpus.read.stream import Damage, open_stream


def read_text(file: SourceFile, read: Read) -> Iterator[Record]:
    """The one record of a text file, an error record where it is empty, too long, binary or breaks off.

    Raises:
        ShardError: the file cannot be opened.
    """
    yield read_whole(file, read, fmt="text", wanted="text")


def read_whole(file: SourceFile, read: Read, *, fmt: Format, wanted: str) -> Record:
    """The record of a file that is one document: its bytes as they are, and the encoding if the source names one."""
    with open_stream(file.path, file.name, size=file.size_bytes) as stream:
        try:
            data = stream.read_all(read.max_record_bytes)
        except Damage as damage:
            return error_record(file.name, 1, damage, stream.head, line=0, extent=Extent(0))
    trouble = None
    extent = Extent(0, len(data) if len(data) <= read.max_record_bytes else None)
    if said := contradiction(fmt, stream.head):
        trouble = other_content(said)
    elif not data.strip():
        trouble = EMPTY
    elif looks_binary(stream.head):
        trouble = binary(wanted)
    elif len(data) > read.max_record_bytes:
        trouble = too_long(read.max_record_bytes)
    if trouble is not None:
        return error_record(file.name, 1, trouble, data, line=0, extent=extent)
    declared = file.source.encoding
    own_id = record_id(None, None, data)
    return Record(own_id, file.name, 1, fmt, data, declared, declared_encoding=declared, extent=extent)
