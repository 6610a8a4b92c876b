"""Puts the parts of a page that its server sent late where a browser's script would put them.

React streams pages this way: where a part was not ready stands `<template id="B:0">` (in a part that came late itself
`P:1`), and behind the page follows `<div hidden id="S:0">` with it, which a script moves into place. Without the script
whole articles are hidden text.
"""

from __future__ import annotations

import re
from typing import Any

MARK = ' id="S:'  # in the page's source, where there are such parts
_NUMBER = re.compile(r"[0-9a-f]{1,6}")


def join_streamed(tree: Any) -> None:
    """Move the late parts of the parsed page `tree` to their places; one without a place stays as it is.

    What the page shows in the place of a part until it comes («Loading…») stays: nothing in the tree says where it ends.
    """
    places = {}
    for template in tree.iter("template"):
        name = template.get("id") or ""
        if name[:2] in ("B:", "P:") and _NUMBER.fullmatch(name, 2) and template.getparent() is not None:
            places[name[2:]] = template
    for part in list(tree.iter("div")):
        name = part.get("id") or ""
        if not name.startswith("S:") or part.get("hidden") is None:
            continue
        place = places.get(name[2:])
        if place is None or _holds(part, place):
            continue
        del part.attrib["hidden"]
        tail, part.tail = part.tail, None
        parent, before = part.getparent(), part.getprevious()
        if tail and before is not None:
            before.tail = (before.tail or "") + tail
        elif tail and parent is not None:
            parent.text = (parent.text or "") + tail
        place.addprevious(part)


def _holds(part: Any, place: Any) -> bool:
    return any(outer is part for outer in place.iterancestors())
