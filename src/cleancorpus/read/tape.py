"""The bytes of a file in a row, decompressed, with the places where its members begin and where something is missing."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator
from typing import Any, NamedTuple

from cleancorpus.read.meter import METER
from cleancorpus.read.stream import Damage, message_of

PIECE_BYTES = 1 << 20  # decompressed at once


class Raw:
    """The bytes of an open file, which stands at `start`, until `stop`; `at` is the place of the next one."""

    def __init__(self, file: Any, start: int = 0, stop: int | None = None) -> None:
        self._file, self.at, self._stop = file, start, stop

    def read(self, size: int) -> bytes:
        """The next `size` bytes, fewer only at the end.

        Raises:
            Damage: the file cannot be read on.
        """
        if self._stop is not None:
            size = min(size, self._stop - self.at)
        pieces: list[bytes] = []
        while size > 0:
            try:
                data: bytes = self._file.read(size)
            except OSError as error:
                if pieces:  # they come first; the error comes again
                    break
                what = f"cannot be read on at byte {self.at:,}: {message_of(error)}"
                raise Damage("unreadable", what, "check the disk or connection") from error
            if not data:
                break
            METER.add(len(data))
            pieces.append(data)
            self.at += len(data)
            size -= len(data)
        return pieces[0] if len(pieces) == 1 else b"".join(pieces)

    def go(self, at: int) -> bool:
        """Go on from there; false where the file only gives one byte after the other."""
        try:
            self._file.seek(at)
        except (OSError, ValueError):
            return False
        self.at = at
        return True


class Event(NamedTuple):
    """What comes next of a file: bytes, the begin of a member (its offset in the file), or a gap: what is missing there.

    A gap within a member has that member's offset. Behind the last member comes one more begin, at the end of the file.
    """

    data: bytes = b""
    member: int | None = None
    gap: Damage | None = None


class Tape:
    """The bytes of a file, decompressed, as far as they are looked at; `pos` is the place of the next one.

    Bytes are there up to the next gap. `plain` is whether they are those of the file itself.
    """

    def __init__(self, events: Iterator[Event], *, plain: bool, start: int = 0) -> None:
        self._events, self.plain = events, plain
        self.pos = start
        self.exact = True  # no gap so far: `pos` counts all that is in the compression
        self._held, self._used = bytearray(), 0
        self._members: deque[tuple[int, int]] = deque()  # place and offset of those from `pos` on
        self._ended = False
        self.gap: Damage | None = None
        self.gap_member: int | None = None  # the member that breaks off there

    def fill(self, size: int) -> int:
        """How many bytes can be looked at, at least `size` if there are as many before the next gap or the end."""
        while len(self._held) - self._used < size and self.gap is None and not self._ended:
            event = next(self._events, None)
            if event is None:
                self._ended = True
            elif event.gap is not None:
                self.gap, self.gap_member, self.exact = event.gap, event.member, False
            elif event.member is not None:
                self._members.append((self.pos + len(self._held) - self._used, event.member))
            else:
                self._held += event.data
        return len(self._held) - self._used

    def fill_member(self, size: int) -> int:
        """As `fill`, but no further than to the end of the member that begins at `pos`."""
        there = len(self._held) - self._used
        while (
            there < size
            and self.gap is None
            and not self._ended
            and not (self._members and self._members[-1][0] > self.pos)
        ):
            there = self.fill(there + 1)
        return there

    def peek(self, start: int, stop: int) -> bytes:
        """The next bytes from the `start`-th to the `stop`-th, fewer where there are no more."""
        self.fill(stop)
        return bytes(self._held[self._used + start : self._used + stop])

    def search(
        self, pattern: re.Pattern[bytes], start: int, end: int, *, whole: bool = False
    ) -> re.Match[bytes] | None:
        """The first match in the bytes that are there, from the `start`-th to the `end`-th; with `whole` only at `start`."""
        find = pattern.match if whole else pattern.search
        return find(self._held, self._used + start, self._used + end)

    def offset_of(self, match: re.Match[bytes]) -> int:
        """How many bytes stand before a match of `search`."""
        return match.start() - self._used

    def skip(self, size: int) -> None:
        """Go on behind bytes that are there."""
        self._used += size
        self.pos += size
        while self._members and self._members[0][0] < self.pos:
            self._members.popleft()
        if self._used > PIECE_BYTES:
            del self._held[: self._used]
            self._used = 0

    def member_at(self, pos: int) -> int | None:
        """The offset in the file of the member that begins at a place from `pos` on that was looked at; None for none."""
        for place, offset in self._members:
            if place >= pos:
                return offset if place == pos else None
        return None

    def next_member(self, start: int, stop: int, begin: bytes = b"") -> int | None:
        """How many bytes stand before the first member in a stretch that was looked at, and that begins so; None for none."""
        for place, _ in self._members:
            at = place - self.pos
            if at >= stop:
                return None
            if at >= start and self._held.startswith(begin, self._used + at):
                return at
        return None

    def pass_gap(self) -> None:
        """Go on behind the gap."""
        self.gap = None
