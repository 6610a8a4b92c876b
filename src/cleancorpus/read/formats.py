"""What a file is: by its name's ending, else by its first bytes."""

from __future__ import annotations

import re
from typing import Literal

from cleancorpus.read.encoding import decode, looks_binary

Format = Literal["text", "html", "jsonl", "csv", "parquet"]

# Endings whose JSON may also be one object or an array over many lines; of the others a line is a record.
JSON_ENDINGS = (".json",)
JSONL_ENDINGS = (".jsonl", ".ndjson", ".json-lines")
_ENDINGS: dict[str, Format] = {
    **dict.fromkeys((".txt", ".text", ".md"), "text"),
    **dict.fromkeys((".html", ".htm", ".xhtml"), "html"),
    **dict.fromkeys((*JSON_ENDINGS, *JSONL_ENDINGS), "jsonl"),
    **dict.fromkeys((".csv", ".tsv"), "csv"),
    ".parquet": "parquet",
}
COMPRESSED_ENDINGS = (".gz", ".zst", ".zstd", ".bz2", ".xz")

_HTML_START = re.compile(
    r"\s*(?:<!--(?:(?!-->).){0,2000}-->\s*)*(?:<!doctype\s+html|<html\b|<head\b|<body\b)", re.IGNORECASE | re.DOTALL
)
_PAGE_START = re.compile(
    r"[\s\ufeff]*(?:<!doctype\s+html\b|<html\b|<\?xml\b[^<]{0,200}<(?:!doctype\s+)?html\b)", re.IGNORECASE
)
_XHTML_START = re.compile(r"\s*<\?xml\b.{0,500}?<html\b", re.IGNORECASE | re.DOTALL)
_JSON_START = re.compile(r"\s*(?:\{\s*[\"}]|\[\s*\{\s*[\"}])")


def base_name(name: str) -> str:
    """The last part of a path or URL, lower case, without a URL's query and without the ending of a compression."""
    if "://" in name:
        name = re.split(r"[?#]", name, maxsplit=1)[0]
    name = name.rsplit("/", 1)[-1].lower()
    for ending in COMPRESSED_ENDINGS:
        if name.endswith(ending):
            return name.removesuffix(ending)
    return name


def ending_of(name: str) -> str:
    """The ending of `base_name(name)` with its dot; empty where there is none.

    >>> ending_of("crawl/2024.JSONL.gz"), ending_of("crawl/part-00001")
    ('.jsonl', '')
    """
    name = base_name(name)
    return name[name.rindex(".") :] if "." in name[1:] else ""


def format_of_name(name: str) -> Format | None:
    """The format that a file's ending says, None for an ending that says nothing."""
    return _ENDINGS.get(ending_of(name))


def format_of_content(head: bytes) -> Format:
    """The format of a file whose name says nothing, from its first 64 KiB or so; text where nothing speaks for another.

    Text it is also for binary files, of which the reader of text makes an error record.
    """
    if head.startswith(b"PAR1"):
        return "parquet"
    if looks_binary(head):
        return "text"
    start = decode(head[:8192]).text.lstrip("\ufeff")
    if _HTML_START.match(start) or _XHTML_START.match(start):
        return "html"
    return "jsonl" if _JSON_START.match(start) else "text"


def is_page(value: str | bytes) -> bool:
    """Whether the content of a field for text is a whole page: it starts with a doctype or <html>."""
    start = decode(value[:4096]).text if isinstance(value, bytes) else value
    return _PAGE_START.match(start) is not None


def has_tags(value: str | bytes) -> bool:
    """Whether there can be markup in the content of a field for pages."""
    return b"<" in value if isinstance(value, bytes) else "<" in value
