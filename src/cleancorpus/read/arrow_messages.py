"""Where the batches of an Arrow file or stream stand, told from their headers alone: the batches themselves are not read.

The headers are Flatbuffers (https://arrow.apache.org/docs/format/Columnar.html, `format/Message.fbs` and `File.fbs`), of which
four fields are needed; pyarrow gives them only together with what stands behind them.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import Any, NamedTuple

import pyarrow as pa

_MARK = b"\xff\xff\xff\xff"  # before the length of a header, since version 0.15
_TAIL = 10  # bytes at a file's end: the length of its footer, and ARROW1
_DICTIONARY, _BATCH = 2, 3  # kinds of messages
_BLOCK = struct.Struct("<qi4xq")  # place, length of the header, length of the body
_MOST_HEADER = 1 << 26


class Placed(NamedTuple):
    """A batch: where it begins and ends, and its rows."""

    start: int
    stop: int
    rows: int


def batches_of_file(raw: Any, size: int) -> list[tuple[int, int]]:
    """Place and length of each batch of a file of `size` bytes, in the order of their numbers.

    Raises:
        pyarrow.ArrowInvalid: it has no footer that can be read.
    """
    try:
        length = struct.unpack("<i", _at(raw, size - _TAIL, 4))[0]
        footer = _Table.root(_at(raw, size - _TAIL - length, length))
        blocks = footer.blocks(3)
        if any(header < 0 or body < 0 or start + header + body > size for start, header, body in blocks):
            raise ValueError("a batch that does not end in the file")
        return [(start, header + body) for start, header, body in blocks]
    except (struct.error, ValueError) as error:
        raise pa.ArrowInvalid(f"no footer that can be read: {error}") from error


def placed(raw: Any, start: int, size: int) -> Placed | None:
    """The batch at a place of a file of `size` bytes; None for the end of a stream. Of what is no batch (the schema) rows are -1.

    Raises:
        pyarrow.ArrowInvalid: there is no message, one with a dictionary, or one that does not end in the file.
    """
    try:
        head = _at(raw, start, 8)
        n_head = 8 if head.startswith(_MARK) else 4
        length = struct.unpack_from("<i", head, n_head - 4)[0] if len(head) >= n_head else 0
        if length == 0:
            return None
        if not 0 < length < _MOST_HEADER:
            raise ValueError("a header without a length")
        message = _Table.root(_at(raw, start + n_head, length))
        kind, body = message.number(1, "<B"), message.number(3, "<q")
        if kind == _DICTIONARY:
            raise ValueError("dictionaries stand between batches")
        stop = start + n_head + length + body
        if body < 0 or stop > size:  # before the next one is looked for: it might be this one again
            raise ValueError("a body that does not end in the file")
        rows = message.table(2).number(0, "<q") if kind == _BATCH else -1
        if kind == _BATCH and rows < 0:
            raise ValueError("a batch without a number of rows")
        return Placed(start, stop, rows)
    except (struct.error, ValueError) as error:
        raise pa.ArrowInvalid(f"no message at byte {start:,}: {error}") from error


def batches_of_stream(raw: Any, size: int) -> Iterator[Placed]:
    """The batches of a stream of `size` bytes in their order.

    Raises:
        pyarrow.ArrowInvalid: there are dictionaries among them, or it is damaged.
    """
    start = 0
    while (found := placed(raw, start, size)) is not None:
        if found.rows >= 0:
            yield found
        start = found.stop


def _at(raw: Any, start: int, length: int) -> bytes:
    if start < 0 or length < 0:
        raise ValueError("a place before the start")
    raw.seek(start)
    return bytes(raw.read(length))


class _Table(NamedTuple):
    """A table of a Flatbuffer: `fields` is where the list of its fields' places stands."""

    data: bytes
    at: int

    @classmethod
    def root(cls, data: bytes) -> _Table:
        return cls(data, struct.unpack_from("<I", data, 0)[0])

    def _place(self, field: int) -> int | None:
        """Where a field's value stands; None for one that has its default value, which is 0 for all that are needed."""
        fields = self.at - struct.unpack_from("<i", self.data, self.at)[0]
        if 4 + 2 * field >= struct.unpack_from("<H", self.data, fields)[0]:
            return None
        offset = struct.unpack_from("<H", self.data, fields + 4 + 2 * field)[0]
        return self.at + offset if offset else None

    def number(self, field: int, form: str) -> int:
        place = self._place(field)
        return 0 if place is None else int(struct.unpack_from(form, self.data, place)[0])

    def _pointed(self, field: int) -> int | None:
        place = self._place(field)
        return None if place is None else place + int(struct.unpack_from("<I", self.data, place)[0])

    def table(self, field: int) -> _Table:
        if (place := self._pointed(field)) is None:
            raise ValueError("a header without what it is of")
        return _Table(self.data, place)

    def blocks(self, field: int) -> list[tuple[int, int, int]]:
        if (place := self._pointed(field)) is None:
            return []
        count = struct.unpack_from("<I", self.data, place)[0]
        return [_BLOCK.unpack_from(self.data, place + 4 + number * _BLOCK.size) for number in range(count)]
