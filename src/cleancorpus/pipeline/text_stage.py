"""The dear and stable half: a record's bytes to a document (decode, extract, repair, language)."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from cleancorpus.config import Config
from cleancorpus.errors import DocumentError, TooLargeError, told
from cleancorpus.extract.brand import brand_of
from cleancorpus.extract.code_and_tables import reads_like_prose
from cleancorpus.extract.extraction import Extraction, RawBlock
from cleancorpus.extract.size import check_blocks, check_lines, check_repaired_lines
from cleancorpus.known.agencies import given_agencies, join_agencies, split_agencies, without_employers
from cleancorpus.known.author_strings import read_authors
from cleancorpus.known.people import distinct_people
from cleancorpus.known.published import order_of, published_in
from cleancorpus.known.sites import SiteNames
from cleancorpus.known.titles import best_title, guess_headline
from cleancorpus.language.detect import LanguageDetector
from cleancorpus.model import PageFacts, Record
from cleancorpus.pipeline.reading import Origin, Reading, Said
from cleancorpus.read.encoding import declared_label, decode
from cleancorpus.read.http_rights import with_header_facts
from cleancorpus.read.metadata import safe_string
from cleancorpus.repair.assemble import assemble_blocks
from cleancorpus.repair.plain import repair_plain
from cleancorpus.repair.text import repair_code, repair_text
from cleancorpus.url import host_of

_TOO_LARGE = "too-many-parts"
_Blocks = tuple[RawBlock, ...]


class TextStage:
    """Makes documents of records; built once for a configuration, without state between records."""

    def __init__(self, config: Config) -> None:
        self.config = config
        self.language = LanguageDetector(config.language)

    def read(self, record: Record) -> Reading:
        """A record as a document, or why it cannot be one.

        A `DocumentError` makes a reading without a document; any other exception is a defect and is raised.
        """
        if record.kind == "error":
            word, _, message = (record.error or "unreadable: no reason given").partition(": ")
            return Reading(Origin.of(record), reason=word, detail=message)
        try:
            return self._document(record)
        except TooLargeError as error:
            return Reading(Origin.of(record), reason=_TOO_LARGE, detail=told(error.what, error.todo))
        except DocumentError as error:
            return Reading(Origin.of(record), reason="extraction-failed", detail=str(error))

    def _document(self, record: Record) -> Reading:
        decoded = decode(record.data, record.encoding, is_html=record.kind == "html", hint=record.declared_encoding)
        said = Said(
            record.declared_encoding or (declared_label(record.data) if record.kind == "html" else None),
            record.file_encoding or decoded.encoding,
            record.language,
            record.published,
            record.fetched,
        )
        flags = record.flags
        if decoded.how in ("guessed", "replaced"):
            flags += (f"encoding-{decoded.how}:{decoded.encoding}",)
        meta: dict[str, Any] = {"url": record.url, "site": record.site, "published": record.published}
        page = Extraction()
        title, hint, title_of_page = record.title, record.language, False
        headlines: tuple[str, ...] = ()
        if record.kind == "html":
            from cleancorpus.extract.html import extract_html

            page = extract_html(decoded.text, url=record.url, options=self.config.extract)
            blocks, repairs = self._repair_blocks(page.blocks)
            check_blocks(len(blocks), self.config.extract.max_lines)
            flags += page.flags
            title_of_page = title is None and page.title is not None
            title = title or page.title
            headlines = page.headlines
            hint = hint or page.language
            said = said._replace(source_language=hint)
            meta["url"] = record.url or page.url
            meta["site"] = record.site or page.site
            meta["published"] = record.published or page.published
            meta["page_type"], meta["text_confidence"] = page.page_type, page.confidence
            meta["lines_above"], meta["lines_below"] = map(self._repair_lines, page.beside)
        else:
            check_lines(decoded.text, self.config.extract.max_lines)
            blocks, repairs = repair_plain(decoded.text, self.config.repair)
            check_repaired_lines(len(blocks), self.config.extract.max_lines)
            if title is None and self.config.extract.title_from_text:
                title = guess_headline([block_text for block_text, _, _ in blocks[:40]])
        meta = {name: _safe(value) for name, value in meta.items()}
        meta["site"] = meta["site"] or host_of(meta["url"])
        site = SiteNames([meta["site"], page.site], host_of(meta["url"]))
        meta |= {name: _safe(value) for name, value in _credits(record, page, site).items()}
        if title is not None:
            title, _ = repair_text(title.replace("\n", " "), self.config.repair)
            names = None if title_of_page else SiteNames.of(meta["site"], meta["url"])
            best = best_title(title, tuple(text for text, _, _ in blocks[:12]), names)
            headlines = tuple(dict.fromkeys(head for head in (title, *headlines) if head != best))
            title = best or None
        whole = "\n".join(text for text, _, _ in blocks)
        language, score = self.language.detect(whole, hint)
        if (published := meta["published"]) is not None:
            meta["published"] = published_in(published, order_of((), hint or language))
            flags += () if meta["published"] else (f"published-unread:{published}",)
        doc = assemble_blocks(
            blocks,
            id=record.id,
            title=title,
            headlines=headlines,
            language=language,
            language_score=round(score, 4),
            repairs=repairs,
            from_page=record.kind == "html",
            facts=PageFacts(*_safe(tuple(with_header_facts(page.facts, record.facts)))),
            **meta,
        )
        return Reading(Origin.of(record, said), doc, flags)

    def _repair_lines(self, lines: tuple[str, ...]) -> tuple[str, ...]:
        """Lines beside the text, each repaired; those that a block has inside count one by one."""
        each = (repair_text(line, self.config.repair, from_page=True)[0] for text in lines for line in text.split("\n"))
        return tuple(line for text in each if (line := text.replace("\n", " ").strip()))

    def _repair_blocks(self, blocks: _Blocks) -> tuple[_Blocks, tuple[str, ...]]:
        """Blocks of a page, each repaired; the names of the steps that changed one, sorted."""
        repaired: list[RawBlock] = []
        names: dict[str, None] = {}
        for kind, run in groupby(blocks, lambda block: block[1]):
            rows = list(run)
            is_code = kind == "code" and not reads_like_prose([text for text, _, _ in rows])
            for text, _, blank in rows:
                if is_code:
                    mended, steps = repair_code(text, self.config.repair)
                else:
                    mended, steps = repair_text(text, self.config.repair, from_page=True)
                    if kind == "code":  # mail and notes: repair takes the space at the start of a line away
                        mended = text[: len(text) - len(text.lstrip(" \t"))] + mended.lstrip(" \t")
                names.update(dict.fromkeys(steps))
                repaired.append((mended.replace("\n", " "), kind, blank))
        return tuple(repaired), tuple(sorted(names))


def _credits(record: Record, page: Extraction, site: SiteNames) -> dict[str, Any]:
    """Authors, translators and agency, from the record's fields and the page.

    People come before the newsrooms and agencies that stand in for them, and the record before the page. What a record
    has in its own field for the agency is taken at its word, an outlet too.
    """
    given = read_authors(record.authors, brand_of(site))
    people = given.people or page.authors
    agencies = without_employers((*given.agencies, *split_agencies(page.agency)), people)
    return {
        "authors": people or given.organisations or page.organisations,
        "translators": distinct_people((*given.translators, *page.translators)),
        "agency": join_agencies((*given_agencies(record.agency), *agencies)),
    }


def _safe(value: Any) -> Any:
    """A string, or strings in a tuple, without halves of surrogate pairs, which no file can hold."""
    if isinstance(value, tuple):
        return tuple(_safe(part) for part in value)
    return safe_string(value) if isinstance(value, str) else value
