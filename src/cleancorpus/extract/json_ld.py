"""JSON-LD of a page: read even where it is broken, and the node that describes the article."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple, TypeAlias

from cleancorpus.text import clean_string, unescape

Node: TypeAlias = dict[str, Any]

ARTICLE_TYPES = frozenset(
    """
    article newsarticle reportagenewsarticle analysisnewsarticle backgroundnewsarticle opinionnewsarticle
    reviewnewsarticle askpublicnewsarticle advertisercontentarticle satiricalarticle scholarlyarticle
    medicalscholarlyarticle techarticle report blogposting liveblogposting socialmediaposting discussionforumposting
    """.split()
)
# Not articles by name, but what a page with such a node is about.
WORK_TYPES = frozenset("creativework recipe howto review claimreview podcastepisode videoobject".split())
PAGE_TYPES = frozenset("webpage itempage aboutpage faqpage medicalwebpage collectionpage profilepage qapage".split())
ORGANISATION_TYPES = frozenset("corporation brand newsmediaorganization onlinebusiness localbusiness website".split())

# A node is the page's own only if it is reached through these keys; below others stand other articles.
_TRANSPARENT = ("@graph", "mainEntity", "mainEntityOfPage")
_MAX_DEPTH = 40  # of nested values; deeper ones are made to exhaust the stack

# What scripts carry besides JSON: HTML comments and CDATA marks around it, JavaScript comments and commas too many in it.
# Spaces count behind a comment's sign alone: else each of a long row of them would be a place to begin.
_WRAPPERS = re.compile(
    r"<!--|-->|(?:(?://|/\*)\s{0,100})?<!\[CDATA\[(?:\s*\*/)?|(?:(?://|/\*)\s{0,100})?\]\]>(?:\s*\*/)?"
)
# Strings are matched to be left alone: «//» and commas stand in addresses and sentences.
_STRING_OR_COMMENT = re.compile(r'("(?:[^"\\]|\\.)*")|//[^\n]*|/\*.*?\*/', re.DOTALL)
_STRING_OR_COMMA = re.compile(r'("(?:[^"\\]|\\.)*")|,(?=\s*[,}\]])', re.DOTALL)


class Script(NamedTuple):
    """One script of JSON-LD: its text, the JSON values in it, and whether it is JSON as it stands or had to be mended."""

    text: str
    values: tuple[Any, ...]
    is_json: bool


@dataclass(frozen=True)
class JsonLd:
    """All JSON-LD of a page: `nodes` in page order, outer before inner; `own` are those that may describe the page.

    `scripts` are what they were read from.
    """

    nodes: tuple[Node, ...] = ()
    own: tuple[Node, ...] = ()
    by_id: dict[str, Node] = field(default_factory=dict)
    scripts: tuple[Script, ...] = field(default=(), repr=False)

    def resolve(self, value: Any) -> Any:
        """The node that `{"@id": …}` points to, if `value` is no more than such a pointer and the node is known."""
        if isinstance(value, dict) and "@id" in value and not {"name", "givenName", "familyName"} & value.keys():
            return self.by_id.get(str(value["@id"]), value)
        return value

    def of_type(self, types: frozenset[str], *, own: bool = True) -> tuple[Node, ...]:
        """Nodes with a type out of `types` (lower case)."""
        return tuple(node for node in (self.own if own else self.nodes) if not types.isdisjoint(types_of(node)))


def types_of(node: Node) -> frozenset[str]:
    """The node's types in lower case, without a vocabulary's address before them."""
    return frozenset(name.rpartition("/")[2].lower() for name in as_list(node.get("@type")) if isinstance(name, str))


def is_organisation(node: Node) -> bool:
    """Whether the node says it is an organisation of any kind."""
    return any(name.endswith("organization") or name in ORGANISATION_TYPES for name in types_of(node))


def as_list(value: Any) -> list[Any]:
    """`value` if it is a list, nothing for null, else a list of it alone."""
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def strings_of(value: Any) -> Iterator[str]:
    """Every text in a property's value: a string, a list, an object with `name`, `@value` or `text`."""
    for item in as_list(value):
        if isinstance(item, str):
            text = clean_string(item)
            if text:
                yield text
        elif isinstance(item, dict):
            for key in ("name", "@value", "text"):
                if key in item:
                    yield from strings_of(item[key])
                    break


def first_string(*values: Any) -> str | None:
    """The first text in the first value that has one."""
    return next((text for value in values for text in strings_of(value)), None)


def json_ld_of(elements: Iterable[Any]) -> JsonLd:
    """The JSON-LD in those of a page's `<script>` elements that hold some."""
    return read_json_ld(
        element.text for element in elements if element.text and "ld+json" in (element.get("type") or "").lower()
    )


def read_json_ld(scripts: Iterable[str]) -> JsonLd:
    """Parse the texts of a page's `application/ld+json` scripts; what cannot be mended is left out."""
    nodes: list[Node] = []
    own: list[Node] = []
    by_id: dict[str, Node] = {}
    parsed = tuple(map(parse_script, scripts))
    for script in parsed:
        for value in script.values:
            _collect(value, nodes, own, by_id, 0, True)
    return JsonLd(tuple(nodes), tuple(own), by_id, parsed)


def parse_script(script: str) -> Script:
    """The JSON values in one script: as it is, then mended, then the values before the first break; maybe none."""
    try:
        return Script(script, (json.loads(script, strict=False),), True)
    except (ValueError, RecursionError):
        return Script(script, tuple(_mended_values(script)), False)


def _mended_values(script: str) -> list[Any]:
    mended = _WRAPPERS.sub(" ", script).replace("\N{ZERO WIDTH NO-BREAK SPACE}", "").strip().rstrip(";")
    if mended.startswith(("{&quot;", "[{&quot;", "[&quot;")):
        mended = unescape(mended)
    mended = _STRING_OR_COMMENT.sub(lambda match: match[1] or " ", mended)
    mended = _STRING_OR_COMMA.sub(lambda match: match[1] or " ", mended)
    values: list[Any] = []
    decoder = json.JSONDecoder(strict=False)
    position = 0
    while position < len(mended):
        try:
            value, position = decoder.raw_decode(mended, position)
        except (ValueError, RecursionError):
            break
        values.append(value)
        rest = mended[position:]
        position += len(rest) - len(rest.lstrip(" \t\r\n,;"))
    return values


def _collect(value: Any, nodes: list[Node], own: list[Node], by_id: dict[str, Node], depth: int, is_own: bool) -> None:
    if depth > _MAX_DEPTH:
        return
    if isinstance(value, list):
        for item in value:
            _collect(item, nodes, own, by_id, depth + 1, is_own)
    elif isinstance(value, dict):
        if "@type" in value:
            nodes.append(value)
            if is_own:
                own.append(value)
        identifier = value.get("@id")
        # A pointer is not the node; the fullest description of an id counts.
        if isinstance(identifier, str) and len(value) > max(1, len(by_id.get(identifier, ()))):
            by_id[identifier] = value
        for key, item in value.items():
            if isinstance(item, dict | list):
                _collect(item, nodes, own, by_id, depth + 1, is_own and key in _TRANSPARENT)
