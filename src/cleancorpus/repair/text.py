"""Mends text step by step: each step has a name, can be switched off, and is reported where it changed something.

The steps run in one order, before any span exists. Mojibake is left to ftfy, in a configuration for training data:
quotes, ligatures and widths stay as the author wrote them, and only lines that can hold mojibake at all are handed over.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Callable
from functools import lru_cache

from cleancorpus.config import Repair

# C0 and C1 controls but for tab and line feed; surrogates; non-characters; terminal escapes first (they end in letters).
_ESCAPES = re.compile(r"\x1b\[[0-9;?]{0,20}[ -/]{0,4}[@-~]|\x1b[@-Z\\-_]")
_CONTROLS = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff"
    + "".join(f"{chr(plane * 0x10000 + 0xFFFE)}{chr(plane * 0x10000 + 0xFFFF)}" for plane in range(1, 17))
    + "]"
)
# C1 controls are what a byte of Windows-1252 becomes that was read as Latin-1: a sign of mojibake.
_C1 = re.compile(r"[\x80-\x9f]")
_LINE_ENDS = re.compile(r"\r\n?|[\x0b\x0c\x85\N{LINE SEPARATOR}\N{PARAGRAPH SEPARATOR}]")
# Zero-width space, word joiner, soft hyphen, byte order mark, invisible operators, direction marks and embeddings,
# variation-free fillers. Joiners (200c, 200d) are handled apart: scripts and emoji need them.
_INVISIBLE = re.compile(
    "[\N{SOFT HYPHEN}\u034f\N{ARABIC LETTER MARK}\u115f\u1160\u17b4\u17b5\u180b-\u180e\N{ZERO WIDTH SPACE}"
    "\N{LEFT-TO-RIGHT MARK}\N{RIGHT-TO-LEFT MARK}\N{LEFT-TO-RIGHT EMBEDDING}-\N{RIGHT-TO-LEFT OVERRIDE}"
    "\N{WORD JOINER}-\N{NOMINAL DIGIT SHAPES}\u3164\N{ZERO WIDTH NO-BREAK SPACE}\uffa0\ufff9-\ufffb\U000e0000"
    "-\U000e007f]"
)
_JOINER = re.compile("[\N{ZERO WIDTH NON-JOINER}\N{ZERO WIDTH JOINER}]")
# Scripts whose spelling needs joiners: Arabic, Syriac, N'Ko, Mongolian and the scripts of South and South-East Asia.
_JOINING = re.compile(
    "[\u0600-\u08ff\u0900-\u0dff\u0e00-\u109f\u1780-\u18af\ua840-\uabff\ufb50-\ufdff\ufe70-\ufeff\U00011000-\U00011fff]"
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

Step = Callable[[str], str]


def control_characters(text: str) -> str:
    """Line ends of every system become line feeds; controls, escapes, surrogates and non-characters go."""
    text = _LINE_ENDS.sub("\n", text)
    return _CONTROLS.sub("", _ESCAPES.sub("", text))


def html_entities(text: str) -> str:
    """Named and numeric character references become characters; what is no reference stays.

    >>> html_entities("Smith &amp; Sons &copy; AT&T")
    'Smith & Sons © AT&T'
    """
    return _ENTITY.sub(lambda match: html.unescape(match[0]), text)


@lru_cache(maxsize=1)
def _mojibake_tools() -> tuple[re.Pattern[str], Step]:
    from ftfy import TextFixerConfig, fix_text_segment
    from ftfy.badness import MOJIBAKE_CATEGORIES

    # Every alternative of ftfy's badness pattern but those of the last class needs two neighbours beyond ASCII of
    # which one is in a mojibake category, so this much faster test never skips a line that ftfy would change.
    special = "".join(MOJIBAKE_CATEGORIES.values()) + "±∂†≠®™´≤≥¥µø°¢²³¹¼½¾ìîïòôúùûπàäê"
    suspicious = re.compile(
        rf"[^\x00-\x7f][{special}]|[{special}][^\x00-\x7f]|[ŒœÂÃÎÐØÙ√≈βā\N{{SINGLE LOW-9 QUOTATION MARK}}ВГРС]"
        rf"|[À-ɏ]\$"
    )
    config = TextFixerConfig(
        unescape_html=False,
        remove_terminal_escapes=False,
        fix_latin_ligatures=False,
        fix_character_width=False,
        uncurl_quotes=False,
        fix_line_breaks=False,
        fix_surrogates=False,
        remove_control_chars=False,
        normalization=None,
        explain=False,
    )
    return suspicious, lambda line: fix_text_segment(line, config)


def mojibake(text: str) -> str:
    """Text that was decoded in the wrong encoding is decoded again (ftfy), line by line."""
    if text.isascii():
        return text
    suspicious, fix = _mojibake_tools()
    if suspicious.search(text) is None and _C1.search(text) is None:
        return text
    return "\n".join(
        line if line.isascii() or (suspicious.search(line) is None and _C1.search(line) is None) else fix(line)
        for line in text.split("\n")
    )


def nfc(text: str) -> str:
    """Unicode normal form C."""
    return text if unicodedata.is_normalized("NFC", text) else unicodedata.normalize("NFC", text)


def invisible_characters(text: str) -> str:
    """Characters without width go; joiners stay between letters of scripts that need them and inside emoji.

    >>> invisible_characters("co\\u00adop\\u200berate")
    'cooperate'
    """
    text = _INVISIBLE.sub("", text)
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


def repair_text(text: str, options: Repair, *, from_page: bool = False) -> tuple[str, tuple[str, ...]]:
    """Run the steps that `options` switches on; also the names of those that changed something.

    Text `from_page` has had its entities resolved by the parser, so `html_entities` is left out for it: «&amp;lt;» on
    a page is meant to be read as «&lt;».

    Surrogates cannot be exported, so they go even where `control_characters` is off; line ends become line feeds
    always, because blocks are lines.
    """
    changed = []
    if "\r" in text or "\N{LINE SEPARATOR}" in text or "\x85" in text:
        text = _LINE_ENDS.sub("\n", text)
    for name, step in STEPS:
        if not getattr(options, name) or (from_page and name == "html_entities"):
            continue
        repaired = step(text)
        if repaired != text:
            changed.append(name)
            text = repaired
    if not options.control_characters:
        text = re.sub("[\ud800-\udfff]", "\N{REPLACEMENT CHARACTER}", text)
    return text, tuple(changed)


__all__ = ["STEPS", "repair_text"]
