"""E-mail addresses."""

from __future__ import annotations

import re
from collections.abc import Iterator

_MOST_LOCAL, _MOST_DOMAIN = 64, 253  # characters, RFC 5321
_LOCAL = frozenset(".%+'-_")  # besides letters and figures: what addresses of people have, not all that RFC 5322 allows
_DOMAIN = re.compile(
    r"""
    (?:[^\W_](?:[\w-]{0,61}[^\W_])?\.){1,8}         # labels, of any script
    (?P<top>xn--[a-z0-9-]{2,59}|[^\W\d_]{2,24})     # the last one has no figures
    (?![\w-])
    """,
    re.VERBOSE | re.IGNORECASE,
)
WIDE_AT = "\N{FULLWIDTH COMMERCIAL AT}"  # as Japanese pages write it
_FILES = frozenset("png jpg jpeg gif svg webp ico css js json html htm php txt pdf".split())  # «icon@2x.png»


def find_emails(text: str) -> Iterator[tuple[int, int]]:
    """Where addresses stand: a name, an @ and a domain with a last label of letters, that is no ending of files."""
    if WIDE_AT in text:
        text = text.replace(WIDE_AT, "@")
    at = text.find("@")
    while at >= 0:
        end = at
        domain = _DOMAIN.match(text, at + 1, at + 2 + _MOST_DOMAIN)
        if domain is not None and domain["top"].lower() not in _FILES:
            start = _start_of_local(text, at)
            if start is not None:
                end = domain.start("top") + _length_of_top(domain["top"])
                yield start, end
        at = text.find("@", max(end, at + 1))


def _length_of_top(top: str) -> int:
    """How much of the last label is one: «example.orgWrite» has lost a space."""
    lower = len(top) - len(top.lstrip("".join(filter(str.islower, set(top)))))
    return lower if 2 <= lower < len(top) and top[lower].isupper() else len(top)


def _start_of_local(text: str, at: int) -> int | None:
    start = at
    while start > 0 and at - start <= _MOST_LOCAL and (text[start - 1].isalnum() or text[start - 1] in _LOCAL):
        start -= 1
    if at - start > _MOST_LOCAL:
        return None
    while start < at and not text[start].isalnum() and text[start] not in "_+":
        start += 1  # quotes, dots and dashes before an address are no part of it
    return start if start < at else None
