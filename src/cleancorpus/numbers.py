"""Numbers as people read them."""

from __future__ import annotations

from math import sqrt
from typing import NamedTuple

Z95 = 1.959964  # of the normal distribution: 95 % lie within so many deviations


class Interval(NamedTuple):
    """A figure that was estimated, and between what it lies in 95 of 100 such samples."""

    value: float
    low: float
    high: float

    def times(self, factor: float) -> Interval:
        """The interval of so many times the figure."""
        return Interval(self.value * factor, self.low * factor, self.high * factor)


def wilson(hits: int, of: int) -> Interval:
    """The share of `hits`, with the interval of Wilson (1927), which holds for few and for rare ones, too; 0 to 1 of none.

    >>> [round(figure, 3) for figure in wilson(9, 10)], [round(figure, 3) for figure in wilson(0, 100)]
    ([0.9, 0.596, 0.982], [0.0, 0.0, 0.037])
    """
    if not of:
        return Interval(0.0, 0.0, 1.0)
    share, square = hits / of, Z95 * Z95
    middle = (share + square / (2 * of)) / (1 + square / of)
    half = Z95 / (1 + square / of) * sqrt(share * (1 - share) / of + square / (4 * of * of))
    return Interval(share, max(0.0, middle - half) if hits else 0.0, min(1.0, middle + half) if hits < of else 1.0)


def counted(number: int, noun: str) -> str:
    """A number with its noun.

    >>> counted(1, "document"), counted(2500, "document")
    ('1 document', '2,500 documents')
    """
    return f"{number:,} {noun}" + ("" if number == 1 else "s")


def data_size(size: int) -> str:
    """A number of bytes in decimal units.

    >>> data_size(12), data_size(12_608), data_size(3_400_000_000)
    ('12 B', '12.6 kB', '3.4 GB')
    """
    for factor, unit in ((10**12, "TB"), (10**9, "GB"), (10**6, "MB"), (10**3, "kB")):
        if size >= factor:
            return f"{size / factor:,.1f} {unit}"
    return f"{size} B"
