"""A text or page that a caller gives, as a record: what a file of that one document would be."""

from __future__ import annotations

from typing import Any

from cleancorpus.model import Record
from cleancorpus.read.encoding import looks_binary
from cleancorpus.read.ids import record_id
from cleancorpus.read.markup import is_page_or_fragment
from cleancorpus.read.metadata import author_fields
from cleancorpus.read.record import binary
from cleancorpus.read.stream import KEEP_BYTES


def given_record(
    text_or_html: str | bytes,
    kind: str | None,
    *,
    id: str | None = None,
    authors: object = (),
    agency: object = (),
    **known: Any,
) -> Record:
    """A text or page as a record, with what the caller knows of it.

    Raises:
        TypeError: it is neither text nor bytes.
        ValueError: `kind` is neither `text` nor `html`.
    """
    if not isinstance(text_or_html, str | bytes):
        raise TypeError(f"text_or_html: {type(text_or_html).__name__} is neither str nor bytes")
    if kind not in (None, "text", "html"):
        raise ValueError(f"kind: {kind!r} is neither 'text' nor 'html'")
    raw = text_or_html.encode("utf-8", "surrogatepass") if isinstance(text_or_html, str) else text_or_html
    kind = kind or ("html" if is_page_or_fragment(text_or_html) else "text")
    error = None
    if isinstance(text_or_html, bytes) and looks_binary(raw[:KEEP_BYTES]):  # as for a file of a run
        trouble = binary("HTML" if kind == "html" else "text")
        kind, error = "error", f"{trouble.code}: {trouble.what}"
    return Record(
        id=record_id(id, None, raw),
        source="",
        position=1,
        data=raw,
        kind=kind,
        encoding="utf-8" if isinstance(text_or_html, str) else None,
        authors=author_fields(authors),
        agency=author_fields(agency),
        error=error,
        **known,
    )
