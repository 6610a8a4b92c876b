"""CSV and TSV: a header, then a record a row; quoted fields may hold line breaks."""

from __future__ import annotations

import csv
from collections import deque
from collections.abc import Iterator
from typing import NamedTuple

from cleancorpus.config import Read
from cleancorpus.model import REST, Record
from cleancorpus.read.carried import doubled_names
from cleancorpus.read.contents import contradiction
from cleancorpus.read.encoding import decode, looks_binary
from cleancorpus.read.fields import FieldNames
from cleancorpus.read.files import SourceFile
from cleancorpus.read.formats import ending_of
from cleancorpus.read.lines import Blanks, Line, iter_lines
from cleancorpus.read.no_documents import NoDocument
from cleancorpus.read.record import EMPTY, RecordMaker, binary, error_record, other_content
from cleancorpus.read.stream import Damage, Stream, open_stream, utf8_pieces

_DELIMITERS = ",;\t|"
_NO_DELIMITER = "\x1f"  # for files of one column
_SNIFF_ROWS = 20  # on which a delimiter must give as many cells as in the header
# csv counts in a C long, which has 32 bits on Windows; the limit that matters is read.max_record_bytes.
_CSV_FIELD_LIMIT = 2**31 - 1


class _Row(NamedTuple):
    cells: list[str]
    lines: list[Line]
    trouble: Damage | None = None

    def raw(self) -> bytes:
        return b"\n".join(line.data for line in self.lines)

    def place(self) -> tuple[int, int]:
        """Where its first line starts, and how many bytes it has without the last line break."""
        first, last = self.lines[0], self.lines[-1]
        return first.start, last.start + last.size - first.start


def read_csv(file: SourceFile, read: Read) -> Iterator[Record | NoDocument]:
    """The records of a CSV file; an error record for a row that is broken or has not as many fields as the header.

    `position` is the number of the row after the header, from 1. The delimiter is the source's, else a tab for `.tsv`,
    else the one that fits the header and the first rows.

    Raises:
        ShardError: the file cannot be opened.
    """
    csv.field_size_limit(max(csv.field_size_limit(), _CSV_FIELD_LIMIT))
    with open_stream(file.path, file.name, size=file.size_bytes) as stream:
        if (said := contradiction("csv", stream.head)) or looks_binary(stream.head):
            yield error_record(
                file.name, 1, other_content(said) if said else binary("CSV"), stream.head, line=0, unread=REST
            )
            return
        utf8 = utf8_pieces(stream, file.source.encoding)
        maker = RecordMaker(
            file.name,
            file.source.fields,
            read.max_record_bytes,
            declared=file.source.encoding,
            file_encoding=utf8.file_encoding,
            carry=file.source.carry,
            partition=file.partition,
        )
        pieces = utf8.pieces
        if b"\r" in stream.head and b"\n" not in stream.head:  # line breaks of old Macs
            pieces = (piece.replace(b"\r", b"\n") for piece in pieces)
        delimiter = file.source.delimiter or _sniff(stream, utf8.codec, file)
        rows = _rows(pieces, utf8.first or 0, delimiter, read.max_record_bytes)
        header = next(rows, _Row([], [], EMPTY))
        names = [name.strip() for name in header.cells]
        position = 0
        if header.trouble is not None:
            yield error_record(
                file.name, 0, header.trouble, header.raw(), line=1 if header.lines else 0, unread=_rest(header)
            )
        elif (doubled := doubled_names(names, file)) is not None:
            yield error_record(file.name, 1, doubled, header.raw(), line=header.lines[0].number, unread=REST)
            return
        for position, row in enumerate(rows, 1):
            trouble = row.trouble
            if trouble is None and len(row.cells) != len(names):
                what = f"{len(row.cells)} fields, the header has {len(names)}"
                trouble = Damage("wrong-columns", what, "mend the quotes, or set the source's delimiter")
            line, extent = row.lines[0].number, utf8.extent(*row.place())
            if trouble is not None:
                yield error_record(file.name, position, trouble, row.raw(), line=line, extent=extent, unread=_rest(row))
                continue
            cells = dict(zip(names, row.cells, strict=True))  # names that stand twice are used by nobody
            yield maker.make(cells, position, row.raw, line=line, escaped=True, extent=extent)
        if not position and header.trouble is None:
            if any(names):
                yield NoDocument("no-rows")
            else:
                yield error_record(file.name, 1, EMPTY, b"", line=0)


def _rest(row: _Row) -> int:
    """`Record.unread` of a row that is none."""
    return REST if row.trouble is not None and row.trouble.breaks_off else 0


