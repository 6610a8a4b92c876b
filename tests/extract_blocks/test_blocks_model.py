"""Weights, trees and labels."""

from dataclasses import replace
from importlib.resources import files
from pathlib import Path

import numpy as np
import pytest
from lxml import html

from cleancorpus.errors import ConfigError
from cleancorpus.extract.blocks.model import LEAF_UNIT, Trees, contributions, default_model, load, save, tree_logits
from cleancorpus.extract.blocks.tokens import text_tokens
from cleancorpus.extract.blocks.walk import walk
from cleancorpus.training.blocks_labels import label_blocks
from extract_blocks.pages import PARAGRAPHS, article

# x0 <= 1 ? (x1 <= 5 ? 1 : 2) : 4, then x1 <= 0 ? -1 : 0.5, in 1/1024
TREES = Trees(
    feature=np.array([[0, 1, 0, 0, 0], [1, 0, 0, 0, 0]], np.int16),
    threshold=np.array([[1, 5, np.inf, np.inf, np.inf], [0, np.inf, np.inf, np.inf, np.inf]], np.float32),
    left=np.array([[1, 3, 2, 3, 4], [1, 1, 2, 0, 0]], np.int16),
    leaf=np.array([[3, 2, 4, 1, 2], [0, -1, 0.5, 0, 0]]) * LEAF_UNIT,
    depth=2,
)


def test_trees_give_the_sum_of_their_leaves() -> None:
    values = np.array([[0, 0], [1, 6], [2, 3], [1, 5]], np.float32)
    assert tree_logits(TREES, values).tolist() == [0.0, 2.5, 4.5, 1.5]


def test_contributions_add_up_to_the_logit_less_the_mean() -> None:
    values = np.array([[0, 0], [1, 6], [2, 3]], np.float32)
    added = contributions(TREES, values).sum(axis=1)
    assert (added + 3).tolist() == tree_logits(TREES, values).tolist()


def test_weights_are_small_and_plain() -> None:
    path = files("cleancorpus.extract.blocks") / "weights.npz"
    assert len(path.read_bytes()) < 2_000_000
    model = default_model()
    assert model.tables.text_hash.dtype == np.uint32 and model.tables.name_weight.dtype == np.int8


def test_a_saved_model_decides_as_before(tmp_path: Path) -> None:
    model = default_model()
    save(tmp_path / "copy.npz", model.tables, model.trees, model.feature_names)
    copy = load(tmp_path / "copy.npz")
    page = walk(html.fromstring(article()))
    assert (
        copy.logits(copy.features(page), len(page)).tolist() == model.logits(model.features(page), len(page)).tolist()
    )


def test_a_model_of_other_features_is_refused() -> None:
    model = replace(default_model(), feature_names=("something",))
    page = walk(html.fromstring(article()))
    with pytest.raises(ConfigError, match="train it again"):
        model.logits(model.features(page), len(page))


def test_tokens_of_a_text_do_not_depend_on_its_neighbours() -> None:
    texts = ["Read more", PARAGRAPHS[0], "...", "Share 12"]
    together = text_tokens(texts, np.arange(4))
    for number, text in enumerate(texts):
        alone = text_tokens([text], np.arange(1))
        assert sorted(together.token[together.block == number].tolist()) == sorted(alone.token.tolist())


def test_tokens_mask_digits() -> None:
    assert (
        text_tokens(["Share 12"], np.arange(1)).token.tolist() == text_tokens(["Share 34"], np.arange(1)).token.tolist()
    )


def test_blocks_found_in_the_reference_are_labelled_and_others_are_not() -> None:
    texts = [
        "Menu of the site",
        PARAGRAPHS[0],
        "A lone line",
        PARAGRAPHS[1],
        "Read more stories about the harbour and its gulls",
    ]
    share, words, found = label_blocks(texts, "\n".join((PARAGRAPHS[0], "A lone line", PARAGRAPHS[1])))
    assert (share >= 0.5).tolist() == [False, True, True, True, False]
    assert found == 1.0 and words.tolist()[2] == 3


def test_common_words_alone_do_not_label_a_block() -> None:
    share, _, _ = label_blocks(["the harbour of the town", "a boat and the mole"], PARAGRAPHS[0])
    assert share.max() < 0.5
