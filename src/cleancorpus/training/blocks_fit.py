"""Fits the parts of the block model: token tables (logistic regression) and trees (gradient boosting)."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from cleancorpus.extract.blocks.features import NameScores, compute
from cleancorpus.extract.blocks.model import LEAF_UNIT, Trees
from cleancorpus.extract.blocks.tokens import TokenTables, name_tokens, text_tokens
from cleancorpus.extract.blocks.walk import PageBlocks

SEED = 7
TOKEN_UNIT = 16  # a weight of 1 is stored as 16
TREES = {
    "objective": "binary", "learning_rate": 0.06, "num_leaves": 47, "max_depth": 8, "min_data_in_leaf": 120,
    "feature_fraction": 0.2, "bagging_fraction": 0.8, "bagging_freq": 1, "lambda_l2": 30.0, "max_bin": 127,
    "min_sum_hessian_in_leaf": 1.0, "cat_smooth": 10, "verbosity": -1, "num_threads": 1, "deterministic": True,
    "force_row_wise": True, "seed": SEED,
}  # fmt: skip


@dataclass
class Sample:
    """A page with labels: share of each block in the reference, words of each block, weight of the page."""

    id: str
    group: str
    domain: str
    page: PageBlocks
    share: np.ndarray
    words: np.ndarray
    weight: float
    live: np.ndarray

    @property
    def target(self) -> np.ndarray:
        target: np.ndarray = self.share >= 0.5
        return target

    def block_weights(self) -> np.ndarray:
        """Weight of each block: its part of the article, and a little for every block so that short ones count."""
        total = max(float((self.words * self.target).sum()), 30.0)
        part = np.minimum(self.words / total, 0.1)
        sure = 0.3 + 0.7 * np.abs(self.share - 0.5) * 2
        weights: np.ndarray = self.weight * (0.008 + part) * sure * 50
        return weights


def _regression(rows: Any, target: np.ndarray, weight: np.ndarray, strength: float) -> np.ndarray:
    from sklearn.linear_model import LogisticRegression

    model = LogisticRegression(C=strength, solver="liblinear", random_state=SEED, max_iter=60, tol=1e-3)
    model.fit(rows, target, sample_weight=weight)
    result: np.ndarray = model.coef_[0]
    return result


def _vocabulary(tokens: np.ndarray, domains: np.ndarray, minimum: int) -> np.ndarray:
    """Sorted tokens that stand on at least `minimum` domains."""
    pairs = np.unique(tokens.astype(np.uint64) << np.uint64(16) | domains.astype(np.uint64))
    values, counts = np.unique(pairs >> np.uint64(16), return_counts=True)
    kept: np.ndarray = values[counts >= minimum].astype(np.uint32)
    return kept


def _positions(vocabulary: np.ndarray, tokens: np.ndarray) -> np.ndarray:
    place = np.minimum(np.searchsorted(vocabulary, tokens), len(vocabulary) - 1)
    found: np.ndarray = np.where(vocabulary[place] == tokens, place, -1)
    return found


def _quantise(weights: np.ndarray) -> np.ndarray:
    stored: np.ndarray = np.clip(np.rint(weights * TOKEN_UNIT), -127, 127).astype(np.int8)
    return stored


def tokens_of_name(name: str) -> tuple[int, ...]:
    """Tokens of all classes and ids in a container's name."""
    return tuple(token for whole in name.split() for token in name_tokens(whole))


def fit_tables(
    samples: Sequence[Sample], *, min_domains: int = 5, text_c: float = 0.05, name_c: float = 0.02
) -> TokenTables:
    """Learn weights of text tokens and name tokens from the live blocks of `samples`."""
    texts, text_weights = _fit_texts(samples, min_domains, text_c)
    names, name_weights = _fit_names(samples, min_domains, name_c)
    return TokenTables(texts, text_weights, names, name_weights)


def _domain_numbers(samples: Sequence[Sample]) -> dict[str, int]:
    return {domain: i for i, domain in enumerate(sorted({sample.domain for sample in samples}))}


