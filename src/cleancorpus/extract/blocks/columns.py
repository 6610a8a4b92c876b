"""The columns of features, group by group: each function gives those of one kind, one value a live block."""

from __future__ import annotations

import numpy as np

from cleancorpus.extract.blocks.attributes import FLAG
from cleancorpus.extract.blocks.characters import GOOD_CHARS
from cleancorpus.extract.blocks.head import KINDS
from cleancorpus.extract.blocks.likeness import first_kind, in_article_body, last_kind, repeats
from cleancorpus.extract.blocks.measures import Measures, ratio, running_sums, short_lists
from cleancorpus.extract.blocks.walk import TAG_CODES, PageBlocks

Columns = dict[str, np.ndarray]

_TAG_GROUPS = (
    ("p",), ("div",), ("li",), ("td", "th", "tr"), ("blockquote",), ("pre",), ("figcaption", "caption"), ("dt", "dd"),
    ("section", "article", "main"), ("h1",), ("h2",), ("h3",), ("h4", "h5", "h6"), ("label", "legend", "summary"),
)  # fmt: skip
_GROUP = np.full(len(TAG_CODES) + 2, len(_TAG_GROUPS), np.int16)
for _number, _tags in enumerate(_TAG_GROUPS):
    for _tag in _tags:
        _GROUP[TAG_CODES[_tag]] = _number
_FAR = 200  # blocks to a good one where there is none
_USED_FLAGS = ("footer", "aside", "article", "main", "table", "figcaption", "comments")


def own_text(m: Measures, title_like: np.ndarray, in_title: np.ndarray, naming: np.ndarray) -> Columns:
    """What the text of the block says by itself, and beside head and other blocks of the page."""
    i, page = m.live, m.page
    texts = [page.texts[block] for block in i.tolist()]
    seen, times = repeats(page.texts)
    return {
        "chars": m.stats.effective[i],
        "link_share": ratio(page.link_chars, m.stats.length)[i],
        "links": page.n_links[i],
        "last": np.array([last_kind(text) for text in texts], np.int8),
        "first": np.array([first_kind(text) for text in texts], np.int8),
        "good": m.good[i],
        "title_like": title_like[i],
        "in_title": in_title[i],
        "in_article_body": in_article_body(page.head, texts),
        "names_author": naming,
        "seen_before": seen[i],
        "repeats": times[i],
    }


def container_names(m: Measures, weights: np.ndarray, wanted: np.ndarray) -> tuple[Columns, np.ndarray]:
    """What the learned names of the containers say, and their score for every block of the page.

    `weights` are those of `NameScores`, of the `wanted` containers.
    """
    i = m.live
    own, par, grand = m.own[i], m.par[i], m.grand[i]
    above, low, high = _down(m.page.parent, weights[:, 2], wanted)
    score = weights[m.own, 0] + weights[m.par, 1] + above[m.own]
    columns = {
        "name_own": weights[own, 0],
        "name_parent": weights[par, 1],
        "name_grand": weights[grand, 2],
        "name_above": above[own],
        "name_low": low[own],
        "name_high": high[own],
        "name_score": score[i],
    }
    return columns, score


def tags_and_flags(m: Measures) -> Columns:
    """Kind of tag, depth, and what the block stands in."""
    i = m.live
    bits = m.bits[i]
    columns = {"tag": tag_group(m)[i], "depth": m.page.depth[m.own[i]]}
    for name in _USED_FLAGS:
        columns["is_in_" + name] = (bits & FLAG[name]) > 0
    return columns


def tag_group(m: Measures) -> np.ndarray:
    """A number for the kind of tag of each block of the page."""
    group: np.ndarray = _GROUP[m.page.tag[m.own]]
    return group


def paragraphs_around(m: Measures) -> Columns:
    """How much of the page's good text the containers around the block hold, and how much of theirs is links."""
    i, start, end = m.live, m.page.block_start, m.page.block_end
    columns: Columns = {}
    for label, container in (("parent", m.par), ("grand", m.grand), ("great", m.great)):
        where = container[i]
        columns[f"good_{label}"] = m.around[where] / max(m.total, 1)
        first, last = start[where], end[where]
        chars = m.char_sum[last] - m.char_sum[first]
        columns[f"links_{label}"] = ratio(m.link_sum[last] - m.link_sum[first], chars)
        if label != "great":
            columns[f"level_good_{label}"] = m.level_good[where] / m.best
            columns[f"blocks_{label}"] = last - first
        else:
            columns["mean_chars_great"] = ratio(chars, last - first)
    columns["in_top"] = (i >= start[m.top]) & (i < end[m.top])
    columns["after_top"] = np.maximum(i - end[m.top] + 1, 0)
    return columns


