"""Files that are read as a whole, because their form shows only there: saved pages, feeds."""

from __future__ import annotations

from cleancorpus.read.contents import contradiction
from cleancorpus.read.formats import Format
from cleancorpus.read.lines import too_long
from cleancorpus.read.record import EMPTY, other_content
from cleancorpus.read.stream import Stream


def whole_file(stream: Stream, fmt: Format, max_bytes: int) -> bytes:
    """All bytes of an open file, decompressed.

    Raises:
        Damage: it breaks off, is empty, is by its content no file of format `fmt`, or has more than `max_bytes` bytes.
    """
    data = stream.read_all(max_bytes)
    if not data.strip():
        raise EMPTY
    if said := contradiction(fmt, stream.head):
        raise other_content(said)
    if len(data) > max_bytes:
        raise too_long(max_bytes)
    return data
