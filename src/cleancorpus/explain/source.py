"""One record of a file of records, read as a run would read it."""

from __future__ import annotations

import os
from pathlib import Path

from cleancorpus.config import Config, Source
from cleancorpus.errors import CleancorpusError, ConfigError
from cleancorpus.model import Record
from cleancorpus.numbers import counted
from cleancorpus.read import Piece, SourceFile, list_files, read_piece
from cleancorpus.shown import printable
from cleancorpus.verify.document import records_at


def record_of(config: Config, name: str, position: int) -> Record:
    """Record number `position` of a file (of lines: the number of the line). Where a source of the configuration holds the
    file, its fields and encoding count.

    Raises:
        ConfigError: there is no such file.
        CleancorpusError: it names several files, cannot be read, or has no such record.
    """
    file = _file_of(config, name)
    found = next((one for one in records_at(file, config.read, position) if one.position == position), None)
    if found is not None:
        return found
    last, count = 0, 0
    for record in read_piece(Piece(file), config.read):
        last, count = record.position, count + 1
    if not count:
        raise CleancorpusError(name, "has no records", "name another file")
    what = f"has no record {position:,}; it has {counted(count, 'record')}, the last is number {last:,}"
    raise CleancorpusError(name, what, "name one of them (of lines: the number of the line)")


def _file_of(config: Config, name: str) -> SourceFile:
    wanted = os.path.realpath(name)
    for number in range(len(config.sources)):
        try:
            files = list_files(config.sources[number : number + 1]).files
        except ConfigError:  # of another source, which may be gone
            continue
        for file in files:
            if file.name == name or (Path(file.path).is_absolute() and os.path.realpath(file.path) == wanted):
                return file
    try:
        files = list_files((Source(path=name),)).files
    except ConfigError as error:
        raise ConfigError(name, error.what, error.todo) from error
    if len(files) != 1:
        first = printable(files[0].name)
        raise CleancorpusError(name, f"holds {len(files):,} files, the first '{first}'", "name one of them")
    return files[0]
