"""Features of the lines of a document, one row a line: own shape, place, page, headline, repeats, neighbours, signals.

`matrix` puts the groups together. Which lexicon kinds, topics and rule categories have columns is part of the weights
(`Signals`), so a lexicon that grows changes nothing until the model is trained again. NaN means "nothing to say" and
counts as the training mean.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from typing import NamedTuple

import numpy as np
from rapidfuzz import fuzz

from cleancorpus.detect.line_model.chars import CharStats, Floats, ends_like, measure, starts_small
from cleancorpus.detect.line_model.signals import Signals, decay, finding_columns, lexicon_columns
from cleancorpus.detect.line_model.table import LineTable
from cleancorpus.detect.repeats import SiteLines, line_key
from cleancorpus.detect.view import View
from cleancorpus.model import Finding
from cleancorpus.text import QUESTION_MARKS, ends_sentence, fold, plain, words_of

# All numbers in this file are part of the features that the weights were fitted to: a change needs a new training.
SENTENCE = 0.5
_RUN_COST = 0.3  # what a line must have of sentence-likeness to lengthen the main run
_TITLE_PARTS = re.compile(r"\s+[|\N{EN DASH}\N{EM DASH}\N{MIDDLE DOT}»:/-]+\s+|\s*\|\s*")
_BULLET = re.compile(
    r"^(?:[-*\N{BULLET}\N{MIDDLE DOT}\N{BLACK SMALL SQUARE}\N{BLACK RIGHT-POINTING POINTER}»"
    r"\N{SINGLE RIGHT-POINTING ANGLE QUOTATION MARK}]|\d{1,2}[.)])\s"
)
_QUOTES = (
    "\"'\N{LEFT DOUBLE QUOTATION MARK}\N{LEFT SINGLE QUOTATION MARK}«\N{DOUBLE LOW-9 QUOTATION MARK}»"
    "\N{LEFT CORNER BRACKET}\N{LEFT WHITE CORNER BRACKET}"
)


class LineFacts(NamedTuple):
    """What guards ask of lines besides the features."""

    sentence: Floats
    words: Floats
    skeletons: tuple[str, ...]
    like_title: Floats


Columns = dict[str, Floats]


@dataclass(frozen=True)
class Matrix:
    """`values` has one row a line and one column a name; `same_site` comes from the corpus' own counts."""

    names: tuple[str, ...]
    values: Floats
    same_site: Floats
    facts: LineFacts


def matrix(
    view: View,
    findings: tuple[Finding, ...],
    signals: Signals,
    lines: LineTable,
) -> Matrix:
    """All features of `view`, which has at least one line, given what rules have found in it."""
    stats = measure(view)
    base = _own(view, stats)
    sentence = base["sentence"]
    run = _main_run(sentence)
    columns: Columns = dict(base)
    columns |= _place(stats.words, sentence, run)
    vocabulary = [_stems(line.words) for line in view.lines]
    columns |= _page(vocabulary, stats.words, sentence, run)
    title = _title(view, vocabulary)
    columns |= title
    keys = [line_key(line.folded) for line in view.lines]
    columns |= _repeats(view, keys)
    columns |= lexicon_columns(view, signals)
    columns |= finding_columns(view, findings, signals)
    columns |= _known_lines(keys, lines)
    columns |= _blocks(stats, columns)
    columns |= _around(columns, stats.skeletons)
    names = tuple(columns)
    facts = LineFacts(sentence, stats.words, stats.skeletons, title["like headline"])
    return Matrix(names, np.array(list(columns.values())).T, _same_site(keys, view.site_lines), facts)


def _own(view: View, stats: CharStats) -> Columns:
    texts = [line.text for line in view.lines]
    ends = np.array([ends_sentence(text) for text in texts], float)
    tails = np.array([ends_like(text) for text in texts], float)
    firsts = [text[0] for text in texts]
    breaks = np.minimum(1.0, (np.expm1(stats.columns["inner ends"]) + 0.5 * np.expm1(stats.columns["commas"])) / 2)
    full = np.minimum(1.0, stats.words / 25)
    columns = dict(stats.columns)
    columns |= {
        "ends a sentence": ends,
        "ends with dots": tails[:, 0],
        "ends with colon": tails[:, 1],
        "ends with comma": tails[:, 2],
        "ends with letter": tails[:, 3],
        "ends with digit": tails[:, 4],
        "question": np.array([any(mark in t[-3:] for mark in QUESTION_MARKS) for t in texts], float),
        "starts small": np.array([starts_small(text) for text in texts], float),
        "starts with digit": np.array([c.isdigit() for c in firsts], float),
        "starts with quote": np.array([c in _QUOTES for c in firsts], float),
        "starts with bullet": np.array([_BULLET.match(t) is not None for t in texts], float),
        "starts with bracket": np.array([c in "([\N{FULLWIDTH LEFT PARENTHESIS}【{" for c in firsts], float),
        "from a page": np.full(len(texts), float(view.from_page)),
        "is a heading": np.array([line.kind == "heading" for line in view.lines], float),
        "is a list item": np.array([view.from_page and line.kind == "list_item" for line in view.lines], float),
        "type-token": np.array([len(set(line.words)) / max(1, len(line.words)) for line in view.lines]),
        "sentence": full * (0.35 + 0.4 * ends + 0.25 * breaks),
        "one word": (stats.words <= 1.01).astype(float),
        "two to five words": ((stats.words > 1.01) & (stats.words <= 5)).astype(float),
        "six to twelve words": ((stats.words > 5) & (stats.words <= 12)).astype(float),
    }
    return columns


