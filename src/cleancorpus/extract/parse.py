"""From markup to a tree, also where the parser would stop half-way: an early end, elements too deep, text too long.

libxml2 leaves out what stands behind </html>, which browsers show. It stops at 256 open elements, and at 10 million
characters in one piece of text or attribute, and leaves out the rest of the page. Its option for huge documents moves
the first limit to 2,048 elements, which is more than the recursion of trafilatura and of its deep copies bears. So
pages that deep are made shallow before they are parsed again.
"""

from __future__ import annotations

import re
from typing import Any

from lxml import etree
from lxml.html import (
    HtmlComment,
    HtmlElement,
    HtmlEntity,
    HTMLParser,
    HtmlProcessingInstruction,
    document_fromstring,
)

from cleancorpus.extract.streamed import MARK, join_streamed

_MAX_BYTES = 10_000_000  # XML_MAX_TEXT_LENGTH of libxml2
_STOPPED_DEPTH = 250  # the last element of a page that the parser gave up lies this deep, with a few implied ones
_DEEPEST, _KEPT = 200, 20  # elements open at once in a page made shallow; of these stay open when there are more

_TOKEN = re.compile(
    r"""
    <!--                                                                   # a comment starts
    | <(?P<end>/?)(?P<tag>[A-Za-z][^\s/<>]*+)                              # a tag
      (?: (?:[^<>"']|"[^"]{0,4000}+"|'[^']{0,4000}+')*+ | [^<>]*+ )        # its attributes; quotes may not close
      (?P<empty>(?<=/))?>
    """,
    re.VERBOSE,
)
_END = re.compile(rb"</(?:html|body)\b[^<>]*>", re.IGNORECASE)
# Elements that hold a text: if any stands behind a closed body, the page goes on there.
_CONTENT = re.compile(
    rb"<(?:p|div|article|section|main|table|h[1-6]|ul|ol|dl|pre|span|figure|header|blockquote|center)[\s>]",
    re.IGNORECASE,
)
# Elements of XHTML behind a prefix («<h:p>»), which HTML parsers do not know.
_PREFIX = re.compile(r"""\sxmlns:([A-Za-z][\w.-]{0,20})\s*=\s*["']http://www\.w3\.org/1999/xhtml["']""")
_DOCTYPE = re.compile(rb"\s*<!doctype[^>\[]*(?:\[[^\]]*\]\s*)?>", re.IGNORECASE)
_CLOSED_ROOT = re.compile(r"<html[^<>]*/>", re.IGNORECASE)  # a root that is closed at once has no page in it for lxml
_SPACES = bytes.maketrans(b"\f\v", b"  ")
_CONTROLS = bytes(
    code for code in range(32) if code not in b"\t\n\r\f\v"
)  # no characters of XML, nor are U+FFFE, U+FFFF
_FRAME_TAGS = re.compile(r"</?(?:frameset|frame|noframes)\b[^<>]*>", re.IGNORECASE)
_HEAD_CHARS = 20_000  # in which a page says that it is one of frames, or what it calls the elements of HTML
# Which class an element has. That of lxml.html asks a function of Python for each; forms alone have others.
_CLASSES = etree.ElementDefaultClassLookup(
    element=HtmlElement, comment=HtmlComment, pi=HtmlProcessingInstruction, entity=HtmlEntity
)
_PARSER, _HUGE_PARSER = (
    HTMLParser(
        collect_ids=False,
        default_doctype=False,
        encoding="utf-8",
        remove_comments=True,
        remove_pis=True,
        huge_tree=huge,
    )
    for huge in (False, True)
)
for _parser in (_PARSER, _HUGE_PARSER):
    _parser.set_element_class_lookup(_CLASSES)
_VOID = frozenset(
    "area base br col embed frame hr img input link meta param source track wbr basefont bgsound keygen".split()
)
_RAW_ENDS = {
    tag: re.compile(f"</{tag}", re.IGNORECASE | re.ASCII)
    for tag in "script style textarea title xmp iframe noembed noframes".split()
}
_BLOCKS = frozenset(
    """
    html body div p h1 h2 h3 h4 h5 h6 ul ol li dl dt dd table caption thead tbody tfoot tr td th section article aside
    header footer nav main form fieldset figure figcaption blockquote pre address details summary center dialog menu
    """.split()
)
_CLOSED_BY_THEIR_LIKE = frozenset("li dt dd tr td th option".split())


def parse_html(html: str) -> Any:
    """The root element of `html`, None if it is no page; raises what lxml raises."""
    if "xmlns:" in html[:_HEAD_CHARS] and (prefix := _PREFIX.search(html, 0, _HEAD_CHARS)) is not None:
        html = re.sub(rf"(</?){re.escape(prefix[1])}:", r"\1", html)
    if "<frameset" in html[:_HEAD_CHARS].lower():
        html = _FRAME_TAGS.sub("", html)  # what stands for browsers without frames is all the text there is
    if (closed := _CLOSED_ROOT.search(html, 0, _HEAD_CHARS)) is not None:
        html = f"{html[: closed.end() - 2]}>{html[closed.end() :]}"
    tree = _parse_whole(_as_bytes(html))
    if tree is not None and MARK in html:
        join_streamed(tree)
    return tree


