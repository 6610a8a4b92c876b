"""The line model: a probability of boilerplate for each line, and findings where it is high enough.

It runs after the rules, because what they found is the best sign of what stands beside it, and judges the lines that
they do not know: teasers, comments, menus.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import ClassVar, Literal, NamedTuple

import numpy as np

from cleancorpus.detect.line_model.batch import Floats
from cleancorpus.detect.line_model.ensemble import REACH, Ensemble, Whole
from cleancorpus.detect.line_model.evidence import REASONS, describe, guess_category
from cleancorpus.detect.line_model.features import Matrices, is_long, matrices
from cleancorpus.detect.line_model.guard import guarded
from cleancorpus.detect.line_model.net import Floats as Rows
from cleancorpus.detect.line_model.net import standardise
from cleancorpus.detect.line_model.weights import Weights, packaged
from cleancorpus.detect.view import View
from cleancorpus.errors import ConfigError
from cleancorpus.model import Finding

ID, VERSION = "line-model", 5
Mode = Literal["careful", "strict"]

# Weight of the log of further documents of the same site that have a line. No training page says what it should be:
# chosen so that a line of 12 documents moves from .5 to .97, about what a phrase of the lexicon does.
SAME_SITE_PRIOR = 1.5
_LINES = 1000  # are judged together: features of so many are 5 MB
_COVERED = 0.5  # of a line, by findings of rules: then it is theirs, and no second finding is made


class LineModel:
    """Judges the lines of documents; `careful` cuts what is almost surely boilerplate, `strict` more at more risk.

    Raises:
        ConfigError: `mode` is neither.
    """

    id: ClassVar[str] = ID
    version: ClassVar[int] = VERSION
    reasons: ClassVar[Mapping[str, str]] = REASONS

    def __init__(self, mode: Mode = "careful", weights: Weights | None = None) -> None:
        if mode not in ("careful", "strict"):
            raise ConfigError("line-model.mode", f"'{mode}' is unknown", "use 'careful' or 'strict'")
        self.mode = mode
        self.weights = weights or packaged()
        self._ensemble = Ensemble.of(self.weights.nets)
        self.threshold = self.weights.careful if mode == "careful" else self.weights.strict

    def probabilities(self, view: View, findings: tuple[Finding, ...] = ()) -> Floats:
        """The probability of boilerplate for each line of `view`, to four digits, given what rules found."""
        if not view.lines:
            return np.zeros(0)
        return self._judge([view], [findings]).scores

    def score(
        self,
        views: Sequence[View],
        cuts: Sequence[tuple[Finding, ...]] | None = None,
        began: Callable[[int], None] | None = None,
    ) -> list[tuple[Finding, ...]]:
        """For each view the findings for lines over the threshold that no rule covers and no guard keeps, in order.

        `cuts[i]` is what rules would cut from view number i (None: no rule ran). `began` is called with the number of each view
        when its lines are read, and again when findings are made of them: between, some views are judged together.
        """
        told = cuts if cuts is not None else [()] * len(views)
        found: list[tuple[Finding, ...]] = [()] * len(views)
        for numbers in _groups(views, began):
            judged = self._judge([views[number] for number in numbers], [told[number] for number in numbers])
            for place, number in enumerate(numbers):
                if began is not None:
                    began(number)
                found[number] = tuple(self._find(views[number], judged, place))
        return found

    def _find(self, view: View, judged: _Judged, place: int) -> Iterator[Finding]:
        """The findings in `view`, which is the document at this place of the judged ones."""
        weights, table = self.weights, judged.table
        first, last = table.batch.bounds[place]
        scores = judged.scores[first:last]
        facts = table.facts_of(place)
        covered = facts.covered >= _COVERED
        over = (scores >= self.threshold) & ~covered
        if not over.any():
            return
        found = np.flatnonzero(over & ~guarded(view, facts, scores, self.threshold, covered)) + first
        columns = columns_of(weights.names)
        for part in judged.parts:
            lines = found[(found >= part.first) & (found < part.last)]
            if not len(lines):
                continue
            seen = part.seen or self._look(table, part.first, part.last)
            places = lines - seen.first
            rows = seen.rows.T[places]
            reasons = describe(weights.names, rows, self._ensemble.contributions(seen.hidden, rows, places))
            for line, index, (reason, evidence) in zip(lines.tolist(), places.tolist(), reasons, strict=True):
                category = guess_category(columns, seen.values[:, index], weights.signals)
                score = float(judged.scores[line])
                yield Finding(ID, VERSION, category, view.lines[line - first].span, reason, score, evidence)

    def _judge(self, views: Sequence[View], findings: Sequence[tuple[Finding, ...]]) -> _Judged:
        table = matrices(views, findings, self.weights.signals, self.weights.lines)
        logits = np.zeros(table.batch.n)
        parts: list[_Part] = []
        stretches = table.stretches
        for first, last in stretches:
            seen = self._look(table, first, last)
            parts.append(_Part(first, last, seen if len(stretches) == 1 else None))
            logits[first:last] = self._ensemble.logits(seen.hidden)[first - seen.first : last - seen.first]
        logits += SAME_SITE_PRIOR * table.same_site
        return _Judged(table, np.round(1 / (1 + np.exp(-logits)), 4), parts)

    def _look(self, table: Matrices, first: int, last: int) -> _Seen:
        """What the nets are told of these lines and those around them, and the first layer of it."""
        before, behind = max(0, first - REACH), min(table.batch.n, last + REACH)
        names, values = table.of(before, behind)
        if names != self.weights.names:
            values = values[self._order_of(names)]
        rows = standardise(values.T, self.weights.mean, self.weights.scale).T
        bounds = table.batch.bounds if (first, last) == (0, table.batch.n) else [(0, behind - before)]
        return _Seen(before, values, rows, self._ensemble.hidden(rows, bounds))

    def _order_of(self, names: tuple[str, ...]) -> list[int]:
        """Where the columns stand that the weights have."""
        place = columns_of(names)
        if not place.keys() >= set(self.weights.names):
            raise ConfigError("line-model.weights", "made for other features", "train it again")
        return [place[name] for name in self.weights.names]


@dataclass(frozen=True)
class _Seen:
    """Lines from number `first` on: what they are like, as the nets take it (a column a line), and what the first layer says."""

    first: int
    values: Floats
    rows: Rows
    hidden: Whole


class _Part(NamedTuple):
    """A stretch of lines that were judged together; of a long document what was seen is not kept, and looked at again."""

    first: int
    last: int
    seen: _Seen | None


@dataclass(frozen=True)
class _Judged:
    """Documents that were judged together: what their features are made of, and what the nets say."""

    table: Matrices
    scores: Floats
    parts: Sequence[_Part]


def _groups(views: Sequence[View], began: Callable[[int], None] | None) -> Iterator[list[int]]:
    """The numbers of views with lines in groups of about `_LINES`, long ones alone; what can take its time is asked of each."""
    group: list[int] = []
    size = 0
    for number, view in enumerate(views):
        if began is not None:
            began(number)
        if not view.lines:
            continue
        _read(view)
        if is_long(len(view.lines)):
            yield [number]
            continue
        group.append(number)
        size += len(view.lines)
        if size >= _LINES:
            yield group
            group, size = [], 0
    if group:
        yield group


def _read(view: View) -> None:
    """Have the phrases and words of `view` looked for, which are kept."""
    _ = view.hits, view.titles
    for line in view.lines:
        _ = line.n_words


@lru_cache(maxsize=4)
def columns_of(names: tuple[str, ...]) -> dict[str, int]:
    """Where each feature stands."""
    return {name: i for i, name in enumerate(names)}
