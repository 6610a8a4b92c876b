"""A colour for each category of removals, the same in every page. `templates/style.css` has the hues, light and dark."""

from __future__ import annotations

import zlib

# In the order of the colours: neighbours here are seldom neighbours in a text.
_CATEGORIES = (
    "byline",
    "cookie",
    "share",
    "dateline",
    "related",
    "copyright",
    "photo-credit",
    "navigation",
    "newsletter",
    "timestamp",
    "duplicate-headline",
    "advertisement",
    "author-box",
    "paywall",
    "comment",
    "page-control",
    "embed-notice",
    "form-message",
    "javascript-notice",
    "quality-line",
    "repeated-passage",
    "site-line",
    "boilerplate",
)
HUES = 12  # as many can be told apart; categories from the thirteenth on have a line below, too
COLOURS = 2 * HUES


def colour_class(category: str) -> str:
    """The class of a category in the style sheet; one that is not known here has one by its name.

    >>> colour_class("byline"), colour_class("author-box")
    ('k0', 'k12')
    """
    if category in _CATEGORIES:
        return f"k{_CATEGORIES.index(category)}"
    return f"k{zlib.crc32(category.encode()) % COLOURS}"
