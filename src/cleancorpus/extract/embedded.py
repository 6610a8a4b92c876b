"""Article text that a page carries as data: JSON-LD `articleBody`, and the state that scripts draw the page from."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from typing import Any

from lxml import etree
from lxml.html import fragment_fromstring

from cleancorpus.extract.body import blocks_of_body, without_breaks
from cleancorpus.extract.extraction import RawBlock
from cleancorpus.extract.json_ld import ARTICLE_TYPES, WORK_TYPES, strings_of
from cleancorpus.extract.page import FOREIGN_ERRORS, Page
from cleancorpus.text import n_words, unescape

# Keys that hold an article's text, as a string (plain or HTML) or a list of paragraphs, in the frameworks we know.
BODY_KEYS = frozenset(
    """
    articlebody body bodyhtml bodytext content contents contenthtml content_elements contentelements fulltext
    html htmlbody maintext markup paragraphs postcontent richtext story storybody text texthtml
    """.split()
)
# Keys that hold the text of a node in such a list.
_LEAF_KEYS = ("content", "text", "value", "html", "body", "children", "items", "paragraphs", "data")

# Chosen by hand: the text of a state that is shorter is a description or a teaser.
MIN_BODY_WORDS = 30
_MIN_CHARS = 200  # of a script or string worth a look
_MAX_DEPTH = 60  # deeper nesting is made to exhaust the stack
_MAX_VALUES = 400  # JSON values read out of one script

_MARKUP = re.compile(r"</?(?:p|div|br|h[1-6]|li|blockquote)\b[^<>]*>", re.IGNORECASE)
# Where JSON may begin in a script: behind «=», «(» or «:», or at its start.
_OPENING = re.compile(r'(?:=|\(|:|^)\s*(?=[{\["])')
_TEMPLATE_MARK = re.compile(r"^(?:\$\$\w+\$\$|\{\{[^{}]*\}\}|\[\[\w+\]\]|%%\w+%%)$")  # where a script would put an ad
_MARKUP_TYPES = frozenset(("text/template", "text/x-template", "text/html"))
_UNFILLED = re.compile(r"\{\{|<%|\$\{|\[\[")  # a place for a value: a form for pages, not the text of one
_FLIGHT_ROW = re.compile(r"^[0-9a-f]{1,6}:(?=[{\[])")  # «1a:[…», a row of what React sends to its client

# Types of nodes in a list of the text's parts that hold something else.
_SKIPPED_NODE = re.compile(r"image|video|embed|gallery|related|newsletter|advert|(?<![a-z])ads?(?![a-z])")
_DROPPED = (
    "script",
    "style",
    "noscript",
    "template",
    "iframe",
    "figure",
    "figcaption",
    "button",
    "form",
    "svg",
    "aside",
)
_TEI = {
    **dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6"), "head"),
    **dict.fromkeys(("ul", "ol", "dl"), "list"),
    **dict.fromkeys(("li", "dt", "dd"), "item"),
    **dict.fromkeys(("section", "article", "header", "footer", "main", "address", "center"), "div"),
    **dict.fromkeys(("td", "th"), "cell"),
    "tr": "row",
    "br": "lb",
    "hr": "lb",
    "blockquote": "quote",
    "pre": "code",
}


def json_ld_blocks(page: Page) -> list[RawBlock]:
    """The longest `articleBody` (or `text`) of the page's own JSON-LD; none if it has no more than a few words."""
    texts = [
        text
        for node in page.json_ld.of_type(ARTICLE_TYPES | WORK_TYPES)
        for key in ("articleBody", "reviewBody", "text")
        for text in _raw_strings(node.get(key))
    ]
    return _longest(blocks_of_string(text) for text in texts)


def app_state_blocks(page: Page) -> list[RawBlock]:
    """The longest body in the page's scripts (`__NEXT_DATA__`, Fusion, Nuxt, any other JSON, markup to be inserted)."""
    bodies: list[list[RawBlock]] = []
    for script in page.scripts:
        text = script.text or ""
        kind = (script.get("type") or "").lower()
        if len(text) < _MIN_CHARS or script.get("src") or "ld+json" in kind:
            continue
        if kind in _MARKUP_TYPES:
            if _UNFILLED.search(text) is None:
                bodies.append(blocks_of_string(text))
            continue
        for value in _values(text, whole="json" in kind):
            bodies.extend(_bodies(value, "", 0))
    return _longest(bodies)


def _longest(bodies: Iterable[list[RawBlock]]) -> list[RawBlock]:
    best = [block for block in max(bodies, key=_words, default=[]) if not _TEMPLATE_MARK.match(block[0])]
    return best if _words(best) >= MIN_BODY_WORDS else []


def _words(blocks: list[RawBlock]) -> int:
    return sum(n_words(text) for text, _, _ in blocks)