def _marks(rows: np.ndarray, columns: np.ndarray, shape: tuple[int, int]) -> Any:
    """A sparse matrix of counts; places whose column is negative are left out."""
    from scipy.sparse import csr_matrix  # type: ignore[import-untyped]

    known = columns >= 0
    return csr_matrix((np.ones(known.sum(), np.float32), (rows[known], columns[known])), shape)


def _fit_texts(samples: Sequence[Sample], min_domains: int, strength: float) -> tuple[np.ndarray, np.ndarray]:
    """Text tokens that say something, sorted, and their weights; a row is a live block."""
    number = _domain_numbers(samples)
    token, row, domain, target, weight = [], [], [], [], []
    rows = 0
    for sample in samples:
        made = text_tokens(sample.page.texts, sample.live)
        position = np.full(len(sample.page), -1)
        position[sample.live] = np.arange(rows, rows + len(sample.live))
        rows += len(sample.live)
        token.append(made.token)
        row.append(position[made.block])
        domain.append(np.full(len(made.token), number[sample.domain]))
        target.append(sample.target[sample.live])
        weight.append(sample.block_weights()[sample.live])
    tokens = np.concatenate(token)
    vocabulary = _vocabulary(tokens, np.concatenate(domain), min_domains)
    matrix = _marks(np.concatenate(row), _positions(vocabulary, tokens), (rows, len(vocabulary)))
    matrix.data[:] = 1.0
    weights = _quantise(_regression(matrix, np.concatenate(target), np.concatenate(weight), strength))
    used = weights != 0
    return vocabulary[used], weights[used]


class _NameRows:
    """Rows to learn names from: blocks of a page with the same container names are one row, once for and once against."""

    def __init__(self) -> None:
        self.cells: tuple[list[tuple[int, int]], ...] = ([], [], [])  # (row, token) of own, parent's, all names
        self.domains: dict[int, set[int]] = defaultdict(set)  # on which a token stands
        self.target: list[bool] = []
        self.weight: list[float] = []

    def add(self, sample: Sample, domain: int) -> None:
        page = sample.page
        block_weight, goal = sample.block_weights(), sample.target
        groups: dict[tuple[str, int, bool], float] = defaultdict(float)
        for block in sample.live.tolist():
            own = int(page.container[block])
            groups[page.names[own], int(page.parent[own]), bool(goal[block])] += float(block_weight[block])
        ancestors: dict[int, list[int]] = {}
        for (name, parent, goal_row), total in groups.items():
            if parent not in ancestors:
                ancestors[parent] = _tokens_above(page, parent)
            own_tokens, parent_tokens = tokens_of_name(name), tokens_of_name(page.names[parent])
            all_tokens = (*own_tokens, *ancestors[parent])
            for cells, tokens in zip(self.cells, (own_tokens, parent_tokens, all_tokens), strict=True):
                cells += [(len(self.target), each) for each in tokens]
            for each in all_tokens:
                self.domains[each].add(domain)
            self.target.append(goal_row)
            self.weight.append(total)


def _tokens_above(page: PageBlocks, container: int) -> list[int]:
    """Tokens of the names of `container` and all that it stands in, but the root."""
    tokens: list[int] = []
    while container:
        tokens += tokens_of_name(page.names[container])
        container = int(page.parent[container])
    return tokens


def _fit_names(samples: Sequence[Sample], min_domains: int, strength: float) -> tuple[np.ndarray, np.ndarray]:
    """Name tokens that say something, sorted, and their weights as (own, parent, ancestor)."""
    from scipy.sparse import hstack

    number, rows = _domain_numbers(samples), _NameRows()
    for sample in samples:
        rows.add(sample, number[sample.domain])
    names = np.array(sorted(each for each, on in rows.domains.items() if len(on) >= min_domains), np.uint32)
    parts = []
    for cells in rows.cells:
        table = np.array(cells, np.int64).reshape(-1, 2)
        columns = _positions(names, table[:, 1].astype(np.uint32))
        parts.append(_marks(table[:, 0], columns, (len(rows.target), len(names))))
    weights = _regression(hstack(parts).tocsr(), np.array(rows.target), np.array(rows.weight), strength)
    quantised = _quantise(weights.reshape(3, -1).T)
    used = (quantised != 0).any(axis=1)
    return names[used], quantised[used]