def _main_run(sentence: Floats) -> tuple[int, int]:
    """The stretch of lines with the most sentence-like lines and the fewest others (maximum-sum run)."""
    best, best_at, total, start = 0.0, (0, 1), 0.0, 0
    for index, value in enumerate((sentence - _RUN_COST).tolist()):
        if total <= 0:
            total, start = 0.0, index
        total += value
        if total > best:
            best, best_at = total, (start, index + 1)
    return best_at


def _place(words: Floats, sentence: Floats, run: tuple[int, int]) -> Columns:
    n = len(words)
    index = np.arange(n, dtype=float)
    total_words, mass = max(1.0, float(words.sum())), max(1e-9, float(sentence.sum()))
    words_before, mass_before = np.cumsum(words) - words, np.cumsum(sentence) - sentence
    long_line = sentence > SENTENCE
    since, until = _distances(long_line)
    inside = (index >= run[0]) & (index < run[1])
    short = sentence < 0.25
    run_length, run_place = _runs(short)
    return {
        "first line": (index == 0).astype(float),
        "second line": (index == 1).astype(float),
        "from start": np.log1p(index),
        "from end": np.log1p(n - 1 - index),
        "place by lines": index / max(1, n - 1),
        "place by words": words_before / total_words,
        "mass before": mass_before / mass,
        "mass after": 1 - (mass_before + sentence) / mass,
        "no sentence before": (mass_before < 0.5).astype(float),
        "no sentence after": (mass - mass_before - sentence < 0.5).astype(float),
        "since sentence": np.log1p(np.minimum(since, 12)),
        "until sentence": np.log1p(np.minimum(until, 12)),
        "in main run": inside.astype(float),
        "before main run": np.log1p(np.maximum(run[0] - index, 0)),
        "after main run": np.log1p(np.maximum(index - run[1] + 1, 0)),
        "main run mass": np.full(n, sentence[run[0] : run[1]].sum() / mass),
        "short run": np.log1p(np.where(short, run_length, 0)),
        "place in short run": np.where(short, run_place / np.maximum(run_length, 1), 0),
    }


def _distances(flags: np.ndarray) -> tuple[Floats, Floats]:
    """Lines since the last flagged line and until the next (99 where there is none); 0 on neither itself."""
    n = len(flags)
    index = np.arange(n)
    last = np.maximum.accumulate(np.where(flags, index, -99))
    last = np.concatenate(([-99], last[:-1]))
    following = np.minimum.accumulate(np.where(flags, index, n + 99)[::-1])[::-1]
    following = np.concatenate((following[1:], [n + 99]))
    return np.minimum(index - last, 99).astype(float), np.minimum(following - index, 99).astype(float)


def _runs(flags: np.ndarray) -> tuple[Floats, Floats]:
    """For each line the length of the run of equal flags it is in, and its place in that run from 0."""
    edges = np.concatenate(([0], np.flatnonzero(flags[1:] != flags[:-1]) + 1, [len(flags)]))
    lengths = np.diff(edges)
    place = np.arange(len(flags)) - np.repeat(edges[:-1], lengths)
    return np.repeat(lengths, lengths).astype(float), place.astype(float)


