"""Labelled lines for the line model: hand-labelled pages, and silver lines from pages that have a gold text.

Hand labels lie in `BENCH/lines/dev.jsonl` (`id`, `url`, `lines`, `labels`), pages in `BENCH/html/*/*.jsonl.gz` (`html`,
`gold_text`, `domain`, `set`). A page becomes plain text as naive scrapers leave it, a text block a line, in up to three
ways: the whole page, its main element, its paragraphs and headings.
"""

from __future__ import annotations

import gzip
import json
import zlib
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import lxml.html
from rapidfuzz import fuzz

from cleancorpus.detect.line_model.table import LineTable, is_worth_counting
from cleancorpus.detect.repeats import line_key
from cleancorpus.errors import ShardError
from cleancorpus.evaluate.line_score import NEUTRAL
from cleancorpus.text import fold, words_of

# Pages whose gold text is another tool's output teach that tool's habits.
_LEFT_OUT = frozenset({"mozilla", "newspaper4k"})
_SET_WEIGHT = {"wcxb-article": 1.0, "fundus": 1.0, "scrapinghub": 1.0, "cleaneval": 0.2}
_OTHER_SET_WEIGHT = 0.5
# Gold texts of these sets are articles without anything to cut; those of others hold what their makers left in.
_CLEAN_SETS = frozenset({"wcxb-article", "fundus", "scrapinghub"})
_CONTENT_SHARE, _JUNK_SHARE, _MIN_COVERED = 0.7, 0.15, 0.6
_MAX_LINES, _MIN_LINES = 400, 4

_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_PARAGRAPHS = _HEADINGS | {"p", "blockquote"}
# fmt: off
_BLOCKS = _PARAGRAPHS | {
    "address", "article", "aside", "body", "br", "button", "center", "dd", "details", "dialog", "div", "dl", "dt",
    "fieldset", "figcaption", "figure", "footer", "form", "header", "hr", "html", "legend", "li", "main", "nav", "ol",
    "option", "pre", "section", "select", "summary", "table", "tbody", "td", "tfoot", "th", "thead", "title", "tr",
    "ul",
}
# fmt: on
_SKIPPED = frozenset({"script", "style", "template", "svg", "iframe", "object", "noframes", "math", "textarea", "head"})
_SECOND_LEVEL = frozenset({"ac", "co", "com", "edu", "gob", "gov", "go", "ne", "net", "or", "org"})


@dataclass(frozen=True)
class Page:
    """Lines of one page with a label each; `weight` is the page's trust (1 hand-labelled, under 1 silver).

    Labels are those of the benchmark's guide for hand-labelled pages; `content`, `junk` and `unsure` for silver ones.
    """

    id: str
    site: str
    url: str
    lines: tuple[str, ...]
    labels: tuple[str, ...]
    weight: float
    gold: bool
    title: str | None = None

    @property
    def clean(self) -> bool:
        """Whether the lines are an article's text alone, so that whatever is cut from it is lost."""
        return self.id.endswith("#gold")


TEST_PAGES = "/test-"  # in the id of those of WCXB


def site_of(url: str) -> str:
    """The registrable part of a URL's host, by a short list of second-level domains.

    >>> site_of("https://www.news.example.co.uk/a"), site_of("http://blog.example.org/")
    ('example.co.uk', 'example.org')
    """
    host = url.split("//", 1)[-1].split("/", 1)[0].split("@")[-1].split(":")[0].lower()
    parts = host.split(".")
    keep = 3 if len(parts) > 2 and parts[-2] in _SECOND_LEVEL and len(parts[-1]) == 2 else 2
    return ".".join(parts[-keep:])


def fold_of(site: str, folds: int) -> int:
    """The fold of a site: always the same, whatever else is in the data."""
    return zlib.crc32(site.encode()) % folds


def read_gold(bench: Path) -> list[Page]:
    """The hand-labelled pages.

    Raises:
        ShardError: the benchmark folder has no `lines/dev.jsonl`.
    """
    path = bench / "lines" / "dev.jsonl"
    if not path.exists():
        raise ShardError(str(path), "not there", "pass the benchmark folder with --bench")
    pages = []
    with path.open(encoding="utf-8") as rows:
        for row in rows:
            page = json.loads(row)
            kept = [(x, y) for x, y in zip(page["lines"], page["labels"], strict=True) if x.strip()]
            lines, labels = zip(*kept, strict=True)
            site = site_of(page["url"])
            pages.append(Page(page["id"], site, page["url"], lines, labels, 1.0, True))
    return pages


