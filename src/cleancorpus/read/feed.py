"""Feeds: RSS and Atom by feedparser, JSON Feed by its own simple form. An entry with a text of its own is a document."""

from __future__ import annotations

import io
import json
import re
import sys
from collections.abc import Iterator, Mapping
from typing import Any

from cleancorpus.config import Read
from cleancorpus.known.language_codes import two_letters
from cleancorpus.known.published import published_in
from cleancorpus.model import REST, Record
from cleancorpus.read.contents import is_json_feed
from cleancorpus.read.encoding import decode
from cleancorpus.read.files import SourceFile
from cleancorpus.read.ids import record_id
from cleancorpus.read.markup import has_tags
from cleancorpus.read.metadata import author_fields, plain_string
from cleancorpus.read.no_documents import NoDocument
from cleancorpus.read.record import error_record
from cleancorpus.read.stream import Damage, open_stream
from cleancorpus.read.whole import whole_file
from cleancorpus.text import n_words, unescape

_TAG = re.compile(r"<[^<>]{0,2000}>")
# Tags that stand in a line: in a title others may be what it speaks of («What <section> is for»), or no tags (1 < 2 > 0).
_INLINE_TAG = re.compile(
    r"</?(?:a|abbr|acronym|b|bdi|bdo|big|br|center|cite|code|del|dfn|div|em|font|h[1-6]|i|img|ins|kbd|mark|p|q|s|samp|small"
    r"|span|strike|strong|sub|sup|time|tt|u|var|wbr)(?:\s[^<>]{0,2000})?/?>",
    re.IGNORECASE,
)
_CHARACTER = re.compile(rb"&#([xX][0-9a-fA-F]+|[0-9]+);")
# Python makes no numbers of thousands of digits; these references are escaped (`&amp;#1;`), or their end is missing.
_LONG_NUMBER = re.compile(rb"([&;]#)([0-9]{1000,})")
_CHARACTER_DIGITS = 7  # of the highest number of a character, 1,114,111
# A summary of fewer words is a teaser of what stands elsewhere; as many have the shortest articles.
_MIN_SUMMARY_WORDS = 50
# Where an entry of an RSS or Atom feed begins and ends; what stands in a comment or as CDATA is no tag.
_NO_TAGS = re.compile(r"<!\[CDATA\[.*?(?:\]\]>|\Z)|<!--.*?(?:-->|\Z)", re.DOTALL)
_ENTRY_TAG = re.compile(r"<(/?)(?:[\w.-]+:)?(?:item|entry)(?:\s[^<>]*)?(?<!/)>")


def read_feed(file: SourceFile, read: Read) -> Iterator[Record | NoDocument]:
    """The entries of a feed that have a text: their content, else a summary of fifty words and more.

    `position` is the number of the entry. An XML feed that is damaged gives all entries that are found in it, before the
    damage and behind it, and an error record. The entry in which the file ends is that error, or, if its text is there, a
    document with the flag `cut-in-source:entry`.

    Raises:
        ShardError: the file cannot be opened.
    """
    with open_stream(file.path, file.name, size=file.size_bytes) as stream:
        try:
            data = whole_file(stream, "feed", read.max_record_bytes)
            entries, damage = _of_json(data) if is_json_feed(stream.head) else _of_xml(data)
        except Damage as error:
            yield error_record(file.name, 1, error, stream.head, line=0, unread=REST)
            return
    for number, entry in enumerate(entries, 1):
        yield _record(file.name, number, entry)
    if damage is not None:
        yield error_record(file.name, len(entries) + 1, damage, data[-1000:], line=0, unread=REST)


def _record(source: str, number: int, entry: Mapping[str, Any]) -> Record | NoDocument:
    text = entry["text"]
    if not _has_text(entry):
        return NoDocument("no-text")
    url = plain_string(entry["url"])
    data = text.encode("utf-8", "replace")
    published = entry["published"]
    return Record(
        id=record_id(None if url else plain_string(entry["id"]), url, data),
        source=source,
        position=number,
        kind="html" if has_tags(text) and not entry.get("plain") else "text",
        data=data,
        encoding="utf-8",
        title=_plain(entry["title"]),
        authors=author_fields(entry["authors"]),
        published=(published_in(published) or plain_string(published)) if published else None,
        language=two_letters(entry["language"].partition("-")[0]) if entry["language"] else None,
        url=url,
        site=_plain(entry["site"]),
        flags=("cut-in-source:entry",) if entry.get("cut") else (),
    )


