"""WARC files as records (ISO 28500, WARC 1.0 and 1.1): where each stands, its fields, its content, and what is wrong with it.

Own code: warcio and FastWARC read sound files well, but end at damage or pass over it without a word, and have no limit on what
a record may take in memory. Here every byte belongs to a record, or to an entry that says what it is instead.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from cleancorpus.model import NO_EXTENT, Extent
from cleancorpus.read.stream import KEEP_BYTES, Damage
from cleancorpus.read.tape import Tape

_MAX_HEAD = 1 << 16  # of a record's own header; addresses of a few KiB are the longest thing in it
_STEP = 1 << 20
_LOOK = 24  # bytes behind a record that say whether it ends there
_OVERLAP = 100  # more than `_NEXT` can match
_SIGNED = re.compile(rb"WARC/\d\.\d")
_BEGIN = re.compile(rb"WARC/\d\.\d{1,2}\r?\n")
# Where a begin is looked for, the first field has to be there: pages about web archives quote the rest.
_RECORD = re.compile(rb"WARC/\d\.\d{1,2}\r?\n(?:warc|content)-[a-z-]{2,40}:", re.IGNORECASE)
_NEXT = re.compile(rb"\n\r?\nWARC/\d\.\d{1,2}\r?\n(?:warc|content)-[a-z-]{2,40}:", re.IGNORECASE)
_HEAD_END = re.compile(rb"\r?\n\r?\n")
_NO_HEAD_END = re.compile(rb"\nWARC/\d\.\d")  # before the end of a header: another record begins
# Between two records stand two line breaks; where there are more or fewer, or the zeros of an unused block, nothing is lost.
_BLANK = b"\r\n\0"
_FIRST = b"WARC/"
_AGAIN = "fetch the file again"


class WarcRecord(NamedTuple):
    """One thing that stands in a WARC file: a record, or (`fields` empty) bytes that are none.

    `fields` are those of its header, by their names in small letters. `content` is the record's block, `size` its length in
    bytes; where that is more than the limit, or `damage` says that it is not whole, `content` has what is there of its
    first 64 KiB. `odd` is whether the block has another length than the header says, `alone` whether the file can be read from
    where the record begins.
    """

    number: int
    extent: Extent
    fields: Mapping[str, str]
    content: bytes
    size: int
    damage: Damage | None = None
    odd: bool = False
    alone: bool = False


def holds_record(data: bytes) -> bool:
    """Whether a record begins somewhere in some bytes."""
    return _RECORD.search(data) is not None


def is_warc(head: bytes) -> bool:
    """Whether a file that begins so, decompressed, is a web archive."""
    return _SIGNED.match(head) is not None


def may_be_warc(head: bytes) -> bool:
    """Whether a file that begins so may be one: it breaks off in its first bytes, or begins with damage."""
    return is_warc(head) or holds_record(head) or b"WARC/1.".startswith(head[:7])


def warc_records(tape: Tape, max_bytes: int, first: int = 1) -> Iterator[WarcRecord]:
    """All that stands on a tape, in order, numbered from `first`; little more than `max_bytes` of it in memory."""
    number = first
    while True:
        _skip_blank(tape)
        if not tape.fill(1):
            if tape.gap is None:
                return
            yield WarcRecord(number, NO_EXTENT, {}, b"", 0, tape.gap)
            tape.pass_gap()
            number += 1
            continue
        for found in _Place(tape, max_bytes).read():
            yield found._replace(number=number)
            number += 1


def _skip_blank(tape: Tape) -> None:
    while start := tape.peek(0, _LOOK):
        rest = start.lstrip(_BLANK)
        tape.skip(len(start) - len(rest))
        if rest:
            return


class _Place:
    """The place on the tape where the next record should begin; all numbers of bytes are counted from there."""

    def __init__(self, tape: Tape, max_bytes: int) -> None:
        self._tape, self._max_bytes = tape, max_bytes
        self._begin, self._member = tape.pos, tape.member_at(tape.pos)

    @property
    def _where(self) -> str:
        """The place in words."""
        if self._tape.plain:
            return f"byte {self._begin:,}"
        if self._member is not None:
            return f"byte {self._member:,}"
        return f"byte {self._begin:,} of what is packed" if self._tape.exact else "a place that the damage hides"

    def read(self) -> Iterator[WarcRecord]:
        """The record that stands there, or what stands there instead, and what is wrong with its length."""
        tape = self._tape
        there = tape.fill(_MAX_HEAD)
        if tape.search(_BEGIN, 0, _LOOK, whole=True) is None:
            held = tape.peek(0, _LOOK)
            if there < _LOOK and (_FIRST.startswith(held[:5]) or held.startswith(_FIRST)):
                yield self._cut({}, 0, None)
            else:
                yield self._no_record(1, "")
            return
        other = tape.search(_NO_HEAD_END, 0, _MAX_HEAD)
        stop = tape.offset_of(other) + 1 if other is not None else _MAX_HEAD
        head_end = tape.search(_HEAD_END, 0, stop)
        if head_end is None:
            if there < _MAX_HEAD and other is None:
                yield self._cut({}, 0, None)
            else:
                yield self._no_record(len(_FIRST), "begin like a WARC record and have no end of a header")
            return
        head = tape.offset_of(head_end) + len(head_end[0])
        fields = _fields(tape.peek(0, head))
        if self._member is not None and (damaged := self._damaged_member(head, fields)) is not None:
            yield damaged
            return
        length = fields.get("content-length", "").strip()
        if not length.isdecimal() or len(length) > 18:
            yield self._no_record(len(_FIRST), f"are a WARC record without a length (Content-Length: '{length[:40]}')")
            return
        yield from self._with_content(head, fields, int(length))

    def _damaged_member(self, head: int, fields: Mapping[str, str]) -> WarcRecord | None:
        """The record of a member that holds only this one and is damaged, whatever of it can be read; None for a sound one."""
        tape = self._tape
        there = tape.fill_member(head + self._max_bytes)
        gap = tape.gap
        if gap is None or gap.code != "damaged" or tape.gap_member != self._member:
            return None
        if tape.search(_NEXT, 0, there) is not None:  # it holds more records, of which most are sound
            return None
        content = tape.peek(head, there)
        tape.skip(there)
        tape.pass_gap()
        extent = Extent(self._member, None, _record_id(fields))
        return WarcRecord(0, extent, fields, content[:KEEP_BYTES], len(content), gap)

    def _with_content(self, head: int, fields: Mapping[str, str], length: int) -> Iterator[WarcRecord]:
        tape, end = self._tape, head + length
        limit = head + self._max_bytes
        there = tape.fill(min(end, limit) + _LOOK)
        if end <= min(there, limit) and self._ends_well(end):
            yield self._taken(fields, head, end)
            return
        if end > limit and _is_archive(tape.peek(head, head + KEEP_BYTES)):
            yield self._long(fields, head, length)
            return
        true_end = self._next_in(head, min(end, there))
        if true_end is None and end <= min(there, limit):
            if tape.peek(end, end + 1) in (b"\r", b"\n"):
                yield self._taken(fields, head, end)  # whole; what follows is no record, and said to be none
                return
            true_end = self._end_behind(end, limit)
        if true_end is not None:
            size = len(tape.peek(head, true_end).rstrip(_BLANK))
            what = f"the record at {self._where} has {size:,} bytes, its Content-Length says {length:,}"
            yield self._taken(fields, head, true_end, odd=True)
            yield WarcRecord(0, NO_EXTENT, {}, b"", 0, Damage("damaged", what, "look whether its document is whole"))
        elif there < min(end, limit):
            yield self._cut(fields, head, length)
        elif end <= limit:  # goes on with something else up to the limit
            yield self._taken(fields, head, end)
        else:
            yield self._long(fields, head, length)

    def _ends_well(self, end: int) -> bool:
        """Whether a record may end there: behind line breaks, if any, comes a record, a member, a gap or the end."""
        tape = self._tape
        behind = tape.peek(end, end + _LOOK)
        rest = behind.lstrip(_BLANK)
        at = end + len(behind) - len(rest)
        if not rest or _BEGIN.match(rest) or tape.member_at(self._begin + at) is not None:
            return True
        # or the file breaks off in the header of the next one
        return len(behind) < _LOOK and (_FIRST.startswith(rest[:5]) or rest.startswith(_FIRST))

    def _next_in(self, start: int, stop: int) -> int | None:
        """Where in a stretch that is there another record begins, or the line breaks before it."""
        tape = self._tape
        begin = tape.next_member(start + 1, stop, _FIRST)
        if begin is not None:
            return begin
        found = tape.search(_NEXT, start, stop) if start < stop else None
        return tape.offset_of(found) if found is not None else None

    def _end_behind(self, end: int, limit: int) -> int | None:
        """Where a record ends that goes on behind its `end`: where the next one begins, else with the file."""
        tape, there = self._tape, self._tape.fill(limit)
        # Up to what looks like a begin at all, so that a byte is looked at for few records, however they follow one another.
        begin = tape.search(_BEGIN, end, there)
        stop = tape.offset_of(begin) + _OVERLAP if begin is not None else there
        found = self._next_in(end, min(stop, there))
        if begin is None and found is None and there < limit and tape.gap is None:
            return there
        return found

    def _taken(self, fields: Mapping[str, str], head: int, end: int, *, odd: bool = False) -> WarcRecord:
        """The record whose block is there; the tape stands behind it then."""
        tape = self._tape
        content = tape.peek(head, end)
        content = content.rstrip(_BLANK) if odd else content
        tape.skip(end)
        _skip_blank(tape)
        extent, alone = self._extent(fields, end)
        return WarcRecord(0, extent, fields, content, len(content), None, odd, alone)

    def _extent(self, fields: Mapping[str, str], size: int) -> tuple[Extent, bool]:
        """Where it stands: in the file if it can be read from there alone, which is said, else in what is packed, if that can
        be told.

        The tape stands at what follows.
        """
        tape, record_id = self._tape, _record_id(fields)
        if tape.plain:
            return Extent(self._begin, size, record_id), True
        tape.fill(1)
        following = tape.member_at(tape.pos)
        if self._member is not None and following is not None:
            return Extent(self._member, following - self._member, record_id), True
        return (Extent(self._begin, size, record_id) if tape.exact else Extent(None, None, record_id)), False

    def _cut(self, fields: Mapping[str, str], head: int, length: int | None) -> WarcRecord:
        """A record that breaks off: at a gap, or at the end of the file."""
        tape = self._tape
        there = tape.fill(_STEP) if length is None else tape.fill(head + length)
        content = tape.peek(head, there)
        extent = Extent(self._begin if tape.plain else self._member, None, _record_id(fields))
        held = "in its header" if length is None else f"{len(content):,} of {length:,} bytes are there"
        if tape.gap is not None:
            damage = Damage(tape.gap.code, f"{tape.gap.what}: the record at {self._where}, {held}", tape.gap.todo)
        else:
            damage = Damage("truncated", f"the file breaks off in the record at {self._where}, {held}", _AGAIN)
        tape.skip(there)
        tape.pass_gap()
        return WarcRecord(0, extent, fields, content[:KEEP_BYTES], len(content), damage)

    def _long(self, fields: Mapping[str, str], head: int, length: int) -> WarcRecord:
        """A record longer than the limit: of its block the first 64 KiB, the rest is passed over.

        Where another record begins within it, it ends there, unless it is a web archive itself.
        """
        tape = self._tape
        content = tape.peek(head, head + KEEP_BYTES)
        is_archive = _is_archive(content)
        tape.skip(head)
        left, damage = length, None
        while left and damage is None:
            there = tape.fill(min(left, _STEP) + _OVERLAP)
            step = min(left, there if there <= _OVERLAP else there - _OVERLAP)
            found = None if is_archive else tape.search(_NEXT, 0, there)
            begins = (tape.next_member(1, there, _FIRST), tape.offset_of(found) if found else None)
            at = min((begin for begin in begins if begin is not None), default=left)
            if at < left and at <= there:
                step = at
                what = (
                    f"the record at {self._where} has {length - left + at:,} bytes, its Content-Length says {length:,}"
                )
                damage = Damage("damaged", what, _AGAIN)
            elif not there:
                return self._cut_long(fields, content, length, left)
            tape.skip(step)
            left -= step
        _skip_blank(tape)
        extent, alone = self._extent(fields, head + length - left)
        return WarcRecord(0, extent, fields, content, length - left, damage, alone=alone)

    def _cut_long(self, fields: Mapping[str, str], content: bytes, length: int, left: int) -> WarcRecord:
        tape = self._tape
        what = f"the file breaks off in the record at {self._where}, {length - left:,} of {length:,} bytes are there"
        damage = Damage("truncated", what, _AGAIN)
        if tape.gap is not None:
            damage = Damage(tape.gap.code, f"{tape.gap.what}: the record at {self._where}", tape.gap.todo)
            tape.pass_gap()
        extent = Extent(self._begin if tape.plain else self._member, None, _record_id(fields))
        return WarcRecord(0, extent, fields, content, length - left, damage)

    def _no_record(self, least: int, what: str) -> WarcRecord:
        """Bytes up to the next record, member, gap or the end, at least `least`."""
        tape = self._tape
        size, content, first = 0, b"", least
        while there := tape.fill(_STEP):
            found = tape.search(_RECORD, min(first, there), there)
            begins = (tape.next_member(max(1, first), there), tape.offset_of(found) if found else None)
            ends = [begin for begin in begins if begin is not None]
            step = min(ends, default=there if there <= _OVERLAP or there < _STEP else there - _OVERLAP)
            content += tape.peek(0, min(step, KEEP_BYTES - len(content)))
            tape.skip(step)
            size, first = size + step, 0
            if ends or tape.member_at(tape.pos) is not None:
                break
        plural = "bytes" if size != 1 else "byte"
        said = f"{size:,} {plural} at {self._where} {what or 'are no WARC record'}"
        extent = Extent(self._begin if tape.plain else self._member, size if tape.plain else None)
        return WarcRecord(0, extent, {}, content, size, Damage("damaged", said, _AGAIN))


def _is_archive(content: bytes) -> bool:
    """Whether a record holds a web archive, of which the records are its own."""
    end = _HEAD_END.search(content) if content.startswith(b"HTTP/") else None
    return _SIGNED.match(content, end.end() if end else 0) is not None


def _record_id(fields: Mapping[str, str]) -> str | None:
    return fields.get("warc-record-id", "").strip("<> ") or None


def _fields(head: bytes) -> dict[str, str]:
    """The fields of a header, by names in small letters; of a name that stands twice the first value."""
    fields: dict[str, str] = {}
    name = ""
    for line in re.split(r"\r?\n", head.decode("utf-8", "replace"))[1:]:
        if line[:1] in (" ", "\t") and name:
            fields[name] += f" {line.strip()}"
            continue
        name, colon, value = line.partition(":")
        name = name.strip().lower()
        if colon and name not in fields:
            fields[name] = value.strip()
        else:
            name = ""
    return fields
