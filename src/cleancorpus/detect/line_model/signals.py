"""What others say of a line and its neighbours: phrases of the lexicon, and findings of rules that ran before."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from cleancorpus.detect.line_model.batch import Batch, Flags, Floats, Ints, Places, Stretch
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


def felt(batch: Places, flags: Flags) -> tuple[Floats, Floats]:
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


@dataclass(frozen=True)
class Phrases:
    """What the lexicon says of each line: `flags` by kind, phrase inside and phrase is the whole line; `cover` by topic, the
    share of the line.
    """

    names: tuple[str, ...]
    flags: Flags
    cover: Floats

    def columns(self, stretch: Stretch) -> dict[str, Floats]:
        """Per kind its flags; per topic the share, and distance from its headings."""
        cover = self.cover[:, stretch.lines]
        short = cover > 0.5
        felt_since, felt_until = felt(stretch, np.concatenate((short, short.any(axis=0, keepdims=True))))
        own = stretch.own
        cover, since, until = cover[:, own], felt_since[:, own], felt_until[:, own]
        near = np.stack((cover, since[:-1], until[:-1]), axis=1).reshape(-1, cover.shape[1])
        flags = self.flags[..., stretch.lines][..., own].reshape(-1, cover.shape[1]).astype(float)
        return {
            "lexicon": cover.max(axis=0, initial=0.0),
            "phrase topics": np.minimum((cover > 0).sum(0), 4).astype(float),
        } | dict(zip(self.names, (*flags, *near, since[-1], until[-1]), strict=True))


def read_phrases(batch: Batch, signals: Signals) -> Phrases:
    """What the lexicon says of the lines of a batch."""
    n, places = batch.n, _places(signals)
    phrases = np.zeros((len(signals.kinds), 2, n), bool)
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
                phrases[place[0], 1, index] = True
    phrases[kinds, 0, lines] = True
    np.maximum.at(cover, (topics, lines), shares)
    return Phrases(_lexicon_names(signals), phrases, cover)


def covered_shares(view: View, findings: tuple[Finding, ...]) -> dict[str, Floats]:
    """Per category of `findings`, the share of each line that one of them covers; key "" for all together."""
    lines = view.lines
    n = len(lines)
    shares: dict[str, Floats] = {"": np.zeros(n)}
    starts = [line.start for line in lines] if findings else []
    for finding in findings:
        own = shares.setdefault(finding.category, np.zeros(n))
        span = finding.span
        for index in range(max(0, bisect_right(starts, span.start) - 1), n):
            line = lines[index]
            if line.start >= span.end:
                break
            part = (min(span.end, line.end) - max(span.start, line.start)) / len(line.text)
            if part > 0:
                own[line.index] = max(own[line.index], part)
                shares[""][line.index] = max(shares[""][line.index], part)
    return shares


@dataclass(frozen=True)
class Found:
    """What rules have found: `covered` by category the lines that are, `share` of each line that any finding covers, `on_page`
    by document the share of its lines that are covered.
    """

    names: tuple[str, ...]
    covered: Flags
    share: Floats
    on_page: Floats

    def columns(self, stretch: Stretch, doc: Ints) -> dict[str, Floats]:
        """Per category: covered, nearness of covered lines before and after; for all together also counts around.

        `doc` has the document of each line of the stretch.
        """
        covered, own = self.covered[:, stretch.lines], stretch.own
        rows = np.stack((covered, *felt(stretch, covered)), axis=1)[..., own]
        columns: dict[str, Floats] = dict(zip(self.names, rows.reshape(-1, rows.shape[-1]), strict=True))
        share = self.share[stretch.lines]
        every = (share >= 0.5).astype(float)
        sums = np.concatenate(([0.0], np.cumsum(every)))
        columns["found by rules"] = every[own]
        columns["partly found by rules"] = ((share > 0) & (share < 0.5)).astype(float)[own]
        for reach in (1, 3, 8):
            low, high = (
                np.maximum(stretch.index - reach, stretch.start),
                np.minimum(stretch.index + reach + 1, stretch.end),
            )
            columns[f"found within {reach} before"] = ((sums[:-1] - sums[low]) / reach)[own]
            columns[f"found within {reach} after"] = ((sums[high] - sums[1:]) / reach)[own]
        columns["found on page"] = self.on_page[doc]
        return columns


def read_findings(batch: Batch, findings: Sequence[tuple[Finding, ...]], signals: Signals) -> Found:
    """What `findings`, those of each document of a batch, say of its lines."""
    categories = {category: i for i, category in enumerate(signals.categories)}
    share = np.zeros(batch.n)
    covered = np.zeros((len(categories), batch.n), bool)
    for view, found, (first, last) in zip(batch.views, findings, batch.bounds, strict=True):
        for category, values in covered_shares(view, found).items() if found else ():
            if not category:
                share[first:last] = values
            elif category in categories:
                covered[categories[category], first:last] = values >= 0.5
    sums = np.concatenate(([0.0], np.cumsum((share >= 0.5).astype(float))))
    on_page = (sums[batch.last] - sums[batch.first]) / batch.sizes
    return Found(_finding_names(signals), covered, share, on_page)
