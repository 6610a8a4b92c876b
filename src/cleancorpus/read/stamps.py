"""What tells whether a part is the one that an earlier run has done: digests and states of its files."""

from __future__ import annotations

import hashlib
import json
import os
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from cleancorpus.digest import file_sha256
from cleancorpus.errors import SourceChangedError, SourceLostError
from cleancorpus.read.archive import archive_of, is_member, member_of
from cleancorpus.read.files import SourceFile
from cleancorpus.read.identity import remote_identity
from cleancorpus.read.parts import Part, Piece, State, prove
from cleancorpus.remote.errors import UnreachableError, is_elsewhere

# Formats that are read from the first byte to the last: others have at their end what says where all stands.
_STREAMED = frozenset(("text", "html", "jsonl", "csv", "warc", "mhtml", "feed"))
_REMOTE = "remote:"  # before what a server says, where no digest of bytes can be taken


@dataclass(frozen=True)
class Stamped:
    """A part whose pieces have digests; `inputs` says what is known of its whole files, for the manifest.

    `alone` stands for the digests that nobody can take, so that no other run finds the part's results.
    """

    part: Part
    inputs: tuple[dict[str, Any], ...]
    alone: str

    def key(self) -> str:
        """What the records of the part depend on besides the configuration: names, formats, fields and bytes."""
        facts = [
            [
                piece.file.name,
                piece.file.format,
                piece.file.source.encoding,
                piece.file.source.delimiter,
                piece.file.source.fields.model_dump(mode="json"),
                [piece.start is not None, piece.first, piece.digest or f"alone:{self.alone}"],
                *([piece.file.source.carry.model_dump(mode="json")] if piece.file.source.carry else []),
                *([list(piece.file.partition)] if piece.file.partition else []),
            ]
            for piece in self.part.pieces
        ]
        return hashlib.sha256(json.dumps(facts, sort_keys=True).encode()).hexdigest()


def stamp(part: Part, alone: str) -> Stamped:
    """Take the digests of the part's files that have none yet: of local files sha256, of others what the server says.

    Before that their states are noted, so that `changed_files` can tell whether what was read is what was digested.
    `alone` is a word of this run for the part: it stands in where a server says nothing, or a file cannot be read.

    Raises:
        SourceChangedError: a file is shorter than when it was listed: what it has lost would be missed by nobody.
        SourceLostError: a server does not answer.
    """
    pieces, inputs = [], []
    for piece, state in zip(part.pieces, state_of(part), strict=True):
        if isinstance(state, tuple) and state[0] < piece.file.size_bytes and not is_member(piece.file.path):
            raise SourceChangedError(piece.file.name)
        piece = replace(piece, state=piece.state or state)
        entry: dict[str, Any] = {
            "path": piece.file.name,
            "format": piece.file.format,
            "bytes": piece.file.size_bytes,
        }
        if not piece.digest:
            digest = _digest_of(piece.file, piece.state)
            piece = replace(piece, digest=digest)
            if digest and not digest.startswith(_REMOTE) and not is_member(piece.file.path):
                entry["sha256"] = digest
        pieces.append(piece)
        inputs.append(entry)
    return Stamped(replace(part, pieces=tuple(pieces)), tuple(inputs), alone)


def _digest_of(file: SourceFile, state: State | None) -> str:
    """What identifies a file's content: sha256, or for a file elsewhere what its server calls its state.

    Empty where the server says nothing of it, or the file cannot be read: its reader says so in an error record.
    """
    if is_elsewhere(file.path):
        digest = f"{_REMOTE}{state}" if state else ""
    else:
        try:
            digest = _sha256_of(archive_of(file.path), state) if is_member(file.path) else _sha256(file)
        except OSError:
            return ""
    return f"{digest} {member_of(file.path)}".strip() if digest else ""


def _sha256(file: SourceFile) -> str:
    """The digest of what is read of a file on this machine: all, or of one that grows what it had at the start."""
    return file_sha256(Path(file.path), file.size_bytes if file.format in _STREAMED and file.size_bytes else None)


@lru_cache(maxsize=4)
def _sha256_of(path: str, state: State | None) -> str:  # noqa: ARG001 - an archive in another state is asked anew
    """The digest of an archive, taken once for all of its members."""
    return file_sha256(Path(path))


def changed_files(part: Part) -> list[str]:
    """Names of the part's files that are no longer what they were when they were digested: somebody writes to them.

    A file that only grew, or was touched, has not changed: what was read of it is still what was digested. A server that has
    stopped answering is not taken for a change.
    """
    found = []
    try:
        states = state_of(part)
    except SourceLostError:
        return []
    for piece, state in zip(part.pieces, states, strict=True):
        silent = is_elsewhere(piece.file.path) and not (state and piece.state)
        if piece.state != state and not silent and not _still_has(piece, state):
            found.append(piece.file.name)
    return found


def _still_has(piece: Piece, state: State | None) -> bool:
    """Whether a file that is now in another state still has the bytes that were digested of it."""
    file = piece.file
    if is_elsewhere(file.path) or state is None or not piece.digest:
        return False
    try:
        if piece.start is None or piece.stop is None:
            return _digest_of(file, state) == piece.digest
        if file.format not in _STREAMED:
            return table_digest(file_sha256(Path(file.path)), piece.start, piece.stop) == piece.digest
        prove(piece)
    except (SourceChangedError, OSError):
        return False
    return True


def table_digest(known_by: str, start: int, stop: int) -> str:
    """The digest of a stretch of a table: of what tells the whole file, and which of its row groups or batches it is."""
    return hashlib.sha256(f"{known_by} {start} {stop}".encode()).hexdigest()


def grown_files(part: Part) -> list[str]:
    """Names of the part's files that have grown since the run began: of these only what was there then is read."""
    found = []
    for piece in part.pieces:
        if piece.file.format in _STREAMED and not is_elsewhere(piece.file.path) and not is_member(piece.file.path):
            state = _state(piece.file.path)
            if isinstance(state, tuple) and state[0] > piece.file.size_bytes > 0:
                found.append(piece.file.name)
    return found


def state_of(part: Part) -> tuple[State | None, ...]:
    """The state of each of the part's files; None for one that is gone, or of which its server says nothing.

    Raises:
        SourceLostError: a server does not answer.
    """
    states: dict[str, State | None] = {}  # of an archive once, not for each member
    for piece in part.pieces:
        path = archive_of(piece.file.path)
        if path not in states:
            try:
                states[path] = _state(path)
            except UnreachableError as error:
                raise SourceLostError(piece.file.name, error.what, error.todo) from error
    return tuple(states[archive_of(piece.file.path)] for piece in part.pieces)


def _state(path: str) -> State | None:
    try:
        if is_elsewhere(path):
            return remote_identity(path) or None
        info = os.stat(path)  # noqa: PTH116 - a path as fsspec gives it
    except UnreachableError:
        raise
    except (OSError, ImportError, ValueError):  # its reader says so
        return None
    # The last two tell of a change that keeps size and time, as `cp -p` and `rsync -t` do.
    return info.st_size, info.st_mtime_ns, info.st_ctime_ns, info.st_ino
