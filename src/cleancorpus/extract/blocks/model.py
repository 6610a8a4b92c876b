"""The learned model: weights from one file of plain arrays, probabilities in numpy.

The trees are flat arrays and all are walked at once. Leaf values are whole numbers (1/1024), so that the log-odds of
every block are the same on all machines.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import cached_property, lru_cache
from importlib.resources import files
from typing import Any, NamedTuple

import numpy as np

from cleancorpus.errors import ConfigError
from cleancorpus.extract.blocks.features import BlockFeatures, NameScores, compute
from cleancorpus.extract.blocks.tokens import TokenTables
from cleancorpus.extract.blocks.walk import PageBlocks

LEAF_UNIT = 1024  # sums of whole numbers are the same on every machine
_ROWS = 2048  # are asked at once: each has a place in every tree, which are 8 KB
DEAD_LOGIT = -8.0  # of blocks that the model is not asked about


@dataclass(frozen=True)
class Trees:
    """Binary trees of equal depth limit as (tree, node) arrays; a leaf points at itself.

    At node k of tree t: go to `left[t, k]` where `values[feature[t, k]] <= threshold[t, k]`, else to the next one.
    """

    feature: np.ndarray  # int16
    threshold: np.ndarray  # float32
    left: np.ndarray  # int16; the right child is left + 1
    leaf: np.ndarray  # int16, in 1 / LEAF_UNIT; of an inner node: the mean of the leaves below it
    depth: int

    @cached_property
    def flat(self) -> FlatTrees:
        """All trees in a row, in the types that numpy takes without a copy."""
        n_trees, width = self.feature.shape
        left = self.left.astype(np.intp) + (np.arange(n_trees) * width)[:, None]
        feature = self.feature.astype(np.intp)
        return FlatTrees(
            feature.ravel(), self.threshold.ravel(), left.ravel(), self.leaf.astype(np.int64).ravel(),
            feature[:, 0].copy(), self.threshold[:, 0].copy(), left[:, 0].copy(),
        )  # fmt: skip


class FlatTrees(NamedTuple):
    """`Trees` with one number a node; and the roots apart, where every row begins."""

    feature: np.ndarray
    threshold: np.ndarray
    left: np.ndarray
    leaf: np.ndarray
    root_feature: np.ndarray
    root_threshold: np.ndarray
    root_left: np.ndarray


@dataclass(frozen=True)
class BlockModel:
    """Everything needed to score the blocks of a page."""

    tables: TokenTables
    trees: Trees
    feature_names: tuple[str, ...]
    name_scores: NameScores

    def features(self, page: PageBlocks) -> BlockFeatures:
        """Features of the live blocks of `page`."""
        return compute(page, self.tables, self.name_scores)

    def logits(self, features: BlockFeatures, n_blocks: int) -> np.ndarray:
        """Log-odds of every block of the page to be article text; `DEAD_LOGIT` for blocks without features."""
        result = np.full(n_blocks, DEAD_LOGIT)
        if len(features.live):
            if features.names != self.feature_names:
                raise ConfigError(
                    "block model",
                    "its features are not the code's",
                    "train it again: python -m cleancorpus.training.blocks",
                )
            result[features.live] = tree_logits(self.trees, features.values)
        return result


def tree_logits(trees: Trees, values: np.ndarray) -> np.ndarray:
    """Sum of the leaves that each row of `values` reaches, float64."""
    if len(values) <= _ROWS:
        return _tree_logits(trees, values)
    parts = [_tree_logits(trees, values[first : first + _ROWS]) for first in range(0, len(values), _ROWS)]
    return np.concatenate(parts)


def _tree_logits(trees: Trees, values: np.ndarray) -> np.ndarray:
    known = trees.flat
    row = (np.arange(len(values)) * values.shape[1])[:, None]
    flat = np.ascontiguousarray(values).ravel()
    place = known.root_left + (values.take(known.root_feature, axis=1) > known.root_threshold)
    for _ in range(trees.depth - 1):  # take() is twice as fast as an index in brackets
        right = flat.take(known.feature.take(place) + row) > known.threshold.take(place)
        place = known.left.take(place) + right
    total: np.ndarray = known.leaf.take(place).sum(axis=1) / LEAF_UNIT
    return total


def contributions(trees: Trees, values: np.ndarray) -> np.ndarray:
    """How much each feature added to the logit of each row: the change of the mean along the path, by split feature."""
    result = np.zeros(values.shape)
    rows = np.arange(len(values))
    for feature, threshold, left, leaf in zip(trees.feature, trees.threshold, trees.left, trees.leaf, strict=True):
        place = np.zeros(len(values), np.int64)
        for _ in range(trees.depth):
            split = feature[place]
            following = left[place] + (values[rows, split] > threshold[place])
            np.add.at(result, (rows, split), (leaf[following].astype(np.int64) - leaf[place]) / LEAF_UNIT)
            place = following
    return result


def save(path: Any, tables: TokenTables, trees: Trees, names: tuple[str, ...]) -> None:
    """Write a model to an .npz file of plain arrays."""
    arrays = {f"table_{item.name}": getattr(tables, item.name) for item in fields(tables)}
    arrays |= {f"tree_{item.name}": np.asarray(getattr(trees, item.name)) for item in fields(trees)}
    np.savez_compressed(path, features=np.array(names), **arrays)


def load(path: Any) -> BlockModel:
    """Read a model that `save` wrote."""
    with np.load(path, allow_pickle=False) as data:
        tables = TokenTables(**{item.name: data[f"table_{item.name}"] for item in fields(TokenTables)})
        parts = {item.name: data[f"tree_{item.name}"] for item in fields(Trees)}
        names = tuple(str(name) for name in data["features"])
    return BlockModel(tables, Trees(**{**parts, "depth": int(parts["depth"])}), names, NameScores(tables))


@lru_cache(maxsize=1)
def default_model() -> BlockModel:
    """The model that comes with the package, read once a process."""
    with (files("cleancorpus.extract.blocks") / "weights.npz").open("rb") as file:
        return load(file)
