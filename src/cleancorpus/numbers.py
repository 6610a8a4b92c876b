"""Numbers as people read them."""

from __future__ import annotations


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
