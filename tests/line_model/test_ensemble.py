"""Nets in whole numbers: what they say agrees with the formula, and not one bit of it with how the sums are made."""

import json
import os
import subprocess
import sys
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from cleancorpus.detect.line_model.ensemble import REACH, Ensemble
from cleancorpus.detect.line_model.net import UNIT, WINDOWS, Net
from cleancorpus.detect.line_model.weights import packaged
from cleancorpus.errors import ConfigError
from cleancorpus.training.lines_net import window_means

SIZES = (*range(1, 30), 70, 130, 1)


def some_net(rng: np.random.Generator) -> Net:
    shapes = ((9, 4), (4,), (4 * 7, 3), (3,), (3,))
    return Net.of([rng.standard_normal(shape).astype(np.float32) for shape in shapes], 0.25)


def some_rows(rng: np.random.Generator, features: int) -> tuple[np.ndarray, list[tuple[int, int]]]:
    """Standardised features of some documents, a column a line, and where each document begins and ends."""
    ends = np.cumsum(SIZES).tolist()
    rows = np.clip(rng.standard_normal((features, ends[-1])), -5, 5)
    return np.rint(rows / UNIT).astype(np.float32) * np.float32(UNIT), [
        (end - size, end) for size, end in zip(SIZES, ends, strict=True)
    ]


def by_formula(net: Net, rows: np.ndarray) -> np.ndarray:
    """The logits of the lines of one document (a row a line), in fractions."""
    hidden = np.maximum(rows @ net.w1.astype(float) + net.b1, 0)
    wide = np.concatenate((hidden, window_means(hidden)), axis=1)
    return np.maximum(wide @ net.w2 + net.b2, 0) @ net.w3 + net.b3


@pytest.fixture(params=["small", "packaged"])
def case(request: pytest.FixtureRequest) -> tuple[list[Net], np.ndarray, list[tuple[int, int]]]:
    rng = np.random.default_rng(0)
    nets = list(packaged().nets) if request.param == "packaged" else [some_net(rng) for _ in range(3)]
    return nets, *some_rows(rng, nets[0].w1.shape[0])


def test_logits_are_those_of_the_formula(case: Any) -> None:
    nets, rows, bounds = case
    ensemble = Ensemble.of(nets)
    logits = ensemble.logits(ensemble.hidden(rows, bounds))
    for first, last in bounds:
        told = np.mean([by_formula(net, rows[:, first:last].T.astype(float)) for net in nets], axis=0)
        assert logits[first:last] == pytest.approx(told, abs=3e-4)


def test_a_document_gets_the_same_bits_alone_in_any_order_of_features_and_by_stretches(case: Any) -> None:
    nets, rows, bounds = case
    ensemble = Ensemble.of(nets)
    hidden = ensemble.hidden(rows, bounds)
    logits = ensemble.logits(hidden)
    order = np.random.default_rng(1).permutation(len(rows))
    shuffled = Ensemble.of([replace(net, w1=net.w1[order]) for net in nets])
    assert np.array_equal(shuffled.logits(shuffled.hidden(rows[order], bounds)), logits)
    for first, last in bounds:
        own = rows[:, first:last]
        alone = ensemble.hidden(own, [(0, last - first)])
        assert np.array_equal(ensemble.logits(alone), logits[first:last])
        lines = np.arange(0, last - first, 3)
        assert np.array_equal(
            ensemble.contributions(alone, own.T[lines], lines),
            ensemble.contributions(hidden, own.T[lines], lines + first),
        )
        half = (last - first) // 2
        for begin, end in ((0, half), (half, last - first)):
            before, behind = max(0, begin - REACH), min(last - first, end + REACH)
            part = ensemble.logits(ensemble.hidden(own[:, before:behind], [(0, behind - before)]))
            assert np.array_equal(part[begin - before : end - before], logits[first + begin : first + end])


def test_contributions_of_a_line_add_up_to_its_change() -> None:
    rng = np.random.default_rng(6)
    wide = 6 * (1 + len(WINDOWS))
    shapes = ((5, 6), (6,), (wide, 4), (4,), (4,))
    net = Net.of([rng.standard_normal(shape).astype(np.float32) for shape in shapes], 0.1)
    rows = rng.standard_normal((8, 5)).astype(np.float32)
    ensemble = Ensemble.of([net])
    lines = np.array([3, 5])
    added = ensemble.contributions(ensemble.hidden(rows.T, [(0, 8)]), rows[lines], lines)
    for row, line in zip(added, lines, strict=True):
        nudged = rows.astype(float)
        nudged[line] *= 1 + 1e-3
        change = (by_formula(net, nudged)[line] - by_formula(net, rows.astype(float))[line]) / 1e-3
        assert row.sum() == pytest.approx(change, rel=0.02, abs=0.01)


def test_weights_whose_sums_would_not_be_exact_are_refused() -> None:
    net = some_net(np.random.default_rng(2))
    Ensemble.of([replace(net, w1=net.w1 * 10)])
    with pytest.raises(
        ConfigError, match=r"^line-model.weights: so large that sums of them are not exact; train it again$"
    ):
        Ensemble.of([replace(net, w1=net.w1 * 1e5)])


_SAID = """
import json, sys
import numpy as np
from cleancorpus.detect.line_model.ensemble import Ensemble
from cleancorpus.detect.line_model.weights import packaged
ensemble = Ensemble.of(packaged().nets)
rows = np.rint(np.random.default_rng(3).standard_normal((ensemble.w1.shape[1], 700)) * 65536).astype(np.float32) / np.float32(65536)
hidden = ensemble.hidden(rows, [(0, 300), (300, 700)])
lines = np.arange(0, 700, 7)
json.dump([ensemble.logits(hidden).tolist(), ensemble.contributions(hidden, rows.T[lines], lines).tolist()], sys.stdout)
"""


def test_the_number_of_threads_and_the_kind_of_processor_change_no_bit() -> None:
    told = []
    # A name that OpenBLAS does not know on this machine is one that it leaves out; then this compares numbers of threads.
    for threads, core in (("1", ""), ("4", ""), ("1", "Prescott"), ("4", "Sandybridge")):
        extra = {"OPENBLAS_NUM_THREADS": threads, "OMP_NUM_THREADS": threads} | (
            {"OPENBLAS_CORETYPE": core} if core else {}
        )
        done = subprocess.run(
            [sys.executable, "-c", _SAID], env=_environment() | extra, capture_output=True, text=True, check=True
        )
        told.append(json.loads(done.stdout))
    assert all(each == told[0] for each in told[1:])
    assert len(set(told[0][0])) > 600


def _environment() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if not name.startswith(("OPENBLAS", "OMP_"))}
