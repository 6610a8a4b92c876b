"""What is proved of all rows together before a version is made: its content hash, and that no id stands twice."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from cleancorpus.engine.disk_sort import DiskSort
from cleancorpus.engine.store import Store
from cleancorpus.errors import DEFECT, ExportError
from cleancorpus.versions.number import hash_of_sorted


def prove_content(store: Store, digests: Sequence[str], indexes: Sequence[str], where: str) -> str:
    """The content hash over files of digests; `indexes` are those of the parts' documents (`settle.INDEX`).

    Memory and open files do not grow with rows and parts (`DiskSort`); in the work folder, or where that is elsewhere among
    the system's temporary files, it takes 32 bytes a row while it works.

    Raises:
        ExportError: two documents have one id (told by 64 bits of its digest).
    """
    folder = store.local("") if store.is_local else None
    with DiskSort("u8", folder) as keys:
        for name in indexes:
            keys.add(store.read_table(name).column("key").to_numpy())
        twice = sum(int(np.sum(run[1:] == run[:-1])) for run in keys.sorted())
    if twice:
        raise ExportError(where, f"{twice:,} kept documents have an id that another one has", DEFECT)
    with DiskSort("S32", folder) as lines:
        for name in digests:
            lines.add(np.frombuffer(store.read_bytes(name), dtype="S32"))
        return hash_of_sorted(lines.sorted())
