"""Large files cut into pieces: where the cuts are depends on the file alone."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pyarrow as pa

from cleancorpus.digest import file_sha256
from cleancorpus.read.arrow import stretches
from cleancorpus.read.draw import BLOCK as DRAWN
from cleancorpus.read.draw import Draw
from cleancorpus.read.files import SourceFile
from cleancorpus.read.jsonl import has_plain_lines
from cleancorpus.read.parquet import group_bytes, open_parquet
from cleancorpus.read.parts import BLOCK, MB, Part, Piece, State, stretch_blocks
from cleancorpus.read.stamps import state_of, table_digest
from cleancorpus.read.stream import Damage, open_stream
from cleancorpus.read.warc import places_to_cut
from cleancorpus.remote.errors import is_elsewhere
from cleancorpus.remote.files import blocks, range_of

# A part takes seconds, so that little is done twice after a kill, and is not so small that its two files weigh: a
# 64th of its file, between one and 32 MiB.
_LEAST, _MOST, _PIECES = MB, 32 * MB, 64
_SOUGHT = 1 << 14  # bytes that are read at once to find the end of a line


@dataclass(frozen=True)
class Survey:
    """A large file cut into pieces: their digests, and the file's own sha256. With a sample, `passed` is how many records
    stand in pieces that are left out, as none of theirs is drawn.
    """

    pieces: tuple[Piece, ...]
    sha256: str
    passed: float = 0.0


def part_size(file_bytes: int) -> int:
    """How large the parts of a file of so many bytes are, about."""
    return min(_MOST, max(_LEAST, file_bytes // _PIECES))


def survey(file: SourceFile, draw: Draw | None = None) -> Survey:
    """Cut a large file: a single piece where it cannot be cut (compressed, an array over many lines, one row group).

    With `draw`, no more of it is read than is needed for the records that are drawn.

    Raises:
        ShardError: the file cannot be read.
    """
    (state,) = state_of(Part((Piece(file),), 0))
    cut = _survey(file, state, draw)
    return replace(cut, pieces=tuple(replace(piece, state=state) for piece in cut.pieces))


def _survey(file: SourceFile, state: State | None, draw: Draw | None) -> Survey:
    try:
        if file.format == "parquet":
            return _survey_parquet(file, state, draw)
        if file.format == "arrow":
            return _survey_arrow(file, state, draw)
        if file.format == "warc":
            return _survey_warc(file)
        with open_stream(file.path, file.name, size=file.size_bytes) as stream:
            plain = has_plain_lines(file, stream)
        if not plain:
            return Survey((Piece(file),), "")
        return _survey_lines(file) if draw is None or not draw.is_in_blocks(file) else _drawn_blocks(file, draw)
    except (OSError, Damage, pa.ArrowException):  # its reader says what is wrong with it
        return Survey((Piece(file),), "")


def _survey_lines(file: SourceFile) -> Survey:
    """Pieces of a file of lines, cut behind the first line break after each multiple of the part's size."""
    size = part_size(file.size_bytes)
    pieces: list[Piece] = []
    whole, own = hashlib.sha256(), hashlib.sha256()
    start = position = 0
    line = first = 1
    for block in _blocks_of(file):
        whole.update(block)
        used = 0
        while position + len(block) >= start + size:
            end = block.find(b"\n", max(used, start + size - position - 1))
            if end < 0:
                break
            own.update(block[used : end + 1])
            line += block.count(b"\n", used, end + 1)
            used = end + 1
            pieces.append(Piece(file, start, position + used, first, own.hexdigest()))
            start, first, own = position + used, line, hashlib.sha256()
        own.update(block[used:])
        line += block.count(b"\n", used)
        position += len(block)
    if position > start:
        pieces.append(Piece(file, start, position, first, own.hexdigest()))
    return Survey(tuple(pieces), whole.hexdigest())


def _blocks_of(file: SourceFile) -> Iterator[bytes]:
    """A file's bytes, block by block."""
    if is_elsewhere(file.path):
        yield from blocks(file.path, file.size_bytes, BLOCK)
        return
    with open(file.path, "rb", buffering=0) as raw:  # noqa: PTH123 - a path as fsspec gives it
        yield from stretch_blocks(raw, file.size_bytes)  # it may grow for ever


