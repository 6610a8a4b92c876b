"""Which records are refused for what they are made of: a worker holds kilobytes for each line or element, however short it is."""

from __future__ import annotations

import io
import re

from cleancorpus.errors import TooLargeError

_TAG = re.compile(r"<[A-Za-z][^<>]*")
_QUOTED = re.compile(r""""[^"]*"|'[^']*'""")
_UNREAD = re.compile(r"<(script|style)\b.*?</\1", re.IGNORECASE | re.DOTALL)  # a tag in it is none
_BETWEEN = " \t\n\r\f/="  # what stands before a tag's name, or an attribute's, or its value


def check_lines(text: str, most: int) -> None:
    """See to it that a text has at most so many lines that are not blank.

    Raises:
        TooLargeError: it has more.
    """
    if len(text) > most:
        _check("text", sum(not line.isspace() for line in io.StringIO(text, newline=None)), "lines", most, "max_lines")


def check_blocks(n_blocks: int, most: int) -> None:
    """See to it that a page has at most so many blocks.

    Raises:
        TooLargeError: it has more.
    """
    _check("page", n_blocks, "blocks of text", most, "max_lines")


def check_elements(html: str, most: int) -> None:
    """See to it that a page has at most so many elements and attributes together; counted before it is parsed, so only nearly.

    Raises:
        TooLargeError: it has more.
    """
    # Pages of less than a megabyte cannot have so many, and of others a look at single characters says it of most.
    if len(html) <= 2 * most or html.count("<") + sum(map(html.count, _BETWEEN)) <= most:
        return
    number = 0
    for match in _TAG.finditer(_UNREAD.sub("<script>", html)):
        tag = match[0]
        number += 1 + max(tag.count("="), len(_QUOTED.sub("", tag).split()) - 1)
    _check("page", number, "elements and attributes", most, "max_elements")


def _check(where: str, number: int, what: str, most: int, key: str) -> None:
    if number > most:
        raise TooLargeError(where, f"{number:,} {what}, more than {most:,}", f"raise extract.{key}")