def _page(vocabulary: Sequence[set[str]], words: Floats, sentence: Floats, run: tuple[int, int]) -> Columns:
    n = len(words)
    ordered = np.sort(words)
    quarter = float(ordered[-max(1, n // 4) :].mean())
    lines_with: Counter[str] = Counter()
    in_run: Counter[str] = Counter()
    for i, bag in enumerate(vocabulary):
        lines_with.update(bag)
        if run[0] <= i < run[1]:
            in_run.update(bag)
    common, shared, rare = np.zeros(n), np.zeros(n), np.zeros(n)
    for i, bag in enumerate(vocabulary):
        if not bag:
            continue
        inside = 1 if run[0] <= i < run[1] else 0
        times = [lines_with[word] for word in bag]
        common[i] = sum(times) / len(bag)
        shared[i] = len([word for word in bag if in_run[word] > inside]) / len(bag)
        rare[i] = times.count(1) / len(bag)
    return {
        "lines on page": np.full(n, np.log1p(n)),
        "words on page": np.full(n, np.log1p(words.sum())),
        "sentences on page": np.full(n, (sentence > SENTENCE).mean()),
        "short lines on page": np.full(n, (words < 8).mean()),
        "length against median": np.log((1 + words) / (1 + median(ordered.tolist()))),
        "length against longest": np.minimum(1.5, words / max(1.0, quarter)),
        "words on many lines": np.log1p(common),
        "words of main run": shared,
        "words on no other line": rare,
    }


def _stems(words: tuple[str, ...]) -> set[str]:
    """The longer words cut to five characters, so that inflected forms meet; all words if there are no longer ones."""
    return {word[:5] for word in words if len(word) > 3} or set(words)


def headlines_of(view: View) -> list[str]:
    """Folded headlines of `view` and their longer parts; its first line stands in where the source gave none."""
    sources = list(view.titles)
    if not sources and view.lines and len(view.lines[0].text) < 250:
        sources.append(view.lines[0].text)
    found: dict[str, None] = {}
    for source in sources[:5]:
        folded = fold(source)
        for part in (folded, *_TITLE_PARTS.split(folded)):
            if len(part) >= 8:
                found[part] = None
    return list(found)


def _site_names(view: View) -> set[str]:
    """Plain site name and the short parts that stand at either end of headlines."""
    names = {plain(view.doc.site)} if view.doc.site else set()
    for source in (view.doc.title, *view.doc.headlines, view.lines[0].text):
        parts = _TITLE_PARTS.split(fold(source)) if source else []
        if len(parts) > 1:
            names |= {plain(part) for part in (parts[0], *parts[1:]) if len(part) < 40}
    if view.doc.url:
        host = re.sub(r"^\w+://(?:www\.)?|[/?#].*$", "", view.doc.url)
        names |= {host, host.split(".")[0]}
    return {name for name in names if name}


def _title(view: View, vocabulary: Sequence[set[str]]) -> Columns:
    n = len(view.lines)
    heads = headlines_of(view)
    head_words = set().union(*(_stems(words_of(head)) for head in heads))
    sites = _site_names(view)
    sizes = {len(name) for name in sites if len(name) < 60}
    share, covered, ratio, part = np.zeros(n), np.zeros(n), np.zeros(n), np.zeros(n)
    site, after = np.zeros(n), np.zeros(n)
    seen = False
    for i, line in enumerate(view.lines):
        bag = vocabulary[i]
        hits = len(bag & head_words)
        share[i] = hits / max(1, len(bag))
        covered[i] = hits / max(1, len(head_words))
        after[i] = seen
        if len(line.text) < 260:
            ratio[i] = max((fuzz.ratio(line.folded, head, score_cutoff=40) for head in heads), default=0.0) / 100
            if hits and 12 <= len(line.text) < 160:
                parts = (fuzz.partial_ratio(line.folded, head, score_cutoff=60) for head in heads)
                part[i] = max(parts, default=0.0) / 100
            seen = seen or ratio[i] > 0.8
            # Plain text is dear: asked only of lines about as long as one of the names.
            site[i] = any(abs(len(line.text) - size) < 8 for size in sizes) and plain(line.text) in sites
    near = ratio > 0.8
    return {
        "headline words": share,
        "headline covered": covered,
        "like headline": ratio,
        "part of headline": part,
        "near headline": near.astype(float),
        "headline again": near * after,
        "after headline": after,
        "since headline": decay(near, forward=True),
        "until headline": decay(near, forward=False),
        "site name": site,
    }


def _repeats(view: View, keys: list[str]) -> Columns:
    n = len(view.lines)
    of_key = Counter(keys)
    seen: set[str] = set()
    pairs: set[tuple[str, str]] = set()
    again, previous, close, known = np.zeros(n), np.zeros(n), np.zeros(n), np.zeros(n)
    for i, line in enumerate(view.lines):
        again[i] = keys[i] in seen
        seen.add(keys[i])
        previous[i] = i > 0 and keys[i] == keys[i - 1]
        if len(line.text) < 200:
            recent = (view.lines[j].folded for j in range(max(0, i - 4), i) if len(view.lines[j].text) < 200)
            close[i] = max((fuzz.ratio(line.folded, other) for other in recent), default=0.0) / 100
        own = set(zip(line.words, line.words[1:], strict=False))
        if own:
            known[i] = len(own & pairs) / len(own)
            pairs |= own
    return {
        "times on page": np.log1p(np.array([of_key[key] - 1 for key in keys], float)),
        "seen before": again,
        "like line before": previous,
        "close to last four": close,
        "word pairs seen": known,
    }


def _known_lines(keys: list[str], lines: LineTable) -> Columns:
    sites = np.array([lines.sites(key) for key in keys], float)
    flags = sites > 0
    return {
        "on other sites": np.log1p(sites),
        "since line of other sites": decay(flags, forward=True),
        "until line of other sites": decay(flags, forward=False),
        "lines of other sites near": _window(flags.astype(float), 3),
    }


def _same_site(keys: list[str], site: SiteLines | None) -> Floats:
    """Log of the further documents of the site that have the line, ten at most; two of them may be one article twice."""
    if site is None:
        return np.zeros(len(keys))
    return np.asarray(np.log1p([min(10, max(0, site.documents(key) - 2)) for key in keys]))


def _window(values: Floats, reach: int) -> Floats:
    """Means over the lines (last axis) up to `reach` away, the line itself left out; beyond the ends 0."""
    n = values.shape[-1]
    sums = np.zeros((*values.shape[:-1], n + 1))
    np.cumsum(values, axis=-1, out=sums[..., 1:])
    index = np.arange(n)
    around = sums[..., np.minimum(index + reach + 1, n)] - sums[..., np.maximum(index - reach, 0)] - values
    return np.asarray(around / (2 * reach))


_NEAR = (
    "sentence", "words", "ends a sentence", "digits", "comma density", "times on page", "lexicon", "headline words",
    "on other sites", "words of main run", "capitalised words", "close to last four",
)  # fmt: skip
_STEPS = (-3, -2, -1, 1, 2, 3)
_NEAR_NAMES = tuple(f"{name} {by:+d}" for by in _STEPS for name in _NEAR) + tuple(
    f"{name} +-{reach}" for reach in (3, 6) for name in _NEAR
)
_IN_RUN = (
    "words", "digits", "comma density", "ends a sentence", "starts small", "times on page", "lexicon", "url",
    "on other sites", "words of main run", "headline words", "capitalised words", "found by rules",
)  # fmt: skip
_UNKNOWN = 0.3  # what a line without cased letters counts for its neighbours' means: the usual share of capitals


def _around(columns: Columns, skeletons: tuple[str, ...]) -> Columns:
    n = len(skeletons)
    values = np.nan_to_num(np.stack([columns[name] for name in _NEAR]), nan=_UNKNOWN)
    padded = np.pad(values, ((0, 0), (3, 3)))
    rows = [padded[:, 3 + by : 3 + by + n] for by in _STEPS] + [_window(values, 3), _window(values, 6)]
    found: Columns = dict(zip(_NEAR_NAMES, np.concatenate(rows), strict=True))
    for step in (1, 2):
        alike = np.zeros(n + step)
        for i in range(n - step):
            alike[i + step] = fuzz.ratio(skeletons[i], skeletons[i + step]) / 100
        found[f"shape like {step} on"] = alike[step:]
        found[f"shape like {step} back"] = alike[:n]
    return found


def _blocks(stats: CharStats, columns: Columns) -> Columns:
    """Means over the run of sentence-like or other lines that a line is in, and what stands around the run."""
    sentence = columns["sentence"]
    flags = sentence > 0.4
    n = len(flags)
    edges = np.concatenate(([0], np.flatnonzero(flags[1:] != flags[:-1]) + 1, [n]))
    lengths = np.diff(edges)
    number = np.repeat(np.arange(len(lengths)), lengths)
    mass = np.concatenate(([0.0], np.cumsum(sentence)))
    total = max(1e-9, float(mass[-1]))
    found = {
        "run length": np.log1p(lengths.astype(float))[number],
        "run words": np.log1p(np.bincount(number, stats.words))[number],
        "run is sentences": flags.astype(float),
        "run mass before": (mass[edges[:-1]] / total)[number],
        "run mass after": (1 - mass[edges[1:]] / total)[number],
        "run is last": (number == len(lengths) - 1).astype(float),
        "run is first": (number == 0).astype(float),
    }
    values = np.nan_to_num(np.stack([columns[name] for name in _IN_RUN]), nan=_UNKNOWN)
    means = (np.add.reduceat(values, edges[:-1], axis=1) / lengths)[:, number]
    return found | {f"run: {name}": row for name, row in zip(_IN_RUN, means, strict=True)}
