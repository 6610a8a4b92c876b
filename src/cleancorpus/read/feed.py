"""Feeds: RSS and Atom by feedparser, JSON Feed by its own simple form. An entry with a text of its own is a document."""

from __future__ import annotations

import html
import io
import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from cleancorpus.config import Read
from cleancorpus.known.language_codes import two_letters
from cleancorpus.known.published import published_in
from cleancorpus.model import Record
from cleancorpus.read.contents import contradiction, is_json_feed
from cleancorpus.read.encoding import decode
from cleancorpus.read.files import SourceFile
from cleancorpus.read.ids import record_id
from cleancorpus.read.markup import has_tags
from cleancorpus.read.metadata import author_fields, plain_string
from cleancorpus.read.no_documents import NoDocument
from cleancorpus.read.record import EMPTY, error_record, other_content
from cleancorpus.read.stream import Damage, open_stream, too_long
from cleancorpus.text import n_words

_TAG = re.compile(r"<[^<>]{0,2000}>")
# A summary of fewer words is a teaser of what stands elsewhere; as many have the shortest articles.
_MIN_SUMMARY_WORDS = 50


def read_feed(file: SourceFile, read: Read) -> Iterator[Record | NoDocument]:
    """The entries of a feed that have a text: their content, else a summary of fifty words and more.

    `position` is the number of the entry. A feed that breaks off gives the entries before, and an error record.

    Raises:
        ShardError: the file cannot be opened.
    """
    with open_stream(file.path, file.name) as stream:
        try:
            data = stream.read_all(read.max_record_bytes)
            if not data.strip():
                raise EMPTY
            if said := contradiction("feed", stream.head):
                raise other_content(said)
            if len(data) > read.max_record_bytes:
                raise too_long(read.max_record_bytes)
            entries, damage = _of_json(data) if is_json_feed(stream.head) else _of_xml(data)
        except Damage as error:
            yield error_record(file.name, 1, error, stream.head, line=0)
            return
    for number, entry in enumerate(entries, 1):
        yield _record(file.name, number, entry)
    if damage is not None:
        yield error_record(file.name, len(entries) + 1, damage, data[-1000:], line=0)


def _record(source: str, number: int, entry: Mapping[str, Any]) -> Record | NoDocument:
    text = entry["text"]
    if not _TAG.sub(" ", text).strip():
        return NoDocument("no-text")
    url = plain_string(entry["url"])
    data = text.encode("utf-8", "replace")
    published = entry["published"]
    return Record(
        id=record_id(None if url else plain_string(entry["id"]), url, data),
        source=source,
        position=number,
        kind="html" if has_tags(text) else "text",
        data=data,
        encoding="utf-8",
        title=_plain(entry["title"]),
        authors=author_fields(entry["authors"]),
        published=(published_in(published) or plain_string(published)) if published else None,
        language=two_letters(entry["language"].partition("-")[0]) if entry["language"] else None,
        url=url,
        site=_plain(entry["site"]),
    )


def _plain(value: object) -> str | None:
    return plain_string(html.unescape(_TAG.sub("", value))) if isinstance(value, str) else None


def _text_of(contents: list[str], summary: str) -> str:
    """The text of an entry: its longest content, else its summary if that is long enough; '' for none."""
    text = max(contents, key=len, default="")
    if not text.strip() and n_words(_TAG.sub(" ", summary)) >= _MIN_SUMMARY_WORDS:
        text = summary
    return text if has_tags(text) else html.unescape(text)


def _of_xml(data: bytes) -> tuple[list[dict[str, Any]], Damage | None]:
    """The entries of an RSS or Atom feed, and what is wrong with it.

    Raises:
        Damage: feedparser is not installed, or finds no feed.
    """
    try:
        import feedparser
    except ImportError as error:
        raise Damage(
            "missing-package", "a feed, for which feedparser is needed", "pip install 'cleancorpus[feeds]'"
        ) from error
    found = feedparser.parse(io.BytesIO(data), sanitize_html=False)
    broken = found.get("bozo_exception")
    damage = None
    if broken is not None and type(broken).__name__ == "SAXParseException":
        what = f"is no sound XML at line {broken.getLineNumber()}: {broken.getMessage()}"
        damage = Damage("damaged", what, "fetch it again; entries before that place are read")
    if not found.entries and (damage is not None or not found.version):
        raise damage or Damage("damaged", "holds no feed that can be read", "fetch it again")
    entries = []
    for entry in found.entries:
        contents = [part.value for part in entry.get("content", ()) if part.get("value")]
        entries.append(
            {
                "id": entry.get("id"),
                "url": entry.get("link"),
                "title": entry.get("title"),
                "authors": [author.get("name") for author in entry.get("authors", ())] or [entry.get("author")],
                "published": entry.get("published"),
                "language": found.feed.get("language"),
                "site": found.feed.get("title"),
                "text": _text_of(contents, entry.get("summary", "")),
            }
        )
    return entries, damage


def _of_json(data: bytes) -> tuple[list[dict[str, Any]], Damage | None]:
    """The entries of a JSON Feed (https://jsonfeed.org/version/1.1).

    Raises:
        Damage: it is no JSON, or has no list of items.
    """
    try:
        feed = json.loads(decode(data).text)
    except (ValueError, RecursionError) as error:
        what = f"is no sound JSON: {' '.join(str(error).split())[:100]}"
        raise Damage("broken-json", what, "fetch it again") from error
    items = feed.get("items") if isinstance(feed, dict) else None
    if not isinstance(items, list):
        raise Damage("damaged", "has no list 'items'", "fetch it again")
    entries = []
    for item in items:
        entry = item if isinstance(item, dict) else {}
        contents = [
            value for key in ("content_html", "content_text") if isinstance(value := entry.get(key), str) and value
        ]
        summary = entry.get("summary")
        entries.append(
            {
                "id": entry.get("id"),
                "url": entry.get("url"),
                "title": entry.get("title"),
                "authors": entry.get("authors") or entry.get("author") or feed.get("authors"),
                "published": entry.get("date_published"),
                "language": next(
                    (x for x in (entry.get("language"), feed.get("language")) if isinstance(x, str)), None
                ),
                "site": feed.get("title"),
                # the page is preferred to its text
                "text": contents[0] if contents else _text_of([], summary if isinstance(summary, str) else ""),
            }
        )
    return entries, None
