"""From a tree to the blocks of a document, with what the model thought of every block of the page."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np

from cleancorpus.extract.blocks.assemble import OutBlock, Selection, assemble, block_kinds
from cleancorpus.extract.blocks.assemble import select as select_blocks
from cleancorpus.extract.blocks.features import BlockFeatures
from cleancorpus.extract.blocks.mend import mend
from cleancorpus.extract.blocks.model import BlockModel, contributions, default_model
from cleancorpus.extract.blocks.walk import PageBlocks, walk
from cleancorpus.extract.json_ld import JsonLd
from cleancorpus.model import BlockKind

_LEAST_F1 = 0.2  # a page nobody can read is not kept as a whole


@dataclass(frozen=True)
class ExplainedBlock:
    """A block of the page: whether it is in the text, how likely it was, and what spoke for and against it.

    `dropped` names the rule that took a likely block out again (headline, caption, byline, boilerplate).
    `reasons` are the strongest features as (name, value, log-odds they added), empty for a block that no feature was
    computed for because nothing like a paragraph is near it.
    """

    text: str
    kind: BlockKind
    kept: bool
    probability: float
    dropped: str | None
    reasons: tuple[tuple[str, float, float], ...]


@dataclass(frozen=True)
class BlockExtraction:
    """What `extract_blocks` found. `blocks` are as `repair.assemble.assemble_blocks` takes them.

    `confidence` is the F1 the model expects of this text, between 0 and 1.
    """

    blocks: tuple[OutBlock, ...]
    confidence: float
    page: PageBlocks
    kinds: tuple[BlockKind, ...]
    logits: np.ndarray
    selection: Selection
    features: BlockFeatures
    model: BlockModel

    @property
    def text(self) -> str:
        """The blocks, one a line."""
        return "\n".join(text for text, _, _ in self.blocks)

    @cached_property
    def probabilities(self) -> np.ndarray:
        """Of each block of the page, in reading order, to be article text."""
        return _probability(self.logits)

    def explain(self, strongest: int = 5) -> tuple[ExplainedBlock, ...]:
        """Every block of the page, in reading order, with the `strongest` features behind its probability."""
        kept = set(self.selection.kept.tolist())
        values = self.features.values
        added = contributions(self.model.trees, values) if len(values) else values
        reasons: dict[int, tuple[tuple[str, float, float], ...]] = {}
        for row, block in enumerate(self.features.live.tolist()):
            order = np.argsort(-np.abs(added[row]), kind="stable")[:strongest]
            reasons[block] = tuple(
                (self.features.names[column], float(values[row, column]), round(float(added[row, column]), 3))
                for column in order.tolist()
            )
        return tuple(
            ExplainedBlock(
                text, self.kinds[block], block in kept, round(float(self.probabilities[block]), 4),
                self.selection.dropped.get(block), reasons.get(block, ()),
            )
            for block, text in enumerate(self.page.texts)
        )  # fmt: skip


def extract_blocks(
    tree: Any,
    *,
    json_ld: JsonLd | None = None,
    title: str | None = None,
    headlines: Iterable[str] = (),
    captions: bool = False,
    model: BlockModel | None = None,
) -> BlockExtraction:
    """The article text of a parsed page (lxml element or tree, not edited) and all that led to it.

    `json_ld` is the page's, if it was parsed already (`Page.json_ld`), else it is read from the tree.
    `title` and `headlines` are known headlines besides those in the page's head; blocks that repeat one are left out.
    `captions` keeps captions and credits of pictures that the model takes for part of the article.
    """
    return extract_page(walk(tree, json_ld), title=title, headlines=headlines, captions=captions, model=model)


def extract_page(
    page: PageBlocks,
    *,
    title: str | None = None,
    headlines: Iterable[str] = (),
    captions: bool = False,
    model: BlockModel | None = None,
) -> BlockExtraction:
    """`extract_blocks` for a page that was walked already."""
    model = model or default_model()
    known = tuple(dict.fromkeys(each for each in (title, *headlines, *page.head.titles) if each))
    if known != page.head.titles:
        page = replace(page, head=page.head._replace(titles=known))
    features = model.features(page)
    logits = model.logits(features, len(page))
    kinds = block_kinds(page)
    selection = select_blocks(page, features, logits, kinds, captions=captions)
    lowered = logits + _easing(_expected_f1(features.stats.length, logits, selection.kept))
    selection = select_blocks(page, features, lowered, kinds, captions=captions)
    return BlockExtraction(
        blocks=assemble(page, selection.kept, kinds),
        confidence=_expected_f1(features.stats.length, logits, selection.kept),
        page=page, kinds=tuple(kinds), logits=logits, selection=selection, features=features, model=model,
    )  # fmt: skip


def restore(
    tree: Any,
    found: Sequence[OutBlock],
    *,
    title: str | None = None,
    headlines: Iterable[str] = (),
    model: BlockModel | None = None,
) -> tuple[OutBlock, ...]:
    """`found` (blocks that another extractor took from the same page) with unlikely ends cut and lost blocks put back."""
    return mend(extract_blocks(tree, title=title, headlines=headlines, model=model), found)


def _probability(logits: np.ndarray) -> np.ndarray:
    result: np.ndarray = 1 / (1 + np.exp(-logits))
    return result


def _easing(f1: float) -> float:
    """What is added to log-odds so that blocks are kept from half of `f1` on.

    The F1 of a choice is best where everything likelier than half of that F1 is taken (Lipton, Elkan, Narayanaswamy 2014),
    so of pages that the model is unsure of more is kept. Of pages whose site it had not seen that gained .002 of F1 on news
    and .02 on pages that are no articles (`training.blocks`, with and without it). `f1` has four digits, so that the last
    bit of a machine's sums decides nothing.
    """
    half = max(f1, _LEAST_F1) / 2
    return math.log((1 - half) / half)


def _expected_f1(length: np.ndarray, logits: np.ndarray, kept: np.ndarray) -> float:
    """Twice the expected true characters over kept plus expected characters of the article."""
    expected = _probability(logits) * length
    whole = float(length[kept].sum() + expected.sum())
    return round(2 * float(expected[kept].sum()) / whole, 4) if whole else 0.0
