"""What sources say about a document, brought to one form: authors to strings, all else to strings."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterable, Mapping

from cleancorpus.read.encoding import decode

_SURROGATE = re.compile("[\ud800-\udfff]")  # no character, and no UTF-8 file can hold it


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

_MAX_LIST_CHARS = 10_000  # of a list in a cell; what is longer is text


def author_fields(value: object) -> tuple[str, ...]:
    """The strings in what a source has for authors, a line each: `known.author_strings` reads the names in them.

    Takes a string, an object with a `name`, a list or array of such, and a list that was written out as a string. No
    string is given twice; numbers name nobody.

    >>> author_fields("By Ann Ito and Bo Lind"), author_fields([{"name": "Ann Ito"}, None]), author_fields("['Bo Lind']")
    (('By Ann Ito and Bo Lind',), ('Ann Ito',), ('Bo Lind',))
    """
    return tuple(dict.fromkeys(_strings(value)))


def _strings(value: object) -> list[str]:
    if isinstance(value, Mapping):
        return _strings(value.get("name"))
    if isinstance(value, Iterable) and not isinstance(value, str | bytes):
        return [text for item in value for text in _strings(item)]
    if isinstance(value, int | float) or (text := plain_string(value)) is None:
        return []
    if text.startswith("[") and text.endswith("]") and len(text) <= _MAX_LIST_CHARS:
        parsed = _parse_list(text)
        if parsed is not None:
            return _strings(parsed)
    return [line for line in map(str.strip, text.splitlines()) if line]


# Between two texts of a list that numpy writes without commas; Python would join them into one.
_APART = re.compile(r"""(?<=[^\s,\[])(['"])\s+(['"])(?=[^\s,\]])""")


def _parse_list(text: str) -> list[object] | None:
    """A list that pandas, numpy or a database wrote into a cell."""
    text = _APART.sub(r"\1, \2", text)
    for parse in (json.loads, ast.literal_eval):
        try:
            value = parse(text)
        except (ValueError, SyntaxError, RecursionError, MemoryError):
            continue
        if isinstance(value, list):
            return value
    return None