def _rows(pieces: Iterator[bytes], start: int, delimiter: str, max_bytes: int) -> Iterator[_Row]:
    """The rows that are not blank, each with the lines it stands in.

    A quote that opens and is not closed, or closed by the next quote somewhere below, would swallow good rows: then
    only the line it stands in is given as broken, and the lines after it are read again. None of them is tried as the first
    of several where that is known to end as before: at the end of such a line the reader is where it was there before.
    """
    source = _Source(max_bytes)
    source.lines = iter_lines(pieces, max_bytes, start, Blanks(rb"\r", lambda: bool(source.taken)))
    reader = csv.reader(source, delimiter=delimiter)
    while True:
        taken = source.taken = []
        source.size = 0
        trouble = None
        try:
            cells = next(reader)
        except StopIteration:
            return
        except _StopHere:
            trouble = taken[0].trouble or (source.hopeless_as if source.is_hopeless() else _UNCLOSED)
        except csv.Error as error:
            trouble = Damage("broken-csv", str(error), "mend the line or leave it out")
        if trouble is None and (len(taken) > 1 or source.at_end) and not _is_strict(taken, delimiter):
            trouble = _UNCLOSED
        if trouble is not None:
            if len(taken) > 1 and (last := _hopeless_to(taken, source, delimiter)) > source.hopeless_to:
                source.hopeless_to, source.hopeless_as = last, trouble
            source.again.extendleft(reversed(taken[1:]))
            reader = csv.reader(source, delimiter=delimiter)
            yield _Row([], taken[:1], trouble)
        elif cells:
            yield _Row(cells, taken)


def _hopeless_to(taken: list[Line], source: _Source, delimiter: str) -> int:
    """The number of the last of some lines, which were no row, of which none in an open quote at its end begins one."""
    last = taken[-1]
    if source.at_end:
        return last.number
    if (
        last.trouble is None and source.size > source.max_bytes
    ):  # a row that begins later may end where this one could not
        size = 0
        for line in taken:
            size += line.size
            if size > source.max_bytes // 2:
                return line.number
    ends_well = _is_strict([last._replace(data=b'"' + last.data)], delimiter)
    return taken[0].number if ends_well else taken[-2].number


_UNCLOSED = Damage("broken-csv", "a quote opens a field and does not close it", "double the quotes within fields")


class _StopHere(Exception):  # noqa: N818 (ends a row from within csv.reader)
    """The lines of the row are too many, or one of them is not all there."""


class _Source:
    """Lines for csv.reader, which takes as many as a row has; `taken` are those of the row being read."""

    def __init__(self, max_bytes: int) -> None:
        self.max_bytes = max_bytes
        self.lines: Iterator[Line] = iter(())
        self.again: deque[Line] = deque()
        self.taken: list[Line] = []
        self.size = 0
        self.at_end = False
        self.hopeless_to = 0  # lines up to that number begin no row of several lines
        self.hopeless_as = _UNCLOSED

    def is_hopeless(self) -> bool:
        """Whether a row begins that is not all in its first line, and is known to come to nothing."""
        return bool(self.taken) and self.taken[0].number <= self.hopeless_to

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        if self.is_hopeless():
            raise _StopHere
        line = self.again.popleft() if self.again else next(self.lines, None)
        self.at_end = line is None
        if line is None:
            raise StopIteration
        self.taken.append(line)
        self.size += line.size
        if line.trouble is not None or self.size > self.max_bytes:
            raise _StopHere
        return _text_of(line)


def _text_of(line: Line) -> str:
    return line.data.decode("utf-8", "surrogateescape") + "\n"


def _is_strict(lines: list[Line], delimiter: str) -> bool:
    """Whether lines are one row even where quotes must be used as they should."""
    try:
        return len(list(csv.reader(map(_text_of, lines), delimiter=delimiter, strict=True))) == 1
    except csv.Error:
        return False


def _sniff(stream: Stream, codec: str, file: SourceFile) -> str:
    """The delimiter: the one whose header has most names of fields we look for, then one that most rows agree on.

    Names come first, as text is full of commas and semicolons that delimit nothing.
    """
    if ending_of(file.name) == ".tsv":
        return "\t"
    fields = FieldNames(file.source.fields)
    text = decode(stream.head, codec).text.replace("\r\n", "\n").replace("\r", "\n")
    lines = (text.rsplit("\n", 1)[0] if "\n" in text else text).split("\n")

    def fit(delimiter: str) -> tuple[int, int, int]:
        rows = []
        for row in csv.reader((f"{line}\n" for line in lines), delimiter=delimiter):
            if row:
                rows.append(row)
            if len(rows) > _SNIFF_ROWS:
                break
        width = len(rows[0]) if rows else 0
        header = [name.strip() for name in rows[0]] if rows else []
        known = {name for names in fields.of(header).values() for name in names}
        n_known = sum(name in known for name in header)
        return n_known, sum(len(row) == width for row in rows[1:]) if width > 1 else 0, width

    fits = {delimiter: fit(delimiter) for delimiter in _DELIMITERS}
    best = max(_DELIMITERS, key=lambda delimiter: fits[delimiter])
    return best if fits[best][2] > 1 else _NO_DELIMITER
