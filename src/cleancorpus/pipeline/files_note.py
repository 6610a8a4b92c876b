"""Which source files changed since an earlier run on the same work folder, so that a run can say why parts are done anew.

Parts are told by content; this note only explains. It has the size and the time of change of each file, as they were when
a run last cleaned all of them, or when the first one began.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from cleancorpus.engine.store import Store
from cleancorpus.numbers import counted
from cleancorpus.read.archive import archive_of
from cleancorpus.read.files import SourceFile, printable
from cleancorpus.read.parts import Part

FILES_NOTE = "files.json"
_NAMED = 3  # files of a kind that the line names


@dataclass(frozen=True)
class ChangedFiles:
    """The names of files that changed, came or went since the earlier run."""

    changed: tuple[str, ...] = ()
    new: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()

    def touch(self, part: Part) -> bool:
        """Whether a file of the part is another one than before."""
        return bool(self._others) and any(piece.file.name in self._others for piece in part.pieces)

    @cached_property
    def _others(self) -> frozenset[str]:
        return frozenset((*self.changed, *self.new))

    def line(self, parts: int) -> str:
        """What the run says of them, '' for none; `parts` is how many parts were done anew for them.

        >>> ChangedFiles(("a.txt",), ("b.txt", "c.txt")).line(2)
        'files: 1 changed (a.txt), 2 new (b.txt, c.txt); 2 parts done anew for them'
        """
        kinds = (("changed", self.changed), ("new", self.new), ("gone", self.gone))
        said = [f"{len(names):,} {kind} ({_first(names)})" for kind, names in kinds if names]
        return f"files: {', '.join(said)}; {counted(parts, 'part')} done anew for them" if said else ""


def compare_files(store: Store, files: Iterable[SourceFile]) -> ChangedFiles:
    """How `files` differ from the note of the work folder; where there is none, it is written and nothing differs."""
    now = {file.name: _state(file) for file in files}
    if not store.has(FILES_NOTE):
        store.write_json(FILES_NOTE, now)
        return ChangedFiles()
    before = store.read_json(FILES_NOTE)
    return ChangedFiles(
        tuple(name for name, state in now.items() if before.get(name, state) != state),
        tuple(name for name in now if name not in before),
        tuple(name for name in before if name not in now),
    )


def note_files(store: Store, files: Iterable[SourceFile]) -> None:
    """Write down the files as they are now."""
    store.write_json(FILES_NOTE, {file.name: _state(file) for file in files})


def _state(file: SourceFile) -> str:
    """What changes when somebody writes to the file; of a file elsewhere only its size."""
    try:
        return f"{file.size_bytes} {os.stat(archive_of(file.path)).st_mtime_ns}"  # noqa: PTH116 - a path as fsspec gives it
    except OSError:  # elsewhere, or gone: its reader says so
        return str(file.size_bytes)


def _first(names: tuple[str, ...]) -> str:
    return ", ".join(map(printable, names[:_NAMED])) + (", …" if len(names) > _NAMED else "")
