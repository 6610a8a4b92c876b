"""The network: windows, contributions, and that training follows the gradient and learns."""

import numpy as np
import pytest

from cleancorpus.detect.line_model.ensemble import Ensemble
from cleancorpus.detect.line_model.net import UNIT, WINDOWS, Net, standardise
from cleancorpus.training.lines_net import Recipe, TrainPage, _gradient, _window_backward, train_net, window_means


def test_window_means_are_means_over_the_lines_around() -> None:
    rng = np.random.default_rng(0)
    values = rng.standard_normal((15, 3)).astype(np.float32)
    got = window_means(values)
    for number, (first, last) in enumerate(WINDOWS):
        for i in range(15):
            inside = [values[j] if 0 <= j < 15 else np.zeros(3) for j in range(i + first, i + last + 1)]
            assert got[i, number * 3 : number * 3 + 3] == pytest.approx(np.mean(inside, axis=0), abs=1e-5)


def test_backward_is_the_transpose_of_the_windows() -> None:
    rng = np.random.default_rng(1)
    values = rng.standard_normal((20, 2)).astype(np.float32)
    slopes = rng.standard_normal((20, 2 * len(WINDOWS))).astype(np.float32)
    there = float((window_means(values) * slopes).sum())
    back = float((values * _window_backward(slopes, 2)).sum())
    assert there == pytest.approx(back, rel=1e-4)


def pages(seed: int, number: int = 30) -> list[TrainPage]:
    """Pages whose lines are boilerplate exactly when the line before has a positive second feature."""
    rng = np.random.default_rng(seed)
    made = []
    for _ in range(number):
        rows = rng.standard_normal((25, 4)).astype(np.float32)
        target = np.concatenate(([0], rows[:-1, 1] > 0)).astype(np.float32)
        made.append(TrainPage(rows, target, np.ones(25, np.float32)))
    return made


def test_gradient_agrees_with_small_steps() -> None:
    recipe = Recipe(hidden=5, second=4, drop_inputs=0.0, drop_hidden=0.0)
    rng = np.random.default_rng(2)
    wide = 5 * (1 + len(WINDOWS))
    shapes = {"w1": (4, 5), "b1": (5,), "w2": (wide, 4), "b2": (4,), "w3": (4,), "b3": (1,)}
    weights = {name: (rng.standard_normal(shape) * 0.5).astype(np.float64) for name, shape in shapes.items()}
    batch = [TrainPage(p.rows.astype(np.float64), p.target, p.weight) for p in pages(3, 2)]

    def loss() -> float:
        total = []
        for page in batch:
            net = Net.of([weights[name] for name in ("w1", "b1", "w2", "b2", "w3")], float(weights["b3"][0]))
            hidden = np.maximum(page.rows @ net.w1 + net.b1, 0)
            second = np.maximum(np.concatenate((hidden, window_means(hidden)), axis=1) @ net.w2 + net.b2, 0)
            logit = second @ net.w3 + net.b3
            total.append(np.logaddexp(0, logit) - page.target * logit)
        return float(np.mean(np.concatenate(total)))

    slopes = _gradient(batch, weights, recipe, 1.0, np.random.default_rng(0))
    for name in ("w1", "w2", "w3", "b1"):
        place = tuple(0 for _ in shapes[name])
        step = 1e-5
        weights[name][place] += step
        up = loss()
        weights[name][place] -= 2 * step
        down = loss()
        weights[name][place] += step
        assert slopes[name][place] == pytest.approx((up - down) / (2 * step), rel=2e-2, abs=1e-5), name


def test_training_learns_from_the_line_before_and_is_repeatable() -> None:
    recipe = Recipe(hidden=16, second=8, epochs=80, pages=8, rate=1e-2, drop_inputs=0.0, drop_hidden=0.0)
    net, again = (train_net(pages(4, 60), 7, recipe) for _ in range(2))
    assert (net.w1 == again.w1).all()
    held_out = pages(5)
    right = np.concatenate([(logits(net, page.rows) > 0) == (page.target > 0.5) for page in held_out])
    assert right.mean() > 0.85


def logits(net: Net, rows: np.ndarray) -> np.ndarray:
    """What `net` says of the lines of one document, a row a line."""
    ensemble = Ensemble.of([net])
    return ensemble.logits(ensemble.hidden(rows.T, [(0, len(rows))]))


def test_unknown_values_are_the_mean_and_outliers_are_clipped() -> None:
    mean, scale = np.array([1.0, 1.0, 1.0], np.float32), np.array([1.0, 2.0, np.inf], np.float32)
    assert standardise(np.array([[np.nan, 99.0, 7.0]]), mean, scale).tolist() == [[0.0, 5.0, 0.0]]


def test_standardised_values_are_whole_units() -> None:
    rng = np.random.default_rng(7)
    values = rng.standard_normal((50, 6)) * 7
    rows = standardise(values, np.full(6, 0.3, np.float32), np.full(6, 2.7, np.float32))
    assert (rows / UNIT == np.rint(rows / UNIT)).all()
    assert rows == pytest.approx(np.clip((values - 0.3) / 2.7, -5, 5), abs=UNIT)
