"""Reads what a page says of itself in its head and in JSON-LD."""

from __future__ import annotations

from typing import Any, NamedTuple

from cleancorpus.extract.json_ld import ARTICLE_TYPES, JsonLd, types_of

_MAX_JSON_CHARS = 2_000_000  # of a script; each text of the page is looked up in the article's text of a longer one
# What og:type and the types of JSON-LD say that the page is.
KINDS = ("article", "product", "forum", "list", "site", "dated")
_TYPE_KINDS = {
    **dict.fromkeys(ARTICLE_TYPES - {"discussionforumposting", "socialmediaposting"}, "article"),
    **dict.fromkeys(("product", "productgroup", "offer", "aggregateoffer"), "product"),
    **dict.fromkeys(("discussionforumposting", "qapage", "question", "socialmediaposting"), "forum"),
    **dict.fromkeys(("collectionpage", "itemlist", "searchresultspage", "offercatalog", "event"), "list"),
    **dict.fromkeys(("localbusiness", "service", "softwareapplication", "profilepage", "organization"), "site"),
}
_KEYS = ("articleBody", "headline", "author")


class Head(NamedTuple):
    """What the page says of itself: titles best first, authors, article text in JSON-LD, which `KINDS` of page it is."""

    titles: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    article_body: str = ""
    kinds: frozenset[str] = frozenset()


def read_head(root: Any, json_ld: JsonLd) -> Head:
    """Titles, authors and the article text that the page's head and JSON-LD give.

    Of JSON-LD only scripts that are JSON as they stand count, because the classifier learned from these.
    """
    titles: list[str] = []
    authors: list[str] = []
    kinds: set[str] = set()
    for element in root.iter("meta", "title"):
        if element.tag == "title":
            if element.text:
                titles.append(element.text)
            continue
        key = (element.get("property") or element.get("name") or "").lower()
        content = element.get("content")
        if not key or not content:
            continue
        if key == "og:type":
            kinds.add(_og_kind(content))
        elif key in ("article:published_time", "datepublished", "date"):
            kinds.add("dated")
        if key in ("og:title", "twitter:title", "dc.title"):
            titles.insert(0, content)
        elif key in ("author", "article:author", "dc.creator", "parsely-author", "sailthru.author", "byl"):
            authors.append(content)
    bodies: list[str] = []
    for script in json_ld.scripts:
        if script.is_json and len(script.text) < _MAX_JSON_CHARS and any(key in script.text for key in _KEYS):
            _read_values(script.values, titles, authors, bodies)
    for node in json_ld.own:
        kinds.update(_TYPE_KINDS[name] for name in types_of(node) if name in _TYPE_KINDS)
        if node.get("datePublished"):
            kinds.add("dated")
    return Head(
        titles=tuple(dict.fromkeys(" ".join(title.split()) for title in titles)),
        authors=tuple(
            dict.fromkeys(
                name
                for name in (" ".join(author.split()) for author in authors)
                if 3 < len(name) < 80 and "/" not in name  # neither initials nor a bio, an address or a date
            )
        ),
        article_body=max(bodies, key=len, default=""),
        kinds=frozenset(kinds),
    )


def _read_values(values: tuple[Any, ...], titles: list[str], authors: list[str], bodies: list[str]) -> None:
    """Add what the values of one script hold under the keys, at any depth, the last of a list first."""
    open_values = list(values)
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


def _og_kind(content: str) -> str:
    """The kind of page that an `og:type` says."""
    kind = content.strip().lower().partition(".")[0].partition(":")[0]
    return kind if kind in ("article", "product") else "site"
