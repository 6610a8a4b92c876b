"""The small network behind the line model, in numpy: two layers, with a look at the hidden values of the lines around.

    hidden = relu(x W1 + b1);  around = window means of hidden;  logit = relu([hidden, around] W2 + b2) w3 + b3

A document's windows end at its edges. Members of an ensemble are averaged as logits.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

# Offsets of the lines whose hidden values are averaged, from and to, inclusive.
WINDOWS: tuple[tuple[int, int], ...] = ((-1, -1), (1, 1), (-4, -2), (2, 4), (-12, -5), (5, 12))
# Standard deviations. A feature that is farther out than on any page of the training says no more than «very»; without
# the limit one such value outweighs all others.
CLIP = 5.0


def _within(index: NDArray[np.int64], n: int) -> NDArray[np.int64]:
    return np.minimum(np.maximum(index, 0), n)


def window_means(values: Floats) -> Floats:
    """For each row the means of the rows in each of WINDOWS, side by side; beyond the edges rows count as 0."""
    n = len(values)
    sums = np.concatenate((np.zeros((1, values.shape[1]), values.dtype), np.cumsum(values, axis=0)))
    index = np.arange(n)
    parts = [
        (sums[_within(index + last + 1, n)] - sums[_within(index + first, n)]) / (last - first + 1)
        for first, last in WINDOWS
    ]
    return np.concatenate(parts, axis=1)


@dataclass(frozen=True)
class Net:
    """One member: weights by layer. `w1` (features, hidden), `w2` (hidden * (1 + windows), second), `w3` (second,)."""

    w1: Floats
    b1: Floats
    w2: Floats
    b2: Floats
    w3: Floats
    b3: float

    @classmethod
    def of(cls, layers: Sequence[Floats], b3: float) -> Net:
        """A net of its layers in the order of the fields."""
        w1, b1, w2, b2, w3 = layers
        return cls(w1, b1, w2, b2, w3, b3)

    def logits(self, rows: Floats) -> Floats:
        """The logit of boilerplate for each row of standardised features of one document."""
        hidden = np.maximum(rows @ self.w1 + self.b1, 0)
        second = np.maximum(np.concatenate((hidden, window_means(hidden)), axis=1) @ self.w2 + self.b2, 0)
        return np.asarray(second @ self.w3 + self.b3, np.float32)

    def contributions(self, rows: Floats, lines: NDArray[np.int64]) -> Floats:
        """What each feature of a line adds to its logit (gradient times value), a row for each of `lines`."""
        hidden = np.maximum(rows @ self.w1 + self.b1, 0)
        wide = np.concatenate((hidden, window_means(hidden)), axis=1)[lines]
        active = (wide @ self.w2 + self.b2) > 0
        to_hidden = (active * self.w3) @ self.w2[: hidden.shape[1]].T
        return np.asarray(((to_hidden * (hidden[lines] > 0)) @ self.w1.T) * rows[lines], np.float32)


def standardise(values: NDArray[np.float64], mean: Floats, scale: Floats) -> Floats:
    """Features as the network wants them: mean 0, deviation 1, at most CLIP; unknown (NaN) is the mean."""
    rows = (values.astype(np.float32) - mean) / scale
    return np.asarray(np.clip(np.nan_to_num(rows, nan=0.0), -CLIP, CLIP), np.float32)
