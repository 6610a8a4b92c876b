"""Features of the lines of documents: own shape, place, page, headline, repeats, neighbours, signals.

`matrices` puts the groups together, for many documents at once. Which lexicon kinds, topics and rule categories have columns
is part of the weights (`Signals`), so a lexicon that grows changes nothing until the model is trained again. NaN means
"nothing to say" and counts as the training mean.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from cleancorpus.detect.line_model.batch import Batch, Flags, Floats, Ints, Stretch
from cleancorpus.detect.line_model.chars import CharStats, ends_like, measure, starts_small
from cleancorpus.detect.line_model.likeness import Heads, repeat_columns, shape_ratios, title_columns
from cleancorpus.detect.line_model.signals import Found, Phrases, Signals, felt, read_findings, read_phrases
from cleancorpus.detect.line_model.table import LineTable
from cleancorpus.detect.line_model.vocabulary import Vocabulary, read_words
from cleancorpus.detect.repeats import SiteLines, exact_key, line_key
from cleancorpus.detect.view import View
from cleancorpus.model import Finding
from cleancorpus.text import QUESTION_MARKS

# All numbers in this file are part of the features that the weights were fitted to: a change needs a new training.
SENTENCE = 0.5
_RUN_COST = 0.3  # what a line must have of sentence-likeness to lengthen the main run
_BULLET = re.compile(
    r"^(?:[-*\N{BULLET}\N{MIDDLE DOT}\N{BLACK SMALL SQUARE}\N{BLACK RIGHT-POINTING POINTER}»"
    r"\N{SINGLE RIGHT-POINTING ANGLE QUOTATION MARK}]|\d{1,2}[.)])\s"
)
_QUESTION = re.compile(f"[{''.join(QUESTION_MARKS)}]")
_QUOTES = (
    "\"'\N{LEFT DOUBLE QUOTATION MARK}\N{LEFT SINGLE QUOTATION MARK}«\N{DOUBLE LOW-9 QUOTATION MARK}»"
    "\N{LEFT CORNER BRACKET}\N{LEFT WHITE CORNER BRACKET}"
)


class LineFacts(NamedTuple):
    """What guards ask of lines besides the features; `covered` is the share that findings of rules cover."""

    sentence: Floats
    words: Floats
    skeletons: tuple[str, ...]
    like_title: Floats
    like_next: Floats  # how alike the shapes of a line and the next are, 0 to 100
    covered: Floats


Columns = dict[str, Floats]
# Of a longer document a column for each feature is made for so many lines at once, and 40 MB are enough.
_STRETCH = 2048
# What the lines around, or a run of lines, are asked for: it stays as it is made.
_NEAR = (
    "sentence", "words", "ends a sentence", "digits", "comma density", "times on page", "lexicon", "headline words",
    "on other sites", "words of main run", "capitalised words", "close to last four",
)  # fmt: skip
_IN_RUN = (
    "words", "digits", "comma density", "ends a sentence", "starts small", "times on page", "lexicon", "url",
    "on other sites", "words of main run", "headline words", "capitalised words", "found by rules",
)  # fmt: skip
_STAYS = frozenset((*_NEAR, *_IN_RUN))


@dataclass(frozen=True)
class Matrix:
    """`values` has one row a line and one column a name; `same_site` comes from the corpus' own counts."""

    names: tuple[str, ...]
    values: Floats
    same_site: Floats
    facts: LineFacts


