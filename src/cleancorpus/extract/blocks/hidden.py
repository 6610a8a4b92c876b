"""What a page hides at first and shows at a click: answers, tabs, the rest of a text. It is the article's as the rest is.

A hidden part counts only beside a sign that something opens it (a name, a button, a heading of its own, an `aria-controls`)
and within a text; boxes that open over the page, menus and forms have such signs too and are left out by theirs.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from lxml import etree

from cleancorpus.extract.blocks.attributes import FLAG, names_box, names_panel
from cleancorpus.extract.blocks.characters import GOOD_CHARS
from cleancorpus.extract.blocks.tags import HEADING_TAGS, TAG_CODES

if TYPE_CHECKING:
    from cleancorpus.extract.blocks.walk import Walker

_NO_TEXT = (
    FLAG["nav"] | FLAG["header"] | FLAG["footer"] | FLAG["aside"] | FLAG["form"] | FLAG["dialog"] | FLAG["comments"]
)
_TEXT = FLAG["article"] | FLAG["main"]
_LOOK_BACK = 60  # blocks
_SENTENCE = 25  # characters that a part holds at least which only a heading or button beside speaks for
_REST = 40  # of an inline element; shorter ones are labels
_NOTE = 300  # characters of what only prints have, at most
_OPENERS = frozenset(("button", "summary", "dt", "label"))
_PANELS = frozenset(("div", "section", "p", "ul", "ol", "dd"))
_CONTROLS = ("aria-controls", "data-target", "data-bs-target")
_HEADED = frozenset(TAG_CODES[tag] for tag in (*HEADING_TAGS, "dt", "summary"))
_NOSCRIPT_CHARS, _NOSCRIPT_PARAGRAPHS = 300, 2  # a page that asks for scripts says less


def opens_at_a_click(walk: Walker, element: Any, name: str) -> bool:
    """Whether a hidden container is part of the text it stands in."""
    flags = walk.flags[walk.node]
    if flags & _NO_TEXT or element.tag in ("dialog", "nav", "form", "aside") or names_box(name):
        return False
    if next(element.iter("form", "input", "textarea", "select", "nav"), None) is not None:
        return False
    if _in_other_language(walk.language, element.get("lang") or ""):
        return False
    if not flags & _TEXT and not any(len(text) >= GOOD_CHARS for text in walk.texts[-_LOOK_BACK:]):
        return False
    if names_panel(name) or element.get("aria-labelledby") is not None:
        return True
    outer = walk.node
    if names_panel(walk.names[outer]) or names_panel(walk.names[walk.parent[outer]]):
        return True
    return _holds(element, _SENTENCE) and (_has_opener(element) or _is_controlled(walk, element))


def stands_on_paper_only(element: Any) -> bool:
    """Whether an element for prints is a note to them: pages also call so what a print is to hold, the text."""
    return not _holds(element, _NOTE)


def goes_on_at_a_click(walk: Walker, element: Any) -> bool:
    """Whether a hidden inline element is the rest of the sentences it stands behind, by its name."""
    name = f"{element.get('class') or ''} {element.get('id') or ''}"
    return bool(walk.parts) and names_panel(name) and _holds(element, _REST)


def _in_other_language(one: str, other: str) -> bool:
    """Whether two codes are of different languages: «en» and «pt-BR», not «EN» and «en-GB», nor where one is not given."""
    first, second = (re.split("[-_]", code.strip().lower())[0] for code in (one, other))
    return bool(first and second) and first != second


def is_text_without_scripts(walk: Walker, element: Any) -> bool:
    """Whether a `<noscript>` holds paragraphs of the text, less than half of which the page shows otherwise, too."""
    paragraphs = [text for each in element.iter("p") if (text := _text_of(each))]
    chars = sum(map(len, paragraphs))
    if len(paragraphs) < _NOSCRIPT_PARAGRAPHS or chars < _NOSCRIPT_CHARS:
        return False
    read = walk.texts_so_far()
    if walk.paragraphs is None:
        walk.paragraphs = _shown_paragraphs(element.getroottree())
    shown = walk.paragraphs
    return 2 * sum(len(text) for text in paragraphs if text in read or text in shown) < chars


def _shown_paragraphs(tree: Any) -> set[str]:
    """The paragraphs of a page that stand in no `<noscript>` and in nothing that is hidden: such ones may have to be opened."""
    shown: set[str] = set()
    hidden = 0  # open elements that hide what is in them
    for event, element in etree.iterwalk(tree, events=("start", "end")):
        hides = element.tag in ("noscript", "template") or _is_hidden(element)
        hidden += hides if event == "start" else -hides
        if event == "start" and element.tag == "p" and not hidden:
            shown.add(_text_of(element))
    return shown


def _is_hidden(element: Any) -> bool:
    return element.get("hidden") is not None or "display:none" in (element.get("style") or "").replace(" ", "").lower()


def _text_of(element: Any) -> str:
    return " ".join("".join(element.itertext()).split())


def is_question(walk: Walker, button: Any) -> str:
    """Whether a button stands over what it opens: «inline» within a heading, «block» by itself, «» if it does neither."""
    name = button.get("class") or ""
    opens = any(button.get(key) is not None for key in ("aria-expanded", *_CONTROLS)) or (name and names_panel(name))
    if not opens or names_box(name):
        return ""
    if walk.tags[walk.node] in _HEADED:
        return "inline"
    if walk.parts or walk.flags[walk.node] & _NO_TEXT:
        return ""
    said = "".join(button.itertext()).split()
    asks = bool(said) and said[-1].endswith(("?", "？", "؟", ";"))
    following = button.getnext()
    over = following is not None and following.tag in _PANELS and bool(following.text or len(following))
    return "block" if asks or (over and len(said) > 1) else ""


def _has_opener(element: Any) -> bool:
    """Whether a button, a heading or a term stands right before, or a button right behind."""
    before, behind = element.getprevious(), element.getnext()
    if before is not None and (before.tag in _OPENERS or before.tag in HEADING_TAGS or opens_part(before)):
        return True
    return behind is not None and (behind.tag == "button" or opens_part(behind))


def opens_part(element: Any) -> bool:
    """Whether the element says that it opens another, or is a button."""
    return (
        element.get("aria-expanded") is not None
        or element.get("aria-controls") is not None
        or element.get("role") == "button"
    )


def _is_controlled(walk: Walker, element: Any) -> bool:
    """Whether some button of the page says that it opens this element."""
    own = element.get("id")
    if not own:
        return False
    if walk.controlled is None:
        targets = element.getroottree().xpath(" | ".join(f"//@{key}" for key in _CONTROLS))
        walk.controlled = {target.lstrip("#") for value in targets for target in value.split()}
    return own in walk.controlled


def _holds(element: Any, least: int) -> bool:
    chars = 0
    for text in element.itertext():
        chars += len(text.strip())
        if chars >= least:
            return True
    return False
