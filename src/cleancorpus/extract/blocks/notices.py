"""Pages that are a notice and nothing else: an error, a demand for JavaScript or a click, a wall of cookie consent."""

from __future__ import annotations

import re
from functools import lru_cache
from importlib.resources import files

import numpy as np

from cleancorpus.extract.blocks.api import BlockExtraction
from cleancorpus.known.headlines import split_title
from cleancorpus.lexicon import phrases
from cleancorpus.lexicon.search import scan_line
from cleancorpus.text import fold

# Lengths are characters; in effective characters (a CJK character counts for 2.5) where `core` is meant.
_MAX_CORE = 400  # the longest single text of a page that may be a notice; a notice has two or three sentences
_MAX_CORE_UNTITLED = 200  # the same where a heading says so and not the page's title: parts of a page can fail too
_MAX_CONSENT_CORE = 1200  # a wall explains what is stored and why
_MAX_TOTAL = 6000  # of the whole page, menus included
_MAX_BARE = 800  # of a page without menus: here any short text may be the notice, not a title or heading alone
_MAX_TEXT = 160  # of a text that may be the notice's one sentence
_MAX_BLOCKS = 120  # a menu and the notice; of a page with more texts the rest is not looked at, for time
_MAX_BUTTON = 60

# A title is a notice if each of its parts is one, a status, or a word that goes with it («404 – Page not found!»).
_PARTS = re.compile(
    r"[.:!?\N{HORIZONTAL ELLIPSIS},;\N{IDEOGRAPHIC FULL STOP}\N{FULLWIDTH EXCLAMATION MARK}"
    r"\N{FULLWIDTH QUESTION MARK}\N{IDEOGRAPHIC COMMA}\N{FULLWIDTH COMMA}\N{FULLWIDTH COLON}"
    r"\N{ARABIC QUESTION MARK}\N{DEVANAGARI DANDA}\N{EN DASH}\N{EM DASH}]+|\s-\s"
)
_CODE = re.compile(r"(?<!\d)(?:40[0134]|410|429|451|50[0234])(?!\d)")  # HTTP status of an error
# The word as all scripts write it: a page that never says it demands no scripts.
_SCRIPT = re.compile("javascript|جافا ?سكريبت|자바스크립트|जावास्क्रिप्ट|джаваскрипт")
_OF_COOKIES = ("cookie.sentence", "cookie.heading")
IS_ARTICLE = frozenset(("article", "live_blog", "recipe"))  # what metadata call a page of one text
_NOTICES = ("error_page", "javascript_required")
_EDGES = " \t'\"()[]«»\N{LEFT DOUBLE QUOTATION MARK}\N{RIGHT DOUBLE QUOTATION MARK}*#¡¿-\N{EN DASH}\N{EM DASH}"


def find_notice(classified: BlockExtraction, core: int, total: int, declared: str | None) -> str | None:
    """`error_page`, `javascript_required` or `consent_wall` if the page is no more than that.

    `core` is the length of the page's longest text, `total` of all, `declared` what its metadata call it.
    """
    if core >= _MAX_CONSENT_CORE or total >= _MAX_TOTAL or not total:
        return None
    page, length = classified.page, classified.features.stats.length
    if core < _MAX_CORE and declared not in IS_ARTICLE:
        texts = list(page.head.titles[:3])
        if core < _MAX_CORE_UNTITLED:
            chosen = np.flatnonzero((page.in_heading_tag() | (total < _MAX_BARE)) & (length <= _MAX_TEXT))[:_MAX_BLOCKS]
            texts += (page.texts[block] for block in chosen.tolist())
        kinds = {kind for text in texts if (kind := notice_of(text))}
        if kinds:
            return "error_page" if "error_page" in kinds else "javascript_required"
    return _by_lexicon(page.texts[:_MAX_BLOCKS], core, total)


def _by_lexicon(texts: list[str], core: int, total: int) -> str | None:
    """What the phrases of cookie banners and of demands for JavaScript say where they are the greater part of a page."""
    folded = [fold(text) for text in texts]
    buttons = {text for text in set(folded) if len(text) <= _MAX_BUTTON and _is_consent_button(text)}
    if not buttons and not _SCRIPT.search("\n".join(folded)):
        return None
    of_cookies = of_script = 0
    for text in folded:
        hits = scan_line(text)
        if text in buttons or any(hit.phrase.kind in _OF_COOKIES for hit in hits) or _cookie_name().search(text):
            of_cookies += len(text)
        elif any(hit.phrase.kind == "javascript.phrase" and _SCRIPT.search(hit.phrase.text) for hit in hits):
            of_script += len(text)
    if buttons and of_cookies * 2 > total:
        return "consent_wall"
    return "javascript_required" if core < _MAX_CORE and of_script * 2 > total else None


def _is_consent_button(folded: str) -> bool:
    label = folded.strip(_EDGES + ".!")
    return label in phrases("cookie.button") or _phrases().get(label) == "consent_button"


@lru_cache(maxsize=1)
def _cookie_name() -> re.Pattern[str]:
    """What cookies are called in any language; more letters may follow."""
    return re.compile("|".join(sorted({re.escape(name.strip("*")) for name in phrases("cookie.word-name")})))


@lru_cache(maxsize=1)
def _phrases() -> dict[str, str]:
    """The kinds of the phrases of `page_type.tsv`, folded."""
    rows = files(__package__).joinpath("page_type.tsv").read_text(encoding="utf-8").split("\n")
    cells = [row.split("\t") for row in rows[1:] if row]
    return {" ".join(fold(phrase).split()): kind for kind, _, phrase, _ in cells}


@lru_cache(maxsize=4096)
def notice_of(text: str) -> str | None:
    """The kind of notice that a title or heading is, which says so and nothing else: «404: Page not found | Site»."""
    folded = fold(text)
    return next((kind for piece in split_title(folded).texts if (kind := _notice_of_piece(piece))), None)


def _notice_of_piece(piece: str) -> str | None:
    """The kind of a piece of a title whose every part is a notice, an error's number or a word that goes with it."""
    known = _phrases()
    whole = known.get(
        " ".join(piece.split()).strip(_EDGES + ".!?:\N{IDEOGRAPHIC FULL STOP}\N{FULLWIDTH EXCLAMATION MARK}")
    )
    if whole in _NOTICES:
        return whole
    kind = None
    for part in _PARTS.split(piece):
        words = part.strip(_EDGES)
        if code := _CODE.search(words):
            words = " ".join((words[: code.start()] + " " + words[code.end() :]).split()).strip(_EDGES)
            kind = kind or "error_page"
        else:
            words = " ".join(words.split())
        if not words:
            continue
        found = known.get(words) or _without_filler(words, known)
        if found in _NOTICES:
            kind = found
        elif found != "filler":
            return None
    return kind


def _without_filler(words: str, known: dict[str, str]) -> str | None:
    """The kind of `words` but for a word before them that goes with any error: «error page not found»."""
    first, _, rest = words.partition(" ")
    return known.get(rest) if known.get(first) == "filler" else None
