"""What sources say about a document, brought to one form: authors to a list, all else to strings."""

from __future__ import annotations

import ast
import json
import re

from cleancorpus.read.encoding import decode
from cleancorpus.text import is_capitalised

_SURROGATE = re.compile("[\ud800-\udfff]")


def plain_string(value: object) -> str | None:
    """A string that Arrow can hold: stripped, halves of surrogate pairs joined or replaced; None where nothing is left.

    Numbers are written out; bytes are decoded; lists, mappings and truth values are no strings.
    """
    if isinstance(value, bytes):
        value = decode(value).text
    elif isinstance(value, int | float) and not isinstance(value, bool):
        value = str(int(value)) if value == value and abs(value) < 2**63 and int(value) == value else str(value)
    return safe_string(value).strip() or None if isinstance(value, str) else None


def safe_string(text: str) -> str:
    """`text` with halves of surrogate pairs joined or replaced by U+FFFD, so that it can be written as UTF-8."""
    if not _SURROGATE.search(text):
        return text
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


# ---------------------------------------------------------------------------------------------------------- authors

_MAX_LIST_CHARS, _MAX_BYLINE_CHARS = 10_000, 1000  # what is longer is left whole
_BY = re.compile(r"^(?:by|By|BY)[:\s]\s*")
_STRONG = re.compile(r"\s*[;|\n•]\s*|\s+/\s+")
# 'and' in languages where it is no part of a name, as y, e and i are.
_AND = re.compile(r"\s+(?:and|AND|And|&)\s+|(?<=\w\w)\s+(?:und|et|och|og)\s+(?=[^\W\d_]+\s)")
_PARTICLES = frozenset(
    (
        "de",
        "del",
        "da",
        "di",
        "du",
        "la",
        "le",
        "van",
        "von",
        "der",
        "den",
        "ten",
        "ter",
        "bin",
        "ibn",
        "al",
        "el",
        "dos",
        "das",
        "do",
        "e",
        "y",
        "i",
        "af",
        "av",
        "zu",
    )
)
_NO_PERSON = re.compile(
    r"\b(?:agenc\w*|association|associated|bureau|committee|company|correspondents?|council|department|desk|editor\w*|group|"
    r"inc|institute\w*|journal|limited|ltd|magazine|media|ministry|network|news\w*|office|organi[sz]ation|post|press|"
    r"reporters?|service|society|staff|team|times|university|writers?)\b",
    re.IGNORECASE,
)


def author_names(value: object) -> tuple[str, ...]:
    """The authors in a list, in objects with a `name`, in a list that was written out as a string, or in a string.

    A string is split where that is sure: at `;`, `|` and line breaks, at `and`, and at commas if every part looks like
    the name of a person ("Doe, Jane" and "Jane Doe, Reuters" stay whole). A leading "By" goes. No name is given twice.

    >>> author_names("By Ann Ito and Bo Lind"), author_names([{"name": "Ann Ito"}])
    (('Ann Ito', 'Bo Lind'), ('Ann Ito',))
    """
    return tuple(dict.fromkeys(name for name in _names(value) if name))


def _names(value: object) -> list[str]:
    if isinstance(value, list | tuple):
        return [name for item in value for name in _names(item)]
    if isinstance(value, dict):
        return _names(value.get("name"))
    if isinstance(value, int | float) or (text := plain_string(value)) is None:
        return []
    if text.startswith("[") and text.endswith("]") and len(text) <= _MAX_LIST_CHARS:
        parsed = _parse_list(text)
        if parsed is not None:
            return _names(parsed)
    if len(text) > _MAX_BYLINE_CHARS:
        return [text]
    return [name for part in _STRONG.split(_BY.sub("", text)) for name in _split_string(part.strip(" ,"))]


def _parse_list(text: str) -> list[object] | None:
    """A list that pandas or a database wrote into a cell."""
    for parse in (json.loads, ast.literal_eval):
        try:
            value = parse(text)
        except (ValueError, SyntaxError, RecursionError, MemoryError):
            continue
        if isinstance(value, list):
            return value
    return None


def _split_string(text: str) -> list[str]:
    if _NO_PERSON.search(text):
        return [text]
    parts = [part.strip(" ,") for part in _AND.split(text)]
    names = [name.strip() for part in parts for name in part.split(",")]
    return names if all(_is_person(name) for name in names) else parts


def _is_person(name: str) -> bool:
    words = name.split()
    return 2 <= len(words) <= 5 and all(is_capitalised(word) or word in _PARTICLES for word in words)
