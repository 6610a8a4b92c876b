"""Which lines of plain text are code or rows of a table: told by their spaces, before these are mended."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Sequence

from cleancorpus.model import BlockKind

# Most texts have none of these and are told by one look.
_SIGNS = ("  ", "\t", "|", "```", "~~~")
_FENCE = re.compile(r" {0,3}(?P<fence>`{3,}|~{3,})[ \t]*(?P<language>[\w+#.-]*)[ \t]*(?P<info>[^`]{0,200})$")
_INDENT = 4  # columns; as in Markdown, a tab is four
# What lines of programs, configurations and shells have and sentences, menus and names of sites do not.
_CODE = re.compile(
    r"""
    [;{}\\]\s*$                                    # ends of statements and blocks
    | ^\s*(?:[\]})]|\#!|\#include|//|/\*|\*/|--\s|</?\w|<!|\$\s|>>>\s|@\w+[.(])
    | [\w)\]'"]\s*(?:[-+*/%|&:<>!=]?=|=>|->|<-)\s*[\w("'\[{$-]     # assignments, comparisons, formulas
    | \b[a-z_][\w.]{0,99}+\((?!s\)|e?n\)|in\))        # calls; not «site(s)»; of a longer name the end
    | \w\[\w | [a-z0-9]_[a-z0-9] | \w(?:::|->)\w
    | ^\s*(?:def|func|fn|function)\s+\w+ | ^\s*class\s+\w+.*[:{]\s*$
    | ^\s*(?:import\s+[\w.{*]+\s*$|from\s+[\w.]+\s+import\s|import\s.*\sfrom\s['"]|package\s+[\w.]+\s*$)
    | ^\s*(?:if|for|while|else|elif|try|except|with|finally|switch|case|do|begin)\b.*[:{]\s*$
    | ^\s*(?:return|end|fi|done|pass|break|continue)(?:\s+[\w.]+)?\s*$
    | ^\s*(?:let|var|const|public|private|static|void|int|unsigned|struct)\s+\w+
    | ^\s*(?:SELECT|INSERT\ INTO|UPDATE|DELETE\ FROM|CREATE|FROM|WHERE|ORDER\ BY|RUN|COPY|ENV)\s+[\w*]
    | ^\s*(?:sudo|pip3?|npm|yarn|git|apt(?:-get)?|cd|curl|wget|docker|python3?|cargo|make|ssh|export|brew|echo|chmod|mkdir)\s+\S
    | \s--[a-z][\w-]*(?:[ =]|$)                     # options
    | ^\s*-?\s?[a-z_][\w.-]*:\s*[\w"'\[{/.-]+$         # keys and values
    | (?:^|\s)(?:\.{0,2}|~)/\w[\w.-]*/                # paths
    """,
    re.VERBOSE,
)
# Words in a row. Begun at the beginning of one only: text without spaces is one word of any length.
_FIVE_WORDS = re.compile(r"(?<![^\W\d_])(?:[^\W\d_]{2,}+[,;]?\s++){4}[^\W\d_]{2}")
_FIVE_AND_MORE = re.compile(r"(?<![^\W\d_])(?:[^\W\d_]{2,}+[,;]?\s++){5}")
_COMMENT = re.compile(r"\s*+(?:\#|//|\*|--|\"{3})")
_STOPS = (".", "!", "?")
_RULE = re.compile(
    r"[ \t]*+(?:\|[ \t]*+)?:?-{2,}+:?[ \t]*+(?:[|+][ \t]*+:?-{2,}+:?[ \t]*+)*+\|?[ \t]*+$|[ \t]*+[+|][-=+|]{3,}[ \t]*$"
)
_CELLS = re.compile(r" {2,}")
_ROWS = 3  # fewer lines that look alike are chance
_Form = tuple[Callable[[str], list[str]], Callable[[Sequence[str], Sequence[Sequence[str]]], bool]]
_CELL_WORDS = 12  # of all cells but one a row: more is text in columns


def kinds_by_form(lines: Sequence[str]) -> list[BlockKind | None]:
    """Per line `code`, `table_row`, or None for what only repaired text tells; `lines` as the source has them."""
    kinds: list[BlockKind | None] = [None] * len(lines)
    text = "\n".join(lines)
    signs = [sign for sign in _SIGNS if sign in text]
    if "```" in signs or "~~~" in signs:
        _fences(lines, kinds)
    if "\t" in signs or ("  " in signs and " " * _INDENT in text):
        _indented(lines, kinds, _common_indent(lines, kinds))
    forms = [form for sign, form in _FORMS.items() if sign in signs]
    if forms:
        _tables(lines, kinds, forms)
    return kinds


def _fences(lines: Sequence[str], kinds: list[BlockKind | None]) -> None:
    """From a fence to the next of its sort, both included; one without an end is a line like others."""
    fences = {index: found for index, line in enumerate(lines) if (found := _FENCE.match(line)) is not None}
    ends = [index for index, found in fences.items() if not found["language"] and not found["info"]]
    longest: dict[int, dict[str, int]] = {}  # of the ends at or behind one, by their character
    behind: dict[str, int] = {}
    for index in reversed(ends):
        fence = fences[index]["fence"]
        behind = {**behind, fence[0]: max(len(fence), behind.get(fence[0], 0))}
        longest[index] = behind
    index = 0
    while index < len(lines):
        opening = fences.get(index)
        if opening is None:
            index += 1
            continue
        fence = opening["fence"]
        following = bisect_right(ends, index)
        last = None
        if following < len(ends) and longest[ends[following]].get(fence[0], 0) >= len(fence):
            last = next(end for end in ends[following:] if fences[end]["fence"].startswith(fence))
        # Rows of «~~~» also part sections of a text.
        if last is None or (fence[0] == "~" and not opening["language"] and not _is_code(lines[index + 1 : last])):
            index += 1
            continue
        kinds[index : last + 1] = ["code"] * (last + 1 - index)
        index = last + 1


def _common_indent(lines: Sequence[str], kinds: Sequence[BlockKind | None]) -> int:
    """How far lines that are no code yet are indented at least, but for one in ten: then the source indents all."""
    indents = sorted(_indent(line) for line, kind in zip(lines, kinds, strict=True) if line.strip() and kind is None)
    return indents[len(indents) // 10] if indents else 0


def _indent(line: str) -> int:
    return len(line.expandtabs(_INDENT)) - len(line.expandtabs(_INDENT).lstrip(" "))


def _indented(lines: Sequence[str], kinds: list[BlockKind | None], base: int) -> None:
    """Indented lines behind a blank one or a colon, with blank lines among them, of which most look like code.

    The least indented of them stands just four columns in: text that was taken out of a page's source as it stood there
    is indented, too, at any depth.
    """
    index = 0
    while index < len(lines):
        opens = index == 0 or not lines[index - 1].strip() or lines[index - 1].rstrip().endswith(":")
        if not opens or kinds[index] or not lines[index].strip() or _indent(lines[index]) < base + _INDENT:
            index += 1
            continue
        end = last = index
        while end < len(lines) and kinds[end] is None:
            if lines[end].strip():
                if _indent(lines[end]) < base + _INDENT:
                    break
                last = end
            end += 1
        least = min(_indent(line) for line in lines[index : last + 1] if line.strip())
        if least <= base + _INDENT + 1 and _is_code(lines[index : last + 1]):
            kinds[index : last + 1] = ["code"] * (last + 1 - index)
        index = last + 1


def _is_code(lines: Sequence[str]) -> bool:
    """Whether most lines look like code, and hardly one like a sentence."""
    said = [line for line in lines if line.strip()]
    like_code = sum(_CODE.search(line) is not None for line in said)
    like_prose = sum(_is_sentence(line) and _CODE.search(line) is None for line in said)
    return bool(said) and 2 * like_code > len(said) and 5 * like_prose <= len(said)


def reads_like_prose(lines: Sequence[str]) -> bool:
    """Whether what a page has as code are mail or notes: five words in a row, again and again, and no sign of code there."""
    said = [line for line in lines if line.strip()]
    like_prose = sum(_says_something(line) and _CODE.search(line) is None for line in said)
    return 4 * like_prose > len(said)


def _is_sentence(line: str) -> bool:
    """Whether a line has five words in a row with something behind them, and ends with a stop."""
    return line.rstrip().endswith(_STOPS) and _FIVE_AND_MORE.search(line) is not None


def _says_something(line: str) -> bool:
    """Whether a line that is no comment has five words in a row."""
    return _COMMENT.match(line) is None and _FIVE_WORDS.search(line) is not None


def _tables(lines: Sequence[str], kinds: list[BlockKind | None], forms: Sequence[_Form]) -> None:
    start = 0
    while start < len(lines):
        if kinds[start] is not None or not lines[start].strip():
            start += 1
            continue
        end = start
        while end < len(lines) and kinds[end] is None and lines[end].strip():
            end += 1
        for first, last in _table_runs(lines[start:end], forms):
            kinds[start + first : start + last] = ["table_row"] * (last - first)
        start = end


def _table_runs(lines: Sequence[str], forms: Sequence[_Form]) -> list[tuple[int, int]]:
    """The stretches of `lines`, which have no blank one among them, that are tables."""
    found: list[tuple[int, int]] = []
    if len(lines) < _ROWS:
        return found
    for cells_of, is_table in forms:
        rows = [cells_of(line) for line in lines]
        if cells_of is _piped:
            _rules_between(lines, rows)
        start = 0
        while start < len(rows):
            end = start + 1
            if rows[start]:
                while end < len(rows) and rows[end] and len(rows[start]) == len(rows[end]):
                    end += 1
                if end - start >= _ROWS and is_table(lines[start:end], rows[start:end]):
                    found.append((start, end))
            start = end
        if found:
            break
    return found


def _rules_between(lines: Sequence[str], rows: list[list[str]]) -> None:
    """Rules («+---+---+») become rows as the one beside them."""
    for index, line in enumerate(lines):
        if not rows[index] and _RULE.match(line):
            beside = rows[index - 1] if index else next((row for row in rows[1:2]), [])
            rows[index] = list(beside)


def _piped(line: str) -> list[str]:
    """The cells between pipes; a rule under the head has as many."""
    if _RULE.match(line) and "|" not in line:
        return []
    return (
        [cell.strip() for cell in line.strip().strip("|").split("|")]
        if line.count("|") >= 2 or "|" in line[1:-1]
        else []
    )


def _is_piped(lines: Sequence[str], rows: Sequence[Sequence[str]]) -> bool:
    """A rule under the head, pipes at both ends of all lines, or figures in a column: menus have pipes, too."""
    if any(_RULE.match(line) for line in lines):
        return True
    closed = all(line.strip().startswith("|") and line.strip().endswith("|") for line in lines)
    return closed or (len(rows[0]) > 2 and _has_figures(rows) and _has_words(rows))


def _tabbed(line: str) -> list[str]:
    stripped = line.strip(" ").rstrip("\t")
    return [cell.strip() for cell in stripped.split("\t")] if "\t" in stripped.lstrip("\t") else []


def _is_tabbed(lines: Sequence[str], rows: Sequence[Sequence[str]]) -> bool:
    """Short cells, most of them filled, and figures in a column or four rows of three: menus are of one row or ragged."""
    del lines
    if not _are_cells(rows):
        return False
    return _has_words(rows) and (_has_figures(rows) or (len(rows) > _ROWS and len(rows[0]) >= 3))


def _spaced(line: str) -> list[str]:
    stripped = line.strip()
    parts = [] if "\t" in stripped else _CELLS.split(stripped)
    return parts if len(parts) >= 2 else []


def _is_aligned(lines: Sequence[str], rows: Sequence[Sequence[str]]) -> bool:
    """Each column begins at one place in all rows, give or take a character, or ends there if it is one of figures."""
    # Two spaces stand behind a full stop, too, and lines of one width end at one place.
    if not _are_cells(rows) or 2 * sum(row[0].endswith((".", "!", "?")) for row in rows) > len(rows):
        return False
    places = []
    for line, cells in zip(lines, rows, strict=True):
        position, row = 0, []
        for cell in cells:
            position = line.index(cell, position)
            row.append((position, position + len(cell)))
            position += len(cell)
        places.append(row)
    for number, column in enumerate(zip(*places, strict=True)):
        starts, ends = zip(*column, strict=True)
        in_line = max(starts) - min(starts) <= 1
        if not in_line and number:
            figures = sum(any(char.isdigit() for char in row[number]) for row in rows)
            if 2 * figures <= len(rows) or max(ends) - min(ends) > 1:
                return False
    return True


def _are_cells(rows: Sequence[Sequence[str]]) -> bool:
    filled = sum(bool(cell) for row in rows for cell in row)
    long = sum(sorted(len(cell.split()) for cell in row)[-2] > _CELL_WORDS for row in rows)
    return 3 * filled >= 2 * sum(map(len, rows)) and not long


def _has_figures(rows: Sequence[Sequence[str]]) -> bool:
    """Whether a column has a digit in most of its cells below the head."""
    columns = zip(*rows[1:], strict=True)
    return any(2 * sum(any(char.isdigit() for char in cell) for cell in column) > len(rows) - 1 for column in columns)


def _has_words(rows: Sequence[Sequence[str]]) -> bool:
    """Whether a column has letters in most of its cells: rows of years and months are a calendar of the site."""
    columns = zip(*rows, strict=True)
    return any(2 * sum(any(char.isalpha() for char in cell) for cell in column) > len(rows) for column in columns)


# How cells are told and what makes rows of as many a table, by the sign without which no line has two of them.
_FORMS: dict[str, _Form] = {"|": (_piped, _is_piped), "\t": (_tabbed, _is_tabbed), "  ": (_spaced, _is_aligned)}