def clean_copy(page: Page) -> Page | None:
    """The page's headline and content alone, as a good extractor leaves it: a page where nothing is to cut.

    How many paragraphs are kept (3 to 14, from the start) depends on the page's id. None if there are fewer than 3.
    """
    most = 3 + zlib.crc32(page.id.encode()) % 12
    kept = [i for i, label in enumerate(page.labels) if label == "content"][:most]
    if len(kept) < 3:
        return None
    head = [i for i, label in enumerate(page.labels[:5]) if label == "headline"] if page.gold else [0]
    places = [i for i in head[:1] if i < kept[0]] + kept
    title = page.title
    if title is None and places[0] != kept[0] and most % 2:
        title, places = page.lines[places[0]], kept
    lines = tuple(page.lines[i] for i in places)
    labels = tuple("headline" if i in head else "content" for i in places)
    return Page(page.id + "#clean", page.site, page.url, lines, labels, page.weight, page.gold, title)


def read_silver(bench: Path) -> Iterator[Page]:
    """Silver pages, several ways of scraping a page apart; pages whose lines miss much of the gold text are left out, and so
    are those of WCXB's test part, on which published tables compare.

    Pages without a gold text come with all labels `unsure`: they only count lines.
    """
    known: set[str] = set()
    for path in (*sorted((bench / "html").glob("*/*.jsonl.gz")), *sorted((bench / "sites").glob("*.jsonl.gz"))):
        with gzip.open(path, "rt", encoding="utf-8") as rows:
            for page in map(json.loads, rows):
                if page["id"] not in known and TEST_PAGES not in page["id"]:
                    known.add(page["id"])
                    yield from _silver_page(page)


def _silver_page(page: dict[str, Any]) -> Iterator[Page]:
    url = page["url"] or ""
    site = site_of(url) if "//" in url else str(page["domain"])
    html = page["html"].strip()
    if not html:
        return
    tree = lxml.html.document_fromstring(html.encode("utf-8", "replace"), parser=lxml.html.HTMLParser(encoding="utf-8"))
    gold = page["gold_text"] if page["set"] not in _LEFT_OUT else None
    judge = _Judge(gold) if gold else None
    weight = _SET_WEIGHT.get(page["set"], _OTHER_SET_WEIGHT)
    gold_page = _gold_page(page, site, weight)
    if gold_page is not None:
        yield gold_page
    for way, lines in ways_of_scraping(tree):
        if not _MIN_LINES <= len(lines) <= _MAX_LINES:
            continue
        labels = ["unsure"] * len(lines)
        if judge is not None:
            labels = judge.labels(lines)
            if judge.covered(lines) < _MIN_COVERED or "junk" not in labels:
                continue
        title = None
        if way == "main" and zlib.crc32(page["id"].encode()) % 2:  # half of them as sources with a title of their own
            title, lines, labels = lines[0], lines[1:], labels[1:]
        yield Page(
            f"{page['id']}#{way}", site, url, tuple(lines), tuple(labels), weight if judge else 0.0, False, title
        )


def _gold_page(page: dict[str, Any], site: str, weight: float) -> Page | None:
    """The gold text itself; its lines that are the page's headline are left open, as some texts begin with it."""
    lines = [line.strip() for line in (page["gold_text"] or "").split("\n") if line.strip()]
    if page["set"] not in _CLEAN_SETS or not _MIN_LINES <= len(lines) <= _MAX_LINES:
        return None
    head = fold(page.get("gold_title") or "")
    labels = ["headline" if head and fuzz.ratio(fold(line), head) > 80 else "content" for line in lines[:3]]
    labels += ["content"] * (len(lines) - len(labels))
    return Page(f"{page['id']}#gold", site, page["url"] or "", tuple(lines), tuple(labels), weight, False)


def ways_of_scraping(tree: Any) -> Iterator[tuple[str, list[str]]]:
    """The lines of a parsed page as three kinds of scrapers would have them; the page's <title> first."""
    title = " ".join((tree.findtext(".//title") or "").split())
    body = tree.find("body")
    if body is None:
        return
    head = [title] if title else []
    yield "full", head + block_lines(body)
    mains = sorted(body.xpath(".//main|.//article|.//*[@role='main']"), key=lambda e: -len(e.text_content()))
    if mains:
        yield "main", head + block_lines(mains[0])
    yield "p", head + block_lines(body, only=_PARAGRAPHS)


