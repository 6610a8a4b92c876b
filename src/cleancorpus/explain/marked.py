"""A document's text for a terminal, with `[-…-]` around what was cut and why."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any


def marked(text: str, removals: Iterable[Mapping[str, Any]]) -> str:
    """A repaired text with `[-…-]` around each removal (`schema.REMOVAL`), line breaks left outside, and why behind it.

    That is `‹rule reason: evidence›` of the best claim, and `; also rule reason` where other claims stand behind the cut.
    """
    parts, position = [], 0
    for removal in removals:
        start, end = removal["start"], removal["end"]
        inner = text[start:end]
        lead = inner[: len(inner) - len(inner.lstrip("\n"))]
        tail = inner[len(inner.rstrip("\n")) :] if inner.strip("\n") else ""
        core = inner[len(lead) : len(inner) - len(tail)]
        parts += [text[position:start], lead, f"[-{core}-] ‹{why(removal)}›", tail]
        position = end
    return "".join(parts) + text[position:]


def why(removal: Mapping[str, Any]) -> str:
    """Who asked for a removal: the best claim with its evidence, and the others."""
    best, *others = removal["findings"]
    also = dict.fromkeys(f"{finding['rule']} {finding['reason']}" for finding in others)
    also.pop(f"{best['rule']} {best['reason']}", None)
    return f"{best['rule']} {best['reason']}: {best['evidence']}" + (f"; also {', '.join(also)}" if also else "")