def _survey_parquet(file: SourceFile, state: State | None, draw: Draw | None) -> Survey:
    """Pieces of a Parquet file, each of some row groups.

    One elsewhere is not read for its digest, as a worker needs some columns only: its server must say what changes with it.
    """
    elsewhere, passed = is_elsewhere(file.path), 0
    if elsewhere and not state:
        return Survey((Piece(file),), "")
    with open_parquet(file) as parquet:
        metadata = parquet.metadata
        sha256 = "" if elsewhere or draw is not None else file_sha256(Path(file.path))
        size, pieces = part_size(file.size_bytes) if draw is None else 1, list[Piece]()
        start, first, held = 0, 1, 0
        position = 1
        for group, n_bytes in enumerate(group_bytes(parquet, file)):
            held += n_bytes
            position += metadata.row_group(group).num_rows
            if draw is not None and not draw.takes_row(file, first, position - 1):
                passed += position - first
                start, first, held = group + 1, position, 0
            elif held >= size or group + 1 == metadata.num_row_groups:
                digest = table_digest(sha256 or str(state), start, group + 1)
                pieces.append(Piece(file, start, group + 1, first, digest))
                start, first, held = group + 1, position, 0
    return _whole_or(pieces, file, sha256, passed)


def _whole_or(pieces: list[Piece], file: SourceFile, sha256: str, passed: float) -> Survey:
    """The pieces; the whole file as one where there are none, and none was left out."""
    return Survey(tuple(pieces) if pieces or passed else (Piece(file),), sha256, passed)


def _survey_arrow(file: SourceFile, state: State | None, draw: Draw | None) -> Survey:
    """Pieces of an Arrow file, each of some batches; of one elsewhere as those of Parquet."""
    elsewhere = is_elsewhere(file.path)
    if elsewhere and not state:
        return Survey((Piece(file),), "")
    found = stretches(file, part_size(file.size_bytes) if draw is None or elsewhere else 1)
    sha256 = "" if elsewhere or draw is not None else file_sha256(Path(file.path))
    wanted = [one for one in found if draw is None or draw.takes_row(file, one.first, one.first + one.rows - 1)]
    pieces = [
        Piece(file, start, stop, first, table_digest(sha256 or str(state), start, stop))
        for start, stop, first, _ in wanted
    ]
    passed = sum(stretch.rows for stretch in found) - sum(stretch.rows for stretch in wanted)
    return _whole_or(pieces, file, sha256, passed)


def _survey_warc(file: SourceFile) -> Survey:
    """Pieces of a web archive, cut before records; a single one where it is damaged, or packed as one."""
    places = places_to_cut(file, part_size(file.size_bytes))
    if not places:
        return Survey((Piece(file),), "")
    ends = [*(start for start, _ in places[1:]), min(file.size_bytes, os.stat(file.path).st_size)]  # noqa: PTH116
    whole, pieces = hashlib.sha256(), list[Piece]()
    with open(file.path, "rb", buffering=0) as raw:  # noqa: PTH123 - a path as fsspec gives it
        for (start, first), stop in zip(places, ends, strict=True):
            own = hashlib.sha256()
            for block in stretch_blocks(raw, stop - start):
                whole.update(block)
                own.update(block)
            pieces.append(Piece(file, start, stop, first, own.hexdigest()))
    return Survey(tuple(pieces), whole.hexdigest())


def _drawn_blocks(file: SourceFile, draw: Draw) -> Survey:
    """Pieces of a file of lines: some of its blocks, drawn at random, each with the lines that begin in it."""
    pieces = []
    for number in range(-(-file.size_bytes // DRAWN)):
        if not draw.takes_block(file, number):
            continue
        start = _line_from(file, number * DRAWN)
        if start >= min(file.size_bytes, (number + 1) * DRAWN):
            continue  # the middle of a long line
        stop = _line_from(file, (number + 1) * DRAWN)
        digest = hashlib.sha256(_range(file, start, stop)).hexdigest()
        pieces.append(Piece(file, start, stop, 0, digest, size_bytes=stop - start, weight=1 / draw.blocks))
    return Survey(tuple(pieces), "")


def _line_from(file: SourceFile, place: int) -> int:
    """Where the first line begins at or behind a place; the file's end where none does."""
    if place == 0:
        return 0
    position = place - 1
    while position < file.size_bytes:
        block = _range(file, position, min(position + _SOUGHT, file.size_bytes))
        if not block:
            break
        if (end := block.find(b"\n")) >= 0:
            return position + end + 1
        position += len(block)
    return file.size_bytes


def _range(file: SourceFile, start: int, stop: int) -> bytes:
    if is_elsewhere(file.path):
        return range_of(file.path, start, stop)
    with open(file.path, "rb", buffering=0) as raw:  # noqa: PTH123 - a path as fsspec gives it
        raw.seek(start)
        return b"".join(stretch_blocks(raw, stop - start))
