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
# Rows and cells of tables that are made of other elements; no flags of a container, and above those.
ROLE_ROW, ROLE_CELL = 1 << 24, 1 << 25
_ROLE_FLAGS |= {"row": ROLE_ROW, **dict.fromkeys(("cell", "gridcell", "columnheader", "rowheader"), ROLE_CELL)}
_HIDING_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
# Classes of the large frameworks for text that only screen readers get: «Open in a new window», «Image 1 of 3».
_SCREEN_READER = re.compile(
    r"(?:^|[\s_-])(?:sr-only|screen-?reader(?:-text|-only)?|visually-?hidden|visuallyhidden|a11y-hidden|u-hidden-visually"
    r"|show-for-sr|element-invisible|assistive-text)(?:$|\s|__)",
    re.IGNORECASE,
)
# And of those for what stands on paper only: the site's address, «Printed from»; or for all that a print is to hold.
_PRINT = re.compile(
    r"(?:^|\s)(?:(?:for-?)?print-?only|only-?print|print-visible|visible-print(?:-\w+)?|show-for-print|d-print-(?:block|inline|flex)"
    r"|print:(?:block|inline|flex))(?:$|\s)",
    re.IGNORECASE,
)
# Numbers of lines beside code, as highlighters name them.
_GUTTER = re.compile(
    r"(?:^|[\s_-])(?:gutter|line-?no?s?|line-?num(?:ber)?s?|lnt?|blob-num|linenodiv|hljs-ln-numbers|line-numbers-rows)(?:$|[\s_-])",
    re.IGNORECASE,
)
# Boxes in which editors and highlighters show code without `<pre>`, a box or a row a line.
_CODE_BOX = re.compile(
    r"(?:^|\s)(?:CodeMirror-code|cm-content|view-lines|ace_text-layer|js-file-line-container|syntaxhighlighter|blob-wrapper"
    r"|hljs-ln|react-code-lines|crayon-pre)(?:$|\s)"
)
_CODE_LINE = re.compile(r"(?:^|\s)(?:(?:token-|code-|cm-|view-|react-file-)?line|cl)(?:$|\s)")
_COPY = re.compile(
    r"(?:^|[\s_-])(?:(?:btn|code)-?copy|copy(?:-?(?:btn|button|code|to-clipboard|to-clipboard-button|icon|snippet))?|clipboard(?:-\w+)?)(?:$|\s)",
    re.IGNORECASE,
)
# Images of formulas, and what scripts make of them, with the formula's source beside.
_FORMULA = re.compile(
    r"(?:^|[\s_-])(?:latex|tex|math|mwe-math-fallback-image\S*|ql-img-\S*|katex-html|MathJax\w*|mjx-chtml)(?:$|\s)",
    re.IGNORECASE,
)
_IN_FORMULA = re.compile(r"tex(?!t)|math|mjx|ql-img")  # each match of `_FORMULA` has one
# What opens at a click or stands in a tab; and boxes that open and are none of the article's.
_PANEL = re.compile(
    r"(?<![a-z])(?:accordions?|collaps\w*|(?:tab-?)?panels?|tab-?(?:pane|content)|faqs?|(?:accepted)?answers?|toggle\w*|spoilers?"
    r"|expand\w*|more|full-?text|unfold|reveal\w*|disclosure)(?![a-z])",
    re.IGNORECASE,
)
_NO_PANEL = re.compile(
    r"(?<![a-z])(?:modals?|pop-?(?:up|over)s?|overlay|dropdown|newsletter|subscri\w+|sign-?(?:up|in)|log-?in|shar(?:e|ing)|social|cookies?"
    r"|consent|(?:sub-?)?menus?|nav(?:bar|igation)?|search|comments?|related|lightbox|tool-?tips?|print|mobile|desktop|drawer|toast|alert"
    r"|error|success|thanks?|thank-?you|loading|paywall|feedback|form|player|transcript-button|lang(?:uage)?s?)(?![a-z])",
    re.IGNORECASE,
)
# Bits of what a name says of an element, for `name_marks`.
HIDES, CAP, COMMENTS, GUTTER, CODE_BOX, CODE_LINE, COPY, FORMULA, PRINT = (1 << bit for bit in range(9))
_DROP_CAP = re.compile(r"drop-?_?cap|initial-?_?letter|first-?_?letter|lettrine|\binitial\b", re.IGNORECASE)
# \x01 marks where a drop cap ended; letters come behind it, as a quotation or a number has no gap to close.
_CAP_JOIN = re.compile(r"([^\W\d_])[\s\x01]*\x01\s+(?=([^\W\d_]{1,2}))")
_LONE_WORDS = frozenset("AIOEYÀÈÓ")  # capitals that are words by themselves somewhere: A man, I saw, O rei, Y así
# What holds comments, in the languages of common themes; not what counts them or leads to them beside the headline.
_COMMENTS = re.compile(
    r"(?<![a-z])(?:comments?|commentlist|kommentare?|commentaires?|comentarios?|commenti|reacties|disqus)(?![a-z])"
    r"(?![-_ ]?(?:count|link|icon|off|closed|open|is-free|number))",
    re.IGNORECASE,
)
_NAMING = frozenset(("class", "id", "itemprop", "role", "data-testid", "data-component", "data-module", "data-type"))


