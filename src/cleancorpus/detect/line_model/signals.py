"""What others say of a line and its neighbours: phrases of the lexicon, and findings of rules that ran before."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from cleancorpus.detect.line_model.chars import Floats
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


def decay(flags: NDArray[np.bool_], *, forward: bool) -> Floats:
    """1 next to a flagged line, less with every line further on (`forward`) or before it; 0 out of reach.

    >>> decay(np.array([True, False, False]), forward=True).round(2).tolist()
    [0.0, 1.0, 0.8]
    """
    values = flags if forward else flags[..., ::-1]
    index = np.arange(values.shape[-1])
    last = np.maximum.accumulate(np.where(values, index, -_REACH - 1), axis=-1)
    distance = np.ones_like(last) * (_REACH + 1)
    distance[..., 1:] = np.minimum(index[1:] - last[..., :-1], _REACH + 1)
    felt: Floats = _FELT[distance]
    return felt if forward else felt[..., ::-1]


@lru_cache(maxsize=4096)
def kind_of(kind: str) -> str:
    """A lexicon kind without the number that tells parts of one set apart.

    >>> kind_of("timestamp.word-month-11")
    'timestamp.word-month'
    """
    return _NUMBER.sub("", kind)


def lexicon_columns(view: View, signals: Signals) -> dict[str, Floats]:
    """Per kind: phrase inside, phrase is the whole line; per topic: share of the line, distance from its headings."""
    n = len(view.lines)
    kinds = {kind: i for i, kind in enumerate(signals.kinds)}
    topics = {topic: i for i, topic in enumerate(signals.topics)}
    inside, whole = np.zeros((len(kinds), n)), np.zeros((len(kinds), n))
    cover, short = np.zeros((len(topics), n)), np.zeros((len(topics), n))
    most = np.zeros(n)
    for line, hits in zip(view.lines, view.hits, strict=True) if kinds else ():
        for hit in hits:
            kind = kind_of(hit.phrase.kind)
            number = kinds.get(kind)
            if number is None:
                continue
            row = topics[kind.partition(".")[0]]
            share = (hit.end - hit.start) / len(line.text)
            inside[number, line.index] = 1
            cover[row, line.index] = max(cover[row, line.index], share)
            most[line.index] = max(most[line.index], share)
            if share > 0.5:
                if is_whole(line.folded, hit):
                    whole[number, line.index] = 1
                short[row, line.index] = 1
    columns = {"lexicon": most, "phrase topics": np.minimum((cover > 0).sum(0), 4).astype(float)}
    for kind, i in kinds.items():
        columns[f"phrase {kind}"] = inside[i]
        columns[f"line {kind}"] = whole[i]
    is_short = np.asarray(short > 0)
    any_short = np.asarray(is_short.any(axis=0))
    since, until = decay(is_short, forward=True), decay(is_short, forward=False)
    for topic, i in topics.items():
        columns[f"share {topic}"] = cover[i]
        columns[f"since {topic} line"] = since[i]
        columns[f"until {topic} line"] = until[i]
    columns["since any phrase line"] = decay(any_short, forward=True)
    columns["until any phrase line"] = decay(any_short, forward=False)
    return columns


def covered_shares(view: View, findings: tuple[Finding, ...]) -> dict[str, Floats]:
    """Per category of `findings`, the share of each line that one of them covers; key "" for all together."""
    n = len(view.lines)
    shares: dict[str, Floats] = {"": np.zeros(n)}
    starts = np.array([line.start for line in view.lines])
    for finding in findings:
        own = shares.setdefault(finding.category, np.zeros(n))
        first = max(0, int(np.searchsorted(starts, finding.span.start, side="right")) - 1)
        for line in view.lines[first:]:
            if line.start >= finding.span.end:
                break
            part = (min(finding.span.end, line.end) - max(finding.span.start, line.start)) / len(line.text)
            if part > 0:
                own[line.index] = max(own[line.index], part)
                shares[""][line.index] = max(shares[""][line.index], part)
    return shares


def finding_columns(view: View, findings: tuple[Finding, ...], signals: Signals) -> dict[str, Floats]:
    """Per category: covered, nearness of covered lines before and after; for all together also counts around."""
    n = len(view.lines)
    shares = covered_shares(view, findings)
    columns: dict[str, Floats] = {}
    nothing = np.zeros(n)
    covered = np.array([shares.get(category, nothing) >= 0.5 for category in signals.categories]).reshape(-1, n)
    since, until = decay(covered, forward=True), decay(covered, forward=False)
    for i, category in enumerate(signals.categories):
        columns[f"found {category}"] = covered[i].astype(float)
        columns[f"since {category} found"] = since[i]
        columns[f"until {category} found"] = until[i]
    every = (shares[""] >= 0.5).astype(float)
    sums = np.concatenate(([0.0], np.cumsum(every)))
    index = np.arange(n)
    columns["found by rules"] = every
    columns["partly found by rules"] = ((shares[""] > 0) & (shares[""] < 0.5)).astype(float)
    for reach in (1, 3, 8):
        low, high = np.maximum(index - reach, 0), np.minimum(index + reach + 1, n)
        columns[f"found within {reach} before"] = (sums[index] - sums[low]) / reach
        columns[f"found within {reach} after"] = (sums[high] - sums[index + 1]) / reach
    columns["found on page"] = np.full(n, every.mean())
    return columns
