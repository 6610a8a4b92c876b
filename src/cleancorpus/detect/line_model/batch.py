"""The lines of several documents one after another, and sums, distances and runs over them that stay within each.

A numpy call costs as much for the ten lines of an article as for a thousand, so features are made for many documents at
once. What a line gets does not depend on the other documents, not in the last digit: sums of fractions are made for each
document by itself, in order, and the rest are counts or concern one line.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from cleancorpus.detect.line import Line
from cleancorpus.detect.view import View

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]


class Places:
    """Where lines stand that follow one another, and what that says of values of them.

    By line: `doc` (the number of its document), `start` and `end` (the number of its document's first line, and of the line
    after its last, as far as they are among these lines), `index` (its own number).
    """

    def __init__(self, doc: Ints, start: Ints, end: Ints) -> None:
        self.n = len(doc)
        self.doc, self.start, self.end = doc, start, end
        self.index: Ints = np.arange(self.n)

    def window(self, values: Floats, sums: Floats, reach: int) -> Floats:
        """Means over the lines up to `reach` away, the line itself left out; beyond the ends of a document 0.

        `sums` are those of `values`.
        """
        high = np.minimum(self.index + reach + 1, self.end) + self.doc
        low = np.maximum(self.index - reach, self.start) + self.doc
        return np.asarray((sums[..., high] - sums[..., low] - values) / (2 * reach))

    def shifted(self, values: Floats, by: int) -> Floats:
        """What the line `by` further on has; beyond the ends of its document 0."""
        moved = np.zeros_like(values)
        if abs(by) < self.n:
            source, target = (slice(by, None), slice(None, -by)) if by > 0 else (slice(None, by), slice(-by, None))
            same = self.doc[source] == self.doc[target]
            moved[..., target] = np.where(same, values[..., source], 0.0)
        return moved

    def pairs(self, step: int) -> Ints:
        """The lines of which the line `step` further on is of the same document."""
        return np.flatnonzero(self.doc[step:] == self.doc[:-step])

    def since(self, flags: Flags, most: int) -> Ints:
        """How many lines ago the last flagged one stood (axes before the last: several flags); `most` at most, or if none."""
        return since(flags, self.start, most)

    def until(self, flags: Flags, most: int) -> Ints:
        """The same for the next flagged line."""
        return since(flags[..., ::-1], self.n - self.end[::-1], most)[..., ::-1]


class Batch(Places):
    """The lines of `views`, of which each has one at least.

    By document: `first`, `last` (the number of its first line, and of the line after its last) and `sizes`. By line besides:
    `place` (its number in its document).
    """

    def __init__(self, views: Sequence[View]) -> None:
        self.views = views
        self.lines: list[Line] = [line for view in views for line in view.lines]
        self.texts = [line.text for line in self.lines]
        self.folded = [line.folded for line in self.lines]
        self.sizes: Ints = np.array([len(view.lines) for view in views], np.int64)
        self.last: Ints = np.cumsum(self.sizes)
        self.first: Ints = self.last - self.sizes
        self.bounds = list(zip(self.first.tolist(), self.last.tolist(), strict=True))
        doc: Ints = np.repeat(np.arange(len(views)), self.sizes)
        super().__init__(doc, self.first[doc], self.last[doc])
        self.place = self.index - self.start

    def stretch(self, first: int, last: int) -> Stretch:
        """The lines from number `first` to before `last`, with those around them."""
        return Stretch(self, first, last)

    def sums(self, values: Floats) -> Floats:
        """Running sums over the lines (last axis) of each document, from 0 to the sum of all: one more than it has lines.

        The sum of what stands before line i of the batch is at `i + doc[i]`.
        """
        sums = np.zeros((*values.shape[:-1], self.n + len(self.bounds)))
        for number, (first, last) in enumerate(self.bounds):
            np.cumsum(values[..., first:last], axis=-1, out=sums[..., first + number + 1 : last + number + 1])
        return sums

    def runs(self, flags: Flags) -> tuple[Ints, Ints]:
        """Runs of equal flags within documents: where each begins (and the number of lines), and the run of each line."""
        differs = np.ones(self.n, bool)
        differs[1:] = flags[1:] != flags[:-1]
        differs[self.first] = True
        return np.append(np.flatnonzero(differs), self.n), np.cumsum(differs) - 1


class Stretch(Places):
    """Some lines of a batch and up to `REACH` before and behind them, by which what is near tells as in the whole batch.

    `lines` are the numbers of all of them in the batch, `sums` the places of their running sums in `Batch.sums`, and `own` is
    where the lines themselves stand among all.
    """

    REACH = 16  # more lines than any feature of what is near looks at

    def __init__(self, batch: Batch, first: int, last: int) -> None:
        before, behind = max(0, first - self.REACH), min(batch.n, last + self.REACH)
        self.lines, self.own = slice(before, behind), slice(first - before, last - before)
        doc = batch.doc[self.lines]
        self.sums = slice(before + int(doc[0]), behind + int(doc[-1]) + 1)
        start, end = batch.start[self.lines] - before, batch.end[self.lines] - before
        super().__init__(doc - doc[0], np.maximum(start, 0), np.minimum(end, behind - before))


def since(flags: Flags, start: Ints, most: int) -> Ints:
    """How many places ago the last flag stood, not counting the place itself; `start` is how far back each place looks.

    >>> since(np.array([True, False, False, False]), np.array([0, 0, 0, 3]), 9).tolist()
    [9, 1, 2, 9]
    """
    index = np.arange(flags.shape[-1])
    before = np.full(flags.shape, -1)
    np.maximum.accumulate(np.where(flags, index, -1)[..., :-1], axis=-1, out=before[..., 1:])
    return np.where(before >= start, np.minimum(index - before, most), most)


def distinct(major: Ints, minor: Ints, n_minor: int) -> tuple[Ints, Ints]:
    """Pairs of numbers each once, in order; `minor` is under `n_minor`.

    >>> [part.tolist() for part in distinct(np.array([7, 2, 7]), np.array([1, 0, 1]), 2)]
    [[2, 7], [0, 1]]
    """
    if not len(major):
        return major, minor
    if int(major.max()) < np.iinfo(np.int64).max // n_minor - 1:
        keys = major * n_minor + minor
        keys.sort()
        keys = keys[np.concatenate(([True], keys[1:] != keys[:-1]))]
        found = keys // n_minor
        return found, keys - found * n_minor
    order = np.lexsort((minor, major))
    major, minor = major[order], minor[order]
    new = np.concatenate(([True], (major[1:] != major[:-1]) | (minor[1:] != minor[:-1])))
    return major[new], minor[new]
