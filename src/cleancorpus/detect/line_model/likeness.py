"""How like a headline, another line or the site's name each line is: what strings are compared for."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from rapidfuzz import fuzz, process

from cleancorpus.detect.line_model.batch import Batch, Floats, Ints
from cleancorpus.detect.line_model.signals import felt
from cleancorpus.detect.line_model.vocabulary import Vocabulary, stems
from cleancorpus.detect.view import View
from cleancorpus.text import fold, plain, words_of

# All numbers in this file are part of the features that the weights were fitted to: a change needs a new training.
_TITLE_PARTS = re.compile(r"\s+[|\N{EN DASH}\N{EM DASH}\N{MIDDLE DOT}»:/-]+\s+|\s*\|\s*")
_TITLE_CHARS, _PART_CHARS, _REPEAT_CHARS = 260, (12, 160), 200  # longer lines are not compared
_WWW = re.compile(r"^\w+://(?:www\.)?|[/?#].*$")


@dataclass(frozen=True)
class Heads:
    """The headlines of a document: folded `texts` and their longer parts, their `stems`, and names of the site."""

    texts: tuple[str, ...]
    stems: set[str]
    sites: set[str]

    @classmethod
    def of(cls, view: View) -> Heads:
        """Those of `view`, which has a line."""
        texts = headlines_of(view)
        words = set().union(*(stems(words_of(text)) for text in texts))
        return cls(tuple(texts), words, _site_names(view))


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
        host = _WWW.sub("", view.doc.url)
        names |= {host, host.split(".")[0]}
    return {name for name in names if name}


def _alike(
    one: Sequence[str], other: Sequence[str], cutoff: float | None = None, by: Callable[..., float] = fuzz.ratio
) -> Floats:
    """How alike strings are pair by pair, 0 to 100; under `cutoff` 0."""
    if not one:
        return np.zeros(0)
    return np.asarray(process.cpdist(one, other, scorer=by, score_cutoff=cutoff, dtype=np.float64))


def title_columns(batch: Batch, heads: Sequence[Heads], vocabulary: Vocabulary) -> dict[str, Floats]:
    """What each line has of the headlines, and where it stands to the lines that repeat them."""
    hits = vocabulary.of_heads
    n_stems = np.array([len(head.stems) for head in heads], float)[batch.doc]
    lengths = [len(text) for text in batch.texts]
    site, whole, parts = np.zeros(batch.n), _Pairs(), _Pairs()
    for head, (first, last) in zip(heads, batch.bounds, strict=True):
        sizes = {len(name) for name in head.sites if len(name) < 60}
        for index in range(first, last):
            length = lengths[index]
            if length >= _TITLE_CHARS:
                continue
            whole.add(index, batch.folded[index], head.texts)
            if _PART_CHARS[0] <= length < _PART_CHARS[1] and hits[index]:
                parts.add(index, batch.folded[index], head.texts)
            # Plain text is dear: asked only of lines about as long as one of the names.
            if any(abs(length - size) < 8 for size in sizes):
                site[index] = plain(batch.texts[index]) in head.sites
    ratio = whole.best(batch.n, 40, fuzz.ratio)
    near = ratio > 0.8
    so_far = np.concatenate(([0], np.cumsum(near)))
    after = (so_far[:-1] > so_far[batch.start]).astype(float)
    since, until = felt(batch, near)
    return {
        "headline words": hits / np.maximum(1, vocabulary.bag),
        "headline covered": hits / np.maximum(1, n_stems),
        "like headline": ratio,
        "part of headline": parts.best(batch.n, 60, fuzz.partial_ratio),
        "near headline": near.astype(float),
        "headline again": near * after,
        "after headline": after,
        "since headline": since,
        "until headline": until,
        "site name": site,
    }


class _Pairs:
    """Lines with what each is to be compared with."""

    def __init__(self) -> None:
        self._lines: list[int] = []
        self._one: list[str] = []
        self._other: list[str] = []

    def add(self, line: int, text: str, others: Sequence[str]) -> None:
        self._lines += [line] * len(others)
        self._one += [text] * len(others)
        self._other += others

    def best(self, n: int, cutoff: float, by: Callable[..., float]) -> Floats:
        """For each of `n` lines how like the likest it is, 0 to 1; 0 where it is under `cutoff`, or compared with none."""
        return _best(np.array(self._lines, np.int64), _alike(self._one, self._other, cutoff, by), n)


def _best(lines: Ints, values: Floats, n: int) -> Floats:
    best = np.zeros(n)
    np.maximum.at(best, lines, values)
    return best / 100


def repeat_columns(batch: Batch, keys: Sequence[str], vocabulary: Vocabulary) -> dict[str, Floats]:
    """What the document has said before; `keys` say what counts as the same line."""
    times, again, previous = np.zeros(batch.n), np.zeros(batch.n), np.zeros(batch.n)
    for first, last in batch.bounds:
        own = keys[first:last]
        of_key = Counter(own)
        if len(of_key) == len(own):
            continue
        seen: set[str] = set()
        for index, key in enumerate(own, first):
            times[index] = of_key[key] - 1
            again[index] = key in seen
            previous[index] = index > first and key == keys[index - 1]
            seen.add(key)
    pairs = np.maximum(vocabulary.pairs, 1.0)
    return {
        "times on page": np.log1p(times),
        "seen before": again,
        "like line before": previous,
        "close to last four": _close(batch),
        "word pairs seen": vocabulary.known / pairs,
    }


def _close(batch: Batch) -> Floats:
    """How like each short line is to the likest of the four before it."""
    short = np.array([len(text) for text in batch.texts]) < _REPEAT_CHARS
    lines, others = [], []
    for step in range(1, min(5, batch.n)):
        before = batch.pairs(step)
        before = before[short[before] & short[before + step]]
        others.append(before)
        lines.append(before + step)
    if not lines:
        return np.zeros(batch.n)
    one, other = np.concatenate(lines), np.concatenate(others)
    folded = batch.folded
    return _best(one, _alike([folded[i] for i in one.tolist()], [folded[i] for i in other.tolist()]), batch.n)


def shape_ratios(batch: Batch, shapes: Sequence[str], step: int) -> Floats:
    """How alike the shapes of each line and the line `step` further on are, 0 to 100; 0 beyond the end of a document."""
    ratios = np.zeros(batch.n)
    if step < batch.n:
        lines = batch.pairs(step)
        found = lines.tolist()
        ratios[lines] = _alike([shapes[i] for i in found], [shapes[i + step] for i in found])
    return ratios
