"""What others say of a line and its neighbours: phrases of the lexicon, and findings of rules that ran before."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from cleancorpus.detect.line_model.batch import Batch, Flags, Floats
from cleancorpus.detect.view import View
from cleancorpus.lexicon import is_whole
from cleancorpus.model import Finding

_REACH = 12  # lines over which a heading is still felt
_FADE = 0.8  # a line; a part of the features, so that a change needs a new training
_NUMBER = re.compile(r"-\d+$")  # «word-month-11» is of the set «word-month»


@dataclass(frozen=True)
class Signals:
    """The lexicon kinds (`topic.part`), their topics and the finding categories that have columns of their own."""

    kinds: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()


_FELT = np.array([0.0, *(_FADE**distance for distance in range(_REACH)), 0.0])


def felt(batch: Batch, flags: Flags) -> tuple[Floats, Floats]:
    """1 next to a flagged line, less with every line further on, and the same before it; 0 out of reach."""
    return _FELT[batch.since(flags, _REACH + 1)], _FELT[batch.until(flags, _REACH + 1)]


@lru_cache(maxsize=4096)
def kind_of(kind: str) -> str:
    """A lexicon kind without the number that tells parts of one set apart.

    >>> kind_of("timestamp.word-month-11")
    'timestamp.word-month'
    """
    return _NUMBER.sub("", kind)


class _Places(dict[str, tuple[int, int] | None]):
    """Where a lexicon kind, with or without its number, and its topic stand in `signals`; None for a kind that does not."""

    def __init__(self, signals: Signals) -> None:
        super().__init__()
        self._signals = signals

    def __missing__(self, kind: str) -> tuple[int, int] | None:
        kinds, topics = self._signals.kinds, self._signals.topics
        known = kind_of(kind)
        found = (kinds.index(known), topics.index(known.partition(".")[0])) if known in kinds else None
        self[kind] = found
        return found


_places = lru_cache(maxsize=8)(_Places)


@lru_cache(maxsize=8)
def _lexicon_names(signals: Signals) -> tuple[str, ...]:
    names = [name for kind in signals.kinds for name in (f"phrase {kind}", f"line {kind}")]
    for topic in signals.topics:
        names += [f"share {topic}", f"since {topic} line", f"until {topic} line"]
    return (*names, "since any phrase line", "until any phrase line")


@lru_cache(maxsize=8)
def _finding_names(signals: Signals) -> tuple[str, ...]:
    return tuple(
        name for kind in signals.categories for name in (f"found {kind}", f"since {kind} found", f"until {kind} found")
    )


def lexicon_columns(batch: Batch, signals: Signals) -> dict[str, Floats]:
    """Per kind: phrase inside, phrase is the whole line; per topic: share of the line, distance from its headings."""
    n, places = batch.n, _places(signals)
    phrases = np.zeros((len(signals.kinds), 2, n))
    cover = np.zeros((len(signals.topics), n))
    kinds: list[int] = []
    topics: list[int] = []
    lines: list[int] = []
    shares: list[float] = []
    every_hits = (hits for view in batch.views for hits in view.hits)
    for index, (line, hits) in enumerate(zip(batch.lines, every_hits, strict=True)) if signals.kinds else ():
        for hit in hits:
            place = places[hit.phrase.kind]
            if place is None:
                continue
            share = (hit.end - hit.start) / len(line.text)
            kinds.append(place[0])
            topics.append(place[1])
            lines.append(index)
            shares.append(share)
            if share > 0.5 and is_whole(line.folded, hit):
                phrases[place[0], 1, index] = 1
    phrases[kinds, 0, lines] = 1
    np.maximum.at(cover, (topics, lines), shares)
    short = cover > 0.5
    since, until = felt(batch, np.concatenate((short, short.any(axis=0, keepdims=True))))
    near = np.stack((cover, since[:-1], until[:-1]), axis=1).reshape(-1, n)
    columns = {
        "lexicon": cover.max(axis=0, initial=0.0),
        "phrase topics": np.minimum((cover > 0).sum(0), 4).astype(float),
    }
    rows = (*phrases.reshape(-1, n), *near, since[-1], until[-1])
    return columns | dict(zip(_lexicon_names(signals), rows, strict=True))


def covered_shares(view: View, findings: tuple[Finding, ...]) -> dict[str, Floats]:
    """Per category of `findings`, the share of each line that one of them covers; key "" for all together."""
    lines = view.lines
    n = len(lines)
    shares: dict[str, Floats] = {"": np.zeros(n)}
    starts = [line.start for line in lines] if findings else []
    for finding in findings:
        own = shares.setdefault(finding.category, np.zeros(n))
        span = finding.span
        for line in lines[max(0, bisect_right(starts, span.start) - 1) :]:
            if line.start >= span.end:
                break
            part = (min(span.end, line.end) - max(span.start, line.start)) / len(line.text)
            if part > 0:
                own[line.index] = max(own[line.index], part)
                shares[""][line.index] = max(shares[""][line.index], part)
    return shares


def finding_columns(
    batch: Batch, findings: Sequence[tuple[Finding, ...]], signals: Signals
) -> tuple[dict[str, Floats], Floats]:
    """Per category: covered, nearness of covered lines before and after; for all together also counts around.

    `findings` are those of each document. Comes with the share of each line that findings cover.
    """
    categories = {category: i for i, category in enumerate(signals.categories)}
    share = np.zeros(batch.n)
    covered = np.zeros((len(categories), batch.n), bool)
    for view, found, (first, last) in zip(batch.views, findings, batch.bounds, strict=True):
        for category, values in covered_shares(view, found).items() if found else ():
            if not category:
                share[first:last] = values
            elif category in categories:
                covered[categories[category], first:last] = values >= 0.5
    rows = np.stack((covered, *felt(batch, covered)), axis=1).reshape(-1, batch.n)
    columns: dict[str, Floats] = dict(zip(_finding_names(signals), rows, strict=True))
    every = (share >= 0.5).astype(float)
    sums = np.concatenate(([0.0], np.cumsum(every)))
    columns["found by rules"] = every
    columns["partly found by rules"] = ((share > 0) & (share < 0.5)).astype(float)
    for reach in (1, 3, 8):
        low, high = np.maximum(batch.index - reach, batch.start), np.minimum(batch.index + reach + 1, batch.end)
        columns[f"found within {reach} before"] = (sums[:-1] - sums[low]) / reach
        columns[f"found within {reach} after"] = (sums[high] - sums[1:]) / reach
    columns["found on page"] = ((sums[batch.last] - sums[batch.first]) / batch.sizes)[batch.doc]
    return columns, share