def read_attributes(attributes: list[tuple[str, str]], tag: str) -> tuple[str, int, bool, int]:
    """Name (class, id, itemprop ... joined), flag bits, whether the container is hidden, what its name says (`name_marks`)."""
    name, bits, hidden = "", 0, tag == "dialog"
    if len(attributes) == 1 and attributes[0][0] == "class":  # as most have
        name, attributes = attributes[0][1], []
    for key, value in attributes:
        if key in _NAMING:
            name = f"{name} {value}" if name else value
            if key == "role":
                bits |= _ROLE_FLAGS.get(value, 0)
        elif key == "style":
            if ("n" in value or "N" in value) and _HIDING_STYLE.search(value) and tag not in ("html", "body"):
                hidden = True
        elif key == "hidden":
            hidden = hidden or (value != "until-found" and tag not in ("html", "body"))
        elif key == "aria-hidden":
            if value == "true":
                bits |= FLAG["aria_hidden"]
        elif key == "open" and tag == "dialog":
            hidden = False
    if not name:
        return name, bits, hidden, 0
    marks = name_marks(name)
    if marks & COMMENTS and tag not in ("html", "body"):
        bits |= FLAG["comments"]
    return name, bits, hidden, marks


def inline_marks(attributes: list[tuple[str, str]]) -> tuple[bool, int]:
    """Whether an inline element is hidden (by attribute or style), and what its class says (`name_marks`)."""
    hidden, marks = False, 0
    for key, value in attributes:
        if key == "class":
            marks = name_marks(value) if value else 0
        elif key == "hidden":
            hidden = True
        elif key == "style":
            hidden = hidden or _HIDING_STYLE.search(value) is not None
    return hidden, marks


@lru_cache(maxsize=16384)
def name_marks(name: str) -> int:
    """What a name says of its element: bits of `HIDES` (for screen readers only), `CAP` (a drop cap) and so on."""
    low = name.lower()  # plain searches first: few names have any of these, and patterns cost
    marks = 0
    if (
        "hidden" in low
        or "reader" in low
        or "sr-only" in low
        or "for-sr" in low
        or "invisible" in low
        or "assist" in low
    ) and _SCREEN_READER.search(name):
        marks |= HIDES
    if "print" in low and _PRINT.search(name):
        marks |= PRINT
    if (
        "initial" in low
        or "lettrine" in low
        or ("cap" in low and "drop" in low)
        or ("letter" in low and "first" in low)
    ) and _DROP_CAP.search(name):
        marks |= CAP
    if ("omment" in low or "oment" in low or "reacties" in low or "disqus" in low) and _COMMENTS.search(low):
        marks |= COMMENTS
    if ("ln" in low or "line" in low or "gutter" in low or "blob-num" in low) and _GUTTER.search(name):
        marks |= GUTTER
    if (
        "code" in low or "cm-c" in low or "view-l" in low or "ace_" in low or "js-f" in low or "syntaxh" in low
        or "blob-w" in low or "hljs" in low or "crayon" in low
    ) and _CODE_BOX.search(name):  # fmt: skip
        marks |= CODE_BOX
    if ("line" in low or ("cl" in low and "cl" in name.split())) and _CODE_LINE.search(name):
        marks |= CODE_LINE
    if ("copy" in low or "clipboard" in low) and _COPY.search(name):
        marks |= COPY
    if ("tex" in low or "math" in low or "mjx" in low or "ql-img" in low) and _IN_FORMULA.search(low):
        marks |= FORMULA if _FORMULA.search(name) else 0
    return marks


@lru_cache(maxsize=4096)
def names_panel(name: str) -> bool:
    """Whether the name is of a part of a text that opens at a click."""
    return _PANEL.search(name) is not None and _NO_PANEL.search(name) is None


@lru_cache(maxsize=4096)
def names_box(name: str) -> bool:
    """Whether the name is of a box that opens over a page and is no part of its text."""
    return _NO_PANEL.search(name) is not None


def holds_one_letter(element: Any) -> bool:
    """Whether the text of the element is one letter, with a quote before it at most."""
    found = ""
    for text in element.itertext():
        found = (found + text).lstrip()
        if len(found.rstrip()) > 2:
            return False
    return bool(found)


def join_drop_cap(text: str) -> str:
    """Close the gap behind a drop cap; where its letter may be a word of its own, or a name follows (J Jane), the page's
    spaces decide.
    """

    def joined(match: re.Match[str]) -> str:
        return match[1] + (" " if match[1] in _LONE_WORDS or (match[2].istitle() and len(match[2]) > 1) else "")

    return _CAP_JOIN.sub(joined, text).replace("\x01", "")