def _parse_whole(data: bytes) -> Any:
    """The root of the tree, of a shallow copy of the page where the parser would stop half-way."""
    if len(data) < _MAX_BYTES:
        tree = _parse(data, _PARSER)
        if tree is None or not _stopped(tree):
            return tree
    return _parse(_as_bytes(shallow(data.decode("utf-8"))), _HUGE_PARSER)


def _as_bytes(html: str) -> bytes:
    """`html` in UTF-8, which is parsed in half the time of a str, without what would stop the parser."""
    if "\ufffe" in html or "\uffff" in html:
        html = html.replace("\ufffe", "").replace("\uffff", "")
    data = html.encode("utf-8", "ignore").translate(_SPACES, _CONTROLS)
    if (doctype := _DOCTYPE.match(data)) is not None:
        data = data[doctype.end() :]  # libxml2 reads some pages as XML, and others not at all, for what stands in it
    end = _first(data, b"</html", b"</body")
    if end < 0:
        end = _first(data, b"</HTML", b"</BODY", b"</Html", b"</Body")
    if end >= 0 and _CONTENT.search(data, end) is not None:
        data = _END.sub(b"", data)
    return data


def _parse(data: bytes, parser: HTMLParser) -> Any:
    """The root of the tree; None where nothing is left of the page."""
    try:
        return document_fromstring(data, parser=parser)
    except etree.ParserError:  # nothing but comments, say
        return None


def _first(data: bytes, *wanted: bytes) -> int:
    """Where the first of `wanted` stands, -1: nowhere; several times as fast as a pattern that ignores case."""
    return min((place for each in wanted if (place := data.find(each)) >= 0), default=-1)


def _stopped(tree: Any) -> bool:
    """Whether the last element lies as deep as the parser goes: where it stops, nothing follows."""
    element, depth = tree, 0
    while len(element):
        element = element[-1]
        depth += 1
    return depth >= _STOPPED_DEPTH


def shallow(html: str) -> str:
    """`html` with its innermost elements in place but never more than 200 open: outer ones are closed early.

    The text stays, but for what follows a comment, a title or a script that never ends, as in browsers; an element that
    is closed early hides no text behind its early end. Takes time in proportion to the length.

    >>> shallow("<div>" * 201 + "<p>Deep</p>" + "</div>" * 201).count("<p>Deep</p>")
    1
    """
    pieces: list[str] = []
    stack = _Stack(pieces)
    position = 0
    while (match := _TOKEN.search(html, position)) is not None:
        pieces.append(html[position : match.start()])
        position = match.end()
        if match["tag"] is None:
            end = html.find("-->", position)
            if end < 0:
                break
            position = end + 3
            continue
        tag = match["tag"].lower()
        if match["end"]:
            stack.close(tag)
        elif tag in _VOID or match["empty"] is not None:
            pieces.append(match[0])
        elif tag in _RAW_ENDS:
            closing = _RAW_ENDS[tag].search(html, position)
            if closing is None:
                break
            end = closing.start()
            pieces.append(f"{match[0]}{html[position:end]}</{tag}>")
            position = end + len(tag) + 2
            position = html.find(">", position) + 1 or len(html)
        else:
            stack.open(tag, match[0])
    else:
        pieces.append(html[position:])
    return "".join(pieces)


class _Stack:
    """The elements that are open in the page; those from `_KEPT` to `closed` are closed already in what was written."""

    def __init__(self, pieces: list[str]) -> None:
        self._pieces = pieces
        self._tags: list[str] = []
        self._blocks: list[int] = []  # how many blocks are open up to this element
        self._starts: list[int] = []  # where in `_pieces` it starts
        self._places: dict[str, list[int]] = {}
        self._closed = _KEPT

    def open(self, tag: str, markup: str) -> None:
        top = self._tags[-1] if self._tags else ""
        if (top == "p" and tag in _BLOCKS) or (top == tag and tag in _CLOSED_BY_THEIR_LIKE):
            self._pop()
        if len(self._tags) - self._closed + _KEPT >= _DEEPEST:
            self._close_early()
        self._places.setdefault(tag, []).append(len(self._tags))
        self._blocks.append((self._blocks[-1] if self._blocks else 0) + (tag in _BLOCKS))
        self._tags.append(tag)
        self._starts.append(len(self._pieces))
        self._pieces.append(markup)

    def close(self, tag: str) -> None:
        """Close the innermost `tag` and what is open in it; nothing, if none is open or it is inline with a block in it."""
        places = self._places.get(tag)
        if not places or (tag not in _BLOCKS and self._blocks[-1] > self._blocks[places[-1]]):
            return
        for _ in range(len(self._tags) - places[-1]):
            self._pop()

    def _close_early(self) -> None:
        """Close all but the outermost; those that hold nothing yet are taken back, as a reader sees nothing of them."""
        empty = True
        for place in range(len(self._tags) - 1, self._closed - 1, -1):
            start = self._starts[place]
            empty = empty and not any(piece.strip() for piece in self._pieces[start + 1 :])
            if empty:
                del self._pieces[start:]
            else:
                self._pieces.append(f"</{self._tags[place]}>")
        self._closed = len(self._tags)

    def _pop(self) -> None:
        tag = self._tags.pop()
        self._blocks.pop()
        self._starts.pop()
        place = self._places[tag].pop()
        if place < _KEPT or place >= self._closed:
            self._pieces.append(f"</{tag}>")
        self._closed = max(_KEPT, min(self._closed, len(self._tags)))
