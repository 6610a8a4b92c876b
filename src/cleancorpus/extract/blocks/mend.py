"""Mends the text of another extractor with the block model: ends cut, lost blocks put back."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from cleancorpus.extract.blocks.assemble import OutBlock, assemble
from cleancorpus.text import letters_of

if TYPE_CHECKING:
    from cleancorpus.extract.blocks.api import BlockExtraction

INNER_LOGIT = -1.1  # a block between others goes where the model gives it less than one in four
OUTER_LOGIT = (
    0.5  # a lost block before the first or behind the last one comes back where it is a little more than likely
)
SHORT = 15  # letters; fewer stand inside other words and sentences of most pages


def mend(extraction: BlockExtraction, found: Sequence[OutBlock]) -> tuple[OutBlock, ...]:
    """Blocks of `found` the model agrees with, and kept blocks of `extraction` that `found` lacks, in page order.

    A block of `found` is looked for in the letters of the page and goes by the log-odds of the blocks it lies in: at
    the ends of the text it goes below 0, inside below `INNER_LOGIT`. One that stands on the page in pieces only stays
    behind the one before it; one that has neither its beginning nor its end there is taken for hidden from readers,
    and goes.
    """
    page = extraction.page
    if not found or not len(page):
        return tuple(found) or extraction.blocks
    keys = [letters_of(text) for text in page.texts]
    ends = np.cumsum([len(key) for key in keys])
    starts = ends - [len(key) for key in keys]
    letters = "".join(keys)
    wanted = [letters_of(text) for text, _, _ in found]
    placed = zip(found, wanted, _place(wanted, letters, starts.tolist()), strict=True)
    shown = [(block, place) for block, key, place in placed if place is not None or _is_shown(key, letters)]
    found, places = [block for block, _ in shown], [place for _, place in shown]
    taken = np.zeros(int(ends[-1]) + 1, np.int64)
    for place in places:
        if place is not None:
            taken[place[0] : place[1]] = 1
    sums = np.concatenate(([0], np.cumsum(taken)))
    share = (sums[ends] - sums[starts]) / np.maximum(ends - starts, 1)
    logits = [None if place is None else _logit(place, starts, ends, extraction) for place in places]
    sure = [number for number, value in enumerate(logits) if value is not None and value > 0]
    if not sure:
        return extraction.blocks or tuple(found)
    first, last = sure[0], sure[-1]
    inner = [place for place in places[first : last + 1] if place is not None]
    begin, end = inner[0][0], max(place[1] for place in inner)
    signs = {text for text, _, _ in found if not letters_of(text)}  # * * *, which no letters place
    back = {
        block
        for block in extraction.selection.kept.tolist()
        if share[block] < 0.5
        and (keys[block] or not signs.issuperset(page.texts[block].split("\n")))
        and (extraction.logits[block] > OUTER_LOGIT or begin <= starts[block] < end)
    }
    pieces: list[tuple[tuple[int, float], OutBlock]] = []  # by their block of the page and where in its letters
    block, offset = -1, 0.0
    for number, (taken_block, place, value) in enumerate(zip(found, places, logits, strict=True)):
        if place is None or value is None:
            offset += 1e-6
        else:
            block = int(np.searchsorted(ends, place[0], side="right"))
            offset = float(place[0] - starts[block])
            if value < (INNER_LOGIT if first < number < last else 0.0) or block in extraction.selection.dropped:
                continue
            if block in back and place[1] <= ends[block]:
                continue  # a part of a block that comes back whole
        pieces.append(((block, offset), taken_block))
    kinds = list(extraction.kinds)
    for block in sorted(back):
        made = assemble(page, np.array([block], np.int32), kinds)
        pieces.extend(((block, 1e-4 * line), each) for line, each in enumerate(made))
    pieces.sort(key=lambda piece: piece[0])
    return tuple(made for _, made in pieces) or extraction.blocks


def _is_shown(key: str, page: str) -> bool:
    """Whether a text without a place has its beginning or its end on the page; else it is taken for hidden."""
    return not key or key[: 2 * SHORT] in page or key[-2 * SHORT :] in page


def _place(keys: list[str], page: str, starts: list[int]) -> list[tuple[int, int] | None]:
    """Where each key stands in the letters of the page: the first place behind the key before it, else the first, else
    where its beginning and its end do.

    A short key must stand at the start of a block, since its letters may stand inside any word.
    """
    places: list[tuple[int, int] | None] = []
    beginnings = _Beginnings(page, starts)
    last = 0
    for key in keys:
        place = _whole(key, page, last, beginnings) or _whole(key, page, 0, beginnings) or _ends(key, page)
        places.append(place)
        if place is not None:
            last = place[1]
    return places


def _whole(key: str, page: str, begin: int, beginnings: _Beginnings) -> tuple[int, int] | None:
    if not key:
        return None
    start = beginnings.find(key, begin) if len(key) < SHORT else page.find(key, begin)
    return None if start < 0 else (start, start + len(key))


class _Beginnings:
    """Where blocks begin in the letters of a page, by what each begins with; `starts` are in order."""

    def __init__(self, page: str, starts: list[int]) -> None:
        self._page, self._starts = page, starts
        self._by_length: dict[int, dict[str, list[int]]] = {}

    def find(self, key: str, begin: int) -> int:
        """The first block from `begin` on that begins with `key`; -1: none does."""
        found = self._by_length.get(len(key))
        if found is None:
            found = self._by_length[len(key)] = {}
            for start in dict.fromkeys(self._starts):  # of blocks without letters the next one's is theirs
                found.setdefault(self._page[start : start + len(key)], []).append(start)
        places = found.get(key, [])
        at = bisect_left(places, begin)
        return places[at] if at < len(places) else -1


def _ends(key: str, page: str) -> tuple[int, int] | None:
    """From the beginning of a text to its end, where only what lies between differs."""
    start = page.find(key[: 2 * SHORT]) if len(key) > 4 * SHORT else -1
    end = page.find(key[-2 * SHORT :], start + 2 * SHORT) if start >= 0 else -1
    return (start, end + 2 * SHORT) if start < end < start + 2 * len(key) else None


def _logit(place: tuple[int, int], starts: np.ndarray, ends: np.ndarray, extraction: BlockExtraction) -> float:
    """Log-odds of the blocks that the place covers, weighted by covered letters."""
    first, last = np.searchsorted(ends, place[0], side="right"), np.searchsorted(starts, place[1], side="left")
    covered = np.minimum(ends[first:last], place[1]) - np.maximum(starts[first:last], place[0])
    return float((covered * extraction.logits[first:last]).sum() / covered.sum())
