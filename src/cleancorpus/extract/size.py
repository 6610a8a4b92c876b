"""Which records are refused for what they are made of: a worker holds kilobytes for each line or element, however short it is."""

from __future__ import annotations

import io
import re

from cleancorpus.errors import TooLargeError

_TAG = re.compile(r"<[A-Za-z][^<>]*")
# A start tag as parsers read it: a quote begins a value behind «=» only, and > in a value ends nothing.
_WHOLE_TAG = re.compile(r"""<[A-Za-z][^>=]*+(?:=(?:"[^"]*+"?|'[^']*+'?|\s++(?:"[^"]*+"?|'[^']*+'?)?+)?+[^>=]*+)*+""")
_COMMENT = re.compile(r"<!--.*?(?:--!?>|\Z)", re.DOTALL)
_ATTRIBUTE = re.compile(r"""([^\s/>=][^\s/>=]*+)\s*+(?:=\s*+(?:"[^"]*+"?|'[^']*+'?|[^\s>]*+))?+""")
_QUOTED = re.compile(r""""[^"]*"|'[^']*'""")
# What stands in these is no tag.
_UNREAD = re.compile(r"<((?ai:script|style))\b")
_UNREAD_END = {name: re.compile(f"</{name}", re.ASCII | re.IGNORECASE) for name in ("script", "style")}
# What ends a line for repair, but for line feed and carriage return. A NEL behind such a character may be half another.
_OTHER_ENDS = "\x0b\x0c\x85\N{LINE SEPARATOR}\N{PARAGRAPH SEPARATOR}"
_OTHER_END = re.compile("[\x0b\x0c\N{LINE SEPARATOR}\N{PARAGRAPH SEPARATOR}]|(?<![\x80-\xf4])\x85")
_BEFORE_ATTRIBUTE = " \t\n\r\f/\"'"
_BETWEEN = " \t\n\r\f/="  # what stands before a tag's name, or an attribute's, or its value


def check_lines(text: str, most: int) -> None:
    """See to it that a text has at most so many lines that are not blank, whatever ends them. An end that is written as an
    entity, or may be half a character, counts only when it is repaired (`check_repaired_lines`).

    Raises:
        TooLargeError: it has more.
    """
    if len(text) <= most or sum(map(text.count, ("\n", "\r", *_OTHER_ENDS))) < most:
        return
    if _OTHER_END.search(text):
        text = _OTHER_END.sub("\n", text)
    _check("text", sum(not line.isspace() for line in io.StringIO(text, newline=None)), "lines", most, "max_lines")


def check_blocks(n_blocks: int, most: int) -> None:
    """See to it that a page has at most so many blocks.

    Raises:
        TooLargeError: it has more.
    """
    _check("page", n_blocks, "blocks of text", most, "max_lines")


def check_repaired_lines(n_lines: int, most: int) -> None:
    """See to it that a text has at most so many lines that are not blank when it is repaired.

    Raises:
        TooLargeError: it has more.
    """
    _check("text", n_lines, "lines", most, "max_lines")


def check_elements(html: str, most: int) -> None:
    """See to it that a page has at most so many elements and attributes together; counted before it is parsed, so only nearly.

    Raises:
        TooLargeError: it has more.
    """
    # Pages of less than a megabyte cannot have so many, and of others a look at single characters says it of most.
    if len(html) <= 2 * most or html.count("<") + sum(map(html.count, _BETWEEN)) <= most:
        return
    number = 0
    for match in _TAG.finditer(_without_unread(html)):
        tag = match[0]
        number += 1 + max(tag.count("="), len(_QUOTED.sub("", tag).split()) - 1)
    _check("page", number, "elements and attributes", most, "max_elements")


def check_attributes(html: str, most: int) -> None:
    """See to it that no element of a page has more than so many attributes, of different names: a parser compares each with all
    before it. Counted before it is parsed, so only nearly.

    Raises:
        TooLargeError: one has more.
    """
    # Most pages have no tag as long as that takes. Text of scripts and comments can look like one.
    if len(html) <= 2 * most or not any(
        _may_have(tag, most) for tag in _WHOLE_TAG.findall(html) if len(tag) > 2 * most
    ):
        return
    for tag in _WHOLE_TAG.findall(_COMMENT.sub("<!---->", _without_unread(html))):
        if _may_have(tag, most):
            number = len(set(_ATTRIBUTE.findall(tag))) - 1  # the first is the tag's name
            _check("page", number, "attributes of one element", most, "max_attributes")


def _may_have(tag: str, most: int) -> bool:
    """Whether a tag can have more than so many attributes: each has a blank, a slash or a quote before it."""
    return sum(map(tag.count, _BEFORE_ATTRIBUTE)) > most


def _without_unread(html: str) -> str:
    """A page with `<script>` for each script and style that has an end."""
    ends, kept, start = {**_UNREAD_END}, list[str](), 0
    found = _UNREAD.search(html)
    while found is not None and ends:
        name, place = found[1].lower(), found.end()
        if name in ends:
            end = ends[name].search(html, place)
            if end is None:  # nor has any that follows: to look for it again and again takes minutes
                del ends[name]
            else:
                kept.append(html[start : found.start()])
                start = place = end.end()
        found = _UNREAD.search(html, place)
    return "<script>".join((*kept, html[start:]))


def _check(where: str, number: int, what: str, most: int, key: str) -> None:
    if number > most:
        raise TooLargeError(where, f"{number:,} {what}, more than {most:,}", f"raise extract.{key}")