def _has_text(entry: Mapping[str, Any]) -> bool:
    """Whether there is more in an entry's text than tags; where it is `plain`, all is text."""
    text = entry["text"] if entry.get("plain") else _TAG.sub(" ", entry["text"])
    return bool(text.strip())


def _plain(value: object) -> str | None:
    """A title as plain text, also where its tags are written out (`&lt;b&gt;`), as some write them into JSON."""
    if not isinstance(value, str):
        return None
    return plain_string(_INLINE_TAG.sub("", unescape(_INLINE_TAG.sub("", value))))


def _text_of(contents: list[str], summary: str) -> str:
    """The text of an entry: its longest content, else its summary if that is long enough; '' for none."""
    text = max(contents, key=len, default="")
    if not text.strip() and n_words(_TAG.sub(" ", summary)) >= _MIN_SUMMARY_WORDS:
        text = summary
    return text if has_tags(text) else unescape(text)


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
    try:
        found = feedparser.parse(io.BytesIO(_readable(data)), sanitize_html=False)
    except MemoryError:
        raise
    except Exception as error:
        what = f"holds what feedparser cannot read ({type(error).__name__}: {' '.join(str(error).split())[:100]})"
        raise Damage("damaged", what, "fetch it again") from error
    broken = found.get("bozo_exception")
    damage, cut = None, False
    if broken is not None and type(broken).__name__ == "SAXParseException":
        cut = bool(found.entries) and _ends_in_entry(decode(data).text)
        what = f"is no sound XML at line {broken.getLineNumber()}: {broken.getMessage()}"
        if cut:
            what += f"; the file ends within entry {len(found.entries):,}"
        damage = Damage(
            "damaged",
            what,
            "fetch it again; all other entries that it has are read"
            if cut
            else "fetch it again; the entries that it has are read",
        )
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
                "text": _text_of(contents, entry.get("summary") or ""),
            }
        )
    if cut and _has_text(entries[-1]):
        entries[-1]["cut"] = True
    elif cut:  # the error record stands in its place
        entries.pop()
    return entries, damage


def _readable(data: bytes) -> bytes:
    """A feed without the references to characters at which feedparser would end: by numbers that no character has."""
    return _CHARACTER.sub(_or_none, _LONG_NUMBER.sub(_shortened, data))


def _or_none(reference: re.Match[bytes]) -> bytes:
    """A reference to a character by number, or to the sign for none where no character has that."""
    digits = reference[1].lstrip(b"xX0") or b"0"
    is_hex = reference[1][:1] in b"xX"
    number = int(digits, 16 if is_hex else 10) if len(digits) <= _CHARACTER_DIGITS else sys.maxunicode + 1
    return reference[0] if number <= sys.maxunicode and not 0xD800 <= number <= 0xDFFF else b"&#xFFFD;"


def _shortened(reference: re.Match[bytes]) -> bytes:
    """The same with as many digits as tell which character it is, or that it is none."""
    return reference[1] + (reference[2].lstrip(b"0")[: _CHARACTER_DIGITS + 1] or b"0")


def _ends_in_entry(text: str) -> bool:
    """Whether an XML feed ends within an entry."""
    last = None
    for last in _ENTRY_TAG.finditer(_NO_TAGS.sub("", text)):  # noqa: B007 - the last one is wanted
        pass
    return last is not None and not last[1]


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
        # The page is preferred to its text. Text and summary are plain by the standard: a `<` in them begins no tag.
        page, text, summary = (
            value if isinstance(value := entry.get(key), str) and value.strip() else ""
            for key in ("content_html", "content_text", "summary")
        )
        if n_words(summary) < _MIN_SUMMARY_WORDS:
            summary = ""
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
                "text": _text_of([page], "") if page else text or summary,
                "plain": not page,
            }
        )
    return entries, None
