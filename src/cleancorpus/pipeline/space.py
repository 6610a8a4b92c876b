"""How much of a disk a run takes while it is at work, estimated from its sources, and what there is."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable
from pathlib import Path

from cleancorpus.config import Config
from cleancorpus.numbers import data_size
from cleancorpus.pipeline.places import work_folder
from cleancorpus.read.files import SourceFile
from cleancorpus.read.formats import COMPRESSED_ENDINGS
from cleancorpus.remote.errors import is_elsewhere

# Bytes on the disk for each byte of a source, at the worst moment: outcomes, tables and shards beside one another. Measured on
# random words, which can hardly be packed; of pages a tenth is text.
_OF_TEXT, _OF_PAGES, _OF_PACKED_TABLES = 2.5, 0.5, 5.0
_PACKED = 3.0  # so many times more a byte of a compressed file is worth
_KEPT = 1.5  # where the work folder is kept, with the texts in it
_FORMATS = {"html": _OF_PAGES, "mhtml": _OF_PAGES, "warc": _OF_PAGES, "parquet": _OF_PACKED_TABLES}
_AT_LEAST = 1 << 20


def needed_bytes(config: Config, files: Iterable[SourceFile]) -> int:
    """About how many bytes a run writes before it is done, rather too many than too few."""
    total = 0.0
    for file in files:
        packed = file.name.lower().endswith(COMPRESSED_ENDINGS)
        total += file.size_bytes * _FORMATS.get(file.format, _OF_TEXT) * (_PACKED if packed else 1)
    return int(_AT_LEAST + total * (_KEPT if config.run.keep_work else 1))


def free_bytes(config: Config) -> tuple[int, str] | None:
    """How many bytes are free where the work folder is or will be, and that place; None where it is in a store elsewhere."""
    if config.run.work_dir is not None and is_elsewhere(config.run.work_dir):
        return None
    store = work_folder(config)
    folder = Path(store.path(""))
    nearest = next(place for place in (folder, *folder.parents) if os.path.lexists(place))
    try:
        return shutil.disk_usage(nearest).free, str(nearest)
    except OSError:  # what is wrong with the place, `check_run` says
        return None


def space_line(config: Config, files: Iterable[SourceFile]) -> str:
    """What a run needs and what there is, in words."""
    needed, free = needed_bytes(config, files), free_bytes(config)
    said = f"about {data_size(needed)} needed"
    return said if free is None else f"{said}, {data_size(free[0])} free in {free[1]}"


def space_notes(config: Config, files: Iterable[SourceFile]) -> tuple[str, ...]:
    """A note where there may be too little."""
    files = list(files)
    free = free_bytes(config)
    if free is None or needed_bytes(config, files) <= free[0]:
        return ()
    return (f"the disk may not be large enough ({space_line(config, files)}): make room, or set run.work_dir",)
