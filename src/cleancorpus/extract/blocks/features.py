"""What the model knows of each block of a page: one row a block, one named column a feature.

All columns come from whole numbers by +, -, *, / alone, so every machine gets the same ones. Blocks that can be no
part of an article (nothing like a paragraph near them or around them) are dead: they get no row and are never kept.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from cleancorpus.extract.blocks.attributes import FLAG
from cleancorpus.extract.blocks.characters import TextStats, text_stats
from cleancorpus.extract.blocks.likeness import (
    first_kind,
    in_article_body,
    last_kind,
    names_author,
    repeats,
    title_likeness,
)
from cleancorpus.extract.blocks.tokens import TokenTables, look_up, name_tokens, text_tokens
from cleancorpus.extract.blocks.walk import TAG_CODES, PageBlocks

GOOD_CHARS = 80  # from this length on (a CJK character counts for 2.5) a block can be a paragraph of an article
NEAR_BLOCKS = 8  # how far from a good block a block may be and live, if nothing around it is good

_TAG_GROUPS = (
    ("p",), ("div",), ("li",), ("td", "th", "tr"), ("blockquote",), ("pre",), ("figcaption", "caption"), ("dt", "dd"),
    ("section", "article", "main"), ("h1",), ("h2",), ("h3",), ("h4", "h5", "h6"), ("label", "legend", "summary"),
)  # fmt: skip
_GROUP = np.full(len(TAG_CODES) + 2, len(_TAG_GROUPS), np.int16)
for _number, _tags in enumerate(_TAG_GROUPS):
    for _tag in _tags:
        _GROUP[TAG_CODES[_tag]] = _number
# Counts are cut off here, so that a long article is no stranger to a model that has seen few of them.
_MOST = {
    "page_chars": 30_000, "page_good": 20_000, "page_n_good": 60, "page_blocks": 400, "page_headings": 30, "block": 200,
    "n_good_before": 40, "main_blocks": 150, "blocks_parent": 150, "blocks_grand": 150,
    "make_blocks": 100, "run_size": 50, "since_title": 100, "since_begin": 100,
    "since_h1": 100, "after_top": 100, "good_since_heading": 5000, }  # fmt: skip
_USED_FLAGS = ("footer", "aside", "article", "main", "table", "figcaption", "comments")


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
        wholes = [names[number].split() for number in np.flatnonzero(wanted).tolist()]
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
            result[wanted] = sums[end] - sums[end - sizes]
        return result


def _prefix(values: np.ndarray) -> np.ndarray:
    """`sums` with `sums[b] - sums[a]` the sum of `values[a:b]`."""
    sums = np.zeros(len(values) + 1, np.int64)
    np.cumsum(values, out=sums[1:])
    return sums


def _ratio(part: np.ndarray, whole: np.ndarray | int) -> np.ndarray:
    return part / np.maximum(whole, 1)


def find_good(stats: TextStats, link_chars: np.ndarray) -> np.ndarray:
    """Which blocks are like a paragraph of an article: long, few links, a sentence end or some commas."""
    return (
        (stats.effective >= GOOD_CHARS) & (link_chars * 10 < stats.length * 4) & ((stats.ends > 0) | (stats.commas > 1))
    )


def find_live(page: PageBlocks) -> np.ndarray:
    """Numbers of the blocks that get features."""
    stats = text_stats(page.texts)
    return _find_live(page, find_good(stats, page.link_chars), stats.length)


def compute(page: PageBlocks, tables: TokenTables, name_scores: NameScores) -> BlockFeatures:
    """Features of the live blocks of `page`, with token weights from `tables`."""
    n = len(page)
    if not n:
        none = np.zeros(0)
        false = none.astype(bool)
        return BlockFeatures(
            none.astype(np.int32), np.zeros((0, 0), np.float32), (), none, false, text_stats([]), false
        )
    stats = text_stats(page.texts)
    good = find_good(stats, page.link_chars)
    good_chars = np.where(good, stats.effective, 0)
    own = page.container
    par = page.parent[own]
    grand = page.parent[par]
    great = page.parent[grand]
    start, end = page.block_start, page.block_end
    good_sum, n_good = _prefix(good_chars), _prefix(good)
    around = good_sum[end] - good_sum[start]  # by container
    index = np.arange(n)
    live = _find_live(page, good, stats.length)
    i = live  # short, because every line below has it
    a_own, a_par, a_grand, a_great = own[i], par[i], grand[i], great[i]
    total = int(good_sum[-1])
    length, effective = stats.length, stats.effective
    char_sum, link_sum = _prefix(length), _prefix(page.link_chars)
    bits = page.flags[own]
    is_heading = (bits & FLAG["heading"]) > 0
    columns: dict[str, np.ndarray] = {}

    # --- the block's own text
    texts = [page.texts[block] for block in i.tolist()]
    columns["chars"] = effective[i]
    link_share = _ratio(page.link_chars, length)
    columns["link_share"] = link_share[i]
    columns["links"] = page.n_links[i]
    last = np.array([last_kind(text) for text in texts], np.int8)
    columns["last"] = last
    first = np.array([first_kind(text) for text in texts], np.int8)
    columns["first"] = first
    columns["good"] = good[i]
    title_like, in_title = title_likeness(page, live, is_heading, length)
    columns["title_like"] = title_like[i]
    columns["in_title"] = in_title[i]
    columns["in_article_body"] = in_article_body(page.head, texts)
    naming = names_author(page.head, texts)
    columns["names_author"] = naming
    seen, times = repeats(page.texts)
    columns["seen_before"] = seen[i]
    columns["repeats"] = times[i]

    # --- learned words
    text_score = np.zeros(n)
    tokens = text_tokens(page.texts, i)
    text_score[:] = np.bincount(tokens.block, look_up(tables.text_hash, tables.text_weight, tokens.token), n)
    columns["text_score"] = text_score[i]

    # --- learned names of containers
    wanted = page.holding(i)
    weights = name_scores.of(page.names, wanted)
    above, low, high = _down(page.parent, weights[:, 2], wanted)
    own_score = weights[own, 0] + weights[par, 1]
    columns["name_own"] = weights[a_own, 0]
    columns["name_parent"] = weights[a_par, 1]
    columns["name_grand"] = weights[a_grand, 2]
    columns["name_above"] = above[a_own]
    columns["name_low"] = low[a_own]
    columns["name_high"] = high[a_own]
    name_score = own_score + above[own]
    columns["name_score"] = name_score[i]

    # --- tags and flags
    group = _GROUP[page.tag[own]]
    columns["tag"] = group[i]
    columns["depth"] = page.depth[a_own]
    for name in _USED_FLAGS:
        columns["is_in_" + name] = (bits[i] & FLAG[name]) > 0

    # --- paragraphs around it
    level_good = _ratio(
        np.bincount(par, good_chars, len(page.parent)) * 2 + np.bincount(grand, good_chars, len(page.parent)), 2
    )
    top = int(level_good.argmax())
    best = max(int(level_good[top]), 1)
    for label, where in (("parent", a_par), ("grand", a_grand), ("great", a_great)):
        columns[f"good_{label}"] = around[where] / max(total, 1)
        first_block, last_block = start[where], end[where]
        chars = char_sum[last_block] - char_sum[first_block]
        columns[f"links_{label}"] = _ratio(link_sum[last_block] - link_sum[first_block], chars)
        if label != "great":
            columns[f"level_good_{label}"] = level_good[where] / best
            columns[f"blocks_{label}"] = last_block - first_block
        else:
            columns["mean_chars_great"] = _ratio(chars, last_block - first_block)
    columns["in_top"] = (i >= start[top]) & (i < end[top])
    columns["after_top"] = np.maximum(i - end[top] + 1, 0)
    for percent in (30, 50, 75):
        chain = np.flatnonzero(around * 100 >= max(total, 1) * percent)
        inside = np.bincount(start[chain], minlength=n + 1) - np.bincount(end[chain], minlength=n + 1)
        columns[f"off_chain_{percent}"] = len(chain) - np.cumsum(inside)[i]
        if percent == 50:
            main = int(chain[-1]) if len(chain) else 0
            span = max(int(end[main] - start[main]), 1)
            columns["place_in_main"] = (i - start[main]) / span
            columns["main_blocks"] = np.full(len(i), span)

    # --- blocks of the same make
    make = _makes(page, own, par)
    a_make = make[i]
    makes = np.bincount(make)
    columns["make_blocks"] = makes[a_make]
    columns["make_good"] = (np.bincount(make, good_chars) / max(total, 1))[a_make]
    make_chars = np.bincount(make, length)
    columns["make_links"] = _ratio(np.bincount(make, page.link_chars), make_chars)[a_make]
    columns["make_mean_chars"] = _ratio(make_chars, makes)[a_make]
    change = np.flatnonzero(np.diff(make)) + 1
    run_start = np.concatenate(([0], change))
    run_size = np.diff(np.concatenate((run_start, [n])))
    run = np.repeat(np.arange(len(run_start)), run_size)
    columns["run_size"] = run_size[run][i]

    # --- place
    columns["block"] = i
    columns["good_before"] = good_sum[i] / max(total, 1)
    columns["n_good_before"] = n_good[i]
    title_block = int(title_like.argmax()) if title_like.max(initial=0) > 0.6 else -1
    columns["since_title"] = np.full(len(i), -500) if title_block < 0 else i - title_block
    body_mean = total / max(int(n_good[-1]), 1)

    # --- the heading above
    heading_at = np.where(is_heading, index, -1)
    np.maximum.accumulate(heading_at, out=heading_at)
    heading = np.concatenate(([-1], heading_at[:-1]))[i]
    known = heading >= 0
    columns["since_heading"] = np.where(known, i - heading, 500)
    columns["heading_score"] = np.where(known, text_score[heading], 0)
    columns["heading_name"] = np.where(known, name_score[heading], 0)
    columns["heading_level"] = np.where(known, group[heading], 0)
    columns["good_since_heading"] = np.where(known, good_sum[i] - good_sum[heading], 0)

    # --- boundaries passed since the first paragraph of the main run
    begin = int(np.flatnonzero(good)[0]) if n_good[-1] else 0
    begin = max(begin, int(start[top]))
    short = (effective < GOOD_CHARS) & (index >= begin)
    worst = np.minimum.accumulate(np.where(short, text_score, 0))
    columns["worst_text_passed"] = np.concatenate(([0], worst[:-1]))[i]
    columns["bad_passed"] = np.concatenate(([0], np.cumsum(short & (text_score < -24))))[i]
    worst_heading = np.minimum.accumulate(np.where(is_heading & (index >= begin), text_score, 0))
    columns["worst_heading_passed"] = np.concatenate(([0], worst_heading[:-1]))[i]
    worst_name = np.minimum.accumulate(np.where(index >= begin, name_score, 0))
    columns["worst_name_passed"] = np.concatenate(([0], worst_name[:-1]))[i]
    columns["since_begin"] = i - begin
    h1 = np.flatnonzero(page.tag[own] == TAG_CODES["h1"])
    columns["since_h1"] = i - int(h1[0]) if len(h1) else np.full(len(i), -500)

    # --- neighbours
    padded = np.concatenate(([-9], name_score, [-9]))
    columns["name-1"], columns["name+1"] = padded[i], padded[i + 2]
    for reach in (3, 8):
        lower, upper = np.maximum(i - reach, 0), np.minimum(i + reach + 1, n)
        columns[f"links_near_{reach}"] = _ratio(link_sum[upper] - link_sum[lower], char_sum[upper] - char_sum[lower])
    text_sum, name_sum = _prefix(text_score.astype(np.int64)), _prefix(name_score)
    lower, upper = np.maximum(i - 4, 0), np.minimum(i + 5, n)
    columns["text_near"] = (text_sum[upper] - text_sum[lower]) / (upper - lower)
    columns["text_before"] = (text_sum[i] - text_sum[lower]) / np.maximum(i - lower, 1)
    columns["text_after"] = (text_sum[upper] - text_sum[i + 1]) / np.maximum(upper - i - 1, 1)
    columns["name_near"] = (name_sum[upper] - name_sum[lower]) / (upper - lower)

    # --- the page
    page_values = {
        "page_blocks": n,
        "page_good": total,
        "page_n_good": int(n_good[-1]),
        "page_chars": int(char_sum[-1]),
        "page_links": int(link_sum[-1]) / max(int(char_sum[-1]), 1),
        "page_headings": int(is_heading.sum()),
        "page_good_mean": body_mean,
        "page_name_best": int(np.max(name_score, initial=0, where=good)),
        "page_top_share": best / max(total, 1),
        "page_comments": int(good_chars[bits & FLAG["comments"] > 0].sum()) / max(total, 1),
    }
    values = np.empty((len(i), len(columns) + len(page_values)), np.float32)
    for column, array in enumerate(columns.values()):
        values[:, column] = array
    values[:, len(columns) :] = np.array(list(page_values.values()), np.float32)
    np.minimum(values, np.array([_MOST.get(name, np.inf) for name in (*columns, *page_values)], np.float32), out=values)
    is_byline = np.zeros(n, bool)
    is_byline[i] = naming == 2
    return BlockFeatures(live.astype(np.int32), values, (*columns, *page_values), title_like, is_byline, stats, good)


def _find_live(page: PageBlocks, good: np.ndarray, length: np.ndarray) -> np.ndarray:
    """Numbers of the blocks that may be kept: near a good block or in its container, no link list, no navigation."""
    n = len(page)
    n_good = _prefix(good)
    around = n_good[page.block_end] - n_good[page.block_start]
    grand = page.parent[page.parent[page.container]]
    good_around = (around[grand] > 0) | (around[page.parent[grand]] * 2 > n_good[-1])
    if not n_good[-1]:
        return np.arange(n)
    index = np.arange(n)
    near = n_good[np.minimum(index + NEAR_BLOCKS + 1, n)] > n_good[np.maximum(index - NEAR_BLOCKS, 0)]
    lengths, links = _prefix(length), _prefix(page.link_chars)
    first, last = page.block_start[grand], page.block_end[grand]
    link_list = (
        (page.link_chars * 10 > length * 9)
        & ((links[last] - links[first]) * 10 > (lengths[last] - lengths[first]) * 8)
        & (n_good[last] == n_good[first])
    )
    in_nav = (page.flags[page.container] & FLAG["nav"] > 0) & ~good
    return np.flatnonzero((good | near | good_around) & ~link_list & ~in_nav)


def _down(parent: np.ndarray, weight: np.ndarray, wanted: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Per wanted container, over itself and all it stands in: sum, lowest and highest of `weight`; 0 for the others.

    Of a wanted container those it stands in are wanted too.
    """
    above, low, high = weight.tolist(), weight.tolist(), weight.tolist()
    children = np.flatnonzero(wanted)
    for child, container in zip(children.tolist(), parent[children].tolist(), strict=True):
        if child:
            own = above[child]
            above[child] = own + above[container]
            if low[container] < own:
                low[child] = low[container]
            if high[container] > own:
                high[child] = high[container]
    return np.array(above, np.int32), np.array(low, np.int32), np.array(high, np.int32)


def _makes(page: PageBlocks, own: np.ndarray, par: np.ndarray) -> np.ndarray:
    """A number a block, equal where tag and name of its container and of that one's parent are."""
    pairs = list(zip(own.tolist(), par.tolist(), strict=True))
    tags, names = page.tag.tolist(), page.names
    known: dict[tuple[int, int], int] = {}
    makes: dict[tuple[int, str, int, str], int] = {}
    for pair in pairs:
        if pair not in known:
            inner, outer = pair
            known[pair] = makes.setdefault((tags[inner], names[inner], tags[outer], names[outer]), len(makes))
    return np.array([known[pair] for pair in pairs], np.int64)
