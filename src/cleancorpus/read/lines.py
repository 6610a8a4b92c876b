"""Bytes cut into lines, in bounded memory."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from cleancorpus.read.damage import Damage

KEEP_BYTES = 65_536  # of a record that cannot be read so much is kept


class Line(NamedTuple):
    """One line without its line break; `size` is its length in the file, `start` the place of its first byte there.

    `trouble` is set where the line is not all there: it is longer than allowed, and `data` its first 64 KiB, or the
    file breaks off in it.
    """

    number: int
    data: bytes
    size: int
    trouble: Damage | None = None
    start: int = 0


class Blanks:
    """What are blank lines, of which runs are passed over at one go where nobody wants them; `wanted` says whether somebody does
    just now.
    """

    def __init__(self, characters: bytes, wanted: Callable[[], bool] = lambda: False) -> None:
        self.wanted = wanted
        self.run = re.compile(rb"\n(?:[" + characters + rb"]{0,64}\n){63,}")


def iter_lines(pieces: Iterator[bytes], max_bytes: int, start: int = 0, blanks: Blanks | None = None) -> Iterator[Line]:
    r"""The lines between `\n`, numbered from 1, never more of one in memory than `max_bytes` and a piece.

    `start` is the place of the first byte of `pieces`. Where the pieces end in `Damage`, the last line is what came of it,
    perhaps nothing, with that trouble. Long runs of `blanks` are counted and not given.
    """
    cutter, damage = _Cutter(max_bytes, start), None
    while True:
        try:
            piece = next(pieces, None)
        except Damage as error:
            damage, piece = error, None
        if piece is None:
            break
        at = 0
        for run in blanks.run.finditer(piece) if blanks is not None else ():
            yield from cutter.cut(piece[at : run.start() + 1])
            at = run.start() + 1
            if blanks is not None and not blanks.wanted():
                cutter.skip(piece[at : run.end()])
                at = run.end()
        yield from cutter.cut(piece[at:] if at else piece)
    yield from cutter.end(damage)


class _Cutter:
    """Cuts pieces into lines: knows the number and place of the next one, and has what came of it."""

    def __init__(self, max_bytes: int, start: int) -> None:
        self._max_bytes, self._start = max_bytes, start
        self._number, self._size, self._kept = 1, 0, list[bytes]()

    def cut(self, piece: bytes) -> Iterator[Line]:
        *ends, rest = piece.split(b"\n")
        for end in ends:
            length = self._size + len(end)
            kept = [*self._kept, end] if self._size else [end]
            line = _line(self._number, kept, length, self._max_bytes, self._start)
            self._size, self._kept = 0, []
            self._start += length + 1
            self._number += 1
            yield line
        if rest:
            self._size += len(rest)
            if self._size <= self._max_bytes:
                self._kept.append(rest)
            else:
                self._kept = [b"".join([*self._kept, rest])[:KEEP_BYTES]]

    def skip(self, lines: bytes) -> None:
        """Pass over whole lines."""
        self._number += lines.count(b"\n")
        self._start += len(lines)

    def end(self, damage: Damage | None) -> Iterator[Line]:
        if damage or self._size:
            line = _line(self._number, self._kept, self._size, self._max_bytes, self._start)
            yield line._replace(trouble=line.trouble or damage)
            if damage and line.trouble:
                yield Line(self._number + 1, b"", 0, damage, self._start + self._size)


def _line(number: int, kept: list[bytes], size: int, max_bytes: int, start: int) -> Line:
    data = kept[0] if len(kept) == 1 else b"".join(kept)
    if size <= max_bytes:
        return Line(number, data, size, None, start)
    return Line(number, data[:KEEP_BYTES], size, too_long(max_bytes, size), start)


def too_long(max_bytes: int, size: int | None = None) -> Damage:
    """The trouble with a record of more than `max_bytes`, of `size` bytes where that is known."""
    what = f"longer than {max_bytes:,} bytes" if size is None else f"{size:,} bytes, more than {max_bytes:,}"
    return Damage("record-too-long", what, "raise read.max_record_bytes")
