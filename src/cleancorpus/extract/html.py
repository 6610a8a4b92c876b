"""A page's HTML to blocks and metadata: parsed once, read for metadata, rid of consent banners, then for its text."""

from __future__ import annotations

import logging
from dataclasses import replace
from functools import lru_cache
from typing import Any, NamedTuple

import trafilatura
from trafilatura.settings import Extractor

from cleancorpus.config import sections as config
from cleancorpus.errors import DocumentError
from cleancorpus.extract.body import blocks_of_body
from cleancorpus.extract.consent import drop_consent_containers
from cleancorpus.extract.embedded import app_state_blocks, json_ld_blocks
from cleancorpus.extract.extraction import NOTHING_BESIDE, Beside, Extraction, RawBlock
from cleancorpus.extract.metadata import read_metadata
from cleancorpus.extract.page import FOREIGN_ERRORS, Page, parse_page
from cleancorpus.extract.questions import with_answers
from cleancorpus.extract.size import check_attributes, check_blocks, check_elements
from cleancorpus.text import n_words

# What trafilatura and htmldate say about a page is said in our rows; a user who wants their logs sets a level.
for _name in ("trafilatura", "htmldate"):
    if logging.getLogger(_name).level == logging.NOTSET:
        logging.getLogger(_name).setLevel(logging.CRITICAL)


# The F1 that the classifier expects of its text, below which it is unsure: half of a page is guesswork then.
_UNSURE = 0.5
# The F1 from which a text of a few words is taken for all that there is: below it trafilatura's wider net is right more often.
_SURE_OF_LITTLE = 0.6
# Trafilatura's time grows with the square of the paragraphs; of longer pages no second opinion is asked.
_MOST_BLOCKS = 5_000
# How many times the words of an unsure text the page's data must hold to be taken for it.
_DATA_FACTOR = 2


def extract_html(html: str, *, url: str | None = None, options: config.Extract | None = None) -> Extraction:
    """The main text of a page as blocks, with its metadata.

    `url` is the page's address; without it the one that the page gives is taken. The result depends on these
    arguments alone, not on pages extracted before.

    Raises:
        TooLargeError: it has more elements, attributes of one, or blocks than `options` let in.
        DocumentError: the page cannot be parsed, or trafilatura fails on it.
    """
    options = options or config.Extract()
    check_elements(html, options.max_elements)
    check_attributes(html, options.max_attributes)
    page = parse_page(html, url)
    if page is None:
        return Extraction(url=url, flags=("no-text",))
    metadata = read_metadata(page)
    flags: list[str] = []
    if options.consent_containers:
        flags += (
            f"consent-container-dropped:{selector}" for selector in drop_consent_containers(page.tree, page.elements)
        )
    blocks, structure, way, confidence, lines = find_text(page, options, metadata.headlines, metadata.page_type)
    if way is not None:
        flags.append(f"second-try:{way}")
    if not blocks:
        flags.append("no-text")
    if structure in ("empty", "javascript_required") and way in ("json-ld", "app-state"):
        structure = "article"  # what the page shows is not what it holds
    elif structure == "empty" and has_words(blocks, options.second_try_words):
        structure = "article"
    kind = structure or metadata.page_type
    return replace(
        metadata, blocks=tuple(blocks), flags=tuple(flags), page_type=kind, confidence=confidence, beside=lines
    )


class FoundText(NamedTuple):
    """A page's main text, what kind of page its structure says it is, and the way the text was found if the first try gave
    too little or was unsure of it: trafilatura, recall, json-ld or app-state.

    `confidence` is the F1 that the block classifier expects of its own text, None where the text is another's.
    `beside` are the lines beside the text, of none that was found in data.
    """

    blocks: list[RawBlock]
    structure: str | None = None
    way: str | None = None
    confidence: float | None = None
    beside: Beside = NOTHING_BESIDE


