"""What robots directives and the TDM Reservation Protocol reserve from machines, wherever they stand."""

from __future__ import annotations

import re
from collections.abc import Iterator

# What robots directives say, and what it says of rights; `none` is noindex and nofollow in one.
_ROBOTS = {"noai": "noai", "noimageai": "noimageai", "noindex": "noindex", "none": "noindex"}


def reservations_in(text: str) -> Iterator[str]:
    """The reservations in robots directives, which may be for one machine.

    >>> list(reservations_in("googlebot: noindex, NOAI; max-image-preview:large"))
    ['noindex', 'noai']
    """
    for word in re.split(r"[\s,;:]+", text.lower()):
        if word in _ROBOTS:
            yield _ROBOTS[word]


def is_reserved(text: str) -> bool:
    """Whether a `tdm-reservation` reserves; 0 does not.

    >>> [is_reserved(text) for text in ("1", " 1 ", "0", "1, 1")]
    [True, True, False, True]
    """
    return "1" in re.split(r"[\s,]+", text)