def main_chain(m: Measures) -> Columns:
    """How many of the containers that hold most of the good text the block stands outside of, and its place in the main one."""
    i, start, end = m.live, m.page.block_start, m.page.block_end
    columns: Columns = {}
    for percent in (30, 50, 75):
        chain = np.flatnonzero(m.around * 100 >= max(m.total, 1) * percent)
        inside = np.bincount(start[chain], minlength=m.n + 1) - np.bincount(end[chain], minlength=m.n + 1)
        columns[f"off_chain_{percent}"] = len(chain) - np.cumsum(inside)[i]
        if percent == 50:
            main = int(chain[-1]) if len(chain) else 0
            span = max(int(end[main] - start[main]), 1)
            columns["place_in_main"] = (i - start[main]) / span
            columns["main_blocks"] = np.full(len(i), span)
    return columns


def same_make(m: Measures) -> Columns:
    """Blocks of the same make on the page, and how many of them stand in a row here."""
    i = m.live
    make = _makes(m.page, m.own, m.par)
    of_live = make[i]
    count = np.bincount(make)
    chars = np.bincount(make, m.stats.length)
    change = np.flatnonzero(np.diff(make)) + 1
    run_start = np.concatenate(([0], change))
    run_size = np.diff(np.concatenate((run_start, [m.n])))
    run = np.repeat(np.arange(len(run_start)), run_size)
    return {
        "make_blocks": count[of_live],
        "make_good": (np.bincount(make, m.good_chars) / max(m.total, 1))[of_live],
        "make_links": ratio(np.bincount(make, m.page.link_chars), chars)[of_live],
        "make_mean_chars": ratio(chars, count)[of_live],
        "run_size": run_size[run][i],
    }


def place(m: Measures, title_like: np.ndarray) -> Columns:
    """Where on the page the block stands: after how much good text, how far from the title."""
    i = m.live
    title = int(title_like.argmax()) if title_like.max(initial=0) > 0.6 else -1
    return {
        "block": i,
        "good_before": m.good_sum[i] / max(m.total, 1),
        "n_good_before": m.n_good[i],
        "since_title": np.full(len(i), -500) if title < 0 else i - title,
    }


def heading_above(m: Measures, text_score: np.ndarray, name_score: np.ndarray) -> Columns:
    """The last heading before the block."""
    i = m.live
    heading_at = np.where(m.is_heading, np.arange(m.n), -1)
    np.maximum.accumulate(heading_at, out=heading_at)
    heading = np.concatenate(([-1], heading_at[:-1]))[i]
    known = heading >= 0
    return {
        "since_heading": np.where(known, i - heading, 500),
        "heading_score": np.where(known, text_score[heading], 0),
        "heading_name": np.where(known, name_score[heading], 0),
        "heading_level": np.where(known, tag_group(m)[heading], 0),
        "good_since_heading": np.where(known, m.good_sum[i] - m.good_sum[heading], 0),
    }


def boundaries_passed(m: Measures, text_score: np.ndarray, name_score: np.ndarray) -> Columns:
    """The worst that stands between the block and the first paragraph of the main run, or the first `<h1>`."""
    i = m.live
    first_good = int(np.flatnonzero(m.good)[0]) if m.n_good_blocks else 0
    begin = max(first_good, int(m.page.block_start[m.top]))
    after = np.arange(m.n) >= begin
    short = (m.stats.effective < GOOD_CHARS) & after
    bad = np.cumsum(short & (text_score < -24))
    h1 = np.flatnonzero(m.page.tag[m.own] == TAG_CODES["h1"])

    def worst(score: np.ndarray, where: np.ndarray) -> np.ndarray:
        lowest = np.minimum.accumulate(np.where(where, score, 0))
        passed: np.ndarray = np.concatenate(([0], lowest[:-1]))[i]
        return passed

    return {
        "worst_text_passed": worst(text_score, short),
        "bad_passed": np.concatenate(([0], bad[:-1]))[i],
        "worst_heading_passed": worst(text_score, m.is_heading & after),
        "worst_name_passed": worst(name_score, after),
        "since_begin": i - begin,
        "since_h1": i - int(h1[0]) if len(h1) else np.full(len(i), -500),
    }


def neighbours(m: Measures, text_score: np.ndarray, name_score: np.ndarray) -> Columns:
    """Scores and links of the blocks before and after."""
    i = m.live
    padded = np.concatenate(([-9], name_score, [-9]))
    columns: Columns = {"name-1": padded[i], "name+1": padded[i + 2]}
    for reach in (3, 8):
        lower, upper = np.maximum(i - reach, 0), np.minimum(i + reach + 1, m.n)
        columns[f"links_near_{reach}"] = ratio(
            m.link_sum[upper] - m.link_sum[lower], m.char_sum[upper] - m.char_sum[lower]
        )
    text_sum, name_sum = running_sums(text_score.astype(np.int64)), running_sums(name_score)
    lower, upper = np.maximum(i - 4, 0), np.minimum(i + 5, m.n)
    columns["text_near"] = (text_sum[upper] - text_sum[lower]) / (upper - lower)
    columns["text_before"] = (text_sum[i] - text_sum[lower]) / np.maximum(i - lower, 1)
    columns["text_after"] = (text_sum[upper] - text_sum[i + 1]) / np.maximum(upper - i - 1, 1)
    columns["name_near"] = (name_sum[upper] - name_sum[lower]) / (upper - lower)
    return columns


