"""What of the sources changed since an earlier run on the same work folder, so that a run can say why parts are done anew.

Parts are told by content and by how they are read; this note only explains. It has the size and the time of change of each file,
and what its source says of reading it, as they were when a run last cleaned all of them, or when the first one began.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from cleancorpus.config import Source
from cleancorpus.engine.store import Store
from cleancorpus.numbers import counted
from cleancorpus.read.archive import archive_of
from cleancorpus.read.files import SourceFile
from cleancorpus.read.parts import Part
from cleancorpus.shown import printable

FILES_NOTE = "files.json"
_NAMED = 3  # files of a kind that the line names
# What a source says of reading a file, besides its name and format: as in the key of a part (`read/stamps.py`).
_OPTIONS = ("encoding", "delimiter", "fields", "carry")


@dataclass(frozen=True)
class ChangedFiles:
    """The names of files that changed, came or went since the earlier run, and of those that are read in another way, by what
    is other: `format`, `carry` …
    """

    changed: tuple[str, ...] = ()
    new: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()
    options: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def touch(self, part: Part) -> str:
        """Why a part is done anew: `files` where a file of it is another one than before, `sources` where one is read in
        another way; else ''.
        """
        names = [piece.file.name for piece in part.pieces] if self._others or self._reread else []
        if not self._others.isdisjoint(names):
            return "files"
        return "" if self._reread.isdisjoint(names) else "sources"

    @cached_property
    def _others(self) -> frozenset[str]:
        return frozenset((*self.changed, *self.new))

    @cached_property
    def _reread(self) -> frozenset[str]:
        return frozenset(name for names in self.options.values() for name in names)

    def lines(self, anew: Mapping[str, int]) -> tuple[str, ...]:
        """What the run says of them; `anew` is how many parts were done anew, by what `touch` says.

        >>> ChangedFiles(("a.txt",), ("b.txt", "c.txt"), (), {"carry": ("d.csv",)}).lines({"files": 2, "sources": 1})
        ('files: 1 changed (a.txt), 2 new (b.txt, c.txt); 2 parts done anew for them', \
'sources: carry changed (for d.csv); 1 part done anew for that')
        """
        kinds = (("changed", self.changed), ("new", self.new), ("gone", self.gone))
        said = [f"{len(names):,} {kind} ({_first(names)})" for kind, names in kinds if names]
        other = [f"{name} changed (for {_first(names)})" for name, names in self.options.items()]
        lines = []
        if said:
            lines.append(f"files: {', '.join(said)}; {counted(anew.get('files', 0), 'part')} done anew for them")
        if other:
            lines.append(f"sources: {', '.join(other)}; {counted(anew.get('sources', 0), 'part')} done anew for that")
        return tuple(lines)


def compare_files(store: Store, files: Iterable[SourceFile]) -> ChangedFiles:
    """How `files` differ from the note of the work folder; where there is none, it is written and nothing differs."""
    files = list(files)
    if not store.has(FILES_NOTE):
        note_files(store, files)
        return ChangedFiles()
    note = _note_of(files)
    now, before = note["files"], store.read_json(FILES_NOTE)
    known = (
        before.get("files", {}) if "options" in before else {}
    )  # else an earlier version's, whose parts are done anew
    ways: dict[str, list[str]] = {}
    for name, (_, way) in now.items():
        if name in known:
            then, is_now = before["options"][known[name][1]], note["options"][way]
            for option in is_now if then != is_now else ():
                if then.get(option) != is_now[option]:
                    ways.setdefault(option, []).append(name)
    return ChangedFiles(
        tuple(name for name, (state, _) in now.items() if name in known and known[name][0] != state),
        tuple(name for name in now if name not in known) if known else (),
        tuple(name for name in known if name not in now),
        {option: tuple(names) for option, names in ways.items()},
    )


def note_files(store: Store, files: Iterable[SourceFile]) -> None:
    """Write down the files as they are now."""
    store.write_json(FILES_NOTE, _note_of(files))


def _note_of(files: Iterable[SourceFile]) -> dict[str, Any]:
    """`files`: by name the state of each, and which of the `options` it is read with: few, however many files there are."""
    ways: dict[str, int] = {}
    known: dict[int, dict[str, str]] = {}  # a source stands in each of its files, and is written out once
    noted = {}
    for file in files:
        if id(file.source) not in known:
            known[id(file.source)] = _options(file.source)
        way = json.dumps({"format": file.format, **known[id(file.source)]})
        noted[file.name] = (_state(file), ways.setdefault(way, len(ways)))
    return {"files": noted, "options": [json.loads(way) for way in ways]}


def _options(source: Source) -> dict[str, str]:
    values = source.model_dump(mode="json")
    return {name: hashlib.sha256(json.dumps(values[name]).encode()).hexdigest()[:16] for name in _OPTIONS}


def _state(file: SourceFile) -> str:
    """What changes when somebody writes to the file; of a file elsewhere only its size."""
    try:
        return f"{file.size_bytes} {os.stat(archive_of(file.path)).st_mtime_ns}"  # noqa: PTH116 - a path as fsspec gives it
    except OSError:  # elsewhere, or gone: its reader says so
        return str(file.size_bytes)


def _first(names: tuple[str, ...]) -> str:
    return ", ".join(map(printable, names[:_NAMED])) + (", …" if len(names) > _NAMED else "")
