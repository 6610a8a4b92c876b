"""What the tags and attributes of an element say: what its text stands in, whether a reader sees it, drop caps."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

# What a block stands in; a bit each, handed down from container to container.
FLAGS = (
    "nav", "header", "footer", "aside", "form", "figure", "article", "main", "table", "list", "quote", "figcaption",
    "pre", "heading", "details", "aria_hidden", "paragraph", "dialog", "comments",
)  # fmt: skip
FLAG = {name: 1 << bit for bit, name in enumerate(FLAGS)}
TAG_FLAGS = {
    **{name: FLAG[name] for name in ("nav", "header", "footer", "aside", "form", "figure", "article", "main", "table")},
    **dict.fromkeys(("ul", "ol", "dl", "menu"), FLAG["list"]),
    **dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6"), FLAG["heading"]),
    **{name: FLAG[name] for name in ("figcaption", "pre", "details", "dialog")},
    "caption": FLAG["figcaption"],
    "blockquote": FLAG["quote"],
    "p": FLAG["paragraph"],
}
_ROLE_FLAGS = {
    "navigation": FLAG["nav"], "banner": FLAG["header"], "contentinfo": FLAG["footer"], "complementary": FLAG["aside"],
    "main": FLAG["main"], "article": FLAG["article"], "dialog": FLAG["dialog"], "alertdialog": FLAG["dialog"],
    "search": FLAG["form"], "menu": FLAG["nav"], "menubar": FLAG["nav"],
}  # fmt: skip
_HIDING_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
# Classes of the large frameworks for text that only screen readers get: «Open in a new window», «Image 1 of 3».
_SCREEN_READER = re.compile(
    r"(?:^|[\s_-])(?:sr-only|screen-?reader(?:-text|-only)?|visually-?hidden|visuallyhidden|a11y-hidden|u-hidden-visually)(?:$|\s)",
    re.IGNORECASE,
)
_DROP_CAP = re.compile(r"drop-?_?cap|initial-?_?letter|first-?_?letter|lettrine|\binitial\b", re.IGNORECASE)
# \x01 marks where a drop cap ended; letters come behind it, as a quotation or a number has no gap to close.
_CAP_JOIN = re.compile(r"([^\W\d_])[\s\x01]*\x01\s+(?=[^\W\d_])")
_LONE_WORDS = frozenset("AIOEYÀÈÓ")  # capitals that are words by themselves somewhere: A man, I saw, O rei, Y así
# What holds comments, in the languages of common themes; not what counts them or leads to them beside the headline.
_COMMENTS = re.compile(
    r"(?<![a-z])(?:comments?|commentlist|kommentare?|commentaires?|comentarios?|commenti|reacties|disqus)(?![a-z])"
    r"(?![-_ ]?(?:count|link|icon|off|closed|open|is-free|number))",
    re.IGNORECASE,
)
_NAMING = frozenset(("class", "id", "itemprop", "role", "data-testid", "data-component", "data-module", "data-type"))


def read_attributes(attributes: list[tuple[str, str]], tag: str) -> tuple[str, int, bool, bool]:
    """Name (class, id, itemprop ... joined), flag bits, whether the container is hidden, whether it is named like a drop cap."""
    name, bits, hidden = "", 0, tag == "dialog"
    for key, value in attributes:
        if key in _NAMING:
            name = f"{name} {value}" if name else value
            if key == "role":
                bits |= _ROLE_FLAGS.get(value, 0)
        elif key == "style":
            if "n" in value and _HIDING_STYLE.search(value) and tag not in ("html", "body"):
                hidden = True
        elif key == "hidden":
            hidden = hidden or (value != "until-found" and tag not in ("html", "body"))
        elif key == "aria-hidden":
            if value == "true":
                bits |= FLAG["aria_hidden"]
        elif key == "open" and tag == "dialog":
            hidden = False
    if not name:
        return name, bits, hidden, False
    hiding, cap, comments = _name_marks(name)
    return name, bits | (FLAG["comments"] if comments and tag not in ("html", "body") else 0), hidden or hiding, cap


def inline_marks(element: Any) -> tuple[bool, bool]:
    """Whether an inline element is hidden (by attribute, style or a class for screen readers), and named like a drop cap."""
    name = element.get("class")
    hides, cap, _ = _name_marks(name) if name else (False, False, False)
    if hides or element.get("hidden") is not None:
        return True, cap
    style = element.get("style")
    return bool(style) and _HIDING_STYLE.search(style) is not None, cap


@lru_cache(maxsize=16384)
def _name_marks(name: str) -> tuple[bool, bool, bool]:
    """Whether the name hides (text for screen readers only), is that of a drop cap, speaks of comments."""
    low = name.lower()  # plain searches first: few names have any of these, and patterns cost
    hides = ("hidden" in low or "reader" in low or "sr-only" in low) and _SCREEN_READER.search(name) is not None
    cap = ("cap" in low or "letter" in low or "lettrine" in low or "initial" in low) and _DROP_CAP.search(
        name
    ) is not None
    comments = ("omment" in low or "oment" in low or "reacties" in low or "disqus" in low) and bool(
        _COMMENTS.search(low)
    )
    return hides, cap, comments


def holds_one_letter(element: Any) -> bool:
    """Whether the text of the element is one letter, with a quote before it at most."""
    return 1 <= len("".join(element.itertext()).strip()) <= 2


def join_drop_cap(text: str) -> str:
    """Close the gap behind a drop cap; where its letter may be a word of its own, the page's spaces decide."""

    def joined(match: re.Match[str]) -> str:
        return match[1] + (" " if match[1] in _LONE_WORDS else "")

    return _CAP_JOIN.sub(joined, text).replace("\x01", "")