def gaps(m: Measures) -> Columns:
    """How far the good blocks before and behind are, what stands between them, and which of them the block stands with."""
    i = m.live
    before, behind = m.good_before[i], m.good_behind[i + 1]
    both = (before >= 0) & (behind < m.n)
    first, last = np.minimum(before + 1, m.n), behind
    chars = m.char_sum[last] - m.char_sum[first]
    near, far = np.maximum(before, 0), np.minimum(behind, m.n - 1)
    columns: Columns = {
        "since_good": np.where(before >= 0, i - before, _FAR),
        "until_good": np.where(behind < m.n, behind - i, _FAR),
        "gap_blocks": np.where(both, last - first, _FAR),
        "gap_links": ratio(m.link_sum[last] - m.link_sum[first], chars),
        "gap_mean_chars": ratio(chars, last - first),
        "gap_same": both * ((m.par[near] == m.par[far]) * 1 + (m.grand[near] == m.grand[far])),
    }
    for label, other, known in (("before", near, before >= 0), ("behind", far, behind < m.n)):
        columns["with_" + label] = known * ((m.par[i] == m.par[other]) * 1 + (m.grand[i] == m.grand[other]))
    return columns


def lists(m: Measures, text_score: np.ndarray, name_score: np.ndarray) -> Columns:
    """The outermost list or table with short items that the block stands in, as a whole; zeros for other blocks."""
    start, end = m.page.block_start, m.page.block_end
    of_block = np.full(m.n, -1)
    for number, begin, stop in short_lists(m.page, m.char_sum):
        of_block[begin:stop] = number
    i = m.live
    node = of_block[i]
    inside = node >= 0
    first, last = np.where(inside, start[node], i), np.where(inside, end[node], i + 1)
    size = last - first
    chars = m.char_sum[last] - m.char_sum[first]
    text_sum, name_sum = running_sums(text_score.astype(np.int64)), running_sums(name_score)
    before, after = m.good_before[first], m.good_behind[last]
    return {
        "list_blocks": inside * size,
        "list_chars": inside * chars,
        "list_links": inside * ratio(m.link_sum[last] - m.link_sum[first], chars),
        "list_good": inside * (m.n_good[last] - m.n_good[first]),
        "list_text": inside * (text_sum[last] - text_sum[first]) / size,
        "list_name": inside * (name_sum[last] - name_sum[first]) / size,
        "list_since_good": inside * (first - np.where(before >= 0, before, -_FAR)),
        "list_until_good": inside * (after + np.where(after < m.n, 0, _FAR) - last),
        "list_place": inside * (i - first) / size,
    }


def plain_around(m: Measures) -> Columns:
    """How much of the page's text that is no link the containers around the block hold, whatever its form."""
    i = m.live
    plain = m.char_sum - m.link_sum
    around = plain[m.page.block_end] - plain[m.page.block_start]
    whole = max(int(plain[-1]), 1)
    columns: Columns = {}
    for label, container in (("own", m.own), ("parent", m.par), ("grand", m.grand), ("great", m.great)):
        columns[f"plain_{label}"] = around[container[i]] / whole
    columns["plain_before"] = plain[i] / whole
    return columns


def whole_page(m: Measures, name_score: np.ndarray) -> dict[str, float]:
    """What is the same for all blocks of the page."""
    chars = int(m.char_sum[-1])
    return {
        "page_blocks": m.n,
        "page_good": m.total,
        "page_n_good": m.n_good_blocks,
        "page_chars": chars,
        "page_links": int(m.link_sum[-1]) / max(chars, 1),
        "page_headings": int(m.is_heading.sum()),
        "page_good_mean": m.total / max(m.n_good_blocks, 1),
        "page_name_best": int(np.max(name_score, initial=0, where=m.good)),
        "page_top_share": m.best / max(m.total, 1),
        **{"says_" + kind: kind in m.page.head.kinds for kind in KINDS},
        "page_h1": int((m.page.tag == TAG_CODES["h1"]).sum()),
        "page_linked_headings": int((m.is_heading & (m.page.link_chars * 2 > m.stats.length)).sum()),
        "page_prices": sum(map("\n".join(m.page.texts).count, "$€£¥")),
        "page_good_share": m.total / max(chars, 1),
        "page_comments": int(m.good_chars[m.bits & FLAG["comments"] > 0].sum()) / max(m.total, 1),
    }


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
