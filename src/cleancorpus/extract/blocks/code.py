"""Code as it was written: what is code without `<pre>`, the lines in it, and what stands beside and is none of it."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Any

from cleancorpus.extract.blocks.attributes import GUTTER
from cleancorpus.extract.blocks.tags import LINE_TAGS

_MOST_PIECES = 1_000  # of text in a line of code: each of those that stand in one another is looked through
_LEAST_NUMBERS = 3  # lines of a gutter without a name: fewer may be a text of numbers
_PRE_STYLE = re.compile(r"white-space\s*:\s*(?:pre\b|break-spaces)|display\s*:\s*block", re.IGNORECASE)
_LANGUAGE = re.compile(r"(?:^|\s)(?:lang(?:uage)?-\w|hljs|prism|highlight|code-?block)", re.IGNORECASE)
_COPY = re.compile(r"\b(?:cop(?:y|ie|ia|iar|ied)|kopier|clipboard|копир|скопир|复制|複製|コピー|복사)", re.IGNORECASE)
_ROWS = frozenset(("table", "thead", "tbody", "tr", "ol", "ul"))


def is_gutter(element: Any, marks: int) -> bool:
    """Whether the element holds the numbers of lines and nothing else, by its name or because they count on beside code.

    What a program printed may count on as well, but stands in no cell beside another.
    """
    named = bool(marks & GUTTER) or element.get("data-line-number") is not None
    if named and element.tag == "pre" and element.find("code") is not None:
        named = False  # a class by which a script is told to number the lines
    if not named and not _is_beside_code(element):
        return False
    numbers: list[str] = []
    for text in element.itertext():
        found = text.split()
        if not all(number.isdecimal() for number in found):
            return False
        numbers += found
    if named:
        return True
    return len(numbers) >= _LEAST_NUMBERS and all(int(after) - int(number) == 1 for number, after in pairwise(numbers))


def _is_beside_code(element: Any) -> bool:
    """Whether the element is a cell, or the code in one, and code stands in the next cell."""
    cell = element if element.tag == "td" else element.getparent()
    if cell is None or cell.tag != "td" or element.tag not in ("pre", "td"):
        return False
    following = cell.getnext()
    return following is not None and next(following.iter("pre", "code"), None) is not None


def is_box(element: Any) -> bool:
    """Whether what is called a box of code holds none of the elements of a text: others use the names, too."""
    return next(element.iter("p", "h1", "h2", "h3", "h4"), None) is None


def is_loose(element: Any) -> bool:
    """Whether white space between the children of an element of code is that of the page's source and no reader sees it."""
    if element.tag in _ROWS:
        return True
    return len(element) > 0 and element[0].tag in LINE_TAGS and not (element.text or "").strip()


def ends_line(element: Any) -> bool:
    """Whether a line of code (a `<span class="line">`) is followed by another with no line break between, nor in them."""
    following = element.getnext()
    if following is None or following.get("class") != element.get("class") or element.tail:
        return False
    last = ""
    for length, text in enumerate(element.itertext()):
        if length == _MOST_PIECES:
            return False
        last = text
    return not last.endswith("\n") and next(element.iter("br"), None) is None


def is_block(element: Any) -> bool:
    """Whether a `<code>` stands for itself in several lines, as by its style or its breaks: a block without `<pre>`."""
    if (element.tail or "").strip():
        return False
    parent, following = element.getparent(), element.getnext()
    if parent is not None and parent.tag == "p" and following is not None and following.tag not in ("br", "button"):
        return False
    if next(element.iter("br"), None) is not None:
        return True
    shown_as_it_stands = _PRE_STYLE.search(element.get("style") or "") or _LANGUAGE.search(element.get("class") or "")
    return bool(shown_as_it_stands) and any("\n" in text.strip() for text in element.itertext())


def is_copy_button(button: Any) -> bool:
    """Whether a button copies the code beside it, by what it is called for those who do not see it."""
    said = button.get("aria-label") or button.get("title") or ""
    if any(key.startswith("data-clipboard") for key in button.attrib) or (said and _COPY.match(said)):
        return True
    beside = (button.getprevious(), button.getnext())
    return any(each is not None and each.tag == "pre" for each in beside)
