"""What a page says that a date it shows is of: the names of its element, and the words before it."""

from __future__ import annotations

import re

from lxml.html import HtmlElement

from cleancorpus.extract.page import UNSEEN, inline_text, short_text
from cleancorpus.known.date_labels import DateKind, label_kind
from cleancorpus.text import COLONS

LABEL_CHARS = 40
# What markup calls the date of an article, of an update, and of something else.
_PUBLISHED_NAME = re.compile(r"publish|(?<![a-z])(?:posted|pub-?date)(?![a-z])", re.IGNORECASE)
_UPDATED_NAME = re.compile(r"updat|modif|last-?edit|(?<![a-z])changed", re.IGNORECASE)
_EVENT_NAME = re.compile(
    r"(?<![a-z])(?:events?|dtstart|dtend|expir\w*|deadline|countdown|valid(?:from|until|through)?|start-?date|end-?date|birth\w*"
    r"|calendar|fixtures?|weather|copyright|today|clock|current-?(?:date|time))(?![a-z])",
    re.IGNORECASE,
)
_DIGIT = re.compile(r"\d")
_WORD = re.compile(r"[^\W\d_]{2}")
_LEVELS = 3  # of elements that the first word of a line may stand in
_SPACE = " \t\r\n\xa0|:,;·•-–—/("


def kind_in_markup(element: HtmlElement) -> DateKind:
    """What the names of an element, or the words before it, say that its date is of."""
    prop = property_of(element).lower()
    if prop:
        if "published" in prop or "issued" in prop:
            return "published"
        if "modified" in prop or "updated" in prop:
            return "updated"
        if element.tag == "time" or "date" in prop or "time" in prop:  # `startDate`, `validThrough`, `commentTime`
            return "" if re.search(r"created|upload|dc:date|(?<![a-z])date(?![a-z])", prop) else "event"
    names = names_of(element)
    if _PUBLISHED_NAME.search(names) or element.get("pubdate") is not None:
        return "published"
    if _UPDATED_NAME.search(names):
        return "updated"
    if (before := _kind_before(element)) != "":
        return before
    for ancestor in (element, *element.iterancestors()):
        if ancestor.tag in ("body", "main", "article"):
            break
        names = names_of(ancestor)
        if _UPDATED_NAME.search(names) and not _PUBLISHED_NAME.search(names):
            return "updated"
        if _EVENT_NAME.search(names):
            return "event"
    return ""


def _kind_before(element: HtmlElement) -> DateKind:
    """What the words before an element say of the date in it; a term or head that does not speak of dates is another's."""
    for _ in range(_LEVELS):
        previous, parent = element.getprevious(), element.getparent()
        text = previous.tail if previous is not None else parent.text if parent is not None else ""
        if text and text.strip(_SPACE):
            return label_kind(text[-LABEL_CHARS:])
        if previous is not None:
            if previous.tag in UNSEEN or previous.tag in ("h1", "time", "img", "br", "hr"):
                return ""
            if (element.tag, previous.tag) in (("dd", "dt"), ("td", "th")):
                return label_kind(inline_text(previous)) or "event"
            return kind_of_label(short_text(previous, LABEL_CHARS) or "")
        if parent is None or parent.tag in ("body", "main", "article"):
            return ""
        element = parent
    return ""


def kind_of_label(label: str) -> DateKind:
    """What an element right before a date says of it; one with a colon that does not speak of dates says it is another's."""
    if len(label) > LABEL_CHARS or _DIGIT.search(label):
        return ""
    return label_kind(label) or ("event" if label.endswith(COLONS) and _WORD.search(label) else "")


def property_of(element: HtmlElement) -> str:
    """What microdata or RDFa call the content of an element."""
    return element.get("itemprop") or element.get("property") or ""


def names_of(element: HtmlElement) -> str:
    return f"{element.get('class') or ''} {element.get('id') or ''}"
