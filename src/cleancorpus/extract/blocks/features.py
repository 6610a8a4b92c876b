"""What the model knows of each block of a page: one row a block, one named column a feature.

All columns come from whole numbers by +, -, *, / alone, so every machine gets the same ones. Blocks that can be no
part of an article get no row and are never kept (`measures.find_live`).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from cleancorpus.extract.blocks import columns as groups
from cleancorpus.extract.blocks.characters import TextStats, text_stats
from cleancorpus.extract.blocks.likeness import names_author, title_likeness
from cleancorpus.extract.blocks.measures import Measures
from cleancorpus.extract.blocks.tokens import TokenTables, look_up, name_tokens, text_tokens
from cleancorpus.extract.blocks.walk import PageBlocks

# Counts are cut off here, so that a long article is no stranger to a model that has seen few of them.
_MOST = {
    "page_chars": 30_000, "page_good": 20_000, "page_n_good": 60, "page_blocks": 400, "page_headings": 30, "block": 200,
    "n_good_before": 40, "main_blocks": 150, "blocks_parent": 150, "blocks_grand": 150,
    "make_blocks": 100, "run_size": 50, "since_title": 100, "since_begin": 100,
    "since_h1": 100, "after_top": 100, "good_since_heading": 5000,
    "since_good": 200, "until_good": 200, "gap_blocks": 200, "list_blocks": 200, "list_chars": 5000, "list_since_good": 200,
    "list_until_good": 200, }  # fmt: skip


@dataclass
class BlockFeatures:
    """Features of the live blocks of a page: row i of `values` is block `live[i]`, column j is `names[j]`."""

    live: np.ndarray  # int32
    values: np.ndarray  # float32
    names: tuple[str, ...]
    title_like: np.ndarray  # float32, per block of the page: likeness to the best title, 0 to 1
    is_byline: np.ndarray  # bool, per block of the page: little else than the name of an author
    stats: TextStats  # per block of the page
    good: np.ndarray  # bool, per block of the page: like a paragraph of an article


class NameScores:
    """Weights of containers' names, remembered by class."""

    def __init__(self, tables: TokenTables) -> None:
        self._tables = tables
        self._known: dict[str, tuple[int, int, int]] = {}

    def of(self, names: list[str], wanted: np.ndarray) -> np.ndarray:
        """Weights as (own, parent, ancestor), int32, of the names where `wanted`; zeros for the others."""
        known = self._known
        # Blocks of one container have its names in common.
        place_of: dict[str, int] = {}
        rows = [place_of.setdefault(names[number], len(place_of)) for number in np.flatnonzero(wanted).tolist()]
        wholes = [whole.split() for whole in place_of]
        missing = [each for each in dict.fromkeys(each for group in wholes for each in group) if each not in known]
        if missing:
            if len(known) > 200_000:
                known.clear()
                return self.of(names, wanted)
            tokens = [name_tokens(each) for each in missing]
            flat = np.array([token for group in tokens for token in group], np.uint32)
            weights = look_up(self._tables.name_hash, self._tables.name_weight, flat)
            sums = np.zeros((len(flat) + 1, 3), np.int64)
            np.cumsum(weights, axis=0, out=sums[1:])
            end = np.cumsum([len(group) for group in tokens])
            total = sums[end] - sums[np.concatenate(([0], end[:-1]))]
            known.update(zip(missing, map(tuple, total.tolist()), strict=True))
        result = np.zeros((len(names), 3), np.int32)
        sizes = np.array([len(group) for group in wholes], np.int64)
        if sizes.any():
            flat_weights = np.array([known[each] for group in wholes for each in group], np.int64)
            sums = np.zeros((len(flat_weights) + 1, 3), np.int64)
            np.cumsum(flat_weights, axis=0, out=sums[1:])
            end = np.cumsum(sizes)
            result[wanted] = (sums[end] - sums[end - sizes])[rows]
        return result


def compute(page: PageBlocks, tables: TokenTables, name_scores: NameScores) -> BlockFeatures:
    """Features of the live blocks of `page`, with token weights from `tables`."""
    if not len(page):
        return _no_features()
    m = Measures(page)
    title_like, in_title = title_likeness(page, m.live, m.is_heading, m.stats.length)
    naming = names_author(page.head, [page.texts[block] for block in m.live.tolist()])
    text_score = _text_scores(m, tables)
    wanted = page.holding(m.live)
    name_columns, name_score = groups.container_names(m, name_scores.of(page.names, wanted), wanted)
    columns = {  # in the order in which a model was trained with them
        **groups.own_text(m, title_like, in_title, naming),
        "text_score": text_score[m.live],
        **name_columns,
        **groups.tags_and_flags(m),
        **groups.paragraphs_around(m),
        **groups.main_chain(m),
        **groups.same_make(m),
        **groups.place(m, title_like),
        **groups.heading_above(m, text_score, name_score),
        **groups.boundaries_passed(m, text_score, name_score),
        **groups.neighbours(m, text_score, name_score),
        **groups.gaps(m),
        **groups.lists(m, text_score, name_score),
        **groups.plain_around(m),
    }
    page_values = groups.whole_page(m, name_score)
    names = (*columns, *page_values)
    is_byline = np.zeros(m.n, bool)
    is_byline[m.live] = naming == 2
    return BlockFeatures(
        m.live.astype(np.int32), _table(columns, page_values), names, title_like, is_byline, m.stats, m.good
    )


def _text_scores(m: Measures, tables: TokenTables) -> np.ndarray:
    """Summed weights of the words of each live block; 0 for the others."""
    tokens = text_tokens(m.page.texts, m.live)
    scores: np.ndarray = np.bincount(tokens.block, look_up(tables.text_hash, tables.text_weight, tokens.token), m.n)
    return scores


def _table(columns: groups.Columns, page_values: dict[str, float]) -> np.ndarray:
    """All columns side by side, each value at most what `_MOST` says."""
    rows = len(columns["block"])
    values = np.empty((rows, len(columns) + len(page_values)), np.float32)
    for number, array in enumerate(columns.values()):
        values[:, number] = array
    values[:, len(columns) :] = np.array(list(page_values.values()), np.float32)
    result: np.ndarray = np.minimum(values, _most((*columns, *page_values)), out=values)
    return result


@lru_cache(maxsize=8)
def _most(names: tuple[str, ...]) -> np.ndarray:
    return np.array([_MOST.get(name, np.inf) for name in names], np.float32)


def _no_features() -> BlockFeatures:
    """Of a page without blocks."""
    none = np.zeros(0)
    false = none.astype(bool)
    return BlockFeatures(none.astype(np.int32), np.zeros((0, 0), np.float32), (), none, false, text_stats([]), false)
