"""Mends text step by step: each step has a name, can be switched off, and is reported where it changed something.

The steps run in one order, before any span exists. Code is left as it stands: what looks like an entity or a run of
spaces there is meant.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Callable
from html.entities import html5
from itertools import chain

from cleancorpus.config import Repair
from cleancorpus.repair.mojibake import has_signs, mojibake
from cleancorpus.text import unusual_in

# C0 and C1 controls but for tab and line feed; surrogates; non-characters; terminal escapes first (they end in letters).
# Those that carry a text (titles, links, pictures) only where they end: one that does not would take the article along.
_ESCAPES = re.compile(
    r"\x1b[\]PX^_][^\x1b\x07\n]{0,2000}(?:\x07|\x1b\\)|\x1b\[[0-9;?]{0,20}[ -/]{0,4}[@-~]|\x1b[@-Z\\-_]"
)
_CONTROLS = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff"
    + "".join(f"{chr(plane * 0x10000 + 0xFFFE)}{chr(plane * 0x10000 + 0xFFFF)}" for plane in range(1, 17))
    + "]"
)
_LINE_ENDS = re.compile(r"\r\n?|[\x0b\x0c\x85\N{LINE SEPARATOR}\N{PARAGRAPH SEPARATOR}]")
# Before mojibake is mended: NEL may be half a character («Å» that was read as Latin-1), then it ends no line.
_SURE_LINE_ENDS = re.compile(r"\r\n?|(?<![\x80-\xf4])\x85|[\x0b\x0c\N{LINE SEPARATOR}\N{PARAGRAPH SEPARATOR}]")
# Zero-width space, word joiner, soft hyphen, byte order mark, invisible operators, direction marks and embeddings,
# variation-free fillers, tags. Joiners (200c, 200d) are handled apart: scripts and emoji need them.
_INVISIBLE = re.compile(
    "[\N{SOFT HYPHEN}\u034f\N{ARABIC LETTER MARK}\u115f\u1160\u17b4\u17b5\N{ZERO WIDTH SPACE}"
    "\N{LEFT-TO-RIGHT MARK}\N{RIGHT-TO-LEFT MARK}\N{LEFT-TO-RIGHT EMBEDDING}-\N{RIGHT-TO-LEFT OVERRIDE}"
    "\N{WORD JOINER}-\N{NOMINAL DIGIT SHAPES}\u3164\N{ZERO WIDTH NO-BREAK SPACE}\uffa0\ufff9-\ufffb\U000e0000"
    "-\U000e007f]"
)
# The variation selectors and the vowel separator of Mongolian choose the form of a letter before them; elsewhere they go.
_MONGOLIAN = re.compile("[\u180b-\u180f]")
_LOST_MONGOLIAN = re.compile(
    "(?<![\u1807\u1820-\u18aa])[\u180b-\u180d\u180f]|(?<![\u1820-\u18aa\u180b-\u180d\u180f])\u180e|\u180e(?![\u1820-\u18aa])"
)
# The flag of a part of a country: a black flag, its code in tags, the end of tags. Tags anywhere else are hidden text.
_TAGGED_FLAG = re.compile("\U0001f3f4[\U000e0030-\U000e0039\U000e0061-\U000e007a]{3,6}\U000e007f")
_JOINER = re.compile("[\N{ZERO WIDTH NON-JOINER}\N{ZERO WIDTH JOINER}]")
# Scripts whose spelling needs joiners: Arabic, Syriac, N'Ko, Mongolian and the scripts of South and South-East Asia.
_JOINING = re.compile(
    "[\u0600-\u08ff\u0900-\u0dff\u0e00-\u109f\u1780-\u18af\u1900-\u1cff\ua840-\uabff\ufb50-\ufdff\ufe70-\ufeff"
    "\U00010a00-\U00010a5f\U00011000-\U00011fff]"
)
# Runs of spaces, and single ones that are no plain space: no-break, of fixed widths, ideographic.
_SPACES = re.compile(
    r"[^\S\n]{2,}|[\t\N{NO-BREAK SPACE}\N{OGHAM SPACE MARK}\N{EN QUAD}-\N{HAIR SPACE}\N{NARROW NO-BREAK SPACE}"
    r"\N{MEDIUM MATHEMATICAL SPACE}\N{IDEOGRAPHIC SPACE}]"
)
_EDGE_SPACES = re.compile(r"[^\S\n]+(?=\n)|(?<=\n)[^\S\n]+")
# The semicolon is demanded, as «AT&T» and «&copy=1» of an address are none; the longest name of HTML has 31 letters.
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});")
_LIGATURES = str.maketrans(
    {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st", "Ĳ": "IJ", "ĳ": "ij"}
)
_QUOTES = str.maketrans(
    {
        **dict.fromkeys(
            "\N{LEFT SINGLE QUOTATION MARK}\N{RIGHT SINGLE QUOTATION MARK}\N{SINGLE HIGH-REVERSED-9 QUOTATION MARK}ʼ",
            "'",
        ),
        **dict.fromkeys(
            "\N{LEFT DOUBLE QUOTATION MARK}\N{RIGHT DOUBLE QUOTATION MARK}\N{DOUBLE LOW-9 QUOTATION MARK}"
            "\N{DOUBLE HIGH-REVERSED-9 QUOTATION MARK}",
            '"',
        ),
    }
)

# `code` in backticks as Markdown has it: no space inside, no letter outside («rock`n`roll»), on one line.
_INLINE_CODE = re.compile(r"(?<![\w`])`[^\s`](?:[^`\n]{0,200}[^\s`])?`(?![\w`])")

Step = Callable[[str], str]
# Of a text and its unusual characters: whether a step might change it. No step changes what this says it does not.
Sign = Callable[[str, str], bool]


def line_ends(text: str) -> str:
    """`text` with line feeds for the line ends of all systems, but for what may be half a character."""
    if "\r" in text or "\N{LINE SEPARATOR}" in text or "\x85" in text:
        return _SURE_LINE_ENDS.sub("\n", text)
    return text


def control_characters(text: str) -> str:
    """Line ends of every system become line feeds; controls, escapes, surrogates and non-characters go."""
    text = _LINE_ENDS.sub("\n", text)
    return _CONTROLS.sub("", _ESCAPES.sub("", text))


def html_entities(text: str) -> str:
    """Named and numeric character references become characters; what is no reference stays.

    >>> html_entities("Smith &amp; Sons &copy; AT&T &current;")
    'Smith & Sons © AT&T &current;'
    """
    return _ENTITY.sub(_character, text) if "&" in text else text


def _character(match: re.Match[str]) -> str:
    """What a reference stands for. `html.unescape` also reads names without a semicolon: «&current;» as «¤t;»."""
    name = match[0][1:]
    return html.unescape(match[0]) if name[0] == "#" else html5.get(name, match[0])


def nfc(text: str) -> str:
    """Unicode normal form C."""
    return text if unicodedata.is_normalized("NFC", text) else unicodedata.normalize("NFC", text)


def invisible_characters(text: str) -> str:
    """Characters without width go; joiners stay between letters of scripts that need them and inside emoji.

    >>> invisible_characters("co\\u00adop\\u200berate")
    'cooperate'
    """
    if "\U000e007f" in text:
        flags = [*_TAGGED_FLAG.findall(text), ""]
        parts = _TAGGED_FLAG.split(text)
        text = "".join(_INVISIBLE.sub("", part) + flag for part, flag in zip(parts, flags, strict=True))
    else:
        text = _INVISIBLE.sub("", text)
    if _MONGOLIAN.search(text):
        text = _LOST_MONGOLIAN.sub("", text)
    if _JOINER.search(text) is None:
        return text
    return _JOINER.sub(lambda match: match[0] if _joins(text, match.start()) else "", text)


def _joins(text: str, position: int) -> bool:
    before, after = text[position - 1 : position], text[position + 1 : position + 2]
    if not before:
        return False
    if _JOINING.match(before):
        return True
    symbols = ("So", "Sk", "Mn", "Sm")
    return (
        text[position] == "\N{ZERO WIDTH JOINER}"
        and bool(after)
        and unicodedata.category(before) in symbols
        and unicodedata.category(after) in symbols
    )


def spaces(text: str) -> str:
    """One plain space for any run of spaces, none at the edges of lines; at most one blank line in a row.

    Ideographic spaces at the start of CJK paragraphs are indentation and go too.
    """
    text = _SPACES.sub(" ", text)
    if " \n" in text or "\n " in text:
        text = _EDGE_SPACES.sub("", text)
    if "\n\n\n" in text:
        text = re.sub(r"\n{3,}", "\n\n", text)
    return text.strip()


def ligatures(text: str) -> str:
    """Typographic ligatures become letters."""
    return text.translate(_LIGATURES)


def quotes(text: str) -> str:
    """Curly quotes become straight ones."""
    return text.translate(_QUOTES)


STEPS: tuple[tuple[str, Step], ...] = (
    ("html_entities", html_entities),
    ("mojibake", mojibake),
    ("control_characters", control_characters),
    ("nfc", nfc),
    ("invisible_characters", invisible_characters),
    ("spaces", spaces),
    ("ligatures", ligatures),
    ("quotes", quotes),
)


def _unused(text: str) -> str | None:
    """A character for private use that is not in `text`; None in a table of all 137,468 of them, which holds no code."""
    private = chain(range(0xE000, 0xF900), range(0xF0000, 0xFFFFE), range(0x100000, 0x10FFFE))
    return next((char for char in map(chr, private) if char not in text), None)


# What every match of `_LINE_ENDS`, `_ESCAPES` and `_CONTROLS` begins with.
_CONTROL_SIGNS = re.compile(rf"[\r\x0b\x0c\x85\N{{LINE SEPARATOR}}\N{{PARAGRAPH SEPARATOR}}]|{_CONTROLS.pattern}")
_INVISIBLE_SIGNS = re.compile(f"{_INVISIBLE.pattern}|{_MONGOLIAN.pattern}|{_JOINER.pattern}")


def _has_spaces(text: str, unusual: str) -> bool:
    return (
        any(char.isspace() for char in unusual)
        or "  " in text
        or text.rfind("\n ") >= 0  # `in` stops at each space, this at each line feed
        or " \n" in text
        or "\n\n\n" in text
        or text[:1].isspace()
        or text[-1:].isspace()
    )


_SIGNS: dict[str, Sign] = {
    "html_entities": lambda text, _: "&" in text,
    "mojibake": has_signs,
    "control_characters": lambda _, unusual: _CONTROL_SIGNS.search(unusual) is not None,
    "nfc": lambda _, unusual: bool(unusual),
    "invisible_characters": lambda _, unusual: _INVISIBLE_SIGNS.search(unusual) is not None,
    "spaces": _has_spaces,
    "ligatures": lambda _, unusual: any(ord(char) in _LIGATURES for char in unusual),
    "quotes": lambda _, unusual: any(ord(char) in _QUOTES for char in unusual),
}


_NOT_IN_CODE = frozenset(name for name, _ in STEPS if name != "control_characters")


def repair_text(text: str, options: Repair, *, from_page: bool = False) -> tuple[str, tuple[str, ...]]:
    """Run the steps that `options` switches on; also the names of those that changed something.

    Text `from_page` has had its entities resolved by the parser, so `html_entities` is left out for it: «&amp;lt;» on
    a page is meant to be read as «&lt;». Code in backticks stays as it is (`repair_code`).

    Surrogates cannot be exported, so they go even where `control_characters` is off; line ends become line feeds
    always, because blocks are lines.
    """
    if text.isascii() and text.isprintable() and _is_plain(text, from_page):
        return text, ()
    text = line_ends(text)
    codes: list[str] = []
    mark = _unused(text) if "`" in text and _INLINE_CODE.search(text) else None
    if mark is not None:
        codes = [repair_code(code, options)[0] for code in _INLINE_CODE.findall(text)]
        text = _INLINE_CODE.sub(mark, text)
    text, changed = _run(text, options, frozenset(("html_entities",)) if from_page else frozenset())
    if mark is not None:
        parts = text.split(mark)
        text = parts[0] + "".join(code + part for code, part in zip(codes, parts[1:], strict=True))
    return text, changed


def _is_plain(text: str, from_page: bool) -> bool:
    """Whether no step can change a line of what ASCII prints."""
    edges = text[:1] + text[-1:]
    return "  " not in text and "`" not in text and " " not in edges and (from_page or "&" not in text)


def repair_code(text: str, options: Repair) -> tuple[str, tuple[str, ...]]:
    """`repair_text` for code, which keeps all that can be exported: entities, spaces, signs without width.

    >>> repair_code('    print("&amp;  fÃ¥r")', Repair())
    ('    print("&amp;  fÃ¥r")', ())
    """
    return _run(text, options, _NOT_IN_CODE)


def _run(text: str, options: Repair, without: frozenset[str]) -> tuple[str, tuple[str, ...]]:
    changed = []
    unusual = unusual_in(text)
    for name, step in STEPS:
        if not getattr(options, name) or name in without or not _SIGNS[name](text, unusual):
            continue
        repaired = step(text)
        if repaired != text:
            changed.append(name)
            text = repaired
            unusual = unusual_in(text)
    if not options.control_characters:
        text = re.sub("[\ud800-\udfff]", "\N{REPLACEMENT CHARACTER}", text.replace("\x85", "\n"))
    return text, tuple(changed)


__all__ = ["STEPS", "line_ends", "mojibake", "repair_code", "repair_text"]
