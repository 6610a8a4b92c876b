"""Text from records and files, as it is shown: on a terminal, in Markdown. What a stranger's record says stays a word in a
line and never becomes a line, a heading, a link, markup or an order to the terminal.
"""

from __future__ import annotations

import re

# Control characters (ESC begins orders to a terminal), separators of lines, and marks that turn the direction of writing,
# which hide what stands where. Those that only tell the direction of a mark beside them (U+200E, U+200F) are ordinary
# in Arabic and Hebrew names. Halves of surrogate pairs (of bytes in a file's name that are no UTF-8, or from JSON and YAML)
# cannot be written at all.
_CONTROLS = re.compile(
    "[\x00-\x1f\x7f-\x9f\N{LINE SEPARATOR}\N{PARAGRAPH SEPARATOR}\u202a-\u202e\u2066-\u2069\N{ZERO WIDTH NO-BREAK SPACE}"
    "\ud800-\udfff]"
)
# Begun where a run of blanks begins only: from each of its blanks it would be looked through again.
_BREAKS = re.compile(r"(?<!\s)\s*[\r\n\x0b\x0c\N{LINE SEPARATOR}\N{PARAGRAPH SEPARATOR}]\s*")
# What begins or ends something in Markdown as GitHub and the Hub read it, HTML apart.
_MARKUP = re.compile(r"[\\`*_\[\]~|#]")
_BAR = re.compile(r"(?<!\\)\|")
_HTML = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}


def printable(text: str) -> str:
    """A name for people: line breaks and other control characters, which names can hold, replaced.

    >>> printable("news\\x1b[31m.jsonl")
    'news\N{REPLACEMENT CHARACTER}[31m.jsonl'
    """
    return _CONTROLS.sub("\N{REPLACEMENT CHARACTER}", text)


def one_line(text: str) -> str:
    """A message in one line: line breaks and the blanks around them become one blank, other controls are replaced.

    >>> one_line("no mapping:\\n  found a list")
    'no mapping: found a list'
    """
    return printable(_BREAKS.sub(" ", text))


def in_markdown(text: str) -> str:
    """A text within a line of Markdown: it reads as it is and marks nothing up.

    >>> in_markdown("<b>[Daily](javascript:x) *News*")
    '&lt;b&gt;\\\\[Daily\\\\](javascript:x) \\\\*News\\\\*'
    """
    text = _MARKUP.sub(r"\\\g<0>", one_line(text))
    return "".join(_HTML.get(char, char) for char in text)


def as_code(text: str) -> str:
    """A text as a code span of Markdown: `a` for a; a backtick in it makes the fence longer.

    >>> as_code("a`b")
    '``a`b``'
    """
    text = one_line(text) or " "
    fence = "`" * (1 + max((len(run) for run in re.findall("`+", text)), default=0))
    pad = " " if text[0] == "`" or text[-1] == "`" else ""
    return f"{fence}{pad}{text}{pad}{fence}"


def in_cell(text: str) -> str:
    """What went through one of these as a cell of a table of Markdown, which a line break or a bar in code would end.

    >>> in_cell("`a|b`")
    '`a\\\\|b`'
    """
    return _BAR.sub(r"\|", " ".join(text.split()))


# All but tab and line feed; marks that turn the direction of writing are shown, too, as they hide what stands where.
_ALL_BUT_BREAKS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")


def without_controls(text: str) -> str:
    r"""A text with its line breaks and tabs, and all other control characters as escapes: what shows it obeys them else.

    >>> print(without_controls("a\x1b[31m\u2028b"))
    a\x1b[31m\u2028b
    """
    return _ALL_BUT_BREAKS.sub(_escape, text.replace("\r\n", "\n"))


def _escape(match: re.Match[str]) -> str:
    code = ord(match[0])
    return f"\\x{code:02x}" if code < 256 else f"\\u{code:04x}"
