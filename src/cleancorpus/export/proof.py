"""What is proved of all rows together before a version is made: its content hash, and that no id stands twice."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from cleancorpus.engine.store import Store
from cleancorpus.errors import DEFECT, ExportError
from cleancorpus.versions.number import Digests, hash_of_sorted


def prove_content(store: Store, digests: Sequence[str], indexes: Sequence[str], where: str) -> str:
    """The content hash over files of sorted digests; `indexes` are those of the parts' documents (`settle.INDEX`).

    Memory: eight bytes a document, and a 256th of the digests at a time.

    Raises:
        ExportError: two documents have one id (told by 64 bits of its digest).
    """
    keys = [store.read_table(name).column("key").to_numpy() for name in indexes]
    if keys:
        together = np.sort(np.concatenate(keys))
        twice = int(np.sum(together[1:] == together[:-1]))
        if twice:
            raise ExportError(where, f"{twice:,} kept documents have an id that another one has", DEFECT)
    return hash_of_sorted([run for name in digests if len(run := _digests(store, name))])


def _digests(store: Store, name: str) -> Digests:
    if not store.is_local:
        return np.frombuffer(store.read_bytes(name), dtype="S32")
    if store.local(name).stat().st_size == 0:
        return np.zeros(0, dtype="S32")  # an empty file cannot be mapped
    mapped: np.memmap[Any, Any] = np.memmap(store.path(name), dtype="S32", mode="r")
    return mapped