def _raw_strings(value: Any) -> Iterator[str]:
    """Strings with their markup and line breaks, unlike `strings_of`."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        yield "\n".join(item for item in value if isinstance(item, str)) or "\n".join(strings_of(value))
    elif isinstance(value, dict):
        yield from strings_of(value)


def _values(script: str, *, whole: bool) -> Iterator[Any]:
    """JSON values in a script: all of it, or what stands after `=`, `(` or `:` and can be read as JSON."""
    if whole:
        try:
            yield json.loads(script, strict=False)
        except (ValueError, RecursionError):
            return
        return
    decoder = json.JSONDecoder(strict=False)
    position = 0
    for _ in range(_MAX_VALUES):
        match = _OPENING.search(script, position)
        if match is None:
            return
        try:
            value, position = decoder.raw_decode(script, match.end())
        except (ValueError, RecursionError):
            position = match.end() + 1
            continue
        if not isinstance(value, str) or len(value) >= _MIN_CHARS:
            yield value


def _bodies(value: Any, key: str, depth: int) -> Iterator[list[RawBlock]]:
    """Everything in `value` that may be an article's text, as blocks."""
    if depth > _MAX_DEPTH:
        return
    if isinstance(value, str):
        yield from _string_bodies(value, key, depth)
    elif isinstance(value, dict):
        if key in BODY_KEYS and ("content" in value or "children" in value):
            yield _node_blocks(value)
        for name, item in value.items():
            yield from _bodies(item, name.lower(), depth + 1)
    elif isinstance(value, list):
        if key in BODY_KEYS:
            yield [block for item in value for block in _node_blocks(item)]
        for item in value:
            yield from _bodies(item, "", depth + 1)


def _string_bodies(value: str, key: str, depth: int) -> Iterator[list[RawBlock]]:
    if len(value) < _MIN_CHARS:
        return
    # State within a string: JSON.parse("…"), and the rows of a React server component.
    row = _FLIGHT_ROW.match(value)
    if row is not None or value[0] in "{[":
        try:
            inner, _ = json.JSONDecoder(strict=False).raw_decode(value, row.end() if row else 0)
        except (ValueError, RecursionError):
            return
        yield from _bodies(inner, "", depth + 1)
    elif _MARKUP.search(value) or key in BODY_KEYS:
        yield blocks_of_string(value)


def _node_blocks(node: Any) -> list[RawBlock]:
    """One element of a body that is a list: a string, or an object with its text under one of the usual keys."""
    if isinstance(node, str):
        return blocks_of_string(node)
    if not isinstance(node, dict):
        return []
    kind = next(
        (value.lower() for name in ("type", "nodeType", "_type") if isinstance(value := node.get(name), str)), ""
    )
    if _SKIPPED_NODE.search(kind):
        return []
    blocks: list[RawBlock] = []
    for name in _LEAF_KEYS:
        item = node.get(name)
        if isinstance(item, str):
            blocks = blocks_of_string(item)
        elif isinstance(item, list):
            inner = [part for part in item if isinstance(part, dict | str)]
            if name not in ("items", "paragraphs") and inner and all(_is_leaf(part) for part in inner):
                text = "".join(_leaf_text(part) for part in inner)
                blocks = blocks_of_string(text)
            else:
                blocks = [block for part in inner for block in _node_blocks(part)]
        elif isinstance(item, dict):
            blocks = _node_blocks(item)
        if blocks:
            break
    if "head" in kind:
        return [(text, "heading", new) for text, _, new in blocks]
    if "list-item" in kind or "listitem" in kind or kind == "list":
        return [(text, "list_item", index == 0) for index, (text, _, _) in enumerate(blocks)]
    return [(text, "quote", new) for text, _, new in blocks] if "quote" in kind else blocks


def _is_leaf(part: Any) -> bool:
    """Whether `part` is a run of inline text, to be joined with its neighbours."""
    if isinstance(part, str):
        return False
    kind = str(part.get("type") or part.get("nodeType") or part.get("_type") or "").lower()
    return kind in ("text", "span", "link", "hyperlink", "bold", "italic", "") and not _MARKUP.search(_leaf_text(part))


def _leaf_text(part: Any) -> str:
    if isinstance(part, str):
        return part
    for name in ("value", "text", "content", "children"):
        item = part.get(name)
        if isinstance(item, str):
            return item
        if isinstance(item, list):
            return "".join(_leaf_text(inner) for inner in item if isinstance(inner, dict | str))
    return ""


def blocks_of_string(text: str) -> list[RawBlock]:
    """Blocks of a string that is HTML, escaped HTML, or plain text with a paragraph a line."""
    if "&lt;" in text and not _MARKUP.search(text):
        text = unescape(text)
    if _MARKUP.search(text):
        return _html_blocks(text)
    if "&" in text:
        text = unescape(text)
    text = re.sub(r"</?[a-zA-Z][^<>]{0,300}>", "", text)
    return [(line, "paragraph", True) for part in text.split("\n") if (line := without_breaks(part))]


def _html_blocks(markup: str) -> list[RawBlock]:
    try:
        root = fragment_fromstring(markup.replace("\x00", ""), create_parent="div")
    except FOREIGN_ERRORS:
        # Not markup after all; what looks like tags is taken out.
        return [(line, "paragraph", True) for part in _MARKUP.split(markup) if (line := without_breaks(part))]
    etree.strip_elements(root, etree.Comment, *_DROPPED, with_tail=False)
    for element in root.iter("*"):
        element.tag = _TEI.get(element.tag, element.tag)
    return blocks_of_body(root)
