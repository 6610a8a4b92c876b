"""Is it a page? Asked of a file, of a field, of what a caller hands over, and of what shall be parsed.

The answers differ because what stands behind them does: a file without a telling name is more often a page than an
article that starts with a tag, a field for text the other way round, and a parser is told of every root it may find.
"""

from __future__ import annotations

import re

from cleancorpus.read.encoding import decode

# A tag that a page or a piece of one starts with. XML has other names there, but for those that are HTML anyway.
_FIRST_TAG = (
    r"(?:!doctype\s+html|html|head|body|title|meta|link|base|script|style"
    r"|main|article|section|header|nav|div|h[1-6]|p|table)"
)
_FILE_START = re.compile(
    rf"""
    \s*
    (?: (?:<!--(?:(?!-->).){{0,2000}}-->\s*)* <{_FIRST_TAG}\b
      | <\?xml\b .{{0,500}}? <html\b                             # XHTML: a doctype and comments may come between
    )
    """,
    re.IGNORECASE | re.DOTALL | re.VERBOSE,
)
# Some servers write warnings or blank comments before the page.
_PAGE_LINE = re.compile(r"^[ \t]*<(?:!doctype\s+html|html)\b", re.IGNORECASE | re.MULTILINE)
_SERVER_CODE = re.compile(r"\s*<(?:\?(?:php|=)|%)", re.IGNORECASE)  # the template of a page, never served
_WHOLE_PAGE = re.compile(
    r"""
    [\s\N{ZERO WIDTH NO-BREAK SPACE}]*
    (?: <!doctype\s+html\b | <html\b | <\?xml\b [^<]{0,200} <(?:!doctype\s+)?html\b )
    """,
    re.IGNORECASE | re.VERBOSE,
)
# A block first: text that begins with «<b>» or «<i>» may be plain text with a tag in it.
_MARKUP = re.compile(
    r"""
    \s* (?:<\?xml[^>]*>\s*)? (?:<!--.*?-->\s*)*
    <(?:!doctype|html|head|body|article|main|div|p|h1|section)\b
    """,
    re.IGNORECASE | re.DOTALL | re.VERBOSE,
)
_ROOT = re.compile(r"<\s*(?:html|body|!doctype\s+html)\b", re.IGNORECASE)
_ROOT_WITHIN = 10_000  # characters that scripts and comments may take up before it
_MARKUP_WITHIN = 2_000  # characters that comments may take up before the first tag; the search has no other bound


def is_page_file(start: str) -> bool:
    """Whether a file whose name says nothing is a page or a piece of one, by its first few KiB.

    Comments and a server's warnings may stand before its first tag; a template for a server is no page.
    """
    if _SERVER_CODE.match(start):
        return False
    return _FILE_START.match(start) is not None or _PAGE_LINE.search(start) is not None


def is_whole_page(value: str | bytes) -> bool:
    """Whether the content of a field for text is a whole page: it starts with a doctype or <html>."""
    start = decode(value[:4096]).text if isinstance(value, bytes) else value
    return _WHOLE_PAGE.match(start) is not None


def is_page_or_fragment(value: str | bytes) -> bool:
    """Whether what somebody handed over without a word is markup: it starts with a page or with a block of one."""
    start = value[:_MARKUP_WITHIN]
    return _MARKUP.match(start.decode("latin-1") if isinstance(start, bytes) else start) is not None


def has_root(html: str) -> bool:
    """Whether markup has a doctype, <html> or <body> near its start; else it is a fragment that goes into a body."""
    return _ROOT.search(html, 0, _ROOT_WITHIN) is not None


def has_tags(value: str | bytes) -> bool:
    """Whether there can be markup in the content of a field for pages."""
    return b"<" in value if isinstance(value, bytes) else "<" in value
