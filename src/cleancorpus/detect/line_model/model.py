"""The line model: a probability of boilerplate for each line, and findings where it is high enough.

It runs after the rules, because what they found is the best sign of what stands beside it, and judges the lines that
they do not know: teasers, comments, menus.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import ClassVar, Literal

import numpy as np

from cleancorpus.detect.line_model.chars import Floats
from cleancorpus.detect.line_model.evidence import REASONS, describe, guess_category
from cleancorpus.detect.line_model.features import Matrix, matrix
from cleancorpus.detect.line_model.guard import guarded
from cleancorpus.detect.line_model.net import standardise
from cleancorpus.detect.line_model.signals import covered_shares
from cleancorpus.detect.line_model.weights import Weights, packaged
from cleancorpus.detect.view import View
from cleancorpus.errors import ConfigError
from cleancorpus.model import Finding

ID, VERSION = "line-model", 3
Mode = Literal["careful", "strict"]

# Weight of the log of further documents of the same site that have a line. No training page says what it should be:
# chosen so that a line of 12 documents moves from .5 to .97, about what a phrase of the lexicon does.
SAME_SITE_PRIOR = 1.5
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
        self.threshold = self.weights.careful if mode == "careful" else self.weights.strict

    def probabilities(self, view: View, findings: tuple[Finding, ...] = ()) -> Floats:
        """The probability of boilerplate for each line of `view`, to four digits, given what rules found."""
        if not view.lines:
            return np.zeros(0)
        table = self._matrix(view, findings)
        return self._judge(table, self._rows(table))

    def score(
        self, views: Iterable[View], cuts: Sequence[tuple[Finding, ...]] | None = None
    ) -> list[tuple[Finding, ...]]:
        """For each view the findings for lines over the threshold that no rule covers and no guard keeps, in order.

        `cuts[i]` is what rules would cut from view number i (None: no rule ran).

        Each document's lines go through the network by themselves, not with those of the batch: BLAS has other routines for
        one row than for many, and the last digits of a document of one line would follow what stands beside it.
        """
        pairs = zip(views, cuts, strict=True) if cuts is not None else ((view, ()) for view in views)
        return [tuple(self._find(view, found)) for view, found in pairs]

    def _find(self, view: View, findings: tuple[Finding, ...]) -> Iterator[Finding]:
        if not view.lines:
            return
        weights = self.weights
        table = self._matrix(view, findings)
        rows = self._rows(table)
        scores = self._judge(table, rows)
        covered = covered_shares(view, findings)[""] >= _COVERED
        kept = guarded(view, table.facts, scores, self.threshold, covered)
        lines = np.flatnonzero((scores >= self.threshold) & ~covered & ~kept)
        if not len(lines):
            return
        contributions = np.mean([net.contributions(rows, lines) for net in weights.nets], axis=0)
        reasons = describe(table.names, rows[lines], contributions)
        columns = {name: i for i, name in enumerate(table.names)}
        for index, (reason, evidence) in zip(lines.tolist(), reasons, strict=True):
            category = guess_category(columns, table.values[index], weights.signals)
            yield Finding(ID, VERSION, category, view.lines[index].span, reason, float(scores[index]), evidence)

    def _matrix(self, view: View, findings: tuple[Finding, ...]) -> Matrix:
        table = matrix(view, findings, self.weights.signals, self.weights.lines)
        if table.names == self.weights.names:
            return table
        place = {name: i for i, name in enumerate(table.names)}
        if not place.keys() >= set(self.weights.names):
            raise ConfigError("line-model.weights", "made for other features", "train it again")
        values = table.values[:, [place[name] for name in self.weights.names]]
        return Matrix(self.weights.names, values, table.same_site, table.facts)

    def _rows(self, table: Matrix) -> np.ndarray:
        return standardise(table.values, self.weights.mean, self.weights.scale)

    def _judge(self, table: Matrix, rows: np.ndarray) -> Floats:
        logits = np.mean([net.logits(rows) for net in self.weights.nets], axis=0, dtype=np.float64)
        logits += SAME_SITE_PRIOR * table.same_site
        return np.round(1 / (1 + np.exp(-logits)), 4)