def find_text(
    page: Page, options: config.Extract, headlines: tuple[str, ...] = (), declared: str | None = None
) -> FoundText:
    """The page's main text.

    Of the further tries the one with most words is taken, data before trafilatura's wider net where they are equal; it
    must hold more words than the first one, and twice as many where that was no stub, or a text of a few words that the
    classifier is sure of. `headlines` are those of the
    page, for the block classifier, and `declared` is the kind of page that its metadata say it is.
    """
    first = _first_try(page, options, headlines, declared)
    best, way, lines = first.blocks, first.way, first.beside
    enough = has_words(best, options.second_try_words) or (
        has_words(best, 1) and (first.confidence or 0) >= _SURE_OF_LITTLE
    )
    if enough and way is None:
        return first
    so_far = count_words(best)
    least = _DATA_FACTOR * so_far if enough else so_far  # an unsure text that is no stub gives way to much more only
    for name in ("json-ld", "app-state") if enough else ("json-ld", "app-state", "recall"):
        if name == "json-ld":
            found = json_ld_blocks(page)
        elif name == "app-state":
            found = app_state_blocks(page)
        else:
            found = trafilatura_blocks(page, fast=False, focus="recall", tables=options.tables)
        if (words := count_words(found)) > least:
            best, way, least, lines = found, name, words, NOTHING_BESIDE
    return first._replace(blocks=best, way=way, beside=lines, confidence=first.confidence if way is None else None)


def _first_try(page: Page, options: config.Extract, headlines: tuple[str, ...], declared: str | None) -> FoundText:
    """What `options.engine` takes for the page's main text, as `find_text` gives it.

    Where the block classifier alone is unsure, trafilatura is asked for a second opinion and its text mended.
    """
    if options.engine == "trafilatura":
        return FoundText(trafilatura_blocks(page, fast=options.fast, focus=options.focus, tables=options.tables))
    from cleancorpus.extract.blocks import page_type  # the model is only loaded where it is used
    from cleancorpus.extract.blocks.api import extract_page
    from cleancorpus.extract.blocks.beside import beside_text
    from cleancorpus.extract.blocks.mend import mend
    from cleancorpus.extract.blocks.walk import walk

    walked = walk(page.tree, page.json_ld)
    check_blocks(len(walked), options.max_lines)
    classified = extract_page(walked, headlines=headlines)
    structure = page_type(classified, declared=declared, url=page.url)
    sure = classified.confidence >= _UNSURE or len(classified.page) > _MOST_BLOCKS
    if options.engine == "blocks" and sure:
        taken = [block for block in classified.blocks if options.tables or block[1] != "table_row"]
        answered = with_answers(taken, page.json_ld, classified.page.texts)
        return FoundText(answered, structure, None, classified.confidence, beside_text(classified, answered))
    found = trafilatura_blocks(page, fast=options.fast, focus=options.focus, tables=options.tables)
    mended = with_answers(
        list(mend(classified, found)) if classified.blocks else found, page.json_ld, classified.page.texts
    )
    way = "trafilatura" if options.engine == "blocks" and mended else None
    confidence = None if way or options.engine != "blocks" else classified.confidence
    return FoundText(mended, structure, way, confidence, beside_text(classified, mended))


def trafilatura_blocks(page: Page, *, fast: bool, focus: str, tables: bool) -> list[RawBlock]:
    """What trafilatura takes for the page's main text; `page.tree` stays as it is."""
    try:
        document = trafilatura.bare_extraction(page.tree, options=_extractor(fast, focus, tables))
    except FOREIGN_ERRORS as error:
        where = page.url or "page"
        raise DocumentError(where, f"trafilatura fails ({type(error).__name__}: {error})") from error
    body: Any = getattr(document, "body", None)
    return [] if body is None else blocks_of_body(body)


def count_words(blocks: list[RawBlock]) -> int:
    """Words in all blocks together."""
    return sum(n_words(text) for text, _, _ in blocks)


def has_words(blocks: list[RawBlock], least: int) -> bool:
    """Whether all blocks together have so many words; no more are counted."""
    words = 0
    for text, _, _ in blocks:
        if words >= least:
            break
        words += n_words(text)
    return words >= least


@lru_cache(maxsize=16)
def _extractor(fast: bool, focus: str, tables: bool) -> Extractor:
    """Trafilatura's settings; it copies what it changes. The XML format leaves out the plain text nobody reads."""
    return Extractor(
        output_format="xml",
        fast=fast,
        precision=focus == "precision",
        recall=focus == "recall",
        comments=False,
        formatting=False,
        links=False,
        images=False,
        tables=tables,
        dedup=False,
        with_metadata=False,
    )