def block_lines(root: Any, only: frozenset[str] | None = None) -> list[str]:
    """The text blocks of an element, inline texts joined by spaces; of the elements named in `only` if it is given."""
    lines: list[str] = []
    parts: list[str] = []

    def flush() -> None:
        text = " ".join(" ".join(parts).split())
        if text:
            lines.append(text)
        parts.clear()

    stack: list[tuple[Any, bool, bool]] = [(root, False, only is None)]
    while stack:
        node, done, wanted = stack.pop()
        tag = node.tag if isinstance(node.tag, str) else ""
        block = tag in _BLOCKS
        if done:
            if block:
                flush()
            continue
        if not tag or tag in _SKIPPED:
            continue
        inside = wanted or (only is not None and tag in only)
        if block:
            flush()
        if node.text and inside:
            parts.append(node.text)
        stack.append((node, True, inside))
        for child in reversed(node):
            if child.tail and inside:
                stack.append((_Tail(child.tail), False, inside))
            stack.append((child, False, inside))
    flush()
    return lines


class _Tail:
    """Text after a child, as a childless inline element, so that one stack keeps the order."""

    tag = "span"

    def __init__(self, text: str) -> None:
        self.text = text

    def __reversed__(self) -> Iterator[Any]:
        return iter(())


class _Judge:
    """Says which lines of a page its gold text holds."""

    def __init__(self, gold: str) -> None:
        rows = [words_of(fold(row)) for row in gold.split("\n")]
        words = [word for row in rows for word in row]
        self._grams = set(zip(words, words[1:], words[2:], words[3:], strict=False))
        self._rows = {row for row in rows if row}
        self._text = " " + " ".join(words) + " "

    def labels(self, lines: list[str], title: str | None = None) -> list[str]:
        head = fold(lines[0] if title is None else title)
        return ["unsure" if self._headline(line, head) else self._label(words_of(fold(line))) for line in lines]

    @staticmethod
    def _headline(line: str, head: str) -> bool:
        # Whether a headline belongs to the gold text differs from one set to the next.
        return bool(head) and len(line) > 12 and len(line) < 250 and fuzz.partial_ratio(fold(line), head) > 90

    def _label(self, words: tuple[str, ...]) -> str:
        if not words:
            return "unsure"
        if len(words) >= 8:
            grams = list(zip(words, words[1:], words[2:], words[3:], strict=False))
            share = sum(gram in self._grams for gram in grams) / len(grams)
            return "content" if share >= _CONTENT_SHARE else "junk" if share <= _JUNK_SHARE else "unsure"
        if words in self._rows:
            return "content"
        return "unsure" if f" {' '.join(words)} " in self._text else "junk"

    def covered(self, lines: list[str]) -> float:
        """The share of the gold text's word 4-grams that the lines hold."""
        found: set[tuple[str, ...]] = set()
        for line in lines:
            words = words_of(fold(line))
            found.update(zip(words, words[1:], words[2:], words[3:], strict=False))
        return len(self._grams & found) / max(1, len(self._grams))


def line_tables(pages: list[Page], folds: int) -> list[LineTable]:
    """Tables of lines that stand on several sites: one a fold, made without that fold's sites, and one of all.

    A line that is content on over a quarter of the sites where labels say what it is stays out ("Ingredients").
    """
    sites: dict[str, set[str]] = defaultdict(set)
    content: dict[str, set[str]] = defaultdict(set)
    junk: dict[str, set[str]] = defaultdict(set)
    for page in pages:
        for line, label in zip(page.lines, page.labels, strict=True):
            key = line_key(fold(line))
            if not is_worth_counting(key):
                continue
            sites[key].add(page.site)
            if label == "content":
                content[key].add(page.site)
            elif label not in NEUTRAL:
                junk[key].add(page.site)
    tables = []
    for fold_number in [*range(folds), None]:
        seen: dict[str, set[str]] = {}
        for key, where in sites.items():
            if len(where) < 3:
                continue

            def others(some: set[str], own: int | None = fold_number) -> set[str]:
                return {site for site in some if own is None or fold_of(site, folds) != own}

            bad, good = len(others(junk[key])), len(others(content[key]))
            if bad and 3 * good <= bad:
                seen[key] = others(where)
        tables.append(LineTable.build(seen))
    return tables
