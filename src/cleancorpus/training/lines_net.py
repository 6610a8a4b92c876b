"""Trains the line model's network with Adam on batches of whole pages; numpy alone, seeded, one thread will do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from cleancorpus.detect.line_model.net import WINDOWS, Floats, Net


@dataclass(frozen=True)
class Recipe:
    """Sizes and rates; the defaults are what cross-validation over sites liked, by small margins."""

    hidden: int = 32
    second: int = 16
    epochs: int = 10
    pages: int = 16
    rate: float = 2e-3
    decay: float = 1e-4
    drop_inputs: float = 0.1
    drop_hidden: float = 0.2


@dataclass(frozen=True)
class TrainPage:
    """Standardised rows of one page, 1 for boilerplate, weights (0: not learned from)."""

    rows: Floats
    target: Floats
    weight: Floats


def window_means(values: Floats) -> Floats:
    """For each row the means of the rows in each of WINDOWS, side by side; beyond the edges rows count as 0."""
    n = len(values)
    sums = np.concatenate((np.zeros((1, values.shape[1]), values.dtype), np.cumsum(values, axis=0)))
    index = np.arange(n)
    parts = [
        (sums[np.clip(index + last + 1, 0, n)] - sums[np.clip(index + first, 0, n)]) / (last - first + 1)
        for first, last in WINDOWS
    ]
    return np.concatenate(parts, axis=1)


def _window_backward(gradient: Floats, hidden: int) -> Floats:
    """The transpose of `window_means`: what the gradients of the window means say of the hidden values."""
    n = len(gradient)
    back = np.zeros((n, hidden), np.float32)
    index = np.arange(n)
    for number, (first, last) in enumerate(WINDOWS):
        part: Floats = gradient[:, number * hidden : (number + 1) * hidden] / np.float32(last - first + 1)
        sums: Floats = np.concatenate((np.zeros((1, hidden), np.float32), np.cumsum(part, axis=0)))
        # Row j is in the window of row i when first <= j - i <= last.
        back += sums[np.clip(index - first + 1, 0, n)] - sums[np.clip(index - last, 0, n)]
    return back


def train_net(pages: Sequence[TrainPage], seed: int, recipe: Recipe | None = None) -> Net:
    """A network fitted to `pages` by weighted log loss; the same seed and pages give the same weights."""
    recipe = recipe or Recipe()
    rng = np.random.default_rng(seed)
    features, hidden, second = pages[0].rows.shape[1], recipe.hidden, recipe.second
    wide = hidden * (1 + len(WINDOWS))
    shapes: dict[str, tuple[int, ...]] = {
        "w1": (features, hidden),
        "b1": (hidden,),
        "w2": (wide, second),
        "b2": (second,),
        "w3": (second,),
        "b3": (1,),
    }
    weights: dict[str, NDArray[np.float32]] = {}
    for name, shape in shapes.items():
        scale = np.sqrt(2.0 / shape[0]) if name[0] == "w" else 0.0
        weights[name] = (rng.standard_normal(shape) * scale).astype(np.float32)
    weights["w2"][hidden:] *= 0.3
    first_moment = {name: np.zeros_like(value) for name, value in weights.items()}
    second_moment = {name: np.zeros_like(value) for name, value in weights.items()}
    mean_weight = float(np.mean(np.concatenate([page.weight for page in pages])))
    steps = recipe.epochs * -(-len(pages) // recipe.pages)
    step = 0
    for _ in range(recipe.epochs):
        order = rng.permutation(len(pages))
        for start in range(0, len(pages), recipe.pages):
            step += 1
            batch = [pages[i] for i in order[start : start + recipe.pages]]
            gradient = _gradient(batch, weights, recipe, mean_weight, rng)
            rate = recipe.rate * 0.5 * (1 + np.cos(np.pi * step / steps)) + 1e-5
            for name, slope in gradient.items():
                first_moment[name] = 0.9 * first_moment[name] + 0.1 * slope
                second_moment[name] = 0.999 * second_moment[name] + 0.001 * slope**2
                size = first_moment[name] / (1 - 0.9**step) / (np.sqrt(second_moment[name] / (1 - 0.999**step)) + 1e-8)
                shrink = recipe.decay * weights[name] if name[0] == "w" else 0.0
                weights[name] = (weights[name] - rate * (size + 100 * shrink)).astype(np.float32)
    return Net.of([weights[name] for name in ("w1", "b1", "w2", "b2", "w3")], float(weights["b3"][0]))


def _gradient(
    batch: Sequence[TrainPage],
    weights: dict[str, NDArray[np.float32]],
    recipe: Recipe,
    mean_weight: float,
    rng: np.random.Generator,
) -> dict[str, NDArray[np.float32]]:
    hidden = recipe.hidden
    rows = np.concatenate([page.rows for page in batch])
    target = np.concatenate([page.target for page in batch])
    weight = np.concatenate([page.weight for page in batch]) / mean_weight
    edges = np.cumsum([0] + [len(page.rows) for page in batch])
    spans = list(pairwise(edges))
    # Whole columns are dropped for a page, as a phrase or a finding can be missing on a whole page.
    keep = np.concatenate(
        [
            np.broadcast_to(rng.random(rows.shape[1]) >= recipe.drop_inputs, page.rows.shape).astype(np.float32)
            for page in batch
        ]
    )
    rows = rows * keep / (1 - recipe.drop_inputs)
    one = rows @ weights["w1"] + weights["b1"]
    drop_one = (rng.random(one.shape, dtype=np.float32) >= recipe.drop_hidden) / np.float32(1 - recipe.drop_hidden)
    active_one = np.maximum(one, 0) * drop_one
    around = np.concatenate([window_means(active_one[a:b]) for a, b in spans])
    wide = np.concatenate((active_one, around), axis=1)
    two = wide @ weights["w2"] + weights["b2"]
    active_two = np.maximum(two, 0)
    logit = active_two @ weights["w3"] + weights["b3"]
    error = ((1 / (1 + np.exp(-np.clip(logit, -30, 30))) - target) * weight / len(rows)).astype(np.float32)
    back_two = np.outer(error, weights["w3"]) * (two > 0)
    back_wide = back_two @ weights["w2"].T
    back_one = back_wide[:, :hidden].copy()
    for a, b in spans:
        back_one[a:b] += _window_backward(back_wide[a:b, hidden:], hidden)
    back_one *= drop_one * (one > 0)
    return {
        "w1": rows.T @ back_one,
        "b1": back_one.sum(0),
        "w2": wide.T @ back_two,
        "b2": back_two.sum(0),
        "w3": active_two.T @ error,
        "b3": np.array([error.sum()], np.float32),
    }
