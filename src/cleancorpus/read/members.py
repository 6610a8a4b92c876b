"""A compressed file as its members: what each holds, where it begins, and what is missing where one is damaged.

Web archives are packed record by record, each a gzip member or a zstd frame of its own, so that one can be read alone and
damage costs one. `Stream` gives the bytes of a file in a row and ends at the first damage; a `Tape` knows for each byte in
which member it stands, and behind damage goes on with the next member that begins like a record.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any

import zstandard

from cleancorpus.read.memory import most_window, window_damage
from cleancorpus.read.stream import Compression, Damage, Stream, compression_of, message_of
from cleancorpus.read.tape import PIECE_BYTES, Event, Raw, Tape

_READ_BYTES = 1 << 17  # of the file at once
_STEP_BYTES = 1024  # of zstd at once, which packs up to 128 KiB into 4 bytes
_LEAST_STEP = 64  # where it does
_PROBE_BYTES = 4096  # of a place that may be a member's begin
DICTIONARY = b"\x5d\x2a\x4d\x18"  # the skippable frame that has the dictionary of a .warc.zst file
_MAX_DICTIONARY = 1 << 26
_MAGIC: dict[str, re.Pattern[bytes]] = {
    "gzip": re.compile(rb"\x1f\x8b\x08"),
    "zstd": re.compile(rb"\x28\xb5\x2f\xfd"),
}
_FETCH_AGAIN = "fetch the file again"


def open_tape(file: Any, name: str, *, start: int = 0, stop: int | None = None) -> Tape:
    """The tape of an open file, or of a stretch of it that begins with a member (or, plain, with a record).

    Raises:
        Damage: the file cannot be read, or needs a dictionary that cannot be read.
    """
    head = bytes(file.read(16))
    compression = compression_of(head, name) or _damaged_begin(head, name)
    raw = Raw(Again(head, file), 0, stop)
    if compression in ("bz2", "xz"):
        return Tape(_of_stream(Again(head, file), name), plain=False)
    dictionary = _dictionary(raw) if compression == "zstd" and head.startswith(DICTIONARY) else None
    if start:
        file.seek(start)
        raw = Raw(file, start, stop)
    if compression is None:
        return Tape(_plain(raw), plain=True, start=start)
    make = _zlib if compression == "gzip" else _zstd_maker(dictionary)
    return Tape(_members(raw, compression, make), plain=False)


def _damaged_begin(head: bytes, name: str) -> Compression | None:
    """The compression that a name says where the file begins neither so nor with a record: then its begin is damaged."""
    low = name.lower()
    if not head or re.match(rb"WARC/\d\.\d", head):
        return None
    return "gzip" if low.endswith(".gz") else "zstd" if low.endswith((".zst", ".zstd")) else None


class Again:
    """A file of which the first bytes have been read, with these given again: some files cannot go back."""

    def __init__(self, start: bytes, file: Any) -> None:
        self._start, self._file = start, file

    def read(self, size: int) -> bytes:
        piece, self._start = self._start[:size], self._start[size:]
        return piece + self._file.read(size - len(piece)) if len(piece) < size else piece

    def seek(self, at: int) -> None:
        self._start = b""
        self._file.seek(at)


def _plain(raw: Raw) -> Iterator[Event]:
    try:
        while data := raw.read(PIECE_BYTES):
            yield Event(data)
    except Damage as damage:
        yield Event(gap=damage)


def _of_stream(file: Again, name: str) -> Iterator[Event]:
    """What is in a compression that has no members to go on with."""
    stream = Stream(file, name)
    try:
        for piece in stream.pieces():
            yield Event(piece)
    except Damage as damage:
        yield Event(gap=damage)


def _dictionary(raw: Raw) -> zstandard.ZstdCompressionDict:
    """The dictionary in the first frame of a file; it may itself be packed (IIPC, Zstandard Compression for WARC Files 1.0).

    Raises:
        Damage: it is not whole.
    """
    raw.read(4)
    size = int.from_bytes(raw.read(4), "little")
    data = raw.read(size) if size <= _MAX_DICTIONARY else b""
    if len(data) < size or not data:
        raise Damage("truncated", "breaks off in the dictionary that it is packed with", _FETCH_AGAIN)
    if _MAGIC["zstd"].match(data):
        try:
            data = zstandard.ZstdDecompressor().stream_reader(data).read(_MAX_DICTIONARY)
        except zstandard.ZstdError as error:
            what = f"the dictionary that it is packed with is damaged: {message_of(error)}"
            raise Damage("damaged", what, _FETCH_AGAIN) from error
    return zstandard.ZstdCompressionDict(data)


# ------------------------------------------------------------------------------------------------------------ members


class _Zlib:
    """One gzip member: `add` gives what its next bytes hold, in pieces."""

    def __init__(self) -> None:
        self._unpacker = zlib.decompressobj(wbits=31)
        self.rest = b""

    @property
    def eof(self) -> bool:
        return self._unpacker.eof

    def add(self, data: bytes) -> Iterator[bytes]:
        before = self._unpacker.copy()
        try:
            while data and not self._unpacker.eof:
                piece = self._unpacker.decompress(data, PIECE_BYTES)
                data, before = self._unpacker.unconsumed_tail, self._unpacker.copy()
                if piece:
                    yield piece
            self.rest = self._unpacker.unused_data
        except zlib.error:
            # What these bytes hold before the broken one was lost with the error: they are given again, one by one.
            for at in range(len(data)):
                if piece := before.decompress(data[at : at + 1]):
                    yield piece
            raise


class _Zstd:
    """One zstd frame, in the same way."""

    def __init__(self, dictionary: zstandard.ZstdCompressionDict | None) -> None:
        unpacker = zstandard.ZstdDecompressor(dict_data=dictionary, max_window_size=most_window())
        self._unpacker: Any = unpacker.decompressobj()
        self.rest = b""
        self._step = _LEAST_STEP

    @property
    def eof(self) -> bool:
        return bool(self._unpacker.eof)

    def add(self, data: bytes) -> Iterator[bytes]:
        at = 0
        while at < len(data):
            step = data[at : at + self._step]
            at += len(step)
            piece = self._unpacker.decompress(step)
            if piece:
                yield piece
            if self._unpacker.eof:
                self.rest = self._unpacker.unused_data + data[at:]
                return
            self._step = _LEAST_STEP if len(piece) > PIECE_BYTES else min(2 * self._step, _STEP_BYTES)


_Make = Callable[[], _Zlib | _Zstd]


def _zlib() -> _Zlib:
    return _Zlib()


def _zstd_maker(dictionary: zstandard.ZstdCompressionDict | None) -> _Make:
    return lambda: _Zstd(dictionary)


def _members(raw: Raw, compression: Compression, make: _Make) -> Iterator[Event]:
    """The members of a file one after another; behind damage, the next one that begins with a record."""
    held = b""
    while True:
        begin = raw.at - len(held)
        try:
            held = held or raw.read(_READ_BYTES)
            if not held:
                yield Event(member=begin)
                return
            begin = raw.at - len(held)
            if not held.strip(b"\0"):  # zeros may fill up what is behind a member
                held = b""
                continue
            while len(held) < 8 and (more := raw.read(8)):
                held += more
            if compression == "zstd" and held[1:4] == b"\x2a\x4d\x18" and held[0] & 0xF0 == 0x50:
                held = _behind_skippable(raw, held)
                continue
            if not _MAGIC[compression].match(held):
                held = held.lstrip(b"\0")
                if _MAGIC[compression].match(held):
                    continue
                what = f"the bytes at {begin:,} are no {compression} data"
                raise Damage("damaged", what, _FETCH_AGAIN)
            yield Event(member=begin)
            member = make()
            while not member.eof:
                yield from (Event(piece) for piece in member.add(held))
                if not member.eof:
                    held = raw.read(_READ_BYTES)
                    if not held:
                        what = f"the {compression} data that begin at byte {begin:,} break off"
                        yield Event(gap=Damage("truncated", what, _FETCH_AGAIN), member=begin)
                        return
            held = member.rest
        except (zlib.error, zstandard.ZstdError, Damage) as error:
            damage, member_damage = (error, False) if isinstance(error, Damage) else (None, True)
            if damage is None:
                what = f"the {compression} data that begin at byte {begin:,} are damaged: {message_of(error)}"
                damage = window_damage(error, compression) or Damage("damaged", what, _FETCH_AGAIN)
            found = damage.code != "unreadable" and _find_member(raw, begin + 1, compression, make)
            if not found and damage.code != "unreadable":
                damage = Damage(damage.code, f"{damage.what}; behind it no record begins", damage.todo)
            yield Event(gap=damage, member=begin if member_damage else None)
            held = b""
            if not found:
                return


def _behind_skippable(raw: Raw, held: bytes) -> bytes:
    """What has been read behind the skippable frame with which `held` begins."""
    size = 8 + int.from_bytes(held[4:8], "little")
    while size > len(held):
        size -= len(held)
        held = raw.read(_READ_BYTES)
        if not held:
            raise Damage("truncated", f"the zstd data break off at byte {raw.at:,}", _FETCH_AGAIN)
    return held[size:]


def _find_member(raw: Raw, start: int, compression: Compression, make: _Make) -> bool:
    """Go to the next place from `start` on where a member begins that holds a record; false where there is none.

    A broken bit can lead through the begin of the next members without a word, so that is looked for from the begin of
    the broken one.
    """
    if not raw.go(start):
        return False
    magic, kept = _MAGIC[compression], b""
    with suppress(Damage):  # what cannot be read on has no further member
        while data := raw.read(PIECE_BYTES):
            block, end = kept + data, raw.at
            for match in magic.finditer(block):
                place = end - len(block) + match.start()
                probe = block[match.start() : match.start() + _PROBE_BYTES]
                if len(probe) < _PROBE_BYTES:
                    probe += raw.read(_PROBE_BYTES - len(probe))
                    raw.go(end)
                if _begins_record(probe, make):
                    return raw.go(place)
            kept = block[-3:]
    return False


def _begins_record(data: bytes, make: _Make) -> bool:
    found = b""
    try:
        for piece in make().add(data):
            found += piece
            if len(found) >= 5:
                break
    except (zlib.error, zstandard.ZstdError):
        pass  # broken as well, but perhaps not at its begin
    return found.startswith(b"WARC/")
