"""What the start of an element does to the walk, by kind of tag: each gives what its end will do, None if nobody sees it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from cleancorpus.extract.blocks.attributes import (
    CAP,
    CODE_BOX,
    CODE_LINE,
    COPY,
    FLAG,
    FORMULA,
    GUTTER,
    HIDES,
    PRINT,
    ROLE_CELL,
    ROLE_ROW,
    TAG_FLAGS,
    holds_one_letter,
    inline_marks,
    name_marks,
    read_attributes,
)
from cleancorpus.extract.blocks.code import ends_line, is_block, is_box, is_copy_button, is_gutter, is_loose
from cleancorpus.extract.blocks.formulas import (
    is_drawn_twice,
    small_figures,
    tex_of_image,
    tex_of_math,
    tex_of_script,
)
from cleancorpus.extract.blocks.hidden import (
    goes_on_at_a_click,
    is_question,
    is_text_without_scripts,
    opens_at_a_click,
    opens_part,
    stands_on_paper_only,
)
from cleancorpus.extract.blocks.tables import has_head, join_row, leave_out_empty_columns
from cleancorpus.extract.blocks.tags import (
    BREAK,
    CONTAINER,
    LINE_TAGS,
    OTHER_TAG,
    PRE,
    RULE,
    TABLE,
    TAG_CODES,
    TAG_KINDS,
    UNKNOWN,
)

if TYPE_CHECKING:
    from cleancorpus.extract.blocks.walk import Walker

# What the end of an element will do; False: nothing.
Closing: TypeAlias = "Callable[[Walker], None] | Literal[False]"

_INLINE_CHARS = 300  # of a mark or tooltip within a sentence; a box holds more, or blocks
_BLOCKS = frozenset((CONTAINER, UNKNOWN, PRE, TABLE, RULE, BREAK))
_ROW = TAG_CODES["tr"]
_ITEMS = frozenset(("li", "dt", "dd", "tr", "td", "th"))  # of one letter are the index of a list, and no drop cap
_NO_ADDRESS = ("", "javascript:")  # of links that are buttons; so are those that begin with #


def _open_container(walk: Walker, element: Any, tag: str) -> Closing | None:
    attributes, marks = element.items(), 0
    if attributes:
        name, bits, hidden, marks = read_attributes(attributes, tag)
        if marks:
            if (
                marks & HIDES
                or (marks & GUTTER and is_gutter(element, marks))
                or (marks & PRINT and stands_on_paper_only(element))
            ):
                return None
            if marks & CAP and tag not in _ITEMS and holds_one_letter(element):
                return _mark_drop_cap
        if hidden and not opens_at_a_click(walk, element, name):
            return None
        if bits >= ROLE_ROW:
            tag, bits = "td" if bits & ROLE_CELL else "tr", bits & (ROLE_ROW - 1)
    elif tag == "dialog":
        return None
    else:
        name, bits = "", 0
    if walk.pres and tag in LINE_TAGS:
        return _open_lines(walk, element, tag)
    if walk.parts or walk.lines:
        walk.end_block()
    node, tags, flags, depths, items = walk.node, walk.tags, walk.flags, walk.depths, walk.items
    walk.parent.append(node)
    flags.append(flags[node] | bits | TAG_FLAGS.get(tag, 0))
    depths.append(depths[node] + 1)
    walk.node = new = len(tags)
    items.append(new if tag == "li" else items[node])
    walk.block_starts.append(len(walk.texts))
    walk.block_ends.append(0)
    code = TAG_CODES.get(tag)
    if code is None:
        code, name = OTHER_TAG, f"{tag} {name}"
    tags.append(code)
    walk.names.append(name)
    if marks & CODE_BOX and not walk.pres and is_box(element):
        return _turn_to_code(walk, element)
    return _close_row if tag == "tr" else _close_container


def _open_unknown(walk: Walker, element: Any, tag: str) -> Closing | None:
    """A custom element, or another that browsers show in the line that it stands in; pages also build boxes of them."""
    if _stands_in_text(walk, element):
        return _open_inline(walk, element, tag)
    return _open_container(walk, element, tag)


def _turn_to_code(walk: Walker, element: Any) -> Closing:
    """Make the container that was just opened one of code."""
    walk.flags[-1] |= FLAG["pre"]
    walk.tags[-1] = TAG_CODES["pre"]
    walk.pres += 1
    walk.loose.append(element if is_loose(element) else None)
    return _close_pre


def _open_pre(walk: Walker, element: Any, tag: str) -> Closing | None:
    if is_gutter(element, 0):
        return None
    closing = _open_container(walk, element, tag)
    return _turn_to_code(walk, element) if closing is _close_container else closing


def _open_table(walk: Walker, element: Any, tag: str) -> Closing | None:
    closing = _open_container(walk, element, tag)
    if closing is not _close_container:
        return closing
    walk.with_head.append(has_head(element))
    return _close_table


def _open_lines(walk: Walker, element: Any, tag: str) -> Closing | None:
    """An element of code that parts lines, or holds those that do; cells of a row are one line."""
    if is_gutter(element, 0):
        return None
    parts = walk.parts
    is_cell = tag in ("td", "th")
    if parts and not is_cell and not parts[-1].endswith("\n"):
        parts.append("\n")
    walk.loose.append(element if is_loose(element) else None)
    walk.line_starts.append(len(parts))
    return _close_cell_of_code if is_cell else _close_lines


def _open_inline(walk: Walker, element: Any, tag: str) -> Closing | None:
    attributes = element.items()
    if not attributes:
        return False
    hidden, marks = inline_marks(attributes)
    if hidden or marks:
        return _open_marked(walk, element, hidden, marks)
    if walk.tags[walk.node] == _ROW and element.get("role"):
        return _open_container(walk, element, tag)
    return False


def _open_marked(walk: Walker, element: Any, hidden: bool, marks: int) -> Closing | None:
    """An inline element that is hidden, or whose class says something of it."""
    name = element.get("class") or ""
    if marks & (HIDES | PRINT):
        return None
    if hidden and "mwe-math" not in name and not goes_on_at_a_click(walk, element):
        return None
    if marks & CAP and holds_one_letter(element):
        return _mark_drop_cap
    if marks & FORMULA and ("athJax" in name or "katex-html" in name or "mjx" in name):
        if is_drawn_twice(walk, element):
            return None
        if "katex-html" not in name and (tex := tex_of_math(element)):
            walk.parts.append(tex)
            return None
    if walk.pres:
        if marks & GUTTER and is_gutter(element, marks):
            return None
        if marks & CODE_LINE and ends_line(element):
            return _close_lines_of_spans
    return False


def _open_link(walk: Walker, element: Any, _tag: str) -> Closing | None:
    attributes = element.items()
    if attributes:
        hidden, marks = inline_marks(attributes)
        if hidden or marks & HIDES:
            return None
    if element.get("href") is None and opens_part(element.getparent()):
        return False
    walk.links += 1
    walk.link_count += 1
    parts = walk.parts
    if parts and not parts[-1][-1:].isspace() and _follows_another_link(element):
        parts.append(" ")
    return _close_link


def _open_button(walk: Walker, element: Any, _tag: str) -> Closing | None:
    if walk.pres:
        return None
    parts = walk.parts
    attributes = element.items()
    if attributes:
        hidden, marks = inline_marks(attributes)
        if hidden or marks & HIDES:
            return None
        question = is_question(walk, element)
        if question:
            return False if question == "inline" else _open_container(walk, element, "summary")
        if marks & COPY or is_copy_button(element):
            return None
    walk.links += 1
    walk.link_count += 1
    before = element.getprevious()
    if parts and before is not None and before.tag == "button" and not before.tail:
        parts.append(" ")  # as of links, style parts them
    return _close_link


def _open_small(walk: Walker, element: Any, tag: str) -> Closing | None:
    closing = _open_inline(walk, element, tag)
    if closing is not False or walk.pres or (figures := small_figures(element)) is None:
        return closing
    walk.parts.append(figures)
    if next(element.iter("a"), None) is not None or walk.links:
        walk.link_count += not walk.links
        walk.link_len += len(figures)
    return None


def _open_code(walk: Walker, element: Any, tag: str) -> Closing | None:
    if not walk.pres and not walk.parts and not walk.lines and is_block(element):
        return _open_pre(walk, element, "pre")
    return _open_inline(walk, element, tag)


def _open_formula(walk: Walker, element: Any, _tag: str) -> Closing | None:
    if inline_marks(element.items())[0]:
        return None
    tex = tex_of_math(element)
    if tex:
        walk.parts.append(tex)
    return None


def _open_image(walk: Walker, element: Any, _tag: str) -> Closing | None:
    alternative = element.get("alt")
    if not alternative:
        return False
    name, source = element.get("class"), element.get("src") or ""
    marks = name_marks(name) if name else 0
    if marks & FORMULA or "latex" in source:
        tex = tex_of_image(walk, element)
        if tex:
            walk.parts.append(tex)
    elif marks & CAP and len(alternative.strip()) == 1:
        walk.parts += (alternative.strip(), "\x01")
    return None


def _open_script(walk: Walker, element: Any, _tag: str) -> Closing | None:
    tex = tex_of_script(element)
    if tex:
        walk.parts.append(tex)
    return None


def _open_noscript(walk: Walker, element: Any, _tag: str) -> Closing | None:
    if len(element) and is_text_without_scripts(walk, element):
        return _open_container(walk, element, "div")
    return None


def _open_template(walk: Walker, element: Any, _tag: str) -> Closing | None:
    """A template is shown if it is declared to be what its element looks like."""
    if element.get("shadowrootmode") is None and element.get("shadowroot") is None:
        return None
    return _open_container(walk, element, "div")


# In the order of the kinds in `tags`.
OPENINGS = (
    _open_inline, _open_container, _open_unknown, _open_pre, _open_table, _open_link, _open_button,
    _open_small, _open_code, _open_formula, _open_image, _open_script, _open_noscript, _open_template,
)  # fmt: skip


def _follows_another_link(element: Any) -> bool:
    """Whether the element directly follows a link, with no text between: pages set these apart by style.

    A word of which each part is a link to one address is not set apart.
    """
    before = element.getprevious()
    if before is None or before.tag != "a" or before.tail:
        return False
    address = (element.get("href") or "").strip()
    return address != (before.get("href") or "").strip() or address.startswith("#") or address in _NO_ADDRESS


def _stands_in_text(walk: Walker, element: Any) -> bool:
    """Whether text stands right before or behind the element, and nothing but text and inline elements in it."""
    before, tail = walk.parts, element.tail
    if not (before and not before[-1].isspace()) and not (tail and not tail.isspace()):
        return False
    chars = 0
    for inner in element.iter():
        chars += 1 + len(inner.text or "")  # empty elements are no sentence either
        if inner is not element:
            if TAG_KINDS.get(inner.tag) in _BLOCKS:
                return False
            chars += len(inner.tail or "")
        if chars > _INLINE_CHARS:
            return False
    return True


def _close_container(walk: Walker) -> None:
    if walk.parts or walk.lines:
        walk.end_block()
    node = walk.node
    walk.block_ends[node] = len(walk.texts)
    walk.node = walk.parent[node]


def _close_row(walk: Walker) -> None:
    row = walk.node
    _close_container(walk)
    join_row(walk, row)


def _close_table(walk: Walker) -> None:
    table = walk.node
    _close_container(walk)
    walk.with_head.pop()
    leave_out_empty_columns(walk, table)


def _close_pre(walk: Walker) -> None:
    _close_container(walk)  # while its line breaks still count
    walk.pres -= 1
    walk.loose.pop()


def _close_lines(walk: Walker) -> None:
    parts = walk.parts
    if len(parts) == walk.line_starts.pop() or not parts[-1].endswith("\n"):
        parts.append("\n")
    walk.loose.pop()


def _close_cell_of_code(walk: Walker) -> None:
    walk.line_starts.pop()
    walk.loose.pop()


def _close_lines_of_spans(walk: Walker) -> None:
    walk.parts.append("\n")


def _close_link(walk: Walker) -> None:
    walk.links -= 1


def _mark_drop_cap(walk: Walker) -> None:
    walk.parts.append("\x01")
