"""Mends the text of another extractor with the block model: ends cut, lost blocks put back."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from cleancorpus.extract.blocks.assemble import OutBlock, assemble

if TYPE_CHECKING:
    from cleancorpus.extract.blocks.api import BlockExtraction

INNER_LOGIT = -1.1  # a block between others goes where the model gives it less than one in four
_LETTERS = re.compile(r"[\W_]+")
_PROBE = 40  # letters that tell blocks apart


def mend(extraction: BlockExtraction, found: Sequence[OutBlock]) -> tuple[OutBlock, ...]:
    """Blocks of `found` the model agrees with, and kept blocks of `extraction` that `found` lacks, in page order.

    A block of `found` that stands on the page as one or more blocks goes by their log-odds (at the ends of the text
    0, inside `INNER_LOGIT`); one that cannot be placed is kept behind the block before it.
    """
    page = extraction.page
    if not found or not len(page):
        return tuple(found) or extraction.blocks
    keys = [_key(text) for text in page.texts]
    starts: dict[str, list[int]] = defaultdict(list)
    for block, key in enumerate(keys):
        if key:
            starts[key[:_PROBE]].append(block)
    placed: list[list[int]] = []
    last = -1
    for text, _, _ in found:
        places = _place(_key(text), keys, starts, last)
        placed.append(places)
        if places:
            last = places[-1]
    logit = [max((float(extraction.logits[block]) for block in places), default=None) for places in placed]
    dropped = extraction.selection.dropped
    sure = [number for number, value in enumerate(logit) if value is not None and value > 0]
    first, final = (sure[0], sure[-1]) if sure else (0, len(found) - 1)
    pieces: list[tuple[float, OutBlock]] = []
    covered: set[int] = set()
    position = -1.0
    for number, (taken, places, value) in enumerate(zip(found, placed, logit, strict=True)):
        covered.update(places)
        position = float(places[0]) if places else position + 1e-3
        if value is not None and (places[0] in dropped or value < (INNER_LOGIT if first < number < final else 0)):
            continue
        pieces.append((position, taken))
    lost = np.array([block for block in extraction.selection.kept.tolist() if block not in covered], np.int32)
    for block in lost.tolist():
        made = assemble(page, np.array([block], np.int32), list(extraction.kinds))
        pieces.extend((block + 1e-6 * line, each) for line, each in enumerate(made))
    pieces.sort(key=lambda piece: piece[0])
    return tuple(block for _, block in pieces) or extraction.blocks


def _key(text: str) -> str:
    return _LETTERS.sub("", text).lower()


def _place(key: str, keys: list[str], starts: dict[str, list[int]], last: int) -> list[int]:
    """Numbers of the page blocks that make up `key`, the nearest after `last` if there are several; empty: not found."""
    if not key:
        return []
    candidates = list(starts.get(key[:_PROBE], ()))
    if not candidates:  # the found block may begin with a short block and go on with the next ones
        candidates = [block for short in range(1, min(len(key), _PROBE)) for block in starts.get(key[:short], ())]
    candidates.sort(key=lambda block: (block <= last, abs(block - last)))
    for first in candidates:
        rest, block, places = key, first, []
        while rest and block < len(keys) and block - first < 60:
            own = keys[block]
            if own and rest.startswith(own):
                rest = rest[len(own) :]
                places.append(block)
            elif own and own.startswith(rest):
                return [*places, block]
            elif own:
                break
            block += 1
        if places and len(rest) * 5 < len(key):
            return places
    return []