@dataclass(frozen=True)
class Matrices:
    """The features of several documents together, one row a name and one column a line of the batch."""

    batch: Batch
    same_site: Floats
    facts: LineFacts
    _whole: Sequence[Columns]
    _phrases: Phrases
    _found: Found
    _around: _Around

    def facts_of(self, number: int) -> LineFacts:
        """The facts on the lines of document `number`."""
        first, last = self.batch.bounds[number]
        return LineFacts._make(values[first:last] for values in self.facts)

    @property
    def stretches(self) -> list[tuple[int, int]]:
        """Parts of about one size in which its lines can be judged one after another: the first line of each, and the one
        after its last.
        """
        n = self.batch.n
        parts = -(-n // _STRETCH) if _is_long(self.batch) else 1
        return list(pairwise(n * number // parts for number in range(parts + 1)))

    def of(self, first: int, last: int) -> tuple[tuple[str, ...], Floats]:
        """The names of all features, and their values for the lines from number `first` to before `last`."""
        stretch = self.batch.stretch(first, last)
        own, behind, shapes = ({name: values[first:last] for name, values in part.items()} for part in self._whole)
        columns = (
            own
            | self._phrases.columns(stretch)
            | self._found.columns(stretch, self.batch.doc[first:last])
            | behind
            | self._around.columns(stretch)
            | shapes
        )
        return tuple(columns), np.concatenate(list(columns.values())).reshape(len(columns), last - first)


def matrix(
    view: View,
    findings: tuple[Finding, ...],
    signals: Signals,
    lines: LineTable,
) -> Matrix:
    """All features of `view`, which has at least one line, given what rules have found in it."""
    made = matrices([view], [findings], signals, lines)
    names, values = made.of(0, made.batch.n)
    return Matrix(names, values.T, made.same_site, made.facts)


def matrices(
    views: Sequence[View], findings: Sequence[tuple[Finding, ...]], signals: Signals, lines: LineTable
) -> Matrices:
    """All features of `views`, of which each has one line at least; `findings` are what rules have found in each."""
    batch = Batch(views)
    stats = measure(batch.texts)
    columns = _small(batch, _own(batch, stats))
    sentence, words, skeletons, n_digits = columns["sentence"], stats.words, stats.skeletons, stats.n_digits
    del stats  # its columns are among those of each line
    pages = [_Page.of(words[first:last], sentence[first:last]) for first, last in batch.bounds]
    run = _MainRun.of(batch, pages)
    columns |= _small(batch, _place(batch, words, sentence, run, pages))
    heads = [Heads.of(view) for view in views]
    vocabulary = read_words(batch, run.inside, [head.stems for head in heads])
    columns["type-token"] = vocabulary.words / np.maximum(1, [line.n_words for line in batch.lines])
    columns |= _small(batch, _page(batch, vocabulary, words, sentence, pages))
    columns |= _small(batch, titles := title_columns(batch, heads, vocabulary))
    keys = [
        line_key(line) if digits else exact_key(line)
        for line, digits in zip(batch.folded, n_digits.tolist(), strict=True)
    ]
    columns |= _small(batch, repeat_columns(batch, keys, vocabulary))
    phrases = read_phrases(batch, signals)
    found = read_findings(batch, findings, signals)
    told = columns | {
        "lexicon": phrases.cover.max(axis=0, initial=0.0), "found by rules": (found.share >= 0.5).astype(float)
    }  # fmt: skip
    behind = _small(batch, _known_lines(batch, keys, lines))
    told |= behind
    behind |= _small(batch, _blocks(batch, words, told))
    like_next = shape_ratios(batch, skeletons, 1)
    shapes = _small(batch, _shapes(batch, like_next, shape_ratios(batch, skeletons, 2)))
    facts = LineFacts(sentence, words, skeletons, titles["like headline"], like_next, found.share)
    return Matrices(
        batch, _same_site(batch, keys), facts, (columns, behind, shapes), phrases, found, _Around.of(batch, told)
    )


def is_long(n_lines: int) -> bool:
    """Whether a document of so many lines is judged alone, in stretches."""
    return n_lines > _STRETCH


def _is_long(batch: Batch) -> bool:
    return len(batch.bounds) == 1 and is_long(batch.n)


def _small(batch: Batch, columns: Columns) -> Columns:
    """`columns` as the weights take them, where there are many lines: 130,000 lines of 400 features are 400 MB else."""
    if not _is_long(batch):
        return columns
    return {name: values if name in _STAYS else values.astype(np.float32) for name, values in columns.items()}


def _own(batch: Batch, stats: CharStats) -> Columns:
    texts, lines = batch.texts, batch.lines
    from_page = np.array([view.from_page for view in batch.views], float)[batch.doc]
    ends = np.array([line.ends_sentence for line in lines], float)
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
        "question": np.array([_QUESTION.search(text[-3:]) is not None for text in texts], float),
        "starts small": np.array([starts_small(text) for text in texts], float),
        "starts with digit": np.array([c.isdigit() for c in firsts], float),
        "starts with quote": np.array([c in _QUOTES for c in firsts], float),
        "starts with bullet": np.array([_BULLET.match(t) is not None for t in texts], float),
        "starts with bracket": np.array([c in "([\N{FULLWIDTH LEFT PARENTHESIS}【{" for c in firsts], float),
        "from a page": from_page,
        "is a heading": np.array([line.kind == "heading" for line in lines], float),
        "is a list item": from_page * [line.kind == "list_item" for line in lines],
        "type-token": ends,  # its place among the columns; made when words are read
        "sentence": full * (0.35 + 0.4 * ends + 0.25 * breaks),
        "one word": (stats.words <= 1.01).astype(float),
        "two to five words": ((stats.words > 1.01) & (stats.words <= 5)).astype(float),
        "six to twelve words": ((stats.words > 5) & (stats.words <= 12)).astype(float),
    }
    return columns


@dataclass(frozen=True)
class _Page:
    """Sums over a document, of words and of sentence-likeness, and the main run of its lines."""

    words: float
    mass: float
    run: tuple[int, int]
    run_mass: float
    median: float
    quarter: float  # mean words of the longest quarter of its lines

    @classmethod
    def of(cls, words: Floats, sentence: Floats) -> _Page:
        n = len(words)
        ordered = np.sort(words)
        longest = ordered[-max(1, n // 4) :]
        first, last = run = _main_run(sentence)
        median = float((ordered[(n - 1) // 2] + ordered[n // 2]) / 2)
        sums = (float(part.sum()) for part in (words, sentence, sentence[first:last], longest))
        total, mass, run_mass, of_longest = sums
        return cls(total, mass, run, run_mass, median, of_longest / len(longest))


@dataclass(frozen=True)
class _MainRun:
    """By line: whether it is in the main run of its document, and how far before or behind it."""

    inside: Flags
    before: Ints
    after: Ints

    @classmethod
    def of(cls, batch: Batch, pages: Sequence[_Page]) -> _MainRun:
        first, last = np.array([page.run for page in pages]).T
        before, after = first[batch.doc] - batch.place, batch.place - last[batch.doc] + 1
        return cls((before <= 0) & (after <= 0), np.maximum(before, 0), np.maximum(after, 0))


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


def _place(batch: Batch, words: Floats, sentence: Floats, run: _MainRun, pages: Sequence[_Page]) -> Columns:
    doc, place = batch.doc, batch.place.astype(float)
    after = batch.sizes[doc] - 1 - place
    total_words = np.maximum(1.0, [page.words for page in pages])[doc]
    mass = np.maximum(1e-9, [page.mass for page in pages])
    run_mass = np.array([page.run_mass for page in pages]) / mass
    mass = mass[doc]
    sums = batch.sums(np.stack((words, sentence)))[:, batch.index + doc + 1]
    words_before, mass_before = sums[0] - words, sums[1] - sentence
    long_line = sentence > SENTENCE
    short = sentence < 0.25
    edges, number = batch.runs(short)
    length = np.diff(edges)[number].astype(float)
    return {
        "first line": (place == 0).astype(float),
        "second line": (place == 1).astype(float),
        "from start": np.log1p(place),
        "from end": np.log1p(after),
        "place by lines": place / np.maximum(1, batch.sizes - 1)[doc],
        "place by words": words_before / total_words,
        "mass before": mass_before / mass,
        "mass after": 1 - (mass_before + sentence) / mass,
        "no sentence before": (mass_before < 0.5).astype(float),
        "no sentence after": (mass - mass_before - sentence < 0.5).astype(float),
        "since sentence": np.log1p(batch.since(long_line, 12)),
        "until sentence": np.log1p(batch.until(long_line, 12)),
        "in main run": run.inside.astype(float),
        "before main run": np.log1p(run.before),
        "after main run": np.log1p(run.after),
        "main run mass": run_mass[doc],
        "short run": np.log1p(np.where(short, length, 0)),
        "place in short run": np.where(short, (batch.index - edges[number]) / length, 0),
    }


def _page(batch: Batch, vocabulary: Vocabulary, words: Floats, sentence: Floats, pages: Sequence[_Page]) -> Columns:
    doc, sizes = batch.doc, batch.sizes
    bag = np.maximum(1.0, vocabulary.bag)
    median = np.array([page.median for page in pages])[doc]
    quarter = np.maximum(1.0, [page.quarter for page in pages])[doc]
    return {
        "lines on page": np.log1p(sizes)[doc],
        "words on page": np.log1p([page.words for page in pages])[doc],
        "sentences on page": (np.bincount(doc, sentence > SENTENCE) / sizes)[doc],
        "short lines on page": (np.bincount(doc, words < 8) / sizes)[doc],
        "length against median": np.log((1 + words) / (1 + median)),
        "length against longest": np.minimum(1.5, words / quarter),
        "words on many lines": np.log1p(vocabulary.shared / bag),
        "words of main run": vocabulary.in_run / bag,
        "words on no other line": vocabulary.alone / bag,
    }


def _known_lines(batch: Batch, keys: list[str], lines: LineTable) -> Columns:
    sites = np.array([lines.sites(key) for key in keys], float)
    flags = sites > 0
    since, until = felt(batch, flags)
    values = flags.astype(float)
    return {
        "on other sites": np.log1p(sites),
        "since line of other sites": since,
        "until line of other sites": until,
        "lines of other sites near": batch.window(values, batch.sums(values), 3),
    }


def _same_site(batch: Batch, keys: list[str]) -> Floats:
    """Log of the further documents of the site that have the line, ten at most; two of them may be one article twice."""
    further = np.zeros(batch.n)
    for view, (first, last) in zip(batch.views, batch.bounds, strict=True):
        site: SiteLines | None = view.site_lines
        if site is not None:
            further[first:last] = [min(10, max(0, site.documents(key) - 2)) for key in keys[first:last]]
    return np.asarray(np.log1p(further))


_STEPS = (-3, -2, -1, 1, 2, 3)
_NEAR_NAMES = tuple(f"{name} {by:+d}" for by in _STEPS for name in _NEAR) + tuple(
    f"{name} +-{reach}" for reach in (3, 6) for name in _NEAR
)
_UNKNOWN = 0.3  # what a line without cased letters counts for its neighbours' means: the usual share of capitals


@dataclass(frozen=True)
class _Around:
    """What the lines around are asked for, a row a name, and running sums of it."""

    values: Floats
    sums: Floats

    @classmethod
    def of(cls, batch: Batch, columns: Columns) -> _Around:
        values = np.nan_to_num(np.stack([columns[name] for name in _NEAR]), nan=_UNKNOWN)
        return cls(values, batch.sums(values))

    def columns(self, stretch: Stretch) -> Columns:
        values, sums = self.values[:, stretch.lines], self.sums[:, stretch.sums]
        rows = [stretch.shifted(values, by) for by in _STEPS]
        rows += [stretch.window(values, sums, reach) for reach in (3, 6)]
        return dict(zip(_NEAR_NAMES, np.concatenate(rows)[:, stretch.own], strict=True))


def _shapes(batch: Batch, *ratios: Floats) -> Columns:
    """How alike the shapes of lines one and two apart are."""
    found: Columns = {}
    for step, values in enumerate(ratios, 1):
        alike = values / 100
        found[f"shape like {step} on"] = alike
        found[f"shape like {step} back"] = batch.shifted(alike, -step)
    return found


def _blocks(batch: Batch, words: Floats, columns: Columns) -> Columns:
    """Means over the run of sentence-like or other lines that a line is in, and what stands around the run."""
    sentence = columns["sentence"]
    flags = sentence > 0.4
    edges, number = batch.runs(flags)
    begins, lengths = edges[:-1], np.diff(edges)
    doc = batch.doc[begins]
    mass = batch.sums(sentence)
    total = np.maximum(1e-9, mass[batch.last + np.arange(len(batch.sizes))])[doc]
    found = {
        "run length": np.log1p(lengths.astype(float))[number],
        "run words": np.log1p(np.bincount(number, words))[number],
        "run is sentences": flags.astype(float),
        "run mass before": (mass[begins + doc] / total)[number],
        "run mass after": (1 - mass[edges[1:] + doc] / total)[number],
        "run is last": (edges[1:] == batch.last[doc]).astype(float)[number],
        "run is first": (begins == batch.first[doc]).astype(float)[number],
    }
    values = np.nan_to_num(np.stack([columns[name] for name in _IN_RUN]), nan=_UNKNOWN)
    means = (np.add.reduceat(values, begins, axis=1) / lengths)[:, number]
    return found | {f"run: {name}": row for name, row in zip(_IN_RUN, means, strict=True)}
