"""Reads what a page says of itself in its head and in JSON-LD."""

from __future__ import annotations

import json
from typing import Any, NamedTuple

_MAX_JSON_CHARS = 2_000_000


class Head(NamedTuple):
    """What the page says of itself: titles best first, authors, article text in JSON-LD."""

    titles: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    article_body: str = ""


def read_head(root: Any) -> Head:
    """Titles, authors and the article text that the page's head and JSON-LD give."""
    titles: list[str] = []
    authors: list[str] = []
    for element in root.iter("meta", "title"):
        if element.tag == "title":
            if element.text:
                titles.append(element.text)
            continue
        key = (element.get("property") or element.get("name") or "").lower()
        content = element.get("content")
        if not key or not content:
            continue
        if key in ("og:title", "twitter:title", "dc.title"):
            titles.insert(0, content)
        elif key in ("author", "article:author", "dc.creator", "parsely-author", "sailthru.author", "byl"):
            authors.append(content)
    bodies: list[str] = []
    for script in root.iter("script"):
        if "ld+json" in (script.get("type") or ""):
            text = script.text or ""
            if len(text) < _MAX_JSON_CHARS and ("articleBody" in text or "headline" in text or "author" in text):
                _read_json_ld(text, titles, authors, bodies)
    return Head(
        titles=tuple(dict.fromkeys(" ".join(title.split()) for title in titles)),
        authors=tuple(
            dict.fromkeys(
                name
                for name in (" ".join(author.split()) for author in authors)
                if 3 < len(name) < 80 and "/" not in name
            )
        ),
        article_body=max(bodies, key=len, default=""),
    )


def _read_json_ld(text: str, titles: list[str], authors: list[str], bodies: list[str]) -> None:
    """Add what one JSON-LD script holds; a script that is no JSON adds nothing (pages have many such)."""
    try:
        data = json.loads(text, strict=False)
    except (ValueError, RecursionError):
        return
    open_values = [data]
    while open_values:
        value = open_values.pop()
        if isinstance(value, list):
            open_values.extend(value)
        elif isinstance(value, dict):
            for key, inner in value.items():
                if key == "articleBody" and isinstance(inner, str):
                    bodies.append(inner)
                elif key == "headline" and isinstance(inner, str):
                    titles.append(inner)
                elif key == "author":
                    for author in inner if isinstance(inner, list) else [inner]:
                        name = author.get("name") if isinstance(author, dict) else author
                        if isinstance(name, str):
                            authors.append(name)
                elif isinstance(inner, dict | list):
                    open_values.append(inner)
