"""JSON: a record a line; in a `.json` file also one object, or an array of objects."""

from __future__ import annotations

import json
from codecs import BOM_UTF8
from collections.abc import Iterator
from typing import Any, NamedTuple

from cleancorpus.config import Read
from cleancorpus.model import NO_EXTENT, REST, Extent, Record
from cleancorpus.read.archive import is_member
from cleancorpus.read.contents import contradiction
from cleancorpus.read.doubled_keys import DoubledKeys
from cleancorpus.read.encoding import decode, looks_binary
from cleancorpus.read.files import SourceFile
from cleancorpus.read.formats import JSONL_ENDINGS, ending_of
from cleancorpus.read.json_values import Value, iter_values
from cleancorpus.read.lines import Blanks, Line, iter_lines
from cleancorpus.read.meter import METER
from cleancorpus.read.record import EMPTY, RecordMaker, binary, error_record, other_content
from cleancorpus.read.stream import Damage, Stream, open_stream, read_bytes_at, utf8_pieces

_BLANK = b" \t\r\n\x0b\x0c"
_BLANK_LINES = Blanks(rb" \t\r\x0b\x0c")

# Control characters within strings are forbidden in JSON, harmless, and common in what scrapers write.
_DECODER = json.JSONDecoder(strict=False)


def read_jsonl(file: SourceFile, read: Read) -> Iterator[Record]:
    """The records of a JSON file; an error record for each line or value that is none.

    `position` is the number of the line, blank ones counted; in an array, and of objects over several lines, that of
    the value.

    Raises:
        ShardError: the file cannot be opened.
    """
    with open_stream(file.path, file.name, size=file.size_bytes) as stream:
        if not stream.head and not stream.damage:
            yield error_record(file.name, 1, EMPTY, b"", line=0)
        elif said := contradiction("jsonl", stream.head):
            yield error_record(file.name, 1, other_content(said), stream.head, line=0, unread=REST)
        elif looks_binary(stream.head) and b"\n{" not in b"\n" + stream.head:
            yield error_record(file.name, 1, binary("JSON"), stream.head, line=0, unread=REST)
        else:
            utf8 = utf8_pieces(stream, file.source.encoding)
            making = _making(file, read, utf8.file_encoding)
            start, most = utf8.first or 0, read.max_record_bytes
            values: Iterator[tuple[int, Line | Value]]
            if _one_a_line(file, stream, utf8.codec):
                values = ((line.number, line) for line in iter_lines(utf8.pieces, most, start, _BLANK_LINES))
            else:
                values = enumerate(iter_values(utf8.pieces, most, start), 1)
            n_records = 0
            for number, value in values:
                for record in _records_of(making, file.name, number, value, placed=utf8.first is not None):
                    n_records += 1
                    yield record
            if not n_records:
                yield error_record(file.name, 1, EMPTY, b"", line=0)


def has_plain_lines(file: SourceFile, stream: Stream) -> bool:
    """Whether the file can be cut at line breaks: not compressed, in UTF-8, a record a line, and not blank."""
    if stream.compression is not None or stream.damage or not stream.head.strip(_BLANK):
        return False
    if looks_binary(stream.head) and b"\n{" not in b"\n" + stream.head:
        return False
    codec = utf8_pieces(stream, file.source.encoding).codec
    return codec == "utf-8" and _one_a_line(file, stream, codec)


def read_jsonl_lines(file: SourceFile, read: Read, data: bytes, first: int, start: int) -> Iterator[Record]:
    """The records of some lines of a file that `has_plain_lines`; `first` is the number of the first of them, `start` the
    place of its first byte.
    """
    making = _making(file, read)
    if start == 0 and data.startswith(BOM_UTF8):
        data, start = data[len(BOM_UTF8) :], len(BOM_UTF8)
    used = start
    for line in iter_lines(iter((data,)), read.max_record_bytes, start, _BLANK_LINES):
        number = first + line.number - 1
        yield from _records_of(making, file.name, number, line._replace(number=number))
        METER.add(line.start + line.size + 1 - used)
        used = line.start + line.size + 1


