"""The learned model: weights from one file of plain arrays, probabilities in numpy.

The trees are flat arrays and all are walked at once. Leaf values are whole numbers (1/1024), so that the log-odds of
every block are the same on all machines.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import lru_cache
from importlib.resources import files
from typing import Any

import numpy as np

from cleancorpus.errors import ConfigError
from cleancorpus.extract.blocks.features import BlockFeatures, NameScores, compute
from cleancorpus.extract.blocks.tokens import TokenTables
from cleancorpus.extract.blocks.walk import PageBlocks

LEAF_UNIT = 1024  # sums of whole numbers are the same on every machine
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
    n_trees, width = trees.feature.shape
    base = (np.arange(n_trees, dtype=np.int64) * width)[None, :]
    place = np.repeat(base, len(values), 0)
    row = (np.arange(len(values), dtype=np.int64) * values.shape[1])[:, None]
    flat = np.ascontiguousarray(values).ravel()
    feature, threshold, left, leaf = (
        array.ravel() for array in (trees.feature, trees.threshold, trees.left, trees.leaf)
    )
    for _ in range(trees.depth):  # take() is twice as fast as an index in brackets
        right = flat.take(row + feature.take(place)) > threshold.take(place)
        place = base + left.take(place) + right
    total: np.ndarray = leaf.take(place).sum(axis=1, dtype=np.int64) / LEAF_UNIT
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
