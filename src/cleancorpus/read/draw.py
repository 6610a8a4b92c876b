"""A random sample of the records of all sources: each is in it with the same chance, whatever file or place it stands in.

Whether a record is drawn follows from a hash of its file's name and its place, so that the same sources give the same sample,
with any workers and parts. What need not be opened for that is not: files of one record, row groups without a drawn row, most
of a large file of lines.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice

import pyarrow as pa
import xxhash

from cleancorpus.config import Read
from cleancorpus.errors import ShardError
from cleancorpus.model import Record
from cleancorpus.read.archive import is_member
from cleancorpus.read.arrow import stretches
from cleancorpus.read.files import SourceFile
from cleancorpus.read.formats import COMPRESSED_ENDINGS
from cleancorpus.read.meter import METER
from cleancorpus.read.parquet import open_parquet
from cleancorpus.read.parts import Piece, read_piece
from cleancorpus.read.stream import Damage
from cleancorpus.remote.errors import is_elsewhere

ONE_RECORD = ("text", "html", "mhtml")  # formats of which a file is one record
BLOCK = 1 << 16  # bytes of a file of lines that are drawn together, of which then about one record is
_BLOCKS_FROM = 64 << 20  # a smaller file of lines here is read through: then the numbers of its lines are known
_WORTH = 0.25  # more blocks than that share are not read one by one
_LOOKED_AT = 24  # files of a format that are looked at, to guess how many records there are
_RECORDS, _BYTES = 4_000, 4 << 20  # of each at most: records, and bytes of the file (decompression reads ahead)
_BATCH = 32  # drawn records that are worth a part


@dataclass(frozen=True)
class Draw:
    """How a sample is drawn: `rate` is the chance of each record, `blocks` that of a block of a large file of lines.

    `wanted` is how many records were asked for, `record_bytes` about how long one is in the files that have several.
    """

    wanted: int
    rate: float
    blocks: float = 1.0
    record_bytes: float = 1.0

    def __str__(self) -> str:
        return f"records drawn at random from all of the sources, each with a chance of {self.rate:.3g}"

    def takes(self, record: Record, weight: float = 1.0) -> bool:
        """Whether a record is drawn that stands in a stretch of so much weight."""
        place = f"@{record.extent.offset}" if weight > 1 else str(record.position)
        return self._has(record.source, place, self.rate * weight)

    def takes_file(self, file: SourceFile) -> bool:
        """Whether the record of a file that has but one is drawn."""
        return self._has(file.name, "1", self.rate)

    def takes_row(self, file: SourceFile, first: int, last: int) -> bool:
        """Whether one of the rows `first` to `last` of a file is drawn."""
        return any(self._has(file.name, str(row), self.rate) for row in range(first, last + 1))

    def takes_block(self, file: SourceFile, number: int) -> bool:
        """Whether a block of a file that `is_in_blocks` is drawn."""
        return self._has(file.name, f"block {number}", self.blocks)

    def is_in_blocks(self, file: SourceFile) -> bool:
        """Whether only some blocks of a file of lines are to be read."""
        return self.blocks <= _WORTH and (file.size_bytes >= _BLOCKS_FROM or is_elsewhere(file.path))

    def n_parts(self, file: SourceFile) -> int:
        """How many parts what is drawn of a file is worth."""
        return max(1, round(file.size_bytes * self.rate / self.record_bytes / _BATCH))

    def _has(self, name: str, place: str, chance: float) -> bool:
        digest = xxhash.xxh3_64_intdigest(f"{name}\0{place}".encode("utf-8", "surrogatepass"))
        return digest < chance * 2**64


def plan_draw(files: Sequence[SourceFile], read: Read, wanted: int) -> Draw:
    """How to draw about `wanted` records of all files; their number is guessed from the beginnings of some.

    Raises:
        SourceLostError: a server has stopped answering.
    """
    alike: dict[tuple[str, bool], list[SourceFile]] = {}
    for file in files:
        alike.setdefault((file.format, file.name.lower().endswith(COMPRESSED_ENDINGS)), []).append(file)
    total, n_several, bytes_several, line_bytes = 0.0, 0.0, 0, 1.0
    for (name, is_packed), same in alike.items():
        if name in ONE_RECORD:
            total += len(same)
            continue
        n_bytes = sum(file.size_bytes for file in same)
        n_records = _about(same, n_bytes, read)
        total += n_records
        n_several += n_records
        bytes_several += n_bytes
        if name == "jsonl" and not is_packed:
            line_bytes = max(1.0, n_bytes / max(1.0, n_records))
    rate = min(1.0, wanted / max(1.0, total))
    return Draw(
        wanted,
        rate,
        blocks=min(1.0, rate * max(1.0, BLOCK / line_bytes)),
        record_bytes=max(1.0, bytes_several / max(1.0, n_several)),
    )


def _about(files: Sequence[SourceFile], n_bytes: int, read: Read) -> float:
    """About how many records there are in files of one format that have so many bytes together."""
    n_records, n_looked = 0.0, 0
    for file in _spread(files):
        used, records = _looked_at(file, read)
        n_records += records * max(1.0, file.size_bytes / max(1, used))
        n_looked += file.size_bytes
    return n_records * max(1.0, n_bytes / max(1, n_looked))


def _spread(files: Sequence[SourceFile]) -> Iterable[SourceFile]:
    """Some of the files, evenly apart; of archives the first, as one further in costs all before it."""
    here = [file for file in files if not is_member(file.path)] or files[:3]
    step = max(1, len(here) // _LOOKED_AT)
    return islice(here[::step], _LOOKED_AT)


def _looked_at(file: SourceFile, read: Read) -> tuple[int, int]:
    """How many bytes of a file its first records take, and how many these are; of tables all, as they say themselves."""
    if file.format in ("parquet", "arrow"):
        try:
            return file.size_bytes, _rows_of(file)
        except (Damage, ShardError, pa.ArrowException, OSError):
            return file.size_bytes, 1  # its error record
    before, n_records, is_whole = METER.used_bytes, 0, True
    for _ in read_piece(Piece(file), read):
        n_records += 1
        if n_records >= _RECORDS or METER.used_bytes - before >= _BYTES:
            is_whole = False
            break
    used = METER.used_bytes - before
    return (file.size_bytes if is_whole or not used else min(used, file.size_bytes)), max(1, n_records)


def _rows_of(file: SourceFile) -> int:
    if file.format == "parquet":
        with open_parquet(file) as parquet:
            return int(parquet.metadata.num_rows)
    return sum(stretch.rows for stretch in stretches(file, file.size_bytes))
