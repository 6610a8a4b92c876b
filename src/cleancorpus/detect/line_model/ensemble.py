"""The nets of the line model side by side, for the lines of many documents at once, in whole numbers.

Routines of linear algebra sum in an order of their own, which follows the processor, the number of threads and how many
lines are judged together; sums of fractions then differ in the last bits, and now and then a score in its fourth digit, which
is written and so part of a dataset's hash. So weights and values are whole numbers of small units, kept in float64: their
sums are exact below 2**53, in whatever order. The units are so small that scores are those of float32: of 2,599 findings six
had another fourth digit.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cleancorpus.detect.line_model.net import CLIP, UNIT, WINDOWS, Floats, Net
from cleancorpus.errors import ConfigError

Whole = NDArray[np.float64]
Bounds = Sequence[tuple[int, int]]
REACH = max(max(-first, last) for first, last in WINDOWS)  # how many lines away windows look
_WEIGHT_UNIT = 2.0**-20  # of weights, which are around .1: one part in 100,000 of each
_PRODUCT = UNIT * _WEIGHT_UNIT
_EXACT = 2.0**53  # whole numbers up to here are all in float64


@dataclass(frozen=True)
class Ensemble:
    """The weights of all nets, one net after another in the first axis; biases in the units of the sums they are added to.

    `beside` are those of the first layer once more, with the nets side by side: it is one product for all of them.
    """

    beside: Whole
    w1: Whole
    b1: Whole
    w2: Whole
    b2: Whole
    w3: Whole
    b3: Whole

    @classmethod
    def of(cls, nets: Sequence[Net]) -> Ensemble:
        """The ensemble of some nets of one shape.

        Raises:
            ConfigError: weights are so large that sums would not be exact.
        """
        w1, w2, w3 = (_whole([getattr(net, name) for net in nets], _WEIGHT_UNIT) for name in ("w1", "w2", "w3"))
        b1, b2, b3 = (_whole([getattr(net, name) for net in nets], _PRODUCT) for name in ("b1", "b2", "b3"))
        # The most that each sum can be: of inputs at CLIP, then of hidden values at their most.
        one = np.abs(w1).sum(axis=1) * (CLIP / UNIT) + np.abs(b1)
        two = (np.abs(w2) * np.tile(_next(one), 1 + len(WINDOWS))[..., None]).sum(axis=1) + np.abs(b2)
        three = (np.abs(w3) * _next(two)).sum(axis=1) + np.abs(b3)
        if not max(one.max(), two.max(), three.max()) < _EXACT:
            raise ConfigError("line-model.weights", "so large that sums of them are not exact", "train it again")
        return cls(np.concatenate(w1, axis=1), w1, b1, w2, b2, w3, b3)

    def hidden(self, rows: Floats, bounds: Bounds) -> Whole:
        """The first layer for `rows`, standardised features with a column a line; `bounds` are of the documents.

        In UNITs: by net and line its own values and, behind them, the means of those around.
        """
        n_nets, size = self.b1.shape
        n_lines = rows.shape[1]
        units = np.multiply(rows, 1 / UNIT, dtype=np.float64)
        own = units.T @ self.beside
        own += self.b1.reshape(-1)
        own = _next(np.maximum(own, 0, out=own))
        wide = np.empty((n_nets, n_lines, 1 + len(WINDOWS), size))
        for place, values in enumerate((own, *_window_means(own, bounds))):
            wide[:, :, place] = values.reshape(n_lines, n_nets, size).swapaxes(0, 1)
        return wide.reshape(n_nets, n_lines, -1)

    def logits(self, hidden: Whole) -> NDArray[np.float64]:
        """The logit of boilerplate for each line, the mean of what the nets say."""
        second = hidden @ self.w2
        second += self.b2[:, None]
        second = _next(np.maximum(second, 0, out=second))
        return np.asarray(((second @ self.w3[..., None])[..., 0] + self.b3[:, None]).mean(axis=0) * _PRODUCT)

    def contributions(self, hidden: Whole, rows: Floats, lines: NDArray[np.int64]) -> NDArray[np.float64]:
        """What each feature of `lines` adds to their logits (gradient times value), mean of the nets.

        `rows` are their standardised features, a row a line.
        """
        wide, size = hidden[:, lines], self.b1.shape[1]
        active = (wide @ self.w2 + self.b2[:, None]) > 0
        to_hidden = np.rint((active * self.w3[:, None]) @ self.w2[:, :size].swapaxes(1, 2) * _WEIGHT_UNIT)
        slopes = (to_hidden * (wide[..., :size] > 0)) @ self.w1.swapaxes(1, 2)
        return np.asarray((slopes * rows).mean(axis=0) * _WEIGHT_UNIT**2)


def _whole(values: object, unit: float) -> Whole:
    return np.rint(np.asarray(values, np.float64) / unit)


def _next(sums: Whole) -> Whole:
    """Sums of products as values of the next layer."""
    return np.rint(sums * _WEIGHT_UNIT)


def _window_means(own: Whole, bounds: Bounds) -> list[Whole]:
    """For each of WINDOWS the means of `own`, a row a line, over the lines of the same document in it; beyond its ends 0."""
    sums = np.zeros((len(own) + 1, own.shape[1]))
    np.cumsum(own, axis=0, out=sums[1:])
    begins, ends = np.array(bounds).T
    sizes = ends - begins
    low, high = np.repeat(begins, sizes), np.repeat(ends, sizes)
    index = np.arange(len(own))
    parts = []
    for begin, end in WINDOWS:
        means = sums[np.clip(index + end + 1, low, high)]
        means -= sums[np.clip(index + begin, low, high)]
        if begin != end:
            means /= end - begin + 1
            np.rint(means, out=means)
        parts.append(means)
    return parts
