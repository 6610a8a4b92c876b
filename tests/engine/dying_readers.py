"""A run's `Work` in which reading ends the process, or has no end, where the first record of a file begins whose name says so."""

from __future__ import annotations

import os
from typing import Any

from cleancorpus.pipeline import part_cleaner
from cleancorpus.pipeline.work import RunWork, make_work


def make(argument: str) -> RunWork:
    real = part_cleaner.read_piece

    def read(piece: Any, *rest: Any) -> Any:
        if "dies" in piece.file.name:
            os._exit(7)
        while "spins" in piece.file.name:
            pass
        yield from real(piece, *rest)

    part_cleaner.read_piece = read
    return make_work(argument)
