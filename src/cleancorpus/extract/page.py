"""One parse and one walk: the tree of a page and what its head and headings say, before anything is dropped."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urljoin

from lxml import etree

from cleancorpus.errors import DocumentError
from cleancorpus.extract.elements import Elements
from cleancorpus.extract.json_ld import JsonLd, first_string, json_ld_of
from cleancorpus.extract.parse import parse_html
from cleancorpus.read.markup import has_root
from cleancorpus.text import clean_string, unescape
from cleancorpus.url import host_of

# What lxml and trafilatura raise on pages they choke on; anything else is a defect of ours and keeps its traceback.
FOREIGN_ERRORS = (
    etree.LxmlError,
    ArithmeticError,
    AssertionError,
    AttributeError,
    LookupError,
    RecursionError,
    TypeError,
    ValueError,
)

# Content of these is no text a reader sees.
UNSEEN = frozenset(("script", "style", "noscript", "template", "svg", "head", "title", "iframe", "object", "select"))

# Elements that start and end a line; all others are inline.
BLOCK_TAGS = frozenset(
    """
    address article aside blockquote body br caption center dd details dialog dir div dl dt fieldset figcaption figure
    footer form h1 h2 h3 h4 h5 h6 header hr html legend li main menu nav ol option p pre section summary table tbody td
    tfoot th thead tr ul
    """.split()
)

_MOST_H1 = 50  # headings compared with one another; no page of one article has more

_CREATIVE_COMMONS = ("creativecommons.org/licenses/", "creativecommons.org/publicdomain/")
_LANGUAGE = re.compile(r"^\s*([A-Za-z]{2,3})(?:[-_]|\s*$|,)")  # the first code of «en-GB» or «de, en»
_OLD_CODES = {"iw": "he", "in": "id", "ji": "yi", "nb": "no", "nn": "no"}


@dataclass(frozen=True)
class Page:
    """A parsed page and the facts of one walk over it.

    `metas` has the contents of `<meta>` by lower-case name, property, itemprop or http-equiv, in page order. `h1` holds the
    first-level headings' elements with their text. `canonical` is the address in its canonical link, as it
    stands; `licences` are the links that say they lead to a licence, and those to one of Creative Commons.
    """

    tree: Any
    elements: Elements = field(repr=False)
    metas: dict[str, list[str]]
    json_ld: JsonLd
    title: str | None
    h1: tuple[tuple[str, Any], ...]
    times: tuple[Any, ...]
    url: str | None
    host: str | None
    language: str | None
    scripts: tuple[Any, ...] = field(default=(), repr=False)
    canonical: str | None = None
    licences: tuple[Any, ...] = ()

    def meta(self, *names: str) -> list[str]:
        """Contents of the metas called `names`, in the order of `names`, without repeats."""
        return list(dict.fromkeys(content for name in names for content in self.metas.get(name, ())))


def parse_page(html: str, url: str | None = None) -> Page | None:
    """Parse `html` and gather its facts; None if there is nothing in it. `url` is taken before what the page says.

    A fragment, or plain text, counts as the body of a page.

    Raises:
        DocumentError: the parser fails.
    """
    if not html.strip():
        return None
    if not has_root(html):
        html = f"<html><body>{html}</body></html>"
    try:
        tree = parse_html(html)
    except FOREIGN_ERRORS as error:
        raise DocumentError(url or "page", f"HTML cannot be parsed ({type(error).__name__}: {error})") from error
    return None if tree is None else _walk(tree, url)


def _walk(tree: Any, url: str | None) -> Page:
    metas: dict[str, list[str]] = defaultdict(list)
    scripts: list[Any] = []
    h1: list[tuple[str, Any]] = []
    times: list[Any] = []
    title = canonical = base = None
    elements = Elements(tree)
    tags = elements.tags
    for number in elements.tagged("meta", "script", "h1", "title", "link", "time", "base"):
        element, tag = elements.all[number], tags[number]
        if tag == "meta":
            _read_meta(element, metas)
        elif tag == "script":
            scripts.append(element)
        elif tag == "h1":
            if len(h1) == _MOST_H1:
                continue
            text = unescape(inline_text(element)).rstrip(" ¶#")
            if text:
                h1.append((text, element))
        elif tag == "title":
            # An <svg> has a <title> too.
            if title is None and not any(True for _ in element.iterancestors("svg")):
                title = clean_string(element.text_content()) or None
        elif tag == "link":
            if canonical is None and "canonical" in element.get("rel", "").lower().split():
                canonical = element.get("href", "").strip() or None
        elif tag == "base":
            base = base or element.get("href")
        else:
            times.append(element)
    json_ld = json_ld_of(scripts)
    address = url or _address(metas, canonical, base)
    return Page(
        tree=tree,
        elements=elements,
        metas=dict(metas),
        json_ld=json_ld,
        title=title,
        h1=tuple(h1),
        times=tuple(times),
        url=address,
        host=host_of(address),
        language=_language(tree, metas, json_ld),
        scripts=tuple(scripts),
        canonical=canonical,
        licences=_licences(elements),
    )


def _licences(elements: Elements) -> tuple[Any, ...]:
    """The links that say they lead to a licence, and those to one of Creative Commons."""
    said = elements.where(lambda value: "license" in value.lower(), "rel")
    known = elements.where(lambda value: any(address in value for address in _CREATIVE_COMMONS), "href")
    tags = elements.tags
    return tuple(
        elements.all[number]
        for number in sorted(said | known)
        if tags[number] == "a" or (tags[number] == "link" and number in said)
    )


def _read_meta(element: Any, metas: dict[str, list[str]]) -> None:
    content = element.get("content")
    if not content or not content.strip():
        return
    for attribute in ("property", "name", "itemprop", "http-equiv"):
        for name in (element.get(attribute) or "").lower().split():
            text = clean_string(content)
            if text and text not in metas[name]:
                metas[name].append(text)


def inline_text(element: Any) -> str:
    """The text a reader sees in `element` on one line; block elements and breaks part words, inline ones do not."""
    parts: list[str] = []
    _gather(element, parts)
    return " ".join("".join(parts).split())


def spaced_text(element: Any) -> str:
    """The text a reader sees in `element` on one line, with a space wherever an element starts or ends."""
    parts: list[str] = []
    _gather(element, parts, spaced=True)
    return " ".join("".join(parts).split())


def _gather(element: Any, parts: list[str], *, spaced: bool = False) -> None:
    tag = element.tag
    if not isinstance(tag, str) or tag in UNSEEN:
        return
    is_block = spaced or tag in BLOCK_TAGS
    if is_block:
        parts.append(" ")
    if element.text:
        parts.append(element.text)
    for child in element:
        _gather(child, parts, spaced=spaced)
        if child.tail:
            parts.append(child.tail)
    if is_block:
        parts.append(" ")


def seen_texts(element: Any) -> Iterator[str]:
    """The pieces of text that a reader sees in `element`, in order."""
    tag = element.tag
    if not isinstance(tag, str) or tag in UNSEEN:
        return
    if element.text:
        yield element.text
    for child in element:
        yield from seen_texts(child)
        if child.tail:
            yield child.tail


def short_text(element: Any, most: int, *, spaced: bool = False) -> str | None:
    """`inline_text`, or `spaced_text`, of an element; None where it has more than `most` characters: no more are read."""
    parts: list[str] = []
    if _gather_short(element, parts, most, spaced) < 0:
        return None
    text = " ".join("".join(parts).split())
    return text if len(text) <= most else None


def _gather_short(element: Any, parts: list[str], left: int, spaced: bool) -> int:
    """`_gather` until more than `left` characters that are no spaces were read; what is left of them, negative: too many."""
    tag = element.tag
    if not isinstance(tag, str) or tag in UNSEEN:
        return left
    is_block = spaced or tag in BLOCK_TAGS
    if is_block:
        parts.append(" ")
    if text := element.text:
        parts.append(text)
        left -= sum(map(len, text.split()))
    for child in element:
        if left >= 0:
            left = _gather_short(child, parts, left, spaced)
        if left < 0:
            return left
        if tail := child.tail:
            parts.append(tail)
            left -= sum(map(len, tail.split()))
    if is_block:
        parts.append(" ")
    return left


def _address(metas: dict[str, list[str]], canonical: str | None, base: str | None) -> str | None:
    """The page's own address: canonical link, og:url or twitter:url; a relative one needs a `<base>` that is not."""
    candidates: list[str | None] = [canonical, *metas.get("og:url", ()), *metas.get("twitter:url", ())]
    for text in filter(None, candidates):
        if text.startswith("//"):
            return f"https:{text}"
        if _is_absolute(text):
            return text
        if base and _is_absolute(base):
            try:
                return urljoin(base.strip(), text)
            except ValueError:  # a bracket that never closes, say: the next candidate may do
                continue
    return None


def _is_absolute(url: str) -> bool:
    return url.strip().lower().startswith(("http://", "https://"))


def language_code(text: str | None) -> str | None:
    """The ISO 639 code at the start of a language tag, in lower case; outdated codes are renewed.

    >>> language_code("de-AT"), language_code("iw"), language_code("Deutsch")
    ('de', 'he', None)
    """
    match = _LANGUAGE.match(text or "")
    if match is None:
        return None
    code = match[1].lower()
    return _OLD_CODES.get(code, code)


def _language(tree: Any, metas: dict[str, list[str]], json_ld: JsonLd) -> str | None:
    root = tree if tree.tag == "html" else next(tree.iter("html"), tree)
    body = next(tree.iter("body"), None)
    declared = [
        root.get("lang"),
        root.get("{http://www.w3.org/XML/1998/namespace}lang") or root.get("xml:lang"),
        None if body is None else body.get("lang"),
        *metas.get("og:locale", ()),
        *metas.get("inlanguage", ()),
        *(first_string(node.get("inLanguage")) for node in json_ld.own),
        *metas.get("content-language", ()),
        *metas.get("language", ()),
        *metas.get("dc.language", ()),
    ]
    return next((code for text in declared if (code := language_code(text))), None)
