"""The small network behind the line model: two layers, with a look at the hidden values of the lines around.

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
UNIT = 2.0**-16  # of standardised features and hidden values, all of which are whole numbers of it: 20 bits up to CLIP


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


def standardise(values: NDArray[np.float64], mean: Floats, scale: Floats) -> Floats:
    """Features as the network wants them: mean 0, deviation 1, at most CLIP, whole UNITs; unknown (NaN) is the mean."""
    rows: Floats = values.astype(np.float32)
    rows -= mean
    rows /= scale
    np.nan_to_num(rows, copy=False, nan=0.0)
    np.clip(rows, -CLIP, CLIP, out=rows)
    rows *= np.float32(1 / UNIT)
    np.rint(rows, out=rows)
    rows *= np.float32(UNIT)
    return rows