def read_jsonl_at(file: SourceFile, read: Read, position: int, offset: int, length: int) -> list[Record] | None:
    """The records of the line or value of a file that stands at a place; None where it cannot be read from there alone, as the
    file is compressed.

    Raises:
        ShardError: the file cannot be opened.
    """
    if is_member(file.path):  # of an archive, whose compression has to be gone through
        return None
    with open_stream(file.path, file.name, only_head=True) as stream:
        if stream.compression is not None:
            return None
    data = read_bytes_at(file.path, file.name, offset, length)
    return list(_records_of(_making(file, read), file.name, position, Line(position, data, length, None, offset)))


class _Making(NamedTuple):
    """What makes records of objects, and what finds keys that stand twice in them."""

    maker: RecordMaker
    doubled: DoubledKeys


def _making(file: SourceFile, read: Read, file_encoding: str | None = None) -> _Making:
    source = file.source
    maker = RecordMaker(
        file.name,
        source.fields,
        read.max_record_bytes,
        declared=source.encoding,
        file_encoding=file_encoding,
        carry=source.carry,
        partition=file.partition,
    )
    return _Making(maker, DoubledKeys(maker))


def _one_a_line(file: SourceFile, stream: Stream, codec: str) -> bool:
    return ending_of(file.name) in JSONL_ENDINGS or not _spreads(decode(stream.head[:8192], codec).text)


def _spreads(start: str) -> bool:
    """Whether a file that starts so is an array, or its first object goes over several lines."""
    start = start.lstrip("\N{ZERO WIDTH NO-BREAK SPACE}").lstrip()
    if start.startswith("["):
        return True
    lines = [line.strip() for line in start.split("\n", 64) if line.strip()]
    if len(lines) < 2 or not lines[0].startswith("{") or not lines[0].endswith(("{", "[", ",")):
        return False
    return lines[1].startswith(('"', "}"))


def _records_of(
    making: _Making, source: str, number: int, value: Line | Value, *, placed: bool = True
) -> Iterator[Record]:
    """The record of one line or value, none for a blank line; what breaks off may be a whole record and an error.

    `placed` is whether the value's place is one in the file.
    """
    data, trouble = value.data, value.trouble
    maker = making.maker
    cut = trouble is not None and trouble.code == "record-too-long"
    line, length = (value.number, value.size) if isinstance(value, Line) else (value.line, None if cut else len(data))
    extent = Extent(value.start, length) if placed else NO_EXTENT
    if trouble is not None:
        row = None if cut else _parse(data, number)[0]
        if isinstance(row, dict):  # the file breaks off behind it
            yield maker.make(row, number, lambda: data, line=line, extent=extent)
            number, data = number + 1, b""
            extent = Extent(value.start + len(value.data), 0) if placed else NO_EXTENT
        unread = REST if trouble.breaks_off else 0
        yield error_record(source, number, trouble, data, line=line, extent=extent, unread=unread)
        return
    if not data.strip(_BLANK):
        return
    row, problem, escaped = _parse(data, number)
    problem = problem or making.doubled.find(row, data)
    if problem is not None:
        yield error_record(source, number, problem, data, line=line, extent=extent)
    else:
        yield maker.make(row, number, lambda: data, line=line, escaped=escaped, extent=extent)


def _parse(data: bytes, number: int) -> tuple[Any, Damage | None, bool]:
    """The object in `data`, or what is wrong with it, and whether bytes that are not UTF-8 were escaped for it.

    `number` is its place in the file: where the first is an array, the whole file may be one.
    """
    escaped = False
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        text, escaped = data.decode("utf-8", "surrogateescape"), True
    try:
        row = _DECODER.decode(text)
    except json.JSONDecodeError as error:
        said = error.msg.removesuffix(" at")  # «Unterminated string starting at»
        what = f"{said[:1].lower()}{said[1:]} at character {error.pos + 1}"
        if escaped:
            return None, Damage("bad-encoding", f"not UTF-8, and {what}", "set the source's encoding"), escaped
        return None, Damage("broken-json", what, "mend the line or leave it out"), escaped
    except (ValueError, RecursionError) as error:
        what = "nested too deeply" if isinstance(error, RecursionError) else "a number with too many digits"
        return None, Damage("broken-json", what, "mend the line or leave it out"), escaped
    if not isinstance(row, dict):
        kinds = {list: "an array", str: "a string", bool: "true or false", type(None): "null"}
        what = f"{kinds.get(type(row), 'a number')}, no object"
        is_array = isinstance(row, list) and number == 1
        todo = "give the file the ending .json" if is_array else "write an object a line"
        return None, Damage("not-an-object", what, todo), escaped
    return row, None, escaped