def make_rows(
    samples: Sequence[Sample], tables: Sequence[TokenTables]
) -> tuple[np.ndarray, list[np.ndarray], tuple[str, ...]]:
    """Feature rows of the live blocks of each sample, with the tables meant for it."""
    scores = {id(table): NameScores(table) for table in tables}
    rows: list[np.ndarray] = []
    live: list[np.ndarray] = []
    names: tuple[str, ...] = ()
    for sample, table in zip(samples, tables, strict=True):
        made = compute(sample.page, table, scores[id(table)])
        rows.append(made.values)
        live.append(made.live)
        names = made.names
    return np.concatenate(rows), live, names


def fit_trees(values: np.ndarray, target: np.ndarray, weight: np.ndarray, n_trees: int, **options: Any) -> Trees:
    """Boost `n_trees` trees and flatten them."""
    import lightgbm

    data = lightgbm.Dataset(values, target.astype(np.int8), weight=weight, free_raw_data=True)
    booster = lightgbm.train({**TREES, **options}, data, n_trees)
    return flatten(booster.dump_model())


def flatten(dump: dict[str, Any]) -> Trees:
    """A LightGBM model as flat arrays; equal decisions, leaf values rounded to 1 / LEAF_UNIT."""
    made = []
    depth = 0
    for info in dump["tree_info"]:
        feature, threshold, left, leaf = [0], [np.inf], [0], [0]
        open_nodes = [(info["tree_structure"], 0, 0)]
        while open_nodes:
            node, place, level = open_nodes.pop()
            if "leaf_value" in node and "split_feature" not in node:
                leaf[place] = round(node["leaf_value"] * LEAF_UNIT)
                left[place] = place
                depth = max(depth, level)
                continue
            if node["decision_type"] != "<=":
                raise ValueError(f"decision {node['decision_type']!r} in a tree; train without categories")
            limit = float(np.float32(node["threshold"]))
            if limit > node["threshold"]:
                limit = float(np.nextafter(np.float32(limit), np.float32(-np.inf)))
            feature[place], threshold[place], left[place] = node["split_feature"], limit, len(feature)
            leaf[place] = round(node["internal_value"] * LEAF_UNIT)
            child = len(feature)
            feature += [0, 0]
            threshold += [np.inf, np.inf]
            left += [child, child + 1]
            leaf += [0, 0]
            open_nodes += [(node["left_child"], child, level + 1), (node["right_child"], child + 1, level + 1)]
        made.append((feature, threshold, left, leaf))
    width = max(len(each[0]) for each in made)

    def table(column: int, kind: Any, fill: Any) -> np.ndarray:
        result = np.full((len(made), width), fill, kind)
        for tree, each in enumerate(made):
            result[tree, : len(each[column])] = each[column]
        return result

    return Trees(
        table(0, np.int16, 0), table(1, np.float32, np.inf), table(2, np.int16, 0), table(3, np.int16, 0), depth
    )


def describe(dump: dict[str, Any], names: tuple[str, ...]) -> str:
    """Gain of each feature as JSON, most first."""
    gain: dict[str, float] = defaultdict(float)
    open_nodes = [info["tree_structure"] for info in dump["tree_info"]]
    while open_nodes:
        node = open_nodes.pop()
        if "split_feature" in node:
            gain[names[node["split_feature"]]] += node["split_gain"]
            open_nodes += [node["left_child"], node["right_child"]]
    return json.dumps(dict(sorted(gain.items(), key=lambda pair: -pair[1])))
