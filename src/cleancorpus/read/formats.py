"""What a file is: by its name's ending, else by its first bytes."""

from __future__ import annotations

import re
from typing import Literal

from cleancorpus.read.encoding import decode, looks_binary
from cleancorpus.read.markup import is_page_file

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
    if is_page_file(start):
        return "html"
    return "jsonl" if _JSON_START.match(start) else "text"
