"""The nets of the line model side by side, for the lines of many documents.

What concerns a value by itself is computed for all lines at once. Products and running sums are made for each document
by itself: BLAS has other routines for one row than for many, and the last digits of a document's lines would follow what
stands beside it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from cleancorpus.detect.line_model.net import WINDOWS, Floats, Net

Bounds = Sequence[tuple[int, int]]


@dataclass(frozen=True)
class Hidden:
    """First-layer values: for each net and line of the batch its own and, behind them, the means of those around.

    `sums` are running sums of its own, from what stands before the first line of each document to all of it.
    """

    wide: Floats
    size: int
    sums: Floats

    @property
    def own(self) -> Floats:
        return self.wide[..., : self.size]


@dataclass(frozen=True)
class Ensemble:
    """The weights of all nets, one net after another in the first axis.

    Nets have products of their own, too: with those of three side by side the last digits are others.
    """

    w1: Floats
    b1: Floats
    w2: Floats
    b2: Floats
    w3: Floats
    b3: Floats

    @classmethod
    def of(cls, nets: Sequence[Net]) -> Ensemble:
        """The ensemble of some nets of one shape."""
        w1, b1, w2, b2, w3 = (np.stack([getattr(net, name) for net in nets]) for name in ("w1", "b1", "w2", "b2", "w3"))
        return cls(w1, b1, w2, b2, w3, np.array([net.b3 for net in nets], np.float32))

    def hidden(self, rows: Floats, bounds: Bounds, before: Floats | None = None) -> Hidden:
        """The first layer for `rows`, standardised features with a column a line; `bounds` are of the documents.

        `before` are the sums of what stands before the first line, where a document begins further above.
        """
        n_nets, size = self.b1.shape
        own = np.empty((n_nets, rows.shape[1], size), np.float32)
        for first, last in bounds:
            np.matmul(np.ascontiguousarray(rows[:, first:last]).T, self.w1, out=own[:, first:last])
        own += self.b1[:, None]
        np.maximum(own, 0, out=own)
        sums = _running_sums(own, bounds, before)
        return Hidden(np.concatenate((own, *_window_means(own, sums, bounds)), axis=2), size, sums)

    def logits(self, hidden: Hidden, bounds: Bounds) -> Floats:
        """The logit of boilerplate by each net for each line."""
        wide = hidden.wide
        second = np.empty((*wide.shape[:2], self.w2.shape[2]), np.float32)
        for first, last in bounds:
            np.matmul(wide[:, first:last], self.w2, out=second[:, first:last])
        second += self.b2[:, None]
        np.maximum(second, 0, out=second)
        logits = np.empty((*wide.shape[:2], 1), np.float32)
        for first, last in bounds:
            np.matmul(second[:, first:last], self.w3[..., None], out=logits[:, first:last])
        return np.asarray(logits[..., 0] + self.b3[:, None])

    def contributions(self, hidden: Hidden, rows: Floats, lines: np.ndarray) -> Floats:
        """What each feature of `lines` of one document adds to their logits (gradient times value), mean of the nets.

        `rows` are their standardised features, a row a line.
        """
        wide = hidden.wide[:, lines]
        active = (np.matmul(wide, self.w2) + self.b2[:, None]) > 0
        own = wide[..., : hidden.size]
        to_hidden = np.matmul(active * self.w3[:, None], self.w2[:, : hidden.size].swapaxes(1, 2))
        slopes = np.matmul(to_hidden * (own > 0), self.w1.swapaxes(1, 2))
        return np.asarray(np.mean(slopes * rows, axis=0), np.float32)


def _running_sums(values: Floats, bounds: Bounds, before: Floats | None) -> Floats:
    sums = np.zeros((values.shape[0], values.shape[1] + len(bounds), values.shape[2]), values.dtype)
    if before is not None:  # to sum on is to add one after another, as over the whole document
        sums[:, 0] = before
        sums[:, 1:] = values
        return np.cumsum(sums, axis=1, out=sums)
    for number, (first, last) in enumerate(bounds):
        np.cumsum(values[:, first:last], axis=1, out=sums[:, first + number + 1 : last + number + 1])
    return sums


def _window_means(values: Floats, sums: Floats, bounds: Bounds) -> list[Floats]:
    """For each of WINDOWS the means over the lines of the same document in it, as `net.window_means` has them side by side."""
    sizes = np.array([last - first for first, last in bounds])
    doc = np.repeat(np.arange(len(bounds)), sizes)
    low = np.array([first for first, _ in bounds])[doc] + doc
    high = np.array([last for _, last in bounds])[doc] + doc
    index = np.arange(values.shape[1]) + doc
    parts = []
    for begin, end in WINDOWS:
        means = sums.take(np.clip(index + end + 1, low, high), axis=1)
        means -= sums.take(np.clip(index + begin, low, high), axis=1)
        means /= end - begin + 1
        parts.append(means)
    return parts
